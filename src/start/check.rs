//! Whether a start form can be held to: every part says something, somebody of the district answers for it, what is
//! counted and by when is said, the day lies ahead and within the time of a pilot, and silence does not make it permanent.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::dissent::{plain, split};
use crate::evaluate::Verdict;
use crate::inventory::{Initiative, Inventory, PartialDate, given_to};
use crate::rules::contract::KnownFact;
use crate::rules::{Fact, RuleSet, Scalar, read_scalar};
use crate::truth::Possible;

use super::{Form, Needs, Part, Words};

/// What is known of the initiative that a form is about.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct About {
    /// Its id and its name.
    pub names: [String; 2],
    /// The day of the audit.
    pub as_of: Date,
    /// The last day on which it may be judged: the end of its last year as a pilot, counted from its start where that is
    /// on record, else from the day of the audit.
    pub latest: Date,
    /// Who sells it; empty where that is not on record.
    pub vendor: String,
}

impl About {
    /// Of an initiative and the verdict on it.
    #[must_use]
    pub fn of(set: &RuleSet, inventory: &Inventory, initiative: &Initiative, verdict: &Verdict, words: &Words) -> Self {
        let since = set.known(KnownFact::Since).map(|id| verdict.record.value(id));
        let since = match since {
            Some(Possible::Numbers { high, .. }) => crate::inventory::day_of(high),
            _ => None,
        };
        let as_of = inventory.as_of;
        let from = since.filter(|day| *day < as_of).unwrap_or(as_of);
        let years = set.parameter_named(&words.latest).map_or(0.0, |p| p.value.as_f64());
        let months = (years.clamp(0.0, 50.0) * 12.0).round() as i64;
        let vendor = set.fact_id("vendor").and_then(|id| given_to(&initiative.given, id));
        Self {
            names: [initiative.id.clone(), initiative.name.clone()],
            as_of,
            latest: from.checked_add(months.months()).unwrap_or(from),
            vendor: vendor
                .filter(|g| g.on_record())
                .map_or_else(String::new, |g| g.written.clone()),
        }
    }
}

/// The words of a text as they are looked up.
fn words_of(text: &str) -> Vec<String> {
    split(text).iter().map(|word| plain(word.text)).collect()
}

/// Whether some words stand one after another in others.
fn among(phrase: &str, said: &[String]) -> bool {
    let phrase = words_of(phrase);
    !phrase.is_empty() && said.windows(phrase.len()).any(|window| window == phrase)
}

impl Form {
    /// What stands against a form.
    pub fn check(&self, set: &RuleSet, words: &Words, about: &About, out: &mut Diagnostics) {
        if !about.names.contains(&self.initiative.text) {
            let [id, name] = &about.names;
            let message = match self.initiative.text.as_str() {
                "" => format!("the form does not say that it is about `{id}`"),
                said => format!("the form is about `{said}` and not about `{id}` ({name})"),
            };
            out.push(
                Diagnostic::new(Code::StartForm, self.initiative.span, message)
                    .help("name the initiative that the form is about, or write the form anew"),
            );
        }
        for (asked, part) in words.parts.iter().zip(&self.parts) {
            let Some(fact) = set.fact_id(&asked.fact).map(|id| set.fact(id)) else {
                continue;
            };
            if let Some((message, help)) = lacks(part, fact, asked.needs, words, about) {
                out.push(Diagnostic::new(Code::StartForm, part.span, message).help(help));
            } else if asked.needs == Needs::End && lasts(&part.text, words) {
                let message = format!("`{}` lets it go on although nobody measured it", part.text);
                out.push(
                    Diagnostic::new(Code::StartSilence, part.span, message)
                        .help("say what ends then: a pilot that nobody measured does not become permanent by silence"),
                );
            }
        }
        self.outcomes_differ(words, out);
        if self.signed_by.text.is_empty() || is_placeholder(&self.signed_by.text, words) {
            let message = "nobody signs the form";
            out.push(
                Diagnostic::new(Code::StartForm, self.signed_by.span, message)
                    .help("write behind `signed_by:` who decides that it starts"),
            );
        }
        let signed = PartialDate::read(&self.signed_on.text)
            .ok()
            .filter(|d| d.first == d.last);
        if signed.is_none_or(|day| day.first > about.as_of) {
            let message = format!("`signed_on:` is no day up to {}, the day of the inventory", about.as_of);
            out.push(Diagnostic::new(Code::StartForm, self.signed_on.span, message).help(
                "write the day on which it is signed, such as 2026-06-30, and bring the date of the inventory up to it",
            ));
        }
    }

    /// Whether what happens if it works is not what happens if it does not.
    fn outcomes_differ(&self, words: &Words, out: &mut Diagnostics) {
        let mut then: Vec<(&str, &Part)> = Vec::new();
        for (asked, part) in words.parts.iter().zip(&self.parts) {
            let key = asked.key();
            if !key.starts_with("if_") || part.text.is_empty() {
                continue;
            }
            let same = then
                .iter()
                .find(|(_, other)| words_of(&other.text) == words_of(&part.text));
            if let Some((other, _)) = same
                && *other == "if_it_works"
            {
                let message = format!("`{key}` says the same as `{other}`: then nothing hangs on the measure");
                out.push(
                    Diagnostic::new(Code::StartForm, part.span, message)
                        .help("say what is done otherwise in this case"),
                );
            }
            then.push((key, part));
        }
    }
}

fn is_placeholder(text: &str, words: &Words) -> bool {
    let said = plain(text.trim().trim_end_matches(['.', '!']));
    words.placeholders.iter().any(|one| plain(one) == said) || text.starts_with('<') || text.starts_with('[')
}

/// What a part lacks, with what to write; nothing where it can be held to.
fn lacks(part: &Part, fact: &Fact, needs: Needs, words: &Words, about: &About) -> Option<(String, String)> {
    let (text, title) = (part.text.as_str(), fact.title.as_str());
    let ask = || fact.question.clone();
    if text.is_empty() {
        return Some((format!("“{title}” says nothing"), ask()));
    }
    let read = read_scalar(fact, text, false);
    if is_placeholder(text, words) || matches!(read, Ok(Scalar::None(_))) {
        return Some((format!("“{title}” holds a placeholder: `{text}`"), ask()));
    }
    let said = words_of(text);
    let short = said.len() < words.least_words;
    match needs {
        Needs::Champion => {
            let sells = words.sellers.iter().any(|seller| among(seller, &said)) || among(&about.vendor, &said);
            if sells {
                Some((format!("`{text}` sells it and cannot answer for it"), ask()))
            } else if words.nobody.iter().any(|nobody| words_of(nobody) == said) {
                let help = "name one person or one role of the district";
                Some((format!("`{text}` is nobody in particular"), help.to_owned()))
            } else {
                None
            }
        }
        Needs::Words | Needs::End => short.then(|| (format!("“{title}” says too little to be held to"), ask())),
        Needs::Count => {
            let year = |word: &String| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            let digits = |word: &&String| word.chars().any(|c| c.is_ascii_digit()) && !year(word);
            let counts = said.iter().any(|word| digits(&word) || words.numbers.contains(word));
            let by_when = said.iter().any(|word| year(word) || words.by_when.contains(word));
            match (counts, by_when) {
                (true, true) => None,
                (false, _) => Some((format!("“{title}” names nothing that is counted"), ask())),
                (true, false) => Some((format!("“{title}” does not say by when"), ask())),
            }
        }
        Needs::Day => {
            let day = match read {
                Ok(Scalar::Value(Possible::Numbers { low, high })) if low == high => crate::inventory::day_of(low),
                Err(error) => return Some((error.message, error.help)),
                _ => None,
            };
            let help = format!("write a day after {} and up to {}", about.as_of, about.latest);
            match day {
                None => Some((format!("`{text}` is no single day"), help)),
                Some(day) if day <= about.as_of => Some((format!("{day} does not lie ahead"), help)),
                Some(day) if day > about.latest => Some((format!("{day} lies after the last year of a pilot"), help)),
                Some(_) => None,
            }
        }
    }
}

/// Whether a text lets something go on: a word that says so, and none before it in its sentence that turns it around.
fn lasts(text: &str, words: &Words) -> bool {
    text.split(['.', ';']).any(|sentence| {
        let said = words_of(sentence);
        let not = |upto: usize| said.iter().take(upto).any(|word| words.not.contains(word));
        let at = |phrase: &String| {
            let phrase = words_of(phrase);
            said.windows(phrase.len().max(1)).position(|window| window == phrase)
        };
        words.lasting.iter().filter_map(at).any(|place| !not(place))
    })
}
