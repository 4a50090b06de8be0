//! Studies from outside: what careful ones found.

use std::collections::BTreeMap;

use crate::inventory::{Comparison, Direction, Study};
use crate::truth::{Number, Possible};

/// A fact by its name without the `studies_`; `None` when there are no studies.
pub(super) fn fact(studies: &[&Study], name: &str) -> Option<Possible> {
    if studies.is_empty() {
        return None;
    }
    let whole: Vec<&Study> = studies.iter().filter(|s| s.subgroup.is_empty()).copied().collect();
    let careful: Vec<&Study> = whole
        .iter()
        .filter(|s| matches!(s.design, Some(Comparison::Matched | Comparison::Lottery)))
        .copied()
        .collect();
    let unsaid = whole.iter().any(|s| s.design.is_none());
    let finds = |s: &Study, way: Direction| direction(s) == Some(way) && s.significant == Some(true);
    let better: Vec<&Study> = careful
        .iter()
        .filter(|s| finds(s, Direction::Better))
        .copied()
        .collect();
    let worse: Vec<&Study> = careful.iter().filter(|s| finds(s, Direction::Worse)).copied().collect();
    let at_least = |n: usize| {
        let low = Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
        let more = whole
            .iter()
            .filter(|s| s.design.is_none() && direction(s) == Some(Direction::Better))
            .count();
        Possible::Numbers {
            low,
            high: Number::whole(i64::try_from(n + more).unwrap_or(i64::MAX)),
        }
    };
    Some(match name {
        // options: none-found, worse, none, mixed, better
        "summary" => {
            let word = |open: bool| {
                let points = |way| {
                    careful.iter().any(|s| {
                        direction(s) == Some(way) && (s.significant == Some(true) || (open && s.significant.is_none()))
                    })
                };
                match (points(Direction::Better), points(Direction::Worse), careful.is_empty()) {
                    (_, _, true) => 0,
                    (true, true, _) => 3,
                    (true, false, _) => 4,
                    (false, true, _) => 1,
                    (false, false, _) => 2,
                }
            };
            // a study that does not say how it compared, or whether its finding is significant, may count or not
            if unsaid {
                Possible::Options(0b1_1111)
            } else {
                Possible::Options(1 << word(false) | 1 << word(true))
            }
        }
        "positive" => at_least(distinct(&better)),
        "independent_positive" => {
            let sure: Vec<&Study> = better.iter().filter(|s| s.independent == Some(true)).copied().collect();
            let may: Vec<&Study> = better
                .iter()
                .filter(|s| s.independent != Some(false))
                .copied()
                .collect();
            let number = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
            Possible::Numbers {
                low: number(distinct(&sure)),
                high: number(distinct(&may)),
            }
        }
        "sites" => summed(&better, |s| s.schools),
        "students" => summed(&better, |s| s.students),
        "years" => largest(&better, |s| s.years),
        "contexts" => largest(&better, |s| s.contexts),
        "sustained_worse" => Possible::from_truth(worse.iter().any(|s| s.sustained == Some(true)).into()),
        _ => return None,
    })
}

fn direction(study: &Study) -> Option<Direction> {
    study.direction.or_else(|| {
        study.effect.map(|effect| match effect.cmp(&Number::ZERO) {
            std::cmp::Ordering::Less => Direction::Worse,
            std::cmp::Ordering::Equal => Direction::None,
            std::cmp::Ordering::Greater => Direction::Better,
        })
    })
}

/// Several outcomes of one study are one study.
fn distinct(studies: &[&Study]) -> usize {
    let named: std::collections::BTreeSet<&str> = studies
        .iter()
        .map(|s| s.name.as_str())
        .filter(|n| !n.is_empty())
        .collect();
    named.len() + studies.iter().filter(|s| s.name.is_empty()).count()
}

/// The sum over different studies of their largest number; at least that, when some did not say.
fn summed(studies: &[&Study], read: impl Fn(&Study) -> Option<Number>) -> Possible {
    let mut each: BTreeMap<&str, Number> = BTreeMap::new();
    for study in studies {
        let number = read(study).unwrap_or(Number::ZERO);
        let held = each.entry(&study.name).or_insert(Number::ZERO);
        *held = (*held).max(number);
    }
    let low = Number::nearest(each.values().map(|n| n.as_f64()).sum()).unwrap_or(Number::MAX);
    let open = studies.iter().any(|s| read(s).is_none());
    Possible::Numbers {
        low,
        high: if open { Number::MAX } else { low },
    }
}

fn largest(studies: &[&Study], read: impl Fn(&Study) -> Option<Number>) -> Possible {
    let low = studies.iter().filter_map(|s| read(s)).max().unwrap_or(Number::ZERO);
    let open = studies.iter().any(|s| read(s).is_none());
    Possible::Numbers {
        low,
        high: if open { Number::MAX } else { low },
    }
}
