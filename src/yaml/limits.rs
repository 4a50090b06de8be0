//! What is read of a file at the most, and what it may become in memory.

use super::Entry;

/// What is read at the most. A real inventory of 170 initiatives has under a megabyte.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Bytes that the values of a file take in memory, with every copy that an anchor or an alias makes.
    pub memory: usize,
    /// Levels of nesting, those that aliases bring included.
    pub depth: usize,
}

impl Default for Limits {
    /// An inventory of 10,000 initiatives has 20 MB and takes 70 MB.
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            memory: 80 << 20,
            depth: 64,
        }
    }
}

/// What a value takes in memory, without its text.
pub(super) const VALUE: usize = size_of::<Entry>();

/// The memory that is left. It is asked before anything is reserved, so that what a file becomes is never found out by
/// running out of it.
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { left: limits.memory }
    }

    /// Takes so many bytes; false, and nothing taken, when they are not there.
    #[must_use]
    pub fn take(&mut self, bytes: usize) -> bool {
        let rest = self.left.checked_sub(bytes);
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }
}
