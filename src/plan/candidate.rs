//! What a plan may do with each initiative, what each asks of schools and of the budget, and why some may only go on.

use crate::evaluate::{Audit, Sheet, Verdict};
use crate::inventory::{Initiative, given_to};
use crate::rules::contract::{Fund, KnownFact, Move, PortfolioCount, Status, Threshold};
use crate::rules::{Part, RuleId};
use crate::truth::{Possible, Truth};

/// Which answers a plan may act on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Basis {
    /// Those that every completion of what is unknown gives.
    Settled,
    /// Every answer, as far as what it rests on holds.
    Provided,
}

/// Why an initiative may only go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kept {
    /// Guards in force, and those that are not ruled out, which keep as well.
    Guards {
        /// In force.
        held: Vec<RuleId>,
        /// Not known to be in force, and not known not to be.
        open: Vec<RuleId>,
    },
    /// Its recommendation calls for nothing else.
    Answer,
    /// Its answer is not settled, and only what is settled counts.
    Unsettled,
}

/// One way to go on with an initiative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// What is done.
    pub movement: Move,
    /// Of a merger: the candidate that it is run as one with.
    pub partner: Option<usize>,
    /// How far it is from what the recommendation calls for: 0 is that.
    pub steps: i64,
    /// Whether it may be chosen without lifting what keeps the initiative.
    pub allowed: bool,
}

/// At how many of the schools something runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// The schools are listed.
    Listed,
    /// Only how many is known; each school is taken to have that part of it.
    Counted,
    /// Nothing is known; every school is taken to have it.
    NotSaid,
}

/// What an initiative asks for.
#[derive(Clone, PartialEq, Debug)]
pub struct Asks {
    /// Hours a week of a teacher; nothing where that is not one known figure.
    pub hours: Option<f64>,
    /// Dollars a year; nothing where that is not one known figure.
    pub money: Option<f64>,
    /// Dollars in all, where nothing is known of a year.
    pub total: Option<f64>,
    /// Whether its money may be spent on nothing else; nothing where that is not said.
    pub restricted: Option<bool>,
    /// Schools by place, each with the hundredths of it that are there.
    pub at: Vec<(usize, i64)>,
    /// How that is known.
    pub place: Where,
    /// Effect times students, in tenths of a student who gains one standard deviation, where both are known; a measured
    /// loss counts as nothing.
    pub gain: Option<i64>,
}

/// An initiative of which a plan decides.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Its place in the inventory.
    pub place: usize,
    /// Whether it surely does not run yet.
    pub proposed: bool,
    /// What may be done; that it goes on or begins is always among them, where it does not have to wait.
    pub ways: Vec<Way>,
    /// Why nothing else is allowed.
    pub kept: Option<Kept>,
    /// Guards that are presumed absent and not ruled out on record.
    pub presumed: Vec<RuleId>,
    /// What it asks for.
    pub asks: Asks,
    /// Candidates that it builds on.
    pub requires: Vec<usize>,
    /// Goals that it serves, by place.
    pub goals: Vec<usize>,
    /// Whether it may go to more schools by its answer and what that would ask for is not on record.
    pub unplaced: bool,
}

impl Candidate {
    /// Whether some of it runs after a move.
    #[must_use]
    pub fn runs(movement: Move) -> bool {
        match movement {
            Move::GoOn | Move::Spread | Move::Merge | Move::Reduce => true,
            Move::Postpone | Move::Pause | Move::End => false,
        }
    }
}

/// Every initiative of an audit of which a plan on some basis decides, in the order of the inventory. What has ended and what
/// is not judged is not among them.
#[must_use]
pub fn candidates(audit: &Audit, basis: Basis) -> Vec<Candidate> {
    let set = audit.set;
    let listed = audit.inventory.initiatives.iter().zip(&audit.verdicts).enumerate();
    let counted = listed.filter_map(|(place, (initiative, verdict))| {
        let moves = &set.recommendation(audit.answer(verdict))?.moves;
        let status = set.known(KnownFact::Status).map(|fact| verdict.sheet.value(fact));
        let is = |status: Option<Possible>, bit| status.map_or(Truth::Unknown, |s| s.among(bit));
        if moves.is_empty() || is(status, Status::Ended.bit()) == Truth::True {
            return None;
        }
        let proposed = is(status, Status::Proposed.bit()) == Truth::True;
        // what nobody has settled does not begin by what is settled
        if proposed && basis == Basis::Settled && !verdict.is_settled() {
            return None;
        }
        Some((place, initiative, verdict, moves, proposed))
    });
    let counted: Vec<_> = counted.collect();
    let by_id = |id: &String| counted.iter().position(|(_, other, ..)| other.id == *id);
    let each = counted.iter().map(|(place, initiative, verdict, moves, proposed)| {
        let asks = asks(audit, initiative, verdict, *proposed);
        let partners: Vec<usize> = (counted.iter().enumerate())
            .filter(|(_, (other, there, _, _, planned))| {
                other != place && !planned && !proposed && does_the_same(audit, initiative, there)
            })
            .map(|(n, _)| n)
            .take(PARTNERS)
            .collect();
        let spreadable = asks.hours.is_some() && asks.money.is_some() && asks.place == Where::Listed;
        let may = |movement: &Move| match movement {
            Move::GoOn => true,
            Move::Postpone => *proposed,
            Move::Spread => !proposed && spreadable,
            Move::Merge | Move::Reduce | Move::Pause | Move::End => !proposed,
        };
        let (kept, presumed) = protection(audit, verdict, moves, basis);
        let own = moves.iter().filter(|m| may(m)).zip(0..).flat_map(|(movement, steps)| {
            let partners: Vec<Option<usize>> = match movement {
                Move::Merge => partners.iter().copied().map(Some).collect(),
                _ => vec![None],
            };
            partners.into_iter().map(move |partner| Way {
                movement: *movement,
                partner,
                steps,
                allowed: true,
            })
        });
        let own: Vec<Way> = own.collect();
        let stays = own.iter().all(|way| way.movement == Move::GoOn);
        let kept = kept.or_else(|| stays.then_some(Kept::Answer));
        let ways = if kept.is_some() { lifted(*proposed) } else { own };
        let names = |fact| {
            let given = set.known(fact).and_then(|fact| given_to(&initiative.given, fact));
            given.filter(|g| g.on_record()).map_or(&[][..], |g| &g.names)
        };
        let goal = |id: &String| audit.inventory.goals.iter().position(|goal| goal.id == *id);
        Candidate {
            place: *place,
            proposed: *proposed,
            kept,
            presumed,
            requires: names(KnownFact::Requires).iter().filter_map(by_id).collect(),
            goals: names(KnownFact::Goals).iter().filter_map(goal).collect(),
            unplaced: moves.first() == Some(&Move::Spread) && !proposed && !spreadable,
            ways,
            asks,
        }
    });
    each.collect()
}

/// No more candidates are tried for a merger.
const PARTNERS: usize = 3;

/// What may be done with what is kept once that is lifted, and what is done with it until then.
fn lifted(proposed: bool) -> Vec<Way> {
    let running = [Move::GoOn, Move::Reduce, Move::Pause, Move::End];
    let waiting = [Move::GoOn, Move::Postpone];
    let moves = if proposed { &waiting[..] } else { &running[..] };
    let each = moves.iter().zip(0..).map(|(movement, steps)| Way {
        movement: *movement,
        partner: None,
        steps,
        allowed: *movement == Move::GoOn,
    });
    each.collect()
}

/// What keeps an initiative, and the guards that are presumed not to. An answer that calls for a move has weighed the guards
/// already; one that calls for going on has not, where nothing spoke for ending it.
fn protection(audit: &Audit, verdict: &Verdict, moves: &[Move], basis: Basis) -> (Option<Kept>, Vec<RuleId>) {
    let guards = |sheet: &Sheet, truth: Truth| -> Vec<RuleId> {
        let rules = audit.set.each_rule().filter(|(_, rule)| rule.part == Part::Guard);
        rules
            .filter(|(id, _)| sheet.rule(*id) == truth)
            .map(|(id, _)| id)
            .collect()
    };
    if basis == Basis::Settled && !verdict.is_settled() {
        return (Some(Kept::Unsettled), Vec::new());
    }
    if moves.first() != Some(&Move::GoOn) {
        return (None, Vec::new());
    }
    let sheet = match basis {
        Basis::Settled => &verdict.record,
        Basis::Provided => &verdict.sheet,
    };
    let (held, open) = (guards(sheet, Truth::True), guards(sheet, Truth::Unknown));
    if !held.is_empty() || !open.is_empty() {
        return (Some(Kept::Guards { held, open }), Vec::new());
    }
    if moves.len() == 1 {
        return (Some(Kept::Answer), Vec::new());
    }
    (None, guards(&verdict.record, Truth::Unknown))
}

/// Whether two are of one kind, serve a common goal and run at a common school.
fn does_the_same(audit: &Audit, one: &Initiative, other: &Initiative) -> bool {
    let given = |initiative: &'_ Initiative, fact| {
        let fact = audit.set.known(fact)?;
        given_to(&initiative.given, fact).filter(|g| g.on_record()).cloned()
    };
    let kinds = (given(one, KnownFact::Kind), given(other, KnownFact::Kind));
    let goals = (given(one, KnownFact::Goals), given(other, KnownFact::Goals));
    let (((Some(kind), Some(same)), (Some(goals), Some(others))), (Some(schools), Some(there))) =
        ((kinds, goals), (&one.schools, &other.schools))
    else {
        return false;
    };
    kind.value == same.value
        && goals.names.iter().any(|goal| others.names.contains(goal))
        && schools.iter().any(|school| there.contains(school))
}

/// What an initiative asks for, on record.
fn asks(audit: &Audit, initiative: &Initiative, verdict: &Verdict, proposed: bool) -> Asks {
    let set = audit.set;
    let number = |fact: Option<_>| Some(verdict.record.value(fact?).one_number()?.as_f64());
    let known = |fact| number(set.known(fact));
    let money = known(KnownFact::CostPerYear);
    let total = set.each_fact().find(|(_, fact)| fact.in_all).map(|(id, _)| id);
    let fund = set.known(KnownFact::Fund).map(|fact| verdict.record.value(fact));
    let restricted = fund.map_or(Truth::Unknown, |fund| fund.among(Fund::Restricted.bit()));
    let count = audit.inventory.schools.len().max(1);
    let everywhere = |part: i64| (0..count).map(|school| (school, part)).collect();
    let (at, how) = match (&initiative.schools, share_of_schools(audit, verdict)) {
        (Some(listed), _) if !audit.inventory.schools.is_empty() => {
            (listed.iter().map(|school| (*school, WHOLE)).collect(), Where::Listed)
        }
        (_, Some(share)) => (everywhere((share * WHOLE as f64).round() as i64), Where::Counted),
        _ => (everywhere(WHOLE), Where::NotSaid),
    };
    let gain = (!proposed)
        .then(|| known(KnownFact::MeanEffect).zip(known(KnownFact::Students)))
        .flatten();
    Asks {
        hours: known(KnownFact::HoursPerTeacher),
        money,
        total: number(total).filter(|_| money.is_none()),
        restricted: match restricted {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        },
        at,
        place: how,
        gain: gain.map(|(effect, students)| (effect * students * 10.0).round().max(0.0) as i64),
    }
}

/// The part of the schools that has it, where no list says which.
fn share_of_schools(audit: &Audit, verdict: &Verdict) -> Option<f64> {
    let share = audit.set.counted(PortfolioCount::ShareOfSchools)?;
    Some(verdict.record.value(share).one_number()?.as_f64().min(1.0))
}

/// All of an initiative at one school, in hundredths.
pub const WHOLE: i64 = 100;

/// A threshold of the rules as a number; nothing where they go without it.
pub(super) fn threshold(audit: &Audit, threshold: Threshold) -> Option<f64> {
    audit.set.threshold(threshold).map(|parameter| parameter.value.as_f64())
}
