//! Where the quotes of a line or the ends of lines stand, sixty-four bytes at a time.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

/// The places of a byte, found with the widest operations that this processor has.
#[derive(Debug)]
pub(super) struct Places {
    width: Level,
    byte: u8,
    /// Those of the text that was read last, and behind them what is not read.
    places: Vec<u32>,
    many: usize,
}

/// So many are noted without asking how many there are.
const NOTED: usize = 8;

impl Places {
    pub fn of(byte: u8) -> Self {
        Self {
            width: Level::new(),
            byte,
            places: Vec::new(),
            many: 0,
        }
    }

    /// Where it stands in a part of a text.
    pub fn find(&mut self, text: &[u8], from: usize, to: usize) -> &[u32] {
        self.many = 0;
        let line = text.get(from..to).unwrap_or_default();
        dispatch!(self.width, simd => self.read(simd, line, from as u32));
        self.places.get(..self.many).unwrap_or_default()
    }

    #[inline(always)]
    fn read<S: Simd>(&mut self, simd: S, line: &[u8], from: u32) {
        let byte = u8x64::splat(simd, self.byte);
        let (whole, rest) = line.as_chunks::<64>();
        let mut at = from;
        for bytes in whole {
            let bits = u8x64::from_slice(simd, bytes).simd_eq(byte).to_bitmask();
            self.note(bits, at);
            at += 64;
        }
        let mut last = [0; 64];
        last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
        let bits = u8x64::from_slice(simd, &last).simd_eq(byte).to_bitmask();
        self.note(bits, at);
    }

    #[inline(always)]
    fn note(&mut self, mut bits: u64, at: u32) {
        if bits == 0 {
            return;
        }
        let until = self.many + bits.count_ones() as usize;
        if self.places.len() < until + NOTED {
            self.places.resize(2 * until + 64, 0);
        }
        while self.many < until {
            let slots = self
                .places
                .get_mut(self.many..)
                .and_then(|slots| slots.first_chunk_mut::<NOTED>());
            for slot in slots.into_iter().flatten() {
                *slot = at + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            self.many += NOTED;
        }
        self.many = until;
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        let mut text = vec![b'.'; 300];
        let mut quotes = Places::of(b'"');
        for many in [0, 1, 7, 8, 9, 64, 70, 300] {
            let places: Vec<usize> = (0..many).map(|n| n * 300 / many.max(1)).collect();
            text.fill(b'.');
            for place in &places {
                text.get_mut(*place).into_iter().for_each(|byte| *byte = b'"');
            }
            for (from, to) in [(0, 300), (0, 0), (1, 65), (63, 64), (17, 211)] {
                let found: Vec<usize> = quotes.find(&text, from, to).iter().map(|at| *at as usize).collect();
                let expected: Vec<usize> = places.iter().copied().filter(|at| (from..to).contains(at)).collect();
                assert_eq!(found, expected, "{many} from {from} to {to}");
            }
        }
    }
}
