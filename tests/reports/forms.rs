//! The same report in YAML and JSON, and the hashes by which a report names what it was made from.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use serde_json::Value;

use crate::common;

const DISTRICT: &str = "examples/riverbend/inventory.yaml";

/// Texts that a reader of YAML takes for something else, or that turn what follows them.
const HOSTILE: &str = "as_of: 2026-06-30
district: { name: \"A\\u202eb\\u0007 \\u0085c\" }
schools: [ { id: S1, name: \"2025\" } ]
initiatives:
  - { id: \"Null\", name: \"yes\", owner: \"0x1F\", note: \"one\\n  two\\\\uFFFE\\n\" }
  - { id: b, name: \"\\u2066x\\\\\", owner: \"<<\", note: \" - a: b #c\" }
";

/// The same command in JSON and in YAML; neither holds a sign that is not seen.
fn both(arguments: &[&str], input: &str) -> (Value, Value) {
    let form = |form: &str| {
        let (code, out, err) = common::run(&[arguments, &["--format", form]].concat(), input);
        assert_eq!(code, 0, "{err}");
        out
    };
    let yaml = form("yaml");
    let unseen =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert_eq!(yaml.find(unseen), None, "{yaml}");
    let mut values: [Value; 2] = [
        serde_json::from_str(&form("json")).unwrap(),
        serde_yaml::from_str(&yaml).unwrap(),
    ];
    values.iter_mut().for_each(rounded);
    let [json, yaml] = values;
    (json, yaml)
}

/// Rounds numbers to twelve digits: the reader of JSON is not exact in the last one.
fn rounded(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(rounded),
        Value::Object(fields) => fields.values_mut().for_each(rounded),
        Value::Number(number) if number.is_f64() => *value = format!("{:.11e}", number.as_f64().unwrap()).into(),
        _ => {}
    }
}

#[test]
fn yaml_carries_what_json_carries() {
    for more in [&["--edition", "board"][..], &["--edition", "audit"], &["--public"]] {
        let (json, yaml) = both(&[&["audit", DISTRICT], more].concat(), "");
        assert!(json["groups"].as_array().is_some_and(|groups| groups.len() > 3));
        assert_eq!(json, yaml);
    }
    let (json, yaml) = both(&["explain", DISTRICT, "test-prep", "--why", "full"], "");
    assert_eq!(json["initiative"], "test-prep");
    assert_eq!(json, yaml);
}

#[test]
fn texts_of_any_kind_are_the_same_in_yaml() {
    let (json, yaml) = both(&["audit", "-"], HOSTILE);
    assert_eq!(json["district"], "A\u{202e}b\u{7} \u{85}c");
    assert_eq!(json, yaml);
    let (json, yaml) = both(&["explain", "-", "Null"], HOSTILE);
    assert_eq!(json, yaml);
}

/// The commands of the page that says how a hash is checked give what the reports say.
#[test]
#[cfg(target_os = "linux")]
fn the_hashes_are_those_of_sha256sum() {
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let said = |arguments: &[&str]| {
        let (code, out, err) = common::run(&[&["audit"], arguments, &["--format", "json"]].concat(), "");
        assert_eq!(code, 0, "{err}");
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let page = common::file("docs/semantics.md");
    let worked_out = |command: &str| {
        assert!(page.contains(command), "{command} is not in the page");
        let out = Command::new("sh")
            .args(["-c", command])
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(out.stdout)
            .unwrap()
            .chars()
            .take(64)
            .collect::<String>()
    };
    // a byte-order mark and the ends of lines belong to the file
    let marked = format!("\u{feff}{}", common::file(DISTRICT)).replace('\n', "\r\n");
    std::fs::write(path("inventory.yaml"), &marked).unwrap();
    let report = said(&[&path("inventory.yaml")]);
    assert_eq!(report["inventory_hash"], worked_out("sha256sum inventory.yaml"));

    let (code, _, err) = common::run(
        &["export", DISTRICT, "--to", "csv", "--output", &path("inventory-csv")],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let day = ["--as-of", "2026-06-15"];
    let report = said(&[&[path("inventory-csv").as_str()], &day[..]].concat());
    assert_eq!(
        report["inventory_hash"],
        worked_out("(cd inventory-csv && LC_ALL=C sha256sum *.csv) | sha256sum")
    );

    let (code, _, err) = common::run(
        &["export", DISTRICT, "--to", "xlsx", "--output", &path("inventory.xlsx")],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let report = said(&[&[path("inventory.xlsx").as_str()], &day[..]].concat());
    let bytes = std::fs::read(path("inventory.xlsx")).unwrap();
    assert_eq!(report["inventory_hash"], cleardeck::diagnostics::sha256(&bytes));

    let (code, _, err) = common::run(&["rules", "export", &path("rules")], "");
    assert_eq!(code, 0, "{err}");
    let sum = worked_out(
        "find rules -name '*.yaml' ! -name '*.cases.yaml' ! -name properties.yaml -exec sha256sum {} + | cut -c 1-64 | sort | sha256sum",
    );
    assert_eq!(said(&[DISTRICT])["rule_set_hash"], sum);
}

/// Every answer is a result beside the lines of its initiative, with all that the cards say of how sure it is.
#[test]
fn sarif_says_what_the_cards_say() {
    let file = "examples/riverbend/inventory.yaml";
    let form = |format: &str, more: &[&str]| -> serde_json::Value {
        let (code, out, err) = common::run(&[&["audit", file, "--format", format], more].concat(), "");
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    };
    let (log, view) = (form("sarif", &[]), form("json", &[]));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let cards: Vec<&serde_json::Value> = view["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|g| g["cards"].as_array().unwrap())
        .collect();
    assert_eq!(results.len(), cards.len());
    let text = common::file(file);
    for (result, card) in results.iter().zip(cards) {
        let said = &result["properties"];
        assert_eq!(result["ruleId"], card["answer"]);
        for field in ["firmness", "checks", "could_be", "may_be_acted_on", "until"] {
            assert_eq!(said[field], card[field], "{}", card["id"]);
        }
        let line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
            .as_u64()
            .unwrap();
        let line = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
        assert!(line.contains(card["id"].as_str().unwrap()), "{line}");
    }
    let public = form("sarif", &["--public"]);
    assert!(
        public["runs"][0]["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["locations"].as_array().unwrap().is_empty())
    );
}
