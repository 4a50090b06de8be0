//! How far numbers are rounded for those who read a report.

use crate::report::Audience;
use crate::rules::RuleSet;
use crate::rules::contract::Threshold;
use crate::truth::Number;

/// How numbers are rounded for those who read a report.
#[derive(Clone, Copy)]
pub(super) struct Rounding {
    effects: f64,
    students: f64,
}

impl Rounding {
    pub fn of(set: &RuleSet, audience: Audience) -> Self {
        let step = |threshold, inside: f64| {
            let public = || set.threshold(threshold).map(|p| p.value.as_f64());
            let public = public().filter(|_| audience == Audience::Public);
            public.unwrap_or(inside)
        };
        Self {
            effects: step(Threshold::PublicEffectStep, 0.001),
            students: step(Threshold::PublicStudentsStep, 1.0),
        }
    }

    /// A number that nobody's results are in.
    pub fn exact(value: f64) -> f64 {
        rounded(value, 0.001)
    }

    /// An effect in standard deviations.
    pub fn effect(self, value: f64) -> f64 {
        rounded(value, self.effects)
    }

    /// A share, in percent: a hundredth of a standard deviation goes with one percent.
    pub fn percent(self, share: f64) -> f64 {
        let step = if self.effects > 0.001 {
            100.0 * self.effects
        } else {
            0.001
        };
        rounded(100.0 * share, step)
    }

    /// A number of students.
    pub fn students(self, number: Number) -> String {
        let rounded = Number::nearest(rounded(number.as_f64(), self.students));
        rounded.unwrap_or(number).to_string()
    }
}

fn rounded(value: f64, step: f64) -> f64 {
    let near = (value / step).round() * step;
    // without the digits that binary fractions leave behind; adding zero turns -0 into 0
    (near * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn numbers_are_rounded_without_a_tail() {
        assert_eq!(rounded(0.068, 0.01).to_string(), "0.07");
        assert_eq!(rounded(-0.001, 0.01).to_string(), "0");
        assert_eq!(rounded(64.0, 10.0).to_string(), "60");
    }
}
