//! What lines are elsewhere, asked of all of them at once: what is shown, what is typed, and what becomes of it.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::Context;
use cleardeck::catalogue::Signs;
use cleardeck::interview::here::{SaidHere, Unsaid};
use cleardeck::interview::meant::{Meant, Saying, Suggested, read};

use super::output;
use super::ticks::{Lines, Session};

impl Session<'_, '_, '_> {
    /// Asks of every line that looks like an entry of the catalogue whether it is that, until all is said or nothing
    /// more is typed; then how those that are confirmed are run here.
    pub fn elsewhere(&mut self, signs: &Signs, answers: &mut Lines) -> anyhow::Result<()> {
        // what is asked keeps its number, so that it can be said anew
        let lines = self.interview.suggested(signs);
        if lines.is_empty() {
            output::say("no line looks like an entry of the catalogue and is open\n")?;
            return self.run_here(answers);
        }
        output::say(&self.asked_elsewhere(&lines)?)?;
        loop {
            let Some(line) = answers.next() else {
                return Ok(());
            };
            let line = line.context("standard input cannot be read")?;
            match line.trim() {
                "quit" | "q" => return Ok(()),
                "" | "skip" => break,
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
        self.run_here(answers)
    }

    /// Asks how the lines that are confirmed are run here, beside each condition under which that worked elsewhere.
    fn run_here(&mut self, answers: &mut Lines) -> anyhow::Result<()> {
        let mut left: BTreeSet<(String, String, String)> = BTreeSet::new();
        let key = |u: &Unsaid| (u.initiative.clone(), u.of.clone(), u.condition.id.clone());
        loop {
            let mut open = self.interview.unsaid();
            open.retain(|unsaid| !left.contains(&key(unsaid)));
            let Some(unsaid) = open.first() else { return Ok(()) };
            output::say(&self.asked_here(unsaid, open.len())?)?;
            loop {
                let Some(line) = answers.next() else { return Ok(()) };
                let line = line.context("standard input cannot be read")?;
                match line.trim() {
                    "quit" | "q" => return Ok(()),
                    "" | "skip" => {
                        left.insert(key(unsaid));
                    }
                    "?" => {
                        output::say(&format!(
                            "  it changes no answer: the report says it beside what is known elsewhere\n  read in {}\n  field here\n",
                            unsaid.condition.url
                        ))?;
                        continue;
                    }
                    "back" => {
                        left.clear();
                        if !self.goes_back()? {
                            continue;
                        }
                    }
                    typed => {
                        let Some(by) = self.signed("Each is written down with who says so", answers)? else {
                            continue;
                        };
                        let Some(place) = self.interview.place_of(&unsaid.initiative) else {
                            break;
                        };
                        self.step();
                        let said = SaidHere::read(unsaid, typed, &by);
                        output::say(&self.notebook.write_here(self.set, self.interview, place, &said)?)?;
                        // what cannot be written is not asked again
                        left.insert(key(unsaid));
                    }
                }
                break;
            }
        }
    }

    fn asked_here(&self, unsaid: &Unsaid, open: usize) -> anyhow::Result<String> {
        let place = self.interview.place_of(&unsaid.initiative);
        let name = place.map_or(unsaid.initiative.as_str(), |place| self.name(place));
        let mut text = format!("\n{name}: {} ({open} to ask)\n", unsaid.entry);
        writeln!(text, "  {}", unsaid.condition.ask)?;
        writeln!(text, "  elsewhere: {}", unsaid.condition.text)?;
        text.push_str("  [in your words, unsure, skip, back, quit, ? for why]\n");
        Ok(text)
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
