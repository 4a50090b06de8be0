//! Reads rule sets and inventories from disk or standard input.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{self, Code, Diagnostic, Diagnostics, SourceId, Sources};
use cleardeck::inventory::{self, Inventory, PartialDate};
use cleardeck::rules::{self, Override, RuleFile, RuleSet};
use cleardeck::yaml::{self, Limits};

use super::Refused;
use super::args::{self, InventoryArgs, RulesArgs};

/// What was read, with every problem found.
pub struct Input {
    pub sources: Sources,
    pub problems: Diagnostics,
}

impl Input {
    pub fn new() -> Self {
        Self {
            sources: Sources::default(),
            problems: Diagnostics::default(),
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
                eprintln!(
                    "{}",
                    serde_json::to_string_pretty(&diagnostics::to_json(&self.problems, &self.sources))?
                );
            }
            args::Diagnostics::Sarif => {
                eprintln!(
                    "{}",
                    serde_json::to_string_pretty(&diagnostics::to_sarif(&self.problems, &self.sources))?
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
                bail!("--param takes NAME=VALUE, here stands `{param}`");
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
        let limits = Limits::default();
        let most = limits.bytes as u64 + 1;
        let mut bytes = Vec::new();
        let name = if path == "-" { "standard input" } else { path };
        let read = if path == "-" {
            std::io::stdin().lock().take(most).read_to_end(&mut bytes)
        } else {
            std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
        };
        if let Err(error) = read {
            let problem =
                Diagnostic::about_file(Code::UnreadableFile, name, format!("the file cannot be read: {error}"));
            self.problems.push(problem.help("check the name and the folder"));
            return None;
        }
        yaml::decode(name, bytes, &limits, &mut self.sources, &mut self.problems)
    }

    /// The inventory of the arguments; problems are noted, not printed.
    pub fn inventory(&mut self, args: &InventoryArgs, set: &RuleSet) -> anyhow::Result<Option<Inventory>> {
        let as_of = match &args.as_of {
            None => None,
            Some(text) => match PartialDate::read(text) {
                Ok(date) if date.first == date.last => Some(date.first),
                Ok(_) => bail!("--as-of takes a day such as 2026-06-30, here stands `{text}`"),
                Err(message) => bail!("--as-of: {message}"),
            },
        };
        let Some(file) = self.file(&args.inventory) else {
            return Ok(None);
        };
        Ok(inventory::load(file, set, as_of, &self.sources, &mut self.problems))
    }
}
