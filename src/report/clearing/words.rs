//! Names and figures of a plan.

use crate::evaluate::Audit;
use crate::plan::program::Reached;
use crate::plan::{Aim, Change, Condition, DOLLARS, Found, Kept, Plan};
use crate::report::compared::words;
use crate::report::said::Speaker;
use crate::rules::RuleId;
use crate::rules::contract::Move;
use crate::truth::Number;

use super::{
    AlternativeView, ChangeView, ClashView, ConditionView, Counted, DifferenceView, GapView, PlanView, PriceView,
    SchoolView,
};

/// A number in plain digits.
pub(super) fn plain(number: f64) -> String {
    Number::nearest((number * 100.0).round() / 100.0).map_or_else(String::new, |n| n.to_string())
}

/// Dollars without cents.
pub(super) fn dollars(amount: f64) -> i64 {
    amount.round() as i64
}

/// Says one plan of an audit.
pub(super) struct Teller<'a> {
    pub audit: &'a Audit<'a>,
    pub speaker: &'a Speaker<'a>,
    pub plan: &'a Plan,
}

impl<'a> Teller<'a> {
    pub fn of(audit: &'a Audit<'a>, speaker: &'a Speaker<'a>, plan: &'a Plan) -> Self {
        Self { audit, speaker, plan }
    }

    /// The whole of it.
    pub fn plan(&self) -> PlanView {
        let plan = self.plan;
        let found = &plan.found;
        let (free, priced): (Vec<_>, Vec<_>) = plan.prices.iter().partition(|price| price.is_nothing());
        let groups = self.groups();
        let kept = |n: usize| plan.model.candidates.get(n).is_some_and(|c| c.kept.is_some());
        let goes_on = |n: &usize| self.movement(*n, &found.ways) == Some(Move::GoOn);
        let on: Vec<usize> = (0..plan.model.candidates.len()).filter(goes_on).collect();
        let of_kept = on.iter().filter(|n| kept(**n)).count();
        let unsettled = plan.model.candidates.iter().filter(|c| c.kept == Some(Kept::Unsettled));
        PlanView {
            basis: plan.basis.word(),
            standing: plan.standing.word(),
            proved: found.is_proved(),
            gaps: self.gaps(),
            same: false,
            counted: Counted::of(self.audit, plan),
            going_on: (of_kept, on.len() - of_kept),
            unsettled: unsettled.count(),
            frees: self.frees(&groups),
            schools: self.schools(),
            alternatives: plan
                .alternatives
                .iter()
                .map(|other| AlternativeView {
                    changes: self.changes(&other.changes),
                    worse: self.worse(&other.found),
                    proved: other.found.is_proved() && self.graded_is_proved(),
                })
                .collect(),
            prices: priced
                .iter()
                .map(|price| PriceView {
                    of: self.condition(price.of),
                    saves: differences([
                        (Aim::Excess, -price.excess),
                        (Aim::Gain, -price.gain),
                        (Aim::Steps, -price.steps),
                    ]),
                    changes: self.changes(&price.changes),
                    proved: price.proved,
                })
                .collect(),
            free: free.iter().map(|price| self.condition(price.of)).collect(),
            unpriced: plan.unpriced,
            clashes: plan
                .clashes
                .iter()
                .map(|clash| ClashView {
                    cap: self.condition(clash.cap),
                    most: amount(clash.cap, clash.amount.0),
                    asked: amount(clash.cap, clash.amount.1),
                    with: clash.with.iter().map(|condition| self.condition(*condition)).collect(),
                })
                .collect(),
            ended: groups
                .iter()
                .filter(|group| group.movement == Move::End.word())
                .flat_map(|group| group.choices.iter().map(|choice| choice.id.clone()))
                .collect(),
            groups,
        }
    }

    /// The aims that are not proved to be reached as well as they can be.
    fn gaps(&self) -> Vec<GapView> {
        let open = self
            .plan
            .found
            .reached
            .iter()
            .filter(|(_, reached)| !reached.is_proved());
        let each = open.map(|(aim, reached)| GapView {
            aim: aim.word(),
            value: measure(*aim, reached.value),
            bound: (reached.bound != i64::MIN).then(|| measure(*aim, reached.bound)),
        });
        each.collect()
    }

    fn graded_is_proved(&self) -> bool {
        let graded = |(aim, _): &&(Aim, _)| !matches!(aim, Aim::Unreached | Aim::Spent);
        let mut graded = self.plan.found.reached.iter().filter(graded);
        graded.all(|(_, reached)| reached.is_proved())
    }

    /// By how much another plan is less good.
    fn worse(&self, other: &Found) -> Vec<DifferenceView> {
        let less =
            |(aim, reached): &(Aim, Reached)| (*aim, reached.value - self.plan.found.value(*aim).unwrap_or_default());
        differences(other.reached.iter().map(less))
    }

    /// The move of a candidate among chosen ways.
    pub fn movement(&self, n: usize, ways: &[usize]) -> Option<Move> {
        let candidate = self.plan.model.candidates.get(n)?;
        Some(candidate.ways.get(*ways.get(n)?)?.movement)
    }

    fn changes(&self, changes: &[Change]) -> Vec<ChangeView> {
        let each = changes.iter().filter_map(|change| {
            let candidate = self.plan.model.candidates.get(change.candidate)?;
            let word = |way: usize| candidate.ways.get(way).map_or("", |way| way.movement.word());
            Some(ChangeView {
                name: self.name(change.candidate),
                from: word(change.from),
                to: word(change.to),
            })
        });
        each.collect()
    }

    /// The name of a candidate.
    pub fn name(&self, n: usize) -> String {
        let candidate = self.plan.model.candidates.get(n);
        let initiative = candidate.and_then(|c| self.audit.inventory.initiatives.get(c.place));
        initiative.map_or_else(String::new, |initiative| initiative.name.clone())
    }

    fn school(&self, place: usize) -> String {
        let school = self.audit.inventory.schools.get(place);
        school.map_or_else(String::new, |school| school.name.clone())
    }

    /// What must hold, in words.
    pub fn condition(&self, condition: Condition) -> ConditionView {
        let about = |kind, name| ConditionView {
            kind,
            name,
            by: Vec::new(),
            open: 0,
            unsettled: false,
            hours: None,
            schools: None,
            money: None,
        };
        match condition {
            Condition::Kept(n) => {
                let asks = self.plan.model.candidates.get(n).map(|candidate| &candidate.asks);
                let kept = self
                    .plan
                    .model
                    .candidates
                    .get(n)
                    .and_then(|candidate| candidate.kept.as_ref());
                ConditionView {
                    by: self.kept_by(n),
                    open: match kept {
                        Some(Kept::Guards { held, open }) if held.is_empty() => open.len(),
                        _ => 0,
                    },
                    unsettled: kept == Some(&Kept::Unsettled),
                    hours: asks.and_then(|asks| asks.hours).map(plain),
                    schools: asks
                        .map(|asks| asks.at.len())
                        .filter(|_| !self.audit.inventory.schools.is_empty()),
                    money: asks.and_then(|asks| asks.money).map(dollars),
                    ..about("kept", self.name(n))
                }
            }
            Condition::BuildsOn(n, on) => ConditionView {
                by: vec![self.name(on)],
                ..about("builds-on", self.name(n))
            },
            Condition::Goal(place) => {
                let goal = self.audit.inventory.goals.get(place);
                about("goal", goal.map_or_else(String::new, |goal| goal.name.clone()))
            }
            Condition::Groups => about("groups", String::new()),
            Condition::School(place) => about("school", self.school(place)),
            Condition::Hours(place) => about("hours", self.school(place)),
            Condition::Initiatives(place) => about("initiatives", self.school(place)),
            Condition::Money => about("money", String::new()),
        }
    }

    /// What keeps a candidate: its guards, or its answer with its reason.
    fn kept_by(&self, n: usize) -> Vec<String> {
        let Some(candidate) = self.plan.model.candidates.get(n) else {
            return Vec::new();
        };
        match &candidate.kept {
            Some(Kept::Guards { held, .. }) => self.guards(candidate.place, held),
            Some(Kept::Answer | Kept::Unsettled) | None => {
                let said = self.answer(candidate.place);
                vec![said.0, said.1]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect()
            }
        }
    }

    /// Titles of guards as they are said of an initiative.
    pub fn guards(&self, place: usize, guards: &[RuleId]) -> Vec<String> {
        let verdict = self.audit.verdicts.get(place);
        let spoken = verdict.and_then(|verdict| self.speaker.initiative(place, verdict, None));
        let title = |id: &RuleId| {
            spoken.as_ref().map_or_else(
                || self.audit.set.rule(*id).prose.title.clone(),
                |spoken| self.speaker.title(spoken, *id),
            )
        };
        guards.iter().map(title).collect()
    }

    /// The answer of an initiative as a heading, and its reason.
    pub fn answer(&self, place: usize) -> (String, String) {
        let words = words(self.audit, self.speaker, place);
        (words.title, words.reason)
    }

    /// Schools at which hours or initiatives change, or that stay over a cap.
    fn schools(&self) -> Vec<SchoolView> {
        let model = &self.plan.model;
        let (now, then) = (model.loads(&model.as_now()), model.loads(&self.plan.found.chosen));
        let over = |school: usize| {
            let caps = model.load(&self.plan.found.chosen);
            let of = |name: &Condition| *name == Condition::Hours(school) || *name == Condition::Initiatives(school);
            caps.iter().any(|(name, asked, cap)| of(name) && asked > cap)
        };
        let each = now.into_iter().zip(then).enumerate();
        let told = each.filter(|(school, (now, then))| now != then || over(*school));
        let said = |hundredths: i64| plain(hundredths as f64 / 100.0);
        told.map(|(school, (now, then))| SchoolView {
            name: self.school(school),
            hours: (said(now.0), said(then.0)),
            initiatives: (said(now.1), said(then.1)),
            over: over(school),
        })
        .collect()
    }
}

/// What an amount of a cap comes to, as text.
fn amount(cap: Condition, by: i64) -> String {
    match cap {
        Condition::Money => dollars(by as f64 * DOLLARS).to_string(),
        _ => plain(by as f64 / 100.0),
    }
}

/// What an aim comes to, as text.
fn measure(aim: Aim, value: i64) -> String {
    match aim {
        Aim::Excess => plain(value as f64 / 100.0),
        Aim::Gain => plain(value as f64 / 10.0),
        Aim::Steps => value.to_string(),
        Aim::Unreached => (-value).to_string(),
        Aim::Spent => dollars(value as f64 * DOLLARS).to_string(),
    }
}

/// The differences that are some; what is above nothing is so much more.
fn differences(each: impl IntoIterator<Item = (Aim, i64)>) -> Vec<DifferenceView> {
    let some = each.into_iter().filter(|(_, by)| *by != 0);
    let said = some.map(|(aim, by)| DifferenceView {
        aim: aim.word(),
        by: measure(aim, by.abs()),
        more: by > 0,
    });
    said.collect()
}
