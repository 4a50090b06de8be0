//! What can be written after `cleardeck batch`.

use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};

use super::{CatalogueArgs, RulesArgs, Why};

#[derive(Args)]
pub struct BatchArgs {
    /// The records: lines of JSON or a .csv file, one initiative or one district each; `-` for standard input
    #[arg(required_unless_present = "legend")]
    pub records: Option<String>,
    /// Judge as of this day
    #[arg(long, value_name = "DATE", required_unless_present = "legend")]
    pub as_of: Option<String>,
    /// What is known of districts: a line of JSON each, with the id that initiatives name under `district`
    #[arg(long, value_name = "FILE")]
    pub districts: Option<String>,
    /// What the records are written as; told by the name of the file where it is not said
    #[arg(long, value_enum)]
    pub from: Option<From>,
    /// Pass over this field or column; several with commas between them
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Write the answers to this file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
    /// Write records that cannot be read to this file, with what is wrong with them; where it is not said, beside the
    /// output under its name and `.aside`
    #[arg(long, value_name = "FILE")]
    pub aside: Option<String>,
    /// Stop at the first record that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Go on where a run with the same output was broken off
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Leave out what could give a small group of students away
    #[arg(long)]
    pub public: bool,
    /// On so many threads; as many as there are processors where it is not said
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Explain the first record of this id in place of judging all
    #[arg(long, value_name = "ID", conflicts_with_all = ["output", "aside", "resume", "strict", "public", "legend"])]
    pub trace: Option<String>,
    /// The decisive parts, or everything, of what is explained
    #[arg(long, value_enum, default_value = "decisive", requires = "trace")]
    pub why: Why,
    /// Write which rule each letter under `rules` is about, and nothing else
    #[arg(long)]
    pub legend: bool,
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// Lines of JSON
    Ndjson,
    /// Text separated by commas, semicolons or tabs
    Csv,
}
