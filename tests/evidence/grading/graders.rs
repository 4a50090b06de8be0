//! The graders on small cases, and what must hold for any findings.
use std::collections::BTreeSet;

use cleardeck::evidence::grade::essa::{self, Condition, Fourth, Tier};
use cleardeck::evidence::grade::kraft::{self, Bands, CostBand, EffectBand};
use cleardeck::evidence::grade::panel::{self, Grader, Likeness, Matter, Own, Stance};
use cleardeck::evidence::grade::wwc::{self, Rating, Reading};
use cleardeck::evidence::grade::{Finding, Setting};
use cleardeck::inventory::{Comparison, Direction};
use cleardeck::truth::Truth;
use proptest::prelude::*;

pub const THRESHOLDS: panel::Thresholds = panel::Thresholds {
    wwc: wwc::Thresholds {
        substantial: 0.25,
        significant_studies: 2,
        strong_studies: 1,
        extent_studies: 2,
        extent_schools: 2.0,
        extent_students: 350.0,
        extent_classrooms: 14.0,
    },
    essa: essa::Thresholds {
        students: 350.0,
        sites: 2.0,
    },
    kraft: Bands {
        medium_from: 0.05,
        large_from: 0.20,
        moderate_cost_from: 500.0,
        high_cost_from: 4000.0,
        cost_bands_verified: false,
    },
};

/// A lottery that says everything.
fn full(study: &str) -> Finding {
    Finding {
        study: study.into(),
        outcome_domain: "Reading".into(),
        measure: "State test".into(),
        design: Some(Comparison::Lottery),
        meets_standards: Some(true),
        without_reservations: Some(true),
        effect: Some(0.3),
        significant: Some(true),
        students: Some(400.0),
        schools: Some(5.0),
        classrooms: Some(20.0),
        independent: Some(true),
        own_test: Some(false),
        ..Finding::default()
    }
}

fn tiers(findings: &[Finding], fourth: Fourth) -> essa::EssaGrade {
    essa::grade(&findings.iter().collect::<Vec<_>>(), fourth, &THRESHOLDS.essa)
}

fn tier(finding: Finding) -> BTreeSet<Tier> {
    tiers(&[finding], NOTHING).tiers
}

const NOTHING: Fourth = Fourth {
    rationale: Some(false),
    under_way: Some(false),
};

#[test]
fn a_full_lottery_is_tier_1() {
    let grade = tiers(&[full("A")], NOTHING);
    assert_eq!(BTreeSet::from([Tier::Strong]), grade.tiers);
    let holds: Vec<Truth> = grade.answers.iter().map(|a| a.holds).collect();
    assert_eq!(vec![Truth::True, Truth::True, Truth::True, Truth::False], holds);
}

#[test]
fn each_design_has_its_tier() {
    let design = |design, meets: Option<bool>, without| Finding {
        design: Some(design),
        meets_standards: meets,
        without_reservations: without,
        ..full("A")
    };
    let cases = [
        (
            design(Comparison::Lottery, Some(true), Some(false)),
            vec![Tier::Moderate],
        ),
        (design(Comparison::Matched, Some(true), None), vec![Tier::Moderate]),
        (
            design(Comparison::Matched, None, None),
            vec![Tier::Moderate, Tier::Promising],
        ),
        (design(Comparison::Lottery, Some(false), None), vec![Tier::Promising]),
        (
            design(Comparison::Lottery, None, None),
            vec![Tier::Strong, Tier::Moderate, Tier::Promising],
        ),
        (design(Comparison::Statistical, None, None), vec![Tier::Promising]),
        (design(Comparison::BeforeAfter, None, None), vec![Tier::None]),
    ];
    for (finding, expected) in cases {
        let name = format!("{:?} {:?}", finding.design, finding.meets_standards);
        assert_eq!(expected.into_iter().collect::<BTreeSet<_>>(), tier(finding), "{name}");
    }
}

#[test]
fn an_unsaid_condition_is_open_and_named() {
    let unsaid = Finding {
        schools: None,
        ..full("A")
    };
    let grade = tiers(&[unsaid], NOTHING);
    assert_eq!(BTreeSet::from([Tier::Strong, Tier::Promising]), grade.tiers);
    assert_eq!(vec![Condition::Sites], grade.answers[0].unknown);
    assert_eq!(Vec::<Condition>::new(), grade.answers[0].missing);
}

#[test]
fn too_few_students_alone_is_no_and_pooled_is_open() {
    let small = |study| Finding {
        students: Some(200.0),
        ..full(study)
    };
    let alone = tiers(&[small("A")], NOTHING);
    assert_eq!(BTreeSet::from([Tier::Promising]), alone.tiers);
    assert_eq!(vec![Condition::Students], alone.answers[0].missing);
    let both = tiers(&[small("A"), small("B")], NOTHING);
    assert_eq!(BTreeSet::from([Tier::Strong, Tier::Promising]), both.tiers);
}

#[test]
fn a_significant_finding_for_the_worse_bars() {
    let worse = |significant| Finding {
        effect: Some(-0.2),
        significant,
        ..full("B")
    };
    let barred = tiers(&[full("A"), worse(Some(true))], NOTHING);
    assert_eq!(
        (BTreeSet::from([Tier::None]), Truth::True),
        (barred.tiers, barred.barred)
    );
    assert_eq!(vec![Condition::NoOffset], barred.answers[0].missing);
    let open = tiers(&[full("A"), worse(None)], NOTHING);
    assert_eq!(
        (BTreeSet::from([Tier::Strong, Tier::None]), Truth::Unknown),
        (open.tiers, open.barred)
    );
    let elsewhere = Finding {
        outcome_domain: "Mathematics".into(),
        ..worse(Some(true))
    };
    let panels = panel::panels(&[full("A"), elsewhere], &Own::default(), &THRESHOLDS);
    assert_eq!(BTreeSet::from([Tier::Strong]), panels[0].essa.tiers);
}

#[test]
fn tier_4_asks_for_both() {
    let weak = Finding {
        significant: Some(false),
        ..full("A")
    };
    let with = |rationale, under_way| tiers(std::slice::from_ref(&weak), Fourth { rationale, under_way }).tiers;
    assert_eq!(BTreeSet::from([Tier::Rationale]), with(Some(true), Some(true)));
    assert_eq!(BTreeSet::from([Tier::None]), with(Some(true), Some(false)));
    assert_eq!(BTreeSet::from([Tier::Rationale, Tier::None]), with(Some(true), None));
    assert_eq!(BTreeSet::from([Tier::Rationale, Tier::None]), with(None, Some(true)));
}

#[test]
fn kraft_crosses_effect_and_cost() {
    let effect = |e| kraft::effect_band(e, &THRESHOLDS.kraft);
    let bands = [
        (-0.01, EffectBand::Negative),
        (0.0, EffectBand::Small),
        (0.049, EffectBand::Small),
        (0.05, EffectBand::Medium),
        (0.199, EffectBand::Medium),
        (0.20, EffectBand::Large),
    ];
    for (e, band) in bands {
        assert_eq!(band, effect(e), "{e}");
    }
    let finding = full("A");
    let costs = |cost| kraft::grade(&[&finding], cost, &THRESHOLDS.kraft).costs;
    assert_eq!(BTreeSet::from([CostBand::Low]), costs(Some(499.0)));
    assert_eq!(BTreeSet::from([CostBand::Moderate]), costs(Some(500.0)));
    assert_eq!(BTreeSet::from([CostBand::High]), costs(Some(4000.0)));
    assert_eq!(3, costs(None).len());
    let grade = kraft::grade(&[&finding], None, &THRESHOLDS.kraft);
    assert!(!grade.cost_bands_verified);
    assert_eq!((Truth::True, Truth::True), (grade.lotteries, grade.broad_tests));
}

#[test]
fn developer_only_needs_to_be_said() {
    let by = |independent| Finding {
        independent,
        ..full("A")
    };
    let only = |finding: Finding| kraft::grade(&[&finding], None, &THRESHOLDS.kraft).developer_only;
    assert_eq!(Truth::True, only(by(Some(false))));
    assert_eq!(Truth::Unknown, only(by(None)));
    assert_eq!(Truth::False, only(by(Some(true))));
}

#[test]
fn the_extent_is_open_when_numbers_are_unsaid() {
    let extent = |findings: &[Finding]| {
        let findings: Vec<&Finding> = findings.iter().collect();
        wwc::grade(&findings, &THRESHOLDS.wwc, Reading::Open).extensive
    };
    let unsaid = |study| Finding {
        students: None,
        classrooms: Some(8.0),
        ..full(study)
    };
    assert_eq!(Truth::True, extent(&[full("A"), full("B")]));
    assert_eq!(Truth::False, extent(&[full("A")]));
    assert_eq!(Truth::True, extent(&[unsaid("A"), unsaid("B")]));
    let few = |study| Finding {
        classrooms: Some(2.0),
        ..unsaid(study)
    };
    assert_eq!(Truth::Unknown, extent(&[few("A"), few("B")]));
}

#[test]
fn a_study_without_a_review_leaves_the_rating_open() {
    let unreviewed = Finding {
        meets_standards: None,
        without_reservations: None,
        ..full("A")
    };
    let grade = wwc::grade(&[&unreviewed], &THRESHOLDS.wwc, Reading::Open);
    assert_eq!(
        BTreeSet::from([Rating::PotentiallyPositive, Rating::Unrated]),
        grade.ratings
    );
}

#[test]
fn significant_but_tiny_divides_the_graders() {
    let tiny = Finding {
        effect: Some(0.03),
        students: Some(40_000.0),
        ..full("A")
    };
    let panel = &panel::panels(&[tiny], &Own::default(), &THRESHOLDS)[0];
    assert_eq!(BTreeSet::from([Stance::For]), panel::of_wwc(&panel.wwc));
    assert_eq!(BTreeSet::from([Stance::Neutral]), panel::of_kraft(&panel.kraft));
    let against: Vec<_> = panel.agreements.iter().filter(|a| a.agree == Truth::False).collect();
    assert_eq!(2, against.len());
    assert!(against.iter().all(|a| a.other == Grader::Kraft));
    let conflict = panel
        .conflicts
        .iter()
        .find(|c| c.matter == Matter::SignificantButTiny)
        .unwrap();
    assert_eq!(
        (Truth::True, vec!["A".to_owned()]),
        (conflict.holds, conflict.studies.clone())
    );
}

#[test]
fn every_matter_shows_where_it_is() {
    let seen = |findings: &[Finding]| -> BTreeSet<Matter> {
        let panels = panel::panels(findings, &Own::default(), &THRESHOLDS);
        panels[0]
            .conflicts
            .iter()
            .filter(|c| c.holds == Truth::True)
            .map(|c| c.matter)
            .collect()
    };
    let with = |change: &dyn Fn(&mut Finding)| {
        let mut finding = full("A");
        change(&mut finding);
        finding
    };
    assert_eq!(BTreeSet::new(), seen(&[full("A")]));
    let cases: Vec<(Matter, Vec<Finding>)> = vec![
        (
            Matter::LargeButNotSignificant,
            vec![with(&|f| f.significant = Some(false))],
        ),
        (Matter::LargeButFewSites, vec![with(&|f| f.schools = Some(1.0))]),
        (Matter::LargeButFewStudents, vec![with(&|f| f.students = Some(40.0))]),
        (Matter::BothWays, vec![full("A"), with(&|f| f.effect = Some(-0.1))]),
        (Matter::DeveloperOnly, vec![with(&|f| f.independent = Some(false))]),
        (Matter::OwnTestsOnly, vec![with(&|f| f.own_test = Some(true))]),
        (
            Matter::GroupWorse,
            vec![
                full("A"),
                with(&|f| {
                    f.subgroup = "English learners".into();
                    f.effect = Some(-0.1);
                }),
            ],
        ),
        (
            Matter::Contradictory,
            vec![full("A"), with(&|f| f.direction = Some(Direction::Worse))],
        ),
    ];
    for (matter, findings) in cases {
        assert_eq!(BTreeSet::from([matter]), seen(&findings));
    }
    let raw = with(&|f| {
        f.design = Some(Comparison::BeforeAfter);
        f.meets_standards = None;
        f.without_reservations = None;
    });
    assert_eq!(BTreeSet::from([Matter::NoComparison]), seen(&[raw]));
}

#[test]
fn settings_are_same_other_or_unknown() {
    let setting = |locale: &str, grade: &str| Setting {
        locales: vec![locale.to_owned()],
        poverty: Vec::new(),
        grades: vec![grade.to_owned()],
    };
    let overlap = panel::overlap(&setting("City", "middle"), &setting("city ", "high"));
    assert_eq!(
        (Likeness::Same, Likeness::Unknown, Likeness::Other),
        (overlap.locale, overlap.poverty, overlap.grades)
    );
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = (Option<T>, T)> {
    (prop::bool::weighted(0.6), prop::sample::select(values)).prop_map(|(said, v)| (said.then(|| v.clone()), v))
}

/// A finding with gaps and the same with the gaps filled in, consistent in itself.
fn pair() -> impl Strategy<Value = (Finding, Finding)> {
    let designs = vec![
        Comparison::Lottery,
        Comparison::Matched,
        Comparison::Statistical,
        Comparison::BeforeAfter,
        Comparison::None,
    ];
    (
        (
            prop::sample::select(vec!["A", "B", "C"]),
            maybe(designs),
            maybe(vec![true, false]),
            maybe(vec![true, false]),
        ),
        maybe(vec![-0.4, -0.1, -0.02, 0.02, 0.1, 0.22, 0.4]),
        maybe(vec![true, false]),
        maybe(vec![100.0, 250.0, 400.0]),
        maybe(vec![1.0, 2.0, 6.0]),
        maybe(vec![2.0, 8.0, 20.0]),
        (
            maybe(vec![true, false]),
            maybe(vec![true, false]),
            prop::bool::weighted(0.15),
            prop::bool::weighted(0.3),
        ),
    )
        .prop_map(
            |((study, design, meets, without), effect, significant, students, schools, classrooms, rest)| {
                let (independent, own_test, group, points) = rest;
                let way = if effect.1 > 0.0 {
                    Direction::Better
                } else {
                    Direction::Worse
                };
                let careful = matches!(design.1, Comparison::Lottery | Comparison::Matched);
                let meets_full = meets.1 && careful;
                let without_full = without.1 && meets_full && design.1 == Comparison::Lottery;
                let filled = Finding {
                    study: study.into(),
                    subgroup: if group { "boys".into() } else { String::new() },
                    design: Some(design.1),
                    meets_standards: Some(meets_full),
                    without_reservations: Some(without_full),
                    effect: Some(effect.1),
                    significant: Some(significant.1),
                    direction: points.then_some(way),
                    students: Some(students.1),
                    schools: Some(schools.1),
                    classrooms: Some(classrooms.1),
                    independent: Some(independent.1),
                    own_test: Some(own_test.1),
                    ..Finding::default()
                };
                let open = Finding {
                    design: design.0,
                    meets_standards: meets.0.map(|_| meets_full),
                    without_reservations: without.0.map(|_| without_full),
                    effect: effect.0,
                    significant: significant.0,
                    students: students.0,
                    schools: schools.0,
                    classrooms: classrooms.0,
                    independent: independent.0,
                    own_test: own_test.0,
                    ..filled.clone()
                };
                (open, filled)
            },
        )
}

/// What is settled with gaps stays so when they are filled.
fn kept(open: Truth, filled: Truth) -> bool {
    open == Truth::Unknown || open == filled
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Filling in what a study did not say never leaves the answers that were possible before.
    #[test]
    fn an_unknown_is_never_a_no(pairs in prop::collection::vec(pair(), 0..6)) {
        let (open, filled): (Vec<Finding>, Vec<Finding>) = pairs.into_iter().unzip();
        let (before, after) = (
            panel::panels(&open, &Own::default(), &THRESHOLDS),
            panel::panels(&filled, &Own::default(), &THRESHOLDS),
        );
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(after.wwc.ratings.is_subset(&before.wwc.ratings), "{:?} {:?}", before.wwc, after.wwc);
            prop_assert_eq!(1, after.wwc.ratings.len());
            prop_assert!(kept(before.wwc.extensive, after.wwc.extensive));
            prop_assert!(after.essa.tiers.is_subset(&before.essa.tiers), "{:?} {:?}", before.essa, after.essa);
            prop_assert!(kept(before.essa.barred, after.essa.barred));
            for (b, a) in before.essa.answers.iter().zip(&after.essa.answers) {
                prop_assert!(kept(b.holds, a.holds), "{:?} {:?}", b, a);
            }
            let empty_or_within = before.kraft.bands.is_superset(&after.kraft.bands);
            prop_assert!(empty_or_within, "{:?} {:?}", before.kraft, after.kraft);
            prop_assert!(kept(before.kraft.lotteries, after.kraft.lotteries) || after.kraft.bands.is_empty());
            prop_assert!(kept(before.kraft.compared, after.kraft.compared));
            prop_assert!(kept(before.kraft.developer_only, after.kraft.developer_only));
            for (b, a) in before.agreements.iter().zip(&after.agreements) {
                prop_assert!(kept(b.agree, a.agree), "{:?} {:?}", before, after);
            }
            let holds = |panel: &panel::Panel, matter| {
                panel.conflicts.iter().find(|c| c.matter == matter).map_or(Truth::False, |c| c.holds)
            };
            for conflict in before.conflicts.iter().chain(&after.conflicts) {
                let matter = conflict.matter;
                prop_assert!(
                    kept(holds(before, matter), holds(after, matter)), "{:?}\n{:#?}\n{:#?}", matter, open, filled
                );
            }
        }
    }
}
