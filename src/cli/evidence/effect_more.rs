//! What can be written after `cleardeck evidence effect` for what a summary prints without students.

use clap::{ArgGroup, Args};

use super::effect_args::Common;

#[derive(Args)]
#[command(group(ArgGroup::new("known").args(["share_with", "share_without"]).multiple(true).required(true)))]
pub struct OfShares {
    /// Share with the program, from 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub share_with: Option<f64>,
    /// Share without
    #[arg(long, value_name = "SHARE")]
    pub share_without: Option<f64>,
    /// Percentage points between them, in place of one of the shares
    #[arg(long, value_name = "POINTS")]
    pub points: Option<f64>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Percentile {
    /// The percentile, above 0 and below 100; 50 is no effect
    #[arg(long, value_name = "PERCENTILE")]
    pub reached: f64,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct OfScale {
    /// The difference in points
    #[arg(long, value_name = "POINTS")]
    pub points: f64,
    /// Standard deviation of students on the scale
    #[arg(long, value_name = "POINTS")]
    pub sd: f64,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Months {
    /// Months of additional progress; negative for months lost
    #[arg(long, value_name = "MONTHS")]
    pub months: f64,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
#[command(group(ArgGroup::new("certainty").args(["interval", "p", "p_below", "p_above"]).required(true)))]
pub struct OfError {
    /// The effect in standard deviations
    #[arg(long, value_name = "SD")]
    pub effect: f64,
    /// Its interval
    #[arg(
        long,
        value_name = "LOW,HIGH",
        value_delimiter = ',',
        num_args = 1,
        allow_hyphen_values = true
    )]
    pub interval: Vec<f64>,
    /// The level of that interval
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, requires = "interval")]
    pub interval_level: f64,
    /// Its two-sided p-value
    #[arg(long, value_name = "P")]
    pub p: Option<f64>,
    /// A bound that p is below; 0.05 where a report says that it is significant
    #[arg(long, value_name = "P")]
    pub p_below: Option<f64>,
    /// A bound that p is above; 0.05 where a report says that it is not significant
    #[arg(long, value_name = "P")]
    pub p_above: Option<f64>,
    #[command(flatten)]
    pub common: Common,
}
