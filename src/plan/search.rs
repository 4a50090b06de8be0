//! Looks for a plan, for the next-best ones, for what each protection costs, and for what clashes where nothing fits.

use std::collections::BTreeSet;

use crate::evaluate::Audit;
use crate::plan::candidate::{Basis, Kept, WHOLE, candidates, threshold};
use crate::plan::model::{Aim, Caps, Column, Condition, Model, Setting};
use crate::plan::program::{Program, Reached, Solution, Unsolved, solve};
use crate::rules::contract::Threshold;

/// Whether a plan fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Every cap is met.
    Fits,
    /// No plan meets every cap, which is proved; this one comes closest.
    Over,
    /// Whether one fits was not found out within the steps of the search; this one comes as close as was found.
    Unclear,
}

/// A solution with what its aims came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// By candidate, the place of its way.
    pub ways: Vec<usize>,
    /// By candidate, schools that it goes to beside its own.
    pub placed: Vec<Vec<usize>>,
    /// What each aim came to, and the least that is not ruled out.
    pub reached: Vec<(Aim, Reached)>,
    /// The columns that are yes.
    pub chosen: Vec<bool>,
}

impl Found {
    fn of(model: &Model, setting: &Setting, solution: &Solution) -> Self {
        let aims = Aim::of(setting.elastic).zip(solution.reached.iter().copied());
        Self {
            ways: model.chosen(solution),
            placed: (0..model.candidates.len()).map(|n| model.placed(solution, n)).collect(),
            reached: aims.collect(),
            chosen: solution.chosen.clone(),
        }
    }

    /// Whether nothing better is possible.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.reached.iter().all(|(_, reached)| reached.is_proved())
    }

    /// What an aim came to; nothing where it is none of this solution.
    #[must_use]
    pub fn value(&self, aim: Aim) -> Option<i64> {
        self.reached
            .iter()
            .find(|(own, _)| *own == aim)
            .map(|(_, reached)| reached.value)
    }
}

/// What is otherwise for one candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// The candidate.
    pub candidate: usize,
    /// The place of its way in the plan.
    pub from: usize,
    /// The place of its way here.
    pub to: usize,
}

/// Another plan, and by how much it is less good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Another {
    /// What it came to.
    pub found: Found,
    /// What is otherwise.
    pub changes: Vec<Change>,
}

/// What a protection costs: what the best plan would be without it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Price {
    /// The protection.
    pub of: Condition,
    /// Hundredths of an hour, of an initiative and hundreds of dollars less over the caps.
    pub excess: i64,
    /// Measured gain that would not be given up, in tenths of a student.
    pub gain: i64,
    /// Steps fewer away from what the recommendations call for.
    pub steps: i64,
    /// What would be otherwise.
    pub changes: Vec<Change>,
    /// Whether both plans are proved as far as these.
    pub proved: bool,
}

impl Price {
    /// Whether anything would be better without it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        (self.excess, self.gain, self.steps) == (0, 0, 0)
    }
}

/// What cannot hold together: none of it can be spared, and without any one of it the rest holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    /// The cap.
    pub cap: Condition,
    /// What there is of it, and what the closest plan asks for.
    pub amount: (i64, i64),
    /// What holds against it.
    pub with: Vec<Condition>,
}

/// A plan on one basis.
pub struct Plan {
    /// What it may act on.
    pub basis: Basis,
    /// Of what it is made.
    pub model: Model,
    /// Whether it fits.
    pub standing: Standing,
    /// What is chosen.
    pub found: Found,
    /// The next-best plans, the best first.
    pub alternatives: Vec<Another>,
    /// What protections cost, those that cost most first; those that cost nothing are among them.
    pub prices: Vec<Price>,
    /// How many protections were not priced.
    pub unpriced: usize,
    /// What clashes, one for each cap that is passed, those of most excess first.
    pub clashes: Vec<Clash>,
}

/// Clashes are looked for at no more caps.
const CLASHES: usize = 3;

/// Plans on a basis. What is `lifted` is kept no longer: initiatives by place, as if nothing protected them.
///
/// Nothing where not even a plan that passes the caps was found, which a rule set of one's own can bring about.
#[must_use]
pub fn plan(audit: &Audit, basis: Basis, caps: Caps, lifted: &[usize]) -> Option<Plan> {
    let model = Model::of(audit, candidates(audit, basis), caps);
    let whole = |name, otherwise| threshold(audit, name).map_or(otherwise, |n| n.round() as usize);
    let nodes = whole(Threshold::PlanNodes, 1_000) as u64;
    let freed = model
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| lifted.contains(&c.place));
    let mut setting = Setting {
        lifted: freed.map(|(n, _)| Condition::Kept(n)).collect(),
        ..Setting::default()
    };
    let (solution, standing) = match solve(&model.program(&setting), None, nodes) {
        Ok(solution) => (solution, Standing::Fits),
        Err(unsolved) => {
            setting.elastic = true;
            let solution = solve(&model.program(&setting), None, nodes).ok()?;
            let fits = solution.reached.first().is_some_and(|excess| excess.value == 0);
            let standing = match (fits, unsolved) {
                (true, _) => Standing::Fits,
                (false, Unsolved::Impossible) => Standing::Over,
                (false, Unsolved::NotFound) => Standing::Unclear,
            };
            (solution, standing)
        }
    };
    let found = Found::of(&model, &setting, &solution);
    let search = Search {
        model: &model,
        setting: &setting,
        found: &found,
        solution: &solution,
        nodes: (nodes / 10).max(1),
    };
    let alternatives = search.alternatives(whole(Threshold::PlanAlternatives, 0));
    let (prices, unpriced) = search.prices(whole(Threshold::PlanPriced, 0));
    let clashes = match standing {
        Standing::Fits => Vec::new(),
        Standing::Over | Standing::Unclear => search.clashes(),
    };
    Some(Plan {
        basis,
        standing,
        alternatives,
        prices,
        unpriced,
        clashes,
        found,
        model,
    })
}

/// Both plans: by what is settled, and if the checks hold, each looked for by a thread of its own.
#[must_use]
pub fn both(audit: &Audit, caps: Caps, lifted: &[usize]) -> [Option<Plan>; 2] {
    std::thread::scope(|scope| {
        let settled = scope.spawn(|| plan(audit, Basis::Settled, caps, lifted));
        let provided = plan(audit, Basis::Provided, caps, lifted);
        let settled = settled.join();
        [
            settled.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            provided,
        ]
    })
}

/// What is looked for beside a plan.
struct Search<'m> {
    model: &'m Model,
    setting: &'m Setting,
    found: &'m Found,
    solution: &'m Solution,
    nodes: u64,
}

impl Search<'_> {
    /// The next-best plans; each differs from all before it in what becomes of some initiative.
    fn alternatives(&self, most: usize) -> Vec<Another> {
        let mut setting = self.setting.clone();
        let mut all = Vec::new();
        let mut last = self.found.clone();
        while all.len() < most {
            setting.without.push(self.columns(&last));
            let Ok(solution) = solve(&self.graded(&setting), None, self.nodes) else {
                break;
            };
            last = Found::of(self.model, &setting, &solution);
            all.push(Another {
                changes: self.changes(&last),
                found: last.clone(),
            });
        }
        all
    }

    /// The program with the aims by which plans are held against each other; what only breaks a tie is left out.
    fn graded(&self, setting: &Setting) -> Program {
        let mut program = self.model.program(setting);
        let graded = Aim::of(setting.elastic).filter(|aim| !matches!(aim, Aim::Unreached | Aim::Spent));
        program.aims.truncate(graded.count());
        program
    }

    /// The columns by which a plan chooses for those of which there is more than one choice.
    fn columns(&self, found: &Found) -> Vec<usize> {
        let free = |n: usize| {
            let kept = self
                .model
                .candidates
                .get(n)
                .is_some_and(|candidate| candidate.kept.is_some());
            !kept || self.setting.lifted.contains(&Condition::Kept(n))
        };
        let each = self.model.columns.iter().enumerate().zip(&found.chosen);
        let taken = each.filter(|((_, held), yes)| **yes && matches!(held, Column::Way(n, _) if free(*n)));
        taken.map(|((column, _), _)| column).collect()
    }

    fn changes(&self, other: &Found) -> Vec<Change> {
        let both = self.found.ways.iter().zip(&other.ways).enumerate();
        let differ = both.filter(|(_, (from, to))| from != to);
        let each = differ.map(|(candidate, (from, to))| Change {
            candidate,
            from: *from,
            to: *to,
        });
        each.collect()
    }

    /// What each protection costs, of those that take most of what is short first, and how many were left out.
    fn prices(&self, most: usize) -> (Vec<Price>, usize) {
        let mut protections: Vec<Condition> = self.protections();
        protections.sort_by_key(|condition| (std::cmp::Reverse(self.weight(*condition)), *condition));
        let unpriced = protections.len().saturating_sub(most);
        protections.truncate(most);
        let mut prices: Vec<Price> = protections.into_iter().filter_map(|of| self.price(of)).collect();
        prices.sort_by_key(|price| std::cmp::Reverse((price.excess, price.gain, price.steps)));
        (prices, unpriced)
    }

    /// Conditions other than caps that hold, but for what is kept only since its answer is not settled: that is no
    /// protection but a question.
    fn protections(&self) -> Vec<Condition> {
        let asked = |n: usize| {
            let candidate = self.model.candidates.get(n);
            candidate.is_some_and(|candidate| candidate.kept == Some(Kept::Unsettled))
        };
        let all = self.model.conditions().into_iter();
        let held = all.filter(|condition| match condition {
            Condition::Kept(n) => !asked(*n) && !self.setting.lifted.contains(condition),
            _ => !condition.is_cap(),
        });
        held.collect()
    }

    /// How much a protection takes where a cap has no room, in its hundredths; what is no initiative comes first where it has
    /// no room either, else last.
    fn weight(&self, condition: Condition) -> i64 {
        let Condition::Kept(n) = condition else {
            let rooms = self
                .model
                .room(&self.found.chosen)
                .filter(|(name, _)| *name == condition);
            let mut in_hundredths = rooms.map(|(_, room)| match condition {
                Condition::School(_) => room,
                Condition::Groups => room / WHOLE,
                _ => room.saturating_mul(WHOLE),
            });
            // less than half an initiative at a school is no room
            return if in_hundredths.any(|room| room < WHOLE / 2) {
                i64::MAX
            } else {
                0
            };
        };
        let own: Vec<bool> = self.own(n);
        let all = self.model.load(&self.found.chosen);
        let taken = self.model.load(&own);
        let short = all
            .iter()
            .zip(taken)
            .filter(|((_, asked, cap), (_, own, _))| *own > 0 && asked + own > *cap);
        short.map(|(_, (_, own, cap))| 100 * own / cap.max(1)).sum()
    }

    /// The columns of a plan that belong to one candidate.
    fn own(&self, n: usize) -> Vec<bool> {
        let each = self.model.columns.iter().zip(&self.found.chosen);
        let own =
            each.map(|(held, yes)| *yes && matches!(held, Column::Way(of, _) | Column::Placed(of, _) if *of == n));
        own.collect()
    }

    /// What the best plan would be without a condition. The plan with it lends the search its start, so that what is lifted
    /// never makes anything worse.
    fn price(&self, of: Condition) -> Option<Price> {
        let mut setting = self.setting.clone();
        setting.lifted.insert(of);
        let start = Some(self.solution).filter(|_| !setting.elastic || !of.is_cap());
        let solution = solve(&self.graded(&setting), start, self.nodes).ok()?;
        let other = Found::of(self.model, &setting, &solution);
        let less = |aim| self.found.value(aim).unwrap_or_default() - other.value(aim).unwrap_or_default();
        let graded = |(aim, _): &&(Aim, Reached)| !matches!(aim, Aim::Unreached | Aim::Spent);
        let own = self
            .found
            .reached
            .iter()
            .filter(graded)
            .all(|(_, reached)| reached.is_proved());
        let mut price = Price {
            of,
            excess: less(Aim::Excess),
            gain: less(Aim::Gain),
            steps: less(Aim::Steps),
            changes: self.changes(&other),
            proved: own && other.is_proved(),
        };
        // another plan that is as good says nothing of what the protection costs
        if price.is_nothing() {
            price.changes.clear();
        }
        Some(price)
    }

    /// What clashes with each cap that the closest plan passes.
    fn clashes(&self) -> Vec<Clash> {
        let mut passed = self.model.load(&self.found.chosen);
        passed.retain(|(_, asked, cap)| asked > cap);
        passed.sort_by_key(|(name, asked, cap)| (std::cmp::Reverse(asked - cap), *name));
        let mut found: Vec<Clash> = Vec::new();
        for (cap, asked, most) in passed {
            let with = if found.len() < CLASHES {
                self.clash(cap)
            } else {
                Vec::new()
            };
            found.push(Clash {
                cap,
                amount: (most, asked),
                with,
            });
        }
        found
    }

    /// Conditions that a cap cannot be met with, one after another left out as long as it still cannot.
    fn clash(&self, cap: Condition) -> Vec<Condition> {
        let all: BTreeSet<Condition> = self.model.conditions();
        let impossible = |held: &BTreeSet<Condition>| {
            let mut setting = Setting {
                lifted: self.setting.lifted.clone(),
                ..Setting::default()
            };
            setting.lifted.extend(all.difference(held));
            let mut program = self.model.program(&setting);
            program.aims.clear();
            solve(&program, None, self.nodes) == Err(Unsolved::Impossible)
        };
        let alone = |condition: &Condition| *condition == cap || !condition.is_cap();
        let mut held: BTreeSet<Condition> = all.iter().copied().filter(alone).collect();
        if !impossible(&held) {
            held = all.clone();
            if !impossible(&held) {
                return Vec::new();
            }
        }
        // what has nothing to do with it goes at once
        let near: BTreeSet<Condition> = held.iter().copied().filter(|c| self.touches(*c, cap)).collect();
        if impossible(&near) {
            held = near;
        }
        let mut order: Vec<Condition> = held.iter().copied().filter(|condition| *condition != cap).collect();
        // what asks for least is tried first, so that what is named is what asks for most
        order.sort_by_key(|condition| (self.taken(*condition, cap), *condition));
        for condition in order {
            let mut fewer = held.clone();
            fewer.remove(&condition);
            if impossible(&fewer) {
                held = fewer;
            }
        }
        held.remove(&cap);
        held.into_iter().collect()
    }

    /// What a kept candidate asks of a cap.
    fn taken(&self, condition: Condition, cap: Condition) -> i64 {
        let Condition::Kept(n) = condition else {
            return 0;
        };
        let loads = self.model.load(&self.own(n));
        loads
            .iter()
            .find(|(name, ..)| *name == cap)
            .map_or(0, |(_, own, _)| *own)
    }

    /// Whether a condition may have to do with a cap.
    fn touches(&self, condition: Condition, cap: Condition) -> bool {
        condition == cap || (matches!(condition, Condition::Kept(_)) && self.taken(condition, cap) > 0)
    }
}
