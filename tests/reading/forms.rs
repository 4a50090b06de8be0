//! The forms in which results are reported: each is read to the same bounds from YAML, a workbook and a folder of CSV
//! files, by the functions that `cleardeck evidence effect` calls; what cannot be read is refused where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;

use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources, render_text};
use cleardeck::evaluate::audit;
use cleardeck::inventory::{self, Comparison, Inventory, ResultRow, Study, StudyDesign};
use cleardeck::rules::RuleSet;
use cleardeck::sheets::{self, Limits, Workbook};
use cleardeck::statistics::Interval;
use cleardeck::statistics::distribution::normal_quantile;
use cleardeck::statistics::effect_size::{
    LogOdds, OneShare, corrected_error, error_from_p, from_months, from_percentage_points, from_percentile,
    from_scale_points, from_shares, standard_error_from_interval,
};
use cleardeck::truth::{Number, Possible};
use cleardeck::yaml;

const HEAD: &str = "as_of: 2026-06-30\nschools: [ { id: S1, name: One }, { id: S2, name: Two } ]\n";

fn inventory_of(of: &str, rows: &[&str]) -> String {
    let mut text = format!("{HEAD}initiatives:\n  - id: a\n    name: A\n    {of}:\n");
    for row in rows {
        text.push_str(&format!("      - {{ {row} }}\n"));
    }
    text
}

/// The same inventory from YAML, from a workbook and from a folder of CSV files.
fn everywhere(set: &RuleSet, text: &str) -> [Inventory; 3] {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let file = sources.add("inventory.yaml", text.to_owned());
    let read = inventory::load(file, set, None, &sources, &mut out);
    let tree = yaml::read(file, text, &yaml::Limits::default(), &mut out).unwrap();
    let filled = inventory::fill(set, &tree, true);
    assert!(filled.left.is_empty(), "{:?}", filled.left);
    let bytes = sheets::to_xlsx(&filled.book).unwrap();
    let book = sheets::open("b.xlsx", &bytes, &Limits::default(), &mut sources, &mut out).unwrap();
    let sheets = sheets::to_csv(&inventory::fill(set, &tree, false).book).into_iter();
    let sheets = sheets.map(|(name, text)| {
        sheets::read_csv(
            &name,
            &name,
            text.as_bytes(),
            &Limits::default(),
            &mut sources,
            &mut out,
        )
        .unwrap()
    });
    let folder = Workbook {
        name: "folder".to_owned(),
        sheets: sheets.collect(),
        hash: String::new(),
    };
    let all = [
        read.unwrap(),
        inventory::load_workbook(&book, set, None, &sources, &mut out).unwrap(),
        inventory::load_workbook(&folder, set, None, &sources, &mut out).unwrap(),
    ];
    assert!(!out.has_errors(), "{}", render_text(&out, &sources, false));
    all
}

fn set() -> RuleSet {
    common::shipped(&mut Sources::default())
}

/// What is told of a row: code, text at the place, message with help.
fn told(set: &RuleSet, of: &str, row: &str) -> Vec<(Code, Severity, String, String)> {
    let text = inventory_of(of, &[row]);
    let mut sources = Sources::default();
    let file = sources.add("inventory.yaml", text.clone());
    let mut out = Diagnostics::default();
    let _ = inventory::load(file, set, None, &sources, &mut out);
    out.sort();
    let told = out.iter().map(|d| {
        assert!(!d.help.is_empty(), "{}", d.message);
        let at = sources.position(d.at.unwrap());
        let line = text.lines().nth(at.line - 1).unwrap();
        let place: String = line.chars().skip(at.column - 1).collect();
        (
            d.code,
            d.severity,
            place,
            format!("{} | {}", d.message, d.help.join(" ")),
        )
    });
    told.collect()
}

fn at(number: f64) -> Option<Interval> {
    Some(Interval::at(number))
}

fn of(low: f64, high: f64) -> Option<Interval> {
    Some(Interval { low, high })
}

fn same(found: Option<Interval>, wanted: Option<Interval>) -> bool {
    let near = |a: f64, b: f64| a == b || (a - b).abs() < 1e-9;
    match (found, wanted) {
        (None, None) => true,
        (Some(a), Some(b)) => near(a.low, b.low) && near(a.high, b.high),
        _ => false,
    }
}

const OPEN: f64 = f64::INFINITY;

type Form = (&'static str, Option<Interval>, Option<Interval>);

/// Each form with the bounds of its effect and of its error, worked out by the functions of the statistics.
fn forms(set: &RuleSet) -> Vec<Form> {
    let steps: Vec<f64> = set.scales[0].steps.iter().map(|s| s.as_f64()).collect();
    let z = normal_quantile(0.975);
    let cox = |with, without| from_shares(with, without, LogOdds::Cox).unwrap().g;
    let points = |points, share| from_percentage_points(points, share, LogOdds::Cox).unwrap().g;
    let width = |low, high, level| standard_error_from_interval(low, high, level).unwrap();
    let p = |effect: f64, low, high| error_from_p(Interval::at(effect), Interval { low, high }).unwrap();
    let half = OneShare::Without(0.5);
    let icc = 0.2;
    vec![
        ("effect: 0.2, se: 0.05", at(0.2), at(0.05)),
        ("effect: 0.1 to 0.3", of(0.1, 0.3), None),
        ("effect: between -0.1 and 0.3", of(-0.1, 0.3), None),
        ("effect: 0.1-0.3", of(0.1, 0.3), None),
        ("effect: at least 0.2", of(0.2, OPEN), None),
        ("effect: at most 0.1", of(-OPEN, 0.1), None),
        ("effect: { between: [0.1, 0.3] }", of(0.1, 0.3), None),
        ("effect: { at_least: 0.1 }", of(0.1, OPEN), None),
        ("effect: { at_least: 0.1, at_most: 0.3 }", of(0.1, 0.3), None),
        ("effect: 0.2, se: 0.04 to 0.06", at(0.2), of(0.04, 0.06)),
        ("effect: 0.2, se: { at_most: 0.06 }", at(0.2), of(0.0, 0.06)),
        ("effect: 0.2, low: 0.1, high: 0.3", at(0.2), at(width(0.1, 0.3, 0.95))),
        ("low: 0.1, high: 0.3", at(0.2), at(width(0.1, 0.3, 0.95))),
        (
            "effect: 0.2, low: 0.1, high: 0.3, interval_level: 90 %",
            at(0.2),
            at(width(0.1, 0.3, 0.9)),
        ),
        ("effect: 0.2, p: 0.03", at(0.2), Some(p(0.2, 0.03, 0.03))),
        ("effect: -0.2, p: <0.05", at(-0.2), of(0.0, 0.2 / z)),
        ("effect: 0.2, p: \"> 0.1\"", at(0.2), Some(p(0.2, 0.1, 1.0))),
        ("effect: 0.2, p: p < .05", at(0.2), of(0.0, 0.2 / z)),
        ("effect: 0.2, p: { at_most: 0.05 }", at(0.2), of(0.0, 0.2 / z)),
        ("effect: 0.2, significant: yes", at(0.2), of(0.0, 0.2 / z)),
        ("effect: 0.2, significant: no", at(0.2), of(0.2 / z, OPEN)),
        ("effect: 0.1 to 0.3, significant: yes", of(0.1, 0.3), of(0.0, 0.3 / z)),
        (
            "effect: at least 0.2, significant: no",
            of(0.2, OPEN),
            of(0.2 / z, OPEN),
        ),
        ("effect: 0, significant: no", at(0.0), of(0.0, OPEN)),
        (
            "effect: 0.2, se: 0.05, p: 0.0001, significant: yes",
            at(0.2),
            at(p(0.2, 0.0001, 0.0001).low),
        ),
        ("share_with: 64 %, share_without: 0.58", at(cox(0.64, 0.58)), None),
        (
            "share_with: 0.64, share_without: 0.58, points: 6",
            at(cox(0.64, 0.58)),
            None,
        ),
        (
            "points: 6, share_without: 0.5, p: 0.04",
            at(points(6.0, half)),
            Some(p(points(6.0, half), 0.04, 0.04)),
        ),
        (
            "points: -3, share_with: 40 %",
            at(points(-3.0, OneShare::With(0.4))),
            None,
        ),
        (
            "points: 6, share_without: 0.5, low: 2, high: 10",
            at(points(6.0, half)),
            at(width(points(2.0, half), points(10.0, half), 0.95)),
        ),
        ("percentile: 58", at(from_percentile(58.0).unwrap().g), None),
        ("months: 3", Some(from_months(3.0, &steps).unwrap()), None),
        ("months: -1", Some(from_months(-1.0, &steps).unwrap()), None),
        (
            "scale_points: 8, sd: 40",
            at(from_scale_points(8.0, 40.0).unwrap().g),
            None,
        ),
        ("scale_points: 8, sd: 40, se: 2", at(0.2), at(0.05)),
        (
            "scale_points: 8, sd: 40, low: 4, high: 12",
            at(0.2),
            at(width(0.1, 0.3, 0.95)),
        ),
        (
            "effect: 0.2, se: 0.05, clustered: no, clusters: 20, students: 400",
            at(0.2),
            at(corrected_error(0.05, 20.0, icc).unwrap()),
        ),
        (
            "effect: 0.2, se: 0.05, clustered: yes, students: 400",
            at(0.2),
            at(0.05),
        ),
        ("effect: 0.2, students: 400", at(0.2), None),
        ("direction: better", None, None),
    ]
}

#[test]
fn each_form_is_read_to_the_same_bounds_everywhere() {
    let set = set();
    for (of, head) in [
        ("results", "year: 2024, school: S1, comparison: matched"),
        ("studies", "name: x"),
    ] {
        let rows: Vec<String> = forms(&set).iter().map(|(form, ..)| format!("{head}, {form}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        for read in everywhere(&set, &inventory_of(of, &rows)) {
            let initiative = &read.initiatives[0];
            let found: Vec<(Option<Interval>, Option<Interval>)> = if of == "results" {
                let pair = |r: &ResultRow| (r.effect, r.error);
                initiative.results.iter().map(pair).collect()
            } else {
                let pair = |s: &Study| (s.effect, s.error);
                initiative.studies.iter().map(pair).collect()
            };
            assert_eq!(found.len(), rows.len());
            for ((form, effect, error), found) in forms(&set).iter().zip(found) {
                assert!(
                    same(found.0, *effect) && same(found.1, *error),
                    "{of}: {form}: {found:?} in place of {effect:?} with {error:?}"
                );
            }
        }
    }
}

/// What must not be typed, where it is told, and a part of what is said.
#[test]
fn what_cannot_be_read_is_refused_where_it_stands() {
    let set = set();
    for (typed, place, said) in [
        ("effect: some", "some", "no number and no range"),
        ("effect: 0.3 to 0.1", "0.3 to", "before it begins"),
        ("effect: { between: [0.3, 0.1] }", "{ between", "before it begins"),
        ("effect: 0.2, se: 0", "0,", "standard error of 0"),
        ("effect: 0.2, se: -0.1", "-0.1", "negative"),
        ("effect: 0.2, low: 0.1", "0.1", "`low` without `high`"),
        ("effect: 0.2, high: 0.1", "0.1", "`high` without `low`"),
        ("effect: 0.2, low: 0.3, high: 0.1", "0.3,", "not in order"),
        ("effect: 0.2, low: 0.2, high: 0.2", "0.2,", "above 0"),
        (
            "effect: 0.2, low: 0.2, high: 0.6",
            "0.2, h",
            "the middle of the interval is 0.400",
        ),
        ("effect: 0.2, interval_level: 90 %", "90 %", "without the interval"),
        (
            "effect: 0.2, low: 0.1, high: 0.3, interval_level: 1",
            "0.1,",
            "confidence level",
        ),
        ("effect: 0.2, p: 1.2", "1.2", "from 0 to 1"),
        ("effect: 0.2, p: -0.1", "-0.1", "from 0 to 1"),
        ("effect: 0.2, p: 0", "0,", "such as <0.001"),
        ("effect: 0.2, p: small", "small", "no number and no range"),
        ("effect: 0, p: 0.3", "0.3", "an effect of 0"),
        ("effect: 0.2, se: 0.05, p: 0.3", "0.3", "different standard errors"),
        (
            "effect: 0.2, se: 0.05, low: -0.2, high: 0.6",
            "-0.2",
            "different standard errors",
        ),
        ("effect: 0.2, percentile: 58", "58", "the effect stands twice"),
        ("percentile: 58, months: 3", "3,", "the effect stands twice"),
        (
            "effect: 0.2, share_with: 0.6, share_without: 0.5",
            "0.6",
            "the effect stands twice",
        ),
        ("points: 6", "6,", "percentage points without a share"),
        ("share_with: 0.6", "0.6", "one share alone"),
        ("share_with: 1, share_without: 0.5", "1,", "has no odds"),
        ("share_with: 0.6, share_without: 0", "0.6", "has no odds"),
        (
            "share_with: 0.6, share_without: 0.5, points: 15",
            "15",
            "differ by 10.0 points",
        ),
        ("points: 60, share_without: 0.5", "60", "between 0 and 1"),
        ("share_with: 60, share_without: 0.5", "60", "from 0 to 1"),
        ("percentile: 100", "100", "above 0 and below 100"),
        ("percentile: 58, se: 0.1", "0.1", "beside `effect` and `scale_points`"),
        ("percentile: 58, low: 52, high: 64", "52", "beside `percentile`"),
        (
            "points: 6, share_without: 0.5, se: 2",
            "2,",
            "beside `effect` and `scale_points`",
        ),
        ("months: 40", "40", "number of months"),
        ("scale_points: 8", "8,", "without its standard deviation"),
        ("scale_points: 8, sd: 0", "8,", "standard deviation"),
        ("effect: 0.2, sd: 40", "40", "beside `effect`"),
        ("sd: 40", "40", "without points of a scale"),
        ("effect: 0.2, se: 0.05, clustered: no", "no,", "clusters"),
        (
            "effect: 0.2, se: 0.05, clustered: no, clusters: 0, students: 90",
            "0, s",
            "at least one cluster",
        ),
        (
            "effect: 0.2, se: 0.05, clustered: no, clusters: 90, students: 40",
            "90,",
            "at least one cluster",
        ),
    ] {
        for (of, head, tail) in [
            ("results", "year: 2024", "measure: x"),
            ("studies", "name: x", "outcome: x"),
        ] {
            let told = told(&set, of, &format!("{head}, {typed}, {tail}"));
            let errors: Vec<_> = told.iter().filter(|t| t.1 == Severity::Error).collect();
            assert_eq!(errors.len(), 1, "{typed}: {told:?}");
            let (.., found, message) = errors[0];
            assert!(found.starts_with(place) && message.contains(said), "{typed}: {told:?}");
        }
    }
    for (typed, place, said) in [
        ("school: S1, schools: 84", "84", "one school stands for 84"),
        ("schools: 0", "0,", "stands for none"),
        ("comparison: meta-analysis", "meta-analysis", "none of the words"),
    ] {
        let told = told(
            &set,
            "results",
            &format!("year: 2024, effect: 0.1, {typed}, measure: x"),
        );
        assert_eq!(told.len(), 1, "{typed}: {told:?}");
        assert!(
            told[0].2.starts_with(place) && told[0].3.contains(said),
            "{typed}: {told:?}"
        );
    }
    let told = told(&set, "studies", "name: x, studies: 0");
    assert!(told.len() == 1 && told[0].3.contains("stands for none"), "{told:?}");
}

/// What is read and changes nothing, or less than it says, is told.
#[test]
fn what_counts_for_nothing_is_told() {
    let set = set();
    let warned = |of: &str, row: &str| -> Vec<(Code, String)> {
        let told = told(&set, of, row);
        assert!(told.iter().all(|t| t.1 != Severity::Error), "{told:?}");
        told.into_iter().map(|(code, _, place, _)| (code, place)).collect()
    };
    let result = |fields: &str| warned("results", &format!("year: 2024, {fields}, measure: x"));
    for field in ["p: 0.03", "significant: yes", "se: 0.1"] {
        let found = result(&format!("direction: better, {field}"));
        assert_eq!(found.len(), 1, "{field}: {found:?}");
        assert_eq!(found[0].0, Code::NotUsed);
    }
    assert_eq!(result("effect: 0.1, clusters: 12")[0].0, Code::NotUsed);
    assert_eq!(result("effect: 0.1, se: 0.1, clusters: 12")[0].0, Code::NotUsed);
    assert_eq!(result("months: 3")[0].0, Code::TranslatedMonths);
    let (code, place) = &result("effect: 0.2, se: 0.05, significant: no")[0];
    assert!(*code == Code::SignificanceAgainstNumbers && place.starts_with("no"));
    assert_eq!(
        result("effect: 0.2, se: 0.2, significant: yes")[0].0,
        Code::SignificanceAgainstNumbers
    );
    assert_eq!(
        result("effect: 0, significant: yes")[0].0,
        Code::SignificanceAgainstNumbers
    );
    // of a study a word on significance counts beside its direction
    assert!(warned("studies", "name: x, direction: better, significant: yes").is_empty());
    assert!(warned("studies", "name: x, direction: better, p: <0.05").is_empty());
}

/// Of a word on significance and numbers that disagree the weaker counts.
#[test]
fn the_weaker_word_on_significance_counts() {
    let set = set();
    let rows = [
        "name: a, effect: 0.2, se: 0.05",
        "name: b, effect: 0.2, se: 0.05, significant: no",
        "name: c, effect: 0.2, se: 0.2, significant: yes",
        "name: d, direction: better, p: 0.01",
        "name: e, direction: better, p: 0.2",
        "name: f, effect: 0.2",
        "name: g, effect: 0.2, low: -0.1, high: 0.5",
        "name: h, effect: 0.2, se: 0.05, significant: yes, clustered: no, clusters: 10, students: 400",
        "name: i, effect: 0, significant: yes",
    ];
    let [read, ..] = everywhere(&set, &inventory_of("studies", &rows));
    let found: Vec<Option<bool>> = read.initiatives[0].studies.iter().map(|s| s.significant).collect();
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(found, [yes, no, no, yes, no, None, no, no, no]);
    let rows = [
        "year: 2024, effect: 0.2, se: 0.05, significant: no",
        "year: 2024, effect: 0.2, se: 0.2, significant: yes",
    ];
    let [read, ..] = everywhere(&set, &inventory_of("results", &rows));
    let errors: Vec<_> = read.initiatives[0].results.iter().map(|r| r.error).collect();
    assert!(same(errors[0], of(0.2 / normal_quantile(0.975), OPEN)), "{errors:?}");
    assert!(same(errors[1], at(0.2)), "{errors:?}");
}

#[test]
fn what_else_can_be_typed_is_there_everywhere() {
    let set = set();
    let rows = [
        "year: unknown, direction: better, schools: 84, comparison: regression-discontinuity",
        "year: unsure, direction: none",
        "year: 2024, level: 30 percent of schools met the goal",
        "year: 2024, effect: 0.1, level: half of them read at grade level",
        "year: 2024, effect: 0.3, published: 2026-07-01",
        "year: 2024, effect: 0.4, published: 2025",
    ];
    for read in everywhere(&set, &inventory_of("results", &rows)) {
        let initiative = &read.initiatives[0];
        let results = &initiative.results;
        assert_eq!(results.len(), 4, "{results:?}");
        assert_eq!(results[0].year, None);
        assert_eq!(results[0].schools, Some(Number::whole(84)));
        assert_eq!(results[0].comparison, Some(Comparison::RegressionDiscontinuity));
        assert_eq!(results[1].year, None);
        assert_eq!(results[2].level, "half of them read at grade level");
        assert!(same(results[3].effect, at(0.4)));
        assert_eq!(initiative.levels[0].level, "30 percent of schools met the goal");
        assert_eq!(read.left_out.len(), 1);
    }
    let told = told(&set, "results", "direction: better");
    assert!(
        told[0].0 == Code::MissingField && told[0].3.contains("`unknown`"),
        "{told:?}"
    );
    let rows = [
        "name: a, design: meta-analysis, studies: 8",
        "name: b, design: mixed",
        "name: c, design: regression-discontinuity",
    ];
    for read in everywhere(&set, &inventory_of("studies", &rows)) {
        let studies = &read.initiatives[0].studies;
        assert_eq!(studies[0].studies, Some(Number::whole(8)));
        let designs: Vec<Option<StudyDesign>> = studies.iter().map(|s| s.design).collect();
        assert_eq!(
            designs,
            [
                Some(StudyDesign::MetaAnalysis),
                Some(StudyDesign::Mixed),
                Some(StudyDesign::Of(Comparison::RegressionDiscontinuity)),
            ]
        );
    }
}

/// A level counts for nothing: with it or without, everything is counted alike.
#[test]
fn a_level_changes_nothing() {
    let set = set();
    let facts = |rows: &[&str]| {
        let [read, ..] = everywhere(&set, &inventory_of("results", rows));
        let audit = audit(&set, &read);
        let record = &audit.verdicts[0].record;
        let ids = set.facts.iter().filter(|f| f.name.starts_with("results."));
        let values = ids.map(|f| (f.name.clone(), record.value(set.fact_id(&f.name).unwrap())));
        values.collect::<Vec<(String, Possible)>>()
    };
    let row = "school: S1, year: 2024, effect: 0.2, se: 0.05, comparison: matched";
    let level = "school: S2, year: 2023, level: 30 percent met the goal, students: 90";
    assert_eq!(facts(&[row]), facts(&[row, level]));
}

fn counted(set: &RuleSet, rows: &[&str], fact: &str) -> Possible {
    let [read, ..] = everywhere(set, &inventory_of("studies", rows));
    let audit = audit(set, &read);
    audit.verdicts[0].record.value(set.fact_id(fact).unwrap())
}

fn count(low: i64, high: Number) -> Possible {
    Possible::Numbers {
        low: Number::whole(low),
        high,
    }
}

/// A meta-analysis is as many careful studies as it holds, two at least; mixed studies are none.
#[test]
fn a_meta_analysis_counts_as_its_studies() {
    let set = set();
    let meta = "name: a, outcome: reading, design: meta-analysis, effect: 0.01, se: 0.05, students: 2000";
    let counted = |rows: &[&str]| {
        (
            counted(&set, rows, "studies.without_gain"),
            counted(&set, rows, "studies.students_without_gain"),
        )
    };
    let exact = |n: i64| count(n, Number::whole(n));
    assert_eq!(counted(&[meta]), (count(2, Number::MAX), exact(2000)));
    let stated = format!("{meta}, studies: 8");
    assert_eq!(counted(&[&stated]), (exact(8), exact(2000)));
    let one = format!("{meta}, studies: 1");
    assert_eq!(counted(&[&one]).0, exact(2));
    let other =
        "name: b, outcome: reading, design: regression-discontinuity, effect: 0, significant: no, students: 700";
    assert_eq!(counted(&[&stated, other]), (exact(9), exact(2700)));
    // its interval says whether it found a gain
    let gain = meta.replace("0.01", "0.2");
    assert_eq!(counted(&[&gain]), (exact(0), exact(0)));
    assert_eq!(
        counted(&[&meta.replace("meta-analysis", "mixed")]),
        (exact(0), exact(0))
    );
}
