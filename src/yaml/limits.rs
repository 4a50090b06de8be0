//! What is read of a file at the most, and what it may become in memory.

use super::Entry;

/// What is read at the most. A real inventory of 170 initiatives has under a megabyte.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Bytes that the values of a file take in memory, with every copy that an anchor or an alias makes.
    pub memory: usize,
    /// So many of them for each byte of the file, where that is more: what is written out may be long. Copies take no
    /// more than `memory` however long it is.
    pub memory_a_byte: usize,
    /// Levels of nesting, those that aliases bring included.
    pub depth: usize,
}

impl Default for Limits {
    /// An inventory of 100,000 initiatives has 40 MB. In the usual ways of writing the values take 5 to 8.2 times the
    /// bytes of their file, and no file, however made, is to take much more than those. Judged in a table it then takes
    /// 0.9 GB in all.
    fn default() -> Self {
        Self {
            bytes: 48 << 20,
            memory: 80 << 20,
            memory_a_byte: 9,
            depth: 64,
        }
    }
}

impl Limits {
    /// Bytes that the values of a file of so many bytes take in memory at the most.
    pub(super) fn memory_of(&self, bytes: usize) -> usize {
        self.memory.max(self.memory_a_byte.saturating_mul(bytes))
    }
}

/// What a value takes in memory, without its text.
pub(super) const VALUE: usize = size_of::<Entry>();

/// The memory that is left. It is asked before anything is reserved, so that what a file becomes is never found out by
/// running out of it.
pub(super) struct Budget {
    left: usize,
    /// For copies.
    copies: usize,
}

impl Budget {
    /// For a file of so many bytes.
    pub fn new(limits: &Limits, bytes: usize) -> Self {
        Self {
            left: limits.memory_of(bytes),
            copies: limits.memory,
        }
    }

    /// Takes so many bytes; false, and nothing taken, when they are not there.
    #[must_use]
    pub fn take(&mut self, bytes: usize) -> bool {
        let rest = self.left.checked_sub(bytes);
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }

    /// The same for a copy.
    #[must_use]
    pub fn copy(&mut self, bytes: usize) -> bool {
        let rest = self.copies.checked_sub(bytes);
        self.copies = rest.unwrap_or(self.copies);
        rest.is_some() && self.take(bytes)
    }
}
