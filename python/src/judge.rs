//! What records are judged by, and records as lines of JSON.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use cleardeck::batch::{Batch, Lines, Ndjson, legend};
use cleardeck::inventory::PartialDate;
use cleardeck::rules::shows_small_groups;
use cleardeck::{Date, Reader, RuleSet, Rules};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::Unreadable;

/// What somebody asks to judge by.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Wanted {
    rules: Option<PathBuf>,
    parameters: Vec<String>,
    as_of: String,
    districts: Vec<u8>,
    ignore: Vec<String>,
    public: bool,
}

/// What records are judged by. Rules are compiled once in a process for the same arguments and stay.
#[pyclass(frozen, module = "cleardeck")]
pub struct Judge {
    pub(crate) batch: &'static Batch<'static>,
}

#[pymethods]
impl Judge {
    #[new]
    #[pyo3(signature = (rules, parameters, as_of, districts, ignore, public))]
    fn new(
        py: Python<'_>,
        rules: Option<PathBuf>,
        parameters: Vec<String>,
        as_of: String,
        districts: Vec<u8>,
        ignore: Vec<String>,
        public: bool,
    ) -> PyResult<Self> {
        static MADE: LazyLock<Mutex<HashMap<Wanted, &'static Batch<'static>>>> = LazyLock::new(Mutex::default);
        let wanted = Wanted {
            rules,
            parameters,
            as_of,
            districts,
            ignore,
            public,
        };
        py.detach(|| {
            // nothing in the table is half done when a thread ends badly
            let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(batch) = made.get(&wanted) {
                return Ok(Self { batch });
            }
            let batch: &'static Batch = Box::leak(Box::new(batch(&wanted).map_err(Unreadable::new_err)?));
            made.insert(wanted, batch);
            Ok(Self { batch })
        })
    }

    /// Judges lines of JSON, of which the first has a number. Gives what is said, a line of JSON each, and what was set
    /// aside.
    fn lines<'py>(&self, py: Python<'py>, text: &[u8], first: u64) -> (Bound<'py, PyBytes>, Bound<'py, PyBytes>) {
        let batch = self.batch;
        let told = py.detach(|| {
            let mut told = Ndjson::of(batch.rule_set(), false);
            batch.worker().lines(&Lines::of(text, first), &mut told);
            told
        });
        (PyBytes::new(py, &told.said), PyBytes::new(py, &told.aside))
    }

    /// The rules whose letters are told, as lines of JSON in their order.
    fn rules(&self) -> String {
        legend(self.batch.rule_set(), self.batch.rules())
    }

    /// The checks that an answer may need: the id and what is so where the check holds.
    fn checks(&self) -> Vec<(String, String)> {
        let checks = self.batch.rule_set().checks.iter();
        checks.map(|check| (check.id.clone(), check.provided.clone())).collect()
    }
}

/// Compiles what is asked for.
fn batch(wanted: &Wanted) -> Result<Batch<'static>, String> {
    let rules = wanted.rules.as_deref().map_or_else(Rules::shipped, Rules::of);
    let rules = wanted
        .parameters
        .iter()
        .fold(rules, |rules, text| rules.parameter(text));
    let set = Reader::new().rule_set(&rules).map_err(|refused| refused.to_string())?;
    if let Some(problem) = shows_small_groups(&set).filter(|_| wanted.public) {
        return Err(format!("{} ({})", problem.message, problem.help.join("; ")));
    }
    let as_of = day(&wanted.as_of)?;
    // it lives as long as what is compiled of it
    let set: &'static RuleSet = Box::leak(Box::new(set));
    let batch = Batch::of(set, as_of).map_err(|why| why.to_string())?;
    let batch = batch.ignoring(&wanted.ignore).public(wanted.public);
    batch
        .beside(&wanted.districts)
        .map_err(|no| format!("line {} of the districts: {}", no.line, no.problem))
}

fn day(text: &str) -> Result<Date, String> {
    let date = PartialDate::read(text)?;
    match date.first == date.last {
        true => Ok(date.first),
        false => Err(format!("`as_of` takes a day such as 2026-06-30, here stands `{text}`")),
    }
}
