//! The HTML editions: the same facts as the JSON, well-formed, and text that stays text.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Origin, audit};
use cleardeck::report::{Audience, Depth, Edition, Html, View};
use cleardeck::truth::Possible;

pub const INVENTORIES: [&str; 5] = [
    "examples/riverbend/inventory.yaml",
    "examples/pueblo/inventory.yaml",
    "examples/dallas/inventory.yaml",
    "examples/wake/inventory.yaml",
    "tests/browser/hostile.yaml",
];

/// What the reports on an inventory say, for the district itself.
pub fn view(path: &str) -> View {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(&common::file(path), &set, &mut sources);
    View::of(
        &audit(&set, &inventory),
        &sources,
        Depth::Everything,
        Audience::Internal,
    )
    .unwrap()
}

/// Elements that hold nothing and have no end.
const VOID: [&str; 4] = ["meta", "input", "br", "hr"];

/// The text between the tags; panics where a tag is not closed in its turn.
fn text_of(html: &str) -> String {
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut rest = html.strip_prefix("<!doctype html>").unwrap();
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        assert!(!tag.contains('<'), "a tag in a tag: {tag}");
        rest = &rest[end + 1..];
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        assert!(!name.is_empty(), "no name: {tag}");
        if tag.starts_with('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name.as_str()),
                "near {}",
                &html[html.len() - rest.len() - 80..][..80]
            );
        } else if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            if matches!(name.as_str(), "style" | "script") {
                let close = rest.find(&format!("</{name}>")).unwrap();
                rest = &rest[close..];
            }
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    text.push_str(rest);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    plain.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

fn shown(name: &str) -> String {
    let direction = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced = name.replace(['\t', '\n'], " ");
    let clean: String = spaced.chars().filter(|c| direction(c) && !c.is_control()).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_edition_is_well_formed_and_leaves_the_file_for_nothing() {
    for path in INVENTORIES {
        let view = view(path);
        for edition in Edition::ALL {
            let html = Html.text(&view, edition, None).unwrap();
            text_of(&html);
            assert!(html.contains("default-src 'none'"), "{path}");
            for outside in ["src=", "url(", "@import", "<link", "<img", "<iframe"] {
                assert!(
                    !html.contains(outside) || path.contains("hostile") && outside == "src=",
                    "{path}: {outside}"
                );
            }
            // a source may be followed by whoever reads it, and is told nothing of the page
            for address in html.split("href=\"http").skip(1) {
                let (_, after) = address.split_once('"').unwrap();
                assert!(
                    after.starts_with(" rel=\"noopener noreferrer\">"),
                    "{path}: {address:.80}"
                );
            }
            let addresses = html.matches("href=\"http").count();
            assert_eq!(html.matches("<a href=\"http").count(), addresses, "{path}");
            assert!(
                addresses > 10 || edition != Edition::NeedsAnalysis,
                "{path}: {addresses} links"
            );
            assert_eq!(
                html.matches("<script>").count(),
                usize::from(html.contains("<script>")),
                "{path}"
            );
        }
    }
}

#[test]
fn what_json_says_html_says() {
    for path in INVENTORIES {
        let view = view(path);
        let json: serde_json::Value = serde_json::to_value(&view).unwrap();
        let html = Html.text(&view, Edition::NeedsAnalysis, None).unwrap();
        let text = shown(&text_of(&html).replace('`', ""));
        let said = |what: &serde_json::Value| {
            let what = what.as_str().unwrap();
            // a day in the words of a report is written out, one in a place is quoted
            let said = [what.to_owned(), view.days.written(what)].map(|what| shown(&what.replace('`', "")));
            assert!(said.iter().any(|what| text.contains(what)), "{path}: {what}");
        };
        for group in json["groups"].as_array().unwrap() {
            for field in ["title", "means", "money"] {
                said(&group[field]);
            }
            for card in group["cards"].as_array().unwrap() {
                for field in [
                    "name",
                    "reason",
                    "why",
                    "advice",
                    "would_change",
                    "kind",
                    "owner",
                    "money",
                ] {
                    said(&card[field]);
                }
                // the page traces the answer, and where there is none to trace, what is still open
                let traced = card["trace"].as_array().unwrap();
                let open = card["open"].as_array().unwrap();
                for line in if traced.is_empty() { open } else { traced } {
                    for field in ["text", "value", "place", "threshold"] {
                        said(&line[field]);
                    }
                }
                for question in card["questions"].as_array().unwrap() {
                    said(&question["question"]);
                }
                for check in card["checks"].as_array().unwrap() {
                    said(&check["provided"]);
                    said(&check["question"]);
                }
                for step in card["steps"].as_array().unwrap() {
                    for field in ["title", "fact", "from", "answer_title"] {
                        said(&step[field]);
                    }
                }
                for step in card["dissent"]["steps"].as_array().into_iter().flatten() {
                    said(&step["text"]);
                }
            }
        }
        for finding in json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["certain"] == true)
        {
            for field in ["title", "why", "advice", "rule"] {
                said(&finding[field]);
            }
        }
    }
}

#[test]
fn text_of_the_inventory_stays_text() {
    let view = view("tests/browser/hostile.yaml");
    for edition in Edition::ALL {
        let html = Html.text(&view, edition, None).unwrap();
        for markup in [
            "<script>window",
            "<img",
            "<svg onload",
            "onerror=window.hit=2>",
            "\u{202e}",
        ] {
            assert!(!html.contains(markup), "{markup}");
        }
        assert!(html.contains("&lt;script&gt;window.hit=4&lt;/script&gt;"));
        assert!(html.contains("goal {{ 7 * 7 }} {% raw %}"));
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let args = ["audit", INVENTORIES[0], "--format", "html"];
    let first = common::run(&args, "");
    assert_eq!(first.0, 0, "{}", first.2);
    assert_eq!(first, common::run(&args, ""));
}

#[test]
fn a_template_of_ones_own_replaces_the_edition() {
    let path = std::env::temp_dir().join(format!("cleardeck-{}.html", std::process::id()));
    let own = "{% extends \"base.html\" %}{% block main %}<p>{{ district }}: {{ count }}</p>{% endblock %}";
    std::fs::write(&path, own).unwrap();
    let args = [
        "audit",
        INVENTORIES[0],
        "--format",
        "html",
        "--template",
        path.to_str().unwrap(),
    ];
    let (code, out, err) = common::run(&args, "");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("<p>Riverbend Unified: 40</p>"), "{out}");
    std::fs::write(&path, "{{ districkt }}").unwrap();
    let (code, _, err) = common::run(&args, "");
    assert_eq!(code, 2);
    assert!(err.contains("the template cannot be rendered"), "{err}");
    std::fs::remove_file(&path).unwrap();
}

/// The parts that are told of each initiative, as somebody includes them who has imported nothing.
#[test]
fn a_template_of_ones_own_includes_the_parts_of_one_initiative() {
    let path = std::env::temp_dir().join(format!("cleardeck-parts-{}.html", std::process::id()));
    let own = "{% for g in groups %}{% for c in g.cards %}{% set h = \"h4\" %}<article>{% include \"initiative.html\" %}</article>
{% if c.wind_down %}{% set p = c.wind_down %}<aside>{% include \"winding.html\" %}</aside>{% endif %}
{% endfor %}{% endfor %}";
    std::fs::write(&path, own).unwrap();
    let args = ["audit", INVENTORIES[1], "--format", "html"];
    let shipped = common::run(&[&args[..], &["--edition", "needs-analysis"]].concat(), "");
    let template = ["--edition", "needs-analysis", "--template", path.to_str().unwrap()];
    let (code, out, err) = common::run(&[&args[..], &template].concat(), "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code, 0, "{err}");
    let between = |start: &'static str, end: &'static str| {
        let all = out
            .split(start)
            .skip(1)
            .map(move |part| part.split(end).next().unwrap().trim());
        all.map(str::to_owned).collect::<Vec<String>>()
    };
    let cards = between("<article>", "</article>");
    assert!(cards.len() > 5, "{out}");
    for part in cards.iter().chain(&between("<aside>", "</aside>")) {
        assert!(shipped.1.contains(part), "{part}");
    }
}

#[test]
fn explain_opens_the_same_trace_as_the_text() {
    for id in ["early-reading", "mentoring"] {
        let (code, html, err) = common::run(&["explain", INVENTORIES[0], id, "--format", "html"], "");
        assert_eq!(code, 0, "{err}");
        let text = text_of(&html).replace('`', "");
        let (_, json, _) = common::run(&["explain", INVENTORIES[0], id, "--format", "json"], "");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        for line in json["lines"].as_array().unwrap() {
            for field in ["text", "value", "place", "threshold"] {
                let what = line[field].as_str().unwrap().replace('`', "");
                assert!(text.contains(what.trim()), "{id}: {what}");
            }
        }
    }
    let args = [
        "explain",
        INVENTORIES[0],
        "early-reading",
        "--rule",
        "guard-too-young",
        "--format",
        "html",
    ];
    let (code, html, err) = common::run(&args, "");
    assert_eq!(code, 0, "{err}");
    assert!(text_of(&html).contains("Years in operation is less than 3"), "{html}");
}

/// The grid reads the rows of results as the facts do.
#[test]
fn the_grid_counts_the_schools_that_the_rules_count() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(&common::file(INVENTORIES[0]), &set, &mut sources);
    let audit = audit(&set, &inventory);
    let view = View::of(&audit, &sources, Depth::Decisions, Audience::Internal).unwrap();
    let mut compared = 0;
    for grid in &view.pictures.replication.unwrap().grids {
        let place = inventory
            .initiatives
            .iter()
            .position(|i| i.name == grid.who.name)
            .unwrap();
        let fact = |name: &str| {
            let id = set.fact_id(name).unwrap();
            let sheet = &audit.verdicts[place].record;
            assert_eq!(sheet.origin(id), Origin::Derived);
            match sheet.value(id) {
                Possible::Numbers { low, high } if low == high => low.as_f64(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            fact("results.schools_positive"),
            grid.better as f64,
            "{}",
            grid.who.name
        );
        assert_eq!(fact("results.contexts"), grid.kinds as f64, "{}", grid.who.name);
        compared += 1;
    }
    assert!(compared >= 5);
}

/// An unknown has its own place and is never drawn as nothing; where nothing is known there is no picture.
#[test]
fn an_unknown_is_not_drawn_as_zero() {
    let dallas = view("examples/dallas/inventory.yaml").pictures;
    assert!(dallas.map.is_none() && dallas.drivers.is_none() && dallas.replication.is_none());
    assert!(dallas.loads.is_empty() && dallas.goals.is_some());
    let riverbend = view(INVENTORIES[0]).pictures;
    let unknown = |p: &&cleardeck::report::Point| p.implementation == "unknown";
    assert!(riverbend.map.unwrap().points().filter(unknown).count() > 3);
    let carried = riverbend.loads.iter().find(|load| load.id == "initiatives").unwrap();
    assert!(
        carried
            .schools
            .iter()
            .all(|s| s.high.unwrap() > s.low && s.possible > 0.0)
    );
    // no school is known to ask too much, nor not to
    assert!(!riverbend.loads.iter().any(|load| load.id == "hours"));
}

/// In a public edition a school of few students stands in no row and in no cell; it still counts in the verdict.
#[test]
fn a_public_edition_shows_no_small_school() {
    let text = "as_of: 2026-06-15
schools:
  - { id: S1, name: Tiny Hill, locale: rural, poverty: 0.8 }
  - { id: S2, name: Oak, locale: city, poverty: 0.1 }
  - { id: S3, name: Elm, locale: town, poverty: 0.4 }
  - { id: S4, name: Ash, locale: suburb, poverty: 0.6 }
initiatives:
  - id: a
    name: A
    kind: curriculum
    results:
      - { school: S1, year: 2026, measure: reading, effect: 0.9, se: 0.2, students: 6, comparison: matched }
      - { school: S2, year: 2026, measure: reading, effect: 0.3, se: 0.05, students: 80, comparison: matched }
      - { school: S3, year: 2026, measure: reading, effect: 0.3, se: 0.05, students: 90, comparison: matched }
      - { school: S4, year: 2026, measure: reading, effect: 0.3, se: 0.05, students: 95, comparison: matched }
";
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(text, &set, &mut sources);
    let audit = audit(&set, &inventory);
    for (audience, hidden) in [(Audience::Internal, 0), (Audience::Public, 2)] {
        let view = View::of(&audit, &sources, Depth::Everything, audience).unwrap();
        let grid = &view.pictures.replication.as_ref().unwrap().grids[0];
        assert_eq!((grid.hidden, grid.measured), (hidden, 4 - hidden));
        assert_eq!(grid.cells.iter().map(|c| c.measured).sum::<usize>(), 4 - hidden);
        let html = Html.text(&view, Edition::NeedsAnalysis, None).unwrap();
        let evidence = html.split("The numbers behind it").nth(1).unwrap();
        assert_eq!(evidence.contains("Tiny Hill"), hidden == 0);
        assert_eq!(
            html.contains("Results of fewer than 10 students are not shown"),
            hidden > 0
        );
        assert!(html.contains("<svg class=\"forest\""));
        text_of(&html);
    }
}
