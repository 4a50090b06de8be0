//! What a person has corrected and confirmed in a review, applied to the rows before anything is made of them.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::workbook::layout::Field;
use crate::inventory::workbook::{add_note, tree};

use super::cells::{self, Heard};
use super::reviewed::{Reviewed, Said, answer};
use super::rows::{Reader, written};
use super::split::take;
use super::{Approach, KindChoice, Line, one_line};

/// Applies the answers and the name that a person has written.
pub(super) fn answers(line: &mut Line, reviewed: &Reviewed, reader: &Reader, out: &mut Diagnostics) {
    let Some(verdict) = reviewed.of(&line.key) else { return };
    line.confirmed = verdict.confirmed;
    match reviewed.decision(verdict) {
        Some(Ok(())) => line.aside = None,
        Some(Err(why)) => {
            line.aside = Some(one_line(why));
            return;
        }
        None => {}
    }
    let name = one_line(verdict.text("name"));
    if !name.is_empty() && name != line.name {
        if !line.name.is_empty() {
            add_note(&mut line.record, &[format!("in the list: {}", line.name)]);
        }
        line.name = name;
        line.things.clear();
    }
    let split = verdict.split();
    if split.is_empty() && !line.things.is_empty() && verdict.cell("split").is_none_or(|s| s.text.is_empty()) {
        line.is_one = true;
    }
    for (id, path) in reader.words.reviewed_fields() {
        let Some(field) = reader.fields.iter().find(|f| f.path == path) else {
            continue;
        };
        let before = answer(line, path);
        let said = verdict.cell(id);
        let text = said.map_or("", |s| s.text.as_str());
        if text == before {
            continue;
        }
        let was = take(&mut line.record, &field.place());
        let title = format!("`{}`", field.title);
        line.doubts.retain(|d| !d.contains(&title));
        if let Some(said) = said.filter(|s| !s.text.is_empty())
            && let Err(why) = put(line, field, said, reader)
        {
            let message = format!("`{}` is not readable as `{}`{why}", said.text, field.title);
            let help = "write it as the note on the name of the column says, or leave it blank";
            out.push(Diagnostic::error(Code::WrongType, said.at, message).help(help));
        }
        if was.is_some() {
            add_note(
                &mut line.record,
                &[format!("{} was read as {before} before it was corrected", field.title)],
            );
        }
    }
    if verdict.confirmed {
        // what could not be read was seen
        line.doubts.clear();
    }
}

/// Writes an answer that a person has given; why it cannot be one.
fn put(line: &mut Line, field: &Field, said: &Said, reader: &Reader) -> Result<(), String> {
    let mut set = |path: &str, node| {
        let Some(field) = reader.fields.iter().find(|f| f.path == path) else {
            return Ok(());
        };
        if let Some(why) = reader.checker.refuses(&field.place(), &node) {
            return Err(format!(": {why}"));
        }
        take(&mut line.record, &field.place());
        let _ = tree::set(&mut line.record, &field.place(), Span::NOWHERE, node);
        Ok(())
    };
    match cells::hear(
        field,
        said.kind,
        &said.text,
        reader.words.cells.place("funding_end"),
        &reader.words.cells,
    ) {
        Some(Heard::Told(why)) => Err(format!(": it {why}")),
        Some(Heard::Read(parts, _)) => {
            for part in parts {
                let path = part.field.unwrap_or_else(|| field.path.clone());
                set(&path, tree::said(Span::NOWHERE, part.said))?;
            }
            Ok(())
        }
        None => match written(field, said.kind, &said.text, reader.set) {
            Some(node) => set(&field.path, node),
            None => Err(String::new()),
        },
    }
}

/// The kind that a review says: what is confirmed or written by a person is an answer.
pub(super) fn kind(line: &Line, found: KindChoice, reviewed: Option<&Reviewed>) -> KindChoice {
    let Some(verdict) = reviewed.and_then(|r| r.of(&line.key)) else {
        return found;
    };
    let kind = verdict.text("kind");
    if kind == found.kind {
        let sure = found.sure || (verdict.confirmed && !kind.is_empty());
        let why = if sure && !found.sure {
            "confirmed in the review".to_owned()
        } else {
            found.why
        };
        return KindChoice {
            kind: found.kind,
            why,
            sure,
        };
    }
    KindChoice {
        kind: kind.to_owned(),
        why: if kind.is_empty() {
            "taken out in the review"
        } else {
            "chosen in the review"
        }
        .to_owned(),
        sure: !kind.is_empty(),
    }
}

/// The approach that a review says.
pub(super) fn approach(line: &Line, reviewed: &Reviewed) -> Option<Approach> {
    let verdict = reviewed.of(&line.key)?;
    let name = verdict.text("part_of");
    let proposed = line.approach.as_ref().map_or("", |a| a.name.as_str());
    let as_proposed = name == proposed;
    if as_proposed && !verdict.confirmed {
        return None;
    }
    if as_proposed && name.is_empty() {
        return None;
    }
    Some(Approach {
        name: name.to_owned(),
        why: if as_proposed {
            "confirmed in the review"
        } else {
            "chosen in the review"
        }
        .to_owned(),
        sure: true,
    })
}

/// The names that a row is split into by a review: as proposed once it is confirmed, as written at once.
pub(super) fn split(line: &Line, reviewed: Option<&Reviewed>) -> Option<Vec<String>> {
    let verdict = reviewed?.of(&line.key)?;
    let names = verdict.split();
    (names.len() > 1 && (verdict.confirmed || names != line.things)).then_some(names)
}
