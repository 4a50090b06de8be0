//! Streams that are closed, full or that nobody reads.

use super::{ended, folder, run, shell};

const VERBS: [&str; 21] = [
    "audit inventory.yaml",
    "audit missing.yaml --diagnostics json",
    "audit missing.yaml --diagnostics sarif",
    "check inventory.yaml",
    "check missing.yaml",
    "explain inventory.yaml mentoring",
    "ask inventory.yaml --output answers.yaml",
    "evidence pool results.csv",
    "evidence grade studies.csv",
    "evidence effect growth --before 480 --after 501 --sd-before 40 --correlation 0.7 --n 150",
    "rules show",
    "rules diff shipped shipped",
    "rules docs",
    "init",
    "import list.csv --as-of 2025-06-30",
    "export inventory.yaml --to yaml",
    "schema inventory",
    "completions bash",
    "--help",
    "audit --help",
    "--version",
];

#[test]
fn nothing_panics_when_a_stream_is_closed() {
    let folder = folder();
    let folder = folder.path();
    let more = ["nonsense", "audit"];
    for verb in VERBS.iter().chain(&more) {
        let plain = ended(&run(folder, &verb.split(' ').collect::<Vec<_>>())).0;
        // the reader of a pipe is gone before there is anything to read
        for streams in ["2>/dev/full", "2> >(true)", "> >(true)", "<&- >&- 2>&-"] {
            let output = shell(
                folder,
                &format!("\"$0\" \"$@\" {streams}"),
                &verb.split(' ').collect::<Vec<_>>(),
            );
            let (code, said) = ended(&output);
            assert_eq!(code, plain, "{verb} {streams}: {said}");
            assert!(!said.contains("panicked"), "{verb} {streams}: {said}");
        }
    }
}

#[test]
fn what_cannot_be_written_to_standard_output_is_an_error() {
    let folder = folder();
    let folder = folder.path();
    let more = ["init --xlsx -", "export inventory.yaml --to xlsx --output -"];
    for verb in VERBS.iter().chain(&more).filter(|verb| !verb.contains("missing")) {
        let args: Vec<&str> = verb.split(' ').collect();
        let (code, said) = ended(&shell(folder, "\"$0\" \"$@\" > /dev/full", &args));
        assert_eq!(code, 2, "{verb}: {said}");
        assert!(said.contains("standard output cannot be written"), "{verb}: {said}");
    }
    let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", "/dev/full"]));
    assert!(code == 2 && said.contains("`/dev/full` cannot be written"), "{said}");
}
