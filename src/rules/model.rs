//! The checked rule set: every name resolved, every condition in one flat arena.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Severity, Span};
use crate::rules::contract::{
    Board, Ends, EvidenceCount, GroupRole, Mark, Move, PortfolioCount, ProjectKind, RecommendationRole, RuleRole,
    ScoreRole,
};
use crate::rules::lists::Lists;
use crate::rules::words::{
    CheckGroup, Counts, Effort, FactReader, FactType, Interest, ParameterReader, Part, Strength, Subject,
};
use crate::rules::{Check, CheckId, Deviation, Presumption, RuleFile, Saying, Sentence, Ticked, Value};
use crate::truth::{Number, Possible, Range};

/// A fact, by its place in [`Parts::facts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactId(pub u16);
/// A parameter, by its place in [`Parts::parameters`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ParameterId(pub u16);
/// A rule, by its place in [`Parts::rules`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub u16);
/// A node of a condition, by its place in [`Parts::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// How a fact that is not given is computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Derive {
    /// Years from a date to the audit's date.
    YearsSince(FactId),
    /// School years from a date to the audit's date.
    SchoolYearsSince(FactId),
    /// Months from a date to the audit's date.
    MonthsSince(FactId),
    /// Days from a date to the audit's date.
    DaysSince(FactId),
    /// Months from the audit's date to a date.
    MonthsUntil(FactId),
    /// Entries of a list.
    Count(FactId),
    /// yes where all of these are answered; nothing else follows.
    Answered(Vec<FactId>),
    /// One number over another.
    Ratio(FactId, FactId),
    /// One number less another.
    Difference(FactId, FactId),
    /// The lowest of several levels.
    LeastOf(Vec<FactId>),
    /// yes where the rule holds.
    Rule(RuleId),
    /// no where the other fact is yes.
    NoWhen(FactId),
    /// The group of the initiative's kind.
    KindGroup,
    /// Whether the kind needs the drivers.
    KindNeedsDrivers,
    /// Counted from the initiative's results and studies.
    Evidence(EvidenceCount),
    /// yes where the initiative's name, definition or note holds one of these, in capitals or not; no elsewhere.
    Mentions(Vec<String>),
    /// Counted over the whole inventory.
    Portfolio(PortfolioCount),
    /// How many initiatives a rule holds for.
    InitiativesWhere(RuleId),
}

impl Derive {
    /// The facts whose answers it is worked out of before any rule is read.
    #[must_use]
    pub fn from_answers(&self) -> Vec<FactId> {
        match self {
            Self::YearsSince(from)
            | Self::SchoolYearsSince(from)
            | Self::MonthsSince(from)
            | Self::DaysSince(from)
            | Self::MonthsUntil(from)
            | Self::Count(from) => vec![*from],
            Self::Answered(all) => all.clone(),
            Self::Ratio(one, other) | Self::Difference(one, other) => vec![*one, *other],
            _ => Vec::new(),
        }
    }

    /// Whether it counts the time from or until a date, so that it is another on another day.
    #[must_use]
    pub fn counts_time(&self) -> bool {
        match self {
            Self::YearsSince(_)
            | Self::SchoolYearsSince(_)
            | Self::MonthsSince(_)
            | Self::DaysSince(_)
            | Self::MonthsUntil(_) => true,
            Self::Portfolio(count) => matches!(count, PortfolioCount::Status | PortfolioCount::ContractBinding),
            _ => false,
        }
    }
}

/// What happens on a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// As a heading.
    pub what: String,
    /// What happens when nobody decides.
    pub otherwise: String,
    /// The fact that says how many months before the date.
    pub months_before: Option<FactId>,
    /// The fact that has to have this option on record.
    pub only: Option<(FactId, usize)>,
}

/// One typed answer about a subject.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Dotted name, also its place in the inventory.
    pub name: String,
    /// What it is about.
    pub of: Subject,
    /// How it is written.
    pub kind: FactType,
    /// The options of a choice, a level or yes-no, lowest first.
    pub options: Vec<String>,
    /// A short noun phrase.
    pub title: String,
    /// The question a person is asked.
    pub question: String,
    /// What counts, in one line, where the question does not say it.
    pub detail: String,
    /// Where the answer is usually found.
    pub from: String,
    /// The unit, for numbers.
    pub unit: String,
    /// What is presumed while it is not known.
    pub presume: Option<Presumption>,
    /// Of a date by which something has to be decided: what happens then, the first that fits.
    pub due: Vec<Due>,
    /// Whether initiatives of which it says the same are one decision.
    pub one_decision: bool,
    /// Whether it is an amount over all its years, out of which one of a year is worked out.
    pub in_all: bool,
    /// Whether an entry is split before it is decided where this is yes.
    pub split_first: bool,
    /// How long an answer takes to find out.
    pub ask: Option<Effort>,
    /// How it is asked of all entries at once, if it is.
    pub ticked: Option<Ticked>,
    /// When it applies; always where nothing is said.
    pub applies: Option<NodeId>,
    /// How it is computed when not given.
    pub derive: Option<Derive>,
    /// How it is computed when the first way gives nothing.
    pub or_derive: Option<Derive>,
    /// The check that somebody has made who says no to it: what it presumes is so, where nothing else is said of that.
    pub no_confirms: Option<CheckId>,
    /// Whether a school's or the district's answer counts for an initiative.
    pub inherits: bool,
    /// What belongs to each option and what does not, in their order; nothing where nobody said it.
    pub means: Vec<String>,
    /// What options were called before, or what held them, each with the option that it is now.
    pub was: Vec<(String, usize)>,
    /// The option that says that there is nothing.
    pub empty: Option<usize>,
    /// Whether it is the date of something that has happened, so that one later than the audit says nothing.
    pub past: bool,
    /// Whether the inventory may state it.
    pub askable: bool,
    /// Whether more of it is better: a rise never lowers an ordered table.
    pub more_is_better: bool,
    /// Where the program itself reads it, if it does.
    pub read_by: Option<FactReader>,
    /// Where it is declared.
    pub span: Span,
}

impl Fact {
    /// The question with what counts: `How many schools could use it? Schools that have its grades.`
    #[must_use]
    pub fn in_full(&self) -> String {
        let parts = [self.question.as_str(), self.detail.as_str()];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" ")
    }

    /// The value presumed while it is not known.
    #[must_use]
    pub fn presumed(&self) -> Option<Possible> {
        self.presume.as_ref().map(|p| p.value)
    }

    /// What is presumed of it where other questions answer it, so that it is not open by itself.
    #[must_use]
    pub fn summed_up(&self) -> Option<Possible> {
        let presumption = self.presume.as_ref().filter(|p| p.check.is_none())?;
        Some(presumption.value)
    }

    /// Whether a value says that there is nothing, so that it says nothing of whether the fact applies.
    #[must_use]
    pub fn is_empty(&self, value: Possible) -> bool {
        self.empty.is_some_and(|option| value == Possible::option(option))
    }

    /// Whether `n/a` may be written: what protects an initiative or would end it always applies.
    #[must_use]
    pub fn takes_not_applicable(&self) -> bool {
        let group = self.presume.as_ref().and_then(|p| p.group);
        !matches!(group, Some(CheckGroup::Protecting | CheckGroup::Ending))
    }

    /// Whether somebody may estimate it: words are known or not.
    #[must_use]
    pub fn takes_estimate(&self) -> bool {
        !matches!(self.kind, FactType::Text | FactType::List)
    }

    /// The way that rests on other facts of the same sheet, when there is one.
    #[must_use]
    pub fn computed(&self) -> Option<&Derive> {
        let on_sheet = |way: &&Derive| {
            matches!(
                way,
                Derive::LeastOf(_) | Derive::Rule(_) | Derive::NoWhen(_) | Derive::KindGroup | Derive::KindNeedsDrivers
            )
        };
        self.derive
            .as_ref()
            .filter(on_sheet)
            .or_else(|| self.or_derive.as_ref().filter(on_sheet))
    }

    /// The options with what belongs to each; nothing where nobody said that of any.
    #[must_use]
    pub fn meanings(&self) -> Option<impl Iterator<Item = (&str, &str)>> {
        let said = self.means.iter().any(|means| !means.is_empty());
        let each = self.options.iter().zip(&self.means);
        said.then(|| each.map(|(option, means)| (option.as_str(), means.as_str())))
    }

    /// An option with what belongs to it, where somebody said that: `device` (laptops).
    #[must_use]
    pub fn option_in_words(&self, option: usize) -> Option<String> {
        let id = self.options.get(option)?;
        let means = self.means.get(option).filter(|means| !means.is_empty());
        Some(means.map_or_else(|| format!("`{id}`"), |means| format!("`{id}` ({means})")))
    }

    /// Everything the fact could be when nothing is known.
    #[must_use]
    pub fn anything(&self) -> Possible {
        match self.kind {
            FactType::YesNo | FactType::Choice | FactType::Level => {
                Possible::Options(u64::MAX >> (64 - self.options.len().clamp(1, 64)))
            }
            FactType::Share => Possible::Numbers {
                low: Number::ZERO,
                high: Number::whole(1),
            },
            FactType::Count | FactType::Money => Possible::Numbers {
                low: Number::ZERO,
                high: Number::MAX,
            },
            FactType::Number | FactType::Date => Possible::Numbers {
                low: Number::MIN,
                high: Number::MAX,
            },
            FactType::Text | FactType::List => Possible::Words { known: false },
        }
    }
}

/// What a person reads about a rule, a row or a threshold.
#[derive(Clone, Debug)]
pub struct Prose {
    /// A short line, which names it where nobody is spoken of.
    pub title: String,
    /// The same as it is said of one: the first form that can be said whole.
    pub said: Saying,
    /// Why, in plain words.
    pub why: Saying,
    /// The next step it asks for.
    pub advice: Saying,
    /// For a row of the decision: what would change the verdict.
    pub would_change: Saying,
    /// Ids of [`SourceText`].
    pub sources: Vec<String>,
    /// How far it can be trusted.
    pub strength: Strength,
    /// Where it stands.
    pub span: Span,
}

impl Prose {
    /// Whether what is said in place of the title names the grounds.
    #[must_use]
    pub fn says_grounds(&self) -> bool {
        let mut values = self.said.sentences.iter().flat_map(Sentence::values);
        values.any(|value| matches!(value, Value::Word(word) if word.of_ground()))
    }
}

/// A named threshold.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, without the `$`.
    pub name: String,
    /// The value in force.
    pub value: Number,
    /// The value the rule set ships with.
    pub default: Number,
    /// Its unit.
    pub unit: String,
    /// How a number of that unit is written.
    pub kind: FactType,
    /// Where the program itself reads it, if it does.
    pub read_by: Option<ParameterReader>,
    /// Published alternatives.
    pub alternatives: Vec<Number>,
    /// Title, reason, sources, strength.
    pub prose: Prose,
}

/// A text that rules rest on.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// Its id.
    pub id: String,
    /// Its title, as cited.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Where it can be read.
    pub url: String,
    /// What the publisher has in it, if anything.
    pub interest: Option<Interest>,
}

/// A kind of initiative.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its id, an option of the fact `kind`.
    pub id: String,
    /// The group, an option of the fact `kind.group`.
    pub group: String,
    /// Its title.
    pub title: String,
    /// What belongs to it, and what does not.
    pub means: String,
    /// Ids that it had before, and kinds that held it.
    pub was: Vec<String>,
    /// Words in a name that suggest it.
    pub signs: Vec<String>,
    /// What the program takes its group for.
    pub role: Option<GroupRole>,
    /// Whether it can only work with the implementation drivers in place.
    pub needs_drivers: bool,
}

/// A watched word.
#[derive(Clone, Debug)]
pub struct Term {
    /// The word.
    pub word: String,
    /// Other forms of it.
    pub also: Vec<String>,
    /// Why it is watched.
    pub why: String,
}

/// A kind of outcome.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// As a heading.
    pub title: String,
    /// When it counts.
    pub counts: Counts,
    /// Words in the name of a measure that say it is this kind.
    pub words: Vec<String>,
    /// Its domains, in each of which a study is graded apart.
    pub domains: Vec<String>,
    /// Words in the name of a measure that say that less of it is better.
    pub less_is_better: Vec<String>,
    /// Why it counts so.
    pub why: String,
}

/// Steps that turn a number into words or other units: the n-th step begins at the n-th number.
#[derive(Clone, Debug)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// What the steps are counted in.
    pub unit: String,
    /// Where each step begins, rising.
    pub steps: Vec<Number>,
    /// Title, why, sources.
    pub prose: Prose,
}

/// A named condition with its reason.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub part: Part,
    /// What it judges.
    pub of: Subject,
    /// For a guard: the recommendation while it is in force.
    pub instead: String,
    /// For a guard: when it ends, in words: the first form that can be said whole.
    pub until: Saying,
    /// Its text.
    pub prose: Prose,
    /// What the program reads it for.
    pub role: Option<RuleRole>,
    /// Of a finding: the heading under which it is told with others, by its place.
    pub fold: Option<usize>,
    /// Its condition.
    pub when: NodeId,
}

/// A heading under which findings are told together.
#[derive(Clone, Debug)]
pub struct Fold {
    /// Its id.
    pub id: String,
    /// What all its findings begin with.
    pub title: String,
    /// Why they matter; empty where each finding says it.
    pub why: String,
    /// What is asked where some of them are not known.
    pub open: String,
}

/// A question that the needs analysis begins with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The sentence that answers it, in parts.
    pub answer: Vec<Said>,
    /// Ids of what it rests on.
    pub sources: Vec<String>,
}

/// A part of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// As it stands.
    Words(String),
    /// The district's value of a fact.
    Value(FactId),
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// The outcome, by its place among the options of the fact the table gives.
    pub then: usize,
    /// Its condition; the last row of a table has none and always holds.
    pub when: Option<NodeId>,
    /// Whether it decides even while a guard is in force.
    pub despite_guards: bool,
    /// Whether what it decides comes first in the plan; its title then says the ground, which is not named again.
    pub first_in_plan: bool,
    /// Its text.
    pub prose: Prose,
}

/// A decision: the first row that holds.
#[derive(Clone, Debug)]
pub struct Table {
    /// The fact it gives.
    pub fact: FactId,
    /// What it judges.
    pub of: Subject,
    /// Its rows in order; the last one always holds.
    pub rows: Vec<Row>,
}

/// A part of a score.
#[derive(Clone, Debug)]
pub struct ScoreTool {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The facts it is the mean of.
    pub indicators: Vec<FactId>,
}

/// A mean of means, as an interval.
#[derive(Clone, Debug)]
pub struct Score {
    /// The fact it gives.
    pub fact: FactId,
    /// The fact that holds its lowest part.
    pub weakest: FactId,
    /// Its title.
    pub title: String,
    /// What it judges.
    pub of: Subject,
    /// What it measures.
    pub role: Option<ScoreRole>,
    /// Its parts.
    pub tools: Vec<ScoreTool>,
}

/// A possible recommendation.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// An outcome of the table `recommendation`.
    pub id: String,
    /// As a heading.
    pub title: String,
    /// In plain words.
    pub means: String,
    /// What is said of the initiatives of a list that get it: of one, and of several; the first stands for both.
    pub of_list: Vec<String>,
    /// What is said of no initiative of a list where none gets it.
    pub none_of_list: String,
    /// How a board is asked to vote on it, with `{n}` for how many initiatives; empty where nobody said it.
    pub motion: String,
    /// What comes of each by the end of a short-term project, as `a plan comes to the board`.
    pub next_by: String,
    /// What a board may decide instead, with its price.
    pub instead: String,
    /// 0 for the most cautious.
    pub caution: usize,
    /// May stand as the stance while undetermined.
    pub may_wait_here: bool,
    /// Never given while a guard is in force, but by a row that says so.
    pub guarded: bool,
    /// Cannot be taken back.
    pub commits: bool,
    /// What the program gives it for.
    pub role: Option<RecommendationRole>,
    /// Whether it asks for projects.
    pub in_plan: bool,
    /// Whether the superintendent's report tells the details of each.
    pub details: bool,
    /// Whether the parts of the bar that are missing are named.
    pub names_missing: bool,
    /// Which of these three are not said, and so have the value of most.
    pub(super) unsaid: Vec<&'static str>,
    /// How a board is asked to decide on it.
    pub board: Option<Board>,
    /// What a plan may do with what gets it, first what it calls for; nothing where no plan counts it.
    pub moves: Vec<Move>,
    /// To which initiatives it is given until a date only.
    pub ends: Option<Ends>,
    /// How it is drawn.
    pub mark: Option<Mark>,
    /// Recommendations that changes of what the district controls should lead to.
    pub aims_at: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A change that a district can decide on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The fact that changes.
    pub fact: FactId,
    /// What to do, as a person reads it.
    pub step: String,
    /// What it costs, a parameter in short-term projects.
    pub effort: ParameterId,
    /// What is done first, as a person reads it; empty where nobody says so.
    pub first: String,
    /// Whether it takes the time of teachers.
    pub teachers: bool,
    /// Where it stands.
    pub span: Span,
}

/// What advice of one kind becomes as a short-term project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// What it is about.
    pub kind: ProjectKind,
    /// The role that answers for it where the inventory names none.
    pub owner: String,
    /// What it takes, a parameter in short-term projects; nothing where it takes one, or where a step says it.
    pub effort: Option<ParameterId>,
    /// Whether it takes the time of teachers.
    pub teachers: bool,
    /// What is done first, where nothing else says it.
    pub first: String,
    /// What shows that it is done, where no fact does.
    pub evidence: String,
}

/// An operand of a comparison, with the parameter it came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operand {
    /// The value as a person reads it.
    pub text: String,
    /// The parameter, when one was named.
    pub parameter: Option<ParameterId>,
}

/// What a node of a condition asks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NodeKind {
    /// Every child holds.
    All(Vec<NodeId>),
    /// Some child holds.
    Any(Vec<NodeId>),
    /// No child holds.
    None(Vec<NodeId>),
    /// At least so many children hold.
    AtLeast(usize, Vec<NodeId>),
    /// The fact is among these options.
    Among(FactId, u64),
    /// The fact lies in this range.
    Within(FactId, Range),
    /// The fact lies outside this range.
    Outside(FactId, Range),
    /// Whether the fact is known.
    Known(FactId, bool),
    /// The rule holds.
    Rule(RuleId),
    /// Some rule of these holds (`some_rule`), with the words that chose them.
    SomeRule(Vec<RuleId>, String),
}

/// A node of a condition.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it asks.
    pub kind: NodeKind,
    /// For a comparison: the operator in words, and its operands.
    pub operator: &'static str,
    /// The operands of the comparison.
    pub operands: Vec<Operand>,
    /// Where it stands.
    pub span: Span,
}

/// A statement about every possible inventory, to be proved.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its id.
    pub id: String,
    /// In plain words.
    pub title: String,
    /// Why it must hold.
    pub because: String,
    /// What is claimed.
    pub claim: Claim,
    /// Whether a comparison counts as no where what is on record leaves it unknown.
    pub on_record: bool,
    /// Where it stands.
    pub span: Span,
}

/// What a property claims.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// No inventory makes the condition true.
    Never(NodeId),
    /// Some inventory makes the condition true.
    Possible(NodeId),
    /// A rise of any of the facts never lowers the table.
    Raises(Vec<FactId>, FactId),
    /// The table does not depend on the facts.
    Ignores(Vec<FactId>, FactId),
}

/// Two facts of which one is never above the other.
#[derive(Clone, Copy, Debug)]
pub struct AtMost {
    /// The lower.
    pub low: FactId,
    /// The higher.
    pub high: FactId,
    /// By how much the lower may be above it all the same.
    pub within: Number,
}

impl AtMost {
    /// Whether two numbers go against it.
    #[must_use]
    pub fn excludes(&self, low: Number, high: Number) -> bool {
        low > high.plus(self.within)
    }
}

/// One step of an evaluation, in dependency order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// Compute a fact from other facts.
    Fact(FactId),
    /// Evaluate a rule.
    Rule(RuleId),
    /// Evaluate the table at this place.
    Table(usize),
    /// Compute the score at this place.
    Score(usize),
}

/// A rule set: read, checked as a whole, and not to be changed.
#[derive(Clone, Debug)]
pub struct RuleSet {
    parts: Parts,
    pub(super) lists: Lists,
    kept: Kept,
}

/// What a later stage has worked out of a rule set once; a copy of the rule set begins without it.
#[derive(Default)]
struct Kept(OnceLock<Box<dyn Any + Send + Sync>>);

impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl RuleSet {
    /// What was read and checked.
    pub(super) fn of(parts: Parts) -> Self {
        Self {
            lists: Lists::of(&parts),
            parts,
            kept: Kept::default(),
        }
    }

    /// What is worked out of the rule set alone, worked out once and kept with it; nothing where something of another
    /// type is kept already.
    pub(crate) fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.kept.0.get_or_init(|| Box::new(make())).downcast_ref()
    }
}

impl Deref for RuleSet {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// What a rule set is made of. While it is read its names are looked up here; afterwards it is reached through
/// [`RuleSet`] alone, which nobody can change or make of parts that were not checked together.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Parts {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Name and version of the rules of one's own that are laid over it.
    pub own: Vec<String>,
    /// What names it in a report: the SHA-256 of the sorted list of its files' SHA-256, one a line.
    pub hash: String,
    /// The files that it was read from.
    pub(super) files: Vec<RuleFile>,
    /// Facts in the order declared.
    pub facts: Vec<Fact>,
    /// Facts by name.
    pub(super) fact_names: HashMap<String, FactId>,
    /// The facts that the program reads by name.
    pub(super) known_facts: Vec<Option<FactId>>,
    /// The rules that have a role.
    pub(super) role_rules: Vec<Option<RuleId>>,
    /// The parameters that the program reads by name.
    pub(super) known_parameters: Vec<Option<ParameterId>>,
    /// Parameters in the order declared.
    pub parameters: Vec<Parameter>,
    /// Kinds in the order declared.
    pub kinds: Vec<Kind>,
    /// Watched terms.
    pub terms: Vec<Term>,
    /// Kinds of outcome.
    pub outcomes: Vec<Outcome>,
    /// Translations of numbers.
    pub scales: Vec<Scale>,
    /// Headings under which findings are told together.
    pub folds: Vec<Fold>,
    /// Questions that the needs analysis begins with.
    pub openings: Vec<Opening>,
    /// Rules in the order declared.
    pub rules: Vec<Rule>,
    /// Rules by id.
    pub(super) rule_names: HashMap<String, RuleId>,
    /// Tables in the order declared.
    pub tables: Vec<Table>,
    /// Scores in the order declared.
    pub scores: Vec<Score>,
    /// Texts by id.
    pub sources: BTreeMap<String, SourceText>,
    /// Recommendations in the order of a report.
    pub recommendations: Vec<Recommendation>,
    /// What a district can change by itself.
    pub actions: Vec<Action>,
    /// What advice becomes as short-term projects.
    pub projects: Vec<Project>,
    /// What is looked at before an answer is settled, in the order in which they are tried for removal.
    pub checks: Vec<Check>,
    /// How it deviates from the shipped rule set.
    pub deviations: Vec<Deviation>,
    /// Statements to be proved.
    pub properties: Vec<Property>,
    /// What is given about facts.
    pub given: Vec<AtMost>,
    /// How bad the rule set holds a problem to be; `None` where it is not to be told.
    pub severities: BTreeMap<Code, Option<Severity>>,
    /// Every node of every condition.
    pub nodes: Vec<Node>,
    /// Steps for an initiative before findings.
    pub initiative_steps: Vec<Step>,
    /// The part of them that the recommendation rests on.
    pub decision_steps: Vec<Step>,
    /// Findings about single initiatives, after the district is counted.
    pub initiative_findings: Vec<Step>,
    /// Steps for the district.
    pub district_steps: Vec<Step>,
    /// Steps for a school.
    pub school_steps: Vec<Step>,
    /// Steps for a goal.
    pub goal_steps: Vec<Step>,
}

impl Parts {
    /// Name and version, with those of the rules laid over it.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label = format!("{} {}", self.name, self.version);
        for own in &self.own {
            label.push_str(", with ");
            label.push_str(own);
        }
        label
    }

    /// The place of the first kind of outcome whose words stand in what was measured.
    #[must_use]
    pub fn outcome_in_words(&self, measure: &str) -> Option<usize> {
        let measure = measure.to_lowercase();
        let named = |o: &Outcome| o.words.iter().any(|w| measure.contains(w.as_str()));
        self.outcomes.iter().position(named)
    }

    /// The fact of a name.
    #[must_use]
    pub fn fact_id(&self, name: &str) -> Option<FactId> {
        self.fact_names.get(name).copied()
    }

    /// The rule of an id.
    #[must_use]
    pub fn rule_id(&self, id: &str) -> Option<RuleId> {
        self.rule_names.get(id).copied()
    }

    /// A fact; ids are made with the rule set they are used on.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made by the rule set that holds it"
    )]
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[usize::from(id.0)]
    }

    /// A rule.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made by the rule set that holds it"
    )]
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[usize::from(id.0)]
    }

    /// A parameter.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made by the rule set that holds it"
    )]
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[usize::from(id.0)]
    }

    /// The table of the ways to wind something down; nothing where the rule set has none.
    #[must_use]
    pub fn wind_down(&self) -> Option<&Table> {
        let fact = self.fact_id("wind_down.way")?;
        self.tables.iter().find(|table| table.fact == fact)
    }

    /// The parameter of a name.
    #[must_use]
    pub fn parameter_named(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }

    /// The parameters in an order that does not rest on the order of their declaration: first those that the program
    /// reads by name, then as the conditions read them, then the rest by name.
    #[must_use]
    pub fn parameters_as_read(&self) -> Vec<ParameterId> {
        let known = self.known_parameters.iter().flatten().copied();
        let compared = self.nodes.iter().flat_map(|n| &n.operands).filter_map(|o| o.parameter);
        let mut rest: Vec<ParameterId> = (0..).map(ParameterId).take(self.parameters.len()).collect();
        rest.sort_by_key(|id| &self.parameter(*id).name);
        let mut seen = vec![false; self.parameters.len()];
        let mut first = |id: &ParameterId| {
            let seen = seen.get_mut(usize::from(id.0));
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        };
        known.chain(compared).chain(rest).filter(|id| first(id)).collect()
    }

    /// A node.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made by the rule set that holds it"
    )]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The ranges that each number is compared with, anywhere.
    #[must_use]
    pub fn compared(&self) -> HashMap<FactId, Vec<Range>> {
        let mut ranges: HashMap<FactId, Vec<Range>> = HashMap::default();
        for node in &self.nodes {
            if let NodeKind::Within(fact, range) | NodeKind::Outside(fact, range) = &node.kind {
                ranges.entry(*fact).or_default().push(*range);
            }
        }
        ranges
    }

    /// The ranges that tell apart what is different for some rule, or for what is given about facts.
    #[must_use]
    pub fn ranges(&self) -> HashMap<FactId, Vec<Range>> {
        let mut ranges = self.compared();
        self.hold_against(&mut ranges);
        ranges
    }

    /// Adds to the ranges of two numbers that are held against each other those of the other one.
    pub(crate) fn hold_against(&self, ranges: &mut HashMap<FactId, Vec<Range>>) {
        for given in &self.given {
            let of = |fact| ranges.get(&fact).cloned().unwrap_or_default();
            let (less, more) = (of(given.low), of(given.high));
            let below = less.iter().map(|r| r.shifted(given.within.negative()));
            ranges.entry(given.high).or_default().extend(below);
            let above = more.iter().map(|r| r.shifted(given.within));
            ranges.entry(given.low).or_default().extend(above);
        }
    }

    /// The table that gives a fact.
    #[must_use]
    pub fn table(&self, fact: &str) -> Option<&Table> {
        let id = self.fact_id(fact)?;
        self.tables.iter().find(|t| t.fact == id)
    }

    /// Ids with their facts.
    pub fn each_fact(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        (0..).map(FactId).zip(&self.facts)
    }

    /// Ids with their rules.
    pub fn each_rule(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0..).map(RuleId).zip(&self.rules)
    }

    /// The recommendation that is an outcome of the decision.
    #[must_use]
    pub fn recommendation(&self, id: &str) -> Option<&Recommendation> {
        self.recommendations.iter().find(|r| r.id == id)
    }
}
