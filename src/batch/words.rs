//! Words told apart by how they begin, how they end and how long they are, sixteen bytes at a time.

/// How a word begins and ends, and how long it is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Ends {
    first: u128,
    last: u128,
    length: u32,
}

/// So many bytes at each end.
const END: usize = 16;

/// By how many: the lowest bytes of sixteen.
const LOWEST: [u128; END + 1] = {
    let mut lowest = [u128::MAX; END + 1];
    let mut bytes = 0;
    while bytes < END {
        #[expect(clippy::indexing_slicing, reason = "worked out before the program runs")]
        {
            lowest[bytes] = (1 << (8 * bytes)) - 1;
        }
        bytes += 1;
    }
    lowest
};

/// Eight bytes of a text; nothing where it ends before.
#[inline(always)]
pub(super) fn eight(text: &[u8], from: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(from..)?.first_chunk()?))
}

/// The lowest bytes of eight, so many.
#[inline(always)]
pub(super) fn lowest(bytes: usize) -> u64 {
    LOWEST.get(bytes).map_or(u64::MAX, |mask| *mask as u64)
}

impl Ends {
    /// Of a word in a text that goes on for sixteen bytes from where it begins; nothing where it does not.
    #[inline(always)]
    fn of(text: &[u8], from: usize, to: usize) -> Option<Self> {
        let length = to.checked_sub(from)?;
        let mask = *LOWEST.get(length.min(END))?;
        let end = |from: usize| Some(u128::from_le_bytes(*text.get(from..)?.first_chunk()?) & mask);
        Some(Self {
            first: end(from)?,
            last: end(from.max(to.saturating_sub(END)))?,
            length: length as u32,
        })
    }

    /// Of a word by itself.
    #[cold]
    fn alone(word: &[u8]) -> Self {
        let mut short = [0; END];
        let of = match short.get_mut(..word.len()) {
            Some(start) => {
                start.copy_from_slice(word);
                Self::of(&short, 0, word.len())
            }
            None => Self::of(word, 0, word.len()),
        };
        of.unwrap_or_default()
    }

    #[inline(always)]
    fn hash(&self, times: u64) -> u64 {
        let fold = |end: u128| end as u64 ^ ((end >> 64) as u64).rotate_left(25);
        let mixed = fold(self.first) ^ fold(self.last).rotate_left(11) ^ u64::from(self.length) << 56;
        mixed.wrapping_mul(times)
    }
}

/// Words by their places.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// Where the hash of a word puts it, or behind: its place, from one on.
    slots: Box<[u32]>,
    /// By place.
    ends: Vec<Ends>,
    words: Vec<Box<[u8]>>,
    times: u64,
    /// A hash has its slot in its highest bits, past so many.
    past: u32,
}

/// So many ways to hash are tried, to find one by which few words stand behind another.
const TRIED: u64 = 16;

impl Words {
    /// Of some words, all different.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Self {
        let words: Vec<Box<[u8]>> = words.into_iter().map(Into::into).collect();
        let ends: Vec<Ends> = words.iter().map(|word| Ends::alone(word)).collect();
        // most of them are empty
        let size = (words.len() * 8).next_power_of_two().max(2);
        let past = 64 - size.trailing_zeros();
        let ways = (0..TRIED).map(|n| 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(2 * n + 1));
        let tried = ways.map(|times| (placed(&ends, size, |ends| (ends.hash(times) >> past) as usize), times));
        let ((_, slots), times) = tried.min_by_key(|((behind, _), _)| *behind).unwrap_or_default();
        Self {
            slots: slots.into(),
            ends,
            words,
            times,
            past,
        }
    }

    /// The place of the word that stands in a text; it is found soonest where the text goes on for sixteen bytes.
    #[inline(always)]
    pub fn find(&self, text: &[u8], from: usize, to: usize) -> Option<usize> {
        let word = text.get(from..to)?;
        let ends = Ends::of(text, from, to).unwrap_or_else(|| Ends::alone(word));
        self.told(&ends, word)
    }

    /// The place of a word by itself.
    pub fn place(&self, word: &[u8]) -> Option<usize> {
        self.find(word, 0, word.len())
    }

    #[inline(always)]
    fn told(&self, ends: &Ends, word: &[u8]) -> Option<usize> {
        let mut at = (ends.hash(self.times) >> self.past) as usize;
        loop {
            let place = (*self.slots.get(at)? as usize).checked_sub(1)?;
            let same = self.ends.get(place)? == ends;
            if same && (word.len() <= 2 * END || self.words.get(place)?.as_ref() == word) {
                return Some(place);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The words, in the order of their places.
    pub fn each(&self) -> impl Iterator<Item = &[u8]> {
        self.words.iter().map(AsRef::as_ref)
    }
}

/// The slots of words, each where it belongs or behind, and by how many they stand behind.
fn placed(ends: &[Ends], size: usize, slot: impl Fn(&Ends) -> usize) -> (usize, Vec<u32>) {
    let (mut slots, mut behind) = (vec![0; size], 0);
    for (place, ends) in (1..).zip(ends) {
        let from = slot(ends);
        let mut steps = (0..size).map(|step| (step, (from + step) % size));
        if let Some((step, at)) = steps.find(|(_, at)| slots.get(*at) == Some(&0)) {
            behind += step;
            slots.get_mut(at).into_iter().for_each(|slot| *slot = place);
        }
    }
    (behind, slots)
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_word_is_found_by_its_place_and_no_other_word_is() {
        let long = "a word of more than sixteen bytes";
        let words = [
            "",
            "a",
            "id",
            "eight...",
            "sixteen bytes...",
            long,
            "a word of many more than 16 bytes",
        ];
        let words = Words::of(words.map(str::as_bytes));
        for (place, word) in words.each().enumerate() {
            assert_eq!(words.place(word), Some(place));
            for other in [0, word.len() / 2, word.len().saturating_sub(1)] {
                let mut changed = word.to_vec();
                changed.get_mut(other).into_iter().for_each(|byte| *byte ^= 1);
                assert!(word.is_empty() || words.place(&changed).is_none());
            }
        }
        assert_eq!(words.place(b"i"), None);
        assert_eq!(words.place(b"id\0"), None);
    }
}
