//! Reads the answers of one record: each fact stands at the place its name says.

use jiff::civil::Date;
use rustc_hash::FxHashSet as HashSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{Estimate, Given, PartialDate};
use crate::rules::{
    Fact, FactId, FactType, RuleSet, Scalar, ScalarError, Subject, Unanswered, read_scalar, unanswered,
};
use crate::truth::{Number, Possible, days};
use crate::yaml::{Entry, Kind, Node};

/// Summaries may be stated beside the rows that they would be counted from.
pub(crate) const STATED: [(&str, &str); 3] = [
    ("results_stated", "results"),
    ("studies_stated", "studies"),
    ("reviews_stated", "reviews"),
];
/// The fields of an answer that is not written as the value alone.
pub(super) const WRAPPER: [&str; 8] = [
    "value",
    "between",
    "at_least",
    "at_most",
    "source",
    "observed",
    "estimate_by",
    "proposed_by",
];

/// Reads records of one subject against the facts of a rule set.
pub(super) struct Records<'a> {
    pub(super) set: &'a RuleSet,
    subject: Subject,
    prefixes: HashSet<&'a str>,
    as_of: Option<Date>,
    what: &'static str,
}

/// How many fields stand below some entries, on every level.
fn fields(entries: &[Entry]) -> usize {
    let each = entries.iter().map(|entry| entry.value.as_map().map_or(1, fields));
    each.sum()
}

impl<'a> Records<'a> {
    pub fn new(set: &'a RuleSet, subject: Subject, what: &'static str, as_of: Option<Date>) -> Self {
        let mut prefixes = HashSet::default();
        for fact in set.facts.iter().filter(|f| belongs(f, subject)) {
            for (place, _) in fact.name.match_indices('.') {
                prefixes.extend(fact.name.get(..place));
            }
        }
        Self {
            set,
            subject,
            prefixes,
            as_of,
            what,
        }
    }

    /// Every answer of a record; `fixed` are the fields that other readers take, by path.
    pub fn answers(&self, record: &Node, fixed: &[&str], out: &mut Diagnostics) -> Vec<Given> {
        let entries = record.as_map().unwrap_or_default();
        let mut given = Vec::with_capacity(fields(entries));
        self.below(entries, "", fixed, &mut given, out);
        given
    }

    fn below(&self, entries: &[Entry], prefix: &str, fixed: &[&str], given: &mut Vec<Given>, out: &mut Diagnostics) {
        let mut path = String::with_capacity(48);
        for entry in entries {
            let stated = STATED
                .iter()
                .find(|(written, _)| prefix.is_empty() && *written == entry.key);
            let key = stated.map_or(&*entry.key, |(_, meant)| meant);
            path.clear();
            path.push_str(prefix);
            if !prefix.is_empty() {
                path.push('.');
            }
            path.push_str(key);
            if stated.is_none() && fixed.contains(&path.as_str()) {
                continue;
            }
            // a group of facts, or of fields that another reader takes
            let group = self.prefixes.contains(path.as_str())
                || fixed
                    .iter()
                    .any(|f| f.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.')));
            let fact = self
                .set
                .fact_id(&path)
                .filter(|id| belongs(self.set.fact(*id), self.subject));
            match (fact, &entry.value.kind) {
                (Some(id), _) => self.answer(id, &entry.value, given, out),
                (None, Kind::Map(inner)) if group => {
                    self.below(inner, &path.clone(), fixed, given, out);
                }
                (None, Kind::Blank) if group => {}
                (None, _) if group => {
                    let message = format!("`{path}` is a group of fields, here stands {}", entry.value.describe());
                    out.push(
                        Diagnostic::error(Code::NotAMapping, entry.value.span, message)
                            .help("write `field: value` lines below it"),
                    );
                }
                (None, _) => self.unknown(&path, entry.key_span, fixed, out),
            }
        }
    }

    fn unknown(&self, path: &str, span: Span, fixed: &[&str], out: &mut Diagnostics) {
        let facts = self
            .set
            .facts
            .iter()
            .filter(|f| f.askable && belongs(f, self.subject))
            .map(|f| f.name.as_str());
        let error = Diagnostic::error(
            Code::UnknownField,
            span,
            format!("unknown field `{path}` in {}", self.what),
        );
        let near = out.nearest(path, facts.chain(fixed.iter().copied()));
        out.push(match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("`cleardeck init` lists every field with its question"),
        });
    }

    fn answer(&self, id: FactId, node: &Node, given: &mut Vec<Given>, out: &mut Diagnostics) {
        let fact = self.set.fact(id);
        if !fact.askable {
            let message = format!("`{}` is computed and cannot be stated", fact.name);
            out.push(Diagnostic::error(Code::UnknownField, node.span, message).help("remove the line"));
            return;
        }
        let mut answer = Given::of(id, fact.anything(), node.span);
        match self.value(fact, node, &mut answer, out) {
            Ok(Scalar::Value(value)) => match &mut answer.estimate {
                Some(estimate) => {
                    estimate.value = value;
                    // one that is proposed is known by that
                    answer.unanswered = answer.unanswered.or(Some(Unanswered::Unsure));
                }
                None => answer.value = value,
            },
            Ok(Scalar::None(_)) if answer.estimate.is_some() => {
                let (what, help) = match answer.unanswered {
                    Some(Unanswered::Proposed) => (
                        "nothing is proposed",
                        "write `{ value: yes, proposed_by: its name }`, or take the line out",
                    ),
                    _ => (
                        "an estimate of nothing",
                        "write `{ value: 0.5, estimate_by: A. Diaz }` or `{ between: [3, 5], estimate_by: A. Diaz }`",
                    ),
                };
                let message = format!("{what} (in `{}`)", fact.name);
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help(help));
                return;
            }
            Ok(Scalar::None(reason)) => answer.unanswered = Some(reason),
            Err(problem) => {
                let message = format!("{} (in `{}`)", problem.message, fact.name);
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help(problem.help));
                return;
            }
        }
        let first = answer.estimate.as_ref().map_or(answer.value, |e| e.value);
        let ahead = matches!(first, Possible::Numbers { low, .. }
            if fact.past && self.lies_ahead(low, &format!("`{}`", fact.name), node.span, out));
        if ahead || self.too_late(&answer.observed, node.span, &fact.name, out) {
            answer.value = fact.anything();
            answer.unanswered = Some(Unanswered::Missing);
            answer.estimate = None;
        }
        given.push(answer);
    }

    fn too_late(&self, observed: &str, span: Span, name: &str, out: &mut Diagnostics) -> bool {
        if observed.is_empty() {
            return false;
        }
        match PartialDate::read(observed) {
            Ok(date) => self.lies_ahead(days(date.first), &format!("`observed` of `{name}`"), span, out),
            Err(message) => {
                out.push(
                    Diagnostic::error(Code::WrongType, span, format!("{message} (in `observed` of `{name}`)"))
                        .help("write a year, a month or a day: 2024, 2024-08 or 2024-08-15"),
                );
                false
            }
        }
    }

    /// Whether the earliest day that a field may be of lies after the audit's; that is told.
    fn lies_ahead(&self, earliest: Number, what: &str, span: Span, out: &mut Diagnostics) -> bool {
        let Some(today) = self.as_of.filter(|today| earliest > days(*today)) else {
            return false;
        };
        out.push(
            Diagnostic::new(
                Code::LaterThanAudit,
                span,
                format!("{what} is later than the audit's date {today}: left out"),
            )
            .help("audit at a later date with --as-of, or correct the date"),
        );
        true
    }

    fn value(
        &self,
        fact: &Fact,
        node: &Node,
        answer: &mut Given,
        out: &mut Diagnostics,
    ) -> Result<Scalar, ScalarError> {
        match &node.kind {
            Kind::Blank => Ok(Scalar::None(Unanswered::Blank)),
            Kind::Scalar(text, quoted) => {
                answer.written = text.trim().to_owned();
                let read = read_scalar(fact, text, *quoted)?;
                if fact.kind == FactType::List && matches!(read, Scalar::Value(_)) {
                    answer.names = vec![answer.written.clone()];
                }
                Ok(read)
            }
            Kind::List(items) if fact.kind == FactType::List => {
                for item in items {
                    match item.as_text() {
                        Some(text) => answer.names.push(text.trim().to_owned()),
                        None => return Err(error("a list of names is expected", "write one name an item")),
                    }
                }
                answer.written = answer.names.join(", ");
                Ok(Scalar::Value(Possible::Words { known: true }))
            }
            Kind::List(_) => Err(error(
                "one value is expected, here stands a list",
                "write one value, or `{ between: [low, high] }`",
            )),
            Kind::Map(entries) => self.wrapped(fact, entries, answer, out),
        }
    }

    fn wrapped(
        &self,
        fact: &Fact,
        entries: &[Entry],
        answer: &mut Given,
        out: &mut Diagnostics,
    ) -> Result<Scalar, ScalarError> {
        let mut read = Scalar::None(Unanswered::Blank);
        let mut bounds = (None, None);
        let told = |key: &str| entries.iter().any(|e| e.key == key && !e.value.is_blank());
        if told("estimate_by") && told("proposed_by") {
            return Err(error(
                "an answer is estimated by somebody or proposed by words, here stand both",
                "keep `estimate_by`, or write the value alone to confirm it",
            ));
        }
        let ways = [told("value"), told("between"), told("at_least") || told("at_most")];
        if ways.into_iter().filter(|told| *told).count() > 1 {
            return Err(error(
                "an answer is one value or one range, here stand two",
                "keep one of `value`, `between`, and `at_least` with `at_most`",
            ));
        }
        for entry in entries {
            let text = entry.value.as_text().unwrap_or_default();
            match (&*entry.key, &entry.value.kind) {
                (key @ ("source" | "observed" | "estimate_by" | "proposed_by"), Kind::List(_) | Kind::Map(_)) => {
                    let message = format!("`{key}` is text, here stands {}", entry.value.describe());
                    return Err(error(&message, "write one line of text"));
                }
                ("value", Kind::Map(_)) => {
                    return Err(error(
                        "`value` is one value, here stands a group of fields",
                        "write `{ value: 0.6, source: … }` or `{ between: [0.5, 0.7] }`",
                    ));
                }
                _ => {}
            }
            match &*entry.key {
                "value" => read = self.value(fact, &entry.value, answer, out)?,
                "source" => answer.source = text.to_owned(),
                "observed" => answer.observed = text.to_owned(),
                "estimate_by" => answer.estimate = Some(estimate(fact, text)?),
                "proposed_by" => {
                    answer.estimate = Some(proposal(fact, text)?);
                    answer.unanswered = Some(Unanswered::Proposed);
                }
                "at_least" => bounds.0 = Some(one(fact, text)?),
                "at_most" => bounds.1 = Some(one(fact, text)?),
                "between" => match entry.value.as_list() {
                    Some([low, high]) => {
                        bounds = (
                            Some(one(fact, low.as_text().unwrap_or_default())?),
                            Some(one(fact, high.as_text().unwrap_or_default())?),
                        );
                    }
                    _ => return Err(error("`between` takes two values", "write { between: [0.5, 0.7] }")),
                },
                other => {
                    let near = out
                        .nearest(other, WRAPPER)
                        .map_or_else(String::new, |n| format!("did you mean `{n}`? "));
                    let message = format!("unknown field `{other}` in the answer to `{}`", fact.name);
                    out.push(
                        Diagnostic::error(Code::UnknownField, entry.key_span, message)
                            .help(format!("{near}known: {}", WRAPPER.join(", "))),
                    );
                }
            }
        }
        if bounds == (None, None) {
            return Ok(read);
        }
        answer.written = bounds_text(entries);
        bounded(fact, bounds.0, bounds.1).map(Scalar::Value)
    }
}

/// The answer to a fact of an initiative that stands by itself, such as one of a scenario; what is wrong with it is told.
pub(crate) fn answer_to(id: FactId, node: &Node, set: &RuleSet, as_of: Date, out: &mut Diagnostics) -> Option<Given> {
    let mut given = Vec::new();
    Records::new(set, Subject::Initiative, "an initiative", Some(as_of)).answer(id, node, &mut given, out);
    given.pop()
}

/// Who estimates; the value is read beside it.
fn estimate(fact: &Fact, by: &str) -> Result<Estimate, ScalarError> {
    let by = by.trim();
    if by.is_empty() || unanswered(by).is_some() {
        return Err(error(
            "an estimate is somebody's, and nobody is named",
            "write who made it, such as `{ value: 0.5, estimate_by: A. Diaz }`",
        ));
    }
    if !fact.takes_estimate() {
        return Err(error("words are not estimated", "write the words, or leave it blank"));
    }
    Ok(Estimate {
        by: by.to_owned(),
        value: fact.anything(),
    })
}

/// What suggests a value that nobody has confirmed; the value is read beside it.
fn proposal(fact: &Fact, by: &str) -> Result<Estimate, ScalarError> {
    let by = by.trim();
    if by.is_empty() {
        return Err(error(
            "a proposal rests on something, and nothing is named",
            "write what suggests it, such as `{ value: yes, proposed_by: its name }`, or the value alone to confirm it",
        ));
    }
    Ok(Estimate {
        by: by.to_owned(),
        value: fact.anything(),
    })
}

fn bounds_text(entries: &[Entry]) -> String {
    let part = |e: &Entry| match (&*e.key, e.value.as_text(), e.value.as_list()) {
        ("at_least", Some(text), _) => Some(format!("at least {text}")),
        ("at_most", Some(text), _) => Some(format!("at most {text}")),
        ("between", _, Some([low, high])) => Some(format!(
            "between {} and {}",
            low.as_text().unwrap_or_default(),
            high.as_text().unwrap_or_default()
        )),
        _ => None,
    };
    entries.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

fn error(message: &str, help: &str) -> ScalarError {
    ScalarError {
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

fn one(fact: &Fact, text: &str) -> Result<Possible, ScalarError> {
    match read_scalar(fact, text, true)? {
        Scalar::Value(value @ (Possible::Numbers { .. } | Possible::Options(_))) => Ok(value),
        Scalar::Value(Possible::Words { .. }) | Scalar::None(_) => {
            Err(error("a bound must be a value", "write { between: [0.5, 0.7] }"))
        }
    }
}

/// The interval between two bounds; for a level, the options from one to the other.
fn bounded(fact: &Fact, low: Option<Possible>, high: Option<Possible>) -> Result<Possible, ScalarError> {
    let crossed = || error("the lower bound is above the upper one", "write the lower bound first");
    match fact.anything() {
        Possible::Numbers { low: least, high: most } => {
            let start = |p| {
                if let Possible::Numbers { low, .. } = p {
                    low
                } else {
                    Number::ZERO
                }
            };
            let end = |p| {
                if let Possible::Numbers { high, .. } = p {
                    high
                } else {
                    Number::ZERO
                }
            };
            let (low, high) = (low.map_or(least, start), high.map_or(most, end));
            if low <= high {
                Ok(Possible::Numbers { low, high })
            } else {
                Err(crossed())
            }
        }
        Possible::Options(all) if fact.kind == FactType::Level => {
            let from = low.and_then(Possible::option_bounds).map_or(0, |(n, _)| n);
            let to = high.and_then(Possible::option_bounds).map_or(63, |(n, _)| n);
            let mask = all & (u64::MAX << from) & (u64::MAX >> (63 - to));
            if mask == 0 {
                Err(crossed())
            } else {
                Ok(Possible::Options(mask))
            }
        }
        Possible::Options(_) | Possible::Words { .. } => Err(error(
            "only a number, a date or a level can be bounded",
            "write the value, or leave it blank",
        )),
    }
}

/// Whether a record of the subject may carry the fact.
pub(crate) fn belongs(fact: &Fact, subject: Subject) -> bool {
    fact.of == subject
        || (fact.inherits && fact.of == Subject::Initiative && matches!(subject, Subject::School | Subject::District))
}
