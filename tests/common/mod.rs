//! What the tests share: reading rules and inventories the way the program does.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "each test uses its own part, and may fail"
)]

use std::path::{Path, PathBuf};

use cleardeck::catalogue::{self, Catalogue};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Firmness, Verdict};
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::{self, Case, RuleSet};
use serde_json::Value;

/// The shipped rule set, read without an error.
pub fn shipped(sources: &mut Sources) -> RuleSet {
    let files = rules::shipped(sources);
    let mut problems = Diagnostics::default();
    let set = rules::load(&files, &[], sources, &mut problems);
    assert!(!problems.has_errors(), "{:?}", problems.iter().collect::<Vec<_>>());
    set.unwrap()
}

/// The shipped catalogue of what is known elsewhere.
pub fn catalogue() -> Catalogue {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let files = catalogue::shipped(&mut sources);
    let read = catalogue::load(&files, &sources, &mut problems);
    assert!(problems.is_empty(), "{:?}", problems.iter().collect::<Vec<_>>());
    read.unwrap()
}

/// Takes out of a view where it was read, which differs from one form of an inventory to another.
pub fn forget_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !["place", "hash", "inventory_hash"].contains(&key.as_str()));
            fields.values_mut().for_each(forget_places);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

/// The cases of the shipped rule set.
pub fn shipped_cases(set: &RuleSet) -> Vec<Case> {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let files = rules::shipped_cases(&mut sources).into_iter();
    files
        .flat_map(|file| rules::read_cases(file, set, &sources, &mut problems))
        .collect()
}

/// Those of them that say what is decided.
pub fn decision_cases(set: &RuleSet) -> Vec<Case> {
    let mut cases = shipped_cases(set);
    cases.retain(|case| case.expect.iter().any(|(name, _)| name == "recommendation"));
    assert!(cases.len() >= 15);
    cases
}

/// How firm some answers are.
#[derive(Default)]
pub struct Shares {
    settled: usize,
    few: usize,
    more: usize,
    open: usize,
}

impl Shares {
    pub fn count(&mut self, verdict: &Verdict) {
        *match (verdict.firmness, verdict.checks.len()) {
            (Firmness::Settled, _) => &mut self.settled,
            (Firmness::Provided, 0..=2) => &mut self.few,
            (Firmness::Provided, _) => &mut self.more,
            (Firmness::Open, _) => &mut self.open,
        } += 1;
    }

    fn all(&self) -> usize {
        self.settled + self.few + self.more + self.open
    }

    pub fn open_share(&self) -> f64 {
        self.open as f64 / self.all() as f64
    }
}

impl std::fmt::Display for Shares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            settled,
            few,
            more,
            open,
        } = self;
        let all = self.all();
        write!(
            f,
            "of {all} answers {settled} settled, {few} provided with at most two checks, {more} with more, {open} open"
        )
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// An inventory from text, read without an error.
pub fn inventory(text: &str, set: &RuleSet, sources: &mut Sources) -> Inventory {
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut problems = Diagnostics::default();
    let read = inventory::load(file, set, None, sources, &mut problems);
    assert!(
        !problems.has_errors(),
        "{:?}",
        problems.iter().map(|d| &d.message).collect::<Vec<_>>()
    );
    read.expect("an inventory without errors is there")
}

/// The text of a file of the repository.
pub fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path)
}

/// Runs the program: exit code, standard output, standard error.
pub fn run(args: &[&str], input: &str) -> (i32, String, String) {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_cleardeck"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).ok();
    let out = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

/// Compares a text with the file it is kept in; with `CLEARDECK_ACCEPT` set, writes the file instead.
///
/// Gives what differs, or nothing.
pub fn differs(path: &str, text: &str) -> Option<String> {
    let full = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("CLEARDECK_ACCEPT").is_some() {
        std::fs::write(&full, text).expect("the folder of kept outputs can be written");
        return None;
    }
    let kept = std::fs::read_to_string(&full).unwrap_or_default();
    if kept == text {
        return None;
    }
    let place = kept.lines().zip(text.lines()).take_while(|(a, b)| a == b).count();
    let line = |of: &str| of.lines().nth(place).unwrap_or("(nothing)").to_owned();
    Some(format!(
        "{path} line {}:\n  kept: {}\n  now:  {}",
        place + 1,
        line(&kept),
        line(text)
    ))
}

/// The shipped rule files by name and text, what must hold of them among them, with one edit: `from` stands once in the
/// item of that name (or in the file, where a path is given) and `to` comes in its place. Also which file it was.
pub fn edited(item: &str, from: &str, to: &str) -> (Vec<(String, String)>, String) {
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.extend(rules::shipped_properties(&mut sources));
    let mut files: Vec<(String, String)> = files
        .iter()
        .map(|f| (sources.name(f.source).to_owned(), sources.text(f.source).to_owned()))
        .collect();
    let mut found = Vec::new();
    for (place, (name, text)) in files.iter().enumerate() {
        let parts = if item.ends_with(".yaml") {
            (*name == format!("rules/{item}"))
                .then_some(0..text.len())
                .into_iter()
                .collect()
        } else {
            items(text, item)
        };
        for part in parts {
            let hits = text[part.clone()].match_indices(from);
            found.extend(hits.map(|(at, _)| (place, part.start + at)));
        }
    }
    assert_eq!(found.len(), 1, "the edit must fit in one place of `{item}`: {from}");
    let (place, at) = found[0];
    files[place].1.replace_range(at..at + from.len(), to);
    let name = files[place].0.clone();
    (files, name)
}

/// Where the items of a name stand in a file of block style: from their dash to the next line that is no deeper.
fn items(text: &str, name: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let room = line.len() - line.trim_start().len();
        if let Some((start, depth)) = open
            && !line.trim().is_empty()
            && room <= depth
        {
            found.push(start..at);
            open = None;
        }
        let named = ["id", "name"]
            .iter()
            .any(|key| line.trim() == format!("- {key}: {name}"));
        if named && open.is_none() {
            open = Some((at, room));
        }
        at += line.len();
    }
    found.extend(open.map(|(start, _)| start..at));
    found
}
