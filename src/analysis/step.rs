//! One step: every single change of what an initiative's decision reads that gives another answer, and no other.
//!
//! The answer is compiled once, for every inventory; that of the shipped rules is packed into the program. For one initiative every fact stands in its cell; one fact at a
//! time is moved to each of its other cells, with all else as it is, and what the diagram then ends in is the answer.
//! Where that end leaves several, or where one number bounds another, the record itself is changed and judged anew.

use crate::diagram::cells::FactCell;
use crate::diagram::{Asked, Flat, Held, Model, Swept, TooLarge};
use crate::evaluate::{Changing, Decision, Origin, Sheet, Verdict};
use crate::rules::{Fact, FactId, FactType, Part, RuleSet};
use crate::truth::{Number, Possible};

use super::check::LIMIT;

/// A single change that gives another answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The fact that changes.
    pub fact: FactId,
    /// What is on record.
    pub from: Possible,
    /// What it is then: any of these values, which all give the same answer.
    pub to: Vec<Possible>,
    /// The answer that they give, as an option of the table.
    pub answer: usize,
}

/// The answer to every inventory by the shipped rules (`tests/rules/packed.rs` makes it); what was made of other rules
/// is not read.
const PACKED: &[u8] = include_bytes!("../diagram/answers.bin");

/// Finds the single changes under one rule set.
pub struct Steps<'a> {
    set: &'a RuleSet,
    answer: Flat,
    /// The levels that the answer asks, in the order of their facts.
    levels: Vec<usize>,
}

/// Where a fact stands: the cells it may be in, and whether it is kept back so that it may be any of them.
struct Place {
    level: usize,
    now: u64,
    hidden: bool,
}

impl<'a> Steps<'a> {
    /// For one rule set.
    ///
    /// # Errors
    /// When the diagram of the answer grows too large, or where the rule set decides nothing.
    pub fn of(set: &'a RuleSet) -> Result<Self, TooLarge> {
        let answer = match Self::unpacked(set) {
            Some(answer) => answer,
            None => Self::compiled(set)?,
        };
        // cells are told apart by the bits of a word
        if answer
            .levels
            .iter()
            .any(|(asked, _)| asked.cells.len() > u64::BITS as usize)
        {
            return Err(TooLarge);
        }
        let mut levels: Vec<usize> = (0..answer.levels.len()).collect();
        levels.sort_by_key(|level| answer.levels.get(*level).map(|(asked, _)| asked.fact));
        Ok(Self { set, answer, levels })
    }

    /// The answer of every inventory as it is packed into the program; nothing where it is too large.
    #[must_use]
    pub fn packed(set: &RuleSet) -> Option<Vec<u8>> {
        Some(Self::compiled(set).ok()?.pack(Decision::mark_of_answer(set)?))
    }

    fn unpacked(set: &RuleSet) -> Option<Flat> {
        let mut model = Model::new(set, LIMIT);
        model.answer();
        Flat::unpack(PACKED, Decision::mark_of_answer(set)?, |fact| {
            let level = model.level(fact);
            let held = Held::Own(set.fact(fact).anything());
            Some((model.asked_at(level)?.clone(), held))
        })
    }

    fn compiled(set: &RuleSet) -> Result<Flat, TooLarge> {
        let mut model = Model::new(set, LIMIT);
        model.answer();
        // what is met first stands on top of the diagram: what stops and protects, as in the checks of a rule set
        for part in [Part::Criterion, Part::Ground, Part::Guard] {
            for (id, _) in set.each_rule().filter(|(_, rule)| rule.part == part) {
                model.rule(id)?;
            }
        }
        let answer = model.value(set.decision().ok_or(TooLarge)?)?;
        Ok(Flat::of(&model, answer))
    }

    /// What a level asks.
    fn asked(&self, level: usize) -> Option<&Asked> {
        self.answer.levels.get(level).map(|(asked, _)| asked)
    }

    /// How many nodes the diagram holds.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.answer.size()
    }

    /// Whether some answer depends on a fact.
    #[must_use]
    pub fn asks(&self, fact: FactId) -> bool {
        self.answer.levels.iter().any(|(asked, _)| asked.fact == fact)
    }

    /// Every single change that gives another answer, in the order of the rule set. What is computed from other answers
    /// changes with them and is not moved by itself; what is kept back is not moved at all.
    #[must_use]
    pub fn from(&self, verdict: &Verdict) -> Vec<Step> {
        let places: Vec<Place> = self.levels.iter().filter_map(|l| self.place(verdict, *l)).collect();
        let mut cells = vec![u64::MAX; self.levels.len()];
        for place in &places {
            if let Some(slot) = cells.get_mut(place.level) {
                *slot = place.now;
            }
        }
        let hides = places.iter().any(|p| p.hidden);
        let mut answers = Swept::of(&self.answer, cells);
        let mut found = Vec::new();
        let mut changing = None;
        for place in places.iter().filter(|p| !p.hidden) {
            self.moves((verdict, &mut changing), place, &mut answers, hides, &mut found);
        }
        found
    }

    /// The cells that a fact may be in.
    fn place(&self, verdict: &Verdict, level: usize) -> Option<Place> {
        let asked = self.asked(level)?;
        let (record, fact) = (&verdict.record, self.set.fact(asked.fact));
        let origin = record.origin(asked.fact);
        let kept_back = matches!(origin, Origin::Hidden | Origin::Contradicted);
        let follows = asked.cells.contains(&FactCell::Open);
        let estimated = verdict.is_estimated(asked.fact);
        let value = match follows && !estimated {
            true => record.value(asked.fact),
            false => verdict.sheet.value(asked.fact),
        };
        let is_written = record.value(asked.fact) != fact.anything();
        let stands = match follows {
            _ if estimated => true,
            true => is_written && !matches!(origin, Origin::Computed | Origin::Presumed),
            // a number that another one bounds is not always presumed as it is declared
            false => is_written || fact.presumed().is_some_and(|presumed| presumed != value),
        };
        let is_now = |cell: &FactCell| match cell {
            FactCell::Value(cell) => (stands || kept_back) && cell.meets(value),
            FactCell::Unknown | FactCell::Open => !stands && !kept_back,
        };
        let now = asked.cells.iter().enumerate().filter(|(_, cell)| is_now(cell));
        Some(Place {
            level,
            now: now.fold(0, |cells, (n, _)| cells | 1 << n),
            hidden: origin == Origin::Hidden,
        })
    }

    /// The changes of one fact; the record is changed itself only where it has to be.
    fn moves(
        &self,
        (verdict, changing): (&Verdict, &mut Option<Changing<'a>>),
        place: &Place,
        answers: &mut Swept,
        hides: bool,
        found: &mut Vec<Step>,
    ) {
        let Some(asked) = self.asked(place.level) else {
            return;
        };
        let (record, fact) = (&verdict.record, self.set.fact(asked.fact));
        let from = record.value(asked.fact);
        if record.origin(asked.fact) == Origin::Computed && from.is_known() {
            return;
        }
        let mut others: Vec<(usize, Possible, usize)> = Vec::new();
        for (n, cell) in asked.cells.iter().enumerate() {
            let FactCell::Value(to) = *cell else { continue };
            if (from != fact.anything() && to.meets(from)) || self.goes_against(record, asked.fact, to) {
                continue;
            }
            let ends = answers.with(place.level, 1 << n);
            let bounded = self
                .set
                .given
                .iter()
                .any(|g| g.low == asked.fact || g.high == asked.fact);
            let answer = match (ends.count_ones(), hides) {
                (1, _) if !bounded => ends.trailing_zeros() as usize,
                (_, true) => continue,
                _ => changing
                    .get_or_insert_with(|| Changing::of(self.set, verdict))
                    .answer_after(asked.fact, crate::diagram::cells::one_of(to)),
            };
            if answer != verdict.answer {
                others.push((n, to, answer));
            }
        }
        let known = from != fact.anything();
        let ordered = matches!(fact.anything(), Possible::Numbers { .. }) || fact.kind == FactType::Level;
        if known && ordered {
            let below = others.iter().rev().find(|(_, to, _)| is_below(*to, from));
            let above = others.iter().find(|(_, to, _)| is_below(from, *to));
            found.extend(below.into_iter().chain(above).map(|(_, to, answer)| Step {
                fact: asked.fact,
                from,
                to: vec![beyond(fact, *to, from)],
                answer: *answer,
            }));
            return;
        }
        let mut own: Vec<(usize, Step)> = Vec::new();
        for (n, to, answer) in others {
            // of numbers only what lies side by side is one stretch
            let joins = |(last, step): &&mut (usize, Step)| {
                step.answer == answer && (!matches!(to, Possible::Numbers { .. }) || *last + 1 == n)
            };
            match own.iter_mut().rev().find(joins) {
                Some((last, step)) => {
                    *last = n;
                    add(&mut step.to, to);
                }
                None => own.push((
                    n,
                    Step {
                        fact: asked.fact,
                        from,
                        to: vec![to],
                        answer,
                    },
                )),
            }
        }
        found.extend(own.into_iter().map(|(_, step)| step));
    }

    /// Whether a value could not be true beside what is on record.
    fn goes_against(&self, record: &Sheet, fact: FactId, to: Possible) -> bool {
        let ends = |value: Possible| match value {
            Possible::Numbers { low, high } => (low, high),
            _ => (Number::MIN, Number::MAX),
        };
        let numbers = self.set.given.iter().any(|given| {
            let value = |id: FactId| ends(if id == fact { to } else { record.value(id) });
            (given.low == fact || given.high == fact) && given.excludes(value(given.low).0, value(given.high).1)
        });
        let yes = Possible::option(1);
        let makes_no = to == yes && self.set.ruled_out_by(fact).iter().any(|id| record.value(*id) == yes);
        numbers || makes_no
    }
}

/// Whether all of one value lies below all of another.
fn is_below(a: Possible, b: Possible) -> bool {
    match (a, b) {
        (Possible::Numbers { high, .. }, Possible::Numbers { low, .. }) => high < low,
        (Possible::Options(a), Possible::Options(b)) => 64 - a.leading_zeros() <= b.trailing_zeros(),
        _ => false,
    }
}

/// The stretch of a known number from the first value that gives the answer on, away from where it is now.
fn beyond(fact: &Fact, to: Possible, from: Possible) -> Possible {
    match (to, fact.anything()) {
        (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) if is_below(from, to) => {
            Possible::Numbers { low, high }
        }
        (Possible::Numbers { high, .. }, Possible::Numbers { low, .. }) => Possible::Numbers { low, high },
        _ => to,
    }
}

/// One more value that gives the same; numbers side by side are one stretch.
fn add(values: &mut Vec<Possible>, more: Possible) {
    match (values.last_mut(), more) {
        (Some(Possible::Numbers { high, .. }), Possible::Numbers { high: further, .. }) => *high = further,
        _ => values.push(more),
    }
}

/// What a fact is after a step, in words: options each by its word, a stretch of numbers by its threshold.
#[must_use]
pub fn stretch_text(fact: &Fact, value: Possible) -> String {
    let (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) = (value, fact.anything())
    else {
        return crate::rules::value_text(fact, value);
    };
    let said = |number| crate::rules::value_text(fact, Possible::number(number));
    // a number just beyond a threshold is said by the threshold
    let from = match low.before() {
        edge if fact.kind != FactType::Count && is_plainer(edge, low) => format!("more than {}", said(edge)),
        _ => format!("at least {}", said(low)),
    };
    let to = match high.after() {
        edge if fact.kind != FactType::Count && is_plainer(edge, high) => format!("below {}", said(edge)),
        _ => format!("at most {}", said(high)),
    };
    match (low == least, high == most) {
        _ if low == high => said(low),
        (true, true) => "anything".to_owned(),
        (true, false) => to,
        (false, true) => from,
        (false, false) => format!("{from} and {to}"),
    }
}

/// Whether one number has fewer decimals than another.
fn is_plainer(one: Number, other: Number) -> bool {
    one.to_string().len() < other.to_string().len()
}
