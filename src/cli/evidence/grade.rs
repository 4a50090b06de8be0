//! `cleardeck evidence grade`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::evidence::grade::essa::Fourth;
use cleardeck::evidence::grade::panel::{Own, Thresholds, panels_as};
use cleardeck::evidence::grade::wwc::Reading;
use cleardeck::evidence::grade::{Setting, rows};
use cleardeck::evidence::table;
use cleardeck::report::evidence::Graded;

use super::super::Refused;
use super::super::input::{Input, shown};
use super::super::output::{self, Target};
use super::args::{GradeArgs, GradeFormat, ReadingArg, YesNo};

pub fn run(args: &GradeArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    if let Some(cost) = args.cost_per_pupil.filter(|cost| !(cost.is_finite() && *cost >= 0.0)) {
        bail!("--cost-per-pupil takes an amount of zero or above; here stands {cost}");
    }
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, args.diagnostics.diagnostics)?;
    let value = |threshold| set.threshold(threshold).map(|parameter| parameter.value);
    let thresholds = match Thresholds::read(&value) {
        Ok(thresholds) => thresholds,
        Err(missing) => bail!("the rule set does not declare the parameters {}", missing.join(", ")),
    };
    let reading = match args.reading {
        ReadingArg::Open => Reading::Open,
        ReadingArg::Export => Reading::Export,
    };
    let findings = input.table(&args.file).and_then(|source| {
        let table = table::read(source, &input.reader.sources, &mut input.reader.problems)?;
        Some(rows::findings(&table, reading, &mut input.reader.problems))
    });
    input.settle(args.diagnostics.diagnostics)?;
    let Some(findings) = findings else { bail!(Refused) };
    let output = target.apart_from(&input.reader.seen)?;
    let yes = |answer: Option<YesNo>| answer.map(|answer| answer == YesNo::Yes);
    let own = Own {
        setting: Setting {
            locales: args.locales.clone(),
            poverty: args.poverty.clone(),
            grades: args.grades.clone(),
        },
        cost_per_pupil: args.cost_per_pupil,
        fourth: Fourth {
            rationale: yes(args.rationale),
            under_way: yes(args.under_way),
        },
    };
    let panels = panels_as(&findings, &own, &thresholds, reading);
    let named = Thresholds::READ.map(|threshold| {
        let (value, shipped) = set
            .threshold(threshold)
            .map_or((0.0, 0.0), |p| (p.value.as_f64(), p.default.as_f64()));
        (threshold.name(), value, shipped)
    });
    let graded = Graded {
        file: shown(&args.file),
        findings: findings.len(),
        reading,
        cost_per_pupil: args.cost_per_pupil,
        thresholds: &named,
        panels: &panels,
    };
    let text = match args.format {
        GradeFormat::Table => graded.text()?,
        GradeFormat::Markdown => graded.markdown()?,
        GradeFormat::Json => output::json(&graded.json())?,
    };
    output.write(text)?;
    Ok(ExitCode::SUCCESS)
}
