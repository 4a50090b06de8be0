//! What the rows of a list are elsewhere: proposed in the review by their words, and taken from it where somebody has put
//! a name to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{Catalogue, Matcher, Shelf, likeliest};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::Elsewhere;
use crate::inventory::workbook::tree;
use crate::rules::RuleSet;
use crate::yaml::{self, Node};

use super::reviewed::{CONFIRMED_BY, IS, Reviewed};
use super::write::BY_WORDS;
use super::{KindChoice, Line, Proposal, one_line};

/// Proposes entries for the rows of a review.
pub(super) struct Proposer<'c>(Matcher<'c>);

impl<'c> Proposer<'c> {
    pub fn of(shelf: &'c Shelf) -> Self {
        Self(Matcher::new(&shelf.signs()))
    }

    /// The ids for a row, with commas between them; blank where it is set aside.
    pub fn ids(&self, line: &Line) -> String {
        if line.aside.is_some() {
            return String::new();
        }
        let name = line.origin.as_ref().map_or(&line.name, |origin| &origin.name);
        let found = likeliest(self.0.propose(name)).map(|found| found.id);
        let mut ids: Vec<&str> = Vec::new();
        for id in found {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.join(", ")
    }
}

/// What somebody says that an entry is.
#[derive(Default)]
struct Meant {
    /// Ids, each with who says so.
    is: Vec<(String, String)>,
    /// Whether somebody says that nothing in the catalogue is meant.
    none: bool,
}

/// Takes in what a person has confirmed in a review.
pub(super) fn apply(proposal: &mut Proposal, reviewed: &Reviewed, shelf: &Shelf, set: &RuleSet, out: &mut Diagnostics) {
    let mut matcher = None;
    let mut all: BTreeMap<usize, Meant> = BTreeMap::new();
    let keys: Vec<String> = proposal.lines.iter().map(|line| key(line).to_owned()).collect();
    for (first, row) in keys.iter().enumerate() {
        // the entries of a row that was split are looked at together
        if keys.iter().position(|other| other == row) != Some(first) {
            continue;
        }
        let Some((by, ids, at)) = reviewed.confirmed_elsewhere(row) else {
            continue;
        };
        let places = (first..keys.len()).filter(|place| keys.get(*place) == Some(row));
        let parts: Vec<(usize, &Line)> = places
            .filter_map(|place| Some((place, proposal.lines.get(place)?)))
            .filter(|(_, line)| line.aside.is_none())
            .collect();
        let into = |place: usize, line: &Line| line.merged.unwrap_or(place);
        if ids.is_empty() {
            for (place, line) in parts {
                all.entry(into(place, line)).or_default().none = true;
            }
            continue;
        }
        for id in &ids {
            let meant: Vec<_> = match parts.as_slice() {
                [] => continue,
                [_] => parts.iter().collect(),
                several => {
                    let matcher = matcher.get_or_insert_with(|| Matcher::new(&shelf.signs()));
                    let is = |name: &str| matcher.propose(name).iter().any(|found| found.id == id);
                    several.iter().filter(|(_, line)| is(&line.name)).collect()
                }
            };
            if meant.is_empty() {
                let message = format!("`{id}` may be any of the things that the row is split into");
                let help = "take it out here, and say it once the inventory is written: `cleardeck ask --elsewhere`";
                out.push(Diagnostic::error(Code::UnknownReference, at, message).help(help));
            }
            for (place, line) in meant {
                let held = &mut all.entry(into(*place, line)).or_default().is;
                if !held.iter().any(|(held, _)| held == id) {
                    held.push((id.clone(), by.clone()));
                }
            }
        }
    }
    let on = proposal.as_of.map(|day| day.to_string());
    let ids: BTreeSet<&str> = all.values().flat_map(|m| &m.is).map(|(id, _)| id.as_str()).collect();
    let catalogue = (!all.is_empty()).then(|| shelf.with(&ids));
    for (place, meant) in &all {
        if let Some(line) = proposal.lines.get_mut(*place) {
            if let Some(catalogue) = &catalogue {
                propose_kind(line, meant, catalogue, set);
            }
            let _ = tree::set(
                &mut line.record,
                &[Elsewhere::FIELD.to_owned()],
                Span::NOWHERE,
                written(meant, on.as_deref()),
            );
        }
    }
}

/// Proposes the kind of what a line is confirmed to be, where its own words and columns say nothing of it.
fn propose_kind(line: &mut Line, meant: &Meant, catalogue: &Catalogue, set: &RuleSet) {
    if !line.kind.kind.is_empty() || !line.kind.why.is_empty() {
        return;
    }
    let kinds = meant
        .is
        .iter()
        .map(|(id, _)| catalogue.approach_of(id).map(|a| a.kind.as_str()));
    let kinds: Option<BTreeSet<&str>> = kinds.collect();
    // things of several kinds have none
    if let [kind] = kinds.unwrap_or_default().into_iter().collect::<Vec<_>>().as_slice()
        && set.kinds.iter().any(|known| known.id == *kind)
    {
        let ids: Vec<&str> = meant.is.iter().map(|(id, _)| id.as_str()).collect();
        line.kind = KindChoice {
            kind: (*kind).to_owned(),
            why: format!("{BY_WORDS}what it is confirmed to be elsewhere ({})", ids.join(", ")),
            sure: false,
        };
    }
}

/// The row of a line, as the review calls it.
fn key(line: &Line) -> &str {
    line.origin.as_ref().map_or(&line.key, |origin| &origin.key)
}

/// As an inventory has it. Of entries that were merged one says what it is, whatever is none.
fn written(meant: &Meant, on: Option<&str>) -> Node<'static> {
    let text = |text: &str| tree::scalar(Span::NOWHERE, text.to_owned(), !yaml::is_words(text));
    let mut entries: Vec<Node<'static>> = Vec::new();
    for (id, by) in &meant.is {
        let mut node = tree::map(Span::NOWHERE);
        let mut put = |field: &str, value| {
            let _ = tree::set(&mut node, &[field.to_owned()], Span::NOWHERE, value);
        };
        put("is", text(id));
        put("confirmed_by", tree::scalar(Span::NOWHERE, one_line(by), true));
        if let Some(on) = on {
            put("on", tree::scalar(Span::NOWHERE, on.to_owned(), false));
        }
        entries.push(node);
    }
    match entries.pop() {
        None => text(Elsewhere::NONE),
        Some(only) if entries.is_empty() => only,
        Some(last) => {
            entries.push(last);
            tree::list(Span::NOWHERE, entries)
        }
    }
}

impl Reviewed {
    /// What somebody has put a name to of a row: the name, the ids, and the cell. Without ids nothing is meant.
    fn confirmed_elsewhere(&self, row: &str) -> Option<(String, Vec<String>, Span)> {
        let verdict = self.of(row)?;
        let by = verdict.cell(CONFIRMED_BY).filter(|said| !said.text.is_empty())?;
        let no = says_no(&by.text);
        let at = verdict.cell(IS).map_or(by.at, |said| said.at);
        let ids: Vec<String> = entries(verdict.text(IS)).filter(|_| !no).collect();
        Some((by.text.clone(), ids, at))
    }
}

/// Whether what stands in place of a name says that nothing is meant.
pub(super) fn says_no(text: &str) -> bool {
    ["no", "n", Elsewhere::NONE, "false"].contains(&text.to_lowercase().as_str())
}

/// The ids of a cell; nothing where it says that none is meant.
pub(super) fn entries(text: &str) -> impl Iterator<Item = String> {
    let ids = text.split([',', ';', '\n']).map(one_line);
    ids.filter(|id| !id.is_empty() && !id.eq_ignore_ascii_case(Elsewhere::NONE))
}
