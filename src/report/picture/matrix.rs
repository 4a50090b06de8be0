//! The plan alignment matrix: goals down, initiatives across.

use serde::Serialize;

use super::{Entry, Who, real, tenth};
use crate::evaluate::Audit;
use crate::rules::contract::KnownFact;

/// The plan alignment matrix.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Matrix {
    /// Goals with how many initiatives surely serve each.
    pub goals: Vec<GoalRow>,
    /// The drawings, one below the other; a long list is broken.
    pub blocks: Vec<Block>,
    /// Initiatives that serve no goal, as written.
    pub without: usize,
    /// Initiatives that do not say which goal they serve.
    pub unknown: usize,
}

/// A goal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GoalRow {
    /// Its number.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// How many initiatives serve it.
    pub served: usize,
}

/// One drawing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Block {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// How wide a column and how high a row is.
    pub cell: f64,
    /// Where the columns begin.
    pub left: f64,
    /// Where the rows begin.
    pub top: f64,
    /// The columns.
    pub columns: Vec<Column>,
}

/// An initiative with the goals it serves.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// The middle of its column.
    pub x: f64,
    /// `yes` where it says which goals it serves, `unknown` where it does not.
    pub said: &'static str,
    /// The goals: number and middle of the row.
    pub serves: Vec<(usize, f64)>,
}

const CELL: f64 = 19.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 26.0;
const ACROSS: usize = 34;

impl Matrix {
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Self {
        let fact = audit.set.known(KnownFact::Goals);
        let goals = &audit.inventory.goals;
        let names = |e: &Entry| {
            let initiative = audit.inventory.initiatives.get(e.place)?;
            let given = initiative.given.iter().find(|g| Some(g.fact) == fact)?;
            given.on_record().then_some(&given.names)
        };
        let middle = |n: usize| tenth(TOP + CELL * (real(n) + 0.5));
        let column = |(n, e): (usize, &&Entry)| {
            let said = names(e);
            let serves = goals
                .iter()
                .enumerate()
                .filter(|(_, g)| said.is_some_and(|s| s.contains(&g.id)));
            Column {
                who: e.who.clone(),
                x: tenth(LEFT + CELL * (real(n % ACROSS) + 0.5)),
                said: if said.is_some() { "yes" } else { "unknown" },
                serves: serves.map(|(row, _)| (row + 1, middle(row))).collect(),
            }
        };
        let judged: Vec<&Entry> = entries.iter().filter(|e| e.judged()).collect();
        let columns: Vec<Column> = judged.iter().enumerate().map(column).collect();
        let block = |columns: &[Column]| Block {
            width: tenth(LEFT + CELL * real(columns.len()) + 4.0),
            height: tenth(TOP + CELL * real(goals.len() + 1) + 8.0),
            cell: CELL,
            left: LEFT,
            top: TOP,
            columns: columns.to_vec(),
        };
        Self {
            goals: goals
                .iter()
                .enumerate()
                .map(|(n, g)| GoalRow {
                    number: n + 1,
                    name: g.name.clone(),
                    served: columns
                        .iter()
                        .filter(|c| c.serves.iter().any(|(row, _)| *row == n + 1))
                        .count(),
                })
                .collect(),
            without: columns
                .iter()
                .filter(|c| c.said == "yes" && c.serves.is_empty())
                .count(),
            unknown: columns.iter().filter(|c| c.said == "unknown").count(),
            blocks: if goals.is_empty() {
                Vec::new()
            } else {
                columns.chunks(ACROSS).map(block).collect()
            },
        }
    }
}
