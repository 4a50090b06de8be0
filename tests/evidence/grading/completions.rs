//! The Clearinghouse's rating against every completion counted one by one, and of very many open studies.
use super::graders::THRESHOLDS;
use cleardeck::evidence::grade::Finding;
use cleardeck::evidence::grade::wwc::{self, Rating, Reading};
use cleardeck::truth::Truth;

/// Counts every completion one by one; the quick way must give the same.
#[test]
fn the_ratings_are_those_of_every_completion() {
    use std::collections::BTreeSet as Set;
    use wwc::Characterisation as C;
    let kinds = [
        (
            Truth::True,
            Truth::Unknown,
            vec![C::SignificantPositive, C::Indeterminate],
        ),
        (
            Truth::True,
            Truth::True,
            vec![C::SubstantialNegative, C::SignificantPositive],
        ),
        (Truth::Unknown, Truth::False, vec![C::SignificantNegative]),
        (Truth::True, Truth::True, vec![C::Indeterminate]),
        (
            Truth::Unknown,
            Truth::Unknown,
            vec![C::SubstantialPositive, C::SignificantNegative],
        ),
        (
            Truth::True,
            Truth::False,
            vec![C::SignificantPositive, C::SubstantialNegative],
        ),
        (Truth::True, Truth::True, vec![C::SignificantNegative]),
    ];
    let study = |(counts, strong, shows): &(Truth, Truth, Vec<C>)| wwc::StudyEffect {
        study: String::new(),
        counts: *counts,
        without_reservations: *strong,
        shows: shows.iter().copied().collect(),
        mean: None,
        without_effect: 0,
    };
    // every choice of up to five kinds, each several times
    for choice in 0..7_usize.pow(4) {
        let places = [choice % 7, choice / 7 % 7, choice / 49 % 7, choice / 343 % 7];
        let studies: Vec<_> = places.iter().map(|n| study(&kinds[*n])).collect();
        let mut completions = vec![Vec::new()];
        for study in &studies {
            let mut options = Vec::new();
            for shows in &study.shows {
                for strong in [true, false] {
                    if study.without_reservations != (!strong).into() {
                        options.push(Some((*shows, strong)));
                    }
                }
            }
            if study.counts == Truth::Unknown {
                options.push(None);
            }
            completions = completions
                .into_iter()
                .flat_map(|held: Vec<Option<(C, bool)>>| {
                    let longer = |option: &Option<(C, bool)>| held.iter().copied().chain([*option]).collect();
                    options.iter().map(longer).collect::<Vec<Vec<_>>>()
                })
                .collect();
        }
        let by_hand: Set<Rating> = completions.iter().map(|c| rated(c)).collect();
        assert_eq!(wwc::rate(&studies, &THRESHOLDS.wwc), by_hand, "{places:?}");
    }
}

/// The rule as `tests/data/wwc/README.md` writes it.
fn rated(studies: &[Option<(wwc::Characterisation, bool)>]) -> Rating {
    use wwc::Characterisation as C;
    let count = |test: &dyn Fn(C, bool) -> bool| studies.iter().flatten().filter(|(c, s)| test(*c, *s)).count();
    let p = count(&|c, _| c > C::Indeterminate);
    let n = count(&|c, _| c < C::Indeterminate);
    let i = count(&|c, _| c == C::Indeterminate);
    let top = |kind: C| count(&|c, _| c == kind) >= 2 && count(&|c, strong| c == kind && strong) >= 1;
    if p + n + i == 0 {
        Rating::Unrated
    } else if top(C::SignificantPositive) && n == 0 {
        Rating::Positive
    } else if top(C::SignificantNegative) && p == 0 {
        Rating::Negative
    } else if p >= 1 && n == 0 && i <= p {
        Rating::PotentiallyPositive
    } else if p + n == 0 {
        Rating::NoDiscernible
    } else if (p >= 1 && n >= 1 && n <= p) || i > p + n {
        Rating::Mixed
    } else {
        Rating::PotentiallyNegative
    }
}

/// A table of blanks must not keep anybody waiting.
#[test]
fn many_open_studies_are_rated_at_once() {
    let open = |n: usize, meets: Option<bool>| -> Vec<Finding> {
        let one = |n: usize| Finding {
            study: n.to_string(),
            meets_standards: meets,
            ..Finding::default()
        };
        (0..n).map(one).collect()
    };
    for meets in [None, Some(true)] {
        let findings = open(2_000, meets);
        let findings: Vec<&Finding> = findings.iter().collect();
        let ratings = wwc::grade(&findings, &THRESHOLDS.wwc, Reading::Open).ratings;
        assert!(Rating::RATED.iter().all(|rating| ratings.contains(rating)));
    }
}
