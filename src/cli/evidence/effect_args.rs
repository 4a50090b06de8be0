//! What can be written after `cleardeck evidence effect`.

use clap::{Args, Subcommand, ValueEnum};

use super::super::args::RulesArgs;
use super::super::later::Later;
pub use super::effect_more::{Months, OfError, OfScale, OfShares, Percentile};

#[derive(Args)]
pub struct EffectArgs {
    #[command(subcommand)]
    pub from: From,
}

#[derive(Subcommand)]
pub enum From {
    /// From means and standard deviations of two groups, or their difference
    #[command(
        allow_negative_numbers = true,
        after_help = "Examples:
  cleardeck evidence effect means --mean-with 512 --sd-with 41 --n-with 120 --mean-without 503 --sd-without 43 --n-without 118
  cleardeck evidence effect means --difference 9 --sd 42 --n-with 120 --n-without 118"
    )]
    Means(Later<Means>),
    /// From shares of students, such as those who passed
    #[command(allow_negative_numbers = true)]
    Proportions(Later<Proportions>),
    /// From the coefficient of a regression on students
    #[command(allow_negative_numbers = true)]
    Regression(Later<Regression>),
    /// From the t of two independent groups
    #[command(name = "t", allow_negative_numbers = true)]
    T(Later<T>),
    /// From the F of two groups
    #[command(name = "f", allow_negative_numbers = true)]
    F(Later<F>),
    /// From a two-sided p-value, as exactly as printed
    #[command(name = "p", allow_negative_numbers = true)]
    P(Later<P>),
    /// Put an effect right that left clusters (classrooms, schools) out of account
    #[command(allow_negative_numbers = true)]
    Clusters(Later<Clusters>),
    /// From shares of students without how many there were: both, or one with the percentage points
    #[command(
        allow_negative_numbers = true,
        after_help = "Examples:
  cleardeck evidence effect shares --share-with 0.64 --share-without 0.58
  cleardeck evidence effect shares --points 6 --share-without 0.58"
    )]
    Shares(Later<OfShares>),
    /// From the percentile of the others that the average student with the program reaches
    #[command(allow_negative_numbers = true)]
    Percentile(Later<Percentile>),
    /// From a difference in points of a scale whose standard deviation is known
    #[command(allow_negative_numbers = true)]
    Scale(Later<OfScale>),
    /// From months of progress: a range of effects
    #[command(allow_negative_numbers = true)]
    Months(Later<Months>),
    /// The standard error of an effect, from its interval, its p-value or whether it is significant
    #[command(
        allow_negative_numbers = true,
        after_help = "Examples:
  cleardeck evidence effect error --effect 0.2 --interval 0.04,0.36
  cleardeck evidence effect error --effect 0.2 --p-below 0.05"
    )]
    Error(Later<OfError>),
    /// From the gains of two groups: an effect
    #[command(allow_negative_numbers = true)]
    Gain(Later<Gain>),
    /// From one group's percentiles before and after: a description
    #[command(allow_negative_numbers = true)]
    Percentiles(Later<Percentiles>),
    /// From one group's scores before and after: a description
    #[command(
        allow_negative_numbers = true,
        after_help = "Examples:
  cleardeck evidence effect growth --before 480 --after 501 --sd-before 40 --correlation 0.7 --n 150
  cleardeck evidence effect growth --gain 21 --scale-sd 40"
    )]
    Growth(Later<Growth>),
}

/// What every calculation takes.
#[derive(Args)]
pub struct Common {
    /// Less is better, as with absences: turn the effect
    #[arg(long)]
    pub less_is_better: bool,
    /// The level of the interval
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    pub level: f64,
    /// Growth of a usual year in standard deviations, from a table of the grade and subject
    #[arg(long, value_name = "SD")]
    pub growth_per_year: Option<f64>,
    /// In which form
    #[arg(long, value_enum, default_value = "text")]
    pub format: EffectFormat,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EffectFormat {
    /// Lines for a terminal
    Text,
    /// Every number as data
    Json,
}

/// How many students.
#[derive(Args)]
pub struct Sizes {
    /// Students with the program
    #[arg(long, value_name = "STUDENTS")]
    pub n_with: f64,
    /// Students without
    #[arg(long, value_name = "STUDENTS")]
    pub n_without: f64,
}

#[derive(Args)]
pub struct Means {
    /// Mean with the program
    #[arg(long, value_name = "POINTS", requires_all = ["mean_without", "sd_with", "sd_without"])]
    pub mean_with: Option<f64>,
    /// Mean without
    #[arg(long, value_name = "POINTS", requires = "mean_with")]
    pub mean_without: Option<f64>,
    /// Standard deviation of students with the program
    #[arg(long, value_name = "POINTS", requires = "mean_with")]
    pub sd_with: Option<f64>,
    /// Standard deviation of students without
    #[arg(long, value_name = "POINTS", requires = "mean_with")]
    pub sd_without: Option<f64>,
    /// The difference of means, in place of both; adjusted for the pretest when the report adjusts
    #[arg(long, value_name = "POINTS", requires = "sd", conflicts_with = "mean_with")]
    pub difference: Option<f64>,
    /// Pooled standard deviation of students, not adjusted
    #[arg(long, value_name = "POINTS", requires = "difference")]
    pub sd: Option<f64>,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Proportions {
    /// Share with the program, from 0 to 1
    #[arg(long, value_name = "SHARE", requires = "share_without")]
    pub share_with: Option<f64>,
    /// Share without
    #[arg(long, value_name = "SHARE", requires = "share_with")]
    pub share_without: Option<f64>,
    /// Students with the program who reached it, in place of the share
    #[arg(
        long,
        value_name = "STUDENTS",
        requires = "count_without",
        conflicts_with = "share_with"
    )]
    pub count_with: Option<f64>,
    /// Students without who reached it
    #[arg(long, value_name = "STUDENTS", requires = "count_with")]
    pub count_without: Option<f64>,
    /// How the log odds ratio becomes standard deviations
    #[arg(long, value_enum, default_value = "cox")]
    pub index: Index,
    /// What to do when nobody or everybody in a group reached it
    #[arg(long, value_enum, default_value = "refuse")]
    pub empty_cells: EmptyCells,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Index {
    /// Divided by 1.65, as the Clearinghouse does
    Cox,
    /// Times the root of 3 over pi
    Logistic,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EmptyCells {
    /// There is no effect size
    Refuse,
    /// Add a half to each cell, and say so
    AddHalf,
}

#[derive(Args)]
pub struct Regression {
    /// The coefficient of the program, in points of the outcome
    #[arg(long, value_name = "POINTS")]
    pub coefficient: f64,
    /// Standard deviation of the outcome among students, not adjusted
    #[arg(long, value_name = "POINTS")]
    pub sd: f64,
    /// Covariates besides the program
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0)]
    pub covariates: f64,
    /// The coefficient's standard error
    #[arg(long, value_name = "POINTS", group = "precision")]
    pub se: Option<f64>,
    /// Its t, in place of the standard error
    #[arg(long, value_name = "T", group = "precision")]
    pub t: Option<f64>,
    /// Its two-sided p-value, in place of the standard error
    #[arg(long, value_name = "P", group = "precision")]
    pub p: Option<f64>,
    /// Its 95 percent interval, in place of the standard error
    #[arg(
        long,
        value_name = "LOW,HIGH",
        group = "precision",
        value_delimiter = ',',
        num_args = 1,
        allow_hyphen_values = true
    )]
    pub interval: Vec<f64>,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct T {
    /// The t; negative where the group with the program did worse
    #[arg(long, value_name = "T")]
    pub t: f64,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct F {
    /// The F of two groups, with one degree of freedom above
    #[arg(long, value_name = "F")]
    pub f: f64,
    /// Which way it points
    #[arg(long, value_enum)]
    pub way: WayArg,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct P {
    /// The two-sided p-value; `p < .05` is only a bound
    #[arg(long, value_name = "P")]
    pub p: f64,
    /// Which way it points
    #[arg(long, value_enum)]
    pub way: WayArg,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WayArg {
    /// The group with the program has the higher score
    Better,
    /// It has the lower score
    Worse,
}

#[derive(Args)]
pub struct Clusters {
    /// The difference of means over the standard deviation of all students, clusters left out of account
    #[arg(long, value_name = "D")]
    pub d: Option<f64>,
    /// The t of an analysis that left the clusters out of account, in place of d; it is put right too
    #[arg(long, value_name = "T", conflicts_with = "d")]
    pub t: Option<f64>,
    /// Average students in a cluster
    #[arg(long, value_name = "STUDENTS")]
    pub cluster_size: f64,
    /// Intraclass correlation; the Clearinghouse takes 0.20 for achievement and 0.10 otherwise
    #[arg(long, value_name = "SHARE")]
    pub icc: f64,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Gain {
    /// Gain with the program
    #[arg(long, value_name = "POINTS")]
    pub gain_with: f64,
    /// Gain without
    #[arg(long, value_name = "POINTS")]
    pub gain_without: f64,
    /// Standard deviation of students' scores, not of their gains
    #[arg(long, value_name = "POINTS")]
    pub sd: f64,
    /// Correlation of scores before and after
    #[arg(long, value_name = "R")]
    pub correlation: Option<f64>,
    #[command(flatten)]
    pub sizes: Sizes,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Percentiles {
    /// Percentile before, above 0 and below 100
    #[arg(long, value_name = "PERCENTILE")]
    pub before: f64,
    /// Percentile after
    #[arg(long, value_name = "PERCENTILE")]
    pub after: f64,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Growth {
    /// Mean before
    #[arg(long, value_name = "POINTS", requires_all = ["after", "sd_before", "correlation", "n"])]
    pub before: Option<f64>,
    /// Mean after
    #[arg(long, value_name = "POINTS", requires = "before")]
    pub after: Option<f64>,
    /// Standard deviation of students before
    #[arg(long, value_name = "POINTS", requires = "before")]
    pub sd_before: Option<f64>,
    /// Correlation of scores before and after
    #[arg(long, value_name = "R", requires = "before")]
    pub correlation: Option<f64>,
    /// Students
    #[arg(long, value_name = "STUDENTS", requires = "before")]
    pub n: Option<f64>,
    /// Mean gain on a scale whose standard deviation is known, in place of the scores
    #[arg(long, value_name = "POINTS", requires = "scale_sd", conflicts_with = "before")]
    pub gain: Option<f64>,
    /// Standard deviation of the scale
    #[arg(long, value_name = "POINTS", requires = "gain")]
    pub scale_sd: Option<f64>,
    #[command(flatten)]
    pub common: Common,
}
