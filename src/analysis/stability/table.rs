//! The levels of the thresholds that are read when evidence is counted, and values by their settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::evaluate::{Audit, Counting};
use crate::evidence::{Place, Thresholds, reads};
use crate::rules::contract::{EvidenceCount, Threshold};
use crate::rules::{Parameter, ParameterId, RuleSet};
use crate::truth::Number;

/// A threshold that is read when evidence is counted: a level of the diagram.
pub(super) struct Axis {
    pub id: ParameterId,
    /// The value in force, then the others.
    pub values: Vec<Number>,
    threshold: Option<Threshold>,
}

/// The levels of one initiative: the thresholds that can matter for its rows, then the ends of the bands of poverty.
pub(super) struct Axes {
    list: Vec<Axis>,
    /// How many are not ends of bands.
    pub upper: usize,
    /// Whether the rows are about one outcome.
    of_one: bool,
}

impl std::ops::Deref for Axes {
    type Target = [Axis];

    fn deref(&self) -> &[Axis] {
        &self.list
    }
}

impl Axes {
    /// No level.
    pub fn none() -> Self {
        Self {
            list: Vec::new(),
            upper: 0,
            of_one: true,
        }
    }

    /// Those of some thresholds and of the bands, for rows about one outcome or several.
    pub fn of(set: &RuleSet, thresholds: Vec<(ParameterId, Vec<Number>)>, bands: &Bands, of_one: bool) -> Self {
        let of = |id: ParameterId| {
            Thresholds::READ
                .into_iter()
                .find(|threshold| set.threshold_id(*threshold) == Some(id))
        };
        let upper = thresholds.len();
        let counted = thresholds.into_iter().map(|(id, values)| Axis {
            id,
            values,
            threshold: of(id),
        });
        let bands = bands.parameters.iter().map(|(id, values)| Axis {
            id: *id,
            values: values.clone(),
            threshold: None,
        });
        Self {
            list: counted.chain(bands).collect(),
            upper,
            of_one,
        }
    }

    pub fn size(&self, level: usize) -> usize {
        self.get(level).map_or(1, |axis| axis.values.len())
    }

    /// The levels that a count reads, from above to below, without those of bands.
    pub fn read_by(&self, count: EvidenceCount) -> Vec<usize> {
        let (some, more) = reads(count, self.of_one);
        let read = |axis: &Axis| axis.threshold.is_some_and(|t| some.contains(&t) || more.contains(&t));
        let levels = self.iter().enumerate().filter(|(_, axis)| read(axis));
        levels.map(|(level, _)| level).collect()
    }

    /// Every setting of some levels, the last one changing first.
    pub fn settings(&self, levels: &[usize]) -> Vec<Vec<(usize, usize)>> {
        let mut all: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
        for level in levels {
            let more = all.iter().flat_map(|head| {
                (0..self.size(*level)).map(|cell| head.iter().copied().chain([(*level, cell)]).collect())
            });
            all = more.collect();
        }
        all
    }
}

/// The cell of a level in a setting, the first one where it is not named.
pub(super) fn cell_in(setting: &[(usize, usize)], level: usize) -> usize {
    setting.iter().find(|(l, _)| *l == level).map_or(0, |(_, cell)| *cell)
}

/// Values for every setting of some levels, the last one changing first.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Table<T> {
    /// The levels, from above to below.
    pub axes: Vec<usize>,
    /// By setting.
    pub values: Vec<T>,
}

impl<T: Clone + PartialEq> Table<T> {
    /// The same everywhere.
    pub fn one(value: T) -> Self {
        Self {
            axes: Vec::new(),
            values: vec![value],
        }
    }

    /// Without the levels that change nothing.
    pub fn needed(mut self, axes: &Axes) -> Self {
        let mut stride = 1;
        for place in (0..self.axes.len()).rev() {
            let count = self.axes.get(place).map_or(1, |level| axes.size(*level));
            let same = self.values.chunks(stride * count).all(|block| {
                let (first, rest) = block.split_at(stride.min(block.len()));
                rest.chunks(stride).all(|other| other == first)
            });
            if same {
                let blocks = self.values.chunks(stride * count);
                self.values = blocks.flat_map(|block| block.iter().take(stride).cloned()).collect();
                self.axes.remove(place);
            } else {
                stride *= count;
            }
        }
        self
    }

    /// Where the setting of all levels stands; `cell` gives the cell of a level.
    pub fn at(&self, axes: &Axes, cell: impl Fn(usize) -> usize) -> Option<&T> {
        let place = self
            .axes
            .iter()
            .fold(0, |place, level| place * axes.size(*level) + cell(*level));
        self.values.get(place)
    }

    /// With some levels fixed in a cell.
    pub fn within(&self, axes: &Axes, fixed: &[(usize, usize)]) -> Self {
        let left: Vec<usize> = self
            .axes
            .iter()
            .copied()
            .filter(|level| fixed.iter().all(|(l, _)| l != level))
            .collect();
        let settings = axes.settings(&left).into_iter();
        let values = settings.filter_map(|setting| {
            let both: Vec<(usize, usize)> = setting.iter().chain(fixed).copied().collect();
            self.at(axes, |level| cell_in(&both, level))
        });
        let values = values.cloned().collect();
        Self { axes: left, values }.needed(axes)
    }

    /// Both values by the levels of either.
    pub fn with<U: Clone + PartialEq>(&self, other: &Table<U>, axes: &Axes) -> Table<(T, U)> {
        let both: BTreeSet<usize> = self.axes.iter().chain(&other.axes).copied().collect();
        let levels: Vec<usize> = both.into_iter().collect();
        let settings = axes.settings(&levels).into_iter();
        let values = settings.filter_map(|setting| {
            let cell = |level: usize| cell_in(&setting, level);
            Some((self.at(axes, cell)?.clone(), other.at(axes, cell)?.clone()))
        });
        Table {
            values: values.collect(),
            axes: levels,
        }
    }

    /// What each value is made of them; worked out once for each that differs.
    pub fn each<U: Clone>(&self, make: impl Fn(&T) -> U) -> Table<U> {
        let mut known: Vec<(&T, U)> = Vec::new();
        let mut values = Vec::with_capacity(self.values.len());
        for value in &self.values {
            let found = known
                .iter()
                .find(|(other, _)| *other == value)
                .map(|(_, made)| made.clone());
            values.push(found.unwrap_or_else(|| {
                let made = make(value);
                known.push((value, made.clone()));
                made
            }));
        }
        Table {
            axes: self.axes.clone(),
            values,
        }
    }
}

/// The ways in which the ends of the bands of poverty sort the schools.
pub(super) struct Bands {
    pub parameters: Vec<(ParameterId, Vec<Number>)>,
    /// Each way once; the one in force first.
    pub ways: Vec<Arc<[Place]>>,
    /// By setting of the parameters, the last one changing first: the way.
    by_setting: Vec<usize>,
}

impl Bands {
    /// Those of an audit.
    pub fn of(audit: &Audit, parameters: Vec<(ParameterId, Vec<Number>)>) -> Self {
        let mut settings: Vec<Vec<(ParameterId, Number)>> = vec![Vec::new()];
        for (id, values) in &parameters {
            let with = |head: &Vec<(ParameterId, Number)>, value: &Number| {
                head.iter().copied().chain([(*id, *value)]).collect()
            };
            let more = settings
                .iter()
                .flat_map(|head| values.iter().map(move |value| with(head, value)));
            settings = more.collect();
        }
        let mut ways: Vec<Arc<[Place]>> = Vec::new();
        let mut by_setting = Vec::with_capacity(settings.len());
        for setting in settings {
            let value = |p: &Parameter| value_in(audit.set, &setting, p);
            let way = Counting::places(audit.set, audit.inventory, &audit.schools, &value);
            let known = ways.iter().position(|known| *known == way);
            by_setting.push(known.unwrap_or(ways.len()));
            if known.is_none() {
                ways.push(way);
            }
        }
        Self {
            parameters,
            ways,
            by_setting,
        }
    }

    /// The way under the cells of the levels.
    pub fn at(&self, axes: &Axes, cell: impl Fn(usize) -> usize) -> usize {
        let levels = axes.upper..axes.len();
        let place = levels.fold(0, |place, level| place * axes.size(level) + cell(level));
        self.by_setting.get(place).copied().unwrap_or_default()
    }
}

/// The value of a parameter in a setting.
pub(super) fn value_in(set: &RuleSet, setting: &[(ParameterId, Number)], parameter: &Parameter) -> Number {
    let named = setting.iter().find(|(id, _)| set.parameter(*id).name == parameter.name);
    named.map_or(parameter.value, |(_, value)| *value)
}
