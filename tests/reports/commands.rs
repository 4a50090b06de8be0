//! Command lines as data: `tests/cmd/NAME.cmd` holds the arguments and, below `---`, standard input; `NAME.out` the
//! exit code, standard output and standard error. `CLEARDECK_ACCEPT=1 cargo test --test reports commands` writes them anew;
//! read the difference before it is committed.
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
        let said = format!("exit {code}\n--- stdout\n{out}--- stderr\n{err}");
        wrong.extend(common::differs(&format!("tests/cmd/{name}.out"), &said));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
