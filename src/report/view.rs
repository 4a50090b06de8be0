//! What a report says, as data: the templates and JSON show the same.

use serde::Serialize;

use crate::analysis::{Grid, Lifts, Steps};
use crate::diagnostics::Sources;
use crate::evaluate::{Audit, Firmness, Verdict};
use crate::report::board::{self, BoardView};
use crate::report::card::{Card, Cards, open_parts, shown};
use crate::report::dates::{Days, Locale};
use crate::report::first::First;
use crate::report::forest::Forest;
use crate::report::once::{self, Alike, Once};
use crate::report::order::{Placed, by_day_and_money};
use crate::report::outlook::{lift, stability, steps};
use crate::report::overview::{FindingView, FoldView, GoalView, OpeningView, findings, folds, goals, openings};
use crate::report::panel::Panels;
use crate::report::picture::{Pictures, pictures};
use crate::report::plan::{Plan, plan};
use crate::report::privacy::{Published, redacted};
use crate::report::returns::{ReturnView, returns};
use crate::report::{Elsewhere, RenderError};
use crate::rules::contract::{Board, KnownFact, Mark, RecommendationRole, Threshold};
use crate::rules::{Interest, Recommendation, RuleSet, SourceText, Subject};

/// Everything a report says.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct View {
    /// The district's name.
    pub district: String,
    /// The date of the audit.
    pub as_of: String,
    /// How the forms that people read write days; data keeps them as they are.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// Hash of the rule files.
    pub rule_set_hash: String,
    /// Hash of the inventory; empty in a public edition, where guesses of what is hidden could be tried against it.
    pub inventory_hash: String,
    /// Initiatives by recommendation, in the order of the rule set.
    pub groups: Vec<Group>,
    /// Known values of the district that the rule set wants printed: title and value.
    pub shown: Vec<(String, String)>,
    /// In a public edition, the size below which groups of students are hidden.
    pub suppressed: Option<String>,
    /// How many answers are how sure.
    #[serde(flatten)]
    pub totals: Totals,
    /// What holds for the list, what is due, and the decisions in their order.
    pub first: First,
    /// What a board is asked.
    #[serde(skip_serializing_if = "as_data")]
    pub board: BoardView,
    /// What is told alike of several initiatives.
    #[serde(skip_serializing_if = "as_data")]
    pub once: Once,
    /// Findings about the district, its schools, goals and entries.
    pub findings: Vec<FindingView>,
    /// The findings that are told together, heading by heading.
    #[serde(skip_serializing_if = "as_data")]
    pub folds: Vec<FoldView>,
    /// The questions that the needs analysis begins with, answered from the record.
    pub openings: Vec<OpeningView>,
    /// What is known to be gained by what it costs, the most first; empty in a public edition, where effects are rounded.
    pub returns: Vec<ReturnView>,
    /// Goals with the initiatives that serve them.
    pub goals: Vec<GoalView>,
    /// How the rules deviate from the shipped ones, and why.
    pub deviations: Vec<DeviationView>,
    /// Parameters that differ from the shipped value.
    pub changed_parameters: Vec<String>,
    /// What was left out.
    pub left_out: Vec<String>,
    /// What to do next, as short-term projects.
    pub plan: Plan,
    /// 45-day projects on the plan.
    pub rocks: Vec<String>,
    /// The texts cited.
    pub cited: Vec<Cited>,
    /// The pictures, as data.
    pub pictures: Pictures,
}

/// How many answers are how sure.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Totals {
    /// How many initiatives there are.
    pub count: usize,
    /// How many answers stand whatever is still unknown.
    pub settled: usize,
    /// How many are given provided that something is so.
    pub provided: usize,
    /// How many are left open even by what is presumed.
    pub open: usize,
    /// How many cannot be taken back, and are prepared until their checks are made.
    pub prepared: usize,
}

impl Totals {
    pub(super) fn of(audit: &Audit) -> Self {
        let count = |wanted: &dyn Fn(&Verdict) -> bool| audit.verdicts.iter().filter(|v| wanted(v)).count();
        let firm = |firmness: Firmness| count(&|v| v.firmness == firmness);
        Self {
            count: audit.verdicts.len(),
            settled: firm(Firmness::Settled),
            provided: firm(Firmness::Provided),
            open: firm(Firmness::Open),
            prepared: count(&|v| !audit.may_be_acted_on(v)),
        }
    }
}

/// Whether a report is written as data: what only the templates ask about is not part of it.
pub(super) fn as_data<T>(_: &T) -> bool {
    !minijinja::value::serializing_for_value()
}

/// What the rule set says of how a recommendation is treated, for the templates.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Treatment {
    /// How it is drawn.
    pub mark: &'static str,
    /// How a board is asked; empty when it is not.
    pub board: &'static str,
    /// Whether it cannot be taken back.
    pub commits: bool,
    /// Whether the details of each are told.
    pub details: bool,
    /// Whether it asks for projects.
    pub in_plan: bool,
    /// Whether it judges at all.
    pub judges: bool,
}

impl Treatment {
    fn of(recommendation: &Recommendation) -> Self {
        Self {
            mark: recommendation.mark.unwrap_or(Mark::Other).word(),
            board: recommendation.board.map_or("", Board::word),
            commits: recommendation.commits,
            details: recommendation.details,
            in_plan: recommendation.in_plan,
            judges: recommendation.role != Some(RecommendationRole::SetAside),
        }
    }
}

/// The initiatives of one recommendation.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id.
    pub id: String,
    /// As a heading.
    pub title: String,
    /// In plain words.
    pub means: String,
    /// Known money a year of those that may be acted on, in dollars, as text; empty when nothing is known.
    pub money: String,
    /// How many of these state no yearly cost.
    pub without_money: usize,
    /// How many are only prepared.
    pub prepared: usize,
    /// Known money a year of these; never added to the other.
    pub prepared_money: String,
    /// How it is treated.
    #[serde(skip_serializing_if = "as_data")]
    pub treated: Treatment,
    /// What is said alike of several of these.
    #[serde(skip_serializing_if = "as_data")]
    pub alike: Vec<Alike>,
    /// One by one.
    pub cards: Vec<Card>,
}

/// A deviation from the shipped rules.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationView {
    /// What was done.
    pub change: &'static str,
    /// In which section.
    pub section: String,
    /// Of what.
    pub id: String,
    /// Why.
    pub because: String,
}

/// A text that was cited.
#[derive(Clone, Debug, Serialize)]
pub struct Cited {
    /// Its title.
    pub title: String,
    /// Where it can be read.
    pub url: String,
    /// Whether the publisher sells what it recommends.
    pub vendor: bool,
}

impl Cited {
    /// Of a text of the rule set.
    #[must_use]
    pub fn of(source: &SourceText) -> Self {
        Self {
            title: source.title.clone(),
            url: source.url.clone(),
            vendor: source.interest == Some(Interest::Vendor),
        }
    }
}

/// How much is worked out for each initiative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Depth {
    /// The answer and the row that gives it, without pictures; nothing of how firm it is, what it rests on or what would change it.
    Answers,
    /// How firm a verdict is only where it asks for a decision; the way on only for the projects to begin with and
    /// where something protects an initiative.
    Decisions,
    /// Everything for everyone.
    Everything,
}

/// Who reads a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Audience {
    /// The people who run the district.
    Internal,
    /// Anybody: results of small groups of students are hidden (parameter `suppress_n`). They still decide.
    Public,
}

/// What is told of an audit, and to whom.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Telling<'a> {
    /// How much of each initiative.
    pub depth: Depth,
    /// To whom.
    pub audience: Audience,
    /// How days are written for people.
    pub locale: Locale,
    /// What is known elsewhere; it changes no answer.
    pub elsewhere: Option<&'a Elsewhere>,
}

impl<'a> Telling<'a> {
    /// So much to these readers, and nothing of what is known elsewhere.
    #[must_use]
    pub const fn to(audience: Audience, depth: Depth) -> Self {
        Self {
            depth,
            audience,
            locale: Locale::UnitedStates,
            elsewhere: None,
        }
    }

    /// With what is known elsewhere.
    #[must_use]
    pub const fn beside(self, elsewhere: Option<&'a Elsewhere>) -> Self {
        Self { elsewhere, ..self }
    }

    /// With days as they are written there.
    #[must_use]
    pub const fn in_locale(self, locale: Locale) -> Self {
        Self { locale, ..self }
    }
}

/// An audit as it is said to somebody.
struct Said<'a> {
    audit: &'a Audit<'a>,
    sources: &'a Sources,
    telling: Telling<'a>,
    /// By initiative: whether nothing is said of what decides; none where everything is shown.
    withheld: &'a [bool],
}

/// The cards of all initiatives; `each` is called after each.
fn cards<'a>(said: &Said<'a>, lifts: &Lifts, each: &mut dyn FnMut()) -> Vec<Card> {
    let Said {
        audit,
        sources,
        telling: Telling { audience, depth, .. },
        withheld,
    } = *said;
    let (grid, single) = (std::cell::OnceCell::new(), std::cell::OnceCell::new());
    let panels = Panels::of(audit, audience);
    let mut cards = Cards::of(audit, sources, audience);
    let one = |(place, verdict): (usize, &'a Verdict)| {
        let withheld = withheld.get(place).copied().unwrap_or_default();
        let mut card = cards.card(place, verdict, withheld);
        card.evidence = panels.panel(place, verdict);
        card.studies = panels.studies(place, verdict);
        if withheld || depth == Depth::Answers {
            each();
            return card;
        }
        let recommendation = audit.set.recommendation(&card.answer);
        let decides = recommendation.is_some_and(|r| !r.may_wait_here);
        if decides || depth == Depth::Everything {
            card.stability = Some(stability(audit, grid.get_or_init(|| Grid::of(audit)), place));
        }
        if depth == Depth::Everything || !card.guards.is_empty() {
            card.lift = lift(audit, lifts, verdict);
        }
        if depth == Depth::Everything {
            card.open = open_parts(audit, sources, audience, place, verdict);
            // past the limit of its size nothing is said of single changes
            let found = single.get_or_init(|| Steps::of(audit.set).ok());
            card.steps = found.as_ref().map_or_else(Vec::new, |s| steps(audit, s, verdict));
        }
        each();
        card
    };
    audit.verdicts.iter().enumerate().map(one).collect()
}

/// Says an audit as it is told to some readers: to the public one that was made without what is not shown. `say` takes
/// the audit, and by initiative whether nothing is said of what decides; none where everything is shown.
pub(super) fn told_to<T>(audit: &Audit, audience: Audience, say: impl FnOnce(&Audit, &[bool]) -> T) -> T {
    if audience == Audience::Public
        && let Some(inventory) = redacted(audit.set, audit.inventory)
    {
        let published = Published::of(audit, &inventory);
        return say(&published.audit, &published.withheld);
    }
    say(audit, &[])
}

impl View {
    /// Says an audit, without what is known elsewhere.
    ///
    /// # Errors
    /// As [`View::telling`].
    pub fn of(audit: &Audit, sources: &Sources, depth: Depth, audience: Audience) -> Result<Self, RenderError> {
        Self::telling(audit, sources, Telling::to(audience, depth), &mut || {})
    }

    /// Says an audit, calling `each` after each initiative, to show how far it is.
    ///
    /// # Errors
    /// When an answer is no recommendation of the rule set: its initiative would stand in no report.
    pub fn telling(
        audit: &Audit,
        sources: &Sources,
        telling: Telling,
        each: &mut dyn FnMut(),
    ) -> Result<Self, RenderError> {
        told_to(audit, telling.audience, |audit, withheld| {
            let said = Said {
                audit,
                sources,
                telling,
                withheld,
            };
            Self::said(&said, each)
        })
    }

    fn said(said: &Said, each: &mut dyn FnMut()) -> Result<Self, RenderError> {
        let Said { audit, telling, .. } = *said;
        let audience = telling.audience;
        let set = audit.set;
        let lifts = Lifts::of(set);
        let mut cards = cards(said, &lifts, each);
        for (card, verdict) in cards.iter_mut().zip(&audit.verdicts) {
            card.amount = yearly_cost(audit, verdict);
        }
        let goals = goals(audit, &cards);
        let first = First::of(audit, &mut cards, audience);
        board::tell(audit, &mut cards, &first.due);
        by_day_and_money(audit, &mut cards);
        let mut groups = groups(set, cards)?;
        // an answer in a line points to nothing that is told alike
        let once = match telling.depth {
            Depth::Answers => Once::default(),
            _ => once::tell(&first.asks, &mut groups),
        };
        let findings = findings(audit, audience);
        let mut view = Self {
            district: audit.inventory.district.clone(),
            as_of: audit.inventory.as_of.to_string(),
            days: Days::of(audit, telling.locale),
            rule_set: set.label(),
            rule_set_hash: set.hash.clone(),
            inventory_hash: match audience {
                Audience::Internal => audit.inventory.hash.clone(),
                Audience::Public => String::new(),
            },
            shown: shown(set, &audit.district, Subject::District),
            suppressed: (audience == Audience::Public)
                .then(|| set.threshold(Threshold::SmallGroup).map(|p| p.value.to_string()))
                .flatten(),
            totals: Totals::of(audit),
            first,
            board: BoardView::of(audit, &groups),
            once,
            folds: folds(set, &findings),
            findings,
            openings: openings(audit),
            returns: match audience {
                Audience::Internal => returns(audit),
                Audience::Public => Vec::new(),
            },
            goals,
            deviations: deviations(set),
            changed_parameters: set
                .parameters_as_read()
                .into_iter()
                .map(|id| set.parameter(id))
                .filter(|p| p.value != p.default)
                .map(|p| format!("{}: {} instead of {} {}", p.prose.title, p.value, p.default, p.unit))
                .collect(),
            left_out: audit.inventory.left_out.clone(),
            rocks: audit
                .inventory
                .rocks
                .iter()
                .map(|r| format!("{} ({}, from {}, {} days)", r.name, r.owner, r.start, r.days))
                .collect(),
            cited: set.sources.values().map(Cited::of).collect(),
            plan: plan(audit, &lifts, &groups),
            pictures: match telling.depth {
                Depth::Answers => Pictures::default(),
                _ => pictures(audit, &groups),
            },
            groups,
        };
        if let Some(elsewhere) = telling.elsewhere {
            view.look_elsewhere(elsewhere, audit.inventory, audience);
        }
        Ok(view)
    }
}

impl View {
    /// The schools of each initiative as a forest plot, by the number of its card; without those of which there is
    /// none.
    pub(super) fn forests(&self) -> impl Iterator<Item = (usize, Forest)> {
        let cards = self.groups.iter().flat_map(|group| &group.cards);
        cards.filter_map(|card| Some((card.number, card.evidence.as_ref()?.forest(&card.name)?)))
    }
}

/// What is told of initiatives by recommendation, in the order of the rule set; none without any.
///
/// # Errors
/// When an answer is no recommendation of the rule set: its initiative would stand in no report.
pub(super) fn by_recommendation<T: Placed>(
    set: &RuleSet,
    all: Vec<T>,
) -> Result<Vec<(&Recommendation, Vec<T>)>, RenderError> {
    let count = |id: &str| all.iter().filter(|one| one.answer() == id).count();
    let room = set.recommendations.iter().map(|r| Vec::with_capacity(count(&r.id)));
    let mut own: Vec<Vec<T>> = room.collect();
    for one in all {
        let place = set.recommendations.iter().position(|r| r.id == one.answer());
        match place.and_then(|n| own.get_mut(n)) {
            Some(own) => own.push(one),
            None => return Err(RenderError::without_group(one.name(), one.answer())),
        }
    }
    let filled = set.recommendations.iter().zip(own);
    Ok(filled.filter(|(_, own)| !own.is_empty()).collect())
}

/// The cards of each recommendation, numbered through.
fn groups(set: &RuleSet, cards: Vec<Card>) -> Result<Vec<Group>, RenderError> {
    let mut groups = Vec::new();
    let mut number = 0;
    for (recommendation, mut cards) in by_recommendation(set, cards)? {
        for card in &mut cards {
            number += 1;
            card.number = number;
        }
        let (ready, prepared): (Vec<&Card>, Vec<&Card>) = cards.iter().partition(|c| c.may_be_acted_on);
        let known = |cards: &[&Card]| -> Vec<f64> { cards.iter().filter_map(|c| c.amount).collect() };
        let money = |known: Vec<f64>| match known.as_slice() {
            [] => String::new(),
            known => dollars(known.iter().sum()),
        };
        groups.push(Group {
            id: recommendation.id.clone(),
            title: recommendation.title.clone(),
            means: recommendation.means.clone(),
            treated: Treatment::of(recommendation),
            alike: Vec::new(),
            without_money: ready.len() - known(&ready).len(),
            money: money(known(&ready)),
            prepared: prepared.len(),
            prepared_money: money(known(&prepared)),
            cards,
        });
    }
    Ok(groups)
}

/// How a rule set deviates from the shipped one.
pub(super) fn deviations(set: &RuleSet) -> Vec<DeviationView> {
    let view = |d: &crate::rules::Deviation| DeviationView {
        change: d.change.word(),
        section: d.section.clone(),
        id: d.id.clone(),
        because: d.because.clone(),
    };
    set.deviations.iter().map(view).collect()
}

pub(super) fn dollars(value: f64) -> String {
    crate::truth::Number::nearest(value.round()).map_or_else(String::new, |n| format!("${}", crate::rules::grouped(n)))
}

/// What an initiative costs a year in dollars; nothing where it is not one known figure.
pub(super) fn yearly_cost(audit: &Audit, verdict: &Verdict) -> Option<f64> {
    let fact = audit.set.known(KnownFact::CostPerYear)?;
    Some(verdict.record.value(fact).one_number()?.as_f64())
}
