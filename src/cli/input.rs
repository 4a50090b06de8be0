//! Reads rule sets and inventories from disk or standard input.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{self, Code, Diagnostic, Diagnostics, SourceId, Sources, sha256};
use cleardeck::evaluate::contradictions;
use cleardeck::inventory::{self, Inventory, PartialDate};
use cleardeck::rules::{self, Override, RuleFile, RuleSet};
use cleardeck::sheets::{self, FileKind, Workbook, looks_like};
use cleardeck::yaml::{self, Limits};
use jiff::civil::Date;

use super::Refused;
use super::args::{self, InventoryArgs, RulesArgs};
use super::output::{self, Inputs};

/// The extensions of files of separated text.
const SEPARATED: &[&str] = &["csv", "tsv", "tab", "psv"];

/// So many files of a folder that are not read are named.
const NAMED: usize = 10;

/// What was read, with every problem found.
pub struct Input {
    pub sources: Sources,
    pub problems: Diagnostics,
    /// Which files that was: none of them is written.
    pub read: Inputs,
}

impl Input {
    pub fn new() -> Self {
        Self {
            sources: Sources::default(),
            problems: Diagnostics::default(),
            read: Inputs::default(),
        }
    }

    /// Prints the problems; refuses to go on when one of them is an error.
    pub fn settle(&mut self, form: args::Diagnostics) -> anyhow::Result<()> {
        self.read.refuse_standard_output()?;
        self.problems.sort();
        self.print(form)?;
        if self.problems.has_errors() {
            bail!(Refused);
        }
        self.problems = Diagnostics::default();
        Ok(())
    }

    pub fn print(&self, form: args::Diagnostics) -> anyhow::Result<()> {
        match form {
            args::Diagnostics::Json => {
                let list = diagnostics::to_json(&self.problems, &self.sources);
                output::tell(&format!("{}\n", serde_json::to_string_pretty(&list)?));
            }
            args::Diagnostics::Sarif => {
                let log = diagnostics::to_sarif(&self.problems, &self.sources);
                output::tell(&format!("{}\n", serde_json::to_string_pretty(&log)?));
            }
            args::Diagnostics::Text if !self.problems.is_empty() => {
                let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                output::tell(&diagnostics::render_text(&self.problems, &self.sources, color));
            }
            args::Diagnostics::Text => {}
        }
        Ok(())
    }

    /// The rule set of the arguments; problems are noted, not printed.
    pub fn rule_set(&mut self, args: &RulesArgs) -> anyhow::Result<RuleSet> {
        self.load(args, false)
    }

    fn load(&mut self, args: &RulesArgs, with_properties: bool) -> anyhow::Result<RuleSet> {
        let shipped = |sources: &mut Sources| {
            let mut files = rules::shipped(sources);
            files.extend(with_properties.then(|| rules::shipped_properties(sources)));
            files
        };
        let files: Vec<RuleFile> = match &args.rules {
            None => shipped(&mut self.sources),
            Some(folder) => {
                let own = self.folder(folder)?;
                // rules laid over the shipped ones are read after them, others in their place
                let over = rules::are_laid_over(&own, &self.sources);
                let base = if over { shipped(&mut self.sources) } else { Vec::new() };
                base.into_iter().chain(own.into_iter().map(RuleFile::from)).collect()
            }
        };
        let mut overrides: Vec<Override> = Vec::new();
        for param in &args.params {
            let source = self.sources.add("--param", param.clone());
            overrides.extend(Override::read(param, source, &mut self.problems));
        }
        Ok(rules::load(&files, &overrides, &self.sources, &mut self.problems))
    }

    /// The rule set with the properties of the shipped one, to check it; those of a folder are read anyway.
    pub fn rule_set_to_check(&mut self, args: &RulesArgs) -> anyhow::Result<RuleSet> {
        self.load(args, true)
    }

    /// The rule set to judge by: refused when it has an error; what else there is to say of it `rules check` says.
    pub fn sound_rule_set(&mut self, args: &RulesArgs, form: args::Diagnostics) -> anyhow::Result<RuleSet> {
        let set = self.rule_set(args)?;
        self.problems.keep_errors();
        self.read.refuse_standard_output()?;
        // a sound rule set has nothing to say: what follows is the one list of this run
        if self.problems.has_errors() {
            self.settle(form)?;
        }
        Ok(set)
    }

    /// The files of cases that belong to the rule set.
    pub fn case_files(&mut self, args: &RulesArgs) -> anyhow::Result<Vec<SourceId>> {
        match &args.rules {
            None => Ok(rules::shipped_cases(&mut self.sources)),
            Some(folder) if folder.join("tests").is_dir() => self.folder(&folder.join("tests")),
            Some(_) => Ok(Vec::new()),
        }
    }

    fn folder(&mut self, folder: &Path) -> anyhow::Result<Vec<SourceId>> {
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("the folder `{}` cannot be read", folder.display()))?;
        let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
        paths.retain(|p| p.extension().is_some_and(|e| e == "yaml" || e == "yml"));
        self.read.folder(folder, &["yaml", "yml"]);
        paths.sort();
        if paths.is_empty() {
            bail!("the folder `{}` holds no rule file (*.yaml)", folder.display());
        }
        let mut files = Vec::new();
        for path in paths {
            files.extend(self.file(&path.to_string_lossy()));
        }
        Ok(files)
    }

    /// A file or standard input as text; `None` when it cannot be read, which is noted.
    pub fn file(&mut self, path: &str) -> Option<SourceId> {
        let bytes = self.bytes(path)?;
        yaml::decode(
            shown(path),
            bytes,
            &Limits::default(),
            &mut self.sources,
            &mut self.problems,
        )
    }

    /// The bytes of a file or of standard input; `None` when it cannot be read, which is noted.
    pub fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        self.read.file(path);
        let most = Limits::default().bytes as u64 + 1;
        let mut bytes = Vec::new();
        let name = shown(path);
        let read = if path == "-" {
            std::io::stdin().lock().take(most).read_to_end(&mut bytes)
        } else {
            std::fs::File::open(path).and_then(|file| {
                // room for the whole, and for the read that finds its end
                let size = file.metadata().map_or(0, |m| m.len()).min(most);
                bytes.reserve_exact(usize::try_from(size).unwrap_or_default() + 1);
                file.take(most).read_to_end(&mut bytes)
            })
        };
        if let Err(error) = read {
            let problem =
                Diagnostic::about_file(Code::UnreadableFile, name, format!("the file cannot be read: {error}"));
            self.problems.push(problem.help("check the name and the folder"));
            return None;
        }
        Some(bytes)
    }

    /// What an inventory is written in: YAML, a workbook or comma-separated text, by its name and its first bytes.
    pub fn document(&mut self, path: &str) -> Option<Document> {
        if Path::new(path).is_dir() {
            return self.csv_folder(Path::new(path)).map(Document::Workbook);
        }
        let extension = extension(Path::new(path));
        let bytes = self.bytes(path)?;
        let limits = sheets::Limits::default();
        let (sources, problems) = (&mut self.sources, &mut self.problems);
        if is_workbook(&extension) || looks_like(&bytes) != FileKind::Other {
            return sheets::open(shown(path), &bytes, &limits, sources, problems).map(Document::Workbook);
        }
        if let Some(problem) = sheets::foreign(shown(path), &bytes) {
            problems.push(problem);
            return None;
        }
        // text without a name that says so is a table when it looks like one
        let yaml = ["yaml", "yml", "json"].contains(&extension.as_str());
        let table = || sheets::decode(path, &bytes, &mut Diagnostics::default()).is_some_and(|t| sheets::is_table(&t));
        if is_separated(&extension) || (!yaml && table()) {
            let name = Path::new(path).file_stem().map(|s| s.to_string_lossy().into_owned());
            let hash = sha256(&bytes);
            let sheet = sheets::read_csv(
                shown(path),
                &name.unwrap_or_default(),
                &bytes,
                &limits,
                sources,
                problems,
            )?;
            return Some(Document::Workbook(Workbook {
                name: shown(path).to_owned(),
                sheets: vec![sheet],
                hash,
            }));
        }
        let file = yaml::decode(shown(path), bytes, &Limits::default(), sources, problems)?;
        Some(Document::Yaml(file))
    }

    /// A table of separated text, in any encoding and with any line ends; `None` when it cannot be read, which is noted.
    pub fn table(&mut self, path: &str) -> Option<SourceId> {
        let bytes = self.bytes(path)?;
        let name = shown(path);
        let foreign = match looks_like(&bytes) {
            FileKind::Other => sheets::foreign(name, &bytes),
            FileKind::Zip | FileKind::Old => Some(
                Diagnostic::about_file(
                    Code::NotUtf8,
                    name,
                    "this is a workbook, and a table of text is read here",
                )
                .help("save the sheet with the table as CSV UTF-8"),
            ),
        };
        if let Some(problem) = foreign {
            self.problems.push(problem);
            return None;
        }
        let text = sheets::decode(name, &bytes, &mut self.problems)?;
        // places are counted by lines, whatever ends them
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Some(self.sources.add(name, text))
    }

    /// A folder of files of separated text: a sheet each. What else lies in it is told.
    fn csv_folder(&mut self, folder: &Path) -> Option<Workbook> {
        self.read.folder(folder, SEPARATED);
        let name = folder.to_string_lossy().into_owned();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read: {error}");
                let problem = Diagnostic::about_file(Code::UnreadableFile, &name, message);
                self.problems
                    .push(problem.help("check the name and the rights of the folder"));
                return None;
            }
        };
        let (mut paths, mut others) = (Vec::new(), Vec::new());
        for path in entries.filter_map(Result::ok).map(|e| e.path()) {
            let file = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            if path.is_file() && is_separated(&extension(&path)) {
                paths.push(path);
            } else if !file.starts_with(['.', '~']) {
                others.push(file);
            }
        }
        paths.sort();
        others.sort();
        self.beside(&name, &others, paths.is_empty());
        if paths.is_empty() {
            return None;
        }
        let limits = sheets::Limits::default();
        let mut hashes = String::new();
        let mut list = Vec::new();
        // one file that cannot be read does not keep the problems of the next from being told
        let mut whole = true;
        for path in paths {
            let file = path.to_string_lossy().into_owned();
            let stem = path
                .file_stem()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default();
            let sheet = self.bytes(&file).and_then(|bytes| {
                let alone = path.file_name().unwrap_or_default().to_string_lossy();
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

    /// The text and the inventory in the bytes of a YAML file; problems are noted, not printed.
    pub fn inventory_in(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        as_of: Option<Date>,
        set: &RuleSet,
    ) -> Option<(String, Inventory)> {
        let file = yaml::decode(path, bytes, &Limits::default(), &mut self.sources, &mut self.problems)?;
        let inventory = inventory::load(file, set, as_of, &self.sources, &mut self.problems)?;
        Some((self.sources.text(file).to_owned(), inventory))
    }

    /// Says what of a folder is not read.
    fn beside(&mut self, folder: &str, others: &[String], nothing: bool) {
        if nothing {
            let holds = others
                .iter()
                .take(NAMED)
                .map(|o| format!("`{o}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let message = if others.is_empty() {
                "the folder is empty".to_owned()
            } else {
                format!("the folder holds no file of separated text (.csv, .tsv); it holds {holds}")
            };
            self.problems
                .push(Diagnostic::about_file(Code::UnreadableFile, folder, message).help(
                    "save each sheet as CSV UTF-8 under its name, such as Initiatives.csv; or give the workbook itself",
                ));
            return;
        }
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

    /// The inventory of the arguments; problems are noted, not printed.
    pub fn inventory(&mut self, args: &InventoryArgs, set: &RuleSet) -> anyhow::Result<Option<Inventory>> {
        let as_of = as_of(args.as_of.as_deref())?;
        let document = self.document(&args.inventory);
        let (sources, problems) = (&self.sources, &mut self.problems);
        let inventory = match document {
            None => None,
            Some(Document::Yaml(file)) => inventory::load(file, set, as_of, sources, problems),
            Some(Document::Workbook(book)) => inventory::load_workbook(&book, set, as_of, sources, problems),
        };
        // what cannot be read well has no sense yet that could be contradicted
        if let Some(inventory) = inventory.as_ref().filter(|_| !problems.has_errors()) {
            contradictions(set, inventory, problems);
        }
        Ok(inventory)
    }
}

/// What an inventory is written in.
pub enum Document {
    /// YAML.
    Yaml(SourceId),
    /// A workbook or comma-separated text.
    Workbook(Workbook),
}

/// What stands behind the last dot of a name, in lower case.
fn extension(path: &Path) -> String {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    extension.to_lowercase()
}

fn is_workbook(extension: &str) -> bool {
    ["xlsx", "xlsm", "xltx", "xltm", "ods", "ots", "xls", "xlsb", "numbers"].contains(&extension)
}

fn is_separated(extension: &str) -> bool {
    SEPARATED.contains(&extension)
}

/// A path as a person reads it.
pub fn shown(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

/// The day of `--as-of`.
pub fn as_of(text: Option<&str>) -> anyhow::Result<Option<Date>> {
    let Some(text) = text else { return Ok(None) };
    match PartialDate::read(text) {
        Ok(date) if date.first == date.last => Ok(Some(date.first)),
        Ok(_) => bail!("--as-of takes a day such as 2026-06-30, here stands `{text}`"),
        Err(message) => bail!("--as-of: {message}"),
    }
}
