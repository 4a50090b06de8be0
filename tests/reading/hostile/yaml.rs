//! Inventories, tables and files that are small to write and large to read.

use std::fmt::Write as _;

use super::{answered, keeps, scratch};
use crate::budget;

const HEAD: &str = "format: 1\nas_of: 2026-06-30\ndistrict: { name: D }\n";

/// One initiative with more lines.
fn one(more: &str) -> String {
    format!("{HEAD}initiatives:\n  - id: a\n    name: A\n{more}")
}

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        text.push_str(&line(n));
        text
    })
}

/// Lists with an anchor each, one inside the other round a long one.
fn anchored(levels: usize, items: usize) -> String {
    let open = many(levels, |n| format!("&a{n} ["));
    format!("x: {open}{}b{}\n", "b,".repeat(items), "]".repeat(levels))
}

/// Groups of aliases of the group before, each so many levels deep.
fn towers(count: usize, levels: usize) -> String {
    let mut text = String::from("x0: &a0 [x]\n");
    for n in 1..count {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        writeln!(text, "x{n}: &a{n} {open}*a{}{close}", n - 1).unwrap();
    }
    text
}

/// Name, text, exit code, and what is said.
type Case = (&'static str, String, i32, &'static str);

fn structure() -> Vec<Case> {
    let schools = many(3000, |n| format!("  - {{ id: S{n}, name: School {n} }}\n"));
    let wanted = many(3000, |n| format!("zchool_{n},"));
    let all = many(5000, |n| {
        format!("  - {{ id: i{n}, name: N{n}, scope: {{ schools: all }} }}\n")
    });
    let goals = many(3000, |n| format!("    - {{ id: G{n}, name: Goal {n} }}\n"));
    let missed = many(3000, |n| format!("zoal_{n},"));
    let circle = many(30_000, |n| {
        format!("  - {{ id: i{n}, name: N, requires: [i{}] }}\n", (n + 1) % 30_000)
    });
    let chain = many(30_000, |n| {
        format!("  - {{ id: i{n}, name: N, requires: [i{}] }}\n", n + 1)
    });
    let ten = many(8, |n| {
        format!("a{}: &a{} [{}]\n", n + 1, n + 1, format!("*a{n},").repeat(10))
    });
    vec![
        ("nested anchors", anchored(60, 500_000), 2, "too-many-aliases"),
        (
            "alias of escaped text",
            format!("a: &a \"\\n{}\"\nb: [{}]\n", "x".repeat(10_000), "*a,".repeat(37_000)),
            2,
            "too-many-aliases",
        ),
        (
            "alias of plain text",
            format!("a: &a {}\nb: [{}]\n", "x".repeat(10_000), "*a,".repeat(37_000)),
            2,
            "too-many-aliases",
        ),
        (
            "ten times ten times ten",
            format!("a0: &a0 [x,x]\n{ten}"),
            2,
            "too-many-aliases",
        ),
        ("towers of aliases", towers(3000, 60), 2, "too-deep"),
        (
            "anchors without an alias",
            format!("a:\n{}", many(100_000, |n| format!("  - &k{n} v\n"))),
            2,
            "unknown-field",
        ),
        (
            "a circle of aliases",
            "a: &a [*a]\n".to_owned(),
            2,
            "stands inside what it names",
        ),
        (
            "merge keys",
            format!("a: &a {{ x: 1 }}\nb:\n{}", "  - { <<: *a }\n".repeat(60_000)),
            2,
            "more problems: ",
        ),
        ("lists in lists", format!("a: {}", "[".repeat(1_000_000)), 2, "too-deep"),
        (
            "groups in groups",
            format!("a: {}", "{a: ".repeat(300_000)),
            2,
            "too-deep",
        ),
        ("dashes", format!("{}x\n", "- ".repeat(200_000)), 2, "too-deep"),
        ("question marks", format!("{}x\n", "? ".repeat(200_000)), 2, "too-deep"),
        ("steps", many(3000, |n| format!("{}a:\n", " ".repeat(n))), 2, "too-deep"),
        (
            "unknown fields",
            one(&many(80_000, |n| format!("    zzqx{n}: 1\n"))),
            2,
            "79,900 unknown-field",
        ),
        (
            "unknown fields at the top",
            format!(
                "{HEAD}initiatives: [{{ id: a, name: A }}]\n{}",
                many(80_000, |n| format!("zzqx{n}: 1\n"))
            ),
            2,
            "79,900 unknown-field",
        ),
        (
            "long names of fields",
            one(&many(1000, |n| format!("    k{n}{}: 1\n", "x".repeat(990)))),
            2,
            "900 unknown-field",
        ),
        (
            "one field again and again",
            one(&"    note: x\n".repeat(200_000)),
            2,
            "199,899 duplicate-key",
        ),
        (
            "a group of words on one line",
            format!("{{{}}}\n", "a, ".repeat(300_000)),
            2,
            "duplicate-key",
        ),
        (
            "pairs in a list on one line",
            format!("[{}]\n", "a: b, ".repeat(1_500_000)),
            2,
            "too-many-nodes",
        ),
        (
            "names that are lists",
            "? [a]\n: b\n".repeat(200_000),
            2,
            "key-not-text",
        ),
        (
            "a million groups",
            one(&format!("foo:\n{}", "  - { a: b }\n".repeat(1_300_000))),
            2,
            "too-many-nodes",
        ),
        (
            "a million items",
            one(&format!("    foo: [{}]\n", "b,".repeat(1_000_000))),
            2,
            "too-many-nodes",
        ),
        (
            "two hundred thousand initiatives that are none",
            format!("{HEAD}initiatives:\n{}", "  - b\n".repeat(200_000)),
            2,
            "not-a-mapping",
        ),
        (
            "a hundred thousand initiatives",
            format!(
                "{HEAD}initiatives:\n{}",
                many(100_000, |n| format!("  - {{ id: i{n}, name: N{n} }}\n"))
            ),
            0,
            "100000 initiatives",
        ),
        (
            "more initiatives than are judged",
            format!(
                "{HEAD}initiatives:\n{}",
                many(200_001, |n| format!("  - {{ id: i{n}, name: N }}\n"))
            ),
            2,
            "too-many-nodes",
        ),
        (
            "one id",
            format!("{HEAD}initiatives:\n{}", "  - { id: i, name: N }\n".repeat(50_000)),
            2,
            "49,899 duplicate-id",
        ),
        (
            "unknown schools",
            format!("{HEAD}schools:\n{schools}initiatives: [{{ id: a, name: A, scope: {{ schools: [{wanted}] }} }}]\n"),
            2,
            "2,900 unknown-reference",
        ),
        (
            "unknown goals",
            format!("{HEAD}plan:\n  goals:\n{goals}initiatives: [{{ id: a, name: A, goals: [{missed}] }}]\n"),
            2,
            "2,900 unknown-reference",
        ),
        (
            "every school everywhere",
            format!("{HEAD}schools:\n{schools}initiatives:\n{all}"),
            2,
            "more than are read",
        ),
        (
            "a long circle",
            format!("{HEAD}initiatives:\n{circle}"),
            2,
            "and 29980 more",
        ),
        (
            "a long chain",
            format!("{HEAD}initiatives:\n{chain}"),
            2,
            "there is no initiative `i30000`",
        ),
        ("many documents", "---\na: 1\n".repeat(100_000), 2, "several-documents"),
        (
            "tags",
            format!("a:\n{}", "  - !!str x\n  - !<tag:foo> y\n".repeat(100_000)),
            2,
            "unknown-field",
        ),
        (
            "handles of tags",
            format!("{}---\na: 1\n", many(20_000, |n| format!("%TAG !t{n}! tag:x{n}:\n"))),
            2,
            "unknown-field",
        ),
    ]
}

fn scalars() -> Vec<Case> {
    let long = "x".repeat(1_000_000);
    let answer = |text: &str| one(&format!("    owner_named: {text}\n"));
    vec![
        (
            "one line",
            one(&format!("    note: {}\n", "x ".repeat(5_000_000))),
            0,
            "1 initiative",
        ),
        (
            "one text with escapes",
            one(&format!("    note: \"{}\"\n", "é\\n".repeat(3_000_000))),
            0,
            "1 initiative",
        ),
        (
            "a block of lines",
            one(&format!("    note: |\n{}", "      x\n".repeat(1_500_000))),
            0,
            "1 initiative",
        ),
        (
            "comments",
            format!("# {}\n{}{}", "x".repeat(5_000_000), "#\n".repeat(1_000_000), one("")),
            0,
            "1 initiative",
        ),
        (
            "a long name",
            format!("{HEAD}initiatives: [{{ id: a, name: {long} }}]\n"),
            2,
            "over 1000 characters",
        ),
        (
            "a long id",
            format!("{HEAD}initiatives: [{{ id: {long}, name: A }}]\n"),
            2,
            "over 1000 characters",
        ),
        ("a long key", one(&format!("    {long}{long}: 1\n")), 2, "error["),
        (
            "a long answer",
            one(&format!("    ownership: {{ owner: {long} }}\n    fidelity: {long}\n")),
            2,
            "error[",
        ),
        ("a long option", answer(&long), 2, "error["),
        (
            "a long school",
            one(&format!("    scope: {{ schools: [{long}] }}\n")),
            2,
            "`xxxxxxxxxx",
        ),
        (
            "huge numbers",
            one("    results: [{ year: 2024, effect: 1e999999, students: 99999999999999999999999999999 }]\n"),
            2,
            "is no number",
        ),
        (
            "a date of the year 999,999,999",
            one("    scope: { since: 999999999-01-01 }\n"),
            2,
            "is no date",
        ),
        (
            "a date in the year 9999",
            one("    scope: { since: 9999-01-01 }\n"),
            2,
            "is not between 1900 and 2200",
        ),
        (
            "zero bytes",
            "format: 1\nas_of: 2026-06-30\n\0\0initiatives: []\n".to_owned(),
            2,
            "error[",
        ),
        (
            "an open bracket before five megabytes",
            format!("a: [\n{}\n: }}", "x".repeat(5_000_000)),
            2,
            "error[syntax]",
        ),
    ]
}

#[test]
fn an_inventory_is_answered_whatever_stands_in_it() {
    let mut wrong = Vec::new();
    for (name, text, code, says) in structure().into_iter().chain(scalars()) {
        let run = budget::run(&["check", "-"], text.as_bytes());
        wrong.extend(answered(name, text.len(), &run, code, says));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_no_text_is_is_answered() {
    let mut wrong = Vec::new();
    let spoiled = [b"format: 1\n".to_vec(), vec![0xFF; 5_000_000]].concat();
    for (name, bytes, says) in [
        ("no UTF-8", spoiled, "not-utf8"),
        ("no bytes", Vec::new(), "empty-file"),
        ("zeros", vec![0; 5_000_000], "error["),
        ("over the most", vec![b'#'; 49 << 20], "too-large"),
    ] {
        let run = budget::run(&["check", "-"], &bytes);
        wrong.extend(answered(name, bytes.len(), &run, 2, says));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A long text that stands in many places of a report.
#[test]
fn an_audit_of_long_texts_is_written() {
    let text = one(&format!("    note: \"{}\"\n", "word & <b> ".repeat(200_000)));
    let mut wrong = Vec::new();
    for format in ["markdown", "html", "json", "table"] {
        let run = budget::run(&["audit", "-", "--format", format], text.as_bytes());
        wrong.extend(answered(format, text.len(), &run, 0, "A"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The JSON that stands before the last words of the program.
fn first_value(text: &str) -> serde_json::Value {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    values.next().unwrap().unwrap()
}

#[test]
fn a_list_for_programs_is_bounded_and_says_what_it_leaves_out() {
    let text = one(&many(80_000, |n| format!("    zzqx{n}: 1\n"))).replace("    name: A\n", "");
    let run = budget::run(&["check", "-", "--diagnostics", "json"], text.as_bytes());
    assert_eq!(keeps(&run), None);
    let list = first_value(&run.err);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 1_001);
    let of = |code: &str| list.iter().filter(|p| p["code"] == code).count();
    // the one missing name is told beside eighty thousand unknown fields
    assert_eq!((of("missing-field"), of("unknown-field")), (1, 999));
    let last = list.last().unwrap();
    assert_eq!(last["code"], "more-problems");
    assert_eq!(last["more"], serde_json::json!({ "unknown-field": 79_001 }));

    let run = budget::run(&["check", "-", "--diagnostics", "sarif"], text.as_bytes());
    assert_eq!(keeps(&run), None);
    let log = first_value(&run.err);
    let log = &log["runs"][0];
    assert_eq!(log["results"].as_array().unwrap().len(), 1_000);
    let notice = &log["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notice["level"], "error");
    let said = notice["message"]["text"].as_str().unwrap();
    assert!(said.contains("79,001 more problems: 79,001 unknown-field"), "{said}");
}

/// What a terminal obeys, or what turns the writing direction.
fn acts(text: &str) -> Option<char> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().find(|c| (c.is_control() && *c != '\n') || turns(*c))
}

#[test]
fn no_sign_of_an_inventory_reaches_the_terminal() {
    let evil = "\\e[2J\\e]0;t\\a\\x9b31m\\u202e\\u2066";
    let raw = "\u{9b}31m\u{202e}\u{2066}";
    let bad = format!(
        "{HEAD}initiatives:\n  - {{ id: \"a{evil}\", name: \"A{evil}\", \"k{evil}\": 1, fidelity: \"{evil}\" }} # {raw}\n  - {{ id: \"a{evil}\", name: B{raw}, z{raw}: 1 }}\n"
    );
    let good = format!(
        "{HEAD}schools: [{{ id: \"S{evil}\", name: \"S{evil}\" }}]\ninitiatives:\n  - id: \"early{evil}\"\n    name: \"A{evil}\"\n    note: \"N{evil}\"\n    glossary: ~\n"
    )
    .replace("    glossary: ~\n", "");
    for form in ["text", "json", "sarif"] {
        let run = budget::run(&["check", "-", "--diagnostics", form], bad.as_bytes());
        assert_eq!((run.code, acts(&run.err)), (2, None), "{form}: {}", run.err);
    }
    for format in ["markdown", "html", "json", "table"] {
        let run = budget::run(&["audit", "-", "--format", format], good.as_bytes());
        assert_eq!((run.code, acts(&run.out), acts(&run.err)), (0, None, None), "{format}");
    }
    // the nearest name comes from the inventory
    let run = budget::run(&["explain", "-", "early"], good.as_bytes());
    assert!(run.err.contains("did you mean"), "{}", run.err);
    assert_eq!((run.code, acts(&run.err)), (2, None), "{}", run.err);
}

#[test]
fn what_is_typed_is_answered_however_long() {
    let long = "x".repeat(100_000);
    let text = one("");
    let pair = format!("{long}=1");
    let value = format!("fidelity_ok={long}");
    let cases: [(&str, Vec<&str>); 6] = [
        ("a parameter", vec!["check", "-", "--param", &pair]),
        ("no parameter", vec!["check", "-", "--param", &long]),
        ("the value of a parameter", vec!["check", "-", "--param", &value]),
        ("a date", vec!["check", "-", "--as-of", &long]),
        ("an initiative", vec!["explain", "-", &long]),
        ("a file", vec!["check", &long]),
    ];
    let mut wrong = Vec::new();
    for (name, args) in cases {
        let run = budget::run(&args, text.as_bytes());
        wrong.extend(answered(name, long.len(), &run, 2, "error"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_file_without_end_and_a_folder_without_end_are_refused() {
    let folder = scratch("folder");
    for n in 0..30_000 {
        std::fs::write(folder.join(format!("{n}.yaml")), "format: 1\n").unwrap();
    }
    let rules = folder.to_str().unwrap();
    let text = one("");
    let mut wrong = Vec::new();
    for (name, args, says) in [
        ("/dev/zero", vec!["check", "/dev/zero"], "too-large"),
        (
            "/dev/zero as choices",
            vec!["import", "examples/wake/programs.csv", "--map", "/dev/zero"],
            "error",
        ),
        (
            "/dev/zero as template",
            vec!["audit", "-", "--template", "/dev/zero"],
            "error",
        ),
        ("a folder of rules", vec!["check", "-", "--rules", rules], "too-large"),
        ("a folder without a table", vec!["check", rules], "error"),
    ] {
        let run = budget::run(&args, text.as_bytes());
        wrong.extend(answered(name, 0, &run, 2, says));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn rules_laid_over_others_are_answered_however_many() {
    let folder = scratch("overlay");
    let rules = folder.to_str().unwrap();
    let head = "format: 1\nextends: shipped\nname: own\n";
    let mut wrong = Vec::new();
    for (name, text, says) in [
        (
            "a hundred thousand sources, one of them twice",
            format!(
                "{head}sources:\n{}- {{ id: s1 }}\n",
                many(100_000, |n| format!("- {{ id: s{n} }}\n"))
            ),
            "deviates twice",
        ),
        (
            "thirty thousand parameters that nobody reads",
            format!(
                "{head}parameters:\n{}",
                many(30_000, |n| format!(
                    "- {{ name: p{n}, because: b, unit: share, value: 1 }}\n"
                ))
            ),
            "unused-parameter",
        ),
    ] {
        std::fs::write(folder.join("own.yaml"), &text).unwrap();
        let run = budget::run(&["rules", "check", "--rules", rules], b"");
        wrong.extend(answered(name, text.len(), &run, 2, says));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_table_of_results_is_answered() {
    let folder = scratch("tables");
    let row = "0.1,0.1\n";
    let mut wrong = Vec::new();
    for (name, text, says) in [
        (
            "a million rows",
            format!("effect,se\n{}", row.repeat(1_000_000)),
            "over 20000 rows",
        ),
        (
            "ten thousand columns",
            format!("{}\n", many(10_000, |n| format!("c{n},"))),
            "over 1000 cells",
        ),
        (
            "a million commas",
            format!("effect,se\n{}\n", ",".repeat(4_000_000)),
            "over 1000 cells",
        ),
        (
            "a wide table",
            format!(
                "{}\n{}",
                many(900, |n| format!("c{n},")),
                format!("{}\n", ",".repeat(900)).repeat(5_000)
            ),
            "over 1000000 cells",
        ),
        (
            "a cell of a megabyte",
            format!("yi,vi\n{},0.1\n", "x".repeat(1_000_000)),
            "wrong-type",
        ),
        (
            "an open quotation mark",
            format!("effect,se\n\"{}", row.repeat(500_000)),
            "error[",
        ),
        (
            "over the most",
            format!("effect,se\n{}", "x".repeat(31 << 20)),
            "too-large",
        ),
    ] {
        let path = folder.join("t.csv");
        std::fs::write(&path, &text).unwrap();
        let run = budget::run(&["evidence", "pool", path.to_str().unwrap()], b"");
        wrong.extend(answered(name, text.len(), &run, 2, says));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
