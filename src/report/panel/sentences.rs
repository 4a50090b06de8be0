//! What is said of results in sentences: each is chosen by the numbers that stand in it, so that none can be printed
//! over others. Their texts stand in `templates/evidence/words.yaml`.

use crate::report::evidence::words;
use crate::rules::{grouped, with_capital};
use crate::truth::Number;

use super::view::{NextView, PooledView};

/// The headline: what the results come to. A word that the numbers beside it do not bear out is not said.
pub(super) fn headline(word: &str, pooled: Option<&PooledView>, directions: (usize, usize)) -> String {
    let said = match (word, pooled) {
        ("better", Some(p)) if p.low > 0.0 => "better",
        ("worse", Some(p)) if p.high < 0.0 => "worse",
        ("none", Some(p)) if p.is_none() && p.low > 0.0 => "too-small",
        ("none", Some(p)) if p.is_none() => "none",
        ("better" | "worse" | "none" | "likely", None) => "stated",
        ("likely", Some(p)) if p.effect > 0.0 => "likely",
        ("inconclusive", Some(_)) => "inconclusive",
        ("inconclusive", None) => match directions {
            (up, 0) if up > 0 => "points-up",
            (0, down) if down > 0 => "points-down",
            _ => "inconclusive",
        },
        ("mixed" | "not-measured", _) => word,
        _ => "open",
    };
    filled(
        said,
        &[("word", word.to_owned()), ("uncertain", words("results", "uncertain"))],
    )
}

/// The headline where only levels are told.
pub(super) fn of_levels() -> String {
    words("results", "levels")
}

/// Sentences about the measured schools and about one more, the most important first.
pub(super) fn sentences(pooled: &PooledView) -> Vec<String> {
    let mut all = vec![measured(pooled), average(pooled)];
    if pooled.is_open() {
        all.extend(pooled.needed.map(|needed| {
            let values = [
                ("excluded", plain(pooled.excluded)),
                ("needed", Number::nearest(needed).map_or_else(String::new, grouped)),
            ];
            filled("needed", &values)
        }));
    }
    all.push(next(pooled));
    all
}

/// The first of them, with what the average comes to and no other interval than its own.
pub(super) fn lead(pooled: &PooledView) -> String {
    format!("{} {}", measured(pooled), average_of(pooled, true))
}

/// How many of the measured schools did better.
fn measured(p: &PooledView) -> String {
    let (all_better, all_worse) = (p.better == p.schools, p.worse == p.schools);
    let id = match (p.alone, p.schools) {
        (true, 1) if all_better => "one-better",
        (true, 1) if all_worse => "one-worse",
        (true, 1) => "one-not-better",
        (true, _) if p.better > 0 => "one-row-better",
        (true, _) if p.worse > 0 => "one-row-worse",
        (true, _) => "one-row-not-better",
        (false, 2) if all_better => "both-better",
        (false, 2) if all_worse => "both-worse",
        (false, _) if all_better => "all-better",
        (false, _) if all_worse => "all-worse",
        (false, _) => "some-better",
    };
    let values = [
        ("outcome", on(&p.outcome)),
        ("schools", counted(p.schools)),
        ("better", counted(p.better)),
    ];
    with_capital(&filled(id, &values))
}

/// Where the true average of the measured schools lies, and what that comes to.
fn average(p: &PooledView) -> String {
    average_of(p, false)
}

fn average_of(p: &PooledView, short: bool) -> String {
    let months = match &p.months {
        Some((months, unit)) if *months != 0.0 && p.low * p.high > 0.0 => {
            let values = [("months", counted(months.abs() as usize)), ("unit", unit.clone())];
            let id = if p.low > 0.0 { "months" } else { "months-less" };
            filled(id, &values)
        }
        _ => String::new(),
    };
    let id = if p.low > 0.0 {
        if p.effect < p.bar {
            "average-small-gain"
        } else {
            "average-gain"
        }
    } else if p.high < 0.0 {
        if p.effect > -p.bar {
            "average-small-loss"
        } else {
            "average-loss"
        }
    } else if p.is_none() {
        "average-none"
    } else if p.narrow.1 < p.excluded {
        "average-no-benefit"
    } else if p.narrow.0 > -p.excluded {
        "average-no-loss"
    } else {
        "average-open"
    };
    let values = [
        ("average", words("results", "average")),
        ("likely", words("results", "likely-between")),
        ("effect", signed(p.effect)),
        ("low", signed(p.low)),
        ("high", signed(p.high)),
        ("narrow_low", signed(p.narrow.0)),
        ("narrow_high", signed(p.narrow.1)),
        ("narrow_level", format!("{:.0}", p.narrow_level)),
        ("bar", plain(p.bar)),
        ("excluded", plain(p.excluded)),
        ("months", months),
        ("level", format!("{:.0}", p.level)),
    ];
    let shorter = format!("{id}-lead");
    match short && words("results", &shorter) != shorter {
        true => filled(&shorter, &values),
        false => filled(id, &values),
    }
}

/// What one more school may expect.
fn next(p: &PooledView) -> String {
    let one_more = |next: &NextView| {
        let id = if next.low > 0.0 {
            "next-gain"
        } else if next.high < 0.0 {
            "next-loss"
        } else if next.gain {
            "next-likely"
        } else {
            "next-uncertain"
        };
        let values = [
            ("likely", words("results", "likely-between")),
            ("nth", ordinal(p.schools + 1)),
            ("low", signed(next.low)),
            ("high", signed(next.high)),
            ("level", format!("{:.0}", p.level)),
        ];
        filled(id, &values)
    };
    let few = || filled("next-not-told", &[("few", counted(p.few as usize + 1))]);
    p.next.as_ref().map_or_else(few, one_more)
}

fn filled(id: &str, values: &[(&str, String)]) -> String {
    let mut text = words("results", id);
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

fn on(outcome: &str) -> String {
    match outcome {
        "" => words("results", "against"),
        outcome => filled("on", &[("outcome", outcome.to_lowercase())]),
    }
}

/// An effect with its sign and two decimals, more where two would be 0.
fn signed(effect: f64) -> String {
    let two = format!("{effect:+.2}");
    match two.as_str() {
        "+0.00" | "-0.00" if effect.abs() >= 0.0005 => format!("{effect:+.3}"),
        "+0.00" | "-0.00" => "0.00".to_owned(),
        _ => two,
    }
}

fn plain(number: f64) -> String {
    format!("{number:.2}")
}

/// A count in words where it has one.
fn counted(count: usize) -> String {
    words("numbers", &count.to_string())
}

fn ordinal(place: usize) -> String {
    let id = place.to_string();
    let word = words("ordinals", &id);
    if word == id { words("ordinals", "more") } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_so_that_their_side_of_zero_is_seen() {
        let written = [0.004, -0.0042, 0.0001, 0.13, -0.2].map(signed);
        assert_eq!(written, ["+0.004", "-0.004", "0.00", "+0.13", "-0.20"]);
        assert_eq!(
            (counted(8), counted(80), ordinal(9), ordinal(81)),
            (
                "eight".to_owned(),
                "80".to_owned(),
                "a ninth school".to_owned(),
                "one more school".to_owned()
            )
        );
    }
}
