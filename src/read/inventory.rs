//! Reads an inventory of any form.

use jiff::civil::Date;

use crate::diagnostics::{Diagnostics, SourceId, sha256};
use crate::evaluate::contradictions;
use crate::evidence::plausible;
use crate::inventory::{self, Inventory};
use crate::rules::RuleSet;
use crate::sheets::{self, FileKind, Workbook, looks_like};
use crate::yaml::{self, Limits};

use super::{Reader, Refused, Source};

/// What an inventory is written in.
#[derive(Debug)]
pub enum Document {
    /// YAML.
    Yaml(SourceId),
    /// A workbook or separated text.
    Workbook(Workbook),
}

impl Reader {
    /// An inventory in YAML, a workbook, a file of separated text or a folder of them, told apart by name and first bytes.
    ///
    /// It is judged at the day `as_of`; without one at the day that it states itself. What is known elsewhere of the
    /// programs that somebody confirmed stands beside its studies.
    /// What is doubtful about it is among the problems.
    ///
    /// # Errors
    /// When it cannot be read, or has an error.
    pub fn inventory(
        &mut self,
        source: impl Into<Source>,
        set: &RuleSet,
        as_of: Option<Date>,
    ) -> Result<Inventory, Refused> {
        let inventory = self.inventory_to_judge(source, set, as_of)?;
        contradictions(set, &inventory, &mut self.problems);
        Ok(inventory)
    }

    /// The same without what cannot all be true in it, which an audit of it tells ([`crate::evaluate::Audit::contradictions`]).
    ///
    /// # Errors
    /// When it cannot be read, or has an error.
    pub fn inventory_to_judge(
        &mut self,
        source: impl Into<Source>,
        set: &RuleSet,
        as_of: Option<Date>,
    ) -> Result<Inventory, Refused> {
        self.sound(|reader| {
            let document = reader.document(source)?;
            let (sources, problems) = (&reader.sources, &mut reader.problems);
            let mut inventory = match document {
                Document::Yaml(file) => inventory::load(file, set, as_of, sources, problems),
                Document::Workbook(book) => inventory::load_workbook(&book, set, as_of, sources, problems),
            }?;
            plausible::tell(set, &inventory, problems);
            reader.confirm(&mut inventory, set)?;
            Some(inventory)
        })
    }

    /// The cells or the text of an inventory, before it is known what they mean; `None` when it cannot be read, which is noted.
    pub fn document(&mut self, source: impl Into<Source>) -> Option<Document> {
        match source.into() {
            Source::Path(folder) if folder.is_dir() => self.tables_in(&folder).map(Document::Workbook),
            Source::Files { name, files } => self.tables_of(name, files).map(Document::Workbook),
            file => self.single(file),
        }
    }

    fn single(&mut self, file: Source) -> Option<Document> {
        let (name, stem, extension) = (file.name(), file.stem(), file.extension());
        let bytes = self.bytes(file)?;
        let limits = sheets::Limits::default();
        let (sources, problems) = (&mut self.sources, &mut self.problems);
        if is_workbook(&extension) || looks_like(&bytes) != FileKind::Other {
            return sheets::open(&name, &bytes, &limits, sources, problems).map(Document::Workbook);
        }
        if let Some(problem) = sheets::foreign(&name, &bytes) {
            problems.push(problem);
            return None;
        }
        // text without a name that says so is a table when it looks like one
        let yaml = ["yaml", "yml", "json"].contains(&extension.as_str());
        let table = || sheets::decode(&name, &bytes, &mut Diagnostics::default()).is_some_and(|t| sheets::is_table(&t));
        if super::tables::is_separated(&extension) || (!yaml && table()) {
            let hash = sha256(&bytes);
            let sheet = sheets::read_csv(&name, &stem, &bytes, &limits, sources, problems)?;
            return Some(Document::Workbook(Workbook {
                name,
                sheets: vec![sheet],
                hash,
            }));
        }
        yaml::decode(&name, bytes, &Limits::default(), sources, problems).map(Document::Yaml)
    }
}

fn is_workbook(extension: &str) -> bool {
    ["xlsx", "xlsm", "xltx", "xltm", "ods", "ots", "xls", "xlsb", "numbers"].contains(&extension)
}
