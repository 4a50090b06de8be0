//! Small groups of students in a public edition: their numbers are hidden, and enough others that none can be worked
//! out from what is shown.

use crate::evidence::Schools;
use crate::report::Audience;
use crate::rules::RuleSet;
use crate::rules::contract::Threshold;
use crate::truth::Number;

/// What is hidden of the numbers of students from those who read a report.
#[derive(Clone, Copy)]
pub(super) struct Suppression {
    audience: Audience,
    least: u64,
}

impl Suppression {
    pub fn of(set: &RuleSet, audience: Audience) -> Self {
        let least = set.threshold(Threshold::SmallGroup).map(|p| p.value);
        Self {
            audience,
            least: least.map_or(0, |n| n.as_f64().round().max(0.0) as u64),
        }
    }

    /// What is hidden of some groups of students and their total.
    pub fn hide(self, students: &[Option<u64>]) -> Hidden {
        match self.audience {
            Audience::Public => hidden(students, self.least),
            Audience::Internal => Hidden {
                parts: vec![false; students.len()],
                total: false,
            },
        }
    }
}

/// A number of students.
pub(super) fn students(number: Option<Number>) -> Option<u64> {
    number.map(|n| n.as_f64() as u64)
}

/// The students of each measured school.
pub(super) fn students_of(schools: &Schools) -> Vec<Option<u64>> {
    schools.measured().iter().map(|s| students(s.students)).collect()
}

/// What of a total and its parts is hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The parts.
    pub parts: Vec<bool>,
    /// The total.
    pub total: bool,
}

/// Hides every part of fewer than `least` students, and every one whose number nobody knows.
///
/// Then it hides the next smallest parts, one after another, until what is hidden is about at least `least` students in
/// two parts or more, and no hidden number follows from the total and the shown parts, not even for somebody who knows
/// which parts are small and that the others were hidden because they come next. Where hiding all parts is not enough,
/// the total is hidden too.
#[must_use]
pub fn hidden(parts: &[Option<u64>], least: u64) -> Hidden {
    let mut hide: Vec<bool> = parts.iter().map(|n| n.is_none_or(|n| n < least)).collect();
    if !hide.contains(&true) {
        return Hidden {
            total: false,
            parts: hide,
        };
    }
    let unknown = parts.contains(&None);
    let mut order: Vec<(u64, usize)> = parts
        .iter()
        .enumerate()
        .filter_map(|(place, n)| n.filter(|n| *n >= least).map(|n| (n, place)))
        .collect();
    order.sort_unstable();
    let mut next = order.into_iter();
    loop {
        // without a total there is nothing to work a hidden part out from
        if unknown || is_safe(parts, &hide, least) {
            return Hidden {
                total: unknown,
                parts: hide,
            };
        }
        match next.next() {
            Some((_, place)) => {
                if let Some(slot) = hide.get_mut(place) {
                    *slot = true;
                }
            }
            None => {
                return Hidden {
                    total: true,
                    parts: hide,
                };
            }
        }
    }
}

/// Whether no hidden part follows from the sum of the hidden parts and what is known of each.
fn is_safe(parts: &[Option<u64>], hide: &[bool], least: u64) -> bool {
    let of = |wanted: bool| {
        let all = parts.iter().zip(hide).filter(move |(_, hidden)| **hidden == wanted);
        all.filter_map(|(n, _)| *n)
    };
    let sum: u64 = of(true).sum();
    let most = of(false).min().unwrap_or(sum).max(least);
    // what somebody may know of a hidden part: that it is small, or that it is one of those that come next
    let bounds: Vec<(u64, u64)> = of(true)
        .map(|n| {
            if n < least {
                (0, least.saturating_sub(1))
            } else {
                (least, most)
            }
        })
        .collect();
    let (lows, highs) = (
        bounds.iter().map(|b| b.0).sum::<u64>(),
        bounds.iter().map(|b| b.1).sum::<u64>(),
    );
    let open = |(low, high): &(u64, u64)| {
        let from = (*low).max(sum.saturating_sub(highs - high));
        let to = (*high).min(sum.saturating_sub(lows - low));
        from < to
    };
    bounds.len() > 1 && sum >= least && bounds.iter().all(open)
}

#[cfg(test)]
mod tests {
    use super::hidden;

    fn parts(numbers: &[u64]) -> Vec<bool> {
        let known: Vec<Option<u64>> = numbers.iter().map(|n| Some(*n)).collect();
        hidden(&known, 10).parts
    }

    #[test]
    fn one_small_part_takes_another_with_it() {
        assert_eq!(parts(&[40, 4, 90]), [true, true, false]);
        assert_eq!(parts(&[40, 50]), [false, false]);
        assert!(hidden(&[Some(4)], 10).total);
    }

    #[test]
    fn small_parts_that_are_small_together_take_a_third() {
        assert_eq!(parts(&[4, 5, 30, 60]), [true, true, true, false]);
        assert_eq!(parts(&[6, 5, 30]), [true, true, false]);
        // nine and nine is the only way to eighteen for two numbers under ten
        assert_eq!(parts(&[30, 9, 9, 40]), [true, true, true, false]);
    }

    #[test]
    fn an_unknown_number_is_hidden_and_so_is_the_total() {
        let found = hidden(&[None, Some(30), Some(60)], 10);
        assert_eq!((found.parts, found.total), (vec![true, false, false], true));
    }
}
