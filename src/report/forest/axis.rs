//! Where the axis begins and ends, and its ticks.

use crate::statistics::Interval;

/// Effects are between `low` and `high`, unless they are drawn as leaving the plot.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    /// Where a number stands, and how it is written.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Holds zero and every effect. Ends of intervals are held too, unless they are so far out that the others
    /// would be crowded together.
    pub(super) fn over(marks: impl Iterator<Item = (f64, Interval)>, prediction: Option<Interval>) -> Self {
        let marks: Vec<(f64, Interval)> = marks.filter(|(effect, _)| effect.is_finite()).collect();
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for (effect, _) in &marks {
            (low, high) = (low.min(*effect), high.max(*effect));
        }
        let halves = marks.iter().map(|(_, ci)| (ci.high - ci.low) / 2.0);
        let mut halves: Vec<f64> = halves.filter(|half| half.is_finite()).collect();
        halves.sort_by(f64::total_cmp);
        let usual = halves.get(halves.len() / 2).copied().unwrap_or_default();
        let room = (high - low).max(2.0 * usual);
        let (least, most) = (low - room, high + room);
        for end in marks.iter().map(|(_, interval)| interval).chain(&prediction) {
            if end.low.is_finite() && end.high.is_finite() {
                (low, high) = (low.min(end.low.max(least)), high.max(end.high.min(most)));
            }
        }
        let width = high - low;
        if (1e-290..1e290).contains(&width) {
            Self::ticked(low, high)
        } else {
            Self::ticked(-1.0, 1.0)
        }
    }

    fn ticked(low: f64, high: f64) -> Self {
        let rough = (high - low) / 5.0;
        let power = 10.0_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|n| n * power)
            .into_iter()
            .find(|step| *step >= rough * (1.0 - 1e-9))
            .unwrap_or(10.0 * power);
        let (first, last) = (
            (low / step * (1.0 - 1e-12)).floor(),
            (high / step * (1.0 - 1e-12)).ceil(),
        );
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let written = |value: f64| {
            if value == 0.0 {
                "0".to_owned()
            } else if value.abs() >= 1e5 {
                format!("{value:.0e}")
            } else {
                format!("{value:.decimals$}")
            }
        };
        let count = (last - first).clamp(1.0, 20.0) as usize;
        let at = |n: usize| (first + n as f64) * step;
        Self {
            low: at(0),
            high: at(count),
            ticks: (0..=count).map(|n| (at(n), written(at(n)))).collect(),
        }
    }

    /// A place from 0, where the axis begins, to 1, where it ends; `None` for what is no number.
    pub(super) fn share(&self, value: f64) -> Option<f64> {
        let share = (value - self.low) / (self.high - self.low);
        (value.is_finite() && share.is_finite()).then(|| share.clamp(0.0, 1.0))
    }

    pub(super) fn ends_before(&self, value: f64) -> bool {
        value > self.high
    }

    pub(super) fn begins_after(&self, value: f64) -> bool {
        value < self.low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(marks: &[(f64, f64, f64)]) -> Axis {
        let marks = marks
            .iter()
            .map(|&(effect, low, high)| (effect, Interval { low, high }));
        Axis::over(marks, None)
    }

    fn ticks(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn zero_and_every_effect_are_on_it() {
        let found = axis(&[(0.31, 0.2, 0.42), (0.55, 0.4, 0.7)]);
        assert_eq!(ticks(&found), ["0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(
            ticks(&axis(&[(-300.0, -400.0, -200.0)])),
            ["-400", "-300", "-200", "-100", "0"]
        );
    }

    #[test]
    fn one_wide_interval_does_not_crowd_the_others() {
        let found = axis(&[(0.1, 0.0, 0.2), (0.2, 0.1, 0.3), (0.15, -90.0, 90.0)]);
        assert!(found.ends_before(90.0) && found.begins_after(-90.0));
        assert!(found.high < 1.0 && found.low > -1.0, "{found:?}");
    }

    #[test]
    fn what_is_no_number_makes_no_axis() {
        for marks in [
            &[][..],
            &[(f64::NAN, 0.0, 1.0)],
            &[(0.0, 0.0, 0.0)],
            &[(f64::MAX, 0.0, f64::MAX)],
        ] {
            let found = axis(marks);
            assert!(found.low < found.high && found.high.is_finite(), "{found:?}");
        }
        assert_eq!(axis(&[]).share(f64::INFINITY), None);
    }
}
