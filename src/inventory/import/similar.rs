//! Entries that may be one: the same name, almost the same, or parts of one program. Merged only when chosen.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::workbook::layout::bare_name;
use crate::inventory::workbook::{add_note, tree};
use crate::yaml::{Entry, Kind, Node};

use super::words::{Words, tokens};
use super::{Map, Pair, Proposal};

/// Names that are more alike than this may be one.
const ALIKE: f64 = 0.88;

/// Why entries with the same first words may be one.
pub(super) const PARTS: &str = "may be parts of one program";

/// Above so many entries only equal names are looked for.
const MOST: usize = 2_000;

/// Finds pairs among the entries that are not set aside; each entry is named with the first it may belong to.
pub(super) fn find(proposal: &mut Proposal, words: &Words) {
    let aside = |line: &super::Line| line.aside.is_some() || proposal.set_aside_kinds.contains(&line.kind.kind);
    let entries: Vec<(usize, String, Vec<String>, Vec<String>)> = proposal
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !aside(line))
        .map(|(place, line)| {
            let all = tokens(&line.name);
            let mut telling: Vec<String> = all.iter().filter(|t| !words.common.contains(t)).cloned().collect();
            telling.sort();
            (place, bare_name(&line.name), all, telling)
        })
        .collect();
    let near = entries.len() <= MOST;
    let mut pairs = Vec::new();
    for (number, (second, name, all, telling)) in entries.iter().enumerate() {
        let before = entries.iter().take(number);
        let why = |(_, other, others, told): &(usize, String, Vec<String>, Vec<String>)| {
            if other == name {
                Some("the same name")
            } else if !near {
                None
            } else if !telling.is_empty() && telling == told {
                Some("the same words")
            } else if differ_in_numbers(all, others) {
                None
            } else if strsim::normalized_damerau_levenshtein(name, other) >= ALIKE {
                Some("almost the same name")
            } else if parts(all, others) {
                Some(PARTS)
            } else {
                None
            }
        };
        let found = before.filter_map(|entry| Some((entry.0, why(entry)?))).next();
        if let Some((first, why)) = found {
            pairs.push(Pair {
                first,
                second: *second,
                why: why.to_owned(),
            });
        }
    }
    proposal.pairs = pairs;
}

/// `Phase 1` and `Phase 2` are two.
fn differ_in_numbers(one: &[String], other: &[String]) -> bool {
    let numbers = |t: &[String]| {
        t.iter()
            .filter(|w| w.bytes().all(|b| b.is_ascii_digit()))
            .cloned()
            .collect::<Vec<_>>()
    };
    numbers(one) != numbers(other)
}

/// The same first words, at least two and at least half, and one or two other words at the end.
fn parts(one: &[String], other: &[String]) -> bool {
    let shared = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let longest = one.len().max(other.len());
    let letters: usize = one.iter().take(shared).map(String::len).sum();
    shared >= 2 && letters >= 6 && shared * 2 >= longest && longest - shared <= 2
}

/// Merges what a person has chosen to merge: the first keeps its answers, the other fills gaps and stands in the note.
pub(super) fn merge(proposal: &mut Proposal, map: &Map, out: &mut Diagnostics) {
    for (name, into, at) in map.merges() {
        // a key names one row; a name the first of its rows that is still there, and as the one to merge the last
        let open = |l: &super::Line| l.merged.is_none() && l.aside.is_none();
        let keyed = |wanted: &str| proposal.lines.iter().position(|l| l.key == wanted && l.aside.is_none());
        let named = |l: &super::Line, wanted: &str| l.name == wanted && open(l);
        let find = |wanted: &str| {
            let found = keyed(wanted).or_else(|| proposal.lines.iter().position(|l| named(l, wanted)))?;
            // an entry that was merged is replaced by the one that it was merged into
            proposal.lines.get(found).map(|l| l.merged.unwrap_or(found))
        };
        let second = keyed(name)
            .filter(|n| proposal.lines.get(*n).is_some_and(open))
            .or_else(|| proposal.lines.iter().rposition(|l| named(l, name)));
        let (Some(first), Some(second)) = (find(into), second) else {
            let missing = if find(into).is_none() { into } else { name };
            let near = out.nearest(missing, proposal.lines.iter().map(|l| l.key.as_str()));
            let help = near.map_or_else(
                || "write the names as in the list".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            let message = format!("the mapping file merges `{missing}`, which is no entry of the list");
            out.push(Diagnostic::error(Code::UnknownReference, at, message).help(help));
            continue;
        };
        if first == second {
            continue;
        }
        for line in proposal.lines.iter_mut().filter(|l| l.merged == Some(second)) {
            line.merged = Some(first);
        }
        let Some(other) = proposal.lines.get_mut(second) else {
            continue;
        };
        other.merged = Some(first);
        let name = other.name.clone();
        let (record, row, kind) = (other.record.clone(), other.row, other.kind.clone());
        let Some(line) = proposal.lines.get_mut(first) else {
            continue;
        };
        let mut told = Vec::new();
        take(&mut line.record, &record, &mut Vec::new(), &mut told);
        if line.kind.sure && kind.sure && line.kind.kind != kind.kind {
            told.push(format!("kind {}", kind.kind));
        }
        let said = if told.is_empty() {
            String::new()
        } else {
            format!(": {}", told.join(", "))
        };
        add_note(&mut line.record, &[format!("also in row {row} as “{name}”{said}")]);
        if line.kind.kind.is_empty() || (kind.sure && !line.kind.sure) {
            line.kind = kind;
        }
    }
    proposal.pairs.retain(|p| {
        let merged = |n: usize| proposal.lines.get(n).is_some_and(|l| l.merged.is_some());
        !merged(p.first) && !merged(p.second)
    });
}

/// Takes over what the first has not, and tells what differs.
fn take(into: &mut Node<'static>, from: &Node<'static>, path: &mut Vec<String>, told: &mut Vec<String>) {
    for entry in from.as_map().unwrap_or_default() {
        path.push(entry.key.to_string());
        if matches!(&entry.value.kind, Kind::Map(inner) if !is_range(inner)) {
            take(into, &entry.value, path, told);
        } else {
            let held = tree::get(into, path).cloned();
            match held {
                None => {
                    let _ = tree::set(into, path, Span::NOWHERE, entry.value.clone());
                }
                Some(held) if shown(&held) != shown(&entry.value) => {
                    told.push(format!("{} {}", path.join("."), shown(&entry.value)));
                }
                Some(_) => {}
            }
        }
        path.pop();
    }
}

/// Whether a group is one answer: from one value to another.
fn is_range(entries: &[Entry]) -> bool {
    let bound = |e: &Entry| matches!(&*e.key, "between" | "at_least" | "at_most");
    !entries.is_empty() && entries.iter().all(bound)
}

pub(super) fn shown(node: &Node) -> String {
    if let Kind::Map(entries) = &node.kind {
        let ends = entries
            .iter()
            .map(|e| format!("{} {}", e.key.replace('_', " "), shown(&e.value)));
        return ends.collect::<Vec<_>>().join(" ");
    }
    match node.as_list() {
        Some(items) => items.iter().filter_map(Node::as_text).collect::<Vec<_>>().join(" and "),
        None => node.as_text().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{differ_in_numbers, parts};
    use crate::inventory::import::words::tokens;

    #[test]
    fn parts_of_one_program_share_their_beginning() {
        let both = |a: &str, b: &str| parts(&tokens(a), &tokens(b));
        assert!(both("Summer school elementary", "Summer school middle"));
        assert!(!both("Equity training", "Equity professional development"));
        assert!(!both("Summer school", "Summer bridge"));
        assert!(!both("Pre-K scholarships", "Pre-K teacher training"));
        assert!(differ_in_numbers(&tokens("ACE 2.0"), &tokens("ACE 3.0")));
    }
}
