//! Surveys the parts of a workbook of Excel that the reader may open, and takes from them what calamine does not say.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostics::Diagnostic;

use super::Area;
use super::scan::{Form, Tag};
use super::survey::{Count, Looks, MOST_MARKS, Parts, extend, part_name, small};

/// Styles and names that are kept each: Excel itself has 65,490 formats at the most.
const MOST_NAMED: u64 = 200_000;

/// What the formats of cells may come to, each with copies of the font, filling and number format it names.
const MOST_STYLE_BYTES: u64 = 64 << 20;

type Looked = Result<HashMap<String, Looks>, Box<Diagnostic>>;

/// The marks of each sheet by its name.
pub(super) fn look(count: &mut Count, parts: &mut Parts) -> Looked {
    let mut targets: Vec<String> = Vec::new();
    count.part(parts, "_rels/.rels", |_, tag| {
        targets.extend(tag.attribute("Target").filter(|_| tag.opens()).map(|t| t.into_owned()));
        true
    })?;
    let mut sheets = HashMap::new();
    let mut seen = BTreeSet::new();
    // every target is surveyed, whichever of them is the workbook, so that nothing is opened that was not surveyed
    for target in targets {
        let target = target.trim_start_matches('/');
        let (folder, name) = target.rsplit_once('/').map_or(("", target), |(f, n)| (f, n));
        let folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let book = Book {
            folder,
            name: name.to_owned(),
        };
        sheets.extend(book.look(count, parts, &mut seen)?);
    }
    Ok(sheets)
}

struct Book {
    folder: String,
    name: String,
}

impl Book {
    fn look(&self, count: &mut Count, parts: &mut Parts, seen: &mut BTreeSet<String>) -> Looked {
        let within = |path: &str| part_name(&format!("{}{path}", self.folder));
        let mut targets: HashMap<String, String> = HashMap::new();
        count.part(parts, &within(&format!("_rels/{}.rels", self.name)), |count, tag| {
            if let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) {
                let path = match target.strip_prefix('/') {
                    Some(whole) => part_name(whole),
                    None => within(&target),
                };
                targets.insert(id.into_owned(), path);
                count.named += 1;
            }
            count.named <= MOST_NAMED
        })?;
        let mut styles = Styles::default();
        let path = within("styles.xml");
        if seen.insert(path.clone()) {
            count.part(parts, &path, |count, tag| {
                styles.tag(tag);
                count.named += u64::from(KEPT.contains(&tag.name) && tag.opens());
                count.named <= MOST_NAMED && styles.bytes() <= MOST_STYLE_BYTES
            })?;
        }
        if count.named > MOST_NAMED || styles.bytes() > MOST_STYLE_BYTES {
            return Err(count.too_many_styles());
        }
        let mut names: Vec<(String, String)> = Vec::new();
        count.part(parts, &within(&self.name), |count, tag| {
            count.named += u64::from(KEPT.contains(&tag.name) && tag.opens());
            if tag.name == "sheet"
                && let Some(sheet) = tag.attribute("name")
            {
                let id = tag.all().find(|(key, _)| key.rsplit(':').next() == Some("id"));
                let path = id.and_then(|(_, id)| targets.get(id)).cloned();
                names.push((sheet.into_owned(), path.unwrap_or_default()));
            }
            count.named <= MOST_NAMED && names.len() <= count.limits.sheets
        })?;
        if names.len() > count.limits.sheets {
            return Err(count.too_many_sheets(names.len()));
        }
        if count.named > MOST_NAMED {
            return Err(count.too_many_styles());
        }
        let (mut taken, mut held) = (HashSet::new(), HashSet::new());
        for (name, path) in &names {
            if !taken.insert(name) {
                return Err(count.damaged(&format!("two sheets are named `{name}`")));
            }
            if !path.is_empty() && !held.insert(path) {
                return Err(count.damaged(&format!("sheet `{name}` is the same part as another sheet")));
            }
        }
        let mut opened: BTreeSet<String> = targets.into_values().collect();
        opened.extend(["sharedStrings.xml", "theme/theme1.xml"].map(within));
        let mut looks = HashMap::new();
        for path in opened {
            if seen.insert(path.clone()) {
                let mut part = Part::default();
                count.part(parts, &path, |count, tag| part.tag(tag, count, &styles.struck))?;
                part.settle(count)?;
                looks.insert(path, part.looks);
            }
        }
        let named = names.into_iter();
        Ok(named
            .filter_map(|(name, path)| Some((name, looks.remove(&path)?)))
            .collect())
    }
}

/// Tags of which the reader keeps each.
const KEPT: [&str; 7] = ["font", "fill", "border", "numFmt", "xf", "sheet", "definedName"];

/// What the formats of cells come to, and which of them strike through.
#[derive(Default)]
struct Styles {
    formats: u64,
    /// Where the element begins that is measured, and the largest of each kind so far.
    begun: u64,
    largest: [u64; 4],
    fonts: u64,
    struck_fonts: HashSet<u64>,
    in_formats: bool,
    /// The formats of cells that strike through, by their number.
    struck: HashSet<u64>,
}

impl Styles {
    fn tag(&mut self, tag: &Tag) {
        let (start, end) = tag.place;
        let kind = ["font", "fill", "border", "numFmt"].iter().position(|k| *k == tag.name);
        if let Some(largest) = kind.and_then(|k| self.largest.get_mut(k)) {
            if tag.opens() {
                self.begun = start;
            }
            *largest = (*largest).max(end - self.begun);
            self.fonts += u64::from(tag.name == "font" && tag.opens());
        }
        match tag.name {
            "strike" if tag.opens() && !matches!(tag.attribute("val").as_deref(), Some("0" | "false")) => {
                self.struck_fonts.insert(self.fonts);
            }
            "cellXfs" => self.in_formats = tag.form == Form::Open,
            "xf" if self.in_formats && tag.opens() => {
                let font = tag.number("fontId").map_or(0, |n| n.saturating_add(1));
                if self.struck_fonts.contains(&font) {
                    self.struck.insert(self.formats);
                }
                self.formats += 1;
            }
            _ => {}
        }
    }

    fn bytes(&self) -> u64 {
        self.formats.saturating_mul(self.largest.iter().sum())
    }
}

/// One part that may be a sheet, or the texts of cells, or both: whatever its name.
#[derive(Default)]
struct Part {
    looks: Looks,
    row: u32,
    column: u32,
    texts: u64,
    /// How many texts the part says it has: the reader makes room for them before it reads.
    promised: u64,
    over: bool,
}

impl Part {
    fn tag(&mut self, tag: &Tag, count: &mut Count, struck: &HashSet<u64>) -> bool {
        if !tag.opens() {
            return true;
        }
        let looks = &mut self.looks;
        match tag.name {
            "row" => {
                self.row = tag.number("r").map_or(self.row.saturating_add(1), small);
                self.column = 0;
                if hidden(tag) {
                    extend(&mut looks.hidden_rows, (self.row, self.row));
                }
            }
            "c" => {
                count.cells += u64::from(tag.form == Form::Open);
                let at = tag.attribute("r").and_then(|r| cell(&r));
                (self.row, self.column) = at.unwrap_or((self.row, self.column.saturating_add(1)));
                let strikes = !struck.is_empty() && tag.number("s").is_some_and(|s| struck.contains(&s));
                if strikes && tag.form == Form::Open && looks.struck.len() < MOST_MARKS {
                    looks.struck.push((self.row, self.column));
                }
            }
            "col" if hidden(tag) => {
                if let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) {
                    extend(&mut looks.hidden_columns, (small(first), small(last)));
                }
            }
            "mergeCell" if looks.merged.len() < MOST_MARKS => {
                looks.merged.extend(tag.attribute("ref").and_then(|r| area(&r)));
            }
            "si" => self.texts += 1,
            "sst" => self.promised = self.promised.max(tag.number("uniqueCount").unwrap_or(0)),
            _ => {}
        }
        let most = count.limits.cells;
        self.over = count.cells > most || self.texts > most || self.promised > most;
        !self.over
    }

    fn settle(&self, count: &Count) -> Result<(), Box<Diagnostic>> {
        if self.promised > count.limits.cells && self.promised > self.texts {
            let reason = format!("it says that it has {} different texts", self.promised);
            return Err(count.damaged(&reason));
        }
        if self.over {
            return Err(count.too_many_cells(""));
        }
        Ok(())
    }
}

fn hidden(tag: &Tag) -> bool {
    matches!(tag.attribute("hidden").as_deref(), Some("1" | "true"))
}

/// `B2` as a row and a column.
fn cell(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at_checked(letters)?;
    let column = letters.bytes().take(3).fold(0_u32, |n, b| {
        n * 26 + u32::from(b.to_ascii_uppercase().saturating_sub(b'A')) + 1
    });
    Some((digits.parse::<u32>().ok()?, column))
}

/// `B2:D5` as an area.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell(first)?, cell(last)?);
    Some(Area {
        rows: (top, bottom),
        columns: (left, right),
    })
}
