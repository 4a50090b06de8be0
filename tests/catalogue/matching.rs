//! Lines of real lists, and traps: what is proposed for each.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use cleardeck::catalogue::{Blocking, Blocks, By, Match, Matcher, Signs};

use crate::common;

/// What is proposed, as `0:summer-learning 1:pbis~`: the number of the thing, and a mark where words alone suggest it.
fn said(matches: &[Match<'_>]) -> String {
    let said = matches.iter().map(|m| {
        let mark = if m.by == By::Word { "~" } else { "" };
        format!("{}:{}{mark}", m.piece, m.id)
    });
    said.collect::<Vec<_>>().join(" ")
}

/// The first approach of each thing in a line.
fn first<'c>(matches: &[Match<'c>]) -> Vec<&'c str> {
    let mut ids: Vec<&str> = Vec::new();
    for piece in 0..10 {
        ids.extend(matches.iter().find(|m| m.piece == piece).map(|m| m.id));
    }
    ids
}

/// The rows of a table of the tests: its fields by the names in its head.
fn rows(name: &str) -> Vec<Vec<(String, String)>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/catalogue")
        .join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |r: csv::StringRecord| head.iter().cloned().zip(r.iter().map(str::to_owned)).collect();
    reader.records().map(|r| row(r.unwrap())).collect()
}

#[test]
fn lines_of_three_districts() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    let (mut right, mut of, mut wrong) = (0, 0, Vec::new());
    for row in rows("match_open.csv") {
        let field = |name: &str| row.iter().find(|(n, _)| n == name).unwrap().1.as_str();
        let list = |name: &str| field(name).split(';').filter(|id| !id.is_empty()).collect::<Vec<_>>();
        let matches = matcher.propose(field("line"));
        let firsts = first(&matches);
        if list("must_not_match").iter().any(|id| firsts.contains(id)) {
            wrong.push(format!("{}: {}", field("line"), said(&matches)));
        }
        if field("must_match") == "none" {
            if !matches.iter().all(|m| list("may_match").contains(&m.id)) {
                wrong.push(format!("{}: {}", field("line"), said(&matches)));
            }
            continue;
        }
        of += 1;
        right += usize::from(list("must_match") == firsts);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right + 1 >= of && of == 32, "{right} of {of}");
}

#[test]
fn other_lines() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    let mut wrong = Vec::new();
    let table = rows("match_lines.csv");
    assert!(table.len() >= 100);
    for row in table {
        let (line, expected) = (&row[0].1, &row[1].1);
        let matches = matcher.propose(line);
        let is = first(&matches).join(" ");
        if is != *expected {
            wrong.push(format!("`{line}` gives `{}` and not `{expected}`", said(&matches)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn spellings_and_plurals_make_no_difference() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    let alike: [&[&str]; 8] = [
        &[
            "Pre-K seats",
            "PreK seats",
            "pre-k seat",
            "Pre-Kindergarten seats",
            "Prekindergarten seats",
        ],
        &["After-school programs", "Afterschool program", "after school programme"],
        &["School counselors", "School counsellor", "SCHOOL COUNSELLORS"],
        &["Dual enrollment", "Dual enrolment", "dual-enrollment"],
        &["Behavior supports", "Behaviour support"],
        &["Wi-Fi", "wifi", "Wi Fi"],
        &["D.A.R.E. lessons", "DARE lessons"],
        &["Math tutoring", "Maths tutoring", "Mathematics tutoring"],
    ];
    for lines in alike {
        let said: Vec<String> = lines.iter().map(|line| said(&matcher.propose(line))).collect();
        assert!(
            said.iter().all(|s| !s.is_empty() && *s == said[0]),
            "{lines:?}: {said:?}"
        );
    }
}

#[test]
fn short_forms_and_brands_count_only_as_they_are_written() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    for line in [
        "hit the ground running",
        "ace the test",
        "Dare to dream",
        "paper",
        "Impact fees",
        "Instructional Paper",
    ] {
        assert_eq!(said(&matcher.propose(line)), "", "{line}");
    }
    for (line, id) in [
        ("HIT in grade 3", "high-dosage-tutoring"),
        ("Homework help by Paper", "on-demand-tutoring"),
    ] {
        assert_eq!(first(&matcher.propose(line)), [id], "{line}");
    }
}

#[test]
fn a_name_is_told_as_it_stands_in_the_line() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    let matches = matcher.propose("Counsellor and social-worker positions");
    assert_eq!(matches[0].suggested_by, ["Counsellor", "social-worker"]);
    assert_eq!(
        (matches.len(), matches[0].by, matches[0].is_program),
        (1, By::Name, false)
    );
    let matches = matcher.propose("Open Learning Initiative pilot");
    assert!(matches[0].is_program && matches[0].suggested_by == ["Open Learning Initiative"]);
}

#[test]
fn one_more_context_never_adds_a_match() {
    let catalogue = common::catalogue();
    let signs = Signs::of(&catalogue);
    let matcher = Matcher::new(&signs);
    let mut lines: Vec<String> = rows("match_lines.csv")
        .into_iter()
        .map(|row| row[0].1.clone())
        .collect();
    lines.extend(rows("match_open.csv").into_iter().map(|row| row[1].1.clone()));
    let before: Vec<_> = lines.iter().map(|line| matcher.propose(line)).collect();
    for word in ["school", "summer", "tutoring", "and", "program", "support", "positions"] {
        for blocks in [Blocks::All, Blocks::Words] {
            let mut more = signs.clone();
            let mut contexts = more.contexts.to_vec();
            contexts.push(Blocking {
                says: [word].into_iter().collect(),
                blocks,
            });
            more.contexts = contexts.into_iter().collect();
            let matcher = Matcher::new(&more);
            for (line, before) in lines.iter().zip(&before) {
                let after = matcher.propose(line);
                assert!(
                    after.iter().all(|m| before.contains(m)),
                    "{word} in `{line}`: {}",
                    said(&after)
                );
            }
        }
    }
}

#[test]
fn any_text_is_read() {
    let catalogue = common::catalogue();
    let matcher = Matcher::new(&Signs::of(&catalogue));
    for line in [
        "",
        " ",
        "&",
        "& & and /",
        "é–ü",
        "D.",
        "D.A.R.E",
        "'",
        "Ünïcode tutoring—“quoted”",
        "1:",
        "((()",
        "a.b.c.",
    ] {
        let _ = matcher.propose(line);
    }
    let long = "tutoring and pbis, ".repeat(2000);
    assert!(matcher.propose(&long).len() < 10);
}
