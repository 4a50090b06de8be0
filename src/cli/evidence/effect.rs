//! `cleardeck evidence effect`

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use cleardeck::evidence::plausible::{Form, Limits, Stated, doubts, told};
use cleardeck::report::evidence::{Bounded, Computed};
use cleardeck::rules::contract::KnownScale;
use cleardeck::statistics::Interval;
use cleardeck::statistics::effect_size::{
    self, Coefficient, Continuity, EffectError, EffectSize, Group, LogOdds, Meaning, OneShare, Precision, Share,
    Shares, Way,
};

use super::super::args::Diagnostics;
use super::super::input::Input;
use super::super::output;
use super::effect_args::{
    Clusters, Common, EffectArgs, EffectFormat, EmptyCells, From, Gain, Growth, Index, Means, Months, OfError,
    OfShares, Proportions, Regression, Sizes, WayArg,
};

/// A formula, the effect, and other numbers.
type Made = (&'static str, EffectSize, Vec<(&'static str, f64)>);

/// The students with the program and without, where an effect has both.
type Groups = Option<(f64, f64)>;

pub fn run(args: &EffectArgs) -> anyhow::Result<ExitCode> {
    let groups = |sizes: &Sizes| Some((with(sizes), without(sizes)));
    let (common, groups, made) = match &args.from {
        From::Means(args) => (&args.common, groups(&args.sizes), means(args)),
        From::Proportions(args) => (&args.common, groups(&args.sizes), proportions(args)),
        From::Regression(args) => (&args.common, groups(&args.sizes), regression(args)),
        From::T(args) => {
            let effect = effect_size::from_t(args.t, with(&args.sizes), without(&args.sizes));
            (&args.common, groups(&args.sizes), without_notes("t", effect))
        }
        From::F(args) => {
            let effect = effect_size::from_f(args.f, way(args.way), with(&args.sizes), without(&args.sizes));
            (&args.common, groups(&args.sizes), without_notes("f", effect))
        }
        From::P(args) => {
            let effect = effect_size::from_p(args.p, way(args.way), with(&args.sizes), without(&args.sizes));
            (&args.common, groups(&args.sizes), without_notes("p", effect))
        }
        From::Shares(args) => (&args.common, None, of_shares(args)),
        From::Percentile(args) => (
            &args.common,
            None,
            without_notes("percentile", effect_size::from_percentile(args.reached)),
        ),
        From::Scale(args) => (
            &args.common,
            None,
            without_notes("scale-points", effect_size::from_scale_points(args.points, args.sd)),
        ),
        From::Months(args) => return months(args),
        From::Error(args) => return error(args),
        From::Clusters(args) => (&args.common, groups(&args.sizes), clusters(args)),
        From::Gain(args) => (&args.common, groups(&args.sizes), gain(args)),
        From::Percentiles(args) => {
            let effect = effect_size::from_percentiles(args.before, args.after);
            (&args.common, None, without_notes("percentiles", effect))
        }
        From::Growth(args) => (&args.common, None, growth(args)),
    };
    print(common, groups, made?)
}

fn print(common: &Common, groups: Groups, (formula, effect, more): Made) -> anyhow::Result<ExitCode> {
    if !(common.level > 0.0 && common.level < 1.0) {
        bail!(
            "--level takes a share between 0 and 1, such as 0.95; here stands {}",
            common.level
        );
    }
    let mut input = Input::new();
    let set = input.sound_rule_set(&common.rules, Diagnostics::Text)?;
    let reversed = common.less_is_better;
    let computed = Computed {
        formula,
        effect: if reversed { effect.reversed() } else { effect },
        reversed,
        level: common.level,
        growth_per_year: common.growth_per_year,
        more,
    };
    let value = computed.json(&set).map_err(refused)?;
    let text = match common.format {
        EffectFormat::Text => Computed::text(&value)?,
        EffectFormat::Json => output::json(&value)?,
    };
    if computed.effect.meaning == Meaning::Effect {
        let stated = Stated {
            effect: Some(Interval::at(computed.effect.g)),
            error: computed.effect.standard_error().map(Interval::at),
            groups,
            ..Stated::default()
        };
        for doubt in doubts(&stated, Limits::of(&set)) {
            input.reader.problems.push(told(doubt, Form::Computed, None));
        }
    }
    input.settle(Diagnostics::Text)?;
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// An effect and a standard error that are known as bounds.
fn print_bounds(
    common: &Common,
    formula: &'static str,
    effect: Interval,
    error: Option<Interval>,
) -> anyhow::Result<ExitCode> {
    let turned = |i: Interval| Interval {
        low: -i.high,
        high: -i.low,
    };
    let bounded = Bounded {
        formula,
        effect: if common.less_is_better { turned(effect) } else { effect },
        error,
    };
    let text = match common.format {
        EffectFormat::Text => Bounded::text(&bounded.json())?,
        EffectFormat::Json => output::json(&bounded.json())?,
    };
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn of_shares(args: &OfShares) -> anyhow::Result<Made> {
    let cox = LogOdds::Cox;
    let effect = match (args.points, args.share_with, args.share_without) {
        (None, Some(with), Some(without)) => effect_size::from_shares(with, without, cox),
        (Some(points), Some(with), None) => effect_size::from_percentage_points(points, OneShare::With(with), cox),
        (Some(points), None, Some(without)) => {
            effect_size::from_percentage_points(points, OneShare::Without(without), cox)
        }
        (Some(_), ..) => bail!("shares takes two of --share-with, --share-without and --points"),
        (None, ..) => bail!(
            "one share alone has no comparison: shares needs --share-with and --share-without, or one of them with --points"
        ),
    };
    without_notes("shares", effect)
}

fn months(args: &Months) -> anyhow::Result<ExitCode> {
    let set = Input::new().sound_rule_set(&args.common.rules, Diagnostics::Text)?;
    let scale = set.known_scale(KnownScale::Months);
    let scale = scale.ok_or_else(|| anyhow!("the rule set has no scale {}", KnownScale::Months.name()))?;
    let steps: Vec<f64> = scale.steps.iter().map(|step| step.as_f64()).collect();
    let effect = effect_size::from_months(args.months, &steps).map_err(refused)?;
    print_bounds(&args.common, "months", effect, None)
}

fn error(args: &OfError) -> anyhow::Result<ExitCode> {
    let p = |low, high| Interval { low, high };
    let p = match (args.p, args.p_below, args.p_above) {
        (Some(at), ..) => Some(Interval::at(at)),
        (_, Some(below), _) => Some(p(0.0, below)),
        (.., Some(above)) => Some(p(above, 1.0)),
        (None, None, None) => None,
    };
    let effect = Interval::at(args.effect);
    let (formula, error) = match (p, args.interval.as_slice()) {
        (Some(p), _) => ("error-p", effect_size::error_from_p(effect, p).map_err(refused)?),
        (None, [low, high]) => {
            let error = effect_size::standard_error_from_interval(*low, *high, args.interval_level);
            ("error-interval", Interval::at(error.map_err(refused)?))
        }
        (None, _) => bail!("--interval takes two numbers, such as --interval 0.04,0.36"),
    };
    match error.point() {
        Some(error) => print(
            &args.common,
            None,
            without_notes(formula, effect_size::from_error(args.effect, error))?,
        ),
        None => print_bounds(&args.common, formula, effect, Some(error)),
    }
}

fn refused(error: EffectError) -> anyhow::Error {
    anyhow!("there is no effect size: {error}")
}

fn without_notes(formula: &'static str, effect: Result<EffectSize, EffectError>) -> anyhow::Result<Made> {
    Ok((formula, effect.map_err(refused)?, Vec::new()))
}

fn with(sizes: &Sizes) -> f64 {
    sizes.n_with
}

fn without(sizes: &Sizes) -> f64 {
    sizes.n_without
}

fn way(arg: WayArg) -> Way {
    match arg {
        WayArg::Better => Way::Better,
        WayArg::Worse => Way::Worse,
    }
}

/// An option that is needed when the one in its place is not given.
fn given(value: Option<f64>, name: &str) -> anyhow::Result<f64> {
    value.ok_or_else(|| anyhow!("--{name} is missing; `--help` names what goes together"))
}

fn means(args: &Means) -> anyhow::Result<Made> {
    let (n_with, n_without) = (with(&args.sizes), without(&args.sizes));
    if let Some(difference) = args.difference {
        let sd = given(args.sd, "sd")?;
        return without_notes("means", effect_size::from_difference(difference, sd, n_with, n_without));
    }
    if args.mean_with.is_none() {
        bail!("means needs --mean-with, --sd-with, --mean-without and --sd-without, or --difference and --sd");
    }
    let group = |mean: f64, sd: f64, n: f64| Group { mean, sd, n };
    let program = group(
        given(args.mean_with, "mean-with")?,
        given(args.sd_with, "sd-with")?,
        n_with,
    );
    let others = group(
        given(args.mean_without, "mean-without")?,
        given(args.sd_without, "sd-without")?,
        n_without,
    );
    without_notes("means", effect_size::from_means(program, others))
}

fn proportions(args: &Proportions) -> anyhow::Result<Made> {
    let (log_odds, formula) = match args.index {
        Index::Cox => (LogOdds::Cox, "proportions-cox"),
        Index::Logistic => (LogOdds::Logistic, "proportions-logistic"),
    };
    let continuity = match args.empty_cells {
        EmptyCells::Refuse => Continuity::Refuse,
        EmptyCells::AddHalf => Continuity::AddHalf,
    };
    let (n_with, n_without) = (with(&args.sizes), without(&args.sizes));
    let found = if let Some(count) = args.count_with {
        let other = given(args.count_without, "count-without")?;
        effect_size::from_counts((count, n_with), (other, n_without), log_odds, continuity)
    } else if args.share_with.is_none() {
        bail!("proportions needs --share-with and --share-without, or --count-with and --count-without");
    } else {
        let share = |share: f64, n: f64| Share { share, n };
        let program = share(given(args.share_with, "share-with")?, n_with);
        let others = share(given(args.share_without, "share-without")?, n_without);
        effect_size::from_proportions(program, others, log_odds, continuity)
    };
    let shares: Shares = found.map_err(|error| match error {
        EffectError::NoOdds => {
            anyhow!("there is no effect size: {error}; --empty-cells add-half adds a half to each cell and says so")
        }
        error => refused(error),
    })?;
    let more = vec![
        ("log_odds_ratio", shares.log_odds_ratio),
        ("log_odds_ratio_se", shares.log_odds_ratio_se),
        ("risk_difference", shares.risk_difference),
        ("risk_difference_se", shares.risk_difference_se),
    ];
    Ok((formula, shares.effect, more))
}

fn regression(args: &Regression) -> anyhow::Result<Made> {
    let precision = match (args.se, args.t, args.p, args.interval.as_slice()) {
        (Some(se), ..) => Precision::StandardError(se),
        (_, Some(t), ..) => Precision::T(t),
        (_, _, Some(p), _) => Precision::P(p),
        (.., [low, high]) => {
            Precision::StandardError(effect_size::standard_error_from_interval(*low, *high, 0.95).map_err(refused)?)
        }
        (.., []) => Precision::Unsaid,
        (..) => bail!("--interval takes two numbers, such as --interval 0.4,3.1"),
    };
    let effect = effect_size::from_coefficient(&Coefficient {
        value: args.coefficient,
        precision,
        outcome_sd: args.sd,
        n_with: with(&args.sizes),
        n_without: without(&args.sizes),
        covariates: args.covariates,
    });
    let effect = effect.map_err(refused)?;
    let more = match precision {
        Precision::StandardError(se) if args.se.is_none() => vec![("standard_error_read", se)],
        Precision::StandardError(_) | Precision::T(_) | Precision::P(_) | Precision::Unsaid => Vec::new(),
    };
    Ok(("regression", effect, more))
}

fn clusters(args: &Clusters) -> anyhow::Result<Made> {
    let (n_with, n_without) = (with(&args.sizes), without(&args.sizes));
    let clusters = effect_size::Clusters {
        n_with,
        n_without,
        average_size: args.cluster_size,
        icc: args.icc,
    };
    let mut more = vec![("design_effect", clusters.design_effect().map_err(refused)?)];
    let naive = match args.t {
        None if args.d.is_none() => bail!("clusters needs --d, or --t"),
        None => given(args.d, "d")?,
        Some(t) => {
            let test = effect_size::corrected_test(t, &clusters).map_err(refused)?;
            more.extend([
                ("corrected_t", test.t),
                ("corrected_df", test.df),
                ("corrected_p", test.p),
            ]);
            effect_size::from_t(t, n_with, n_without).map_err(refused)?.d
        }
    };
    more.push(("naive_d", naive));
    let effect = effect_size::from_clusters(naive, &clusters).map_err(refused)?;
    Ok(("clusters", effect, more))
}

fn gain(args: &Gain) -> anyhow::Result<Made> {
    let effect = effect_size::from_gain_difference(
        (args.gain_with, with(&args.sizes)),
        (args.gain_without, without(&args.sizes)),
        args.sd,
        args.correlation,
    );
    without_notes("gain", effect)
}

fn growth(args: &Growth) -> anyhow::Result<Made> {
    if let Some(gain) = args.gain {
        let sd = given(args.scale_sd, "scale-sd")?;
        return without_notes("growth-known-scale", effect_size::from_gain_score(gain, sd));
    }
    if args.before.is_none() {
        bail!("growth needs --before, --after, --sd-before, --correlation and --n, or --gain and --scale-sd");
    }
    let effect = effect_size::from_pre_post(
        given(args.before, "before")?,
        given(args.after, "after")?,
        given(args.sd_before, "sd-before")?,
        given(args.correlation, "correlation")?,
        given(args.n, "n")?,
    );
    without_notes("growth", effect)
}
