//! What can be written after `cleardeck evidence`.

use clap::{Args, Subcommand, ValueEnum};

use super::super::args::DiagnosticArgs;

#[derive(Args)]
pub struct EvidenceVerb {
    #[command(subcommand)]
    pub verb: EvidenceCommand,
}

#[derive(Subcommand)]
pub enum EvidenceCommand {
    /// Pool effects of a table: one mean, how far places differ, what to expect of the next
    #[command(after_help = "Examples:
  cleardeck evidence pool results.csv --label school
  cleardeck evidence pool results.csv --effect g --se se_g --cluster district --robust CR2
  cleardeck evidence pool results.csv --by hours --bias --leave-one-out
  cleardeck evidence pool - --format json < results.csv")]
    Pool(PoolArgs),
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
