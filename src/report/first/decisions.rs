//! The decisions that a list asks for, in their order. Initiatives of one approach are one decision.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::First;
use super::asks::{AskView, rank};
use super::due::DueView;
use crate::catalogue::Summary;
use crate::evaluate::{Audit, Verdict};
use crate::inventory::Given;
use crate::report::Audience;
use crate::report::card::{Card, title};
use crate::report::elsewhere::ElsewhereView;
use crate::report::view::dollars;
use crate::rules::contract::{Board, KnownFact, RecommendationRole};
use crate::rules::{Effort, FactId, RuleSet};
use crate::truth::Possible;

/// A year in days.
const YEAR: f64 = 365.25;

/// One decision.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionView {
    /// What its initiatives are a part of; empty where it is about one.
    pub part_of: String,
    /// Whether that is proposed and not confirmed.
    pub proposed: bool,
    /// Its initiatives, by name.
    pub names: Vec<String>,
    /// The answers to them, by title, each with how many get it.
    pub answers: Vec<(String, usize)>,
    /// Whether some of them may only be prepared.
    pub prepared: bool,
    /// Whether some entry holds several things and is split first.
    pub split_first: bool,
    /// How many checks its answers rest on, at the most.
    pub checks: usize,
    /// What it is known to cost a year, as text; empty where nothing is known.
    pub money: String,
    /// Whether that is worked out of a total and its dates.
    pub worked_out: bool,
    /// Whether what it may still be told holds both an end and going on.
    pub in_play: bool,
    /// The first date within the months in which one comes first; empty where there is none.
    pub on: String,
    /// What is due then.
    pub what: String,
    /// How long the first fact takes to find out: `minute`, `hour` or `study`; empty where nothing is asked.
    pub effort: &'static str,
    /// The title of the fact that would change it first; empty where it is settled.
    pub fact: String,
    /// The number of its question on the page; nothing where it is settled.
    pub ask: Option<usize>,
    #[serde(skip)]
    amount: Option<f64>,
    #[serde(skip)]
    effort_rank: u8,
    /// The places of its initiatives.
    #[serde(skip)]
    places: Vec<usize>,
}

impl DecisionView {
    /// Its place in the order, the first first: what is due by its day, then the dollars a year in play, then the effort.
    fn before(&self, other: &Self) -> Ordering {
        let in_play = |d: &Self| d.amount.filter(|_| d.in_play).unwrap_or_default();
        (self.on.is_empty(), &self.on)
            .cmp(&(other.on.is_empty(), &other.on))
            .then(in_play(other).total_cmp(&in_play(self)))
            .then(self.effort_rank.cmp(&other.effort_rank))
    }
}

/// What is at stake by what a person confirmed, the most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Stake {
    /// Careful studies found a loss, at once or later.
    Harm,
    /// They found no difference.
    NoGain,
    /// They disagree.
    Mixed,
    /// They found a gain.
    Gain,
    /// Nothing is confirmed, or nothing of it was known that can tell.
    NotKnown,
}

impl Stake {
    fn of(card: &Card) -> Self {
        let confirmed = card.elsewhere.iter().filter(|entry| entry.confirmed);
        confirmed.map(Self::by).min().unwrap_or(Self::NotKnown)
    }

    fn by(entry: &ElsewhereView) -> Self {
        match entry.sums_up {
            _ if !entry.later_harm.is_empty() => Self::Harm,
            Some(Summary::Worse) => Self::Harm,
            Some(Summary::None) => Self::NoGain,
            Some(Summary::Mixed) => Self::Mixed,
            Some(Summary::Better | Summary::Likely) => Self::Gain,
            Some(Summary::Unknown) | None => Self::NotKnown,
        }
    }
}

impl First {
    /// Orders the decisions that are equal in all else by what is at stake where a person confirmed what a line is
    /// elsewhere.
    pub(in crate::report) fn order_ties<'c>(&mut self, cards: impl Iterator<Item = &'c Card>) {
        let stakes: BTreeMap<usize, Stake> = cards.map(|card| (card.place, Stake::of(card))).collect();
        let stake = |decision: &DecisionView| {
            let own = decision.places.iter().filter_map(|place| stakes.get(place));
            own.min().copied().unwrap_or(Stake::NotKnown)
        };
        self.decisions.sort_by(|a, b| a.before(b).then(stake(a).cmp(&stake(b))));
    }
}

/// The initiatives of one decision, with what they are a part of and whether that is only proposed.
type Group<'c> = (Option<(String, bool)>, Vec<&'c Card>);

/// Every decision about what is judged, in order: what is due within some months by its day, then by the dollars a year
/// that are in play, then by how soon its first fact is found out.
pub(super) fn all(
    audit: &Audit,
    cards: &[Card],
    due: &[DueView],
    asks: &[AskView],
    audience: Audience,
) -> Vec<DecisionView> {
    let mut groups: Vec<Group> = Vec::new();
    for card in cards.iter().filter(|card| is_judged(audit.set, card)) {
        let part = part_of(audit, card);
        let same = |known: &&mut Group| match (&known.0, &part) {
            (Some((a, _)), Some((b, _))) => a.eq_ignore_ascii_case(b),
            _ => false,
        };
        // what is no part of anything is a decision of its own: no other is looked at
        match part.is_some().then(|| groups.iter_mut().find(same)).flatten() {
            Some((_, own)) => own.push(card),
            None => groups.push((part, vec![card])),
        }
    }
    let mut decisions: Vec<DecisionView> = groups
        .into_iter()
        .map(|(part, own)| {
            // one line alone is no group, and free text is not published
            let part = part.filter(|_| own.len() > 1);
            let mut decision = decision(audit, &own, due, asks);
            if let Some((name, proposed)) = part {
                decision.proposed = proposed;
                decision.part_of = match audience {
                    Audience::Internal => name,
                    Audience::Public => own.first().map_or_else(String::new, |card| card.name.clone()),
                };
            }
            decision
        })
        .collect();
    decisions.sort_by(DecisionView::before);
    decisions
}

fn is_judged(set: &RuleSet, card: &Card) -> bool {
    set.recommendation(&card.answer)
        .is_some_and(|r| r.role != Some(RecommendationRole::SetAside))
}

/// What an initiative is a part of, as it is written or proposed.
fn part_of(audit: &Audit, card: &Card) -> Option<(String, bool)> {
    let given = given_of(audit, card, |id| audit.set.fact(id).one_decision)?;
    let written = given.written.trim();
    (!written.is_empty()).then(|| (written.to_owned(), !given.on_record()))
}

fn given_of<'a>(audit: &Audit<'a>, card: &Card, wanted: impl Fn(FactId) -> bool) -> Option<&'a Given> {
    let initiative = audit.inventory.initiatives.get(card.place)?;
    let said = |g: &&Given| wanted(g.fact) && (g.on_record() || g.estimate.is_some());
    initiative.given.iter().find(said)
}

fn decision(audit: &Audit, own: &[&Card], due: &[DueView], asks: &[AskView]) -> DecisionView {
    let set = audit.set;
    let verdicts = || {
        own.iter()
            .filter_map(|card| Some((*card, audit.verdicts.get(card.place)?)))
    };
    let mut answers: Vec<(String, usize)> = Vec::new();
    for card in own {
        let answer = title(set, &card.answer);
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, count)) => *count += 1,
            None => answers.push((answer, 1)),
        }
    }
    let soon = due
        .iter()
        .find(|due| due.soon && own.iter().any(|card| due.places.contains(&card.place)));
    let asked = own.iter().filter_map(|card| first_fact(set, card));
    let asked = asked.min_by_key(|(effort, _)| *effort);
    let costs: Vec<(f64, bool)> = verdicts()
        .filter_map(|(card, verdict)| cost(set, card, verdict))
        .collect();
    let amount = (!costs.is_empty()).then(|| costs.iter().map(|(amount, _)| amount).sum());
    let (effort_rank, fact) = asked.map_or((u8::MAX, None), |(rank, id)| (rank, Some(set.fact(id))));
    DecisionView {
        part_of: String::new(),
        proposed: false,
        names: own.iter().map(|card| card.name.clone()).collect(),
        answers,
        prepared: own.iter().any(|card| !card.may_be_acted_on),
        split_first: verdicts().any(|(card, verdict)| splits(audit, card, verdict)),
        checks: own.iter().map(|card| card.checks.len()).max().unwrap_or_default(),
        money: amount.map_or_else(String::new, dollars),
        worked_out: costs.iter().any(|(_, worked_out)| *worked_out),
        in_play: own.iter().any(|card| in_play(set, card)),
        on: soon.map_or_else(String::new, |due| due.on.clone()),
        what: soon.map_or_else(String::new, |due| due.what.clone()),
        effort: fact.and_then(|fact| fact.ask).map_or("", Effort::word),
        fact: fact.map_or_else(String::new, |fact| fact.title.clone()),
        ask: fact
            .and_then(|fact| asks.iter().find(|ask| ask.fact == fact.name))
            .map(|ask| ask.number),
        amount,
        effort_rank,
        places: own.iter().map(|card| card.place).collect(),
    }
}

/// Whether an entry is split before it is decided: where somebody says that it holds several things, or that is proposed.
fn splits(audit: &Audit, card: &Card, verdict: &Verdict) -> bool {
    let yes = Possible::option(1);
    let facts = audit.set.each_fact().filter(|(_, fact)| fact.split_first);
    let mut facts = facts.map(|(id, _)| id);
    facts.any(|id| {
        let proposed = given_of(audit, card, |other| other == id).and_then(|g| g.estimate.as_ref());
        verdict.record.value(id) == yes || proposed.is_some_and(|proposal| proposal.value == yes)
    })
}

/// Whether what may still be told of an initiative holds both its end and something else.
fn in_play(set: &RuleSet, card: &Card) -> bool {
    let ends = |id: &String| set.recommendation(id).is_some_and(|r| r.board == Some(Board::End));
    card.could_be.iter().any(ends) && !card.could_be.iter().all(ends)
}

/// Of the facts that an answer rests on the one that is found out soonest, in the order of the checks.
pub(super) fn first_fact(set: &RuleSet, card: &Card) -> Option<(u8, FactId)> {
    let asked = card.checks.iter().filter_map(|check| set.fact_id(&check.asked));
    asked
        .map(|id| (rank(set.fact(id).ask), id))
        .min_by_key(|(effort, _)| *effort)
}

/// The known cost of a year, else what a total comes to a year between its start and the end of its money; `true` where it
/// is worked out so.
fn cost(set: &RuleSet, card: &Card, verdict: &Verdict) -> Option<(f64, bool)> {
    if let Some(amount) = card.amount {
        return Some((amount, false));
    }
    let one = |id: Option<FactId>| match verdict.record.value(id?) {
        Possible::Numbers { low, high } if high.as_f64() - low.as_f64() < YEAR => {
            Some(f64::midpoint(low.as_f64(), high.as_f64()))
        }
        _ => None,
    };
    let total = set.each_fact().find(|(_, fact)| fact.in_all).map(|(id, _)| id)?;
    let Possible::Numbers { low, high } = verdict.record.value(total) else {
        return None;
    };
    let years = (one(set.known(KnownFact::FundingEnds))? - one(set.known(KnownFact::Since))?) / YEAR;
    (low == high && years >= 0.5).then(|| (low.as_f64() / years, true))
}
