//! The cells of a fact: values that no condition tells apart.

use rustc_hash::FxHashMap as HashMap;

use crate::rules::{Fact, FactId, FactType, Node, NodeKind, Operand, ParameterId, RuleSet};
use crate::truth::{Number, Possible, Range};

/// What a fact may be in one cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactCell {
    /// One of its values, or numbers that every condition treats alike.
    Value(Possible),
    /// Somebody said that it is not known.
    Unknown,
    /// Nothing is written: it is computed from other facts.
    Open,
}

/// The cells of a fact that is not computed: its values, then unknown.
#[must_use]
pub fn of_fact(fact: &Fact, ranges: &[Range]) -> Vec<FactCell> {
    let mut cells = values(fact, ranges);
    cells.push(FactCell::Unknown);
    cells
}

/// The cells of a fact that is computed unless stated: open, then values.
#[must_use]
pub fn of_computed(fact: &Fact, ranges: &[Range]) -> Vec<FactCell> {
    let mut cells = vec![FactCell::Open];
    cells.extend(values(fact, ranges));
    cells
}

/// The cells that some completion of what is known falls into: no unknown among them.
#[must_use]
pub fn of_completions(fact: &Fact, ranges: &[Range], known: Possible) -> Vec<FactCell> {
    if let (Possible::Options(bits), Possible::Options(all)) = (known, fact.anything()) {
        return options(all & bits);
    }
    if let Some(only) = of_known(fact, known) {
        return vec![only];
    }
    let mut cells = Vec::new();
    for cell in values(fact, ranges) {
        match (cell, known) {
            (FactCell::Value(Possible::Numbers { low, high }), Possible::Numbers { low: least, high: most }) => {
                let (low, high) = (low.max(least), high.min(most));
                if low <= high {
                    cells.push(FactCell::Value(Possible::Numbers { low, high }));
                }
            }
            (cell, _) => cells.push(cell),
        }
    }
    cells
}

/// The one cell of a fact of which one option or number is known: whatever it is compared with, it is in no other.
#[must_use]
pub fn of_known(fact: &Fact, known: Possible) -> Option<FactCell> {
    let is_one = match (known, fact.anything()) {
        (Possible::Options(bit), Possible::Options(all)) => bit.is_power_of_two() && bit & all != 0,
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => {
            low == high && least <= low && low <= most && (fact.kind != FactType::Count || low.is_whole())
        }
        _ => false,
    };
    is_one.then_some(FactCell::Value(known))
}

/// The same numbers as far as any condition can tell: widened to the cells that they lie in.
#[must_use]
pub fn widened(known: Possible, cells: &[FactCell]) -> Possible {
    let Possible::Numbers { low, high } = known else {
        return known;
    };
    let edges = |at: Number| {
        cells.iter().find_map(|cell| match cell {
            FactCell::Value(Possible::Numbers { low, high }) if *low <= at && at <= *high => Some((*low, *high)),
            _ => None,
        })
    };
    match (edges(low), edges(high)) {
        (Some((low, _)), Some((_, high))) => Possible::Numbers { low, high },
        _ => known,
    }
}

fn values(fact: &Fact, ranges: &[Range]) -> Vec<FactCell> {
    match fact.anything() {
        Possible::Options(bits) => options(bits),
        Possible::Numbers { low, high } => intervals(low, high, fact.kind == FactType::Count, ranges),
        Possible::Words { .. } => vec![FactCell::Value(Possible::Words { known: true })],
    }
}

fn options(bits: u64) -> Vec<FactCell> {
    let mut cells = Vec::with_capacity(bits.count_ones() as usize);
    let mut left = bits;
    while left != 0 {
        cells.push(FactCell::Value(Possible::Options(left & left.wrapping_neg())));
        left &= left - 1;
    }
    cells
}

/// The numbers from `low` to `high`, cut wherever a range begins or ends.
fn intervals(low: Number, high: Number, whole: bool, ranges: &[Range]) -> Vec<FactCell> {
    let mut starts = vec![low];
    for range in ranges {
        starts.push(range.low);
        if range.high < high {
            starts.push(range.high.after());
        }
    }
    starts.retain(|n| *n >= low && *n <= high);
    starts.sort();
    starts.dedup();
    let mut cells = Vec::new();
    for (place, start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).map_or(high, |next| next.before());
        let (start, end) = if whole {
            (start.ceil(), end.floor())
        } else {
            (*start, end)
        };
        if start <= end {
            cells.push(FactCell::Value(Possible::Numbers { low: start, high: end }));
        }
    }
    cells
}

/// One value of a cell, as plain as can be found: a whole number, else few decimals.
#[must_use]
pub fn one_of(value: Possible) -> Possible {
    let Possible::Numbers { low, high } = value else {
        return value;
    };
    if low == high || low == Number::MIN && high == Number::MAX {
        return Possible::number(if low == high { low } else { Number::ZERO });
    }
    let from = if low == Number::MIN { high } else { low };
    for scale in [1.0, 10.0, 100.0, 1000.0] {
        let edge = from.as_f64() * scale;
        for candidate in [edge.ceil(), edge.floor(), edge.ceil() + 1.0, edge.floor() - 1.0] {
            if let Some(number) = Number::nearest(candidate / scale)
                && number >= low
                && number <= high
            {
                return Possible::number(number);
            }
        }
    }
    Possible::number(from)
}

/// The ranges that each number is compared with, by fact.
pub type Ranges = HashMap<FactId, Vec<Range>>;

/// The ranges of a rule set and those that it has under other values of some parameters.
#[must_use]
pub fn ranges_under(set: &RuleSet, varied: &[(ParameterId, Vec<Number>)]) -> Ranges {
    let mut ranges = set.compared();
    for (parameter, values) in varied {
        for node in &set.nodes {
            for (place, _) in operands_of(node, *parameter) {
                for value in values {
                    if let NodeKind::Within(fact, range) | NodeKind::Outside(fact, range) =
                        node.with_operand(&node.kind, place, *value)
                    {
                        ranges.entry(fact).or_default().push(range);
                    }
                }
            }
        }
    }
    set.hold_against(&mut ranges);
    ranges
}

/// The operands of a comparison that are a parameter, with their places.
fn operands_of(node: &Node, parameter: ParameterId) -> impl Iterator<Item = (usize, &Operand)> {
    let operands = node.operands.iter().enumerate();
    operands.filter(move |(_, o)| o.parameter == Some(parameter))
}

#[cfg(test)]
mod tests {
    use super::{FactCell, intervals, one_of};
    use crate::truth::{Number, Possible, Range};

    #[test]
    fn numbers_are_cut_where_a_condition_could_tell_them_apart() {
        let whole = Number::whole;
        let at_least = Range {
            low: whole(3),
            high: Number::MAX,
        };
        let below = Range {
            low: Number::MIN,
            high: whole(5).before(),
        };
        let cells = intervals(Number::ZERO, Number::MAX, false, &[at_least, below]);
        let edges: Vec<_> = cells
            .iter()
            .filter_map(|c| match c {
                FactCell::Value(value) => Some(one_of(*value)),
                _ => None,
            })
            .collect();
        assert_eq!(edges, [0, 3, 5].map(|n| Possible::number(whole(n))));
        let between = Range {
            low: Number::nearest(0.2).unwrap_or_default(),
            high: Number::nearest(0.8).unwrap_or_default(),
        };
        assert_eq!(
            intervals(Number::ZERO, whole(1), true, &[between]).len(),
            2,
            "no count lies between"
        );
    }
}
