//! What is known elsewhere of one line, as far as it was known on the day of the audit.

use serde::Serialize;

use super::{ConditionView, Elsewhere, Seen};
use crate::catalogue::{Approach, Catalogue, Entry, Evidence, Known, Program, Rated, Summary, Unit};
use crate::inventory::Inventory;
use crate::report::first::KnownElsewhere;
use crate::report::once;
use crate::report::{Audience, Card, View};
use crate::rules::grouped;
use crate::truth::Number;

/// At most so many sizes are printed on a line; never the largest alone.
const SIZES: usize = 3;
/// At most so many ratings are printed on a line.
const RATINGS: usize = 4;

/// What is known elsewhere of what a line is, or may be.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct ElsewhereView {
    /// The id of the entry.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a named program and no approach.
    pub is_program: bool,
    /// The words of the line that suggest it; none where a person says so.
    pub suggested_by: Vec<String>,
    /// Whether a person confirmed it.
    pub confirmed: bool,
    /// Who confirmed it; empty in a public edition.
    pub confirmed_by: String,
    /// What the evidence comes to; empty where part of it was published after the day of the audit.
    pub summary: &'static str,
    /// What that word means.
    pub summary_means: &'static str,
    /// The same as it is read.
    #[serde(skip)]
    pub sums_up: Option<Summary>,
    /// Why; empty where part of the evidence was published later.
    pub reason: String,
    /// How many pieces of evidence were known.
    pub known: usize,
    /// How many were published later.
    pub later: usize,
    /// Sizes that were read, that of most students first; the smallest and the largest are among them.
    pub sizes: Vec<PieceView>,
    /// How many pieces give no size.
    pub without_size: usize,
    /// Pieces that give none, where no piece does.
    pub directions: Vec<PieceView>,
    /// What was found later to the harm of students; empty where nothing was.
    pub later_harm: String,
    /// The conditions under which it worked, that which matters most first, with how it is here where that was said.
    pub works_when: Vec<ConditionView>,
    /// Studies of this district, which are not from elsewhere.
    pub own: Vec<String>,
    /// Ratings of a program.
    pub rated: Vec<RatedView>,
    /// How many more ratings there are.
    pub more_rated: usize,
    /// Where the ratings come from.
    pub rated_in: String,
    /// The first caution.
    pub caution: String,
}

/// A piece of evidence on a line.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PieceView {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: String,
    /// The year; empty where it is not known.
    pub year: String,
    /// Who wrote it first, and when, as it is cited.
    pub cite: String,
    /// Where it is.
    pub url: String,
    /// Which way it points.
    pub direction: &'static str,
    /// The size with its unit; empty where none was read.
    pub size: String,
    /// What the size is of.
    pub text: String,
    /// At what scale: students, schools, studies, or words.
    pub scale: String,
    /// What was measured.
    pub outcome: String,
}

/// A rating of a program.
#[derive(Clone, Debug, Serialize)]
pub struct RatedView {
    /// The topic.
    pub topic: String,
    /// The outcome domain.
    pub outcome: String,
    /// The rating, as the clearinghouse says it.
    pub rating: String,
    /// What it rests on.
    pub scale: String,
}

impl View {
    /// Adds what is known elsewhere of each line. No answer is changed by it.
    pub(in crate::report) fn look_elsewhere(
        &mut self,
        elsewhere: &Elsewhere,
        inventory: &Inventory,
        audience: Audience,
    ) {
        let catalogue = &elsewhere.catalogue;
        for card in self.groups.iter_mut().flat_map(|group| &mut group.cards) {
            let seen = elsewhere.seen.get(card.place).map_or(&[][..], Vec::as_slice);
            let views = seen.iter().filter_map(|seen| {
                let mut view = view(catalogue, seen, inventory)?;
                match audience {
                    Audience::Internal => {
                        if let Some(initiative) = inventory.initiatives.get(card.place) {
                            view.beside(&initiative.here);
                        }
                    }
                    Audience::Public => view.confirmed_by.clear(),
                }
                Some(view)
            });
            card.elsewhere = views.collect();
            for entry in card.elsewhere.iter().filter(|entry| entry.confirmed) {
                let open = |c: &&ConditionView| !c.id.is_empty() && c.here.is_empty();
                if let Some(condition) = entry.works_when.iter().find(open) {
                    let question = &catalogue.condition_question;
                    let number = self.first.ask_elsewhere(question, condition, &card.name);
                    card.pointers.asks.push(number);
                }
            }
        }
        self.first.order_ties(self.groups.iter().flat_map(|group| &group.cards));
        self.once = once::tell(&self.first.asks, &mut self.groups);
        self.first.elsewhere = each_once(self.groups.iter().flat_map(|group| &group.cards));
    }
}

/// What is known elsewhere, each entry once, in the order of the inventory.
fn each_once<'c>(cards: impl Iterator<Item = &'c Card>) -> Vec<KnownElsewhere> {
    let mut cards: Vec<&Card> = cards.collect();
    cards.sort_by_key(|card| card.place);
    let mut all: Vec<KnownElsewhere> = Vec::new();
    for card in &cards {
        for entry in &card.elsewhere {
            let same = |known: &&mut KnownElsewhere| {
                let (known, entry) = (&known.entry, entry);
                known.id == entry.id && known.confirmed == entry.confirmed && known.works_when == entry.works_when
            };
            match all.iter_mut().find(same) {
                Some(known) => known.names.push(card.name.clone()),
                None => all.push(KnownElsewhere {
                    names: vec![card.name.clone()],
                    all: false,
                    entry: entry.clone(),
                }),
            }
        }
    }
    all
}

/// Nothing where nothing of it was known on the day of the audit.
fn view(catalogue: &Catalogue, seen: &Seen, inventory: &Inventory) -> Option<ElsewhereView> {
    let mut view = match catalogue.entry(&seen.id)? {
        Entry::Approach(place) => {
            let approach = catalogue.approaches.get(place)?;
            of_approach(catalogue, approach, inventory)?
        }
        Entry::Program(place) => {
            let program = catalogue.programs.get(place)?;
            of_program(catalogue, program, inventory)?
        }
    };
    view.suggested_by.clone_from(&seen.suggested_by);
    view.confirmed = !seen.confirmed_by.is_empty();
    view.confirmed_by.clone_from(&seen.confirmed_by);
    // a program is asked about what its approach depended on, once it is known to be that
    if view.is_program && view.confirmed {
        let approach = catalogue.approach_of(&seen.id);
        if let Some(approach) = approach.filter(|a| is_whole(catalogue, a, inventory)) {
            view.works_when = ConditionView::all(approach);
        }
    }
    Some(view)
}

/// Whether all of the evidence of an approach was known on the day of the audit.
fn is_whole(catalogue: &Catalogue, approach: &Approach, inventory: &Inventory) -> bool {
    Known::of(catalogue, &approach.evidence, inventory.as_of, &inventory.district).is_whole()
}

fn of_approach(catalogue: &Catalogue, approach: &Approach, inventory: &Inventory) -> Option<ElsewhereView> {
    let known = Known::of(catalogue, &approach.evidence, inventory.as_of, &inventory.district);
    if known.elsewhere.is_empty() && known.own.is_empty() {
        return None;
    }
    let mut view = ElsewhereView {
        id: approach.id.clone(),
        name: approach.name.clone(),
        ..ElsewhereView::default()
    };
    view.tell(&known);
    // what sums all of it up speaks of studies here too, and of later ones
    if known.is_whole() {
        if approach.summary != Summary::Unknown && known.own.is_empty() {
            view.summary = approach.summary.word();
            view.summary_means = approach.summary.means();
            view.sums_up = Some(approach.summary);
        }
        view.reason.clone_from(&approach.reason);
        view.later_harm.clone_from(&approach.later_harm);
        view.works_when = ConditionView::all(approach);
        view.caution = approach.cautions.first().cloned().unwrap_or_default();
    }
    if view.sizes.is_empty() {
        view.directions = known
            .elsewhere
            .iter()
            .take(SIZES)
            .map(|piece| PieceView::of(piece))
            .collect();
    }
    Some(view)
}

fn of_program(catalogue: &Catalogue, program: &Program, inventory: &Inventory) -> Option<ElsewhereView> {
    let (as_of, district) = (inventory.as_of, &inventory.district);
    let pieces = catalogue.studies_of(&program.id).map(|(_, piece)| piece);
    let known = Known::of(catalogue, pieces, as_of, district);
    let mut view = ElsewhereView {
        id: program.id.clone(),
        name: program.name.clone(),
        is_program: true,
        ..ElsewhereView::default()
    };
    view.tell(&known);
    if catalogue.rated_by <= as_of {
        let rated = program.rated.iter();
        let mut rated: Vec<RatedView> = rated.filter_map(|rated| RatedView::of(catalogue, rated)).collect();
        view.more_rated = rated.len().saturating_sub(RATINGS);
        rated.truncate(RATINGS);
        view.rated = rated;
        view.rated_in.clone_from(&catalogue.rated_in);
    }
    view.caution = program.cautions.first().cloned().unwrap_or_default();
    // what an approach did later to students, its programs may have done
    let approach = catalogue.approach_of(&program.id);
    if let Some(approach) = approach.filter(|a| is_whole(catalogue, a, inventory)) {
        view.later_harm.clone_from(&approach.later_harm);
    }
    (view.known > 0 || !view.own.is_empty() || !view.rated.is_empty()).then_some(view)
}

impl ElsewhereView {
    /// Tells what the pieces say that were known.
    fn tell(&mut self, known: &Known) {
        self.known = known.elsewhere.len();
        self.later = known.later;
        self.own = known.own.iter().map(|piece| piece.title.clone()).collect();
        self.sizes = sizes(&known.elsewhere)
            .iter()
            .map(|piece| PieceView::of(piece))
            .collect();
        self.without_size = known.elsewhere.iter().filter(|piece| !piece.effect.is_read()).count();
    }
}

/// The sizes to print, all in one unit, by scale: that of most students, and the smallest and the largest that were read.
fn sizes<'c>(pieces: &[&'c Evidence]) -> Vec<&'c Evidence> {
    let read = |unit: Unit| -> Vec<&'c Evidence> {
        let of = pieces
            .iter()
            .filter(|p| p.effect.is_read() && p.effect.unit == Some(unit));
        of.copied().collect()
    };
    let units = [
        Unit::Sd,
        Unit::PercentagePoints,
        Unit::PercentilePoints,
        Unit::Months,
        Unit::Percent,
        Unit::Dollars,
        Unit::Other,
    ];
    let Some(read) = units.into_iter().map(read).find(|read| !read.is_empty()) else {
        return Vec::new();
    };
    let middle = |piece: &Evidence| {
        let effect = &piece.effect;
        effect.value.or(effect
            .low
            .zip(effect.high)
            .map(|(low, high)| Number::mean(&[low, high])))
    };
    let mut chosen: Vec<&'c Evidence> = read.first().copied().into_iter().collect();
    let smallest = read.iter().min_by_key(|piece| middle(piece));
    let largest = read.iter().max_by_key(|piece| middle(piece));
    for piece in smallest.into_iter().chain(largest) {
        if !chosen.iter().any(|held| std::ptr::eq(*held, *piece)) {
            chosen.push(piece);
        }
    }
    chosen.truncate(SIZES);
    chosen
}

/// What is said of a number, where it is known.
fn counted(number: Option<Number>, one: &str, several: &str) -> Option<String> {
    let number = number?;
    let what = if number == Number::whole(1) { one } else { several };
    Some(format!("{} {what}", grouped(number)))
}

/// The first of some authors with the year; of what names none, the year alone.
fn cited(authors: &str, year: &str) -> String {
    let first = authors.split([',', ';', '(']).next().unwrap_or_default().trim();
    let first = first.strip_suffix(" et al.").unwrap_or(first);
    let others = authors.trim() != first;
    match (first.is_empty() || first == "see the page", year) {
        (true, "") => "the page".to_owned(),
        (true, year) => year.to_owned(),
        (false, year) => format!("{first}{} {year}", if others { " and others" } else { "" })
            .trim_end()
            .to_owned(),
    }
}

impl PieceView {
    pub(super) fn of(piece: &Evidence) -> Self {
        let students = || counted(piece.students, "student", "students");
        let schools = || counted(piece.schools, "school", "schools");
        let studies = || counted(piece.studies.filter(|n| *n > Number::whole(1)), "study", "studies");
        let scale = students().or_else(studies).or_else(schools);
        let year = piece
            .published
            .map_or_else(String::new, |date| date.first.year().to_string());
        Self {
            cite: cited(&piece.authors, &year),
            title: piece.title.clone(),
            authors: piece.authors.clone(),
            year,
            url: piece.url.clone(),
            direction: piece.direction.word(),
            size: size(piece),
            text: piece.effect.text.clone(),
            scale: scale.unwrap_or_default(),
            outcome: piece.outcome.clone(),
        }
    }
}

/// A size with its unit.
fn size(piece: &Evidence) -> String {
    let effect = &piece.effect;
    let one = effect.value == Some(Number::whole(1));
    let unit = match effect.unit {
        None | Some(Unit::Other) => "",
        // what the months are of follows
        Some(Unit::Months) if effect.text.starts_with("of ") && one => "month",
        Some(Unit::Months) if effect.text.starts_with("of ") => "months",
        Some(Unit::Months) if one => "month of learning",
        Some(unit) => unit.means(),
    };
    let number = match (effect.value, effect.low, effect.high) {
        (Some(value), ..) => grouped(value),
        (None, Some(low), Some(high)) => format!("{} to {}", grouped(low), grouped(high)),
        _ => return String::new(),
    };
    format!("{number} {unit}").trim_end().to_owned()
}

impl RatedView {
    pub(super) fn of(catalogue: &Catalogue, rated: &Rated) -> Option<Self> {
        let extent = &rated.extent;
        let parts = [
            counted(extent.studies, "study", "studies"),
            counted(extent.students, "student", "students"),
            Some(extent.extent.clone()).filter(|text| !text.is_empty()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Some(Self {
            topic: rated.topic.clone(),
            outcome: rated.outcome.clone(),
            rating: catalogue.ratings.get(rated.rating)?.title.clone(),
            scale: parts.join(", "),
        })
    }
}
