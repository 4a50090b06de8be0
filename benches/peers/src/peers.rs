//! The peers: how each is made ready for a workload, and which command does a task by it.
//!
//! Every task is done by a process of its own, so that all are measured alike and none warms what another uses.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::engines::{self, Task};
use crate::languages::{python, rust, sql};
use crate::workload::{Which, Workload};

/// A peer, and what of it is said.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// As it is called on the command line and in the table.
    pub name: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Which truths it holds.
    pub truths: Truths,
    /// How it is run.
    by: By,
}

/// What a peer says of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truths {
    /// yes, no or unknown.
    Three,
    /// yes or no, so that it holds rules that stand by themselves and only tells which of them fire.
    Two,
}

/// How a peer is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// By this program; the name of the package whose version is told.
    Engine(&'static str),
    /// Written out in Rust and compiled, as a function of three or two truths.
    Rust(&'static str),
    /// By a script of Python; the name of the package whose version is told.
    Python(&'static str),
}

/// All peers, in the order of the table.
#[rustfmt::skip]
pub const ALL: &[Peer] = &[
    peer(engines::PRODUCT, engines::WHAT, Truths::Three, By::Engine("cleardeck")),
    peer(engines::stream::NAME, engines::stream::WHAT, Truths::Three, By::Engine("cleardeck")),
    peer(engines::PLAIN, "its plain evaluator", Truths::Three, By::Engine("cleardeck")),
    peer("rust", "written out, short-circuited", Truths::Two, By::Rust("two")),
    peer("rust-three", "written out, three truths", Truths::Three, By::Rust("three")),
    peer("duckdb", "SQL, one thread", Truths::Three, By::Python("duckdb")),
    peer("python", "written out, with orjson", Truths::Two, By::Python("orjson")),
    peer("datalogic-rs", "JSONLogic, compiled", Truths::Two, By::Engine("datalogic-rs")),
    peer("zen-expression", "of zen-engine, compiled", Truths::Two, By::Engine("zen-expression")),
    peer("regorus", "Rego, its RVM", Truths::Two, By::Engine("regorus")),
];

const fn peer(name: &'static str, what: &'static str, truths: Truths, by: By) -> Peer {
    Peer { name, what, truths, by }
}

/// Where everything that is made lies: under the folder that cargo builds in.
#[derive(Clone, Debug)]
pub struct Places {
    target: PathBuf,
    made: PathBuf,
}

impl Places {
    /// Of a workload.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn of(work: &Workload) -> Result<Self> {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
        let choice = work.choice;
        let made = target.join(format!("{}-{}-{}", choice.which.name(), choice.seed, choice.rules));
        std::fs::create_dir_all(&made)?;
        Ok(Self { target, made })
    }

    /// A file of this workload.
    pub fn file(&self, name: &str) -> PathBuf {
        self.made.join(name)
    }

    fn python(&self) -> PathBuf {
        self.target.join("python/bin/python")
    }

    fn written(&self) -> PathBuf {
        self.made.join("build/release/written")
    }

    /// A command of the program that is written out in Rust.
    fn rust(&self) -> Command {
        Command::new(self.written())
    }
}

impl Peer {
    /// Why it cannot hold a workload, if it cannot.
    pub fn refuses(&self, work: &Workload) -> Option<&'static str> {
        let flat = work.program.is_flat();
        (self.truths == Truths::Two && !flat).then_some("holds two truths, no unknown")
    }

    /// What its rows are marked with: the version of the package or of the compiler.
    pub fn version(&self, places: &Places) -> String {
        match self.by {
            By::Engine(package) => locked(package).unwrap_or_default(),
            By::Rust(_) => {
                let said = Command::new("rustc").arg("--version").output();
                let said = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
                let said = said.unwrap_or_default();
                said.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
            }
            By::Python(_) => {
                let said = Command::new(places.python()).args([self.script(), "version"]).output();
                let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
                said.unwrap_or_default()
            }
        }
    }

    fn script(&self) -> &'static str {
        match self.by {
            By::Python("duckdb") => concat!(env!("CARGO_MANIFEST_DIR"), "/python/sql.py"),
            _ => concat!(env!("CARGO_MANIFEST_DIR"), "/python/rules.py"),
        }
    }

    /// Writes out and builds what it needs for a workload.
    ///
    /// # Errors
    /// When it cannot, with what is to be done about it.
    pub fn prepare(&self, work: &Workload, places: &Places) -> Result<()> {
        match self.by {
            By::Engine(_) => {}
            By::Rust(_) => build_written(work, places)?,
            By::Python(package) => {
                if !places.python().exists() {
                    return Err("the Python packages are missing: run `./setup` first".into());
                }
                if package == "duckdb" {
                    let program = &work.program;
                    write(&places.file("columns.sql"), &sql::columns(program))?;
                    write(&places.file("named.sql"), &sql::named(program))?;
                    write(&places.file("kept.sql"), &sql::kept(program))?;
                    write(&places.file("query.sql"), &sql::query(program))?;
                    write(&places.file("line.sql"), &sql::line(program)?)?;
                    write(&places.file("weight.sql"), &sql::weight(program))?;
                } else {
                    write(&places.file("written.py"), &python::module(&work.program)?)?;
                }
            }
        }
        Ok(())
    }

    /// The command that does a task.
    ///
    /// # Errors
    /// When this program cannot find itself.
    pub fn command(&self, work: &Workload, places: &Places, task: Task) -> Result<Command> {
        let mut command = match self.by {
            By::Engine(_) => {
                let choice = work.choice;
                let mut command = Command::new(std::env::current_exe()?);
                command.args(["engine", self.name, choice.which.name()]);
                command.args([choice.seed.to_string(), choice.rules.to_string()]);
                command
            }
            By::Rust(truths) => {
                let mut command = places.rust();
                command.arg(truths);
                command
            }
            By::Python(_) => {
                let mut command = Command::new(places.python());
                // what is compiled of the rules is kept in memory, as it is in every other peer
                command.arg("-B").arg(self.script()).arg(&places.made);
                command
            }
        };
        match task {
            Task::Evaluate(rows) => command.arg("evaluate").arg(rows),
            Task::Run(rows, answers) => command.arg("run").arg(rows).arg(answers),
        };
        Ok(command)
    }
}

/// The floor: a program that reads every row into a struct and does no more.
pub fn typed(places: &Places, rows: &Path) -> Command {
    let mut command = places.rust();
    command.arg("typed").arg(rows);
    command
}

/// Writes out the rules in Rust and compiles them, unless that was done.
///
/// # Errors
/// When it does not compile; with what the compiler said.
pub fn build_written(work: &Workload, places: &Places) -> Result<()> {
    let manifest = format!(
        "[workspace]\n[package]\nname = \"written\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nserde = {{ \
         version = \"={}\", features = [\"derive\"] }}\nserde_json = \"={}\"\nnix = {{ version = \"={}\", \
         default-features = false, features = [\"time\"] }}\n[profile.release]\ncodegen-units = 1\n",
        locked("serde").unwrap_or_default(),
        locked("serde_json").unwrap_or_default(),
        locked("nix").unwrap_or_default(),
    );
    write(&places.file("Cargo.toml"), &manifest)?;
    std::fs::create_dir_all(places.file("src"))?;
    write(&places.file("src/main.rs"), &rust::source(&work.program)?)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--quiet", "--offline"]);
    build
        .arg("--manifest-path")
        .arg(places.file("Cargo.toml"))
        .arg("--target-dir")
        .arg(places.file("build"));
    crate::clock::child(&mut build)?;
    Ok(())
}

/// Writes a file unless it stands so already, so that nothing is built again for nothing.
fn write(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|held| held == text) {
        return Ok(());
    }
    Ok(std::fs::write(path, text)?)
}

/// The version of a package that this program was built with.
fn locked(package: &str) -> Option<String> {
    let lock = include_str!("../Cargo.lock");
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains(&format!("\nname = \"{package}\"\n")))?;
    let line = entry.lines().find_map(|line| line.strip_prefix("version = "))?;
    Some(line.trim_matches('"').to_owned())
}

/// Those that are measured: all, or those of these names.
///
/// # Errors
/// When there is none of a name.
pub fn chosen(names: Option<&str>) -> Result<Vec<Peer>> {
    let Some(names) = names else {
        return Ok(ALL.to_vec());
    };
    let one = |name: &str| {
        let found = ALL.iter().find(|peer| peer.name == name).copied();
        found.ok_or_else(|| {
            let all: Vec<&str> = ALL.iter().map(|peer| peer.name).collect();
            format!("no peer `{name}`; there are {}", all.join(", ")).into()
        })
    };
    names.split(',').map(one).collect()
}

/// Which workloads there are.
pub const WORKLOADS: [Which; 2] = [Which::Neutral, Which::Shipped];
