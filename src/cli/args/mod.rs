//! What can be written on the command line.

mod batch;
mod cycle;
mod rules;

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use cleardeck::report::Locale;

use cleardeck::report::Edition;

use super::later::Later;

pub use batch::*;
pub use cycle::*;
pub use rules::*;

/// Reads what a school district is running and says what to scale, seed, repair, protect and stop, and why.
#[derive(Parser)]
#[command(
    name = "cleardeck",
    version,
    max_term_width = 100,
    after_help = "Examples:
  cleardeck init > inventory.yaml
  cleardeck check inventory.yaml
  cleardeck audit inventory.yaml --output report.md
  cleardeck audit inventory.yaml --edition board
  cleardeck explain inventory.yaml reading-labs
  cleardeck rules show guard-too-young"
)]
pub struct Cli {
    /// Give no hints; problems are told all the same
    #[arg(long, global = true)]
    pub quiet: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Subcommand)]
pub enum Verb {
    /// Judge every initiative of an inventory and write the report
    #[command(after_help = "Examples:
  cleardeck audit inventory.yaml
  cleardeck audit inventory.yaml --edition needs-analysis --output needs.md
  cleardeck audit inventory.yaml --format html --output report.html
  cleardeck audit inventory.yaml --edition board --format docx --output board.docx
  cleardeck audit inventory.yaml --format table
  cleardeck audit - --format json < inventory.yaml")]
    Audit(Later<AuditArgs>),
    /// Say what changed between two inventories of the same district, and what made it change
    #[command(after_help = "Examples:
  cleardeck compare fall.yaml spring.yaml
  cleardeck compare fall.yaml spring.yaml --renamed renamed.yaml --format html --output changes.html
  cleardeck compare fall.yaml spring.yaml --old-rules last-year --rules this-year")]
    Compare(Later<CompareArgs>),
    /// Say what moves across the district if answers were others, programs ended or began later, or money ended
    #[command(after_help = "Examples:
  cleardeck what-if inventory.yaml --set summer-bridge.money.funding_after=none
  cleardeck what-if inventory.yaml --end data-warehouse --delay adaptive-math 1
  cleardeck what-if inventory.yaml --scenarios budget.yaml --output what-if.md")]
    WhatIf(Later<WhatIfArgs>),
    /// Work out what to end, to make smaller and to spread, so that hours at each school and money fit
    #[command(after_help = "Examples:
  cleardeck plan inventory.yaml
  cleardeck plan inventory.yaml --hours 3 --initiatives 8 --money 6,000,000
  cleardeck plan inventory.yaml --lift reading-labs --format html --output plan.html")]
    Plan(Later<PlanArgs>),
    /// Read an inventory and report every problem in it
    Check(Later<CheckArgs>),
    /// Judge a stream of records of any length, one initiative or one district each
    #[command(after_help = "Examples:
  cleardeck batch records.ndjson --as-of 2026-06-30 --output answers.ndjson
  cleardeck batch records.csv --as-of 2026-06-30 --districts districts.ndjson --output answers.ndjson --resume
  cleardeck batch records.ndjson --as-of 2026-06-30 --trace d0042-reading-labs
  cleardeck batch --legend")]
    Batch(Later<BatchArgs>),
    /// Show why: for an initiative, or for a rule
    #[command(after_help = "Examples:
  cleardeck explain inventory.yaml reading-labs
  cleardeck explain inventory.yaml reading-labs --rule guard-too-young
  cleardeck explain inventory.yaml reading-labs --why full
  cleardeck explain inventory.yaml reading-labs --format html --output why.html")]
    Explain(Later<ExplainArgs>),
    /// Write the form of a dissent from an answer, check a filled one, or write it into the inventory
    #[command(after_help = "Examples:
  cleardeck dissent inventory.yaml reading-labs --output dissent.md
  cleardeck dissent inventory.yaml reading-labs --check dissent.md
  cleardeck dissent inventory.yaml reading-labs --accept dissent.md --output inventory-2.yaml")]
    Dissent(Later<DissentArgs>),
    /// Make short-term projects of what is advised, on the district's calendar, and write them on the plan
    #[command(after_help = "Examples:
  cleardeck rocks inventory.yaml
  cleardeck rocks inventory.yaml --format ics --output rocks.ics
  cleardeck rocks inventory.yaml --format csv --output rocks.csv
  cleardeck rocks inventory.yaml --accept next --output inventory-2.yaml
  cleardeck compare inventory-2.yaml spring.yaml")]
    Rocks(Later<RocksArgs>),
    /// Write the start form of a pilot, check a filled one, or write a signed one into the inventory
    #[command(after_help = "Examples:
  cleardeck start inventory.yaml peer-tutoring --output start.yaml
  cleardeck start inventory.yaml peer-tutoring --check start.yaml
  cleardeck start inventory.yaml peer-tutoring --accept start.yaml --output inventory-2.yaml")]
    Start(Later<StartArgs>),
    /// Plan the end of what is to be ended: how, who loses what, which dates, what must not refill the time
    #[command(after_help = "Examples:
  cleardeck wind-down inventory.yaml
  cleardeck wind-down inventory.yaml reading-labs
  cleardeck wind-down inventory.yaml --format docx --output wind-down.docx")]
    WindDown(Later<WindDownArgs>),
    /// Ask what still matters, one question for all lines at once, and write the answers into the inventory
    #[command(after_help = "Examples:
  cleardeck ask inventory.yaml
  cleardeck ask inventory.yaml --list scope.since --source 'A. Diaz'
  cleardeck ask inventory.yaml --elsewhere --source 'A. Diaz'
  cleardeck ask inventory.yaml --initiative reading-labs
  cleardeck ask inventory.yaml --source 'interview with the principals'")]
    Ask(Later<AskArgs>),
    /// Pool results, grade studies, compute effect sizes, without an inventory
    Evidence(super::evidence::args::EvidenceVerb),
    /// Show, check and test the rule set
    Rules(RulesVerb),
    /// What is known elsewhere: show, search and check the catalogue of public evidence
    Catalogue(CatalogueVerb),
    /// Write a commented inventory with every field, its question and its unit
    #[command(after_help = "Examples:
  cleardeck init --output inventory.yaml
  cleardeck init --xlsx inventory.xlsx")]
    Init(Later<InitArgs>),
    /// Make an inventory of a list with columns of its own, and say what a person has to decide
    #[command(after_help = "Examples:
  cleardeck import list.csv --district 'Riverbend Unified' --as-of 2026-06-30 --output inventory.yaml
  cleardeck import budget.xlsx --sheet 'FY26 programs' --map choices.yaml --output inventory.yaml
  cleardeck import elementary.csv secondary.xlsx --sheet all --review review.xlsx --output inventory.yaml")]
    Import(Later<ImportArgs>),
    /// Write an inventory in another form: the same answers as a workbook, as CSV files or as YAML
    #[command(after_help = "Examples:
  cleardeck export inventory.yaml --to xlsx --output inventory.xlsx
  cleardeck export inventory.xlsx --to yaml --output inventory.yaml
  cleardeck export inventory.yaml --to csv --output inventory-csv")]
    Export(Later<ExportArgs>),
    /// Write the JSON Schema of a file, so that an editor completes and checks it
    #[command(after_help = "Examples:
  cleardeck schema inventory > inventory.schema.json
  and as the first line of the inventory:
  # yaml-language-server: $schema=inventory.schema.json")]
    Schema(Later<SchemaArgs>),
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
pub struct RulesArgs {
    /// A folder of rule files in place of the built-in rule set
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Set a parameter of the rule set; the report says so
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
}

#[derive(Args)]
pub struct CatalogueArgs {
    /// A folder or file of entries of your own, laid over the shipped catalogue of what is known elsewhere
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
}

#[derive(Args)]
pub struct InventoryArgs {
    /// The inventory: a YAML file, a workbook (.xlsx, .ods), a .csv file or a folder of them; `-` for standard input
    pub inventory: String,
    /// Judge as of this day in place of the inventory's own date
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

#[derive(Args)]
pub struct LocaleArgs {
    /// How days are written in what people read; JSON, YAML and SARIF keep them as in the inventory
    #[arg(long, value_enum, default_value = "en-US", value_name = "LOCALE")]
    pub locale: LocaleArg,
}

/// A locale by its name.
#[derive(Clone, Copy)]
pub struct LocaleArg(pub Locale);

impl ValueEnum for LocaleArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: [LocaleArg; Locale::ALL.len()] = {
            let [first, second, third, fourth] = Locale::ALL;
            [LocaleArg(first), LocaleArg(second), LocaleArg(third), LocaleArg(fourth)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.example()))
    }
}

#[derive(Args)]
pub struct DiagnosticArgs {
    /// How problems are written to standard error
    #[arg(long, value_enum, default_value = "text")]
    pub diagnostics: Diagnostics,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Diagnostics {
    /// With file, line and caret
    Text,
    /// As a JSON list
    Json,
    /// As a SARIF log, for editors and code hosts
    Sarif,
}

#[derive(Args)]
pub struct AuditArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
    /// For whom
    #[arg(long, value_enum, default_value = "audit")]
    pub edition: EditionArg,
    /// Hide the numbers of small groups of students, for a report that anybody may read; the board's always does
    #[arg(long)]
    pub public: bool,
    /// In which form
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: Format,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    /// Write the inventory to this file too, with what is recommended recorded as decided on the day of the audit
    #[arg(long, value_name = "FILE")]
    pub record: Option<String>,
    #[command(flatten)]
    pub locale: LocaleArgs,
    /// A template of your own in place of the edition's
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// End with exit code 1 when an initiative gets one of these recommendations and it is settled; `stop:provided`
    /// counts those that rest on checks too
    #[arg(long, value_name = "RECOMMENDATION", value_delimiter = ',')]
    pub fail_on: Vec<String>,
}

/// An edition by its name.
#[derive(Clone, Copy)]
pub struct EditionArg(pub Edition);

impl ValueEnum for EditionArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: [EditionArg; Edition::ALL.len()] = {
            let [audit, needs_analysis, board] = Edition::ALL;
            [EditionArg(audit), EditionArg(needs_analysis), EditionArg(board)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.about()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Markdown by a template
    Markdown,
    /// One self-contained HTML file by a template
    Html,
    /// The markdown as a Word file; takes `--output`
    #[cfg(feature = "word")]
    Docx,
    /// The same view as JSON
    Json,
    /// The same view as YAML
    Yaml,
    /// SARIF 2.1.0, each answer beside its lines in an editor
    Sarif,
    /// One line an initiative
    Table,
}

impl Format {
    /// Whether what is written is no text, so that no terminal shows it.
    pub fn is_binary(self) -> bool {
        match self {
            #[cfg(feature = "word")]
            Self::Docx => true,
            _ => false,
        }
    }
}

/// In which form a paper is written, how and where.
#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
    /// End with exit code 1 when there are warnings
    #[arg(long)]
    pub strict: bool,
}

#[derive(Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// The initiative, by id or name
    pub initiative: String,
    /// Explain this rule instead of the recommendation
    #[arg(long, value_name = "ID")]
    pub rule: Option<String>,
    /// The decisive parts, or everything
    #[arg(long, value_enum, default_value = "decisive")]
    pub why: Why,
    /// In which form
    #[arg(long, value_enum, default_value = "text")]
    pub format: ExplainFormat,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub locale: LocaleArgs,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Why {
    /// What decides
    Decisive,
    /// Every part
    Full,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// Indented lines
    Text,
    /// One self-contained HTML file
    Html,
    /// JSON
    Json,
    /// YAML
    Yaml,
}

#[derive(Args)]
pub struct AskArgs {
    #[command(flatten)]
    pub inventory: InventoryArgs,
    /// Ask about this initiative only, one question at a time, by id or name
    #[arg(long, value_name = "INITIATIVE")]
    pub initiative: Option<String>,
    /// Ask one question about every initiative at once, by its field; answers such as `1 4 7-9`,
    /// `1-3 = 2019; rest = don't know`
    #[arg(long, value_name = "FIELD", conflicts_with = "initiative")]
    pub list: Option<String>,
    /// Also ask what takes longer than minutes to find out
    #[arg(long, conflicts_with_all = ["initiative", "list"])]
    pub all: bool,
    /// Ask of every line that looks like an entry of the catalogue whether it is that; answers such as
    /// `1 3 5-7`, `none 2`, `4 = another-id`
    #[arg(long, conflicts_with_all = ["initiative", "list", "all"])]
    pub elsewhere: bool,
    /// Where the answers come from, or who gives them; written beside each, with the date of the audit
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Write the inventory with the answers to this file and leave the other as it is
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Args)]
pub struct SchemaArgs {
    /// Of which file
    #[arg(value_enum)]
    pub of: SchemaOf,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// An inventory
    Inventory,
    /// A file of a rule set
    Rules,
    /// A file of cases
    Cases,
    /// A file of the catalogue of what is known elsewhere
    Catalogue,
}

#[derive(Args)]
pub struct InitArgs {
    /// Write to this file; refuses to overwrite
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    /// Write a workbook for a spreadsheet program to this file; refuses to overwrite
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    pub xlsx: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Args)]
pub struct ExportArgs {
    /// The inventory: a YAML file, a workbook (.xlsx, .ods), a .csv file or a folder of them; `-` for standard input
    pub inventory: String,
    /// In which form
    #[arg(long, value_enum)]
    pub to: ExportTo,
    /// Write to this file, or for CSV to this new folder; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportTo {
    /// A workbook
    Xlsx,
    /// A folder of comma-separated files, one a sheet
    Csv,
    /// YAML
    Yaml,
}

#[derive(Args)]
pub struct ImportArgs {
    /// The list: a .csv file, a folder of them, or a workbook (.xlsx, .ods); several become one inventory
    #[arg(required = true)]
    pub list: Vec<String>,
    /// The sheet of the list, or `all` for every sheet with a column of names that is not hidden; when left out, one that
    /// is shown before a hidden one, one with a column of names before others, and then the one with the most cells
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The number of the row that names the columns, or `none`; looked for when left out
    #[arg(long, value_name = "ROW")]
    pub header: Option<String>,
    /// The choices about columns, amounts, kinds, rows set aside, splitting, approaches and merging: written on the first
    /// run, read on the next
    #[arg(long, value_name = "FILE")]
    pub map: Option<String>,
    /// A workbook (.xlsx) with every row and what is proposed for it, to be corrected and confirmed: written on the first
    /// run, read on the next. What is written in it comes before what is proposed and before the file of --map
    #[arg(long, value_name = "FILE")]
    pub review: Option<String>,
    /// Write the inventory to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    /// Replace the file of --output when it exists
    #[arg(long)]
    pub replace: bool,
    /// The name of the district
    #[arg(long, value_name = "NAME")]
    pub district: Option<String>,
    /// The day of the audit
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
}
