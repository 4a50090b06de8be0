//! A scenario as it is typed on a command line: `ID.FACT=VALUE`, an id, an id and years.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::yaml::{self, Kind, Limits, Node};

use super::Edit;
use super::read::Scenarios;

/// A part of the text of a source, from a byte on.
fn part(source: SourceId, from: usize, text: &str) -> Span {
    let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let start = from + text.len() - text.trim_start().len();
    Span {
        source,
        start: byte(start),
        end: byte(start + text.trim().len()),
    }
}

impl Scenarios<'_> {
    /// `ID.FACT=VALUE`, the whole text of a source; the value alone is the text of another, so that it is read as in a file.
    pub fn setting(&self, whole: SourceId, value: SourceId, sources: &Sources, out: &mut Diagnostics) -> Option<Edit> {
        let text = sources.text(whole);
        let refuse = |out: &mut Diagnostics| {
            let message = format!("`{text}` sets no answer");
            let error = Diagnostic::error(Code::WrongType, part(whole, 0, text), message);
            out.push(error.help("write ID.FACT=VALUE, such as summer-bridge.money.funding_after=none"));
        };
        let Some((left, _)) = text.split_once('=') else {
            refuse(out);
            return None;
        };
        // ids may have points in them, so the longest that is there is meant
        let initiatives = self.inventory.initiatives.iter();
        let with_point = initiatives.filter_map(|i| left.strip_prefix(i.id.as_str())?.strip_prefix('.'));
        let field = with_point.min_by_key(|field| field.len());
        let Some(field) = field else {
            match left.split_once('.') {
                Some((id, _)) => {
                    self.known(id.trim(), part(whole, 0, id), out);
                }
                None => refuse(out),
            }
            return None;
        };
        let at = left.len() - field.len();
        let fact = self.fact(field.trim(), part(whole, at, field), out)?;
        let id = left.get(..at.saturating_sub(1)).unwrap_or_default().to_owned();
        let written = sources.text(value);
        if written.trim().is_empty() {
            let blank = Node {
                span: part(value, 0, written),
                kind: Kind::Blank,
            };
            return self.answer(id, fact, &blank, out);
        }
        let node = yaml::read(value, written, &Limits::default(), out)?;
        self.answer(id, fact, &node, out)
    }

    /// An initiative that ends, the whole text of a source.
    pub fn ending(&self, whole: SourceId, sources: &Sources, out: &mut Diagnostics) -> Option<Edit> {
        let id = sources.text(whole);
        self.known(id.trim(), part(whole, 0, id), out).map(Edit::End)
    }

    /// An initiative that begins later by some years, the whole texts of two sources.
    pub fn delaying(&self, id: SourceId, years: SourceId, sources: &Sources, out: &mut Diagnostics) -> Option<Edit> {
        let (named, written) = (sources.text(id), sources.text(years));
        let known = self.known(named.trim(), part(id, 0, named), out)?;
        self.delay(&known, written, [part(id, 0, named), part(years, 0, written)], out)
    }
}
