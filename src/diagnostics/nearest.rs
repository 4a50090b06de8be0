//! Did you mean …?

/// Names of more characters are not compared: a person who mistypes such a name finds it by its place.
const LONGEST: usize = 80;
/// The likeness from which a name is proposed.
const ENOUGH: f64 = 0.6;
/// What a likeness of the last parts of two names counts less than one of the whole.
const TAIL: f64 = 0.05;

/// How many characters are still compared for proposals, so that a list of ten thousand unknown names beside ten
/// thousand known ones takes no minutes. A search that would take more gives no proposal.
#[derive(Clone, Debug)]
pub(super) struct Looks(u64);

impl Default for Looks {
    /// A fraction of a second, or a hundred misspelt facts.
    fn default() -> Self {
        Self(8_000_000)
    }
}

impl Looks {
    /// Takes so much; `None` once it is not there, and from then on.
    fn take(&mut self, cost: usize) -> Option<()> {
        let left = self.0.checked_sub(cost as u64);
        self.0 = left.unwrap_or_default();
        left.filter(|left| *left > 0).map(|_| ())
    }

    /// The known name that is most like `name`, when one is near enough.
    pub fn nearest<'a>(&mut self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.take(1)?;
        let wanted = Name::of(name)?;
        let mut best: Option<(f64, &str)> = None;
        for candidate in known {
            self.take(1 + candidate.len().min(4 * LONGEST))?;
            let Some(other) = Name::of(candidate) else { continue };
            let score = self.likeness(&wanted, &other)?;
            if score >= ENOUGH && best.is_none_or(|(high, held)| score > high || (score == high && candidate < held)) {
                best = Some((score, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    fn likeness(&mut self, wanted: &Name, other: &Name) -> Option<f64> {
        let whole = self.of_texts(&wanted.text, &other.text, ENOUGH)?;
        let tail = if other.text.contains('.') {
            self.of_texts(wanted.last(), other.last(), ENOUGH + TAIL)? - TAIL
        } else {
            0.0
        };
        // the beginning of a name is what people remember of it
        let beginning = if wanted.text.len() >= 4 && other.text.starts_with(&wanted.text) {
            ENOUGH
        } else {
            0.0
        };
        Some(whole.max(tail).max(beginning))
    }

    /// The likeness of two texts; 0 without looking when their lengths alone keep it below `least`.
    fn of_texts(&mut self, a: &str, b: &str, least: f64) -> Option<f64> {
        let (a_long, b_long) = (a.chars().count(), b.chars().count());
        let (short, long) = (a_long.min(b_long), a_long.max(b_long));
        // a hair below, so that rounding never decides
        if (short as f64) < (least - 1e-6) * long as f64 {
            return Some(0.0);
        }
        self.take(a_long * b_long)?;
        Some(strsim::normalized_damerau_levenshtein(a, b))
    }
}

/// A name as it is compared.
struct Name {
    text: String,
}

impl Name {
    /// `None` for a name too long to compare.
    fn of(name: &str) -> Option<Self> {
        // four bytes a character at the most: what is longer need not be counted
        let long = name.len() > 4 * LONGEST || name.chars().count() > LONGEST;
        (!long).then(|| Self {
            text: name.to_lowercase().replace(['-', ' '], "_"),
        })
    }

    fn last(&self) -> &str {
        self.text.rsplit('.').next().unwrap_or_default()
    }
}

/// The known name that is most like `name`, when one is near enough; for a single question. What is asked many times
/// in a run asks its [`Diagnostics`](super::Diagnostics).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Looks::default().nearest(name, known)
}

#[cfg(test)]
mod tests {
    use super::{Looks, nearest};

    #[test]
    fn finds_the_near_and_leaves_the_far() {
        let known = ["implementation.fidelity", "scope.since", "weekly_hours"];
        assert_eq!(nearest("weekly-hour", known), Some("weekly_hours"));
        assert_eq!(
            nearest("implementation.fidelty", known),
            Some("implementation.fidelity")
        );
        assert_eq!(nearest("fidelity", known), Some("implementation.fidelity"));
        assert_eq!(nearest("weekly", known), Some("weekly_hours"));
        assert_eq!(nearest("budget", known), None);
    }

    #[test]
    fn lengths_rule_out_only_what_is_far() {
        // of five characters two may differ: 0.6 is near enough
        assert_eq!(nearest("abc", ["abcde"]), Some("abcde"));
        assert_eq!(nearest("ab", ["abcde"]), None);
    }

    #[test]
    fn no_name_is_too_long_and_no_list_too_full() {
        let long = "x".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        let known: Vec<String> = (0..3000).map(|n| format!("school number {n}")).collect();
        let mut looks = Looks::default();
        let found: Vec<bool> = (0..1000)
            .map(|n| looks.nearest(&format!("skool number {n}"), known.iter().map(String::as_str)))
            .map(|near| near.is_some())
            .collect();
        assert!(found.starts_with(&[true; 5]) && !found.ends_with(&[true]), "{found:?}");
    }
}
