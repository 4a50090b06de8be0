//! The arguments about rules and about the catalogue of what is known elsewhere.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{CatalogueArgs, DiagnosticArgs, LocaleArgs, RulesArgs};
use crate::cli::later::Later;

#[derive(Args)]
pub struct RulesVerb {
    #[command(subcommand)]
    pub verb: RulesCommand,
}

#[derive(Subcommand)]
pub enum RulesCommand {
    /// Show the rules, or whatever else of the rule set has a name, in plain words
    Show {
        /// A rule, row, fact, parameter, recommendation, kind, source or the like; or a section, such as
        /// `facts`, to list it; all rules when left out
        name: Option<String>,
        #[command(flatten)]
        rules: RulesArgs,
    },
    /// Load the rule set, prove its properties and report every problem in it
    Check {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        diagnostics: DiagnosticArgs,
        /// End with exit code 1 when there are warnings
        #[arg(long)]
        strict: bool,
    },
    /// Say what differs between two rule sets, and whose verdict changes
    #[command(after_help = "Examples:
  cleardeck rules diff shipped examples/overlay
  cleardeck rules diff shipped examples/overlay --inventory examples/riverbend/inventory.yaml
  cleardeck rules diff shipped shipped --param fidelity_ok=0.8 --inventory inventory.yaml")]
    Diff(Later<DiffArgs>),
    /// Write the shipped rule files to a new folder
    Export {
        /// The folder
        folder: PathBuf,
    },
    /// Write a book of the rules, and of what is known elsewhere, in markdown
    Docs {
        #[command(flatten)]
        rules: RulesArgs,
        /// Write to this file, whole or not at all; `-` for standard output
        #[arg(long, value_name = "FILE")]
        output: Option<String>,
    },
    /// Write rule files in one style: a key a line, comments kept
    Fmt {
        /// The files, or folders with all that is under them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Change nothing; name the files that differ and end with exit code 1
        #[arg(long)]
        check: bool,
    },
    /// Run the cases of the rule set
    Test {
        #[command(flatten)]
        rules: RulesArgs,
        /// Also name every rule without a case that fires it and one that does not
        #[arg(long)]
        coverage: bool,
    },
}

#[derive(Args)]
pub struct CatalogueVerb {
    #[command(subcommand)]
    pub verb: CatalogueCommand,
}

#[derive(Subcommand)]
pub enum CatalogueCommand {
    /// List the approaches, with what the evidence on each comes to
    List(CatalogueListArgs),
    /// Find entries by words
    Search {
        /// The words
        #[arg(required = true)]
        text: Vec<String>,
        #[command(flatten)]
        catalogue: CatalogueArgs,
    },
    /// Show the page of an entry: cost, how sure, how large, for whom, dose, scale, sources
    #[command(after_help = "Examples:
  cleardeck catalogue show summer-learning
  cleardeck catalogue show reading-recovery --format html --output reading-recovery.html")]
    Show(CatalogueShowArgs),
    /// Say which entries the lines of a list may be, and by which words
    #[command(after_help = "Examples:
  cleardeck catalogue match inventory.yaml
  cleardeck catalogue match names.txt")]
    Match(CatalogueMatchArgs),
    /// Report entries without source, date or look-alikes, and words that the evidence does not bear out
    Check(CatalogueCheckArgs),
}

#[derive(Args)]
pub struct CatalogueListArgs {
    /// The named programs in place of the approaches
    #[arg(long)]
    pub programs: bool,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
}

#[derive(Args)]
pub struct CatalogueShowArgs {
    /// The entry, by id or name
    pub entry: String,
    /// In which form
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: EntryFormat,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub locale: LocaleArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EntryFormat {
    /// Markdown
    Markdown,
    /// One self-contained HTML file
    Html,
    /// JSON
    Json,
}

#[derive(Args)]
pub struct CatalogueMatchArgs {
    /// An inventory in any form, or a text file (.txt) or standard input (`-`) with a name a line
    pub file: String,
    /// The date of an inventory that states none
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
}

#[derive(Args)]
pub struct CatalogueCheckArgs {
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Args)]
pub struct DiffArgs {
    /// The old rule set: `shipped` or a folder
    pub old: String,
    /// The new rule set: `shipped` or a folder
    pub new: String,
    /// Also say whose verdict changes in this inventory
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<String>,
    /// Judge as of this day in place of the inventory's own date
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Set a parameter of the new rule set
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
}
