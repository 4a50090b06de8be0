//! Interviews while others write the same file: nobody's answers and nobody's edits are lost.

use std::fs::{File, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use super::{ended, program, run, strays};

/// A folder in which it is known how well both programs are carried out, so that results are asked for first.
fn folder() -> tempfile::TempDir {
    let folder = super::folder();
    let mut inventory = text(folder.path());
    for unknown in ["{ fidelity: { between: [0.6, 0.9] } }", "{ fidelity: unsure }"] {
        assert!(inventory.contains(unknown));
        inventory = inventory.replace(unknown, "{ fidelity: 0.9, practitioner_share: 0.9 }");
    }
    save(folder.path(), &inventory);
    folder
}

/// An interview in progress.
struct Asked {
    child: Child,
    answers: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
    /// Everything that was said.
    all: String,
}

impl Asked {
    fn begin(folder: &Path, args: &[&str]) -> Self {
        let mut command = program(folder, &[&["ask", "inventory.yaml"], args].concat());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut asked = Self {
            answers: child.stdin.take(),
            said: BufReader::new(child.stdout.take().unwrap()),
            all: String::new(),
            child,
        };
        let first = asked.until_asked();
        assert!(first.contains("? for why"), "{first}");
        asked
    }

    /// What is said up to the next question, to the offer to record what was decided, or to the end.
    fn until_asked(&mut self) -> String {
        let mut text = String::new();
        let asked = |text: &str| text.ends_with("? for why]\n") || text.ends_with("2 yes   [quit]\n");
        while !asked(&text) && self.said.read_line(&mut text).unwrap() > 0 {}
        self.all.push_str(&text);
        text
    }

    fn answer(&mut self, answer: &str) -> String {
        writeln!(self.answers.as_mut().unwrap(), "{answer}").unwrap();
        self.until_asked()
    }

    /// Ends it: the exit code, and all that was said on both streams.
    fn end(mut self) -> (i32, String) {
        drop(self.answers.take());
        let mut text = std::mem::take(&mut self.all);
        self.said.read_to_string(&mut text).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().code().unwrap(), text)
    }
}

const MENTORING: [&str; 2] = ["--initiative", "mentoring"];
const LESSONS: [&str; 2] = ["--initiative", "social-emotional"];

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("inventory.yaml")).unwrap()
}

/// As a person's editor saves: in place.
fn save(folder: &Path, text: &str) {
    std::fs::write(folder.join("inventory.yaml"), text).unwrap();
}

/// The text after these interviews, one after another and alone.
fn alone(text: &str, interviews: &[(&[&str], &str)]) -> String {
    let folder = folder();
    save(folder.path(), text);
    for (args, answers) in interviews {
        let mut asked = Asked::begin(folder.path(), args);
        for answer in answers.split(' ') {
            asked.answer(answer);
        }
        let (code, said) = asked.end();
        assert_eq!(code, 0, "{said}");
    }
    self::text(folder.path())
}

#[test]
fn two_interviews_at_once_keep_each_others_answers() {
    let folder = folder();
    let folder = folder.path();
    let wanted = alone(&text(folder), &[(&MENTORING, "5 unsure"), (&LESSONS, "1 2")]);
    let (mut one, mut other) = (Asked::begin(folder, &MENTORING), Asked::begin(folder, &LESSONS));
    let said = one.answer("5");
    assert!(!said.contains("somebody else"), "{said}");
    let said = other.answer("1");
    assert!(said.contains("somebody else has changed the file meanwhile"), "{said}");
    one.answer("unsure");
    other.answer("2");
    for asked in [one, other] {
        let (code, said) = asked.end();
        assert!(
            code == 0 && said.contains("2 answered") && !said.contains("no longer"),
            "{said}"
        );
    }
    assert_eq!(text(folder), wanted);
    assert!(strays(folder).is_empty());
}

#[test]
fn the_second_answer_to_one_question_is_told_and_not_written() {
    let folder = folder();
    let folder = folder.path();
    let wanted = alone(&text(folder), &[(&MENTORING, "5")]);
    let (mut one, mut other) = (Asked::begin(folder, &MENTORING), Asked::begin(folder, &MENTORING));
    one.answer("5");
    let said = other.answer("2");
    assert!(
        said.contains("not written: `results.summary` of `mentoring`: worse"),
        "{said}"
    );
    assert!(said.contains("the file says `better` now"), "{said}");
    assert_eq!(text(folder), wanted);
    let (code, said) = other.end();
    assert!(code == 0 && said.contains("0 answered;"), "{said}");
    assert_eq!(one.end().0, 0);
}

#[test]
fn an_edit_by_hand_meanwhile_is_kept() {
    let folder = folder();
    let folder = folder.path();
    let before = text(folder);
    let edits: [&dyn Fn(&str) -> String; 5] = [
        &|text| text.replace("plan:\n", "# a remark\nplan:\n"),
        &|text| text.replace("as_of: 2026-06-15", "as_of: 2026-06-16"),
        // places move: one initiative more before it
        &|text| {
            text.replace(
                "initiatives:\n",
                "initiatives:\n  - { id: new, name: New, kind: curriculum }\n",
            )
        },
        // another answer of the same initiative
        &|text| {
            text.replace(
                "  - id: mentoring\n",
                "  - id: mentoring\n    money: { per_year: 5000 }\n",
            )
        },
        &|text| format!("\u{feff}{}", text.replace('\n', "\r\n")),
    ];
    for edit in edits {
        save(folder, &before);
        let mut asked = Asked::begin(folder, &[&MENTORING[..], &["--source", "the file"]].concat());
        let edited = edit(&before);
        assert_ne!(edited, before);
        save(folder, &edited);
        let said = asked.answer("5");
        assert!(said.contains("what they wrote is kept"), "{said}");
        let (code, said) = asked.end();
        assert!(code == 0 && said.contains("1 answered"), "{said}");
        let now = text(folder);
        let added: Vec<&str> = now.lines().filter(|line| !edited.lines().any(|l| l == *line)).collect();
        assert!(added.len() == 1 && added[0].contains("better"), "{added:?}");
        // beside the answer every byte is the editor's
        let place = now.find(added[0]).unwrap();
        let end = place + added[0].len() + if now.contains("\r\n") { 2 } else { 1 };
        assert_eq!(format!("{}{}", &now[..place], &now[end..]), edited);
    }
}

#[test]
fn answers_that_somebody_writes_over_are_told_and_asked_again() {
    let folder = folder();
    let folder = folder.path();
    let before = text(folder);
    let mut asked = Asked::begin(folder, &MENTORING);
    let second = asked.answer("5");
    // an editor that was open all the time, and puts another file in the place of this one
    std::fs::write(folder.join("saved"), format!("{before}# edited\n")).unwrap();
    std::fs::rename(folder.join("saved"), folder.join("inventory.yaml")).unwrap();
    let said = asked.answer("unsure");
    assert!(
        said.contains("no longer there: `results.summary` of `mentoring`: better"),
        "{second}{said}"
    );
    assert!(said.contains("do results measured here show"), "asked again: {said}");
    assert!(text(folder).ends_with("# edited\n"));
    // and once more after the last answer
    asked.answer("5");
    save(folder, &before);
    let (code, said) = asked.end();
    assert!(
        code == 0 && said.contains("no longer there: `results.summary` of `mentoring`: better"),
        "{said}"
    );
    assert!(said.contains("0 answered;"), "{said}");
    assert_eq!(text(folder), before);
}

#[test]
fn what_cannot_be_written_any_more_is_told_with_every_answer() {
    type Spoil<'s> = (&'s dyn Fn(&Path), &'s str);
    let spoils: [Spoil; 6] = [
        (
            &|file| std::fs::remove_file(file).unwrap(),
            "the file cannot be opened any more",
        ),
        (
            &|file| std::fs::write(file, "format: 1\ninitiatives: [\n").unwrap(),
            "now it has errors",
        ),
        (
            &|file| std::fs::write(file, b"format: 1 # \xff\n").unwrap(),
            "now it has errors",
        ),
        (&|file| std::fs::write(file, "").unwrap(), "now it has errors"),
        (
            &|file| {
                std::fs::remove_file(file).unwrap();
                std::fs::create_dir(file).unwrap();
            },
            "the file cannot be opened any more",
        ),
        (
            &|file| std::fs::set_permissions(file, Permissions::from_mode(0o444)).unwrap(),
            "read-only",
        ),
    ];
    for (spoil, why) in spoils {
        let folder = folder();
        let folder = folder.path();
        let file = folder.join("inventory.yaml");
        let mut asked = Asked::begin(folder, &MENTORING);
        asked.answer("5");
        spoil(&file);
        let left = std::fs::read(&file).ok();
        asked.answer("unsure");
        let (code, said) = asked.end();
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(why), "{why}: {said}");
        assert!(
            said.contains("not written: `") && said.contains("of `mentoring`: unsure"),
            "{said}"
        );
        assert!(
            why == "read-only" || said.contains("written before: `results.summary` of `mentoring`: better"),
            "{said}"
        );
        assert_eq!(std::fs::read(&file).ok(), left);
        assert!(strays(folder).is_empty());
    }
}

#[test]
fn an_initiative_that_is_gone_is_told() {
    let folder = folder();
    let folder = folder.path();
    let before = text(folder);
    let mut asked = Asked::begin(folder, &MENTORING);
    let renamed = before.replace("id: mentoring\n", "id: mentors\n");
    save(folder, &renamed);
    let said = asked.answer("5");
    assert!(said.contains("the initiative is no longer in the file"), "{said}");
    assert!(
        said.contains("not written: `results.summary` of `mentoring`: better"),
        "{said}"
    );
    let (code, _) = asked.end();
    assert_eq!(code, 0);
    assert_eq!(text(folder), renamed);
}

#[test]
fn an_interview_waits_for_who_holds_the_file() {
    let folder = folder();
    let folder = folder.path();
    let mut asked = Asked::begin(folder, &MENTORING);
    let held = File::open(folder.join("inventory.yaml")).unwrap();
    held.lock().unwrap();
    let before = text(folder);
    writeln!(asked.answers.as_mut().unwrap(), "5").unwrap();
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(text(folder), before);
    drop(held);
    asked.until_asked();
    assert_ne!(text(folder), before);
    assert_eq!(asked.end().0, 0);
}

/// Many at once, as fast as they can, on one file: the inventory itself, or a new one.
#[test]
fn many_interviews_at_once_lose_nothing() {
    let folder = folder();
    let folder = folder.path();
    let wake = std::fs::read_to_string(format!("{}/examples/wake/inventory.yaml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let ids: Vec<&str> = wake.lines().filter_map(|l| l.strip_prefix("  - id: ")).collect();
    // an output that is there when an interview begins is replaced by it, like every other output
    for output in [&[][..]] as [&[&str]; 1] {
        save(folder, &wake);
        let running: Vec<(usize, Child)> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| {
                let source = format!("source {n}");
                let args = [
                    &["ask", "inventory.yaml", "--initiative", *id, "--source", &source],
                    output,
                ]
                .concat();
                let mut child = program(folder, &args).stdin(Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(b"1\n1\n1\n").unwrap();
                (n, child)
            })
            .collect();
        let ended: Vec<(usize, String)> = running
            .into_iter()
            .map(|(n, child)| (n, child.wait_with_output().unwrap()))
            .map(|(n, output)| {
                assert!(output.status.success(), "{output:?}");
                (n, String::from_utf8(output.stdout).unwrap())
            })
            .collect();
        let name = output.last().copied().unwrap_or("inventory.yaml");
        let written = std::fs::read_to_string(folder.join(name)).unwrap();
        let mut all = 0;
        for (n, said) in ended {
            let answered: usize = said
                .split(" answered")
                .next()
                .unwrap()
                .rsplit('\n')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            assert_eq!(
                written.matches(&format!("source: source {n},")).count(),
                answered,
                "{said}"
            );
            all += answered;
        }
        assert!(all > 6, "{all} answers are too few to meet each other");
        assert!(output.is_empty() || text(folder) == wake);
        assert!(strays(folder).is_empty());
    }
}

#[test]
fn an_interview_keeps_mode_mark_and_links() {
    let folder = folder();
    let folder = folder.path();
    let marked = format!("\u{feff}{}", text(folder));
    std::fs::rename(folder.join("inventory.yaml"), folder.join("real.yaml")).unwrap();
    std::fs::write(folder.join("real.yaml"), &marked).unwrap();
    std::fs::set_permissions(folder.join("real.yaml"), Permissions::from_mode(0o640)).unwrap();
    symlink("real.yaml", folder.join("inventory.yaml")).unwrap();
    let mut asked = Asked::begin(folder, &MENTORING);
    asked.answer("5");
    assert_eq!(asked.end().0, 0);
    assert!(folder.join("inventory.yaml").symlink_metadata().unwrap().is_symlink());
    let mode = folder.join("real.yaml").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o640);
    let now = std::fs::read_to_string(folder.join("real.yaml")).unwrap();
    assert!(now.starts_with('\u{feff}') && now.len() > marked.len());
    // a second name cannot follow: that is said before anything is asked
    std::fs::hard_link(folder.join("real.yaml"), folder.join("second.yaml")).unwrap();
    let (code, said) = ended(&run(folder, &["ask", "inventory.yaml"]));
    assert!(code == 0 && said.contains("has a second name"), "{said}");
}
