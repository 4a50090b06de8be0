//! Surveys the parts of an OpenDocument workbook, in which rows, cells and blanks are repeated by a number.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};

use super::Area;
use super::guard::refuse;
use super::scan::{Form, Tag};
use super::survey::{Count, Looks, MOST_MARKS, Parts, extend, small, too_much_text};

/// No sheet has more rows or columns than this.
const MOST_REPEATED: u64 = 1 << 24;

/// The marks of each sheet by its name.
pub(super) fn look(count: &mut Count, parts: &mut Parts) -> Result<HashMap<String, Looks>, Box<Diagnostic>> {
    let mut locked = false;
    count.part(parts, "meta-inf/manifest.xml", |_, tag| {
        locked |= tag.name == "encryption-data";
        !locked
    })?;
    if locked {
        return Err(refuse(
            Code::PasswordProtected,
            count.file,
            "the workbook opens with a password only",
            "take the password away (in LibreOffice: File, Save As, without `Save with password`) and save a copy",
        ));
    }
    let mut content = Content::default();
    count.part(parts, "content.xml", |count, tag| content.tag(tag, count))?;
    match content.stop {
        Some(stop) => Err(stop),
        None => Ok(content.sheets),
    }
}

#[derive(Default)]
struct Content {
    sheets: HashMap<String, Looks>,
    /// The sheet at hand, and how deep in it.
    name: String,
    looks: Looks,
    depth: u32,
    row: u64,
    rows: u64,
    column: u64,
    /// The rectangle round the cells with a value: the reader makes room for all of it.
    wide: u64,
    tall: u64,
    before: u64,
    /// Bytes of text, which is repeated with its cell: so far, where the cell began, and how often it counts.
    text: u64,
    begun: u64,
    times: u64,
    stop: Option<Box<Diagnostic>>,
}

impl Content {
    fn tag(&mut self, tag: &Tag, count: &mut Count) -> bool {
        let (start, end) = tag.place;
        match (tag.name, tag.form) {
            ("table", Form::Close) => self.close(count),
            ("table", _) => self.open(tag, count),
            (_, _) if self.depth != 1 => {}
            ("table-column", Form::Open | Form::Empty) => {
                let first = self.column + 1;
                self.column += repeated(tag, "table:number-columns-repeated");
                if hidden(tag) {
                    extend(&mut self.looks.hidden_columns, (small(first), small(self.column)));
                }
            }
            ("table-row", Form::Open | Form::Empty) => {
                self.row += self.rows;
                self.rows = repeated(tag, "table:number-rows-repeated");
                self.column = 0;
                if hidden(tag) {
                    let last = small(self.last_row());
                    extend(&mut self.looks.hidden_rows, (small(self.row), last));
                }
            }
            ("table-cell" | "covered-table-cell", Form::Open | Form::Empty) => {
                self.cell(tag);
                self.begun = start;
                if tag.form == Form::Empty && filled(tag) {
                    self.text = self.text.saturating_add((end - start).saturating_mul(self.times));
                }
            }
            ("table-cell" | "covered-table-cell", Form::Close) => {
                self.text = self.text.saturating_add((end - self.begun).saturating_mul(self.times));
            }
            // so many blanks in one text
            ("s", Form::Open | Form::Empty) => {
                let blanks = tag.number("text:c").unwrap_or(0);
                self.text = self.text.saturating_add(blanks.saturating_mul(self.times.max(1)));
            }
            _ => {}
        }
        let cells = self.before.saturating_add(self.wide.saturating_mul(self.tall));
        if self.stop.is_none() && cells > count.limits.cells {
            self.stop = Some(count.too_many_cells(&self.name));
        }
        if self.stop.is_none() && self.text > count.limits.text.saturating_add(end) {
            self.stop = Some(too_much_text(count.file, count.limits));
        }
        self.stop.is_none()
    }

    fn open(&mut self, tag: &Tag, count: &Count) {
        if tag.form == Form::Empty {
            return;
        }
        if self.depth > 0 {
            // the reader would end the sheet with the table within it
            let reason = format!("sheet `{}` holds a table within a cell", self.name);
            self.stop = Some(count.damaged(&reason));
            return;
        }
        let Some(name) = tag.attribute("table:name") else {
            return;
        };
        self.depth = 1;
        if self.sheets.contains_key(name.as_ref()) {
            self.stop = Some(count.damaged(&format!("two sheets are named `{name}`")));
        }
        if self.sheets.len() >= count.limits.sheets {
            self.stop = Some(count.too_many_sheets(self.sheets.len() + 1));
        }
        self.name = name.into_owned();
        // the first row is 1, once it is there
        (self.row, self.rows, self.column, self.wide, self.tall) = (1, 0, 0, 0, 0);
    }

    fn close(&mut self, count: &mut Count) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.before = self.before.saturating_add(self.wide.saturating_mul(self.tall));
            count.cells = self.before;
            (self.wide, self.tall) = (0, 0);
            self.sheets
                .insert(std::mem::take(&mut self.name), std::mem::take(&mut self.looks));
        }
    }

    fn last_row(&self) -> u64 {
        (self.row + self.rows).saturating_sub(1)
    }

    fn cell(&mut self, tag: &Tag) {
        let (first, count) = (self.column + 1, repeated(tag, "table:number-columns-repeated"));
        self.column += count;
        self.times = count.saturating_mul(self.rows);
        if filled(tag) {
            self.wide = self.wide.max(self.column);
            self.tall = self.tall.max(self.last_row());
        }
        let across = repeated(tag, "table:number-columns-spanned");
        let down = repeated(tag, "table:number-rows-spanned");
        if (across > 1 || down > 1) && self.looks.merged.len() < MOST_MARKS {
            self.looks.merged.push(Area {
                rows: (small(self.row), small((self.row + down).saturating_sub(1))),
                columns: (small(first), small((first + across).saturating_sub(1))),
            });
        }
    }
}

fn repeated(tag: &Tag, wanted: &str) -> u64 {
    // a number too large to be read repeats more than is allowed
    let number = tag
        .attribute(wanted)
        .map(|n| n.trim().parse::<u64>().unwrap_or(MOST_REPEATED));
    number.unwrap_or(1).min(MOST_REPEATED)
}

fn hidden(tag: &Tag) -> bool {
    tag.attribute("table:visibility").is_some_and(|v| v != "visible")
}

/// Whether a cell may have a value: a blank one is not kept.
fn filled(tag: &Tag) -> bool {
    tag.all()
        .any(|(name, _)| name.contains("value") || name == "table:formula")
}
