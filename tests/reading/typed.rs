//! What is typed into an inventory is used or told with its place, never read and dropped; and of what cannot all be
//! true nothing is taken.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::{Code, Diagnostics, Sources};
use cleardeck::evaluate::{Origin, audit, contradictions};
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::RuleSet;

const HEAD: &str = "as_of: 2026-06-30\nschools: [ { id: S1, name: One }, { id: S2, name: Two } ]\n";

struct Read {
    set: RuleSet,
    inventory: Inventory,
    /// Code, line, column, message and help of each problem, in the order of the file.
    told: Vec<(Code, usize, usize, String)>,
}

fn read(text: &str) -> Read {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut out = Diagnostics::default();
    let inventory = inventory::load(file, &set, None, &sources, &mut out).unwrap();
    if !out.has_errors() {
        contradictions(&set, &inventory, &mut out);
    }
    out.sort();
    let told = out.iter().map(|d| {
        let at = sources.position(d.at.unwrap());
        (
            d.code,
            at.line,
            at.column,
            format!("{} | {}", d.message, d.help.join(" ")),
        )
    });
    let told = told.collect();
    Read { set, inventory, told }
}

/// An initiative with more fields.
fn one(more: &str) -> String {
    format!("{HEAD}initiatives:\n  - id: a\n    name: A\n{more}")
}

fn row(of: &str, fields: &str) -> String {
    one(&format!("    {of}: [ {{ {fields} }} ]\n"))
}

fn answers(read: &Read) -> Vec<String> {
    let audit = audit(&read.set, &read.inventory);
    let outcomes = audit.outcomes(&audit.verdicts[0]);
    outcomes.into_iter().map(str::to_owned).collect()
}

fn origin(read: &Read, fact: &str) -> Origin {
    let audit = audit(&read.set, &read.inventory);
    audit.verdicts[0].record.origin(read.set.fact_id(fact).unwrap())
}

/// Each place, what is typed there and a part of what is said.
#[test]
fn what_a_row_cannot_hold_is_refused_where_it_stands() {
    let result = |fields: &str| row("results", &format!("year: 2024, {fields}"));
    let study = |fields: &str| row("studies", &format!("name: x, {fields}"));
    let rock = |fields: &str| format!("plan: {{ rocks_list: [ {{ name: r, {fields} }} ] }}\n{}", one(""));
    for (text, typed, said) in [
        (result("students: { between: [10, 30] }"), "{ between", "a range"),
        (result("effect: { between: [0.1] }"), "{ between", "{ at_least: 0.1 }"),
        (
            result("effect: { between: [0.1, 0.3], at_most: 1 }"),
            "{ between",
            "{ at_least: 0.1 }",
        ),
        (result("effect: { at_least: some }"), "{ at_least", "{ at_least: 0.1 }"),
        (result("effect: { foo: 1 }"), "{ foo", "a group of fields"),
        (result("effect: { value: 0.3, source: x }"), "{ value", "its source"),
        (result("effect: {}"), "{}", "a group of fields"),
        (result("effect: [0.3]"), "[0.3", "a list"),
        (result("effect: 12%"), "12%", "no number"),
        (result("effect: $3"), "$3", "no number"),
        (result("points: 1 to 3"), "1 to", "no number"),
        (result("students: \"1,200\""), "\"1,200\"", "without a comma"),
        (result("students: -3"), "-3", "negative"),
        (result("students: 1.5"), "1.5", "whole number"),
        (result("se: -0.1"), "-0.1", "negative"),
        (result("school: [S1, S2]"), "[S1, S2] } ]\n", "a row of their own"),
        (result("school: S3"), "S3", "no school"),
        (result("measure: [reading]"), "[reading", "a list"),
        (result("comparison: loterry"), "loterry", "did you mean `lottery`?"),
        (result("comparison: { value: lottery }"), "{ value", "its source"),
        (result("outcome: lerning"), "lerning", "did you mean `learning`?"),
        (result("subgroup: unsure"), "unsure", "whom a row is about"),
        (result("fidelity: 80"), "80", "from 0 to 1"),
        (result("scool: S1"), "scool", "did you mean `school`?"),
        (row("results", "year: { at_most: 2023 }"), "{ at_most", "a range"),
        (row("results", "year: 2023-3024"), "2023-3024", "no school year"),
        (row("results", "year: [2023]"), "[2023", "a list"),
        (study("locales: [city, twon]"), "twon", "did you mean `town`?"),
        (study("locales: { foo: city }"), "{ foo", "a group of fields"),
        (study("locales: [ [city] ]"), "[city]", "a list"),
        (
            study("domain: reading fluancy"),
            "reading fluancy",
            "did you mean `reading fluency`?",
        ),
        (study("domain: [comprehension]"), "[comprehension]", "a list"),
        (study("poverty: [hgh]"), "hgh", "did you mean `high`?"),
        (study("grades: [kindergarden]"), "kindergarden", "K-5"),
        (study("grades: K-13"), "K-13", "K-5"),
        (study("published: 2023-24"), "2023-24", "in `published`"),
        (study("published: { at_most: 2023 }"), "{ at_most", "a range"),
        (study("significant: maybe"), "maybe", "neither yes nor no"),
        (row("reviews", "measured: mabye"), "mabye", "neither yes nor no"),
        (row("reviews", "date: yesterday"), "yesterday", "no date"),
        (one("    dissent: { why: [a] }\n"), "[a]", "a list"),
        (one("    dissent: { wy: a }\n"), "wy", "did you mean `why`?"),
        (one("    note: [a]\n"), "[a]", "text"),
        (one("    grades: K-5\n"), "grades", "unknown field"),
        (rock("days: thirty"), "thirty", "no number"),
        (rock("start: soon"), "soon", "no date"),
        (rock("goal: G9"), "G9", "no goal"),
        (rock("done: nearly"), "nearly", "neither yes nor no"),
        (format!("district: {{ name: [a] }}\n{}", one("")), "[a]", "text"),
        (format!("district: {{ state: {{ a: b }} }}\n{}", one("")), "{ a", "text"),
        (format!("plan: {{ name: [a] }}\n{}", one("")), "[a]", "text"),
        (format!("glossary: {{ term: [a] }}\n{}", one("")), "[a]", "text"),
        (
            format!("glossary: {{ PLC: a, plc: b }}\n{}", one("")),
            "plc",
            "second term",
        ),
        (
            one("").replace("name: One", "name: One, grades: primary"),
            "primary",
            "K-5",
        ),
        (
            one("").replace("name: One", "name: One, results: []"),
            "results",
            "unknown field",
        ),
        (
            one("").replace("name: One", "name: One, dissent: {}"),
            "dissent",
            "unknown field",
        ),
        (
            one("    scope: { schools: all }\n").replace(HEAD, "as_of: 2026-06-30\n"),
            "all",
            "lists none",
        ),
        (
            one("    implementation: { fidelity: { value: 0.8, between: [0.1, 0.2] } }\n"),
            "{ value",
            "one value or one range",
        ),
        (
            one("    implementation: { fidelity: { value: 0.8, source: [a] } }\n"),
            "{ value",
            "`source` is text",
        ),
    ] {
        let found = read(&text).told;
        let at = text.rfind(typed).unwrap();
        let line = text[..at].matches('\n').count() + 1;
        let column = at - text[..at].rfind('\n').map_or(0, |n| n + 1) + 1;
        assert!(
            found
                .iter()
                .any(|(_, l, c, m)| (*l, *c) == (line, column) && m.contains(said)),
            "{typed} at {line}:{column}, {said}: {found:?}\n{text}"
        );
    }
}

#[test]
fn what_a_row_can_hold_is_used() {
    let text = one(
        "    results:
      - { year: 2023-24, school: S1, effect: 0.2, se: 0.05, students: 90, comparison: Lottery, fidelity: 80 %, subgroup: all }
      - { year: 2023–2024, school: unsure, effect: n/a, direction: ?, outcome: \"\", subgroup: n/a, measure: \"NA\" }
    studies:
      - { name: x, locales: City, poverty: [mid high, low], grades: [K-8, 9], significant: true, published: 2020-05, domain: Reading_Fluency }
      - { name: y, locales: , poverty: unsure, grades: [], design: n/a }
    reviews:
      - { date: 2025-05-01, measured: no }
      - { date: 2024-05, measured: y }
      - { date: 2023, measured: false }
",
    );
    let Read { inventory, told, .. } = read(&text);
    assert_eq!(told, []);
    let a = &inventory.initiatives[0];
    let [first, second] = a.results.as_slice() else {
        panic!("{:?}", a.results)
    };
    assert_eq!(
        (first.school, first.year, second.school, second.year),
        (Some(0), Some(2024), None, Some(2024))
    );
    assert_eq!(first.fidelity.map(|n| n.to_string()).as_deref(), Some("0.8"));
    assert!(first.subgroup.is_empty() && second.subgroup.is_empty() && second.measure == "NA");
    assert!(second.effect.is_none() && second.direction.is_none() && second.outcome.is_none());
    let [x, y] = a.studies.as_slice() else {
        panic!("{:?}", a.studies)
    };
    assert_eq!(
        (&x.locales[..], &x.poverty[..]),
        (&["city".to_owned()][..], &["low".to_owned(), "mid-high".to_owned()][..])
    );
    assert_eq!(x.grades, ["elementary", "high", "middle"]);
    assert_eq!((x.significant, x.published), (Some(true), Some(2020)));
    assert_eq!((&*x.domain, &*y.domain), ("reading fluency", ""));
    assert!(y.locales.is_empty() && y.poverty.is_empty() && y.grades.is_empty() && y.design.is_none());
    // the earliest first
    assert_eq!(a.reviews, [Some(false), Some(true), Some(false)]);
}

/// One problem does not hide the next.
#[test]
fn every_problem_of_every_row_is_told_in_one_run() {
    let text = one("    results:
      - { year: 1066, effect: big, scool: S1 }
      - { effect: { foo: 1 }, direction: up }
    studies:
      - { published: soon, design: coin, wat: 1 }
    reviews:
      - { date: soon, measured: perhaps }
");
    let mut seen = [0; 13];
    for (_, line, ..) in read(&text).told {
        seen[line] += 1;
    }
    assert_eq!(seen[7..12], [3, 3, 0, 3, 0], "{seen:?}");
    assert_eq!(seen[12], 2, "{seen:?}");
}

#[test]
fn a_review_after_the_audit_counts_for_none() {
    let reviews = "    reviews: [ { date: 2025, measured: no }, { date: 2027-01, measured: no } ]\n";
    let found = read(&one(reviews));
    assert_eq!(found.inventory.initiatives[0].reviews, [Some(false)]);
    assert_eq!(found.inventory.left_out.len(), 1);
    assert!(found.told.iter().any(|(code, ..)| *code == Code::LaterThanAudit));
}

/// What has happened lies before the audit; one that cannot says nothing, whatever its form.
#[test]
fn what_has_happened_is_not_dated_after_the_audit() {
    for (date, counts) in [
        ("2026-01-31", true),
        ("2026", true),
        ("2027-01", false),
        ("{ at_least: 2028-01-01 }", false),
        ("{ value: 2028-10-04, source: minutes }", false),
    ] {
        let found = read(&one(&format!("    decided: {{ answer: hold, on: {date} }}\n")));
        let on = found.set.fact_id("decided.on").unwrap();
        let given = &found.inventory.initiatives[0].given;
        let given = given.iter().find(|g| g.fact == on).unwrap();
        assert_eq!(given.value != found.set.fact(on).anything(), counts, "{date}");
        let told = found.told.iter().any(|(code, ..)| *code == Code::LaterThanAudit);
        assert_eq!(told, !counts, "{date}");
    }
}

const BETTER: &str = "
      - { year: 2024, school: S1, effect: 0.3, se: 0.05, comparison: lottery }
      - { year: 2025, school: S1, effect: 0.3, se: 0.05, comparison: lottery }
      - { year: 2024, school: S2, effect: 0.3, se: 0.05, comparison: lottery }
";
/// All that keeps a stop from being given is answered.
const STOPPABLE: &str = "    kind: instructional-model
    scope: { since: 2015 }
    implementation: { faithful: yes, dip: no }
    protections: { none: yes }
    evaluation: { under_way: no }
    results_stated: { summary: none, in_numbers: yes }
";

#[test]
fn a_stop_does_not_rest_on_what_is_contradicted() {
    let sound = read(&one(STOPPABLE));
    assert_eq!((sound.told.len(), answers(&sound)), (0, vec!["stop".to_owned()]));
    // (what is written beside it, the fact left open, a part of what is said)
    for (more, fact, said) in [
        (
            "    contract: { mandate: yes }\n",
            "protections.none",
            "`contract.mandate` is yes, though `protections.none: yes`",
        ),
        (
            "    contract: { ends: 2029-06-30 }\n",
            "protections.none",
            "`contract.binding` is yes, though `protections.none: yes`",
        ),
        (
            "    dependants: { any: yes }\n",
            "protections.none",
            "`dependants.any` is yes, though `protections.none: yes`",
        ),
        (
            "    several_programs: yes\n",
            "protections.none",
            "`several_programs` is yes, though `protections.none: yes`",
        ),
        ("    age: { years: 2 }\n", "age.years", "comes to 10.49"),
    ] {
        let found = read(&one(&format!("{STOPPABLE}{more}")));
        assert!(
            found.told.iter().any(|(.., m)| m.contains(said)),
            "{more}: {:?}",
            found.told
        );
        assert_eq!(origin(&found, fact), Origin::Contradicted, "{more}");
        assert_ne!(answers(&found), ["stop"], "{more}");
    }
    let rows = read(&one(&format!("{STOPPABLE}    results:{BETTER}")));
    assert!(
        rows.told
            .iter()
            .any(|(c, .., m)| *c == Code::StatedAgainstCounted && m.contains("comes to better"))
    );
    assert_eq!(origin(&rows, "results.summary"), Origin::Contradicted);
    assert_ne!(answers(&rows), ["stop"]);
}

#[test]
fn a_stated_answer_is_held_against_what_else_is_written() {
    for (more, expected) in [
        ("    age: { years: 2 }\n    scope: { since: 2015 }\n", true),
        // a number that is rounded, or of full years
        ("    age: { years: 11 }\n    scope: { since: 2015 }\n", false),
        ("    age: { years: 10 }\n    scope: { since: 2015-07 }\n", false),
        ("    money: { per_year: 5000, students: 20, per_student: 250 }\n", false),
        ("    money: { per_year: 5000, students: 21, per_student: 238 }\n", false),
        ("    money: { per_year: 5000, students: 20, per_student: 900 }\n", true),
        ("    implementation: { fidelity: 0.2, faithful: yes }\n", true),
        ("    implementation: { fidelity: 0.9, faithful: yes }\n", false),
        ("    scope: { schools: [S1], schools_count: 2 }\n", true),
        // all of the schools are not a quarter of them, however many places are written
        ("    scope: { schools: [S1], share_of_schools: 1 }\n", true),
        ("    scope: { schools: [S1], share_of_schools: 1.0 }\n", true),
        ("    goals: []\n    goals_count: 2\n", true),
        (
            "    results_stated: { summary: better }\n    results: [ { year: 2024, direction: worse, comparison: matched } ]\n",
            true,
        ),
        (
            "    studies_stated: { summary: better }\n    studies: [ { design: lottery, direction: worse, significant: yes } ]\n",
            true,
        ),
        (
            "    reviews_stated: { unmeasured: 2 }\n    reviews: [ { measured: yes } ]\n",
            true,
        ),
        // a guess from words is corrected, not contradicted
        (
            "    personalized: { claimed: no }\n    note: personalized learning\n",
            false,
        ),
        // nothing is known of the other
        ("    age: { years: 2 }\n    scope: { since: unsure }\n", false),
        ("    age: { years: unsure }\n    scope: { since: 2015 }\n", false),
    ] {
        let told = read(&one(more)).told;
        let named = told.iter().any(|(code, ..)| *code == Code::StatedAgainstCounted);
        assert_eq!(named, expected, "{more}: {told:?}");
    }
    // of a school and a goal what is stated counts, and it is told all the same
    let around = "plan: { goals: [ { id: G1, name: G, initiatives_count: 4 } ] }\n";
    let text = one("    goals: [G1]\n").replace("name: One", "name: One, grades: K-5, grade_band: high");
    let told = read(&format!("{around}{text}")).told;
    let counts = |m: &String| m.ends_with("the stated one counts");
    let named = told
        .iter()
        .filter(|(code, .., m)| *code == Code::StatedAgainstCounted && counts(m));
    assert_eq!(named.map(|(_, line, ..)| *line).collect::<Vec<_>>(), [1, 3], "{told:?}");
    // what an initiative says of itself counts before what its schools say
    let near = "drivers: { competency: { level: weak } }\n";
    let text =
        one("    drivers: { weakest: strong, organization: { level: strong }, leadership: { level: strong } }\n");
    assert_eq!(read(&format!("{near}{text}")).told, []);
}

#[test]
fn results_from_before_the_start_may_count_or_not() {
    let named = BETTER.replace("effect:", "measure: reading, effect:");
    let start = |since: &str| one(&format!("    scope: {{ since: {since} }}\n    results:{named}"));
    assert_eq!(read(&start("2023")).told, []);
    // begun in autumn, three school years have ended before three years are full
    assert_eq!(read(&start("2023-08")).told, []);
    let found = read(&start("2024-08"));
    let early = found.told.iter().filter(|(code, ..)| *code == Code::BeforeStart);
    assert_eq!(
        early.map(|(_, line, ..)| *line).collect::<Vec<_>>(),
        [8, 10],
        "{:?}",
        found.told
    );
    assert_eq!(origin(&found, "results.schools_positive"), Origin::Contradicted);
    let eight = one("    scope: { since: 2025-08 }\n    results_stated: { consecutive_positive_years: 8 }\n");
    let eight = read(&eight);
    assert!(eight.told.iter().any(|(code, ..)| *code == Code::ContradictsGiven));
    assert_eq!(
        origin(&eight, "results.consecutive_positive_years"),
        Origin::Contradicted
    );
    assert_eq!(origin(&eight, "age.years"), Origin::Contradicted);
}

/// An estimate is kept with who made it, and nothing is settled by it.
#[test]
fn an_estimate_is_no_answer() {
    for (typed, said) in [
        ("{ value: 0.5, estimate_by: \"\" }", "nobody is named"),
        ("{ value: 0.5, estimate_by: }", "nobody is named"),
        ("{ value: 0.5, estimate_by: unsure }", "nobody is named"),
        ("{ value: 0.5, estimate_by: [A, B] }", "is text"),
        ("{ estimate_by: A. Diaz }", "an estimate of nothing"),
        ("{ value: unsure, estimate_by: A. Diaz }", "an estimate of nothing"),
        ("{ value: 80, estimate_by: A. Diaz }", "no share"),
        ("{ value: 0.5, estimated_by: A. Diaz }", "did you mean `estimate_by`?"),
    ] {
        let told = read(&one(&format!("    implementation: {{ fidelity: {typed} }}\n"))).told;
        assert!(told.iter().any(|(.., text)| text.contains(said)), "{typed}: {told:?}");
    }
    let words = read(&one("    owner: { value: B, estimate_by: A. Diaz }\n")).told;
    assert!(
        words.iter().any(|(.., text)| text.contains("words are not estimated")),
        "{words:?}"
    );
    let places = [
        one("    implementation: { fidelity: { value: 0.4, estimate_by: A. Diaz } }\n"),
        one("    implementation: { fidelity: { estimate_by: A. Diaz, between: [0.3, 0.5] } }\n"),
        one(
            "    status: { value: active, estimate_by: A. Diaz }\n    age: { years: { at_least: 6, estimate_by: B } }\n",
        ),
    ];
    for text in places {
        let found = read(&text);
        assert_eq!(found.told, [], "{text}");
        let given = found.inventory.initiatives[0].given.iter();
        for answer in given.filter(|g| g.estimate.is_some()) {
            assert!(!answer.on_record());
            assert_eq!(answer.value, found.set.fact(answer.fact).anything());
            assert!(answer.estimate.as_ref().unwrap().value != answer.value);
        }
        assert_eq!(answers(&found), answers(&read(&one(""))), "{text}");
    }
    // of a school and the district too
    let around = "drivers: { competency: { level: { value: weak, estimate_by: A } } }\n";
    let text = one("").replace("name: One", "name: One, poverty: { value: 0.3, estimate_by: A }");
    let found = read(&format!("{around}{text}"));
    assert_eq!(found.told, []);
    assert!(found.inventory.given[0].estimate.is_some() && found.inventory.schools[0].given[0].estimate.is_some());
}

/// What protects an initiative or would end it can be asked of everything.
#[test]
fn what_always_applies_is_not_answered_with_n_a() {
    for (field, refused) in [
        ("contract: { mandate: n/a }", true),
        ("contract: { binding: { value: n/a, source: x } }", true),
        ("harm: { reported: NA }", true),
        ("reviews_stated: { unmeasured: not applicable }", true),
        ("implementation: { fidelity: n/a }", false),
        ("studies_stated: { summary: n/a }", false),
        ("contract: { mandate: unsure }", false),
        ("contract: { ends: n/a }", false),
    ] {
        let told = read(&one(&format!("    {field}\n"))).told;
        let found = told
            .iter()
            .any(|(code, .., text)| *code == Code::WrongType && text.contains("leave it blank"));
        assert_eq!((found, told.is_empty()), (refused, !refused), "{field}: {told:?}");
    }
}

/// What a plan cannot have is refused where it is written, and read where nobody says that it is one.
#[test]
fn what_does_not_apply_is_refused() {
    let refused = |more: &str| {
        let told = read(&one(more)).told;
        let found = told.iter().filter(|(code, ..)| *code == Code::DoesNotApply);
        found
            .map(|(_, line, _, text)| (*line, text.clone()))
            .collect::<Vec<_>>()
    };
    let found = refused("    implementation: { fidelity: 0.4 }\n    status: proposed\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, 6);
    for part in ["`implementation.fidelity`", "`status` is `proposed`", "active or ended"] {
        assert!(found[0].1.contains(part), "{found:?}");
    }
    let rows = "    status: proposed\n    results:\n      - { year: 2024, effect: 0.1 }\n      - { year: 2025, effect: 0.1 }\n";
    assert_eq!(refused(rows).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [8]);
    for fine in [
        "    status: ended\n    implementation: { fidelity: 0.4 }\n",
        "    implementation: { fidelity: 0.4 }\n",
        "    status: proposed\n    implementation: { fidelity: unsure }\n    scope: { since: 2027 }\n",
        "    status: { value: proposed, estimate_by: A }\n    implementation: { fidelity: 0.4 }\n",
        "    scope: { since: 2027 }\n    implementation: { fidelity: 0.4 }\n",
    ] {
        assert_eq!(refused(fine), [], "{fine}");
    }
}

/// What only something that runs can have says that it runs.
#[test]
fn what_is_measured_runs() {
    for (more, expected) in [
        ("    scope: { since: 2020 }\n", "active"),
        ("    implementation: { fidelity: 0.4 }\n", "active"),
        ("    results: [ { year: 2025, effect: 0.1 } ]\n", "active"),
        ("    results: [ { year: 2025, fidelity: 0.5 } ]\n", "active"),
        ("    results_stated: { summary: none }\n    status: unsure\n", "active"),
        ("    scope: { since: 2027 }\n", "proposed"),
        (
            "    scope: { since: 2027 }\n    implementation: { in_use: yes }\n",
            "proposed or active",
        ),
        // what is not measured may be proposed as well
        ("    results_stated: { summary: not-measured }\n", "proposed or active"),
        (
            "    implementation: { fidelity: { value: 0.4, estimate_by: A } }\n",
            "proposed or active",
        ),
        ("    scope: { since: 2020 }\n    status: ended\n", "ended"),
    ] {
        let found = read(&one(more));
        let audit = audit(&found.set, &found.inventory);
        let status = found.set.fact_id("status").unwrap();
        let said = cleardeck::rules::value_text(found.set.fact(status), audit.verdicts[0].record.value(status));
        assert_eq!(said, expected, "{more}");
    }
}
