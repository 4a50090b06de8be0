//! Every number of metafor, asked of the command line; the comparison is the one of `crates/statistics`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../../crates/statistics/tests/reference/answers.rs"]
mod answers;
#[path = "../../crates/statistics/tests/reference/deviations.rs"]
mod deviations;
#[path = "../../crates/statistics/tests/reference/ledger.rs"]
mod ledger;
#[path = "../../crates/statistics/tests/reference/metafor.rs"]
mod metafor;

use crate::common;

use std::collections::HashMap;

use answers::Answers;
use cleardeck_statistics::{
    Coefficient, Correction, Egger, Estimator, Filled, Interval, LEVEL, Levels, Multilevel, Pooled, Regression, Robust,
    Shrunk, Side, Test,
};
use metafor::{Set, compare};
use serde_json::Value;

/// Runs `evidence pool` and keeps what it printed.
#[derive(Default)]
struct Command {
    kept: HashMap<String, Value>,
    runs: usize,
}

impl Command {
    fn ask(&mut self, set: &Set, more: &[(&str, Vec<String>)], options: &[&str]) -> &Value {
        let mut table = String::from("effect of it,squared error");
        for (name, _) in more {
            table.push_str(&format!(",{name}"));
        }
        for (n, row) in set.rows.iter().enumerate() {
            table.push_str(&format!("\n{:?},{:?}", row.effect, row.variance));
            for (_, cells) in more {
                table.push_str(&format!(",{}", cells[n]));
            }
        }
        let key = format!("{options:?} {table}");
        if !self.kept.contains_key(&key) {
            let effect = ["evidence", "pool", "-", "--format", "json"];
            // one argument holds a space
            let named = ["--effect", "effect of it", "--variance", "squared error"];
            let arguments: Vec<&str> = effect.into_iter().chain(named).chain(options.iter().copied()).collect();
            let (code, out, err) = common::run(&arguments, &table);
            assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
            self.kept.insert(key.clone(), serde_json::from_str(&out).unwrap());
            self.runs += 1;
        }
        &self.kept[&key]
    }

    fn small(&mut self, set: &Set) -> &Value {
        self.ask(
            set,
            &[],
            &["--method", "reml", "--test", "z", "--leave-one-out", "--bias"],
        )
    }

    fn over_districts(&mut self, set: &Set) -> &Value {
        let more = [("district", set.columns["district"].clone())];
        self.ask(
            set,
            &more,
            &["--cluster", "district", "--robust", "CR1,CR2", "--test", "z"],
        )
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn pair(value: &Value) -> Interval {
    Interval {
        low: number(&value[0]),
        high: number(&value[1]),
    }
}

fn between(value: &Value, low: &str, high: &str) -> Interval {
    Interval {
        low: number(&value[low]),
        high: number(&value[high]),
    }
}

fn some(value: &Value) -> Option<f64> {
    assert!(value.is_null() || value.is_number(), "{value}");
    value.as_f64()
}

fn pooled(value: &Value, weights: Vec<f64>) -> Pooled {
    let count = |name: &str| value[name].as_u64().unwrap_or_default() as usize;
    Pooled {
        estimator: Estimator::parse(value["method"].as_str().unwrap_or("REML")).unwrap(),
        test: Test::parse(value["test"].as_str().unwrap_or("z")).unwrap(),
        level: LEVEL,
        k: count("k"),
        estimate: number(&value["estimate"]),
        se: number(&value["se"]),
        statistic: number(&value["zval"]),
        p: number(&value["pval"]),
        ci: between(value, "ci.lb", "ci.ub"),
        df: some(&value["ddf"]),
        tau2: number(&value["tau2"]),
        tau2_se: some(&value["se.tau2"]),
        tau2_ci: value["tau2.ci"].is_array().then(|| pair(&value["tau2.ci"])),
        i2: number(&value["I2"]),
        h2: number(&value["H2"]),
        q: number(&value["Q"]),
        q_df: count("Q.df"),
        q_p: number(&value["Q.pval"]),
        prediction: value["pi.lb"].is_number().then(|| between(value, "pi.lb", "pi.ub")),
        multiplier: number(&value["s2w"]),
        weights,
        notes: Vec::new(),
    }
}

fn coefficient(value: &Value, n: usize) -> Coefficient {
    let at = |name: &str| number(&value[name][n]);
    Coefficient {
        estimate: at("estimate"),
        se: at("se"),
        statistic: at("zval"),
        p: at("pval"),
        ci: Interval {
            low: at("ci.lb"),
            high: at("ci.ub"),
        },
    }
}

fn egger(value: &Value, statistic: &str, df: &str) -> Egger {
    let nothing = Interval { low: 0.0, high: 0.0 };
    let slope = Coefficient {
        estimate: number(&value["slope"]),
        se: number(&value["slope.se"]),
        statistic: number(&value[statistic]),
        p: number(&value["pval"]),
        ci: nothing,
    };
    Egger {
        slope,
        limit: slope,
        df: some(&value[df]),
    }
}

impl Answers for Command {
    fn pool(&mut self, set: &Set, estimator: Estimator, test: Test) -> Pooled {
        let label = format!("{}.{}", estimator.name(), test.name());
        let one = self.ask(set, &[], &["--compare"])["fits"][&label].clone();
        if estimator == Estimator::Reml {
            // by itself it says the same, and the rows too
            let own = self.ask(set, &[], &["--method", estimator.name(), "--test", test.name()]);
            assert!(
                one.as_object().unwrap().iter().all(|(name, value)| own[name] == *value),
                "{label}"
            );
            let weights = own["rows"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| number(&row["weight"]) / 100.0);
            return pooled(&one, weights.collect());
        }
        pooled(&one, Vec::new())
    }

    fn shrink(&mut self, set: &Set, pooled: &Pooled) -> Vec<Shrunk> {
        let own = self.ask(
            set,
            &[],
            &["--method", pooled.estimator.name(), "--test", pooled.test.name()],
        );
        let rows = own["rows"].as_array().unwrap().iter();
        rows.map(|row| Shrunk {
            estimate: number(&row["blup"]),
            se: number(&row["blup.se"]),
            interval: between(row, "blup.lb", "blup.ub"),
            pull: f64::NAN,
        })
        .collect()
    }

    fn leave_one_out(&mut self, set: &Set) -> Vec<Pooled> {
        let left = self.small(set)["leave1out"].as_array().unwrap();
        left.iter().map(|fit| pooled(fit, Vec::new())).collect()
    }

    fn egger_mixed(&mut self, set: &Set) -> Egger {
        egger(&self.small(set)["egger.mixed"], "zval", "ddf")
    }

    fn egger_classical(&mut self, set: &Set) -> Egger {
        egger(&self.small(set)["egger.lm"], "tval", "dfs")
    }

    fn trim_and_fill(&mut self, set: &Set) -> Filled {
        let found = &self.small(set)["trimfill"];
        Filled {
            missing: found["k0"].as_u64().unwrap() as usize,
            side: if found["side"] == "left" {
                Side::Left
            } else {
                Side::Right
            },
            pooled: pooled(found, Vec::new()),
        }
    }

    fn regress(&mut self, set: &Set, column: Vec<f64>, test: Test) -> Regression {
        let cells = column.iter().map(|x| format!("{x:?}")).collect();
        let fit = &self.ask(set, &[("x", cells)], &["--by", "x", "--test", test.name()])["moderators"]["x"];
        Regression {
            intercept: coefficient(fit, 0),
            slopes: vec![coefficient(fit, 1)],
            df: some(&fit["ddf"]),
            tau2: number(&fit["tau2"]),
            tau2_se: some(&fit["se.tau2"]),
            i2: number(&fit["I2"]),
            r2: some(&fit["R2"]),
            residual_q: number(&fit["QE"]),
            residual_q_p: number(&fit["QEp"]),
            moderators_q: number(&fit["QM"]),
            moderators_p: number(&fit["QMp"]),
            multiplier: number(&fit["s2w"]),
            notes: Vec::new(),
        }
    }

    fn groups(&mut self, set: &Set, levels: Levels) -> Multilevel {
        let (name, three) = match levels {
            Levels::GroupsAndRows => ("three.level", true),
            Levels::Groups => ("two.level", false),
        };
        let fit = &self.over_districts(set)[name];
        let (sigma2, groups) = (&fit["sigma2"], &fit["s.nlevels"]);
        Multilevel {
            k: fit["k"].as_u64().unwrap() as usize,
            groups: if three { &groups[0] } else { groups }.as_u64().unwrap() as usize,
            estimate: number(&fit["estimate"]),
            se: number(&fit["se"]),
            statistic: number(&fit["zval"]),
            p: number(&fit["pval"]),
            ci: pair(&fit["ci"]),
            between: number(if three { &sigma2[0] } else { sigma2 }),
            within: if three { number(&sigma2[1]) } else { 0.0 },
            q: number(&fit["Q"]),
            q_p: number(&fit["Qp"]),
            log_likelihood: number(&fit["logLik"]),
            prediction: pair(&fit["pi"]),
            notes: Vec::new(),
        }
    }

    fn robust(&mut self, set: &Set, correction: Correction, levels: bool) -> Robust {
        let name = match correction {
            Correction::Cr1 => "CR1",
            Correction::Cr2 => "CR2",
        };
        let model = if levels { "three.level" } else { "plain" };
        let fit = &self.over_districts(set)[format!("{model}.robust.{name}")];
        Robust {
            mean: Coefficient {
                estimate: number(&fit["estimate"]),
                se: number(&fit["se"]),
                statistic: number(&fit["tval"]),
                p: number(&fit["pval"]),
                ci: pair(&fit["ci"]),
            },
            df: number(&fit["df"]),
        }
    }
}

#[test]
fn the_command_prints_every_number_of_metafor() {
    let mut command = Command::default();
    compare(&mut command);
    println!("{} runs of the command", command.runs);
    assert!(command.runs > 60, "{}", command.runs);
}
