//! The rows of a list: their answers, their kinds, and which of them are no initiative.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Span;
use crate::inventory::workbook::layout::{Field, Layout, plain};
use crate::inventory::workbook::{add_note, slug, tree, value};
use crate::rules::{FactType, RuleSet, unanswered};
use crate::sheets::CellKind;
use crate::yaml::Node;

use super::columns::{Cells, Table, reads};
use super::words::{Words, holds, tokens};
use super::{KindChoice, Line, Map, Proposal, Target, one_line};

/// Reads every row into the proposal.
pub(super) fn read(proposal: &mut Proposal, table: &Table, set: &RuleSet, words: &Words, map: Option<&Map>) {
    let layout = Layout::of(set);
    let headings = headings(proposal, table, &layout);
    let mut ids: HashSet<String> = HashSet::new();
    let mut section = String::new();
    for (row, cells) in &table.rows {
        let mut line = line(proposal, *row, cells, set, words);
        let found = headings
            .get(row)
            .cloned()
            .or_else(|| aside(&line, cells, proposal, &layout));
        line.aside = match map.and_then(|m| m.aside(&line.name)) {
            Some(choice) if choice.eq_ignore_ascii_case("keep") => None,
            Some(reason) => Some(reason.to_owned()),
            // an entry that the file knows by its kind is one
            None if map.is_some_and(|m| m.kind(&line.name).is_some()) => None,
            None => found,
        };
        if line.aside.is_some() {
            if headings.get(row).is_some_and(|why| why.starts_with("a heading")) {
                section.clone_from(&line.name);
            }
            proposal.lines.push(line);
            continue;
        }
        if !section.is_empty() {
            add_note(&mut line.record, &[format!("under the heading {section}")]);
        }
        if proposal.has_kinds {
            line.kind = kind(&line, cells, proposal, set, map);
        }
        let wanted = slug(&line.name);
        let wanted = if wanted.is_empty() {
            format!("row-{row}")
        } else {
            wanted
        };
        let mut id = wanted.clone();
        let mut number = 1;
        while !ids.insert(id.clone()) {
            number += 1;
            id = format!("{wanted}-{number}");
        }
        line.id = id;
        goals(&mut line.record, &mut proposal.goals);
        proposal.lines.push(line);
    }
}

/// The answers of a row.
fn line(proposal: &mut Proposal, row: u32, cells: &Cells, set: &RuleSet, words: &Words) -> Line {
    let mut record = tree::map(Span::NOWHERE);
    let (mut notes, mut doubts, mut name) = (Vec::new(), Vec::new(), String::new());
    for (number, kind, text) in cells {
        let Some(column) = proposal.columns.iter().find(|c| c.number == *number) else {
            notes.push(one_line(text));
            continue;
        };
        if words.is_blank(text) {
            continue;
        }
        match &column.target {
            Target::Ignore => {}
            Target::District => {
                if proposal.district.is_empty() {
                    proposal.district = one_line(text);
                }
            }
            Target::Note if column.header.to_lowercase().starts_with("note") => notes.push(one_line(text)),
            Target::Note if words.is_unsure(text) => {}
            Target::Note => notes.push(format!("{}: {}", column.header, one_line(text))),
            Target::Field(field) if field.path == "name" => name = one_line(text),
            // read from the words of the whole row
            Target::Field(field) if field.path == "kind" => {
                if kind_named(text, set).is_none() && !words.is_unsure(text) {
                    notes.push(format!("{}: {}", column.header, one_line(text)));
                }
            }
            Target::Field(field) => match answer(field, *kind, text, set, words) {
                Some(node) => {
                    let _ = tree::set(&mut record, &field.place(), Span::NOWHERE, node);
                }
                None => {
                    doubts.push(format!("`{}` is not readable as `{}`", one_line(text), field.title));
                    notes.push(format!("{}: {}", column.header, one_line(text)));
                }
            },
        }
    }
    if !notes.is_empty() {
        add_note(&mut record, &notes);
    }
    let written: Vec<String> = cells.iter().map(|(_, _, text)| one_line(text)).collect();
    Line {
        row,
        id: String::new(),
        name,
        record,
        kind: KindChoice::default(),
        aside: None,
        merged: None,
        doubts,
        written: written.join(" | "),
    }
}

fn answer(field: &Field, kind: CellKind, text: &str, set: &RuleSet, words: &Words) -> Option<Node<'static>> {
    if words.is_unsure(text) || unanswered(text).is_some() {
        return Some(tree::scalar(Span::NOWHERE, "unsure", false));
    }
    if matches!(kind, CellKind::Error | CellKind::Unsaved) || !reads(field, kind, text, set) {
        return None;
    }
    value::read(field, kind, text)
        .ok()
        .map(|said| tree::said(Span::NOWHERE, said))
}

fn cell<'a>(proposal: &Proposal, cells: &Cells<'a>, wanted: impl Fn(&Field) -> bool) -> Option<(CellKind, &'a str)> {
    let column = proposal
        .columns
        .iter()
        .find(|c| matches!(&c.target, Target::Field(f) if wanted(f)))?;
    cells
        .iter()
        .find(|(number, ..)| *number == column.number)
        .map(|(_, kind, text)| (*kind, *text))
}

/// The amount of money in a row, when there is one.
fn amount(proposal: &Proposal, cells: &Cells) -> Option<f64> {
    let (_, text) = cell(proposal, cells, |f| f.fact_type() == FactType::Money)?;
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().ok().filter(|n| *n > 0.0)
}

/// Rows that stand over or under others: a heading, or a sum of those below or above it.
fn headings(proposal: &Proposal, table: &Table, layout: &Layout) -> HashMap<u32, String> {
    let name = |cells: &Cells| {
        cell(proposal, cells, |f| f.path == "name")
            .map(|(_, text)| text.to_owned())
            .unwrap_or_default()
    };
    let mut found = HashMap::new();
    let mut sizes: Vec<usize> = table.rows.iter().map(|(_, c)| c.len()).collect();
    sizes.sort_unstable();
    // what a full row has
    let usual = sizes.get(sizes.len() * 3 / 4).copied().unwrap_or_default();
    let amounts: Vec<Option<f64>> = table.rows.iter().map(|(_, c)| amount(proposal, c)).collect();
    let is_alone = |cells: &Cells| cells.len() == 1 && !name(cells).is_empty();
    let alone = table.rows.iter().filter(|(_, c)| is_alone(c)).count();
    for (place, (row, cells)) in table.rows.iter().enumerate() {
        // a row with little but a name and an amount may sum up its neighbours
        let bare = cells.len() * 2 <= usual + 1 || cells.len() <= 2;
        let sum = amounts
            .get(place)
            .copied()
            .flatten()
            .filter(|_| bare && !layout.is_total(&name(cells)));
        if let Some(sum) = sum {
            let below = amounts.iter().skip(place + 1).copied();
            let above = amounts.iter().take(place).rev().copied();
            if let Some(count) = adds_up(sum, below) {
                found.insert(
                    *row,
                    format!("a heading whose amount is the sum of the {count} rows below"),
                );
                continue;
            }
            if let Some(count) = adds_up(sum, above) {
                found.insert(*row, format!("its amount is the sum of the {count} rows above"));
                continue;
            }
        }
        let last = place + 1 == table.rows.len();
        if is_alone(cells) && usual >= 3 && alone * 4 <= table.rows.len() && !last {
            found.insert(*row, "a heading without an answer".to_owned());
        }
    }
    found
}

/// After how many rows, at least two, the amounts add up to a sum.
fn adds_up(sum: f64, amounts: impl Iterator<Item = Option<f64>>) -> Option<usize> {
    let mut total = 0.0;
    for (count, amount) in (1..).zip(amounts) {
        total += amount?;
        if count >= 2 && (total - sum).abs() < 0.5 {
            return Some(count);
        }
        if total > sum + 0.5 {
            return None;
        }
    }
    None
}

/// Why a row is no initiative by itself.
fn aside(line: &Line, cells: &Cells, proposal: &Proposal, layout: &Layout) -> Option<String> {
    if line.name.is_empty() {
        let words = cells
            .iter()
            .any(|(_, kind, text)| *kind == CellKind::Text && text.contains(char::is_alphabetic));
        return Some(
            if words {
                "a row without a name"
            } else {
                "numbers without a name, as in a row of sums"
            }
            .to_owned(),
        );
    }
    let first = cells.first().map(|(_, _, text)| *text).unwrap_or_default();
    if layout.is_total(&line.name) || layout.is_total(first) {
        return Some("a row of totals".to_owned());
    }
    let names = |c: &super::Column| plain(&c.header) == plain(&line.name);
    if proposal.columns.iter().any(names) && cells.len() > 1 {
        return Some("the names of the columns once more".to_owned());
    }
    None
}

/// The kind that a text names by its id or title.
fn kind_named(text: &str, set: &RuleSet) -> Option<String> {
    let wanted = plain(text);
    let found = set
        .kinds
        .iter()
        .find(|k| plain(&k.id) == wanted || plain(&k.title) == wanted)?;
    Some(found.id.clone())
}

/// The kind of an entry: chosen, named, or proposed by the words that suggest it.
fn kind(line: &Line, cells: &Cells, proposal: &Proposal, set: &RuleSet, map: Option<&Map>) -> KindChoice {
    if let Some(kind) = map.and_then(|m| m.kind(&line.name)) {
        return KindChoice {
            kind: kind.to_owned(),
            why: "chosen in the mapping file".to_owned(),
            sure: !kind.is_empty(),
        };
    }
    let category = cell(proposal, cells, |f| f.path == "kind")
        .map(|(_, text)| text)
        .unwrap_or_default();
    if let Some(kind) = kind_named(category, set) {
        return KindChoice {
            kind,
            why: "named in the list".to_owned(),
            sure: true,
        };
    }
    let text = |path: &str| {
        line.record
            .get(path)
            .and_then(Node::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    let places = [
        (line.name.clone(), 6, "its name"),
        (category.to_owned(), 4, "its category"),
        (text("definition"), 4, "its definition"),
        (text("note"), 1, "its note"),
    ];
    let mut best: Option<(usize, &str, String)> = None;
    for kind in &set.kinds {
        let (mut score, mut whys) = (0, Vec::new());
        for sign in &kind.signs {
            let phrase = tokens(sign);
            let hit = places.iter().find(|(text, ..)| holds(&tokens(text), &phrase));
            if let Some((_, weight, place)) = hit {
                score += weight * (1 + phrase.len());
                whys.push(format!("`{}` in {place}", sign.to_lowercase()));
            }
        }
        if score > best.as_ref().map_or(0, |b| b.0) {
            best = Some((score, &kind.id, whys.join(", ")));
        }
    }
    best.map_or_else(KindChoice::default, |(_, kind, why)| KindChoice {
        kind: kind.to_owned(),
        why: format!("proposed by {why}"),
        sure: false,
    })
}

/// Collects the goals an entry names; a goal written out gets a short id.
fn goals(record: &mut Node<'static>, known: &mut Vec<(String, String)>) {
    let Some(node) = tree::get(record, &["goals".to_owned()]) else {
        return;
    };
    let crate::yaml::Kind::List(items) = &mut node.kind else {
        return;
    };
    for item in items {
        let Some(text) = item.as_text().map(str::to_owned) else {
            continue;
        };
        let short = text.len() <= 12 && !text.contains(char::is_whitespace);
        let id = match known.iter().find(|(id, name)| *id == text || *name == text) {
            Some((id, _)) => id.clone(),
            None => {
                let id = if short {
                    text.clone()
                } else {
                    format!("goal-{}", known.len() + 1)
                };
                known.push((id.clone(), if short { String::new() } else { text }));
                id
            }
        };
        *item = tree::scalar(Span::NOWHERE, id, false);
    }
}

#[cfg(test)]
mod tests {
    use super::adds_up;

    #[test]
    fn sums_are_seen() {
        let rows = |list: &[f64]| list.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(adds_up(300.0, rows(&[100.0, 200.0, 50.0]).into_iter()), Some(2));
        assert_eq!(adds_up(300.0, rows(&[300.0, 50.0]).into_iter()), None);
        assert_eq!(adds_up(350.0, [Some(100.0), None, Some(250.0)].into_iter()), None);
    }
}
