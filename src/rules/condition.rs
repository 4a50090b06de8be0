//! Conditions: from YAML to the arena.

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::rules::{
    FactId, FactType, Node, NodeId, NodeKind, Operand, ParameterId, Part, Parts, RuleId, Scalar, read_scalar,
};
use crate::truth::{Number, Possible, Range};
use crate::yaml;

/// What is known of a rule before its condition is read.
pub(super) struct RuleHead {
    pub id: RuleId,
    pub part: Part,
    pub instead: String,
}

/// Builds conditions over the names of a rule set.
pub(super) struct Builder<'a> {
    pub sources: &'a Sources,
    pub set: &'a mut Parts,
    pub heads: &'a HashMap<String, RuleHead>,
    pub used_facts: &'a mut Vec<bool>,
    pub used_parameters: &'a mut Vec<bool>,
    pub out: &'a mut Diagnostics,
}

const GROUPS: [&str; 4] = ["all", "any", "none", "some"];
const OPERATORS: [&str; 7] = [
    "is_not",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "known",
];
const DEEPEST: usize = 2;

impl Builder<'_> {
    /// Reads a condition; `None` when it has an error (which is then reported).
    pub fn condition(&mut self, node: &yaml::Node, depth: usize) -> Option<NodeId> {
        let Some(entries) = node.as_map() else {
            self.error(
                Code::WrongType,
                node.span,
                format!(
                    "a condition is a fact with its value or a group, here stands {}",
                    node.describe()
                ),
                "a list stands only under `all`, `any`, `none` or `some`",
            );
            return None;
        };
        let mut children = Vec::new();
        let mut whole = true;
        for (place, entry) in entries.iter().enumerate() {
            if is_narrowing(entries, place) {
                continue;
            }
            let child = match &*entry.key {
                group if GROUPS.contains(&group) => self.group(group, entry.key_span, &entry.value, depth),
                "rule" => self.rule(&entry.value),
                "some_rule" => self.some_rule(entries, &entry.value),
                name => self.comparison(name, entry.key_span, &entry.value),
            };
            whole &= child.is_some();
            children.extend(child);
        }
        if !whole {
            return None;
        }
        match children.as_slice() {
            [] => {
                self.error(
                    Code::EmptyCondition,
                    node.span,
                    "the condition is empty",
                    "name a fact and its value",
                );
                None
            }
            [only] => Some(*only),
            _ => Some(self.push(NodeKind::All(children), "all", Vec::new(), node.span)),
        }
    }

    fn group(&mut self, group: &str, span: Span, value: &yaml::Node, depth: usize) -> Option<NodeId> {
        if depth >= DEEPEST {
            self.error(
                Code::TooDeepCondition,
                span,
                "a group inside a group inside a group",
                "give the inner part a name: a rule with `part: definition`",
            );
            return None;
        }
        let (list, least) = if group == "some" {
            self.some(span, value)?
        } else {
            (value, 0)
        };
        let mut children = Vec::new();
        if let Some(items) = list.as_list() {
            let read: Vec<_> = items.iter().map(|item| self.condition(item, depth + 1)).collect();
            for child in read {
                children.push(child?);
            }
        } else if let Some(entries) = list.as_map() {
            // `none: { fact: value, fact: value }` reads like a list of its entries
            for (place, entry) in entries.iter().enumerate() {
                let child = match &*entry.key {
                    _ if is_narrowing(entries, place) => continue,
                    "rule" => self.rule(&entry.value),
                    "some_rule" => self.some_rule(entries, &entry.value),
                    name if GROUPS.contains(&name) => self.group(name, entry.key_span, &entry.value, depth + 1),
                    name => self.comparison(name, entry.key_span, &entry.value),
                };
                children.push(child?);
            }
        } else {
            self.error(
                Code::WrongType,
                list.span,
                format!("`{group}` holds a list of conditions"),
                "begin each with `- `",
            );
            return None;
        }
        if children.is_empty() || (group == "some" && least > children.len()) {
            self.error(
                Code::EmptyCondition,
                span,
                format!("`{group}` can never be met as written"),
                "list its conditions",
            );
            return None;
        }
        Some(match group {
            "all" => self.push(NodeKind::All(children), "all", Vec::new(), span),
            "any" => self.push(NodeKind::Any(children), "any", Vec::new(), span),
            "none" => self.push(NodeKind::None(children), "none", Vec::new(), span),
            _ => self.push(NodeKind::AtLeast(least, children), "some", Vec::new(), span),
        })
    }

    fn some<'n, 't>(&mut self, span: Span, value: &'n yaml::Node<'t>) -> Option<(&'n yaml::Node<'t>, usize)> {
        let entries = value.as_map().unwrap_or_default();
        let find = |key: &str| entries.iter().find(|e| &*e.key == key).map(|e| &e.value);
        let least = find("at_least").and_then(|n| n.as_text()).and_then(|t| t.parse().ok());
        if let (Some(least), Some(of), 2) = (least, find("of"), entries.len()) {
            return Some((of, least));
        }
        self.error(
            Code::WrongType,
            span,
            "`some` needs a number and a list",
            "write some: { at_least: 2, of: [ … ] }",
        );
        None
    }

    fn rule(&mut self, value: &yaml::Node) -> Option<NodeId> {
        let id = value.as_text().unwrap_or_default();
        if let Some(head) = self.heads.get(id) {
            let rule = head.id;
            return Some(self.push(NodeKind::Rule(rule), "rule", Vec::new(), value.span));
        }
        let near = self
            .out
            .nearest(id, self.heads.keys().map(String::as_str))
            .map(str::to_owned);
        let help = near.map_or_else(
            || "name a rule of this rule set".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        self.error(Code::UnknownRule, value.span, format!("unknown rule `{id}`"), &help);
        None
    }

    fn some_rule(&mut self, entries: &[yaml::Entry], value: &yaml::Node) -> Option<NodeId> {
        let part = value.as_text().unwrap_or_default();
        let instead = entries.iter().find(|e| &*e.key == "instead").map(|e| &e.value);
        if let Some(node) = instead.filter(|n| n.as_text().is_none()) {
            let message = format!("`instead` names one recommendation, here stands {}", node.describe());
            let help = "write one `{ some_rule: guard, instead: … }` for each, under `any`";
            self.error(Code::WrongType, node.span, message, help);
            return None;
        }
        let instead = instead.and_then(|n| n.as_text());
        let mut chosen: Vec<RuleId> = self
            .heads
            .values()
            .filter(|h| h.part.word() == part && instead.is_none_or(|i| h.instead == i))
            .map(|h| h.id)
            .collect();
        chosen.sort();
        let words = instead.map_or_else(|| part.to_owned(), |i| format!("{part} that says {i}"));
        if chosen.is_empty() {
            self.error(
                Code::UnknownRule,
                value.span,
                format!("no rule is a {words}"),
                "criterion, ground, guard or definition",
            );
            return None;
        }
        Some(self.push(NodeKind::SomeRule(chosen, words), "some_rule", Vec::new(), value.span))
    }

    fn comparison(&mut self, name: &str, span: Span, value: &yaml::Node) -> Option<NodeId> {
        let Some(fact) = self.set.fact_id(name) else {
            let near = self
                .out
                .nearest(name, self.set.facts.iter().map(|f| f.name.as_str()))
                .map(str::to_owned);
            let help = near.map_or_else(
                || "facts are declared under `facts:`; `cleardeck rules show facts` lists them".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            self.error(Code::UnknownFact, span, format!("unknown fact `{name}`"), &help);
            return None;
        };
        if let Some(used) = self.used_facts.get_mut(usize::from(fact.0)) {
            *used = true;
        }
        if let Some(entries) = value.as_map() {
            let [entry] = entries else {
                self.error(
                    Code::WrongType,
                    value.span,
                    "one comparison a line",
                    "use `between: [low, high]` for two bounds",
                );
                return None;
            };
            return self.operator(fact, &entry.key, entry.key_span, &entry.value);
        }
        let items: Vec<&yaml::Node> = value.as_list().map_or_else(|| vec![value], |l| l.iter().collect());
        let word = if items.len() > 1 { "is one of" } else { "is" };
        self.membership(fact, &items, word, false, value.span)
    }

    fn operator(&mut self, fact: FactId, operator: &str, span: Span, value: &yaml::Node) -> Option<NodeId> {
        let items: Vec<&yaml::Node> = value.as_list().map_or_else(|| vec![value], |l| l.iter().collect());
        match (operator, items.as_slice()) {
            ("known", [item]) => {
                let Some(wanted) = yaml::yes_or_no(item) else {
                    let message = format!("`known` takes yes or no, here stands {}", item.quoted());
                    self.error(Code::WrongType, item.span, message, "write known: yes");
                    return None;
                };
                let word = if wanted { "is known" } else { "is not known" };
                Some(self.push(NodeKind::Known(fact, wanted), word, Vec::new(), span))
            }
            ("is_not", [_, ..]) => self.membership(fact, &items, "is not", true, span),
            ("at_least" | "more_than" | "at_most" | "less_than", [item]) => self.bound(fact, operator, span, item),
            ("between", [low, high]) => self.between(fact, span, low, high),
            (known, _) if OPERATORS.contains(&known) => {
                let wanted = if known == "between" { "two values" } else { "one value" };
                self.error(
                    Code::WrongType,
                    value.span,
                    format!("`{known}` takes {wanted}"),
                    "see the table of comparisons in rules/README.md",
                );
                None
            }
            (other, _) => {
                let near = self
                    .out
                    .nearest(other, OPERATORS)
                    .map_or_else(String::new, |n| format!("did you mean `{n}`? "));
                let help = format!("{near}comparisons: {}", OPERATORS.join(", "));
                self.error(
                    Code::UnknownComparison,
                    span,
                    format!("unknown comparison `{other}`"),
                    &help,
                );
                None
            }
        }
    }

    fn membership(
        &mut self,
        fact: FactId,
        items: &[&yaml::Node],
        word: &'static str,
        negated: bool,
        span: Span,
    ) -> Option<NodeId> {
        let mut mask = 0;
        let mut number = None;
        let mut operands = Vec::new();
        for item in items {
            let (possible, operand) = self.operand(fact, item)?;
            match possible {
                Possible::Options(bits) => mask |= bits,
                Possible::Numbers { low, high } if items.len() == 1 => number = Some(Range { low, high }),
                Possible::Numbers { .. } | Possible::Words { .. } => {
                    self.error(
                        Code::WrongType,
                        item.span,
                        "a list of values is for facts with options",
                        "use `between`, `at_least` or `known`",
                    );
                    return None;
                }
            }
            operands.push(operand);
        }
        let kind = match (number, negated) {
            (Some(range), false) => NodeKind::Within(fact, range),
            (Some(range), true) => NodeKind::Outside(fact, range),
            (None, false) => NodeKind::Among(fact, mask),
            (None, true) => NodeKind::Among(fact, !mask),
        };
        Some(self.push(kind, word, operands, span))
    }

    fn bound(&mut self, fact: FactId, operator: &str, span: Span, item: &yaml::Node) -> Option<NodeId> {
        let (possible, operand) = self.operand(fact, item)?;
        let word = match operator {
            "at_least" => "is at least",
            "more_than" => "is more than",
            "at_most" => "is at most",
            _ => "is less than",
        };
        let kind = match possible {
            Possible::Numbers { low, high } => NodeKind::Within(fact, beyond(word, low, high)),
            Possible::Options(_) if self.set.fact(fact).kind == FactType::Level => {
                let index = possible.option_bounds().map_or(0, |(low, _)| low);
                let below = (1_u64 << index) - 1;
                let mask = match operator {
                    "at_least" => !below,
                    "more_than" => !(below | 1 << index),
                    "at_most" => below | 1 << index,
                    _ => below,
                };
                NodeKind::Among(fact, mask)
            }
            Possible::Options(_) | Possible::Words { .. } => {
                let help = "only numbers and levels have an order; write the value itself";
                let name = self.set.fact(fact).name.clone();
                self.error(Code::WrongType, span, format!("`{name}` has no order"), help);
                return None;
            }
        };
        Some(self.push(kind, word, vec![operand], span))
    }

    fn between(&mut self, fact: FactId, span: Span, low: &yaml::Node, high: &yaml::Node) -> Option<NodeId> {
        let (from, first) = self.operand(fact, low)?;
        let (to, second) = self.operand(fact, high)?;
        if let (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) = (from, to)
            && low <= high
        {
            return Some(self.push(
                NodeKind::Within(fact, Range { low, high }),
                "is between",
                vec![first, second],
                span,
            ));
        }
        self.error(
            Code::WrongType,
            span,
            "`between` takes two numbers, the lower first",
            "write between: [2, 4]",
        );
        None
    }

    fn operand(&mut self, fact: FactId, item: &yaml::Node) -> Option<(Possible, Operand)> {
        let Some(text) = item.as_text() else {
            self.error(
                Code::WrongType,
                item.span,
                format!("a value is expected, here stands {}", item.describe()),
                "write one value",
            );
            return None;
        };
        if let Some(name) = text.strip_prefix('$') {
            return self.parameter(fact, name, item.span);
        }
        match read_scalar(self.set.fact(fact), text, true) {
            Ok(Scalar::Value(possible)) => Some((
                possible,
                Operand {
                    text: text.to_owned(),
                    parameter: None,
                },
            )),
            Ok(Scalar::None(_)) => {
                self.error(
                    Code::WrongType,
                    item.span,
                    "a comparison needs a value",
                    "use `known: no` to ask whether a fact is unknown",
                );
                None
            }
            Err(problem) => {
                self.error(Code::WrongType, item.span, problem.message, &problem.help);
                None
            }
        }
    }

    fn parameter(&mut self, fact: FactId, name: &str, span: Span) -> Option<(Possible, Operand)> {
        let place = self.set.parameters.iter().position(|p| p.name == name);
        let Some(place) = place else {
            let near = self
                .out
                .nearest(name, self.set.parameters.iter().map(|p| p.name.as_str()))
                .map(str::to_owned);
            let help = near.map_or_else(
                || "parameters are declared under `parameters:`".to_owned(),
                |n| format!("did you mean `${n}`?"),
            );
            self.error(
                Code::UnknownParameter,
                span,
                format!("unknown parameter `${name}`"),
                &help,
            );
            return None;
        };
        if let Some(used) = self.used_parameters.get_mut(place) {
            *used = true;
        }
        let id = ParameterId(u16::try_from(place).unwrap_or(u16::MAX));
        let (value, unit) = (self.set.parameter(id).value, &self.set.parameter(id).unit);
        let of = self.set.fact(fact);
        let counted = match of.kind {
            FactType::Share if of.unit.is_empty() => "share",
            _ => &of.unit,
        };
        if !unit.is_empty() && !counted.is_empty() && unit != counted {
            let message = format!("`${name}` is counted in {unit}, `{}` in {counted}", of.name);
            self.error(
                Code::WrongType,
                span,
                message,
                "compare it with a parameter of its own unit",
            );
            return None;
        }
        if matches!(self.set.fact(fact).anything(), Possible::Numbers { .. }) {
            return Some((
                Possible::number(value),
                Operand {
                    text: value.to_string(),
                    parameter: Some(id),
                },
            ));
        }
        let fact = self.set.fact(fact).name.clone();
        self.error(
            Code::WrongType,
            span,
            format!("`${name}` is a number, `{fact}` is none"),
            "compare a number with it",
        );
        None
    }

    /// A condition that never holds.
    pub fn never(&mut self, span: Span) -> NodeId {
        self.push(NodeKind::Any(Vec::new()), "any", Vec::new(), span)
    }

    fn push(&mut self, kind: NodeKind, operator: &'static str, operands: Vec<Operand>, span: Span) -> NodeId {
        let id = NodeId(u32::try_from(self.set.nodes.len()).unwrap_or(u32::MAX));
        self.set.nodes.push(Node {
            kind,
            operator,
            operands,
            span,
        });
        id
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.out.push(Diagnostic::error(code, span, message).help(help));
    }
}

/// Whether an entry only narrows a `some_rule` beside it.
fn is_narrowing(entries: &[yaml::Entry], place: usize) -> bool {
    let named = |at: usize, key: &str| entries.get(at).is_some_and(|e| e.key == key);
    named(place, "instead") && (0..entries.len()).any(|at| named(at, "some_rule"))
}

/// The numbers beyond a bound, by the comparison in words; the bound itself may be an interval of days.
fn beyond(word: &str, low: Number, high: Number) -> Range {
    let (least, most) = (Number::MIN, Number::MAX);
    match word {
        "is at least" => Range { low, high: most },
        "is more than" => Range {
            low: high.after(),
            high: most,
        },
        "is at most" => Range { low: least, high },
        "is less than" => Range {
            low: least,
            high: low.before(),
        },
        _ => Range { low, high },
    }
}

impl Node {
    /// What a comparison asks when one of its operands is another number.
    #[must_use]
    pub fn with_operand(&self, kind: &NodeKind, place: usize, value: Number) -> NodeKind {
        let moved = |range: Range| match (self.operator, place) {
            ("is between", 0) => Range { low: value, ..range },
            ("is between", _) => Range { high: value, ..range },
            (word, _) => beyond(word, value, value),
        };
        match kind {
            NodeKind::Within(fact, range) => NodeKind::Within(*fact, moved(*range)),
            NodeKind::Outside(fact, range) => NodeKind::Outside(*fact, moved(*range)),
            other => other.clone(),
        }
    }
}
