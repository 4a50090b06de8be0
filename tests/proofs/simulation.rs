//! Pilots whose true effect is known: how often the wrong thing is recommended, and how often intervals hold the truth.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../../examples/simulation.rs"]
mod pilots;

use cleardeck::statistics::Test;
use pilots::{Dice, coverage, recommended, shipped};

#[test]
fn what_has_no_effect_is_hardly_ever_scaled_and_what_has_one_never_stopped() {
    let set = shipped().unwrap();
    let mut dice = Dice(3);
    for schools in [2, 6, 10] {
        for years in [1, 3, 4] {
            let counts = recommended(&set, (schools, years), 0.0, 500, &mut dice);
            let scaled = counts.get("scale").copied().unwrap_or_default();
            assert!(scaled < 5, "{schools} schools, {years} years: {counts:?}");
            if schools == 2 || years == 1 {
                assert_eq!(scaled, 0, "{schools} schools, {years} years: {counts:?}");
            }
            let counts = recommended(&set, (schools, years), 0.2, 200, &mut dice);
            assert!(
                !counts.contains_key("stop"),
                "{schools} schools, {years} years: {counts:?}"
            );
        }
    }
    // what works, in many schools over years, is more often scaled or spread than anything else
    let counts = recommended(&set, (10, 4), 0.2, 200, &mut dice);
    let grown = counts.get("scale").unwrap_or(&0) + counts.get("spread").unwrap_or(&0);
    assert!(grown > 150, "{counts:?}");
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let mut dice = Dice(4);
    for schools in [3, 5, 10] {
        for between in [0.0, 0.1, 0.3] {
            let (held, _) = coverage(schools, Test::KnappHartung, between, 4000, &mut dice);
            assert!((held - 0.95).abs() < 0.02, "{schools} schools, {between}: {held}");
            // the multiplier of at least 1 only widens
            let (held, _) = coverage(schools, Test::KnappHartungAdHoc, between, 2000, &mut dice);
            assert!(held > 0.93, "{schools} schools, {between}: {held}");
        }
    }
}
