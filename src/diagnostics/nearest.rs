//! Did you mean …?

/// The known name that is most like `name`, when one is near enough.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let last = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    let wanted = plain(name);
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let other = plain(candidate);
        let whole = strsim::normalized_damerau_levenshtein(&wanted, &other);
        let tail = if other.contains('.') {
            strsim::normalized_damerau_levenshtein(&last(&wanted), &last(&other)) - 0.05
        } else {
            0.0
        };
        // the beginning of a name is what people remember of it
        let beginning = if wanted.len() >= 4 && other.starts_with(&wanted) {
            0.6
        } else {
            0.0
        };
        let score = whole.max(tail).max(beginning);
        if score >= 0.6 && best.is_none_or(|(high, held)| score > high || (score == high && candidate < held)) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
