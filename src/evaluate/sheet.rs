//! The values of one subject and the truth of every node: the trace, without a word of text.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagram::Marked;
use crate::evaluate::kept::Kept;
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, FactId, NodeId, NodeKind, RuleId, RuleSet, Step, Table};
use crate::truth::{Number, Possible, Truth};

/// Where a value came from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// Nothing is written.
    Missing,
    /// The field is empty.
    Blank,
    /// Somebody wrote that they do not know.
    Unsure,
    /// An answer is proposed, and nobody has confirmed it.
    Proposed,
    /// Somebody wrote that it does not apply.
    NotApplicable,
    /// Written in the record itself.
    Given,
    /// Written, and against something else that is written: left open between the two.
    Contradicted,
    /// Written for the schools or the district.
    Inherited,
    /// Counted from other answers before any rule is read.
    Derived,
    /// Not said for itself: somebody made the check that it falls under.
    Confirmed,
    /// Computed from other facts on the sheet.
    Computed,
    /// Presumed, as the fact declares, while it is not known.
    Presumed,
    /// Not published: it rests on results of small groups of students, and may be anything.
    Hidden,
}

/// The values and truths of one subject.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// By fact; so for the next three. Empty while the sheet is kept.
    pub(crate) values: Box<[Possible]>,
    pub(crate) origins: Box<[Origin]>,
    /// By node.
    pub(super) nodes: Box<[Truth]>,
    /// By rule.
    pub(super) rules: Box<[Truth]>,
    /// Whether what is not known is presumed where a fact declares it.
    pub(super) presumes: bool,
    /// What it holds while it is kept by what sets it apart from another.
    pub(super) kept: Option<Box<Kept>>,
}

impl Sheet {
    /// Nothing known.
    #[must_use]
    pub fn blank(set: &RuleSet) -> Self {
        Self {
            values: set.facts.iter().map(crate::rules::Fact::anything).collect(),
            origins: vec![Origin::Missing; set.facts.len()].into(),
            nodes: vec![Truth::Unknown; set.nodes.len()].into(),
            rules: vec![Truth::Unknown; set.rules.len()].into(),
            presumes: false,
            kept: None,
        }
    }

    /// Holds from here on no more than what sets it apart from `base`: a tenth, where they are of the same inventory. It
    /// is read as before, and opened when something is set.
    pub(super) fn keep_beside(&mut self, base: &Arc<Self>) {
        if self.kept.is_none() {
            *self = Self {
                values: Box::default(),
                origins: Box::default(),
                nodes: Box::default(),
                rules: Box::default(),
                presumes: self.presumes,
                kept: Some(Box::new(Kept::of(self, base))),
            };
        }
    }

    /// The whole sheet, to be read again and again.
    #[must_use]
    pub(super) fn opened(&self) -> Cow<'_, Self> {
        match &self.kept {
            Some(kept) => Cow::Owned(kept.opened(self.presumes)),
            None => Cow::Borrowed(self),
        }
    }

    fn open(&mut self) {
        if let Some(kept) = self.kept.take() {
            *self = kept.opened(self.presumes);
        }
    }

    /// The facts of which something else stands on another sheet of the same rule set.
    pub(super) fn differing(&self, other: &Self) -> Vec<FactId> {
        let (own, other) = (self.opened(), other.opened());
        let values = own.values.iter().zip(&other.values).map(|(a, b)| a != b);
        let origins = own.origins.iter().zip(&other.origins).map(|(a, b)| a != b);
        let each = (0..).map(FactId).zip(values.zip(origins));
        each.filter(|(_, (value, origin))| *value || *origin)
            .map(|(id, _)| id)
            .collect()
    }

    /// The value of a fact.
    #[must_use]
    pub fn value(&self, fact: FactId) -> Possible {
        let value = self.values.get(usize::from(fact.0)).copied();
        value
            .or_else(|| Some(self.kept.as_ref()?.fact(fact)?.0))
            .unwrap_or(Possible::Words { known: false })
    }

    /// Where the value of a fact came from.
    #[must_use]
    pub fn origin(&self, fact: FactId) -> Origin {
        let origin = self.origins.get(usize::from(fact.0)).copied();
        origin
            .or_else(|| Some(self.kept.as_ref()?.fact(fact)?.1))
            .unwrap_or(Origin::Missing)
    }

    /// The truth of a rule.
    #[must_use]
    pub fn rule(&self, rule: RuleId) -> Truth {
        let truth = self.rules.get(usize::from(rule.0)).copied();
        truth
            .or_else(|| self.kept.as_ref()?.rule(rule))
            .unwrap_or(Truth::Unknown)
    }

    /// The truth of a node.
    #[must_use]
    pub fn node(&self, node: NodeId) -> Truth {
        let truth = self.nodes.get(node.0 as usize).copied();
        truth
            .or_else(|| self.kept.as_ref()?.node(node))
            .unwrap_or(Truth::Unknown)
    }

    /// Sets a value.
    pub fn set(&mut self, fact: FactId, value: Possible, origin: Origin) {
        self.open();
        let place = usize::from(fact.0);
        if let (Some(held), Some(from)) = (self.values.get_mut(place), self.origins.get_mut(place)) {
            *held = value;
            *from = origin;
        }
    }

    /// Whether the value was written down, here or for the schools or the district.
    #[must_use]
    pub fn stated(&self, fact: FactId) -> bool {
        matches!(
            self.origin(fact),
            Origin::Given | Origin::Inherited | Origin::Contradicted
        )
    }

    /// Evaluates some steps in their order.
    pub fn run(&mut self, set: &RuleSet, steps: &[Step]) {
        self.open();
        // the conditions under which facts apply: what they read was computed when one is looked at first
        let mut applied = Marked::default();
        for step in steps {
            match *step {
                Step::Fact(id) => self.derive(set, id),
                Step::Rule(id) => {
                    let truth = self.truth_of(set, set.rule(id).when, &mut applied);
                    if let Some(held) = self.rules.get_mut(usize::from(id.0)) {
                        *held = truth;
                    }
                }
                Step::Table(place) => {
                    if let Some(table) = set.tables.get(place) {
                        self.table(set, table, &mut applied);
                    }
                }
                Step::Score(place) => self.score(set, place),
            }
        }
    }

    fn derive(&mut self, set: &RuleSet, id: FactId) {
        // a contradicted fact must not be computed from one of the two answers, nor a hidden one from what is shown
        if matches!(self.origin(id), Origin::Contradicted | Origin::Hidden) {
            return;
        }
        if !matches!(self.origin(id), Origin::Computed | Origin::Presumed) && self.value(id) != set.fact(id).anything()
        {
            return;
        }
        let fact = set.fact(id);
        let value = match fact.computed() {
            Some(Derive::LeastOf(list)) => {
                let values: Vec<Possible> = list.iter().map(|f| self.value(*f)).collect();
                Possible::least(&values)
            }
            Some(Derive::Rule(rule)) => Possible::from_truth(self.rule(*rule)),
            Some(Derive::NoWhen(other)) if self.value(*other) == Possible::option(1) => Possible::option(0),
            Some(Derive::KindGroup) => self.kinds(set, |kind| fact.options.iter().position(|o| *o == kind.group)),
            Some(Derive::KindNeedsDrivers) => self.kinds(set, |kind| Some(usize::from(kind.needs_drivers))),
            _ => fact.anything(),
        };
        if value != fact.anything() {
            self.set(id, value, Origin::Computed);
        } else if !self.stated(id) {
            match fact.presumed() {
                Some(presumed) if self.presumes => self.set(id, presumed, Origin::Presumed),
                _ => {
                    let origin = self.origin(id);
                    let origin = if matches!(origin, Origin::Computed | Origin::Presumed) {
                        Origin::Missing
                    } else {
                        origin
                    };
                    self.set(id, value, origin);
                }
            }
        }
    }

    /// A property of the kind: of every kind that is still possible.
    fn kinds(&self, set: &RuleSet, property: impl Fn(&crate::rules::Kind) -> Option<usize>) -> Possible {
        let Some(Possible::Options(possible)) = set.known(KnownFact::Kind).map(|f| self.value(f)) else {
            return Possible::Words { known: false };
        };
        let held = set.kinds.iter().enumerate().filter(|(n, _)| possible >> n & 1 == 1);
        Possible::Options(
            held.filter_map(|(_, kind)| property(kind))
                .fold(0, |bits, n| bits | 1 << n),
        )
    }

    /// The truth of a condition; every part of it is noted.
    pub fn evaluate(&mut self, set: &RuleSet, id: NodeId) -> Truth {
        self.open();
        self.truth_of(set, id, &mut Marked::default())
    }

    fn truth_of(&mut self, set: &RuleSet, id: NodeId, applied: &mut Marked) -> Truth {
        let truth = match &set.node(id).kind {
            NodeKind::All(list) => Truth::all(self.each(set, list, applied)),
            NodeKind::Any(list) => Truth::any(self.each(set, list, applied)),
            NodeKind::None(list) => Truth::any(self.each(set, list, applied)).negate(),
            NodeKind::AtLeast(least, list) => Truth::at_least(*least, self.each(set, list, applied)),
            NodeKind::Rule(rule) => self.rule(*rule),
            NodeKind::SomeRule(rules, _) => Truth::any(rules.iter().map(|r| self.rule(*r))),
            comparison => comparison.fact().map_or(Truth::Unknown, |fact| {
                let compared = comparison.compare(self.value(fact));
                let applies = set.fact(fact).applies;
                let applies = applies.map_or(Truth::True, |node| match applied.mark(node.0 as usize) {
                    true => self.truth_of(set, node, applied),
                    false => self.node(node),
                });
                Truth::all([compared, applies])
            }),
        };
        if let Some(held) = self.nodes.get_mut(id.0 as usize) {
            *held = truth;
        }
        truth
    }

    /// Whether a fact applies.
    pub fn applies(&mut self, set: &RuleSet, fact: FactId) -> Truth {
        set.fact(fact)
            .applies
            .map_or(Truth::True, |node| self.evaluate(set, node))
    }

    /// Every child is evaluated, none skipped: a trace with holes could not say "and also".
    fn each(&mut self, set: &RuleSet, list: &[NodeId], applied: &mut Marked) -> impl Iterator<Item = Truth> {
        list.iter().map(|child| self.truth_of(set, *child, applied))
    }

    fn table(&mut self, set: &RuleSet, table: &Table, applied: &mut Marked) {
        let stated = self.origin(table.fact) == Origin::Contradicted
            || (self.stated(table.fact) && self.value(table.fact) != set.fact(table.fact).anything());
        let mut outcomes = 0_u64;
        let mut open = true;
        for row in &table.rows {
            let truth = row.when.map_or(Truth::True, |node| self.truth_of(set, node, applied));
            if open && truth != Truth::False {
                outcomes |= 1 << row.then;
                open = truth == Truth::Unknown;
            }
        }
        if !stated {
            self.set(table.fact, Possible::Options(outcomes), Origin::Computed);
        }
    }

    fn score(&mut self, set: &RuleSet, place: usize) {
        let Some(score) = set.scores.get(place) else { return };
        let (mut lows, mut highs) = (Vec::new(), Vec::new());
        for tool in &score.tools {
            let bounds: Vec<(Number, Number)> = tool
                .indicators
                .iter()
                .map(|f| {
                    let steps = Number::whole(set.fact(*f).options.len().saturating_sub(1).max(1) as i64);
                    let (low, high) = self.value(*f).option_bounds().unwrap_or((0, 0));
                    let part = |n: usize| Number::whole(n as i64).over(steps).unwrap_or(Number::ZERO);
                    (part(low), part(high))
                })
                .collect();
            if !bounds.is_empty() {
                lows.push(Number::mean(&bounds.iter().map(|b| b.0).collect::<Vec<_>>()));
                highs.push(Number::mean(&bounds.iter().map(|b| b.1).collect::<Vec<_>>()));
            }
        }
        let value = Possible::Numbers {
            low: Number::mean(&lows),
            high: Number::mean(&highs),
        };
        if !self.stated(score.fact) {
            self.set(score.fact, value, Origin::Computed);
        }
        let least = |list: &[Number]| list.iter().copied().min().unwrap_or(Number::ZERO);
        let weakest = Possible::Numbers {
            low: least(&lows),
            high: least(&highs),
        };
        if !self.stated(score.weakest) {
            self.set(score.weakest, weakest, Origin::Computed);
        }
    }
}
