//! What is written in the files of a catalogue: every section with its fields, declared once. From it come the check of
//! what stands in a file, the JSON Schema and the table of fields in `catalogue/README.md`.

use super::words::{Blocks, Design, Direction, Per, ReadAs, Summary, Unit, Verified};
use crate::rules::document::Takes::{Flag, Group, Groups, Number, Text, Texts};
use crate::rules::document::{Field, FieldGroups, may, need, word};

/// The sections of a file.
pub(super) const FILE: FieldGroups = &[&[
    may("format", Text, "the format of the file, `1`"),
    may("name", Text, "what the catalogue is called"),
    may("version", Text, "its version"),
    may(
        "date",
        Text,
        "the day on which it was made; what has no date was known then",
    ),
    may(
        "condition_question",
        Text,
        "what is asked of a confirmed entry, beside the conditions under which it worked",
    ),
    may("ratings_from", Group(FROM), "where the ratings of programs come from"),
    may(
        "reviews_from",
        Group(FROM),
        "where the reviews of single studies come from",
    ),
    may("ratings", Groups(RATING), "what the words of a rating come to"),
    may("spellings", Groups(SPELLING), "spellings that are read alike"),
    may("contexts", Groups(CONTEXT), "words beside which a match is none"),
    may(
        "approaches",
        Groups(APPROACH),
        "approaches: kinds of things that districts run",
    ),
    may("programs", Groups(PROGRAM), "named programs"),
]];

pub(super) const FROM: FieldGroups = &[&[
    need("source", Text, "the source"),
    need("by", Text, "the day by which it was published"),
]];

pub(super) const RATING: FieldGroups = &[&[
    need("id", Text, "its id"),
    need("title", Text, "as the clearinghouse says it"),
    may(
        "direction",
        word::<Direction>(),
        "which way it points; nothing where it says that none can be told",
    ),
    need(
        "design",
        word::<Design>(),
        "how the studies behind it count where the same program is confirmed",
    ),
    may(
        "significant",
        Flag,
        "whether it takes studies whose findings are statistically significant",
    ),
]];

pub(super) const SPELLING: FieldGroups = &[&[
    need("reads", Text, "the word that is read"),
    need("as", Texts, "other spellings of it"),
]];

pub(super) const CONTEXT: FieldGroups = &[&[
    need("says", Texts, "the words"),
    need("blocks", word::<Blocks>(), "what they block"),
    need("because", Text, "why"),
]];

pub(super) const LOOK_ALIKE: FieldGroups = &[&[
    need("says", Texts, "words as they may stand in a line"),
    may("is", Text, "the entry that they mean"),
    may("means", Text, "what they mean, where that is no entry or needs a word"),
    may("text", Text, "the same, where it says more than the words"),
]];

/// An approach.
pub(super) const APPROACH: FieldGroups = &[&[
    need("id", Text, "its id"),
    need("name", Text, "its name"),
    need("kind", Text, "its kind in the rule set"),
    may("kind_note", Text, "when it is of another kind"),
    need("what", Text, "what it is"),
    need("aliases", Texts, "names that stand for it"),
    may("words", Texts, "words that suggest it and do not name it"),
    need("look_alikes", Groups(LOOK_ALIKE), "what its words also mean"),
    need("summary", word::<Summary>(), "what its evidence comes to"),
    need("reason", Text, "why"),
    need("evidence", Groups(EVIDENCE), "what was found, by whom"),
    may(
        "later_harm",
        Text,
        "what a careful study found later to the harm of students",
    ),
    may(
        "works_when",
        Groups(CONDITION),
        "under which conditions it worked, that which matters most first",
    ),
    may("costs", Groups(COST), "what it costs, as it was read"),
    need("cautions", Texts, "what to be careful about"),
    may("in_sources", Group(MENTION), "where a source of the rules speaks of it"),
    need("verified", word::<Verified>(), "how far its figures were seen"),
    may("because", Text, "why it stands in place of a shipped entry"),
]];

const EVIDENCE_WHO: &[Field] = &[
    need("title", Text, "its title"),
    need("authors", Text, "who wrote it"),
    may("published", Text, "when it was published: a year, a month or a day"),
    need("url", Text, "where it is"),
    need("read", word::<ReadAs>(), "what of it was read"),
    may("read_note", Text, "more on what was read"),
    may("program", Text, "the named program that was studied"),
];

const EVIDENCE_WHAT: &[Field] = &[
    need("design", word::<Design>(), "how it compared"),
    may("design_note", Text, "the same in its own words"),
    may("studies", Number, "how many studies it stands for"),
    may("schools", Number, "schools in it"),
    may("students", Number, "students in it"),
    need("outcome", Text, "what was measured"),
    need("direction", word::<Direction>(), "which way it points"),
    may("effect", Group(EFFECT), "how large it was, where that was read"),
    may("for_whom", Text, "for whom"),
    may("scale", Text, "at what scale"),
    may("duration", Text, "for how long"),
    may(
        "sustained",
        Flag,
        "whether what it found held for a year or longer after the program",
    ),
    may("fade_out", Text, "what became of it later"),
    may(
        "district_study",
        Text,
        "the district that was studied, where it is named",
    ),
    may("note", Text, "what else there is to say"),
];

pub(super) const EVIDENCE: FieldGroups = &[EVIDENCE_WHO, EVIDENCE_WHAT];

pub(super) const EFFECT: FieldGroups = &[&[
    may("value", Number, "the size"),
    may(
        "low",
        Number,
        "the least of several outcomes or studies, or of an interval",
    ),
    may("high", Number, "the most of them"),
    may("se", Number, "its standard error"),
    may("unit", word::<Unit>(), "what it is counted in"),
    may("text", Text, "what the number is of, or what was said in place of one"),
    may("note", Text, "what else was read"),
]];

pub(super) const CONDITION: FieldGroups = &[&[
    may(
        "id",
        Text,
        "its id in the approach, under which an inventory says how it is here; with `ask`",
    ),
    may("ask", Text, "what a district is asked about it"),
    need("text", Text, "the condition"),
    need("url", Text, "where that was read"),
]];

pub(super) const COST: FieldGroups = &[&[
    may("amount", Number, "dollars"),
    may("low", Number, "the least, of a range"),
    may("high", Number, "the most"),
    need("per", word::<Per>(), "for what"),
    need("basis", Text, "for whom and when, in words"),
    need("url", Text, "where that was read"),
]];

pub(super) const MENTION: FieldGroups = &[&[
    need("source", Text, "the source, an id of the rule set"),
    need("phrase", Text, "a phrase that stands there word for word"),
    need("rule", Text, "the rule that reads it"),
    may("note", Text, "what else there is to say"),
]];

/// A named program.
pub(super) const PROGRAM: FieldGroups = &[&[
    need("id", Text, "its id"),
    need("name", Text, "its name"),
    may("aliases", Texts, "other names"),
    may("wwc", Texts, "its numbers at the What Works Clearinghouse"),
    may("approach", Text, "the approach that it comes nearest to"),
    may("rated", Groups(RATED), "ratings, by topic and outcome"),
    may(
        "unrated",
        Groups(UNRATED),
        "topics under which no study met the standards",
    ),
    may("reviews", Groups(REVIEW), "reviews of single studies, by outcome"),
    may("cautions", Texts, "what to be careful about"),
]];

const EXTENT: &[Field] = &[
    may("studies", Number, "studies that meet the standards"),
    may("reviewed", Number, "studies that were looked at"),
    may("students", Number, "students in them"),
    may("extent", Text, "small, or medium to large"),
];

pub(super) const RATED: FieldGroups = &[
    &[
        need("topic", Text, "the topic under which it was reviewed"),
        need("outcome", Text, "the outcome domain"),
        need("rating", Text, "the rating, one of `ratings`"),
        may("standards", Text, "the version of the protocol"),
    ],
    EXTENT,
];

pub(super) const UNRATED: FieldGroups = &[&[
    need("topic", Text, "the topic"),
    may("standards", Text, "the version of the protocol"),
]];

pub(super) const REVIEW: FieldGroups = &[
    &[
        need("outcome", Text, "the outcome domain"),
        need("findings", Number, "findings that are not of subgroups"),
        need("positive", Number, "those that are significant and positive"),
        need("negative", Number, "those that are significant and negative"),
        need("mean", Number, "their plain mean, in standard deviations"),
        may(
            "standards",
            Text,
            "which standards the studies met, and how they compared",
        ),
    ],
    EXTENT,
];
