//! The three truth values, exact numbers and sets of possible values.
//!
//! Nothing else in the crate writes a truth table. The semantics stand in `docs/semantics.md`.

mod date;
mod number;
mod possible;

pub use date::{PartialDate, date_text, day_of, days, months_before};
pub use number::Number;
pub use possible::{Possible, Range};

/// A truth value; the order is `False < Unknown < True`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Truth {
    /// Holds for no completion of what is unknown.
    False,
    /// Not settled by what is known.
    Unknown,
    /// Holds whatever the unknowns turn out to be.
    True,
}

impl Truth {
    /// The mirror: true becomes false, unknown stays.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// All of them: the least.
    pub fn all(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().min().unwrap_or(Self::True)
    }

    /// Any of them: the greatest.
    pub fn any(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().max().unwrap_or(Self::False)
    }

    /// At least `k` of them: true when `k` are true, false when fewer than `k` can be.
    pub fn at_least(k: usize, values: impl IntoIterator<Item = Self>) -> Self {
        let (mut holds, mut may) = (0, 0);
        for value in values {
            holds += usize::from(value == Self::True);
            may += usize::from(value != Self::False);
        }
        if holds >= k {
            Self::True
        } else if may < k {
            Self::False
        } else {
            Self::Unknown
        }
    }

    /// As a person reads it: `yes`, `no` or `unknown`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::False => "no",
            Self::Unknown => "unknown",
            Self::True => "yes",
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    const EVERY: [Truth; 3] = [False, Unknown, True];

    #[test]
    fn a_truth_takes_one_byte() {
        assert_eq!(1, size_of::<Truth>());
    }

    #[test]
    fn combinators_agree_with_every_completion() {
        for a in EVERY {
            for b in EVERY {
                for c in EVERY {
                    let completions = |f: &dyn Fn(&[bool]) -> bool| {
                        let options = |t: Truth| match t {
                            False => vec![false],
                            True => vec![true],
                            Unknown => vec![false, true],
                        };
                        let mut seen = Vec::new();
                        for x in options(a) {
                            for y in options(b) {
                                for z in options(c) {
                                    seen.push(f(&[x, y, z]));
                                }
                            }
                        }
                        match (seen.contains(&true), seen.contains(&false)) {
                            (true, false) => True,
                            (false, true) => False,
                            _ => Unknown,
                        }
                    };
                    assert_eq!(Truth::all([a, b, c]), completions(&|v| v.iter().all(|x| *x)));
                    assert_eq!(Truth::any([a, b, c]), completions(&|v| v.iter().any(|x| *x)));
                    for k in 0..=4 {
                        assert_eq!(
                            Truth::at_least(k, [a, b, c]),
                            completions(&|v| v.iter().filter(|x| **x).count() >= k)
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn negation_mirrors() {
        for a in EVERY {
            assert_eq!(a.negate().negate(), a);
        }
        assert_eq!(Unknown.negate(), Unknown);
    }
}
