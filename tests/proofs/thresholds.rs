//! Which thresholds each count of evidence reads: each changed by itself on random rows.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Audit, judge};
use cleardeck::evidence::{Reads, Saying, Thresholds, by_bands};
use cleardeck::rules::contract::{EvidenceCount, Threshold};
use cleardeck::rules::{self, Derive, Override, RuleSet};
use cleardeck::truth::Possible;

use crate::common;
use crate::dice::Dice;

/// Random initiatives with rows in numbers and in directions, of one outcome or several, whole or with gaps.
fn random(initiatives: usize) -> String {
    let mut dice = Dice(20_261_127);
    let mut one_of = |words: &[&'static str]| words[(dice.uniform() * words.len() as f64) as usize % words.len()];
    let mut text = String::from("format: 1\nas_of: 2026-06-15\ndistrict: { name: Random }\nschools:\n");
    for school in 0..8 {
        let poverty = one_of(&["0.05", "0.2", "0.3", "0.35", "0.45", "0.6", "0.7", "0.8"]);
        let locale = one_of(&["city", "town", "rural"]);
        let _ = writeln!(
            text,
            "  - {{ id: S{school}, name: School {school}, grades: K-5, locale: {locale}, poverty: {poverty} }}"
        );
    }
    text.push_str("initiatives:\n");
    for n in 0..initiatives {
        let _ = writeln!(
            text,
            "  - id: i{n}\n    name: Program {n}\n    kind: student-support\n    results:"
        );
        let measures: &[&str] = if n % 2 == 0 {
            &["reading"]
        } else {
            &["reading", "mathematics", ""]
        };
        let schools: &[&str] = if n % 3 == 0 {
            &["S0", "S1"]
        } else {
            &["S0", "S1", "S2", "S3", "S4", "S5"]
        };
        let comparisons: &[&str] = if n % 5 == 0 {
            &["matched", "", "none"]
        } else {
            &["matched", "lottery"]
        };
        // some are clear, in others everything hangs on the thresholds
        let effects: &[&str] = match n % 4 {
            0 => &["0.02", "0.08", "0.12", "0.18", "0.22", "0.3"],
            1 => &["-0.3", "-0.1", "0.05", "0.1", "1.5"],
            2 => &["-0.25", "-0.15", "-0.06", "-0.3"],
            _ => &["-0.02", "0.01", "0.03", "0.06", "0.09"],
        };
        for _ in 0..9 {
            let row = [
                ("school", one_of(schools)),
                ("year", one_of(&["2022", "2023", "2025", "2026"])),
                ("measure", one_of(measures)),
                (
                    "effect",
                    if n % 7 == 0 {
                        one_of(&["0.1", ""])
                    } else {
                        one_of(effects)
                    },
                ),
                (
                    "se",
                    if n % 7 == 3 {
                        one_of(&["0.05", ""])
                    } else {
                        one_of(&["0.03", "0.04", "0.06", "0.1"])
                    },
                ),
                ("fidelity", one_of(&["0.4", "0.47", "0.55", "0.8", "0.9"])),
                ("comparison", one_of(comparisons)),
                ("subgroup", one_of(&["", "", "", "", "english learners"])),
            ];
            let direction = match (n % 7, row[3].1) {
                (0, "") => "better",
                _ => "",
            };
            let row = row.into_iter().chain([("direction", direction)]);
            let fields: Vec<String> = row
                .filter(|(_, v)| !v.is_empty())
                .map(|(f, v)| format!("{f}: {v}"))
                .collect();
            let _ = writeln!(text, "      - {{ {} }}", fields.join(", "));
        }
    }
    text
}

/// By initiative and count: what the rows come to.
fn counted(audit: &Audit, counts: &[EvidenceCount]) -> Vec<Vec<Option<Possible>>> {
    let of = |place| {
        let evidence = &*audit.evidence(place).unwrap();
        counts.iter().map(|count| evidence.fact(*count)).collect()
    };
    (0..audit.verdicts.len()).map(of).collect()
}

fn with(settings: &[Override], sources: &mut Sources) -> RuleSet {
    let files = rules::shipped(sources);
    rules::load(&files, settings, sources, &mut Diagnostics::default()).unwrap()
}

#[test]
fn a_threshold_changes_only_counts_that_are_declared_to_read_it() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(&random(84), &set, &mut sources);
    let here = judge(&set, &inventory);
    let counts: Vec<EvidenceCount> = set
        .each_fact()
        .filter_map(|(_, fact)| match fact.derive {
            Some(Derive::Evidence(count)) => Some(count),
            _ => None,
        })
        .collect();
    let before = counted(&here, &counts);
    let (mut moved, mut of_one, mut of_several, mut led) = (BTreeSet::new(), 0, 0, 0);
    for threshold in Thresholds::READ {
        let parameter = set.threshold(threshold).unwrap();
        for value in &parameter.alternatives {
            let other = with(&[Override::new(&parameter.name, &value.to_string())], &mut sources);
            let anew = counted(&judge(&other, &inventory), &counts);
            for (place, (before, anew)) in before.iter().zip(anew).enumerate() {
                let mut evidence = here.evidence(place).unwrap().into_owned();
                let (in_force, leading) = (evidence.thresholds(), evidence.led());
                let sayings = Saying::ALL.map(|saying| [false, true].map(|groups| evidence.parts(saying, groups)));
                let mut there = in_force;
                there.set(threshold, value.as_f64());
                evidence.turn(&there, None);
                let turned: Vec<_> = counts.iter().map(|count| evidence.fact(*count)).collect();
                assert_eq!(turned, anew, "{} = {value} of i{place}", parameter.name);
                led += usize::from(evidence.led() != leading);
                evidence.turn(&there, Some(leading));
                for (saying, before) in Saying::ALL.into_iter().zip(sayings) {
                    let after = [false, true].map(|groups| evidence.parts(saying, groups));
                    let declared = Reads::of_saying(saying).contains(threshold);
                    assert!(
                        declared || before == after,
                        "{} = {value} changes {saying:?}",
                        parameter.name
                    );
                }
                for (count, before) in counts.iter().zip(before) {
                    if *before == evidence.fact(*count) {
                        continue;
                    }
                    let declared = Reads::of(*count).contains(threshold);
                    assert!(declared, "{} = {value} changes {count:?} of i{place}", parameter.name);
                    moved.insert(parameter.name.as_str());
                    *(if evidence.is_of_one_outcome() {
                        &mut of_one
                    } else {
                        &mut of_several
                    }) += 1;
                }
            }
        }
    }
    println!("{of_one} and {of_several} counts of one outcome and of several moved by {moved:?}");
    assert!(
        of_one > 50 && of_several > 50 && led > 20,
        "{of_one}, {of_several}, {led}"
    );
    assert!(moved.len() >= 9, "{moved:?}");
}

#[test]
fn the_ends_of_bands_change_only_counts_by_place() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(&random(84), &set, &mut sources);
    let facts = set.each_fact().filter_map(|(_, fact)| match fact.derive {
        Some(Derive::Evidence(count)) => Some(count),
        _ => None,
    });
    let counts: Vec<EvidenceCount> = facts.collect();
    let before = counted(&judge(&set, &inventory), &counts);
    let mut moved = 0;
    for threshold in [Threshold::LowPoverty, Threshold::MidPoverty, Threshold::HighPoverty] {
        let parameter = set.threshold(threshold).unwrap();
        for value in &parameter.alternatives {
            let other = with(&[Override::new(&parameter.name, &value.to_string())], &mut sources);
            for (before, after) in before.iter().zip(counted(&judge(&other, &inventory), &counts)) {
                for ((count, before), after) in counts.iter().zip(before).zip(after) {
                    assert!(
                        *before == after || by_bands(*count),
                        "{} = {value} changes {count:?}",
                        parameter.name
                    );
                    moved += usize::from(*before != after);
                }
            }
        }
    }
    assert!(moved > 10, "{moved}");
}
