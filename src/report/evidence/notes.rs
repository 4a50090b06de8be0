//! What is said in words beside pooled numbers, and in their place.

use serde_json::{Value, json};

use super::words::words;
use crate::statistics::{Note, PoolError, Pooled};

/// Why there is no mean, and what to do.
#[must_use]
pub fn no_mean(error: &PoolError) -> (String, String) {
    let id = missing_id(error);
    let advice = words("advice", id);
    let advice = if advice == id { words("advice", "other") } else { advice };
    (missing(id, error), advice)
}

/// What is said beside the numbers, part by part.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) list: Vec<Value>,
}

impl Notes {
    pub(super) fn push(&mut self, part: &str, id: &str, text: String) {
        let note = json!({ "part": part, "about": words("parts", part), "id": id, "words": text });
        if !self.list.contains(&note) {
            self.list.push(note);
        }
    }

    pub(super) fn add(&mut self, part: &str, id: &str) {
        self.push(part, id, words("notes", id));
    }

    pub(super) fn of(&mut self, part: &str, notes: &[Note]) {
        for note in notes {
            self.add(part, note_id(*note));
        }
    }

    pub(super) fn of_fit(&mut self, pooled: &Pooled) {
        self.of("fit", &pooled.notes);
        if (2..5).contains(&pooled.k) {
            self.add("fit", "few-rows");
        }
        if pooled.k == 2 && pooled.df.is_some() && pooled.prediction.is_some() {
            self.add("fit", "two-rows-prediction");
        }
    }

    pub(super) fn missing(&mut self, part: &str, error: &PoolError) {
        let id = missing_id(error);
        self.push(part, id, format!("Not computed: {}.", missing(id, error)));
    }

    /// The number of a part, or a note why there is none.
    pub(super) fn tell<'a, T>(&mut self, part: &str, found: &'a Result<T, PoolError>) -> Option<&'a T> {
        found.as_ref().map_err(|error| self.missing(part, error)).ok()
    }

    /// The same for one of many fits, which the note names.
    pub(super) fn tell_as<'a, T>(&mut self, part: &str, label: &str, found: &'a Result<T, PoolError>) -> Option<&'a T> {
        let failed = |error: &PoolError| {
            let id = missing_id(error);
            self.push(part, id, format!("{label} not computed: {}.", missing(id, error)));
        };
        found.as_ref().map_err(failed).ok()
    }
}

fn note_id(note: Note) -> &'static str {
    match note {
        Note::OneRow => "one-row",
        Note::EffectsNearlyEqual => "effects-nearly-equal",
        Note::TauIntervalEmpty => "tau-interval-empty",
        Note::VariancesFarApart => "variances-far-apart",
        Note::SeveralMaxima => "several-maxima",
    }
}

fn missing_id(error: &PoolError) -> &'static str {
    match error {
        PoolError::NoRows => "no-rows",
        PoolError::TooFewRows { .. } => "too-few-rows",
        PoolError::NotFinite { .. } => "not-finite",
        PoolError::ZeroVariance { .. } => "zero-variance",
        PoolError::NegativeVariance { .. } => "negative-variance",
        PoolError::Shape => "shape",
        PoolError::Collinear => "collinear",
        PoolError::TooFewGroups { .. } => "too-few-groups",
        PoolError::Inseparable => "inseparable",
        PoolError::OutOfDomain => "out-of-domain",
        PoolError::NoSpread => "no-spread",
        PoolError::OutOfRange => "out-of-range",
        PoolError::NotConverged => "not-converged",
    }
}

fn missing(id: &str, error: &PoolError) -> String {
    let text = words("missing", id);
    if let PoolError::TooFewRows { needed } | PoolError::TooFewGroups { needed } = error {
        return text.replace("{needed}", &needed.to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::words::has;
    use super::*;
    use crate::statistics::{Estimator, Test};

    #[test]
    fn every_note_has_words() {
        let notes = [
            Note::OneRow,
            Note::EffectsNearlyEqual,
            Note::TauIntervalEmpty,
            Note::VariancesFarApart,
            Note::SeveralMaxima,
        ];
        assert!(notes.into_iter().all(|note| has("notes", note_id(note))));
        for (needed, row) in [(2, 0), (3, 1)] {
            let errors = [
                PoolError::NoRows,
                PoolError::TooFewRows { needed },
                PoolError::NotFinite { row },
                PoolError::ZeroVariance { row },
                PoolError::NegativeVariance { row },
                PoolError::Shape,
                PoolError::Collinear,
                PoolError::TooFewGroups { needed },
                PoolError::Inseparable,
                PoolError::OutOfDomain,
                PoolError::NoSpread,
                PoolError::OutOfRange,
                PoolError::NotConverged,
            ];
            for error in errors {
                assert!(has("missing", missing_id(&error)));
                assert!(!no_mean(&error).0.contains('{'));
            }
        }
        assert!(Estimator::ALL.iter().all(|e| has("methods", e.name())));
        assert!(Test::ALL.iter().all(|t| has("tests", t.name())));
    }
}
