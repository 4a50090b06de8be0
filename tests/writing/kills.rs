//! Runs that are killed, or have no room: afterwards the old file is there to the byte, or the new one is whole.
//!
//! `CLEARDECK_KILLS=500 cargo test --test writing kills -- --nocapture` is the long run; `.ci/kills` starts it.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{folder, program, shell, strays};

const SHORT: usize = 28;

fn long() -> Option<usize> {
    std::env::var("CLEARDECK_KILLS").ok()?.parse().ok()
}

/// A run that writes: its arguments, what it is told, and what it writes.
struct Job {
    name: &'static str,
    args: &'static [&'static str],
    answers: &'static str,
    target: &'static str,
    /// The bytes before, where the target is a file that is there.
    old: Option<&'static str>,
}

const JOBS: [Job; 7] = [
    Job {
        name: "ask",
        args: &["ask", "inventory.yaml", "--source", "a person"],
        answers: "1\n1\n1\n1\n1\n1\n",
        target: "inventory.yaml",
        old: None,
    },
    Job {
        name: "audit --output",
        args: &["audit", "inventory.yaml", "--format", "html", "--output", "report.html"],
        answers: "",
        target: "report.html",
        old: Some("the old report\n"),
    },
    Job {
        name: "export to yaml",
        args: &["export", "inventory.yaml", "--to", "yaml", "--output", "out.yaml"],
        answers: "",
        target: "out.yaml",
        old: Some("old: yes\n"),
    },
    Job {
        name: "export to xlsx",
        args: &["export", "inventory.yaml", "--to", "xlsx", "--output", "out.xlsx"],
        answers: "",
        target: "out.xlsx",
        old: Some("an old workbook"),
    },
    Job {
        name: "export to csv",
        args: &["export", "inventory.yaml", "--to", "csv", "--output", "sheets"],
        answers: "",
        target: "sheets",
        old: None,
    },
    Job {
        name: "import",
        args: &[
            "import",
            "list.csv",
            "--as-of",
            "2025-06-30",
            "--replace",
            "--output",
            "made.yaml",
        ],
        answers: "",
        target: "made.yaml",
        old: Some("format: 1\n"),
    },
    Job {
        name: "rules export",
        args: &["rules", "export", "rules"],
        answers: "",
        target: "rules",
        old: None,
    },
];

/// Everything at a path: of a file its bytes, of a folder those of its files by name; nothing when it is not there.
type Found = Option<BTreeMap<PathBuf, Vec<u8>>>;

fn found(path: &Path) -> Found {
    let mut all = BTreeMap::new();
    let there = path.metadata().ok()?;
    if there.is_dir() {
        for (path, _, content) in super::everything(path) {
            all.insert(path.file_name().unwrap().into(), content);
        }
    } else {
        all.insert(PathBuf::new(), std::fs::read(path).unwrap());
    }
    Some(all)
}

impl Job {
    /// Puts the target as it was, behind a link and with a mode of its own where it is a file; whether there was room.
    fn prepare(&self, folder: &Path) -> bool {
        let target = folder.join(self.target);
        if target.is_dir() {
            std::fs::remove_dir_all(&target).unwrap();
        }
        let bytes = match self.old {
            Some(old) => old.as_bytes().to_vec(),
            None if self.target == "inventory.yaml" => std::fs::read(format!(
                "{}/examples/riverbend/inventory.yaml",
                env!("CARGO_MANIFEST_DIR")
            ))
            .unwrap(),
            None => return true,
        };
        let real = folder.join("real").join(self.target);
        std::fs::create_dir_all(folder.join("real")).unwrap();
        if std::fs::write(&real, bytes).is_err() {
            return false;
        }
        std::fs::set_permissions(&real, Permissions::from_mode(0o640)).unwrap();
        let _ = std::fs::remove_file(&target);
        symlink(&real, &target).unwrap();
        true
    }

    fn start(&self, folder: &Path) -> Child {
        let mut child = program(folder, self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(self.answers.as_bytes()).unwrap();
        child
    }

    /// Every state that a run may leave: the old one, and the new one; of an interview one for each answer.
    fn states(&self, folder: &Path) -> Vec<Found> {
        assert!(self.prepare(folder));
        let mut states = vec![found(&folder.join(self.target))];
        let answers: Vec<&str> = self.answers.split_inclusive('\n').collect();
        for count in 1..=answers.len().max(1) {
            assert!(self.prepare(folder));
            let mut child = program(folder, self.args).stdin(Stdio::piped()).spawn().unwrap();
            let some = answers.get(..count).unwrap_or_default().concat();
            child.stdin.take().unwrap().write_all(some.as_bytes()).unwrap();
            assert!(child.wait_with_output().unwrap().status.success(), "{}", self.name);
            states.push(found(&folder.join(self.target)));
        }
        states.dedup();
        assert!(states.len() > 1, "{} changes nothing", self.name);
        states
    }

    /// Where hidden siblings of the target would stand.
    fn beside(&self, folder: &Path) -> PathBuf {
        let real = std::fs::canonicalize(folder.join(self.target));
        real.map_or_else(|_| folder.to_owned(), |real| real.parent().unwrap().to_owned())
    }

    /// The state that is left, by its place among those that may be; fails when it is another, or a link or a mode is lost.
    fn left(&self, folder: &Path, states: &[Found]) -> usize {
        let target = folder.join(self.target);
        let now = found(&target);
        let place = states.iter().position(|state| *state == now);
        let place = place.unwrap_or_else(|| panic!("{}: neither the old nor the new", self.name));
        if self.old.is_some() || self.target == "inventory.yaml" {
            assert!(target.symlink_metadata().unwrap().is_symlink(), "{}", self.name);
            assert_eq!(target.metadata().unwrap().mode() & 0o7777, 0o640, "{}", self.name);
        }
        place
    }
}

/// Numbers that look random.
fn below(dice: &mut u64, count: u64) -> u64 {
    *dice = dice
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*dice >> 33) % count
}

#[test]
fn a_killed_run_leaves_the_old_or_the_new() {
    let count = long().unwrap_or(SHORT);
    let mut dice = 20_261_126;
    for job in &JOBS {
        let folder = folder();
        let folder = folder.path();
        let states = job.states(folder);
        let start = Instant::now();
        assert!(job.prepare(folder));
        job.start(folder).wait().unwrap();
        let whole = u64::try_from(start.elapsed().as_micros()).unwrap();
        let (mut old, mut new, mut between, mut late, mut stray, mut most) = (0, 0, 0, 0, 0, 0);
        // a folder is looked at while it is written, when its sibling shows
        for round in 0..count.div_ceil(JOBS.len()) {
            assert!(job.prepare(folder));
            let beside = job.beside(folder);
            let before = strays(&beside);
            let mut child = job.start(folder);
            if round % 2 == 0 {
                std::thread::sleep(Duration::from_micros(below(&mut dice, whole * 11 / 10)));
            } else {
                // the moment of writing is short: waited for, so that kills land in it
                let end = Instant::now() + Duration::from_micros(whole * 2);
                while strays(&beside).iter().all(|name| before.contains(name)) && Instant::now() < end {
                    std::hint::spin_loop();
                }
                std::thread::sleep(Duration::from_micros(below(&mut dice, 3_000)));
            }
            late += usize::from(child.try_wait().unwrap().is_some());
            let _ = child.kill();
            child.wait().unwrap();
            match job.left(folder, &states) {
                0 => old += 1,
                place if place + 1 == states.len() => new += 1,
                _ => between += 1,
            }
            let left = strays(&beside).len();
            stray += usize::from(left > before.len() || (left > 0 && strays(&beside) != before));
            most = most.max(left);
        }
        assert!(most <= 1, "{}: {most} hidden files at once", job.name);
        assert!(job.prepare(folder));
        assert!(job.start(folder).wait().unwrap().success());
        assert_eq!(job.left(folder, &states) + 1, states.len(), "{}", job.name);
        assert!(strays(&job.beside(folder)).is_empty(), "{}", job.name);
        println!(
            "{:<15} {} kills: old {old}, new {new}, some answers {between}; already ended {late}; left a hidden sibling {stray}, at once {most}, after the next run 0",
            job.name,
            old + new + between
        );
    }
}

#[test]
fn a_run_without_room_leaves_the_old() {
    for job in &JOBS {
        let folder = folder();
        let folder = folder.path();
        let states = job.states(folder);
        let mut seen = BTreeMap::<usize, usize>::new();
        // blocks of 1,024 bytes, from too few for anything to enough
        for blocks in [0, 2, 8, 24, 40, 2_000] {
            assert!(job.prepare(folder));
            let script = format!(
                "ulimit -c 0; ulimit -f {blocks}; \"$0\" \"$@\" <<< '{}'",
                job.answers.trim_end()
            );
            shell(folder, &script, job.args);
            *seen.entry(job.left(folder, &states)).or_default() += 1;
            assert!(strays(&job.beside(folder)).len() <= 1, "{}", job.name);
        }
        assert!(
            seen.contains_key(&0) && seen.contains_key(&(states.len() - 1)),
            "{}",
            job.name
        );
        println!(
            "{:<15} file size limits, by state left (0 is the old): {seen:?}",
            job.name
        );
    }
}

/// A disk of its own that is too small; only in the long run, and only where one may be mounted.
#[test]
fn a_full_disk_leaves_the_old() {
    if long().is_none() {
        println!("full disk: only in the long run");
        return;
    }
    let mount = tempfile::tempdir().unwrap();
    for job in &JOBS {
        for size in ["36k", "48k", "64k", "120k", "4m"] {
            let option = format!("size={size}");
            let mounted = Command::new("mount")
                .args(["-t", "tmpfs", "-o", &option, "none"])
                .arg(mount.path())
                .status();
            if !mounted.is_ok_and(|m| m.success()) {
                println!("full disk: skipped, since none may be mounted here");
                return;
            }
            let disk = Disk(mount.path());
            let source = folder();
            let states = job.states(source.path());
            let copied = ["inventory.yaml", "list.csv"]
                .iter()
                .all(|name| *name == job.target || std::fs::copy(source.path().join(name), disk.0.join(name)).is_ok());
            if !copied {
                continue;
            }
            if !job.prepare(disk.0) {
                continue;
            }
            let status = job.start(disk.0).wait().unwrap();
            let left = job.left(disk.0, &states);
            assert_eq!(
                status.success(),
                left + 1 == states.len(),
                "{}: told otherwise",
                job.name
            );
            assert!(strays(&job.beside(disk.0)).is_empty(), "{}", job.name);
            println!(
                "{:<15} disk of {size}: exit {:?}, state {left}",
                job.name,
                status.code()
            );
        }
    }
}

/// Unmounts it, also when a test fails.
struct Disk<'m>(&'m Path);

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}
