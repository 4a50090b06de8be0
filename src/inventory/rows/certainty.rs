//! How certain an effect is: from a standard error, an interval, a p-value or a word.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::RuleSet;
use crate::statistics::Interval;
use crate::statistics::distribution::normal_quantile;
use crate::statistics::effect_size::{error_from_p, standard_error_from_interval};

use super::clusters::clustered;
use super::convert::{Effect, Measured, Unit, Wrong, refuse, unused};
use super::range::places;
use super::row::RowValues;

/// Significance is at 5 percent, as the Clearinghouse and the federal tiers read it.
const LEVEL: f64 = 0.05;

/// Printed numbers are rounded: two errors this far apart, as a share of the larger, may be one; and so near to the
/// bound nothing is said of significance.
const ROUNDED: f64 = 0.2;
const NEAR: f64 = 0.03;

/// The errors that a word on significance leaves, as those of a p-value.
fn p_of(significant: bool) -> Interval {
    if significant {
        Interval { low: 0.0, high: LEVEL }
    } else {
        Interval { low: LEVEL, high: 1.0 }
    }
}

/// Reads the certainty of an effect. An error that is told leaves the effect without one.
pub(super) fn of(
    row: &RowValues,
    effect: Option<Effect>,
    study: bool,
    set: &RuleSet,
    out: &mut Diagnostics,
) -> Measured {
    let said = row.yes("significant");
    let limits = limits(row, out);
    let effect = match (effect, limits) {
        // an interval alone has its effect in the middle
        (None, Ok(Some(limits))) => {
            let middle = f64::midpoint(limits.low, limits.high);
            Some(Effect {
                bounds: Interval::at(middle),
                unit: Unit::Deviations,
                written: Interval::at(middle),
                places: limits.places,
                at: limits.at,
            })
        }
        (effect, _) => effect,
    };
    let Some(effect) = effect else {
        return without_effect(row, study, said, out);
    };
    let stated = stated(row, effect, limits, out);
    let Ok(stated) = stated else {
        return Measured {
            effect: Some(effect.bounds),
            error: None,
            significant: said,
        };
    };
    let (agreed, said) = word(row, effect, stated, said, out);
    if agreed.is_none()
        && let Some(at) = row.at("clusters").or_else(|| row.at("clustered"))
    {
        unused(
            at,
            "clusters count for nothing without an error".to_owned(),
            "write the standard error, the interval or the p-value beside them",
            out,
        );
    }
    let error = agreed.and_then(|error| clustered(row, error, set, out));
    let shown = error.and_then(|error| significant(effect.bounds, error));
    Measured {
        effect: Some(effect.bounds),
        error,
        significant: match (said, shown) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (said, shown) => said.or(shown),
        },
    }
}

/// Only a word on significance says something of a direction alone, and only in a study.
fn without_effect(row: &RowValues, study: bool, said: Option<bool>, out: &mut Diagnostics) -> Measured {
    let p = row.range("p").map(|p| p.bounds);
    let by_p = p.and_then(|p| match p {
        p if p.high <= LEVEL => Some(true),
        p if p.low > LEVEL => Some(false),
        _ => None,
    });
    for name in ["se", "p", "significant", "clusters", "clustered"] {
        let used = study && (name == "significant" || (name == "p" && by_p.is_some()));
        if let Some(at) = row.at(name).filter(|_| !used) {
            unused(
                at,
                format!("`{name}` counts for nothing without an effect"),
                "write the effect in one of its forms; a direction alone is counted as a direction",
                out,
            );
        }
    }
    Measured {
        significant: match (said, by_p) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (said, by_p) => said.or(by_p),
        },
        ..Measured::default()
    }
}

/// An interval as it is written.
#[derive(Clone, Copy)]
struct Limits {
    low: f64,
    high: f64,
    level: f64,
    places: usize,
    at: Span,
}

fn limits(row: &RowValues, out: &mut Diagnostics) -> Result<Option<Limits>, Wrong> {
    let [low, high] = ["low", "high"].map(|name| row.at(name));
    let (at, _) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (None, None) => {
            if let Some(at) = row.at("interval_level") {
                refuse(
                    at,
                    "the level of an interval without the interval",
                    "write its ends into `low` and `high`",
                    out,
                );
                return Err(Wrong);
            }
            return Ok(None);
        }
        (Some(at), None) => {
            refuse(
                at,
                "`low` without `high`",
                "write both ends of the interval, or neither",
                out,
            );
            return Err(Wrong);
        }
        (None, Some(at)) => {
            refuse(
                at,
                "`high` without `low`",
                "write both ends of the interval, or neither",
                out,
            );
            return Err(Wrong);
        }
    };
    let (Some(low), Some(high)) = (row.number("low"), row.number("high")) else {
        return Err(Wrong);
    };
    let level = match (row.at("interval_level"), row.number("interval_level")) {
        (None, _) => 0.95,
        (Some(_), Some(level)) => level.as_f64(),
        (Some(_), None) => return Err(Wrong),
    };
    Ok(Some(Limits {
        low: low.as_f64(),
        high: high.as_f64(),
        level,
        places: places(&row.written("low")).min(places(&row.written("high"))),
        at,
    }))
}

/// The error by what stands in numbers: its bounds and where it stands.
fn stated(
    row: &RowValues,
    effect: Effect,
    limits: Result<Option<Limits>, Wrong>,
    out: &mut Diagnostics,
) -> Result<Option<Interval>, Wrong> {
    let mut found: Vec<(&str, Span, Interval)> = Vec::new();
    if let Some(at) = row.at("se") {
        found.push(("se", at, standard_error(row, effect.unit, at, out)?));
    }
    if let Some(limits) = limits? {
        found.push(("low", limits.at, from_limits(limits, effect, out)?));
    }
    if let Some(at) = row.at("p") {
        let p = row.range("p").ok_or(Wrong)?;
        match error_from_p(effect.bounds, p.bounds) {
            Ok(error) => found.push(("p", at, error)),
            Err(error) => {
                let message = format!("there is no standard error: {error} (in `p`)");
                refuse(
                    at,
                    message,
                    "of an effect of 0 a p-value says nothing more: write the standard error or the interval",
                    out,
                );
                return Err(Wrong);
            }
        }
    }
    let mut error: Option<(&str, Span, Interval)> = None;
    for (name, at, next) in found {
        let Some((first, place, held)) = error else {
            error = Some((name, at, next));
            continue;
        };
        let apart = next.low * (1.0 - ROUNDED) > held.high || held.low * (1.0 - ROUNDED) > next.high;
        if apart {
            let message = format!("`{first}` and `{name}` say different standard errors");
            out.push(
                Diagnostic::error(Code::WrongType, at, message)
                    .other(place, "the other")
                    .help("keep the one that is printed with the effect"),
            );
            return Err(Wrong);
        }
        // of two numbers the larger error, of a number and bounds the number, of two bounds what both leave
        let joined = match (held.point(), next.point()) {
            (Some(a), Some(b)) => Interval::at(a.max(b)),
            (Some(_), None) => held,
            (None, Some(_)) => next,
            (None, None) => Interval {
                low: held.low.max(next.low).min(held.high.min(next.high)),
                high: held.high.min(next.high).max(held.low.max(next.low)),
            },
        };
        error = Some((first, place, joined));
    }
    Ok(error.map(|(.., error)| error))
}

fn standard_error(row: &RowValues, unit: Unit, at: Span, out: &mut Diagnostics) -> Result<Interval, Wrong> {
    let written = row.range("se").ok_or(Wrong)?.bounds;
    match unit {
        Unit::Deviations => Ok(written),
        Unit::Scale(sd) => Ok(Interval {
            low: written.low / sd,
            high: written.high / sd,
        }),
        Unit::Points(_) | Unit::Without(_) => {
            refuse(
                at,
                "a standard error is read beside `effect` and `scale_points` alone",
                "write the p-value (`p`) or whether it is significant (`significant`); beside `points` also the interval",
                out,
            );
            Err(Wrong)
        }
    }
}

fn from_limits(limits: Limits, effect: Effect, out: &mut Diagnostics) -> Result<Interval, Wrong> {
    let Limits { low, high, level, .. } = limits;
    let (Some(least), Some(most)) = (effect.unit.convert(low), effect.unit.convert(high)) else {
        let Unit::Without(name) = effect.unit else {
            return Err(Wrong);
        };
        refuse(
            limits.at,
            format!("an interval beside `{name}` is not read"),
            "write the p-value (`p`) or whether it is significant (`significant`)",
            out,
        );
        return Err(Wrong);
    };
    let middle = f64::midpoint(low, high);
    // the ends and the effect are each rounded
    let step = 0.1_f64.powi(i32::try_from(effect.places.min(limits.places)).unwrap_or(0));
    let slack = step + (high - low).abs() * 0.05;
    if low < high && (middle > effect.written.high + slack || middle < effect.written.low - slack) {
        let message = format!("the middle of the interval is {middle:.3}, and the effect is another");
        out.push(
            Diagnostic::error(Code::WrongType, limits.at, message)
                .other(effect.at, "the effect")
                .help("write the effect and both ends as they are printed, in the same unit; an interval of another model belongs to another effect"),
        );
        return Err(Wrong);
    }
    let error = least.and_then(|least| standard_error_from_interval(least, most?, level));
    match error {
        Ok(error) => Ok(Interval::at(error)),
        Err(error) => {
            refuse(
                limits.at,
                format!("there is no standard error: {error} (in `low`)"),
                "write the lower end into `low` and the upper into `high`, and the level such as 90 % into `interval_level`",
                out,
            );
            Err(Wrong)
        }
    }
}

/// Whether an effect is significant whatever effect and error are within their bounds.
fn significant(effect: Interval, error: Interval) -> Option<bool> {
    let z = normal_quantile(1.0 - LEVEL / 2.0);
    let sizes = effect.sizes();
    if sizes.low >= z * error.high * (1.0 + NEAR) {
        Some(true)
    } else if sizes.high <= z * error.low * (1.0 - NEAR) {
        Some(false)
    } else {
        None
    }
}

/// The error, and the word that counts, with the word on significance: what the word alone leaves, or the weaker of both where they disagree.
fn word(
    row: &RowValues,
    effect: Effect,
    stated: Option<Interval>,
    said: Option<bool>,
    out: &mut Diagnostics,
) -> (Option<Interval>, Option<bool>) {
    let (Some(said), Some(at)) = (said, row.at("significant")) else {
        return (stated, None);
    };
    let alone = error_from_p(effect.bounds, p_of(said)).ok();
    let shown = match stated {
        Some(error) => significant(effect.bounds, error),
        // an effect of 0 is not significant
        None if alone.is_none() => Some(false),
        None => return (alone, Some(said)),
    };
    if shown.is_some_and(|shown| shown != said) {
        let word = if said { "yes" } else { "no" };
        let message = format!("`significant: {word}`, and by the numbers it is the other way");
        out.push(
            Diagnostic::new(Code::SignificanceAgainstNumbers, at, message)
                .other(effect.at, "the effect")
                .help("correct one of them; until then the weaker counts, that it is not significant"),
        );
        return (if said { stated } else { alone }, Some(false));
    }
    let error = match (stated, alone) {
        // bounds of the numbers are narrowed by the word
        (Some(error), Some(alone)) if error.point().is_none() => Some(Interval {
            low: error.low.max(alone.low).min(error.high),
            high: error.high.min(alone.high).max(error.low),
        }),
        (stated, _) => stated,
    };
    (error, Some(said))
}
