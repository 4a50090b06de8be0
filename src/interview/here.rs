//! How lines are run here, beside the conditions under which what they are confirmed to be worked elsewhere: what is asked,
//! and how an answer is written down.

use jiff::civil::Date;

use crate::catalogue::{Condition, Known};
use crate::inventory::ticks::in_yaml;
use crate::inventory::{Here, Initiative};
use crate::rules::unanswered;
use crate::yaml::{Kind, Node};

use super::{Asked, Changed, Interview, Refusal, edit};

/// How it is said in a file and to a person that something is not known.
const NOT_KNOWN: &str = "unsure";

/// A condition about which nobody has said how it is here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsaid {
    /// The id of the initiative.
    pub initiative: String,
    /// The id of the entry that a person confirmed.
    pub of: String,
    /// Its name.
    pub entry: String,
    /// The condition.
    pub condition: Condition,
}

/// What a person says of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SaidHere {
    /// The id of the entry.
    pub of: String,
    /// The id of the condition.
    pub condition: String,
    /// How it is here; empty where that is not known.
    pub is: String,
    /// Who says so.
    pub by: String,
}

impl SaidHere {
    /// What somebody typed of a condition.
    #[must_use]
    pub fn read(unsaid: &Unsaid, typed: &str, by: &str) -> Self {
        let typed = typed.trim();
        Self {
            of: unsaid.of.clone(),
            condition: unsaid.condition.id.clone(),
            is: match unanswered(typed) {
                Some(_) => String::new(),
                None => typed.to_owned(),
            },
            by: by.to_owned(),
        }
    }

    /// As it is shown.
    #[must_use]
    pub fn in_words(&self) -> String {
        in_words(&self.is)
    }

    fn in_yaml(&self, on: Date) -> String {
        let [of, condition, is, by] = [&self.of, &self.condition, &self.in_words(), &self.by].map(|t| in_yaml(t));
        format!("{{ of: {of}, condition: {condition}, is: {is}, said_by: {by}, on: {on} }}")
    }

    /// Whether this is what stands there.
    fn is_held(&self, here: &Here) -> bool {
        here.of == self.of && here.condition == self.condition && here.is == self.is && here.said_by == self.by
    }
}

fn in_words(is: &str) -> String {
    if is.is_empty() { NOT_KNOWN } else { is }.to_owned()
}

impl Interview<'_> {
    /// The conditions under which what lines are confirmed to be worked elsewhere, where nobody has said how it is here,
    /// in the order of the lines. Of an approach of which a part was published after the audit there are none.
    #[must_use]
    pub fn unsaid(&self) -> Vec<Unsaid> {
        let Some(catalogue) = &self.catalogue else {
            return Vec::new();
        };
        let (on, district) = (self.inventory.as_of, self.inventory.district.as_str());
        let mut all = Vec::new();
        for initiative in &self.inventory.initiatives {
            for said in initiative.elsewhere.iter().filter(|said| said.is_confirmed()) {
                let approach = catalogue.approach_of(&said.is);
                let whole =
                    |a: &&crate::catalogue::Approach| Known::of(catalogue, &a.evidence, on, district).is_whole();
                let Some(approach) = approach.filter(whole) else {
                    continue;
                };
                let name = catalogue.entry(&said.is).and_then(|entry| catalogue.named(entry));
                let is_said = |condition: &&Condition| {
                    let same = |here: &Here| here.of == said.is && here.condition == condition.id;
                    !initiative.here.iter().any(same)
                };
                all.extend(approach.asked().filter(is_said).map(|condition| Unsaid {
                    initiative: initiative.id.clone(),
                    of: said.is.clone(),
                    entry: name.map_or("", |(_, name)| name).to_owned(),
                    condition: condition.clone(),
                }));
            }
        }
        all
    }

    /// What is said of a condition of an initiative, in words; nothing where nobody has said it.
    #[must_use]
    pub fn here(&self, place: usize, of: &str, condition: &str) -> Option<String> {
        let all = self.inventory.initiatives.get(place)?.here.iter();
        let mut found = all.filter(|here| here.of == of && here.condition == condition);
        found.next().map(|here| in_words(&here.is))
    }

    /// Writes down how a line is run here.
    ///
    /// # Errors
    /// When it cannot be written without changing something else; nothing is changed then.
    pub fn say_here(&mut self, place: usize, said: &SaidHere) -> Result<(), Refusal> {
        let item = said.in_yaml(self.as_of);
        let held = self
            .inventory
            .initiatives
            .get(place)
            .map_or(&[][..], |i| i.here.as_slice());
        let at = held
            .iter()
            .position(|h| h.of == said.of && h.condition == said.condition);
        let (text, read) = self.edited(Asked::Here(place), |text, record| {
            edit::listed(text, record, Here::FIELD, at, &item)
        })?;
        let now = read.initiatives.get(place).map_or(&[][..], |i| i.here.as_slice());
        let others = |all: &[Here]| -> Vec<(String, String, String, String, String)> {
            let others = all.iter().filter(|h| h.of != said.of || h.condition != said.condition);
            others.map(owned).collect()
        };
        if others(held) != others(now) || now.iter().filter(|here| said.is_held(here)).count() != 1 {
            let span = self.inventory.initiatives.get(place).map(|i| i.span);
            return Err(Refusal::NotWritten(self.line_of(span.map_or(0, |s| s.start as usize))));
        }
        self.go_to(text, read);
        Ok(())
    }

    /// Goes on with the text as somebody else has left it, and finds an initiative again of which it is said how it is
    /// run here.
    ///
    /// # Errors
    /// When the text has errors, the initiative is gone, or somebody else has said it now.
    pub fn take_up_here(
        &mut self,
        text: String,
        as_of: Option<Date>,
        place: usize,
        said: &SaidHere,
    ) -> Result<usize, Changed> {
        let id = self.inventory.initiatives.get(place).map(|i| i.id.clone());
        let before = self.here(place, &said.of, &said.condition);
        self.go_on_with(text, as_of)?;
        let place = id.and_then(|id| self.place_of(&id)).ok_or(Changed::Gone)?;
        match self.here(place, &said.of, &said.condition) {
            Some(now) if before.as_ref() != Some(&now) => Err(Changed::Answered(now)),
            Some(_) | None => Ok(place),
        }
    }
}

/// What stands there, whatever its place.
pub(super) fn owned(here: &Here) -> (String, String, String, String, String) {
    let Here {
        of,
        condition,
        is,
        said_by,
        on,
        ..
    } = here;
    (of.clone(), condition.clone(), is.clone(), said_by.clone(), on.clone())
}

/// Whether a record says how it is here and not all of that was taken in: what is dated after the audit is kept.
pub(super) fn is_left_out(record: &Node, initiative: Option<&Initiative>) -> bool {
    let stands = record.get(Here::FIELD).map_or(0, |node| match &node.kind {
        Kind::List(items) => items.len(),
        Kind::Map(_) => 1,
        Kind::Blank | Kind::Scalar(..) => 0,
    });
    stands != initiative.map_or(0, |i| i.here.len())
}
