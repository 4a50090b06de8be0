//! Reads the cases that say what the rules must answer.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::rules::document::{items, pick};
use crate::rules::{CheckId, FactId, RuleId, RuleSet, Scalar, read_scalar};
use crate::truth::{Possible, Truth};
use crate::yaml::{self, Fields, Limits, Node};

/// What a case expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// How sure the answer is.
    Firmness(&'static str),
    /// What the answer rests on beside the record.
    Checks(Vec<CheckId>),
    /// The outcomes a table may give, as a mask of options.
    Outcomes(FactId, u64),
    /// The truth of a rule.
    Rule(RuleId, Truth),
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Facts by id.
    pub given: Vec<(FactId, Possible)>,
    /// What must come out.
    pub expect: Vec<(String, Expected)>,
    /// Why, where the title does not say it; may be empty.
    pub because: String,
    /// Where it stands.
    pub span: Span,
}

/// Reads a file of cases for a rule set.
pub fn read_cases(file: SourceId, set: &RuleSet, sources: &Sources, out: &mut Diagnostics) -> Vec<Case> {
    let mut cases = Vec::new();
    let Some(tree) = yaml::read(file, sources.text(file), &Limits::default(), out) else {
        return cases;
    };
    let Some(mut fields) = Fields::of(&tree, "a file of cases", out) else {
        return cases;
    };
    let items = fields.list("cases");
    fields.finish(out);
    for item in items {
        let Some(mut fields) = Fields::of(item, "a case", out) else {
            continue;
        };
        let Some(id) = fields.need("id", out) else { continue };
        let because = fields.text("because", out);
        let given = fields.take("given");
        let expect = fields.take("expect");
        fields.finish(out);
        let mut case = Case {
            id,
            given: Vec::new(),
            expect: Vec::new(),
            because,
            span: item.span,
        };
        for entry in given.and_then(Node::as_map).unwrap_or_default() {
            let Some(fact) = set.fact_id(&entry.key) else {
                let known = set.facts.iter().map(|f| f.name.as_str());
                unknown(Code::UnknownFact, "fact", &entry.key, entry.key_span, known, out);
                continue;
            };
            case.given
                .extend(given_value(set, fact, &entry.value, out).map(|value| (fact, value)));
        }
        for entry in expect.and_then(Node::as_map).unwrap_or_default() {
            let expected = expected(set, &entry.key, entry.key_span, &entry.value, out);
            case.expect.extend(expected.map(|e| (entry.key.to_string(), e)));
        }
        if case.expect.is_empty() {
            out.push(
                Diagnostic::error(
                    Code::MissingField,
                    item.span,
                    format!("case `{}` expects nothing", case.id),
                )
                .help("a case without `expect` cannot fail: say what must come out"),
            );
        }
        cases.push(case);
    }
    cases
}

fn given_value(set: &RuleSet, fact: FactId, node: &Node, out: &mut Diagnostics) -> Option<Possible> {
    let declared = set.fact(fact);
    if node.as_list().is_some() {
        return Some(Possible::Words { known: true });
    }
    if let Some(bounds) = node.get("between").and_then(Node::as_list) {
        let ends: Vec<Possible> = bounds.iter().filter_map(|b| given_value(set, fact, b, out)).collect();
        if let ([Possible::Numbers { low, .. }, Possible::Numbers { high, .. }], 2) = (ends.as_slice(), bounds.len()) {
            return Some(Possible::Numbers { low: *low, high: *high });
        }
        let error = Diagnostic::error(
            Code::WrongType,
            node.span,
            "`between` takes two numbers, the lower first",
        );
        out.push(error.help("write between: [2, 4]"));
        return None;
    }
    if node.as_map().is_some() {
        let message = format!("`{}` is given a group of fields", declared.name);
        let help = "a case gives a value, or { between: [low, high] }";
        out.push(Diagnostic::error(Code::WrongType, node.span, message).help(help));
        return None;
    }
    match read_scalar(declared, node.as_text().unwrap_or_default(), false) {
        Ok(Scalar::Value(value)) => Some(value),
        Ok(Scalar::None(_)) => None,
        Err(problem) => {
            out.push(Diagnostic::error(Code::WrongType, node.span, problem.message).help(problem.help));
            None
        }
    }
}

/// How sure an answer is, as a case expects it, in the words of a report.
const FIRMNESS: [&str; 3] = ["settled", "provided", "open"];

fn expected(set: &RuleSet, name: &str, span: Span, node: &Node, out: &mut Diagnostics) -> Option<Expected> {
    if name == "firmness" {
        let word = node.as_text().unwrap_or_default();
        let place = pick(word, &FIRMNESS, "firmness", node.span, out)?;
        return FIRMNESS.get(place).map(|word| Expected::Firmness(word));
    }
    if name == "checks" {
        let known: Vec<&str> = set.checks.iter().map(|c| c.id.as_str()).collect();
        let written = items(node);
        let found = written.iter().filter_map(|item| {
            let id = item.as_text().unwrap_or_default();
            let place = pick(id, &known, "check", item.span, out)?;
            u16::try_from(place).ok().map(CheckId)
        });
        let found: Vec<CheckId> = found.collect();
        return (found.len() == written.len()).then_some(Expected::Checks(found));
    }
    if let Some(rule) = set.rule_id(name) {
        let truth = match node.as_text() {
            Some("yes") => Truth::True,
            Some("no") => Truth::False,
            Some("unknown") => Truth::Unknown,
            _ => {
                out.push(
                    Diagnostic::error(
                        Code::WrongType,
                        node.span,
                        "a rule is expected to be yes, no or unknown",
                    )
                    .help("write one of the three"),
                );
                return None;
            }
        };
        return Some(Expected::Rule(rule, truth));
    }
    let Some(fact) = set.fact_id(name) else {
        let known = set
            .rules
            .iter()
            .map(|r| r.id.as_str())
            .chain(set.facts.iter().map(|f| f.name.as_str()));
        unknown(Code::UnknownRule, "rule or table", name, span, known, out);
        return None;
    };
    let items = node.as_list().map_or_else(|| vec![node], |l| l.iter().collect());
    let mut mask = 0;
    for item in items {
        match read_scalar(set.fact(fact), item.as_text().unwrap_or_default(), true) {
            Ok(Scalar::Value(Possible::Options(bits))) => mask |= bits,
            Ok(_) => {
                out.push(
                    Diagnostic::error(Code::WrongType, item.span, format!("`{name}` is no table"))
                        .help("expect tables and rules"),
                );
                return None;
            }
            Err(problem) => {
                out.push(Diagnostic::error(Code::WrongType, item.span, problem.message).help(problem.help));
                return None;
            }
        }
    }
    Some(Expected::Outcomes(fact, mask))
}

fn unknown<'a>(
    code: Code,
    what: &str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'a str>,
    out: &mut Diagnostics,
) {
    let near = out.nearest(name, known);
    let help = near.map_or_else(
        || "see `cleardeck rules show`".to_owned(),
        |n| format!("did you mean `{n}`?"),
    );
    out.push(Diagnostic::error(code, span, format!("unknown {what} `{name}`")).help(help));
}
