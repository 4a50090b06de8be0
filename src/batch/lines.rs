//! Lines of JSON, a record each.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::BufRead;

use crate::batch::fields::{Fields, Problem};
use crate::batch::json::{self, Identity, Read};
use crate::batch::scan::{self, Guess};
use crate::batch::tree;
use crate::batch::worker::Records;
use crate::evaluate::Answers;
use crate::rules::RuleSet;
use crate::yaml::Node;

/// Some lines of JSON of a longer stream. Empty lines are no records.
pub struct Lines<'t> {
    text: &'t [u8],
    /// Where each record begins and ends, and the number of its line.
    records: Vec<(usize, usize, u64)>,
    guess: RefCell<Guess>,
}

impl<'t> Lines<'t> {
    /// The lines of a text of which the first has a number.
    #[must_use]
    pub fn of(text: &'t [u8], first: u64) -> Self {
        let mut records = Vec::new();
        let (mut start, mut number) = (0, first);
        let mut left = text;
        while let Some(many) = left.skip_until(b'\n').ok().filter(|many| *many > 0) {
            let line = text.get(start..start + many).unwrap_or_default();
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            if !line.trim_ascii().is_empty() {
                records.push((start, start + line.len(), number));
            }
            start += many;
            number += 1;
        }
        Self {
            guess: RefCell::default(),
            text,
            records,
        }
    }

    fn line(&self, n: usize) -> &[u8] {
        let place = self.records.get(n);
        place
            .and_then(|(start, end, _)| self.text.get(*start..*end))
            .unwrap_or_default()
    }
}

impl Records for Lines<'_> {
    fn count(&self) -> usize {
        self.records.len()
    }

    fn number(&self, n: usize) -> u64 {
        self.records.get(n).map_or(0, |(.., number)| *number)
    }

    fn plain(&self, n: usize, set: &RuleSet, fields: &Fields, answers: &mut Answers, identity: &mut Identity) -> Read {
        let line = self.line(n);
        if let Ok(mut guess) = self.guess.try_borrow_mut()
            && scan::line((set, fields), line, &mut guess, answers, identity).is_some()
        {
            return Read::Plain;
        }
        answers.clear();
        identity.clear();
        json::line(set, fields, line, answers, identity)
    }

    fn tree(&self, n: usize) -> Result<Node<'static>, Problem> {
        tree::of_json(self.line(n))
    }

    fn raw(&self, n: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.line(n))
    }
}
