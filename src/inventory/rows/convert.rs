//! From the forms in which a result is reported to bounds of its effect and of its standard error, in standard
//! deviations. The formulas are those of [`crate::statistics::effect_size`], which `cleardeck evidence effect` calls too.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::RuleSet;
use crate::rules::contract::KnownScale;
use crate::statistics::Interval;
use crate::statistics::effect_size::{
    EffectError, EffectSize, LogOdds, OneShare, from_months, from_percentage_points, from_percentile,
    from_scale_points, from_shares,
};
use crate::truth::Number;

use super::certainty;
use super::range::places;
use super::row::RowValues;

/// What a row says in numbers.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(super) struct Measured {
    pub effect: Option<Interval>,
    pub error: Option<Interval>,
    /// Whether it is significant at 5 percent, as far as it is said or follows; of two that disagree the weaker.
    pub significant: Option<bool>,
}

/// In which unit the effect stands, and so its standard error and its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Unit {
    /// Standard deviations of students.
    Deviations,
    /// Points of a scale with this standard deviation.
    Scale(f64),
    /// Percentage points beside one share.
    Points(OneShare),
    /// A unit that has no standard error of its own, by the field.
    Without(&'static str),
}

impl Unit {
    /// A number of this unit in standard deviations; nothing where the unit has no such numbers.
    pub fn convert(self, number: f64) -> Option<Result<f64, EffectError>> {
        let g = |effect: Result<EffectSize, EffectError>| Some(effect.map(|e| e.g));
        match self {
            Self::Deviations => Some(Ok(number)),
            Self::Scale(sd) => g(from_scale_points(number, sd)),
            Self::Points(share) => g(from_percentage_points(number, share, LogOdds::Cox)),
            Self::Without(_) => None,
        }
    }
}

/// The effect of a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Effect {
    /// In standard deviations.
    pub bounds: Interval,
    pub unit: Unit,
    /// As it is written, in its own unit, with the places after the point.
    pub written: Interval,
    pub places: usize,
    pub at: Span,
}

/// The effect of a row; `Err` when what stands there is told as wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrong;

/// One field of a row that must not be there, or not alone.
pub(super) fn refuse(at: Span, message: impl Into<String>, help: &str, out: &mut Diagnostics) {
    out.push(Diagnostic::error(Code::WrongType, at, message).help(help));
}

/// Something that is read and changes nothing.
pub(super) fn unused(at: Span, message: String, help: &str, out: &mut Diagnostics) {
    out.push(Diagnostic::new(Code::NotUsed, at, message).help(help));
}

/// Reads the effect and how certain it is; of a study a word on significance counts beside a direction too.
pub(super) fn measured(row: &RowValues, study: bool, set: &RuleSet, out: &mut Diagnostics) -> Measured {
    match effect(row, set, out) {
        Ok(effect) => certainty::of(row, effect, study, set, out),
        Err(Wrong) => Measured::default(),
    }
}

/// The fields by which a form of the effect is known, the first of each form the one that names it.
const FORMS: [&[&str]; 5] = [
    &["effect"],
    &["points", "share_with", "share_without"],
    &["percentile"],
    &["months"],
    &["scale_points"],
];

fn effect(row: &RowValues, set: &RuleSet, out: &mut Diagnostics) -> Result<Option<Effect>, Wrong> {
    let stands = |names: &&[&'static str]| {
        let mut all = names.iter();
        all.find_map(|name| Some((*name, row.at(name)?)))
    };
    let mut found = FORMS.iter().filter_map(stands);
    let Some((name, at)) = found.next() else {
        if let Some(at) = row.at("sd") {
            refuse(
                at,
                "a standard deviation without points of a scale",
                "write the difference in `scale_points` beside it, or the standard error of an effect into `se`",
                out,
            );
        }
        return Ok(None);
    };
    if let Some((second, other)) = found.next() {
        out.push(
            Diagnostic::error(
                Code::WrongType,
                other,
                format!("the effect stands twice, as `{name}` and as `{second}`"),
            )
            .other(at, "first here")
            .help("keep the one that is printed; it is converted"),
        );
        return Err(Wrong);
    }
    if let Some(at) = row.at("sd").filter(|_| name != "scale_points") {
        refuse(
            at,
            format!("a standard deviation beside `{name}`"),
            "it is read beside `scale_points` alone: take it out, or write the difference in points of the scale",
            out,
        );
        return Err(Wrong);
    }
    match name {
        "effect" => {
            let range = row.range("effect").ok_or(Wrong)?;
            Ok(Some(Effect {
                bounds: range.bounds,
                unit: Unit::Deviations,
                written: range.bounds,
                places: range.places,
                at,
            }))
        }
        "percentile" => {
            let percentile = one(row, "percentile")?;
            let found = from_percentile(percentile);
            point(name, percentile, found, Unit::Without("percentile"), at, row, out)
        }
        "months" => months(row, at, set, out),
        "scale_points" => {
            let points = one(row, "scale_points")?;
            let Some(sd) = row.number("sd").map(Number::as_f64) else {
                if row.at("sd").is_none() {
                    refuse(
                        at,
                        "points of a scale without its standard deviation",
                        "write the standard deviation of students into `sd`; the report or the maker of the test names it",
                        out,
                    );
                }
                return Err(Wrong);
            };
            point(
                name,
                points,
                from_scale_points(points, sd),
                Unit::Scale(sd),
                at,
                row,
                out,
            )
        }
        _ => shares(row, at, out),
    }
}

/// A number that is known to stand there, unless it is told as wrong.
fn one(row: &RowValues, name: &str) -> Result<f64, Wrong> {
    row.number(name).map(Number::as_f64).ok_or(Wrong)
}

fn point(
    name: &str,
    written: f64,
    found: Result<EffectSize, EffectError>,
    unit: Unit,
    at: Span,
    row: &RowValues,
    out: &mut Diagnostics,
) -> Result<Option<Effect>, Wrong> {
    match found {
        Ok(effect) => Ok(Some(Effect {
            bounds: Interval::at(effect.g),
            unit,
            written: Interval::at(written),
            places: places(&row.written(name)),
            at,
        })),
        Err(error) => {
            let help = match name {
                "percentile" => {
                    "write the percentile that the average student reaches, above 0 and below 100; 50 is no effect"
                }
                "scale_points" => "write a standard deviation of students above 0",
                _ => {
                    "write shares above 0 and below 1, as they are printed; where nobody or everybody reached it there is no effect size, and `direction` says which way it points"
                }
            };
            refuse(at, format!("there is no effect size: {error} (in `{name}`)"), help, out);
            Err(Wrong)
        }
    }
}

fn months(row: &RowValues, at: Span, set: &RuleSet, out: &mut Diagnostics) -> Result<Option<Effect>, Wrong> {
    let months = one(row, "months")?;
    let Some(scale) = set.known_scale(KnownScale::Months) else {
        refuse(
            at,
            "the rule set has no scale for months of progress",
            "write the effect in standard deviations into `effect`, or which way it points into `direction`",
            out,
        );
        return Err(Wrong);
    };
    let steps: Vec<f64> = scale.steps.iter().map(|step| step.as_f64()).collect();
    match from_months(months, &steps) {
        Ok(bounds) => {
            out.push(
                Diagnostic::new(
                    Code::TranslatedMonths,
                    at,
                    "months of progress are a translation, no measurement; they stand for a range of effects",
                )
                .help("write the effect in standard deviations where the report has it"),
            );
            Ok(Some(Effect {
                bounds,
                unit: Unit::Without("months"),
                written: bounds,
                places: 0,
                at,
            }))
        }
        Err(error) => {
            let message = format!("there is no effect size: {error} (in `months`)");
            refuse(
                at,
                message,
                "write months as they are printed; beyond the scale write the effect in standard deviations",
                out,
            );
            Err(Wrong)
        }
    }
}

fn shares(row: &RowValues, at: Span, out: &mut Diagnostics) -> Result<Option<Effect>, Wrong> {
    let [points, with, without] = ["points", "share_with", "share_without"].map(|name| {
        let stands = row.at(name).is_some();
        let number = row.number(name).map(Number::as_f64);
        if stands && number.is_none() {
            Err(Wrong)
        } else {
            Ok(number)
        }
    });
    match (points?, with?, without?) {
        (points, Some(with), Some(without)) => {
            let difference = (with - without) * 100.0;
            let span = row.at("points").unwrap_or(at);
            // shares and points are each rounded
            if let Some(points) = points.filter(|points| (points - difference).abs() > 1.0 + 1e-9) {
                let message = format!("the shares differ by {difference:.1} points, and `points` says {points}");
                let first = row.at("share_with").unwrap_or(at);
                out.push(
                    Diagnostic::error(Code::WrongType, span, message)
                        .other(first, "the shares")
                        .help("correct one of them, or leave `points` out"),
                );
                return Err(Wrong);
            }
            let (unit, name) = (Unit::Points(OneShare::Without(without)), "share_with");
            let at = row.at(name).unwrap_or(at);
            let effect = point(
                name,
                difference,
                from_shares(with, without, LogOdds::Cox),
                unit,
                at,
                row,
                out,
            )?;
            let places = if points.is_some() { 0 } else { 1 };
            Ok(effect.map(|effect| Effect { places, ..effect }))
        }
        (Some(points), with, without) => {
            let Some(share) = with.map(OneShare::With).or(without.map(OneShare::Without)) else {
                refuse(
                    at,
                    "percentage points without a share",
                    "add the share of students with the program (`share_with`) or without it (`share_without`): ten points from 50 percent are another effect than ten from 5",
                    out,
                );
                return Err(Wrong);
            };
            let found = from_percentage_points(points, share, LogOdds::Cox);
            point("points", points, found, Unit::Points(share), at, row, out)
        }
        (None, ..) => {
            refuse(
                at,
                "one share alone has no comparison",
                "add the other share or the difference in `points`; a level that nothing is compared with goes into `level` as text",
                out,
            );
            Err(Wrong)
        }
    }
}
