//! What the cases of a rule set show: whether each got what it expects, and which comparisons they saw.

use std::cell::OnceCell;

use crate::evaluate::presumed::presumed;
use crate::evaluate::questions::Asker;
use crate::evaluate::{Origin, Sheet, Verdict};
use crate::rules::{Case, CheckId, Expected, NodeId, NodeKind, RuleSet, value_text};
use crate::truth::{Possible, Truth};

/// The facts of a case, judged.
pub struct Judged<'a> {
    set: &'a RuleSet,
    /// What is given, and what follows from it.
    pub record: Sheet,
    /// The same with every presumption in place of what is not given.
    pub sheet: Sheet,
    verdict: OnceCell<Verdict>,
}

/// Judges the facts of a case: what is not given is unknown.
#[must_use]
pub fn judge_case<'a>(set: &'a RuleSet, case: &Case) -> Judged<'a> {
    let mut record = Sheet::blank(set);
    for (fact, value) in &case.given {
        record.set(*fact, *value, Origin::Given);
    }
    for steps in [
        &set.district_steps,
        &set.initiative_steps,
        &set.initiative_findings,
        &set.school_steps,
        &set.goal_steps,
    ] {
        record.run(set, steps);
    }
    let sheet = presumed(set, &record);
    Judged {
        set,
        record,
        sheet,
        verdict: OnceCell::new(),
    }
}

impl Judged<'_> {
    /// The answer with its firmness, its checks and what it could be, without questions.
    pub fn verdict(&self) -> &Verdict {
        let judge = || Asker::without_questions(self.set).judge(self.record.clone(), self.sheet.clone());
        self.verdict.get_or_init(judge)
    }

    /// What the presumptions name, as options of the decision; several where they leave it open.
    #[must_use]
    pub fn named(&self) -> u64 {
        self.set.decision().map_or(0, |fact| self.sheet.value(fact).bits())
    }
}

/// What a case expected and did not get, in words. Rules are those of the record, tables what the presumptions name; the
/// decision is the answer where one is expected, and what it could be where several are.
#[must_use]
pub fn misses(set: &RuleSet, case: &Case, judged: &Judged) -> Vec<String> {
    let record = &judged.record;
    let miss = |(name, expected): &(String, Expected)| {
        let (wanted, got) = match expected {
            Expected::Rule(id, truth) => (truth.word().to_owned(), record.rule(*id).word().to_owned()),
            Expected::Outcomes(fact, mask) => {
                let said = |bits| value_text(set.fact(*fact), Possible::Options(bits));
                let got = match Some(*fact) == set.decision() {
                    false => judged.sheet.value(*fact).bits(),
                    true if mask.count_ones() > 1 => judged.verdict().could_be,
                    true if judged.named().count_ones() == 1 => judged.named(),
                    true => 1 << judged.verdict().answer,
                };
                (said(*mask), said(got))
            }
            Expected::Firmness(word) => ((*word).to_owned(), judged.verdict().firmness.word().to_owned()),
            Expected::Checks(list) => {
                let id = |unit: CheckId| set.check(unit).map_or("", |c| c.id.as_str());
                let said = |units: &mut dyn Iterator<Item = CheckId>| units.map(id).collect::<Vec<_>>().join(", ");
                (
                    said(&mut list.iter().copied()),
                    said(&mut judged.verdict().checks.iter().map(|c| c.unit)),
                )
            }
        };
        (wanted != got).then(|| format!("{name}: expected {wanted}, got {got}"))
    };
    case.expect.iter().filter_map(miss).collect()
}

/// How often the cases saw each comparison true, false and unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaves {
    /// The rule or row that a comparison stands in, and the comparison.
    places: Vec<(String, NodeId)>,
    counts: Vec<[usize; 3]>,
}

impl Leaves {
    /// The comparisons of a rule set; none seen yet.
    #[must_use]
    pub fn of(set: &RuleSet) -> Self {
        let mut places = Vec::new();
        for rule in &set.rules {
            leaves(set, &rule.id, rule.when, &mut places);
        }
        for row in set.tables.iter().flat_map(|t| &t.rows) {
            if let Some(when) = row.when {
                leaves(set, &row.id, when, &mut places);
            }
        }
        let counts = vec![[0; 3]; places.len()];
        Self { places, counts }
    }

    /// Counts what one case saw.
    pub fn count(&mut self, set: &RuleSet, sheet: &Sheet) {
        let mut sheet = sheet.clone();
        for ((_, node), counts) in self.places.iter().zip(&mut self.counts) {
            let place = match sheet.evaluate(set, *node) {
                Truth::True => 0,
                Truth::False => 1,
                Truth::Unknown => 2,
            };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
    }

    /// The rule or row, the comparison, how often it was true, false, unknown; in the order of the rule set.
    pub fn counts(&self) -> impl Iterator<Item = (&str, NodeId, [usize; 3])> {
        let pairs = self.places.iter().zip(&self.counts);
        pairs.map(|((owner, node), counts)| (owner.as_str(), *node, *counts))
    }
}

fn leaves(set: &RuleSet, owner: &str, id: NodeId, places: &mut Vec<(String, NodeId)>) {
    match &set.node(id).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            for child in list {
                leaves(set, owner, *child, places);
            }
        }
        NodeKind::Rule(_) | NodeKind::SomeRule(..) => {}
        NodeKind::Among(..) | NodeKind::Within(..) | NodeKind::Outside(..) | NodeKind::Known(..) => {
            places.push((owner.to_owned(), id));
        }
    }
}
