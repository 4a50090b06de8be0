//! What is written is read again: an answer that the reader of inventories would refuse goes into the note instead.

use std::collections::HashMap;

use crate::diagnostics::{Diagnostics, Span};
use crate::inventory::load::INITIATIVE;
use crate::inventory::record::Records;
use crate::inventory::workbook::layout::bare_name;
use crate::inventory::workbook::{add_note, tree};
use crate::rules::{RuleSet, Subject};
use crate::yaml::{self, Kind, Node};

use super::{Proposal, one_line};

/// The field that names other initiatives.
const REQUIRES: &str = "requires";

/// Reads answers as the reader of inventories does.
pub(super) struct Checker<'a>(Records<'a>);

impl<'a> Checker<'a> {
    pub fn new(set: &'a RuleSet) -> Self {
        Self(Records::new(set, Subject::Initiative, "an initiative", None))
    }

    /// What is wrong with an answer, in the reader's words.
    pub fn refuses(&self, place: &[String], answer: &Node<'static>) -> Option<String> {
        let mut record = tree::map(Span::NOWHERE);
        let _ = tree::set(&mut record, place, Span::NOWHERE, answer.clone());
        let mut out = Diagnostics::default();
        self.0.answers(&record, &INITIATIVE, &mut out);
        let first = out.iter().next()?;
        Some(one_line(&first.message))
    }
}

/// Names of other initiatives become their ids; what names none of the list, or closes a circle, goes into the note.
pub(super) fn references(proposal: &mut Proposal) {
    let mut ids: HashMap<String, usize> = HashMap::new();
    for (place, line) in proposal.lines.iter().enumerate() {
        if line.aside.is_none() {
            let into = line.merged.unwrap_or(place);
            ids.entry(bare_name(&line.name)).or_insert(into);
            ids.entry(bare_name(&line.id)).or_insert(into);
        }
    }
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); proposal.lines.len()];
    for place in 0..proposal.lines.len() {
        let Some(line) = proposal
            .lines
            .get(place)
            .filter(|l| l.aside.is_none() && l.merged.is_none())
        else {
            continue;
        };
        let Some(items) = line.record.get(REQUIRES).and_then(Node::as_list) else {
            continue;
        };
        let texts: Vec<String> = items.iter().filter_map(Node::as_text).map(str::to_owned).collect();
        if texts.is_empty() {
            continue;
        }
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for text in texts {
            let why = match ids.get(&bare_name(&text)).copied() {
                None => "is no entry of the list",
                Some(other) if reaches(&edges, other, place) => "rests on this entry itself",
                Some(other) => {
                    if let Some(edges) = edges.get_mut(place) {
                        edges.push(other);
                    }
                    good.extend(proposal.lines.get(other).map(|l| l.id.clone()));
                    continue;
                }
            };
            bad.push((text, why));
        }
        let Some(line) = proposal.lines.get_mut(place) else {
            continue;
        };
        if let Kind::Map(entries) = &mut line.record.kind {
            entries.retain(|e| e.key != REQUIRES);
        }
        if !good.is_empty() {
            let items = good.into_iter().map(|id| {
                let quoted = !yaml::is_words(&id);
                tree::scalar(Span::NOWHERE, id, quoted)
            });
            let list = tree::list(Span::NOWHERE, items.collect());
            let _ = tree::set(&mut line.record, &[REQUIRES.to_owned()], Span::NOWHERE, list);
        }
        for (text, why) in bad {
            let text = one_line(&text);
            line.doubts.push(format!("`{text}`, which it requires, {why}"));
            add_note(&mut line.record, &[format!("requires: {text}")]);
        }
    }
}

/// Whether one entry rests on another, or is it.
fn reaches(edges: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; edges.len()];
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        if here == to {
            return true;
        }
        if let Some(seen) = seen.get_mut(here).filter(|s| !**s) {
            *seen = true;
            open.extend(edges.get(here).into_iter().flatten());
        }
    }
    false
}
