//! Looks through a workbook before anything in it is kept: each part that may be opened, counting, within the limits.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::diagnostics::{Code, Diagnostic};

use super::guard::{Limits, refuse};
use super::open_document;
use super::scan::{Cut, tags};
use super::{Area, excel};

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
    /// Cells that are struck through, by row and column.
    pub struck: Vec<(u32, u32)>,
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

/// A zip with the names of its parts in one form, as calamine finds them: `/` between, in lower case.
pub(super) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: BTreeMap<String, usize>,
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut names = BTreeMap::new();
        for (place, name) in zip.file_names().enumerate() {
            names.insert(part_name(&name.ok()?), place);
        }
        Some(Self { zip, names })
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// A part, unpacked as it is read; `None` when there is none.
    pub fn open(&mut self, name: &str) -> Option<zip::result::ZipResult<impl Read + use<'_, 'a>>> {
        let place = *self.names.get(name)?;
        Some(self.zip.by_index(place))
    }
}

/// The one form of the name of a part.
pub(super) fn part_name(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

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
    let mut parts = Parts::of(bytes).ok_or_else(|| cut_off(file))?;
    if parts.zip.len() > limits.parts {
        let message = format!(
            "the workbook has {} parts; {} are read at the most",
            parts.zip.len(),
            limits.parts
        );
        return Err(refuse(
            Code::TooLarge,
            file,
            message,
            "copy the sheets into a new workbook and save it",
        ));
    }
    let format = format(file, &parts)?;
    let mut count = Count {
        file,
        limits,
        unpacked: 0,
        cells: 0,
        named: 0,
    };
    let macros = parts
        .names
        .keys()
        .any(|n| n.ends_with("vbaproject.bin") || n.starts_with("basic/"));
    let looks = match format {
        Format::Excel => excel::look(&mut count, &mut parts)?,
        Format::OpenDocument => open_document::look(&mut count, &mut parts)?,
    };
    Ok(Survey { format, macros, looks })
}

fn cut_off(file: &str) -> Box<Diagnostic> {
    refuse(
        Code::DamagedWorkbook,
        file,
        "the workbook is cut off or damaged",
        "download or copy it again; or open it, let the program repair it, and save a copy",
    )
}

/// What a zip is by its parts.
fn format(file: &str, parts: &Parts) -> Result<Format, Box<Diagnostic>> {
    let (code, what, help) = if parts.has("content.xml") && parts.has("mimetype") {
        return Ok(Format::OpenDocument);
    } else if parts.has("xl/workbook.bin") {
        (
            Code::OldWorkbook,
            "this is a binary workbook (.xlsb), which is not read",
            "open it and save it as .xlsx (File, Save As, Excel Workbook)",
        )
    } else if parts
        .names
        .keys()
        .any(|n| n.starts_with("index/") && n.ends_with(".iwa"))
    {
        (
            Code::OldWorkbook,
            "this is a document of Apple's Numbers, Pages or Keynote, which is not read",
            "open it in Numbers and export it (File, Export To, Excel)",
        )
    } else {
        let what = if parts.has("word/document.xml") {
            "this is a document of Word, no workbook"
        } else if parts.has("ppt/presentation.xml") {
            "this is a presentation, no workbook"
        } else if parts.has("[content_types].xml") && parts.has("_rels/.rels") {
            return Ok(Format::Excel);
        } else {
            "this is a zip file, but no workbook"
        };
        (
            Code::NotAWorkbook,
            what,
            "give a workbook (.xlsx, .ods), a folder of .csv files or a YAML file",
        )
    };
    Err(refuse(code, file, what, help))
}

/// What the parts read so far come to, against the limits.
pub(super) struct Count<'a> {
    pub file: &'a str,
    pub limits: &'a Limits,
    unpacked: u64,
    pub cells: u64,
    /// Styles, names and the like, of which the reader keeps each.
    pub named: u64,
}

impl Count<'_> {
    /// Reads one part; what is not there is none, and what is no XML ends where the reader will end.
    pub fn part(
        &mut self,
        parts: &mut Parts,
        name: &str,
        mut on_tag: impl FnMut(&mut Self, &super::scan::Tag) -> bool,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(part) = parts.open(name) else { return Ok(()) };
        let part = part.map_err(|_| cut_off(self.file))?;
        let left = self.limits.unpacked.saturating_sub(self.unpacked);
        match tags(part, left, |tag| on_tag(self, tag)) {
            Ok(read) => {
                self.unpacked += read;
                Ok(())
            }
            Err(Cut::NoXml) => Ok(()),
            Err(Cut::TooMuch) => Err(self.too_large(&format!(
                "unpacked, the workbook has over {} megabytes, more than is read",
                self.limits.unpacked >> 20
            ))),
            Err(Cut::TooLong) => Err(self.too_large("one text in the workbook is longer than a cell can hold")),
        }
    }

    pub fn damaged(&self, reason: &str) -> Box<Diagnostic> {
        damaged(self.file, reason)
    }

    fn too_large(&self, message: &str) -> Box<Diagnostic> {
        refuse(
            Code::TooLarge,
            self.file,
            message,
            "is this the right file? copy the sheets with the inventory into a new workbook and save it",
        )
    }

    pub fn too_many_cells(&self, sheet: &str) -> Box<Diagnostic> {
        let place = if sheet.is_empty() {
            String::new()
        } else {
            format!(" up to sheet {sheet}")
        };
        let message = format!(
            "the workbook has over {} cells{place}, more than are read",
            self.limits.cells
        );
        refuse(
            Code::TooManyCells,
            self.file,
            message,
            "go to the last cell (Ctrl+End), delete the rows and columns after the last entry, and save a copy",
        )
    }

    pub fn too_many_sheets(&self, sheets: usize) -> Box<Diagnostic> {
        let message = format!(
            "the workbook has {sheets} sheets; {} are read at the most",
            self.limits.sheets
        );
        refuse(
            Code::TooLarge,
            self.file,
            message,
            "copy the sheets of the inventory into a new workbook",
        )
    }

    pub fn too_many_styles(&self) -> Box<Diagnostic> {
        refuse(
            Code::TooLarge,
            self.file,
            "the workbook has more styles and names than are read",
            "copy the sheets as values into a new workbook and save it",
        )
    }
}

/// A workbook that its own program would have to repair.
pub(super) fn damaged(file: &str, reason: &str) -> Box<Diagnostic> {
    refuse(
        Code::DamagedWorkbook,
        file,
        format!("the workbook is damaged: {reason}"),
        "open it, let the program repair it, and save a copy",
    )
}

pub(super) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
