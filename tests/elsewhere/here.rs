//! How a confirmed line is run here: asked, kept, shown beside what is known elsewhere, and read by no rule.

use cleardeck::catalogue::Shelf;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::judge;
use cleardeck::interview::Interview;
use cleardeck::interview::here::SaidHere;
use cleardeck::inventory::Inventory;
use cleardeck::report::{Audience, Depth, Edition, Elsewhere, Markdown, Telling, View};
use serde_json::{Value, json};

use super::random::Dice;
use super::{CATALOGUE, MAKER, SET, answers, as_yaml, elsewhere, read, read_over};

/// A report with what is known elsewhere beside it.
fn told(inventory: &Inventory, sources: &Sources, audience: Audience) -> View {
    let elsewhere = Elsewhere::of(&Shelf::shipped(), inventory);
    let telling = Telling::to(audience, Depth::Decisions).beside(Some(&elsewhere));
    View::telling(&judge(&SET, inventory), sources, telling, &mut || {}).unwrap()
}

const TUTORING: &str = "\
as_of: 2026-12-30
initiatives:
  - id: a
    name: Tutoring
    elsewhere: { is: high-dosage-tutoring, confirmed_by: A. Diaz }
";

fn with(here: &str) -> String {
    format!("{TUTORING}    here: {here}\n")
}

/// What the report says of the line, and what it asks.
fn said(text: &str, audience: Audience) -> (String, String) {
    let (inventory, sources) = read(text, None);
    let view = told(&inventory, &sources, audience);
    let all = Markdown::default().text(&view, Edition::Audit, None).unwrap();
    let line = all
        .lines()
        .find(|l| l.contains("High-dosage tutoring ("))
        .unwrap_or_default();
    let asks = all.lines().filter(|l| l.ends_with("field here)"));
    (line.to_owned(), asks.collect())
}

#[test]
fn what_is_said_here_stands_beside_what_is_known_elsewhere() {
    let (line, asks) = said(TUTORING, Audience::Internal);
    assert!(
        line.contains("What it depended on: teachers or paraprofessionals as tutors"),
        "{line}"
    );
    assert!(asks.contains("Who tutors, how many days a week"), "{asks}");
    let two = with(
        "[{ of: high-dosage-tutoring, condition: sessions, is: two days a week, said_by: B. Lee, on: 2026-05-04 }]",
    );
    let (line, asks) = said(&two, Audience::Internal);
    for part in [
        "Here: two days a week (said by B. Lee); elsewhere: teachers or paraprofessionals as tutors, three or more days a week",
        "confirmed by A. Diaz",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!line.contains("depended on"), "{line}");
    // the next that is open is asked, and nothing once all is said
    assert!(asks.contains("How many minutes of tutoring"), "{asks}");
    let unsure = two.replace(
        "}]",
        "}, { of: high-dosage-tutoring, condition: minutes, is: unsure, said_by: B. Lee }]",
    );
    let (line, asks) = said(&unsure, Audience::Internal);
    assert!(
        line.contains("Here: not known yet (said by B. Lee); elsewhere: effect largest"),
        "{line}"
    );
    // what is not known is asked again
    assert!(asks.contains("How many minutes of tutoring"), "{asks}");
    let (_, asks) = said(&unsure.replace("is: unsure", "is: \"1,800\""), Audience::Internal);
    assert_eq!(asks, "");
    // a public edition has neither the words of the district nor the names
    let (line, _) = said(&unsure, Audience::Public);
    assert!(
        line.contains("depended on") && !line.contains("two days") && !line.contains("Lee"),
        "{line}"
    );
}

#[test]
fn what_is_not_confirmed_is_neither_asked_nor_shown_as_here() {
    let open = with("[{ of: high-dosage-tutoring, condition: sessions, is: two days a week }]");
    let (line, asks) = said(&open.replace(", confirmed_by: A. Diaz", ""), Audience::Internal);
    assert!(!line.contains("Here:") && asks.is_empty(), "{line}{asks}");
}

#[test]
fn an_answer_to_what_is_not_asked_is_refused() {
    for (wrong, message) in [
        (
            "[{ of: high-dosage-tutoring, condition: sesions, is: two }]",
            "did you mean `sessions`?",
        ),
        (
            "[{ of: high-dosage-tutoring, condition: days, is: two }]",
            "asks about no condition `days`",
        ),
        (
            "[{ of: summer-learning, condition: days, is: two }]",
            "the line is not said to be `summer-learning`",
        ),
        ("[{ of: high-dosage-tutoring, is: two }]", "which `condition` it is"),
        ("[{ condition: sessions, is: two }]", "of which entry (`of`)"),
        (
            "[{ of: high-dosage-tutoring, condition: sessions, how: two }]",
            "unknown field `how`",
        ),
        (
            "[{ of: high-dosage-tutoring, condition: sessions, is: two }, { of: high-dosage-tutoring, condition: sessions }]",
            "a second answer to `sessions`",
        ),
    ] {
        match read_over(None, &with(wrong), None) {
            Ok(_) => panic!("it is read: {wrong}"),
            Err(told) => assert!(told.contains(message), "{wrong}: {told}"),
        }
    }
    // one about a line that is no entry at all
    let text =
        "as_of: 2026-12-30\ninitiatives:\n  - { id: a, name: A, here: [{ of: plc, condition: teams, is: x }] }\n";
    assert!(read_over(None, text, None).is_err());
    // a program is asked what its approach is asked
    let program = CATALOGUE
        .programs
        .iter()
        .find(|p| p.approach.as_deref() == Some("high-dosage-tutoring"))
        .unwrap();
    let text = with("[{ of: PROGRAM, condition: sessions, is: two }]");
    let text = text
        .replace("is: high-dosage-tutoring", "is: PROGRAM")
        .replace("PROGRAM", &program.id);
    assert_eq!(read(&text, None).0.initiatives[0].here.len(), 1);
}

#[test]
fn an_answer_after_the_audit_is_left_out_with_a_note() {
    let text = with("[{ of: high-dosage-tutoring, condition: sessions, is: two, on: 2027-01-01 }]");
    let inventory = read(&text, None).0;
    assert!(inventory.initiatives[0].here.is_empty());
    assert!(
        inventory.left_out[0].contains("later than the audit's date"),
        "{:?}",
        inventory.left_out
    );
}

/// The answers to some conditions of some entries, in random words.
fn run_here(dice: &mut Dice, ids: &[String]) -> Value {
    let words = ["yes", "no", "2 times a week", "unsure", "half of it"];
    let mut all = Vec::new();
    for id in ids {
        for condition in CATALOGUE.approach_of(id).into_iter().flat_map(|a| a.asked()) {
            if dice.percent(60) {
                all.push(
                    json!({ "of": id, "condition": condition.id, "is": dice.one_of(&words), "said_by": "B. Lee" }),
                );
            }
        }
    }
    json!(all)
}

/// Confirmed approaches and how they are run here change no answer, and of the decisions only the order among equals.
#[test]
fn a_confirmed_approach_moves_decisions_among_equals_only() {
    let (mut moved, mut beside) = (0, 0);
    for seed in 0..40 {
        let mut written = MAKER.inventory(seed);
        let (before, sources) = read(&as_yaml(&written), None);
        let dice = &mut Dice::new(seed ^ 0x4E2E);
        for record in written["initiatives"].as_array_mut().unwrap() {
            if dice.percent(25) {
                continue;
            }
            let id = dice.one_of(&CATALOGUE.approaches).id.clone();
            record["elsewhere"] = json!({ "is": id, "confirmed_by": "A. Diaz" });
            record["here"] = run_here(dice, &[id]);
        }
        let (after, also) = read(&as_yaml(&written), None);
        beside += after.initiatives.iter().map(|i| i.here.len()).sum::<usize>();
        assert_eq!(answers(&before), answers(&after), "{written}");
        let (before, after) = (
            told(&before, &sources, Audience::Internal),
            told(&after, &also, Audience::Internal),
        );
        let decisions = |view: &View| -> Vec<(String, Value)> {
            let all = view.first.decisions.iter();
            all.map(|d| (d.names.join("; "), serde_json::to_value(d).unwrap()))
                .collect()
        };
        let (then, now) = (decisions(&before), decisions(&after));
        // what a decision stands by in the order; the question that is asked has another number now and then
        let key = |d: &Value| {
            let in_play = d["in_play"].as_bool().unwrap();
            json!([
                d["on"],
                if in_play { d["money"].clone() } else { json!("") },
                d["effort"]
            ])
        };
        assert_eq!(then.len(), now.len());
        for (one, other) in then.iter().zip(&now) {
            moved += usize::from(one.0 != other.0);
            assert_eq!(key(&one.1), key(&other.1), "{written}");
        }
        let sorted = |mut all: Vec<(String, Value)>| {
            all.sort_by(|a, b| (&a.0, a.1.to_string()).cmp(&(&b.0, b.1.to_string())));
            all
        };
        assert_eq!(sorted(then), sorted(now), "{written}");
    }
    assert!(moved > 3 && beside > 50, "{moved} moved, {beside} said");
}

#[test]
fn equal_decisions_stand_by_what_is_known_elsewhere() {
    let lines = [
        ("gains", "high-dosage-tutoring"),
        ("open", "equity-training"),
        ("disagree", "devices-1to1"),
        ("nothing", "broadband"),
        ("harm", "LOSS"),
    ];
    let loss = CATALOGUE
        .approaches
        .iter()
        .find(|a| a.summary == cleardeck::catalogue::Summary::Worse);
    let loss = loss.map_or("grade-retention", |a| a.id.as_str());
    let text = |confirmed: &str| {
        let lines = lines.map(|(name, id)| {
            let id = id.replace("LOSS", loss);
            format!("  - {{ id: {name}, name: {name}, elsewhere: {{ is: {id}{confirmed} }} }}\n")
        });
        format!("as_of: 2026-12-30\ninitiatives:\n{}", lines.concat())
    };
    let order = |text: &str| -> Vec<String> {
        let (inventory, sources) = read(text, None);
        let view = told(&inventory, &sources, Audience::Internal);
        view.first.decisions.iter().map(|d| d.names.join("; ")).collect()
    };
    assert_eq!(order(&text("")), ["gains", "open", "disagree", "nothing", "harm"]);
    assert_eq!(
        order(&text(", confirmed_by: A. Diaz")),
        ["harm", "nothing", "disagree", "gains", "open"]
    );
}

#[test]
fn an_interview_asks_what_is_open_and_writes_it_beside_everything_else() {
    let text = format!("{TUTORING}    note: a remark   # kept\n  - {{ id: b, name: B }}\n");
    let (inventory, mut reader) = read_over(None, &text, None).unwrap();
    let catalogue = reader.shared_catalogue().unwrap();
    let mut interview = Interview::new(&SET, text.clone(), inventory, None, "").with_catalogue(catalogue);
    let asked: Vec<String> = interview.unsaid().iter().map(|u| u.condition.id.clone()).collect();
    assert_eq!(asked, ["sessions", "minutes"]);
    for (typed, left) in [("two days a week, after school", 1), ("don't know", 0)] {
        let unsaid = interview.unsaid().remove(0);
        interview
            .say_here(0, &SaidHere::read(&unsaid, typed, "B. Lee"))
            .unwrap();
        assert_eq!(interview.unsaid().len(), left);
    }
    // said anew in its place
    let again = SaidHere {
        of: "high-dosage-tutoring".into(),
        condition: "minutes".into(),
        is: "900".into(),
        by: "B. Lee".into(),
    };
    interview.say_here(0, &again).unwrap();
    assert_eq!(
        interview.here(0, "high-dosage-tutoring", "minutes").as_deref(),
        Some("900")
    );
    let wanted = "    here: [{ of: high-dosage-tutoring, condition: sessions, is: \"two days a week, after school\", said_by: B. Lee, on: 2026-12-30 }, { of: high-dosage-tutoring, condition: minutes, is: 900, said_by: B. Lee, on: 2026-12-30 }]\n";
    let without: String = interview
        .text()
        .lines()
        .filter(|l| !l.contains("here: ["))
        .map(|l| format!("{l}\n"))
        .collect();
    assert_eq!(without, text);
    assert!(interview.text().contains(wanted), "{}", interview.text());
    // what is written in lines is gone on with in lines
    let lines =
        with("\n      - of: high-dosage-tutoring   # first\n        condition: minutes\n        is: 900   # last");
    let (inventory, _) = read_over(None, &lines, None).unwrap();
    let mut interview =
        Interview::new(&SET, lines.clone(), inventory, None, "").with_catalogue(reader.shared_catalogue().unwrap());
    let unsaid = interview.unsaid().remove(0);
    interview
        .say_here(0, &SaidHere::read(&unsaid, "daily", "B. Lee"))
        .unwrap();
    let more =
        "      - { of: high-dosage-tutoring, condition: sessions, is: daily, said_by: B. Lee, on: 2026-12-30 }\n";
    assert_eq!(interview.text(), format!("{lines}{more}"));
}

#[test]
fn studies_of_a_confirmed_program_say_where_they_come_from() {
    let text = "as_of: 2026-12-30\ninitiatives:\n  - id: a\n    name: A\n    elsewhere: { is: daisyquest, same_program: yes, confirmed_by: A. Diaz }\n    studies: [{ name: Author 2020, outcome: reading, design: lottery, direction: better, students: 500 }]\n";
    let (inventory, sources) = read(text, None);
    let brought = elsewhere(&inventory).count();
    let panels = |audience| {
        let view = told(&inventory, &sources, audience);
        let cards = view.groups.iter().flat_map(|g| &g.cards);
        let all: Vec<Value> = cards.flat_map(|c| c.studies.clone()).collect();
        let report = Markdown::default().text(&view, Edition::NeedsAnalysis, None).unwrap();
        (all, report)
    };
    let (all, report) = panels(Audience::Internal);
    let marked: Vec<&Value> = all
        .iter()
        .flat_map(|d| d["from_catalogue"].as_array().unwrap())
        .collect();
    assert_eq!(marked.len(), brought);
    for study in marked {
        assert_eq!(study["confirmed_by"], "A. Diaz");
        assert!(
            study["origin"]
                .as_str()
                .unwrap()
                .starts_with("DaisyQuest, What Works Clearinghouse"),
            "{study}"
        );
        assert_ne!(study["study"], "Author 2020");
    }
    assert!(
        report.contains(", from the catalogue: DaisyQuest: Positive effects (DaisyQuest, What Works Clearinghouse"),
        "{report}"
    );
    assert!(report.contains("; confirmed by A. Diaz)"), "{report}");
    let (all, report) = panels(Audience::Public);
    assert!(!json!(all).to_string().contains("Diaz") && !report.contains("Diaz"));
}
