//! Lines of JSON, a record each.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::batch::fields::{Fields, Problem};
use crate::batch::json::{self, Identity, Read};
use crate::batch::places::Places;
use crate::batch::scan;
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
    /// Those of the line that is read.
    quotes: RefCell<Places>,
}

impl<'t> Lines<'t> {
    /// The lines of a text of which the first has a number.
    #[must_use]
    pub fn of(text: &'t [u8], first: u64) -> Self {
        let mut ends = Places::of(b'\n');
        let ends = ends.find(text, 0, text.len());
        let mut records = Vec::with_capacity(ends.len() + 1);
        let mut start = 0;
        let ends = ends.iter().map(|end| *end as usize).chain([text.len()]);
        for (end, number) in ends.zip(first..) {
            let line = text.get(start..end).unwrap_or_default();
            if !line.trim_ascii().is_empty() {
                records.push((start, end, number));
            }
            start = end + 1;
        }
        Self {
            quotes: RefCell::new(Places::of(b'"')),
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
        let (from, to) = self.records.get(n).map_or((0, 0), |(from, to, _)| (*from, *to));
        if let Ok(mut quotes) = self.quotes.try_borrow_mut()
            && scan::line((set, fields), (self.text, from, to), &mut quotes, answers, identity).is_some()
        {
            return Read::Plain;
        }
        answers.clear();
        identity.clear();
        json::line(set, fields, self.line(n), answers, identity)
    }

    fn tree(&self, n: usize) -> Result<Node<'static>, Problem> {
        tree::of_json(self.line(n))
    }

    fn raw(&self, n: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.line(n))
    }
}
