//! What lines are elsewhere, asked of all of them at once: what is shown, what is typed, and what becomes of it.

use std::fmt::Write;

use anyhow::Context;
use cleardeck::catalogue::Signs;
use cleardeck::interview::meant::{Meant, Saying, Suggested, read};

use super::output;
use super::ticks::{Lines, Session};

impl Session<'_, '_, '_> {
    /// Asks of every line that looks like an entry of the catalogue whether it is that, until all is said or nothing
    /// more is typed.
    pub fn elsewhere(&mut self, signs: &Signs, answers: &mut Lines) -> anyhow::Result<()> {
        // what is asked keeps its number, so that it can be said anew
        let lines = self.interview.suggested(signs);
        if lines.is_empty() {
            return output::say("no line looks like an entry of the catalogue and is open\n");
        }
        output::say(&self.asked_elsewhere(&lines)?)?;
        while let Some(line) = answers.next() {
            let line = line.context("standard input cannot be read")?;
            match line.trim() {
                "" | "skip" | "quit" | "q" => break,
                "?" => output::say(&looked_up(&lines)?)?,
                "back" => {
                    if self.goes_back()? {
                        output::say(&self.asked_elsewhere(&lines)?)?;
                    }
                }
                said => {
                    let open: Vec<bool> = lines.iter().map(|line| self.meant(line).is_none()).collect();
                    match read(said, &lines, &open, signs) {
                        Err(problem) => output::say(&format!("  {}: {}\n", problem.message, problem.help))?,
                        Ok(said) => {
                            if !self.enter(&lines, said, answers)? {
                                continue;
                            }
                            if lines.iter().all(|line| self.meant(line).is_some()) {
                                break;
                            }
                            output::say(&self.asked_elsewhere(&lines)?)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes what was said, with whose word it is; says whether anything was to be written.
    fn enter(&mut self, lines: &[Suggested], said: Vec<Saying>, answers: &mut Lines) -> anyhow::Result<bool> {
        let by = match said.iter().any(|(_, ids)| !ids.is_empty()) {
            false => String::new(),
            true => match self.signed("Each is written down with who says so", answers)? {
                Some(by) => by,
                None => return Ok(false),
            },
        };
        self.step();
        let before = self.notebook.written();
        for (number, ids) in said {
            let line = number.checked_sub(1).and_then(|place| lines.get(place));
            // somebody else may have changed the file since, so each is looked for anew
            let Some(place) = line.and_then(|line| self.interview.place_of(&line.initiative)) else {
                continue;
            };
            let meant = Meant { ids, by: by.clone() };
            output::say(&self.notebook.write_meant(self.set, self.interview, place, &meant)?)?;
        }
        output::say(&format!("  {} recorded\n", self.notebook.written() - before))?;
        Ok(true)
    }

    /// What a line is said to be by now.
    fn meant(&self, line: &Suggested) -> Option<String> {
        self.interview.meant(self.interview.place_of(&line.initiative)?)
    }

    fn asked_elsewhere(&self, lines: &[Suggested]) -> anyhow::Result<String> {
        let mut text = "\nIs it what it looks like?\n  What is confirmed changes no answer: what public studies found of the same is shown beside it.\n".to_owned();
        for (number, line) in lines.iter().enumerate() {
            let place = self.interview.place_of(&line.initiative);
            let name = place.map_or(line.initiative.as_str(), |place| self.name(place));
            let told = match self.meant(line) {
                Some(said) => format!("{said} (said)"),
                None => suggested(line),
            };
            writeln!(text, "  {:>3}  {name}: {told}", number + 1)?;
        }
        text.push_str(
            "  `1 3 5-7` or `all` to confirm, `none 2` where nothing is meant, `4 = another-id`\n  [back, Enter to end, ? for why]\n",
        );
        Ok(text)
    }
}

/// `summer-learning (Summer school or summer learning program), by “Summer school”`, for each thing in the line.
fn suggested(line: &Suggested) -> String {
    let told = line.entries.iter().map(|entry| {
        let by = entry.by.iter().map(|words| format!("“{words}”")).collect::<Vec<_>>();
        format!("{} ({}), by {}", entry.id, entry.name, by.join(", "))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Where to look before something is confirmed.
fn looked_up(lines: &[Suggested]) -> anyhow::Result<String> {
    let mut text =
        "  its words suggest it, and they may mean something else: only who knows the line can say\n".to_owned();
    let first = lines.iter().flat_map(|line| &line.entries).next();
    let id = first.map_or("", |entry| entry.id.as_str());
    writeln!(text, "  what an entry is and is not: `cleardeck catalogue show {id}`")?;
    text.push_str(
        "  another entry: `cleardeck catalogue search` with words of it; of several things `4 = one-id, another-id`\n",
    );
    text.push_str("  a named program counts as its studies do once `same_program: yes` stands beside it in the file\n");
    text.push_str("  field elsewhere\n");
    Ok(text)
}
