//! Effects of which bounds are known, and what holds of their mean whatever they are within these bounds.
//!
//! A standard error that nobody stated lies anywhere above 0, so a row without one takes part with any weight. What is
//! said here holds for every completion of what is not known; so leaving something out never makes more of it.

use crate::inventory::{Direction, ResultRow};
use crate::statistics::{Interval, Row};

/// An effect and its standard error, as far as they are known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounded {
    /// The effect in standard deviations of students.
    pub effect: Interval,
    /// Its standard error; from 0 to infinity where nothing bounds it.
    pub error: Interval,
}

/// Nothing is known of an error.
const ANY_ERROR: Interval = Interval {
    low: 0.0,
    high: f64::INFINITY,
};

impl Bounded {
    /// What a row says; nothing where it gives no effect, or one that points against its stated direction. An effect so
    /// large that it can hardly be meant is not known.
    #[must_use]
    pub fn of(row: &ResultRow, doubted: f64) -> Option<Self> {
        let effect = row.effect?;
        if doubted > 0.0 && (effect.low >= doubted || effect.high <= -doubted) {
            return Some(Self {
                effect: Interval {
                    low: f64::NEG_INFINITY,
                    high: f64::INFINITY,
                },
                error: ANY_ERROR,
            });
        }
        let against = match row.direction {
            Some(Direction::Better) => effect.high < 0.0,
            Some(Direction::Worse) => effect.low > 0.0,
            Some(Direction::None) | None => false,
        };
        let error = row.error.unwrap_or(ANY_ERROR);
        (!against && effect.low <= effect.high).then_some(Self { effect, error })
    }

    /// The effect and its sampling variance, where both are known.
    #[must_use]
    pub fn known(self) -> Option<Row> {
        let (effect, error) = (self.effect.point()?, self.error.point()?);
        (effect.is_finite() && error.is_finite() && error > 0.0).then_some(Row {
            effect,
            variance: error * error,
        })
    }

    /// The same effect with an error of which nothing is known.
    pub(super) fn of_any_error(self) -> Self {
        Self {
            effect: self.effect,
            error: ANY_ERROR,
        }
    }

    /// What one place may weigh in a mean: the inverse of its variance, the least and the most.
    fn weights(self) -> (f64, f64) {
        let weight = |error: f64| 1.0 / (error * error);
        (weight(self.error.high), weight(self.error.low))
    }

    /// How far above a bar it lies, with the least and the most that it may weigh.
    fn weighed(self, bar: f64) -> (f64, f64, f64) {
        let (least, most) = self.weights();
        (self.effect.low - bar, least, most)
    }

    /// The same with the sign of its effect turned.
    pub(super) fn turned(self) -> Self {
        Self {
            effect: Interval {
                low: -self.effect.high,
                high: -self.effect.low,
            },
            ..self
        }
    }

    /// Whether it may lie below 0 by so many of its own errors and by as much as a bar.
    pub(super) fn may_lose(self, bar: f64, errors: f64) -> bool {
        let (_, most) = self.weights();
        self.effect.low <= -bar && -self.effect.low * most.sqrt() > errors
    }
}

/// One effect for rows of one place that share students or teachers: their mean, with the variance of a mean of rows
/// that all correlate by `correlation` (Borenstein, Hedges, Higgins and Rothstein 2009, chapter 24).
///
/// `besides` are rows of the place that may belong to them or not; the mean is then that of the rows alone, and its
/// error so large that the mean with any of them is a weighted mean of it and them.
pub(super) fn composite(rows: &[Bounded], besides: &[Bounded], correlation: f64) -> Option<Bounded> {
    let own = rows.len() as f64;
    // in one order, so that the order of rows changes no digit
    let sorted = |end: fn(&Bounded) -> f64| {
        let mut each: Vec<f64> = rows.iter().map(end).collect();
        each.sort_by(f64::total_cmp);
        each
    };
    let mean = |end| sorted(end).iter().sum::<f64>() / own;
    let variance = |errors: &[f64]| {
        let (squares, sum) = errors
            .iter()
            .fold((0.0, 0.0), |(squares, sum), e| (squares + e * e, sum + e));
        (1.0 - correlation) * squares + correlation * sum * sum
    };
    // the errors with none, one, two ... of the others in the mean, of which these rows weigh their share
    let with_others = |end: fn(&Bounded) -> f64, largest_first: bool| {
        let mut errors = sorted(end);
        let mut others: Vec<f64> = besides.iter().map(end).collect();
        others.sort_by(|a, b| if largest_first { b.total_cmp(a) } else { a.total_cmp(b) });
        let mut each = vec![variance(&errors).sqrt() / own];
        for error in others {
            errors.push(error);
            each.push((variance(&errors) / (own * errors.len() as f64)).sqrt());
        }
        each.into_iter()
            .map(|error| if error.is_nan() { f64::INFINITY } else { error })
    };
    (!rows.is_empty()).then(|| Bounded {
        effect: Interval {
            low: mean(|r| r.effect.low),
            high: mean(|r| r.effect.high),
        },
        error: Interval {
            low: with_others(|r| r.error.low, false).fold(f64::INFINITY, f64::min),
            high: with_others(|r| r.error.high, true).fold(0.0, f64::max),
        },
    })
}

/// Whether the mean of all, weighted by precision, lies above a bar by so many standard errors, whatever they are
/// within their bounds.
///
/// The sum of weight times distance, less the errors, is smallest where weight goes to the nearest effects first; as a
/// function of the whole weight it is convex, so that its ends and the one place where it turns are looked at.
#[must_use]
pub fn always_above(each: &[Bounded], bar: f64, errors: f64) -> bool {
    match each {
        [one] => always_above_of(&mut [one.weighed(bar)], errors),
        _ => always_above_of(&mut each.iter().map(|one| one.weighed(bar)).collect::<Vec<_>>(), errors),
    }
}

/// The same of how far above the bar each lies, with the least and the most that it weighs.
fn always_above_of(parts: &mut [(f64, f64, f64)], errors: f64) -> bool {
    if parts.iter().any(|(distance, ..)| !distance.is_finite()) {
        return false;
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut weight: f64 = parts.iter().map(|(_, least, _)| least).sum();
    let mut sum: f64 = parts.iter().map(|(distance, least, _)| distance * least).sum();
    let holds = |weight: f64, sum: f64| weight > 0.0 && sum > errors * weight.sqrt();
    if !holds(weight, sum) {
        return false;
    }
    for &mut (distance, least, most) in parts {
        let room = most - least;
        if distance > 0.0 {
            let turn = (errors / (2.0 * distance)).powi(2);
            if turn > weight && turn < weight + room && !holds(turn, sum + distance * (turn - weight)) {
                return false;
            }
        }
        if room.is_infinite() {
            // what lies above with all weight on this one lies above with all on those further off
            return distance > 0.0;
        }
        weight += room;
        sum += distance * room;
        if !holds(weight, sum) {
            return false;
        }
    }
    true
}

/// Whether the mean lies below a bar by so many standard errors, whatever they are within their bounds.
#[must_use]
pub fn always_below(each: &[Bounded], bar: f64, errors: f64) -> bool {
    match each {
        [one] => always_above_of(&mut [one.turned().weighed(-bar)], errors),
        _ => {
            let turned = each.iter().map(|one| one.turned().weighed(-bar));
            always_above_of(&mut turned.collect::<Vec<_>>(), errors)
        }
    }
}

/// Whether the mean is at least a bar, whatever they are within their bounds.
#[must_use]
pub fn always_at_least(each: &[Bounded], bar: f64) -> bool {
    always_at_least_of(each.iter().copied(), bar)
}

fn always_at_least_of(each: impl ExactSizeIterator<Item = Bounded>, bar: f64) -> bool {
    let (mut sum, mut size) = (0.0, 0.0);
    let some = each.len() > 0;
    for one in each {
        let (least, most) = one.weights();
        let distance = one.effect.low - bar;
        let weight = if distance < 0.0 { most } else { least };
        if !(distance * weight).is_finite() {
            // no weight at all counts for nothing
            if distance == 0.0 {
                continue;
            }
            return false;
        }
        sum += distance * weight;
        size += weight * (one.effect.low.abs() + bar.abs());
    }
    // as exact as sums of such numbers are
    some && sum >= -1e-12 * size
}

/// Whether the mean is at most a bar, whatever they are within their bounds.
#[must_use]
pub fn always_at_most(each: &[Bounded], bar: f64) -> bool {
    always_at_least_of(each.iter().map(|one| one.turned()), -bar)
}

/// The mean weighted by precision: what those measured share (common effect).
#[must_use]
pub fn common(rows: impl IntoIterator<Item = Row>) -> Option<Row> {
    let (mut weights, mut sum) = (0.0, 0.0);
    for row in rows {
        weights += 1.0 / row.variance;
        sum += row.effect / row.variance;
    }
    (weights > 0.0).then(|| Row {
        effect: sum / weights,
        variance: 1.0 / weights,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(effect: f64, error: f64) -> Bounded {
        Bounded {
            effect: Interval::at(effect),
            error: Interval::at(error),
        }
    }

    /// A number from 0 to 1 that looks random (SplitMix64).
    fn dice(state: &mut u64) -> f64 {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[test]
    fn points_are_judged_by_their_mean_and_its_error() {
        let mut state = 1;
        let mut seen = [0, 0];
        for _ in 0..20_000 {
            let count = 1 + (dice(&mut state) * 4.0) as usize;
            let each: Vec<Bounded> = (0..count)
                .map(|_| point(dice(&mut state) - 0.4, 0.02 + dice(&mut state) * 0.2))
                .collect();
            let mean = common(each.iter().filter_map(|one| one.known())).unwrap();
            let (bar, errors) = (dice(&mut state) * 0.2 - 0.1, dice(&mut state) * 3.0);
            let above = mean.effect - bar > errors * mean.variance.sqrt();
            assert_eq!(always_above(&each, bar, errors), above, "{each:?}, {bar}, {errors}");
            assert_eq!(always_at_least(&each, bar), mean.effect >= bar, "{each:?}, {bar}");
            seen[usize::from(above)] += 1;
        }
        assert!(seen.iter().all(|n| *n > 1000), "{seen:?}");
    }

    #[test]
    fn what_holds_within_bounds_holds_of_every_completion() {
        let mut state = 7;
        let (mut sure, mut broken) = (0, 0);
        for _ in 0..20_000 {
            let count = 1 + (dice(&mut state) * 4.0) as usize;
            let each: Vec<Bounded> = (0..count)
                .map(|_| {
                    let effect = dice(&mut state) * 0.6 - 0.1;
                    let error = 0.02 + dice(&mut state) * 0.1;
                    match (dice(&mut state) * 4.0) as usize {
                        0 => point(effect, error).of_any_error(),
                        1 => Bounded {
                            effect: Interval {
                                low: effect,
                                high: effect + 0.1,
                            },
                            error: Interval {
                                low: error,
                                high: error * 2.0,
                            },
                        },
                        _ => point(effect, error),
                    }
                })
                .collect();
            let whole = |state: &mut u64| -> Vec<Bounded> {
                let within = |i: Interval, state: &mut u64| match (i.low, i.high) {
                    (0.0, f64::INFINITY) => 10_f64.powf(dice(state) * 8.0 - 4.0),
                    (low, high) => low + (high - low) * dice(state),
                };
                each.iter()
                    .map(|one| point(within(one.effect, state), within(one.error, state)))
                    .collect()
            };
            let (bar, errors) = (0.0, 1.96);
            let said = always_above(&each, bar, errors);
            let least = always_at_least(&each, 0.05);
            for _ in 0..20 {
                let mean = common(whole(&mut state).iter().filter_map(|one| one.known())).unwrap();
                let holds = mean.effect - bar > errors * mean.variance.sqrt();
                assert!(holds || !said, "{each:?}");
                assert!(mean.effect >= 0.05 - 1e-9 || !least, "{each:?}");
                broken += usize::from(!holds);
            }
            sure += usize::from(said);
        }
        assert!(sure > 1000 && broken > 1000, "{sure}, {broken}");
    }

    #[test]
    fn rows_of_a_place_that_may_belong_elsewhere_only_widen() {
        let (a, b) = (point(0.3, 0.1), point(0.1, 0.2));
        let alone = composite(&[a], &[], 0.8).unwrap();
        assert_eq!(alone, a);
        let both = composite(&[a, b], &[], 0.8).unwrap().known().unwrap();
        let open = composite(&[a], &[b], 0.8).unwrap();
        // the mean of both is a mean of the first, with a weight within its bounds, and of the second
        let weight = 1.0 / both.variance / 2.0;
        assert!(1.0 / open.error.high.powi(2) <= weight + 1e-9);
        assert_eq!((open.effect, open.error.low), (a.effect, 0.1));
    }
}
