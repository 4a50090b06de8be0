//! The declaration of every section of a rule file.

use super::{Field, FieldGroups, Form, InPlace, Laid, Names, Section, Takes};
use crate::diagnostics::Code;
use crate::rules::contract::{
    Board, Ends, EvidenceCount, GroupRole, Mark, Move, PortfolioCount, ProjectKind, Reach, RecommendationRole,
    RuleRole, ScoreRole,
};
use crate::rules::words::{
    Asked, Better, CheckGroup, CheckRole, Closed, Counts, Effort, FactReader, Interest, ParameterReader, Part,
    Strength, Subject, UnitType, Words,
};
use Takes::{Answer, Bound, Condition, Flag, Group, Groups, Name, Number, Numbers, OneOf, Sentences, Text, Texts};

pub(crate) const fn may(name: &'static str, takes: Takes, says: &'static str) -> Field {
    Field {
        name,
        takes,
        required: false,
        says,
        in_place: InPlace::Anew,
        otherwise: if matches!(takes, Flag) { "no" } else { "" },
    }
}

pub(crate) const fn need(name: &'static str, takes: Takes, says: &'static str) -> Field {
    Field {
        required: true,
        ..may(name, takes, says)
    }
}

impl Field {
    const fn kept(self) -> Self {
        Self {
            in_place: InPlace::Kept,
            ..self
        }
    }

    const fn taken_over(self) -> Self {
        Self {
            in_place: InPlace::TakenOver,
            ..self
        }
    }

    const fn otherwise(self, otherwise: &'static str) -> Self {
        Self { otherwise, ..self }
    }
}

pub(crate) const fn word<C: Closed>() -> Takes {
    Takes::Word(C::WORDS)
}

const FORMAT: Words = Words {
    what: "format",
    words: &["1"],
    means: &[],
};

const LAID_OVER: Words = Words {
    what: "rule set to lay rules over",
    words: &["shipped"],
    means: &[],
};

const OF: Field = need("of", word::<Subject>(), "what it judges or describes");

const PROSE: &[Field] = &[
    may("title", Text, "a short line"),
    may("why", Sentences, "why it is so, in plain words"),
    may("advice", Sentences, "the next step that it asks for"),
    may("sources", Takes::Names(Names::Source), "what it rests on"),
    may(
        "strength",
        word::<Strength>(),
        "how far it can be trusted; a hunch never decides",
    )
    .otherwise(Strength::Practice.word()),
];

const SAID: Field = may(
    "said",
    Sentences,
    "the title as it is said of one: the first of several forms whose values are on record; else the title",
);

const SOURCE: &[Field] = &[
    need("id", Text, "its id"),
    may("title", Text, "its title, as cited"),
    may("author", Text, "who wrote it"),
    may("url", Text, "where it can be read"),
    may(
        "interest",
        word::<Interest>(),
        "that the publisher sells what it recommends",
    ),
    may("note", Text, "for those who keep the rules; no report prints it"),
];

const UNIT: &[Field] = &[
    need("name", Text, "its name"),
    need("type", word::<UnitType>(), "what it counts").kept(),
    may("min", Bound, "the least that anything counted in it may be").kept(),
    may("max", Bound, "the most that anything counted in it may be").kept(),
];

const PARAMETER: &[Field] = &[
    need("name", Text, "its name, without the `$`"),
    need("value", Number, "the value in force"),
    may("unit", Name(Names::Unit), "what it is counted in").kept(),
    may("min", Bound, "the least that it may be, narrower than the unit").kept(),
    may("max", Bound, "the most that it may be, narrower than the unit").kept(),
    may("alternatives", Numbers, "published or defensible other values"),
    may(
        "read_by",
        word::<ParameterReader>(),
        "where the program itself reads it; else a rule must",
    ),
];

/// A parameter that rules of one's own set.
pub(in crate::rules) const SET: FieldGroups = &[&[
    need("name", Text, "its name, without the `$`"),
    need("value", Number, "the value in force"),
]];

const WAYS: &[Field] = &[
    may(
        "years_since",
        Name(Names::Fact),
        "years from that date to the day of the audit",
    ),
    may(
        "school_years_since",
        Name(Names::Fact),
        "school years from that date to the day of the audit, each over when its students have left for the summer",
    ),
    may(
        "months_since",
        Name(Names::Fact),
        "months from that date to the day of the audit",
    ),
    may(
        "days_since",
        Name(Names::Fact),
        "days from that date to the day of the audit",
    ),
    may(
        "months_until",
        Name(Names::Fact),
        "months from the day of the audit to that date",
    ),
    may("count", Name(Names::Fact), "how many entries that list has"),
    may(
        "answered",
        Takes::Names(Names::Fact),
        "yes where all of these are answered",
    ),
    may("ratio", Takes::Names(Names::Fact), "the first number over the second"),
    may(
        "difference",
        Takes::Names(Names::Fact),
        "the first number less the second",
    ),
    may("least_of", Takes::Names(Names::Fact), "the lowest of those levels"),
    may("rule", Name(Names::Rule), "yes where that rule holds"),
    may("no_when", Name(Names::Fact), "no where that fact is yes"),
    may(
        "evidence",
        word::<EvidenceCount>(),
        "counted from the rows under `results` and `studies`",
    ),
    may(
        "mentions",
        Texts,
        "yes where the name, the definition or the note holds one of these parts of a word",
    ),
    may(
        "portfolio",
        word::<PortfolioCount>(),
        "counted over the whole inventory",
    ),
    may(
        "initiatives_where",
        Name(Names::Rule),
        "how many initiatives that rule holds for",
    ),
];

const CHECK_APART: &[Field] = &[
    need("check", Name(Names::Check), "the check"),
    need("values", Texts, "the values that it rules out"),
];

const CHECK: &[Field] = &[
    need("id", Text, "its id"),
    need("provided", Text, "what is presumed, as a clause after “provided that”"),
    may(
        "provided_if",
        Text,
        "the same where a value is proposed and not confirmed, which stands for {value}",
    ),
    need("group", word::<CheckGroup>(), "who has to show otherwise"),
    may("role", word::<CheckRole>(), "what the program takes it for"),
];

const DUE: &[Field] = &[
    need("what", Text, "what happens on the day, as a heading"),
    need("otherwise", Text, "what happens when nobody decides"),
    may(
        "months_before",
        Name(Names::Fact),
        "so many months before the date, where that fact is known",
    ),
    may(
        "where",
        Name(Names::Fact),
        "only where this fact has the answer of `is` on record",
    ),
    may("is", Text, "that answer; `yes` where it is not said"),
];

/// A word to tick.
pub(in crate::rules) const TICK_WORD: FieldGroups = &[&[
    need("says", Texts, "what a person may say, the first is shown"),
    may("value", Text, "the answer that it stands for"),
    may("at_least", Text, "the least that it stands for"),
    may("at_most", Text, "the most that it stands for"),
    may(
        "records",
        Name(Names::Fact),
        "the fact that is answered by it; else the one that is ticked",
    ),
]];

const FACT: &[Field] = &[
    need("name", Text, "its dotted name, also its place in the inventory"),
    OF,
    need(
        "type",
        word::<Asked>(),
        "how an answer is written; `kind` is one of the kinds",
    ),
    may("options", Texts, "the answers of a choice or a level, lowest first"),
    may("title", Text, "a short noun phrase for sentences"),
    may("question", Text, "what a person is asked, in twelve words at the most"),
    may(
        "detail",
        Text,
        "one line that says what counts, where the question does not",
    ),
    may("from", Text, "where the answer is usually found"),
    may("unit", Text, "what a number is counted in"),
    may("better", word::<Better>(), "a rise never lowers an ordered table"),
    may(
        "inherits",
        Flag,
        "an answer of the school or the district counts for an initiative",
    ),
    may(
        "presume",
        Answer,
        "the value by which an answer is named while it is not known",
    ),
    may("because", Text, "why that is presumed"),
    may(
        "check",
        Name(Names::Check),
        "the check that rules out every other value",
    ),
    may(
        "checks_apart",
        Groups(&[CHECK_APART]),
        "other checks, each with the values that it rules out in place of that one",
    ),
    may(
        "applies_when",
        Condition,
        "when it applies; where it does not, every comparison on it is no",
    ),
    may(
        "past",
        Flag,
        "the date of something that has happened: one later than the audit is left out",
    ),
    may(
        "empty",
        Text,
        "the option that says that there is nothing; it may be written where the fact does not apply",
    ),
    may(
        "due",
        Groups(&[DUE]),
        "of a date by which something has to be decided: what happens then, the first that fits",
    ),
    may(
        "one_decision",
        Flag,
        "initiatives of which it says the same are one decision",
    ),
    may(
        "in_all",
        Flag,
        "an amount over all its years, out of which one of a year is worked out",
    ),
    may(
        "split_first",
        Flag,
        "where it is yes, the entry is split before it is decided",
    ),
    may("ask", word::<Effort>(), "how long an answer takes to find out"),
    may(
        "tick",
        Number,
        "that it is asked of all entries at once, and its place among the lists to tick",
    ),
    may(
        "tick_question",
        Text,
        "what is asked there, where it is not the question of the fact",
    ),
    may(
        "tick_words",
        Groups(TICK_WORD),
        "words that may be said there, each with the answer that it stands for",
    ),
    may("derive", OneOf(&[WAYS]), "how it is computed unless given"),
    may(
        "or_derive",
        OneOf(&[WAYS]),
        "how it is computed when the first way gives nothing",
    ),
    may(
        "no_confirms",
        Name(Names::Check),
        "the check that was made where it is no: what that presumes is so, where nothing else is said of it",
    ),
    may(
        "read_by",
        word::<FactReader>(),
        "where the program itself reads it, or that the reports print it",
    ),
];

const GROUP: &[Field] = &[
    need("id", Text, "its id"),
    may("role", word::<GroupRole>(), "what the program takes it for").kept(),
    may("means", Text, "what it holds; for those who keep the rules"),
];

const KIND: &[Field] = &[
    need("id", Text, "its id"),
    need("group", Name(Names::Group), "the group that it belongs to"),
    may("title", Text, "its title"),
    may("means", Text, "what belongs to it, and what does not"),
    may(
        "was",
        Texts,
        "ids that it had before, and kinds that held it; what is still filed there is told",
    ),
    may("signs", Texts, "words in a name that suggest it"),
    may(
        "needs_drivers",
        Flag,
        "it can only work with the implementation drivers in place",
    )
    .otherwise("yes"),
];

const TERM: &[Field] = &[need("word", Text, "the word"), may("also", Texts, "other forms of it")];

const OUTCOME: &[Field] = &[
    need("id", Text, "its id"),
    need("counts", word::<Counts>(), "when an effect on it counts as evidence"),
    may(
        "words",
        Texts,
        "words in the name of a measure that say it is this outcome",
    ),
    may("domains", Texts, "domains of it, in which studies are graded apart"),
    may(
        "less_is_better",
        Texts,
        "words in the name of a measure that say that less is better for students",
    ),
];

const SCALE: &[Field] = &[
    need("name", Text, "its name"),
    may("unit", Text, "what the steps are counted in"),
    need("steps", Numbers, "where each step begins, rising"),
];

const RULE: &[Field] = &[
    need("id", Text, "its id"),
    need("part", word::<Part>(), "what it is for"),
    OF,
    need("when", Condition, "the condition"),
    may(
        "instead",
        Name(Names::Recommendation),
        "of a guard: what to do while it is in force",
    ),
    may(
        "until",
        Sentences,
        "of a guard: when it ends, in words; the first of several forms whose values are on record",
    ),
    SAID,
    may("role", word::<RuleRole>(), "what the program reads it for").kept(),
    may(
        "fold",
        Name(Names::Fold),
        "of a finding: the heading under which it is told with others",
    ),
];

const FOLD: &[Field] = &[
    need("id", Text, "its id"),
    need("title", Text, "what all its findings begin with"),
    may(
        "why",
        Text,
        "why they matter; a finding that says the same does not say it again",
    ),
    may("open", Text, "what is asked where some of them are not known"),
];

const OPENING: &[Field] = &[
    need("id", Text, "its id"),
    need("question", Text, "the question"),
    need(
        "answer",
        Text,
        "one sentence; `{fact}` stands for the district's value of that fact",
    ),
    may("sources", Takes::Names(Names::Source), "what it rests on"),
];

/// A row of a table.
pub(in crate::rules) const ROW: FieldGroups = &[
    &[may(
        "when",
        Condition,
        "the condition; without one it always holds, and is the last",
    )],
    ANSWER,
    PROSE,
];

/// The row of a table that holds when no other does.
pub(in crate::rules) const OTHERWISE: FieldGroups = &[ANSWER, PROSE];

const ANSWER: &[Field] = &[
    may("id", Text, "its id; else its outcome"),
    need(
        "then",
        Name(Names::Outcome),
        "the outcome where it is the first that holds",
    ),
    may("despite_guards", Flag, "it decides even while a guard is in force"),
    may(
        "first_in_plan",
        Flag,
        "of the decision: what it decides comes first in the plan; its title then says the ground",
    ),
    SAID,
    may(
        "would_change",
        Sentences,
        "of the decision: what would change the verdict; the reports print it",
    ),
];

const TABLE: &[Field] = &[
    need("id", Text, "its id, also the name of the fact that it gives"),
    OF,
    may("title", Text, "its title"),
    need("outcomes", Texts, "what it may give, lowest first where it is ordered"),
    may("ordered", Flag, "its outcomes have an order"),
    may("given", Flag, "an inventory may state the outcome itself"),
    may(
        "inherits",
        Flag,
        "an answer of the school or the district counts for an initiative",
    ),
    may("question", Text, "what a person is asked who may state it"),
    need("rows", Groups(ROW), "the rows, in order: the first that holds"),
    may("otherwise", Group(OTHERWISE), "the row that holds when no other does"),
];

/// A part of a score.
pub(in crate::rules) const TOOL: FieldGroups = &[&[
    need("id", Text, "its id"),
    may("title", Text, "its title"),
    need("indicators", Takes::Names(Names::Fact), "what it is the mean of"),
]];

const SCORE: &[Field] = &[
    need(
        "name",
        Text,
        "the fact that it gives; its lowest part is `….weakest_tool`",
    ),
    OF,
    may("title", Text, "its title"),
    may("role", word::<ScoreRole>(), "what it measures").kept(),
    need("tools", Groups(TOOL), "its parts, of which it is the mean"),
];

const RECOMMENDATION: &[Field] = &[
    need(
        "id",
        Text,
        "an outcome of the table `recommendation`, or what is answered while none is decided",
    ),
    may("title", Text, "as a heading"),
    may("means", Text, "in plain words"),
    may(
        "of_list",
        Texts,
        "what is said of the initiatives of a list that get it: of one, and of several",
    ),
    may(
        "none_of_list",
        Text,
        "what is said of no initiative of a list where none gets it",
    ),
    may(
        "motion",
        Text,
        "how a board is asked to vote on it, with {n} for how many initiatives",
    ),
    may(
        "next_by",
        Text,
        "what comes of each by the end of a short-term project: a plan comes to the board",
    ),
    may("instead", Text, "what a board may decide instead, with its price"),
    may("guarded", Flag, "never given while a guard is in force").kept(),
    may(
        "commits",
        Flag,
        "cannot be taken back, so never what is done while a verdict is open",
    )
    .kept(),
    may(
        "aims_at",
        Takes::Names(Names::Recommendation),
        "where the cheapest changes should lead",
    ),
    may("role", word::<RecommendationRole>(), "what the program gives it for").kept(),
    may("mark", word::<Mark>(), "how it is drawn").taken_over(),
    may("board", word::<Board>(), "how a board is asked to decide on it").taken_over(),
    may(
        "moves",
        Takes::Words(<Move as Closed>::WORDS.words),
        "what a plan may do with what gets it: first what it calls for, then what goes ever further from that; nothing where no plan counts it",
    )
    .taken_over(),
    may(
        "ends",
        word::<Ends>(),
        "given until a date only: to every initiative, or to those that run",
    ),
    may("in_plan", Flag, "it asks for short-term projects")
        .otherwise("yes")
        .taken_over(),
    may("details", Flag, "the superintendent's report tells the details of each").taken_over(),
    may("names_missing", Flag, "the parts of the bar that are missing are named").taken_over(),
];

/// What a property claims about a table.
pub(in crate::rules) const CLAIM: FieldGroups = &[&[
    need("facts", Takes::Names(Names::Fact), "the facts"),
    need("table", Name(Names::Table), "the table"),
]];

const PROPERTY: &[Field] = &[
    need("id", Text, "its id"),
    may("title", Text, "what holds, in plain words"),
    may("because", Text, "why it must hold"),
    may("never", Condition, "no inventory makes it true"),
    may("possible", Condition, "some inventory makes it true"),
    may(
        "on_record",
        Flag,
        "in its condition a comparison counts as no where what is on record leaves it unknown",
    ),
    may(
        "raises",
        Group(CLAIM),
        "a rise of any of the facts never lowers the table",
    ),
    may("ignores", Group(CLAIM), "the table does not depend on the facts"),
];

const GIVEN: &[Field] = &[
    need("fact", Name(Names::Fact), "the lower number"),
    need("at_most", Name(Names::Fact), "the higher number"),
    may("within", Number, "by how much the lower may be above it all the same"),
    may("why", Text, "why it is so"),
];

const ACTION: &[Field] = &[
    need("fact", Name(Names::Fact), "the fact that changes"),
    need("step", Text, "what to do, in plain words"),
    need(
        "effort",
        Name(Names::Parameter),
        "what it costs, in short-term projects",
    ),
    may("first", Text, "what is done first, in plain words"),
    may("teachers", Flag, "that it takes the time of teachers"),
];

const PROJECT: &[Field] = &[
    need("id", Text, "its id"),
    need("kind", word::<ProjectKind>(), "what it is about"),
    need(
        "owner",
        Text,
        "the role that answers for it where the inventory names none",
    ),
    may(
        "effort",
        Name(Names::Parameter),
        "what it takes, in short-term projects; a step has its own",
    ),
    may(
        "teachers",
        Flag,
        "that it takes the time of teachers; a step has its own",
    ),
    may("first", Text, "what is done first, where nothing else says it"),
    may("evidence", Text, "what shows that it is done, where no fact does"),
];

const SWITCHED_OFF: &[Field] = &[
    need("rule", Name(Names::Rule), "the rule"),
    need("because", Text, "why; the reports print it"),
];

/// The order of caution in rules of one's own.
pub(in crate::rules) const CAUTION: FieldGroups = &[&[
    need("order", Takes::Names(Names::Recommendation), "the most cautious first"),
    need("because", Text, "why; the reports print it"),
]];

const REPLACES: &[Field] = &[may(
    "replaces",
    Flag,
    "in rules of one's own: it stands in place of the shipped one",
)];

const BECAUSE: &[Field] = &[may(
    "because",
    Text,
    "in rules of one's own: why they deviate; the reports print it",
)];

impl Laid {
    /// What an item says in rules of one's own beside its fields.
    #[must_use]
    pub const fn fields(self) -> FieldGroups {
        match self {
            Self::Own | Self::Added(_) => &[],
            Self::Named(_) => &[REPLACES, BECAUSE],
            Self::Because => &[BECAUSE],
        }
    }
}

const fn items(
    name: &'static str,
    what: &'static str,
    key: &'static [&'static str],
    fields: FieldGroups,
    laid: Laid,
    says: &'static str,
) -> Section {
    Section {
        name,
        form: Form::Items { what, key, fields },
        says,
        laid,
    }
}

const fn one(name: &'static str, takes: Takes, says: &'static str) -> Section {
    Section {
        name,
        form: Form::One(takes),
        says,
        laid: Laid::Own,
    }
}

const OPTION: Laid = Laid::Named(Code::UnknownOption);

/// Every section of a rule file.
pub const SECTIONS: &[Section] = &[
    one("format", Takes::Word(&FORMAT), "the format of the files"),
    one("name", Text, "the name of the rule set"),
    one("version", Text, "its version"),
    one(
        "extends",
        Takes::Word(&LAID_OVER),
        "these rules are laid over the shipped ones",
    ),
    one(
        "goes_without",
        Takes::Words(&Reach::WORDS),
        "the parts of the program that the rule set has nothing for",
    ),
    items(
        "switched_off",
        "a rule that is switched off",
        &["rule"],
        &[SWITCHED_OFF],
        Laid::Own,
        "rules of the rule set laid over that count no longer",
    ),
    items(
        "sources",
        "a source",
        &["id"],
        &[SOURCE],
        Laid::Named(Code::UnknownSource),
        "every text that a rule or a threshold rests on",
    ),
    items(
        "units",
        "a unit",
        &["name"],
        &[UNIT],
        OPTION,
        "what numbers are counted in",
    ),
    items(
        "parameters",
        "a parameter",
        &["name"],
        &[PARAMETER, PROSE],
        Laid::Named(Code::UnknownParameter),
        "every threshold; in rules of one's own a name, a value and why are enough to set one",
    ),
    items(
        "facts",
        "a fact",
        &["name"],
        &[FACT],
        Laid::Named(Code::UnknownFact),
        "every answer that rules read",
    ),
    items(
        "groups",
        "a group of kinds",
        &["id"],
        &[GROUP],
        OPTION,
        "groups of kinds",
    ),
    items("kinds", "a kind", &["id"], &[KIND], OPTION, "kinds of initiative"),
    items("terms", "a term", &["word"], &[TERM, PROSE], OPTION, "watched words"),
    items(
        "outcomes",
        "an outcome",
        &["id"],
        &[OUTCOME, PROSE],
        OPTION,
        "kinds of outcome, and when each counts",
    ),
    items(
        "scales",
        "a scale",
        &["name"],
        &[SCALE, PROSE],
        OPTION,
        "steps that turn a number into other units",
    ),
    items(
        "folds",
        "a fold",
        &["id"],
        &[FOLD],
        OPTION,
        "headings under which findings are told together",
    ),
    items(
        "openings",
        "an opening question",
        &["id"],
        &[OPENING],
        OPTION,
        "questions that the needs analysis begins with, each answered in a sentence",
    ),
    items(
        "rules",
        "a rule",
        &["id"],
        &[RULE, PROSE],
        Laid::Named(Code::UnknownRule),
        "named conditions with their reasons",
    ),
    items(
        "tables",
        "a table",
        &["id"],
        &[TABLE],
        OPTION,
        "decisions: the first row that holds",
    ),
    items(
        "scores",
        "a score",
        &["name"],
        &[SCORE],
        OPTION,
        "means of means, as intervals",
    ),
    items(
        "recommendations",
        "a recommendation",
        &["id"],
        &[RECOMMENDATION],
        OPTION,
        "what may be answered, in the order of a report",
    ),
    Section {
        name: "caution",
        form: Form::Order(CAUTION),
        says: "what may stand while a verdict is open, the most cautious first; rules of one's own say why",
        laid: Laid::Because,
    },
    items(
        "properties",
        "a property",
        &["id"],
        &[PROPERTY],
        Laid::Added(Code::UnknownOption),
        "what must hold for every possible inventory",
    ),
    items(
        "given",
        "a given",
        &["fact", "at_most"],
        &[GIVEN],
        Laid::Because,
        "pairs of numbers of which one is never above the other",
    ),
    items(
        "checks",
        "a check",
        &["id"],
        &[CHECK],
        Laid::Named(Code::UnknownOption),
        "what is looked at before an answer is settled; tried for removal in this order",
    ),
    items(
        "actions",
        "an action",
        &["fact"],
        &[ACTION],
        Laid::Named(Code::UnknownFact),
        "changes that a district can decide on, and what they cost",
    ),
    items(
        "projects",
        "a kind of project",
        &["id"],
        &[PROJECT],
        OPTION,
        "what advice becomes as short-term projects; a kind that is not declared is not proposed",
    ),
    Section {
        name: "severity",
        form: Form::Severities,
        says: "how bad a problem of the rule set is held to be; rules of one's own say why",
        laid: Laid::Because,
    },
];

/// The section of a name: what one of its items is, and its fields.
pub(in crate::rules) fn section(name: &str) -> (&'static str, FieldGroups) {
    let form = SECTIONS.iter().find(|s| s.name == name).map(|s| s.form);
    if let Some(Form::Items { what, fields, .. }) = form {
        return (what, fields);
    }
    debug_assert!(false, "`{name}` is no section of items");
    ("an item", &[])
}
