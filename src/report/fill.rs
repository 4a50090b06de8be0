//! Fills templates; how data is written depends on the form, which is the end of the template's name.

use std::borrow::Cow;
use std::fmt::Debug;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};
use serde::Serialize;

use super::RenderError;
use super::dates::Days;
use super::editions::Template;
use super::escape::{markdown, xml};
use super::watch::watched;
use crate::diagnostics::{cut, plain};
use crate::rules::{grouped, with_capital};
use crate::truth::Number;

/// Bytes that one unit of fuel pays for: the engine takes a unit for a step and one for so many bytes of whatever a step
/// makes, before it is made.
const BYTES: usize = 64;
/// The fuel of a template that is not shipped, and what each initiative it tells of adds: some times what the shipped
/// ones burn. It bounds the time and, since every byte is paid for, the memory.
const FUEL: (u64, u64) = (1_000_000, 20_000);
/// Text of more bytes is paid for before it is escaped.
const LONG: usize = 4096;
/// Bytes that escapes make of one at the most: `&quot;`.
const ESCAPED: usize = 6;
/// A column is at most so wide.
const WIDEST: usize = 1_000;
/// A number has at most so many decimals.
const MOST_DECIMALS: usize = 20;

/// Whose template is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hand {
    /// Shipped with the program: ends by itself.
    Shipped,
    /// Somebody else's, telling of so many initiatives: may loop, or double a text until no memory is left.
    Other(usize),
}

/// What data is written into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `.md`: markdown signs are escaped.
    Markdown,
    /// `.svg`, `.xml`: XML signs are escaped, what XML cannot hold is left out.
    Xml,
    /// `.txt`: one line, nothing that a terminal obeys.
    Text,
    /// `.term`: markdown that somebody reads on a terminal as it is, so that no sign is escaped.
    Terminal,
    /// `.word`: markdown that a Word file is made of; pictures are drawn in it.
    Word,
}

impl Form {
    fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("svg" | "xml") => Self::Xml,
            Some("txt") => Self::Text,
            Some("term") => Self::Terminal,
            Some("word") => Self::Word,
            _ => Self::Markdown,
        }
    }

    fn write(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Markdown | Self::Word => markdown(text),
            Self::Xml => Cow::Owned(xml(text)),
            Self::Text | Self::Terminal => Cow::Owned(plain(text)),
        }
    }
}

impl Form {
    /// A text that leads to a page; only the text where that is no address or the form has no links.
    fn link(self, text: &str, url: &str) -> String {
        match (self, address(url)) {
            (Self::Markdown | Self::Word, Some(url)) => format!("[{}](<{url}>)", markdown(text)),
            (Self::Terminal, Some(url)) => format!("{} ({url})", plain(text)),
            (form, _) => form.write(text).into_owned(),
        }
    }
}

/// The address of a page as it may stand between signs of any form; nothing where a text is none.
pub(super) fn address(url: &str) -> Option<&str> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\'' | '`' | '\\');
    (web && url.chars().all(plain)).then_some(url)
}

/// What every template is filled under: undefined names are errors, what others wrote ends, and `write` turns data into text that is
/// only text in its place. Of the `parts` that templates may include by name, those are compiled that are asked for.
pub(super) fn environment(
    hand: Hand,
    parts: &'static [Template],
    write: impl Fn(&str) -> Cow<'_, str> + Send + Sync + 'static,
) -> Result<Environment<'static>, RenderError> {
    let mut env = Environment::new();
    let syntax = minijinja::syntax::SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(RenderError)?;
    env.set_syntax(syntax);
    env.set_loader(|name| {
        let part = parts.iter().find(|(part, _)| *part == name);
        Ok(part.map(|(_, text)| *text))
    });
    env.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    env.set_fuel(match hand {
        Hand::Shipped => None,
        Hand::Other(initiatives) => Some(FUEL.0 + FUEL.1 * initiatives as u64),
    });
    env.add_filter("fixed", fixed);
    env.add_filter("signed", signed);
    env.add_filter("grouped", thousands);
    env.add_filter("capital", |text: &str| with_capital(text));
    env.set_auto_escape_callback(|_| AutoEscape::Custom("data".into()));
    env.set_formatter(move |out, state, value| match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text).map_err(Error::from),
        Some(text) => {
            if text.len() > LONG {
                pay(state, text.len() * ESCAPED)?;
            }
            out.write_str(&write(text)).map_err(Error::from)
        }
        _ => write!(out, "{value}").map_err(Error::from),
    });
    Ok(env)
}

/// Pays for bytes that are about to be made.
pub(super) fn pay(state: &State, bytes: usize) -> Result<(), Error> {
    state.consume_fuel((bytes / BYTES) as u64)
}

/// Renders a template of whoever wrote it, watched when that is somebody else.
pub(super) fn rendered(
    hand: Hand,
    mut env: Environment<'static>,
    (name, source): (&str, &str),
    context: Value,
) -> Result<String, RenderError> {
    let (name, source) = (name.to_owned(), source.to_owned());
    let days = Days::in_context(&context);
    env.add_filter("dates", move |text: &str| days.written(text));
    let render = move || {
        env.add_template_owned(name.clone(), source)?;
        env.get_template(&name)?.render(context)
    };
    match hand {
        Hand::Shipped => render().map_err(RenderError),
        Hand::Other(initiatives) => watched(initiatives, render).map_err(RenderError),
    }
}

/// Fills a shipped template with a view; `parts` are what templates include, by name.
pub(crate) fn fill(
    name: &str,
    source: &str,
    parts: &'static [Template],
    view: &(impl Serialize + Clone + Debug + Send + Sync + 'static),
) -> Result<String, RenderError> {
    fill_of(Hand::Shipped, name, source, parts, Value::from(Serde(view)))
}

/// The same for a template of whoever wrote it.
pub(super) fn fill_of(
    hand: Hand,
    name: &str,
    source: &str,
    parts: &'static [Template],
    context: Value,
) -> Result<String, RenderError> {
    let form = Form::of(name);
    let mut env = environment(hand, parts, move |text| form.write(text))?;
    env.add_global("drawn", form == Form::Word);
    env.add_filter("pad", pad);
    env.add_filter("pvalue", pvalue);
    env.add_filter("link", move |text: &str, url: &str| {
        Value::from_safe_string(form.link(text, url))
    });
    let text = rendered(hand, env, (name, source), context)?;
    Ok(match form {
        Form::Markdown | Form::Word | Form::Text | Form::Terminal => tidy(&text),
        Form::Xml => format!("{text}\n"),
    })
}

/// At most one blank line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines() {
        let line = line.trim_end();
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank <= 1 && !(out.is_empty() && blank == 1) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Text as wide as a column: cut or filled up with spaces.
#[allow(
    clippy::needless_pass_by_value,
    reason = "a filter of the template engine takes its arguments so"
)]
fn pad(text: String, width: usize) -> Result<String, Error> {
    within("pad", "characters", width, WIDEST)?;
    Ok(padded(&text, width))
}

/// Refuses a number that a filter is not made for.
fn within(filter: &str, of: &str, asked: usize, most: usize) -> Result<(), Error> {
    if asked <= most {
        return Ok(());
    }
    let message = format!("`{filter}` makes at most {most} {of}, here stands {asked}");
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// A number with so many decimals; a dash for none.
fn fixed(value: Option<f64>, decimals: usize) -> Result<Value, Error> {
    within("fixed", "decimals", decimals, MOST_DECIMALS)?;
    let text = match value.filter(|value| value.is_finite()) {
        None => "-".to_owned(),
        Some(value) if value.abs() >= 1e6 => format!("{value:.2e}"),
        Some(value) => {
            let text = format!("{value:.decimals$}");
            let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
            if zero { text.replace('-', "") } else { text }
        }
    };
    // a number needs no escapes
    Ok(Value::from_safe_string(text))
}

/// A number with its sign and so many decimals; one that rounds to zero has none.
fn signed(value: f64, decimals: usize) -> Result<Value, Error> {
    within("signed", "decimals", decimals, MOST_DECIMALS)?;
    let text = format!("{value:+.decimals$}");
    let zero = text.bytes().all(|b| matches!(b, b'+' | b'-' | b'0' | b'.'));
    // a number needs no escapes
    let text = if zero { text.replace(['+', '-'], "") } else { text };
    Ok(Value::from_safe_string(text))
}

/// A number with a comma at every thousand; text that is none stays as it is.
fn thousands(text: &str) -> String {
    let number = text.parse().ok().and_then(Number::nearest);
    number.map_or_else(|| text.to_owned(), grouped)
}

/// A p-value to three decimals; a dash for none.
fn pvalue(value: Option<f64>) -> Result<Value, Error> {
    match value {
        Some(p) if p < 0.001 => Ok(Value::from_safe_string("under 0.001".to_owned())),
        other => fixed(other, 3),
    }
}

/// Text as wide as a column: cut or filled up with spaces.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{:<width$}", cut(text, width))
}

#[cfg(test)]
mod tests {
    use super::{Template, fill, padded};

    const PARTS: &[Template] = &[("one.md", "one"), ("broken.md", "{% if %}")];

    #[test]
    fn a_page_compiles_the_parts_that_it_asks_for_and_no_other() {
        let filled = |source: &str| fill("page.md", source, PARTS, &serde_json::json!({}));
        // that one of the parts has a mistake is not noticed by a page without it
        assert_eq!(
            filled("{% include 'one.md' %}{% if false %}{% include 'broken.md' %}{% endif %}").ok(),
            Some("one\n".to_owned())
        );
        let said = |source: &str| filled(source).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said("{% include 'broken.md' %}").contains("broken.md"));
        assert!(said("{% include 'none.md' %}").contains("none.md"));
    }

    #[test]
    fn a_column_has_its_width() {
        assert_eq!(padded("Schule", 8), "Schule  ");
        assert_eq!(padded("ÄÖÜäöü", 4), "ÄÖÜ…");
    }
}
