//! The sentences of projects, from one template for every form.

use serde::Serialize;

use super::advised::Project;
use crate::report::RenderError;
use crate::report::dates::Days;
use crate::report::fill::fill;

use super::ROCKS;

/// What is said of a project.
#[derive(Clone, Default, Debug)]
pub(super) struct Words {
    pub name: String,
    pub first_step: String,
    pub evidence: String,
    pub follows: String,
}

/// What a project is about, as its sentences take it; what a kind has not is empty.
#[derive(Clone, Default, Debug, Serialize)]
pub(super) struct Subject {
    /// The kind, a word of the rule set.
    pub kind: &'static str,
    /// The initiatives, by name.
    pub names: Vec<String>,
    /// The title of a fact.
    pub fact: String,
    /// Its question.
    pub question: String,
    /// Where the answer is usually found.
    pub found: String,
    /// What is changed.
    pub step: String,
    /// What the fact has to be.
    pub to: String,
    /// How many projects like it are expected after it.
    pub left: usize,
    /// The recommendation, as a heading.
    pub answer: String,
    /// What gives it.
    pub reason: String,
    /// What comes of the recommendation by the end of a project.
    pub next_by: String,
    /// What is due, on which day, and what happens when nobody decides.
    pub due: String,
    pub on: String,
    pub otherwise: String,
    /// What is done first.
    pub first: String,
    /// What shows that it is done.
    pub evidence: String,
}

/// What the template is filled with.
#[derive(Clone, Debug, Serialize)]
struct Asked {
    days: Days,
    subjects: Vec<Subject>,
}

/// What a template makes, one text a line after a `=`: what is written into it has no line breaks.
pub(super) fn marked(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix('='));
    lines.map(|line| line.trim().to_owned())
}

/// The sentences of each project, in their order.
///
/// # Errors
/// When the template has a mistake.
pub(super) fn all(projects: &[Project], days: &Days) -> Result<Vec<Words>, RenderError> {
    let asked = Asked {
        days: days.clone(),
        subjects: projects.iter().map(|project| project.subject.clone()).collect(),
    };
    let template = include_str!("../../../templates/rock.txt");
    let text = fill("rock.txt", template, &[ROCKS], &asked)?;
    let mut sentences = marked(&text);
    let mut next = || sentences.next().unwrap_or_default();
    let words = projects.iter().map(|_| Words {
        name: next(),
        first_step: next(),
        evidence: next(),
        follows: next(),
    });
    Ok(words.collect())
}
