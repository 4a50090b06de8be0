//! `cleardeck evidence pool`

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use cleardeck::evidence::plausible::{Doubt, Form, Kind, Limits, Stated, doubts, less_is_better, told, wants_less};
use cleardeck::evidence::pooling::{Request, answer};
use cleardeck::evidence::table::{self, Domain, Table};
use cleardeck::report::evidence::{Pool, no_mean};
use cleardeck::rules::RuleSet;
use cleardeck::statistics::{Correction, Estimator, Interval, Row, Test};

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
    let set = input.sound_rule_set(&args.rules, args.diagnostics.diagnostics)?;
    let columns = input.table(&args.file).and_then(|source| {
        let table = table::read(source, &input.reader.sources, &mut input.reader.problems)?;
        let columns = Columns::of(&table, args, &mut input.reader.problems);
        if !input.reader.problems.has_errors() {
            doubtful(&table, args, &set, &mut input.reader.problems);
        }
        Some(columns)
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

/// Names the rows that can hardly be meant. What they are held against stands in the columns `students`, `significant`
/// and `measure`, where there are any; nothing else is computed from these.
fn doubtful(table: &Table, args: &PoolArgs, set: &RuleSet, out: &mut Diagnostics) {
    let limits = Limits::of(set);
    let [effect, students, significant, measure] =
        [args.effect.as_str(), "students", "significant", "measure"].map(|name| table.column(name));
    let error = table.column(args.se.as_ref().unwrap_or(&args.variance));
    let mut measures: BTreeMap<String, (&str, Span, usize)> = BTreeMap::new();
    for row in table.rows() {
        let text = |column: Option<usize>| column.and_then(|n| row.get(n)).map_or("", |cell| &cell.text);
        let number = |column| text(column).replace('\u{2212}', "-").parse::<f64>().ok();
        let numbers = [(effect, Kind::Effect), (error, Kind::Error), (students, Kind::Count)];
        let written = numbers
            .into_iter()
            .filter_map(|(column, kind)| Some((table.name(column?), kind, number(column)?)));
        let root = |number: f64| if args.se.is_some() { number } else { number.sqrt() };
        let stated = Stated {
            effect: number(effect).map(Interval::at),
            error: number(error).map(|n| Interval::at(root(n))),
            groups: number(students).map(|n| (n / 2.0, n / 2.0)),
            schools: None,
            significant: match text(significant).to_lowercase().as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            written: written.collect(),
        };
        let at = |column: Option<usize>| column.and_then(|n| row.get(n)).map_or(table.at(), |cell| cell.span);
        for doubt in doubts(&stated, limits) {
            let place = match doubt {
                Doubt::Code { name, .. } => table.column(name),
                Doubt::Effect(_) => effect,
                Doubt::Error { .. } => error,
                Doubt::Significance { .. } => significant,
            };
            out.push(told(doubt, Form::Table, Some(at(place))));
        }
        let first = measures.entry(text(measure).to_lowercase());
        first.or_insert((text(measure), at(measure), 0)).2 += 1;
    }
    for (measure, at, rows) in measures.into_values().filter(|(m, ..)| wants_less(set, m)) {
        out.push(less_is_better(measure, rows, at));
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
