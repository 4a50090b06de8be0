//! The portfolio map: evidence upwards, implementation to the right, a point an initiative.

use serde::Serialize;

use super::{Entry, Who, option, real, rule, tenth};
use crate::evaluate::{Audit, Sheet};
use crate::rules::RuleSet;
use crate::rules::contract::{GroupRole, KnownFact, RuleRole};
use crate::truth::Truth;

/// The portfolio map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Map {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// Bands of implementation, from the left: `unknown`, `weak`, `in-place`.
    pub columns: Vec<Band>,
    /// Bands of evidence, from the top: `block`, `proven`, `better`, `likely`, `open` (too uncertain to
    /// tell), `none`, `worse`, `unmeasured`, `unknown`.
    pub rows: Vec<Band>,
    /// The points, in the order of the report.
    pub points: Vec<Point>,
    /// How many were left out because they are not judged.
    pub left_out: usize,
}

/// A band of the map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Band {
    /// What stands in it.
    pub id: &'static str,
    /// Where it begins.
    pub from: f64,
    /// How wide or high it is.
    pub size: f64,
    /// How many points it holds.
    pub count: usize,
}

/// An initiative on the map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Point {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// The band of evidence.
    pub evidence: &'static str,
    /// The band of implementation.
    pub implementation: &'static str,
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// Its radius: the area follows the money.
    pub r: f64,
    /// Cost a year, as text; empty when it is not known.
    pub money: String,
}

const BLOCK: &str = GroupRole::Block.word();
const PROVEN: &str = RuleRole::Proven.word();
const ROWS: [&str; 9] = [
    BLOCK,
    PROVEN,
    "better",
    "likely",
    "open",
    "none",
    "worse",
    "unmeasured",
    "unknown",
];
const COLUMNS: [&str; 3] = ["unknown", "weak", "in-place"];
const WIDTH: f64 = 720.0;
/// Room for the names of the rows.
const LEFT: f64 = 158.0;
/// Room for the names of the columns.
const TOP: f64 = 34.0;
/// The least width of a column that holds something, and of one that holds nothing.
const COLUMN: (f64, f64) = (132.0, 126.0);
/// The least height of a row that holds something, and the height of one that holds nothing.
const ROW: (f64, f64) = (36.0, 24.0);
const GAP: f64 = 4.0;
/// How far a shape reaches beyond its radius at most.
const REACH: f64 = 1.2;
/// The radius of a point without a figure, and of the smallest and the largest with one.
const RADIUS: (f64, f64, f64) = (11.0, 11.0, 26.0);

impl Map {
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Self {
        let judged: Vec<&Entry> = entries.iter().filter(|e| e.judged()).collect();
        let most = judged.iter().filter_map(|e| e.card.amount).fold(1.0, f64::max);
        let mut points: Vec<Point> = judged
            .iter()
            .map(|e| Point {
                who: e.who.clone(),
                evidence: evidence(audit.set, &e.verdict.record, &e.verdict.sheet),
                implementation: implementation(audit.set, &e.verdict.record),
                x: 0.0,
                y: 0.0,
                r: radius(e.card.amount, most),
                money: e.card.money.clone(),
            })
            .collect();
        let count = |of: &dyn Fn(&Point) -> bool| points.iter().filter(|p| of(p)).count();
        let counts: Vec<usize> = COLUMNS.iter().map(|id| count(&|p| p.implementation == *id)).collect();
        let columns = columns(&counts, points.len());
        let mut rows = Vec::new();
        let mut y = TOP;
        for id in ROWS {
            let mut size = if points.iter().any(|p| p.evidence == id) {
                ROW.0
            } else {
                ROW.1
            };
            for column in &columns {
                let cell = points
                    .iter_mut()
                    .filter(|p| p.evidence == id && p.implementation == column.id);
                let cell: Vec<&mut Point> = cell.collect();
                if !cell.is_empty() {
                    size = f64::max(size, pack(cell, column, y));
                }
            }
            for point in points.iter_mut().filter(|p| p.evidence == id) {
                point.y = tenth(point.y);
            }
            rows.push(Band {
                id,
                from: tenth(y),
                size: tenth(size),
                count: points.iter().filter(|p| p.evidence == id).count(),
            });
            y += size;
        }
        Self {
            width: WIDTH,
            height: tenth(y + 4.0),
            columns,
            rows,
            points,
            left_out: entries.len() - judged.len(),
        }
    }
}

/// Columns share the width by how much stands in them.
fn columns(counts: &[usize], all: usize) -> Vec<Band> {
    let least = |n: usize| if n > 0 { COLUMN.0 } else { COLUMN.1 };
    let spare = WIDTH - LEFT - counts.iter().map(|n| least(*n)).sum::<f64>();
    let mut x = LEFT;
    let band = |(id, n): (&&'static str, &usize)| {
        let share = if all == 0 {
            1.0 / real(COLUMNS.len())
        } else {
            real(*n) / real(all)
        };
        let size = least(*n) + spare * share;
        let band = Band {
            id,
            from: tenth(x),
            size: tenth(size),
            count: *n,
        };
        x += size;
        band
    };
    COLUMNS.iter().zip(counts).map(band).collect()
}

/// Lines the points of a cell up, row below row, none touching another; gives the height that they need.
fn pack(mut cell: Vec<&mut Point>, column: &Band, top: f64) -> f64 {
    let (from, width) = (column.from + GAP, column.size - 2.0 * GAP);
    let mut y = top + GAP;
    let mut line: Vec<&mut Point> = Vec::new();
    let mut used = 0.0;
    let place = |line: &mut Vec<&mut Point>, y: &mut f64| {
        let tallest = line.iter().map(|p| p.r * REACH).fold(0.0, f64::max);
        let mut x = from;
        for point in line.drain(..) {
            point.x = tenth(x + point.r * REACH);
            point.y = *y + tallest;
            x += 2.0 * point.r * REACH + GAP;
        }
        *y += 2.0 * tallest + GAP;
    };
    for point in cell.drain(..) {
        let need = 2.0 * point.r * REACH + GAP;
        if !line.is_empty() && used + need > width + GAP {
            place(&mut line, &mut y);
            used = 0.0;
        }
        used += need;
        line.push(point);
    }
    if !line.is_empty() {
        place(&mut line, &mut y);
    }
    y - top
}

fn radius(amount: Option<f64>, most: f64) -> f64 {
    let (unknown, least, largest) = RADIUS;
    amount.map_or(unknown, |a| {
        tenth(f64::max(least, largest * (a / most).max(0.0).sqrt()))
    })
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
        return "better";
    }
    let here = option(set, sheet, KnownFact::ResultsSummary);
    let elsewhere = option(set, sheet, KnownFact::StudiesSummary);
    match (here, elsewhere) {
        (Some("worse"), _) | (Some("not-measured"), Some("worse")) => "worse",
        (Some("likely"), _) => "likely",
        (Some("inconclusive"), _) => "open",
        (Some("none" | "mixed" | "better"), _) | (Some("not-measured"), Some("none" | "mixed")) => "none",
        (Some("not-measured"), _) => "unmeasured",
        _ => "unknown",
    }
}

/// Whether drivers are in place and it is carried out as designed.
fn implementation(set: &RuleSet, sheet: &Sheet) -> &'static str {
    let parts = [RuleRole::DriversInPlace, RuleRole::Faithful].map(|role| rule(set, sheet, role));
    match Truth::all(parts) {
        Truth::True => "in-place",
        Truth::False => "weak",
        Truth::Unknown => "unknown",
    }
}
