//! What the name of an output may stand for, and what becomes of it.

use std::fs::{File, Permissions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use super::{ended, everything, folder, program, run, shell, strays};

#[test]
fn a_device_or_a_pipe_is_written_into_and_stays_one() {
    let folder = folder();
    let folder = folder.path();
    let report = run(folder, &["audit", "inventory.yaml"]).stdout;
    assert!(!report.is_empty());
    // devices of its own, where they may be made: a test must not put those of the system at risk
    let null = folder.join("null");
    let made = Command::new("mknod").arg(&null).args(["c", "1", "3"]).status();
    if made.is_ok_and(|m| m.success()) {
        let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", "null"]));
        assert_eq!(code, 0, "{said}");
        assert!(null.symlink_metadata().unwrap().file_type().is_char_device());
    }
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let mut bytes = Vec::new();
            File::open(pipe).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        }
    });
    let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", "pipe"]));
    assert_eq!(code, 0, "{said}");
    assert!(reader.join().unwrap() == report);
    assert!(pipe.symlink_metadata().unwrap().file_type().is_fifo());
    // what the shell has opened is written on, as the shell would
    let script = "(echo head; \"$0\" audit inventory.yaml --output /dev/stdout) > report.md";
    let (code, said) = ended(&shell(folder, script, &[]));
    assert_eq!(code, 0, "{said}");
    let written = std::fs::read(folder.join("report.md")).unwrap();
    assert!(written == [b"head\n", &report[..]].concat());
}

#[test]
fn a_file_is_replaced_with_its_mode_and_its_links() {
    let folder = folder();
    let folder = folder.path();
    let at = |name: &str| folder.join(name);
    let report = run(folder, &["audit", "inventory.yaml"]).stdout;
    for mode in [0o600, 0o640, 0o664, 0o755] {
        std::fs::write(at("report.md"), "old").unwrap();
        std::fs::set_permissions(at("report.md"), Permissions::from_mode(mode)).unwrap();
        let _ = std::fs::remove_file(at("link.md"));
        symlink("report.md", at("link.md")).unwrap();
        let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", "link.md"]));
        assert_eq!(code, 0, "{said}");
        assert!(at("link.md").symlink_metadata().unwrap().is_symlink());
        assert!(std::fs::read(at("report.md")).unwrap() == report);
        assert_eq!(at("report.md").metadata().unwrap().mode() & 0o7777, mode);
        std::fs::remove_file(at("report.md")).unwrap();
    }
    // a new one is as the user's mask has it
    let script = "umask 027; \"$0\" audit inventory.yaml --output new.md";
    assert_eq!(ended(&shell(folder, script, &[])), (0, String::new()));
    assert_eq!(at("new.md").metadata().unwrap().mode() & 0o7777, 0o640);
    // the owner stays where this user may give a file away
    if std::os::unix::fs::chown(at("new.md"), Some(4711), Some(4712)).is_ok() {
        assert!(
            run(folder, &["audit", "inventory.yaml", "--output", "new.md"])
                .status
                .success()
        );
        let now = at("new.md").metadata().unwrap();
        assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (4711, 4712, 0o640));
    }
    // a second name keeps what stood there, and that is said
    std::fs::hard_link(at("new.md"), at("second.md")).unwrap();
    std::fs::write(at("new.md"), "old").unwrap();
    let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", "new.md"]));
    assert!(code == 0 && said.contains("second name"), "{said}");
    assert_eq!(std::fs::read(at("second.md")).unwrap(), b"old");
    assert!(std::fs::read(at("new.md")).unwrap() == report);
    assert!(strays(folder).is_empty());
}

#[test]
fn nothing_else_is_lost_by_writing() {
    let folder = folder();
    let folder = folder.path();
    std::fs::write(folder.join("precious"), "precious").unwrap();
    std::fs::write(folder.join("other.partial"), "a file of this name").unwrap();
    symlink("precious", folder.join("report.md.partial")).unwrap();
    // neither the hidden files of others nor one that a run still writes are swept away, one that nobody holds is
    let alive = folder.join(".report.md.cleardeck-aaaaaaaaaaaa.partial");
    let dead = folder.join(".report.md.cleardeck-bbbbbbbbbbbb.partial");
    let others = folder.join(".other.md.cleardeck-cccccccccccc.partial");
    for path in [&alive, &dead, &others] {
        std::fs::write(path, "half").unwrap();
    }
    let lock = File::open(&alive).unwrap();
    lock.try_lock().unwrap();
    for output in ["report.md", "other"] {
        let (code, said) = ended(&run(folder, &["audit", "inventory.yaml", "--output", output]));
        assert_eq!(code, 0, "{said}");
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("precious"), "precious");
    assert_eq!(read("other.partial"), "a file of this name");
    assert!(
        folder
            .join("report.md.partial")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    assert!(alive.exists() && others.exists() && !dead.exists());
}

/// What cannot be written is known before anything is read: the inventory that is named here is not there.
#[test]
fn what_cannot_be_written_is_told_before_the_work() {
    let folder = folder();
    let folder = folder.path();
    std::fs::create_dir(folder.join("folder")).unwrap();
    std::fs::write(folder.join("read-only"), "kept").unwrap();
    std::fs::set_permissions(folder.join("read-only"), Permissions::from_mode(0o444)).unwrap();
    symlink("nowhere", folder.join("dangling")).unwrap();
    symlink("loop", folder.join("loop")).unwrap();
    let long = "n".repeat(300);
    let below = "inventory.yaml/report";
    let verbs = [
        "audit missing.yaml",
        "explain missing.yaml x",
        "ask missing.yaml",
        "export missing.yaml --to yaml",
        "export missing.yaml --to xlsx",
        "import missing.csv --replace",
        "evidence pool missing.csv",
        "evidence grade missing.csv",
        "schema inventory --rules missing",
        "rules docs --rules missing",
        "init --rules missing",
    ];
    let before = everything(folder);
    for verb in verbs {
        for (output, why) in [
            ("folder", "is a folder"),
            ("folder/", "is a folder"),
            ("new/", "names a folder"),
            ("missing/report", "the folder does not exist"),
            ("read-only", "it is read-only"),
            ("dangling", "does not exist; name the file itself"),
            ("loop", "cannot be written"),
            (&long, "cannot be written: File name too long"),
            (below, "cannot be written"),
        ] {
            let args: Vec<&str> = verb.split(' ').chain(["--output", output]).collect();
            let (code, said) = ended(&run(folder, &args));
            assert!(code == 2 && said.contains(why), "{verb} {output}: {said}");
            assert!(
                !said.contains("missing.") && said.lines().count() == 1,
                "{verb}: {said}"
            );
        }
    }
    assert!(before == everything(folder));
}

#[test]
fn an_interview_writes_what_it_reads_only_where_it_may() {
    let folder = folder();
    let folder = folder.path();
    std::fs::set_permissions(folder.join("inventory.yaml"), Permissions::from_mode(0o444)).unwrap();
    let (code, said) = ended(&run(folder, &["ask", "inventory.yaml"]));
    assert!(code == 2 && said.contains("it is read-only"), "{said}");
    let (code, said) = ended(&shell(folder, "\"$0\" ask <(cat inventory.yaml)", &[]));
    assert!(code == 2 && said.contains("which keeps no answers"), "{said}");
    let (code, said) = ended(&run(folder, &["ask", "inventory.yaml", "--output", "-"]));
    assert!(code == 2 && said.contains("name a file"), "{said}");
}

#[test]
fn a_folder_is_made_whole_or_not_at_all() {
    let folder = folder();
    let folder = folder.path();
    let before = everything(folder);
    for verb in ["rules export", "export inventory.yaml --to csv --output"] {
        let made = |target: &str| {
            let args: Vec<&str> = verb.split(' ').chain([target]).collect();
            program(folder, &args)
        };
        // the sixth file or so is too long for the limit
        let script = "ulimit -c 0; ulimit -f 4; \"$0\" \"$@\"";
        let args: Vec<&str> = verb.split(' ').chain(["deep/er/made"]).collect();
        shell(folder, script, &args);
        assert!(!folder.join("deep").exists(), "{verb}");
        // the next run takes away what was left
        assert!(made("deep/er/made").status().unwrap().success(), "{verb}");
        assert!(strays(folder).is_empty(), "{verb}");
        assert!(everything(&folder.join("deep/er/made")).len() > 8);
        let (code, said) = ended(&made("deep/er/made").output().unwrap());
        assert!(code == 2 && said.contains("is not empty"), "{said}");
        let long = "n".repeat(300);
        for (target, why) in [
            ("inventory.yaml", "is no folder"),
            ("inventory.yaml/below", "cannot be made"),
            (&long, "cannot be made"),
        ] {
            let (code, said) = ended(&made(target).output().unwrap());
            assert!(code == 2 && said.contains(why), "{verb} {target}: {said}");
        }
        std::fs::remove_dir_all(folder.join("deep")).unwrap();
        // an empty folder is filled, and keeps its mode
        std::fs::create_dir(folder.join("empty")).unwrap();
        std::fs::set_permissions(folder.join("empty"), Permissions::from_mode(0o750)).unwrap();
        assert!(made("empty").status().unwrap().success(), "{verb}");
        assert_eq!(folder.join("empty").metadata().unwrap().mode() & 0o7777, 0o750);
        std::fs::remove_dir_all(folder.join("empty")).unwrap();
        std::fs::create_dir(folder.join("here")).unwrap();
        let mut inside = made(".");
        let inside = inside.current_dir(folder.join("here")).output().unwrap();
        assert_eq!(ended(&inside).0, 2, "{verb}");
        std::fs::remove_dir(folder.join("here")).unwrap();
    }
    assert!(before == everything(folder));
}
