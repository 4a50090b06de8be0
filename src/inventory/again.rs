//! One initiative of an inventory read anew where its lines alone were edited: the rest stands as it was read.
//!
//! Nothing is read so of which only the whole can tell what it means: whoever asks then reads the whole.

use std::collections::HashMap;

use crate::diagnostics::{Diagnostics, Span, sha256};
use crate::inventory::load::{Initiatives, spans_of};
use crate::inventory::rows::Rows;
use crate::inventory::{Initiative, Inventory, given_to};
use crate::rules::RuleSet;
use crate::rules::contract::KnownFact;
use crate::yaml::{self, Limits, Node};

/// The lines of an initiative in the text of its inventory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    /// Where the first of them begins.
    start: usize,
    /// Where its fields begin.
    fields: usize,
    /// How far what ends it is from the end of the text.
    behind: usize,
}

impl Lines {
    /// Those of an initiative that is written as an item of a list, on lines of its own; nothing for any other.
    pub fn of(text: &str, initiative: &Initiative) -> Option<Self> {
        let fields = initiative.span.start as usize;
        let start = text.get(..fields)?.rfind('\n').map_or(0, |n| n + 1);
        let dash = text.get(start..fields)?.find('-')?;
        let others = |c: char| c == ' ' || c == '-';
        if text.get(start..fields)?.matches('-').count() != 1 || !text.get(start..fields)?.chars().all(others) {
            return None;
        }
        let mut end = text.len();
        let mut at = start;
        for line in text.get(start..)?.split_inclusive('\n') {
            let said = line.trim_start_matches(' ');
            let indent = line.len() - said.len();
            let is_field = !said.trim().is_empty() && !said.starts_with('#');
            if at > start && is_field && indent <= dash {
                end = at + indent;
                break;
            }
            at += line.len();
        }
        Some(Self {
            start,
            fields,
            behind: text.len() - end,
        })
    }

    /// These lines as a text of its own, in which every column is the same.
    pub fn alone(self, text: &str) -> Option<String> {
        let own = text.get(self.fields..text.len().checked_sub(self.behind)?)?;
        // what is named here may be meant elsewhere
        let anchors = |c: char| own.match_indices(c).any(|(at, _)| is_anchor(own, at));
        (!anchors('&') && !anchors('*')).then(|| " ".repeat(self.fields - self.start) + own)
    }

    /// The initiative in these lines, with the places that it has in the whole text.
    pub fn node<'t>(self, alone: &'t str, before: &Initiative, out: &mut Diagnostics) -> Option<Node<'t>> {
        let mut node = yaml::read(before.span.source, alone, &Limits::default(), out)?;
        node.move_by(u32::try_from(self.start).ok()?);
        let id = node.get("id").and_then(Node::as_text).map(str::trim);
        (id == Some(before.id.as_str()) && node.span.start == before.span.start).then_some(node)
    }
}

/// Whether a sign may begin an anchor or an alias.
fn is_anchor(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + 1..).and_then(|text| text.chars().next());
    let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '{' | ',' | ':'));
    opens && after.is_some_and(|c| !c.is_whitespace())
}

/// An initiative that was read anew.
#[derive(Debug)]
pub(crate) struct ReadAgain {
    /// Its place.
    pub place: usize,
    /// As it stands now.
    pub initiative: Initiative,
    /// What stands from this byte on in the text as it was has moved by so many bytes.
    moved: (u32, i64),
    hash: String,
}

impl ReadAgain {
    /// The initiative at a place by a text that differs from the one before in its lines alone; nothing where that cannot
    /// be told from these, or something is wrong with them.
    pub fn of(
        set: &RuleSet,
        inventory: &Inventory,
        place: usize,
        (before, text): (&str, &str),
        lines: Lines,
    ) -> Option<Self> {
        let old = inventory.initiatives.get(place)?;
        let end = before.len().checked_sub(lines.behind)?;
        let same = before.get(..lines.fields)? == text.get(..lines.fields)?
            && before.get(end..)? == text.get(text.len().checked_sub(lines.behind)?..)?;
        // the studies of what is confirmed stand in the catalogue
        if !same || !old.elsewhere.is_empty() {
            return None;
        }
        let mut out = Diagnostics::default();
        let alone = lines.alone(text)?;
        let node = lines.node(&alone, old, &mut out)?;
        let places: HashMap<String, usize> = inventory.schools.iter().map(|s| s.id.clone()).zip(0..).collect();
        let goals = inventory.goals.iter().map(|g| g.id.clone()).collect();
        let rows = Rows::new(set, &places, goals, Some(inventory.as_of));
        let reader = Initiatives::of(set, &rows, Some(inventory.as_of));
        let mut left_out = Vec::new();
        let initiative = reader.initiative(&node, &mut left_out, &mut out)?;
        spans_of(&initiative, set, &mut out);
        let known = format!("{}: ", old.name);
        left_out.extend(
            inventory
                .left_out
                .iter()
                .filter(|line| line.starts_with(&known))
                .cloned(),
        );
        // what one initiative names is looked for in the whole
        let names = |of: &Initiative| {
            let named = [KnownFact::Goals, KnownFact::Requires].map(|fact| set.known(fact));
            let given = named.map(|fact| given_to(&of.given, fact?).map(|given| given.names.clone()));
            (of.name.clone(), given)
        };
        let stays = names(old) == names(&initiative) && left_out.is_empty() && initiative.elsewhere.is_empty();
        let by = i64::try_from(text.len()).ok()? - i64::try_from(before.len()).ok()?;
        (stays && !out.has_errors()).then_some(Self {
            place,
            initiative,
            moved: (u32::try_from(end).ok()?, by),
            hash: sha256(text.as_bytes()),
        })
    }

    /// Puts it in the place of what was read before.
    pub fn put_into(self, inventory: &mut Inventory) {
        let (from, by) = self.moved;
        let source = self.initiative.span.source;
        let shifted = |at: u32| u32::try_from(i64::from(at) + by).unwrap_or(u32::MAX);
        inventory.each_span(&mut |span: &mut Span| {
            if span.source == source && span.start >= from {
                (span.start, span.end) = (shifted(span.start), shifted(span.end));
            }
        });
        if let Some(held) = inventory.initiatives.get_mut(self.place) {
            *held = self.initiative;
        }
        inventory.hash = self.hash;
    }
}

impl Inventory {
    /// Every place that is kept.
    fn each_span(&mut self, each: &mut impl FnMut(&mut Span)) {
        let given = self.given.iter_mut().map(|g| &mut g.span);
        given.for_each(&mut *each);
        for school in &mut self.schools {
            each(&mut school.span);
            school.given.iter_mut().for_each(|g| each(&mut g.span));
        }
        for goal in &mut self.goals {
            each(&mut goal.span);
            goal.given.iter_mut().for_each(|g| each(&mut g.span));
        }
        self.calendar.stretches.iter_mut().for_each(|s| each(&mut s.span));
        for initiative in &mut self.initiatives {
            each(&mut initiative.span);
            initiative.given.iter_mut().for_each(|g| each(&mut g.span));
            let rows = initiative.results.iter_mut().chain(&mut initiative.levels);
            rows.for_each(|row| each(&mut row.span));
            initiative.studies.iter_mut().for_each(|study| each(&mut study.span));
            initiative.elsewhere.iter_mut().for_each(|said| each(&mut said.span));
            initiative.here.iter_mut().for_each(|said| each(&mut said.span));
        }
    }
}
