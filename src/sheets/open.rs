//! Opens a workbook: surveyed first, then read cell by cell.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xlsx};
use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, sha256};

use super::guard::{old, refuse};
use super::survey::{Format, Survey, damaged, survey, too_much_text};
use super::text::foreign;
use super::{CellKind, Collector, FileKind, Limits, Sheet, Workbook, looks_like};

/// Reads a workbook. `None` when it cannot be read; every reason is told with what to do.
pub fn open(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<Workbook> {
    match read(file, bytes, limits, sources) {
        Ok((workbook, survey)) => {
            if survey.macros {
                out.push(
                    Diagnostic::about_file(
                        Code::MacrosIgnored,
                        file,
                        "the workbook has macros: they were not run, and what they would do is not seen",
                    )
                    .help("nothing to do, unless a macro fills in values: then run it and save"),
                );
            }
            marks(&workbook, out);
            Some(workbook)
        }
        Err(problem) => {
            out.push(*problem);
            None
        }
    }
}

/// Says what of a workbook is hidden or struck through: it is read all the same.
fn marks(workbook: &Workbook, out: &mut Diagnostics) {
    for sheet in &workbook.sheets {
        struck(sheet, out);
        let mut hidden = Vec::new();
        if sheet.hidden && !sheet.cells.is_empty() && sheet.name != super::LISTS {
            hidden.push("the sheet".to_owned());
        }
        let within = |ranges: &[(u32, u32)], of: fn(&super::Cell) -> u32| {
            let filled = |(first, last): &&(u32, u32)| sheet.cells.iter().any(|c| (*first..=*last).contains(&of(c)));
            ranges.iter().filter(filled).copied().collect::<Vec<_>>()
        };
        for (first, last) in within(&sheet.hidden_rows, |c| c.row) {
            hidden.push(if first == last {
                format!("row {first}")
            } else {
                format!("rows {first} to {last}")
            });
        }
        for (first, last) in within(&sheet.hidden_columns, |c| c.column) {
            let letters = |column| {
                let name = crate::diagnostics::CellAddress { row: 0, column }.to_string();
                name.trim_end_matches('0').to_owned()
            };
            hidden.push(if first == last {
                format!("column {}", letters(first))
            } else {
                format!("columns {} to {}", letters(first), letters(last))
            });
        }
        if !hidden.is_empty() {
            let message = format!("hidden, and read all the same: {}", first_ten(hidden));
            out.push(
                Diagnostic::new(Code::HiddenCells, sheet.span(), message)
                    .help("delete what should not count; hiding takes nothing away"),
            );
        }
    }
}

fn struck(sheet: &Sheet, out: &mut Diagnostics) {
    let filled = |place: &&(u32, u32)| {
        let found = sheet.cells.binary_search_by(|c| (c.row, c.column).cmp(place));
        found.is_ok()
    };
    let name = |(row, column): &(u32, u32)| {
        let place = crate::diagnostics::CellAddress {
            row: *row,
            column: *column,
        };
        place.to_string()
    };
    let cells: Vec<String> = sheet.struck.iter().filter(filled).map(name).collect();
    if !cells.is_empty() {
        let message = format!("struck through, and read all the same: {}", first_ten(cells));
        out.push(
            Diagnostic::new(Code::StruckCells, sheet.span(), message)
                .help("delete what no longer holds; striking through takes nothing away"),
        );
    }
}

fn first_ten(mut list: Vec<String>) -> String {
    let more = list.len().saturating_sub(10);
    list.truncate(10);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", list.join(", "))
}

fn read(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    sources: &mut Sources,
) -> Result<(Workbook, Survey), Box<Diagnostic>> {
    match looks_like(bytes) {
        FileKind::Zip => {}
        FileKind::Old => return Err(old(file, bytes)),
        FileKind::Other => {
            if let Some(known) = foreign(file, bytes) {
                return Err(Box::new(known));
            }
            return Err(refuse(
                Code::NotAWorkbook,
                file,
                "the name says workbook, the content does not",
                "open it in a spreadsheet program and save it as .xlsx; if it is a list in text, name it .csv",
            ));
        }
    }
    let mut survey = survey(file, bytes, limits)?;
    let sheets = match survey.format {
        Format::Excel => excel(file, bytes, limits, &mut survey, sources),
        Format::OpenDocument => open_document(file, bytes, &mut survey, sources),
    };
    let sheets = sheets.map_err(|stop| match stop {
        Stop::TooMuch => too_much_text(file, limits),
        Stop::Damaged(reason) => damaged(file, &reason),
    })?;
    let workbook = Workbook {
        name: file.to_owned(),
        sheets,
        hash: sha256(bytes),
    };
    Ok((workbook, survey))
}

/// Why reading ended early.
enum Stop {
    Damaged(String),
    TooMuch,
}

fn excel(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    survey: &mut Survey,
    sources: &mut Sources,
) -> Result<Vec<Sheet>, Stop> {
    let plain = |error: calamine::XlsxError| Stop::Damaged(error.to_string().to_lowercase());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(plain)?;
    let listed = book.sheets_metadata().to_vec();
    if listed.len() > limits.sheets {
        return Err(Stop::TooMuch);
    }
    let mut sheets = Vec::new();
    // two sheets may name one part, and many cells one text
    let (mut count, mut text) = (0_u64, 0_u64);
    for listed in listed.into_iter().filter(|s| s.typ == SheetType::WorkSheet) {
        let mut cells = Collector::new();
        let in_sheet = |error: calamine::XlsxError| {
            Stop::Damaged(format!(
                "{} (in sheet {})",
                error.to_string().to_lowercase(),
                listed.name
            ))
        };
        let mut reader = book.worksheet_cells_reader(&listed.name).map_err(in_sheet)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(in_sheet)? {
            let (row, column) = record.pos;
            let mut add = |kind, text: &str| cells.add(row.saturating_add(1), column.saturating_add(1), kind, text);
            match record.value {
                DataRef::Empty if record.formula.is_some() => add(CellKind::Unsaved, ""),
                DataRef::Empty => {}
                DataRef::String(text) => add(CellKind::Text, &text),
                DataRef::SharedString(text) => add(CellKind::Text, text),
                DataRef::Int(number) => add(CellKind::Number, &number.to_string()),
                DataRef::Float(number) => add(CellKind::Number, &decimal(number)),
                DataRef::Bool(truth) => add(CellKind::Truth, if truth { "TRUE" } else { "FALSE" }),
                DataRef::DateTime(day) => day_of(day, &mut add),
                DataRef::DateTimeIso(text) => iso(&text, &mut add),
                DataRef::DurationIso(text) => add(CellKind::Text, &text),
                DataRef::Error(error) => add(CellKind::Error, &error.to_string()),
            }
            if text + cells.size() > limits.text || count + cells.count() > limits.cells {
                return Err(Stop::TooMuch);
            }
        }
        (count, text) = (count + cells.count(), text + cells.size());
        sheets.push(finish(cells, file, &listed, survey, sources));
    }
    Ok(sheets)
}

fn open_document(file: &str, bytes: &[u8], survey: &mut Survey, sources: &mut Sources) -> Result<Vec<Sheet>, Stop> {
    let plain = |error: calamine::OdsError| Stop::Damaged(error.to_string().to_lowercase());
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(plain)?;
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for listed in listed.into_iter().filter(|s| s.typ == SheetType::WorkSheet) {
        let mut cells = Collector::new();
        let range = book.worksheet_range(&listed.name).map_err(plain)?;
        let formulas = book.worksheet_formula(&listed.name).map_err(plain)?;
        let (top, left) = range.start().unwrap_or_default();
        let place = |number: usize, first: u32| u32::try_from(number).unwrap_or(u32::MAX - first - 1) + first;
        for (row, column, value) in range.used_cells() {
            let (row, column) = (place(row, top), place(column, left));
            let formula = formulas.get_value((row, column)).is_some_and(|f| !f.is_empty());
            let mut add = |kind, text: &str| cells.add(row + 1, column + 1, kind, text);
            match value {
                Data::Empty => {}
                Data::String(text) if formula && is_error(text) => add(CellKind::Error, text),
                Data::String(text) => add(CellKind::Text, text),
                Data::Int(number) => add(CellKind::Number, &number.to_string()),
                Data::Float(number) => add(CellKind::Number, &decimal(*number)),
                Data::Bool(truth) => add(CellKind::Truth, if *truth { "TRUE" } else { "FALSE" }),
                Data::DateTime(day) => day_of(*day, &mut add),
                Data::DateTimeIso(text) => iso(text, &mut add),
                Data::DurationIso(text) => add(CellKind::Text, text),
                Data::Error(error) => add(CellKind::Error, &error.to_string()),
            }
        }
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let (row, column) = (place(row, top), place(column, left));
            let unsaved = range.get_value((row, column)).is_none_or(|v| *v == Data::Empty);
            if unsaved && !formula.is_empty() {
                cells.add(row + 1, column + 1, CellKind::Unsaved, "");
            }
        }
        sheets.push(finish(cells, file, &listed, survey, sources));
    }
    Ok(sheets)
}

fn finish(cells: Collector, file: &str, listed: &calamine::Sheet, survey: &mut Survey, sources: &mut Sources) -> Sheet {
    let looks = survey.looks.remove(&listed.name).unwrap_or_default();
    Sheet {
        hidden: listed.visible != SheetVisible::Visible,
        hidden_rows: looks.hidden_rows,
        hidden_columns: looks.hidden_columns,
        merged: looks.merged,
        struck: looks.struck,
        ..cells.finish(file, &listed.name, &listed.name, sources)
    }
}

/// How LibreOffice writes an error into the text of a cell.
fn is_error(text: &str) -> bool {
    text.starts_with("Err:") || (text.starts_with('#') && (text.ends_with(['!', '?']) || text == "#N/A"))
}

fn day_of(day: ExcelDateTime, add: &mut impl FnMut(CellKind, &str)) {
    let (year, month, date, ..) = day.to_ymd_hms_milli();
    let whole = |n: u8| i8::try_from(n).unwrap_or_default();
    match Date::new(i16::try_from(year).unwrap_or_default(), whole(month), whole(date)) {
        Ok(date) if day.is_datetime() && day.as_f64() >= 1.0 => add(CellKind::Date, &date.to_string()),
        // a time of day, a duration or a day that is none
        _ => add(CellKind::Number, &decimal(day.as_f64())),
    }
}

fn iso(text: &str, add: &mut impl FnMut(CellKind, &str)) {
    let day = text.get(..10).filter(|d| d.parse::<Date>().is_ok());
    match day {
        Some(day) => add(CellKind::Date, day),
        None => add(CellKind::Text, text),
    }
}

/// A number as a spreadsheet shows it: 15 digits at the most, no exponent.
fn decimal(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::{decimal, is_error};

    #[test]
    fn numbers_are_written_as_shown() {
        assert_eq!(decimal(0.1 + 0.2), "0.3");
        assert_eq!(decimal(1_200_000.0), "1200000");
        assert_eq!(decimal(-0.05), "-0.05");
        assert_eq!(decimal(1e20), "100000000000000000000");
    }

    #[test]
    fn errors_of_libreoffice_are_known() {
        assert!(is_error("#DIV/0!") && is_error("Err:502") && is_error("#NAME?") && !is_error("#1 priority"));
    }
}
