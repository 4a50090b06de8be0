//! The flow of the code has one direction.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::Path;

use crate::common;

/// The folders of `src`, each knowing only those before it. What stands on one line knows nothing of its neighbours.
const ORDER: &[&str] = &[
    "diagnostics",
    "yaml",
    "sheets",
    "truth",
    "rules",
    "catalogue",
    "inventory",
    "evidence",
    "diagram",
    "evaluate",
    "columns",
    "read",
    "analysis",
    "dissent",
    "start",
    "interview",
    "compare",
    "plan",
    "report",
    "batch",
    "cli",
];

/// The folders that a text names as `crate::FOLDER` or `cleardeck::FOLDER`, in `use` lines and elsewhere.
fn named(text: &str) -> BTreeSet<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let after = code.flat_map(|line| line.split("crate::").skip(1).chain(line.split("cleardeck::").skip(1)));
    let groups = after.flat_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.split(',').map(|part| part.trim())
    });
    groups
        .filter_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_')).next())
        .collect()
}

#[test]
fn no_arrow_runs_back() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = common::files_below(&src);
    found.retain(|path| path.extension().is_some_and(|e| e == "rs"));
    let (mut arrows, mut back) = (0, Vec::new());
    for path in found {
        let inside = path.strip_prefix(&src).unwrap();
        let folder = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        // `lib.rs` and `main.rs` stand over all
        let Some(own) = ORDER.iter().position(|f| *f == folder) else {
            assert!(folder.ends_with(".rs"), "`src/{folder}` has no place in the order");
            continue;
        };
        let text = std::fs::read_to_string(&path).unwrap();
        for other in named(&text) {
            let Some(place) = ORDER.iter().position(|f| *f == other) else {
                continue;
            };
            arrows += 1;
            if place > own {
                back.push(format!("{} knows {other}", inside.display()));
            }
        }
    }
    assert!(arrows > 100, "only {arrows} arrows were seen");
    assert!(back.is_empty(), "{back:#?}");
}

#[test]
fn an_arrow_is_seen_in_every_form() {
    let text =
        "use crate::{rules::Fact, report};\nlet a = crate::evidence::b();\n// crate::cli\nuse cleardeck::yaml::Node;";
    let seen: Vec<&str> = named(text).into_iter().filter(|f| ORDER.contains(f)).collect();
    assert_eq!(seen, ["evidence", "report", "rules", "yaml"]);
}

/// The paths that a page names in backticks, as far as they lie in the repository.
fn paths(page: &str) -> impl Iterator<Item = &str> {
    const ROOTS: [&str; 10] = [
        "src/",
        "rules/",
        "templates/",
        "tests/",
        "docs/",
        "crates/",
        "examples/",
        "python/",
        "fuzz/",
        ".ci/",
    ];
    let quoted = page.split('`').skip(1).step_by(2);
    let path = |text: &&str| ROOTS.iter().any(|root| text.starts_with(root)) && !text.contains([' ', '*', '<', '{']);
    quoted.filter(path)
}

#[test]
fn what_the_pages_for_the_next_person_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (page, least) in [
        ("docs/architecture.md", 30),
        ("CONTRIBUTING.md", 15),
        ("docs/engines.md", 8),
    ] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let missing: Vec<&str> = paths(&text).filter(|path| !root.join(path).exists()).collect();
        assert!(missing.is_empty(), "{page} names {missing:?}");
        assert!(paths(&text).count() >= least, "{page}");
    }
}
