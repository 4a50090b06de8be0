//! Every number of metafor 3.8-1, twice.
//!
//! `reference.json` holds metafor's default, which stops its iterations early; `tight.json` holds the same fits of
//! the same metafor with the iterations run to the end (`tight.R`); for the two multilevel models, where metafor's
//! optimisers cannot go further, `multilevel.json` holds a solution of 40 digits (`multilevel.py`). Every number must agree with those. It
//! must also agree with `reference.json`, or belong to one of the [`DEVIATIONS`], listed by name with the
//! difference that was measured between the two runs of metafor.

use std::collections::BTreeMap;

use super::answers::Answers;
use super::deviations::DEVIATIONS;
use super::ledger::Ledger;
use cleardeck_statistics::{Correction, Estimator, Levels, Row, Side, Test};
use serde_json::Value;

/// The texts of the reference; read when the test is built, since whoever asks a command for the same numbers builds
/// this file too, from another folder.
macro_rules! texts {
    ($folder:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../data/meta/", $folder, $name)))),*]
    };
}
const TABLES: &[(&str, &str)] = texts!("csv/":
    "bcg.csv" "konstantopoulos2011.csv" "raudenbush1985.csv" "edge_heterogeneous.csv" "edge_homogeneous.csv"
    "edge_one_study.csv" "edge_two_disagree.csv");
const NUMBERS: &[(&str, &str)] = texts!("": "reference.json" "tight.json" "multilevel.json");

fn text(of: &[(&str, &'static str)], wanted: &str) -> &'static str {
    of.iter().find(|(name, _)| *name == wanted).unwrap().1
}

fn json(name: &str) -> Value {
    serde_json::from_str(text(NUMBERS, name)).unwrap()
}

pub struct Set {
    pub name: String,
    pub rows: Vec<Row>,
    pub columns: BTreeMap<String, Vec<String>>,
}

impl Set {
    fn read(name: &str) -> Self {
        let text = text(TABLES, &format!("{name}.csv"));
        // no cell holds a comma
        let mut lines = text
            .lines()
            .map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()));
        let headers: Vec<String> = lines.next().unwrap().collect();
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines {
            for (header, cell) in headers.iter().zip(line) {
                columns.entry(header.clone()).or_default().push(cell);
            }
        }
        let mut set = Self {
            name: name.to_owned(),
            rows: Vec::new(),
            columns,
        };
        let pairs = set.column("yi").into_iter().zip(set.column("vi"));
        set.rows = pairs.map(|(effect, variance)| Row { effect, variance }).collect();
        set
    }

    fn column(&self, name: &str) -> Vec<f64> {
        self.columns[name].iter().map(|cell| cell.parse().unwrap()).collect()
    }

    pub fn districts(&self) -> Vec<usize> {
        self.columns["district"]
            .iter()
            .map(|cell| cell.parse().unwrap())
            .collect()
    }
}

/// Asks for every number of the reference.
pub fn compare(by: &mut impl Answers) {
    let (reference, mut tight) = (json("reference.json"), json("tight.json"));
    for (label, exact) in json("multilevel.json").as_object().unwrap() {
        for (field, value) in exact.as_object().unwrap() {
            tight["konstantopoulos2011"][label][field] = value.clone();
        }
    }
    let mut ledger = Ledger::new();
    for (name, old) in reference["results"].as_object().unwrap() {
        let (set, new) = (Set::read(name), &tight[name]);
        fits(&mut ledger, by, &set, old, new);
        if set.rows.len() > 2 {
            small_studies(&mut ledger, by, &set, &old["fits"], new);
        }
        if let Some(models) = old["moderators"].as_object() {
            for (label, old) in models {
                moderators(&mut ledger, by, label, &set, old, &new["moderators"][label]);
            }
        }
    }
    let name = "konstantopoulos2011";
    groups(
        &mut ledger,
        by,
        &Set::read(name),
        &reference["results"][name],
        &tight[name],
    );
    assert_eq!(ledger.of_reference, numbers(&reference["results"]));
    judge(&ledger);
}

/// The numbers of the reference that are compared; counts of rows and levels are asserted apart.
fn numbers(value: &Value) -> usize {
    match value {
        Value::Number(_) => 1,
        Value::Array(cells) => cells.iter().map(numbers).sum(),
        Value::Object(cells) => {
            let apart = |label: &str| ["k.rows", "k.used", "s.nlevels"].contains(&label) || label.starts_with("DLIT");
            let cells = cells
                .iter()
                .filter(|(label, cell)| !(apart(label) || *label == "k" && is_district(cells, cell)));
            cells.map(|(_, cell)| numbers(cell)).sum()
        }
        _ => 0,
    }
}

fn is_district(cells: &serde_json::Map<String, Value>, count: &Value) -> bool {
    count.is_number() && cells.contains_key("DL.z")
}

fn judge(ledger: &Ledger) {
    assert!(ledger.wrong.is_empty(), "{:#?}", ledger.wrong);
    assert!(ledger.compared > 11_000, "{}", ledger.compared);
    println!(
        "{} numbers, worst relative difference to metafor run to the end {:e}",
        ledger.compared, ledger.worst
    );
    let mut unlisted = Vec::new();
    for (family, (difference, field)) in &ledger.deviating {
        let listed = DEVIATIONS.iter().find(|(listed, ..)| listed == family);
        if !listed.is_some_and(|(_, most, _)| difference <= most) {
            unlisted.push(format!("{family}: {difference:.2e} in {field}"));
        }
    }
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    for (family, ..) in DEVIATIONS {
        assert!(
            ledger.deviating.contains_key(*family),
            "{family} does not deviate any more"
        );
    }
}

fn fits(ledger: &mut Ledger, by: &mut impl Answers, set: &Set, old: &Value, new: &Value) {
    let name = &set.name;
    for (label, tight) in new["fits"].as_object().unwrap() {
        let (estimator, test) = label.split_once('.').unwrap();
        let estimator = Estimator::parse(estimator).unwrap();
        let pooled = by.pool(set, estimator, Test::parse(test).unwrap());
        let old = old["fits"].get(label);
        assert!(old.is_some() || label == "EE.adhoc", "{name} {label}");
        ledger.pooled(&format!("{name} {}", estimator.name()), &pooled, old, tight);
        if let Some(wanted) = tight.get("blup") {
            let shrunk = by.shrink(set, &pooled);
            let estimates: Vec<f64> = shrunk.iter().map(|s| s.estimate).collect();
            let errors: Vec<f64> = shrunk.iter().map(|s| s.se).collect();
            let percent: Vec<f64> = pooled.weights.iter().map(|w| 100.0 * w).collect();
            ledger.list(&format!("{name} {label} blup"), &estimates, wanted);
            ledger.list(&format!("{name} {label} blup.se"), &errors, &tight["blup.se"]);
            ledger.list(&format!("{name} {label} weights"), &percent, &tight["weights"]);
        }
    }
    let known = old["fits"].as_object().unwrap().keys();
    for label in known.filter(|label| !label.starts_with("DLIT")) {
        let elsewhere = ["egger.mixed", "egger.lm", "trimfill", "leave1out.REML"].contains(&label.as_str());
        assert!(elsewhere || new["fits"].get(label).is_some(), "{name} {label}");
    }
}

fn small_studies(ledger: &mut Ledger, by: &mut impl Answers, set: &Set, old: &Value, new: &Value) {
    let name = &set.name;
    let family = |part: &str| format!("{name} {part}");
    let left = by.leave_one_out(set);
    assert_eq!(left.len(), old["leave1out.REML"].as_array().unwrap().len());
    for (n, fit) in left.iter().enumerate() {
        let (old, new) = (&old["leave1out.REML"][n], &new["leave1out.REML"][n]);
        for (field, found) in [
            ("estimate", fit.estimate),
            ("se", fit.se),
            ("tau2", fit.tau2),
            ("I2", fit.i2),
            ("Q", fit.q),
        ] {
            ledger.check(
                &family("leave1out.REML"),
                field,
                Some(found),
                Some(&old[field]),
                &new[field],
            );
        }
    }
    let mixed = by.egger_mixed(set);
    let (o, n) = (&old["egger.mixed"], &new["egger.mixed"]);
    ledger.check(
        &family("egger.mixed"),
        "zval",
        Some(mixed.slope.statistic),
        Some(&o["zval"]),
        &n["zval"],
    );
    ledger.check(
        &family("egger.mixed"),
        "pval",
        Some(mixed.slope.p),
        Some(&o["pval"]),
        &n["pval"],
    );
    let classical = by.egger_classical(set);
    let (o, n) = (&old["egger.lm"], &new["egger.lm"]);
    ledger.check(
        &family("egger.lm"),
        "tval",
        Some(classical.slope.statistic),
        Some(&o["tval"]),
        &n["tval"],
    );
    ledger.check(
        &family("egger.lm"),
        "pval",
        Some(classical.slope.p),
        Some(&o["pval"]),
        &n["pval"],
    );
    ledger.check(&family("egger.lm"), "dfs", classical.df, Some(&o["dfs"]), &n["dfs"]);
    let filled = by.trim_and_fill(set);
    let (o, n) = (&old["trimfill"], &new["trimfill"]);
    ledger.check(
        &family("trimfill"),
        "k0",
        Some(filled.missing as f64),
        Some(&o["k0"]),
        &n["k0"],
    );
    ledger.check(
        &family("trimfill"),
        "estimate",
        Some(filled.pooled.estimate),
        Some(&o["estimate"]),
        &n["estimate"],
    );
    ledger.check(
        &family("trimfill"),
        "se",
        Some(filled.pooled.se),
        Some(&o["se"]),
        &n["se"],
    );
    let side = if filled.side == Side::Left { "left" } else { "right" };
    assert_eq!(
        (Some(side), Some(side)),
        (o["side"].as_str(), n["side"].as_str()),
        "{name}"
    );
}

fn moderators(ledger: &mut Ledger, by: &mut impl Answers, label: &str, set: &Set, old: &Value, new: &Value) {
    let name = &set.name;
    let (term, column) = match label {
        "ablat" | "ablat.knha" => ("ablat", set.column("ablat")),
        "weeks" => ("weeks", set.column("weeks")),
        "weeks.capped3" => ("w3", set.column("weeks").into_iter().map(|w| w.min(3.0)).collect()),
        "year" => {
            let years = set.column("year");
            let mean = years.iter().sum::<f64>() / years.len() as f64;
            ("yr", years.into_iter().map(|year| year - mean).collect())
        }
        other => panic!("{other}"),
    };
    let test = Test::parse(old["test"].as_str().unwrap()).unwrap();
    let fit = by.regress(set, column, test);
    let slope = fit.slopes[0];
    let family = format!("{name} {label}");
    let (o, n) = (&old["coef"], &new["coef"]);
    ledger.check(
        &family,
        "intercept",
        Some(fit.intercept.estimate),
        Some(&o["intrcpt"]),
        &n[0],
    );
    ledger.check(&family, "slope", Some(slope.estimate), Some(&o[term]), &n[1]);
    ledger.check(
        &family,
        "se intercept",
        Some(fit.intercept.se),
        Some(&old["se"][0]),
        &new["se"][0],
    );
    ledger.check(&family, "se slope", Some(slope.se), Some(&old["se"][1]), &new["se"][1]);
    ledger.check(&family, "p intercept", Some(fit.intercept.p), None, &new["pval"][0]);
    ledger.check(&family, "p slope", Some(slope.p), None, &new["pval"][1]);
    for (field, found) in [
        ("tau2", Some(fit.tau2)),
        ("I2", Some(fit.i2)),
        ("R2", fit.r2),
        ("QE", Some(fit.residual_q)),
        ("QEp", Some(fit.residual_q_p)),
        ("QM", Some(fit.moderators_q)),
        ("QMp", Some(fit.moderators_p)),
    ] {
        ledger.check(&family, field, found, Some(&old[field]), &new[field]);
    }
}

fn groups(ledger: &mut Ledger, by: &mut impl Answers, set: &Set, old: &Value, new: &Value) {
    for (label, levels) in [
        ("three.level", Levels::GroupsAndRows),
        ("two.level.district.only", Levels::Groups),
    ] {
        let fit = by.groups(set, levels);
        let (o, n) = (&old[label], &new[label]);
        for (field, found) in [
            ("k", fit.k as f64),
            ("estimate", fit.estimate),
            ("se", fit.se),
            ("zval", fit.statistic),
            ("pval", fit.p),
            ("Q", fit.q),
            ("Qp", fit.q_p),
            ("logLik", fit.log_likelihood),
        ] {
            ledger.check(label, field, Some(found), Some(&o[field]), &n[field]);
        }
        let pairs = [
            ("ci", 0, fit.ci.low),
            ("ci", 1, fit.ci.high),
            ("pi", 0, fit.prediction.low),
            ("pi", 1, fit.prediction.high),
        ];
        for (field, end, found) in pairs {
            ledger.check(label, field, Some(found), Some(&o[field][end]), &n[field][end]);
        }
        if levels == Levels::GroupsAndRows {
            ledger.check(
                label,
                "between",
                Some(fit.between),
                Some(&o["sigma2"][0]),
                &n["sigma2"][0],
            );
            ledger.check(
                label,
                "within",
                Some(fit.within),
                Some(&o["sigma2"][1]),
                &n["sigma2"][1],
            );
            assert_eq!(o["s.nlevels"][0].as_u64(), Some(fit.groups as u64));
            for (part, correction) in [("CR1", Correction::Cr1), ("CR2", Correction::Cr2)] {
                let label = format!("three.level.robust.{part}");
                let found = by.robust(set, correction, true);
                ledger.robust(&label, &found, Some(&old[&label]), &new[&label]);
                let found = by.robust(set, correction, false);
                let label = format!("plain.robust.{part}");
                ledger.robust(&label, &found, None, &new[&label]);
            }
        } else {
            ledger.check(label, "between", Some(fit.between), Some(&o["sigma2"]), &n["sigma2"][0]);
        }
    }
    for (district, old) in old["per.district"].as_object().unwrap() {
        let wanted: usize = district.parse().unwrap();
        let places = set.districts().into_iter().zip(&set.rows);
        let rows: Vec<Row> = places.filter(|(own, _)| *own == wanted).map(|(_, row)| *row).collect();
        let own = Set {
            name: format!("district {district}"),
            rows,
            columns: BTreeMap::new(),
        };
        let new = &new["per.district"][district];
        assert_eq!(old["k"].as_u64(), Some(own.rows.len() as u64));
        for (label, old) in old.as_object().unwrap().iter().filter(|(label, _)| *label != "k") {
            let (estimator, test) = label.split_once('.').unwrap();
            let (estimator, test) = (Estimator::parse(estimator).unwrap(), Test::parse(test).unwrap());
            let pooled = by.pool(&own, estimator, test);
            ledger.pooled(
                &format!("district {district} {}", estimator.name()),
                &pooled,
                Some(old),
                &new[label],
            );
        }
    }
}
