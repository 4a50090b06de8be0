//! Reads what the arguments name, and says what is wrong with it.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{self, Diagnostics, SourceId, cut, nearest};
use cleardeck::inventory::{self, Inventory, PartialDate};
use cleardeck::read::{Document, Reader, Rules, Source};
use cleardeck::rules::{Case, RuleSet, read_cases};
use cleardeck::yaml::{self, Limits};
use jiff::civil::Date;

use super::Refused;
use super::args::{self, CatalogueArgs, InventoryArgs, RulesArgs};
use super::output;

/// What was typed is said again up to so many characters.
const SHOWN: usize = 200;

/// Bytes of a template of the user's. The longest that is shipped has thirty kilobytes.
const MOST_TEMPLATE: u64 = 100_000;

/// What was read, with every problem found.
#[derive(Default)]
pub struct Input {
    pub reader: Reader,
}

impl Input {
    pub fn new() -> Self {
        Self::default()
    }

    /// Prints the problems; refuses to go on when one of them is an error.
    pub fn settle(&mut self, form: args::Diagnostics) -> anyhow::Result<()> {
        output::refuse_standard_output(&self.reader.seen)?;
        self.reader.problems.sort();
        self.print(form)?;
        if self.reader.problems.has_errors() {
            bail!(Refused);
        }
        self.reader.problems = Diagnostics::default();
        Ok(())
    }

    pub fn print(&self, form: args::Diagnostics) -> anyhow::Result<()> {
        let (problems, sources) = (&self.reader.problems, &self.reader.sources);
        match form {
            args::Diagnostics::Json => {
                let list = diagnostics::to_json(problems, sources);
                output::tell(&output::json(&list)?);
            }
            args::Diagnostics::Sarif => {
                let log = diagnostics::to_sarif(problems, sources);
                output::tell(&output::json(&log)?);
            }
            args::Diagnostics::Text if !problems.is_empty() => {
                let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                output::tell_drawn(&diagnostics::render_text(problems, sources, color));
            }
            args::Diagnostics::Text => {}
        }
        Ok(())
    }

    /// The rule set to judge by: refused when it has an error; what else there is to say of it `rules check` says.
    pub fn sound_rule_set(&mut self, args: &RulesArgs, form: args::Diagnostics) -> anyhow::Result<RuleSet> {
        let set = self.reader.rule_set(&wanted(args));
        self.reader.problems.keep_errors();
        output::refuse_standard_output(&self.reader.seen)?;
        self.or_refuse(set.ok(), form)
    }

    /// The rule set with the properties of the shipped one, to check it; those of a folder are read anyway.
    pub fn rule_set_to_check(&mut self, args: &RulesArgs, form: args::Diagnostics) -> anyhow::Result<RuleSet> {
        let set = self.reader.rule_set(&wanted(args).with_properties());
        self.or_refuse(set.ok(), form)
    }

    /// A sound rule set has nothing to say yet: what follows is the one list of this run.
    fn or_refuse(&mut self, set: Option<RuleSet>, form: args::Diagnostics) -> anyhow::Result<RuleSet> {
        match set {
            Some(set) => Ok(set),
            None => {
                self.settle(form)?;
                bail!(Refused)
            }
        }
    }

    /// Lays entries of one's own over the catalogue of what is known elsewhere.
    pub fn lay_over(&mut self, args: &CatalogueArgs) {
        if let Some(own) = &args.catalogue {
            self.reader.lay_over_catalogue(own.as_path());
        }
    }

    /// The cases that belong to the rule set; problems are noted, not printed.
    pub fn cases(&mut self, set: &RuleSet) -> Vec<Case> {
        let files = self.reader.case_files().into_iter();
        let Reader { sources, problems, .. } = &mut self.reader;
        files
            .flat_map(|file| read_cases(file, set, sources, problems))
            .collect()
    }

    /// A file, or standard input for `-`; `None` when that cannot be read, which is noted.
    pub fn source(&mut self, path: &str) -> Option<Source> {
        if path != "-" {
            return Some(Source::path(path));
        }
        self.reader.seen.file(path);
        self.reader.stream(shown(path), std::io::stdin().lock())
    }

    /// A file or standard input as text; `None` when it cannot be read, which is noted.
    pub fn file(&mut self, path: &str) -> Option<SourceId> {
        let source = self.source(path)?;
        self.reader.text(source)
    }

    /// The text of a template of the user's.
    pub fn template(&mut self, path: &Path) -> anyhow::Result<String> {
        self.reader.seen.file(path);
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

    /// The bytes of a file or of standard input; `None` when it cannot be read, which is noted.
    pub fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        let source = self.source(path)?;
        self.reader.bytes(source)
    }

    /// An inventory or a list before it is known what it means; `None` when it cannot be read, which is noted.
    pub fn document(&mut self, path: &str) -> Option<Document> {
        let source = self.source(path)?;
        self.reader.document(source)
    }

    /// A table of separated text; `None` when it cannot be read, which is noted.
    pub fn table(&mut self, path: &str) -> Option<SourceId> {
        let source = self.source(path)?;
        self.reader.table(source)
    }

    /// The text and the inventory in the bytes of a YAML file; problems are noted, not printed.
    pub fn inventory_in(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        as_of: Option<Date>,
        set: &RuleSet,
    ) -> Option<(String, Inventory)> {
        let Reader { sources, problems, .. } = &mut self.reader;
        let file = yaml::decode(path, bytes, &Limits::default(), sources, problems)?;
        let mut inventory = inventory::load(file, set, as_of, sources, problems)?;
        self.reader.confirm(&mut inventory, set)?;
        Some((self.reader.sources.text(file).to_owned(), inventory))
    }

    /// The inventory of the arguments; problems are noted, not printed.
    pub fn inventory(&mut self, args: &InventoryArgs, set: &RuleSet) -> anyhow::Result<Option<Inventory>> {
        self.named(args, |reader, source, as_of| reader.inventory(source, set, as_of))
    }

    /// The same where an audit tells what cannot all be true in it.
    pub fn inventory_to_judge(&mut self, args: &InventoryArgs, set: &RuleSet) -> anyhow::Result<Option<Inventory>> {
        self.named(args, |reader, source, as_of| {
            reader.inventory_to_judge(source, set, as_of)
        })
    }

    fn named<E>(
        &mut self,
        args: &InventoryArgs,
        read: impl FnOnce(&mut Reader, Source, Option<Date>) -> Result<Inventory, E>,
    ) -> anyhow::Result<Option<Inventory>> {
        let as_of = as_of(args.as_of.as_deref())?;
        let source = self.source(&args.inventory);
        Ok(source.and_then(|source| read(&mut self.reader, source, as_of).ok()))
    }
}

/// The rules of the arguments.
pub fn wanted(args: &RulesArgs) -> Rules {
    let rules = args.rules.as_deref().map_or_else(Rules::shipped, Rules::of);
    args.params.iter().fold(rules, |rules, text| rules.parameter(text))
}

/// The place of an initiative in an inventory, by its id or its name.
pub fn place_of(inventory: &Inventory, wanted: &str) -> anyhow::Result<usize> {
    let mut all = inventory.initiatives.iter();
    let Some(place) = all.position(|i| i.id == wanted || i.name == wanted) else {
        let near = nearest(wanted, inventory.initiatives.iter().map(|i| i.id.as_str()));
        let near = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        bail!("the inventory holds no initiative `{wanted}`{near}");
    };
    Ok(place)
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
