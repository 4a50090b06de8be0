//! Rows of a list that are no initiative: headings, sums, names of columns once more, remarks below.

use std::collections::HashMap;

use crate::inventory::workbook::layout::{Layout, bare_name};
use crate::rules::FactType;
use crate::sheets::CellKind;

use super::head::is_number;
use super::table::{ListRow, Table};
use super::words::Words;
use super::{Column, Line, Proposal, rows};

/// Rows that stand over or under others, by number: a heading, or a sum of those below or above it. `true` when it
/// stands over the rows below it.
pub(super) fn headings(
    proposal: &Proposal,
    table: &Table,
    layout: &Layout,
    words: &Words,
) -> HashMap<u32, (String, bool)> {
    let name = |row: &ListRow| name(proposal, row).to_owned();
    let mut found = HashMap::new();
    let mut sizes: Vec<usize> = table.rows.iter().map(|r| r.cells.len()).collect();
    sizes.sort_unstable();
    // what a full row has
    let usual = sizes.get(sizes.len() * 3 / 4).copied().unwrap_or_default();
    let amounts: Vec<Option<f64>> = table.rows.iter().map(|r| amount(proposal, r)).collect();
    let is_alone = |row: &ListRow| row.cells.len() == 1 && row.cells.iter().all(|c| c.kind == CellKind::Text);
    let alone: Vec<bool> = table.rows.iter().map(is_alone).collect();
    let lonely = alone.iter().filter(|a| **a).count();
    // TOTAL in capitals, where other names are not written so
    let quiet = table.rows.iter().any(|r| name(r).contains(char::is_lowercase));
    let is_shouted = |name: &str| quiet && name.split_whitespace().next() == Some("TOTAL");
    let capitals = in_capitals(&table.rows, &alone, &name);
    for (place, row) in table.rows.iter().enumerate() {
        // a row with little but a name and an amount may sum up its neighbours
        let bare = row.cells.len() * 2 <= usual + 1 || row.cells.len() <= 2;
        let is_sum = is_sum(&name(row), layout, words);
        if bare && is_shouted(&name(row)) {
            found.insert(row.number, ("a row of totals".to_owned(), false));
            continue;
        }
        let sum = amounts.get(place).copied().flatten().filter(|_| bare && !is_sum);
        if let Some(sum) = sum {
            let below = amounts.iter().skip(place + 1).copied();
            let above = amounts.iter().take(place).rev().copied();
            if let Some(count) = adds_up(sum, below) {
                let why = format!("a heading whose amount is the sum of the {count} rows below");
                found.insert(row.number, (why, false));
                continue;
            }
            if let Some(count) = adds_up(sum, above) {
                let why = format!("its amount is the sum of the {count} rows above");
                found.insert(row.number, (why, false));
                continue;
            }
        }
        let is_last = place + 1 == table.rows.len();
        let leads = alone.get(place + 1) == Some(&false);
        let is_alone = alone.get(place) == Some(&true);
        let text = row.cells.first().map_or("", |c| c.text);
        if is_alone && usual >= 2 && is_footnote(text, words) {
            found.insert(row.number, ("a remark".to_owned(), false));
        } else if is_alone
            && !is_last
            && ((usual >= 3 && lonely * 4 <= table.rows.len())
                || (usual >= 2 && leads && (text.ends_with(':') || capitals))
                || (usual >= 3 && leads && name(row).is_empty()))
        {
            found.insert(row.number, ("a heading without an answer".to_owned(), true));
        }
    }
    found
}

/// Whether the rows with a name alone are written in capitals, each over other rows, and no other name is.
fn in_capitals(rows: &[ListRow], alone: &[bool], name: &dyn Fn(&ListRow) -> String) -> bool {
    let loud = |row: &ListRow| {
        let text = name(row);
        text.chars().filter(|c| c.is_alphabetic()).count() > 2 && !text.contains(char::is_lowercase)
    };
    let mut count = 0;
    for (place, row) in rows.iter().enumerate() {
        let is_alone = alone.get(place) == Some(&true);
        if is_alone != loud(row) && !(place + 1 == rows.len() && is_alone) {
            return false;
        }
        if is_alone && loud(row) {
            count += 1;
            if alone.get(place + 1) == Some(&true) {
                return false;
            }
        }
    }
    count >= 2
}

fn is_footnote(text: &str, words: &Words) -> bool {
    let lower = text.to_lowercase();
    text.starts_with(['*', '†', '‡']) || words.footnotes.iter().any(|w| lower.starts_with(w.as_str()))
}

/// Whether a name is that of a sum: its word alone, with years or a remark in brackets, or with what it sums up.
fn is_sum(name: &str, layout: &Layout, words: &Words) -> bool {
    let bare = name.split(['(', '[']).next().unwrap_or_default();
    let without_years: Vec<&str> = bare
        .split_whitespace()
        .filter(|w| !w.contains(|c: char| c.is_ascii_digit()))
        .collect();
    let lower = name.to_lowercase();
    let begins = |with: &String| {
        let rest = lower.strip_prefix(with.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    layout.is_total(name) || layout.is_total(&without_years.join(" ")) || words.sums.iter().any(begins)
}

/// Whether a name says what is left over: its word alone, with years or a remark in brackets, or with what it is of.
fn is_difference(name: &str, words: &Words) -> bool {
    let bare = name.split(['(', '[', ':']).next().unwrap_or_default().to_lowercase();
    let without_years: Vec<&str> = bare
        .split_whitespace()
        .filter(|w| !w.contains(|c: char| c.is_ascii_digit()))
        .collect();
    let bare = without_years.join(" ");
    let begins = |with: &String| {
        let rest = bare.strip_prefix(with.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    words.differences.0.contains(&bare) || words.differences.1.iter().any(begins)
}

/// `Total …` with nothing but numbers beside it.
fn is_bare_total(row: &ListRow, name: &str, words: &Words) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default();
    let is_name = |text: &str| super::one_line(text) == name;
    let mut others = row.cells.iter().filter(|c| !is_name(c.text)).peekable();
    words.total_words.contains(&first.to_lowercase())
        && others.peek().is_some()
        && others.all(|c| c.kind == CellKind::Unsaved || is_number(c))
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

/// The amount of money in a row, when there is one.
fn amount(proposal: &Proposal, row: &ListRow) -> Option<f64> {
    let spot = rows::spot(proposal, row, |f| f.fact_type() == FactType::Money)?;
    let digits: String = spot.text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().ok().filter(|n| *n > 0.0)
}

fn name<'a>(proposal: &Proposal, row: &ListRow<'a>) -> &'a str {
    rows::spot(proposal, row, |f| f.path == "name").map_or("", |c| c.text)
}

/// Why a row is no initiative by itself.
pub(super) fn alone(line: &Line, row: &ListRow, proposal: &Proposal, layout: &Layout, words: &Words) -> Option<String> {
    if line.name.is_empty() {
        let unsaved = rows::spot(proposal, row, |f| f.path == "name").is_some_and(|c| c.kind == CellKind::Unsaved);
        let is_word = |kind: CellKind, text: &str| kind == CellKind::Text && text.contains(char::is_alphabetic);
        let why = if unsaved {
            "its name is a formula whose value was not saved"
        } else if row.cells.iter().any(|c| is_word(c.kind, c.text)) {
            "a row without a name"
        } else {
            "numbers without a name, as in a row of sums"
        };
        return Some(why.to_owned());
    }
    let first = row.cells.first().map_or("", |c| c.text);
    if is_sum(&line.name, layout, words) || layout.is_total(first) {
        return Some("a row of totals".to_owned());
    }
    if is_difference(&line.name, words) {
        return Some("what is left over or differs, and no initiative".to_owned());
    }
    if is_bare_total(row, &line.name, words) {
        return Some("begins with “total”, and nothing but amounts beside it".to_owned());
    }
    let names = |c: &Column| bare_name(&c.header) == bare_name(&line.name);
    if proposal.columns().iter().any(names) && row.cells.len() > 1 {
        return Some("the names of the columns once more".to_owned());
    }
    None
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
