//! A laid out decision as few bytes, so that no start has to compile that of the shipped rules.

use crate::diagram::compile::{Asked, Held};
use crate::diagram::flat::Flat;
use crate::rules::FactId;

/// Numbers written in sevens of bits, the lowest first.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// A number that says how many of something follow, of which each takes a byte or more.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }
}

fn write(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

impl Flat {
    /// The function as bytes; `mark` says of what it was made.
    #[must_use]
    pub fn pack(&self, mark: u64) -> Vec<u8> {
        let mut out = mark.to_le_bytes().to_vec();
        write(self.levels.len() as u64, &mut out);
        for (asked, _) in &self.levels {
            write(asked.fact.0.into(), &mut out);
        }
        write(self.ends.len() as u64, &mut out);
        self.ends.iter().for_each(|end| write(*end, &mut out));
        write(self.size() as u64, &mut out);
        let mut before = 0;
        for (node, level) in self.level_of.iter().enumerate() {
            write(u64::from(*level - before), &mut out);
            before = *level;
            // what a node leads to stands behind it, often close to what the cell before leads to
            let mut last = node as i64;
            for child in self.children_of(node) {
                let apart = i64::from(*child) - last;
                write(((apart << 1) ^ (apart >> 63)) as u64, &mut out);
                last = i64::from(*child);
            }
        }
        write(self.root.into(), &mut out);
        out
    }

    /// The function that was packed; nothing where it was made of something else, or is no such function. `held` says
    /// what is held of a fact of every record, and its cells.
    #[must_use]
    pub fn unpack(bytes: &[u8], mark: u64, mut held: impl FnMut(FactId) -> Option<(Asked, Held)>) -> Option<Self> {
        let (made_of, rest) = bytes.split_first_chunk::<8>()?;
        let mut bytes = Bytes((u64::from_le_bytes(*made_of) == mark).then_some(rest)?);
        let mut levels = Vec::new();
        for _ in 0..bytes.count()? {
            levels.push(held(FactId(u16::try_from(bytes.number()?).ok()?))?);
        }
        let mut ends = Vec::new();
        for _ in 0..bytes.count()? {
            ends.push(bytes.number()?);
        }
        let size = bytes.count()?;
        let mut made = Self {
            level_of: Vec::with_capacity(size),
            starts: Vec::with_capacity(size + 1),
            children: Vec::new(),
            root: 0,
            levels,
            ends,
        };
        let all = i64::try_from(size + made.ends.len()).ok()?;
        let mut level = 0;
        for node in 0..size {
            level += usize::try_from(bytes.number()?).ok()?;
            let (asked, _) = made.levels.get(level)?;
            made.level_of.push(level as u32);
            made.starts.push(made.children.len() as u32);
            let mut last = node as i64;
            for _ in 0..asked.cells.len() {
                let apart = bytes.number()?;
                last = last.checked_add((apart >> 1) as i64 ^ -((apart & 1) as i64))?;
                // arrows lead to what stands behind
                made.children
                    .push(u32::try_from(last).ok().filter(|_| last > node as i64 && last < all)?);
            }
        }
        made.starts.push(made.children.len() as u32);
        made.root = u32::try_from(bytes.number()?)
            .ok()
            .filter(|root| i64::from(*root) < all)?;
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Flat, write};

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX >> 1, u64::MAX] {
            let mut out = Vec::new();
            write(number, &mut out);
            assert_eq!(Bytes(&out).number(), Some(number));
        }
    }

    #[test]
    fn what_is_no_packed_function_is_refused() {
        for bytes in [
            &[][..],
            &[0; 7],
            &[0; 8],
            &[0, 0, 0, 0, 0, 0, 0, 0, 5],
            &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            assert!(Flat::unpack(bytes, 0, |_| None).is_none(), "{bytes:?}");
        }
    }
}
