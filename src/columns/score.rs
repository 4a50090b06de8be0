//! The scores of a block: means of means, each as an interval of cells.

use crate::columns::block::{Block, Column};
use crate::columns::plane::{Plane, ROWS};
use crate::columns::program::{Place, Tool};
use crate::columns::sheets::Sheets;
use crate::columns::steps::planes;
use crate::rules::FactId;

impl Sheets<'_> {
    #[inline(always)]
    pub(super) fn score(&mut self, block: &Block, record: Option<&Self>, place: usize) {
        let program = self.program;
        let (Some(score), Some((tools, is_presumed))) = (program.set.scores.get(place), program.scores.get(place))
        else {
            return;
        };
        if let Some(record) = record.filter(|_| !is_presumed) {
            for fact in [score.fact, score.weakest] {
                if let Place::Cells { at, count } = program.place(fact) {
                    let range = at..at + 2 * usize::from(count.saturating_sub(1)) + 1;
                    if let (Some(own), Some(known)) = (self.values.get_mut(range.clone()), record.values.get(range)) {
                        own.copy_from_slice(known);
                    }
                }
            }
            return;
        }
        let (mut low, mut high) = (Parts::none(), Parts::none());
        for tool in tools {
            low.add(tool, |steps| {
                self.counted(steps, |planes, option| {
                    !planes
                        .iter()
                        .take(option)
                        .fold(Plane::NONE, |below, plane| below | *plane)
                })
            });
            high.add(tool, |steps| {
                self.counted(steps, |planes, option| {
                    planes
                        .iter()
                        .skip(option)
                        .fold(Plane::NONE, |above, plane| above | *plane)
                })
            });
        }
        if tools.is_empty() {
            low.least.fill(0);
            high.least.fill(0);
        }
        self.put_score(block, score.fact, &low.sum, &high.sum, tools.len().max(1) as i32);
        self.put_score(block, score.weakest, &low.least, &high.least, 1);
    }

    /// By row: how many of some steps are taken, where `taken` gives the rows in which one is.
    #[inline(always)]
    fn counted(&self, steps: &[(FactId, usize)], taken: impl Fn(&[Plane], usize) -> Plane) -> [u8; ROWS] {
        let mut digits = [Plane::NONE; 8];
        for (fact, option) in steps {
            let mut carry = taken(self.options(*fact), *option);
            for digit in &mut digits {
                (*digit, carry) = (*digit ^ carry, *digit & carry);
                if carry.is_none() {
                    break;
                }
            }
        }
        let mut counts = [0; ROWS];
        for (place, digit) in digits.iter().enumerate().filter(|(_, digit)| !digit.is_none()) {
            digit.add_to(&mut counts, 1 << place);
        }
        counts
    }

    /// Puts a score where none is stated: `low` and `high` are what so many parts come to together.
    #[inline(always)]
    fn put_score(&mut self, block: &Block, fact: FactId, low: &[i32; ROWS], high: &[i32; ROWS], parts: i32) {
        let at = usize::from(fact.0);
        let (
            Some(cuts),
            Some(Column::Cells {
                low: own_low,
                high: own_high,
                known,
            }),
        ) = (self.program.cuts(fact), block.columns.get(at))
        else {
            return;
        };
        let stated = block.stated.get(at).copied().unwrap_or_default();
        let (mut from, mut to) = ([0; ROWS], [0; ROWS]);
        for cell in 1..cuts.count() {
            // a mean is rounded down, so that it passes a cut where the sum does
            let cut = i32::try_from(cuts.first(cell).millionths())
                .unwrap_or(i32::MAX)
                .saturating_mul(parts);
            for (sums, cells) in [(low, &mut from), (high, &mut to)] {
                for (sum, cell) in sums.iter().zip(cells) {
                    *cell += u8::from(*sum >= cut);
                }
            }
        }
        let mut alike = [0; ROWS];
        for (alike, (low, high)) in alike.iter_mut().zip(low.iter().zip(high)) {
            *alike = u8::from(low == high);
        }
        let mut is_one = Plane::of_bit(&alike, 0);
        if parts > 1 {
            for (row, (low, high)) in low.iter().zip(high).enumerate() {
                if high - low < parts && low != high {
                    is_one.set(row, low / parts == high / parts);
                }
            }
        }
        for row in stated.rows() {
            for (cells, own) in [(&mut from, own_low), (&mut to, own_high)] {
                let own = own.get(row).copied().unwrap_or_default();
                cells.get_mut(row).into_iter().for_each(|cell| *cell = own);
            }
            is_one.set(row, known.has(row));
        }
        let column = Column::Cells {
            low: from.into(),
            high: to.into(),
            known: is_one,
        };
        planes(self.program.place(fact), &column, &mut self.values);
    }
}

/// What the tools of a score come to, in millionths, by row.
struct Parts {
    sum: [i32; ROWS],
    least: [i32; ROWS],
}

impl Parts {
    fn none() -> Self {
        Self {
            sum: [0; ROWS],
            least: [i32::MAX; ROWS],
        }
    }

    /// Adds a tool; `counted` gives how many of some steps are taken in each row.
    #[inline(always)]
    fn add(&mut self, tool: &Tool, counted: impl Fn(&[(FactId, usize)]) -> [u8; ROWS]) {
        let means = match (&tool.means, tool.steps.as_slice()) {
            (Some(means), [(_, steps)]) => {
                counted(steps).map(|taken| means.get(usize::from(taken)).copied().unwrap_or_default())
            }
            (_, steps) => {
                let mut sums = [0; ROWS];
                for (counts, steps) in steps {
                    for (sum, taken) in sums.iter_mut().zip(counted(steps)) {
                        *sum += counts * i32::from(taken);
                    }
                }
                sums.map(|sum| sum / tool.indicators)
            }
        };
        for ((sum, least), mean) in self.sum.iter_mut().zip(&mut self.least).zip(means) {
            *sum += mean;
            *least = (*least).min(mean);
        }
    }
}
