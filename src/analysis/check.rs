//! Checks a rule set for every possible inventory: what can never happen, what changes nothing, what contradicts.
//!
//! Every finding that says "there is an inventory such that" carries one, tried on the plain evaluator.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::diagram::cells::FactCell;
use crate::diagram::{Cells, Function, TooLarge};
use crate::diagram::{EXCLUDED, Model, end_of};
use crate::evaluate::Judged;
use crate::rules::{Node, NodeId, NodeKind, Part, RuleId, RuleSet, Table, condition_facts};
use crate::truth::{Possible, Range, Truth};

/// The most nodes of a diagram before a question is given up, and said to be.
pub const LIMIT: usize = 4_000_000;

pub(super) const TRUE: u64 = 2;

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Ids of the properties that hold.
    pub proved: Vec<String>,
    /// Pairs of rows that can hold at once and say different things, so that their order decides.
    pub ordered: usize,
    /// Nodes of the diagram.
    pub nodes: usize,
}

/// Checks everything; `out` gets what is found.
pub fn check(set: &RuleSet, out: &mut Diagnostics) -> Report {
    check_within(set, LIMIT, out)
}

/// The same with at most `limit` nodes.
pub fn check_within(set: &RuleSet, limit: usize, out: &mut Diagnostics) -> Report {
    let mut checker = Checker::new(set, limit, out);
    // what is met first stands on top of the diagram: by what rules are for, so that neither the size of the diagram nor
    // the time hangs on how files are named
    let mut ids: Vec<RuleId> = set.each_rule().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| match set.rule(*id).part {
        Part::Criterion => 0,
        Part::Ground => 1,
        Part::Guard => 2,
        Part::Definition => 3,
        Part::Finding => 4,
    });
    for id in ids {
        checker.attempt(set.rule(id).prose.span, &set.rule(id).id, |c| c.rule(id));
    }
    checker.attempt(Span::NOWHERE, "rules that say the same", Checker::implied);
    let mut ordered = 0;
    for table in &set.tables {
        let name = &set.fact(table.fact).name;
        checker.attempt(set.fact(table.fact).span, name, |c| c.table(table));
        let pairs = checker.attempt(set.fact(table.fact).span, name, |c| c.order(table));
        ordered += pairs.unwrap_or_default();
    }
    checker.attempt(Span::NOWHERE, "thresholds", Checker::thresholds);
    Report {
        ordered,
        ..Checker::new(set, limit, checker.out).safety()
    }
}

/// Only what makes a rule set unsafe: guards that are passed, directions, properties. Quicker than [`check`].
pub fn prove(set: &RuleSet, out: &mut Diagnostics) -> Report {
    Checker::new(set, LIMIT, out).safety()
}

pub(super) struct Checker<'a, 'o> {
    pub(super) model: Model<'a>,
    limit: usize,
    /// How bad it is when a question is not settled.
    unsettled: Severity,
    pub(super) out: &'o mut Diagnostics,
}

impl<'a, 'o> Checker<'a, 'o> {
    fn new(set: &'a RuleSet, limit: usize, out: &'o mut Diagnostics) -> Self {
        Self {
            model: Model::new(set, limit),
            limit,
            unsettled: Code::NotAnalysed.severity(),
            out,
        }
    }

    fn safety(&mut self) -> Report {
        let set = self.model.set;
        // what must never happen is settled, or the check has failed
        self.unsettled = Severity::Error;
        // however an answer is provided, it must be safe
        self.model.answer();
        self.attempt(Span::NOWHERE, "guards", Self::guards);
        for table in &set.tables {
            let name = &set.fact(table.fact).name;
            self.attempt(set.fact(table.fact).span, name, |c| c.directions(table));
        }
        let mut report = Report::default();
        for property in &set.properties {
            let held = self.attempt(property.span, &property.id, |c| c.property(property));
            if held == Some(true) {
                report.proved.push(property.id.clone());
            }
        }
        report.nodes = self.model.diagram.size();
        report
    }

    /// Does a piece of work, or says that it was too much.
    fn attempt<T>(&mut self, at: Span, what: &str, work: impl FnOnce(&mut Self) -> Result<T, TooLarge>) -> Option<T> {
        match work(self) {
            Ok(done) => Some(done),
            Err(TooLarge) => {
                let message = format!("`{what}` was not analysed: it takes more than {} nodes", self.limit);
                self.unsettled(at, message, "give parts of its conditions a name".to_owned());
                None
            }
        }
    }

    /// Reports a finding with an inventory that shows it, once the plain evaluator has confirmed it.
    pub(super) fn show(&mut self, found: Diagnostic, cells: &Cells, help: &str, confirm: impl FnOnce(&Judged) -> bool) {
        let judged = self.model.replay(cells);
        let example = format!("for example: {}", self.model.words(cells));
        if confirm(&judged) {
            self.out.push(found.help(example).help(help));
        } else {
            let message = format!("the evaluator does not confirm: {}", found.message);
            let at = found.at.unwrap_or(Span::NOWHERE);
            self.unsettled(at, message, example);
        }
    }

    pub(super) fn unsettled(&mut self, at: Span, message: String, help: String) {
        let severity = self.unsettled;
        let problem = Diagnostic::new(Code::NotAnalysed, at, message).help(help);
        self.out.push(Diagnostic { severity, ..problem });
    }

    fn rule(&mut self, id: RuleId) -> Result<(), TooLarge> {
        let set = self.model.set;
        let rule = set.rule(id);
        let function = self.model.rule(id)?;
        let function = self.model.given(function)?;
        let diagram = &self.model.diagram;
        if diagram.find(function, |end| end == TRUE).is_none() {
            let message = format!("no inventory makes `{}` true", rule.id);
            let found = Diagnostic::new(Code::NeverTrue, rule.prose.span, message);
            let found = found.help("two of its parts exclude each other: change or remove one");
            // a guard that nothing puts in force protects nothing, though it is there to be read
            self.out.push(match rule.part {
                Part::Guard => Diagnostic {
                    severity: Severity::Error,
                    ..found
                },
                Part::Criterion | Part::Ground | Part::Finding | Part::Definition => found,
            });
            return Ok(());
        }
        if diagram.find(function, |end| end == 0).is_none() {
            let message = format!("`{}` is never false", rule.id);
            self.out.push(
                Diagnostic::new(Code::AlwaysTrue, rule.prose.span, message)
                    .help("it asks nothing: change its condition or remove it"),
            );
            return Ok(());
        }
        self.idle(id, function)?;
        self.in_vain(id, function)
    }

    /// Comparisons of a rule without which it says the same.
    fn idle(&mut self, id: RuleId, function: Function) -> Result<(), TooLarge> {
        let set = self.model.set;
        let rule = set.rule(id);
        for leaf in leaves(set, rule.when) {
            for end in [end_of(Truth::True), end_of(Truth::False)] {
                let without = self.model.node_without(rule.when, leaf, end)?;
                if self.model.given(without)? == function {
                    let said = match &set.node(leaf).kind {
                        NodeKind::Rule(other) => format!("`{}`", set.rule(*other).id),
                        _ => format!("“{}”", crate::rules::leaf_sentence(set, leaf)),
                    };
                    let message = format!("{said} changes nothing in `{}`", rule.id);
                    self.out.push(
                        Diagnostic::new(Code::IdleCondition, set.node(leaf).span, message)
                            .help("the other parts already say it: remove it, or say what was meant"),
                    );
                    break;
                }
            }
        }
        Ok(())
    }

    /// An unknown for which every answer comes to the same truth, and which still makes the rule unknown.
    fn in_vain(&mut self, id: RuleId, function: Function) -> Result<(), TooLarge> {
        let set = self.model.set;
        for level in self.model.diagram.asked(function) {
            let Some(asked) = self.model.asked.get(level).cloned() else {
                continue;
            };
            let Some(unknown) = asked.cells.iter().position(|c| *c == FactCell::Unknown) else {
                continue;
            };
            // where a condition asks whether the fact is known, that it is unknown is an answer too; and one by which
            // others apply is named with each of them
            let asks_known = |n: &Node| matches!(n.kind, NodeKind::Known(fact, _) if fact == asked.fact);
            let mut applying = set.facts.iter().filter_map(|fact| fact.applies);
            if set.nodes.iter().any(asks_known) || applying.any(|n| condition_facts(set, n).contains(&asked.fact)) {
                continue;
            }
            let open = self.model.diagram.fix(function, level, unknown)?;
            // the truth on which all answers agree, where they do and it is a certain one
            let mut agreed: Option<Function> = None;
            for (place, _) in asked
                .cells
                .iter()
                .enumerate()
                .filter(|(_, c)| matches!(c, FactCell::Value(_)))
            {
                let answered = self.model.diagram.fix(function, level, place)?;
                agreed = Some(match agreed {
                    None => answered,
                    Some(held) => self
                        .model
                        .diagram
                        .join(held, answered, |a, b| if a == b { a } else { EXCLUDED })?,
                });
            }
            let Some(agreed) = agreed else { continue };
            let vain = self.model.diagram.join(open, agreed, |open, agreed| {
                u64::from(open == 1 && matches!(agreed, 0 | 2))
            })?;
            if let Some(mut cells) = self.model.diagram.find(vain, |end| end == 1) {
                cells.push((level, unknown));
                let rule = set.rule(id);
                let fact = &set.fact(asked.fact).name;
                let message = format!("`{}` waits for `{fact}` though every answer comes to the same", rule.id);
                let found = Diagnostic::new(Code::AsksInVain, rule.prose.span, message);
                self.show(found, &cells, "name the fact once", |judged| {
                    judged.record.rule(id) == Truth::Unknown
                });
            }
        }
        Ok(())
    }

    /// Grounds, guards and findings that hold whenever another of their kind does.
    fn implied(&mut self) -> Result<(), TooLarge> {
        let set = self.model.set;
        let kinds = |id: RuleId| {
            let rule = set.rule(id);
            (rule.part, rule.of, rule.instead.clone())
        };
        let told = |part: Part| matches!(part, Part::Ground | Part::Guard);
        let ids: Vec<RuleId> = set
            .each_rule()
            .filter(|(_, r)| told(r.part))
            .map(|(id, _)| id)
            .collect();
        for a in &ids {
            for b in ids.iter().filter(|b| *b != a && kinds(**b) == kinds(*a)) {
                let (first, second) = (self.model.rule(*a)?, self.model.rule(*b)?);
                let first = self.model.given(first)?;
                let apart = self
                    .model
                    .diagram
                    .join(first, second, |a, b| u64::from(a == TRUE && b != TRUE))?;
                let can = self.model.diagram.find(first, |end| end == TRUE).is_some();
                if can && self.model.diagram.find(apart, |end| end == 1).is_none() {
                    let (a, b) = (set.rule(*a), set.rule(*b));
                    let message = format!("whenever `{}` holds, `{}` holds too", a.id, b.id);
                    self.out.push(
                        Diagnostic::new(Code::ImpliedBy, a.prose.span, message)
                            .other(b.prose.span, "this one")
                            .help("one of the two says nothing of its own: narrow it or remove it"),
                    );
                }
            }
        }
        Ok(())
    }

    /// Outcomes that are never given and rows that never decide.
    fn table(&mut self, table: &Table) -> Result<(), TooLarge> {
        let set = self.model.set;
        let fact = set.fact(table.fact);
        // what is given for certain in some inventory is given by a row alone once all is known
        let mut given = 0_u64;
        for (row, decides) in table.rows.iter().zip(self.model.deciding_rows(table.fact)?) {
            let decides = self.model.given(decides)?;
            if self.model.diagram.find(decides, |end| end == 1).is_some() {
                given |= 1 << row.then;
                continue;
            }
            let message = format!("the row `{}` never decides", row.id);
            self.out.push(
                Diagnostic::new(Code::UnreachableRow, row.prose.span, message)
                    .help("earlier rows take every case of it: move it up or remove it"),
            );
        }
        for (_, outcome) in fact.options.iter().enumerate().filter(|(n, _)| given >> n & 1 == 0) {
            let message = format!("`{}` is never `{outcome}`", fact.name);
            self.out.push(
                Diagnostic::new(Code::UnreachableOutcome, fact.span, message)
                    .help("no row gives it, or earlier rows take every case: move or change a row"),
            );
        }
        Ok(())
    }

    /// Facts of which more is better and whose rise lowers an ordered table.
    fn directions(&mut self, table: &Table) -> Result<(), TooLarge> {
        let set = self.model.set;
        let fact = set.fact(table.fact);
        if fact.kind != crate::rules::FactType::Level {
            return Ok(());
        }
        // the facts that it asks are known once it is compiled
        self.model.value(table.fact)?;
        for asked in self.model.asked.clone() {
            if set.fact(asked.fact).more_is_better
                && let Some(cells) = self.falls(asked.fact, table)?
            {
                let name = &set.fact(asked.fact).name;
                let message = format!("more of `{name}` lowers `{}`", fact.name);
                let found = Diagnostic::error(Code::NotMonotone, set.fact(asked.fact).span, message);
                self.report_fall(found, table, &cells);
            }
        }
        Ok(())
    }

    /// Reports two neighbouring inventories, the better of which comes out worse.
    pub(super) fn report_fall(&mut self, found: Diagnostic, table: &Table, cells: &(Cells, Cells)) {
        let before = self.model.replay(&cells.0).record.value(table.fact);
        let help = format!(
            "raised: {}; turn the comparison round, or take the fact out",
            self.model.words(&cells.1)
        );
        let fact = table.fact;
        let after = self.model.replay(&cells.1).record.value(fact);
        self.show(found, &cells.0, &help, |_| lower(before.bits(), after.bits()));
    }

    /// Two inventories that differ in one fact by one step up, after which the table is lower.
    pub(super) fn falls(
        &mut self,
        fact: crate::rules::FactId,
        table: &Table,
    ) -> Result<Option<(Cells, Cells)>, TooLarge> {
        let value = self.model.value(table.fact)?;
        let value = self.model.given(value)?;
        let Some(level) = self.model.level_of(fact) else {
            return Ok(None);
        };
        let asked = self.model.asked.get(level).map_or_else(Vec::new, |a| a.cells.clone());
        let values: Vec<usize> = (0..asked.len())
            .filter(|n| matches!(asked.get(*n), Some(FactCell::Value(_))))
            .collect();
        for pair in values.windows(2) {
            let [low, high] = pair else { continue };
            let before = self.model.diagram.fix(value, level, *low)?;
            let after = self.model.diagram.fix(value, level, *high)?;
            let worse = self.model.diagram.join(before, after, |before, after| {
                u64::from(before != EXCLUDED && after != EXCLUDED && lower(before, after))
            })?;
            if let Some(cells) = self.model.diagram.find(worse, |end| end == 1) {
                let with = |cell: usize| {
                    let mut all = cells.clone();
                    all.push((level, cell));
                    all
                };
                return Ok(Some((with(*low), with(*high))));
            }
        }
        Ok(None)
    }

    /// A guarded recommendation while a guard is in force, by a row that does not say that it overrides guards.
    fn guards(&mut self) -> Result<(), TooLarge> {
        let set = self.model.set;
        let Some(table) = set.decision_table() else {
            return Ok(());
        };
        let options = &set.fact(table.fact).options;
        let guarded: u64 = set
            .recommendations
            .iter()
            .filter(|r| r.guarded)
            .filter_map(|r| options.iter().position(|o| *o == r.id))
            .fold(0, |bits, n| bits | 1 << n);
        let rows = self.model.deciding_rows(table.fact)?;
        for (row, decides) in table.rows.iter().zip(rows) {
            if row.despite_guards || guarded >> row.then & 1 == 0 {
                continue;
            }
            for (id, guard) in set.each_rule().filter(|(_, r)| r.part == Part::Guard) {
                let force = self.model.rule(id)?;
                let both = self.model.diagram.join(decides, force, |decides, force| {
                    u64::from(decides == 1 && force == TRUE)
                })?;
                let both = self.model.given(both)?;
                if let Some(cells) = self.model.diagram.find(both, |end| end == 1) {
                    let outcome = options.get(row.then).map_or("", String::as_str);
                    let message = format!(
                        "the row `{}` says `{outcome}` while the guard `{}` is in force",
                        row.id, guard.id
                    );
                    let found = Diagnostic::error(Code::GuardPassed, row.prose.span, message)
                        .other(guard.prose.span, "the guard");
                    let then = row.then;
                    let help = "put a row for the guard above it, or write `despite_guards: yes`";
                    self.show(found, &cells, help, |judged| {
                        judged.named() == 1 << then && judged.record.rule(id) == Truth::True
                    });
                }
            }
        }
        Ok(())
    }

    /// Thresholds on either side of which every rule but definitions, and every table, comes out alike.
    fn thresholds(&mut self) -> Result<(), TooLarge> {
        let set = self.model.set;
        let mut roots = Vec::new();
        for (id, rule) in set.each_rule() {
            if rule.part != Part::Definition {
                roots.push(self.model.rule(id)?);
            }
        }
        for table in &set.tables {
            roots.extend(self.model.deciding_rows(table.fact)?);
        }
        let compared = set.compared();
        for (level, asked) in self.model.asked.clone().into_iter().enumerate() {
            let edges = asked.cells.windows(2).enumerate();
            for (place, pair) in edges {
                let [
                    FactCell::Value(Possible::Numbers { .. }),
                    FactCell::Value(Possible::Numbers { low, .. }),
                ] = pair
                else {
                    continue;
                };
                // what only another number is held against is no threshold of a rule
                let of_a_rule = |r: &Range| r.low == *low || r.high == low.before();
                if !compared.get(&asked.fact).is_some_and(|all| all.iter().any(of_a_rule)) {
                    continue;
                }
                let mut alike = true;
                for root in &roots {
                    let (below, above) = (
                        self.model.diagram.fix(*root, level, place)?,
                        self.model.diagram.fix(*root, level, place + 1)?,
                    );
                    if below != above {
                        alike = false;
                        break;
                    }
                }
                if alike {
                    let fact = set.fact(asked.fact);
                    let message = format!("nothing comes out otherwise below or above {} = {low}", fact.name);
                    self.out.push(
                        Diagnostic::new(Code::IdleThreshold, fact.span, message)
                            .help("a rule compares it in vain: see which one with `rules show`"),
                    );
                }
            }
        }
        Ok(())
    }
}

/// Whether a set of levels came down: its lowest or its highest did.
fn lower(before: u64, after: u64) -> bool {
    before != 0
        && after != 0
        && (after.trailing_zeros() < before.trailing_zeros() || after.leading_zeros() > before.leading_zeros())
}

/// The comparisons and references of a condition.
fn leaves(set: &RuleSet, node: NodeId) -> Vec<NodeId> {
    match &set.node(node).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            list.iter().flat_map(|n| leaves(set, *n)).collect()
        }
        _ => vec![node],
    }
}
