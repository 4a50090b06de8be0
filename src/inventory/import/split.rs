//! Rows that a person has split, and approaches that a person has confirmed: applied, and written into the mapping file.

use std::collections::HashSet;

use crate::diagnostics::Span;
use crate::inventory::workbook::layout::Field;
use crate::inventory::workbook::{add_note, tree};
use crate::yaml::{self, Kind, Node};

use super::map::remark;
use super::similar::{PARTS, shown};
use super::write::proposed;
use super::{Approach, Line, Map, Origin, Proposal, Reviewed, corrected};

/// Makes of a row the entries that the mapping file names. An amount belongs to all of them: it goes into their notes.
pub(super) fn apply(
    lines: Vec<Line>,
    parts: &dyn Fn(&Line) -> Option<Vec<String>>,
    amounts: &[&Field],
    before: &[Line],
) -> Vec<Line> {
    let mut keys: HashSet<String> = before.iter().chain(&lines).map(|l| l.key.clone()).collect();
    let mut all = Vec::with_capacity(lines.len());
    for mut line in lines {
        let names = parts(&line).filter(|_| line.aside.is_none());
        let Some(names) = names else {
            all.push(line);
            continue;
        };
        line.things.clear();
        if names.is_empty() {
            line.is_one = true;
            all.push(line);
            continue;
        }
        let shared: Vec<String> = amounts
            .iter()
            .filter_map(|f| Some(format!("{} {}", f.title, shown(&take(&mut line.record, &f.place())?))))
            .collect();
        for (place, name) in names.iter().enumerate() {
            let mut part = line.clone();
            part.name.clone_from(name);
            part.key.clone_from(name);
            while !keys.insert(part.key.clone()) {
                part.key.push('\'');
            }
            part.origin = Some(Origin {
                key: line.key.clone(),
                name: line.name.clone(),
                first: place == 0,
            });
            let others: Vec<&str> = names.iter().filter(|n| *n != name).map(String::as_str).collect();
            let mut notes = vec![format!("split off from “{}” (row {})", line.name, line.row)];
            notes.extend(shared.iter().map(|s| format!("{s}, shared with {}", others.join(", "))));
            if !part.id.is_empty() {
                notes.push(format!("id: {}", std::mem::take(&mut part.id)));
            }
            add_note(&mut part.record, &notes);
            if place > 0 {
                part.doubts.clear();
            } else {
                let told = |s: &String| {
                    format!(
                        "`{s}` stands for {} together: whose part is what is not known",
                        names.join(", ")
                    )
                };
                part.doubts.extend(shared.iter().map(told));
            }
            all.push(part);
        }
    }
    all
}

/// Takes an answer out of a record.
pub(super) fn take(node: &mut Node<'static>, place: &[String]) -> Option<Node<'static>> {
    let (first, rest) = place.split_first()?;
    let Kind::Map(entries) = &mut node.kind else {
        return None;
    };
    let found = entries.iter().position(|e| e.key == first.as_str())?;
    if rest.is_empty() {
        return Some(entries.remove(found).value);
    }
    let inner = &mut entries.get_mut(found)?.value;
    let taken = take(inner, rest);
    let empty = matches!(&inner.kind, Kind::Map(left) if left.is_empty());
    if empty {
        entries.remove(found);
    }
    taken
}

/// Approaches as a person has chosen them, and no pairs to merge among the lines of one.
pub(super) fn approaches(proposal: &mut Proposal, map: Option<&Map>, reviewed: Option<&Reviewed>) {
    for line in &mut proposal.lines {
        let said = reviewed.and_then(|r| corrected::approach(line, r));
        let chosen = said.is_some();
        if chosen {
            line.approach = said;
        }
        let Some((name, sure)) = map.and_then(|m| m.part_of(line)).filter(|_| !chosen) else {
            continue;
        };
        let as_proposed = line.approach.as_ref().is_some_and(|a| a.name == name);
        if sure || !as_proposed {
            let why = if sure {
                "chosen in the mapping file"
            } else {
                "proposed in the mapping file"
            };
            line.approach = Some(Approach {
                name: name.to_owned(),
                why: why.to_owned(),
                sure,
            });
        }
    }
    let of = |n: usize| proposal.lines.get(n).and_then(|l| l.approach.as_ref()).map(|a| &a.name);
    proposal.pairs.retain(|p| {
        p.why != PARTS
            || of(p.first)
                .filter(|n| !n.is_empty())
                .is_none_or(|one| of(p.second) != Some(one))
    });
}

impl Proposal {
    /// The approaches that are proposed and not confirmed, each with the number of its lines.
    pub(super) fn proposed_approaches(&self) -> Vec<(&Approach, usize)> {
        let mut found: Vec<(&Approach, usize)> = Vec::new();
        let open = self
            .entries()
            .filter_map(|l| l.approach.as_ref())
            .filter(|a| !a.sure && !a.name.is_empty());
        for approach in open {
            match found.iter_mut().find(|(a, _)| a.name == approach.name) {
                Some((_, count)) => *count += 1,
                None => found.push((approach, 1)),
            }
        }
        found
    }

    /// The entries whose names seem to hold several things.
    pub(super) fn with_several(&self) -> impl Iterator<Item = &Line> {
        self.entries()
            .filter(|l| !l.things.is_empty() && !l.is_one && !l.confirmed && l.origin.is_none())
    }

    /// Writes what is split, and what may be, into the mapping file.
    pub(super) fn map_split(&self, text: &mut String) {
        let names = |list: &[String]| list.iter().map(|n| yaml::in_quotes(n)).collect::<Vec<_>>().join(", ");
        let mut lines = String::new();
        for line in self.lines.iter().filter(|l| l.aside.is_none()) {
            match &line.origin {
                Some(origin) if origin.first => {
                    let parts = self.parts(&origin.key, line);
                    lines.push_str(&format!("  {}: [{}]\n", yaml::in_quotes(&origin.key), names(&parts)));
                }
                None if line.is_one => lines.push_str(&format!("  {}: keep\n", yaml::in_quotes(&line.key))),
                _ => {}
            }
        }
        for line in self.with_several() {
            let choice = format!("  # {}: [{}]", yaml::in_quotes(&line.key), names(&line.things));
            remark(&mut lines, choice, &self.row_of(line));
        }
        if !lines.is_empty() {
            text.push_str("\n# Rows that hold several things. Take the sign in front of a line away to make an entry of each; write `keep` for one\n# thing. Amounts are not divided: they go into the notes.\nsplit:\n");
            text.push_str(&lines);
        }
    }

    /// Writes the approaches into the mapping file.
    pub(super) fn map_approaches(&self, text: &mut String) {
        let chosen: Vec<(&Line, &Approach)> = self.entries().filter_map(|l| Some((l, l.approach.as_ref()?))).collect();
        if chosen.is_empty() {
            return;
        }
        text.push_str("\n# Lines of one approach, which are one decision. One with `?` is proposed: take the `?` away to confirm it; blank is none.\npart_of:\n");
        for (line, approach) in chosen {
            let shown = match (approach.name.as_str(), approach.sure) {
                ("", _) => String::new(),
                (name, true) => format!(" {}", yaml::in_quotes(name)),
                (name, false) => format!(" {}", yaml::in_quotes(&format!("{name}?"))),
            };
            remark(text, format!("  {}:{shown}", yaml::in_quotes(&line.key)), &approach.why);
        }
    }

    /// Writes the approach of an entry: an answer when a person has confirmed it.
    pub(super) fn put_approach(&self, line: &Line, record: &mut Node<'static>) {
        let (Some(field), Some(approach)) = (&self.approach_field, &line.approach) else {
            return;
        };
        if approach.name.is_empty() {
            return;
        }
        let place: Vec<String> = field.split('.').map(str::to_owned).collect();
        let name = tree::scalar(Span::NOWHERE, approach.name.clone(), !yaml::is_words(&approach.name));
        let name = if approach.sure {
            name
        } else {
            proposed(name, &approach.why)
        };
        let _ = tree::set(record, &place, Span::NOWHERE, name);
    }
}
