//! How a project that an inventory tracks stands, and whether the inventory bears out that it is done.

use crate::evaluate::{Audit, Verdict};
use crate::inventory::Rock;
use crate::rules::{Fact, FactType};
use crate::truth::{Number, Possible};

/// How a project that an inventory tracks stands on the day of an audit.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RockStanding {
    /// `done`, `late` or `open`.
    pub state: &'static str,
    /// Its last day, where that is known.
    pub due: Option<String>,
    /// By how many days it is late; 0 where it is not.
    pub late_by: i32,
    /// The initiatives, by name, of which the inventory does not hold what shows that it is done, where it is said to be.
    pub not_shown: Vec<String>,
}

impl RockStanding {
    /// Of one project in an audit.
    #[must_use]
    pub fn of(audit: &Audit, rock: &Rock) -> Self {
        let inventory = audit.inventory;
        let late = rock.late_on(inventory.as_of, &inventory.calendar);
        Self {
            state: match (rock.done, late) {
                (Some(true), _) => "done",
                (_, Some(_)) => "late",
                (_, None) => "open",
            },
            due: rock.due(&inventory.calendar).map(|day| day.to_string()),
            late_by: late.unwrap_or_default(),
            not_shown: match rock.done {
                Some(true) => not_shown(audit, rock),
                _ => Vec::new(),
            },
        }
    }
}

/// The initiatives, by name, of which the inventory does not hold what shows that a project is done: the answer that it
/// needs to the fact, or another row than the one that decided. None where no fact and no row shows it.
fn not_shown(audit: &Audit, rock: &Rock) -> Vec<String> {
    if rock.shown_by.is_empty() {
        return Vec::new();
    }
    let all = audit.inventory.initiatives.iter().zip(&audit.verdicts);
    let about = all.filter(|(initiative, _)| rock.about.contains(&initiative.id));
    let lacking = about.filter(|(_, verdict)| !is_shown(audit, verdict, rock));
    lacking.map(|(initiative, _)| initiative.name.clone()).collect()
}

fn is_shown(audit: &Audit, verdict: &Verdict, rock: &Rock) -> bool {
    match audit.set.fact_id(&rock.shown_by) {
        // an answer that leaves several values open is one all the same; what is only worked out is not
        Some(id) if rock.needs.is_empty() => verdict.record.stated(id) || verdict.record.value(id).is_known(),
        Some(id) => meets(audit.set.fact(id), verdict.record.value(id), &rock.needs),
        None => {
            let rows = audit.deciding_rows(verdict);
            rows.last().is_none_or(|(row, _)| row.id != rock.shown_by)
        }
    }
}

/// Whether a value is surely what is needed, in the words in which a value is told; of a level a higher one is too.
fn meets(fact: &Fact, value: Possible, needs: &str) -> bool {
    if value == fact.anything() {
        return false;
    }
    let number = |text: &str| Number::parse(text.trim());
    match value {
        Possible::Words { known } => known,
        Possible::Options(bits) => {
            let named = |option: &str| needs.split(" or ").any(|word| word.trim() == option);
            let wanted = fact.options.iter().enumerate().filter(|(_, option)| named(option));
            let wanted = wanted.fold(0_u64, |wanted, (n, _)| wanted | 1 << n);
            let wanted = match fact.kind {
                FactType::Level if wanted != 0 => u64::MAX << wanted.trailing_zeros(),
                _ => wanted,
            };
            bits & !wanted == 0
        }
        Possible::Numbers { low, high } => match (needs.strip_prefix("at least "), needs.strip_prefix("at most ")) {
            (Some(least), _) => number(least).is_some_and(|least| low >= least),
            (None, Some(most)) => number(most).is_some_and(|most| high <= most),
            (None, None) => number(needs).is_some_and(|only| low == only && high == only),
        },
    }
}
