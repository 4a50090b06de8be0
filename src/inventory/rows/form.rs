//! The fields of every row, declared once: the reader takes these and no others, the JSON Schema and the columns of the
//! workbook are made of them.

use crate::inventory::{DayKind, grades};
use crate::rules::RuleSet;
use crate::rules::contract::GradeBand;

/// How a field of a row is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowKind {
    Text,
    /// An entry of the catalogue by its id; without it a row says nothing.
    Entry,
    /// A group of students; blank for all.
    Group,
    /// A listed school by its id.
    School,
    /// A listed goal by its id.
    Goal,
    /// A school year: `2024` or `2023-24`.
    Year,
    Date,
    YesNo,
    Word(Words),
    /// One word, kept as it is declared; any word where the rule set declares none.
    Name(Words),
    /// One word or a list of them.
    Several(Words),
    Number,
    NotNegative,
    Count,
    Share,
    /// A number or a range of numbers.
    Range,
    /// The same, above 0.
    Error,
    /// A p-value, or the bound of one such as `<0.05`.
    P,
}

impl RowKind {
    /// How far a range with an open end reaches; nothing where no range is read.
    pub fn open_ends(self) -> Option<(f64, f64)> {
        match self {
            Self::Range => Some((f64::NEG_INFINITY, f64::INFINITY)),
            Self::Error => Some((0.0, f64::INFINITY)),
            Self::P => Some((0.0, 1.0)),
            _ => None,
        }
    }
}

/// The words that a field may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Words {
    These(&'static [&'static str]),
    /// The kinds of outcome of the rule set.
    Outcomes,
    /// The domains of the kinds of outcome of the rule set.
    Domains,
    /// The options of a fact of the rule set; any word, where the rule set has no such fact.
    OptionsOf(&'static str),
    /// Grades or bands of grades.
    Grades,
}

impl Words {
    /// The words under a rule set; none where any word is read.
    pub fn under(self, set: &RuleSet) -> Vec<String> {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        match self {
            Self::These(words) => owned(words),
            Self::Outcomes => set.outcomes.iter().map(|o| o.id.clone()).collect(),
            Self::Domains => set.outcomes.iter().flat_map(|o| o.domains.clone()).collect(),
            Self::OptionsOf(fact) => set
                .fact_id(fact)
                .map_or_else(Vec::new, |id| set.fact(id).options.clone()),
            Self::Grades => owned(&grades::BANDS.map(GradeBand::word)),
        }
    }
}

/// One field of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowField {
    pub name: &'static str,
    pub kind: RowKind,
}

/// The fields of one kind of row.
#[derive(Debug)]
pub(crate) struct Form {
    /// Where the rows stand.
    pub key: &'static str,
    /// One row, in a message.
    pub what: &'static str,
    pub fields: &'static [RowField],
}

const fn f(name: &'static str, kind: RowKind) -> RowField {
    RowField { name, kind }
}

pub(crate) const COMPARISONS: [&str; 6] = [
    "none",
    "before-after",
    "statistical",
    "matched",
    "regression-discontinuity",
    "lottery",
];
/// How a study compared: the words of a result, and the two for several studies.
const DESIGNS: [&str; 8] = {
    let [a, b, c, d, e, f] = COMPARISONS;
    [a, b, c, d, e, f, "meta-analysis", "mixed"]
};
pub(crate) const DIRECTIONS: [&str; 3] = ["worse", "none", "better"];
/// The bands of poverty, lowest first, as studies name them.
pub(crate) const POVERTY: [&str; 4] = ["low", "mid-low", "mid-high", "high"];

const COMPARED: RowKind = RowKind::Word(Words::These(&COMPARISONS));
const DIRECTED: RowKind = RowKind::Word(Words::These(&DIRECTIONS));
const OUTCOME: RowKind = RowKind::Word(Words::Outcomes);

/// How much it made of a difference, in every form in which that is reported, and how certain that is; alike in results
/// and studies.
const MEASURED: [RowField; 16] = [
    f("effect", RowKind::Range),
    f("se", RowKind::Error),
    f("low", RowKind::Number),
    f("high", RowKind::Number),
    f("interval_level", RowKind::Share),
    f("p", RowKind::P),
    f("significant", RowKind::YesNo),
    f("share_with", RowKind::Share),
    f("share_without", RowKind::Share),
    f("points", RowKind::Number),
    f("percentile", RowKind::Number),
    f("months", RowKind::Number),
    f("scale_points", RowKind::Number),
    f("sd", RowKind::Number),
    f("direction", DIRECTED),
    f("students", RowKind::Count),
];

/// Fields of several lists, one after the other.
#[expect(clippy::indexing_slicing, reason = "a wrong place is an error of the build")]
const fn joined<const COUNT: usize>(mut parts: &[&[RowField]]) -> [RowField; COUNT] {
    let mut all = [f("", RowKind::Text); COUNT];
    let mut at = 0;
    while let [first, rest @ ..] = parts {
        let mut fields = *first;
        while let [field, others @ ..] = fields {
            all[at] = *field;
            at += 1;
            fields = others;
        }
        parts = rest;
    }
    assert!(at == COUNT, "as many fields as are said");
    all
}

/// Results by school and year.
pub(crate) const RESULTS: Form = Form {
    key: "results",
    what: "a row of results",
    fields: &joined::<28>(&[
        &[
            f("school", RowKind::School),
            f("year", RowKind::Year),
            f("measure", RowKind::Text),
            f("outcome", OUTCOME),
        ],
        &MEASURED,
        &[
            f("schools", RowKind::Count),
            f("clusters", RowKind::Count),
            f("clustered", RowKind::YesNo),
            f("comparison", COMPARED),
            f("subgroup", RowKind::Group),
            f("fidelity", RowKind::Share),
            f("published", RowKind::Date),
            f("level", RowKind::Text),
        ],
    ]),
};

/// Careful studies elsewhere.
pub(crate) const STUDIES: Form = Form {
    key: "studies",
    what: "a study",
    fields: &joined::<36>(&[
        &[
            f("name", RowKind::Text),
            f("outcome", RowKind::Text),
            f("outcome_kind", OUTCOME),
            f("domain", RowKind::Name(Words::Domains)),
            f("design", RowKind::Word(Words::These(&DESIGNS))),
            f("studies", RowKind::Count),
        ],
        &MEASURED,
        &[
            f("clusters", RowKind::Count),
            f("clustered", RowKind::YesNo),
            f("schools", RowKind::Count),
            f("classrooms", RowKind::Count),
            f("reservations", RowKind::Word(Words::These(&["with", "without"]))),
            f("years", RowKind::NotNegative),
            f("horizon", RowKind::Word(Words::These(&["short", "sustained"]))),
            f("independent", RowKind::YesNo),
            f("locales", RowKind::Several(Words::OptionsOf("locale"))),
            f("poverty", RowKind::Several(Words::These(&POVERTY))),
            f("grades", RowKind::Several(Words::Grades)),
            f("contexts", RowKind::Count),
            f("subgroup", RowKind::Group),
            f("published", RowKind::Date),
        ],
    ]),
};

/// Reviews.
pub(crate) const REVIEWS: Form = Form {
    key: "reviews",
    what: "a review",
    fields: &[
        f("date", RowKind::Date),
        f("measured", RowKind::YesNo),
        f("decision", RowKind::Text),
    ],
};

/// 45-day projects.
pub(crate) const PROJECTS: Form = Form {
    key: "rocks_list",
    what: "a 45-day project",
    fields: &[
        f("id", RowKind::Text),
        f("name", RowKind::Text),
        f("owner", RowKind::Text),
        f("start", RowKind::Date),
        f("days", RowKind::Count),
        f("end", RowKind::Date),
        f("goal", RowKind::Goal),
        f("first_step", RowKind::Text),
        f("evidence", RowKind::Text),
        f("about", RowKind::Text),
        f("shown_by", RowKind::Text),
        f("needs", RowKind::Text),
        f("done", RowKind::YesNo),
    ],
};

/// School years, holidays, breaks and days of tests.
pub(crate) const CALENDAR: Form = Form {
    key: "calendar",
    what: "a row of the calendar",
    fields: &[
        f("what", RowKind::Word(Words::These(&DayKind::WORDS))),
        f("name", RowKind::Text),
        f("from", RowKind::Date),
        f("to", RowKind::Date),
    ],
};

/// A dissent in the six steps of a civil debate.
pub(crate) const DISSENT: Form = Form {
    key: "dissent",
    what: "a dissent",
    fields: &[
        f("disagreement", RowKind::Text),
        f("why", RowKind::Text),
        f("alternative", RowKind::Text),
        f("merits", RowKind::Text),
        f("limits", RowKind::Text),
        f("open_to", RowKind::Text),
        f("to", RowKind::Text),
        f("said_by", RowKind::Text),
        f("on", RowKind::Date),
    ],
};

/// Which entry of the catalogue an initiative is.
pub(crate) const ELSEWHERE: Form = Form {
    key: "elsewhere",
    what: "an entry of the catalogue",
    fields: &[
        f("is", RowKind::Entry),
        f("same_program", RowKind::YesNo),
        f("confirmed_by", RowKind::Text),
        f("on", RowKind::Date),
    ],
};

/// How an initiative is run here, where the approach that it is worked elsewhere under a condition.
pub(crate) const HERE: Form = Form {
    key: "here",
    what: "an answer to a condition",
    fields: &[
        f("of", RowKind::Entry),
        f("condition", RowKind::Text),
        f("is", RowKind::Text),
        f("said_by", RowKind::Text),
        f("on", RowKind::Date),
    ],
};

/// Every form.
pub(crate) const FORMS: [&Form; 8] = [
    &RESULTS, &STUDIES, &REVIEWS, &PROJECTS, &CALENDAR, &DISSENT, &ELSEWHERE, &HERE,
];

impl Form {
    /// The fields without which a row says nothing.
    pub fn needed(&self) -> impl Iterator<Item = &'static str> {
        let needed = |f: &&RowField| matches!(f.kind, RowKind::Year | RowKind::Entry);
        self.fields.iter().filter(needed).map(|f| f.name)
    }
}
