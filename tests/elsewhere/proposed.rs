//! What nobody confirmed is read by nothing, and a confirmed approach decides nothing.

use cleardeck::report::Audience;
use serde_json::{Value, json};

use super::random::Dice;
use super::{CATALOGUE, EXAMPLES, MAKER, as_yaml, elsewhere, example, read, read_over, said, told_of, with};

/// An entry that nobody confirmed.
fn proposal(dice: &mut Dice) -> Value {
    let one = |dice: &mut Dice| match dice.below(4) {
        0 => json!({ "is": "none" }),
        1 => json!({ "is": dice.one_of(&CATALOGUE.approaches).id }),
        2 => json!({ "is": dice.one_of(&CATALOGUE.programs).id, "on": "2020-05-04" }),
        _ => json!({ "is": dice.one_of(&told_of()).id, "same_program": "yes" }),
    };
    match dice.below(4) {
        0 => json!((0..2 + dice.below(2)).map(|_| one(dice)).collect::<Vec<_>>()),
        1 if dice.percent(30) => json!("none"),
        _ => one(dice),
    }
}

/// An approach that somebody confirmed; of programs too, where they are not said to be the same.
fn approach(dice: &mut Dice) -> Value {
    let one = |dice: &mut Dice| match dice.below(3) {
        0 => json!({ "is": dice.one_of(&told_of()).id, "same_program": "no", "confirmed_by": "A. Diaz" }),
        1 => json!({ "is": "none", "confirmed_by": "A. Diaz" }),
        _ => json!({ "is": dice.one_of(&CATALOGUE.approaches).id, "confirmed_by": "A. Diaz", "on": "2020-05-04" }),
    };
    if dice.percent(30) {
        json!([one(dice), one(dice)])
    } else {
        one(dice)
    }
}

fn changes_nothing(entry: fn(&mut Dice) -> Value) {
    for name in EXAMPLES {
        let text = example(name);
        let dice = &mut Dice::new(7);
        let mut times = 0;
        let beside = with(&text, || {
            times += 1;
            entry(dice).to_string()
        });
        assert!(times > 3, "{name}");
        same(&text, &beside);
    }
    for seed in 0..12 {
        let mut written = MAKER.inventory(seed);
        let text = as_yaml(&written);
        let dice = &mut Dice::new(seed ^ 0xE15E);
        for record in written["initiatives"].as_array_mut().unwrap() {
            record["elsewhere"] = entry(dice);
        }
        same(&text, &as_yaml(&written));
    }
}

fn same(text: &str, beside: &str) {
    let ((before, a), (after, b)) = (read(text, None), read(beside, None));
    assert!(after.initiatives.iter().any(|i| !i.elsewhere.is_empty()));
    assert_eq!(elsewhere(&after).count(), 0);
    for audience in [Audience::Internal, Audience::Public] {
        assert_eq!(said(&before, &a, audience), said(&after, &b, audience), "{beside}");
    }
}

#[test]
fn a_proposal_changes_no_byte() {
    changes_nothing(proposal);
}

#[test]
fn a_confirmed_approach_changes_no_answer() {
    changes_nothing(approach);
}

#[test]
fn without_an_entry_no_catalogue_is_read() {
    let (_, reader) = read_over(None, &example("riverbend"), None).unwrap();
    assert!(reader.held_catalogue().is_none());
}
