//! Days as people write them, in the United States unless somebody asks for another way.

use jiff::civil::Date;
use minijinja::Value;
use rustc_hash::FxHashMap as HashMap;
use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::Given;
use crate::rules::FactType;

/// How days are written for people. All are English: the words of a report are, whatever its days look like, and dollars
/// and thousands are written alike in all of them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub enum Locale {
    /// June 15, 2026
    #[default]
    #[serde(rename = "en-US")]
    UnitedStates,
    /// June 15, 2026, as in the United States
    #[serde(rename = "en-CA")]
    Canada,
    /// 15 June 2026
    #[serde(rename = "en-GB")]
    UnitedKingdom,
    /// 2026-06-15
    #[serde(rename = "iso")]
    Iso,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::UnitedStates, Self::Canada, Self::UnitedKingdom, Self::Iso];

    /// Its name: the language and the country, or the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnitedStates => "en-US",
            Self::Canada => "en-CA",
            Self::UnitedKingdom => "en-GB",
            Self::Iso => "iso",
        }
    }

    /// How it writes the fifteenth of June 2026.
    #[must_use]
    pub fn example(self) -> String {
        self.written_out("2026-06-15")
    }

    /// The locale of a name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.name() == name)
    }

    // two patterns of `strftime` are the whole difference, so no library of locales is taken in for it
    fn day(self, day: Date) -> String {
        day.strftime(match self {
            Self::UnitedStates | Self::Canada => "%B %-d, %Y",
            Self::UnitedKingdom => "%-d %B %Y",
            Self::Iso => "%Y-%m-%d",
        })
        .to_string()
    }

    fn month(self, first: Date) -> String {
        first
            .strftime(match self {
                Self::UnitedStates | Self::Canada | Self::UnitedKingdom => "%B %Y",
                Self::Iso => "%Y-%m",
            })
            .to_string()
    }

    /// A text in which every day is written out: `2026-06-15` is June 15, 2026, and `2026-06` June 2026.
    ///
    /// What may be two school years (`2011-12`) stays as it is, as does what is part of a longer word.
    fn written_out(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text;
        let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
        while !rest.is_empty() {
            let word = rest.find(|c| !part(c)).unwrap_or(rest.len());
            let (own, after) = rest.split_at(word);
            match day_of(own) {
                Some(day) => out.push_str(&self.day(day)),
                None => match month_of(own) {
                    Some(first) => out.push_str(&self.month(first)),
                    None => out.push_str(own),
                },
            }
            let sign = after.chars().next().map_or(0, char::len_utf8);
            let (sign, after) = after.split_at(sign);
            out.push_str(sign);
            rest = after;
        }
        out
    }
}

/// How a report writes days: in the way of a place, and never within the words of those who wrote the inventory.
#[derive(Clone, Default, Debug, Serialize)]
#[non_exhaustive]
pub struct Days {
    /// In the way of which place.
    pub locale: Locale,
    verbatim: Verbatim,
}

impl Days {
    /// For the readers of an audit.
    #[must_use]
    pub fn of(audit: &Audit, locale: Locale) -> Self {
        let inventory = audit.inventory;
        let free = |given: &Given| matches!(audit.set.fact(given.fact).kind, FactType::Text | FactType::List);
        let answers = |given: &[Given]| -> Vec<String> {
            let free = given.iter().filter(|given| free(given));
            free.map(|given| given.written.clone()).collect()
        };
        let mut verbatim = answers(&inventory.given);
        verbatim.push(inventory.district.clone());
        for (name, given) in (inventory.initiatives.iter().map(|i| (&i.name, &i.given)))
            .chain(inventory.schools.iter().map(|s| (&s.name, &s.given)))
            .chain(inventory.goals.iter().map(|g| (&g.name, &g.given)))
        {
            verbatim.push(name.clone());
            verbatim.append(&mut answers(given));
        }
        // an answer that is a day and nothing else is a day
        let holds_one = |text: &String| {
            may_hold_one(text) && day_of(text).is_none() && Locale::UnitedStates.written_out(text) != text.as_str()
        };
        verbatim.retain(holds_one);
        Self::with(locale, verbatim)
    }

    fn with(locale: Locale, mut verbatim: Vec<String>) -> Self {
        verbatim.sort_by(|one, other| (other.len(), one).cmp(&(one.len(), other)));
        verbatim.dedup();
        Self {
            locale,
            verbatim: Verbatim::of(verbatim),
        }
    }

    /// For what speaks of another audit too.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.verbatim.texts.append(&mut other.verbatim.texts);
        Self::with(self.locale, self.verbatim.texts)
    }

    /// How a template is told to write days, by the field `days` of what it is filled with.
    pub(super) fn in_context(context: &Value) -> Self {
        let Ok(days) = context.get_attr("days") else {
            return Self::default();
        };
        let locale = days.get_attr("locale").ok();
        let locale = locale
            .and_then(|name| Locale::named(name.as_str()?))
            .unwrap_or_default();
        let verbatim = days.get_attr("verbatim").and_then(|texts| texts.try_iter());
        let verbatim = verbatim.map_or_else(
            |_| Vec::new(),
            |texts| texts.filter_map(|text| Some(text.as_str()?.to_owned())).collect(),
        );
        Self {
            locale,
            verbatim: Verbatim::of(verbatim),
        }
    }

    /// A text with its days written out.
    #[must_use]
    pub fn written(&self, text: &str) -> String {
        if !may_hold_one(text) {
            return text.to_owned();
        }
        let Some((at, length)) = self.verbatim.first_in(text) else {
            return self.locale.written_out(text);
        };
        let (before, rest) = text.split_at(at);
        let (own, after) = rest.split_at(length);
        self.locale.written_out(before) + own + &self.written(after)
    }
}

/// Names and free texts of the inventory that hold what looks like a day: none of them is changed where it stands.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(transparent)]
struct Verbatim {
    /// The longest first.
    texts: Vec<String>,
    /// By how a text begins: the places of those that do, so that a long list is not gone through for every sentence.
    #[serde(skip)]
    begin: HashMap<Vec<u8>, Vec<usize>>,
}

impl Verbatim {
    fn of(texts: Vec<String>) -> Self {
        let mut begin: HashMap<Vec<u8>, Vec<usize>> = HashMap::default();
        for (place, text) in texts.iter().enumerate() {
            // one that is shorter than a month holds none
            if let Some(head) = text.as_bytes().get(..MONTH.len()) {
                begin.entry(head.to_vec()).or_default().push(place);
            }
        }
        Self { texts, begin }
    }

    /// Where the first of them stands in a text, and how long it is: the longest of those that begin there.
    fn first_in(&self, text: &str) -> Option<(usize, usize)> {
        if self.begin.is_empty() {
            return None;
        }
        let mut heads = text.as_bytes().windows(MONTH.len()).enumerate();
        heads.find_map(|(at, head)| {
            let rest = text.as_bytes().get(at..)?;
            let all = self.begin.get(head)?.iter().filter_map(|place| self.texts.get(*place));
            let mut found = all.filter(|own| rest.starts_with(own.as_bytes()));
            found.next().map(|own| (at, own.len()))
        })
    }
}

/// As long as a month is written.
const MONTH: &str = "2026-06";

/// Whether a text may hold a day or a month: a year of four digits does not end there.
fn may_hold_one(text: &str) -> bool {
    let year = |part: &[u8]| match part {
        [year @ .., next] => year.iter().all(u8::is_ascii_digit) && (*next == b'-' || next.is_ascii_alphanumeric()),
        [] => false,
    };
    text.as_bytes().windows("2026-".len()).any(year)
}

fn day_of(text: &str) -> Option<Date> {
    let whole = text.len() == "2026-06-15".len();
    whole.then(|| text.parse().ok()).flatten()
}

/// The first day of a month.
fn month_of(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-').filter(|_| text.len() == MONTH.len())?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (year, month): (i16, i8) = match digits(year) && digits(month) {
        true => (year.parse().ok()?, month.parse().ok()?),
        false => return None,
    };
    let two_years = (year + 1) % 100 == i16::from(month);
    Date::new(year, month, 1).ok().filter(|_| !two_years)
}

#[cfg(test)]
mod tests {
    use super::{Days, Locale};

    #[test]
    fn days_and_months_are_written_out_and_nothing_else() {
        for (text, said) in [
            ("Judge it on 2028-12-31.", "Judge it on December 31, 2028."),
            (
                "since 2021-08, not 2021-22 or 2011-12",
                "since August 2021, not 2021-22 or 2011-12",
            ),
            ("(2026-06-05); 2026-13-01", "(June 5, 2026); 2026-13-01"),
            ("plan-2026-06-15 and 1999-2000", "plan-2026-06-15 and 1999-2000"),
            ("ünd 2026", "ünd 2026"),
        ] {
            assert_eq!(Days::default().written(text), said);
        }
    }

    #[test]
    fn each_locale_has_its_form_and_its_name() {
        let said = Locale::ALL.map(|locale| locale.written_out("2026-06-05, 2026-07"));
        assert_eq!(
            said,
            [
                "June 5, 2026, July 2026",
                "June 5, 2026, July 2026",
                "5 June 2026, July 2026",
                "2026-06-05, 2026-07"
            ]
        );
        assert!(
            Locale::ALL
                .iter()
                .all(|locale| Locale::named(locale.name()) == Some(*locale))
        );
    }

    #[test]
    fn what_others_wrote_stays_as_it_is() {
        let names = ["Plan 2026-06-15 to 2027-06-15", "Plan 2026-06-15"];
        let days = Days::with(Locale::UnitedStates, names.map(str::to_owned).to_vec());
        assert_eq!(
            days.written("Plan 2026-06-15 ends on 2026-06-15; Plan 2026-06-15 to 2027-06-15 on 2027-06-15"),
            "Plan 2026-06-15 ends on June 15, 2026; Plan 2026-06-15 to 2027-06-15 on June 15, 2027"
        );
    }

    #[test]
    fn of_many_names_the_first_in_a_text_stays_as_it_is() {
        let names = (1..=9).flat_map(|n| [format!("Läufe {n} from 2021-0{n}"), format!("2021-0{n} läuft")]);
        let days = Days::with(Locale::UnitedStates, names.collect());
        assert_eq!(
            days.written("“Läufe 7 from 2021-07” and Läufe 7 from 2021-08, then 2021-03 läuft, ends 2021-03"),
            "“Läufe 7 from 2021-07” and Läufe 7 from August 2021, then 2021-03 läuft, ends March 2021"
        );
    }
}
