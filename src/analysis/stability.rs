//! Whether a verdict holds under the published alternatives of every threshold, one by one and all together.
//!
//! The decision is compiled once for one initiative with its thresholds left open: the diagram then holds the answer
//! at every point of their grid. Thresholds that the program reads when it counts evidence are gone through one by one.

use std::rc::Rc;
use std::sync::Arc;

use crate::diagram::{Model, Ranges, TooLarge, ranges_under};
use crate::evaluate::{Audit, Counting, POVERTY_BANDS, Sheet, decision_facts, held, presumed, recounted, world};
use crate::evidence::{Evidence, Place};
use crate::rules::contract::{EvidenceCount, Threshold};
use crate::rules::{Derive, FactId, Parameter, ParameterId, ParameterReader, RuleSet};
use crate::truth::{Number, Possible};

/// The most nodes of a diagram for one initiative.
const NODES: usize = 200_000;

/// How a verdict stands under other thresholds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stability {
    /// The thresholds on which the answer may depend.
    pub parameters: Vec<ParameterId>,
    /// How many combinations of their values there are.
    pub combinations: u64,
    /// Answers under one other value alone that are not the verdict.
    pub alone: Vec<Flip>,
    /// Recommendations that only several other values together give, each with an example.
    pub together: Vec<Flip>,
}

impl Stability {
    /// Whether the verdict holds everywhere on the grid.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.alone.is_empty() && self.together.is_empty()
    }
}

/// Another answer, and the values that give it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flip {
    /// The values that differ from those in force.
    pub settings: Vec<(ParameterId, Number)>,
    /// The possible recommendations, as options of the table.
    pub possible: u64,
}

/// The grid of the thresholds of an audit: each with its alternatives.
pub struct Grid<'a> {
    audit: &'a Audit<'a>,
    decision: Option<FactId>,
    reads: Vec<FactId>,
    /// Thresholds that conditions compare with.
    compared: Vec<(ParameterId, Vec<Number>)>,
    ranges: Rc<Ranges>,
    /// The facts counted from rows that the decision rests on.
    evidence: Vec<EvidenceCount>,
    /// Thresholds that are read when evidence is counted, with their values.
    counted: Vec<(ParameterId, Vec<Number>)>,
    /// The ways in which the ends of the bands of poverty sort the schools; those in force first, each once.
    places: Vec<(Setting, Arc<[Place]>)>,
}

/// A setting, the facts that the rows count to under it, and the rows.
type Reading<'e> = (Setting, Vec<Option<Possible>>, Evidence<'e>);

/// The values of some thresholds that differ from those in force.
type Setting = Vec<(ParameterId, Number)>;

/// Every combination of the values of some thresholds, fewest changes first: what one value does alone is found before
/// what it does with others.
fn combinations(thresholds: &[(ParameterId, Vec<Number>)]) -> Vec<Setting> {
    let mut settings: Vec<Setting> = vec![Vec::new()];
    for (id, values) in thresholds {
        let more = settings.iter().flat_map(|head| {
            values.iter().enumerate().map(|(place, value)| {
                let own = (place > 0).then_some((*id, *value));
                head.iter().copied().chain(own).collect()
            })
        });
        settings = more.collect();
    }
    settings.sort_by_key(Vec::len);
    settings
}

/// The value of a parameter in a setting.
fn value_in(set: &RuleSet, setting: &Setting, parameter: &Parameter) -> Number {
    let named = setting.iter().find(|(id, _)| set.parameter(*id).name == parameter.name);
    named.map_or(parameter.value, |(_, value)| *value)
}

impl<'a> Grid<'a> {
    /// The grid of the rule set of an audit.
    #[must_use]
    pub fn of(audit: &'a Audit<'a>) -> Self {
        let set = audit.set;
        // of settings that count alike the first is told, so the order is seen in reports
        let ids = set.parameters_as_read();
        let (counting, compared): (Vec<_>, Vec<_>) = ids
            .into_iter()
            .filter(|id| matches!(set.parameter(*id).read_by, None | Some(ParameterReader::Evidence)))
            .map(|id| (id, values(set, id)))
            .partition(|(id, _)| set.parameter(*id).read_by == Some(ParameterReader::Evidence));
        let (bands, counted): (Vec<_>, Vec<_>) = counting
            .into_iter()
            .partition(|(id, _)| POVERTY_BANDS.iter().any(|band| set.threshold_id(*band) == Some(*id)));
        let mut places: Vec<(Setting, Arc<[Place]>)> = Vec::new();
        for setting in combinations(&bands) {
            let sorted = Counting::places(set, audit.inventory, &audit.schools, &|p| value_in(set, &setting, p));
            // what one value does alone is told of each value
            if setting.len() < 2 || places.iter().all(|(_, known)| *known != sorted) {
                places.push((setting, sorted));
            }
        }
        let reads = decision_facts(set);
        let evidence = reads.iter().filter_map(|id| match set.fact(*id).derive {
            Some(Derive::Evidence(count)) => Some(count),
            _ => None,
        });
        Self {
            audit,
            decision: set.decision(),
            ranges: Rc::new(ranges_under(set, &compared)),
            compared,
            evidence: evidence.collect(),
            reads,
            counted,
            places,
        }
    }

    /// How the verdict of an initiative stands on the grid.
    ///
    /// # Errors
    /// When the diagram of the initiative grows too large; then nothing can be said.
    pub fn stability(&self, place: usize) -> Result<Stability, TooLarge> {
        let (Some(verdict), Some(initiative)) = (
            self.audit.verdicts.get(place),
            self.audit.inventory.initiatives.get(place),
        ) else {
            return Err(TooLarge);
        };
        let named = self.decision.map_or(0, |decision| verdict.sheet.value(decision).bits());
        let mut look = Look {
            verdict: named,
            seen: named,
            parameters: Vec::new(),
            alone: Vec::new(),
            later: Vec::new(),
        };
        let set = self.audit.set;
        let evidence = self.audit.evidence(place).ok_or(TooLarge)?;
        // settings under which the rows count to the same facts are one
        let mut counts: Vec<(Vec<Option<Possible>>, u64)> = Vec::new();
        for (setting, facts, evidence) in self.readings(evidence, initiative.results.is_empty()) {
            let possible = match counts.iter().find(|(known, _)| *known == facts) {
                Some((_, possible)) => *possible,
                None => {
                    look.name(setting.iter().map(|(id, _)| *id));
                    let sheet = presumed(
                        self.audit.set,
                        &recounted(self.audit, &evidence, place).ok_or(TooLarge)?,
                    );
                    let possible = self.look(&sheet, &setting, &mut look)?;
                    counts.push((facts, possible));
                    possible
                }
            };
            if setting.len() == 1 && possible != named {
                look.flip(setting, possible);
            }
        }
        let mut together: Vec<Flip> = Vec::new();
        for flip in look.later {
            if flip.possible & !look.seen != 0 {
                look.seen |= flip.possible;
                together.push(flip);
            }
        }
        Ok(Stability {
            combinations: look.parameters.iter().map(|id| values(set, *id).len() as u64).product(),
            parameters: look.parameters,
            alone: look.alone,
            together,
        })
    }

    /// What the rows count to under every setting of the thresholds that can matter, those in force first; of settings
    /// of two or more that count alike, one.
    fn readings<'e>(&self, evidence: &Evidence<'e>, without_rows: bool) -> Vec<Reading<'e>> {
        let facts = |evidence: &Evidence| -> Vec<Option<Possible>> {
            self.evidence.iter().map(|count| evidence.fact(*count)).collect()
        };
        if without_rows {
            return vec![(Vec::new(), facts(evidence), evidence.clone())];
        }
        let set = self.audit.set;
        let few = set.threshold_id(Threshold::FewSchools);
        let few = self.counted.iter().filter(|(id, _)| Some(*id) == few);
        let few = few
            .flat_map(|(_, values)| values)
            .map(|n| n.as_f64())
            .fold(0.0, f64::max);
        let matter = evidence.can_matter(few);
        let counted = self.counted.iter();
        let counted: Vec<_> = counted
            .filter(|(id, _)| matter.iter().any(|threshold| set.threshold_id(*threshold) == Some(*id)))
            .cloned()
            .collect();
        let mut under: Vec<Reading> = Vec::new();
        // rows are pooled once for each way to pool them
        let mut pooled: Vec<Evidence> = vec![evidence.clone()];
        for setting in combinations(&counted) {
            let thresholds = Counting::thresholds(set, &|p| value_in(set, &setting, p));
            let alike = pooled.iter().find(|e| e.thresholds().pools_like(thresholds));
            let other = alike.unwrap_or(evidence).under(thresholds, &self.audit.counting.places);
            if alike.is_none() {
                pooled.push(other.clone());
            }
            let facts = facts(&other);
            if setting.len() < 2
                || under
                    .iter()
                    .all(|(_, known, e)| *known != facts || e.differs_by_place(&other))
            {
                under.push((setting, facts, other));
            }
        }
        let mut readings: Vec<Reading> = Vec::new();
        for (setting, facts, other) in &under {
            for (bands, places) in &self.places {
                let whole: Setting = setting.iter().chain(bands).copied().collect();
                let mut facts = facts.clone();
                for (fact, count) in facts.iter_mut().zip(&self.evidence) {
                    if let Some(counted) = other.by_place(*count, places) {
                        *fact = Some(counted);
                    }
                }
                if whole.len() < 2 || readings.iter().all(|(_, known, _)| *known != facts) {
                    readings.push((whole, facts, other.under(other.thresholds(), places)));
                }
            }
        }
        readings.sort_by_key(|(setting, ..)| setting.len());
        readings
    }

    /// The whole grid of the compared thresholds for one way of counting the evidence; gives the answer under those in
    /// force.
    fn look(&self, sheet: &Sheet, setting: &[(ParameterId, Number)], look: &mut Look) -> Result<u64, TooLarge> {
        let Some(decision) = self.decision else {
            return Ok(0);
        };
        let world = world(self.audit.set, &self.reads, |fact| {
            held(self.audit.set, sheet, fact, false)
        });
        let mut model = Model::within(self.audit.set, NODES, Rc::clone(&self.ranges), world);
        for (id, values) in &self.compared {
            model.vary(*id, values.clone());
        }
        let function = model.value(decision)?;
        let function = model.completions(function)?;
        let levels: Vec<usize> = model
            .diagram
            .asked(function)
            .into_iter()
            .filter(|l| *l < self.compared.len())
            .collect();
        let in_force = vec![1_u64; self.compared.len()];
        let here = model.diagram.reached(function, &in_force);
        for level in &levels {
            let Some((id, values)) = self.compared.get(*level) else {
                continue;
            };
            look.name([*id]);
            for (cell, value) in values.iter().enumerate().skip(1).filter(|_| setting.is_empty()) {
                let mut allowed = in_force.clone();
                if let Some(slot) = allowed.get_mut(*level) {
                    *slot = 1 << cell;
                }
                let possible = model.diagram.reached(function, &allowed);
                if possible != look.verdict {
                    look.flip(vec![(*id, *value)], possible);
                }
            }
        }
        let anywhere = model.diagram.reached(function, &[]);
        for option in (0..64).filter(|n| (anywhere & !look.seen) >> n & 1 == 1) {
            let path = model
                .diagram
                .find(function, |end| end >> option & 1 == 1)
                .unwrap_or_default();
            let own = path.into_iter().filter_map(|(level, cell)| {
                let (id, values) = self.compared.get(level)?;
                (cell > 0).then_some((*id, *values.get(cell)?))
            });
            look.later.push(Flip {
                settings: setting.iter().copied().chain(own).collect(),
                possible: 1 << option,
            });
        }
        Ok(here)
    }
}

/// What was found so far for one initiative.
struct Look {
    verdict: u64,
    /// Recommendations given by the verdict or by one other value alone.
    seen: u64,
    parameters: Vec<ParameterId>,
    alone: Vec<Flip>,
    /// Recommendations found anywhere on the grid that were not seen when it was looked at.
    later: Vec<Flip>,
}

impl Look {
    /// Another answer under one other value.
    fn flip(&mut self, settings: Vec<(ParameterId, Number)>, possible: u64) {
        self.seen |= possible;
        self.alone.push(Flip { settings, possible });
    }

    fn name(&mut self, ids: impl IntoIterator<Item = ParameterId>) {
        for id in ids {
            if !self.parameters.contains(&id) {
                self.parameters.push(id);
            }
        }
    }
}

/// The value of a threshold in force, then the others that are published for it.
fn values(set: &RuleSet, id: ParameterId) -> Vec<Number> {
    let parameter = set.parameter(id);
    let mut values = vec![parameter.value];
    for value in std::iter::once(parameter.default).chain(parameter.alternatives.iter().copied()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}
