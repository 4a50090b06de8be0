//! What must hold for any rows, and what must be refused.

use cleardeck_statistics::{
    Correction, Estimator, LEVEL, Levels, Note, PoolError, Pooled, Row, Test, egger_classical, egger_mixed,
    leave_one_out, pool, pool_at, pool_groups, probability_above, regress, robust, shrink, trim_and_fill,
};
use proptest::prelude::*;

fn rows(pairs: &[(f64, f64)]) -> Vec<Row> {
    pairs
        .iter()
        .map(|&(effect, variance)| Row { effect, variance })
        .collect()
}

fn any_rows(least: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((-1.0..1.0_f64, 0.002..0.4_f64), least..14).prop_map(|pairs| rows(&pairs))
}

/// Rows with some numbers twice, and an order for them.
fn shuffled(least: usize) -> impl Strategy<Value = (Vec<Row>, Vec<usize>)> {
    any_rows(least).prop_flat_map(|mut rows| {
        let twice = rows[0];
        rows.push(twice);
        let order: Vec<usize> = (0..rows.len()).collect();
        (Just(rows), Just(order).prop_shuffle())
    })
}

fn every() -> impl Iterator<Item = (Estimator, Test)> {
    Estimator::ALL
        .into_iter()
        .flat_map(|estimator| Test::ALL.into_iter().map(move |test| (estimator, test)))
}

fn pick<T: Copy>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|i| values[*i]).collect()
}

fn near(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-7 * scale.abs().max(a.abs()).max(b.abs())
}

fn same_but_moved(a: &Pooled, b: &Pooled, shift: f64, factor: f64) -> bool {
    let (se, square) = (a.se * factor, factor * factor);
    let spread = square * (a.tau2 + a.se * a.se * a.k as f64);
    near(a.estimate * factor + shift, b.estimate, se)
        && near(se, b.se, se)
        && near(a.tau2 * square, b.tau2, spread)
        && near(a.i2, b.i2, 1.0)
        && near(a.q, b.q, 1.0)
        && near(a.ci.low * factor + shift, b.ci.low, se)
        && a.prediction
            .is_none_or(|p| near(p.high * factor + shift, b.prediction.unwrap().high, se))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_changes_no_digit((rows, order) in shuffled(3), cut in 2_usize..5) {
        let moved = pick(&rows, &order);
        for (estimator, test) in every() {
            let (a, mut b) = (pool(&rows, estimator, test), pool(&moved, estimator, test));
            if let (Ok(a), Ok(b)) = (&a, &mut b) {
                prop_assert_eq!(pick(&a.weights, &order), b.weights.clone());
                b.weights.clone_from(&a.weights);
            }
            prop_assert_eq!(a, b);
        }
        let column: Vec<f64> = (0..rows.len()).map(|i| (i * i % 7) as f64 + 2000.0).collect();
        prop_assert_eq!(
            regress(&rows, std::slice::from_ref(&column), Estimator::Reml, Test::KnappHartung, LEVEL),
            regress(&moved, &[pick(&column, &order)], Estimator::Reml, Test::KnappHartung, LEVEL)
        );
        prop_assert_eq!(
            egger_mixed(&rows, Estimator::Reml, Test::Z, LEVEL),
            egger_mixed(&moved, Estimator::Reml, Test::Z, LEVEL)
        );
        prop_assert_eq!(egger_classical(&rows, LEVEL), egger_classical(&moved, LEVEL));
        let fill = |rows: &[Row]| trim_and_fill(rows, Estimator::DerSimonianLaird, Test::Z, LEVEL)
            .map(|filled| (filled.missing, filled.pooled.estimate, filled.pooled.se));
        prop_assert_eq!(fill(&rows), fill(&moved));
        let groups: Vec<usize> = (0..rows.len()).map(|i| i % cut).collect();
        let renamed: Vec<usize> = pick(&groups, &order).into_iter().map(|group| 90 - group).collect();
        for levels in [Levels::Groups, Levels::GroupsAndRows] {
            prop_assert_eq!(
                pool_groups(&rows, &groups, levels, LEVEL),
                pool_groups(&moved, &renamed, levels, LEVEL)
            );
        }
        for correction in [Correction::Cr1, Correction::Cr2] {
            prop_assert_eq!(
                robust(&rows, &groups, 0.02, 0.01, correction),
                robust(&moved, &renamed, 0.02, 0.01, correction)
            );
        }
    }

    #[test]
    fn shift_and_scale_carry_through(rows in any_rows(2), shift in -50.0..50.0_f64, factor in 0.01..100.0_f64) {
        let moved: Vec<Row> = rows.iter().map(|row| Row {
            effect: row.effect * factor + shift * factor,
            variance: row.variance * factor * factor,
        }).collect();
        for (estimator, test) in every() {
            let (a, b) = (pool(&rows, estimator, test).unwrap(), pool(&moved, estimator, test).unwrap());
            prop_assert!(same_but_moved(&a, &b, shift * factor, factor), "{:?} {:?}", a, b);
        }
        let groups: Vec<usize> = (0..rows.len()).map(|i| i % 2).collect();
        let a = pool_groups(&rows, &groups, Levels::Groups, LEVEL).unwrap();
        let b = pool_groups(&moved, &groups, Levels::Groups, LEVEL).unwrap();
        let square = factor * factor;
        prop_assert!(near(a.estimate * factor + shift * factor, b.estimate, a.se * factor));
        prop_assert!(near(a.between * square, b.between, (a.between + a.se * a.se) * square * 100.0));
    }

    #[test]
    fn a_row_of_no_weight_changes_nothing(rows in any_rows(3), effect in -1.0..1.0_f64) {
        // estimators that count rows (DL, PM, HS and so on) do change: one more degree of freedom
        let mut more = rows.clone();
        more.push(Row { effect, variance: 1e15 });
        for estimator in [Estimator::EqualEffects, Estimator::Reml, Estimator::MaximumLikelihood] {
            let (a, b) = (pool(&rows, estimator, Test::Z).unwrap(), pool(&more, estimator, Test::Z).unwrap());
            prop_assert!((a.estimate - b.estimate).abs() < 1e-6, "{:?} {:?}", a, b);
            prop_assert!((a.se - b.se).abs() < 1e-6 && (a.tau2 - b.tau2).abs() < 1e-6, "{:?} {:?}", a, b);
            prop_assert!(b.notes.contains(&Note::VariancesFarApart));
        }
    }

    #[test]
    fn parts_hang_together(rows in any_rows(2), bar in -1.0..1.0_f64) {
        for (estimator, test) in every() {
            let fit = pool(&rows, estimator, test).unwrap();
            prop_assert!((fit.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(fit.ci.low < fit.estimate && fit.estimate < fit.ci.high);
            prop_assert!((0.0..=100.0).contains(&fit.i2) && (0.0..=1.0).contains(&fit.p));
            if let Some(prediction) = fit.prediction {
                prop_assert!(prediction.low <= fit.ci.low && prediction.high >= fit.ci.high);
                let above = probability_above(&fit, bar).unwrap();
                prop_assert!((0.0..=1.0).contains(&above));
                prop_assert!((probability_above(&fit, prediction.low).unwrap() - 0.975).abs() < 1e-9);
            }
            for (row, shrunk) in rows.iter().zip(shrink(&rows, &fit).unwrap()) {
                let (low, high) = (row.effect.min(fit.estimate), row.effect.max(fit.estimate));
                prop_assert!(low - 1e-12 <= shrunk.estimate && shrunk.estimate <= high + 1e-12);
            }
        }
        let wide = pool_at(&rows, Estimator::Reml, Test::T, 0.99).unwrap();
        let narrow = pool_at(&rows, Estimator::Reml, Test::T, 0.5).unwrap();
        prop_assert!(wide.ci.low < narrow.ci.low && narrow.ci.high < wide.ci.high);
    }

    #[test]
    fn groups_of_one_row_are_the_plain_model(rows in any_rows(3)) {
        let groups: Vec<usize> = (0..rows.len()).collect();
        let plain = pool(&rows, Estimator::Reml, Test::Z).unwrap();
        let grouped = pool_groups(&rows, &groups, Levels::Groups, LEVEL).unwrap();
        if plain.notes.is_empty() {
            prop_assert!(near(plain.tau2, grouped.between, 1e-3), "{:?} {:?}", plain, grouped);
            prop_assert!(near(plain.se, grouped.se, plain.se));
        }
        prop_assert_eq!(pool_groups(&rows, &groups, Levels::GroupsAndRows, LEVEL), Err(PoolError::Inseparable));
    }

    #[test]
    fn no_grid_point_is_likelier_than_the_groups_found(rows in any_rows(4), cut in 2_usize..4) {
        let groups: Vec<usize> = (0..rows.len()).map(|i| i % cut).collect();
        if rows.len() > cut {
            let free = pool_groups(&rows, &groups, Levels::GroupsAndRows, LEVEL).unwrap();
            let tied = pool_groups(&rows, &groups, Levels::Groups, LEVEL).unwrap();
            prop_assert!(free.log_likelihood >= tied.log_likelihood - 1e-10);
            let flat: Vec<Row> = rows.iter().map(|row| Row { variance: row.variance + free.within, ..*row }).collect();
            let again = pool_groups(&flat, &groups, Levels::Groups, LEVEL).unwrap();
            prop_assert!((again.log_likelihood - free.log_likelihood).abs() < 1e-9);
            prop_assert!(near(again.estimate, free.estimate, free.se));
        }
    }
}

#[test]
fn what_cannot_be_pooled_is_refused() {
    let of = |pairs: &[(f64, f64)]| pool(&rows(pairs), Estimator::Reml, Test::Z).map(|fit| fit.estimate);
    assert_eq!(of(&[]), Err(PoolError::NoRows));
    assert_eq!(of(&[(0.1, 0.01), (0.2, 0.0)]), Err(PoolError::ZeroVariance { row: 1 }));
    assert_eq!(of(&[(0.1, 1e-320)]), Err(PoolError::ZeroVariance { row: 0 }));
    assert_eq!(
        of(&[(0.1, -0.01), (0.2, 0.01)]),
        Err(PoolError::NegativeVariance { row: 0 })
    );
    assert_eq!(of(&[(f64::NAN, 0.01)]), Err(PoolError::NotFinite { row: 0 }));
    assert_eq!(
        of(&[(0.1, 0.01), (0.1, f64::INFINITY)]),
        Err(PoolError::NotFinite { row: 1 })
    );
    assert_eq!(of(&[(1e200, 0.01), (-1e200, 0.01)]), Err(PoolError::OutOfRange));
    let huge = rows(&[(1e200, 0.01), (-1e200, 0.01), (0.0, 0.01)]);
    assert!(pool_groups(&huge, &[1, 1, 2], Levels::GroupsAndRows, LEVEL).is_err());
    assert!(robust(&huge, &[1, 1, 2], 0.0, 0.0, Correction::Cr2).is_err());
    let equal = rows(&[(0.1, 0.01), (0.1, 0.02), (0.1, 0.01)]);
    assert_eq!(
        robust(&equal, &[1, 1, 2], 0.0, 0.0, Correction::Cr1),
        Err(PoolError::NoSpread)
    );
    let two = rows(&[(0.1, 0.01), (0.3, 0.02)]);
    assert_eq!(
        pool_at(&two, Estimator::Reml, Test::Z, 1.0),
        Err(PoolError::OutOfDomain)
    );
    assert_eq!(
        pool_at(&two, Estimator::Reml, Test::Z, f64::NAN),
        Err(PoolError::OutOfDomain)
    );
    let three = rows(&[(0.1, 0.01), (0.3, 0.02), (0.2, 0.01)]);
    let fit = |columns: &[Vec<f64>]| regress(&three, columns, Estimator::Reml, Test::Z, LEVEL).map(|fit| fit.tau2);
    assert_eq!(fit(&[]), Err(PoolError::Shape));
    assert_eq!(fit(&[vec![1.0, 2.0]]), Err(PoolError::Shape));
    assert_eq!(fit(&[vec![4.0, 4.0, 4.0]]), Err(PoolError::Collinear));
    assert_eq!(fit(&[vec![1.0, f64::NAN, 4.0]]), Err(PoolError::NotFinite { row: 1 }));
    assert_eq!(
        fit(&[vec![1.0, 2.0, 4.0], vec![0.0, 1.0, 0.0]]),
        Err(PoolError::TooFewRows { needed: 4 })
    );
    let four = rows(&[(0.1, 0.01), (0.3, 0.02), (0.2, 0.01), (0.0, 0.02)]);
    let columns = [vec![1.0, 2.0, 4.0, 5.0], vec![3.0, 5.0, 9.0, 11.0]];
    assert_eq!(
        regress(&four, &columns, Estimator::Reml, Test::Z, LEVEL),
        Err(PoolError::Collinear)
    );
    let grouped = |groups: &[usize]| pool_groups(&four, groups, Levels::Groups, LEVEL).map(|fit| fit.k);
    assert_eq!(grouped(&[1, 1, 1, 1]), Err(PoolError::TooFewGroups { needed: 2 }));
    assert_eq!(grouped(&[1, 2]), Err(PoolError::Shape));
    assert_eq!(
        robust(&four, &[1, 1, 2, 2], -1.0, 0.0, Correction::Cr2),
        Err(PoolError::OutOfDomain)
    );
    assert!(matches!(
        leave_one_out(&two[..1], Estimator::Reml, Test::Z, LEVEL),
        Err(PoolError::TooFewRows { needed: 2 })
    ));
}

#[test]
fn hartung_knapp_needs_spread() {
    let close = rows(&[(0.1, 0.01), (0.12, 0.02), (0.09, 0.015), (0.11, 0.01), (0.1, 0.03)]);
    let knapp = pool(&close, Estimator::Reml, Test::KnappHartung).unwrap();
    let guarded = pool(&close, Estimator::Reml, Test::KnappHartungAdHoc).unwrap();
    assert_eq!(knapp.notes, [Note::EffectsNearlyEqual, Note::TauIntervalEmpty]);
    assert_eq!(guarded.notes, [Note::TauIntervalEmpty]);
    assert!(guarded.se > 10.0 * knapp.se);
    let equal = rows(&[(0.1, 0.01), (0.1, 0.02), (0.1, 0.015)]);
    assert_eq!(
        pool(&equal, Estimator::Reml, Test::KnappHartung),
        Err(PoolError::NoSpread)
    );
    for estimator in Estimator::ALL {
        let fit = pool(&equal, estimator, Test::KnappHartungAdHoc).unwrap();
        assert!(fit.tau2 < 1e-30 && (fit.estimate - 0.1).abs() < 1e-15, "{fit:?}");
    }
}

#[test]
fn one_row_says_so() {
    let one = rows(&[(0.2, 0.01)]);
    for (estimator, test) in every() {
        let fit = pool(&one, estimator, test).unwrap();
        assert_eq!(fit.notes, [Note::OneRow]);
        assert_eq!((fit.tau2_se, fit.tau2_ci, fit.df), (None, None, None));
        assert_eq!(probability_above(&fit, 0.1), None);
    }
}

#[test]
fn the_interval_of_tau2_has_no_ceiling() {
    let two = rows(&[(-0.3, 0.01), (0.4, 0.01)]);
    let fit = pool(&two, Estimator::Reml, Test::Z).unwrap();
    // Q(t) = 0.7^2 / (2 (0.01 + t)); R: 0.245 / qchisq(.025, 1) - 0.01
    assert!((fit.tau2_ci.unwrap().high - 249.463276081319).abs() < 1e-9);
    assert!((fit.tau2 - 0.235).abs() < 1e-13);
}
