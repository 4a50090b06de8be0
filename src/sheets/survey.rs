//! Looks through a workbook before anything in it is kept: part by part, counting, within the limits.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::diagnostics::{Code, Diagnostic};

use super::Area;
use super::guard::{Limits, refuse};
use super::open_document;
use super::scan::{attribute, name, number, tags, unescape};

/// Which of the formats a zip holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Excel,
    OpenDocument,
}

/// What calamine does not say of a sheet.
#[derive(Clone, Default, Debug)]
pub(super) struct Looks {
    pub hidden_rows: Vec<(u32, u32)>,
    pub hidden_columns: Vec<(u32, u32)>,
    pub merged: Vec<Area>,
}

/// The result of the survey.
#[derive(Debug)]
pub(super) struct Survey {
    pub format: Format,
    pub macros: bool,
    pub looks: HashMap<String, Looks>,
}

/// Marks of one kind that are kept of a sheet at the most; more are no help to anybody.
pub(super) const MOST_MARKS: usize = 10_000;

/// Looks through a zip within the limits, part by part, and keeps only marks.
pub(super) fn survey(file: &str, bytes: &[u8], limits: &Limits) -> Result<Survey, Box<Diagnostic>> {
    if bytes.len() > limits.bytes {
        let message = format!(
            "the workbook has {} megabytes; {} are read at the most",
            bytes.len() >> 20,
            limits.bytes >> 20
        );
        return Err(refuse(
            Code::TooLarge,
            file,
            message,
            "take pictures and other sheets out of it, and save a copy",
        ));
    }
    let damaged = || {
        refuse(
            Code::DamagedWorkbook,
            file,
            "the workbook is cut off or damaged",
            "download or copy it again; or open it, let the program repair it, and save a copy",
        )
    };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if zip.len() > limits.parts {
        let message = format!(
            "the workbook has {} parts; {} are read at the most",
            zip.len(),
            limits.parts
        );
        return Err(refuse(
            Code::TooLarge,
            file,
            message,
            "copy the sheets into a new workbook and save it",
        ));
    }
    let names: Vec<String> = zip
        .file_names()
        .filter_map(|n| n.ok().map(|n| n.into_owned()))
        .collect();
    let has = |wanted: &str| names.iter().any(|n| n == wanted);
    let format = if has("xl/workbook.xml") {
        Format::Excel
    } else if has("content.xml") && has("mimetype") {
        Format::OpenDocument
    } else if has("xl/workbook.bin") {
        return Err(refuse(
            Code::OldWorkbook,
            file,
            "this is a binary workbook (.xlsb), which is not read",
            "open it and save it as .xlsx (File, Save As, Excel Workbook)",
        ));
    } else {
        let what = if has("word/document.xml") {
            "this is a document of Word, no workbook"
        } else if has("ppt/presentation.xml") {
            "this is a presentation, no workbook"
        } else {
            "this is a zip file, but no workbook"
        };
        return Err(refuse(
            Code::NotAWorkbook,
            file,
            what,
            "give a workbook (.xlsx, .ods), a folder of .csv files or a YAML file",
        ));
    };
    let sheets = names
        .iter()
        .filter(|n| n.starts_with("xl/worksheets/") && n.ends_with(".xml"))
        .count();
    if sheets > limits.sheets {
        let message = format!(
            "the workbook has {sheets} sheets; {} are read at the most",
            limits.sheets
        );
        return Err(refuse(
            Code::TooLarge,
            file,
            message,
            "copy the sheets of the inventory into a new workbook",
        ));
    }
    let mut survey = Survey {
        format,
        macros: names
            .iter()
            .any(|n| n.ends_with("vbaProject.bin") || n.starts_with("Basic/")),
        looks: HashMap::new(),
    };
    let mut count = Count {
        file,
        limits,
        unpacked: 0,
        cells: 0,
    };
    for place in 0..zip.len() {
        let part = zip.by_index(place).map_err(|_| damaged())?;
        let path = part.name().map_err(|_| damaged())?.into_owned();
        if !(path.ends_with(".xml") || path.ends_with(".rels")) {
            continue;
        }
        count.room(part.size())?;
        let left = limits.unpacked - count.unpacked;
        let mut looks = Looks::default();
        let read = match format {
            Format::Excel if path.starts_with("xl/worksheets/") => count.excel(part, left, &mut looks)?,
            Format::OpenDocument if path == "content.xml" => {
                open_document::count(&mut count, part, left, &mut survey.looks)?
            }
            Format::OpenDocument if path == "META-INF/manifest.xml" => {
                let mut locked = false;
                let read = tags(part, left, |tag, _| {
                    locked |= name(tag) == "encryption-data";
                    !locked
                });
                if locked {
                    return Err(refuse(
                        Code::PasswordProtected,
                        file,
                        "the workbook opens with a password only",
                        "take the password away (in LibreOffice: File, Save As, without `Save with password`) and save a copy",
                    ));
                }
                read
            }
            // the texts of cells: as many as there are cells at the most
            Format::Excel if path == "xl/sharedStrings.xml" => count.strings(part, left)?,
            Format::Excel | Format::OpenDocument => tags(part, left, |_, _| true),
        };
        count.unpacked += read.map_err(|_| damaged())?;
        count.room(0)?;
        if path.starts_with("xl/worksheets/") {
            survey.looks.insert(path, looks);
        }
    }
    if format == Format::Excel {
        survey.looks = by_sheet(&mut zip, survey.looks).ok_or_else(damaged)?;
    }
    Ok(survey)
}

pub(super) struct Count<'a> {
    file: &'a str,
    pub limits: &'a Limits,
    unpacked: u64,
    pub cells: u64,
}

/// The bytes read of a part, or why the workbook is refused.
pub(super) type Counted = Result<std::io::Result<u64>, Box<Diagnostic>>;

impl Count<'_> {
    fn room(&self, more: u64) -> Result<(), Box<Diagnostic>> {
        if self.unpacked.saturating_add(more) <= self.limits.unpacked {
            return Ok(());
        }
        let message = format!(
            "unpacked, the workbook has over {} megabytes, more than is read",
            self.limits.unpacked >> 20
        );
        Err(refuse(
            Code::TooLarge,
            self.file,
            message,
            "is this the right file? copy the sheets with the inventory into a new workbook and save it",
        ))
    }

    pub fn within(&self, sheet: &str) -> Result<(), Box<Diagnostic>> {
        if self.cells <= self.limits.cells {
            return Ok(());
        }
        let place = if sheet.is_empty() {
            String::new()
        } else {
            format!(" up to sheet {sheet}")
        };
        let message = format!(
            "the workbook has over {} cells{place}, more than are read",
            self.limits.cells
        );
        Err(refuse(
            Code::TooManyCells,
            self.file,
            message,
            "go to the last cell (Ctrl+End), delete the rows and columns after the last entry, and save a copy",
        ))
    }

    pub fn too_much_text(&self) -> Box<Diagnostic> {
        too_much_text(self.file, self.limits)
    }

    fn strings(&mut self, part: impl Read, left: u64) -> Counted {
        let (mut texts, most) = (0_u64, self.limits.cells);
        let read = tags(part, left, |tag, _| {
            texts += u64::from(name(tag) == "si" && !tag.starts_with('/'));
            texts <= most
        });
        if texts > most {
            self.cells = texts;
        }
        self.within("")?;
        Ok(read)
    }

    fn excel(&mut self, part: impl Read, left: u64, looks: &mut Looks) -> Counted {
        let (mut row, mut cells, most) = (0_u32, self.cells, self.limits.cells);
        let read = tags(part, left, |tag, _| {
            if tag.starts_with('/') {
                return true;
            }
            match name(tag) {
                "row" => {
                    row = number(tag, "r").unwrap_or(row.saturating_add(1));
                    if hidden(tag) {
                        extend(&mut looks.hidden_rows, (row, row));
                    }
                }
                "c" => cells += u64::from(!tag.ends_with('/')),
                "col" if hidden(tag) => {
                    if let (Some(first), Some(last)) = (number(tag, "min"), number(tag, "max")) {
                        extend(&mut looks.hidden_columns, (first, last));
                    }
                }
                "mergeCell" if looks.merged.len() < MOST_MARKS => {
                    looks.merged.extend(attribute(tag, "ref").and_then(area));
                }
                _ => {}
            }
            cells <= most
        });
        self.cells = cells;
        self.within("")?;
        Ok(read)
    }
}

pub(super) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn hidden(tag: &str) -> bool {
    matches!(attribute(tag, "hidden"), Some("1" | "true"))
}

/// Adds a range, joined with the one before where it follows it.
pub(super) fn extend(ranges: &mut Vec<(u32, u32)>, (first, last): (u32, u32)) {
    let room = ranges.len() < MOST_MARKS;
    match ranges.last_mut() {
        Some((_, end)) if end.checked_add(1) == Some(first) => *end = last,
        _ if room => ranges.push((first, last)),
        _ => {}
    }
}

/// `B2:D5` as an area.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let cell = |text: &str| {
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, digits) = text.split_at_checked(letters)?;
        let column = letters.bytes().take(3).fold(0_u32, |n, b| {
            n * 26 + u32::from(b.to_ascii_uppercase().saturating_sub(b'A')) + 1
        });
        Some((digits.parse::<u32>().ok()?, column))
    };
    let ((top, left), (bottom, right)) = (cell(first)?, cell(last)?);
    Some(Area {
        rows: (top, bottom),
        columns: (left, right),
    })
}

/// The marks by the names of the sheets in place of the paths of their parts.
fn by_sheet(zip: &mut ZipArchive<Cursor<&[u8]>>, mut parts: HashMap<String, Looks>) -> Option<HashMap<String, Looks>> {
    const MOST: u64 = 4 << 20;
    let mut targets: HashMap<String, String> = HashMap::new();
    if let Ok(part) = zip.by_name("xl/_rels/workbook.xml.rels") {
        tags(part, MOST, |tag, _| {
            if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
                let path = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("xl/{target}"),
                };
                targets.insert(id.to_owned(), path);
            }
            true
        })
        .ok()?;
    }
    let mut sheets = HashMap::new();
    tags(zip.by_name("xl/workbook.xml").ok()?, MOST, |tag, _| {
        if name(tag) == "sheet"
            && let (Some(sheet), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id"))
            && let Some(looks) = targets.get(id).and_then(|path| parts.remove(path))
        {
            sheets.insert(unescape(sheet), looks);
        }
        true
    })
    .ok()?;
    Some(sheets)
}

/// The texts of the cells are more than is read, as when one long text stands in a million cells.
pub(super) fn too_much_text(file: &str, limits: &Limits) -> Box<Diagnostic> {
    let message = format!(
        "the cells hold over {} megabytes of text, more than is read",
        limits.text >> 20
    );
    refuse(
        Code::TooLarge,
        file,
        message,
        "is this the right file? copy the sheets of the inventory into a new workbook",
    )
}
