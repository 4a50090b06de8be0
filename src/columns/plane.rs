//! One bit for each row of a block.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, Not};

/// How many rows a block has at the most.
pub const ROWS: usize = 1024;
const WORDS: usize = ROWS / 64;

/// One bit for each row of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(align(32))]
pub struct Plane([u64; WORDS]);

impl Default for Plane {
    fn default() -> Self {
        Self::NONE
    }
}

impl Plane {
    /// No row.
    pub const NONE: Self = Self([0; WORDS]);
    /// Every row.
    pub const ALL: Self = Self([u64::MAX; WORDS]);

    /// The first rows.
    #[must_use]
    pub fn first(rows: usize) -> Self {
        let mut plane = Self::NONE;
        for (place, word) in plane.0.iter_mut().enumerate() {
            let here = rows.saturating_sub(place * 64).min(64);
            *word = u64::MAX.checked_shr(64 - here as u32).unwrap_or(0);
        }
        plane
    }

    /// Whether a row is in it.
    #[must_use]
    pub fn has(self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Sixty-four rows from a multiple of that on, as bits.
    #[must_use]
    pub fn word(&self, place: usize) -> u64 {
        self.0.get(place).copied().unwrap_or_default()
    }

    /// Adds a row.
    pub fn add(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Adds a row, or takes it out.
    pub(super) fn set(&mut self, row: usize, is_in: bool) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word = *word & !(1 << (row % 64)) | u64::from(is_in) << (row % 64);
        }
    }

    /// Whether no row is in it.
    #[must_use]
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.0.iter().fold(0, |some, word| some | word) == 0
    }

    /// How many rows are in it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Takes in the rows that are in both of two others; whether there are any.
    #[inline(always)]
    pub(super) fn take_in(&mut self, one: &Self, other: &Self) -> bool {
        let mut some = 0;
        for ((slot, one), other) in self.0.iter_mut().zip(&one.0).zip(&other.0) {
            let both = one & other;
            *slot |= both;
            some |= both;
        }
        some != 0
    }

    /// The rows in it, in their order.
    pub fn rows(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(place, mut word)| {
            std::iter::from_fn(move || {
                let next = word.trailing_zeros() as usize;
                (word != 0).then(|| {
                    word &= word - 1;
                    place * 64 + next
                })
            })
        })
    }

    /// Adds to the bytes of its rows.
    pub(super) fn add_to(self, bytes: &mut [u8; ROWS], amount: u8) {
        for (word, bytes) in self.0.iter().zip(bytes.chunks_exact_mut(64)) {
            let (eights, _) = bytes.as_chunks_mut::<8>();
            for (bits, eight) in word.to_le_bytes().iter().zip(eights) {
                let apart = (u64::from(*bits) * LOW) & DIAGONAL;
                let ones = ((apart + !HIGH) | apart) >> 7 & LOW;
                *eight = (u64::from_le_bytes(*eight) + ones * u64::from(amount)).to_le_bytes();
            }
        }
    }

    /// The rows whose byte has a bit.
    pub(super) fn of_bit(bytes: &[u8; ROWS], bit: u32) -> Self {
        Self::of_eights(bytes, |eight| eight >> bit & LOW)
    }

    /// The rows whose byte, which is below 128, is not below another.
    pub(super) fn at_least(bytes: &[u8; ROWS], least: u8) -> Self {
        let least = u64::from(least) * LOW;
        Self::of_eights(bytes, |eight| ((eight | HIGH) - least) >> 7 & LOW)
    }

    /// The rows of which something is so, eight bytes at a time; `test` leaves 1 in each byte of which it is.
    fn of_eights(bytes: &[u8; ROWS], test: impl Fn(u64) -> u64) -> Self {
        let mut plane = Self::NONE;
        for (word, bytes) in plane.0.iter_mut().zip(bytes.chunks_exact(64)) {
            let (eights, _) = bytes.as_chunks::<8>();
            for (place, eight) in eights.iter().enumerate() {
                let bits = test(u64::from_le_bytes(*eight)).wrapping_mul(GATHER) >> 56;
                *word |= bits << (place * 8);
            }
        }
        plane
    }
}

/// The planes in which a row is, as bits.
pub(super) fn bits_at(planes: &[Plane], row: usize) -> u64 {
    let held = planes.iter().enumerate().filter(|(_, plane)| plane.has(row));
    held.fold(0, |bits, (place, _)| bits | 1 << place)
}

/// The lowest bit of each byte.
const LOW: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// The n-th bit of the n-th byte.
const DIAGONAL: u64 = 0x8040_2010_0804_0201;
/// Times this, the lowest bits of eight bytes stand side by side in the highest byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

macro_rules! word_by_word {
    ($trait:ident, $method:ident, $assign:ident, $assign_method:ident) => {
        word_by_word!($trait, $method);
        impl $assign for Plane {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                for (a, b) in self.0.iter_mut().zip(other.0) {
                    a.$assign_method(b);
                }
            }
        }
    };
    ($trait:ident, $method:ident) => {
        impl $trait for Plane {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut made = self;
                for (a, b) in made.0.iter_mut().zip(other.0) {
                    *a = a.$method(b);
                }
                made
            }
        }
    };
}
word_by_word!(BitAnd, bitand, BitAndAssign, bitand_assign);
word_by_word!(BitOr, bitor, BitOrAssign, bitor_assign);
word_by_word!(BitXor, bitxor);

impl Not for Plane {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

#[cfg(test)]
mod tests {
    use super::{Plane, ROWS};

    #[test]
    fn rows_are_those_whose_byte_passes() {
        let bytes: [u8; ROWS] = std::array::from_fn(|row| (row * 37 % 128) as u8);
        for least in [0, 1, 63, 64, 127] {
            let found: Vec<usize> = Plane::at_least(&bytes, least).rows().collect();
            let expected: Vec<usize> = (0..ROWS).filter(|row| row * 37 % 128 >= usize::from(least)).collect();
            assert_eq!(found, expected, "{least}");
        }
        for bit in 0..8 {
            let plane = Plane::of_bit(&bytes, bit);
            assert!(
                (0..ROWS).all(|row| plane.has(row) == ((row * 37 % 128) >> bit & 1 == 1)),
                "{bit}"
            );
        }
    }

    #[test]
    fn bytes_grow_in_the_rows_of_a_plane() {
        let mut bytes = [3; ROWS];
        let mut plane = Plane::NONE;
        (0..ROWS).filter(|row| row % 7 == 2).for_each(|row| plane.add(row));
        plane.add_to(&mut bytes, 4);
        assert!(
            bytes
                .iter()
                .enumerate()
                .all(|(row, byte)| *byte == if row % 7 == 2 { 7 } else { 3 })
        );
    }

    #[test]
    fn the_first_rows_are_as_many_as_asked_for() {
        for rows in [0, 1, 63, 64, 65, 255, 256] {
            assert!(Plane::first(rows).rows().eq(0..rows), "{rows}");
        }
    }
}
