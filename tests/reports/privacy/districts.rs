//! Random districts with small schools and groups, and the same ones where those did otherwise.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::LEAST;

const LOCALES: [&str; 4] = ["city", "suburb", "town", "rural"];

/// How students did: an effect in hundredths with or without its error, or a direction.
#[derive(Clone, Debug)]
enum Result {
    Effect(i32, Option<u32>),
    Direction(&'static str),
}

#[derive(Clone, Debug)]
struct Row {
    school: Option<usize>,
    year: i32,
    measure: &'static str,
    result: Result,
    students: Option<u64>,
    comparison: &'static str,
    subgroup: &'static str,
    fidelity: Option<u32>,
}

/// Rows with what they are changed to where they are hidden, and what else is written.
#[derive(Clone, Debug)]
struct Initiative {
    rows: Vec<(Row, Result, Option<u64>)>,
    kind: &'static str,
    since: u32,
    drivers: &'static str,
    fidelity: Option<u32>,
    protected: bool,
    students: Option<u32>,
    change: Change,
}

/// How far hidden results are changed: small changes leave more recommendations as they are.
#[derive(Clone, Copy, Debug)]
enum Change {
    Numbers,
    Nearby,
    Everything,
}

impl Change {
    fn of(self, result: &Result, other: &Result) -> Result {
        match (self, result, other) {
            (Self::Numbers, ..) => result.clone(),
            (Self::Nearby, Result::Effect(effect, error), Result::Effect(by, _)) => {
                Result::Effect(effect + by / 6, error.map(|e| e + 1))
            }
            (Self::Nearby, ..) => result.clone(),
            (Self::Everything, ..) => other.clone(),
        }
    }
}

fn result() -> impl Strategy<Value = Result> {
    // some errors are alike, as one test gives them
    let error = prop_oneof![Just(Some(8)), Just(Some(5)), (3..40_u32).prop_map(Some), Just(None)];
    prop_oneof![
        5 => (-60..70_i32, error).prop_map(|(effect, error)| Result::Effect(effect, error)),
        1 => prop::sample::select(vec!["better", "none", "worse"]).prop_map(Result::Direction),
    ]
}

fn few() -> impl Strategy<Value = Option<u64>> {
    prop::option::of(1..LEAST)
}

fn row() -> impl Strategy<Value = Row> {
    (
        prop::option::weighted(0.93, 0..5_usize),
        2023..2027,
        prop::sample::select(vec!["reading", "reading", "math", "reading", "satisfaction"]),
        result(),
        prop_oneof![2 => few(), 7 => (LEAST..160).prop_map(Some)],
        prop::sample::select(vec![
            "matched",
            "matched",
            "matched",
            "lottery",
            "statistical",
            "before-after",
            "",
        ]),
        prop::sample::select(vec!["", "", "", "", "", "newcomers", "girls"]),
        prop::option::weighted(0.3, 40..100_u32),
    )
        .prop_map(
            |(school, year, measure, result, students, comparison, subgroup, fidelity)| Row {
                school,
                year,
                measure,
                result,
                students,
                comparison,
                subgroup,
                fidelity,
            },
        )
}

fn initiative() -> impl Strategy<Value = Initiative> {
    (
        prop::collection::vec((row(), result(), few()), 1..9),
        prop::sample::select(vec![
            "curriculum",
            "instructional-model",
            "whole-school-design",
            "student-support",
        ]),
        2017..2026_u32,
        prop::sample::select(vec!["weak", "partial", "strong"]),
        prop::option::of(50..100_u32),
        any::<bool>(),
        prop::option::of(100..900_u32),
        prop_oneof![1 => Just(Change::Numbers), 2 => Just(Change::Nearby), 2 => Just(Change::Everything)],
    )
        .prop_map(
            |(rows, kind, since, drivers, fidelity, protected, students, change)| Initiative {
                rows,
                kind,
                since,
                drivers,
                fidelity,
                protected,
                students,
                change,
            },
        )
}

/// Whether it is only counted, and by no number.
fn counts(row: &Row) -> bool {
    row.measure != "satisfaction"
}

fn is_small(row: &Row) -> bool {
    row.students.is_none_or(|n| n < LEAST)
}

impl Initiative {
    /// The smallest school of which no row is small, where of another one some is: it is hidden too.
    fn beside(&self) -> Option<Option<usize>> {
        let mut schools: BTreeMap<Option<usize>, (u64, bool)> = BTreeMap::new();
        for (row, ..) in self.rows.iter().filter(|(r, ..)| counts(r) && r.subgroup.is_empty()) {
            let (largest, small) = schools.entry(row.school).or_default();
            *largest = (*largest).max(row.students.unwrap_or_default());
            *small |= is_small(row);
        }
        schools.values().any(|(_, small)| *small).then_some(())?;
        let whole = schools.iter().filter(|(_, (_, small))| !small);
        whole
            .min_by_key(|(_, (largest, _))| *largest)
            .map(|(school, _)| *school)
    }

    /// As written, or with other results and numbers in what is hidden; and how many rows that are.
    fn written(&self, id: &str, changed: bool) -> (String, usize) {
        let beside = self.beside();
        let mut text = format!(
            "  - id: {id}\n    name: Program {id}\n    kind: {}\n    scope: {{ since: {}, schools: [S0, S1, S2], opted_in: yes }}\n    drivers: {{ weakest: {} }}\n",
            self.kind, self.since, self.drivers
        );
        if let Some(fidelity) = self.fidelity {
            writeln!(text, "    implementation: {{ fidelity: 0.{fidelity} }}").unwrap();
        }
        if self.protected {
            text.push_str("    protections: { none: yes }\n");
        }
        match self.students {
            Some(students) => writeln!(text, "    money: {{ per_year: 90000, students: {students} }}").unwrap(),
            None => text.push_str("    money: { per_year: 90000 }\n"),
        }
        text.push_str("    results:\n");
        let mut hidden = 0;
        for (row, other, few) in &self.rows {
            let small = is_small(row);
            let gone = small || counts(row) && row.subgroup.is_empty() && Some(row.school) == beside;
            hidden += usize::from(gone);
            let result = if gone && changed {
                self.change.of(&row.result, other)
            } else {
                row.result.clone()
            };
            let students = if small && changed { *few } else { row.students };
            text.push_str("      - { ");
            if let Some(school) = row.school {
                write!(text, "school: S{school}, ").unwrap();
            }
            write!(text, "year: {}, measure: {}", row.year, row.measure).unwrap();
            match result {
                Result::Effect(effect, error) => {
                    write!(text, ", effect: {}", f64::from(effect) / 100.0).unwrap();
                    if let Some(error) = error {
                        write!(text, ", se: {}", f64::from(error) / 100.0).unwrap();
                    }
                }
                Result::Direction(way) => write!(text, ", direction: {way}").unwrap(),
            }
            if let Some(students) = students {
                write!(text, ", students: {students}").unwrap();
            }
            for (name, value) in [("comparison", row.comparison), ("subgroup", row.subgroup)] {
                if !value.is_empty() {
                    write!(text, ", {name}: {value}").unwrap();
                }
            }
            if let Some(fidelity) = row.fidelity {
                write!(text, ", fidelity: 0.{fidelity}").unwrap();
            }
            text.push_str(" }\n");
        }
        (text, hidden)
    }
}

/// A district as written and with other results in what is hidden, and how many rows are hidden.
fn district(initiatives: &[Initiative]) -> ([String; 2], usize) {
    let schools: String = (0..5)
        .map(|n| {
            format!(
                "  - {{ id: S{n}, name: Ward {n}, locale: {}, poverty: 0.{n}5 }}\n",
                LOCALES[n % 4]
            )
        })
        .collect();
    let mut hidden = 0;
    let text = [false, true].map(|changed| {
        hidden = 0;
        let mut text = format!("format: 1\nas_of: 2026-06-30\nschools:\n{schools}initiatives:\n");
        for (n, initiative) in initiatives.iter().enumerate() {
            let (own, count) = initiative.written(&format!("i{n}"), changed);
            text.push_str(&own);
            hidden += count;
        }
        text
    });
    (text, hidden)
}

fn districts() -> (TestRunner, impl Strategy<Value = Vec<Initiative>>) {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    (
        TestRunner::new(config),
        prop_oneof![
            4 => prop::collection::vec(initiative(), 1),
            1 => prop::collection::vec(initiative(), 2),
        ],
    )
}

/// Tries districts until so many count; tells apart those where nothing is hidden or the recommendation changes.
pub fn tried(wanted: usize, mut each: impl FnMut(usize, &[String; 2]) -> bool) -> (usize, usize, usize) {
    let (mut runner, strategy) = districts();
    let (mut all, mut hiding, mut kept) = (0, 0, 0);
    while kept < wanted {
        let initiatives = strategy.new_tree(&mut runner).unwrap().current();
        let (texts, hidden) = district(&initiatives);
        all += 1;
        if hidden > 0 {
            hiding += 1;
            kept += usize::from(each(kept, &texts));
        }
        assert!(all < wanted * 10 + 100, "too few districts count: {kept} of {all}");
    }
    (all, hiding, kept)
}
