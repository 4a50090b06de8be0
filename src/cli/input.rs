//! Reads rule sets and inventories from disk or standard input.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{self, Code, Diagnostic, Diagnostics, SourceId, Sources, cut};
use cleardeck::inventory::{self, Inventory, PartialDate};
use cleardeck::rules::{self, Override, RuleFile, RuleSet};
use cleardeck::sheets::{self, FileKind, Workbook, looks_like};
use cleardeck::yaml::{self, Limits};
use jiff::civil::Date;

use super::args::{self, InventoryArgs, RulesArgs};
use super::{Refused, output};

/// What was typed is said again up to so many characters.
const SHOWN: usize = 200;

/// Bytes of all files of a run. A folder of a hundred thousand small files is as large as one large file.
const MOST_BYTES: usize = 64 << 20;
/// What a file counts at the least.
const SMALLEST: usize = 4 << 10;
/// Bytes of a template of the user's. The longest that is shipped has thirty kilobytes.
const MOST_TEMPLATE: u64 = 100_000;

/// What was read, with every problem found.
pub struct Input {
    pub sources: Sources,
    pub problems: Diagnostics,
    /// Bytes that may still be read.
    left: usize,
}

impl Input {
    pub fn new() -> Self {
        Self {
            sources: Sources::default(),
            problems: Diagnostics::default(),
            left: MOST_BYTES,
        }
    }

    /// Prints the problems; refuses to go on when one of them is an error.
    pub fn settle(&mut self, form: args::Diagnostics) -> anyhow::Result<()> {
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
                eprint!(
                    "{}",
                    output::json(&diagnostics::to_json(&self.problems, &self.sources))?
                );
            }
            args::Diagnostics::Sarif => {
                eprint!(
                    "{}",
                    output::json(&diagnostics::to_sarif(&self.problems, &self.sources))?
                );
            }
            args::Diagnostics::Text if !self.problems.is_empty() => {
                let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                eprint!("{}", diagnostics::render_text(&self.problems, &self.sources, color));
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
                // rules that extend the shipped ones are read after them, others in their place
                let extends = |f: &SourceId| self.sources.text(*f).lines().any(|l| l.starts_with("extends:"));
                let over = own.iter().any(extends);
                let base = if over { shipped(&mut self.sources) } else { Vec::new() };
                base.into_iter().chain(own.into_iter().map(RuleFile::from)).collect()
            }
        };
        let mut overrides: Vec<Override> = Vec::new();
        for param in &args.params {
            let Some((name, value)) = param.split_once('=') else {
                bail!("--param takes NAME=VALUE, here stands `{}`", cut(param, SHOWN));
            };
            overrides.push((name.trim().to_owned(), value.trim().to_owned()));
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
    fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        let most = Limits::default().bytes.min(self.left) as u64 + 1;
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
        let Some(left) = self.left.checked_sub(bytes.len().max(SMALLEST)) else {
            let message = format!(
                "with this file over {} MB are read in all, more than any inventory and its rules have",
                MOST_BYTES >> 20
            );
            let problem = Diagnostic::about_file(Code::TooLarge, name, message);
            self.problems.push(problem.help("is this the right folder?"));
            self.left = 0;
            return None;
        };
        self.left = left;
        Some(bytes)
    }

    /// What an inventory is written in: YAML, a workbook or comma-separated text, by its name and its first bytes.
    pub fn document(&mut self, path: &str) -> Option<Document> {
        if Path::new(path).is_dir() {
            return self.csv_folder(Path::new(path)).map(Document::Workbook);
        }
        let extension = Path::new(path).extension().and_then(|e| e.to_str()).unwrap_or_default();
        let extension = extension.to_lowercase();
        let bytes = self.bytes(path)?;
        let limits = sheets::Limits::default();
        let (sources, problems) = (&mut self.sources, &mut self.problems);
        let workbook = ["xlsx", "xlsm", "xltx", "ods", "xls", "xlsb"].contains(&extension.as_str());
        if workbook || looks_like(&bytes) != FileKind::Other {
            return sheets::open(shown(path), &bytes, &limits, sources, problems).map(Document::Workbook);
        }
        if ["csv", "tsv"].contains(&extension.as_str()) {
            let name = Path::new(path).file_stem().map(|s| s.to_string_lossy().into_owned());
            let hash = sheets::hash(&bytes);
            let sheet = sheets::read_csv(path, &name.unwrap_or_default(), bytes, &limits, sources, problems)?;
            return Some(Document::Workbook(Workbook {
                name: path.to_owned(),
                sheets: vec![sheet],
                hash,
            }));
        }
        let file = yaml::decode(shown(path), bytes, &Limits::default(), sources, problems)?;
        Some(Document::Yaml(file))
    }

    /// A folder of comma-separated files: a sheet each.
    fn csv_folder(&mut self, folder: &Path) -> Option<Workbook> {
        let entries = std::fs::read_dir(folder).map(|entries| entries.filter_map(Result::ok).map(|e| e.path()));
        let mut paths: Vec<_> = entries.map_or_else(|_| Vec::new(), Iterator::collect);
        paths.retain(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")));
        paths.sort();
        let name = folder.to_string_lossy().into_owned();
        if paths.is_empty() {
            let message = "the folder holds no comma-separated file (.csv)";
            self.problems
                .push(Diagnostic::about_file(Code::UnreadableFile, &name, message).help(
                    "save each sheet as CSV UTF-8 under its name, such as Initiatives.csv; or give the workbook itself",
                ));
            return None;
        }
        let limits = sheets::Limits::default();
        let mut hashes = String::new();
        let mut list = Vec::new();
        for path in paths {
            let file = path.to_string_lossy().into_owned();
            let stem = path
                .file_stem()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default();
            let bytes = self.bytes(&file)?;
            hashes.push_str(&sheets::hash(&bytes));
            list.push(sheets::read_csv(
                &file,
                &stem,
                bytes,
                &limits,
                &mut self.sources,
                &mut self.problems,
            )?);
        }
        Some(Workbook {
            name,
            sheets: list,
            hash: sheets::hash(hashes.as_bytes()),
        })
    }

    /// The inventory of the arguments; problems are noted, not printed.
    pub fn inventory(&mut self, args: &InventoryArgs, set: &RuleSet) -> anyhow::Result<Option<Inventory>> {
        let as_of = as_of(args.as_of.as_deref())?;
        let document = self.document(&args.inventory);
        let (sources, problems) = (&self.sources, &mut self.problems);
        Ok(match document {
            None => None,
            Some(Document::Yaml(file)) => inventory::load(file, set, as_of, sources, problems),
            Some(Document::Workbook(book)) => inventory::load_workbook(&book, set, as_of, sources, problems),
        })
    }
}

/// What an inventory is written in.
pub enum Document {
    /// YAML.
    Yaml(SourceId),
    /// A workbook or comma-separated text.
    Workbook(Workbook),
}

/// The text of a template of the user's.
pub fn template(path: &Path) -> anyhow::Result<String> {
    let unread = || format!("the template `{}` cannot be read", path.display());
    let file = std::fs::File::open(path).with_context(unread)?;
    let mut text = String::new();
    file.take(MOST_TEMPLATE + 1)
        .read_to_string(&mut text)
        .with_context(unread)?;
    if text.len() as u64 > MOST_TEMPLATE {
        bail!(
            "the template `{}` has over 100,000 bytes: is it the right file?",
            path.display()
        );
    }
    Ok(text)
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
        Ok(_) => bail!(
            "--as-of takes a day such as 2026-06-30, here stands `{}`",
            cut(text, SHOWN)
        ),
        Err(message) => bail!("--as-of: {}", cut(&message, SHOWN)),
    }
}
