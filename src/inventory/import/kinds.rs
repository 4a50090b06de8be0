//! The kind of an entry: chosen, named in the list, or proposed by the words of the entry itself.

use crate::inventory::workbook::layout::bare_name;
use crate::rules::RuleSet;
use crate::yaml::Node;

use super::table::ListRow;
use super::words::{Said, tokens};
use super::write::BY_WORDS;
use super::{KindChoice, Line, Map, Proposal, rows};

/// The kind that a text names by its id or title.
pub(super) fn named(text: &str, set: &RuleSet) -> Option<String> {
    let wanted = bare_name(text);
    let found = set
        .kinds
        .iter()
        .find(|k| bare_name(&k.id) == wanted || bare_name(&k.title) == wanted)?;
    Some(found.id.clone())
}

/// The kind of an entry. What stands around it, such as a heading or the names of columns, proposes none.
pub(super) fn kind_of(line: &Line, row: &ListRow, proposal: &Proposal, set: &RuleSet, map: Option<&Map>) -> KindChoice {
    let category = rows::spot(proposal, row, |f| f.path == "kind").map_or("", |c| c.text);
    let found = match named(category, set) {
        Some(kind) => KindChoice {
            kind,
            why: "named in the list".to_owned(),
            sure: true,
        },
        None => proposed(line, category, set),
    };
    match map.and_then(|m| m.kind(line)) {
        None => found,
        // as proposed before, and still not confirmed
        Some((kind, false)) if !kind.is_empty() && kind == found.kind => found,
        Some((kind, sure)) => KindChoice {
            kind: kind.to_owned(),
            why: match (kind.is_empty(), sure) {
                (true, _) => String::new(),
                (false, true) => "chosen in the mapping file".to_owned(),
                (false, false) => "proposed in the mapping file".to_owned(),
            },
            sure,
        },
    }
}

/// The kind whose signs stand in the words of an entry; none when two kinds are suggested alike.
fn proposed(line: &Line, category: &str, set: &RuleSet) -> KindChoice {
    let definition = line
        .record
        .get("definition")
        .and_then(Node::as_text)
        .unwrap_or_default();
    let places = [
        (Said::of(&line.name), 6, "its name"),
        (Said::of(category), 4, "its category"),
        (Said::of(definition), 4, "its definition"),
    ];
    let mut best: Option<(usize, &str, String)> = None;
    let mut equal: Option<(&str, String)> = None;
    for kind in &set.kinds {
        let (mut score, mut whys) = (0, Vec::new());
        for sign in &kind.signs {
            let hit = places.iter().find(|(said, ..)| said.suggests(sign));
            if let Some((_, weight, place)) = hit {
                score += weight * (1 + tokens(sign).len());
                whys.push(format!("`{}` in {place}", sign.to_lowercase()));
            }
        }
        let highest = best.as_ref().map_or(0, |b| b.0);
        if score > highest {
            best = Some((score, &kind.id, whys.join(", ")));
            equal = None;
        } else if score == highest && score > 0 {
            equal = Some((&kind.id, whys.join(", ")));
        }
    }
    match (best, equal) {
        (None, _) => KindChoice::default(),
        (Some((_, one, why)), Some((other, because))) => KindChoice {
            kind: String::new(),
            why: format!("{why} suggests {one}, {because} suggests {other}"),
            sure: false,
        },
        (Some((_, kind, why)), None) => KindChoice {
            kind: kind.to_owned(),
            why: format!("{BY_WORDS}the word {why}"),
            sure: false,
        },
    }
}
