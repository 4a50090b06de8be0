//! What a person types about many lines at once: `1 4 7-9`, `1-3 = 2019; rest = don't know`.

use crate::rules::{Fact, FactId, FactType, RuleSet, Scalar, TickWord, Unanswered, read_scalar};
use crate::truth::PartialDate;

/// One answer of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    /// The number of the line, from 1.
    pub line: usize,
    /// The answer.
    pub entry: TickAnswer,
}

/// An answer as it is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TickAnswer {
    /// The fact that it answers.
    pub fact: FactId,
    /// Whether it is what somebody takes it to be.
    pub estimate: bool,
    /// The answer; empty where there are bounds.
    pub value: String,
    /// The least and the most that it may be; empty where there is none.
    pub bounds: [String; 2],
}

impl TickAnswer {
    fn plain(fact: FactId, value: impl Into<String>) -> Self {
        Self {
            fact,
            estimate: false,
            value: value.into(),
            bounds: [String::new(), String::new()],
        }
    }

    fn bounded(fact: FactId, low: impl Into<String>, high: impl Into<String>) -> Self {
        Self {
            bounds: [low.into(), high.into()],
            ..Self::plain(fact, "")
        }
    }

    fn estimated(self) -> Self {
        Self { estimate: true, ..self }
    }

    /// Its fields, as a line of an inventory has them: `between: [40%, 60%]`.
    #[must_use]
    pub fn fields(&self) -> String {
        let [low, high] = &self.bounds.each_ref().map(|bound| in_yaml(bound));
        match (self.bounds.each_ref().map(|bound| bound.is_empty()), &self.value) {
            ([true, true], value) => format!("value: {}", in_yaml(value)),
            ([false, true], _) => format!("at_least: {low}"),
            ([true, false], _) => format!("at_most: {high}"),
            ([false, false], _) => format!("between: [{low}, {high}]"),
        }
    }

    /// Whether it is a value and no more.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.estimate && self.bounds.iter().all(String::is_empty)
    }
}

/// What is wrong with what was typed; nothing of it is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoTick {
    /// What is wrong.
    pub message: String,
    /// What to type instead.
    pub help: String,
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> NoTick {
    NoTick {
        message: message.into(),
        help: help.into(),
    }
}

/// What a line of answers says: of all, and of single lines.
struct Spoken {
    /// What is said of every line that says nothing else.
    rest: Option<TickAnswer>,
    /// By line.
    lines: Vec<Option<TickAnswer>>,
}

/// Whom a line of answers speaks of where it names no line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// The lines that have no answer.
    Lines,
    /// The district.
    District,
}

/// Reads a line of answers about numbered entries; `open` says which of them have no answer, to which `rest` goes.
///
/// # Errors
/// When a part of it is no answer, or names a line that is not there.
pub fn ticks(set: &RuleSet, fact: FactId, text: &str, open: &[bool]) -> Result<Vec<Tick>, NoTick> {
    let spoken = spoken(set, fact, text, open.len(), Whole::Lines)?;
    let all = spoken.lines.into_iter().zip(open).enumerate();
    let said = all.filter_map(|(place, (said, open))| {
        let entry = said.or_else(|| spoken.rest.clone().filter(|_| *open))?;
        Some(Tick { line: place + 1, entry })
    });
    Ok(said.collect())
}

/// Reads a line of answers about the whole district, `partial`, and about the numbered entries that differ, of which
/// there may be none: `partial; 4 = weak`.
///
/// # Errors
/// When a part of it is no answer, or names a line that is not there.
pub fn district_ticks(
    set: &RuleSet,
    fact: FactId,
    text: &str,
    count: usize,
) -> Result<(Option<TickAnswer>, Vec<Tick>), NoTick> {
    let spoken = spoken(set, fact, text, count, Whole::District)?;
    let lines = spoken.lines.into_iter().enumerate();
    let said = lines.filter_map(|(place, entry)| {
        Some(Tick {
            line: place + 1,
            entry: entry?,
        })
    });
    Ok((spoken.rest, said.collect()))
}

fn spoken(set: &RuleSet, fact: FactId, text: &str, count: usize, whole: Whole) -> Result<Spoken, NoTick> {
    let mut lines: Vec<Option<TickAnswer>> = vec![None; count];
    let mut rest = None;
    let spelled = text.replace(" rest", "; rest");
    let parts = spelled.split(';').map(str::trim);
    for part in parts.filter(|part| !part.is_empty()) {
        if let Some(said) = after_rest(part, whole) {
            if rest.replace(answer(set, fact, said)?).is_some() {
                return Err(twice(whole));
            }
            continue;
        }
        let (named, said) = match part.split_once('=') {
            Some((named, said)) => (numbers(named, count)?, answer(set, fact, said)?),
            None if count > 0 && (part.eq_ignore_ascii_case(ALL) || part.starts_with(|c: char| c.is_ascii_digit())) => {
                let named = numbers(part, count)?;
                if set.fact(fact).kind != FactType::YesNo {
                    let help = format!("write `{part} = …` with the answer for these lines");
                    return Err(wrong(format!("`{part}` says for which lines and not what"), help));
                }
                (named, answer(set, fact, "yes")?)
            }
            None if whole == Whole::District => {
                if rest.replace(answer(set, fact, part)?).is_some() {
                    return Err(twice(whole));
                }
                continue;
            }
            // one word for all
            None => match one_word(set, fact, part) {
                Some(said) => {
                    rest = Some(said);
                    continue;
                }
                None => {
                    let help = format!("write `1 4 7-9 = {part}`, or `rest = {part}` for every open line");
                    return Err(wrong(format!("`{part}` says what and not for which lines"), help));
                }
            },
        };
        for line in named {
            let Some(place) = lines.get_mut(line - 1) else {
                continue;
            };
            if place.as_ref().is_some_and(|held| *held != said) {
                return Err(wrong(format!("line {line} has two answers"), "give each line one"));
            }
            *place = Some(said.clone());
        }
    }
    Ok(Spoken { rest, lines })
}

/// The words for all lines that are not named by their numbers.
pub const OTHERS: [&str; 2] = ["rest", ALL];
/// The word for all lines in place of their numbers.
const ALL: &str = "all";

fn twice(whole: Whole) -> NoTick {
    match whole {
        Whole::Lines => wrong("`rest` stands twice", "say once what the others are"),
        Whole::District => wrong(
            "the district has two answers",
            "say one, and the lines that differ by their numbers: `4 = …`",
        ),
    }
}

/// What is said of the `rest`, or of the `district`.
fn after_rest(part: &str, whole: Whole) -> Option<&str> {
    let words: &[&str] = match whole {
        Whole::Lines => &[],
        Whole::District => &["district"],
    };
    OTHERS.iter().chain(words).find_map(|word| {
        let head = part.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        let tail = part.get(head.len()..)?;
        tail.starts_with([' ', '=', ':'])
            .then(|| tail.trim_start_matches([' ', '=', ':']).trim())
    })
}

/// `yes`, `no`, `don't know` and `n/a` are said of all lines by one word.
fn one_word(set: &RuleSet, fact: FactId, part: &str) -> Option<TickAnswer> {
    let said = answer(set, fact, part).ok()?;
    let yes_no = set.fact(fact).kind == FactType::YesNo && said.is_plain();
    (yes_no || is_open(set.fact(fact), &said)).then_some(said)
}

/// The lines of `1 4 7-9`, also with commas.
///
/// # Errors
/// When it names a line that is not there, or none.
pub fn numbers(text: &str, count: usize) -> Result<Vec<usize>, NoTick> {
    let mut all = Vec::new();
    for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
        if part.eq_ignore_ascii_case(ALL) {
            all.extend(1..=count);
            continue;
        }
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| (1..=count).contains(n));
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => all.extend(first..=last),
            _ => {
                let help = format!("lines are numbered 1 to {count}: `1 4 7-9`");
                return Err(wrong(format!("`{part}` names no line"), help));
            }
        }
    }
    if all.is_empty() {
        return Err(wrong("no line is named", "write the numbers first: `1 4 = …`"));
    }
    Ok(all)
}

/// Reads one answer as a person says it: a word of the list, a value, bounds, or about what it is.
///
/// # Errors
/// When it is no answer to the fact.
pub fn answer(set: &RuleSet, fact: FactId, said: &str) -> Result<TickAnswer, NoTick> {
    let said = said.trim().replace('’', "'");
    let asked = set.fact(fact);
    if said.is_empty() {
        return Err(wrong("no answer stands there", "write one after `=`"));
    }
    let words = || asked.ticked.iter().flat_map(|ticked| &ticked.words);
    let small = said.to_lowercase();
    if let Some(word) = words().find(|word| word.says.contains(&small)) {
        return Ok(of_word(set, fact, word));
    }
    if ["dont know", "i don't know", "no idea"].contains(&small.as_str()) {
        return Ok(TickAnswer::plain(fact, "unsure"));
    }
    let hedged = if small == "probably" {
        "probably so"
    } else {
        small.as_str()
    };
    if let Some(inner) = ABOUT.iter().find_map(|about| hedged.strip_prefix(about)) {
        let inner = inner.trim();
        if let Some(word) = words().find(|word| word.says.iter().any(|says| says == inner)) {
            return Ok(of_word(set, fact, word).estimated());
        }
        let meant = fraction(asked, inner).or_else(|| so(asked, inner));
        let inner = answer(set, fact, meant.unwrap_or(inner))?;
        if is_open(asked, &inner) || !asked.takes_estimate() {
            return Err(wrong(format!("`{said}` is no answer"), "write what it is about"));
        }
        return Ok(inner.estimated());
    }
    // a number of schools, where what is asked is their share
    if let Some(count) = small.strip_suffix(" schools").map(str::trim)
        && let Some(counted) = counted_by(set, fact)
    {
        let said = match range(set.fact(counted), count) {
            Some((low, high)) => TickAnswer::bounded(counted, value(set, counted, low)?, value(set, counted, high)?),
            None => TickAnswer::plain(counted, value(set, counted, count)?),
        };
        return Ok(said.estimated());
    }
    if let Some((low, high)) = range(asked, &small) {
        return Ok(TickAnswer::bounded(fact, value(set, fact, low)?, value(set, fact, high)?).estimated());
    }
    if let Some(bound) = small.strip_prefix("at least ") {
        return Ok(TickAnswer::bounded(fact, value(set, fact, bound)?, ""));
    }
    if let Some(bound) = small.strip_prefix("at most ") {
        return Ok(TickAnswer::bounded(fact, "", value(set, fact, bound)?));
    }
    if asked.kind == FactType::Date
        && let Some((first, last)) = school_year(&said)
    {
        if PartialDate::read(&said).is_ok() {
            let help = format!("write {first}-{last} for the school year, {said}-01 for a day of the month");
            return Err(wrong(format!("`{said}` may be a school year or a month"), help));
        }
        return Ok(TickAnswer::bounded(fact, format!("{first}-07"), format!("{last}-06")));
    }
    value(set, fact, &said).map(|said| TickAnswer::plain(fact, said))
}

/// How an estimate begins.
const ABOUT: [&str; 7] = [
    "about ",
    "around ",
    "roughly ",
    "approximately ",
    "probably ",
    "i think ",
    "~",
];

/// Whether it says that there is no answer.
fn is_open(fact: &Fact, said: &TickAnswer) -> bool {
    said.is_plain() && matches!(read_scalar(fact, &said.value, false), Ok(Scalar::None(_)))
}

fn of_word(set: &RuleSet, fact: FactId, word: &TickWord) -> TickAnswer {
    TickAnswer {
        fact: set.recorded_by(fact, word),
        estimate: false,
        value: word.value.clone(),
        bounds: word.bounds.clone(),
    }
}

/// A value as it may be written; what could be two is asked back.
fn value(set: &RuleSet, fact: FactId, said: &str) -> Result<String, NoTick> {
    let asked = set.fact(fact);
    let said = said.trim();
    let said = match asked.kind {
        FactType::Count => said
            .strip_suffix(" schools")
            .or(said.strip_suffix(" school"))
            .unwrap_or(said),
        _ => said,
    };
    let said = match said.strip_suffix("percent") {
        Some(number) if asked.kind == FactType::Share => format!("{}%", number.trim()),
        _ => said.to_owned(),
    };
    if asked.kind == FactType::Share && said == "1" {
        return Err(wrong(
            "`1` may be one percent or all of it",
            "write 1% for one percent, 100% for all",
        ));
    }
    match read_scalar(asked, &said, false) {
        Ok(Scalar::None(Unanswered::Unsure)) => Ok("unsure".to_owned()),
        Ok(Scalar::None(Unanswered::NotApplicable)) => Ok("n/a".to_owned()),
        Ok(Scalar::None(_)) => Err(wrong("no answer stands there", "write one after `=`")),
        Ok(Scalar::Value(_)) => Ok(said),
        Err(problem) => Err(wrong(problem.message, problem.help)),
    }
}

/// `3 to 5`, `between 3 and 5`; of numbers also `3-5`.
fn range<'s>(fact: &Fact, said: &'s str) -> Option<(&'s str, &'s str)> {
    let counted = matches!(
        fact.kind,
        FactType::Share | FactType::Count | FactType::Number | FactType::Money
    );
    if !counted && fact.kind != FactType::Date {
        return None;
    }
    let between = said.strip_prefix("between ").and_then(|rest| rest.split_once(" and "));
    let hyphen = || said.split_once('-').filter(|(low, _)| counted && !low.is_empty());
    between.or_else(|| said.split_once(" to ")).or_else(hyphen)
}

/// The years of `2021-22`.
fn school_year(said: &str) -> Option<(u16, u16)> {
    let (first, last) = said.split_once(['-', '/'])?;
    let year: u16 = first.trim().parse().ok().filter(|year| (1900..=2200).contains(year))?;
    let last = last.trim();
    let short: u16 = last.parse().ok()?;
    let next = year + 1;
    let same = if last.len() == 2 {
        short == next % 100
    } else {
        short == next
    };
    same.then_some((year, next))
}

/// `I think so`, `probably not`.
fn so(fact: &Fact, said: &str) -> Option<&'static str> {
    (fact.kind == FactType::YesNo).then_some(())?;
    match said {
        "so" => Some("yes"),
        "not" => Some("no"),
        _ => None,
    }
}

fn fraction(fact: &Fact, said: &str) -> Option<&'static str> {
    (fact.kind == FactType::Share).then_some(())?;
    match said {
        "half" => Some("50%"),
        "a third" => Some("33%"),
        "two thirds" => Some("67%"),
        "a quarter" | "a fourth" => Some("25%"),
        "three quarters" => Some("75%"),
        _ => None,
    }
}

/// The count that a word of a list to tick records.
fn counted_by(set: &RuleSet, fact: FactId) -> Option<FactId> {
    let mut words = set.fact(fact).ticked.iter().flat_map(|ticked| &ticked.words);
    let counted = |word: &TickWord| {
        let other = set.recorded_by(fact, word);
        (other != fact && set.fact(other).kind == FactType::Count).then_some(other)
    };
    words.find_map(counted)
}

/// A text as it may stand inside a line of YAML.
pub(crate) fn in_yaml(text: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '/' | ' ');
    if text.chars().all(simple) && text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
