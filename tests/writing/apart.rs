//! What a run reads it does not write.

use std::os::unix::fs::symlink;
use std::path::Path;

use super::{ended, everything, folder, program, run, shell};

/// Each verb that writes, what it reads besides the rules it carries, and the option that names the output.
fn reading(folder: &Path) -> Vec<(Vec<&'static str>, &'static str, &'static str)> {
    let done = run(folder, &["rules", "export", "rules"]);
    assert!(done.status.success());
    for (to, output) in [("csv", "sheets"), ("xlsx", "book.xlsx")] {
        let done = run(folder, &["export", "inventory.yaml", "--to", to, "--output", output]);
        assert!(done.status.success(), "{done:?}");
    }
    std::fs::write(folder.join("own.md"), "{{ count }}").unwrap();
    let done = run(
        folder,
        &["import", "list.csv", "--map", "map.yaml", "--as-of", "2025-06-30"],
    );
    assert!(done.status.success(), "{done:?}");
    let id = "mentoring";
    let runs = [
        ("audit inventory.yaml", "inventory.yaml"),
        ("audit inventory.yaml --template own.md", "own.md"),
        ("audit inventory.yaml --rules rules", "rules/facts/01-identity.yaml"),
        ("audit sheets", "sheets/Schools.csv"),
        ("audit sheets", "sheets/Glossary.csv"),
        ("audit book.xlsx --format html", "book.xlsx"),
        ("explain inventory.yaml ID", "inventory.yaml"),
        ("ask inventory.yaml", "inventory.yaml"),
        ("ask inventory.yaml --rules rules", "rules/kinds.yaml"),
        ("export book.xlsx --to xlsx", "book.xlsx"),
        ("export inventory.yaml --to yaml", "inventory.yaml"),
        ("import list.csv --replace", "list.csv"),
        ("import list.csv --replace --map map.yaml", "map.yaml"),
        ("evidence pool results.csv", "results.csv"),
        ("evidence grade studies.csv", "studies.csv"),
        (
            "evidence grade studies.csv --rules rules",
            "rules/parameters/2-thresholds.yaml",
        ),
        ("schema inventory --rules rules", "rules/facts/01-identity.yaml"),
        ("rules docs --rules rules", "rules/sources.yaml"),
        ("rules docs --rules rules", "rules/decisions.cases.yaml"),
    ];
    let words = |line: &'static str| line.split(' ').map(|w| if w == "ID" { id } else { w }).collect();
    runs.into_iter()
        .map(|(line, victim)| (words(line), victim, "--output"))
        .collect()
}

#[test]
fn an_output_that_is_an_input_is_refused_under_every_name() {
    let folder = folder();
    let folder = folder.path();
    let runs = reading(folder);
    std::fs::create_dir(folder.join("other")).unwrap();
    for (args, victim, option) in runs {
        let whole = folder.join(victim);
        let (soft, hard) = ("other/soft".to_owned(), "other/hard".to_owned());
        symlink(&whole, folder.join(&soft)).unwrap();
        std::fs::hard_link(&whole, folder.join(&hard)).unwrap();
        let dotted = format!("./other/../{victim}");
        let full = whole.to_string_lossy().into_owned();
        for name in [victim, &dotted, &full, &soft, &hard] {
            let before = everything(folder);
            let output = run(folder, &[&args[..], &[option, name]].concat());
            let (code, said) = ended(&output);
            assert_eq!(code, 2, "{args:?} {name}: {said}");
            assert!(said.contains("so that nothing is lost"), "{args:?} {name}: {said}");
            assert!(output.stdout.is_empty(), "{args:?} {name}");
            assert!(before == everything(folder), "{args:?} {name} changed something");
        }
        std::fs::remove_file(folder.join(soft)).unwrap();
        std::fs::remove_file(folder.join(hard)).unwrap();
    }
}

#[test]
fn standard_streams_are_inputs_and_outputs_too() {
    let folder = folder();
    let folder = folder.path();
    let before = everything(folder);
    for script in [
        "\"$0\" audit - --output inventory.yaml < inventory.yaml",
        "\"$0\" audit inventory.yaml >> inventory.yaml",
        "\"$0\" audit inventory.yaml --output /dev/stdout >> inventory.yaml",
        "\"$0\" check inventory.yaml >> inventory.yaml",
        "\"$0\" ask inventory.yaml >> inventory.yaml <<< 5",
        "\"$0\" evidence pool results.csv >> results.csv",
        "\"$0\" rules diff shipped shipped --inventory inventory.yaml >> inventory.yaml",
        "\"$0\" evidence pool - --output ./results.csv < results.csv",
    ] {
        let (code, said) = ended(&shell(folder, script, &[]));
        assert_eq!(code, 2, "{script}: {said}");
        assert!(said.contains("so that nothing is lost"), "{script}: {said}");
        assert!(before == everything(folder), "{script}");
    }
}

#[test]
fn what_would_be_read_the_next_time_is_not_added() {
    let folder = folder();
    let folder = folder.path();
    reading(folder);
    let before = everything(folder);
    for args in [
        "audit sheets --output sheets/report.csv",
        "rules docs --rules rules --output rules/verdict/catalogue.yaml",
        "export sheets --to yaml --rules rules --output rules/inventory.yml",
    ] {
        let (code, said) = ended(&run(folder, &args.split(' ').collect::<Vec<_>>()));
        assert_eq!(code, 2, "{args}: {said}");
        assert!(said.contains("reads every such file"), "{args}: {said}");
        assert!(before == everything(folder), "{args}");
    }
    let done = run(folder, &["audit", "sheets", "--output", "sheets/report.md"]);
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn choices_and_inventory_of_an_import_are_two_files() {
    let folder = folder();
    let folder = folder.path();
    let before = everything(folder);
    for output in ["both.yaml", "./both.yaml"] {
        let mut args = vec!["import", "list.csv", "--as-of", "2025-06-30", "--map", "both.yaml"];
        args.extend(["--output", output]);
        let (code, said) = ended(&run(folder, &args));
        assert!(code == 2 && said.contains("name two files"), "{said}");
    }
    let (code, said) = ended(&run(folder, &["import", "list.csv", "--map", "-"]));
    assert!(code == 2 && said.contains("--map takes a file"), "{said}");
    assert!(before == everything(folder));
}

#[test]
fn a_pipe_that_is_read_is_not_opened_again() {
    let folder = folder();
    let script = "\"$0\" audit <(cat inventory.yaml) --output report.md";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script, env!("CARGO_BIN_EXE_cleardeck")]);
    let status = command.current_dir(folder.path()).status().unwrap();
    assert!(status.success());
    // the report is replaced the second time, so that it is there to be compared with what was read
    let status = program(folder.path(), &["audit", "inventory.yaml", "--output", "report.md"]).status();
    assert!(status.unwrap().success());
    assert!(command.current_dir(folder.path()).status().unwrap().success());
}
