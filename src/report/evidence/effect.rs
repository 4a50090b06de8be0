//! A computed effect size as JSON and as text, with its formula, its source and what to know besides.

use serde_json::{Value, json};

use super::words::{said, words};
use crate::report::RenderError;
use crate::report::fill::fill;
use crate::rules::RuleSet;
use crate::rules::contract::KnownScale;
use crate::statistics::effect_size::lay::{self, Translation};
use crate::statistics::effect_size::{Caveat, EffectError, EffectSize, Meaning};
use crate::statistics::{Interval, Row, interval_of};

/// An effect size and what it was computed from.
#[derive(Clone, Debug)]
pub struct Computed<'a> {
    /// The formula, by its id in the words.
    pub formula: &'a str,
    /// The effect size.
    pub effect: EffectSize,
    /// Whether it was turned because less is better.
    pub reversed: bool,
    /// The level of the interval.
    pub level: f64,
    /// The growth of a usual year in standard deviations, when it was given.
    pub growth_per_year: Option<f64>,
    /// Other numbers, by their id in the words.
    pub more: Vec<(&'static str, f64)>,
}

impl Computed<'_> {
    /// Lines for a terminal.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn text(value: &Value) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/effect.txt");
        fill("evidence/effect.txt", source, &[], &json!({ "r": value }))
    }

    /// Every number; what does not exist is null.
    ///
    /// # Errors
    /// When a translation has no sense, such as growth of zero.
    pub fn json(&self, set: &RuleSet) -> Result<Value, EffectError> {
        let effect = &self.effect;
        let (group, id) = match effect.meaning {
            Meaning::Effect => ("meanings", "effect"),
            Meaning::Description => ("meanings", "description"),
        };
        let interval = effect.variance.map(|variance| {
            let effect = effect.g;
            interval_of(&Row { effect, variance }, self.level)
        });
        let more = self.more.iter().map(|(id, value)| {
            let words = words("more", id);
            json!({ "id": id, "words": words, "value": value })
        });
        let translations = self.translations(set)?;
        Ok(json!({
            "g": effect.g,
            "d": effect.d,
            "se": effect.standard_error(),
            "variance": effect.variance,
            "ci.lb": interval.map(|i| i.low),
            "ci.ub": interval.map(|i| i.high),
            "level": self.level,
            "percent": ((self.level * 1e6).round() / 1e4).to_string(),
            "df": effect.df,
            "reversed": self.reversed,
            "meaning": said(group, id),
            "caveats": effect.caveats.iter().map(|c| said("caveats", caveat(*c))).collect::<Value>(),
            "more": more.collect::<Value>(),
            "no_translation": translations.is_empty().then(|| words("translations", "none")),
            "translations": translations,
            "formula": words("formulas", self.formula),
            "source": words("sources", self.formula),
        }))
    }

    /// The effect in other words; a change without a comparison is not put into them.
    fn translations(&self, set: &RuleSet) -> Result<Vec<Value>, EffectError> {
        let g = self.effect.g;
        if self.effect.meaning == Meaning::Description {
            return Ok(Vec::new());
        }
        let one = |id: &str, translation: Translation, source: Option<String>| {
            json!({
                "id": id,
                "words": words("translations", id),
                "value": translation.value,
                "caution": translation.caution(),
                "source": source,
            })
        };
        let mut all = vec![one("improvement_index", lay::improvement_index(g)?, None)];
        if let Some(scale) = set.known_scale(KnownScale::Months) {
            let steps: Vec<f64> = scale.steps.iter().map(|step| step.as_f64()).collect();
            let titles = scale.prose.sources.iter().filter_map(|id| set.sources.get(id));
            let titles: Vec<String> = titles.map(|source| source.title.clone()).collect();
            let source = (!titles.is_empty()).then(|| titles.join("; "));
            all.push(one(&scale.name, lay::months(g, &steps)?, source));
        }
        if let Some(growth) = self.growth_per_year {
            all.push(one("percent_of_year", lay::percent_of_year(g, growth)?, None));
        }
        Ok(all)
    }
}

/// An effect, and where it is known its standard error, as bounds.
#[derive(Clone, Copy, Debug)]
pub struct Bounded<'a> {
    /// The formula, by its id in the words.
    pub formula: &'a str,
    /// The effect.
    pub effect: Interval,
    /// Its standard error.
    pub error: Option<Interval>,
}

impl Bounded<'_> {
    /// Lines for a terminal.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn text(value: &Value) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/bounds.txt");
        fill("evidence/bounds.txt", source, &[], &json!({ "r": value }))
    }

    /// Both ends; an open end, and what is not known, is null.
    #[must_use]
    pub fn json(&self) -> Value {
        let end = |number: f64| number.is_finite().then_some(number);
        json!({
            "g.lb": end(self.effect.low),
            "g.ub": end(self.effect.high),
            "se.lb": self.error.and_then(|e| end(e.low)),
            "se.ub": self.error.and_then(|e| end(e.high)),
            "has_error": self.error.is_some(),
            "caution": words("translations", "bounds"),
            "formula": words("formulas", self.formula),
            "source": words("sources", self.formula),
        })
    }
}

fn caveat(caveat: Caveat) -> &'static str {
    match caveat {
        Caveat::Continuity => "continuity",
        Caveat::UnadjustedVariance => "unadjusted-variance",
        Caveat::NormalScores => "normal-scores",
        Caveat::NoVariance => "no-variance",
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::has;
    use super::*;

    #[test]
    fn every_formula_and_caveat_has_words() {
        for id in [
            "means",
            "proportions-cox",
            "proportions-logistic",
            "regression",
            "t",
            "f",
            "p",
            "clusters",
            "gain",
            "percentiles",
            "growth",
            "growth-known-scale",
            "shares",
            "percentile",
            "scale-points",
            "months",
            "error-interval",
            "error-p",
        ] {
            assert!(has("formulas", id) && has("sources", id), "{id}");
        }
        for kind in [
            Caveat::Continuity,
            Caveat::UnadjustedVariance,
            Caveat::NormalScores,
            Caveat::NoVariance,
        ] {
            assert!(has("caveats", caveat(kind)));
        }
    }
}
