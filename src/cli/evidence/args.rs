//! What can be written after `cleardeck evidence`.

use clap::{Args, Subcommand, ValueEnum};

use super::super::args::{DiagnosticArgs, RulesArgs};
use super::super::later::Later;

#[derive(Args)]
pub struct EvidenceVerb {
    #[command(subcommand)]
    pub verb: EvidenceCommand,
}

#[derive(Subcommand)]
pub enum EvidenceCommand {
    /// Pool effects of a table: one mean, how far places differ, what to expect of the next
    #[command(
        after_help = "Rows that can hardly be meant are named: effects of another unit, codes for a missing value and,
where the table has columns students, significant (yes or no) and measure, what goes against these.

Examples:
  cleardeck evidence pool results.csv --label school
  cleardeck evidence pool results.csv --effect g --se se_g --cluster district --robust CR2
  cleardeck evidence pool results.csv --by hours --bias --leave-one-out
  cleardeck evidence pool - --format json < results.csv"
    )]
    Pool(Later<PoolArgs>),
    /// Grade outside studies by three graders side by side, domain by domain
    #[command(
        after_help = "Columns, of which study or measure must be there; an empty cell is not known:
  study, domain, measure, subgroup, design (lottery, regression-discontinuity, matched, statistical, before-after, none),
  meets_standards, without_reservations, significant, independent, own_test (yes or no),
  effect, direction (better, worse, none), students, schools, classrooms, year, locales, poverty, grades
The columns of the Clearinghouse's own export are read too.

Examples:
  cleardeck evidence grade studies.csv --cost-per-pupil 320
  cleardeck evidence grade studies.csv --locales city --poverty high --grades elementary --format markdown
  cleardeck evidence grade export.csv --reading export --format json"
    )]
    Grade(Later<GradeArgs>),
    /// Compute an effect size from what a report prints
    Effect(super::effect_args::EffectArgs),
}

#[derive(Args)]
pub struct PoolArgs {
    /// A table of comma-separated text with a row a result; `-` for standard input
    pub file: String,
    /// The column of the effects
    #[arg(long, value_name = "COLUMN", default_value = "yi")]
    pub effect: String,
    /// The column of their sampling variances
    #[arg(long, value_name = "COLUMN", default_value = "vi", conflicts_with = "se")]
    pub variance: String,
    /// The column of their standard errors, in place of variances
    #[arg(long, value_name = "COLUMN")]
    pub se: Option<String>,
    /// How the variance between places is estimated
    #[arg(long, value_name = "METHOD", default_value = "REML", ignore_case = true,
        value_parser = ["EE", "DL", "REML", "ML", "PM", "HE", "SJ", "HS", "EB"])]
    pub method: String,
    /// How the mean is tested
    #[arg(long, value_name = "TEST", default_value = "adhoc", ignore_case = true,
        value_parser = ["adhoc", "knha", "t", "z"])]
    pub test: String,
    /// The level of the intervals
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    pub level: f64,
    /// The column that names the group of each row, such as its district
    #[arg(long, value_name = "COLUMN")]
    pub cluster: Option<String>,
    /// Standard errors that hold whatever goes on within a group
    #[arg(
        long,
        value_name = "CORRECTION",
        value_delimiter = ',',
        requires = "cluster",
        value_enum,
        ignore_case = true
    )]
    pub robust: Vec<CorrectionArg>,
    /// A column of numbers that may explain the effects; several make one model
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub by: Vec<String>,
    /// The column that names each row
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// Pool again without each row in turn
    #[arg(long)]
    pub leave_one_out: bool,
    /// Look for signs that small studies are missing
    #[arg(long)]
    pub bias: bool,
    /// Also pool with every method and test
    #[arg(long)]
    pub compare: bool,
    /// In which form
    #[arg(long, value_enum, default_value = "table")]
    pub format: PoolFormat,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CorrectionArg {
    /// The variance times n / (n - 1) for n groups
    #[value(name = "CR1")]
    Cr1,
    /// Bias-reduced linearisation, Satterthwaite's degrees of freedom
    #[value(name = "CR2")]
    Cr2,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PoolFormat {
    /// Lines for a terminal, with a forest plot
    Table,
    /// Markdown by a template
    Markdown,
    /// Every number, with the names that metafor uses
    Json,
    /// The forest plot as SVG
    Svg,
}

#[derive(Args)]
pub struct GradeArgs {
    /// A table of comma-separated text with a row a finding; `-` for standard input
    pub file: String,
    /// What the program costs per pupil
    #[arg(long, value_name = "DOLLARS")]
    pub cost_per_pupil: Option<f64>,
    /// Whether research or an evaluation gives a reason to expect better results (tier 4)
    #[arg(long, value_name = "ANSWER", value_enum)]
    pub rationale: Option<YesNo>,
    /// Whether efforts to examine the effects are under way (tier 4)
    #[arg(long, value_name = "ANSWER", value_enum)]
    pub under_way: Option<YesNo>,
    /// Kinds of place of the district's own students, in the words of the table
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub locales: Vec<String>,
    /// Poverty bands of the district's own students
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub poverty: Vec<String>,
    /// Grade bands of the district's own students
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub grades: Vec<String>,
    /// How what the table does not say is read
    #[arg(long, value_enum, default_value = "open")]
    pub reading: ReadingArg,
    /// In which form
    #[arg(long, value_enum, default_value = "table")]
    pub format: GradeFormat,
    /// Write to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It is so
    Yes,
    /// It is not
    No,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadingArg {
    /// It stays open, and every answer that it allows is given
    Open,
    /// As in the export of the What Works Clearinghouse
    Export,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GradeFormat {
    /// Lines for a terminal
    Table,
    /// Markdown by a template
    Markdown,
    /// Every answer as data
    Json,
}
