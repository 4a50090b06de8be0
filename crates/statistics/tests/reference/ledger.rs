//! Compares numbers and keeps count.

use std::collections::BTreeMap;

use cleardeck_statistics::{Pooled, Robust};
use serde_json::Value;

/// Relative difference allowed against metafor run to the end.
const TIGHT: f64 = 1e-8;
/// Relative difference allowed against metafor as it comes.
const REFERENCE: f64 = 1e-6;
/// Below this a number is zero.
const ZERO: f64 = 1e-11;

/// What was compared and what differed.
pub struct Ledger {
    pub compared: usize,
    pub of_reference: usize,
    pub wrong: Vec<String>,
    pub deviating: BTreeMap<String, (f64, String)>,
    pub worst: f64,
}

fn close(found: f64, wanted: f64, relative: f64) -> bool {
    found == wanted || (found - wanted).abs() <= relative * wanted.abs() + ZERO
}

/// A number or nothing; R writes what does not exist as `null` or `[]`.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::Array(cells) if cells.is_empty() => None,
        Value::Array(cells) if cells.len() == 1 => cells[0].as_f64(),
        other => Some(other.as_f64().unwrap_or_else(|| panic!("{other} is no number"))),
    }
}

impl Ledger {
    pub fn new() -> Self {
        Self {
            compared: 0,
            of_reference: 0,
            wrong: Vec::new(),
            deviating: BTreeMap::new(),
            worst: 0.0,
        }
    }

    pub fn check(&mut self, family: &str, field: &str, found: Option<f64>, reference: Option<&Value>, tight: &Value) {
        let wanted = number(tight);
        match (found, wanted) {
            (None, None) => self.compared += 1,
            (Some(found), Some(wanted)) => {
                self.compared += 1;
                if wanted.abs() > 1e-9 {
                    self.worst = self.worst.max((found / wanted - 1.0).abs());
                }
                if !close(found, wanted, TIGHT) {
                    self.wrong.push(format!(
                        "{family} {field}: {found:.12e}, metafor run to the end {wanted:.12e}"
                    ));
                }
            }
            _ => self
                .wrong
                .push(format!("{family} {field}: {found:?}, metafor {wanted:?}")),
        }
        let Some(reference) = reference else { return };
        match (found, number(reference)) {
            (None, None) => self.compared += 1,
            (Some(found), Some(wanted)) => {
                self.compared += 1;
                self.of_reference += 1;
                if !close(found, wanted, REFERENCE) {
                    let exact = number(tight).unwrap_or(f64::NAN);
                    let difference = (exact - wanted).abs() / wanted.abs().max(exact.abs());
                    let entry = self.deviating.entry(family.to_owned()).or_insert((0.0, String::new()));
                    if difference > entry.0 {
                        *entry = (difference, field.to_owned());
                    }
                }
            }
            (found, wanted) => self
                .wrong
                .push(format!("{family} {field}: {found:?}, reference {wanted:?}")),
        }
    }

    pub fn pooled(&mut self, family: &str, pooled: &Pooled, reference: Option<&Value>, tight: &Value) {
        let fields = [
            ("k", Some(pooled.k as f64)),
            ("estimate", Some(pooled.estimate)),
            ("se", Some(pooled.se)),
            ("zval", Some(pooled.statistic)),
            ("pval", Some(pooled.p)),
            ("ci.lb", Some(pooled.ci.low)),
            ("ci.ub", Some(pooled.ci.high)),
            ("ddf", pooled.df),
            ("tau2", Some(pooled.tau2)),
            ("se.tau2", pooled.tau2_se),
            ("I2", Some(pooled.i2)),
            ("H2", Some(pooled.h2)),
            ("Q", Some(pooled.q)),
            ("Q.df", Some(pooled.q_df as f64)),
            ("Q.pval", Some(pooled.q_p)),
            ("pi.lb", pooled.prediction.map(|p| p.low)),
            ("pi.ub", pooled.prediction.map(|p| p.high)),
            ("s2w", Some(pooled.multiplier)),
        ];
        for (field, found) in fields {
            self.check(family, field, found, reference.map(|r| &r[field]), &tight[field]);
        }
        let ends = [("low", 0), ("high", 1)];
        let interval = tight["tau2.ci"].as_array();
        assert_eq!(interval.is_some(), pooled.tau2_ci.is_some(), "{family}");
        for (name, end) in ends {
            let Some(ci) = pooled.tau2_ci else { break };
            let found = if end == 0 { ci.low } else { ci.high };
            let old = reference.and_then(|r| r["tau2.ci"].get(end));
            let place = family.rsplit_once(' ').map_or(family, |(place, _)| place);
            self.check(
                &format!("{place} tau2.ci {name}"),
                "",
                Some(found),
                old,
                &tight["tau2.ci"][end],
            );
        }
    }

    pub fn list(&mut self, family: &str, found: &[f64], tight: &Value) {
        let wanted = tight.as_array().cloned().unwrap_or_else(|| vec![tight.clone()]);
        assert_eq!(found.len(), wanted.len(), "{family}");
        for (found, wanted) in found.iter().zip(&wanted) {
            self.check(family, "", Some(*found), None, wanted);
        }
    }

    pub fn robust(&mut self, family: &str, found: &Robust, reference: Option<&Value>, tight: &Value) {
        let fields = [
            ("estimate", found.mean.estimate),
            ("se", found.mean.se),
            ("tval", found.mean.statistic),
            ("df", found.df),
            ("pval", found.mean.p),
        ];
        for (field, found) in fields {
            self.check(family, field, Some(found), reference.map(|r| &r[field]), &tight[field]);
        }
    }
}
