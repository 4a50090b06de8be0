//! The portfolio map: how good the evidence is, against how well it is carried out; each initiative by its name.

use serde::Serialize;

use super::{Entry, Who, option, rule};
use crate::evaluate::{Audit, Sheet};
use crate::rules::RuleSet;
use crate::rules::contract::{GroupRole, KnownFact, RuleRole};
use crate::truth::Truth;

/// The portfolio map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Map {
    /// Evidence, the best first: `block`, `proven`, `better`, `likely`, `open` (too uncertain to tell), `none`,
    /// `worse`, `unmeasured`, `unknown`; only what holds something.
    pub rows: Vec<Row>,
    /// Implementation, the best first: `in-place`, `weak`, `unknown`; only what holds something.
    pub columns: Vec<&'static str>,
    /// Initiatives that are judged by results; the others are building blocks.
    pub by_results: usize,
    /// How many of these have better results and their implementation in place.
    pub both: usize,
    /// How many of these may have, by what is known.
    pub open: usize,
    /// Initiatives whose implementation is in place.
    pub in_place: usize,
    /// Initiatives on the map.
    pub count: usize,
    /// How many were left out because they are not judged.
    pub left_out: usize,
}

/// A row of the map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// The evidence.
    pub id: &'static str,
    /// How many initiatives it holds.
    pub count: usize,
    /// One a column of the map.
    pub cells: Vec<Cell>,
}

/// Initiatives of one evidence and one implementation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    /// The implementation.
    pub id: &'static str,
    /// The initiatives, in the order of the report.
    pub points: Vec<Point>,
}

/// An initiative on the map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Point {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// The evidence.
    pub evidence: &'static str,
    /// The implementation.
    pub implementation: &'static str,
    /// Cost a year, as text; empty when it is not known.
    pub money: String,
}

const BLOCK: &str = GroupRole::Block.word();
const PROVEN: &str = RuleRole::Proven.word();
const BETTER: &str = "better";
const IN_PLACE: &str = "in-place";
const UNKNOWN: &str = "unknown";
const ROWS: [&str; 9] = [
    BLOCK,
    PROVEN,
    BETTER,
    "likely",
    "open",
    "none",
    "worse",
    "unmeasured",
    UNKNOWN,
];
const COLUMNS: [&str; 3] = [IN_PLACE, "weak", UNKNOWN];

impl Map {
    /// Nothing where of no initiative both are known.
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Option<Self> {
        let judged = entries.iter().filter(|e| e.judged);
        let points: Vec<Point> = judged
            .map(|e| Point {
                who: e.who.clone(),
                evidence: evidence(audit.set, &e.verdict.record, &e.verdict.sheet),
                implementation: implementation(audit.set, &e.verdict.record),
                money: e.card.money.clone(),
            })
            .collect();
        if !points
            .iter()
            .any(|p| p.evidence != UNKNOWN && p.implementation != UNKNOWN)
        {
            return None;
        }
        let count = |of: &dyn Fn(&Point) -> bool| points.iter().filter(|p| of(p)).count();
        let results = |p: &Point| p.evidence != BLOCK;
        let better = |p: &Point| p.evidence == PROVEN || p.evidence == BETTER;
        let both = |p: &Point| better(p) && p.implementation == IN_PLACE;
        let may = |p: &Point| (better(p) || p.evidence == UNKNOWN) && matches!(p.implementation, IN_PLACE | UNKNOWN);
        let columns = COLUMNS.into_iter().filter(|id| count(&|p| p.implementation == *id) > 0);
        let columns: Vec<&str> = columns.collect();
        let cell = |evidence: &str, id: &'static str| {
            let inside = points
                .iter()
                .filter(|p| p.evidence == evidence && p.implementation == id);
            Cell {
                id,
                points: inside.cloned().collect(),
            }
        };
        let rows = ROWS.into_iter().map(|id| Row {
            id,
            count: count(&|p| p.evidence == id),
            cells: columns.iter().map(|column| cell(id, column)).collect(),
        });
        Some(Self {
            rows: rows.filter(|row| row.count > 0).collect(),
            by_results: count(&results),
            both: count(&both),
            open: count(&|p| may(p) && !both(p)),
            in_place: count(&|p| p.implementation == IN_PLACE),
            count: points.len(),
            left_out: entries.len() - points.len(),
            columns,
        })
    }

    /// The initiatives, row by row.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.rows
            .iter()
            .flat_map(|row| &row.cells)
            .flat_map(|cell| &cell.points)
    }
}

/// How good the evidence is, as the rules read it; building blocks are judged by their conditions. What results show
/// stands while nobody has said anything against it: a gain is never presumed, later harm is presumed absent.
fn evidence(set: &RuleSet, sheet: &Sheet, presumed: &Sheet) -> &'static str {
    let shown = |role| rule(set, sheet, role) != Truth::False && rule(set, presumed, role) == Truth::True;
    let group = option(set, sheet, KnownFact::KindGroup);
    if group.and_then(|group| set.group_role(group)) == Some(GroupRole::Block) {
        return BLOCK;
    }
    if shown(RuleRole::Proven) {
        return PROVEN;
    }
    if shown(RuleRole::EffectShown) {
        return BETTER;
    }
    let here = option(set, sheet, KnownFact::ResultsSummary);
    let elsewhere = option(set, sheet, KnownFact::StudiesSummary);
    match (here, elsewhere) {
        (Some("worse"), _) | (Some("not-measured"), Some("worse")) => "worse",
        (Some("likely"), _) => "likely",
        (Some("inconclusive"), _) => "open",
        (Some("none" | "mixed" | "better"), _) | (Some("not-measured"), Some("none" | "mixed")) => "none",
        (Some("not-measured"), _) => "unmeasured",
        _ => UNKNOWN,
    }
}

/// Whether drivers are in place and it is carried out as designed.
fn implementation(set: &RuleSet, sheet: &Sheet) -> &'static str {
    let parts = [RuleRole::DriversInPlace, RuleRole::Faithful].map(|role| rule(set, sheet, role));
    match Truth::all(parts) {
        Truth::True => IN_PLACE,
        Truth::False => "weak",
        Truth::Unknown => UNKNOWN,
    }
}
