//! Whether a verdict holds under the published alternatives of every threshold, one by one and all together.
//!
//! The decision is compiled once for one initiative with its thresholds left open: the diagram then holds the answer
//! at every point of their grid. Thresholds that the program reads when it counts evidence are gone through one by one.

use std::rc::Rc;

use crate::diagram::{Model, Ranges, TooLarge, ranges_under};
use crate::evaluate::{Audit, Counting, Sheet, decision_facts, held, recounted, world};
use crate::rules::{Derive, FactId, Parameter, ParameterId, RuleSet};
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
    /// The names of the facts that are counted from rows.
    evidence: Vec<&'a str>,
    /// Every setting of the thresholds that are read when evidence is counted, those in force first.
    counted: Vec<(Vec<(ParameterId, Number)>, Counting)>,
}

impl<'a> Grid<'a> {
    /// The grid of the rule set of an audit.
    #[must_use]
    pub fn of(audit: &'a Audit<'a>) -> Self {
        let set = audit.set;
        let ids = (0..).map(ParameterId).take(set.parameters.len());
        let (counting, compared): (Vec<_>, Vec<_>) = ids
            .filter(|id| matches!(set.parameter(*id).read_by.as_str(), "" | "evidence"))
            .map(|id| (id, values(set, id)))
            .partition(|(id, _)| set.parameter(*id).read_by == "evidence");
        let mut settings: Vec<Vec<(ParameterId, Number)>> = vec![Vec::new()];
        for (id, values) in &counting {
            let more = settings.iter().flat_map(|head| {
                values.iter().enumerate().map(|(place, value)| {
                    let own = (place > 0).then_some((*id, *value));
                    head.iter().copied().chain(own).collect()
                })
            });
            settings = more.collect();
        }
        // what one value does alone is found before what it does with others
        settings.sort_by_key(Vec::len);
        let counted = settings.into_iter().map(|setting| {
            let other = |p: &Parameter| {
                let named = setting.iter().find(|(id, _)| set.parameter(*id).name == p.name);
                named.map_or(p.value, |(_, value)| *value)
            };
            let counting = Counting::with(set, &audit.schools, &other);
            (setting, counting)
        });
        Self {
            audit,
            decision: set.fact_id("recommendation"),
            reads: decision_facts(set),
            ranges: Rc::new(ranges_under(set, &compared)),
            compared,
            evidence: set
                .facts
                .iter()
                .filter_map(|f| match &f.derive {
                    Some(Derive::Evidence(name)) => Some(name.as_str()),
                    _ => None,
                })
                .collect(),
            counted: counted.collect(),
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
        let mut look = Look {
            verdict: verdict.possible,
            seen: verdict.possible,
            parameters: Vec::new(),
            alone: Vec::new(),
            later: Vec::new(),
        };
        // settings under which the rows read alike are one, and so are those that count to the same facts
        let mut readings: Vec<(Vec<_>, u64)> = Vec::new();
        let mut counts: Vec<(Vec<Option<Possible>>, u64)> = Vec::new();
        for (setting, counting) in &self.counted {
            let evidence = counting.evidence(initiative);
            let reading = evidence.reading();
            let possible = match readings.iter().find(|(known, _)| *known == reading) {
                Some((_, possible)) => *possible,
                None => {
                    let facts: Vec<_> = self.evidence.iter().map(|name| evidence.fact(name)).collect();
                    let possible = match counts.iter().find(|(known, _)| *known == facts) {
                        Some((_, possible)) => *possible,
                        None => {
                            look.name(setting.iter().map(|(id, _)| *id));
                            let sheet = recounted(self.audit, counting, place).ok_or(TooLarge)?;
                            let possible = self.look(&sheet, setting, &mut look)?;
                            counts.push((facts, possible));
                            possible
                        }
                    };
                    readings.push((reading, possible));
                    possible
                }
            };
            if setting.len() == 1 && possible != verdict.possible {
                look.flip(setting.clone(), possible);
            }
        }
        let mut together: Vec<Flip> = Vec::new();
        for flip in look.later {
            if flip.possible & !look.seen != 0 {
                look.seen |= flip.possible;
                together.push(flip);
            }
        }
        let set = self.audit.set;
        Ok(Stability {
            combinations: look.parameters.iter().map(|id| values(set, *id).len() as u64).product(),
            parameters: look.parameters,
            alone: look.alone,
            together,
        })
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
