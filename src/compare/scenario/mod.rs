//! What if: an inventory in which some answers are others, something is not there, begins later, or loses its money.
//!
//! A [`Scenario`] is read against one inventory and one rule set, so that nothing in it leads nowhere. Each of its
//! [`Situation`]s, one for each level of local cover of a grant that ends, makes another inventory of it.

mod read;
mod typed;

use jiff::civil::Date;
use serde::Serialize;

use crate::compare::pieces::said_of;
use crate::diagnostics::Span;
use crate::inventory::{Given, Initiative, Inventory, day_of, days, given_to};
use crate::rules::RuleSet;
use crate::rules::contract::{FundingAfter, KnownFact};
use crate::truth::{Number, Possible};

pub use read::Scenarios;

/// A change of an inventory.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Another answer of the initiative of an id.
    Set(String, Given),
    /// The initiative is not there.
    End(String),
    /// The initiative begins so many years later.
    Delay(String, i16),
}

/// A grant that ends.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its name, which is that of the fund of positions.
    pub name: String,
    /// The initiatives that it pays, by id.
    pub initiatives: Vec<String>,
    /// The day on which it ends.
    pub ends: Date,
    /// The share of its money that ends.
    pub lost: Number,
    /// Where it stands.
    pub span: Span,
}

/// Positions that one fund pays until one day.
#[derive(Clone, Debug)]
pub struct Position {
    /// What they are called.
    pub title: String,
    /// The initiative that they belong to, by id; empty where none is named.
    pub initiative: String,
    /// How many.
    pub count: Number,
    /// Dollars a year of one; nothing where that is not known.
    pub cost: Option<Number>,
    /// Which fund pays them.
    pub fund: String,
    /// Until when.
    pub ends: Option<Date>,
}

/// A change of circumstances with a name.
#[derive(Clone, Default, Debug)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// The day on which it is judged; nothing for the day of the inventory.
    pub on: Option<Date>,
    /// What is otherwise.
    pub edits: Vec<Edit>,
    /// Grants that end.
    pub grants: Vec<Grant>,
    /// Shares of what ends that the district pays itself, one situation each.
    pub covered: Vec<Number>,
    /// Positions.
    pub positions: Vec<Position>,
}

/// A scenario at one level of local cover.
#[derive(Clone, Debug, Serialize)]
pub struct Situation {
    /// The name of the scenario.
    pub name: String,
    /// The share of what ends that the district pays itself; nothing where no grant ends.
    pub covered: Option<Covered>,
    /// What is otherwise.
    pub supposed: Vec<Supposed>,
    /// What ends of each grant.
    pub grants: Vec<GrantCase>,
    /// Positions by fund and end date.
    pub positions: Vec<PositionsCase>,
}

/// One change of an inventory as a person reads it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Supposed {
    /// `set`, `end` or `delay`.
    pub kind: &'static str,
    /// The initiative, by name.
    pub name: String,
    /// What a person calls the fact that is set.
    pub title: String,
    /// Its answer, or how many years later it begins.
    pub value: String,
}

/// A share as a person reads it, in percent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Covered(pub String);

/// What ends of one grant.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GrantCase {
    /// Its name.
    pub name: String,
    /// The day.
    pub ends: String,
    /// The share that ends, in percent.
    pub lost: String,
    /// The initiatives that it pays, by name.
    pub initiatives: Vec<String>,
    /// Known dollars a year of these that end.
    pub money: f64,
    /// Of these, what the district pays itself.
    pub local: f64,
    /// What nobody pays.
    pub uncovered: f64,
    /// How many of the initiatives state no yearly cost.
    pub without_money: usize,
}

/// Positions of one fund and end date.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PositionsCase {
    /// The fund.
    pub fund: String,
    /// Until when it pays; empty where that is not said.
    pub ends: String,
    /// How many positions.
    pub count: f64,
    /// Their titles with the initiative of each, where one is named.
    pub titles: Vec<(String, String)>,
    /// Known dollars a year.
    pub money: f64,
    /// How many of the positions state no cost.
    pub without_money: f64,
    /// Whether a grant of the scenario pays them.
    pub at_stake: bool,
    /// Dollars a year that end, and that nobody pays.
    pub uncovered: f64,
}

impl Scenario {
    /// The day on which it is judged: as stated, or else the day on which the last of its grants ends, or that of the
    /// inventory, whichever is later.
    #[must_use]
    pub fn day(&self, as_of: Date) -> Date {
        let ends = self.grants.iter().map(|grant| grant.ends);
        self.on.unwrap_or_else(|| ends.chain([as_of]).max().unwrap_or(as_of))
    }

    /// The levels of local cover, each a situation: nothing where no grant ends.
    #[must_use]
    pub fn levels(&self) -> Vec<Option<Number>> {
        match (self.grants.is_empty(), self.covered.is_empty()) {
            (true, _) => vec![None],
            (false, true) => vec![Some(Number::ZERO)],
            (false, false) => self.covered.iter().copied().map(Some).collect(),
        }
    }

    /// The inventory as it is in the scenario at a level of local cover.
    #[must_use]
    pub fn apply(&self, level: Option<Number>, inventory: &Inventory, set: &RuleSet) -> Inventory {
        let mut changed = inventory.clone();
        for grant in &self.grants {
            for id in &grant.initiatives {
                if let Some(initiative) = changed.initiatives.iter_mut().find(|i| i.id == *id) {
                    unpaid(initiative, grant, level.unwrap_or(Number::ZERO), set);
                }
            }
        }
        for edit in &self.edits {
            let (Edit::Set(id, _) | Edit::End(id) | Edit::Delay(id, _)) = edit;
            let Some(place) = changed.initiatives.iter().position(|i| i.id == *id) else {
                continue;
            };
            match edit {
                Edit::End(_) => {
                    changed.initiatives.remove(place);
                }
                Edit::Set(_, given) => {
                    if let Some(initiative) = changed.initiatives.get_mut(place) {
                        answer(initiative, given.clone());
                    }
                }
                Edit::Delay(_, years) => {
                    if let Some(initiative) = changed.initiatives.get_mut(place) {
                        delay(initiative, *years, set);
                    }
                }
            }
        }
        changed
    }

    /// What the scenario is at a level of local cover, in money and positions.
    #[must_use]
    pub fn situation(&self, level: Option<Number>, inventory: &Inventory, set: &RuleSet) -> Situation {
        let share = level.unwrap_or(Number::ZERO).as_f64();
        let cost = set.known(KnownFact::CostPerYear);
        let grant = |grant: &Grant| {
            let paid = inventory
                .initiatives
                .iter()
                .filter(|i| grant.initiatives.contains(&i.id));
            let paid: Vec<&Initiative> = paid.collect();
            let known = paid
                .iter()
                .filter_map(|i| given_to(&i.given, cost?)?.value.one_number());
            let known: Vec<f64> = known.map(Number::as_f64).collect();
            let money = known.iter().sum::<f64>() * grant.lost.as_f64();
            GrantCase {
                name: grant.name.clone(),
                ends: grant.ends.to_string(),
                lost: percent(grant.lost),
                initiatives: paid.iter().map(|i| i.name.clone()).collect(),
                money,
                local: money * share,
                uncovered: money * (1.0 - share),
                without_money: paid.len() - known.len(),
            }
        };
        let supposed = |edit: &Edit| {
            let (Edit::Set(id, _) | Edit::End(id) | Edit::Delay(id, _)) = edit;
            let name = inventory.initiatives.iter().find(|i| i.id == *id);
            let (kind, title, value) = match edit {
                Edit::Set(_, given) => ("set", set.fact(given.fact).title.clone(), said_of(set, given)),
                Edit::End(_) => ("end", String::new(), String::new()),
                Edit::Delay(_, years) => ("delay", String::new(), years.to_string()),
            };
            Supposed {
                kind,
                name: name.map_or_else(String::new, |i| i.name.clone()),
                title,
                value,
            }
        };
        Situation {
            supposed: self.edits.iter().map(supposed).collect(),
            name: self.name.clone(),
            covered: level.map(|level| Covered(percent(level))),
            grants: self.grants.iter().map(grant).collect(),
            positions: self.positions_of(share, inventory),
        }
    }

    fn positions_of(&self, share: f64, inventory: &Inventory) -> Vec<PositionsCase> {
        let mut groups: std::collections::BTreeMap<(&str, Option<Date>), Vec<&Position>> = Default::default();
        for position in &self.positions {
            groups
                .entry((&position.fund, position.ends))
                .or_default()
                .push(position);
        }
        let named = |id: &str| {
            let initiative = inventory.initiatives.iter().find(|i| i.id == id);
            initiative.map_or_else(String::new, |i| i.name.clone())
        };
        let each = groups.into_iter().map(|((fund, ends), held)| {
            let grant = self.grants.iter().find(|grant| grant.name == fund);
            let priced = held.iter().filter_map(|p| Some(p.count.as_f64() * p.cost?.as_f64()));
            let money: f64 = priced.sum();
            let unpriced = held.iter().filter(|p| p.cost.is_none());
            PositionsCase {
                fund: fund.to_owned(),
                ends: ends.map_or_else(String::new, |day| day.to_string()),
                count: held.iter().map(|p| p.count.as_f64()).sum(),
                titles: held.iter().map(|p| (p.title.clone(), named(&p.initiative))).collect(),
                money,
                without_money: unpriced.map(|p| p.count.as_f64()).sum(),
                at_stake: grant.is_some(),
                uncovered: grant.map_or(0.0, |grant| money * grant.lost.as_f64() * (1.0 - share)),
            }
        });
        each.collect()
    }
}

/// A share in percent.
fn percent(share: Number) -> String {
    crate::rules::number_words(crate::rules::FactType::Share, share, 1)
}

/// The answer in place of another to the same fact.
fn answer(initiative: &mut Initiative, given: Given) {
    initiative.given.retain(|other| other.fact != given.fact);
    initiative.given.push(given);
}

/// Money that ends on a day. Nothing follows where all of it ends and nobody pays; where all that ends is paid, it is
/// secured; otherwise part of it is still to be found.
fn unpaid(initiative: &mut Initiative, grant: &Grant, covered: Number, set: &RuleSet) {
    let left = grant.lost.times(Number::whole(1).minus(covered));
    let after = match left {
        nothing if nothing == Number::ZERO => FundingAfter::Secured,
        all if all == Number::whole(1) => FundingAfter::Nothing,
        _ => FundingAfter::Sought,
    };
    let answers = [
        (KnownFact::FundingEnds, Possible::number(days(grant.ends))),
        (KnownFact::FundingAfter, after.value()),
    ];
    for (fact, value) in answers {
        if let Some(fact) = set.known(fact) {
            answer(initiative, Given::of(fact, value, grant.span));
        }
    }
}

/// The start so many years later.
fn delay(initiative: &mut Initiative, years: i16, set: &RuleSet) {
    let since = set.known(KnownFact::Since);
    let Some(start) = initiative.given.iter_mut().find(|g| Some(g.fact) == since) else {
        return;
    };
    let later = |end: Number| {
        let moved = day_of(end)?
            .checked_add(jiff::Span::new().try_years(years).ok()?)
            .ok()?;
        Some(days(moved))
    };
    if let Possible::Numbers { low, high } = start.value
        && let (Some(low), Some(high)) = (later(low), later(high))
    {
        start.value = Possible::Numbers { low, high };
    }
}
