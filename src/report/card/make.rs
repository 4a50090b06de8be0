//! The cards of the initiatives of one audit.

use std::collections::BTreeMap;

use crate::diagnostics::Sources;
use crate::evaluate::{Audit, Calendar, Firmness, Origin, Sheet, Verdict};
use crate::inventory::Initiative;
use crate::report::Audience;
use crate::report::board::BoardLine;
use crate::report::dissent::DissentView;
use crate::report::first::Pointers;
use crate::report::once::Told;
use crate::report::protections::protections;
use crate::report::said::{RowWords, Speaker, Spoken};
use crate::report::trace::{Line, Tracer, trace_table};
use crate::report::until::UntilView;
use crate::report::wind_down::{to_end, wind_down};
use crate::rules::contract::{KnownFact, RuleRole, Status};
use crate::rules::{FactId, FactReader, Row, RuleId, RuleSet, Subject, value_text};
use crate::truth::Truth;

use super::asked::{check_views, question, shown_value, unconfirmed};
use super::{Card, GuardView, Limits, Missing, answers, cites, title};

/// The parts of the decision that are still open for an initiative.
pub fn open_parts(audit: &Audit, sources: &Sources, audience: Audience, place: usize, verdict: &Verdict) -> Vec<Line> {
    let Some(initiative) = audit.inventory.initiatives.get(place).filter(|_| !verdict.is_settled()) else {
        return Vec::new();
    };
    let tracer = Tracer {
        set: audit.set,
        sheet: &verdict.record,
        record: &verdict.record,
        given: &answers(audit, initiative),
        sources,
        full: false,
        audience,
    };
    audit.decision().map_or_else(Vec::new, |t| trace_table(&tracer, t))
}

/// What the cards of one audit share.
pub struct Cards<'a> {
    audit: &'a Audit<'a>,
    sources: &'a Sources,
    audience: Audience,
    /// The facts of an initiative that the rule set wants printed.
    shown: Vec<FactId>,
    /// Titles of the findings that hold, by initiative.
    findings: Vec<Vec<String>>,
    speaker: Speaker<'a>,
    calendar: Calendar<'a>,
}

impl<'a> Cards<'a> {
    pub fn of(audit: &'a Audit<'a>, sources: &'a Sources, audience: Audience) -> Self {
        let set = audit.set;
        let speaker = Speaker::of(audit, audience);
        let mut findings = vec![Vec::new(); audit.verdicts.len()];
        let mut held: BTreeMap<RuleId, usize> = BTreeMap::new();
        for finding in audit.findings.iter().filter(|f| f.truth == Truth::True) {
            *held.entry(finding.rule).or_default() += 1;
        }
        for finding in audit.findings.iter().filter(|f| f.truth == Truth::True) {
            let rule = set.rule(finding.rule);
            // what is told under a heading and holds for each of several is no news of any one
            let news = rule.fold.is_none() || findings.len() < 2 || held.get(&finding.rule) != Some(&findings.len());
            if rule.of == Subject::Initiative
                && news
                && let Some(own) = findings.get_mut(finding.place)
            {
                let spoken = speaker.subject(rule.of, finding.place);
                own.extend(spoken.map(|spoken| speaker.title(&spoken, finding.rule)));
            }
        }
        Self {
            audit,
            sources,
            audience,
            shown: printed(set, Subject::Initiative).collect(),
            findings,
            speaker,
            calendar: Calendar::of(audit),
        }
    }

    /// The card of one initiative; of one that is withheld nothing is said of what decides.
    pub fn card(&mut self, place: usize, verdict: &'a Verdict, withheld: bool) -> Card {
        let (audit, sources, set) = (self.audit, self.sources, self.audit.set);
        let (sheet, record) = (&verdict.sheet, &verdict.record);
        let Some(initiative) = audit.inventory.initiatives.get(place) else {
            unreachable_card()
        };
        let given = answers(audit, initiative);
        let tracer = Tracer {
            set,
            sheet,
            record,
            given: &given,
            sources,
            full: false,
            audience: self.audience,
        };
        let written = |fact: &str| {
            let id = set.fact_id(fact);
            id.and_then(|id| initiative.given.iter().find(|g| g.fact == id && g.on_record()))
                .map_or_else(String::new, |g| g.written.clone())
        };
        let known = |fact| {
            let id = set
                .known(fact)
                .filter(|id| record.value(*id) != set.fact(*id).anything());
            id.map_or_else(String::new, |id| value_text(set.fact(id), record.value(id)))
        };
        let named = verdict.firmness != Firmness::Open;
        let row = row_that_says(audit, verdict, withheld);
        let until = (!withheld).then(|| self.calendar.until(place, verdict)).flatten();
        let Some(spoken) = self.speaker.initiative(place, verdict, until.as_ref()) else {
            unreachable_card()
        };
        let speaker = &self.speaker;
        let words = row.map_or_else(RowWords::default, |row| speaker.row(&spoken, row));
        let trace = audit
            .decision()
            .filter(|_| named && !withheld)
            .map_or_else(Vec::new, |t| trace_table(&tracer, t));
        let cites = row.map_or_else(Vec::new, |row| cites(set, row));
        // where nothing may be said of why, the general meaning of the recommendation is printed
        let means = |id| set.recommendation(id).map_or_else(String::new, |r| r.means.clone());
        Card {
            place,
            number: 0,
            id: initiative.id.clone(),
            name: initiative.name.clone(),
            answer: audit.answer(verdict).to_owned(),
            firmness: verdict.firmness.word(),
            checks: check_views(set, verdict),
            could_be: audit.outcomes(verdict).into_iter().map(str::to_owned).collect(),
            could_be_in_words: audit.outcomes(verdict).iter().map(|id| title(set, id)).collect(),
            proposed: set
                .known(KnownFact::Status)
                .is_some_and(|id| record.value(id).among(Status::Proposed.bit()) == Truth::True),
            may_be_acted_on: audit.may_be_acted_on(verdict),
            row: row.map_or_else(String::new, |r| r.id.clone()),
            first_in_plan: row.is_some_and(|r| r.first_in_plan),
            says_grounds: row.is_some_and(|r| r.first_in_plan || r.prose.says_grounds()),
            withheld,
            reason: words.reason,
            why: words.why,
            advice: match row {
                Some(_) => words.advice,
                None => means(audit.answer(verdict)),
            },
            would_change: words.would_change,
            readiness: readiness(set, sheet),
            kind: set
                .known(KnownFact::Kind)
                .filter(|id| record.value(*id).is_known())
                .map_or_else(String::new, |id| shown_value(set, sheet, id)),
            unconfirmed: unconfirmed(set, verdict, initiative, self.audience),
            owner: written("owner"),
            money: known(KnownFact::CostPerYear),
            amount: None,
            rests_on: cites.iter().map(|cited| cited.title.clone()).collect(),
            cites,
            grounds: spoken.grounds().iter().map(|id| speaker.title(&spoken, *id)).collect(),
            guards: guards(speaker, &spoken),
            protections: match set.recommendation(audit.answer(verdict)) {
                Some(answer) if answer.guarded && !withheld => protections(&Tracer {
                    sheet: record,
                    ..tracer
                }),
                _ => Vec::new(),
            },
            shown: values(set, record, self.shown.iter().copied()),
            missing: if withheld {
                Vec::new()
            } else {
                missing(audit, verdict, initiative, (speaker, &spoken))
            },
            questions: verdict.questions.iter().map(|q| question(set, q.fact)).collect(),
            settles: verdict.settles,
            sure: verdict.sure.iter().map(|fact| question(set, *fact)).collect(),
            until: until
                .as_ref()
                .map(|until| UntilView::said(speaker, &spoken, set, until)),
            trace,
            open: Vec::new(),
            limits: limits(initiative),
            evidence: None,
            elsewhere: Vec::new(),
            studies: Vec::new(),
            findings: self.findings.get(place).cloned().unwrap_or_default(),
            dissent: initiative
                .dissent
                .as_ref()
                .map(|dissent| DissentView::of(set, dissent, self.audience)),
            wind_down: (self.audience == Audience::Internal && !withheld && to_end(audit, verdict))
                .then(|| wind_down(audit, sources, place))
                .flatten(),
            stability: None,
            lift: None,
            board: BoardLine::default(),
            pointers: Pointers::default(),
            told: Told::default(),
            steps: Vec::new(),
        }
    }
}

/// The row of which something is said: the one that decides, where it names an answer and is not withheld.
pub fn row_that_says<'a>(audit: &Audit<'a>, verdict: &Verdict, withheld: bool) -> Option<&'a Row> {
    let says = verdict.firmness != Firmness::Open && !withheld;
    audit.deciding_rows(verdict).pop().filter(|_| says).map(|(row, _)| row)
}

/// The tier that is named with what is presumed in place of what is not known; empty where that leaves several.
fn readiness(set: &RuleSet, sheet: &Sheet) -> String {
    let id = set.known(KnownFact::Readiness).filter(|id| sheet.value(*id).is_known());
    id.map_or_else(String::new, |id| value_text(set.fact(id), sheet.value(id)))
}

/// The facts of a subject that the rule set wants printed.
fn printed(set: &RuleSet, of: Subject) -> impl Iterator<Item = FactId> {
    let printed = set
        .each_fact()
        .filter(move |(_, f)| f.of == of && f.read_by == Some(FactReader::Report));
    printed.map(|(id, _)| id)
}

/// The known values of some facts: title and value.
fn values(set: &RuleSet, sheet: &Sheet, facts: impl Iterator<Item = FactId>) -> Vec<(String, String)> {
    facts
        .filter(|id| !matches!(sheet.origin(*id), Origin::Presumed | Origin::Confirmed))
        .filter(|id| sheet.value(*id) != set.fact(*id).anything())
        .map(|id| (set.fact(id).title.clone(), value_text(set.fact(id), sheet.value(id))))
        .collect()
}

/// The known values of the facts of a subject that the rule set wants printed.
pub fn shown(set: &RuleSet, sheet: &Sheet, of: Subject) -> Vec<(String, String)> {
    values(set, sheet, printed(set, of))
}

/// The guards in force, where there is something to guard against.
fn guards(speaker: &Speaker, spoken: &Spoken) -> Vec<GuardView> {
    let guard = |id: &RuleId| GuardView {
        title: speaker.title(spoken, *id),
        until: speaker.until(spoken, *id),
    };
    spoken.guards().iter().map(guard).collect()
}

#[expect(clippy::panic, reason = "there is one verdict for each initiative of the inventory")]
fn unreachable_card() -> ! {
    panic!("a verdict without its initiative")
}

/// The parts of the bar that do not hold, where the recommendation names them and it is no building block.
fn missing(
    audit: &Audit,
    verdict: &Verdict,
    initiative: &Initiative,
    (speaker, spoken): (&Speaker, &Spoken),
) -> Vec<Missing> {
    let set = audit.set;
    let answer = audit.answer(verdict);
    if !set.recommendation(answer).is_some_and(|r| r.names_missing) {
        return Vec::new();
    }
    let block = set
        .rule_for(RuleRole::BlockReady)
        .is_some_and(|r| verdict.sheet.rule(r) == Truth::True);
    let part = |role: RuleRole| {
        let rule = set.rule_for(role)?;
        let truth = verdict.sheet.rule(rule);
        // unknown because a public edition hides it is no gap to be filled
        let said = truth == Truth::False || truth == Truth::Unknown && initiative.kept_back.is_empty();
        (said && !block).then(|| Missing {
            title: set.rule(rule).prose.title.clone(),
            truth: truth.word(),
            advice: speaker.advice(spoken, rule),
        })
    };
    RuleRole::BAR.into_iter().filter_map(part).collect()
}

fn limits(initiative: &Initiative) -> Limits {
    let rows = || initiative.results.iter().filter(|r| !r.withheld);
    let count = |open: fn(&crate::inventory::ResultRow) -> bool| rows().filter(|r| open(r)).count();
    Limits {
        results: rows().count(),
        without_comparison: count(|r| r.comparison.is_none()),
        direction_only: count(|r| r.effect.is_none() && r.direction.is_some()),
    }
}
