//! The replication grid: in which kinds of school an initiative was measured, and in how many it did better.
//!
//! The rows of results are read by `evidence`, which also says in which schools they are better.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Entry, Who, drawn, parameter, real, tenth};
use crate::evaluate::{Audit, POVERTY_BANDS};
use crate::report::privacy::withheld;
use crate::rules::contract::KnownFact;

/// The replication grids.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Replication {
    /// The kinds of place, as the rules name them, then nothing for `unknown`.
    pub rows: Vec<String>,
    /// Shares of students in poverty at which the bands end.
    pub bands: Vec<f64>,
    /// How wide a drawing is.
    pub width: f64,
    /// How high a drawing is.
    pub height: f64,
    /// How wide and how high a cell is.
    pub cell: (f64, f64),
    /// Where the cells begin.
    pub corner: (f64, f64),
    /// One an initiative with compared results.
    pub grids: Vec<Grid>,
    /// How many of them are drawn where names have no room.
    pub drawn: usize,
    /// The most schools in which one of them was measured.
    pub most: usize,
    /// Initiatives that are known to have done better in more than one kind of school.
    pub repeated: usize,
    /// Initiatives without a result that names school and comparison.
    pub without: usize,
}

/// The results of an initiative by kind of school.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Grid {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// Schools of which nothing is counted, in a public edition, so that no small group of students can be told apart.
    pub hidden: usize,
    /// Schools measured against a comparison.
    pub measured: usize,
    /// Schools with better results.
    pub better: usize,
    /// Kinds of school with better results, those of unknown kind left out.
    pub kinds: usize,
    /// The cells that hold something.
    pub cells: Vec<KindOfSchool>,
}

/// Schools of one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KindOfSchool {
    /// The kind of place: its row; the last one is `unknown`.
    pub row: usize,
    /// The poverty band: its column; the last one is `unknown`.
    pub column: usize,
    /// Where it stands.
    pub x: f64,
    /// Where it stands.
    pub y: f64,
    /// Schools measured.
    pub measured: usize,
    /// Schools with better results.
    pub better: usize,
}

const CELL: (f64, f64) = (40.0, 22.0);
const CORNER: (f64, f64) = (64.0, 20.0);

impl Replication {
    /// Nothing where no initiative has compared results by school.
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Option<Self> {
        let set = audit.set;
        let rows = set.known(KnownFact::Locale).map_or(&[][..], |id| &set.fact(id).options);
        let bands: Vec<f64> = POVERTY_BANDS.iter().filter_map(|p| parameter(set, *p)).collect();
        let size = (rows.len(), bands.len() + 1);
        let grids: Vec<Grid> = entries
            .iter()
            .filter(|e| e.judged)
            .filter_map(|e| grid(audit, e, size))
            .collect();
        if grids.is_empty() {
            return None;
        }
        Some(Self {
            width: CORNER.0 + CELL.0 * real(size.1 + 1) + 4.0,
            height: CORNER.1 + CELL.1 * real(size.0 + 1) + 4.0,
            rows: rows.to_vec(),
            bands,
            cell: CELL,
            corner: CORNER,
            drawn: drawn(grids.len()),
            most: grids.iter().map(|g| g.measured).max().unwrap_or_default(),
            repeated: grids.iter().filter(|g| g.kinds > 1).count(),
            without: entries.iter().filter(|e| e.judged).count() - grids.len(),
            grids,
        })
    }
}

fn grid(audit: &Audit, entry: &Entry, (rows, columns): (usize, usize)) -> Option<Grid> {
    let initiative = audit.inventory.initiatives.get(entry.place)?;
    let evidence = audit.evidence(entry.place)?;
    let schools = evidence.schools();
    let seen: BTreeSet<usize> = schools.rows.iter().filter_map(|r| r.school).collect();
    let positive = schools.positive();
    if seen.is_empty() {
        return None;
    }
    let mut cells: BTreeMap<(usize, usize), [usize; 2]> = BTreeMap::new();
    for school in &seen {
        let place = audit.counting.places.get(*school).copied().unwrap_or_default();
        let kind = (place.locale.unwrap_or(rows), place.poverty.unwrap_or(columns));
        let [measured, better] = cells.entry(kind).or_default();
        *measured += 1;
        *better += usize::from(positive.contains(school));
    }
    let known = |(row, column): &(usize, usize)| *row < rows && *column < columns;
    Some(Grid {
        who: entry.who.clone(),
        hidden: withheld(initiative)
            .iter()
            .flatten()
            .filter(|n| !seen.contains(n))
            .count(),
        measured: seen.len(),
        better: positive.len(),
        kinds: cells
            .iter()
            .filter(|(kind, [_, better])| known(kind) && *better > 0)
            .count(),
        cells: cells
            .into_iter()
            .map(|((row, column), [measured, better])| KindOfSchool {
                row,
                column,
                x: tenth(CORNER.0 + CELL.0 * real(column)),
                y: tenth(CORNER.1 + CELL.1 * real(row)),
                measured,
                better,
            })
            .collect(),
    })
}
