//! Plans: the solver against counting every choice, what must hold in each of them, what a protection costs, what clashes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeSet;

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::judge;
use cleardeck::inventory::Inventory;
use cleardeck::plan::program::{Bound, Program, Unsolved, solve};
use cleardeck::plan::{
    Basis, Candidate, Caps, Column, Condition, Kept, Model, Plan, Setting, Standing, candidates, freed, plan,
};
use cleardeck::rules::RuleSet;
use cleardeck::rules::contract::Move;

use crate::common;
use crate::crowded::crowded;

/// Caps that little fits under.
fn tight(seed: u64) -> Caps {
    Caps {
        hours: Some([1.0, 2.0, 3.0][seed as usize % 3]),
        initiatives: Some([2, 3, 5][seed as usize / 3 % 3]),
        money: [None, Some(400_000.0)][seed as usize / 9 % 2],
    }
}

fn made(set: &RuleSet, initiatives: usize, schools: usize, seed: u64) -> Inventory {
    common::inventory(&crowded(initiatives, schools, seed), set, &mut Sources::default())
}

/// The least that the aims of a program can come to, by going through every choice; nothing where none meets the rows.
fn counted(program: &Program) -> Option<Vec<i64>> {
    let one = |row: &&cleardeck::plan::program::Row| row.bound == Bound::Exactly;
    let groups: Vec<Vec<usize>> = (program.rows.iter().filter(one))
        .map(|row| row.terms.iter().map(|(column, _)| *column).collect())
        .collect();
    let grouped: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let mut axes: Vec<Vec<Option<usize>>> = groups
        .into_iter()
        .map(|group| group.into_iter().map(Some).collect())
        .collect();
    axes.extend(
        (0..program.choices)
            .filter(|c| !grouped.contains(c))
            .map(|c| vec![None, Some(c)]),
    );
    let size: usize = axes.iter().map(Vec::len).product();
    assert!(size <= 2_000_000, "too many choices to go through: {size}");
    let mut best: Option<Vec<i64>> = None;
    'choices: for choice in 0..size {
        let (mut rest, mut held) = (choice, vec![0_i64; program.choices + program.amounts]);
        for axis in &axes {
            if let Some(column) = axis[rest % axis.len()] {
                held[column] = 1;
            }
            rest /= axis.len();
        }
        for row in &program.rows {
            let (mut sum, mut amount) = (0, None);
            for (column, by) in &row.terms {
                if *column < program.choices {
                    sum += by * held[*column];
                } else {
                    amount = Some(*column);
                }
            }
            match (row.bound, amount) {
                (Bound::AtMost, Some(amount)) => held[amount] = (sum - row.by).max(0),
                (Bound::AtMost, None) if sum > row.by => continue 'choices,
                (Bound::AtLeast, _) if sum < row.by => continue 'choices,
                (Bound::Exactly, _) if sum != row.by => continue 'choices,
                _ => {}
            }
        }
        let aims = program.aims.iter();
        let came: Vec<i64> = aims
            .map(|aim| aim.iter().map(|(column, by)| by * held[*column]).sum())
            .collect();
        if best.as_ref().is_none_or(|best| came < *best) {
            best = Some(came);
        }
    }
    best
}

#[test]
fn the_solver_finds_what_counting_every_choice_finds() {
    let set = common::shipped(&mut Sources::default());
    let (mut fit, mut over, mut spread) = (0, 0, 0);
    for seed in 0..240 {
        let inventory = made(&set, 5 + seed as usize % 3, 3, seed);
        let audit = judge(&set, &inventory);
        let model = Model::of(&audit, candidates(&audit, Basis::Provided), tight(seed));
        spread += usize::from(model.columns.iter().any(|column| matches!(column, Column::Placed(..))));
        let mut setting = Setting::default();
        let hard = model.program(&setting);
        match (counted(&hard), solve(&hard, None, 100_000)) {
            (Some(least), Ok(solution)) => {
                assert!(solution.is_proved(), "seed {seed}");
                let came: Vec<i64> = solution.reached.iter().map(|reached| reached.value).collect();
                assert_eq!(came, least, "seed {seed}");
                fit += 1;
            }
            (None, Err(Unsolved::Impossible)) => {
                setting.elastic = true;
                let elastic = model.program(&setting);
                let solution = solve(&elastic, None, 100_000).unwrap();
                assert!(solution.is_proved(), "seed {seed}");
                let came: Vec<i64> = solution.reached.iter().map(|reached| reached.value).collect();
                assert_eq!(came, counted(&elastic).unwrap(), "seed {seed}");
                over += 1;
            }
            (counted, solved) => panic!("seed {seed}: {counted:?} by counting, {solved:?} by the solver"),
        }
    }
    assert!(
        fit >= 40 && over >= 100 && spread >= 30,
        "{fit} fit, {over} do not, {spread} spread"
    );
}

/// The move of every candidate.
fn moves(plan: &Plan) -> Vec<Move> {
    let each = plan.model.candidates.iter().zip(&plan.found.ways);
    each.map(|(candidate, way)| candidate.ways[*way].movement).collect()
}

/// What must hold in a plan, worked out from the inventory and the shares of the rules anew.
fn holds(inventory: &Inventory, plan: &Plan, ways: &[usize], lifted: &[usize]) {
    let all = &plan.model.candidates;
    let moved: Vec<Move> = all
        .iter()
        .zip(ways)
        .map(|(candidate, way)| candidate.ways[*way].movement)
        .collect();
    let runs = |n: usize| Candidate::runs(moved[n]);
    for (n, candidate) in all.iter().enumerate() {
        if candidate.kept.is_some() && !lifted.contains(&candidate.place) {
            assert_eq!(
                moved[n],
                Move::GoOn,
                "{} is kept",
                inventory.initiatives[candidate.place].name
            );
        }
        for on in candidate.requires.iter().filter(|on| !all[**on].proposed) {
            assert!(!runs(n) || runs(*on), "{n} runs without {on}");
        }
        if let Some(partner) = candidate.ways[ways[n]].partner {
            assert!(matches!(moved[partner], Move::GoOn | Move::Reduce | Move::Spread));
        }
    }
    for goal in 0..inventory.goals.len() {
        let serving: Vec<usize> = (0..all.len())
            .filter(|n| all[*n].goals.contains(&goal) && !all[*n].proposed)
            .collect();
        assert!(
            serving.is_empty() || serving.iter().any(|n| runs(*n)),
            "goal {goal} is served no longer"
        );
    }
    let loss = |n: usize| -> i64 {
        let way = all[n].ways[ways[n]];
        match way.movement {
            _ if way.steps == 0 || all[n].proposed => 0,
            Move::Reduce => 50,
            Move::Pause | Move::End | Move::Postpone => 100,
            Move::GoOn | Move::Merge | Move::Spread => 0,
        }
    };
    let at = |n: usize, school: usize| {
        all[n]
            .asks
            .at
            .iter()
            .find(|(s, _)| *s == school)
            .map_or(0, |(_, part)| *part)
    };
    let lost: Vec<i64> = (0..inventory.schools.len())
        .map(|school| (0..all.len()).map(|n| at(n, school) * loss(n) / 100).sum())
        .collect();
    let running: Vec<i64> = (0..inventory.schools.len())
        .map(|school| {
            (0..all.len())
                .filter(|n| !all[*n].proposed)
                .map(|n| at(n, school))
                .sum()
        })
        .collect();
    for (lost, running) in lost.iter().zip(&running) {
        assert!(2 * lost <= *running, "a school loses {lost} of {running}");
    }
    let (all_lost, all_running): (i64, i64) = (lost.iter().sum(), running.iter().sum());
    let poverty = |school: &cleardeck::inventory::School| -> f64 { school.given[0].written.trim().parse().unwrap() };
    for band in 0..4 {
        let inside = |school: &usize| {
            let poverty = poverty(&inventory.schools[*school]);
            [0.25, 0.5, 0.75].iter().filter(|limit| poverty > **limit).count() == band
        };
        let of = |values: &[i64]| -> i64 { (0..values.len()).filter(inside).map(|school| values[school]).sum() };
        let (own_lost, own_running) = (of(&lost) as f64, of(&running) as f64);
        let share = own_running / all_running.max(1) as f64;
        // a share in whole hundredths, so one hundredth of what is lost is room
        let most = share * all_lost as f64 + 0.1 * own_running + 0.01 * all_lost as f64;
        assert!(
            own_lost <= most + 1e-6,
            "band {band} loses {own_lost}, no more than {most} of {own_running}"
        );
    }
}

#[test]
fn what_must_hold_holds_in_every_plan() {
    let set = common::shipped(&mut Sources::default());
    let mut departing = 0;
    for seed in 300..340 {
        let inventory = made(&set, 14, 6, seed);
        let audit = judge(&set, &inventory);
        for basis in [Basis::Settled, Basis::Provided] {
            let found = plan(&audit, basis, tight(seed), &[]).unwrap();
            holds(&inventory, &found, &found.found.ways, &[]);
            for other in &found.alternatives {
                holds(&inventory, &found, &other.found.ways, &[]);
                assert!(!other.changes.is_empty());
            }
            for (candidate, movement) in found.model.candidates.iter().zip(moves(&found)) {
                let verdict = &audit.verdicts[candidate.place];
                if basis == Basis::Settled && movement != Move::GoOn {
                    assert!(verdict.is_settled(), "seed {seed}");
                }
            }
            let steps = found.found.value(cleardeck::plan::Aim::Steps).unwrap();
            departing += usize::from(steps > 0);
        }
    }
    assert!(departing >= 10, "{departing} plans ask for more than the answers do");
}

#[test]
fn lifting_a_protection_changes_the_plan_as_its_price_says() {
    use cleardeck::plan::Aim::{Excess, Gain, Steps};
    let set = common::shipped(&mut Sources::default());
    let (mut priced, mut cost) = (0, 0);
    for seed in 400..425 {
        let inventory = made(&set, 9, 4, seed);
        let audit = judge(&set, &inventory);
        let base = plan(&audit, Basis::Provided, tight(seed), &[]).unwrap();
        for price in base.prices.iter().filter(|price| price.proved) {
            let Condition::Kept(n) = price.of else { continue };
            let place = base.model.candidates[n].place;
            let other = plan(&audit, Basis::Provided, tight(seed), &[place]).unwrap();
            holds(&inventory, &other, &other.found.ways, &[place]);
            let came = |plan: &Plan, aim| plan.found.value(aim).unwrap_or_default();
            let less = [Excess, Gain, Steps].map(|aim| came(&base, aim) - came(&other, aim));
            assert_eq!(
                [price.excess, price.gain, price.steps],
                less,
                "seed {seed}, {}",
                inventory.initiatives[place].name
            );
            assert!(less >= [0, 0, 0], "lifting makes nothing worse");
            priced += 1;
            cost += usize::from(!price.is_nothing());
        }
    }
    assert!(priced >= 40 && cost >= 10, "{priced} priced, {cost} at a cost");
}

#[test]
fn what_clashes_is_named_and_any_one_of_it_is_enough_to_lift() {
    let set = common::shipped(&mut Sources::default());
    let line = |id: &str, hours: u32| {
        format!(
            "  - {{ id: {id}, name: {id}, scope: {{ since: 2015-08, schools: [A] }}, contract: {{ mandate: yes }}, money: {{ hours_per_teacher_week: {hours} }} }}\n"
        )
    };
    let text = format!(
        "format: 1\nas_of: 2026-06-15\ndistrict: {{ name: Small }}\nschools:\n  - {{ id: A, name: Ash, grades: K-5 }}\n  - {{ id: B, name: Birch, grades: K-5 }}\ninitiatives:\n{}{}  - {{ id: tiny, name: tiny, scope: {{ since: 2015-08, schools: [B] }}, contract: {{ mandate: yes }}, money: {{ hours_per_teacher_week: 1 }} }}\n",
        line("first", 3),
        line("second", 2),
    );
    let inventory = common::inventory(&text, &set, &mut Sources::default());
    let audit = judge(&set, &inventory);
    let caps = Caps {
        hours: Some(4.0),
        initiatives: Some(6),
        money: None,
    };
    let found = plan(&audit, Basis::Provided, caps, &[]).unwrap();
    assert_eq!(found.standing, Standing::Over);
    assert_eq!(found.clashes.len(), 1);
    let clash = &found.clashes[0];
    assert_eq!((clash.cap, clash.amount), (Condition::Hours(0), (400, 500)));
    let named: Vec<usize> = (clash.with.iter())
        .map(|condition| match condition {
            Condition::Kept(n) => found.model.candidates[*n].place,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(named, [0, 1]);
    for place in named {
        let lifted = plan(&audit, Basis::Provided, caps, &[place]).unwrap();
        assert_eq!(lifted.standing, Standing::Fits);
    }
    let other = plan(&audit, Basis::Provided, caps, &[2]).unwrap();
    assert_eq!(
        other.standing,
        Standing::Over,
        "what has nothing to do with it helps nothing"
    );
}

#[test]
fn what_is_named_as_a_clash_cannot_hold_together_and_none_of_it_can_be_spared() {
    let set = common::shipped(&mut Sources::default());
    let mut clashes = 0;
    for seed in 500..530 {
        let inventory = made(&set, 10, 4, seed);
        let audit = judge(&set, &inventory);
        let found = plan(&audit, Basis::Provided, tight(seed), &[]).unwrap();
        for clash in found.clashes.iter().filter(|clash| !clash.with.is_empty()) {
            let named: BTreeSet<Condition> = clash.with.iter().copied().chain([clash.cap]).collect();
            let all = found.model.conditions();
            let possible = |held: &BTreeSet<Condition>| {
                let setting = Setting {
                    lifted: all.difference(held).copied().collect(),
                    ..Setting::default()
                };
                counted(&found.model.program(&setting)).is_some()
            };
            // going through every choice of ten initiatives takes long
            if clashes < 12 && small(&found.model) {
                assert!(!possible(&named), "seed {seed}");
                for one in &clash.with {
                    let mut fewer = named.clone();
                    fewer.remove(one);
                    assert!(possible(&fewer), "seed {seed}: {one:?} can be spared");
                }
                clashes += 1;
            }
        }
    }
    assert!(clashes >= 5, "{clashes} clashes");
}

/// Whether every choice of a model can be gone through.
fn small(model: &Model) -> bool {
    let ways: usize = model.candidates.iter().map(|candidate| candidate.ways.len()).product();
    let placed = model
        .columns
        .iter()
        .filter(|column| matches!(column, Column::Placed(..)))
        .count();
    ways << placed <= 300_000
}

#[test]
fn a_large_district_gets_a_plan_its_proof_or_its_gap_and_the_same_each_time() {
    let set = common::shipped(&mut Sources::default());
    let inventory = made(&set, 200, 60, 7);
    let audit = judge(&set, &inventory);
    let caps = Caps {
        hours: Some(12.0),
        initiatives: Some(14),
        money: Some(14_000_000.0),
    };
    let first = plan(&audit, Basis::Provided, caps, &[]).unwrap();
    holds(&inventory, &first, &first.found.ways, &[]);
    assert!(
        first.found.is_proved()
            || first
                .found
                .reached
                .iter()
                .any(|(_, reached)| reached.bound < reached.value)
    );
    assert!(first.model.candidates.len() > 150 && !first.prices.is_empty() && !first.alternatives.is_empty());
    let again = plan(&audit, Basis::Provided, caps, &[]).unwrap();
    assert_eq!(first.found, again.found);
    assert_eq!((first.prices, first.alternatives), (again.prices, again.alternatives));
}

#[test]
fn nothing_is_freed_before_a_contract_ends_or_once_notice_is_missed() {
    let set = common::shipped(&mut Sources::default());
    let of = |contract: &str, money: &str| {
        let text = format!(
            "format: 1\nas_of: 2026-06-15\ndistrict: {{ name: Small }}\nschools: [ {{ id: A, name: Ash, grades: K-5 }} ]\ninitiatives:\n  - {{ id: x, name: X, scope: {{ since: 2015-08, schools: [A] }}, contract: {{ {contract} }}, money: {{ {money} }} }}\n"
        );
        let inventory = common::inventory(&text, &set, &mut Sources::default());
        let audit = judge(&set, &inventory);
        let model = Model::of(&audit, candidates(&audit, Basis::Provided), tight(0));
        let mut way = model.candidates[0].ways[0];
        way.movement = Move::End;
        let freed = freed(&audit, &model, &model.candidates[0], &way).unwrap();
        let day = |day: Option<cleardeck::Date>| day.map_or_else(String::new, |day| day.to_string());
        (
            freed.each_year,
            freed.once,
            day(freed.from),
            day(freed.notice_by),
            freed.notice_missed,
        )
    };
    let (year, day) = (Some(64_000.0), |text: &str| text.to_owned());
    let money = "per_year: 64000";
    for (contract, expected) in [
        ("mandate: no", (year, None, day("2026-07-01"), day(""), false)),
        (
            "ends: 2027-06-30, notice_months: 3, auto_renews: yes",
            (year, None, day("2027-06-30"), day("2027-03-30"), false),
        ),
        (
            "ends: 2026-08-31, notice_months: 3, auto_renews: yes",
            (year, None, day(""), day("2026-05-31"), true),
        ),
        (
            "ends: 2026-08-31, notice_months: 3, auto_renews: no",
            (year, None, day("2026-08-31"), day(""), false),
        ),
        ("binding: yes", (year, None, day(""), day(""), false)),
    ] {
        assert_eq!(of(contract, money), expected, "{contract}");
    }
    let total = of("mandate: no", "total: 500000");
    assert_eq!(
        (total.0, total.1),
        (None, Some(500_000.0)),
        "what is known in all is freed once"
    );
    // what has money of its own is freed until that ends, where nothing secured follows
    for (funding, expected) in [
        ("funding_ends: 2026-05-31, funding_after: none", (None, None)),
        ("funding_ends: 2026-05-31, funding_after: sought", (None, None)),
        ("funding_ends: 2026-07-01", (None, None)),
        ("funding_ends: 2026-09-12, funding_after: none", (None, Some(12_800.0))),
        ("funding_ends: 2030-06-30, funding_after: none", (None, year)),
        ("funding_ends: 2026-05-31, funding_after: secured", (year, None)),
        (
            "funding_ends: { at_least: 2026-09-12 }, funding_after: none",
            (year, None),
        ),
    ] {
        let freed = of("mandate: no", &format!("per_year: 64000, {funding}"));
        assert_eq!((freed.0, freed.1), expected, "{funding}");
    }
    assert_eq!(
        of("mandate: no", "students: 4").0,
        None,
        "what nobody wrote down is no saving"
    );
}

#[test]
fn only_what_is_settled_moves_in_the_plan_by_what_is_settled() {
    let set = common::shipped(&mut Sources::default());
    let text = common::file("examples/riverbend/inventory.yaml");
    let inventory = common::inventory(&text, &set, &mut Sources::default());
    let audit = judge(&set, &inventory);
    let settled = candidates(&audit, Basis::Settled);
    let provided = candidates(&audit, Basis::Provided);
    let unsettled = settled
        .iter()
        .filter(|candidate| candidate.kept == Some(Kept::Unsettled))
        .count();
    assert!(unsettled > 0 && provided.iter().all(|candidate| candidate.kept != Some(Kept::Unsettled)));
    let free = |all: &[Candidate]| all.iter().filter(|candidate| candidate.kept.is_none()).count();
    assert!(free(&settled) < free(&provided));
}
