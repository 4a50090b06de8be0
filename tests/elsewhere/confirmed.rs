//! A confirmed program counts as studies do, and never as more than its source says.

use std::collections::BTreeMap;

use cleardeck::Date;
use cleardeck::catalogue::Direction;
use cleardeck::evaluate::judge;
use cleardeck::interview::Interview;
use cleardeck::inventory::Inventory;
use cleardeck::report::Audience;
use cleardeck::truth::{Number, Possible};
use serde_json::json;

use super::random::Dice;
use super::{CATALOGUE, MAKER, SET, answers, as_yaml, elsewhere, read, read_over, said, told_of};

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Some(Date::new(year, month, day).unwrap())
}

/// One running initiative that is confirmed to be a program.
fn one(district: &str, program: &str, rest: &str) -> String {
    format!(
        "as_of: 2026-06-30\ndistrict: {{ name: \"{district}\" }}\ninitiatives:\n  - id: a\n    name: A\n    elsewhere: {{ is: {program}, same_program: yes, confirmed_by: A. Diaz, on: 2020-01-04 }}\n{rest}"
    )
}

fn fact(inventory: &Inventory, name: &str) -> Possible {
    let audit = judge(&SET, inventory);
    audit.verdicts[0].record.value(SET.fact_id(name).unwrap())
}

fn word(word: &str) -> u64 {
    let fact = SET.fact(SET.fact_id("studies.summary").unwrap());
    1 << fact.options.iter().position(|o| o == word).unwrap()
}

#[test]
fn random_programs_add_no_more_than_their_sources_say() {
    let programs = told_of();
    let days = [
        day(2012, 6, 1),
        day(2020, 4, 18),
        day(2020, 4, 19),
        day(2023, 1, 1),
        day(2026, 11, 27),
    ];
    let (mut rows, mut grown) = (0, 0);
    for seed in 0..30 {
        let mut written = MAKER.inventory(seed);
        let as_of = days[seed as usize % days.len()];
        // what is later than the audit is left out either way
        let before = read(&as_yaml(&written), as_of).0;
        let dice = &mut Dice::new(seed ^ 0xC0FE);
        for record in written["initiatives"].as_array_mut().unwrap() {
            let entry = |dice: &mut Dice| json!({ "is": dice.one_of(&programs).id, "same_program": "yes", "confirmed_by": "A. Diaz" });
            record["elsewhere"] = json!((0..1 + dice.below(2)).map(|_| entry(dice)).collect::<Vec<_>>());
        }
        let (after, sources) = read(&as_yaml(&written), as_of);
        for study in elsewhere(&after) {
            rows += 1;
            let year = after.as_of.year();
            assert!(
                study.published.is_none_or(|published| published <= year),
                "{}",
                study.origin
            );
            assert!(study.origin.starts_with("catalogue: "));
            assert!(study.direction.is_some() || study.effect.is_none() && study.significant.is_none());
        }
        for ((then, _), (now, _)) in answers(&before).iter().zip(&answers(&after)) {
            // no program of the shipped catalogue has what ends one, and studies alone never scale
            assert!(
                then == now || !["stop", "scale"].contains(&now.as_str()),
                "{then} to {now}: {written}"
            );
            grown += usize::from(then != now);
        }
        let public = said(&after, &sources, Audience::Public).to_string();
        assert!(!public.contains("Diaz"));
    }
    assert!(rows > 80, "{rows}");
    println!("{rows} rows, {grown} other answers");
}

#[test]
fn what_is_not_careful_changes_no_answer() {
    let only_weak = told_of().into_iter().filter(|p| {
        let careful = p.rated.iter().any(|r| CATALOGUE.ratings[r.rating].design.is_careful());
        !careful && CATALOGUE.studies_of(&p.id).next().is_none()
    });
    let weak: Vec<_> = only_weak.collect();
    assert!(weak.len() > 100);
    for seed in 0..50 {
        let mut written = MAKER.inventory(seed);
        let before = read(&as_yaml(&written), None).0;
        let dice = &mut Dice::new(seed);
        for record in written["initiatives"].as_array_mut().unwrap() {
            let id = &dice.one_of(&weak).id;
            record["elsewhere"] = json!({ "is": id, "same_program": "yes", "confirmed_by": "A. Diaz" });
        }
        let after = read(&as_yaml(&written), None).0;
        assert!(elsewhere(&after).count() > 0);
        assert_eq!(answers(&before), answers(&after), "{written}");
    }
}

#[test]
fn nothing_published_after_the_audit_is_read() {
    let text = one("Riverbend", "daisyquest", "");
    assert_eq!(elsewhere(&read(&text, day(2020, 4, 18)).0).count(), 0);
    assert_eq!(elsewhere(&read(&text, day(2020, 4, 19)).0).count(), 2);
    // the study of what lasted came later than the ratings, and says the reverse
    let text = one("Riverbend", "reading-recovery-program", "");
    let lasting = |inventory: &Inventory| {
        let mut found = elsewhere(inventory).filter(|study| study.sustained == Some(true));
        found
            .next()
            .map(|study| (study.published, study.significant, study.effect))
    };
    assert!(lasting(&read(&text, day(2023, 12, 30)).0).is_none());
    let inventory = read(&text, day(2023, 12, 31)).0;
    let (published, significant, effect) = lasting(&inventory).unwrap();
    assert_eq!((published, significant), (Some(2023), None));
    assert!(effect.is_some_and(|e| e.high < 0.0));
}

#[test]
fn a_study_of_the_same_district_is_not_from_elsewhere() {
    let program = "accelerating-campus-excellence-dallas";
    assert_eq!(elsewhere(&read(&one("Dallas ISD", program, ""), None).0).count(), 0);
    assert_eq!(elsewhere(&read(&one("Houston ISD", program, ""), None).0).count(), 1);
}

#[test]
fn students_are_counted_once_over_the_ratings_of_a_program() {
    let inventory = read(&one("Riverbend", "daisyquest", ""), None).0;
    let mut each: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for study in elsewhere(&inventory) {
        let students = study.students.map_or(0.0, Number::as_f64);
        each.entry(study.counted_as()).or_default().push(students);
    }
    assert_eq!(each.len(), 1);
    let largest = each.values().flatten().copied().fold(0.0, f64::max);
    let low = |name| match fact(&inventory, name) {
        Possible::Numbers { low, .. } => low.as_f64(),
        other => panic!("{other:?}"),
    };
    assert!(low("studies.students") <= largest, "{largest}");
    assert_eq!(low("studies.positive"), 1.0);
    // schools are not stated: none is counted
    assert_eq!(low("studies.sites"), 0.0);
    assert_eq!(fact(&inventory, "studies.summary"), Possible::Options(word("better")));
}

#[test]
fn what_points_no_way_may_point_either() {
    // a lottery with a mixed finding
    let inventory = read(&one("Riverbend", "safersanerschools-iirp", ""), None).0;
    let any = ["none-found", "worse", "none", "mixed", "better"].map(word);
    let any = any.into_iter().fold(0, |all, bit| all | bit);
    assert_eq!(fact(&inventory, "studies.summary"), Possible::Options(any));
    // a gain whose certainty was not read
    let inventory = read(&one("Riverbend", "tutor-copilot", ""), None).0;
    let open = word("none-found") | word("none") | word("better");
    assert_eq!(fact(&inventory, "studies.summary"), Possible::Options(open));
}

/// A catalogue of one's own with one program, rated as given.
fn own(rating: &str, pieces: &str) -> String {
    format!(
        "format: 1\nratings:\n  - {{ id: strict, title: Strict, design: lottery }}\napproaches:\n  - id: my-approach\n    name: My approach\n    kind: student-support\n    what: What we call it.\n    aliases: [my approach]\n    summary: unknown\n    reason: Nothing was read.\n    verified: partly\n    look_alikes: [ {{ says: [their approach], means: another }} ]\n    cautions: [Be careful.]\n    evidence:\n{pieces}\nprograms:\n  - id: my-program\n    name: My program\n    approach: my-approach\n    rated:\n      - {{ topic: T, outcome: reading, rating: {rating}, studies: 4, students: 9000 }}\n"
    )
}

fn piece(title: &str, published: &str, design: &str, direction: &str, more: &str) -> String {
    format!(
        "      - {{ title: {title}, authors: B, url: \"https://example.org/{title}\", read: page, published: \"{published}\", program: my-program, design: {design}, direction: {direction}, outcome: reading, {more} }}\n"
    )
}

fn over(own: &str) -> Inventory {
    let text = one("Riverbend", "my-program", "    kind: student-support\n");
    read_over(Some(own), &text, None)
        .unwrap_or_else(|told| panic!("{told}"))
        .0
}

#[test]
fn a_rating_without_a_direction_makes_no_ground() {
    let none = piece("Later", "2024", "lottery", "none", "students: 3000");
    let least = |inventory: &Inventory, name: &str| match fact(inventory, name) {
        Possible::Numbers { low, .. } => low,
        other => panic!("{other:?}"),
    };
    for rating in ["no-discernible", "mixed", "strict"] {
        let inventory = over(&own(rating, &none));
        assert!(
            least(&inventory, "studies.without_gain") <= Number::whole(1),
            "{rating}"
        );
        assert_ne!(answers(&inventory)[0].0, "stop");
    }
    // a rating that says that none can be told keeps a ground from standing where it is careful
    let two = format!("{none}{}", piece("Last", "2025", "lottery", "none", "students: 2000"));
    assert_eq!(least(&over(&own("strict", &two)), "studies.without_gain"), Number::ZERO);
    assert_eq!(
        least(&over(&own("mixed", &two)), "studies.without_gain"),
        Number::whole(2)
    );
}

#[test]
fn single_studies_from_before_a_rating_are_among_it() {
    let early = piece(
        "Early",
        "2012",
        "lottery",
        "better",
        "students: 400, effect: { value: 0.3, se: 0.1, unit: sd }",
    );
    let late = piece(
        "Late",
        "2024",
        "lottery",
        "better",
        "students: 300, effect: { value: 0.3, se: 0.1, unit: sd }",
    );
    let inventory = over(&own("positive", &format!("{early}{late}")));
    let found = |name| fact(&inventory, name);
    assert_eq!(found("studies.positive"), Possible::number(Number::whole(2)));
    assert_eq!(found("studies.students"), Possible::number(Number::whole(9300)));
    // a later review of several studies takes the earlier ones in
    let several = piece(
        "Several",
        "2025",
        "meta-analysis",
        "better",
        "studies: 5, students: 800",
    );
    let inventory = over(&own("positive", &format!("{early}{late}{several}")));
    assert_eq!(
        fact(&inventory, "studies.students"),
        Possible::number(Number::whole(9000))
    );
}

#[test]
fn a_size_counts_in_standard_deviations_and_never_against_its_direction() {
    let effect = |direction: &str, effect: &str| {
        let more = format!("students: 400, effect: {{ {effect} }}");
        let inventory = over(&own("mixed", &piece("Only", "2024", "lottery", direction, &more)));
        let study = elsewhere(&inventory).find(|s| s.name == "Only").unwrap();
        (study.effect.is_some(), study.direction.is_some(), study.significant)
    };
    assert_eq!(
        effect("better", "value: 0.2, se: 0.05, unit: sd"),
        (true, true, Some(true))
    );
    assert_eq!(
        effect("better", "value: 0.2, se: 0.2, unit: sd"),
        (true, true, Some(false))
    );
    assert_eq!(effect("better", "value: 0.2, unit: sd"), (true, true, None));
    assert_eq!(
        effect("better", "value: 4, se: 1, unit: percentage-points"),
        (false, true, None)
    );
    assert_eq!(effect("better", "value: -0.2, se: 0.05, unit: sd"), (false, true, None));
    assert_eq!(effect("mixed", "value: 0.2, se: 0.05, unit: sd"), (false, false, None));
    assert_eq!(
        effect("unknown", "value: 0.2, se: 0.05, unit: sd"),
        (false, false, None)
    );
}

#[test]
fn every_rating_of_the_shipped_catalogue_enters_as_it_is_said() {
    for program in &CATALOGUE.programs {
        let inventory = read(&one("Riverbend", &program.id, ""), None).0;
        let rows: Vec<_> = elsewhere(&inventory).collect();
        let pieces = CATALOGUE.studies_of(&program.id).count();
        assert_eq!(
            rows.len(),
            program.rated.len() + program.reviews.len() + pieces,
            "{}",
            program.id
        );
        for (row, rated) in rows.iter().zip(&program.rated) {
            let word = &CATALOGUE.ratings[rated.rating];
            let says = matches!(
                word.direction,
                Some(Direction::Better | Direction::Worse | Direction::None)
            );
            assert_eq!(row.direction.is_some(), says);
            assert_eq!(row.significant.is_some(), word.significant);
            assert_eq!(
                (row.studies, row.students),
                (rated.extent.studies, rated.extent.students)
            );
        }
    }
}

#[test]
fn what_the_district_typed_stands_beside_it() {
    let typed =
        "    studies: [ { name: Author 2020, design: lottery, direction: better, significant: yes, students: 500 } ]\n";
    let inventory = read(&one("Riverbend", "daisyquest", typed), None).0;
    assert_eq!(inventory.initiatives[0].studies.len(), 3);
    assert_eq!(fact(&inventory, "studies.positive"), Possible::number(Number::whole(2)));
}

#[test]
fn an_interview_judges_by_the_same_studies() {
    let text = one("Riverbend", "reading-recovery-program", "    status: proposed\n");
    let (inventory, mut reader) = read_over(None, &text, None).unwrap();
    let before = inventory.clone();
    let mut interview = Interview::new(&SET, text, inventory, None, "");
    let catalogue = reader.shared_catalogue().unwrap();
    interview = interview.with_catalogue(catalogue);
    let mut asked = 0;
    while let Some(turn) = interview.turn().filter(|_| asked < 12) {
        asked += 1;
        interview.answer(&turn, "unsure").unwrap();
        let again = read(interview.text(), None).0;
        assert_eq!(
            interview.inventory().initiatives[0].studies.len(),
            before.initiatives[0].studies.len()
        );
        assert_eq!(answers(interview.inventory()), answers(&again));
    }
    assert!(asked > 0);
}
