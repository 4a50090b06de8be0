//! A pooled table as JSON, with the names that metafor uses, as text, markdown and a forest plot.

use serde_json::{Map, Value, json};

use super::notes::Notes;
use super::words::words;
use crate::evidence::pooling::{Bias, Grouped, NotRobust, Pooling, Request};
use crate::report::RenderError;
use crate::report::fill::fill;
use crate::report::forest::Forest;
use crate::report::markdown::SAID;
use crate::statistics::{
    Coefficient, Correction, Egger, Filled, Interval, Multilevel, PoolError, Pooled, Regression, Robust, Row, Side,
    interval_of,
};

/// What was asked of a table, and the answers.
#[derive(Clone, Debug)]
pub struct Pool<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// What each row is called; empty, or as long as the rows.
    pub labels: &'a [String],
    /// The effects.
    pub rows: &'a [Row],
    /// What was asked.
    pub request: &'a Request,
    /// The column of the groups.
    pub cluster: Option<&'a str>,
    /// The columns of the moderators.
    pub moderators: &'a [String],
    /// The answers.
    pub answers: &'a Pooling,
}

impl Pool<'_> {
    /// The forest plot.
    #[must_use]
    pub fn forest(&self) -> Forest {
        Forest::of(self.file, self.labels, self.rows, &self.answers.pooled)
    }

    /// Lines for a terminal.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn text(&self) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/pool.txt");
        fill("evidence/pool.txt", source, &[SAID], &self.page(100)?)
    }

    /// Markdown.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn markdown(&self) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/pool.md");
        fill("evidence/pool.md", source, &[SAID], &self.page(96)?)
    }

    fn page(&self, width: usize) -> Result<Value, RenderError> {
        Ok(json!({ "r": self.json(), "forest": self.forest().text(width)? }))
    }

    /// Every number and note. What does not exist is null.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut notes = Notes::default();
        let Self { request, answers, .. } = self;
        let pooled = &answers.pooled;
        let mut out = fit(pooled);
        notes.of_fit(pooled);
        let rows = self.each_row(&mut notes);
        let grouped = answers.grouped.as_ref();
        if grouped.is_some_and(|g| g.groups < pooled.k) {
            notes.add("fit", "rows-share-groups");
        }
        let left = answers.left.as_ref().map(|left| notes.tell("leave1out", left));
        let left = left.flatten().map(|fits| {
            let each = fits.iter().enumerate().map(|(n, fit)| self.without(n, fit));
            each.collect::<Value>()
        });
        let moderators = answers.moderators.as_ref().map(|fit| self.moderated(fit, &mut notes));
        let every = answers.every.as_ref().map(|fits| {
            let each = fits.iter().map(|one| {
                let label = format!("{}.{}", one.estimator.name(), one.test.name());
                let told = notes.tell_as("fits", &label, &one.pooled);
                (label, told.map_or(Value::Null, |pooled| Value::Object(fit(pooled))))
            });
            Value::Object(each.collect())
        });
        groups(&mut out, grouped, self.cluster.unwrap_or_default(), &mut notes);
        bias(&mut out, answers.bias.as_ref(), pooled.k, &mut notes);
        let unknown: &[&str] = if pooled.k == 1 { &OF_ONE_ROW } else { &[] };
        for (name, value) in [
            ("file", json!(self.file)),
            ("level", json!(request.level)),
            (
                "words",
                json!({
                    "method": words("methods", request.estimator.name()),
                    "test": words("tests", request.test.name()),
                "percent": ((request.level * 1e6).round() / 1e4).to_string(),
                }),
            ),
            ("cluster", json!(self.cluster)),
            ("rows", rows),
            ("leave1out", json!(left)),
            ("moderators", json!(moderators)),
            ("fits", json!(every)),
            ("not.known", json!(unknown)),
            ("notes", notes.list.into()),
        ] {
            out.insert(name.to_owned(), value);
        }
        Value::Object(out)
    }

    fn label(&self, n: usize) -> String {
        let own = self.labels.get(n).filter(|label| !label.is_empty());
        own.cloned().unwrap_or_else(|| (n + 1).to_string())
    }

    fn each_row(&self, notes: &mut Notes) -> Value {
        let pooled = &self.answers.pooled;
        let shrunk = notes.tell("rows", &self.answers.shrunk);
        let each = self.rows.iter().enumerate().map(|(n, row)| {
            let own = interval_of(row, pooled.level);
            let shrunk = shrunk.and_then(|all| all.get(n));
            json!({
                "label": self.label(n),
                "yi": row.effect,
                "vi": row.variance,
                "ci.lb": own.low,
                "ci.ub": own.high,
                "weight": pooled.weights.get(n).map(|w| 100.0 * w),
                "blup": shrunk.map(|s| s.estimate),
                "blup.se": shrunk.map(|s| s.se),
                "blup.lb": shrunk.map(|s| s.interval.low),
                "blup.ub": shrunk.map(|s| s.interval.high),
            })
        });
        each.collect()
    }

    fn without(&self, n: usize, fit: &Pooled) -> Value {
        json!({
            "without": self.label(n),
            "estimate": fit.estimate,
            "se": fit.se,
            "zval": fit.statistic,
            "pval": fit.p,
            "ci.lb": fit.ci.low,
            "ci.ub": fit.ci.high,
            "tau2": fit.tau2,
            "I2": fit.i2,
            "Q": fit.q,
        })
    }

    fn moderated(&self, fit: &Result<Regression, PoolError>, notes: &mut Notes) -> Value {
        let label = self.moderators.join(" + ");
        let Some(fit) = notes.tell("moderators", fit) else {
            return json!({ label: null });
        };
        notes.of("moderators", &fit.notes);
        if fit.r2.is_none() {
            notes.add("moderators", "no-tau2-to-explain");
        }
        if self.rows.len() < 10 * self.moderators.len() {
            notes.add("moderators", "many-moderators");
        }
        let all: Vec<&Coefficient> = std::iter::once(&fit.intercept).chain(&fit.slopes).collect();
        let names = std::iter::once("intrcpt".to_owned()).chain(self.moderators.iter().cloned());
        let terms: Vec<String> = names.collect();
        let list = |read: fn(&Coefficient) -> f64| all.iter().map(|c| read(c)).collect::<Vec<f64>>();
        let coef: Map<String, Value> = terms
            .iter()
            .cloned()
            .zip(all.iter().map(|c| json!(c.estimate)))
            .collect();
        json!({ label.clone(): {
            "formula": format!("~{label}"),
            "method": self.request.estimator.name(),
            "test": self.request.test.name(),
            "terms": terms,
            "coef": coef,
            "estimate": list(|c| c.estimate),
            "se": list(|c| c.se),
            "zval": list(|c| c.statistic),
            "pval": list(|c| c.p),
            "ci.lb": list(|c| c.ci.low),
            "ci.ub": list(|c| c.ci.high),
            "ddf": fit.df,
            "tau2": fit.tau2,
            "se.tau2": fit.tau2_se,
            "I2": fit.i2,
            "R2": fit.r2,
            "QE": fit.residual_q,
            "QEp": fit.residual_q_p,
            "QM": fit.moderators_q,
            "QMp": fit.moderators_p,
            "s2w": fit.multiplier,
        }})
    }
}

/// What convention writes for one row although nothing is known of it.
const OF_ONE_ROW: [&str; 10] = [
    "tau2", "se.tau2", "tau2.ci", "I2", "H2", "Q", "Q.df", "Q.pval", "pi.lb", "pi.ub",
];

fn fit(pooled: &Pooled) -> Map<String, Value> {
    let value = json!({
        "method": pooled.estimator.name(),
        "test": pooled.test.name(),
        "k": pooled.k,
        "estimate": pooled.estimate,
        "se": pooled.se,
        "zval": pooled.statistic,
        "pval": pooled.p,
        "ci.lb": pooled.ci.low,
        "ci.ub": pooled.ci.high,
        "ddf": pooled.df,
        "tau2": pooled.tau2,
        "se.tau2": pooled.tau2_se,
        "tau2.ci": pooled.tau2_ci.map(ends),
        "I2": pooled.i2,
        "H2": pooled.h2,
        "Q": pooled.q,
        "Q.df": pooled.q_df,
        "Q.pval": pooled.q_p,
        "pi.lb": pooled.prediction.map(|p| p.low),
        "pi.ub": pooled.prediction.map(|p| p.high),
        "s2w": pooled.multiplier,
    });
    value.as_object().cloned().unwrap_or_default()
}

fn ends(interval: Interval) -> Value {
    json!([interval.low, interval.high])
}

fn groups(out: &mut Map<String, Value>, grouped: Option<&Grouped>, cluster: &str, notes: &mut Notes) {
    let level = |fit: &Multilevel, sigma2: Value, names: Value, levels: Value| {
        json!({
            "k": fit.k,
            "estimate": fit.estimate,
            "se": fit.se,
            "zval": fit.statistic,
            "pval": fit.p,
            "ci": ends(fit.ci),
            "sigma2": sigma2,
            "s.names": names,
            "s.nlevels": levels,
            "Q": fit.q,
            "Qp": fit.q_p,
            "logLik": fit.log_likelihood,
            "pi": ends(fit.prediction),
        })
    };
    let rows = format!("{cluster}/row");
    let three = grouped.and_then(|g| notes.tell("three.level", &g.three)).map(|fit| {
        notes.of("three.level", &fit.notes);
        notes.add("three.level", "normal-intervals");
        let sigma2 = json!([fit.between, fit.within]);
        level(fit, sigma2, json!([cluster, rows]), json!([fit.groups, fit.k]))
    });
    let two = grouped.and_then(|g| notes.tell("two.level", &g.two));
    let two = two.map(|fit| level(fit, json!(fit.between), json!(cluster), json!(fit.groups)));
    out.insert("three.level".to_owned(), json!(three));
    out.insert("two.level".to_owned(), json!(two));
    for correction in [Correction::Cr1, Correction::Cr2] {
        let name = correction_name(correction);
        let asked = grouped.and_then(|g| g.robust.iter().find(|r| r.correction == correction));
        for (model, found) in [
            ("three.level", asked.map(|r| &r.three)),
            ("plain", asked.map(|r| &r.plain)),
        ] {
            let part = format!("{model}.robust.{name}");
            let told = found.and_then(|found| match found {
                Ok(fit) => Some(robust(fit, &part, notes)),
                Err(NotRobust::Statistics(error)) => {
                    notes.missing(&part, error);
                    None
                }
                Err(NotRobust::GroupTooLarge) => {
                    notes.push(&part, "group-too-large", words("missing", "group-too-large"));
                    None
                }
            });
            out.insert(part, json!(told));
        }
    }
}

fn correction_name(correction: Correction) -> &'static str {
    match correction {
        Correction::Cr1 => "CR1",
        Correction::Cr2 => "CR2",
    }
}

fn robust(fit: &Robust, part: &str, notes: &mut Notes) -> Value {
    if fit.df < 4.0 {
        notes.add(part, "few-df");
    }
    json!({
        "estimate": fit.mean.estimate,
        "se": fit.mean.se,
        "tval": fit.mean.statistic,
        "df": fit.df,
        "pval": fit.mean.p,
        "ci": ends(fit.mean.ci),
    })
}

fn bias(out: &mut Map<String, Value>, bias: Option<&Bias>, k: usize, notes: &mut Notes) {
    let egger = |fit: &Egger, statistic: &str, df: &str| {
        json!({
            statistic: fit.slope.statistic,
            "pval": fit.slope.p,
            df: fit.df,
            "slope": fit.slope.estimate,
            "slope.se": fit.slope.se,
            "limit": fit.limit.estimate,
            "limit.lb": fit.limit.ci.low,
            "limit.ub": fit.limit.ci.high,
        })
    };
    let mixed = bias.and_then(|b| notes.tell("egger.mixed", &b.mixed));
    let mixed = mixed.map(|fit| egger(fit, "zval", "ddf"));
    let classical = bias.and_then(|b| notes.tell("egger.lm", &b.classical));
    let classical = classical.map(|fit| egger(fit, "tval", "dfs"));
    let filled = bias.and_then(|b| notes.tell("trimfill", &b.filled)).map(trimmed);
    if filled.is_some() {
        notes.add("trimfill", "bias-is-no-proof");
        if k < 10 {
            notes.add("trimfill", "bias-needs-ten");
        }
    }
    out.insert("egger.mixed".to_owned(), json!(mixed));
    out.insert("egger.lm".to_owned(), json!(classical));
    out.insert("trimfill".to_owned(), json!(filled));
}

fn trimmed(filled: &Filled) -> Value {
    let side = match filled.side {
        Side::Left => "left",
        Side::Right => "right",
    };
    json!({
        "k0": filled.missing,
        "side": side,
        "words": words("sides", side),
        "estimate": filled.pooled.estimate,
        "se": filled.pooled.se,
        "ci.lb": filled.pooled.ci.low,
        "ci.ub": filled.pooled.ci.high,
    })
}
