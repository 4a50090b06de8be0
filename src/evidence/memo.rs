//! What was worked out already, by what it was worked out from.

use std::sync::{Mutex, PoisonError};

/// Answers by their few questions. It is no part of what holds it: with and without, the answers are the same.
#[derive(Debug)]
pub(super) struct Memo<K, V>(Mutex<Vec<(K, V)>>);

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// The answer, worked out the first time.
    pub fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let known = |held: &Vec<(K, V)>| {
            held.iter()
                .find(|(other, _)| *other == key)
                .map(|(_, value)| value.clone())
        };
        if let Some(value) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return value;
        }
        // worked out without the lock: it may ask for others
        let value = make();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push((key, value.clone()));
        value
    }
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}
