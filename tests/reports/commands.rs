//! Command lines as data: `tests/cmd/NAME.cmd` holds the arguments and, below `---`, standard input; `NAME.out` the
//! exit code, standard output and standard error. `CLEARDECK_ACCEPT=1 cargo test --test reports commands` writes them anew;
//! read the difference before it is committed. Hashes and counts of the rules are not kept: a change of one rule would
//! change every file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::common;
#[test]
fn every_command_says_what_it_is_kept_to_say() {
    let folder = format!("{}/tests/cmd", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let commands: Vec<&str> = names.iter().filter_map(|n| n.strip_suffix(".cmd")).collect();
    let orphans: Vec<&String> = names
        .iter()
        .filter(|n| n.strip_suffix(".out").is_some_and(|stem| !commands.contains(&stem)))
        .collect();
    assert!(orphans.is_empty(), "outputs without a command: {orphans:?}");
    let mut wrong = Vec::new();
    for name in commands {
        let text = common::file(&format!("tests/cmd/{name}.cmd"));
        let (line, input) = text.split_once("\n---\n").unwrap_or((&text, ""));
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let (code, out, err) = common::run(&arguments, input);
        let said = without_counts(&format!("exit {code}\n--- stdout\n{out}--- stderr\n{err}"));
        wrong.extend(common::differs(&format!("tests/cmd/{name}.out"), &said));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is said, with a sign in place of what changes with any rule: hashes, the counts of the rule set, how many of its
/// cases passed, and how many saw a comparison true, false or unknown (none stays none).
fn without_counts(said: &str) -> String {
    let lines = said.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
        if line.ends_with("every name resolved")
            || (words.len() == 4 && words.ends_with(&["failed"]) && line.contains(" passed, "))
        {
            let counts = line
                .split(' ')
                .map(|word| if number(&word) && word != "0" { "N" } else { word });
            counts.collect::<Vec<_>>().join(" ")
        } else if line.starts_with("  ") && words.len() > 3 && words.iter().take(3).all(number) {
            // the three columns of `rules test --coverage`
            let (seen, rest) = line.split_at(16.min(line.len()));
            let counts: Vec<&str> = seen
                .split_whitespace()
                .map(|n| if n == "0" { n } else { "N" })
                .collect();
            format!("  {}{rest}", counts.join("  "))
        } else {
            without_hashes(line)
        }
    });
    let ended = if said.ends_with('\n') { "\n" } else { "" };
    lines.collect::<Vec<_>>().join("\n") + ended
}

/// A hash is 64 digits, or the first 16 where a report names its rules.
fn without_hashes(line: &str) -> String {
    let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let mut kept = String::new();
    for word in line.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if digits.chars().all(hexadecimal)
            && (digits.len() == 64 || (digits.len() == 16 && line.starts_with("Rules: ")))
        {
            kept.push_str(&word.replace(digits, "HASH"));
        } else {
            kept.push_str(word);
        }
    }
    kept
}

#[test]
fn what_changes_with_any_rule_is_not_kept_and_all_else_is() {
    let hash = "4e48a91a99b376aa8f0567040f8596d85cb5ad0355d727527a451f8cd46ea7fc";
    for (said, kept) in [
        (
            format!("  \"rule_set_hash\": \"{hash}\",\n"),
            "  \"rule_set_hash\": \"HASH\",\n",
        ),
        (
            "Rules: x 0.1.0 (4e48a91a99b376aa). End.".to_owned(),
            "Rules: x 0.1.0 (HASH). End.",
        ),
        (
            "  \"g\": 0.1234567890123456,".to_owned(),
            "  \"g\": 0.1234567890123456,",
        ),
        (
            "x 0.1.0: 221 facts, 54 parameters; every name resolved".to_owned(),
            "x 0.1.0: N facts, N parameters; every name resolved",
        ),
        ("284 passed, 0 failed".to_owned(), "N passed, 0 failed"),
        (
            "    15   40    0  Kind is a  never seen otherwise".to_owned(),
            "  N  N  0  Kind is a  never seen otherwise",
        ),
        ("| 2025 | 3 | 0.40 |".to_owned(), "| 2025 | 3 | 0.40 |"),
    ] {
        assert_eq!(without_counts(&said), kept);
    }
}
