//! The levels of the thresholds that are read when evidence is counted, and values by their settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::evaluate::{Audit, Counting};
use crate::evidence::{Place, Reads, Thresholds};
use crate::rules::contract::Threshold;
use crate::rules::{Parameter, ParameterId, RuleSet};
use crate::truth::Number;

/// A threshold that is read when evidence is counted: a level of the diagram.
pub(super) struct Axis {
    pub id: ParameterId,
    /// The value in force, then the others.
    pub values: Vec<Number>,
    /// What counting reads of it, with its values as it reads them.
    threshold: Option<(Threshold, Vec<f64>)>,
}

/// The levels of one initiative: the thresholds that can matter for its rows, then the ends of the bands of poverty. A
/// setting of them is the cell of each, by level.
pub(super) struct Axes {
    list: Vec<Axis>,
    /// How many are not ends of bands.
    pub upper: usize,
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
        }
    }

    /// Those of some thresholds and of the bands.
    pub fn of(set: &RuleSet, thresholds: Vec<(ParameterId, Vec<Number>)>, bands: &Bands) -> Self {
        let of = |id: ParameterId| {
            Thresholds::READ
                .into_iter()
                .find(|threshold| set.threshold_id(*threshold) == Some(id))
        };
        let upper = thresholds.len();
        let counted = thresholds.into_iter().map(|(id, values)| Axis {
            threshold: of(id).map(|threshold| (threshold, values.iter().map(|value| value.as_f64()).collect())),
            id,
            values,
        });
        let bands = bands.parameters.iter().map(|(id, values)| Axis {
            id: *id,
            values: values.clone(),
            threshold: None,
        });
        Self {
            list: counted.chain(bands).collect(),
            upper,
        }
    }

    pub fn size(&self, level: usize) -> usize {
        self.get(level).map_or(1, |axis| axis.values.len())
    }

    /// The levels that are read, from above to below, without those of bands.
    pub fn read_by(&self, reads: Reads) -> Vec<usize> {
        let read = |axis: &Axis| {
            axis.threshold
                .as_ref()
                .is_some_and(|(threshold, _)| reads.contains(*threshold))
        };
        let levels = self.iter().enumerate().filter(|(_, axis)| read(axis));
        levels.map(|(level, _)| level).collect()
    }

    /// The thresholds in a setting, from those in force.
    pub fn thresholds(&self, in_force: Thresholds, cells: &[usize]) -> Thresholds {
        let mut thresholds = in_force;
        for (axis, cell) in self.iter().zip(cells).filter(|(_, cell)| **cell > 0) {
            if let Some((threshold, values)) = &axis.threshold
                && let Some(value) = values.get(*cell)
            {
                thresholds.set(*threshold, *value);
            }
        }
        thresholds
    }

    /// Every setting of some levels, the last one changing first; the others in their first cell.
    pub fn settings<'w>(&'w self, levels: &'w [usize]) -> Settings<'w> {
        Settings {
            axes: self,
            levels,
            cells: vec![0; self.len()],
            begun: false,
        }
    }
}

/// Settings, one after the other.
pub(super) struct Settings<'w> {
    axes: &'w Axes,
    levels: &'w [usize],
    cells: Vec<usize>,
    begun: bool,
}

impl Settings<'_> {
    /// The next one.
    pub fn next(&mut self) -> Option<&[usize]> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(&self.cells);
        }
        for level in self.levels.iter().rev() {
            let cell = self.cells.get_mut(*level)?;
            *cell += 1;
            if *cell < self.axes.size(*level) {
                return Some(&self.cells);
            }
            *cell = 0;
        }
        None
    }
}

/// Values for every setting of some levels, the last one changing first.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Table<T> {
    /// The levels, from above to below.
    pub axes: Vec<usize>,
    /// The values, each once.
    pub values: Vec<T>,
    /// By setting its value, by its place among them.
    pub by_setting: Vec<usize>,
}

/// Values, each once.
struct Distinct<T> {
    values: Vec<T>,
    last: usize,
}

impl<T: PartialEq> Distinct<T> {
    fn new() -> Self {
        Self {
            values: Vec::new(),
            last: 0,
        }
    }

    /// The place of a value.
    fn place(&mut self, value: T) -> usize {
        // neighbors often are alike
        if self.values.get(self.last) != Some(&value) {
            self.last = self.values.iter().position(|known| *known == value).unwrap_or_else(|| {
                self.values.push(value);
                self.values.len() - 1
            });
        }
        self.last
    }
}

impl<T: Copy + PartialEq> Table<T> {
    /// The same everywhere.
    pub fn one(value: T) -> Self {
        Self {
            axes: Vec::new(),
            values: vec![value],
            by_setting: vec![0],
        }
    }

    /// Of the values by setting of some levels.
    pub fn of(axes: Vec<usize>, values: impl IntoIterator<Item = T>) -> Self {
        let mut distinct = Distinct::new();
        let by_setting = values.into_iter().map(|value| distinct.place(value)).collect();
        Self {
            axes,
            values: distinct.values,
            by_setting,
        }
    }

    /// Without the levels that change nothing.
    pub fn needed(mut self, axes: &Axes) -> Self {
        let mut stride = 1;
        for place in (0..self.axes.len()).rev() {
            let count = self.axes.get(place).map_or(1, |level| axes.size(*level));
            let same = self.by_setting.chunks(stride * count).all(|block| {
                let (first, rest) = block.split_at(stride.min(block.len()));
                rest.chunks(stride).all(|other| other == first)
            });
            if same {
                let blocks = self.by_setting.chunks(stride * count);
                self.by_setting = blocks.flat_map(|block| block.iter().take(stride).copied()).collect();
                self.axes.remove(place);
            } else {
                stride *= count;
            }
        }
        self
    }

    /// The place of the value in a setting of all levels.
    pub fn place(&self, axes: &Axes, cells: &[usize]) -> Option<usize> {
        let cell = |level: usize| cells.get(level).copied().unwrap_or_default();
        let step = |place: usize, level: &usize| place * axes.size(*level) + cell(*level);
        self.by_setting.get(self.axes.iter().fold(0, step)).copied()
    }

    /// The value in a setting of all levels.
    pub fn at(&self, axes: &Axes, cells: &[usize]) -> Option<T> {
        self.values.get(self.place(axes, cells)?).copied()
    }

    /// Whether it reads any of some levels.
    pub fn reads(&self, levels: &[usize]) -> bool {
        self.axes.iter().any(|level| levels.contains(level))
    }

    /// With some levels fixed as in a setting.
    pub fn within(&self, axes: &Axes, fixed: &[usize], cells: &[usize]) -> Self {
        let mut blocks = vec![self.by_setting.as_slice()];
        let mut left = Vec::with_capacity(self.axes.len());
        for level in &self.axes {
            let cell = cells.get(*level).copied().filter(|_| fixed.contains(level));
            left.extend(Some(*level).filter(|_| cell.is_none()));
            let size = |block: &[usize]| (block.len() / axes.size(*level)).max(1);
            let parts = blocks.iter().map(|block| block.chunks(size(block)));
            blocks = match cell {
                Some(cell) => parts.filter_map(|mut parts| parts.nth(cell)).collect(),
                None => parts.flatten().collect(),
            };
        }
        let whole = Self {
            axes: left,
            values: self.values.clone(),
            by_setting: blocks.concat(),
        };
        whole.needed(axes).each(|value| *value)
    }

    /// Both values by the levels of either.
    pub fn with<U: Copy + PartialEq>(&self, other: &Table<U>, axes: &Axes) -> Table<(T, U)> {
        let both: BTreeSet<usize> = self.axes.iter().chain(&other.axes).copied().collect();
        let levels: Vec<usize> = both.into_iter().collect();
        let mut values = Vec::new();
        let mut settings = axes.settings(&levels);
        while let Some(cells) = settings.next() {
            values.extend(self.at(axes, cells).zip(other.at(axes, cells)));
        }
        Table::of(levels, values)
    }

    /// What each value is made of them; worked out once for each that differs.
    pub fn each<U: Copy + PartialEq>(&self, mut make: impl FnMut(&T) -> U) -> Table<U> {
        let mut made: Vec<Option<usize>> = vec![None; self.values.len()];
        let mut distinct = Distinct::new();
        let mut by_setting = Vec::with_capacity(self.by_setting.len());
        for place in &self.by_setting {
            let (Some(slot), Some(value)) = (made.get_mut(*place), self.values.get(*place)) else {
                continue;
            };
            by_setting.push(*slot.get_or_insert_with(|| distinct.place(make(value))));
        }
        Table {
            axes: self.axes.clone(),
            values: distinct.values,
            by_setting,
        }
    }

    /// What stands in one of several tables, `which` says in which of them.
    pub fn one_of(which: &Table<usize>, mut tables: Vec<Self>, axes: &Axes) -> Self {
        if tables.len() == 1
            && let Some(only) = tables.pop()
        {
            return only;
        }
        let levels = tables.iter().flat_map(|table| &table.axes).chain(&which.axes).copied();
        let levels: Vec<usize> = levels.collect::<BTreeSet<usize>>().into_iter().collect();
        let mut values = Vec::new();
        let mut settings = axes.settings(&levels);
        while let Some(cells) = settings.next() {
            let table = which.at(axes, cells).and_then(|n| tables.get(n));
            values.extend(table.and_then(|table| table.at(axes, cells)));
        }
        Self::of(levels, values).needed(axes)
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

    /// By the levels of the bands: the way.
    pub fn table(&self, axes: &Axes) -> Table<usize> {
        Table::of((axes.upper..axes.len()).collect(), self.by_setting.iter().copied())
    }
}

/// The value of a parameter in a setting.
fn value_in(set: &RuleSet, setting: &[(ParameterId, Number)], parameter: &Parameter) -> Number {
    let named = setting.iter().find(|(id, _)| set.parameter(*id).name == parameter.name);
    named.map_or(parameter.value, |(_, value)| *value)
}
