//! From the texts of the catalogue files to a checked catalogue, all problems in one run.

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span, sha256};
use crate::rules::document::Item;
use crate::truth::{Number, PartialDate};
use crate::yaml::{self, Limits, Node};

use super::document::{
    APPROACH, CONDITION, CONTEXT, COST, EFFECT, EVIDENCE, FILE, FROM, LOOK_ALIKE, MENTION, PROGRAM, RATED, RATING,
    REVIEW, SPELLING, UNRATED,
};
use super::model::{
    Approach, Catalogue, Condition, Context, Cost, Effect, Evidence, Extent, LookAlike, Mention, Program, Rated,
    RatingWord, Review, Unrated,
};
use super::words::{Design, Summary, Verified};

/// One file of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueFile {
    /// Its text among the sources.
    pub source: SourceId,
    /// The events of its YAML, where they were read at build time.
    pub packed: Option<&'static [u8]>,
    /// Whether it is no file of the program's own: its entries stand beside the others, and in place of one of the same
    /// id where they say why.
    pub own: bool,
}

impl From<SourceId> for CatalogueFile {
    fn from(source: SourceId) -> Self {
        Self {
            source,
            packed: None,
            own: true,
        }
    }
}

/// Reads and checks a catalogue; none where there is an error.
pub fn load(files: &[CatalogueFile], sources: &Sources, out: &mut Diagnostics) -> Option<Catalogue> {
    let mut catalogue = load_part(files, sources, out);
    catalogue.hash = hash(files, sources);
    references(&catalogue, out);
    (!out.has_errors()).then_some(catalogue)
}

/// Reads some files of a catalogue, in which others may be named.
pub(super) fn load_part(files: &[CatalogueFile], sources: &Sources, out: &mut Diagnostics) -> Catalogue {
    let mut catalogue = Catalogue {
        name: String::new(),
        version: String::new(),
        date: Date::MAX,
        condition_question: String::new(),
        rated_by: Date::MAX,
        rated_in: String::new(),
        reviewed_by: Date::MAX,
        reviewed_in: String::new(),
        ratings: Vec::new(),
        spellings: Vec::new(),
        contexts: Vec::new(),
        approaches: Vec::new(),
        programs: Vec::new(),
        hash: String::new(),
    };
    let trees: Vec<(bool, Node)> = files
        .iter()
        .filter_map(|file| {
            let text = sources.text(file.source);
            let tree = match file.packed {
                Some(packed) => yaml::replay(file.source, text, packed, out),
                None => yaml::read(file.source, text, &Limits::default(), out),
            };
            Some((file.own, tree?))
        })
        .collect();
    let read: Vec<(bool, Item)> = trees
        .iter()
        .filter_map(|(own, tree)| Some((*own, Item::of(tree, "a file of the catalogue", FILE, out)?)))
        .collect();
    // the words of ratings come first: entries name them
    for (own, file) in &read {
        head(file, *own, &mut catalogue, out);
    }
    for (own, file) in &read {
        for node in file.list("approaches") {
            if let Some(approach) = approach(node, out) {
                lay_approach(approach, *own, &mut catalogue.approaches, out);
            }
        }
        for node in file.list("programs") {
            if let Some(program) = program(node, &catalogue.ratings, out) {
                catalogue.programs.push(program);
            }
        }
    }
    catalogue.approaches.sort_by(|a, b| a.id.cmp(&b.id));
    catalogue.programs.sort_by(|a, b| a.id.cmp(&b.id));
    catalogue
}

/// What the files say, as one name.
fn hash(files: &[CatalogueFile], sources: &Sources) -> String {
    let all: Vec<String> = files.iter().map(|file| sources.sha256(file.source)).collect();
    sha256(all.join("\n").as_bytes())
}

fn head(file: &Item, own: bool, into: &mut Catalogue, out: &mut Diagnostics) {
    let format = file.text("format");
    if !format.is_empty() && format != "1" {
        let error = Diagnostic::error(
            Code::WrongFormat,
            file.place("format"),
            "this program reads `format: 1`",
        );
        out.push(error.help("write format: 1"));
    }
    // one of one's own is laid over the shipped one, which keeps its name
    if !own || into.name.is_empty() {
        for (key, place) in [
            ("name", &mut into.name),
            ("version", &mut into.version),
            ("condition_question", &mut into.condition_question),
        ] {
            let text = file.text(key);
            if !text.is_empty() {
                *place = text;
            }
        }
        if let Some(date) = day(file, "date", out) {
            into.date = date;
        }
    }
    for (key, by, source) in [
        ("ratings_from", &mut into.rated_by, &mut into.rated_in),
        ("reviews_from", &mut into.reviewed_by, &mut into.reviewed_in),
    ] {
        let Some(from) = file.get(key).and_then(|node| Item::of(node, key, FROM, out)) else {
            continue;
        };
        *source = from.text("source");
        if let Some(date) = day(&from, "by", out) {
            *by = date;
        }
    }
    for node in file.list("ratings") {
        let Some(item) = Item::of(node, "a rating", RATING, out) else {
            continue;
        };
        into.ratings.push(RatingWord {
            id: item.text("id"),
            title: item.text("title"),
            direction: item.word("direction"),
            design: item.word("design").unwrap_or(Design::None),
            significant: item.flag("significant"),
        });
    }
    for node in file.list("spellings") {
        let Some(item) = Item::of(node, "a spelling", SPELLING, out) else {
            continue;
        };
        let reads = item.text("reads");
        let others = item.texts("as").into_iter();
        into.spellings.extend(others.map(|other| (other, reads.clone())));
    }
    for node in file.list("contexts") {
        let Some(item) = Item::of(node, "a context", CONTEXT, out) else {
            continue;
        };
        let Some(blocks) = item.word("blocks") else { continue };
        into.contexts.push(Context {
            says: item.texts("says"),
            blocks,
            because: item.text("because"),
        });
    }
}

/// An entry of one's own stands in place of a shipped one where it says why.
fn lay_approach(approach: Approach, own: bool, into: &mut Vec<Approach>, out: &mut Diagnostics) {
    let Some(held) = into.iter_mut().find(|held| held.id == approach.id) else {
        into.push(approach);
        return;
    };
    if own && !approach.because.is_empty() {
        *held = approach;
        return;
    }
    let message = format!("two approaches carry the id `{}`", approach.id);
    let help = if own {
        "say `because: …` where it stands in place of the other, or give it an id of its own"
    } else {
        "give one of them another id"
    };
    out.push(
        Diagnostic::error(Code::DuplicateId, approach.span, message)
            .other(held.span, "the other")
            .help(help),
    );
}

fn approach(node: &Node, out: &mut Diagnostics) -> Option<Approach> {
    let item = Item::of(node, "an approach", APPROACH, out)?;
    let evidence = item.list("evidence").into_iter();
    let evidence = evidence.filter_map(|node| piece(node, out)).collect();
    let looks = item.list("look_alikes").into_iter();
    let look_alikes = looks.filter_map(|node| look_alike(node, out)).collect();
    let conditions = item.list("works_when").into_iter();
    let works_when = conditions.filter_map(|node| {
        let item = Item::of(node, "a condition", CONDITION, out)?;
        let (id, ask) = (item.text("id"), item.text("ask"));
        if id.is_empty() != ask.is_empty() {
            let message = "a condition has only one of `id` and `ask`";
            out.push(
                Diagnostic::error(Code::MissingField, item.span(), message)
                    .help("write both where a district is asked about it, else neither"),
            );
        }
        Some(Condition {
            id,
            ask,
            text: item.text("text"),
            url: item.text("url"),
        })
    });
    let works_when: Vec<Condition> = works_when.collect();
    let mut ids: Vec<&str> = Vec::new();
    for id in works_when.iter().map(|c| c.id.as_str()).filter(|id| !id.is_empty()) {
        if !ids.contains(&id) {
            ids.push(id);
            continue;
        }
        let message = format!("two conditions carry the id `{id}`");
        out.push(
            Diagnostic::error(Code::DuplicateId, item.place("works_when"), message).help("give one of them another id"),
        );
    }
    let costs = item.list("costs").into_iter();
    let costs = costs.filter_map(|node| cost(node, out)).collect();
    let in_sources = item.get("in_sources").filter(|node| !node.is_blank());
    let in_sources = in_sources.and_then(|node| {
        let item = Item::of(node, "a mention", MENTION, out)?;
        Some(Mention {
            source: item.text("source"),
            phrase: item.text("phrase"),
            rule: item.text("rule"),
            note: item.text("note"),
        })
    });
    Some(Approach {
        id: item.need("id")?,
        name: item.text("name"),
        kind: item.text("kind"),
        kind_note: item.text("kind_note"),
        what: item.text("what"),
        aliases: item.texts("aliases"),
        words: item.texts("words"),
        look_alikes,
        summary: item.word("summary").unwrap_or(Summary::Unknown),
        reason: item.text("reason"),
        evidence,
        later_harm: item.text("later_harm"),
        works_when,
        costs,
        cautions: item.texts("cautions"),
        in_sources,
        verified: item.word("verified").unwrap_or(Verified::Partly),
        because: item.text("because"),
        span: item.span(),
    })
}

fn look_alike(node: &Node, out: &mut Diagnostics) -> Option<LookAlike> {
    let item = Item::of(node, "a look-alike", LOOK_ALIKE, out)?;
    let (is, means) = (item.need("is"), item.text("means"));
    if is.is_none() && means.is_empty() {
        let message = "a look-alike says neither which entry it is nor what it means";
        out.push(Diagnostic::error(Code::MissingField, item.span(), message).help("add `is: …` or `means: …`"));
    }
    Some(LookAlike {
        says: item.texts("says"),
        is,
        means,
        text: item.text("text"),
    })
}

fn piece(node: &Node, out: &mut Diagnostics) -> Option<Evidence> {
    let item = Item::of(node, "a piece of evidence", EVIDENCE, out)?;
    let published = item.need("published").and_then(|text| match PartialDate::read(&text) {
        Ok(date) => Some(date),
        Err(message) => {
            let error = Diagnostic::error(Code::WrongType, item.place("published"), message);
            out.push(error.help("write a year, a month or a day, such as 2024 or 2024-03"));
            None
        }
    });
    let effect = item.get("effect").filter(|node| !node.is_blank());
    let effect = effect.and_then(|node| size(node, out)).unwrap_or_default();
    Some(Evidence {
        title: item.text("title"),
        authors: item.text("authors"),
        published,
        url: item.text("url"),
        read: item.word("read")?,
        read_note: item.text("read_note"),
        program: item.need("program"),
        design: item.word("design")?,
        design_note: item.text("design_note"),
        studies: number(&item, "studies", out),
        schools: number(&item, "schools", out),
        students: number(&item, "students", out),
        outcome: item.text("outcome"),
        direction: item.word("direction")?,
        effect,
        for_whom: item.text("for_whom"),
        scale: item.text("scale"),
        duration: item.text("duration"),
        sustained: item.flag("sustained"),
        fade_out: item.text("fade_out"),
        district_study: item.text("district_study"),
        note: item.text("note"),
        span: item.span(),
    })
}

fn size(node: &Node, out: &mut Diagnostics) -> Option<Effect> {
    let item = Item::of(node, "an effect", EFFECT, out)?;
    let effect = Effect {
        value: number(&item, "value", out),
        low: number(&item, "low", out),
        high: number(&item, "high", out),
        se: number(&item, "se", out),
        unit: item.word("unit"),
        text: item.text("text"),
        note: item.text("note"),
    };
    let mut wrong = |message: &str, help: &str| {
        out.push(Diagnostic::error(Code::WrongType, item.span(), message).help(help));
    };
    if effect.is_read() && effect.unit.is_none() {
        wrong("a size without a unit", "add `unit: sd` or another");
    }
    if effect.low.is_some() != effect.high.is_some() {
        wrong("one end of a range", "write both `low` and `high`");
    }
    if effect.low > effect.high {
        wrong("the least is more than the most", "write the smaller number as `low`");
    }
    if effect.value.is_some() && effect.low.is_some_and(|low| effect.value < Some(low)) {
        wrong("the size lies below its range", "correct one of them");
    }
    Some(effect)
}

fn cost(node: &Node, out: &mut Diagnostics) -> Option<Cost> {
    let item = Item::of(node, "a cost", COST, out)?;
    let cost = Cost {
        amount: number(&item, "amount", out),
        low: number(&item, "low", out),
        high: number(&item, "high", out),
        per: item.word("per")?,
        basis: item.text("basis"),
        url: item.text("url"),
    };
    if cost.amount.is_none() && (cost.low.is_none() || cost.high.is_none()) {
        let message = "a cost without an amount";
        out.push(Diagnostic::error(Code::MissingField, item.span(), message).help("add `amount`, or `low` and `high`"));
    }
    Some(cost)
}

fn program(node: &Node, ratings: &[RatingWord], out: &mut Diagnostics) -> Option<Program> {
    let item = Item::of(node, "a program", PROGRAM, out)?;
    let rated = item.list("rated").into_iter();
    let rated = rated.filter_map(|node| rating(node, ratings, out)).collect();
    let unrated = item.list("unrated").into_iter();
    let unrated = unrated.filter_map(|node| {
        let item = Item::of(node, "a topic", UNRATED, out)?;
        Some(Unrated {
            topic: item.text("topic"),
            standards: item.text("standards"),
        })
    });
    let unrated = unrated.collect();
    let reviews = item.list("reviews").into_iter();
    let reviews = reviews.filter_map(|node| review(node, out)).collect();
    let numbers = item.texts("wwc").into_iter();
    let wwc = numbers.filter_map(|text| {
        let number = text.parse().ok();
        if number.is_none() {
            let message = format!("`{text}` is no number of the clearinghouse");
            out.push(Diagnostic::error(Code::WrongType, item.place("wwc"), message).help("write a whole number"));
        }
        number
    });
    let wwc = wwc.collect();
    Some(Program {
        id: item.need("id")?,
        name: item.text("name"),
        aliases: item.texts("aliases"),
        wwc,
        approach: item.need("approach"),
        rated,
        unrated,
        reviews,
        cautions: item.texts("cautions"),
        span: item.span(),
    })
}

fn extent(item: &Item, out: &mut Diagnostics) -> Extent {
    Extent {
        studies: number(item, "studies", out),
        reviewed: number(item, "reviewed", out),
        students: number(item, "students", out),
        extent: item.text("extent"),
    }
}

fn rating(node: &Node, words: &[RatingWord], out: &mut Diagnostics) -> Option<Rated> {
    let item = Item::of(node, "a rating", RATED, out)?;
    let said = item.need("rating")?;
    let place = words.iter().position(|word| word.id == said);
    if place.is_none() {
        let message = format!("`{said}` is no rating");
        let near = out.nearest(&said, words.iter().map(|word| word.id.as_str()));
        let help = near.map_or_else(
            || "name one of `ratings`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        out.push(Diagnostic::error(Code::UnknownOption, item.place("rating"), message).help(help));
    }
    Some(Rated {
        topic: item.text("topic"),
        outcome: item.text("outcome"),
        rating: place?,
        extent: extent(&item, out),
        standards: item.text("standards"),
    })
}

fn review(node: &Node, out: &mut Diagnostics) -> Option<Review> {
    let item = Item::of(node, "a review", REVIEW, out)?;
    Some(Review {
        outcome: item.text("outcome"),
        findings: number(&item, "findings", out)?,
        positive: number(&item, "positive", out)?,
        negative: number(&item, "negative", out)?,
        mean: number(&item, "mean", out)?,
        extent: extent(&item, out),
        standards: item.text("standards"),
    })
}

fn number(item: &Item, key: &str, out: &mut Diagnostics) -> Option<Number> {
    let text = item.need(key)?;
    let number = Number::parse(&text);
    if number.is_none() {
        let message = format!("`{text}` is no number (in `{key}`)");
        out.push(Diagnostic::error(Code::WrongType, item.place(key), message).help("write a number such as 0.12"));
    }
    number
}

fn day(item: &Item, key: &str, out: &mut Diagnostics) -> Option<Date> {
    let text = item.need(key)?;
    match PartialDate::read(&text) {
        Ok(date) if date.first == date.last => Some(date.first),
        _ => {
            let message = format!("`{text}` is no day (in `{key}`)");
            out.push(
                Diagnostic::error(Code::WrongType, item.place(key), message).help("write a day such as 2026-06-30"),
            );
            None
        }
    }
}

/// Points out names of entries that are not there, and ids that stand twice.
fn references(catalogue: &Catalogue, out: &mut Diagnostics) {
    let mut seen: rustc_hash::FxHashMap<&str, Span> = rustc_hash::FxHashMap::default();
    let approaches = catalogue.approaches.iter().map(|a| (a.id.as_str(), a.span));
    for (id, span) in approaches.chain(catalogue.programs.iter().map(|p| (p.id.as_str(), p.span))) {
        if let Some(other) = seen.insert(id, span) {
            out.push(
                Diagnostic::error(Code::DuplicateId, span, format!("two entries carry the id `{id}`"))
                    .other(other, "the other")
                    .help("give one of them another id"),
            );
        }
    }
    let mut named: Vec<(&str, Span, &str)> = Vec::new();
    for approach in &catalogue.approaches {
        let looks = approach.look_alikes.iter();
        named.extend(looks.filter_map(|l| Some((l.is.as_deref()?, approach.span, "approach"))));
        let pieces = approach.evidence.iter();
        named.extend(pieces.filter_map(|p| Some((p.program.as_deref()?, p.span, "program"))));
    }
    let programs = catalogue.programs.iter();
    named.extend(programs.filter_map(|p| Some((p.approach.as_deref()?, p.span, "approach"))));
    for (id, span, what) in named {
        let found = match what {
            "program" => catalogue.program(id).is_some(),
            _ => catalogue.approach(id).is_some(),
        };
        if !found {
            let near = out.nearest(id, catalogue.ids());
            let help = near.map_or_else(
                || format!("`cleardeck catalogue list` names every {what}"),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("no {what} has the id `{id}`");
            out.push(Diagnostic::error(Code::UnknownReference, span, message).help(help));
        }
    }
}
