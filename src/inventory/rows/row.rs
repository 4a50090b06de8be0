//! Reads one row by its declared fields: every field that is written is used or told with its place.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{PartialDate, grades};
use crate::rules::{RuleSet, Unanswered, blank_or, unanswered};
use crate::truth::Number;
use crate::yaml::{Fields, Kind, Node};

use super::form::{FORMS, Form, RowField, RowKind, Words};

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
    Year(i16),
    Date(PartialDate, &'n str),
}

/// One row, field by field.
pub(super) struct RowValues<'n> {
    fields: &'static [RowField],
    values: Vec<Value<'n>>,
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
            self.value(field, found, out)
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
            // what stands in quotation marks is text as it is
            Some(_) if !(*quoted && field.kind == RowKind::Text) => return Value::Nothing,
            _ => {}
        }
        match self.one(field, text, node.span, out) {
            Ok(value) => value,
            Err((message, help)) => {
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help(help));
                Value::Wrong
            }
        }
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
            RowKind::Text => Ok(Value::Text(text)),
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
        place.and_then(|n| self.values.get(n)).unwrap_or(&Value::Nothing)
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

    pub fn date(&self, name: &str) -> Option<PartialDate> {
        match self.value(name) {
            Value::Date(date, _) => Some(*date),
            _ => None,
        }
    }
}

fn hyphened(text: &str) -> String {
    text.to_lowercase().replace([' ', '_'], "-")
}

fn no_word(field: &RowField, text: &str, known: &[String], out: &mut Diagnostics) -> (String, String) {
    let near = out.nearest(&text.to_lowercase(), known.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |n| format!("did you mean `{n}`? "));
    (
        format!("`{text}` is none of the words for `{}`", field.name),
        format!("{near}allowed: {}", known.join(", ")),
    )
}

/// The message for a list or a group where one value is read.
fn not_one(what: &str, field: &RowField, node: &Node) -> Diagnostic {
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    let (message, help) = if has(&["between", "at_least", "at_most"]) {
        (
            format!("{what} is one value in a row, here stands a range"),
            "a range is not read in a row: write the one value that was found, or leave the field out",
        )
    } else if has(&["estimate_by"]) {
        (
            format!("{what} is what was found, here stands an estimate"),
            "a row holds what was measured; an estimate goes under the fact that the rows are counted for",
        )
    } else if has(&["value", "source", "observed"]) {
        (
            format!("{what} is one value in a row, here stands an answer with its source"),
            "write the value alone, and where it comes from into the `note` of the initiative",
        )
    } else {
        (
            format!("{what} is one value, here stands {}", node.describe()),
            example(field.kind),
        )
    };
    Diagnostic::error(Code::WrongType, node.span, message).help(help)
}

/// What to write into a field.
fn example(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Text => "write one line of text",
        RowKind::Group => "write the group of students, or leave it blank for all",
        RowKind::School => "write the id of one school; results of another school stand in a row of their own",
        RowKind::Goal => "write the id of one goal",
        RowKind::Year => "write the year in which the school year ended, such as 2024 or 2023-24",
        RowKind::Date => "write a year, a month or a day: 2024, 2024-08 or 2024-08-15",
        RowKind::YesNo => "write yes or no, or leave it blank",
        RowKind::Word(_) | RowKind::Name(_) => "write one word",
        RowKind::Several(_) => "write one word, or a list of words such as [city, town]",
        RowKind::Number => "write digits with a point, such as 0.12",
        RowKind::NotNegative => "write digits with a point, 0 or more",
        RowKind::Count => "a count is 0, 1, 2 …, in digits without a comma",
        RowKind::Share => "write 0.8 or 80 %",
    }
}

/// Reports a name that leads nowhere; `known` are how many records there are, and what each may be called.
pub(in crate::inventory) fn unknown_reference<'a>(
    what: &str,
    id: &str,
    span: Span,
    known: (usize, impl Iterator<Item = &'a str>),
    out: &mut Diagnostics,
) {
    let problem = no_such(what, id, span, known, out);
    out.push(problem);
}

/// The message for a name that leads nowhere.
pub(in crate::inventory) fn no_such<'a>(
    what: &str,
    id: &str,
    span: Span,
    (count, known): (usize, impl Iterator<Item = &'a str>),
    out: &mut Diagnostics,
) -> Diagnostic {
    let help = match out.nearest(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if count == 0 => format!("the inventory lists no {what}"),
        None => format!("add it to the list, or write one of the {count} ids there"),
    };
    Diagnostic::error(Code::UnknownReference, span, format!("there is no {what} `{id}`")).help(help)
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
