//! Initiatives judged by columns against each judged by itself, by the shipped rules and by such that others are laid over.

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{verdict_alone, verdict_without_questions};
use cleardeck::rules;

use crate::against::Compared;
use crate::dice::Dice;
use crate::{common, overlays};

#[test]
fn columns_say_what_is_said_of_each_record_by_itself() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut dice = Dice(1);
    let mut compared = Compared::default();
    // compiled for each record alone, which takes long, and read off the decision of every record
    compared.draw(&set, 300, &mut dice, verdict_alone);
    compared.draw(&set, 4_000, &mut dice, verdict_without_questions);
    println!(
        "{} rows, {} apart, {:?}",
        compared.rows, compared.apart, compared.firmness
    );
    assert!(compared.differs.is_empty(), "{:#?}", compared.differs);
    assert!(compared.rows > 3_000, "{}", compared.rows);
    assert_eq!(compared.firmness.len(), 3, "{:?}", compared.firmness);
}

#[test]
fn columns_follow_rules_that_are_laid_over() {
    let (mut sources, mut dice) = (Sources::default(), Dice(2));
    let files = rules::shipped(&mut sources);
    let set = common::shipped(&mut sources);
    let mut compared = Compared::default();
    let mut loaded = 0;
    for _ in 0..40 {
        let text = overlays::draw(&set, &mut dice);
        let file = sources.add("overlay.yaml", text);
        let mut all = files.clone();
        all.push(file.into());
        // what may not be switched off is refused
        if let Some(changed) = rules::load(&all, &[], &sources, &mut Diagnostics::default()) {
            loaded += 1;
            compared.draw(&changed, 60, &mut dice, verdict_alone);
        }
    }
    println!(
        "{loaded} overlays, {} rows, {} apart, {:?}",
        compared.rows, compared.apart, compared.firmness
    );
    assert!(compared.differs.is_empty(), "{:#?}", compared.differs);
    assert!(loaded >= 20, "{loaded}");
}
