//! Which sheet of a workbook is the list, and what is not read.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::sheets::{Sheet, Workbook};

use super::head::Names;
use super::table::Table;
use super::words::Words;
use super::{EVERY_SHEET, Head};

/// A sheet that is not read.
#[derive(Clone, Debug)]
pub(crate) struct Unread {
    pub name: String,
    pub rows: usize,
    pub hidden: bool,
    /// Whether it reads as a list too: a column of it is called as one of names is.
    pub named: bool,
}

/// The sheets that are read.
pub(super) struct Chosen<'w> {
    pub sheets: Vec<&'w Sheet>,
    /// By what it was chosen; empty when there is nothing to choose from.
    pub why: String,
    pub unread: Vec<Unread>,
}

/// Chooses the sheet: the one that is wanted, else one that is shown before one that is hidden, one with a column of
/// names before others, and the one with the most cells of those that are left.
pub(super) fn choose<'w>(
    workbook: &'w Workbook,
    wanted: Option<&str>,
    head: Option<Head>,
    sources: &Sources,
    names: &Names,
    words: &Words,
    out: &mut Diagnostics,
) -> Option<Chosen<'w>> {
    let filled: Vec<&Sheet> = workbook.sheets.iter().filter(|s| !s.cells.is_empty()).collect();
    let is_named = |sheet: &Sheet| Table::of(sheet, sources, names, words, head).is_ok_and(|t| t.is_named(names));
    let rank = |sheet: &Sheet| (!sheet.hidden, is_named(sheet), sheet.cells.len());
    let every = wanted.is_some_and(|w| w.eq_ignore_ascii_case(EVERY_SHEET))
        && workbook
            .sheets
            .iter()
            .all(|s| !s.name.eq_ignore_ascii_case(EVERY_SHEET));
    let (sheet, why) = match wanted.filter(|_| !every) {
        Some(name) => {
            let same = |s: &&Sheet| s.name.trim().eq_ignore_ascii_case(name.trim());
            // one that is named exactly so comes before one in other letters
            let exact = workbook.sheets.iter().find(|s| s.name == name);
            (exact.or_else(|| workbook.sheets.iter().find(same)), "named by --sheet")
        }
        None => {
            let mut ranked: Vec<_> = filled.iter().map(|s| (rank(s), *s)).collect();
            // of equals the first
            ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
            let best = ranked.first().copied();
            let others = |wanted: fn(&(bool, bool, usize)) -> bool| ranked.iter().skip(1).any(|(rank, _)| wanted(rank));
            let why = match best {
                None | Some(_) if ranked.len() < 2 => "",
                Some((best, _)) if best.0 && !others(|o| o.0) => "the one that is not hidden",
                Some((best, _)) if best.1 && !others(|o| o.0 && o.1) => "the one with a column of names",
                Some((best, _)) if best.1 => "of those with a column of names the one with the most cells",
                _ => "the one with the most cells",
            };
            (best.map(|(_, s)| s).or(workbook.sheets.first()), why)
        }
    };
    let Some(sheet) = sheet else {
        let names: Vec<String> = workbook.sheets.iter().map(|s| format!("`{}`", s.name)).collect();
        let message = match wanted {
            Some(wanted) => format!("there is no sheet `{wanted}`; there are {}", names.join(", ")),
            None => "the workbook has no sheet".to_owned(),
        };
        out.push(
            Diagnostic::about_file(Code::MissingSheet, &workbook.name, message).help("name one of them with --sheet"),
        );
        return None;
    };
    let is_list = |s: &Sheet| {
        let table = Table::of(s, sources, names, words, head);
        table.is_ok_and(|t| t.is_named(names) && !t.rows.is_empty())
    };
    let (sheets, why) = if every && filled.len() > 1 {
        let mut sheets: Vec<&Sheet> = filled.iter().copied().filter(|s| !s.hidden && is_list(s)).collect();
        if sheets.is_empty() {
            sheets.push(sheet);
        }
        (sheets, "one of all with a column of names")
    } else {
        (vec![sheet], why)
    };
    let is_read = |s: &Sheet| sheets.iter().any(|r| r.source == s.source);
    let unread: Vec<&Sheet> = filled.into_iter().filter(|s| !is_read(s)).collect();
    // the reader of workbooks says of each hidden sheet that it was read
    out.revise(|problem| {
        let read = |at: Span| sheets.iter().any(|r| r.source == at.source);
        let other = |at: Span| !read(at) && workbook.sheets.iter().any(|s| s.hidden && s.source == at.source);
        if problem.code == Code::HiddenCells && problem.at.is_some_and(other) {
            problem.message = "hidden, and not read as the list: the sheet".to_owned();
            problem.help = vec!["name it with --sheet to read it".to_owned()];
        }
    });
    let unread = unread.into_iter().map(|s| Unread {
        name: s.name.clone(),
        rows: s.rows().count(),
        hidden: s.hidden,
        named: is_named(s),
    });
    Some(Chosen {
        sheets: sheets.clone(),
        why: why.to_owned(),
        unread: unread.collect::<Vec<_>>(),
    })
}
