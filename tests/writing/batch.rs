//! A stream of records: nothing is lost or told twice, whatever is in it and whenever it is broken off.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::{program, run};

const AS_OF: [&str; 2] = ["--as-of", "2026-06-30"];

/// So many records of one initiative, no two alike.
fn records(many: usize) -> Vec<Value> {
    let kinds = ["curriculum", "student-support", "device", "instructional-model"];
    let record = |n: usize| {
        json!({
            "id": format!("r{n}"),
            "district": format!("d{}", n / 40),
            "kind": kinds[n % 4],
            "scope.since": format!("20{}-08", 12 + n % 13),
            "implementation": { "fidelity": (n % 100) as f64 / 100.0, "practitioner_share": 0.8 },
            "drivers.competency.coaches_calibrated": n.is_multiple_of(3),
            "protections.none": if n.is_multiple_of(5) { "unsure" } else { "yes" },
            "money.per_year": n * 10,
        })
    };
    (0..many).map(record).collect()
}

fn lines(records: &[Value]) -> String {
    records.iter().fold(String::new(), |mut text, record| {
        let _ = writeln!(text, "{record}");
        text
    })
}

/// The lines of JSON of a file.
fn read(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn batch(folder: &Path, more: &[&str]) -> std::process::Output {
    let mut args = vec!["batch", "records.ndjson"];
    args.extend(AS_OF);
    args.extend(more);
    run(folder, &args)
}

#[test]
fn a_stream_that_is_broken_off_goes_on_with_no_record_twice_or_missing() {
    let wanted: usize = std::env::var("CLEARDECK_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(8);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut records = records(60_000);
    for record in records.iter_mut().step_by(97) {
        record["implementation"] = json!(3);
    }
    std::fs::write(at("records.ndjson"), lines(&records)).unwrap();
    assert_eq!(
        batch(folder.path(), &["--output", "whole.ndjson"]).status.code(),
        Some(1)
    );
    let (mut killed, mut runs) = (0, 0);
    while killed < wanted {
        runs += 1;
        let mut args = vec!["batch", "records.ndjson", "--output", "broken.ndjson", "--resume"];
        args.extend(AS_OF);
        let mut child = program(folder.path(), &args).spawn().unwrap();
        // from the first moments to after the end
        std::thread::sleep(Duration::from_millis(40 + (runs * 7_919) % 400));
        match child.try_wait().unwrap() {
            None => {
                child.kill().unwrap();
                killed += 1;
            }
            Some(_) => compare(folder.path()),
        }
        child.wait().unwrap();
    }
    batch(folder.path(), &["--output", "broken.ndjson", "--resume"]);
    compare(folder.path());
    println!("{killed} runs were broken off");
}

#[test]
fn a_run_that_is_broken_off_while_it_gives_names_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut records = records(3_000);
    for record in records.iter_mut().step_by(97) {
        record["implementation"] = json!(3);
    }
    std::fs::write(at("records.ndjson"), lines(&records)).unwrap();
    batch(folder.path(), &["--output", "whole.ndjson"]);
    // its files get their names by hand
    let journal = journal_of(folder.path());
    for named in [&[""][..], &[".aside"], &["", ".aside"]] {
        for ending in ["", ".aside"] {
            let name = |broken: &str| at(&format!("{broken}.ndjson{ending}"));
            let part = if named.contains(&ending) { "" } else { ".part" };
            let to = at(&format!("broken.ndjson{ending}{part}"));
            std::fs::copy(name("whole"), to).unwrap();
        }
        std::fs::write(at("broken.ndjson.progress"), &journal).unwrap();
        batch(folder.path(), &["--output", "broken.ndjson", "--resume"]);
        compare(folder.path());
        std::fs::remove_file(at("broken.ndjson.aside")).unwrap();
    }
}

/// The journal of a run that was broken off after its last record, of the same records.
fn journal_of(folder: &Path) -> String {
    let mut args = vec!["batch", "records.ndjson", "--output", "broken.ndjson", "--resume"];
    args.extend(AS_OF);
    loop {
        let mut child = program(folder, &args).spawn().unwrap();
        // as long as it takes until the journal has the last of three parts
        while child.try_wait().unwrap().is_none() {
            let journal = std::fs::read_to_string(folder.join("broken.ndjson.progress")).unwrap_or_default();
            if journal.lines().count() == 4 && journal.ends_with('\n') {
                child.kill().unwrap();
                child.wait().unwrap();
                for file in [
                    "broken.ndjson.part",
                    "broken.ndjson.aside.part",
                    "broken.ndjson",
                    "broken.ndjson.aside",
                ] {
                    let _ = std::fs::remove_file(folder.join(file));
                }
                let _ = std::fs::remove_file(folder.join("broken.ndjson.progress"));
                return journal;
            }
        }
    }
}

/// What was broken off and gone on with is what a whole run wrote, and no trace of it is left.
fn compare(folder: &Path) {
    for ending in ["", ".aside"] {
        let file = |name: &str| std::fs::read(folder.join(format!("{name}{ending}"))).unwrap();
        assert!(file("whole.ndjson") == file("broken.ndjson"), "`{ending}` differs");
        assert!(!folder.join(format!("broken.ndjson{ending}.part")).exists());
    }
    assert!(!folder.join("broken.ndjson.progress").exists());
    std::fs::remove_file(folder.join("broken.ndjson")).unwrap();
}

#[test]
fn every_bad_record_is_named_and_set_aside_and_the_others_are_judged() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let records = records(5_000);
    let mut bad = BTreeSet::new();
    let mut text = Vec::new();
    for (n, record) in records.iter().enumerate() {
        let mut line = record.to_string().into_bytes();
        if n % 100 == 50 {
            bad.insert(n as u64 + 1);
            line = match n / 100 % 8 {
                0 => b"{\"id\": \"x\", \"kind\": ".to_vec(),
                1 => json!({ "id": "x", "knid": "curriculum" }).to_string().into_bytes(),
                2 => json!({ "id": "x", "kind": "curiculum" }).to_string().into_bytes(),
                3 => json!({ "kind": "curriculum" }).to_string().into_bytes(),
                4 => b"{\"id\": \"\xff\xfe\"}".to_vec(),
                5 => json!({ "id": "x", "status": "proposed", "implementation.fidelity": 0.4 })
                    .to_string()
                    .into_bytes(),
                6 => b"{\"id\": \"x\", \"kind\": \"device\", \"kind\": \"device\"}".to_vec(),
                _ => json!({ "id": "x", "results": [{ "school": "nowhere", "effect": "much" }] })
                    .to_string()
                    .into_bytes(),
            };
        }
        text.extend(line);
        text.push(b'\n');
    }
    std::fs::write(at("records.ndjson"), text).unwrap();
    let done = batch(folder.path(), &["--output", "out.ndjson"]);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let aside = read(&at("out.ndjson.aside"));
    let named: BTreeSet<u64> = aside.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!((named, aside.len()), (bad.clone(), bad.len()));
    assert!(
        aside
            .iter()
            .all(|line| !line["problem"].as_str().unwrap().is_empty() && line["record"].is_string())
    );
    let near = aside
        .iter()
        .filter(|line| line["help"].as_str().unwrap().contains("did you mean"))
        .count();
    assert!(near >= 6, "{near}");
    let said: Vec<String> = read(&at("out.ndjson"))
        .iter()
        .map(|line| line["id"].as_str().unwrap().to_owned())
        .collect();
    let good = (0..5_000).filter(|n| !bad.contains(&(n + 1)));
    assert_eq!(said, good.map(|n| format!("r{n}")).collect::<Vec<_>>());
    let strict = batch(folder.path(), &["--output", "strict.ndjson", "--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(!at("strict.ndjson").exists());
}

#[test]
fn a_table_says_what_lines_of_json_say() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let records = records(3_000);
    std::fs::write(at("records.ndjson"), lines(&records)).unwrap();
    let columns = [
        "id",
        "district",
        "kind",
        "scope.since",
        "implementation.fidelity",
        "protections.none",
        "money.per_year",
    ];
    let mut csv = format!("{},note\r\n", columns.join(","));
    for record in &records {
        let cell = |column: &&str| {
            let value = column
                .split('.')
                .next()
                .filter(|_| column.starts_with("implementation"))
                .map_or(&record[*column], |group| &record[group]["fidelity"]);
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        };
        let _ = write!(
            csv,
            "{},\"two\r\nlines, \"\"quoted\"\"\"\r\n",
            columns.iter().map(cell).collect::<Vec<_>>().join(",")
        );
    }
    std::fs::write(at("records.csv"), csv).unwrap();
    assert!(
        batch(
            folder.path(),
            &[
                "--output",
                "lines.ndjson",
                "--ignore",
                "drivers.competency.coaches_calibrated,implementation.practitioner_share"
            ]
        )
        .status
        .success()
    );
    let mut args = vec!["batch", "records.csv", "--output", "cells.ndjson"];
    args.extend(AS_OF);
    let done = run(folder.path(), &args);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let [of_lines, of_cells] = ["lines.ndjson", "cells.ndjson"].map(|name| read(&at(name)));
    assert_eq!(of_lines.len(), 3_000);
    assert!(of_lines == of_cells);
    std::fs::write(at("wrong.csv"), "id,kind,fidelty\n1,device,2\n").unwrap();
    args[1] = "wrong.csv";
    let refused = run(folder.path(), &args);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2));
    assert!(told.contains("wrong.csv, line 1") && told.contains("fidelty"), "{told}");
}

#[test]
fn one_record_is_explained_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("records.ndjson"), lines(&records(300))).unwrap();
    let done = batch(folder.path(), &["--trace", "r123"]);
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && text.starts_with("r123"), "{text}");
    let none = batch(folder.path(), &["--trace", "r1234"]);
    assert_eq!(none.status.code(), Some(2));
}
