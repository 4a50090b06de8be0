//! Places that are marked, a bit each.

/// Places that are marked.
#[derive(Clone, Default, Debug)]
pub(crate) struct Marked(Vec<u64>);

impl Marked {
    /// None of so many; more take more room.
    pub fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Marks a place; whether it was not marked before.
    pub fn mark(&mut self, place: usize) -> bool {
        let (n, bit) = (place / 64, 1 << (place % 64));
        if self.0.len() <= n {
            self.0.resize(n + 1, 0);
        }
        let Some(word) = self.0.get_mut(n) else { return true };
        let first = *word & bit == 0;
        *word |= bit;
        first
    }

    /// Marks some places.
    pub fn mark_all(&mut self, places: impl IntoIterator<Item = usize>) {
        for place in places {
            self.mark(place);
        }
    }

    /// The first that is marked from a place on.
    pub fn next_from(&self, place: usize) -> Option<usize> {
        let mut words = self.0.iter().enumerate().skip(place / 64);
        let (first, word) = words.next()?;
        let rest = (first, word & u64::MAX << (place % 64));
        let (n, word) = std::iter::once(rest)
            .chain(words.map(|(n, word)| (n, *word)))
            .find(|(_, word)| *word != 0)?;
        Some(n * 64 + word.trailing_zeros() as usize)
    }

    /// The first that is marked, which is then no longer.
    pub fn take_first(&mut self) -> Option<usize> {
        let (n, word) = self.0.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
        let bit = word.trailing_zeros();
        *word &= *word - 1;
        Some(n * 64 + bit as usize)
    }
}
