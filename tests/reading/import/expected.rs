//! Lists as districts keep them against what a person reads in them.

use serde_yaml::Value;

use super::{Folder, common};

/// Amounts in a column of prose, most of whose cells hold none: they stay in the note.
const MISSED: [&str; 2] = [
    "p15_texas_dip.csv: After-school tutorials: per_year ``, not `12400`",
    "p15_texas_dip.csv: Accelerated Reader: per_year ``, not `2100`",
];

const FIELDS: [&str; 5] = ["per_year", "total", "start", "end", "status"];

/// An answer in the words of the expectations.
fn words(node: &Value) -> String {
    let plain = |node: &Value| match node {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
    };
    let Value::Mapping(_) = node else {
        let text = plain(node);
        return if ["unsure", "n/a"].contains(&text.as_str()) {
            String::new()
        } else {
            text
        };
    };
    let said = if let Some(ends) = node["between"].as_sequence() {
        format!("{}..{}", plain(&ends[0]), plain(&ends[1]))
    } else if !node["at_least"].is_null() {
        format!(">={}", plain(&node["at_least"]))
    } else if !node["at_most"].is_null() {
        format!("<={}", plain(&node["at_most"]))
    } else {
        plain(&node["value"])
    };
    if node["estimate_by"].is_null() {
        said
    } else {
        format!("~{said}")
    }
}

fn read(entry: &Value) -> [String; 5] {
    let end = [&entry["contract"]["ends"], &entry["money"]["funding_ends"]];
    let end = end.into_iter().find(|n| !n.is_null()).map(words).unwrap_or_default();
    let money = &entry["money"];
    [
        words(&money["per_year"]),
        words(&money["total"]),
        words(&entry["scope"]["since"]),
        end,
        words(&entry["status"]),
    ]
}

#[test]
fn lists_of_districts_are_read_as_a_person_reads_them() {
    let folder = Folder::new("expected");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/expected");
    let mut names: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert!(names.len() >= 20);
    let (mut wrong, mut counts) = (Vec::new(), [(0, 0); 5]);
    for name in names {
        let name = name.to_string_lossy().into_owned();
        let list = if name.starts_with('p') {
            format!("public/{name}")
        } else {
            format!("districts/{name}")
        };
        let (text, said) = super::import(&folder, &format!("tests/import/lists/{list}"), &[]);
        let tree: Value = serde_yaml::from_str(&text).unwrap();
        let entries = tree["initiatives"].as_sequence().unwrap();
        let expected = common::file(&format!("tests/import/expected/{name}"));
        let mut rows = 0;
        for row in csv::Reader::from_reader(expected.as_bytes()).records() {
            let row = row.unwrap();
            rows += 1;
            let Some(entry) = entries.iter().find(|e| e["name"].as_str() == Some(&row[0])) else {
                wrong.push(format!("{name}: no entry `{}`", &row[0]));
                continue;
            };
            for (place, got) in read(entry).iter().enumerate() {
                let wanted = &row[place + 1];
                if !wanted.is_empty() {
                    counts[place].1 += 1;
                    counts[place].0 += usize::from(wanted == got);
                }
                if wanted != got {
                    wrong.push(format!(
                        "{name}: {}: {} `{got}`, not `{wanted}`",
                        &row[0], FIELDS[place]
                    ));
                }
            }
        }
        if entries.len() != rows {
            wrong.push(format!("{name}: {} entries, not {rows}\n{said}", entries.len()));
        }
    }
    println!(
        "read of what a person reads: {:?}",
        FIELDS.iter().zip(counts).collect::<Vec<_>>()
    );
    assert_eq!(wrong, MISSED, "{counts:?}");
}
