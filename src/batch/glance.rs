//! How the value of a field is read at a glance: a truth, a short number or a word among the options of a fact.

use crate::batch::answers;
use crate::batch::fields::Field;
use crate::batch::words::{Words, eight, lowest};
use crate::evaluate::Answers;
use crate::rules::{Fact, FactId, FactType, RuleSet};
use crate::truth::{Number, Possible};

/// How the value of a field is read at a glance.
#[derive(Clone, Debug)]
pub(super) enum Glance {
    /// A truth.
    Truth(FactId),
    /// One of some words, by their places among the options.
    Among(FactId, Words),
    /// A number.
    Number(FactId, FactType),
    /// Other text, such as a day.
    Text(FactId),
    Id,
    District,
    Name,
    Note,
    /// Not at a glance.
    Whole,
}

/// A value as it is written in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'l> {
    pub text: &'l [u8],
    pub from: usize,
    pub to: usize,
    /// Whether it stands in quotes, which are no part of it.
    pub quoted: bool,
}

impl Glance {
    pub fn of(set: &RuleSet, field: Field) -> Self {
        match field {
            Field::Id => Self::Id,
            Field::District => Self::District,
            Field::Name => Self::Name,
            Field::Note => Self::Note,
            Field::Group | Field::Whole | Field::Ignored => Self::Whole,
            Field::Fact(id) => match set.fact(id).kind {
                FactType::YesNo => Self::Truth(id),
                FactType::Choice | FactType::Level => {
                    let options = set.fact(id).options.iter();
                    Self::Among(id, Words::of(options.map(String::as_bytes)))
                }
                kind @ (FactType::Share | FactType::Count | FactType::Money | FactType::Number) => {
                    Self::Number(id, kind)
                }
                FactType::Date | FactType::Text | FactType::List => Self::Text(id),
            },
        }
    }

    /// Reads the value of a fact of which nothing was said before. Nothing where it has to be looked at closer.
    #[inline(always)]
    pub fn answer(&self, set: &RuleSet, value: &Written, answers: &mut Answers) -> Option<()> {
        let id = match self {
            Self::Truth(id) | Self::Among(id, _) | Self::Number(id, _) | Self::Text(id) => *id,
            _ => return None,
        };
        if answers.says(id) {
            return None;
        }
        let given = match (self, value.quoted) {
            (Self::Truth(_), false) => value.truth(),
            (Self::Number(_, kind), false) => value
                .number()
                .filter(|number| answers::fits(*kind, *number))
                .map(Possible::number),
            (Self::Among(_, words), true) => words.find(value.text, value.from, value.to).map(Possible::option),
            _ => None,
        };
        match given {
            Some(given) => answers.give(id, given),
            None => return value.rarer(set.fact(id), id, answers),
        }
        Some(())
    }
}

/// Numbers of so many digits at the most are the same to whoever reads them as floating-point numbers.
const DIGITS: usize = 15;
/// A number has so many places after the point.
const PLACES: usize = 6;
/// By how many places are missing: what a number without its point is millionths by.
const MILLIONTHS: [i64; PLACES + 1] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

impl<'l> Written<'l> {
    fn bytes(&self) -> &'l [u8] {
        self.text.get(self.from..self.to).unwrap_or_default()
    }

    /// Text without escapes, as it stands there.
    pub fn plain(&self) -> Option<&'l str> {
        let bytes = self.bytes();
        let plain = self.quoted && bytes.iter().all(|byte| *byte >= 0x20 && *byte != b'\\');
        std::str::from_utf8(bytes).ok().filter(|_| plain)
    }

    /// Text, or the digits of a whole number.
    pub fn text_or_number(&self) -> Option<&'l str> {
        if self.quoted {
            return self.plain();
        }
        let digits = self.bytes();
        let whole = digits.iter().all(u8::is_ascii_digit) && (1..=DIGITS).contains(&digits.len());
        let written = whole && (digits.len() == 1 || digits.first() != Some(&b'0'));
        std::str::from_utf8(digits).ok().filter(|_| written)
    }

    pub fn is_null(&self) -> bool {
        !self.quoted && self.bytes() == b"null"
    }

    /// A value that is not written as most are: nothing, words for an option or for not knowing, a day, or the last one of
    /// a text.
    #[cold]
    fn rarer(&self, fact: &Fact, id: FactId, answers: &mut Answers) -> Option<()> {
        match (self.quoted, self.bytes()) {
            (true, _) => answers::text(fact, id, self.plain()?, answers).ok(),
            (false, b"null") => Some(()),
            (false, truth @ (b"true" | b"false")) => answers::truth(fact, id, truth == b"true", answers).ok(),
            _ => None,
        }
    }

    /// Yes or no, without a branch between the two.
    #[inline(always)]
    fn truth(&self) -> Option<Possible> {
        let word = eight(self.text, self.from)?;
        let is = |text: &[u8; 8], length: usize| {
            let same = (word ^ u64::from_le_bytes(*text)) & lowest(length) == 0;
            same & (self.to - self.from == length)
        };
        let (yes, no) = (is(b"true\0\0\0\0", 4), is(b"false\0\0\0", 5));
        (yes | no).then(|| Possible::Options(1 << u64::from(yes)))
    }

    /// A short number.
    #[inline(always)]
    fn number(&self) -> Option<Number> {
        let length = self.to.checked_sub(self.from)?;
        let short = (1..=8).contains(&length).then(|| eight(self.text, self.from)).flatten();
        let short = short.and_then(|word| of_eight(word & lowest(length), length));
        short.or_else(|| of_many(self.bytes()))
    }
}

/// Every byte of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// A number without a sign in up to eight bytes, without a branch between its forms.
#[inline(always)]
fn of_eight(word: u64, length: usize) -> Option<Number> {
    let points = word ^ (EACH * u64::from(b'.'));
    let point = (points.wrapping_sub(EACH) & !points & (EACH << 7)).trailing_zeros() as usize / 8;
    let pointed = usize::from(point < 8);
    let whole = point.min(length);
    // the digits without the point, then to the end of the word, with naughts before
    let digits = (word & lowest(point)) | (word >> 8 & !lowest(point));
    let many = length - pointed;
    let before = 8usize.saturating_sub(many);
    let zeros = EACH * u64::from(b'0');
    let digits = digits.checked_shl(8 * before as u32)? | (zeros & lowest(before));
    let over = digits.wrapping_add(EACH * 6);
    let all = (digits & (EACH * 0xF0)) == zeros && (over & (EACH * 0xF0)) == zeros;
    // no number begins with a naught that stands for nothing, or ends with its point
    let places = length - whole - pointed;
    let first = (word & 0xFF) as u8;
    let written = all & (whole > 0) & (places <= PLACES) & (places > 0 || pointed == 0) & (first != b'0' || whole == 1);
    let value = {
        let value = digits ^ zeros;
        let pairs = value.wrapping_mul(10).wrapping_add(value >> 8);
        const LOW: u64 = 0x0000_00FF_0000_00FF;
        let fours = ((pairs & LOW).wrapping_mul(0x000F_4240_0000_0064))
            .wrapping_add((pairs >> 16 & LOW).wrapping_mul(0x0000_2710_0000_0001));
        fours >> 32
    };
    let by = MILLIONTHS.get(PLACES.wrapping_sub(places))?;
    written.then(|| Number::of_millionths(value as i64 * by))
}

/// A number of any length.
#[cold]
fn of_many(bytes: &[u8]) -> Option<Number> {
    let (negative, text) = match bytes.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let (mut value, mut digits, mut places) = (0_i64, 0, None::<usize>);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                // no number begins with a naught that stands for nothing
                if digits > DIGITS || (digits == 2 && text.first() == Some(&b'0') && places.is_none()) {
                    return None;
                }
                value = value * 10 + i64::from(byte - b'0');
                places = places.map(|places| places + 1);
            }
            b'.' if places.is_none() && digits > 0 => places = Some(0),
            _ => return None,
        }
    }
    let scale = PLACES
        .checked_sub(places.unwrap_or_default())
        .filter(|_| places != Some(0))?;
    let millionths = value.checked_mul(*MILLIONTHS.get(scale)?)?;
    // a larger one is not read exactly by whoever takes it for a floating-point number
    let number = Number::of_millionths(if negative { -millionths } else { millionths });
    (digits > 0 && millionths < 1 << 53).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{of_eight, of_many};

    #[test]
    fn eight_bytes_hold_the_same_number_as_any() {
        let signs = b"0129.-e ";
        let mut text = Vec::new();
        for mut drawn in 0..8_u64.pow(7) {
            text.clear();
            while drawn > 0 {
                text.push(*signs.get((drawn % 8) as usize).unwrap_or(&b'0'));
                drawn /= 8;
            }
            let mut word = [0; 8];
            word.iter_mut().zip(&text).for_each(|(slot, byte)| *slot = *byte);
            if !text.is_empty() && text.first() != Some(&b'-') {
                let (one, other) = (of_eight(u64::from_le_bytes(word), text.len()), of_many(&text));
                assert_eq!(one, other, "{}", String::from_utf8_lossy(&text));
            }
        }
        for text in [
            "12345678", "1.234567", "0.123456", "12345.67", "99999999", ".1234567", "1234567.",
        ] {
            let word = text
                .as_bytes()
                .first_chunk()
                .map_or(0, |bytes| u64::from_le_bytes(*bytes));
            assert_eq!(of_eight(word, 8), of_many(text.as_bytes()), "{text}");
        }
    }
}
