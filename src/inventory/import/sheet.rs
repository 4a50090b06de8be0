//! Which sheet of a workbook is the list, and what is not read.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::sheets::{Sheet, Workbook};

use super::Head;
use super::head::Names;
use super::table::Table;
use super::words::Words;

/// A sheet that is not read.
#[derive(Clone, Debug)]
pub(crate) struct Unread {
    pub name: String,
    pub rows: usize,
    pub hidden: bool,
    /// Whether it reads as a list too: a column of it is called as one of names is.
    pub named: bool,
}

/// The sheet of the list.
pub(super) struct Chosen<'w> {
    pub sheet: &'w Sheet,
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
    let (sheet, why) = match wanted {
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
    let unread = filled.into_iter().filter(|s| s.source != sheet.source);
    // the reader of workbooks says of each hidden sheet that it was read
    out.revise(|problem| {
        let other =
            |at: Span| at.source != sheet.source && workbook.sheets.iter().any(|s| s.hidden && s.source == at.source);
        if problem.code == Code::HiddenCells && problem.at.is_some_and(other) {
            problem.message = "hidden, and not read as the list: the sheet".to_owned();
            problem.help = vec!["name it with --sheet to read it".to_owned()];
        }
    });
    let unread = unread.map(|s| Unread {
        name: s.name.clone(),
        rows: s.rows().count(),
        hidden: s.hidden,
        named: is_named(s),
    });
    Some(Chosen {
        sheet,
        why: why.to_owned(),
        unread: unread.collect(),
    })
}
