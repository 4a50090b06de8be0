//! Entries that are filed under a kind that held them before: another kind holds now what their name suggests.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::rules::RuleSet;
use crate::rules::contract::KnownFact;

use super::import::Said;
use super::{Inventory, given_to};

/// Tells, at the kind of an entry, the one that it would be filed under today. Nothing is judged otherwise by it.
pub(super) fn tell(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    let Some(fact) = set.known(KnownFact::Kind) else {
        return;
    };
    for initiative in &inventory.initiatives {
        let Some(given) = given_to(&initiative.given, fact).filter(|g| g.on_record()) else {
            continue;
        };
        let mut now = set
            .kinds
            .iter()
            .enumerate()
            .filter(|(_, k)| k.was.contains(&given.written))
            .peekable();
        if now.peek().is_none() {
            continue;
        }
        let name = Said::of(&initiative.name);
        let sign = |kind: &'_ crate::rules::Kind| kind.signs.iter().find(|sign| name.suggests(sign)).cloned();
        let held = set.kinds.iter().find(|k| k.id == given.written);
        if held.is_some_and(|k| sign(k).is_some()) {
            continue;
        }
        for (option, kind) in now {
            if let (Some(sign), Some(words)) = (sign(kind), set.fact(fact).option_in_words(option)) {
                let message = format!(
                    "`{sign}` in the name of this entry suggests another kind than `{}`",
                    given.written
                );
                out.push(
                    Diagnostic::new(Code::KindMoved, given.span, message)
                        .help(format!("if that is what it is, file it under {words}")),
                );
            }
        }
    }
}
