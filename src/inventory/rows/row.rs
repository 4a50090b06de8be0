//! Reads one row by its declared fields: every field that is written is used or told with its place.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{PartialDate, grades};
use crate::rules::{RuleSet, Unanswered, blank_or, unanswered};
use crate::statistics::Interval;
use crate::truth::Number;
use crate::yaml::{Fields, Kind, Node};

use super::form::{FORMS, Form, RowField, RowKind, Words};
use super::range::{self, Range};
use super::refusal::{example, no_word, not_one, unknown_reference};

/// What rows refer to.
pub(in crate::inventory) struct Rows<'a> {
    pub set: &'a RuleSet,
    pub schools: &'a HashMap<String, usize>,
    /// The ids of the goals.
    pub goals: HashSet<String>,
    pub as_of: Option<Date>,
    words: Vec<(Words, Vec<String>)>,
}

/// What stands in a field.
#[derive(Clone, PartialEq, Debug)]
enum Value<'n> {
    /// Nothing, or no answer.
    Nothing,
    /// What cannot be read, and is told.
    Wrong,
    Text(&'n str),
    /// By place.
    Place(usize),
    Names(Vec<String>),
    Number(Number, &'n str),
    Range(Range),
    Year(i16),
    /// That the year is not known.
    NoYear,
    Date(PartialDate, &'n str),
}

/// One row, field by field.
pub(super) struct RowValues<'n> {
    fields: &'static [RowField],
    /// Each with its place.
    values: Vec<(Value<'n>, Span)>,
}

impl<'a> Rows<'a> {
    pub fn new(
        set: &'a RuleSet,
        schools: &'a HashMap<String, usize>,
        goals: HashSet<String>,
        as_of: Option<Date>,
    ) -> Self {
        let mut words: Vec<(Words, Vec<String>)> = Vec::new();
        for field in FORMS.iter().flat_map(|form| form.fields) {
            if let RowKind::Word(these) | RowKind::Name(these) | RowKind::Several(these) = field.kind
                && words.iter().all(|(known, _)| *known != these)
            {
                words.push((these, these.under(set)));
            }
        }
        Self {
            set,
            schools,
            goals,
            as_of,
            words,
        }
    }

    /// The schools that there are: how many, and their ids.
    pub fn known(&self) -> (usize, impl Iterator<Item = &str>) {
        (self.schools.len(), self.schools.keys().map(String::as_str))
    }

    /// The row, when there is a group of fields.
    pub(super) fn row<'n>(&self, node: &'n Node, form: &'static Form, out: &mut Diagnostics) -> Option<RowValues<'n>> {
        let mut fields = Fields::of(node, form.what, out)?;
        let values = form.fields.iter().map(|field| {
            let found = fields.take(field.name);
            (self.value(field, found, out), found.map_or(node.span, |n| n.span))
        });
        let values = values.collect();
        fields.finish(out);
        Some(RowValues {
            fields: form.fields,
            values,
        })
    }

    fn value<'n>(&self, field: &RowField, node: Option<&'n Node>, out: &mut Diagnostics) -> Value<'n> {
        let Some(node) = node.filter(|n| !n.is_blank()) else {
            return Value::Nothing;
        };
        if let (RowKind::Several(words), Kind::List(items)) = (field.kind, &node.kind) {
            let mut names = Vec::new();
            for item in items.iter().filter(|item| !item.is_blank()) {
                match item.as_text().map(str::trim) {
                    Some(text) if text.is_empty() || unanswered(text).is_some() => {}
                    Some(text) => names.extend(self.names(field, words, text, item.span, out)),
                    None => out.push(not_one(&format!("an item of `{}`", field.name), field, item)),
                }
            }
            return Value::Names(names);
        }
        if let (Some(open), Kind::Map(_)) = (field.kind.open_ends(), &node.kind)
            && let Some(range) = range::read_group(node, open)
        {
            return checked(ranged(field, range, &range::in_words(node)), node.span, out);
        }
        let Kind::Scalar(text, quoted) = &node.kind else {
            out.push(not_one(&format!("`{}`", field.name), field, node));
            return Value::Wrong;
        };
        let text = text.trim();
        if text.is_empty() {
            return Value::Nothing;
        }
        match unanswered(text) {
            Some(Unanswered::Unsure) if field.kind == RowKind::Group => {
                let message = format!("it must be known whom a row is about (in `{}`)", field.name);
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help(example(field.kind)));
                return Value::Wrong;
            }
            Some(Unanswered::Unsure) if field.kind == RowKind::Year => return Value::NoYear,
            // what stands in quotation marks is text as it is
            Some(_) if !(*quoted && field.kind == RowKind::Text) => return Value::Nothing,
            _ => {}
        }
        let read = self.one(field, text, node.span, out);
        checked(read, node.span, out)
    }

    fn one<'n>(
        &self,
        field: &RowField,
        text: &'n str,
        span: Span,
        out: &mut Diagnostics,
    ) -> Result<Value<'n>, (String, String)> {
        let wrong = |message: String, help: &str| Err((format!("{message} (in `{}`)", field.name), help.to_owned()));
        match field.kind {
            RowKind::Text | RowKind::Entry => Ok(Value::Text(text)),
            RowKind::Group if text.eq_ignore_ascii_case("all") => Ok(Value::Nothing),
            RowKind::Group => Ok(Value::Text(text)),
            RowKind::School => {
                let found = self.schools.get(text).copied();
                if found.is_none() {
                    unknown_reference("school", text, span, self.known(), out);
                }
                Ok(found.map_or(Value::Wrong, Value::Place))
            }
            RowKind::Goal => {
                if !self.goals.contains(text) {
                    let known = (self.goals.len(), self.goals.iter().map(String::as_str));
                    unknown_reference("goal", text, span, known, out);
                }
                Ok(Value::Text(text))
            }
            RowKind::Year => match school_year(text) {
                Some(year) => Ok(Value::Year(year)),
                None => {
                    out.push(
                        Diagnostic::error(Code::ImpossibleYear, span, format!("`{text}` is no school year"))
                            .help("write the year in which it ended, such as 2024, or 2023-24"),
                    );
                    Ok(Value::Wrong)
                }
            },
            RowKind::Date => match PartialDate::read(text) {
                Ok(date) => Ok(Value::Date(date, text)),
                Err(message) => wrong(message, example(field.kind)),
            },
            RowKind::YesNo => match text.to_ascii_lowercase().as_str() {
                "no" | "n" | "false" => Ok(Value::Place(0)),
                "yes" | "y" | "true" => Ok(Value::Place(1)),
                _ => wrong(format!("`{text}` is neither yes nor no"), example(field.kind)),
            },
            RowKind::Word(words) => {
                let known = self.words(words);
                match known.iter().position(|w| *w == hyphened(text)) {
                    Some(place) => Ok(Value::Place(place)),
                    None => Err(no_word(field, text, known, out)),
                }
            }
            RowKind::Name(words) | RowKind::Several(words) => {
                Ok(Value::Names(self.names(field, words, text, span, out)))
            }
            RowKind::Number | RowKind::NotNegative | RowKind::Count => match Number::parse(text) {
                None => wrong(format!("`{text}` is no number"), example(field.kind)),
                Some(n) if n < Number::ZERO && field.kind != RowKind::Number => {
                    wrong(format!("`{text}` is negative"), &blank_or(n, "write 0 or more"))
                }
                Some(n) if !n.is_whole() && field.kind == RowKind::Count => {
                    wrong(format!("`{text}` is no whole number"), example(field.kind))
                }
                Some(n) => Ok(Value::Number(n, text)),
            },
            RowKind::Share => {
                let value = match text.strip_suffix('%') {
                    Some(percent) => Number::parse(percent.trim()).and_then(|n| n.over(Number::whole(100))),
                    None => Number::parse(text),
                };
                match value {
                    Some(n) if (Number::ZERO..=Number::whole(1)).contains(&n) => Ok(Value::Number(n, text)),
                    Some(n) => wrong(
                        format!("`{text}` is no share from 0 to 1"),
                        &blank_or(n, example(field.kind)),
                    ),
                    None => wrong(format!("`{text}` is no share from 0 to 1"), example(field.kind)),
                }
            }
            RowKind::Range | RowKind::Error | RowKind::P => {
                let read = match field.kind {
                    RowKind::P => range::read_p(text),
                    _ => range::read(text, field.kind.open_ends().unwrap_or_default()),
                };
                match read {
                    Some(range) => ranged(field, range, text),
                    None => wrong(format!("`{text}` is no number and no range"), example(field.kind)),
                }
            }
        }
    }

    /// The declared names that one text stands for; one that stands for none is told.
    fn names(&self, field: &RowField, words: Words, text: &str, span: Span, out: &mut Diagnostics) -> Vec<String> {
        let known = self.words(words);
        if words == Words::Grades {
            if let Some(bands) = grades::bands(text) {
                return bands.into_iter().filter_map(|n| known.get(n).cloned()).collect();
            }
        } else if known.is_empty() {
            return vec![text.to_owned()];
        } else if let Some(word) = known.iter().find(|w| hyphened(w) == hyphened(text)) {
            return vec![word.clone()];
        }
        let (message, mut help) = no_word(field, text, known, out);
        if words == Words::Grades {
            help.push_str(", or grades such as K-5");
        }
        out.push(Diagnostic::error(Code::WrongType, span, message).help(help));
        Vec::new()
    }

    fn words(&self, words: Words) -> &[String] {
        let found = self.words.iter().find(|(known, _)| *known == words);
        found.map_or(&[], |(_, list)| list)
    }
}

impl<'n> RowValues<'n> {
    fn value(&self, name: &str) -> &Value<'n> {
        let place = self.fields.iter().position(|f| f.name == name);
        // a field that is asked for and not declared would be dropped where it is written
        debug_assert!(place.is_some(), "`{name}` is not declared");
        place
            .and_then(|n| self.values.get(n))
            .map_or(&Value::Nothing, |(value, _)| value)
    }

    /// Where a field stands that holds something, read or not; nothing where it is open.
    pub fn at(&self, name: &str) -> Option<Span> {
        let place = self.fields.iter().position(|f| f.name == name)?;
        let (value, at) = self.values.get(place)?;
        (*value != Value::Nothing).then_some(*at)
    }

    pub fn text(&self, name: &str) -> String {
        match self.value(name) {
            Value::Text(text) => (*text).to_owned(),
            Value::Names(names) => names.join(", "),
            _ => String::new(),
        }
    }

    /// A date or a number as it is written.
    pub fn written(&self, name: &str) -> String {
        match self.value(name) {
            Value::Date(_, text) | Value::Number(_, text) => (*text).to_owned(),
            _ => String::new(),
        }
    }

    /// Whether nothing is written, or that it is not known.
    pub fn is_open(&self, name: &str) -> bool {
        *self.value(name) == Value::Nothing
    }

    pub fn number(&self, name: &str) -> Option<Number> {
        match self.value(name) {
            Value::Number(n, _) => Some(*n),
            _ => None,
        }
    }

    pub fn range(&self, name: &str) -> Option<Range> {
        match self.value(name) {
            Value::Range(range) => Some(*range),
            _ => None,
        }
    }

    pub fn place(&self, name: &str) -> Option<usize> {
        match self.value(name) {
            Value::Place(n) => Some(*n),
            _ => None,
        }
    }

    pub fn yes(&self, name: &str) -> Option<bool> {
        self.place(name).map(|n| n == 1)
    }

    pub fn names(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Value::Names(names) => {
                let mut names = names.clone();
                names.sort();
                names.dedup();
                names
            }
            _ => Vec::new(),
        }
    }

    pub fn year(&self, name: &str) -> Option<i16> {
        match self.value(name) {
            Value::Year(year) => Some(*year),
            _ => None,
        }
    }

    /// Whether it is said that the year is not known.
    pub fn is_unknown_year(&self, name: &str) -> bool {
        *self.value(name) == Value::NoYear
    }

    pub fn date(&self, name: &str) -> Option<PartialDate> {
        match self.value(name) {
            Value::Date(date, _) => Some(*date),
            _ => None,
        }
    }
}

fn checked<'n>(read: Result<Value<'n>, (String, String)>, span: Span, out: &mut Diagnostics) -> Value<'n> {
    read.unwrap_or_else(|(message, help)| {
        out.push(Diagnostic::error(Code::WrongType, span, message).help(help));
        Value::Wrong
    })
}

/// A range that its field can hold.
fn ranged<'n>(field: &RowField, range: Range, text: &str) -> Result<Value<'n>, (String, String)> {
    let Interval { low, high } = range.bounds;
    let wrong = |message: String, help: &str| Err((format!("{message} (in `{}`)", field.name), help.to_owned()));
    match field.kind {
        _ if low > high => wrong(
            format!("`{text}` ends before it begins"),
            "write the lower number first",
        ),
        RowKind::Error if low < 0.0 => wrong(
            format!("`{text}` is negative"),
            "write a number above 0, or leave it blank",
        ),
        RowKind::Error if high == 0.0 => wrong(
            "a standard error of 0".to_owned(),
            "no measurement is without error: write the error that is printed, or leave it out",
        ),
        RowKind::P if low < 0.0 || high > 1.0 => wrong(
            format!("`{text}` is no p-value from 0 to 1"),
            "write it as printed, such as 0.03 or <0.05",
        ),
        RowKind::P if low == high && (low == 0.0 || low == 1.0) => wrong(
            format!("a p-value of {low} says nothing of the error"),
            "write the bound that is printed, such as <0.001",
        ),
        _ => Ok(Value::Range(range)),
    }
}

fn hyphened(text: &str) -> String {
    text.to_lowercase().replace([' ', '_'], "-")
}

/// The year in which a school year ended: `2024` or `2023-24`.
fn school_year(text: &str) -> Option<i16> {
    let (first, second) = text.split_once(['-', '–']).unwrap_or((text, ""));
    let digits = |t: &str| {
        t.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| t.parse::<i16>().ok())
            .flatten()
    };
    let first = digits(first).filter(|_| first.len() == 4)?;
    let end = match second.len() {
        0 if text.len() == 4 => Some(first),
        2 => digits(second).filter(|n| *n == (first + 1) % 100).map(|_| first + 1),
        4 => digits(second).filter(|n| *n == first + 1),
        _ => None,
    };
    end.filter(|end| (1950..=2200).contains(end))
}
