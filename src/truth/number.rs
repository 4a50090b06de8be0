//! Exact decimal numbers with six places.

use std::fmt;

/// A decimal with at most six places, compared exactly; up to nine million million.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct Number(i64);

const UNIT: i64 = 1_000_000;
const LARGEST: i64 = 9_000_000_000_000;

impl Number {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest number the program reads.
    pub const MAX: Self = Self(LARGEST * UNIT);
    /// The smallest number the program reads.
    pub const MIN: Self = Self(-LARGEST * UNIT);

    /// So many millionths; clamped to the range of the type.
    #[must_use]
    pub fn of_millionths(value: i64) -> Self {
        Self(value).clamp(Self::MIN, Self::MAX)
    }

    /// How many millionths it is.
    #[must_use]
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// A whole number; clamped to the range of the type.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self(value.clamp(-LARGEST, LARGEST) * UNIT)
    }

    /// How many there are.
    #[must_use]
    pub fn count(many: usize) -> Self {
        Self::whole(i64::try_from(many).unwrap_or(i64::MAX))
    }

    /// The nearest decimal with six places; `None` for what is not finite or out of range.
    #[must_use]
    pub fn nearest(value: f64) -> Option<Self> {
        let scaled = (value * UNIT as f64).round();
        (scaled.abs() <= (LARGEST * UNIT) as f64).then_some(Self(scaled as i64))
    }

    /// Reads `12`, `-0.05`, `1.5`; `None` when it is no decimal, has over six places or is out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let decimal = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !decimal(whole) || !decimal(places) || (whole.is_empty() && places.is_empty()) {
            return None;
        }
        if (whole.len() > 1 && whole.starts_with('0')) || places.len() > 6 || digits.ends_with('.') {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        if whole > LARGEST {
            return None;
        }
        let mut scaled: i64 = 0;
        for place in 0..6 {
            scaled = scaled * 10 + places.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
        }
        let value = whole * UNIT + scaled;
        Some(Self(if negative { -value } else { value }))
    }

    /// As a floating-point number, for statistics.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / UNIT as f64
    }

    /// True when there is no fraction.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0 % UNIT == 0
    }

    /// The least whole number that is not below.
    #[must_use]
    pub fn ceil(self) -> Self {
        Self(self.0.div_euclid(UNIT) * UNIT + if self.0.rem_euclid(UNIT) == 0 { 0 } else { UNIT })
    }

    /// The greatest whole number that is not above.
    #[must_use]
    pub fn floor(self) -> Self {
        Self(self.0.div_euclid(UNIT) * UNIT)
    }

    /// The next smaller decimal.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The next larger decimal.
    #[must_use]
    pub fn after(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The same below zero.
    #[must_use]
    pub fn negative(self) -> Self {
        Self(self.0.saturating_neg()).clamp(Self::MIN, Self::MAX)
    }

    /// The sum; the largest number where it would be out of range.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0)).clamp(Self::MIN, Self::MAX)
    }

    /// The difference; the smallest number where it would be out of range.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0)).clamp(Self::MIN, Self::MAX)
    }

    /// The product, rounded down to six places; the largest number where it would be out of range.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = (i128::from(self.0) * i128::from(other.0)).div_euclid(i128::from(UNIT));
        let within = i64::try_from(product).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX });
        Self(within).clamp(Self::MIN, Self::MAX)
    }

    /// The quotient, rounded to six places; `None` when divided by nothing.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        if other.0 == 0 {
            None
        } else {
            Self::nearest(self.as_f64() / other.as_f64())
        }
    }

    /// The mean of some numbers, rounded down to six places; nothing for none.
    #[must_use]
    pub fn mean(values: &[Self]) -> Self {
        let sum: i128 = values.iter().map(|n| i128::from(n.0)).sum();
        let count = i128::try_from(values.len()).unwrap_or(1).max(1);
        Self(i64::try_from(sum.div_euclid(count)).unwrap_or(0))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{fraction:06}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn reads_and_writes_decimals_exactly() {
        for text in ["0", "12", "-0.05", "0.833", "1234567.000001", "-9000000000000"] {
            let number = Number::parse(text).map(|n| n.to_string());
            assert_eq!(number.as_deref(), Some(text));
        }
        assert_eq!(Number::parse("1.50").map(|n| n.to_string()).as_deref(), Some("1.5"));
    }

    #[test]
    fn refuses_what_is_no_plain_decimal() {
        for text in [
            "",
            ".",
            "-",
            "1e3",
            "014",
            "1.0000001",
            "NaN",
            "inf",
            "1_000",
            "9000000000001",
            "5.",
            "٣",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_mean_and_the_quotient_are_rounded_to_six_places() {
        let one = Number::whole(1);
        assert_eq!(
            one.over(Number::whole(3)).map(|n| n.to_string()).as_deref(),
            Some("0.333333")
        );
        assert_eq!(one.over(Number::ZERO), None);
        assert_eq!(Number::mean(&[one, Number::ZERO]).to_string(), "0.5");
        assert_eq!(Number::nearest(f64::NAN), None);
    }
}
