//! The official ratings of the What Works Clearinghouse, from its own findings (public domain, `tests/data/wwc`).
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cleardeck::evidence::grade::wwc::{self, Characterisation, Rating, Reading, StudyEffect, Thresholds};
use cleardeck::evidence::grade::{Finding, essa};
use cleardeck::inventory::Direction;
use cleardeck::truth::Truth;

const THRESHOLDS: Thresholds = Thresholds {
    substantial: 0.25,
    significant_studies: 2,
    strong_studies: 1,
    extent_studies: 2,
    extent_schools: 2.0,
    extent_students: 350.0,
    extent_classrooms: 14.0,
};

pub type Row = BTreeMap<String, String>;

pub fn rows(file: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wwc").join(file);
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

fn of_case<'a>(rows: &'a [Row], case: &str) -> Vec<&'a Row> {
    rows.iter().filter(|r| r["case"] == case).collect()
}

pub fn exact(case: &Row) -> bool {
    case["complete"] == "true" && case["rule_agrees"] == "true"
}

/// The effect as better or worse for the students. The export gives it by the raw score; its improvement index is
/// turned where less is better.
fn effect(row: &Row) -> Option<f64> {
    let effect: f64 = row["es"].parse().ok()?;
    let index: f64 = row["improvement_index"].parse().unwrap_or(0.0);
    Some(if effect * index < 0.0 { -effect } else { effect })
}

fn direction(row: &Row) -> Option<Direction> {
    match row["improvement_index"].parse::<f64>().ok()? {
        index if index > 0.0 => Some(Direction::Better),
        index if index < 0.0 => Some(Direction::Worse),
        _ => None,
    }
}

/// The export's columns; `schools` stays unsaid, since a cluster may be a classroom.
fn finding(row: &Row) -> Finding {
    Finding {
        study: row["review_id"].clone(),
        measure: row["measure"].clone(),
        meets_standards: Some(row["rating"] != "3"),
        without_reservations: match row["rating"].as_str() {
            "1" => Some(true),
            "2" | "3" => Some(false),
            _ => None,
        },
        effect: effect(row),
        direction: direction(row),
        significant: Some(row["significant"] == "True"),
        students: row["n"].parse().ok(),
        ..Finding::default()
    }
}

fn study(row: &Row) -> StudyEffect {
    let shows = match row["characterisation"].as_str() {
        "sig_pos" => Characterisation::SignificantPositive,
        "subst_pos" => Characterisation::SubstantialPositive,
        "sig_neg" => Characterisation::SignificantNegative,
        "subst_neg" => Characterisation::SubstantialNegative,
        "indeterminate" => Characterisation::Indeterminate,
        other => panic!("{other}"),
    };
    StudyEffect {
        study: row["review_id"].clone(),
        counts: Truth::True,
        without_reservations: (row["without_reservations"] != "no").into(),
        shows: BTreeSet::from([shows]),
        mean: row["mean_effect_size"].parse().ok(),
        without_effect: 0,
    }
}

fn names(ratings: &BTreeSet<Rating>) -> Vec<&'static str> {
    ratings.iter().map(|r| r.name()).collect()
}

fn from_findings(findings: &[Row], case: &str, reading: Reading) -> wwc::WwcGrade {
    let findings: Vec<Finding> = of_case(findings, case).into_iter().map(finding).collect();
    wwc::grade(&findings.iter().collect::<Vec<_>>(), &THRESHOLDS, reading)
}

#[test]
fn every_exact_case_has_its_official_rating_from_findings() {
    let (cases, findings) = (rows("rating_cases.csv"), rows("rating_findings.csv"));
    let exact: Vec<&Row> = cases.iter().filter(|c| exact(c)).collect();
    let mut right = 0;
    for case in &exact {
        let ratings = from_findings(&findings, &case["case"], Reading::Export).ratings;
        assert_eq!(
            vec![case["official_rating"].as_str()],
            names(&ratings),
            "{}",
            case["case"]
        );
        right += 1;
    }
    println!("official rating from findings: {right} of {}", exact.len());
    assert_eq!(113, right);
}

#[test]
fn every_exact_case_has_its_official_rating_from_studies() {
    let (cases, studies) = (rows("rating_cases.csv"), rows("rating_studies.csv"));
    let mut right = 0;
    for case in cases.iter().filter(|c| exact(c)) {
        let studies: Vec<StudyEffect> = of_case(&studies, &case["case"]).into_iter().map(study).collect();
        let ratings = wwc::rate(&studies, &THRESHOLDS);
        assert_eq!(
            vec![case["official_rating"].as_str()],
            names(&ratings),
            "{}",
            case["case"]
        );
        right += 1;
    }
    println!("official rating from study characterisations: {right}");
    assert_eq!(113, right);
}

#[test]
fn the_studies_have_their_characterisation() {
    let (studies, findings) = (rows("rating_studies.csv"), rows("rating_findings.csv"));
    let mut others = BTreeSet::new();
    for row in &studies {
        let own: Vec<Finding> = of_case(&findings, &row["case"])
            .into_iter()
            .filter(|f| f["review_id"] == row["review_id"])
            .map(finding)
            .collect();
        let ours = wwc::characterise(&own.iter().collect::<Vec<_>>(), &THRESHOLDS, Reading::Export);
        if ours.shows != study(row).shows {
            others.insert(row["case"].clone());
        }
    }
    println!(
        "study characterisations other than those of rating_studies.csv: {others:?} of {}",
        studies.len()
    );
    // the table was made without turning the effects of measures where less is better
    assert_eq!(
        BTreeSet::from(["W204", "W205", "W206", "W228"].map(str::to_owned)),
        others
    );
}

/// What is open widens the answer; it never takes the official one away.
#[test]
fn the_open_reading_always_contains_the_official_rating() {
    let (cases, findings) = (rows("rating_cases.csv"), rows("rating_findings.csv"));
    let (mut settled, mut all) = (0, 0);
    for case in cases.iter().filter(|c| exact(c)) {
        let ratings = from_findings(&findings, &case["case"], Reading::Open).ratings;
        assert!(
            names(&ratings).contains(&case["official_rating"].as_str()),
            "{}",
            case["case"]
        );
        settled += usize::from(ratings.len() == 1);
        all += 1;
    }
    println!("open reading: contains the official rating in {all}, settled in {settled}");
}

/// `known_limits.csv` names every complete case that the rules do not reproduce; it cannot grow unseen.
#[test]
fn the_known_limits_are_exactly_those_listed() {
    let (cases, findings) = (rows("rating_cases.csv"), rows("rating_findings.csv"));
    let limit = |case: &Row, ours: &str| (case["case"].clone(), case["official_rating"].clone(), ours.to_owned());
    let complete: Vec<&Row> = cases.iter().filter(|c| c["complete"] == "true").collect();
    let mut seen = Vec::new();
    for case in &complete {
        let ratings = from_findings(&findings, &case["case"], Reading::Export).ratings;
        let ours = names(&ratings).join(" or ");
        if ours != case["official_rating"] {
            seen.push(limit(case, &ours));
        }
    }
    println!(
        "official rating in {} of {} complete cases",
        complete.len() - seen.len(),
        complete.len()
    );
    let listed = rows("known_limits.csv");
    assert!(listed.iter().all(|row| !row["why"].is_empty()));
    let listed: Vec<_> = listed
        .iter()
        .map(|r| (r["case"].clone(), r["official"].clone(), r["ours"].clone()))
        .collect();
    assert_eq!(listed, seen);
}

/// The export labels findings with a tier. It does not say the sites, so tiers 1 and 2 can only be possible.
#[test]
fn the_tier_of_the_export_is_among_the_possible_ones() {
    let thresholds = essa::Thresholds {
        students: 350.0,
        sites: 2.0,
    };
    let findings = rows("rating_findings.csv");
    let labelled: BTreeSet<&String> = findings
        .iter()
        .filter(|f| !f["essa"].is_empty())
        .map(|f| &f["case"])
        .collect();
    let mut outside = Vec::new();
    for case in &labelled {
        let rows = of_case(&findings, case);
        let official = if rows.iter().any(|f| f["essa"] == "ESSA Tier 1") {
            essa::Tier::Strong
        } else {
            essa::Tier::Moderate
        };
        let own: Vec<Finding> = rows.into_iter().map(finding).collect();
        let grade = essa::grade(&own.iter().collect::<Vec<_>>(), essa::Fourth::default(), &thresholds);
        if !grade.tiers.contains(&official) {
            outside.push((*case, official, grade.tiers, grade.barred));
        }
    }
    println!(
        "cases with a tier in the export: {}, outside ours: {outside:?}",
        labelled.len()
    );
    assert!(outside.is_empty());
}
