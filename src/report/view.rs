//! What a report says, as data: the templates and JSON show the same.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostics::Sources;
use crate::evaluate::{Audit, Origin, Verdict};
use crate::inventory::{Given, Initiative};
use crate::report::trace::{Line, Tracer, trace_table};
use crate::rules::{Part, RuleId, Subject, value_text};
use crate::truth::{Possible, Truth};

/// Everything a report says.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// The district's name.
    pub district: String,
    /// The date of the audit.
    pub as_of: String,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// Hash of the rule files.
    pub rule_set_hash: String,
    /// Hash of the inventory.
    pub inventory_hash: String,
    /// Initiatives by recommendation, in the order of the rule set.
    pub groups: Vec<Group>,
    /// How many initiatives there are.
    pub count: usize,
    /// How many of them have one recommendation.
    pub settled: usize,
    /// The questions that settle most, over the whole inventory.
    pub first_questions: Vec<FirstQuestion>,
    /// Findings about the district, its schools, goals and entries.
    pub findings: Vec<FindingView>,
    /// Goals with the initiatives that serve them.
    pub goals: Vec<GoalView>,
    /// Assumptions that were made.
    pub assumptions: Vec<Assumption>,
    /// Parameters that differ from the shipped value.
    pub changed_parameters: Vec<String>,
    /// What was left out.
    pub left_out: Vec<String>,
    /// 45-day projects on the plan.
    pub rocks: Vec<String>,
    /// The texts cited.
    pub cited: Vec<Cited>,
}

/// The initiatives of one recommendation.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// As a heading.
    pub title: String,
    /// In plain words.
    pub means: String,
    /// Known money a year, in dollars, as text; empty when nothing is known.
    pub money: String,
    /// How many of them state no yearly cost.
    pub without_money: usize,
    /// One by one.
    pub cards: Vec<Card>,
}

/// One initiative in a report.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is recommended, or `find-out`.
    pub answer: String,
    /// Every recommendation still possible, in words.
    pub possible: Vec<String>,
    /// What to do meanwhile, in words; empty when settled.
    pub meanwhile: String,
    /// The reason: the title of the deciding row.
    pub reason: String,
    /// Why that row says so.
    pub why: String,
    /// The next step.
    pub advice: String,
    /// Readiness in words.
    pub readiness: String,
    /// Kind in words.
    pub kind: String,
    /// Who answers for it.
    pub owner: String,
    /// Cost a year, as text.
    pub money: String,
    /// Grounds that hold.
    pub grounds: Vec<String>,
    /// Guards in force.
    pub guards: Vec<GuardView>,
    /// Criteria of proof that are missing or unknown, with the next step.
    pub missing: Vec<Missing>,
    /// Questions that settle it.
    pub questions: Vec<QuestionView>,
    /// Whether every answer to them settles it.
    pub settles: bool,
    /// The decisive parts of the verdict.
    pub trace: Vec<Line>,
    /// Limits of what is known.
    pub limits: Vec<String>,
    /// Titles of the findings about it.
    pub findings: Vec<String>,
    /// A dissent on the record.
    pub dissent: Vec<(String, String)>,
}

/// A guard in force.
#[derive(Clone, Debug, Serialize)]
pub struct GuardView {
    /// Its title.
    pub title: String,
    /// Until when.
    pub until: String,
}

/// A missing part on the way to the next tier.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// The criterion.
    pub title: String,
    /// `no` or `unknown`.
    pub truth: &'static str,
    /// The next step.
    pub advice: String,
}

/// A question about one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The field in the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
}

/// A question over the whole inventory.
#[derive(Clone, Debug, Serialize)]
pub struct FirstQuestion {
    /// The field in the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
    /// For how many initiatives it comes first.
    pub count: usize,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// The rule.
    pub rule: String,
    /// About the district, schools, goals or initiatives.
    pub about: &'static str,
    /// Its title.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// The next step.
    pub advice: String,
    /// Where it surely holds, by name; empty for the district.
    pub holds: Vec<String>,
    /// Whether it holds at all, or only may.
    pub certain: bool,
    /// Whether it is only a hunch.
    pub hunch: bool,
    /// Titles of its sources.
    pub sources: Vec<String>,
}

/// A goal.
#[derive(Clone, Debug, Serialize)]
pub struct GoalView {
    /// Its name.
    pub name: String,
    /// Initiatives that serve it: name and answer.
    pub initiatives: Vec<(String, String)>,
}

/// An assumption and for how many initiatives it was made.
#[derive(Clone, Debug, Serialize)]
pub struct Assumption {
    /// In words.
    pub text: String,
    /// For how many initiatives.
    pub count: usize,
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

impl View {
    /// Says an audit.
    #[must_use]
    pub fn of(audit: &Audit, sources: &Sources) -> Self {
        let set = audit.set;
        let cards: Vec<Card> = audit
            .verdicts
            .iter()
            .enumerate()
            .map(|(n, v)| card(audit, sources, n, v))
            .collect();
        let money = money_by_initiative(audit);
        let mut groups = Vec::new();
        for recommendation in &set.recommendations {
            let places: Vec<usize> = cards
                .iter()
                .enumerate()
                .filter(|(_, c)| c.answer == recommendation.id)
                .map(|(n, _)| n)
                .collect();
            if places.is_empty() {
                continue;
            }
            let known: Vec<f64> = places.iter().filter_map(|n| money.get(*n).copied().flatten()).collect();
            groups.push(Group {
                id: recommendation.id.clone(),
                title: recommendation.title.clone(),
                means: recommendation.means.clone(),
                money: if known.is_empty() {
                    String::new()
                } else {
                    dollars(known.iter().sum())
                },
                without_money: places.len() - known.len(),
                cards: places.iter().filter_map(|n| cards.get(*n).cloned()).collect(),
            });
        }
        Self {
            district: audit.inventory.district.clone(),
            as_of: audit.inventory.as_of.to_string(),
            rule_set: format!("{} {}", set.name, set.version),
            rule_set_hash: set.hash.clone(),
            inventory_hash: audit.inventory.hash.clone(),
            count: cards.len(),
            settled: audit.verdicts.iter().filter(|v| v.is_determined()).count(),
            first_questions: first_questions(audit),
            findings: findings(audit),
            goals: goals(audit, &cards),
            assumptions: assumptions(audit),
            changed_parameters: set
                .parameters
                .iter()
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
            cited: set
                .sources
                .values()
                .map(|s| Cited {
                    title: s.title.clone(),
                    url: s.url.clone(),
                    vendor: s.interest == "vendor",
                })
                .collect(),
            groups,
        }
    }
}

fn dollars(value: f64) -> String {
    crate::truth::Number::nearest(value.round()).map_or_else(String::new, |n| format!("${}", crate::rules::grouped(n)))
}

fn money_by_initiative(audit: &Audit) -> Vec<Option<f64>> {
    let fact = audit.set.fact_id("money.per_year");
    let read = |v: &Verdict| match fact.map(|f| v.sheet.value(f)) {
        Some(Possible::Numbers { low, high }) if low == high => Some(low.as_f64()),
        _ => None,
    };
    audit.verdicts.iter().map(read).collect()
}

/// The answers of an initiative, then of its schools and the district.
#[must_use]
pub fn answers<'a>(audit: &Audit<'a>, initiative: &'a Initiative) -> Vec<&'a [Given]> {
    let schools = initiative.schools.as_deref().unwrap_or_default();
    let own = std::iter::once(initiative.given.as_slice());
    let of_schools = schools
        .iter()
        .filter_map(|n| audit.inventory.schools.get(*n))
        .map(|s| s.given.as_slice());
    own.chain(of_schools)
        .chain(std::iter::once(audit.inventory.given.as_slice()))
        .collect()
}

fn card(audit: &Audit, sources: &Sources, place: usize, verdict: &Verdict) -> Card {
    let set = audit.set;
    let sheet = &verdict.sheet;
    let title = |id: &str| {
        set.recommendation(id)
            .map_or_else(|| id.to_owned(), |r| r.title.clone())
    };
    let Some(initiative) = audit.inventory.initiatives.get(place) else {
        unreachable_card()
    };
    let given = answers(audit, initiative);
    let tracer = Tracer {
        set,
        sheet,
        given: &given,
        sources,
        full: false,
    };
    let text = |fact: &str| {
        let id = set.fact_id(fact);
        id.and_then(|id| initiative.given.iter().find(|g| g.fact == id && g.unanswered.is_none()))
            .map_or_else(String::new, |g| g.written.clone())
    };
    let said = |fact: &str| {
        set.fact_id(fact)
            .map_or_else(String::new, |id| value_text(set.fact(id), sheet.value(id)))
    };
    let rows = audit.deciding_rows(verdict);
    let deciding = rows.last().filter(|_| verdict.is_determined()).map(|(row, _)| *row);
    let holds = |part: Part| {
        set.each_rule()
            .filter(move |(id, r)| r.part == part && sheet.rule(*id) == Truth::True)
    };
    let stopping = holds(Part::Ground).next().is_some();
    Card {
        id: initiative.id.clone(),
        name: initiative.name.clone(),
        answer: audit.answer(verdict).to_owned(),
        possible: audit.outcomes(verdict).iter().map(|id| title(id)).collect(),
        meanwhile: if verdict.is_determined() {
            String::new()
        } else {
            title(audit.stance(verdict))
        },
        reason: deciding.map_or_else(
            || "What is known does not settle it".to_owned(),
            |r| r.prose.title.clone(),
        ),
        why: deciding.map_or_else(String::new, |r| r.prose.why.clone()),
        advice: deciding.map_or_else(String::new, |r| r.prose.advice.clone()),
        readiness: said("readiness"),
        kind: set
            .kinds
            .iter()
            .find(|k| k.id == text("kind"))
            .map_or_else(|| "kind not known".to_owned(), |k| k.title.clone()),
        owner: text("owner"),
        money: match said("money.per_year").as_str() {
            "not known" => String::new(),
            known => known.to_owned(),
        },
        grounds: holds(Part::Ground).map(|(_, r)| r.prose.title.clone()).collect(),
        guards: if stopping {
            holds(Part::Guard)
                .map(|(_, r)| GuardView {
                    title: r.prose.title.clone(),
                    until: r.until.clone(),
                })
                .collect()
        } else {
            Vec::new()
        },
        missing: missing(audit, verdict),
        questions: verdict
            .questions
            .iter()
            .map(|q| QuestionView {
                fact: set.fact(q.fact).name.clone(),
                question: set.fact(q.fact).question.clone(),
            })
            .collect(),
        settles: verdict.settles,
        trace: audit
            .decision()
            .filter(|_| verdict.is_determined())
            .map_or_else(Vec::new, |t| trace_table(&tracer, t)),
        limits: limits(initiative),
        findings: audit
            .findings
            .iter()
            .filter(|f| f.place == place && f.truth == Truth::True && set.rule(f.rule).of == Subject::Initiative)
            .map(|f| set.rule(f.rule).prose.title.clone())
            .collect(),
        dissent: initiative.dissent.as_ref().map_or_else(Vec::new, |d| d.steps.clone()),
    }
}

#[expect(clippy::panic, reason = "there is one verdict for each initiative of the inventory")]
fn unreachable_card() -> ! {
    panic!("a verdict without its initiative")
}

/// The four parts of the bar that do not hold, for what is not stopped and not a building block.
fn missing(audit: &Audit, verdict: &Verdict) -> Vec<Missing> {
    let set = audit.set;
    let answer = audit.answer(verdict);
    if !matches!(answer, "spread" | "seed" | "hold" | "wait") {
        return Vec::new();
    }
    let block = set
        .rule_id("building-block-ready")
        .is_some_and(|r| verdict.sheet.rule(r) == Truth::True);
    let part = |id: &&str| {
        let rule = set.rule_id(id)?;
        let truth = verdict.sheet.rule(rule);
        let prose = &set.rule(rule).prose;
        (truth != Truth::True && !block).then(|| Missing {
            title: prose.title.clone(),
            truth: truth.word(),
            advice: prose.advice.clone(),
        })
    };
    ["sustained", "replicated", "diverse", "several-years"]
        .iter()
        .filter_map(part)
        .collect()
}

fn limits(initiative: &Initiative) -> Vec<String> {
    let mut limits = Vec::new();
    let unsaid = initiative.results.iter().filter(|r| r.comparison.is_none()).count();
    if unsaid > 0 {
        limits.push(format!(
            "{unsaid} of {} results do not say what they were compared with",
            initiative.results.len()
        ));
    }
    let directions = initiative
        .results
        .iter()
        .filter(|r| r.effect.is_none() && r.direction.is_some())
        .count();
    if directions > 0 {
        limits.push(format!(
            "{directions} of {} results give a direction without a number",
            initiative.results.len()
        ));
    }
    limits
}

fn first_questions(audit: &Audit) -> Vec<FirstQuestion> {
    let mut counts: BTreeMap<crate::rules::FactId, usize> = BTreeMap::new();
    for question in audit.verdicts.iter().filter_map(|v| v.questions.first()) {
        *counts.entry(question.fact).or_default() += 1;
    }
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_by_key(|(fact, count)| (usize::MAX - count, *fact));
    let one = |(fact, count): (crate::rules::FactId, usize)| FirstQuestion {
        fact: audit.set.fact(fact).name.clone(),
        question: audit.set.fact(fact).question.clone(),
        count,
    };
    list.into_iter().take(3).map(one).collect()
}

fn findings(audit: &Audit) -> Vec<FindingView> {
    let set = audit.set;
    let mut by_rule: BTreeMap<RuleId, Vec<(usize, Truth)>> = BTreeMap::new();
    for finding in &audit.findings {
        by_rule
            .entry(finding.rule)
            .or_default()
            .push((finding.place, finding.truth));
    }
    let view = |(id, places): (RuleId, Vec<(usize, Truth)>)| {
        let rule = set.rule(id);
        let name = |place: usize| match rule.of {
            Subject::District => None,
            Subject::School => audit.inventory.schools.get(place).map(|s| s.name.clone()),
            Subject::Goal => audit.inventory.goals.get(place).map(|g| g.name.clone()),
            Subject::Initiative => audit.inventory.initiatives.get(place).map(|i| i.name.clone()),
        };
        let certain = places.iter().any(|(_, t)| *t == Truth::True);
        FindingView {
            rule: rule.id.clone(),
            about: match rule.of {
                Subject::District => "district",
                Subject::School => "school",
                Subject::Goal => "goal",
                Subject::Initiative => "initiative",
            },
            title: rule.prose.title.clone(),
            why: rule.prose.why.clone(),
            advice: rule.prose.advice.clone(),
            holds: places
                .iter()
                .filter(|(_, t)| *t == Truth::True)
                .filter_map(|(n, _)| name(*n))
                .collect(),
            certain,
            hunch: rule.prose.strength == crate::rules::Strength::Hunch,
            sources: rule
                .prose
                .sources
                .iter()
                .filter_map(|s| set.sources.get(s))
                .map(|s| s.title.clone())
                .collect(),
        }
    };
    by_rule.into_iter().map(view).collect()
}

fn goals(audit: &Audit, cards: &[Card]) -> Vec<GoalView> {
    let fact = audit.set.fact_id("goals");
    let serves = |initiative: &Initiative, goal: &str| {
        initiative
            .given
            .iter()
            .any(|g| Some(g.fact) == fact && g.names.iter().any(|n| n == goal))
    };
    let title = |id: &str| {
        audit
            .set
            .recommendation(id)
            .map_or_else(|| id.to_owned(), |r| r.title.clone())
    };
    let list = |goal: &crate::inventory::Goal| {
        let served = audit
            .inventory
            .initiatives
            .iter()
            .zip(cards)
            .filter(|(i, _)| serves(i, &goal.id));
        served
            .map(|(_, card)| (card.name.clone(), title(&card.answer)))
            .collect()
    };
    audit
        .inventory
        .goals
        .iter()
        .map(|g| GoalView {
            name: g.name.clone(),
            initiatives: list(g),
        })
        .collect()
}

fn assumptions(audit: &Audit) -> Vec<Assumption> {
    let set = audit.set;
    let decisive: Vec<_> = set
        .each_fact()
        .filter(|(_, f)| f.if_absent.is_some() && f.of == Subject::Initiative)
        .collect();
    let made = |(id, fact): &(crate::rules::FactId, &crate::rules::Fact)| {
        let count = audit
            .verdicts
            .iter()
            .filter(|v| v.sheet.origin(*id) == Origin::Assumed)
            .count();
        let value = fact.if_absent.map_or_else(String::new, |v| value_text(fact, v));
        (count > 0).then(|| Assumption {
            text: format!("{}: {value}", fact.title),
            count,
        })
    };
    decisive.iter().filter_map(made).collect()
}
