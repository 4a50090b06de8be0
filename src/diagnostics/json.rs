//! Writes problems as JSON.

use super::excerpt::shown;
use super::list::MOST_LISTED;
use super::{Diagnostic, Diagnostics, Sources};

/// Problems as a JSON list; of very many some, and last how many there are of the others.
#[must_use]
pub fn to_json(list: &Diagnostics, sources: &Sources) -> serde_json::Value {
    let one = |d: &Diagnostic| {
        let file = d.at.map(|at| sources.name(at.source)).or(d.file.as_deref());
        let begin = d.at.map(|at| sources.position(at));
        let end = d.at.map(|at| sources.position_at(at.source, at.end as usize));
        let others: Vec<_> = d
            .others
            .iter()
            .map(|(at, text)| serde_json::json!({ "place": sources.place(*at), "text": text }))
            .collect();
        let mut value = serde_json::json!({
            "code": d.code.id(),
            "severity": d.severity.word(),
            "message": d.message,
            "meaning": d.code.meaning(),
            "help": d.help,
            "file": file,
            "line": begin.map(|p| p.line),
            "column": begin.map(|p| p.column),
            "end_line": end.map(|p| p.line),
            "end_column": end.map(|p| p.column),
            "text": d.at.map(|at| shown(sources, at).0),
            "others": others,
        });
        if let Some((at, sheet)) = d.at.and_then(|at| Some((at, sources.sheet(at.source)?)))
            && let Some(fields) = value.as_object_mut()
        {
            let cell = sources.cell(at);
            // in a sheet, line and column are those of the cell
            for name in ["line", "end_line"] {
                fields.insert(name.to_owned(), cell.map(|c| c.row).into());
            }
            for name in ["column", "end_column"] {
                fields.insert(name.to_owned(), cell.map(|c| c.column).into());
            }
            fields.insert("sheet".to_owned(), sheet.into());
            fields.insert("cell".to_owned(), cell.map(|c| c.to_string()).into());
        }
        value
    };
    let shown = list.shown(MOST_LISTED);
    let mut values: Vec<_> = shown.list.iter().copied().map(one).collect();
    if let Some(mut last) = shown.last().as_ref().map(one) {
        if let Some(fields) = last.as_object_mut() {
            let counts = shown
                .more
                .iter()
                .map(|(code, count)| (code.id().to_owned(), (*count).into()));
            fields.insert("more".to_owned(), serde_json::Value::Object(counts.collect()));
        }
        values.push(last);
    }
    values.into()
}
