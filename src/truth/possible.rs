//! What a fact may be: the values that some completion of the unknowns would give.

use super::{Number, Truth};

/// The values a fact may still have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Possible {
    /// Any number from `low` to `high`, both included.
    Numbers {
        /// The least possible value.
        low: Number,
        /// The greatest possible value.
        high: Number,
    },
    /// Any of the declared options whose bit is set (bit 0 is the first option).
    Options(u64),
    /// Text or a list: only whether it is known matters to a rule.
    Words {
        /// Whether something is written there.
        known: bool,
    },
}

/// A test on a number: an interval, each end open or closed or absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Range {
    /// The least value that passes.
    pub low: Number,
    /// The greatest value that passes.
    pub high: Number,
}

impl Range {
    /// Whether a number passes.
    #[must_use]
    pub fn holds(self, number: Number) -> bool {
        number >= self.low && number <= self.high
    }

    /// The same range so much higher; an end that is absent stays so.
    #[must_use]
    pub fn shifted(self, by: Number) -> Self {
        let shift = |end: Number| {
            if end == Number::MIN || end == Number::MAX {
                end
            } else {
                end.plus(by)
            }
        };
        Self {
            low: shift(self.low),
            high: shift(self.high),
        }
    }
}

impl Possible {
    /// Exactly one number.
    #[must_use]
    pub fn number(value: Number) -> Self {
        Self::Numbers {
            low: value,
            high: value,
        }
    }

    /// Exactly one option, by its place among the declared ones.
    #[must_use]
    pub fn option(index: usize) -> Self {
        Self::Options(1 << index)
    }

    /// The options still possible, as bits; none for what has no options.
    #[must_use]
    pub fn bits(self) -> u64 {
        match self {
            Self::Options(bits) => bits,
            Self::Numbers { .. } | Self::Words { .. } => 0,
        }
    }

    /// Whether some value is possible of both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Numbers { low, high }, Self::Numbers { low: least, high: most }) => low <= most && least <= high,
            (Self::Options(a), Self::Options(b)) => a & b != 0,
            _ => false,
        }
    }

    /// Whether there is exactly one value.
    #[must_use]
    pub fn is_known(self) -> bool {
        match self {
            Self::Numbers { low, high } => low == high,
            Self::Options(bits) => bits.count_ones() == 1,
            Self::Words { known } => known,
        }
    }

    /// The number, where it is one and no other.
    #[must_use]
    pub fn one_number(self) -> Option<Number> {
        match self {
            Self::Numbers { low, high } if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether the value lies in the range.
    #[must_use]
    pub fn within(self, range: Range) -> Truth {
        match self {
            Self::Numbers { low, high } if low >= range.low && high <= range.high => Truth::True,
            Self::Numbers { low, high } if high < range.low || low > range.high => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Whether the value is among the options of the mask.
    #[must_use]
    pub fn among(self, mask: u64) -> Truth {
        match self {
            Self::Options(bits) if bits & !mask == 0 => Truth::True,
            Self::Options(bits) if bits & mask == 0 => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The lowest and the highest option still possible.
    #[must_use]
    pub fn option_bounds(self) -> Option<(usize, usize)> {
        match self {
            Self::Options(bits) if bits != 0 => {
                Some((bits.trailing_zeros() as usize, 63 - bits.leading_zeros() as usize))
            }
            _ => None,
        }
    }

    /// A yes-no value (option 0 is no, option 1 is yes).
    #[must_use]
    pub fn from_truth(truth: Truth) -> Self {
        Self::Options(match truth {
            Truth::False => 0b01,
            Truth::Unknown => 0b11,
            Truth::True => 0b10,
        })
    }

    /// The least of ordered options: what the minimum may be when each may be any of its own.
    #[must_use]
    pub fn least(values: &[Self]) -> Self {
        let mut bits = 0_u64;
        let mut ceiling = 63;
        for value in values {
            if let (Self::Options(own), Some((_, high))) = (value, value.option_bounds()) {
                bits |= own;
                ceiling = ceiling.min(high);
            }
        }
        Self::Options(bits & (u64::MAX >> (63 - ceiling)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, Possible, Range, Truth};

    #[test]
    fn a_bounded_number_is_tested_at_both_ends() {
        let whole = Number::whole;
        let value = Possible::Numbers {
            low: whole(2),
            high: whole(4),
        };
        let at_least = |n| Range {
            low: whole(n),
            high: Number::MAX,
        };
        assert_eq!(value.within(at_least(2)), Truth::True);
        assert_eq!(value.within(at_least(3)), Truth::Unknown);
        assert_eq!(value.within(at_least(5)), Truth::False);
    }

    #[test]
    fn the_least_of_levels_is_the_set_of_possible_minima() {
        for a in 1..8_u64 {
            for b in 1..8_u64 {
                let mut expected = 0;
                for i in 0..3 {
                    for j in 0..3 {
                        if a >> i & 1 == 1 && b >> j & 1 == 1 {
                            expected |= 1 << i.min(j);
                        }
                    }
                }
                let least = Possible::least(&[Possible::Options(a), Possible::Options(b)]);
                assert_eq!(least, Possible::Options(expected), "{a:b} {b:b}");
            }
        }
    }
}
