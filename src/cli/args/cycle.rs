//! The arguments of what a district does with an audit through a year.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::{CatalogueArgs, DiagnosticArgs, InventoryArgs, LocaleArgs, RulesArgs};

#[derive(Args)]
pub struct PaperArgs {
    /// In which form
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: PaperFormat,
    #[command(flatten)]
    pub locale: LocaleArgs,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    /// Markdown
    Markdown,
    /// One self-contained HTML file
    Html,
    /// The markdown as a Word file; takes `--output`
    #[cfg(feature = "word")]
    Docx,
    /// The same as JSON
    Json,
}

impl PaperFormat {
    /// Whether what is written is no text, so that no terminal shows it.
    pub fn is_binary(self) -> bool {
        match self {
            #[cfg(feature = "word")]
            Self::Docx => true,
            _ => false,
        }
    }
}

#[derive(Args)]
pub struct CompareArgs {
    /// The earlier inventory: a YAML file, a workbook, a .csv file or a folder of them; `-` for standard input
    pub old: String,
    /// The later one
    pub new: String,
    /// Judge the later one as of this day in place of its own date
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Judge the earlier one as of this day in place of its own date
    #[arg(long, value_name = "DATE")]
    pub old_as_of: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// The rules of the earlier audit where they were others: `shipped` or a folder of rule files
    #[arg(long, value_name = "DIR")]
    pub old_rules: Option<String>,
    /// Set a parameter of the earlier audit; those of --param then count for the later one alone
    #[arg(long = "old-param", value_name = "NAME=VALUE")]
    pub old_params: Vec<String>,
    /// A file that says which initiatives have another id now: `renamed: [ { from: ID, to: ID, confirmed_by: NAME } ]`
    #[arg(long, value_name = "FILE")]
    pub renamed: Option<String>,
    #[command(flatten)]
    pub paper: PaperArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Args)]
pub struct WhatIfArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// Suppose another answer of an initiative; an empty VALUE for what nobody knows
    #[arg(long = "set", value_name = "ID.FACT=VALUE")]
    pub set: Vec<String>,
    /// Suppose that an initiative is not there
    #[arg(long, value_name = "ID")]
    pub end: Vec<String>,
    /// Suppose that an initiative that has not begun begins so many years later
    #[arg(long, num_args = 2, value_names = ["ID", "YEARS"])]
    pub delay: Vec<String>,
    /// A file of scenarios with a name each: answers, ends, delays, grants that end, positions
    #[arg(long, value_name = "FILE")]
    pub scenarios: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub paper: PaperArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Args)]
pub struct PlanArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// Hours a week that initiatives may ask of a teacher at each school; else the threshold of the rules
    #[arg(long)]
    pub hours: Option<String>,
    /// Initiatives that may run at each school; else the threshold of the rules
    #[arg(long)]
    pub initiatives: Option<u32>,
    /// Dollars a year that may be spent, of money that is not bound to one purpose
    #[arg(long, value_name = "DOLLARS")]
    pub money: Option<String>,
    /// Suppose that nothing protects an initiative
    #[arg(long, value_name = "ID")]
    pub lift: Vec<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub paper: PaperArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Args)]
pub struct DissentArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// The initiative, by id or name
    pub initiative: String,
    /// Say what stands against a filled form; end with exit code 1 when anything does
    #[arg(long, value_name = "FILE", conflicts_with = "accept")]
    pub check: Option<String>,
    /// Write the inventory with a filled form beside the answer, in the place of one that stands there
    #[arg(long, value_name = "FILE")]
    pub accept: Option<String>,
    /// Accept it whatever is said of its words
    #[arg(long, requires = "accept")]
    pub anyway: bool,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Args)]
pub struct StartArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// The initiative, by id or name
    pub initiative: String,
    /// Say what stands against a filled form; end with exit code 1 when anything does
    #[arg(long, value_name = "FILE", conflicts_with = "accept")]
    pub check: Option<String>,
    /// Write the inventory with a signed form in it: its parts, who signed it and when, and the decision to try it
    #[arg(long, value_name = "FILE")]
    pub accept: Option<String>,
    /// Accept it whatever is said of its words
    #[arg(long, requires = "accept")]
    pub anyway: bool,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Args)]
pub struct WindDownArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// One initiative, by id or name, whatever is recommended for it; else each that is to be ended
    pub initiative: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub paper: PaperArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Args)]
pub struct RocksArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// In which form
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: RocksFormat,
    /// Write the inventory with these projects on its plan: ids, `next` for those that begin first, `all`
    #[arg(long, value_name = "ID", value_delimiter = ',', conflicts_with = "format")]
    pub accept: Vec<String>,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub locale: LocaleArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
}

/// In which form projects are written: as a paper, for a spreadsheet or for a calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RocksFormat {
    Paper(PaperFormat),
    Csv,
    Ics,
}

impl RocksFormat {
    /// Whether what is written is no text, so that no terminal shows it.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Paper(format) if format.is_binary())
    }
}

impl ValueEnum for RocksFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Paper(PaperFormat::Markdown),
            Self::Paper(PaperFormat::Html),
            #[cfg(feature = "word")]
            Self::Paper(PaperFormat::Docx),
            Self::Csv,
            Self::Ics,
            Self::Paper(PaperFormat::Json),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Paper(format) => format.to_possible_value(),
            Self::Csv => Some(PossibleValue::new("csv").help("One line a project, for a spreadsheet")),
            Self::Ics => {
                Some(PossibleValue::new("ics").help("A calendar that Outlook, Google and Apple take in (RFC 5545)"))
            }
        }
    }
}
