//! What the rows of one initiative count to, for every setting of the thresholds that each count reads.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap as HashMap;

use crate::evaluate::Counting;
use crate::evidence::{Evidence, Thresholds, by_bands};
use crate::rules::contract::EvidenceCount;
use crate::rules::{FactId, RuleSet};
use crate::truth::Possible;

use super::table::{Axes, Bands, Table, cell_in, value_in};

/// The rows of one initiative under settings of the thresholds, pooled once for each way to pool them and said once for
/// each way to say them.
pub(super) struct Rows<'e, 'a> {
    set: &'e RuleSet,
    evidence: &'e Evidence<'a>,
    axes: &'e Axes,
    bands: &'e Bands,
    /// The levels by which words are said.
    said: Vec<usize>,
    pooled: Vec<Evidence<'a>>,
    known: HashMap<Vec<usize>, Evidence<'a>>,
}

impl<'e, 'a> Rows<'e, 'a> {
    pub fn of(set: &'e RuleSet, evidence: &'e Evidence<'a>, axes: &'e Axes, bands: &'e Bands) -> Self {
        Self {
            set,
            evidence,
            axes,
            bands,
            said: axes.read_by(EvidenceCount::Summary),
            pooled: vec![evidence.clone()],
            known: HashMap::default(),
        }
    }

    fn thresholds(&self, setting: &[(usize, usize)], counts: impl Fn(usize) -> bool) -> Thresholds {
        let moved = setting.iter().filter(|(level, cell)| *cell > 0 && counts(*level));
        let value = |(level, cell): &(usize, usize)| {
            let axis = self.axes.get(*level)?;
            Some((axis.id, *axis.values.get(*cell)?))
        };
        let values: Vec<_> = moved.filter_map(value).collect();
        Counting::thresholds(self.set, &|parameter| value_in(self.set, &values, parameter))
    }

    /// The rows in a setting.
    pub fn at(&mut self, setting: &[(usize, usize)]) -> Evidence<'a> {
        let way = self.bands.at(self.axes, |level| cell_in(setting, level));
        let Some(places) = self.bands.ways.get(way) else {
            return self.evidence.clone();
        };
        let key: Vec<usize> = self.said.iter().map(|level| cell_in(setting, *level)).collect();
        let wanted = self.thresholds(setting, |level| level < self.axes.upper);
        let known = match self.known.get(&key) {
            Some(known) if known.thresholds().pools_like(wanted) => return known.under(wanted, places),
            Some(_) => None,
            None => {
                let said = self.thresholds(setting, |level| self.said.contains(&level));
                let known = self.pooled_like(said).under(said, places);
                // said now, so that whatever is made of it need not say it again
                let _ = known.schools().leading();
                Some(known)
            }
        };
        let rows = match &known {
            Some(known) if known.thresholds().pools_like(wanted) => known.under(wanted, places),
            _ => self.pooled_like(wanted).under(wanted, places),
        };
        if let Some(known) = known {
            self.known.insert(key, known);
        }
        rows
    }

    /// The rows pooled as thresholds pool them.
    fn pooled_like(&mut self, thresholds: Thresholds) -> &Evidence<'a> {
        let alike = |e: &Evidence| e.thresholds().pools_like(thresholds);
        let place = self.pooled.iter().position(alike).unwrap_or_else(|| {
            let other = self.evidence.under(thresholds, &self.evidence.places());
            self.pooled.push(other);
            self.pooled.len() - 1
        });
        self.pooled.get(place).unwrap_or(self.evidence)
    }
}

/// What the rows count to.
pub(super) struct Counts {
    /// By fact that is counted from rows, in the order of the grid: what it comes to, by the levels that change it.
    pub tables: Vec<Table<Option<Possible>>>,
}

impl Counts {
    /// Those of the rows of one initiative.
    pub fn of(rows: &mut Rows, facts: &[(FactId, EvidenceCount)]) -> Self {
        // counts that read the same thresholds are taken together
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (place, (_, count)) in facts.iter().enumerate() {
            groups.entry(rows.axes.read_by(*count)).or_default().push(place);
        }
        let mut tables: Vec<Table<Option<Possible>>> = facts.iter().map(|_| Table::one(None)).collect();
        for (levels, group) in groups {
            let (banded, plain): (Vec<usize>, Vec<usize>) = group
                .into_iter()
                .partition(|place| facts.get(*place).is_some_and(|(_, count)| by_bands(*count)));
            let mut values: Vec<Vec<Option<Possible>>> = plain.iter().map(|_| Vec::new()).collect();
            let mut better = Better::default();
            for setting in rows.axes.settings(&levels) {
                let counted = rows.at(&setting);
                for (place, values) in plain.iter().zip(&mut values) {
                    values.push(facts.get(*place).and_then(|(_, count)| counted.fact(*count)));
                }
                if !banded.is_empty() {
                    better.add(counted);
                }
            }
            for (place, values) in plain.into_iter().zip(values) {
                let axes = levels.clone();
                if let Some(slot) = tables.get_mut(place) {
                    *slot = Table { axes, values }.needed(rows.axes);
                }
            }
            let by_setting = Table {
                axes: levels,
                values: better.by_setting,
            };
            let by_setting = by_setting.needed(rows.axes);
            for place in banded {
                if let (Some(slot), Some((_, count))) = (tables.get_mut(place), facts.get(place)) {
                    *slot = by_place(*count, &by_setting, &better.rows, rows.axes, rows.bands);
                }
            }
        }
        Self { tables }
    }

    /// The levels that change facts on which it depends how others are held.
    pub fn apart(
        &self,
        facts: &[(FactId, EvidenceCount)],
        fed: &BTreeSet<FactId>,
        ratios: &[(FactId, FactId, FactId)],
    ) -> Vec<usize> {
        let feeds = |id: &FactId| {
            let mut ratios = ratios.iter().filter(|(ratio, ..)| fed.contains(ratio));
            fed.contains(id) || ratios.any(|(_, over, under)| over == id || under == id)
        };
        let tables = facts.iter().zip(&self.tables).filter(|((id, _), _)| feeds(id));
        let levels: BTreeSet<usize> = tables.flat_map(|(_, table)| table.axes.iter().copied()).collect();
        levels.into_iter().collect()
    }
}

/// The rows of settings, those alike in which schools have better results once.
#[derive(Default)]
struct Better<'a> {
    rows: Vec<Evidence<'a>>,
    known: HashMap<(Vec<usize>, Option<Vec<usize>>), usize>,
    /// By setting its place among them.
    by_setting: Vec<usize>,
}

impl<'a> Better<'a> {
    fn add(&mut self, rows: Evidence<'a>) {
        let next = self.rows.len();
        let place = *self.known.entry(rows.positive()).or_insert(next);
        self.by_setting.push(place);
        if place == next {
            self.rows.push(rows);
        }
    }
}

/// What a count comes to that reads the kinds of place, by the levels that say which schools have better results and
/// those of the bands.
fn by_place(
    count: EvidenceCount,
    by_setting: &Table<usize>,
    rows: &[Evidence],
    axes: &Axes,
    bands: &Bands,
) -> Table<Option<Possible>> {
    let counted = |better: usize, way: usize| rows.get(better)?.by_place(count, bands.ways.get(way)?);
    let each: Vec<Vec<Option<Possible>>> = (0..rows.len())
        .map(|better| (0..bands.ways.len()).map(|way| counted(better, way)).collect())
        .collect();
    let at = |better: usize, way: usize| each.get(better).and_then(|ways| ways.get(way)).copied().flatten();
    let same = each
        .iter()
        .all(|ways| ways.iter().all(|value| Some(value) == ways.first()));
    if same || axes.upper == axes.len() {
        return by_setting.each(|better| at(*better, 0)).needed(axes);
    }
    let levels: Vec<usize> = by_setting.axes.iter().copied().chain(axes.upper..axes.len()).collect();
    let settings = axes.settings(&levels).into_iter();
    let values = settings.map(|setting| {
        let cell = |level: usize| cell_in(&setting, level);
        let better = by_setting.at(axes, cell).copied().unwrap_or_default();
        at(better, bands.at(axes, cell))
    });
    let values = values.collect();
    Table { axes: levels, values }.needed(axes)
}
