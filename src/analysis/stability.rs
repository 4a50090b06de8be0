//! Whether a verdict holds under the published alternatives of every threshold, one by one and all together.
//!
//! The decision is compiled once for one initiative with its thresholds left open: the diagram then holds the answer
//! at every point of their grid. Thresholds that the program reads when it counts evidence are levels of it too: each
//! counted fact is counted for every setting of those that it reads, and is held by them.

mod compiled;
mod counts;
mod named;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagram::{Distance, Function, Model, Ranges, TooLarge, order, ranges_under};
use crate::evaluate::{Audit, POVERTY_BANDS, Ratio, decision_facts, fed};
use crate::evidence::Evidence;
use crate::rules::contract::{EvidenceCount, Threshold};
use crate::rules::{Derive, FactId, ParameterId, ParameterReader, RuleSet};
use crate::truth::Number;

use compiled::{Compiled, Within};
use counts::{Counts, Rows};
use table::{Axes, Bands, Table};

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
    ranges: Arc<Ranges>,
    /// The facts that the diagram asks above all others.
    order: Vec<FactId>,
    /// The facts counted from rows that the decision rests on.
    evidence: Vec<(FactId, EvidenceCount)>,
    /// The ratios among those that it rests on, with what is above and below.
    ratios: Vec<Ratio>,
    /// The facts counted from rows that only these ratios rest on.
    parts: Vec<(FactId, EvidenceCount)>,
    /// Facts on which it depends how others are held.
    fed: BTreeSet<FactId>,
    /// Thresholds that are read when evidence is counted, with their values.
    counted: Vec<(ParameterId, Vec<Number>)>,
    bands: Bands,
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
        let reads = decision_facts(set);
        let counted_from_rows = |id: &FactId| match set.fact(*id).derive {
            Some(Derive::Evidence(count)) => Some((*id, count)),
            _ => None,
        };
        let ratios = reads.iter().filter_map(|id| match set.fact(*id).derive {
            Some(Derive::Ratio(over, under)) => Some((*id, over, under)),
            _ => None,
        });
        let ratios: Vec<Ratio> = ratios.collect();
        let parts = ratios.iter().flat_map(|(_, over, under)| [over, under]);
        let parts: BTreeSet<&FactId> = parts.filter(|id| !reads.contains(id)).collect();
        Self {
            audit,
            decision: set.decision(),
            ranges: Arc::new(ranges_under(set, &compared)),
            compared,
            order: order(set).collect(),
            evidence: reads.iter().filter_map(counted_from_rows).collect(),
            parts: parts.into_iter().filter_map(counted_from_rows).collect(),
            ratios,
            fed: fed(set, &reads),
            reads,
            counted,
            bands: Bands::of(audit, bands),
        }
    }

    /// How the verdict of an initiative stands on the grid.
    ///
    /// # Errors
    /// When the diagram of the initiative grows too large; then nothing can be said.
    pub fn stability(&self, place: usize) -> Result<Stability, TooLarge> {
        let set = self.audit.set;
        let (Some(verdict), Some(initiative)) = (
            self.audit.verdicts.get(place),
            self.audit.inventory.initiatives.get(place),
        ) else {
            return Err(TooLarge);
        };
        let named = self.decision.map_or(0, |decision| verdict.sheet.value(decision).bits());
        let evidence = &*self.audit.evidence(place).ok_or(TooLarge)?;
        let axes = match initiative.results.is_empty() {
            true => Axes::none(),
            false => Axes::of(set, self.that_matter(evidence), &self.bands),
        };
        let mut rows = Rows::of(evidence, &axes, &self.bands);
        let counts = Counts::of(&mut rows, &self.evidence);
        let mut look = Look {
            grid: self,
            named,
            axes: &axes,
            parameters: named::named(&axes, &counts.tables),
            seen: named,
            compared: Vec::new(),
            alone: Vec::new(),
            anywhere: Vec::new(),
        };
        // where what is held of a fact follows from one that is counted, those thresholds are gone through one by one
        let apart = counts.apart(&self.evidence, &self.fed, &self.ratios);
        let within = |table: &Arc<Table<_>>, cells: &[usize]| match table.reads(&apart) {
            true => Arc::new(table.within(&axes, &apart, cells)),
            false => Arc::clone(table),
        };
        let mut compiled: Vec<Compiled> = Vec::new();
        let mut settings = axes.settings(&apart);
        while let Some(cells) = settings.next() {
            let held = Within {
                tables: counts.tables.iter().map(|table| within(table, cells)).collect(),
                parts: self.parts.iter().map(|(_, count)| rows.count(cells, *count)).collect(),
            };
            let known = compiled.iter().position(|known| known.within == held);
            let place = match known {
                Some(known) => known,
                None => {
                    compiled.push(Compiled::of((self, place, &axes), held, compiled.first())?);
                    compiled.len() - 1
                }
            };
            if let Some(compiled) = compiled.get_mut(place) {
                look.at(compiled, &apart, cells);
            }
        }
        Ok(look.stability())
    }

    /// The thresholds that are read when evidence is counted and can matter for some rows.
    fn that_matter(&self, evidence: &Evidence) -> Vec<(ParameterId, Vec<Number>)> {
        let set = self.audit.set;
        let few = set.threshold_id(Threshold::FewSchools);
        let few = self.counted.iter().filter(|(id, _)| Some(*id) == few);
        let few = few.flat_map(|(_, values)| values).map(|n| n.as_f64());
        let matter = evidence.can_matter(few.fold(0.0, f64::max));
        let matters = |id: &ParameterId| matter.iter().any(|threshold| set.threshold_id(*threshold) == Some(*id));
        self.counted.iter().filter(|(id, _)| matters(id)).cloned().collect()
    }
}

/// What was found so far for one initiative.
struct Look<'g, 'a> {
    grid: &'g Grid<'a>,
    named: u64,
    axes: &'g Axes,
    /// The thresholds on which the answer may depend.
    parameters: Vec<ParameterId>,
    /// Recommendations given by the verdict or by one other value alone.
    seen: u64,
    /// Answers under one other value of a threshold that conditions compare with.
    compared: Vec<Flip>,
    /// Those under one that is read when evidence is counted, by its level and cell.
    alone: Vec<(usize, usize, u64)>,
    /// Recommendations found anywhere on the grid, by how far that is, with the values that conditions compare with.
    anywhere: Vec<(u32, Distance, Setting)>,
}

/// The values of some thresholds that differ from those in force.
type Setting = Vec<(ParameterId, Number)>;

impl Look<'_, '_> {
    /// Looks at the grid where some levels of the counted thresholds, `fixed`, are in the cells of a setting, the others
    /// in any; with the decision as it is compiled there.
    fn at(&mut self, compiled: &mut Compiled, fixed: &[usize], cells: &[usize]) {
        let grid = self.grid;
        let levels = self.axes.len();
        let Compiled {
            model,
            function,
            asked,
            below,
            ..
        } = compiled;
        // thresholds stand above all facts
        let in_force: Vec<usize> = cells.iter().copied().chain(grid.compared.iter().map(|_| 0)).collect();
        let here = model.diagram.reached_under(*function, &in_force, below);
        let mut with = |level: usize, cell: usize| {
            if !asked.contains(&level) {
                return here;
            }
            let mut first = in_force.clone();
            first.get_mut(level).into_iter().for_each(|slot| *slot = cell);
            model.diagram.reached_under(*function, &first, below)
        };
        let moved: Vec<(usize, usize)> = cells
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, cell)| *cell > 0)
            .collect();
        for level in &*asked {
            let Some((id, values)) = level.checked_sub(levels).and_then(|n| grid.compared.get(n)) else {
                continue;
            };
            if !self.parameters.contains(id) {
                self.parameters.push(*id);
            }
            for (cell, value) in values.iter().enumerate().skip(1).filter(|_| moved.is_empty()) {
                let possible = with(*level, cell);
                if possible != self.named {
                    self.seen |= possible;
                    self.compared.push(Flip {
                        settings: vec![(*id, *value)],
                        possible,
                    });
                }
            }
        }
        match moved.as_slice() {
            [] => {
                for (level, axis) in self.axes.iter().enumerate().filter(|(level, _)| !fixed.contains(level)) {
                    let cells = 1..axis.values.len();
                    self.alone.extend(cells.map(|cell| (level, cell, with(level, cell))));
                }
            }
            [(level, cell)] => self.alone.push((*level, *cell, here)),
            _ => {}
        }
        self.everywhere(model, *function, &moved);
    }

    /// Every recommendation that is reached anywhere, as near to the thresholds in force as it is.
    fn everywhere(&mut self, model: &Model, function: Function, moved: &[(usize, usize)]) {
        let levels = self.axes.len();
        let upper = self.axes.upper;
        let anywhere = model.diagram.reached(function, &[]);
        for option in (0..64_u32).filter(|n| (anywhere & !self.named) >> n & 1 == 1) {
            let wanted = |end: u64| end >> option & 1 == 1;
            let Some((mut distance, left)) = model.diagram.nearest(function, (upper, levels), wanted) else {
                continue;
            };
            for (level, cell) in moved {
                distance.all += 1;
                distance.upper += usize::from(*level < upper);
                distance
                    .cells
                    .get_mut(*level)
                    .into_iter()
                    .for_each(|slot| *slot = *cell);
            }
            let path = model.diagram.find(left, wanted).unwrap_or_default();
            let own = path.into_iter().filter_map(|(level, cell)| {
                let (id, values) = self.grid.compared.get(level.checked_sub(levels)?)?;
                (cell > 0).then_some((*id, *values.get(cell)?))
            });
            self.anywhere.push((option, distance, own.collect()));
        }
    }

    fn stability(mut self) -> Stability {
        let set = self.grid.audit.set;
        let mut alone = self.compared;
        // the last level first, of the bands of poverty before all others
        let last =
            |(level, cell, _): &(usize, usize, u64)| (*level < self.axes.upper, std::cmp::Reverse(*level), *cell);
        self.alone.sort_by_key(last);
        for (level, cell, possible) in self.alone.into_iter().filter(|(.., possible)| *possible != self.named) {
            let Some(axis) = self.axes.get(level) else { continue };
            let Some(value) = axis.values.get(cell) else { continue };
            self.seen |= possible;
            alone.push(Flip {
                settings: vec![(axis.id, *value)],
                possible,
            });
        }
        self.anywhere
            .sort_by(|(a, near, _), (b, far, _)| near.cmp(far).then(a.cmp(b)));
        let mut together: Vec<Flip> = Vec::new();
        for (option, distance, own) in self.anywhere {
            if self.seen >> option & 1 == 1 {
                continue;
            }
            self.seen |= 1 << option;
            let moved = distance.cells.iter().enumerate().filter(|(_, cell)| **cell > 0);
            let counted = moved.filter_map(|(level, cell)| {
                let axis = self.axes.get(level)?;
                Some((axis.id, *axis.values.get(*cell)?))
            });
            together.push(Flip {
                settings: counted.chain(own).collect(),
                possible: 1 << option,
            });
        }
        Stability {
            combinations: self.parameters.iter().map(|id| values(set, *id).len() as u64).product(),
            parameters: self.parameters,
            alone,
            together,
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
