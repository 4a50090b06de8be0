//! What is known elsewhere of what an initiative is confirmed to be.
//!
//! An approach that is confirmed adds nothing here, and no rule reads how it is run here under its conditions. Of a named
//! program its studies and ratings enter beside those of the inventory, each with its origin, and none stronger than its
//! source says it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::catalogue::{self, Catalogue, Entry, Evidence, Program, Rated, Review, Unit, known_by};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::RuleSet;
use crate::statistics::Interval;
use crate::truth::{Number, PartialDate};

use super::model::{Comparison, Direction, Elsewhere, Here, Initiative, Inventory, Study, StudyDesign};

/// So many standard errors from 0 an effect is significant at 5 percent.
const SIGNIFICANT: f64 = 1.959_964;
/// So many programs of an approach are named.
const MOST_NAMED: usize = 5;

/// Checks which entries the initiatives are said to be, and adds what is known of the programs that somebody confirmed.
///
/// Only what was known on the day of the audit enters, and no study of the district itself. What an earlier call added is
/// taken out first.
pub fn confirm(inventory: &mut Inventory, set: &RuleSet, catalogue: &Catalogue, out: &mut Diagnostics) {
    let known = Known {
        set,
        catalogue,
        district: &inventory.district,
        as_of: inventory.as_of,
    };
    for initiative in &mut inventory.initiatives {
        initiative.studies.retain(|study| !study.is_from_catalogue());
        known.conditions(initiative, out);
        let mut seen = BTreeSet::new();
        for said in &initiative.elsewhere {
            let program = known.program(said, out);
            // one that is named twice is one
            if let Some(program) = program.filter(|program| said.is_confirmed() && seen.insert(&program.id)) {
                initiative.studies.extend(known.studies(program, said.span));
            }
        }
    }
}

/// What is known elsewhere on the day of an audit.
struct Known<'a> {
    set: &'a RuleSet,
    catalogue: &'a Catalogue,
    district: &'a str,
    as_of: Date,
}

impl<'a> Known<'a> {
    /// The program that an initiative is said to be; what leads nowhere is told.
    fn program(&self, said: &Elsewhere, out: &mut Diagnostics) -> Option<&'a Program> {
        let catalogue = self.catalogue;
        if said.is_none() {
            if said.same_program {
                let message = "`none` is no program";
                out.push(
                    Diagnostic::error(Code::WrongType, said.span, message)
                        .help("write the id of the program in `is`, or leave `same_program` out"),
                );
            }
            return None;
        }
        let Some(entry) = catalogue.entry(&said.is) else {
            let message = format!("the catalogue holds no entry `{}`", said.is);
            let help = match out.nearest(&said.is, catalogue.ids()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the id of an approach or a program of the catalogue, or `none`".to_owned(),
            };
            out.push(Diagnostic::error(Code::UnknownReference, said.span, message).help(help));
            return None;
        };
        if !said.same_program {
            return None;
        }
        match entry {
            Entry::Program(place) => catalogue.programs.get(place),
            Entry::Approach(_) => {
                let message = format!("an approach is no program (`{}`)", said.is);
                let of = |program: &&Program| program.approach.as_deref() == Some(said.is.as_str());
                let mut names = catalogue.programs.iter().filter(of).map(|p| format!("`{}`", p.id));
                let named: Vec<String> = names.by_ref().take(MOST_NAMED).collect();
                let more = names.count();
                let help = match (named.is_empty(), more) {
                    (true, _) => "leave `same_program` out".to_owned(),
                    (false, 0) => format!("name the program, or leave it out: {}", named.join(", ")),
                    (false, _) => format!(
                        "name the program, or leave it out: {} and {more} more",
                        named.join(", ")
                    ),
                };
                out.push(Diagnostic::error(Code::WrongType, said.span, message).help(help));
                None
            }
        }
    }

    /// Tells which answers are to no condition about which the entries of an initiative ask, and which stand twice.
    fn conditions(&self, initiative: &Initiative, out: &mut Diagnostics) {
        for (place, here) in initiative.here.iter().enumerate() {
            if !initiative.elsewhere.iter().any(|said| said.is == here.of) {
                let message = format!("the line is not said to be `{}`", here.of);
                let help = format!("write `elsewhere: {{ is: {}, … }}` beside it, or correct `of`", here.of);
                out.push(Diagnostic::error(Code::UnknownReference, here.span, message).help(help));
                continue;
            }
            // an entry that is not there is told where the line is said to be it
            if self.catalogue.entry(&here.of).is_none() {
                continue;
            }
            let approach = self.catalogue.approach_of(&here.of);
            let asked: Vec<&str> = approach.map_or_else(Vec::new, |a| a.asked().map(|c| c.id.as_str()).collect());
            if !asked.contains(&here.condition.as_str()) {
                let message = format!("`{}` asks about no condition `{}`", here.of, here.condition);
                let near = out.nearest(&here.condition, asked.iter().copied());
                let help = match (near, asked.is_empty()) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, true) => "take the answer out: it asks about none".to_owned(),
                    (None, false) => format!("it asks about {}", asked.join(", ")),
                };
                out.push(Diagnostic::error(Code::UnknownReference, here.span, message).help(help));
            }
            let same = |other: &&Here| other.of == here.of && other.condition == here.condition;
            if let Some(other) = initiative.here.iter().take(place).find(same) {
                let message = format!("a second answer to `{}` of `{}`", here.condition, here.of);
                out.push(
                    Diagnostic::error(Code::DuplicateKey, here.span, message)
                        .other(other.span, "first here")
                        .help("keep one of them"),
                );
            }
        }
    }

    /// What is known of a program, as studies.
    ///
    /// A rating, a review and every other row that stands for several studies may hold the single ones that were published
    /// before it, and the same students stand under each outcome: all of these carry one name, so that of them only the
    /// largest numbers count.
    fn studies(&self, program: &Program, span: Span) -> Vec<Study> {
        let catalogue = self.catalogue;
        let mut several: Option<Date> = None;
        let mut reaches = |date: Date| several = several.max(Some(date));
        let mut rows: Vec<Study> = Vec::new();
        let among = format!("catalogue: {}", program.id);
        for (by, there) in [
            (catalogue.rated_by, !program.rated.is_empty()),
            (catalogue.reviewed_by, !program.reviews.is_empty()),
        ] {
            if there && by <= self.as_of {
                reaches(by);
            }
        }
        if catalogue.rated_by <= self.as_of {
            rows.extend(program.rated.iter().filter_map(|r| self.rated(program, r, span)));
        }
        if catalogue.reviewed_by <= self.as_of {
            rows.extend(program.reviews.iter().map(|r| self.reviewed(program, r, span)));
        }
        for row in &mut rows {
            row.among.clone_from(&among);
        }
        let pieces = catalogue.studies_of(&program.id).map(|(_, piece)| piece);
        let pieces = pieces.filter(|p| known_by(catalogue, p, self.as_of) && !p.is_of(self.district));
        let pieces: Vec<&Evidence> = pieces.collect();
        for piece in pieces.iter().filter(|piece| stands_for_several(piece)) {
            reaches(published(piece, catalogue));
        }
        for piece in pieces {
            let mut row = self.piece(program, piece, span);
            if stands_for_several(piece) || several.is_some_and(|date| first(piece) <= date) {
                row.among.clone_from(&among);
            }
            rows.push(row);
        }
        rows
    }

    /// One study or review that names the program.
    fn piece(&self, program: &Program, piece: &Evidence, span: Span) -> Study {
        let direction = direction(Some(piece.direction));
        let (effect, error) = direction.map_or((None, None), |way| size(&piece.effect, way));
        Study {
            published: piece.published.map(|date| date.first.year()),
            design: Some(design(piece.design)),
            studies: piece.studies,
            sustained: piece.sustained.then_some(true),
            significant: significant(effect, error),
            effect,
            error,
            direction,
            students: piece.students,
            schools: piece.schools,
            ..self.row(
                piece.title.clone(),
                &piece.outcome,
                &format!("{}, {}", program.name, piece.authors),
                span,
            )
        }
    }

    /// A rating of a clearinghouse.
    fn rated(&self, program: &Program, rated: &Rated, span: Span) -> Option<Study> {
        let word = self.catalogue.ratings.get(rated.rating)?;
        let direction = direction(word.direction);
        Some(Study {
            published: Some(self.catalogue.rated_by.year()),
            design: Some(design(word.design)),
            studies: rated.extent.studies,
            significant: (word.significant && direction.is_some()).then_some(true),
            direction,
            students: rated.extent.students,
            ..self.row(
                format!("{}: {}", program.name, word.title),
                &rated.outcome,
                &format!("{}, {} rating", program.name, publisher(&self.catalogue.rated_in)),
                span,
            )
        })
    }

    /// Reviews of single studies, put together: their mean has no error, so it is a direction at the most, and nothing
    /// rests on it.
    fn reviewed(&self, program: &Program, review: &Review, span: Span) -> Study {
        let (gains, losses) = (review.positive > Number::ZERO, review.negative > Number::ZERO);
        Study {
            published: Some(self.catalogue.reviewed_by.year()),
            design: Some(StudyDesign::Mixed),
            studies: review.extent.studies,
            direction: match (gains, losses) {
                (true, false) => Some(Direction::Better),
                (false, true) => Some(Direction::Worse),
                (true, true) | (false, false) => None,
            },
            students: review.extent.students,
            ..self.row(
                format!("{}: reviews of single studies", program.name),
                &review.outcome,
                &format!("{}, {} reviews", program.name, publisher(&self.catalogue.reviewed_in)),
                span,
            )
        }
    }

    /// A row that says nothing yet.
    fn row(&self, name: String, outcome: &str, origin: &str, span: Span) -> Study {
        let mut domains = self.set.outcomes.iter().flat_map(|outcome| &outcome.domains);
        let domain = domains.find(|domain| domain.eq_ignore_ascii_case(outcome.trim()));
        Study {
            name,
            outcome: outcome.to_owned(),
            outcome_kind: self.set.outcome_in_words(outcome),
            domain: domain.cloned().unwrap_or_default(),
            without_reservations: None,
            classrooms: None,
            published: None,
            design: None,
            studies: None,
            effect: None,
            error: None,
            significant: None,
            direction: None,
            students: None,
            schools: None,
            years: None,
            sustained: None,
            independent: None,
            contexts: None,
            locales: Vec::new(),
            poverty: Vec::new(),
            grades: Vec::new(),
            subgroup: String::new(),
            origin: format!("{}{origin}", Study::CATALOGUE),
            among: String::new(),
            span,
        }
    }
}

/// Whether other rows may be among the studies that it stands for.
fn stands_for_several(piece: &Evidence) -> bool {
    let many = piece.studies.is_some_and(|many| many > Number::whole(1));
    many || matches!(piece.design, catalogue::Design::MetaAnalysis | catalogue::Design::Mixed)
}

/// The last day on which a piece may have been published.
fn published(piece: &Evidence, catalogue: &Catalogue) -> Date {
    piece.published.map_or(catalogue.date, |date: PartialDate| date.last)
}

/// The first day on which it may have been.
fn first(piece: &Evidence) -> Date {
    piece.published.map_or(Date::MIN, |date| date.first)
}

/// Who published it, as far as the first sign in what is said of it.
fn publisher(source: &str) -> &str {
    source.split([',', ':', '(']).next().unwrap_or_default().trim()
}

/// Which way it points; mixed findings and those that cannot tell point no way.
fn direction(said: Option<catalogue::Direction>) -> Option<Direction> {
    match said? {
        catalogue::Direction::Better => Some(Direction::Better),
        catalogue::Direction::None => Some(Direction::None),
        catalogue::Direction::Worse => Some(Direction::Worse),
        catalogue::Direction::Mixed | catalogue::Direction::Unknown => None,
    }
}

fn design(said: catalogue::Design) -> StudyDesign {
    match said {
        catalogue::Design::Lottery => StudyDesign::Of(Comparison::Lottery),
        catalogue::Design::Discontinuity => StudyDesign::Of(Comparison::RegressionDiscontinuity),
        catalogue::Design::Matched => StudyDesign::Of(Comparison::Matched),
        catalogue::Design::Statistical => StudyDesign::Of(Comparison::Statistical),
        catalogue::Design::BeforeAfter => StudyDesign::Of(Comparison::BeforeAfter),
        catalogue::Design::None => StudyDesign::Of(Comparison::None),
        catalogue::Design::MetaAnalysis => StudyDesign::MetaAnalysis,
        catalogue::Design::Mixed => StudyDesign::Mixed,
    }
}

/// The effect in standard deviations and its error, where they were read and do not point against what is said of them.
fn size(effect: &catalogue::Effect, way: Direction) -> (Option<Interval>, Option<Interval>) {
    if effect.unit != Some(Unit::Sd) {
        return (None, None);
    }
    let of = |number: Number| Interval::at(number.as_f64());
    let read = match (effect.value, effect.low, effect.high) {
        (Some(value), ..) => of(value),
        (None, Some(low), Some(high)) => Interval {
            low: low.as_f64(),
            high: high.as_f64(),
        },
        (None, ..) => return (None, None),
    };
    let against = match way {
        Direction::Better => read.high < 0.0,
        Direction::Worse => read.low > 0.0,
        Direction::None => false,
    };
    if against {
        return (None, None);
    }
    // an error is that of one number
    let error = effect.se.filter(|se| *se > Number::ZERO && effect.value.is_some());
    (Some(read), error.map(of))
}

/// Whether an effect is significant at 5 percent, where its error was read.
fn significant(effect: Option<Interval>, error: Option<Interval>) -> Option<bool> {
    let (effect, error) = (effect?.point()?, error?.point()?);
    Some(effect.abs() >= SIGNIFICANT * error)
}
