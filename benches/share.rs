//! Where the time goes: whole processes against starting and reading, then each stage, then the reader beside
//! `serde_yaml`. Run with `cargo bench`; whole processes are measured in processor time and need Linux.
//! `cargo bench -- against PROGRAM` sets them beside another build of the program, such as that of an earlier commit.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::inventory;
use cleardeck::report::{Audience, Depth, Edition, Markdown, View};
use cleardeck::rules;
use cleardeck::yaml::{self, Limits};

// the same as the program's
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "read", file] => read(file),
        [_, "against", other, ..] => whole(Some(Path::new(other))),
        _ => {
            whole(None);
            stages();
        }
    }
}

/// Starts and reads one file, no more: what a whole run is measured against.
fn read(file: &str) {
    let (mut sources, mut problems, limits) = (Sources::default(), Diagnostics::default(), Limits::default());
    let bytes = std::fs::read(file).unwrap_or_default();
    let source = yaml::decode(file, bytes, &limits, &mut sources, &mut problems);
    let tree = source.and_then(|s| yaml::read(s, sources.text(s), &limits, &mut problems));
    std::hint::black_box(tree);
}

/// Processor time of some commands in turn, in milliseconds a run: so many blocks of so many runs, since the clock of
/// the kernel is coarse.
fn processor<const N: usize>((blocks, runs): (u32, u32), mut commands: [Command; N]) -> [f64; N] {
    let mut spent = [0.0; N];
    for _ in 0..blocks {
        for (command, spent) in commands.iter_mut().zip(&mut spent) {
            let before = children();
            for _ in 0..runs {
                let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
                if !status.is_ok_and(|s| s.success()) {
                    println!("a command failed: {command:?}");
                }
            }
            *spent += children() - before;
        }
    }
    spent.map(|s| s / f64::from(blocks * runs))
}

/// Processor time, user and system, of every child that ended, in milliseconds.
fn children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // the name of the program stands in brackets and may hold spaces; after it come the fields from the third on
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or_default()
    };
    // cutime and cstime, in hundredths of a second
    (ticks(13) + ticks(14)) * 10.0
}

fn whole(other: Option<&Path>) {
    let path = std::env::temp_dir().join(format!("cleardeck-bench-{}.yaml", std::process::id()));
    let own = std::env::current_exe().unwrap_or_default();
    println!("whole processes, processor time, ms a run");
    let beside = if other.is_some() { "other" } else { "start and read" };
    println!("initiatives  answers      KB  {beside:>14}  audit  ratio");
    for count in [10, 100, 1000] {
        for sourced in [false, true] {
            let text = text(count, sourced);
            if let Err(error) = std::fs::write(&path, &text) {
                println!("{}: {error}", path.display());
                return;
            }
            let start = match other {
                Some(other) => audited(other, &path),
                None => {
                    let mut start = Command::new(&own);
                    start.arg("read").arg(&path);
                    start
                }
            };
            let rounds = if count == 1000 { (5, 4) } else { (16, 25) };
            let [beside, audit] = processor(rounds, [start, audited(Path::new(PROGRAM), &path)]);
            println!(
                "{count:>11}  {:<8} {:>6} {beside:>15.2} {audit:>6.2} {:>6.2}",
                if sourced { "sourced" } else { "bare" },
                text.len() / 1000,
                audit / beside
            );
        }
    }
    let _ = std::fs::remove_file(&path);
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_cleardeck");

fn audited(program: &Path, path: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("audit").arg(path);
    command
}

/// The least of several runs.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, Option<T>) {
    let mut best = Duration::MAX;
    let mut last = None;
    for _ in 0..runs {
        let start = Instant::now();
        last = Some(work());
        best = best.min(start.elapsed());
    }
    (best, last)
}

fn stages() {
    println!("\nstages, wall clock, ms, the least of several; every answer with its source");
    println!("initiatives     KB  rules  read  serde_yaml  inventory  judge  render");
    for count in [10, 100, 1000] {
        let text = text(count, true);
        let runs = if count == 1000 { 3 } else { 15 };
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let file = sources.add("bench.yaml", text.clone());
        let (load, set) = least(runs, || rules::load(&files, &[], &sources, &mut Diagnostics::default()));
        let (read, _) = least(runs, || {
            yaml::read(file, &text, &Limits::default(), &mut Diagnostics::default())
        });
        let (other, _) = least(runs, || serde_yaml::from_str::<serde_yaml::Value>(&text));
        let Some(Some(set)) = set else { return };
        let (whole, inventory) = least(runs, || {
            inventory::load(file, &set, None, &sources, &mut Diagnostics::default())
        });
        let Some(Some(inventory)) = inventory else { return };
        let (judge, judged) = least(runs, || audit(&set, &inventory));
        let Some(judged) = judged else { return };
        let (write, _) = least(runs, || {
            let view = View::of(&judged, &sources, Depth::Decisions, Audience::Internal)?;
            Markdown::default().text(&view, Edition::Audit, None)
        });
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        println!(
            "{count:>11} {:>6} {:>6.1} {:>5.1} {:>11.1} {:>10.1} {:>6.1} {:>7.1}",
            text.len() / 1000,
            ms(load),
            ms(read),
            ms(other),
            ms(whole),
            ms(judge),
            ms(write)
        );
    }
}

/// Answers that are written alike for every initiative: section, then field and value.
type Answers = &'static [(&'static str, &'static [(&'static str, &'static str)])];
const ANSWERS: Answers = &[
    (
        "scope",
        &[
            ("opted_in", "yes"),
            ("required", "no"),
            ("existing_schools", "existing"),
            ("selection", "yes"),
        ],
    ),
    (
        "implementation",
        &[
            ("core_components", "yes"),
            ("practitioner_share", "0.7"),
            ("review_dates", "2"),
            ("owner_accountable", "partly"),
            ("staff_turnover", "low"),
            ("incentives", "neutral"),
            ("practices", "lite"),
        ],
    ),
    (
        "money",
        &[
            ("training_hours", "20"),
            ("hours_per_teacher_week", "1"),
            ("affordable", "yes"),
        ],
    ),
    ("protections", &[("none", "yes")]),
    ("contract", &[("mandate", "no"), ("binding", "no")]),
    ("evaluation", &[("under_way", "no")]),
];
/// Reflection questions that a thorough district answers for each initiative.
const DRIVERS: &[(&str, &[&str])] = &[
    (
        "competency",
        &[
            "coaching_aligned",
            "coaching_returns",
            "learning_embedded",
            "plc_inquiry",
            "right_people",
        ],
    ),
    (
        "organization",
        &["playbook", "data_used", "barriers_own", "barriers_central"],
    ),
    ("leadership", &["procedure", "buy_in", "ilt_weekly", "ilt_goals"]),
];

/// An inventory. Bare answers are values; sourced ones say where they come from and when they were observed, and
/// the reflection questions are answered for each initiative.
fn text(count: usize, sourced: bool) -> String {
    let mut out =
        String::from("format: 1\nas_of: 2026-06-15\ndistrict: { name: Bench, schools_count: 40 }\nschools:\n");
    for n in 0..40 {
        out.push_str(&format!(
            "  - {{ id: S{n}, name: School {n}, grades: K-5, locale: city, poverty: 0.{} }}\n",
            10 + n
        ));
    }
    out.push_str("initiatives:\n");
    for n in 0..count {
        initiative(n, sourced, &mut out);
    }
    out
}

fn initiative(n: usize, sourced: bool, out: &mut String) {
    let said = |value: &str| match sourced {
        true => format!("{{ value: {value}, source: walk-through, observed: 2026 }}"),
        false => value.to_owned(),
    };
    let (kind, fidelity) = match n % 4 {
        0 => ("instructional-model", "0.9"),
        1 => ("student-support", "0.45"),
        2 => ("curriculum", "0.82"),
        _ => ("device", "0.6"),
    };
    out.push_str(&format!(
        "  - id: i{n}\n    name: Initiative number {n}\n    kind: {kind}\n    owner: Director {n}\n    definition: What is done, by whom and for whom, in one sentence of the usual length\n"
    ));
    for (section, answers) in ANSWERS {
        out.push_str(&format!("    {section}:\n"));
        match *section {
            "scope" => {
                let schools = format!("[S{}, S{}, S{}]", n % 40, (n + 7) % 40, (n + 19) % 40);
                out.push_str(&format!("      since: 201{}-08-15\n      schools: {schools}\n", n % 10));
            }
            "implementation" => out.push_str(&format!("      fidelity: {}\n", said(fidelity))),
            "money" => out.push_str(&format!(
                "      per_year: {}\n      students: {}\n",
                10_000 + n,
                100 + n
            )),
            _ => {}
        }
        for (field, value) in *answers {
            out.push_str(&format!("      {field}: {}\n", said(value)));
        }
    }
    out.push_str("    drivers:\n");
    if sourced {
        for (driver, questions) in DRIVERS {
            out.push_str(&format!("      {driver}:\n"));
            for (place, question) in questions.iter().enumerate() {
                let answer = ["yes", "partly", "no"].get((n + place) % 3).copied().unwrap_or("yes");
                out.push_str(&format!("        {question}: {}\n", said(answer)));
            }
        }
    } else {
        out.push_str("      weakest: partial\n");
    }
    out.push_str("    results:\n");
    for year in 2023..=2026 {
        out.push_str(&format!(
            "      - {{ school: S{}, year: {year}, measure: reading, effect: 0.1{}, se: 0.05, students: 120, comparison: matched }}\n",
            n % 40,
            n % 10
        ));
    }
}
