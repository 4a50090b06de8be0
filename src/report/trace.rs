//! Turns the truths of a sheet into lines a person can follow: rule, value, place, threshold, source.

use serde::Serialize;

use crate::diagnostics::{Sources, Span};
use crate::evaluate::{Origin, Sheet};
use crate::inventory::Given;
use crate::report::Audience;
use crate::report::once::InPart;
use crate::report::view::as_data;
use crate::rules::{
    FactId, NodeId, NodeKind, RuleId, RuleSet, Table, condition_sentence, leaf_sentence, presumption_text, value_text,
};
use crate::truth::{Possible, Truth};

/// One step of an explanation.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Line {
    /// How deep it stands below what is explained.
    pub depth: usize,
    /// `yes`, `no` or `unknown`.
    pub truth: &'static str,
    /// The rule or the comparison.
    pub text: String,
    /// The fact that was compared, by its title.
    pub fact: String,
    /// The same fact in the rule set; nothing where none was compared.
    #[serde(skip)]
    pub compared: Option<FactId>,
    /// The value that was read, for a comparison.
    pub value: String,
    /// Whether the value is presumed, as the fact declares.
    pub presumed: bool,
    /// The assumption as a sentence; empty where none was made.
    #[serde(skip)]
    pub assumption: String,
    /// Where the value was read or how it was computed.
    pub place: String,
    /// The threshold with its source, for a comparison with a parameter.
    pub threshold: String,
    /// The part that stands here and is told elsewhere, of several initiatives at once.
    #[serde(skip_serializing_if = "as_data")]
    pub part: Option<InPart>,
    /// Whether it is told there.
    #[serde(skip_serializing_if = "as_data")]
    pub folded: bool,
}

/// What an explanation looks values up in.
pub struct Tracer<'a> {
    /// The rules.
    pub set: &'a RuleSet,
    /// The values and truths.
    pub sheet: &'a Sheet,
    /// What is on record of it.
    pub record: &'a Sheet,
    /// The answers of the subject, then those it inherits from.
    pub given: &'a [&'a [Given]],
    /// The files.
    pub sources: &'a Sources,
    /// Every part, or the decisive ones only.
    pub full: bool,
    /// Who reads it.
    pub audience: Audience,
}

/// Explains a rule.
#[must_use]
pub fn trace_rule(tracer: &Tracer, rule: RuleId) -> Vec<Line> {
    let mut lines = Vec::new();
    tracer.rule(rule, 0, &mut lines);
    lines
}

/// Explains a table: the rows up to the one that decides.
#[must_use]
pub fn trace_table(tracer: &Tracer, table: &Table) -> Vec<Line> {
    let mut lines = Vec::new();
    for row in &table.rows {
        let truth = row.when.map_or(Truth::True, |node| tracer.sheet.node(node));
        if truth == Truth::False && !tracer.full {
            continue;
        }
        let outcome = tracer
            .set
            .fact(table.fact)
            .options
            .get(row.then)
            .map_or("", String::as_str);
        let text = format!("{} → {outcome}", row.prose.title);
        lines.push(Line {
            depth: 0,
            truth: truth.word(),
            text,
            ..Line::default()
        });
        if let Some(node) = row.when {
            tracer.node(node, 1, &mut lines);
        }
        if truth == Truth::True {
            break;
        }
    }
    lines
}

impl Tracer<'_> {
    fn rule(&self, id: RuleId, depth: usize, lines: &mut Vec<Line>) {
        let rule = self.set.rule(id);
        let text = format!("{} [{}]", rule.prose.title, rule.id);
        let line = Line {
            depth,
            truth: self.sheet.rule(id).word(),
            text,
            ..Line::default()
        };
        if lines.contains(&line) {
            return;
        }
        lines.push(line);
        self.node(rule.when, depth + 1, lines);
    }

    /// The children that decide: the true ones of a true `any`, the false ones of a false `all`, and so on.
    fn decisive(&self, truth: Truth, list: &[NodeId], any: bool) -> Vec<NodeId> {
        let all = self.full || (truth == Truth::True) != any && truth != Truth::Unknown;
        list.iter()
            .copied()
            .filter(|child| all || self.sheet.node(*child) == truth)
            .collect()
    }

    fn node(&self, id: NodeId, depth: usize, lines: &mut Vec<Line>) {
        let truth = self.sheet.node(id);
        let node = self.set.node(id);
        let children = match &node.kind {
            NodeKind::All(list) => self.decisive(truth, list, false),
            NodeKind::Any(list) => self.decisive(truth, list, true),
            NodeKind::None(list) => self.decisive(truth.negate(), list, true),
            NodeKind::AtLeast(_, list) => list.clone(),
            NodeKind::Rule(rule) => return self.rule(*rule, depth, lines),
            NodeKind::SomeRule(rules, _) => {
                let all = self.full || truth == Truth::False;
                for rule in rules.iter().filter(|r| all || self.sheet.rule(**r) == truth) {
                    self.rule(*rule, depth, lines);
                }
                return;
            }
            comparison => {
                if let Some(fact) = comparison.fact() {
                    self.leaf(id, fact, truth, depth, lines);
                }
                return;
            }
        };
        for child in children {
            self.node(child, depth, lines);
        }
    }

    fn leaf(&self, id: NodeId, fact: FactId, truth: Truth, depth: usize, lines: &mut Vec<Line>) {
        let threshold = self.set.node(id).operands.iter().filter_map(|o| o.parameter).map(|p| {
            let parameter = self.set.parameter(p);
            let cited: Vec<&str> = parameter
                .prose
                .sources
                .iter()
                .filter_map(|s| self.set.sources.get(s))
                .map(|s| s.title.as_str())
                .collect();
            format!(
                "{} = {} {} ({})",
                parameter.name,
                parameter.value,
                parameter.unit,
                cited.join("; ")
            )
        });
        let presumed = self.sheet.origin(fact) == Origin::Presumed;
        let line = Line {
            depth,
            truth: truth.word(),
            text: leaf_sentence(self.set, id),
            fact: self.set.fact(fact).title.clone(),
            compared: Some(fact),
            presumed,
            assumption: if presumed {
                presumption_text(self.set.fact(fact))
            } else {
                String::new()
            },
            value: self.value(fact),
            place: self.place(fact),
            threshold: threshold.collect::<Vec<_>>().join(", "),
            ..Line::default()
        };
        if !lines.contains(&line) {
            lines.push(line);
            if self.sheet.origin(fact) == Origin::Computed {
                self.computed(fact, depth + 1, lines);
            }
        }
    }

    /// What a computed fact rests on: the rows of its table, its rule, or the facts it is the least of.
    fn computed(&self, fact: FactId, depth: usize, lines: &mut Vec<Line>) {
        if let Some(table) = self.set.tables.iter().find(|t| t.fact == fact) {
            for (row, _) in crate::evaluate::deciding(table, self.sheet) {
                if let Some(node) = row.when {
                    self.node(node, depth, lines);
                }
            }
            return;
        }
        match self.set.fact(fact).computed() {
            Some(crate::rules::Derive::Rule(rule)) => self.rule(*rule, depth, lines),
            Some(crate::rules::Derive::LeastOf(list)) => {
                for part in list {
                    let part_fact = self.set.fact(*part);
                    lines.push(Line {
                        depth,
                        truth: if self.sheet.value(*part).is_known() {
                            "yes"
                        } else {
                            "unknown"
                        },
                        text: part_fact.title.clone(),
                        value: self.value(*part),
                        place: self.place(*part),
                        ..Line::default()
                    });
                }
            }
            _ => {}
        }
    }

    /// The condition of a fact that does not apply.
    fn excluded(&self, fact: FactId) -> Option<NodeId> {
        let applies = self.set.fact(fact).applies;
        applies.filter(|node| self.sheet.node(*node) == Truth::False)
    }

    /// A value in words.
    pub(super) fn value(&self, fact: FactId) -> String {
        if self.sheet.origin(fact) == Origin::Hidden {
            return "not shown".to_owned();
        }
        if self.excluded(fact).is_some() {
            return "does not apply".to_owned();
        }
        value_text(self.set.fact(fact), self.sheet.value(fact))
    }

    /// Where a text stands. In a public edition without the column, which what stands before it on the line would move.
    fn at(&self, span: Span) -> String {
        match self.audience {
            Audience::Internal => self.sources.place_in_file(span),
            Audience::Public => self.sources.line_in_file(span),
        }
    }

    /// Where a value comes from, in words.
    #[must_use]
    pub fn place(&self, fact: FactId) -> String {
        self.place_on(self.sheet, fact)
    }

    fn place_on(&self, sheet: &Sheet, fact: FactId) -> String {
        if let Some(node) = self.excluded(fact) {
            return format!("applies where {}", condition_sentence(self.set, node));
        }
        let written = self.given.iter().find_map(|list| list.iter().find(|g| g.fact == fact));
        let at = |g: &Given| {
            let mut text = self.at(g.span);
            if text.is_empty() {
                "stated".clone_into(&mut text);
            }
            if !g.source.is_empty() {
                text = format!("{text}, source: {}", g.source);
            }
            if !g.observed.is_empty() {
                text = format!("{text}, observed {}", g.observed);
            }
            text
        };
        match (sheet.origin(fact), written) {
            (Origin::Given | Origin::Inherited, Some(given)) => at(given),
            (Origin::Given | Origin::Inherited, None) => "stated".to_owned(),
            (Origin::Contradicted, Some(given)) => format!("left open, against what else is written, {}", at(given)),
            (Origin::Contradicted, None) => "left open, since what is written goes against each other".to_owned(),
            (Origin::Derived, _) => self.computed_from(fact, at),
            (Origin::Confirmed, _) => self.confirmed_by(fact, at),
            (Origin::Computed, _) => "computed from what follows".to_owned(),
            (Origin::Presumed, _) => match self.record.value(fact) {
                known if known == self.set.fact(fact).anything() => "presumed, not known".to_owned(),
                known => {
                    let known = value_text(self.set.fact(fact), known);
                    format!("presumed, known to be {known}, {}", self.place_on(self.record, fact))
                }
            },
            (Origin::Hidden, _) => "rests on small groups of students".to_owned(),
            (Origin::Missing, _) => format!("not asked yet: {}", self.set.fact(fact).name),
            (Origin::Blank, Some(given)) => format!("left blank, {}", at(given)),
            (Origin::Unsure, Some(given)) => match &given.estimate {
                Some(estimate) if self.audience == Audience::Internal => {
                    format!("estimated by {}: {}, {}", estimate.by, given.written, at(given))
                }
                Some(_) => format!("estimated: {}, {}", given.written, at(given)),
                None => format!("marked as unsure, {}", at(given)),
            },
            (Origin::Proposed, Some(given)) => match &given.estimate {
                Some(proposal) if self.audience == Audience::Internal => {
                    format!(
                        "proposed by {}, not confirmed: {}, {}",
                        proposal.by,
                        given.written,
                        at(given)
                    )
                }
                _ => format!("proposed, not confirmed: {}, {}", given.written, at(given)),
            },
            (Origin::NotApplicable, Some(given)) => format!("marked as not applicable, {}", at(given)),
            (Origin::Blank | Origin::Unsure | Origin::Proposed | Origin::NotApplicable, None) => "no answer".to_owned(),
        }
    }

    /// What a fact is by a check that was made: which question says so, and where it is answered.
    fn confirmed_by(&self, fact: FactId, at: impl Fn(&Given) -> String) -> String {
        let checks: Vec<_> = self.set.fact(fact).presume.iter().flat_map(|p| p.checks()).collect();
        let asked = self.set.confirming().iter().filter(|(_, check)| checks.contains(check));
        let said = asked.filter_map(|(id, _)| {
            let (id, by) = (*id, self.set.fact(*id));
            let given = self.given.iter().find_map(|list| list.iter().find(|g| g.fact == id))?;
            let no = given.on_record() && given.value == Possible::option(0);
            no.then(|| format!("by “{}”: {}, {}", by.title, given.written, at(given)))
        });
        said.collect::<Vec<String>>().join("; ")
    }

    fn computed_from(&self, fact: FactId, at: impl Fn(&Given) -> String) -> String {
        use crate::rules::Derive::{Evidence, Mentions, Portfolio};
        let from = match &self.set.fact(fact).derive {
            Some(Evidence(count)) if count.of_studies() => {
                return "counted from the rows under `studies`".to_owned();
            }
            Some(Evidence(_)) => return "counted from the rows under `results`".to_owned(),
            Some(Mentions(_)) => return "read in its name, definition and note".to_owned(),
            Some(Portfolio(_)) => return "counted over the inventory".to_owned(),
            Some(way) => way.from_answers(),
            None => Vec::new(),
        };
        let places: Vec<String> = from
            .iter()
            .filter_map(|f| self.given.iter().find_map(|list| list.iter().find(|g| g.fact == *f)))
            .map(|g| format!("`{}: {}` at {}", self.set.fact(g.fact).name, g.written, at(g)))
            .collect();
        if places.is_empty() {
            "computed".to_owned()
        } else {
            format!("computed from {}", places.join(" and "))
        }
    }
}
