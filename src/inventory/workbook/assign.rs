//! Which sheet of a workbook is which.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::sheets::{LISTS, Sheet, Workbook};

use super::columns::fold;
use super::layout::{Layout, SheetLayout, bare_name};

/// Which sheet is which; what nobody knows is told.
pub(super) fn assign<'w, 'l>(
    workbook: &'w Workbook,
    layout: &'l Layout,
    out: &mut Diagnostics,
) -> Vec<(&'l SheetLayout, &'w Sheet)> {
    let mut found: Vec<(&SheetLayout, &Sheet)> = Vec::new();
    let mut unread = Vec::new();
    // the words of the drop-downs, which the program writes itself
    let lists = |s: &Sheet| s.name == LISTS && s.hidden;
    let filled = workbook
        .sheets
        .iter()
        .filter(|s| !s.cells.is_empty() && !lists(s))
        .count();
    // an empty sheet does not stand for a filled one of the same meaning
    let (first, last): (Vec<&Sheet>, Vec<&Sheet>) = workbook.sheets.iter().partition(|s| !s.cells.is_empty());
    for sheet in first.into_iter().chain(last) {
        let known = layout.sheets.iter().find(|l| l.is_named(&sheet.name));
        let before = known.and_then(|known| found.iter().find(|(l, _)| l.id == known.id));
        match known {
            Some(known) if before.is_none() => found.push((known, sheet)),
            None if workbook.sheets.len() > 1 && (sheet.cells.is_empty() || lists(sheet)) => {}
            // a list that is alone is the list of initiatives, whatever its name
            None if filled <= 1 => found.extend(layout.sheet("initiatives").map(|l| (l, sheet))),
            None if is_prose(sheet) => {}
            Some(_) if sheet.cells.is_empty() => {}
            _ => {
                let titles = layout.sheets.iter().map(|l| l.title.as_str());
                let near = out.nearest(&sheet.name, titles).filter(|_| known.is_none());
                let help = match (before, near) {
                    (Some((_, first)), _) => {
                        format!("put its rows below those of `{}`, or delete the sheet", first.name)
                    }
                    (None, Some(near)) => format!("did you mean `{near}`? rename the sheet"),
                    (None, None) => "nothing to do when it holds nothing of the inventory".to_owned(),
                };
                let rows = match sheet.row_count() {
                    1 => "1 row".to_owned(),
                    rows => format!("{rows} rows"),
                };
                let hidden = if sheet.hidden { ", hidden" } else { "" };
                let message = match before {
                    Some((l, first)) => format!(
                        "sheet `{}` ({rows}{hidden}) is not read: it is a second sheet `{}` beside `{}`",
                        sheet.name, l.title, first.name
                    ),
                    None => format!(
                        "sheet `{}` ({rows}{hidden}) is not read: no sheet of an inventory has its name",
                        sheet.name
                    ),
                };
                unread.push(Diagnostic::new(Code::UnknownSheet, sheet.span(), message).help(help));
            }
        }
    }
    fold(unread, "sheets", out);
    let place = |l: &SheetLayout| layout.sheets.iter().position(|s| s.id == l.id);
    found.sort_by_key(|(l, _)| place(l));
    found
}

/// Whether a sheet is text for people: named so, and no more than two columns wide.
fn is_prose(sheet: &Sheet) -> bool {
    let prose = ["readme", "instructions", "help", "about"];
    prose.contains(&bare_name(&sheet.name).as_str()) && sheet.cells.iter().all(|c| c.column <= 2)
}
