//! One initiative in a report.

mod asked;
mod make;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::{Given, Initiative};
use crate::report::board::BoardLine;
use crate::report::dissent::DissentView;
use crate::report::elsewhere::ElsewhereView;
use crate::report::first::Pointers;
use crate::report::once::Told;
use crate::report::order::Placed;
use crate::report::outlook::{LiftView, StabilityView, StepView};
use crate::report::panel::EvidenceView;
use crate::report::protections::ProtectionView;
use crate::report::trace::Line;
use crate::report::until::UntilView;
use crate::report::view::{Cited, as_data};
use crate::report::wind_down::WindDownView;
use crate::rules::{Row, RuleSet};

pub use asked::{CheckView, ProposedView, QuestionView, check_views};
pub(super) use make::{Cards, open_parts, row_that_says, shown};

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

impl Placed for Card {
    fn place(&self) -> usize {
        self.place
    }

    fn answer(&self) -> &str {
        &self.answer
    }

    fn amount(&self) -> Option<f64> {
        self.amount
    }

    fn name(&self) -> &str {
        &self.name
    }
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

/// The texts that a row rests on.
#[must_use]
pub fn cites(set: &RuleSet, row: &Row) -> Vec<Cited> {
    let cited = row.prose.sources.iter().filter_map(|id| set.sources.get(id));
    cited.map(Cited::of).collect()
}

/// The title of a recommendation.
pub(super) fn title(set: &RuleSet, id: &str) -> String {
    set.recommendation(id)
        .map_or_else(|| id.to_owned(), |r| r.title.clone())
}
