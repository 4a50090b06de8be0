//! Doubts in words, each with what to do.

use super::Doubt;
use crate::diagnostics::{Code, Diagnostic, Span};

/// Where a doubtful number stands, which decides what to do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A row of results or a study of an inventory.
    Row,
    /// An answer of an inventory.
    Answer,
    /// A row of a table that is pooled.
    Table,
    /// A number that was computed from others.
    Computed,
}

/// A doubt, at its place where it has one.
#[must_use]
pub fn told(doubt: Doubt, form: Form, at: Option<Span>) -> Diagnostic {
    match doubt {
        Doubt::Code { name, number } => {
            let message = format!("{number} in `{name}` looks like a code for a missing value");
            let help = match form {
                Form::Row | Form::Answer => "leave it blank; as it stands it is read as a number",
                Form::Table => "delete the row; as it stands it is pooled as a number",
                Form::Computed => "leave the number out; as it stands it is computed with",
            };
            made(Code::CodeForMissing, at, message).help(help)
        }
        Doubt::Effect(effect) => {
            let message = format!(
                "an effect of {} standard deviations is far beyond what programs in schools do",
                short(effect)
            );
            large(made(Code::ImplausibleEffect, at, message), effect, form)
        }
        Doubt::Error {
            stated,
            students,
            usual,
            least,
        } => {
            let message = format!(
                "a standard error of {} is smaller than {students} students allow",
                short(stated)
            );
            let help = format!(
                "without covariates it is about {}, with very good ones {} or more: correct it, or the number of \
                 students, which is of all that were measured, with the program and without{}",
                short(usual),
                short(least),
                match form {
                    Form::Table => "; or effects and errors are not in standard deviations",
                    Form::Computed => "; or the standard deviation is not that of students' scores",
                    Form::Row | Form::Answer => "",
                }
            );
            made(Code::ImplausibleError, at, message).help(help)
        }
        Doubt::Significance { stated, p } => {
            let (word, other) = if stated { ("yes", "not ") } else { ("no", "") };
            let p = if p < 0.001 {
                "below 0.001".to_owned()
            } else {
                format!("about {}", short(p))
            };
            let message =
                format!("`significant: {word}`, and by effect and error it is {other}beyond chance: p is {p}");
            let help = if stated {
                "correct the word, the effect or the standard error"
            } else {
                "correct the word, the effect or the standard error; where the word allows for classes, schools or \
                 several outcomes tested at once, it is the standard error that does not"
            };
            made(Code::SignificanceAgainstNumbers, at, message).help(help)
        }
    }
}

/// A measure of which less is better, first at this place, in so many rows.
#[must_use]
pub fn less_is_better(measure: &str, rows: usize, at: Span) -> Diagnostic {
    let also = match rows {
        1 => String::new(),
        rows => format!(" (first of {rows} rows)"),
    };
    let message = format!("of `{measure}` less is better for students, and effects are read as more is better{also}");
    Diagnostic::new(Code::LessIsBetter, at, message).help(format!(
        "write effects so that more is better for students: above 0 where the program lowered it; then say so in the \
         name, such as `{measure} (reversed)`"
    ))
}

fn large(told: Diagnostic, effect: f64, form: Form) -> Diagnostic {
    let number = short(effect);
    match form {
        Form::Row if effect.abs() <= 100.0 => told.help(format!(
            "if these are percentage points, write `points: {number}` in place of it, with one of `share_with` and \
             `share_without`; if they are points of a scale, with the `sd` of that scale"
        )),
        Form::Row => told.help(format!(
            "if these are points of a scale, write `points: {number}` in place of it, with the `sd` of that scale"
        )),
        Form::Answer => {
            told.help("write it in standard deviations of students; `cleardeck evidence effect` computes them")
        }
        Form::Table => told.help(
            "if these are points, turn them into standard deviations first (`cleardeck evidence effect`); all rows \
             must be in one unit",
        ),
        Form::Computed => told.help(
            "check that each standard deviation is one of students' scores, neither a standard error nor one of means \
             of schools, and that all numbers are on one scale",
        ),
    }
}

fn made(code: Code, at: Option<Span>, message: String) -> Diagnostic {
    match at {
        Some(at) => Diagnostic::new(code, at, message),
        None => Diagnostic::about_file(code, "", message),
    }
}

/// A number to three places, without noughts at its end.
fn short(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
