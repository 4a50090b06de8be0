//! One initiative in a report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostics::Sources;
use crate::evaluate::{Audit, Calendar, Check, Firmness, Origin, Sheet, Verdict};
use crate::inventory::{Given, Initiative};
use crate::report::Audience;
use crate::report::board::BoardLine;
use crate::report::dissent::DissentView;
use crate::report::elsewhere::ElsewhereView;
use crate::report::first::Pointers;
use crate::report::once::Told;
use crate::report::outlook::{LiftView, StabilityView, StepView};
use crate::report::panel::EvidenceView;
use crate::report::protections::{ProtectionView, protections};
use crate::report::said::{RowWords, Speaker, Spoken};
use crate::report::trace::{Line, Tracer, trace_table};
use crate::report::until::UntilView;
use crate::report::view::{Cited, as_data};
use crate::report::wind_down::{WindDownView, to_end, wind_down};
use crate::report::wording::{known_option, option_words};
use crate::rules::contract::{KnownFact, RuleRole, Status};
use crate::rules::{Check as Declared, FactId, FactReader, FactType, Row, RuleId, RuleSet, Subject, value_text};
use crate::truth::Truth;

/// One initiative in a report.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Card {
    /// Its place in the inventory.
    #[serde(skip)]
    pub place: usize,
    /// Its number in the report, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is recommended, an id of the rule set.
    pub answer: String,
    /// How sure that is: `settled`, `provided` or `open`.
    pub firmness: &'static str,
    /// What the answer rests on beside the record: with all of these it stands whatever else is unknown.
    pub checks: Vec<CheckView>,
    /// Every recommendation that some completion of what is unknown gives, by id.
    pub could_be: Vec<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "as_data")]
    pub could_be_in_words: Vec<String>,
    /// Whether it surely does not run yet.
    pub proposed: bool,
    /// Whether it may be acted on: it is settled, or what it says can be taken back. Else it is prepared.
    pub may_be_acted_on: bool,
    /// The deciding row; empty where what is presumed leaves several answers.
    pub row: String,
    /// Whether that row comes first in the plan; its title then says the ground, which is not named again.
    #[serde(skip_serializing_if = "as_data")]
    pub first_in_plan: bool,
    /// Whether the reason says the grounds, which are then not named again.
    #[serde(skip_serializing_if = "as_data")]
    pub says_grounds: bool,
    /// Whether it rests on results of small groups, which a public edition does not show: then nothing is said of why.
    pub withheld: bool,
    /// The reason: the title of the deciding row; empty where it is withheld.
    pub reason: String,
    /// Why that row says so.
    pub why: String,
    /// The next step; of a withheld one, what its recommendation means.
    pub advice: String,
    /// What would change the verdict.
    pub would_change: String,
    /// Readiness in words.
    pub readiness: String,
    /// Kind in words; empty when it is not known.
    pub kind: String,
    /// What is proposed of it and not confirmed.
    pub unconfirmed: Vec<ProposedView>,
    /// Who answers for it.
    pub owner: String,
    /// Cost a year, as text.
    pub money: String,
    /// Cost a year in dollars; nothing when it is not one known figure.
    pub amount: Option<f64>,
    /// Titles of the texts that the deciding row rests on.
    pub rests_on: Vec<String>,
    /// The same with where they can be read.
    #[serde(skip_serializing_if = "as_data")]
    pub cites: Vec<Cited>,
    /// Grounds that hold.
    pub grounds: Vec<String>,
    /// Guards in force.
    pub guards: Vec<GuardView>,
    /// What could protect it, one by one, where its answer is never given while something does.
    pub protections: Vec<ProtectionView>,
    /// Known values of the facts that the rule set wants printed (`read_by: report`): title and value.
    pub shown: Vec<(String, String)>,
    /// Criteria of proof that are missing or unknown, with the next step.
    pub missing: Vec<Missing>,
    /// Questions that settle it.
    pub questions: Vec<QuestionView>,
    /// Whether every answer to them settles it.
    pub settles: bool,
    /// Facts that are sure to settle it, whatever they turn out to be; none can be spared.
    pub sure: Vec<QuestionView>,
    /// Until when the answer stands, where it is one that ends.
    pub until: Option<UntilView>,
    /// The decisive parts of the verdict.
    pub trace: Vec<Line>,
    /// For what is not settled, the parts that are still open, where everything is worked out.
    pub open: Vec<Line>,
    /// Limits of what is known.
    pub limits: Limits,
    /// What its results show; nothing without results.
    pub evidence: Option<EvidenceView>,
    /// What is known elsewhere of what it is, or may be, as far as it was known on the day of the audit.
    pub elsewhere: Vec<ElsewhereView>,
    /// What graders say of its outside studies, a panel for each outcome domain.
    pub studies: Vec<serde_json::Value>,
    /// Titles of the findings about it.
    pub findings: Vec<String>,
    /// A dissent on the record.
    pub dissent: Option<DissentView>,
    /// How it is wound down, where it is to be ended; nothing in a public edition.
    pub wind_down: Option<WindDownView>,
    /// How firm the verdict is under other thresholds, where it was looked at.
    pub stability: Option<StabilityView>,
    /// The least costly way on, where it was looked for and there is one.
    pub lift: Option<LiftView>,
    /// What the board edition says of it beside all this.
    #[serde(skip_serializing_if = "as_data")]
    pub board: BoardLine,
    /// Where on the page stands what it asks and rests on.
    #[serde(skip_serializing_if = "as_data")]
    pub pointers: Pointers,
    /// Where stands what is told of it and of others alike.
    #[serde(skip_serializing_if = "as_data")]
    pub told: Told,
    /// Every single change that gives another answer, where everything is worked out.
    pub steps: Vec<StepView>,
}

/// What an answer rests on beside the record.
#[derive(Clone, Debug, Serialize)]
pub struct CheckView {
    /// Its id in the rule set.
    pub unit: String,
    /// What is presumed, as a clause.
    pub provided: String,
    /// Who has to show otherwise: the group of the check.
    pub group: &'static str,
    /// The fields of the inventory that it is about.
    pub facts: Vec<String>,
    /// The field that is asked first; empty where all of them are answered.
    pub asked: String,
    /// Its question.
    pub question: String,
    /// What counts, where the question does not say it.
    pub detail: String,
}

/// A value that is proposed and that nobody has confirmed: it is no answer.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedView {
    /// The field of the inventory.
    pub fact: String,
    /// Its title.
    pub title: String,
    /// The value.
    pub value: String,
    /// What suggests it; empty in a public edition.
    pub by: String,
}

/// What the rows of results leave open.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Limits {
    /// Rows of results.
    pub results: usize,
    /// Rows that do not say what they were compared with.
    pub without_comparison: usize,
    /// Rows that give a direction without a number.
    pub direction_only: usize,
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
    /// What counts, where the question does not say it.
    pub detail: String,
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

/// The parts of the decision that are still open for an initiative.
pub(super) fn open_parts(
    audit: &Audit,
    sources: &Sources,
    audience: Audience,
    place: usize,
    verdict: &Verdict,
) -> Vec<Line> {
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
pub(super) struct Cards<'a> {
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
        let rows = audit.deciding_rows(verdict);
        let row: Option<&Row> = rows.last().filter(|_| named && !withheld).map(|(row, _)| *row);
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

/// The texts that a row rests on.
#[must_use]
pub fn cites(set: &RuleSet, row: &Row) -> Vec<Cited> {
    let cited = row.prose.sources.iter().filter_map(|id| set.sources.get(id));
    cited.map(Cited::of).collect()
}

/// The tier that is named with what is presumed in place of what is not known; empty where that leaves several.
fn readiness(set: &RuleSet, sheet: &Sheet) -> String {
    let id = set.known(KnownFact::Readiness).filter(|id| sheet.value(*id).is_known());
    id.map_or_else(String::new, |id| value_text(set.fact(id), sheet.value(id)))
}

/// The checks of a verdict in words.
#[must_use]
pub fn check_views(set: &RuleSet, verdict: &Verdict) -> Vec<CheckView> {
    verdict.checks.iter().map(|c| check(set, verdict, c)).collect()
}

/// A check in words; what is asked first is about a fact that nobody has answered.
fn check(set: &RuleSet, verdict: &Verdict, check: &Check) -> CheckView {
    let record = &verdict.record;
    let declared = set.check(check.unit);
    let asked = check
        .facts
        .iter()
        .find(|f| set.fact(**f).askable && !record.stated(**f));
    CheckView {
        unit: declared.map_or_else(String::new, |c| c.id.clone()),
        provided: declared.map_or_else(String::new, |c| provided(set, verdict, check, c)),
        group: declared.map_or("", |c| c.group.word()),
        facts: check.facts.iter().map(|f| set.fact(*f).name.clone()).collect(),
        asked: asked.map_or_else(String::new, |f| set.fact(*f).name.clone()),
        question: asked.map_or_else(String::new, |f| set.fact(*f).question.clone()),
        detail: asked.map_or_else(String::new, |f| set.fact(*f).detail.clone()),
    }
}

/// A value of a sheet in words; a kind by its title.
fn shown_value(set: &RuleSet, sheet: &Sheet, id: FactId) -> String {
    let option = known_option(sheet, id).and_then(|option| set.fact(id).options.get(option));
    option.map_or_else(
        || value_text(set.fact(id), sheet.value(id)),
        |option| option_words(set, id, option),
    )
}

/// What is proposed of an initiative and not confirmed: the title of the fact, the value, and to the people who run the
/// district what suggests it.
fn unconfirmed(set: &RuleSet, verdict: &Verdict, initiative: &Initiative, audience: Audience) -> Vec<ProposedView> {
    let given = initiative.given.iter();
    let open = given.filter(|g| verdict.record.origin(g.fact) == Origin::Proposed);
    open.filter_map(|g| {
        let fact = set.fact(g.fact);
        let words = matches!(fact.kind, FactType::Text | FactType::List);
        // free text is not published
        if words && audience == Audience::Public {
            return None;
        }
        let value = if words {
            g.written.clone()
        } else {
            shown_value(set, &verdict.sheet, g.fact)
        };
        let by = match (&g.estimate, audience) {
            (Some(proposal), Audience::Internal) => proposal.by.clone(),
            _ => String::new(),
        };
        Some(ProposedView {
            fact: fact.name.clone(),
            title: fact.title.clone(),
            value,
            by,
        })
    })
    .collect()
}

/// What a check presumes, in words; a value that is proposed is named.
fn provided(set: &RuleSet, verdict: &Verdict, check: &Check, declared: &Declared) -> String {
    let proposed = check
        .facts
        .iter()
        .find(|f| verdict.record.origin(**f) == Origin::Proposed);
    match proposed.filter(|_| !declared.provided_if.is_empty()) {
        None => declared.provided.clone(),
        Some(id) => declared
            .provided_if
            .replace("{value}", &shown_value(set, &verdict.sheet, *id)),
    }
}

fn question(set: &RuleSet, fact: FactId) -> QuestionView {
    QuestionView {
        fact: set.fact(fact).name.clone(),
        question: set.fact(fact).question.clone(),
        detail: set.fact(fact).detail.clone(),
    }
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
pub(super) fn shown(set: &RuleSet, sheet: &Sheet, of: Subject) -> Vec<(String, String)> {
    values(set, sheet, printed(set, of))
}

/// The title of a recommendation.
pub(super) fn title(set: &RuleSet, id: &str) -> String {
    set.recommendation(id)
        .map_or_else(|| id.to_owned(), |r| r.title.clone())
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
