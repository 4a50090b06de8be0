//! Reads a folder of files of separated text: a sheet each. What else lies in it is told.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::diagnostics::{Code, Diagnostic, sha256};
use crate::sheets::{self, Workbook};

use super::{Reader, Source};

/// The extensions of files of separated text.
const SEPARATED: &[&str] = &["csv", "tsv", "tab", "psv"];

/// So many files of a folder that are not read are named.
const NAMED: usize = 10;

pub(super) fn is_separated(extension: &str) -> bool {
    SEPARATED.contains(&extension)
}

impl Reader {
    /// What lies in a folder on disk, sorted; `None` when it cannot be listed, which is noted.
    pub(super) fn listed(&mut self, folder: &Path) -> Option<Vec<PathBuf>> {
        let listed = std::fs::read_dir(folder).and_then(|entries| {
            // an entry that cannot be read may be one that is wanted
            entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>()
        });
        match listed {
            Ok(mut paths) => {
                paths.sort();
                Some(paths)
            }
            Err(error) => {
                self.unreadable_folder(folder, format!("the folder cannot be read: {error}"));
                None
            }
        }
    }

    pub(super) fn unreadable_folder(&mut self, folder: &Path, message: String) {
        let problem = Diagnostic::about_file(Code::UnreadableFile, &folder.to_string_lossy(), message);
        self.problems
            .push(problem.help("check the name and the rights of the folder"));
    }

    pub(super) fn tables_in(&mut self, folder: &Path) -> Option<Workbook> {
        self.seen.folder(folder, SEPARATED);
        let (mut tables, mut others) = (Vec::new(), Vec::new());
        for path in self.listed(folder)? {
            let file = path.file_name().map(|n| n.to_string_lossy().into_owned());
            let whole = path.is_file();
            let source = Source::Path(path);
            if whole && is_separated(&source.extension()) {
                tables.push(source);
            } else {
                others.extend(file);
            }
        }
        self.workbook(folder.to_string_lossy().into_owned(), tables, others)
    }

    pub(super) fn tables_of(&mut self, folder: String, mut files: Vec<(String, Vec<u8>)>) -> Option<Workbook> {
        files.sort();
        let (mut tables, mut others) = (Vec::new(), Vec::new());
        for (path, bytes) in files {
            let source = Source::bytes(format!("{folder}/{path}"), bytes);
            if is_separated(&source.extension()) && !path.contains('/') {
                tables.push(source);
            } else {
                others.push(path);
            }
        }
        self.workbook(folder, tables, others)
    }

    fn workbook(&mut self, name: String, tables: Vec<Source>, mut others: Vec<String>) -> Option<Workbook> {
        others.retain(|file| !file.starts_with(['.', '~']));
        others.sort();
        if tables.is_empty() {
            self.no_table(&name, &others);
            return None;
        }
        self.beside(&name, &others);
        let limits = sheets::Limits::default();
        let mut hashes = String::new();
        let mut list = Vec::new();
        // one file that cannot be read does not keep the problems of the next from being told
        let mut whole = true;
        for table in tables {
            let (file, stem) = (table.name(), table.stem());
            let sheet = self.bytes(table).and_then(|bytes| {
                // a line of `sha256sum`, run in the folder
                let alone = file.rsplit(['/', MAIN_SEPARATOR]).next().unwrap_or_default();
                hashes.push_str(&format!("{}  {alone}\n", sha256(&bytes)));
                sheets::read_csv(&file, &stem, &bytes, &limits, &mut self.sources, &mut self.problems)
            });
            whole &= sheet.is_some();
            list.extend(sheet);
        }
        whole.then(|| Workbook {
            name,
            sheets: list,
            hash: sha256(hashes.as_bytes()),
        })
    }

    fn no_table(&mut self, folder: &str, others: &[String]) {
        let holds: Vec<String> = others.iter().take(NAMED).map(|o| format!("`{o}`")).collect();
        let message = if others.is_empty() {
            "the folder is empty".to_owned()
        } else {
            let holds = holds.join(", ");
            format!("the folder holds no file of separated text (.csv, .tsv); it holds {holds}")
        };
        self.problems.push(
            Diagnostic::about_file(Code::UnreadableFile, folder, message).help(
                "save each sheet as CSV UTF-8 under its name, such as Initiatives.csv; or give the workbook itself",
            ),
        );
    }

    /// Says what of a folder is not read.
    fn beside(&mut self, folder: &str, others: &[String]) {
        for other in others.iter().take(NAMED) {
            let message = format!("`{other}` in the folder is not read: of a folder the files .csv and .tsv are");
            self.problems.push(
                Diagnostic::about_file(Code::UnknownSheet, folder, message)
                    .help("if it holds something of the inventory, save each of its sheets there as CSV UTF-8"),
            );
        }
        if let Some(more) = others.len().checked_sub(NAMED).filter(|n| *n > 0) {
            let message = format!("{more} more files or folders in the folder are not read");
            self.problems.push(
                Diagnostic::about_file(Code::UnknownSheet, folder, message)
                    .help("give a folder that holds the inventory alone"),
            );
        }
    }
}
