//! The page of an entry of the catalogue: at a glance what it costs, how sure it is and how large, then for whom, at what
//! dose and scale, what became of it, what to be careful about, and every source.

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::condition::ConditionView;
use super::line::{PieceView, RatedView};
use crate::catalogue::{Approach, Catalogue, Cost, Entry, Evidence, Program, ReadAs, Review, by_scale};
use crate::report::RenderError;
use crate::report::dates::Days;
use crate::report::fill::fill;
use crate::report::html;
use crate::report::markdown::SAID;
use crate::report::view::as_data;
use crate::rules::{RuleSet, grouped};

/// An entry as its page says it.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct EntryView {
    /// How the forms that people read write days.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a named program and no approach.
    pub is_program: bool,
    /// What it is; of a program empty.
    pub what: String,
    /// Its kind by the rules, in words.
    pub kind: String,
    /// When it is of another kind.
    pub kind_note: String,
    /// Names that stand for it.
    pub aliases: Vec<String>,
    /// What its words also mean.
    pub look_alikes: Vec<LookAlikeView>,
    /// What its evidence comes to, and what that word means.
    pub summary: (&'static str, &'static str),
    /// Why.
    pub reason: String,
    /// How many pieces of evidence there are.
    pub pieces: usize,
    /// How many of them compared carefully.
    pub careful: usize,
    /// Of how many an abstract or less was read.
    pub abstracts: usize,
    /// The sizes that were read, that of most students first.
    pub sizes: Vec<PieceView>,
    /// What it costs, as it was read.
    pub costs: Vec<CostView>,
    /// What was found, by whom.
    pub evidence: Vec<EvidenceView>,
    /// What was found later to the harm of students.
    pub later_harm: String,
    /// Conditions under which it worked.
    pub works_when: Vec<ConditionView>,
    /// What to be careful about.
    pub cautions: Vec<String>,
    /// Where a source of the rules speaks of it: the source, its address, the phrase, the rule, a note.
    pub in_sources: Option<(String, String, String, String, String)>,
    /// How far its figures were seen.
    pub verified: &'static str,
    /// The approach that a program comes nearest to: id and name.
    pub approach: Option<(String, String)>,
    /// Ratings of a program.
    pub rated: Vec<RatedView>,
    /// Where they come from.
    pub rated_in: String,
    /// Topics under which no study met the standards.
    pub unrated: Vec<String>,
    /// Reviews of single studies.
    pub reviews: Vec<ReviewView>,
    /// Where they come from.
    pub reviewed_in: String,
    /// The address of its page at the clearinghouse.
    pub wwc: Vec<String>,
    /// The catalogue and its date.
    pub catalogue: String,
    /// The date.
    pub date: String,
}

/// What words of an entry also mean.
#[derive(Clone, Debug, Serialize)]
pub struct LookAlikeView {
    /// How that is said.
    pub says: String,
    /// What it is.
    pub means: String,
}

/// A cost.
#[derive(Clone, Debug, Serialize)]
pub struct CostView {
    /// Dollars.
    pub amount: String,
    /// For what.
    pub per: &'static str,
    /// For whom and when.
    pub basis: String,
    /// Where that was read.
    pub url: String,
}

/// A piece of evidence, whole.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// What a line says of it.
    #[serde(flatten)]
    pub piece: PieceView,
    /// How it compared.
    pub design: String,
    /// What of it was read.
    pub read: &'static str,
    /// More on that.
    pub read_note: String,
    /// What else was read of its size.
    pub effect_note: String,
    /// Its standard error; empty where none was read.
    pub se: String,
    /// The ends of its interval or range, where a size stands beside them.
    pub range: String,
    /// For whom.
    pub for_whom: String,
    /// At what scale, in words.
    pub at_scale: String,
    /// For how long.
    pub duration: String,
    /// What became of it later.
    pub fade_out: String,
    /// The district that was studied.
    pub district_study: String,
    /// What else there is to say.
    pub note: String,
}

/// What reviews of single studies found for one outcome.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewView {
    /// The outcome domain.
    pub outcome: String,
    /// Findings, those that are significant and positive, and significant and negative.
    pub findings: [String; 3],
    /// Their plain mean in standard deviations.
    pub mean: String,
    /// Students in them.
    pub students: String,
    /// Which standards the studies met.
    pub standards: String,
}

impl EntryView {
    /// Of an entry; nothing where the catalogue lacks it.
    #[must_use]
    pub fn of(catalogue: &Catalogue, entry: Entry, set: &RuleSet) -> Option<Self> {
        match entry {
            Entry::Approach(place) => Some(approach(catalogue, catalogue.approaches.get(place)?, set)),
            Entry::Program(place) => Some(program(catalogue, catalogue.programs.get(place)?)),
        }
    }
}

/// A page that has its name and no more.
fn named(catalogue: &Catalogue, id: &str, name: &str) -> EntryView {
    EntryView {
        id: id.to_owned(),
        name: name.to_owned(),
        catalogue: format!("{} {}", catalogue.name, catalogue.version),
        date: catalogue.date.to_string(),
        ..EntryView::default()
    }
}

/// What its pieces say of it: how many, how careful, how far read, how large.
fn weighed(view: &mut EntryView, pieces: &[&Evidence]) {
    let mut by_students = pieces.to_vec();
    by_scale(&mut by_students);
    view.pieces = pieces.len();
    view.careful = pieces.iter().filter(|piece| piece.design.is_careful()).count();
    view.abstracts = pieces.iter().filter(|piece| piece.read != ReadAs::Page).count();
    let sized = by_students.iter().filter(|piece| piece.effect.is_read());
    view.sizes = sized.map(|piece| PieceView::of(piece)).collect();
    view.evidence = pieces.iter().map(|piece| whole(piece)).collect();
}

fn approach(catalogue: &Catalogue, approach: &Approach, set: &RuleSet) -> EntryView {
    let mut view = named(catalogue, &approach.id, &approach.name);
    let pieces: Vec<&Evidence> = approach.evidence.iter().collect();
    weighed(&mut view, &pieces);
    view.what.clone_from(&approach.what);
    let kind = set.kinds.iter().find(|kind| kind.id == approach.kind);
    view.kind = kind.map_or_else(|| approach.kind.clone(), |kind| kind.title.clone());
    view.kind_note.clone_from(&approach.kind_note);
    view.aliases.clone_from(&approach.aliases);
    let looks = approach.look_alikes.iter();
    view.look_alikes = looks
        .map(|look| {
            let name = look
                .is
                .as_deref()
                .and_then(|id| catalogue.approach(id))
                .map(|a| a.name.clone());
            LookAlikeView {
                says: if look.text.is_empty() {
                    look.says.join(", ")
                } else {
                    look.text.clone()
                },
                means: Some(look.means.clone())
                    .filter(|means| !means.is_empty())
                    .or(name)
                    .unwrap_or_default(),
            }
        })
        .collect();
    view.summary = (approach.summary.word(), approach.summary.means());
    view.reason.clone_from(&approach.reason);
    view.costs = approach.costs.iter().map(cost).collect();
    view.later_harm.clone_from(&approach.later_harm);
    view.works_when = ConditionView::all(approach);
    view.cautions.clone_from(&approach.cautions);
    view.in_sources = approach.in_sources.as_ref().map(|mention| {
        let source = set.sources.get(&mention.source);
        let title = source.map_or_else(|| mention.source.clone(), |source| source.title.clone());
        let url = source.map_or_else(String::new, |source| source.url.clone());
        (
            title,
            url,
            mention.phrase.clone(),
            mention.rule.clone(),
            mention.note.clone(),
        )
    });
    view.verified = approach.verified.means();
    view
}

fn program(catalogue: &Catalogue, program: &Program) -> EntryView {
    let mut view = named(catalogue, &program.id, &program.name);
    let pieces: Vec<&Evidence> = catalogue.studies_of(&program.id).map(|(_, piece)| piece).collect();
    weighed(&mut view, &pieces);
    view.is_program = true;
    view.aliases.clone_from(&program.aliases);
    view.approach = program
        .approach
        .as_deref()
        .and_then(|id| catalogue.approach(id))
        .map(|approach| (approach.id.clone(), approach.name.clone()));
    let rated = program.rated.iter();
    view.rated = rated.filter_map(|rated| RatedView::of(catalogue, rated)).collect();
    view.rated_in.clone_from(&catalogue.rated_in);
    view.unrated = program.unrated.iter().map(|unrated| unrated.topic.clone()).collect();
    view.unrated.dedup();
    view.reviews = program.reviews.iter().map(review).collect();
    view.reviewed_in.clone_from(&catalogue.reviewed_in);
    let numbers = program.wwc.iter();
    view.wwc = numbers
        .map(|n| format!("https://ies.ed.gov/ncee/wwc/intervention/{n}"))
        .collect();
    view.cautions.clone_from(&program.cautions);
    view
}

fn cost(cost: &Cost) -> CostView {
    let dollars = |number| format!("${}", grouped(number));
    let amount = match (cost.amount, cost.low, cost.high) {
        (Some(amount), ..) => dollars(amount),
        (None, Some(low), Some(high)) => format!("{} to {}", dollars(low), dollars(high)),
        _ => String::new(),
    };
    CostView {
        amount,
        per: cost.per.means(),
        basis: cost.basis.clone(),
        url: cost.url.clone(),
    }
}

fn whole(piece: &Evidence) -> EvidenceView {
    let effect = &piece.effect;
    let beside = effect.value.and(effect.low.zip(effect.high));
    EvidenceView {
        piece: PieceView::of(piece),
        design: if piece.design_note.is_empty() {
            piece.design.word().to_owned()
        } else {
            piece.design_note.clone()
        },
        read: piece.read.means(),
        read_note: piece.read_note.clone(),
        effect_note: effect.note.clone(),
        se: effect.se.map_or_else(String::new, |n| n.to_string()),
        range: beside.map_or_else(String::new, |(low, high)| {
            format!("{} to {}", grouped(low), grouped(high))
        }),
        for_whom: piece.for_whom.clone(),
        at_scale: piece.scale.clone(),
        duration: piece.duration.clone(),
        fade_out: piece.fade_out.clone(),
        district_study: piece.district_study.clone(),
        note: piece.note.clone(),
    }
}

fn review(review: &Review) -> ReviewView {
    let extent = &review.extent;
    ReviewView {
        outcome: review.outcome.clone(),
        findings: [review.findings, review.positive, review.negative].map(|n| n.to_string()),
        mean: review.mean.to_string(),
        students: extent.students.map_or_else(String::new, grouped),
        standards: review.standards.clone(),
    }
}

/// The page of an entry in markdown.
///
/// # Errors
/// When the template has a mistake.
pub fn entry_markdown(entry: &EntryView) -> Result<String, RenderError> {
    let page = context! { e => Serde(entry), ..minijinja::Value::from(Serde(entry)) };
    fill("entry.md", include_str!("../../../templates/entry.md"), &[SAID], &page)
}

/// The page of an entry as one self-contained file of HTML.
///
/// # Errors
/// When the template has a mistake.
pub fn entry_html(entry: &EntryView) -> Result<String, RenderError> {
    html::page(
        "entry.html",
        context! { edition => "entry", e => Serde(entry), ..minijinja::Value::from(Serde(entry)) },
    )
}

/// A letter of the list of named programs.
#[derive(Clone, Debug, Serialize)]
struct Letter {
    /// The letter; digits are one.
    letter: String,
    /// Each program, as its page says it.
    programs: Vec<EntryView>,
}

/// The named programs as a list, by their first letter.
fn programs(catalogue: &Catalogue) -> Result<String, RenderError> {
    let mut letters: Vec<Letter> = Vec::new();
    for one in &catalogue.programs {
        let first = one.id.chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map_or_else(|| "0-9".to_owned(), |first| first.to_uppercase().to_string());
        let view = program(catalogue, one);
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.programs.push(view),
            None => letters.push(Letter {
                letter,
                programs: vec![view],
            }),
        }
    }
    let page = context! { letters => Serde(letters), rated_in => catalogue.rated_in.clone() };
    let template = include_str!("../../../templates/programs.md");
    fill("programs.md", template, &[SAID], &page)
}

/// The pages of all approaches and the list of all named programs as a part of a book, a heading each.
///
/// # Errors
/// When the template has a mistake.
pub fn catalogue_book(catalogue: &Catalogue, set: &RuleSet) -> Result<String, RenderError> {
    let mut book = format!("\n## {} ({})\n", catalogue.name, catalogue.date);
    for place in 0..catalogue.approaches.len() {
        let Some(view) = EntryView::of(catalogue, Entry::Approach(place), set) else {
            continue;
        };
        for line in entry_markdown(&view)?.lines() {
            book.push('\n');
            // its headings stand below that of the part
            if line.starts_with('#') {
                book.push_str("##");
            }
            book.push_str(line);
        }
        book.push('\n');
    }
    if !catalogue.programs.is_empty() {
        book.push_str(&programs(catalogue)?);
    }
    Ok(book)
}
