//! What lines are elsewhere: what their words suggest, what a person types about it, and how that is written down.

use jiff::civil::Date;

use crate::catalogue::{Matcher, Signs};
use crate::diagnostics::nearest;
use crate::inventory::ticks::{OTHERS, in_yaml, numbers};
use crate::inventory::{Elsewhere, Initiative};
use crate::yaml;

use super::{Asked, Changed, Interview, NoTick, Refusal};

/// A line of which nobody has said what it is elsewhere, with what its words suggest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggested {
    /// The id of the initiative.
    pub initiative: String,
    /// The entry for each thing in it, the likeliest of each.
    pub entries: Vec<SuggestedEntry>,
}

impl Suggested {
    /// The ids of its entries.
    fn ids(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.id.clone()).collect()
    }
}

/// An entry of the catalogue that the words of a line suggest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SuggestedEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The words.
    pub by: Vec<String>,
}

/// What a person says that a line is: ids of entries; none where nothing in the catalogue is meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meant {
    /// The ids.
    pub ids: Vec<String>,
    /// Who says so.
    pub by: String,
}

impl Meant {
    /// As it is shown: `summer-learning`, `none`.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self.ids.is_empty() {
            true => Elsewhere::NONE.to_owned(),
            false => self.ids.join(", "),
        }
    }

    /// As it stands in an inventory.
    fn in_yaml(&self, on: Date) -> String {
        let by = in_yaml(&self.by);
        let entry = |id: &String| format!("{{ is: {}, confirmed_by: {by}, on: {on} }}", in_yaml(id));
        match self.ids.as_slice() {
            [] => Elsewhere::NONE.to_owned(),
            [id] => entry(id),
            ids => format!("[{}]", ids.iter().map(entry).collect::<Vec<_>>().join(", ")),
        }
    }

    /// Whether an initiative says this and nothing else.
    fn is_said_of(&self, initiative: &Initiative) -> bool {
        match initiative.elsewhere.as_slice() {
            [one] if self.ids.is_empty() => one.is_none(),
            said => {
                let same = |(said, id): (&Elsewhere, &String)| said.is == *id && said.confirmed_by == self.by;
                said.len() == self.ids.len() && said.iter().zip(&self.ids).all(same)
            }
        }
    }
}

/// What is said of some lines, by their numbers from 1.
pub type Saying = (usize, Vec<String>);

/// Reads what a person says of numbered lines: `1 3 5-7`, `all`, `none 2`, `4 = tutoring`, with semicolons between them.
/// A line is confirmed with what is suggested for it; `open` says to which of them `all` and `rest` go.
///
/// # Errors
/// When a part of it names no line, or no entry of the catalogue; nothing of it is recorded then.
pub fn read(text: &str, lines: &[Suggested], open: &[bool], signs: &Signs) -> Result<Vec<Saying>, NoTick> {
    let mut said: Vec<Option<Vec<String>>> = vec![None; lines.len()];
    let mut rest: Option<Option<Vec<String>>> = None;
    let mut put = |numbers: Vec<usize>, ids: Option<&[String]>| -> Result<(), NoTick> {
        for number in numbers {
            let place = number - 1;
            let (Some(line), Some(held)) = (lines.get(place), said.get_mut(place)) else {
                continue;
            };
            let ids = ids.map_or_else(|| line.ids(), <[String]>::to_vec);
            if held.as_ref().is_some_and(|held| *held != ids) {
                return Err(wrong(
                    format!("line {number} is said to be two things"),
                    "say of each line what it is once",
                ));
            }
            *held = Some(ids);
        }
        Ok(())
    };
    for part in parts(text) {
        let (which, ids) = match part.split_once('=') {
            Some((which, ids)) => (which.trim(), Some(entries(ids, signs)?)),
            None => match none_of(&part) {
                Some(which) => (which, Some(Vec::new())),
                None => (part.as_str(), None),
            },
        };
        if OTHERS.iter().any(|word| which.eq_ignore_ascii_case(word)) {
            if rest.replace(ids).is_some() {
                return Err(wrong("`rest` stands twice", "say once what the others are"));
            }
            continue;
        }
        if which.is_empty() {
            let help = "write `none 2` for a line, `rest = none` for all that are open";
            return Err(wrong(format!("`{part}` says what and not of which lines"), help));
        }
        if which.starts_with(|c: char| c.is_ascii_digit()) {
            put(numbers(which, lines.len())?, ids.as_deref())?;
            continue;
        }
        let help = "write `1 3 5-7` or `all` to confirm, `none 2` where nothing is meant, `4 = another-id`";
        return Err(wrong(format!("`{part}` names no line"), help));
    }
    if let Some(ids) = rest {
        for (place, _) in open.iter().enumerate().filter(|(_, open)| **open) {
            let (Some(line), Some(held)) = (lines.get(place), said.get_mut(place)) else {
                continue;
            };
            held.get_or_insert_with(|| ids.clone().unwrap_or_else(|| line.ids()));
        }
    }
    let all = said.into_iter().enumerate();
    Ok(all.filter_map(|(place, ids)| Some((place + 1, ids?))).collect())
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> NoTick {
    NoTick {
        message: message.into(),
        help: help.into(),
    }
}

/// The parts of what was typed: those between semicolons, and `none 2` behind other numbers.
fn parts(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for part in text.split(';') {
        let words: Vec<&str> = part.split_whitespace().collect();
        let behind = |place: &usize| *place > 0 && !part.contains('=');
        let cut = words.iter().position(|word| word.eq_ignore_ascii_case(Elsewhere::NONE));
        let (before, after) = words.split_at(cut.filter(behind).unwrap_or(words.len()));
        all.extend([before.join(" "), after.join(" ")]);
    }
    all.retain(|part| !part.is_empty());
    all
}

/// The lines of `none 2 5`, of which nothing is meant.
fn none_of(part: &str) -> Option<&str> {
    let head = part.get(..Elsewhere::NONE.len())?;
    let tail = part.get(Elsewhere::NONE.len()..)?;
    (head.eq_ignore_ascii_case(Elsewhere::NONE) && (tail.is_empty() || tail.starts_with([' ', ':'])))
        .then(|| tail.trim_matches([' ', ':']))
}

/// The ids of entries, with commas between them.
fn entries(text: &str, signs: &Signs) -> Result<Vec<String>, NoTick> {
    let mut ids: Vec<String> = Vec::new();
    for said in text.split(',').map(str::trim).filter(|said| !said.is_empty()) {
        if said.eq_ignore_ascii_case(Elsewhere::NONE) {
            if text.trim().len() > said.len() {
                return Err(wrong(
                    "`none` stands beside other entries",
                    "write `none` alone, or leave it out",
                ));
            }
            return Ok(Vec::new());
        }
        let named =
            |sign: &&crate::catalogue::Sign| sign.id.eq_ignore_ascii_case(said) || sign.name.eq_ignore_ascii_case(said);
        let Some(sign) = signs.entries.iter().find(named) else {
            let near = nearest(said, signs.entries.iter().map(|sign| sign.id));
            let help = near.map_or_else(
                || {
                    "`cleardeck catalogue search` with words of it finds its id; `none` where nothing is meant"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            );
            return Err(wrong(format!("the catalogue holds no entry `{said}`"), help));
        };
        if !ids.iter().any(|id| id == sign.id) {
            ids.push(sign.id.to_owned());
        }
    }
    if ids.is_empty() {
        return Err(wrong(
            "no entry stands there",
            "write the id of one after `=`, or `none`",
        ));
    }
    Ok(ids)
}

impl Interview<'_> {
    /// The lines whose words suggest an entry and of which nobody has said what they are.
    #[must_use]
    pub fn suggested(&self, signs: &Signs) -> Vec<Suggested> {
        let matcher = Matcher::new(signs);
        let open = self.inventory.initiatives.iter().filter(|i| i.elsewhere.is_empty());
        let lines = open.map(|initiative| {
            let found = matcher.propose(&initiative.name);
            let entries = crate::catalogue::likeliest(found).map(|found| {
                let sign = signs.entries.iter().find(|sign| sign.id == found.id);
                SuggestedEntry {
                    id: found.id.to_owned(),
                    name: sign.map_or("", |sign| sign.name).to_owned(),
                    by: found.suggested_by,
                }
            });
            Suggested {
                initiative: initiative.id.clone(),
                entries: entries.collect(),
            }
        });
        lines.filter(|line| !line.entries.is_empty()).collect()
    }

    /// What an initiative is said to be, in words; nothing where nobody has said it.
    #[must_use]
    pub fn meant(&self, place: usize) -> Option<String> {
        let said = &self.inventory.initiatives.get(place)?.elsewhere;
        let ids = said.iter().filter(|said| !said.is_none()).map(|said| said.is.clone());
        let meant = Meant {
            ids: ids.collect(),
            by: String::new(),
        };
        (!said.is_empty()).then(|| meant.in_words())
    }

    /// Writes what an initiative is said to be.
    ///
    /// # Errors
    /// When it cannot be written without changing something else; nothing is changed then.
    pub fn mean(&mut self, place: usize, meant: &Meant) -> Result<(), Refusal> {
        let value = meant.in_yaml(self.as_of);
        let (text, read) = self.with(Asked::Elsewhere(place), &[Elsewhere::FIELD], &value)?;
        let initiative = read.initiatives.get(place);
        if !initiative.is_some_and(|initiative| meant.is_said_of(initiative)) {
            let span = self.inventory.initiatives.get(place).map(|i| i.span);
            return Err(Refusal::NotWritten(self.line_of(span.map_or(0, |s| s.start as usize))));
        }
        self.go_to(text, read);
        Ok(())
    }

    /// Goes on with the text as somebody else has left it, and finds an initiative again of which it is said what it is.
    ///
    /// # Errors
    /// When the text has errors, the initiative is gone, or somebody else has said now what it is.
    pub fn take_up_meant(&mut self, text: String, as_of: Option<Date>, place: usize) -> Result<usize, Changed> {
        let id = self.inventory.initiatives.get(place).map(|i| i.id.clone());
        let before = self.meant(place);
        self.go_on_with(text, as_of)?;
        let place = id.and_then(|id| self.place_of(&id)).ok_or(Changed::Gone)?;
        match self.meant(place) {
            Some(now) if before.as_ref() != Some(&now) => Err(Changed::Answered(now)),
            Some(_) | None => Ok(place),
        }
    }

    /// The place of an initiative.
    #[must_use]
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.inventory.initiatives.iter().position(|i| i.id == id)
    }
}

/// What may not change beside an answer: what an initiative is said to be, wherever it stands.
pub(super) fn said(initiative: &Initiative) -> Vec<(&str, bool, &str, &str)> {
    let all = initiative.elsewhere.iter();
    all.map(|e| (e.is.as_str(), e.same_program, e.confirmed_by.as_str(), e.on.as_str()))
        .collect()
}

/// Whether what stands in a record says what it is and was not taken in: one that is dated after the audit is kept.
pub(super) fn is_left_out(record: &yaml::Node, initiative: Option<&Initiative>) -> bool {
    let stands = record.get(Elsewhere::FIELD).is_some_and(|node| {
        node.as_map().is_some_and(|m| !m.is_empty()) || node.as_list().is_some_and(|l| !l.is_empty())
    });
    stands && initiative.is_none_or(|i| i.elsewhere.is_empty())
}
