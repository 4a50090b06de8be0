//! The audit: every initiative judged, then the district, its schools and its goals.

use std::borrow::Cow;
use std::sync::Arc;

use crate::evaluate::against::Against;
use crate::evaluate::bench::{Bench, Filled};
use crate::evaluate::facts::{Counting, CountingRows, fill};
use crate::evaluate::firmness::{Check, Firmness};
use crate::evaluate::portfolio::{Portfolio, count_truths};
use crate::evaluate::questions::{Asker, Question};
use crate::evaluate::{Origin, Sheet};
use crate::evidence::Evidence;
use crate::inventory::Inventory;
use crate::rules::{Derive, FactId, Part, Row, RuleId, RuleSet, Subject, Table};
use crate::truth::{Possible, Truth};

/// What the audit says of one initiative.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// What is on record: every value and every truth, what is not known left unknown.
    pub record: Sheet,
    /// What the answer is named by: the record with presumptions in place of what is not known.
    pub sheet: Sheet,
    /// What to do, as an option of the table.
    pub answer: usize,
    /// How sure that is.
    pub firmness: Firmness,
    /// What the answer rests on beside the record, where it is given provided that something is so.
    pub checks: Vec<Check>,
    /// The recommendations that some completion of the unknowns would give, as options of the table.
    pub could_be: u64,
    /// The facts that some completion of the others makes matter; empty when it is settled.
    pub open: Vec<FactId>,
    /// Facts that would settle it, most decisive first; empty when it is settled, or where none are looked for.
    pub questions: Vec<Question>,
    /// Whether every combination of answers to them settles it.
    pub settles: bool,
    /// Facts that are sure to settle it, whatever they turn out to be, and none of which can be spared: without any
    /// one of them, some answers to the others leave it open. Empty when it is settled, or where its diagram grows too large.
    pub sure: Vec<FactId>,
}

impl Verdict {
    /// One that every completion of the record gives.
    pub(super) fn settled(record: Sheet, sheet: Sheet, only: u64) -> Self {
        Self {
            record,
            sheet,
            answer: only.trailing_zeros() as usize,
            firmness: Firmness::Settled,
            checks: Vec::new(),
            could_be: only,
            open: Vec::new(),
            questions: Vec::new(),
            settles: true,
            sure: Vec::new(),
        }
    }

    /// Keeps its sheets by what sets them apart from those of the first verdict that is kept.
    pub(super) fn keep(&mut self, beside: &mut Option<[Arc<Sheet>; 2]>) {
        let [record, sheet] = beside
            .get_or_insert_with(|| [&self.record, &self.sheet].map(|sheet| Arc::new(sheet.opened().into_owned())));
        self.record.keep_beside(record);
        self.sheet.keep_beside(sheet);
    }

    /// Whether somebody's estimate, or what is proposed, stands in place of what is not known.
    #[must_use]
    pub fn is_estimated(&self, fact: FactId) -> bool {
        self.sheet.stated(fact) && !self.record.stated(fact)
    }

    /// Whether every completion of what is unknown gives the answer.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.firmness == Firmness::Settled
    }
}

/// A finding that holds, or may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// True or unknown.
    pub truth: Truth,
    /// The subject's place in the inventory; 0 for the district.
    pub place: usize,
}

/// All verdicts of one inventory under one rule set at one date.
#[non_exhaustive]
pub struct Audit<'a> {
    /// Whether questions were looked for.
    pub asks: bool,
    /// The rules.
    pub set: &'a RuleSet,
    /// The inventory.
    pub inventory: &'a Inventory,
    /// By initiative.
    pub verdicts: Vec<Verdict>,
    /// By initiative, its rows counted and pooled, where it has any.
    evidence: Vec<Option<Box<Evidence<'a>>>>,
    /// What the initiatives were judged by.
    pub(super) bench: Arc<Bench<'a>>,
    /// What cannot all be true of an initiative, by its place.
    pub(super) against: Vec<(usize, Vec<Against>)>,
    /// How rows are counted with the thresholds in force, and the kind of place of every school.
    pub(crate) counting: Counting,
    /// By school.
    pub schools: Vec<Sheet>,
    /// By goal.
    pub goals: Vec<Sheet>,
    /// The district.
    pub district: Sheet,
    /// Findings, in the order of the rules.
    pub findings: Vec<Finding>,
}

impl<'a> Audit<'a> {
    /// With what is counted over the district on every record, and the findings.
    fn with_findings(mut self) -> Self {
        let (set, mut beside) = (self.set, None);
        let counts = of_district(&self);
        for verdict in &mut self.verdicts {
            for (id, value, origin) in &counts {
                verdict.record.set(*id, *value, *origin);
            }
            verdict.record.run(set, &set.initiative_findings);
            verdict.keep(&mut beside);
        }
        for (id, rule) in self.set.each_rule().filter(|(_, r)| r.part == Part::Finding) {
            let of = |(place, sheet): (usize, &Sheet)| {
                let truth = sheet.rule(id);
                (truth != Truth::False).then_some(Finding { rule: id, truth, place })
            };
            let (findings, verdicts) = (&mut self.findings, self.verdicts.iter());
            match rule.of {
                Subject::District => findings.extend(of((0, &self.district))),
                Subject::School => findings.extend(self.schools.iter().enumerate().filter_map(of)),
                Subject::Goal => findings.extend(self.goals.iter().enumerate().filter_map(of)),
                Subject::Initiative => findings.extend(verdicts.map(|v| &v.record).enumerate().filter_map(of)),
            }
        }
        self
    }

    /// The decision table.
    #[must_use]
    pub fn decision(&self) -> Option<&'a Table> {
        self.set.decision_table()
    }

    /// The rows of an initiative, counted and pooled as its verdict reads them.
    #[must_use]
    pub fn evidence(&self, place: usize) -> Option<Cow<'_, Evidence<'a>>> {
        if let Some(kept) = self.evidence.get(place)? {
            return Some(Cow::Borrowed(kept));
        }
        let initiative = self.inventory.initiatives.get(place)?;
        let rows = CountingRows::of(self.set, initiative);
        Some(Cow::Owned(self.counting.evidence(initiative, rows)))
    }

    /// The id of a recommendation by its option.
    #[must_use]
    pub fn outcome(&self, option: usize) -> &'a str {
        let set = self.set;
        self.decision()
            .and_then(|t| set.fact(t.fact).options.get(option))
            .map_or("", String::as_str)
    }

    /// What a verdict could be, in the order of the table's outcomes.
    #[must_use]
    pub fn outcomes(&self, verdict: &Verdict) -> Vec<&'a str> {
        let held = (0..64).filter(|n| verdict.could_be >> n & 1 == 1);
        held.map(|n| self.outcome(n)).collect()
    }

    /// What to do: the id of the recommendation.
    #[must_use]
    pub fn answer(&self, verdict: &Verdict) -> &'a str {
        self.outcome(verdict.answer)
    }

    /// Whether a verdict may be acted on: it is settled, or what it says can be taken back.
    #[must_use]
    pub fn may_be_acted_on(&self, verdict: &Verdict) -> bool {
        may_be_acted_on(self.set, verdict)
    }

    /// The rows of the decision that are true or open for a verdict, the deciding one last.
    #[must_use]
    pub fn deciding_rows(&self, verdict: &Verdict) -> Vec<(&'a Row, Truth)> {
        let Some(table) = self.decision() else {
            return Vec::new();
        };
        deciding(table, &verdict.sheet)
    }
}

/// Whether a verdict by a rule set may be acted on.
pub(crate) fn may_be_acted_on(set: &RuleSet, verdict: &Verdict) -> bool {
    let options = set.decision_table().map(|table| &set.fact(table.fact).options);
    let answer = options.and_then(|options| options.get(verdict.answer));
    let recommendation = answer.and_then(|id| set.recommendation(id));
    verdict.is_settled() || recommendation.is_some_and(|r| !r.commits)
}

/// The rows of a table that a sheet reaches.
pub(crate) fn deciding<'t>(table: &'t Table, sheet: &Sheet) -> Vec<(&'t Row, Truth)> {
    let mut rows = Vec::new();
    for row in &table.rows {
        let truth = row.when.map_or(Truth::True, |node| sheet.node(node));
        if truth != Truth::False {
            rows.push((row, truth));
        }
        if truth == Truth::True {
            break;
        }
    }
    rows
}

/// Judges single initiatives of inventories that differ, by one rule set; no questions are looked for.
pub(crate) struct Judge<'a> {
    set: &'a RuleSet,
    asker: Asker<'a>,
}

impl<'a> Judge<'a> {
    /// By a rule set.
    pub fn of(set: &'a RuleSet) -> Self {
        Self {
            set,
            asker: Asker::without_questions(set),
        }
    }

    /// The verdict of the initiative at `place`, as an audit of the inventory gives it before the district is counted.
    pub fn verdict(&mut self, inventory: &Inventory, place: usize) -> Option<Verdict> {
        self.verdict_among(&Listed::of(self.set, inventory), place)
    }

    /// The same of one of several that are judged.
    pub fn verdict_among(&mut self, listed: &Listed, place: usize) -> Option<Verdict> {
        Some(verdict(
            &mut self.asker,
            &listed.0,
            place,
            listed.0.initiative(place)?.sheet,
        ))
    }
}

/// The initiatives of an inventory as they stand on record.
pub(crate) struct Listed<'a>(Bench<'a>);

impl<'a> Listed<'a> {
    /// Those of an inventory.
    pub fn of(set: &'a RuleSet, inventory: &'a Inventory) -> Self {
        Self(Bench::of(set, inventory))
    }

    /// The record of one; nothing where somebody's estimate stands beside it, by which its answer may be named.
    pub fn record(&self, place: usize) -> Option<Sheet> {
        match self.0.with_estimates(place, self.0.inventory.as_of) {
            Some(_) => None,
            None => Some(self.0.initiative(place)?.sheet),
        }
    }
}

/// The verdict on an initiative by what stands on record of it.
pub(super) fn verdict(asker: &mut Asker, bench: &Bench, place: usize, record: Sheet) -> Verdict {
    match bench.with_estimates(place, bench.inventory.as_of) {
        Some(taken) => asker.estimated(record, &taken),
        None => asker.verdict(record),
    }
}

/// Judges an inventory.
#[must_use]
pub fn audit<'a>(set: &'a RuleSet, inventory: &'a Inventory) -> Audit<'a> {
    audit_with(set, inventory, Asker::new(set), None).with_findings()
}

/// Judges one initiative as [`audit`] does. The others are only counted, since facts of the district are counted over
/// them: their verdicts hold what is on record and no answer.
#[must_use]
pub fn audit_of_one<'a>(set: &'a RuleSet, inventory: &'a Inventory, place: usize) -> Audit<'a> {
    audit_with(set, inventory, Asker::new(set), Some(place)).with_findings()
}

/// The same without looking for the questions that would settle what is not settled, which takes longest.
#[must_use]
pub fn judge<'a>(set: &'a RuleSet, inventory: &'a Inventory) -> Audit<'a> {
    answers(set, inventory).with_findings()
}

/// The same without the findings, of which there are a hundred to an initiative where little is known, and without what
/// is counted over the district on the record of each.
#[must_use]
pub fn answers<'a>(set: &'a RuleSet, inventory: &'a Inventory) -> Audit<'a> {
    audit_with(set, inventory, Asker::without_questions(set), None)
}

fn audit_with<'a>(set: &'a RuleSet, inventory: &'a Inventory, mut asker: Asker<'a>, only: Option<usize>) -> Audit<'a> {
    let bench = Arc::new(Bench::of(set, inventory));
    let count = inventory.initiatives.len();
    let (mut verdicts, mut evidence) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut beside, mut contradicted) = (None, Vec::new());
    for (place, initiative) in inventory.initiatives.iter().enumerate() {
        let Some(Filled {
            sheet: record,
            against,
            evidence: rows,
        }) = bench.initiative(place)
        else {
            continue;
        };
        let mut verdict = match only {
            // what stands on record, without an answer
            Some(only) if only != place => Verdict::settled(record.clone(), record, 0),
            _ => verdict(&mut asker, &bench, place, record),
        };
        verdict.keep(&mut beside);
        verdicts.push(verdict);
        let has_rows = !initiative.results.is_empty() || !initiative.studies.is_empty();
        evidence.push(rows.filter(|_| has_rows).map(Box::new));
        if !against.is_empty() {
            contradicted.push((place, against));
        }
    }
    let mut audit = Audit {
        asks: asker.asks(),
        set,
        inventory,
        verdicts,
        evidence,
        counting: bench.counting.clone(),
        schools: bench.schools.clone(),
        goals: Vec::new(),
        district: bench.district.clone(),
        against: contradicted,
        bench: Arc::clone(&bench),
        findings: Vec::new(),
    };
    district_counts(&mut audit);
    counted(&mut audit, &bench.portfolio);
    audit
}

fn district_counts(audit: &mut Audit) {
    let set = audit.set;
    for (id, fact) in set.each_fact() {
        if let Some(Derive::InitiativesWhere(rule)) = fact.derive
            && !audit.district.stated(id)
        {
            let truths: Vec<Truth> = audit.verdicts.iter().map(|v| v.record.rule(rule)).collect();
            let value = count_truths(&truths);
            audit.district.set(id, value, Origin::Derived);
        }
    }
}

/// What stands on the sheet of the district.
fn of_district(audit: &Audit) -> Vec<(FactId, Possible, Origin)> {
    let facts = audit.set.each_fact().filter(|(_, fact)| fact.of == Subject::District);
    facts
        .map(|(id, _)| (id, audit.district.value(id), audit.district.origin(id)))
        .collect()
}

/// What is counted over the district on the sheets of schools and goals, and what findings about these rest on.
fn counted(audit: &mut Audit, portfolio: &Portfolio) {
    let set = audit.set;
    audit.district.run(set, &set.district_steps);
    let counts = of_district(audit);
    for sheet in &mut audit.schools {
        for (id, value, origin) in &counts {
            sheet.set(*id, *value, *origin);
        }
        sheet.run(set, &set.school_steps);
    }
    for (place, goal) in audit.inventory.goals.iter().enumerate() {
        let mut sheet = audit.district.clone();
        let counted = |way: &Derive, _: &Sheet| match way {
            Derive::Portfolio(count) => portfolio.goal(place, *count),
            _ => None,
        };
        fill(
            set,
            Subject::Goal,
            &goal.given,
            &[],
            audit.inventory.as_of,
            &counted,
            &mut sheet,
        );
        sheet.run(set, &set.goal_steps);
        audit.goals.push(sheet);
    }
}
