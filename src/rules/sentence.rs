//! Says a condition as a plain sentence, from the same source that is evaluated.

use crate::rules::{Fact, FactId, FactType, NodeId, NodeKind, ParameterId, Parts, Reads, RuleSet};
use crate::truth::date_text;
use crate::truth::{Number, Possible};

/// A text with a capital letter at its beginning.
pub(crate) fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    first.map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Why a value is presumed while it is not known; empty where nothing is.
#[must_use]
pub fn presumption_text(fact: &Fact) -> String {
    fact.presume.as_ref().map_or_else(String::new, |p| p.because.clone())
}

/// A value as a person reads it: `0.8`, `between 2 and 4`, `partly or yes`, `not known`.
#[must_use]
pub fn value_text(fact: &Fact, value: Possible) -> String {
    match value {
        Possible::Words { known } => if known { "given" } else { "not known" }.to_owned(),
        Possible::Options(_) if value == fact.anything() => "not known".to_owned(),
        Possible::Options(bits) => {
            let named = fact.options.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
            named
                .map(|(_, option)| option.as_str())
                .collect::<Vec<_>>()
                .join(" or ")
        }
        Possible::Numbers { low, high } => {
            let number = |n: Number| match fact.kind {
                FactType::Date => date_text(n),
                FactType::Money => format!("${}", grouped(n)),
                FactType::Number if !fact.unit.is_empty() => rounded(n),
                _ => n.to_string(),
            };
            if value == fact.anything() {
                "not known".to_owned()
            } else if low == high {
                number(low)
            } else if fact.kind == FactType::Number && number(low) == number(high) {
                format!("about {}", number(low))
            } else if high == Number::MAX {
                format!("at least {}", number(low))
            } else if low == Number::MIN
                || (low == Number::ZERO && fact.kind != FactType::Share && fact.kind != FactType::Count)
            {
                format!("at most {}", number(high))
            } else {
                format!("between {} and {}", number(low), number(high))
            }
        }
    }
}

/// A number in words of a reader: a share in percent. With so many digits behind the point, or more where fewer would
/// make a whole number of one that is none and so put 2.96 on the other side of 3.
#[must_use]
pub(crate) fn number_words(kind: FactType, number: Number, digits: i32) -> String {
    let short = |number: Number| {
        let rounded = |digits: i32| {
            let step = 10_f64.powi(digits);
            Number::nearest((number.as_f64() * step).round() / step).unwrap_or(number)
        };
        let told = (digits..6).map(rounded).find(|n| n.is_whole() == number.is_whole());
        told.unwrap_or(number)
    };
    match kind {
        FactType::Share => {
            let percent = number.over(Number::parse("0.01").unwrap_or(Number::whole(1)));
            format!("{}%", short(percent.unwrap_or(number)))
        }
        FactType::Date => date_text(number),
        FactType::Money => format!("${}", grouped(short(number))),
        _ => grouped(short(number)),
    }
}

/// A threshold in force, in the same words, with all its digits.
#[must_use]
pub(crate) fn threshold_words(set: &Parts, id: ParameterId) -> String {
    let parameter = set.parameter(id);
    number_words(parameter.kind, parameter.value, 6)
}

/// The facts that a condition compares itself, each once, in their order.
#[must_use]
pub fn condition_facts(set: &RuleSet, node: NodeId) -> Vec<FactId> {
    let mut reads = Reads::default();
    reads.condition(set, node);
    let mut facts: Vec<FactId> = Vec::new();
    for fact in reads.facts {
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}

fn rounded(n: Number) -> String {
    Number::nearest((n.as_f64() * 100.0).round() / 100.0)
        .unwrap_or(n)
        .to_string()
}

/// Digits in groups of three.
pub(crate) fn grouped(n: Number) -> String {
    let text = n.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    if rest.is_empty() { out } else { format!("{out}.{rest}") }
}

/// One comparison: `Fidelity is at least 0.8 (fidelity_ok)`.
#[must_use]
pub fn leaf_sentence(set: &RuleSet, node: NodeId) -> String {
    let node = set.node(node);
    let (NodeKind::Among(fact, _) | NodeKind::Within(fact, _) | NodeKind::Outside(fact, _) | NodeKind::Known(fact, _)) =
        &node.kind
    else {
        return String::new();
    };
    let operands: Vec<String> = node
        .operands
        .iter()
        .map(|operand| match operand.parameter {
            Some(id) => format!("{} ({})", operand.text, set.parameter(id).name),
            None => operand.text.clone(),
        })
        .collect();
    let joined = operands.join(if node.operator == "is between" { " and " } else { " or " });
    let title = &set.fact(*fact).title;
    if joined.is_empty() {
        format!("{title} {}", node.operator)
    } else {
        format!("{title} {} {joined}", node.operator)
    }
}

/// A whole condition; an inner group stands in brackets.
#[must_use]
pub fn condition_sentence(set: &RuleSet, node: NodeId) -> String {
    say(set, node, false)
}

fn say(set: &RuleSet, id: NodeId, inner: bool) -> String {
    let list = |children: &[NodeId], glue: &str| {
        let parts: Vec<String> = children.iter().map(|c| say(set, *c, children.len() > 1)).collect();
        parts.join(glue)
    };
    let node = set.node(id);
    let (text, several) = match &node.kind {
        NodeKind::All(children) => (list(children, "; and "), children.len() > 1),
        NodeKind::Any(children) => (list(children, "; or "), children.len() > 1),
        NodeKind::None(children) => (format!("none of these: {}", list(children, "; ")), true),
        NodeKind::AtLeast(least, children) => (format!("at least {least} of these: {}", list(children, "; ")), true),
        NodeKind::Rule(rule) => (format!("“{}” holds", set.rule(*rule).prose.title), false),
        NodeKind::SomeRule(_, words) => (format!("some {words} holds"), false),
        NodeKind::Among(..) | NodeKind::Within(..) | NodeKind::Outside(..) | NodeKind::Known(..) => {
            (leaf_sentence(set, id), false)
        }
    };
    if inner && several { format!("({text})") } else { text }
}
