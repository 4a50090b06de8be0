//! Problems as SARIF 2.1.0, the form that code hosts and editors show beside the lines.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::list::MOST_LISTED;
use super::{Code, Diagnostic, Diagnostics, Sources, Span};

/// The log of one run: a rule for each kind of problem met, a result for each problem. Of very many some are results; a
/// notification of the tool says how many there are of the others.
#[must_use]
pub fn to_sarif(list: &Diagnostics, sources: &Sources) -> Value {
    let shown = list.shown(MOST_LISTED);
    let met: BTreeSet<Code> = shown.list.iter().map(|d| d.code).collect();
    let rules: Vec<Value> = met
        .iter()
        .map(|code| json!({ "id": code.id(), "shortDescription": { "text": code.meaning() } }))
        .collect();
    let results: Vec<Value> = shown.list.iter().map(|d| result(d, &met, sources)).collect();
    let mut run = run(&rules, &results);
    if let (Some(last), Some(fields)) = (shown.last(), run.as_object_mut()) {
        let notice = json!({
            "descriptor": { "id": last.code.id() },
            "level": last.severity.word(),
            "message": { "text": last.message },
        });
        fields.insert(
            "invocations".to_owned(),
            json!([ { "executionSuccessful": true, "toolExecutionNotifications": [notice] } ]),
        );
    }
    log(&run)
}

/// One run: what its results are instances of, and the results.
pub(crate) fn run(rules: &[Value], results: &[Value]) -> Value {
    json!({
        "tool": { "driver": { "name": "cleardeck", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

/// The log of one run.
pub(crate) fn log(run: &Value) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

fn result(diagnostic: &Diagnostic, met: &BTreeSet<Code>, sources: &Sources) -> Value {
    let mut message = diagnostic.message.clone();
    for help in &diagnostic.help {
        message.push('\n');
        message.push_str(help);
    }
    let locations: Vec<Value> = match (diagnostic.at, &diagnostic.file) {
        (Some(at), _) => vec![location(at, sources)],
        (None, Some(file)) => {
            vec![json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } })]
        }
        (None, None) => Vec::new(),
    };
    let others = diagnostic.others.iter().enumerate();
    let related: Vec<Value> = others
        .map(|(id, (at, text))| {
            json!({ "id": id, "physicalLocation": place(*at, sources), "message": { "text": text } })
        })
        .collect();
    json!({
        "ruleId": diagnostic.code.id(),
        "ruleIndex": met.iter().position(|code| *code == diagnostic.code),
        "level": diagnostic.severity.word(),
        "message": { "text": message },
        "locations": locations,
        "relatedLocations": related,
    })
}

/// A place; one in a sheet also by the name of its cell, such as `Schools!C12`.
pub(crate) fn location(at: Span, sources: &Sources) -> Value {
    let mut location = json!({ "physicalLocation": place(at, sources) });
    if let (Some(sheet), Some(cell), Some(fields)) =
        (sources.sheet(at.source), sources.cell(at), location.as_object_mut())
    {
        let name = if sheet.is_empty() {
            cell.to_string()
        } else {
            format!("{sheet}!{cell}")
        };
        fields.insert(
            "logicalLocations".to_owned(),
            json!([ { "fullyQualifiedName": name, "kind": "cell" } ]),
        );
    }
    location
}

fn place(at: Span, sources: &Sources) -> Value {
    if sources.sheet(at.source).is_some() {
        let file = json!({ "uri": uri(sources.name(at.source)) });
        return match sources.cell(at) {
            Some(cell) => json!({
                "artifactLocation": file,
                "region": { "startLine": cell.row, "startColumn": cell.column },
            }),
            None => json!({ "artifactLocation": file }),
        };
    }
    let begin = sources.position(at);
    let end = sources.position_at(at.source, at.end as usize);
    json!({
        "artifactLocation": { "uri": uri(sources.name(at.source)) },
        "region": {
            "startLine": begin.line,
            "startColumn": begin.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// A path as a relative reference: `/` between folders, every sign that has a meaning of its own written as `%XX`.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
