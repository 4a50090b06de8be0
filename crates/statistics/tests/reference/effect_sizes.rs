//! Effect sizes against published examples, metafor 3.8 (R 4.2) and the findings of the What Works Clearinghouse.
use cleardeck_statistics::effect_size::{
    Caveat, Clusters, Coefficient, Continuity, EffectError, EffectSize, Group, LogOdds, Meaning, Precision, Quantity,
    Share, Way, corrected_test, from_clusters, from_coefficient, from_counts, from_difference, from_f,
    from_gain_difference, from_gain_score, from_means, from_p, from_percentiles, from_pre_post, from_proportions,
    from_t, lay, standard_error_from_interval, standard_error_from_t_interval, two_sided_p,
};
use proptest::prelude::*;

fn near(expected: f64, got: f64) {
    let scale = expected.abs().max(1e-3);
    assert!((expected - got).abs() < 1e-9 * scale, "expected {expected}, got {got}");
}

fn is(expected: (f64, f64), got: &EffectSize) {
    near(expected.0, got.g);
    near(expected.1, got.variance.unwrap());
}

fn group(mean: f64, sd: f64, n: f64) -> Group {
    Group { mean, sd, n }
}

/// Normand 1999, length of stay in nine hospitals: `escalc(measure = "SMD", vtype = "LS")`, exact J.
#[test]
fn means_as_metafor_on_normand_1999() {
    let table = [
        (
            [155., 55., 47., 156., 75., 64.],
            (-0.355_169_640_940_107, 0.013_064_675_541_529_7),
        ),
        (
            [31., 27., 7., 32., 29., 4.],
            (-0.347_940_022_739_099, 0.064_468_876_098_856_7),
        ),
        (
            [75., 64., 17., 71., 119., 29.],
            (-2.317_569_160_163_73, 0.045_812_110_280_182_8),
        ),
        (
            [18., 66., 20., 18., 137., 48.],
            (-1.887_982_252_936_847, 0.160_617_735_936_173_5),
        ),
        (
            [8., 14., 8., 13., 18., 11.],
            (-0.383_964_141_169_701, 0.205_433_278_392_224_2),
        ),
        (
            [57., 19., 7., 52., 18., 4.],
            (0.172_148_669_069_591, 0.036_910_570_000_361_9),
        ),
        (
            [34., 52., 45., 33., 41., 34.],
            (0.272_052_073_852_932, 0.060_267_125_836_432_7),
        ),
        (
            [110., 21., 16., 183., 31., 27.],
            (-0.424_596_271_894_261, 0.014_863_038_419_332_7),
        ),
        (
            [60., 30., 27., 52., 23., 20.],
            (0.289_556_230_080_755, 0.036_271_734_158_054_5),
        ),
    ];
    for ([n1, m1, sd1, n2, m2, sd2], expected) in table {
        is(expected, &from_means(group(m1, sd1, n1), group(m2, sd2, n2)).unwrap());
    }
}

/// Borenstein, Hedges, Higgins & Rothstein 2009, chapter 4: d = 0.5970, J = 0.9923, g = 0.5924; Vd = 0.0418 with d.
#[test]
fn means_as_in_borenstein_2009() {
    let got = from_means(group(103.0, 5.5, 50.0), group(100.0, 4.5, 50.0)).unwrap();
    assert!((got.d - 0.5970).abs() < 5e-5 && (got.g - 0.5924).abs() < 5e-5);
    assert!((got.variance.unwrap() - 0.0418).abs() < 5e-5);
    is((0.592_439_623_034_787, 0.041_754_923_534_708), &got);
}

/// The table of `esc_2x2` (R package esc): `escalc` with OR, OR2DN, OR2DL and RD; those have no small-sample J.
#[test]
fn shares_as_metafor() {
    let cox = from_counts((30.0, 80.0), (40.0, 85.0), LogOdds::Cox, Continuity::Refuse).unwrap();
    near(-0.393_042_588_107_609_1, cox.log_odds_ratio);
    near(0.100_555_555_555_555_6, cox.log_odds_ratio_se.powi(2));
    near(-0.238_207_629_157_337_7, cox.effect.d);
    let j = cox.effect.g / cox.effect.d;
    near(0.036_935_006_631_976_3, cox.effect.variance.unwrap() / (j * j));
    near(-0.095_588_235_294_117_64, cox.risk_difference);
    near(0.005_860_686_889_375_13, cox.risk_difference_se.powi(2));
    let logistic = from_proportions(
        Share { share: 0.375, n: 80.0 },
        Share {
            share: 40.0 / 85.0,
            n: 85.0,
        },
        LogOdds::Logistic,
        Continuity::Refuse,
    )
    .unwrap();
    near(-0.216_695_735_956_192_2, logistic.effect.d);
    near(0.030_565_223_732_105_2, logistic.effect.variance.unwrap() / (j * j));
}

/// `escalc(measure = "OR", add = 1/2, to = "only0")`.
#[test]
fn an_empty_cell_is_refused_or_said() {
    let counts = |continuity| from_counts((0.0, 20.0), (5.0, 20.0), LogOdds::Cox, continuity);
    assert_eq!(Err(EffectError::NoOdds), counts(Continuity::Refuse));
    let added = counts(Continuity::AddHalf).unwrap();
    near(-2.677_480_135_017_53, added.log_odds_ratio);
    near(2.295_114_798_655_32, added.log_odds_ratio_se.powi(2));
    near(-0.25, added.risk_difference);
    assert_eq!(vec![Caveat::Continuity], added.effect.caveats);
    assert_eq!(Vec::<Caveat>::new(), {
        let whole = from_counts((3.0, 20.0), (5.0, 20.0), LogOdds::Cox, Continuity::AddHalf);
        whole.unwrap().effect.caveats
    });
}

/// `escalc` with d = t sqrt(1/n1 + 1/n2) and R's `qt`.
#[test]
fn test_statistics_as_in_r() {
    let expected = (0.736_829_217_605_316_8, 0.096_032_414_399_076_3);
    is(expected, &from_t(2.5, 20.0, 25.0).unwrap());
    is(expected, &from_f(6.25, Way::Better, 20.0, 25.0).unwrap());
    let worse = (-0.661_523_727_728_554_6, 0.094_862_373_803_865_4);
    is(worse, &from_p(0.03, Way::Worse, 20.0, 25.0).unwrap());
    near(0.03, two_sided_p(2.244_494_761_888_297_8, 43.0).unwrap());
    let tiny = from_p(1e-20, Way::Better, 20.0, 25.0).unwrap();
    near(17.027_617_377_144_5, tiny.d / (1.0_f64 / 20.0 + 1.0 / 25.0).sqrt());
    assert_eq!(0.0, from_p(1.0, Way::Better, 20.0, 25.0).unwrap().g);
}

/// R, by the formulas of the WWC supplement to handbook 4.1.
#[test]
fn a_coefficient_with_any_precision() {
    let coefficient = |precision| Coefficient {
        value: 4.2,
        precision,
        outcome_sd: 15.0,
        n_with: 120.0,
        n_without: 130.0,
        covariates: 3.0,
    };
    let expected = (0.279_141_835_398_240_1, 0.008_870_131_854_518_248);
    let given = [
        Precision::StandardError(1.4),
        Precision::T(3.0),
        Precision::P(0.002_978_375_357_485_10),
    ];
    for precision in given {
        is(expected, &from_coefficient(&coefficient(precision)).unwrap());
    }
    let unsaid = from_coefficient(&coefficient(Precision::Unsaid)).unwrap();
    assert_eq!(vec![Caveat::UnadjustedVariance], unsaid.caveats);
    assert!(unsaid.variance.unwrap() > expected.1);
    assert!(from_coefficient(&coefficient(Precision::T(-3.0))).is_err());
    assert!(from_coefficient(&coefficient(Precision::T(0.0))).is_err());
}

/// R, by the formulas in the module; a simulation of 20,000 studies (N = 200, 10 clusters, icc 0.2, effect 0.5) gave
/// a mean g of 0.499 and a variance of 0.0983, against 0.0970 from the formula.
#[test]
fn clusters_as_in_r() {
    let clusters = |icc| Clusters {
        n_with: 200.0,
        n_without: 200.0,
        average_size: 20.0,
        icc,
    };
    let got = from_clusters(0.5, &clusters(0.2)).unwrap();
    near(231.657_587_548_638_02, got.df.unwrap());
    near(0.495_203_120_601_300_7, got.d);
    is((0.493_597_860_858_913_9, 0.048_525_859_849_493_05), &got);
    let test = corrected_test(2.5, &clusters(0.2)).unwrap();
    near(1.130_141_332_084_515, test.t);
    near(0.259_585_439_776_394, test.p);
    near(4.8, clusters(0.2).design_effect().unwrap());
    // without correlation, a plain difference
    let plain = from_clusters(0.5, &clusters(0.0)).unwrap();
    near(from_difference(0.5, 1.0, 200.0, 200.0).unwrap().g, plain.g);
    near(398.0, plain.df.unwrap());
}

/// `escalc(measure = "SMCR")`.
#[test]
fn a_change_of_one_group_is_a_description() {
    let got = from_pre_post(22.0, 26.0, 5.0, 0.7, 60.0).unwrap();
    is((0.789_779_963_647_820_5, 0.015_197_936_591_496_3), &got);
    assert_eq!(Meaning::Description, got.meaning);
    is(
        (-0.443_103_623_112_567_4, 0.086_544_694_027_182_8),
        &from_pre_post(12.0, 10.5, 3.2, 0.4, 15.0).unwrap(),
    );
    let moved = from_percentiles(50.0, 56.0).unwrap();
    near(0.150_969_215_496_777, moved.g);
    assert_eq!((Meaning::Description, None), (moved.meaning, moved.variance));
    let grown = from_gain_score(12.0, 16.0).unwrap();
    assert_eq!(
        (0.75, Meaning::Description, None),
        (grown.g, grown.meaning, grown.variance)
    );
}

#[test]
fn a_difference_of_gains_is_an_effect() {
    let got = from_gain_difference((12.0, 60.0), (9.0, 70.0), 15.0, Some(0.5)).unwrap();
    let plain = from_difference(3.0, 15.0, 60.0, 70.0).unwrap();
    assert_eq!(Meaning::Effect, got.meaning);
    is((plain.g, plain.variance.unwrap()), &got);
    let unsaid = from_gain_difference((12.0, 60.0), (9.0, 70.0), 15.0, None).unwrap();
    assert_eq!(vec![Caveat::UnadjustedVariance], unsaid.caveats);
}

#[test]
fn standard_errors_from_intervals_as_in_r() {
    near(
        0.112_246_960_523_424,
        standard_error_from_interval(-0.02, 0.42, 0.95).unwrap(),
    );
    near(
        0.107_400_523_807_581,
        standard_error_from_t_interval(-0.02, 0.42, 0.95, 28.0).unwrap(),
    );
    assert_eq!(
        Err(EffectError::OutOfOrder(Quantity::Limit)),
        standard_error_from_interval(0.42, -0.02, 0.95)
    );
}

#[test]
fn translations_say_what_they_are() {
    let index = lay::improvement_index(0.25).unwrap();
    near(9.870_632_568_292_37, index.value);
    assert_eq!(lay::Unit::PercentilePoints, index.unit);
    let table = [0.02, 0.10, 0.19, 0.27, 0.36, 0.45, 0.53, 0.62, 0.70, 0.79, 0.88, 0.96];
    for (g, months) in [
        (0.0, 0.0),
        (0.019, 0.0),
        (0.02, 1.0),
        (0.18, 2.0),
        (0.19, 3.0),
        (-0.3, -4.0),
        (2.0, 12.0),
    ] {
        assert_eq!(months, lay::months(g, &table).unwrap().value, "{g}");
    }
    assert!(lay::months(0.1, &[]).is_err());
    assert!(lay::months(0.1, &[0.2, 0.1]).is_err());
    near(50.0, lay::percent_of_year(0.2, 0.4).unwrap().value);
    assert!(lay::percent_of_year(0.2, 0.0).is_err());
}

#[test]
fn wrong_numbers_have_typed_errors() {
    let good = group(10.0, 2.0, 30.0);
    let few = from_means(group(10.0, 2.0, 1.0), good);
    assert!(
        matches!(
            few,
            Err(EffectError::TooFew {
                what: Quantity::Students,
                ..
            })
        ),
        "{few:?}"
    );
    let flat = from_means(group(10.0, 0.0, 30.0), good);
    assert_eq!(Err(EffectError::NotPositive(Quantity::StandardDeviation, 0.0)), flat);
    let nan = from_means(group(f64::NAN, 2.0, 30.0), good);
    assert_eq!(Err(EffectError::NotANumber(Quantity::Mean)), nan);
    let zero = from_p(0.0, Way::Better, 20.0, 20.0);
    assert_eq!(Err(EffectError::NoInformation(0.0)), zero);
    for icc in [-0.1, 1.1] {
        let clusters = Clusters {
            n_with: 50.0,
            n_without: 50.0,
            average_size: 10.0,
            icc,
        };
        let got = from_clusters(0.2, &clusters);
        assert!(
            matches!(
                got,
                Err(EffectError::OutOfRange {
                    what: Quantity::Icc,
                    ..
                })
            ),
            "{got:?}"
        );
    }
    let one_cluster_each = Clusters {
        n_with: 50.0,
        n_without: 50.0,
        average_size: 50.0,
        icc: 1.0,
    };
    assert_eq!(Err(EffectError::TooClustered), from_clusters(0.2, &one_cluster_each));
    assert!(from_percentiles(0.0, 50.0).is_err());
    assert!(from_pre_post(1.0, 2.0, 1.0, 1.2, 30.0).is_err());
    assert_eq!(
        "the number of students is 1; at least 2 is needed",
        few.unwrap_err().to_string()
    );
}

proptest! {
    /// No input makes a panic, a number that is none, or a negative variance.
    #[test]
    fn any_input_gives_a_sound_result_or_an_error(
        a in prop::num::f64::ANY, b in prop::num::f64::ANY, c in -2.0..3.0_f64, n in -1.0..500.0_f64, m in 0.0..500.0_f64,
    ) {
        let clusters = Clusters { n_with: n, n_without: m, average_size: c * 10.0, icc: c };
        let coefficient = Coefficient {
            value: a, precision: Precision::P(c), outcome_sd: b, n_with: n, n_without: m, covariates: 1.0,
        };
        let share = |share| Share { share, n };
        let all = [
            from_means(group(a, b, n), group(c, 1.0, m)),
            from_difference(a, b, n, m),
            from_t(a, n, m),
            from_f(a, Way::Worse, n, m),
            from_p(c, Way::Better, n, m),
            from_coefficient(&coefficient),
            from_clusters(a, &clusters),
            from_pre_post(a, c, b, c, n),
            from_gain_score(a, b),
            from_percentiles(a, c),
            from_gain_difference((a, n), (c, m), b, Some(c)),
            from_proportions(share(c), share(0.5), LogOdds::Cox, Continuity::AddHalf).map(|s| s.effect),
        ];
        for effect in all.into_iter().flatten() {
            prop_assert!(effect.g.is_finite() && effect.d.is_finite());
            prop_assert!(effect.variance.is_none_or(|v| v.is_finite() && v >= 0.0));
        }
    }

    /// The t of two groups and their means give the same effect.
    #[test]
    fn t_and_means_agree(difference in -3.0..3.0_f64, sd in 0.5..5.0_f64, n in 3.0..200.0_f64, m in 3.0..200.0_f64) {
        let by_means = from_means(group(difference, sd, n), group(0.0, sd, m)).unwrap();
        let by_t = from_t(difference / sd / (1.0 / n + 1.0 / m).sqrt(), n, m).unwrap();
        prop_assert!((by_means.g - by_t.g).abs() < 1e-9);
    }
}
