//! The checked inventory.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::Span;
use crate::inventory::DistrictCalendar;
use crate::rules::{FactId, Unanswered};
use crate::statistics::Interval;
use crate::truth::{Number, PartialDate, Possible};

/// One answer as it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// The fact.
    pub fact: FactId,
    /// What it may be; everything, when there is no answer.
    pub value: Possible,
    /// Why there is no answer.
    pub unanswered: Option<Unanswered>,
    /// The answer as written.
    pub written: String,
    /// The names of a list.
    pub names: Vec<String>,
    /// What a named person takes it to be, or what is proposed, where nobody knows; it is no answer.
    pub estimate: Option<Estimate>,
    /// Where the answer came from, when said.
    pub source: String,
    /// When it was observed, when said.
    pub observed: String,
    /// Where it stands.
    pub span: Span,
}

/// What somebody takes a fact to be, or what words of a list suggest ([`Unanswered::Proposed`]). On record the fact stays
/// open, so that nothing is settled by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Estimate {
    /// Who says so, or what suggests it.
    pub by: String,
    /// What it is taken to be.
    pub value: Possible,
}

impl Given {
    /// A value of which nothing else is said.
    pub(crate) fn of(fact: FactId, value: Possible, span: Span) -> Self {
        Self {
            fact,
            value,
            unanswered: None,
            written: String::new(),
            names: Vec::new(),
            estimate: None,
            source: String::new(),
            observed: String::new(),
            span,
        }
    }

    /// Whether it is an answer; a blank, an `unsure` and an estimate are none.
    #[must_use]
    pub fn on_record(&self) -> bool {
        self.unanswered.is_none()
    }

    /// The same with an estimate for an answer.
    #[must_use]
    pub fn taken(&self) -> Self {
        let mut taken = self.clone();
        if let Some(estimate) = taken.estimate.take() {
            (taken.value, taken.unanswered) = (estimate.value, None);
        }
        taken
    }
}

/// A school.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct School {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The grades as written, such as `K-5`.
    pub grades: String,
    /// Answers.
    pub given: Vec<Given>,
    /// Where it stands.
    pub span: Span,
}

/// A goal of the strategic plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Goal {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Answers.
    pub given: Vec<Given>,
    /// Where it stands.
    pub span: Span,
}

/// A 45-day project.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rock {
    /// Its id; its name where none is written.
    pub id: String,
    /// What is done.
    pub name: String,
    /// Who does it.
    pub owner: String,
    /// From when, as written.
    pub start: String,
    /// In how many days.
    pub days: String,
    /// Its last day, where that is written.
    pub end: Option<Date>,
    /// For which goal.
    pub goal: String,
    /// What is done first.
    pub first_step: String,
    /// What shows that it is done, in words.
    pub evidence: String,
    /// The initiatives that it is about, by id.
    pub about: Vec<String>,
    /// The fact or the rule of the rule set that shows of each of these that it is done; empty where none does.
    pub shown_by: String,
    /// What that fact has to be, such as `yes` or `at least 2`; empty where any answer will do.
    pub needs: String,
    /// Whether it is done, when said.
    pub done: Option<bool>,
}

impl Rock {
    /// The last day on which it may still end in time: the one that is written, else so many days that count after its
    /// start; nothing where its start or its length is not known.
    #[must_use]
    pub fn due(&self, calendar: &DistrictCalendar) -> Option<Date> {
        let worked_out = || calendar.after(self.starts()?, self.days.parse().ok()?);
        self.end.or_else(worked_out)
    }

    /// The last day on which it may start, as far as that is known.
    #[must_use]
    pub fn starts(&self) -> Option<Date> {
        Some(PartialDate::read(&self.start).ok()?.last)
    }

    /// By how many days it is late on a day; nothing where it is done or not late.
    #[must_use]
    pub fn late_on(&self, today: Date, calendar: &DistrictCalendar) -> Option<i32> {
        let due = self.due(calendar).filter(|_| self.done != Some(true))?;
        let late = due.until((jiff::Unit::Day, today)).ok()?.get_days();
        Some(late).filter(|days| *days > 0)
    }
}

/// What a result was compared with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Comparison {
    /// Nothing.
    None,
    /// The same students or schools before.
    BeforeAfter,
    /// Others, adjusted by statistics.
    Statistical,
    /// Similar students or schools.
    Matched,
    /// Students or schools just above and just below a cut-off.
    RegressionDiscontinuity,
    /// A lottery or random assignment.
    Lottery,
}

impl Comparison {
    /// Whether it is with similar students: matched ones, those on the other side of a cut-off, or a lottery.
    #[must_use]
    pub fn is_careful(self) -> bool {
        self >= Self::Matched
    }
}

/// How a study compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StudyDesign {
    /// In one way.
    Of(Comparison),
    /// It puts careful studies together.
    MetaAnalysis,
    /// It stands for several studies, some careful and some not.
    Mixed,
}

impl StudyDesign {
    /// Whether what it finds is a careful finding.
    #[must_use]
    pub fn is_careful(self) -> bool {
        match self {
            Self::Of(comparison) => comparison.is_careful(),
            Self::MetaAnalysis => true,
            Self::Mixed => false,
        }
    }

    /// The comparison of a single study; nothing where several stand behind it.
    #[must_use]
    pub fn comparison(self) -> Option<Comparison> {
        match self {
            Self::Of(comparison) => Some(comparison),
            Self::MetaAnalysis | Self::Mixed => None,
        }
    }
}

/// Which way a result points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Direction {
    /// Worse than the comparison.
    Worse,
    /// No difference.
    None,
    /// Better than the comparison.
    Better,
}

/// A result of one school in one school year.
#[derive(Clone, PartialEq, Debug)]
pub struct ResultRow {
    /// The school's place in the inventory, when named.
    pub school: Option<usize>,
    /// How many schools it stands for; `None` for one.
    pub schools: Option<Number>,
    /// The year in which the school year ended, when known.
    pub year: Option<i16>,
    /// What was measured.
    pub measure: String,
    /// The kind of outcome, by its place in the rule set: as stated, or by the words of the measure.
    pub outcome: Option<usize>,
    /// The effect in standard deviations, as far as it is known; more is better for students.
    pub effect: Option<Interval>,
    /// Its standard error, as far as it is known.
    pub error: Option<Interval>,
    /// The direction, when stated.
    pub direction: Option<Direction>,
    /// Students measured.
    pub students: Option<Number>,
    /// What it was compared with, when said.
    pub comparison: Option<Comparison>,
    /// The group of students; empty for all.
    pub subgroup: String,
    /// Fidelity at that school in that year.
    pub fidelity: Option<Number>,
    /// A level that nothing is compared with, in words, such as `30 percent of schools met the goal`.
    pub level: String,
    /// Whether its results were taken out, because they may not be published.
    pub withheld: bool,
    /// Where it stands.
    pub span: Span,
}

impl ResultRow {
    /// Whether it says how students did.
    #[must_use]
    pub fn says(&self) -> bool {
        self.effect.is_some() || self.direction.is_some()
    }

    /// Takes out how students did and how many they were. How faithfully the program was carried out is about staff and
    /// stays.
    pub fn forget_students(&mut self) {
        (self.effect, self.error, self.direction, self.students) = (None, None, None, None);
        self.level.clear();
    }

    /// Whether it holds a level and nothing else that counts.
    #[must_use]
    pub fn is_level(&self) -> bool {
        !self.level.is_empty() && !self.says() && self.fidelity.is_none()
    }
}

/// A study from outside, or of the program as a whole.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct Study {
    /// Its name.
    pub name: String,
    /// What was measured.
    pub outcome: String,
    /// The kind of outcome, by its place in the rule set: as stated, or by the words of what was measured.
    pub outcome_kind: Option<usize>,
    /// The outcome domain, such as comprehension; empty when not said.
    pub domain: String,
    /// Whether it meets the standards of the What Works Clearinghouse without reservations.
    pub without_reservations: Option<bool>,
    /// Classrooms.
    pub classrooms: Option<Number>,
    /// The year it was published.
    pub published: Option<i16>,
    /// How it compared.
    pub design: Option<StudyDesign>,
    /// How many studies it stands for, where it stands for several.
    pub studies: Option<Number>,
    /// The effect in standard deviations, as far as it is known.
    pub effect: Option<Interval>,
    /// Its standard error, as far as it is known.
    pub error: Option<Interval>,
    /// Statistically significant at 5 percent: as stated or by its numbers, of both the weaker.
    pub significant: Option<bool>,
    /// The direction, when stated.
    pub direction: Option<Direction>,
    /// Students.
    pub students: Option<Number>,
    /// Schools.
    pub schools: Option<Number>,
    /// Years that students were followed.
    pub years: Option<Number>,
    /// Whether it looked at later years.
    pub sustained: Option<bool>,
    /// Made by people who do not sell it.
    pub independent: Option<bool>,
    /// Kinds of place.
    pub contexts: Option<Number>,
    /// The locales it took place in, such as `city`; none when not said. So for the next two.
    pub locales: Vec<String>,
    /// The bands of poverty, such as `high`.
    pub poverty: Vec<String>,
    /// The grade bands, such as `elementary`.
    pub grades: Vec<String>,
    /// The group of students; empty for all.
    pub subgroup: String,
    /// Where it comes from where somebody confirmed the program in the catalogue, such as `catalogue: Reading Recovery,
    /// What Works Clearinghouse rating`; empty for what the inventory says.
    pub origin: String,
    /// Under which name it is counted, where its students may stand under others of that name too; empty for its own.
    pub among: String,
    /// Where it stands; of what comes from the catalogue, where the program is confirmed.
    pub span: Span,
}

impl Study {
    /// What the origin of a study from the catalogue begins with.
    pub(super) const CATALOGUE: &'static str = "catalogue: ";

    /// Whether it comes from the catalogue.
    #[must_use]
    pub fn is_from_catalogue(&self) -> bool {
        !self.origin.is_empty()
    }

    /// Where in the catalogue it comes from: the program, and who studied or rated it.
    #[must_use]
    pub fn from_catalogue(&self) -> Option<&str> {
        self.origin.strip_prefix(Self::CATALOGUE)
    }

    /// The name under which it is counted: rows of one name are one study.
    #[must_use]
    pub fn counted_as(&self) -> &str {
        if self.among.is_empty() { &self.name } else { &self.among }
    }

    /// Which way it points: as stated, otherwise by the effect where all that it may be lies on one side.
    #[must_use]
    pub fn points(&self) -> Option<Direction> {
        self.direction.or_else(|| match self.effect? {
            effect if effect.low > 0.0 => Some(Direction::Better),
            effect if effect.high < 0.0 => Some(Direction::Worse),
            effect if effect.point() == Some(0.0) => Some(Direction::None),
            _ => None,
        })
    }
}

/// A disagreement with a recommendation, in the six steps of a civil debate.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Dissent {
    /// The steps: field and text.
    pub steps: Vec<(String, String)>,
    /// The answer that it contests, an id of the rule set; empty when not said.
    pub to: String,
    /// Who says so; empty when not said.
    pub said_by: String,
    /// The day on which it was said, as written; empty when not said.
    pub on: String,
}

impl Dissent {
    /// The field of an initiative that holds it.
    pub const FIELD: &'static str = "dissent";
    /// The six steps, as fields.
    pub const STEPS: [&'static str; 6] = ["disagreement", "why", "alternative", "merits", "limits", "open_to"];
}

/// An entry of the catalogue of what is known elsewhere that an initiative is said to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// The id of the entry; empty or `none` where nothing in the catalogue is meant.
    pub is: String,
    /// Whether it is the named program itself.
    pub same_program: bool,
    /// Who says so; empty where nobody did, and it is proposed.
    pub confirmed_by: String,
    /// The day on which that was said, as written; empty when not said.
    pub on: String,
    /// Where it stands.
    pub span: Span,
}

/// How an initiative is run here, where the approach that it is worked elsewhere under a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Here {
    /// The entry, by its id.
    pub of: String,
    /// The condition, by its id in the approach.
    pub condition: String,
    /// How it is here, in words of the district; empty where somebody says that it is not known.
    pub is: String,
    /// Who says so; empty where nobody is named.
    pub said_by: String,
    /// The day on which that was said, as written; empty when not said.
    pub on: String,
    /// Where it stands.
    pub span: Span,
}

impl Here {
    /// The field of an initiative that holds it.
    pub const FIELD: &'static str = "here";
}

impl Elsewhere {
    /// The field of an initiative that holds it.
    pub const FIELD: &'static str = "elsewhere";
    /// What is written where nothing in the catalogue is meant.
    pub const NONE: &'static str = "none";
    /// What stands in public in place of a name.
    const SOMEBODY: &'static str = "-";

    /// Whether it says that nothing in the catalogue is meant.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.is.is_empty() || self.is.eq_ignore_ascii_case(Self::NONE)
    }

    /// Whether somebody confirmed it; a proposal is read by nothing.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        !self.confirmed_by.is_empty()
    }

    /// Forgets who confirmed it, and not that somebody did.
    pub fn forget_who(&mut self) {
        if self.is_confirmed() {
            Self::SOMEBODY.clone_into(&mut self.confirmed_by);
        }
    }
}

/// One thing the district runs or proposes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Initiative {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A note.
    pub note: String,
    /// Schools by place; `None` when not said.
    pub schools: Option<Vec<usize>>,
    /// Answers.
    pub given: Vec<Given>,
    /// Results here.
    pub results: Vec<ResultRow>,
    /// Levels here that nothing is compared with; they count for nothing.
    pub levels: Vec<ResultRow>,
    /// Studies.
    pub studies: Vec<Study>,
    /// Reviews: whether results were there; `None` when not said.
    pub reviews: Vec<Option<bool>>,
    /// A dissent on the record.
    pub dissent: Option<Dissent>,
    /// Which entries of the catalogue it is said to be.
    pub elsewhere: Vec<Elsewhere>,
    /// How it is run here, under conditions of these entries; no rule reads it.
    pub here: Vec<Here>,
    /// Facts that rest on what may not be published, and so are open whatever else is written.
    pub kept_back: Vec<FactId>,
    /// Where it stands.
    pub span: Span,
}

impl Initiative {
    /// One of which nothing is said.
    pub(crate) fn blank() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            note: String::new(),
            schools: None,
            given: Vec::new(),
            results: Vec::new(),
            levels: Vec::new(),
            studies: Vec::new(),
            reviews: Vec::new(),
            dissent: None,
            elsewhere: Vec::new(),
            here: Vec::new(),
            kept_back: Vec::new(),
            span: Span::NOWHERE,
        }
    }
}

/// Everything the district wrote down.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inventory {
    /// The district's name.
    pub district: String,
    /// Today, for the audit.
    pub as_of: Date,
    /// Schools.
    pub schools: Vec<School>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// 45-day projects.
    pub rocks: Vec<Rock>,
    /// School years, holidays, breaks and days of tests; no answer rests on them.
    pub calendar: DistrictCalendar,
    /// Defined terms.
    pub glossary: BTreeMap<String, String>,
    /// Answers about the district.
    pub given: Vec<Given>,
    /// Initiatives in the order written.
    pub initiatives: Vec<Initiative>,
    /// Whether these are all that the district lists: where they are not, nothing is counted over the others.
    pub whole: bool,
    /// The SHA-256 of the file, to name it in a report; of a folder, that of the list that `sha256sum` prints.
    pub hash: String,
    /// What was left out, in words.
    pub left_out: Vec<String>,
}

impl Inventory {
    /// One of a district of which nothing is known, and that lists nothing.
    pub(crate) fn nothing(as_of: Date) -> Self {
        Self {
            district: String::new(),
            as_of,
            schools: Vec::new(),
            goals: Vec::new(),
            rocks: Vec::new(),
            calendar: DistrictCalendar::default(),
            glossary: BTreeMap::new(),
            given: Vec::new(),
            initiatives: Vec::new(),
            whole: true,
            hash: String::new(),
            left_out: Vec::new(),
        }
    }
}

/// The answer to a fact among those given.
pub(crate) fn given_to(given: &[Given], fact: FactId) -> Option<&Given> {
    given.iter().find(|g| g.fact == fact)
}
