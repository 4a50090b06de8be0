//! What a catalogue must hold beyond its form: nothing stands in it that nobody can look up, and no word is stronger than
//! what was found.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::RuleSet;

use super::model::{Approach, Catalogue, Evidence};
use super::words::{Direction, ReadAs, Summary, Verified};

/// Points out entries that nobody could stand behind: without a source or a date, without look-alikes, of a kind that the
/// rules do not know, or with a summary that their evidence does not bear out.
pub fn check(catalogue: &Catalogue, set: &RuleSet, out: &mut Diagnostics) {
    for approach in &catalogue.approaches {
        kind(approach, set, out);
        mention(approach, set, out);
        if let Some(message) = not_borne_out(approach) {
            let message = format!("`{}` says `{}`: {message}", approach.id, approach.summary.word());
            out.push(
                Diagnostic::error(Code::NotBorneOut, approach.span, message)
                    .help("say the weaker word, or add the evidence"),
            );
        }
        for piece in &approach.evidence {
            sources(piece, catalogue, out);
        }
        let addresses = approach.works_when.iter().map(|c| c.url.as_str());
        for url in addresses.chain(approach.costs.iter().map(|c| c.url.as_str())) {
            address(url, approach.span, out);
        }
        let seen = |piece: &Evidence| matches!(piece.read, ReadAs::Page | ReadAs::Abstract);
        if approach.verified == Verified::Yes && !approach.evidence.iter().any(|p| seen(p) || !p.read_note.is_empty()) {
            let message = format!("`{}` is said to be seen, and nothing of it was", approach.id);
            out.push(
                Diagnostic::error(Code::NotBorneOut, approach.span, message)
                    .help("say `verified: partly`, or what was read"),
            );
        }
    }
}

fn kind(approach: &Approach, set: &RuleSet, out: &mut Diagnostics) {
    if set.kinds.iter().any(|kind| kind.id == approach.kind) {
        return;
    }
    let message = format!(
        "`{}` is of the kind `{}`, which the rules do not know",
        approach.id, approach.kind
    );
    let near = out.nearest(&approach.kind, set.kinds.iter().map(|k| k.id.as_str()));
    let help = near.map_or_else(
        || "`cleardeck rules show kinds` lists them".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    out.push(Diagnostic::error(Code::UnknownOption, approach.span, message).help(help));
}

fn mention(approach: &Approach, set: &RuleSet, out: &mut Diagnostics) {
    let Some(mention) = &approach.in_sources else { return };
    if !set.sources.contains_key(&mention.source) {
        let message = format!("no source has the id `{}`", mention.source);
        out.push(
            Diagnostic::error(Code::UnknownSource, approach.span, message)
                .help("`cleardeck rules show sources` lists them"),
        );
    }
    let named =
        set.rule_id(&mention.rule).is_some() || set.tables.iter().any(|t| t.rows.iter().any(|r| r.id == mention.rule));
    if !named {
        let message = format!("no rule has the id `{}`", mention.rule);
        out.push(
            Diagnostic::error(Code::UnknownRule, approach.span, message).help("`cleardeck rules show` lists them"),
        );
    }
}

fn sources(piece: &Evidence, catalogue: &Catalogue, out: &mut Diagnostics) {
    address(&piece.url, piece.span, out);
    // what has no date is known from the day of the catalogue on, so that has to be one
    if let Some(published) = piece.published
        && published.first > catalogue.date
    {
        let message = "it is published after the date of the catalogue";
        out.push(
            Diagnostic::error(Code::ImpossibleYear, piece.span, message)
                .help("correct the year, or the `date` of the catalogue"),
        );
    }
    if piece.published.is_none() && piece.note.is_empty() && piece.read_note.is_empty() {
        let message = "a piece of evidence without a date";
        out.push(
            Diagnostic::error(Code::MissingField, piece.span, message)
                .help("add `published: 2024`, or say in `note` why it has none"),
        );
    }
}

fn address(url: &str, at: Span, out: &mut Diagnostics) {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if rest.is_none_or(|rest| !rest.contains('.') || rest.contains(char::is_whitespace)) {
        let message = format!("`{url}` is no address of a page");
        out.push(Diagnostic::error(Code::WrongType, at, message).help("write the whole address, from https:// on"));
    }
}

/// What of the evidence does not bear the summary out.
fn not_borne_out(approach: &Approach) -> Option<&'static str> {
    let count = |direction: Direction| approach.evidence.iter().filter(|p| p.direction == direction).count();
    let (better, worse) = (count(Direction::Better), count(Direction::Worse));
    let (mixed, none) = (count(Direction::Mixed), count(Direction::None));
    let careful = |p: &&Evidence| p.direction == Direction::Better && p.design.is_careful();
    let studies = |p: &Evidence| p.studies.map_or(1.0, |n| n.as_f64());
    let gains: f64 = approach.evidence.iter().filter(careful).map(studies).sum();
    match approach.summary {
        Summary::Better if worse > 0 => Some("a piece of its evidence finds a loss"),
        Summary::Better if gains < 2.0 => Some("fewer than two careful studies find a gain"),
        Summary::Likely if better + mixed == 0 => Some("no piece of its evidence finds a gain"),
        Summary::Likely if worse > better + mixed => Some("more of its evidence finds a loss than a gain"),
        Summary::Mixed if better == approach.evidence.len() => Some("all of its evidence finds a gain"),
        Summary::None if better > 0 => Some("a piece of its evidence finds a gain"),
        Summary::None if none + mixed == 0 => Some("no piece of its evidence finds no difference"),
        Summary::Worse if worse == 0 => Some("no piece of its evidence finds a loss"),
        Summary::Worse if better > worse => Some("more of its evidence finds a gain than a loss"),
        Summary::Better | Summary::Likely | Summary::Mixed | Summary::None | Summary::Worse | Summary::Unknown => None,
    }
}
