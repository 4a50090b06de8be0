//! The pictures: what a title says are the numbers of its own picture, whatever an inventory says, and nothing is drawn of
//! what nobody knows. The numbers are read off the page, as a reader would count them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::audit;
use cleardeck::report::{Audience, Depth, Edition, Html, Markdown, View};

/// What is tried of one initiative.
#[derive(Clone, Debug)]
struct Tried {
    kind: Option<&'static str>,
    schools: Option<Vec<usize>>,
    hours: Option<u8>,
    level: [Option<&'static str>; 3],
    fidelity: Option<f64>,
    goals: Option<Vec<usize>>,
    results: Vec<(usize, bool)>,
}

fn tried() -> impl Strategy<Value = Tried> {
    let kinds = ["curriculum", "student-support", "policy-change", "assessment-system"];
    let level = || prop::option::weighted(0.4, select(vec!["weak", "partial", "strong"]));
    let some = |of: usize| prop::collection::vec(0..of, 0..=of);
    let known = prop::option::weighted(0.8, select(kinds.to_vec()));
    let results = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec((0..5_usize, any::<bool>()), 1..6)
    ];
    (
        known,
        prop::option::weighted(0.8, some(5)),
        prop::option::of(0..4_u8),
        [level(), level(), level()],
        prop::option::of(select(vec![0.2, 0.95])),
        prop::option::of(some(3)),
        results,
    )
        .prop_map(|(kind, schools, hours, level, fidelity, goals, results)| Tried {
            kind,
            schools,
            hours,
            level,
            fidelity,
            goals,
            results,
        })
}

/// An inventory with so many schools and goals; `quiet` says of nothing more than that it is there.
fn written(initiatives: &[Tried], schools: usize, goals: usize, quiet: bool) -> String {
    let mut text = "format: 1\nas_of: 2026-06-15\n".to_owned();
    for n in 0..goals {
        text += if n == 0 { "plan:\n  goals:\n" } else { "" };
        text += &format!("    - {{ id: G{n}, name: Goal & {n} }}\n");
    }
    for n in 0..schools {
        text += if n == 0 { "schools:\n" } else { "" };
        let locale = ["city", "suburb", "town", "rural", "city"][n];
        text += &format!("  - {{ id: S{n}, name: Ward {n}, locale: {locale}, poverty: 0.{n}9 }}\n");
    }
    text += "initiatives:\n";
    for (n, tried) in initiatives.iter().enumerate() {
        text += &format!("  - id: i{n}\n    name: Program & {n}\n");
        if quiet {
            continue;
        }
        let named = |letter, list: &[usize], of| {
            let list: BTreeSet<&usize> = list.iter().filter(|n| **n < of).collect();
            list.iter()
                .map(|n| format!("{letter}{n}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if let Some(kind) = tried.kind {
            text += &format!("    kind: {kind}\n");
        }
        if let Some(list) = &tried.schools {
            let list = named("S", list, schools);
            text += &match list.is_empty() {
                true => "    scope: { since: 2019-08 }\n".to_owned(),
                false => format!("    scope: {{ since: 2019-08, schools: [{list}] }}\n"),
            };
        }
        if let Some(hours) = tried.hours {
            text += &format!("    money: {{ hours_per_teacher_week: {hours} }}\n");
        }
        let drivers = ["competency", "organization", "leadership"]
            .into_iter()
            .zip(tried.level);
        let drivers: Vec<String> = drivers
            .filter_map(|(name, level)| Some(format!("{name}: {{ level: {} }}", level?)))
            .collect();
        if !drivers.is_empty() {
            text += &format!("    drivers: {{ {} }}\n", drivers.join(", "));
        }
        match tried.fidelity {
            Some(share) => text += &format!("    implementation: {{ in_use: yes, fidelity: {share} }}\n"),
            None => text += "    implementation: { in_use: yes }\n",
        }
        if let Some(list) = &tried.goals {
            text += &format!("    goals: [{}]\n", named("G", list, goals));
        }
        for (place, (school, good)) in tried.results.iter().filter(|(s, _)| *s < schools).enumerate() {
            text += if place == 0 { "    results:\n" } else { "" };
            let effect = if *good { "0.4" } else { "-0.01" };
            text += &format!(
                "      - {{ school: S{school}, year: {}, measure: reading, effect: {effect}, se: 0.05, students: 300, comparison: matched }}\n",
                2020 + place
            );
        }
    }
    text
}

/// The text between two signs, from the first place on.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

/// A picture on a page.
struct Figure<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
}

fn figures(html: &str) -> Vec<Figure<'_>> {
    let parts = html.split("<figure class=\"picture\" id=\"p-").skip(1);
    parts
        .map(|part| {
            let text = part.split_once("</figure>").unwrap().0;
            let (id, _) = text.split_once('"').unwrap();
            let title = between(text, "<h3 ", "</h3>").split_once('>').unwrap().1;
            Figure { id, title, text }
        })
        .collect()
}

impl<'a> Figure<'a> {
    fn rows(&self) -> Vec<&'a str> {
        self.text.split("<tr><th scope=\"row\">").skip(1).collect()
    }

    /// Asserts that the title begins by saying how many of how many.
    fn says(&self, some: usize, all: usize, part: bool) {
        let of = if part { "of the" } else { "of" };
        let begins = match (some, all) {
            (_, 1) => "The one ".to_owned(),
            (0, _) => format!("None of the {all} "),
            _ if some == all => format!("All {all} "),
            _ => format!("{some} {of} {all} "),
        };
        assert!(self.title.starts_with(&begins), "{begins}… is said as {}", self.title);
        let denied = [" not ", " no "].iter().any(|word| self.title.contains(word));
        assert_eq!(denied, all == 1 && some == 0, "{}", self.title);
    }
}

/// How long a bar is, in percent.
fn length(bar: &str) -> f64 {
    between(bar, "width=\"", "%").parse().unwrap()
}

fn read_load(figure: &Figure<'_>, schools: usize) {
    let rows = figure.rows();
    assert_eq!(rows.len(), schools, "each school stands in it once");
    let count = |state: &str| rows.iter().filter(|r| r.contains(state)).count();
    let (over, within) = (
        count("> more than the rules allow<"),
        count("> within what the rules allow<"),
    );
    assert_eq!(count("> not known whether"), schools - over - within);
    assert!(over + within > 0, "nothing is known of it");
    figure.says(over, over + within, over + within < schools);
    assert_eq!(
        figure.title.contains(" of which it is known"),
        over + within < schools,
        "{}",
        figure.title
    );
    for row in rows {
        let limit: f64 = between(row, "<line class=\"cap\" x1=\"", "%").parse().unwrap();
        let sure = row.split_once("<rect class=\"sure").map_or(0.0, |(_, bar)| length(bar));
        let may = row.split_once("<rect class=\"may").map_or(0.0, |(_, bar)| length(bar));
        assert!(sure + may <= 100.05, "{row}");
        assert_eq!(
            row.contains("> more than the rules allow<"),
            sure > limit + 0.05,
            "{row}"
        );
        assert_eq!(row.contains("> within what"), sure + may <= limit + 0.1, "{row}");
    }
}

fn read_goals(figure: &Figure<'_>, goals: usize) {
    let rows = figure.rows();
    assert_eq!(rows.len(), goals);
    let counts: Vec<usize> = rows
        .iter()
        .map(|r| between(r, "<span>", "</span>").parse().unwrap())
        .collect();
    let named: Vec<usize> = rows.iter().map(|r| r.matches("<a href=\"#i-").count()).collect();
    assert_eq!(counts, named);
    figure.says(counts.iter().filter(|n| **n > 0).count(), goals, false);
    let most = *counts.iter().max().unwrap();
    for (row, count) in rows.iter().zip(counts) {
        let long = row.split_once("<rect").map_or(0.0, |(_, bar)| length(bar));
        assert!((long - 100.0 * count as f64 / most.max(1) as f64).abs() < 0.1, "{row}");
    }
}

fn read_drivers(figure: &Figure<'_>) {
    let of = between(figure.text, "For how many of ", " ").parse::<usize>().unwrap();
    let count = |row: &str, state: &str| {
        let parts = between(row, "<span class=\"parts\">", "<").split(", ");
        let found = parts.filter_map(|part| part.strip_suffix(state)?.trim().parse::<usize>().ok());
        found.sum::<usize>()
    };
    let mut weak = Vec::new();
    for row in figure.rows() {
        let [w, p, s, open] = ["weak", "partial", "strong", "not known"].map(|state| count(row, state));
        assert_eq!(w + p + s + open, of, "{row}");
        assert!(open < of, "a bar of which nothing is known: {row}");
        weak.push((w, of - open, row.split_once('<').unwrap().0));
        let bars: f64 = row.split("<rect ").skip(1).map(length).sum();
        assert!((bars - 100.0).abs() < 0.3, "{row}");
    }
    let most = weak.iter().map(|(w, _, _)| *w).max().unwrap();
    let those: Vec<_> = weak.iter().filter(|(w, _, _)| *w == most).collect();
    let initiatives = |n| if n == 1 { "initiative" } else { "initiatives" };
    match those[..] {
        _ if most == 0 => assert!(figure.title.starts_with("No driver or lever is known to be weak for")),
        [(_, known, name)] => {
            let which = if *known < of { " of which it is known" } else { "" };
            let the = if *known < of { "the " } else { "" };
            let title = format!(
                "Most often weak: {name}, for {most} of {the}{known} {}{which}",
                initiatives(*known)
            );
            assert_eq!(figure.title, title);
        }
        _ => {
            let title = format!("Most often weak, for {most} {} each: {}", initiatives(most), those[0].2);
            assert!(figure.title.starts_with(&title), "{}", figure.title);
        }
    }
}

fn read_replication(figure: &Figure<'_>) {
    let grids: Vec<&str> = figure.text.split("<div class=\"grid-one\">").skip(1).collect();
    let kinds = |grid: &&&str| {
        let said = between(grid, "<p class=\"note\">", "</p>");
        let after = said
            .split_once(", in ")
            .map(|(_, after)| after.split_once(' ').unwrap().0);
        after.is_some_and(|n| n.parse::<usize>().unwrap() > 1)
    };
    let (all, several) = (grids.len(), grids.iter().filter(kinds).count());
    figure.says(several, all, true);
}

fn read_map(figure: &Figure<'_>) {
    let (mut by_results, mut both, mut open, mut blocks, mut in_place) = (0, 0, 0, 0, 0);
    for row in figure.text.split("<div class=\"evidence-row\">").skip(1) {
        let evidence = between(row, "<h4>", " <span");
        let mut inside = 0;
        for cell in row.split("<div class=\"implementation is-").skip(1) {
            let points = cell.matches("<li>").count();
            assert!(points > 0, "an empty field: {cell}");
            assert_eq!(points, cell.matches("<a href=\"#i-").count());
            inside += points;
            let implementation = cell.split_once('"').unwrap().0;
            let better = matches!(evidence, "Proven" | "Better results");
            match (evidence, implementation) {
                ("Building block", "in-place") => in_place += points,
                (_, "in-place") if better => both += points,
                (_, "in-place" | "unknown") if better || evidence == "Evidence not known" => open += points,
                _ => {}
            }
        }
        assert_eq!(between(row, "<span class=\"count\">", "<"), inside.to_string());
        let of = if evidence == "Building block" {
            &mut blocks
        } else {
            &mut by_results
        };
        *of += inside;
    }
    if by_results == 0 {
        return figure.says(in_place, blocks, false);
    }
    figure.says(both, by_results, true);
    let may = figure
        .title
        .split_once("; ")
        .map_or(0, |(_, may)| may.split_once(' ').unwrap().0.parse().unwrap());
    assert!(may == open || by_results == 1, "{}", figure.title);
    assert_eq!(figure.title.contains(" known "), open > 0, "{}", figure.title);
}

/// Reads every picture of a page; gives the names of those that are there.
fn read(html: &str, schools: usize, goals: usize) -> Vec<String> {
    let figures = figures(html);
    assert_eq!(html.contains("id=\"pictures\""), !figures.is_empty());
    assert_eq!(html.contains("href=\"#pictures\""), !figures.is_empty());
    for figure in &figures {
        match figure.id {
            "map" => read_map(figure),
            "initiatives" | "hours" => read_load(figure, schools),
            "goals" => read_goals(figure, goals),
            "drivers" => read_drivers(figure),
            "replication" => read_replication(figure),
            other => panic!("{other} is read by nobody"),
        }
    }
    figures.iter().map(|f| f.id.to_owned()).collect()
}

#[test]
fn titles_say_the_numbers_of_their_pictures() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut seen: Vec<String> = Vec::new();
    let mut bare = 0;
    let mut runner = TestRunner::deterministic();
    let strategy = (prop::collection::vec(tried(), 1..14), 0..6_usize, 0..4_usize, 0..8_u8);
    for _ in 0..80 {
        let (initiatives, schools, goals, dice) = strategy.new_tree(&mut runner).unwrap().current();
        let text = written(&initiatives, schools, goals, dice == 0);
        let inventory = common::inventory(&text, &set, &mut sources);
        let view = View::of(&audit(&set, &inventory), &sources, Depth::Decisions, Audience::Internal).unwrap();
        let html = Html.text(&view, Edition::Audit, None).unwrap();
        let found = read(&html, schools, goals);
        let markdown = Markdown::default().text(&view, Edition::Audit, None).unwrap();
        for figure in figures(&html) {
            let title = figure.title.replace("&amp;", "&");
            assert!(markdown.contains(&format!("### {title}")), "{title}");
        }
        bare += usize::from(found.is_empty());
        // with six initiatives no school carries more than six, wherever they are
        let few = found == ["initiatives"] && initiatives.len() <= 6;
        assert!(dice > 0 || found.is_empty() || few, "drawn of nothing: {found:?}");
        seen.extend(found);
    }
    for (picture, least) in [
        ("map", 40),
        ("initiatives", 20),
        ("hours", 7),
        ("goals", 25),
        ("drivers", 40),
        ("replication", 25),
    ] {
        let times = seen.iter().filter(|s| *s == picture).count();
        assert!(times >= least, "{picture} only {times} times");
    }
    assert!(bare >= 4, "{bare}");
}

#[test]
fn a_bare_list_has_no_section_of_pictures() {
    let inventory = ["audit", "examples/wake/inventory.yaml"];
    for form in ["html", "markdown"] {
        let (code, out, err) = common::run(&[&inventory[..], &["--format", form]].concat(), "");
        assert_eq!(code, 0, "{err}");
        assert!(
            out.contains("One by one") && !out.contains("What the numbers show"),
            "{form}"
        );
    }
}
