//! The reports as one self-contained file each: the same view, other templates; whatever comes from the inventory is
//! data and is escaped.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Error, State, Value, context};
use serde::Serialize;

use crate::report::compared::CHANGED_TEXT;
use crate::report::editions::Template;
use crate::report::escape::html;
use crate::report::fill::{Hand, address, environment, pay, rendered};
use crate::report::markdown::SAID_TEXT;
use crate::report::rocks::ROCKS_TEXT;
use crate::report::{Card, Depth, Edition, Line, RenderError, Renderer, View};

/// The templates, by the names under which they include one another.
const TEMPLATES: &[Template] = &[
    ("compare.html", include_str!("../../templates/html/compare.html")),
    ("wind-down.html", include_str!("../../templates/html/wind-down.html")),
    ("winding.html", include_str!("../../templates/html/winding.html")),
    ("wound.html", include_str!("../../templates/html/wound.html")),
    ("what-if.html", include_str!("../../templates/html/what-if.html")),
    ("plan.html", include_str!("../../templates/html/plan.html")),
    ("planned.html", include_str!("../../templates/said/planned.txt")),
    ("changes.html", include_str!("../../templates/html/changes.html")),
    ("changed.html", CHANGED_TEXT),
    ("rocks.html", include_str!("../../templates/html/rocks.html")),
    ("rock.html", ROCKS_TEXT),
    ("entry.html", include_str!("../../templates/html/entry.html")),
    ("elsewhere.html", include_str!("../../templates/html/elsewhere.html")),
    ("base.html", include_str!("../../templates/html/base.html")),
    ("explain.html", include_str!("../../templates/html/explain.html")),
    ("style.css", include_str!("../../templates/html/style.css")),
    ("print.css", include_str!("../../templates/html/print.css")),
    ("script.js", include_str!("../../templates/html/script.js")),
    ("said.html", SAID_TEXT),
    ("words.html", include_str!("../../templates/html/words.html")),
    ("first.html", include_str!("../../templates/html/first.html")),
    ("summary.html", include_str!("../../templates/html/summary.html")),
    ("asked.html", include_str!("../../templates/html/asked.html")),
    ("alike.html", include_str!("../../templates/html/alike.html")),
    ("list.html", include_str!("../../templates/html/list.html")),
    ("initiative.html", include_str!("../../templates/html/initiative.html")),
    ("card.html", include_str!("../../templates/html/card.html")),
    ("evidence.html", include_str!("../../templates/html/evidence.html")),
    ("studies.html", include_str!("../../templates/html/studies.html")),
    ("trace.html", include_str!("../../templates/html/trace.html")),
    ("pictures.html", include_str!("../../templates/html/pictures.html")),
    (
        "picture/map.html",
        include_str!("../../templates/html/picture/map.html"),
    ),
    (
        "picture/load.html",
        include_str!("../../templates/html/picture/load.html"),
    ),
    (
        "picture/goals.html",
        include_str!("../../templates/html/picture/goals.html"),
    ),
    (
        "picture/drivers.html",
        include_str!("../../templates/html/picture/drivers.html"),
    ),
    (
        "picture/replication.html",
        include_str!("../../templates/html/picture/replication.html"),
    ),
];

/// One self-contained HTML file by a template, which may extend `base.html`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Html;

impl Renderer for Html {
    fn depth(&self, edition: Edition) -> Depth {
        edition.depth(true)
    }

    fn render(&self, view: &View, edition: Edition, template: Option<&str>) -> Result<Vec<u8>, RenderError> {
        Ok(self.text(view, edition, template)?.into_bytes())
    }
}

impl Html {
    /// The same as text.
    ///
    /// # Errors
    /// When a replaced template has a mistake.
    pub fn text(self, view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
        let (name, shipped) = edition.html();
        let context = context! { edition => edition.name(), plots => Serde(plots(view)?), ..Value::from(Serde(view)) };
        match template {
            Some(own) => fill(Hand::Other(view.totals.count), (name, own), context),
            None => fill(Hand::Shipped, (name, shipped), context),
        }
    }
}

/// The schools of each initiative as a drawing, by its number.
fn plots(view: &View) -> Result<BTreeMap<usize, String>, RenderError> {
    let drawn = view.forests().map(|(number, forest)| Ok((number, forest.svg()?)));
    drawn.collect()
}

/// What `explain` says of one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The initiative.
    pub card: Card,
    /// The rule that is explained in place of the recommendation: why it is there; empty for the recommendation.
    pub rule: String,
    /// The steps.
    pub lines: Vec<Line>,
}

/// Renders the explanation of one initiative as HTML.
///
/// # Errors
/// When the template has a mistake.
pub fn render_explanation(view: &View, explanation: &Explanation) -> Result<String, RenderError> {
    let explained = Value::from(Serde(explanation));
    let context =
        context! { edition => "explain", explained, plots => Serde(plots(view)?), ..Value::from(Serde(view)) };
    page("explain.html", context)
}

/// Fills a page that is no report.
pub(super) fn page(name: &str, context: Value) -> Result<String, RenderError> {
    let shipped = TEMPLATES.iter().find(|(shipped, _)| *shipped == name);
    fill(Hand::Shipped, (name, shipped.map_or("", |(_, text)| *text)), context)
}

/// A text that leads to a page; only the text where that is no address.
fn link(text: &str, url: &str) -> Value {
    let said = html(text);
    Value::from_safe_string(match address(url) {
        Some(url) => format!("<a href=\"{}\" rel=\"noopener noreferrer\">{said}</a>", html(url)),
        None => said.into_owned(),
    })
}

/// Fills a template of whoever wrote it.
fn fill(hand: Hand, (name, source): (&str, &str), context: Value) -> Result<String, RenderError> {
    let mut env = environment(hand, TEMPLATES, html)?;
    env.add_filter("ticks", paid_ticks);
    env.add_filter("link", link);
    Ok(tidy(&rendered(hand, env, (name, source), context)?))
}

/// Without the blank lines and the indentation that the templates leave behind.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// As [`ticks`], paid for before.
fn paid_ticks(state: &State, text: &str) -> Result<Value, Error> {
    // bounds both copies: escapes lengthen the text, and each backtick adds a part
    pay(state, text.len() * size_of::<(usize, &str)>())?;
    Ok(ticks(text))
}

/// Text in which `names` stand between backticks, with each name marked up as one.
fn ticks(text: &str) -> Value {
    let escaped = html(text);
    let parts: Vec<&str> = escaped.split('`').collect();
    // an odd number of backticks: one has no partner, so all are left as text
    if parts.len() == 1 || parts.len().is_multiple_of(2) {
        return Value::from_safe_string(escaped.into_owned());
    }
    let mut out = String::with_capacity(escaped.len() + 16);
    for (n, part) in parts.iter().enumerate() {
        out.push_str(match (n, n % 2) {
            (0, _) => "",
            (_, 1) => "<code>",
            _ => "</code>",
        });
        out.push_str(part);
    }
    Value::from_safe_string(out)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn names_between_backticks_are_marked_up_and_nothing_else() {
        assert_eq!(ticks("`a` <b>").as_str(), Some("<code>a</code> &lt;b&gt;"));
        assert_eq!(ticks("one ` only").as_str(), Some("one ` only"));
    }
}
