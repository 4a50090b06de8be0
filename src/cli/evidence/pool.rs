//! `cleardeck evidence pool`

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Code, Diagnostic, Diagnostics};
use cleardeck::evidence::pooling::{Request, answer};
use cleardeck::evidence::table::{self, Domain, Table};
use cleardeck::report::evidence::{Pool, no_mean};
use cleardeck::statistics::{Correction, Estimator, Row, Test};

use super::super::Refused;
use super::super::input::{Input, shown};
use super::super::output::{self, Target};
use super::args::{CorrectionArg, PoolArgs, PoolFormat};

/// Rows that are pooled again without each; more take minutes.
const MOST_LEFT_OUT: usize = 1_000;
/// Rows that are pooled over groups; more take minutes.
const MOST_GROUPED: usize = 5_000;

pub fn run(args: &PoolArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    if !(args.level > 0.0 && args.level < 1.0) {
        bail!(
            "--level takes a share between 0 and 1, such as 0.95; here stands {}",
            args.level
        );
    }
    let mut input = Input::new();
    let columns = input.table(&args.file).and_then(|source| {
        let table = table::read(source, &input.reader.sources, &mut input.reader.problems)?;
        Some(Columns::of(&table, args, &mut input.reader.problems))
    });
    input.settle(args.diagnostics.diagnostics)?;
    let Some(columns) = columns else { bail!(Refused) };
    let output = target.apart_from(&input.reader.seen)?;
    for (asked, option, most) in [
        (args.leave_one_out, "--leave-one-out", MOST_LEFT_OUT),
        (args.cluster.is_some(), "--cluster", MOST_GROUPED),
    ] {
        if asked && columns.rows.len() > most {
            bail!("{option} takes at most {most} rows; there are {}", columns.rows.len());
        }
    }
    let request = Request {
        estimator: Estimator::parse(&args.method.to_uppercase()).unwrap_or(Estimator::Reml),
        test: Test::parse(&args.test.to_lowercase()).unwrap_or(Test::KnappHartungAdHoc),
        level: args.level,
        groups: columns.groups,
        robust: args.robust.iter().map(|c| correction(*c)).collect(),
        moderators: columns.moderators,
        leave_one_out: args.leave_one_out,
        bias: args.bias,
        compare: args.compare,
    };
    let answers = match answer(&columns.rows, &request) {
        Ok(answers) => answers,
        Err(error) => {
            let (why, advice) = no_mean(&error);
            bail!("there is no mean to give: {why}; {advice}");
        }
    };
    let pool = Pool {
        file: shown(&args.file),
        labels: &columns.labels,
        rows: &columns.rows,
        request: &request,
        cluster: args.cluster.as_deref(),
        moderators: &args.by,
        answers: &answers,
    };
    let text = match args.format {
        PoolFormat::Table => pool.text()?,
        PoolFormat::Markdown => pool.markdown()?,
        PoolFormat::Json => output::json(&pool.json())?,
        PoolFormat::Svg => pool.forest().svg()?,
    };
    output.write(text)?;
    Ok(ExitCode::SUCCESS)
}

fn correction(arg: CorrectionArg) -> Correction {
    match arg {
        CorrectionArg::Cr1 => Correction::Cr1,
        CorrectionArg::Cr2 => Correction::Cr2,
    }
}

/// What the columns of the arguments hold.
struct Columns {
    rows: Vec<Row>,
    labels: Vec<String>,
    groups: Option<Vec<usize>>,
    moderators: Vec<Vec<f64>>,
}

impl Columns {
    /// Reads every column before any problem ends the run.
    fn of(table: &Table, args: &PoolArgs, out: &mut Diagnostics) -> Self {
        let mut numbers = |name: &str, option: &str, domain| match table.need(name, option, out) {
            Some(column) => table.numbers(column, domain, out),
            None => Vec::new(),
        };
        let effects = numbers(&args.effect, "--effect", Domain::Any);
        let variances: Vec<Option<f64>> = match &args.se {
            None => numbers(&args.variance, "--variance", Domain::Positive),
            Some(se) => {
                let errors = numbers(se, "--se", Domain::Positive);
                errors.into_iter().map(|se| se.map(|se| se * se)).collect()
            }
        };
        let moderators: Vec<Vec<f64>> = args
            .by
            .iter()
            .map(|name| numbers(name, "--by", Domain::Any).into_iter().flatten().collect())
            .collect();
        let rows = effects.into_iter().zip(variances).filter_map(|(effect, variance)| {
            let (effect, variance) = (effect?, variance?);
            Some(Row { effect, variance })
        });
        let rows: Vec<Row> = rows.collect();
        for name in &args.by {
            if table.column(name).is_some_and(|column| constant(&table.texts(column))) {
                let message = format!("every row of column `{name}` is the same, so it explains nothing");
                out.push(Diagnostic::new(Code::OutOfRange, table.at(), message).help("leave --by out for this column"));
            }
        }
        let groups = args.cluster.as_deref().and_then(|name| {
            let column = table.need(name, "--cluster", out)?;
            Some(numbered(&table.filled(column, out)))
        });
        let labels = args.label.as_deref().and_then(|name| table.need(name, "--label", out));
        let labels = labels.map(|column| table.texts(column).into_iter().map(str::to_owned).collect());
        Self {
            rows,
            labels: labels.unwrap_or_default(),
            groups,
            moderators,
        }
    }
}

fn constant(texts: &[&str]) -> bool {
    texts.len() > 1 && texts.iter().all(|text| !text.is_empty() && Some(text) == texts.first())
}

/// Each name as a number, the same for the same name.
fn numbered(names: &[&str]) -> Vec<usize> {
    let mut known = BTreeMap::new();
    names
        .iter()
        .map(|name| {
            let next = known.len();
            *known.entry(*name).or_insert(next)
        })
        .collect()
}
