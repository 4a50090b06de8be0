//! What the rows of one initiative count to, for every setting of the thresholds that each count reads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap as HashMap;

use crate::evaluate::Ratio;
use crate::evidence::{Evidence, Led, Reads, Saying, by_bands};
use crate::rules::FactId;
use crate::rules::contract::EvidenceCount;
use crate::truth::Possible;

use super::table::{Axes, Bands, Table};

/// The rows of one initiative under settings of the thresholds, pooled once for each way to pool them.
pub(super) struct Rows<'e, 'a> {
    evidence: &'e Evidence<'a>,
    axes: &'e Axes,
    bands: &'e Bands,
    /// By way to pool, as they were turned last.
    pooled: Vec<Evidence<'a>>,
    /// What decides words, of groups of students and of all, once it was looked for.
    words: Vec<(bool, Arc<[Table<usize>]>)>,
}

impl<'e, 'a> Rows<'e, 'a> {
    pub fn of(evidence: &'e Evidence<'a>, axes: &'e Axes, bands: &'e Bands) -> Self {
        Self {
            evidence,
            axes,
            bands,
            pooled: vec![evidence.clone()],
            words: Vec::new(),
        }
    }

    /// The rows in a setting, the kinds of place as they are in force; with `led`, as if these outcomes led.
    fn at(&mut self, cells: &[usize], led: Option<Led>) -> &Evidence<'a> {
        let thresholds = self.axes.thresholds(self.evidence.thresholds(), cells);
        let alike = |e: &Evidence| e.pools_like(&thresholds);
        let place = self.pooled.iter().position(alike).unwrap_or_else(|| {
            self.pooled.push(self.evidence.clone());
            self.pooled.len() - 1
        });
        match self.pooled.get_mut(place) {
            Some(rows) => {
                rows.turn(&thresholds, led);
                rows
            }
            None => self.evidence,
        }
    }

    /// What follows from the words on outcomes, of all students or of groups of them, and from what is read beside: found
    /// out once for all settings that are alike in these.
    fn by_words<T: Copy + PartialEq>(
        &mut self,
        of_groups: bool,
        beside: Reads,
        find: impl Fn(&Evidence<'a>) -> T,
    ) -> Table<T> {
        let axes = self.axes;
        let words = self.words(of_groups);
        let beside = axes.read_by(beside);
        let levels = words.iter().flat_map(|part| &part.axes).chain(&beside).copied();
        let levels: Vec<usize> = levels.collect::<BTreeSet<usize>>().into_iter().collect();
        let mut known: HashMap<Vec<usize>, T> = HashMap::default();
        let (mut key, mut values) = (Vec::new(), Vec::new());
        let mut settings = axes.settings(&levels);
        while let Some(cells) = settings.next() {
            key.clear();
            key.extend(words.iter().filter_map(|part| part.place(axes, cells)));
            key.extend(beside.iter().filter_map(|level| cells.get(*level)));
            let found = known.get(&key).copied().unwrap_or_else(|| {
                let found = find(self.at(cells, None));
                known.insert(key.clone(), found);
                found
            });
            values.push(found);
        }
        Table::of(levels, values).needed(axes)
    }

    /// What decides the words on outcomes, part by part, each by the levels that change it.
    fn words(&mut self, of_groups: bool) -> Arc<[Table<usize>]> {
        if let Some((_, known)) = self.words.iter().find(|(groups, _)| *groups == of_groups) {
            return Arc::clone(known);
        }
        let axes = self.axes;
        let part = |saying: Saying| {
            let read = axes.read_by(Reads::of_saying(saying));
            let mut ways: Vec<Vec<u32>> = Vec::new();
            let mut by_setting = Vec::new();
            let mut settings = axes.settings(&read);
            while let Some(cells) = settings.next() {
                let parts = self.at(cells, None).parts(saying, of_groups);
                by_setting.push(ways.iter().position(|way| *way == parts).unwrap_or_else(|| {
                    ways.push(parts);
                    ways.len() - 1
                }));
            }
            Table::of(read, by_setting).needed(axes)
        };
        let words: Arc<[Table<usize>]> = Saying::ALL.map(part).into();
        self.words.push((of_groups, Arc::clone(&words)));
        words
    }

    /// What a count comes to that rests on the words on outcomes; nothing for any other.
    fn in_words(&mut self, count: EvidenceCount) -> Option<Table<Option<Possible>>> {
        let (of_groups, beside) = match count {
            EvidenceCount::Summary => (false, Reads::DIRECTED),
            EvidenceCount::SubgroupHarm | EvidenceCount::SubgroupGain => (true, Reads::LEANS),
            _ => return None,
        };
        if of_groups && self.evidence.groups().is_empty() {
            return Some(Table::one(self.evidence.fact(count)));
        }
        Some(self.by_words(of_groups, beside, |rows| rows.fact(count)))
    }

    /// What a count comes to in a setting.
    pub fn count(&mut self, cells: &[usize], count: EvidenceCount) -> Option<Possible> {
        let way = self.bands.table(self.axes).at(self.axes, cells);
        let way = way.and_then(|way| self.bands.ways.get(way));
        let rows = self.at(cells, None);
        match way.filter(|_| by_bands(count)) {
            Some(places) => rows.by_place(count, places),
            None => rows.fact(count),
        }
    }
}

/// The outcomes that lead, where there are several: each pair once, and which of them by setting.
struct Leads {
    each: Vec<Option<Led>>,
    by_setting: Table<usize>,
}

impl Leads {
    fn of(rows: &mut Rows) -> Self {
        if rows.evidence.is_of_one_outcome() {
            return Self {
                each: vec![None],
                by_setting: Table::one(0),
            };
        }
        let table = rows.by_words(false, Reads::LEADS, Evidence::led);
        Self {
            each: table.values.iter().copied().map(Some).collect(),
            by_setting: Table {
                values: (0..table.values.len()).collect(),
                axes: table.axes,
                by_setting: table.by_setting,
            },
        }
    }
}

/// What the rows count to.
pub(super) struct Counts {
    /// By fact that is counted from rows, in the order of the grid: what it comes to, by the levels that change it.
    pub tables: Vec<Arc<Table<Option<Possible>>>>,
}

impl Counts {
    /// Those of the rows of one initiative.
    pub fn of(rows: &mut Rows, facts: &[(FactId, EvidenceCount)]) -> Self {
        let (axes, bands) = (rows.axes, rows.bands);
        let mut tables: Vec<Table<Option<Possible>>> = Vec::with_capacity(facts.len());
        // counts that read the same thresholds are taken together
        let mut groups: BTreeMap<(Vec<usize>, bool), Vec<usize>> = BTreeMap::new();
        for (place, (_, count)) in facts.iter().enumerate() {
            let in_words = rows.in_words(*count);
            if in_words.is_none() {
                let reads = Reads::of(*count);
                let levels = axes.read_by(reads);
                groups.entry((levels, reads.leading)).or_default().push(place);
            }
            tables.push(in_words.unwrap_or_else(|| Table::one(None)));
        }
        let leads = Leads::of(rows);
        let of_any = Leads {
            each: vec![None],
            by_setting: Table::one(0),
        };
        for ((levels, leading), group) in groups {
            let leads = if leading { &leads } else { &of_any };
            let of = |place: &usize| facts.get(*place).map(|(_, count)| *count);
            let (banded, plain): (Vec<usize>, Vec<usize>) =
                group.into_iter().partition(|place| of(place).is_some_and(by_bands));
            // by fact and by the outcomes that lead
            let mut led: Vec<Vec<Table<Option<Possible>>>> = plain.iter().map(|_| Vec::new()).collect();
            let mut better = Better::default();
            for lead in &leads.each {
                let mut values: Vec<Vec<Option<Possible>>> = plain.iter().map(|_| Vec::new()).collect();
                let mut settings = axes.settings(&levels);
                while let Some(cells) = settings.next() {
                    let counted = rows.at(cells, *lead);
                    for (place, values) in plain.iter().zip(&mut values) {
                        values.push(of(place).and_then(|count| counted.fact(count)));
                    }
                    if !banded.is_empty() {
                        better.add(counted);
                    }
                }
                for (values, led) in values.into_iter().zip(&mut led) {
                    led.push(Table::of(levels.clone(), values).needed(axes));
                }
                better.end_of(&levels, axes);
            }
            for (place, led) in plain.into_iter().zip(led) {
                if let Some(slot) = tables.get_mut(place) {
                    *slot = Table::one_of(&leads.by_setting, led, axes);
                }
            }
            if banded.is_empty() {
                continue;
            }
            let by_setting = Table::one_of(&leads.by_setting, better.tables, axes);
            for place in banded {
                if let (Some(slot), Some(count)) = (tables.get_mut(place), of(&place)) {
                    *slot = by_place(count, &by_setting, &better.rows, axes, bands);
                }
            }
        }
        Self {
            tables: tables.into_iter().map(Arc::new).collect(),
        }
    }

    /// The levels that change facts on which it depends how others are held.
    pub fn apart(&self, facts: &[(FactId, EvidenceCount)], fed: &BTreeSet<FactId>, ratios: &[Ratio]) -> Vec<usize> {
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
    /// The same of what went before.
    tables: Vec<Table<usize>>,
}

impl<'a> Better<'a> {
    fn add(&mut self, rows: &Evidence<'a>) {
        let next = self.rows.len();
        let place = *self.known.entry(rows.positive()).or_insert(next);
        self.by_setting.push(place);
        if place == next {
            self.rows.push(rows.clone());
        }
    }

    /// All settings of some levels were added.
    fn end_of(&mut self, levels: &[usize], axes: &Axes) {
        let by_setting = std::mem::take(&mut self.by_setting);
        if !by_setting.is_empty() {
            self.tables.push(Table::of(levels.to_vec(), by_setting).needed(axes));
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
    // ways that count alike are one
    let alike = |way: usize| {
        let as_there = |other: &usize| (0..rows.len()).all(|better| at(better, way) == at(better, *other));
        (0..way).find(as_there).unwrap_or(way)
    };
    let ways: Vec<usize> = (0..bands.ways.len()).map(alike).collect();
    let way = bands
        .table(axes)
        .each(|way| ways.get(*way).copied().unwrap_or_default())
        .needed(axes);
    let both = by_setting.with(&way, axes);
    both.each(|(better, way)| at(*better, *way)).needed(axes)
}
