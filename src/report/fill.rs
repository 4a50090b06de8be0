//! Fills templates; how data is written depends on the form, which is the end of the template's name.

use std::borrow::Cow;
use std::fmt::Debug;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value};
use serde::Serialize;

use super::RenderError;
use super::markdown::escape;

/// Steps a template may take; a runaway loop of a replaced template ends here.
const FUEL: u64 = 200_000_000;

/// What data is written into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `.md`: markdown signs are escaped.
    Markdown,
    /// `.svg`: XML signs are escaped, what XML cannot hold is left out.
    Xml,
    /// `.txt`: one line, nothing that a terminal obeys.
    Text,
}

impl Form {
    fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("svg") => Self::Xml,
            Some("txt") => Self::Text,
            _ => Self::Markdown,
        }
    }

    fn write(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Markdown => escape(text),
            Self::Xml => Cow::Owned(escape_xml(text)),
            Self::Text => Cow::Owned(plain(text)),
        }
    }
}

/// What every template is filled under: undefined names are errors, loops end, and `write` turns data into text that is
/// only text in its place.
pub(super) fn environment(
    write: impl Fn(&str) -> Cow<'_, str> + Send + Sync + 'static,
) -> Result<Environment<'static>, RenderError> {
    let mut env = Environment::new();
    let syntax = minijinja::syntax::SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(RenderError)?;
    env.set_syntax(syntax);
    env.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_auto_escape_callback(|_| AutoEscape::Custom("data".into()));
    env.set_formatter(move |out, _state, value| match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&write(text)).map_err(minijinja::Error::from),
        _ => write!(out, "{value}").map_err(minijinja::Error::from),
    });
    Ok(env)
}

/// Fills a template with a view; `parts` are what templates include, by name.
pub(crate) fn fill(
    name: &str,
    source: &str,
    parts: &[(&'static str, &'static str)],
    view: &(impl Serialize + Clone + Debug + Send + Sync + 'static),
) -> Result<String, RenderError> {
    let form = Form::of(name);
    let mut env = environment(move |text| form.write(text))?;
    for (name, text) in parts {
        env.add_template(name, text).map_err(RenderError)?;
    }
    env.add_filter("pad", pad);
    env.add_filter("fixed", fixed);
    env.add_filter("signed", signed);
    env.add_filter("pvalue", pvalue);
    env.add_template_owned(name.to_owned(), source.to_owned())
        .map_err(RenderError)?;
    let template = env.get_template(name).map_err(RenderError)?;
    let text = template.render(Value::from(Serde(view))).map_err(RenderError)?;
    Ok(match form {
        Form::Markdown | Form::Text => tidy(&text),
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
fn pad(text: String, width: usize) -> String {
    padded(&text, width)
}

/// A number with so many decimals; a dash for none.
fn fixed(value: Option<f64>, decimals: usize) -> Value {
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
    Value::from_safe_string(text)
}

/// A number with its sign and so many decimals; one that rounds to zero has none.
fn signed(value: f64, decimals: usize) -> Value {
    let text = format!("{value:+.decimals$}");
    let zero = text.bytes().all(|b| matches!(b, b'+' | b'-' | b'0' | b'.'));
    // a number needs no escapes
    Value::from_safe_string(if zero { text.replace(['+', '-'], "") } else { text })
}

/// A p-value to three decimals; a dash for none.
fn pvalue(value: Option<f64>) -> Value {
    match value {
        Some(p) if p < 0.001 => Value::from_safe_string("under 0.001".to_owned()),
        other => fixed(other, 3),
    }
}

/// Text as wide as a column: cut or filled up with spaces.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{:<width$}", cut(text, width))
}

/// Text of at most so many characters, in one line.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let clean = plain(text);
    if clean.chars().count() <= width {
        return clean;
    }
    clean.chars().take(width.saturating_sub(1)).chain("…".chars()).collect()
}

/// Text in one line without what a terminal obeys or what turns the writing direction.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    spaced.filter(|c| !turns(*c)).collect()
}

fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in plain(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cut, escape_xml, padded};

    #[test]
    fn data_stays_data() {
        assert_eq!(
            escape_xml("</text><script>\u{7}&\"'"),
            "&lt;/text&gt;&lt;script&gt; &amp;&quot;&#39;"
        );
        assert_eq!(cut("a\x1b[2Jb\u{202e}c", 20), "a [2Jbc");
        assert_eq!(padded("Schule", 8), "Schule  ");
        assert_eq!(padded("ÄÖÜäöü", 4), "ÄÖÜ…");
    }
}
