//! What a plan says: what ends, what is made smaller, what spreads, what that frees and from when, and what it was weighed
//! against. It holds names, figures and the words of the rules; the sentences stand in the templates.

mod choices;
mod words;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::plan::{Aim, Basis, Candidate, Caps, Plan, Standing, Where};
use crate::report::card::CheckView;
use crate::report::compared::CHANGED;
use crate::report::editions::Template;
use crate::report::paper::{Paper, Templates};
use crate::report::said::Speaker;
use crate::report::view::as_data;
use crate::report::{Audience, Days, Locale};

const PLANNED: Template = ("planned.md", include_str!("../../../templates/said/planned.txt"));

/// Both plans of a district.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ClearingView {
    /// The district's name.
    pub district: String,
    /// The date of the inventory.
    pub as_of: String,
    /// How days are written for people.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// What must fit.
    pub caps: CapsView,
    /// Initiatives that are taken not to be kept, by name.
    pub lifted: Vec<String>,
    /// The plan by what is settled, then the one that holds if the checks do. What they free is never added up.
    pub plans: Vec<PlanView>,
}

impl Paper for ClearingView {
    fn templates(&self) -> Templates {
        Templates {
            markdown: ("plan.md", include_str!("../../../templates/plan.md")),
            parts: &[CHANGED, PLANNED],
            html: "plan.html",
        }
    }

    fn district(&self) -> &str {
        &self.district
    }

    fn as_of(&self) -> &str {
        &self.as_of
    }
}

/// What must fit.
#[derive(Clone, Debug, Serialize)]
pub struct CapsView {
    /// Hours a week of a teacher at each school, as text.
    pub hours: Option<String>,
    /// Initiatives at each school.
    pub initiatives: Option<u32>,
    /// Dollars a year that may be spent on anything.
    pub money: Option<i64>,
}

/// How much of what a plan counts is on record.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// Initiatives that run.
    pub running: usize,
    /// Initiatives that do not run yet.
    pub proposed: usize,
    /// How many of both state hours.
    pub hours: usize,
    /// How many state a yearly cost.
    pub money: usize,
    /// Of how many a gain was measured and the students are counted.
    pub gain: usize,
    /// Those of which only the number of schools is known, by name.
    pub by_count: Vec<String>,
    /// Those of which nobody says where they run, by name.
    pub nowhere: Vec<String>,
    /// Those that may go to more schools and state no hours, no cost or no schools, by name.
    pub unplaced: Vec<String>,
}

/// One plan.
#[derive(Clone, Debug, Serialize)]
pub struct PlanView {
    /// `settled` or `provided`.
    pub basis: &'static str,
    /// `fits`, `over` or `unclear`.
    pub standing: &'static str,
    /// Whether it is proved that none is better.
    pub proved: bool,
    /// What the aims came to where that is not proved.
    pub gaps: Vec<GapView>,
    /// Whether it is the same as the plan before it.
    pub same: bool,
    /// How much of what it counts is on record.
    pub counted: Counted,
    /// What is done, by move; what goes on as it is has none.
    pub groups: Vec<GroupView>,
    /// How many go on as they are because they are kept, and how many because nothing asks for more.
    pub going_on: (usize, usize),
    /// How many of those that are kept are so only because their answer is not settled.
    pub unsettled: usize,
    /// What it frees.
    pub frees: FreesView,
    /// Schools at which something changes, or that stay over a cap.
    pub schools: Vec<SchoolView>,
    /// The next-best plans.
    pub alternatives: Vec<AlternativeView>,
    /// What protections cost.
    pub prices: Vec<PriceView>,
    /// Protections that cost nothing, in words.
    pub free: Vec<ConditionView>,
    /// How many were not priced.
    pub unpriced: usize,
    /// What clashes.
    pub clashes: Vec<ClashView>,
    /// Ids of what ends, for `what-if`.
    pub ended: Vec<String>,
}

/// An aim that is not proved to be reached as well as it can be.
#[derive(Clone, Debug, Serialize)]
pub struct GapView {
    /// `excess`, `gain`, `steps`, `unreached` or `spent`.
    pub aim: &'static str,
    /// What it came to, as text.
    pub value: String,
    /// The least that is not ruled out, as text; nothing where no bound was found.
    pub bound: Option<String>,
}

/// What gets the same move.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// The move, as a word of the rules.
    pub movement: &'static str,
    /// What gets it.
    pub choices: Vec<ChoiceView>,
}

/// What becomes of one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The move, as a word of the rules.
    pub movement: &'static str,
    /// What it is merged with; empty where it is not.
    pub with: String,
    /// Schools that it goes to, by name.
    pub to: Vec<String>,
    /// Its answer, as a heading.
    pub answer: String,
    /// What gives that answer.
    pub reason: String,
    /// Whether the answer itself calls for this.
    pub called_for: bool,
    /// Whether the answer calls for more schools and there is no room for it in any.
    pub no_room: bool,
    /// What would not hold if it did what its answer calls for and all else stayed as planned.
    pub against: Vec<ConditionView>,
    /// What it rests on beside the record.
    pub checks: Vec<CheckView>,
    /// Protections that are presumed absent, by title.
    pub presumed: Vec<String>,
    /// Hours a week of a teacher, as text.
    pub hours: Option<String>,
    /// At how many schools it runs.
    pub schools: Option<usize>,
    /// What it frees.
    pub freed: Option<FreedView>,
    /// Dollars a year that going to more schools asks for.
    pub costs: Option<i64>,
    /// Students who gain one standard deviation for every thousand dollars a year, as text.
    pub per_thousand: Option<String>,
}

/// What one move frees.
#[derive(Clone, Debug, Serialize)]
pub struct FreedView {
    /// Dollars each year.
    pub each_year: Option<i64>,
    /// Dollars once.
    pub once: Option<i64>,
    /// Whether that is what it costs in all, of which nobody says how much is spent already.
    pub in_all: bool,
    /// Dollars a year that are not begun to be spent.
    pub avoided: Option<i64>,
    /// From which day.
    pub from: Option<String>,
    /// By which day notice must be given.
    pub notice_by: Option<String>,
    /// Whether that day is past.
    pub notice_missed: bool,
    /// Whether it may be spent on nothing else; nothing where that is not said.
    pub restricted: Option<bool>,
    /// The day on which its own money ends, where nothing that is secured follows.
    pub funded_until: Option<String>,
}

/// What a plan frees; money of a purpose, and what is not begun, stand apart.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FreesView {
    /// Dollars each year that may be spent on anything, or of which nobody says otherwise.
    pub each_year: i64,
    /// Dollars each year that may be spent on nothing else.
    pub restricted: i64,
    /// Of how many of `each_year` nobody says what their money may be spent on.
    pub fund_unsaid: usize,
    /// Dollars once.
    pub once: i64,
    /// Dollars a year that are not begun to be spent.
    pub avoided: i64,
    /// Dollars a year that going to more schools asks for.
    pub costs: i64,
    /// How many of what ends or is made smaller state no cost.
    pub without: usize,
    /// How many have money of their own that ends before anything is freed.
    pub unfunded: usize,
    /// By day, dollars each year that are free from then on; of the last the day is not known.
    pub by_day: Vec<(Option<String>, i64)>,
}

/// A school.
#[derive(Clone, Debug, Serialize)]
pub struct SchoolView {
    /// Its name; empty where no schools are listed.
    pub name: String,
    /// Known hours a week of a teacher before and after, as text.
    pub hours: (String, String),
    /// Initiatives before and after, as text.
    pub initiatives: (String, String),
    /// Whether it stays over a cap.
    pub over: bool,
}

/// Another plan.
#[derive(Clone, Debug, Serialize)]
pub struct AlternativeView {
    /// What is otherwise.
    pub changes: Vec<ChangeView>,
    /// By how much it is less good.
    pub worse: Vec<DifferenceView>,
    /// Whether it is proved that no other comes before it.
    pub proved: bool,
}

/// A difference in an aim.
#[derive(Clone, Debug, Serialize)]
pub struct DifferenceView {
    /// The aim.
    pub aim: &'static str,
    /// By how much, as text.
    pub by: String,
    /// Whether it is so much more, and not less.
    pub more: bool,
}

/// Another move of one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// Its name.
    pub name: String,
    /// The move in the plan.
    pub from: &'static str,
    /// The move instead.
    pub to: &'static str,
}

/// Something that must hold, in words.
#[derive(Clone, Debug, Serialize)]
pub struct ConditionView {
    /// `kept`, `goal`, `builds-on`, `groups`, `school`, `hours`, `initiatives` or `money`.
    pub kind: &'static str,
    /// What it is about: an initiative, a goal, a school; empty where it is about all of them.
    pub name: String,
    /// Of what is kept: its guards or its answer, in words; of what builds on something: on what.
    pub by: Vec<String>,
    /// Of what is kept by no guard that is known to be in force: how many are not ruled out.
    pub open: usize,
    /// Of what is kept: whether it is so only since its answer is not settled.
    pub unsettled: bool,
    /// Of what is kept: known hours a week of a teacher, as text.
    pub hours: Option<String>,
    /// Of what is kept: at how many schools.
    pub schools: Option<usize>,
    /// Of what is kept: dollars a year.
    pub money: Option<i64>,
}

/// What a protection costs.
#[derive(Clone, Debug, Serialize)]
pub struct PriceView {
    /// The protection.
    pub of: ConditionView,
    /// What would be better without it.
    pub saves: Vec<DifferenceView>,
    /// What would be otherwise.
    pub changes: Vec<ChangeView>,
    /// Whether both plans are proved.
    pub proved: bool,
}

/// What clashes with a cap.
#[derive(Clone, Debug, Serialize)]
pub struct ClashView {
    /// The cap.
    pub cap: ConditionView,
    /// What there is of it, as text.
    pub most: String,
    /// What the closest plan asks for, as text.
    pub asked: String,
    /// What cannot hold together with it.
    pub with: Vec<ConditionView>,
}

impl ClearingView {
    /// Says plans of an audit, each with what it may act on; `lifted` are places of initiatives that were taken not to be
    /// kept.
    #[must_use]
    pub fn of(audit: &Audit, caps: Caps, lifted: &[usize], plans: &[Plan], locale: Locale) -> Self {
        let speaker = Speaker::of(audit, Audience::Internal);
        let name = |place: &usize| audit.inventory.initiatives.get(*place).map(|i| i.name.clone());
        let mut views: Vec<PlanView> = Vec::new();
        for plan in plans {
            let teller = words::Teller::of(audit, &speaker, plan);
            let mut view = teller.plan();
            let alike = |other: &PlanView| {
                let ids = |view: &PlanView| -> Vec<(String, &'static str)> {
                    let choices = view.groups.iter().flat_map(|group| &group.choices);
                    choices.map(|choice| (choice.id.clone(), choice.movement)).collect()
                };
                ids(other) == ids(&view)
            };
            view.same = views.last().is_some_and(alike);
            views.push(view);
        }
        Self {
            district: audit.inventory.district.clone(),
            as_of: audit.inventory.as_of.to_string(),
            days: Days::of(audit, locale),
            rule_set: audit.set.label(),
            caps: CapsView {
                hours: caps.hours.map(words::plain),
                initiatives: caps.initiatives,
                money: caps.money.map(words::dollars),
            },
            lifted: lifted.iter().filter_map(name).collect(),
            plans: views,
        }
    }
}

impl Basis {
    /// As it is written.
    fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Provided => "provided",
        }
    }
}

impl Standing {
    /// As it is written.
    fn word(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Over => "over",
            Self::Unclear => "unclear",
        }
    }
}

impl Aim {
    /// As it is written.
    fn word(self) -> &'static str {
        match self {
            Self::Excess => "excess",
            Self::Gain => "gain",
            Self::Steps => "steps",
            Self::Unreached => "unreached",
            Self::Spent => "spent",
        }
    }
}

impl Counted {
    fn of(audit: &Audit, plan: &Plan) -> Self {
        let all = &plan.model.candidates;
        let count = |test: fn(&Candidate) -> bool| all.iter().filter(|c| test(c)).count();
        let named = |test: &dyn Fn(&Candidate) -> bool| -> Vec<String> {
            let some = all.iter().filter(|c| test(c));
            let named = some.filter_map(|c| audit.inventory.initiatives.get(c.place));
            named.map(|initiative| initiative.name.clone()).collect()
        };
        Self {
            running: count(|c| !c.proposed),
            proposed: count(|c| c.proposed),
            hours: count(|c| c.asks.hours.is_some()),
            money: count(|c| c.asks.money.is_some()),
            gain: count(|c| c.asks.gain.is_some()),
            by_count: named(&|c| c.asks.place == Where::Counted),
            nowhere: named(&|c| c.asks.place == Where::NotSaid),
            unplaced: named(&|c| c.unplaced && c.kept.is_none()),
        }
    }
}
