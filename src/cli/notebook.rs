//! Writes the answers of an interview down, one by one, into a file that others may change meanwhile.

use std::fmt::Write;

use anyhow::{anyhow, bail};
use cleardeck::interview::here::SaidHere;
use cleardeck::interview::meant::Meant;
use cleardeck::interview::{Before, Changed, Interview, Owner, Refusal, Spot};
use cleardeck::inventory::{Elsewhere, Here};
use cleardeck::rules::{FactId, RuleSet};
use jiff::civil::Date;

use super::output::{Output, Shared};

/// The byte order mark that some editors put first; it stays where it is.
const MARK: &str = "\u{feff}";

/// The file, and the answers that were written into it.
pub struct Notebook<'o> {
    output: &'o Output,
    /// Nothing where answers go into a device or a pipe, which hold nothing that could change.
    shared: Option<Shared<'o>>,
    mark: &'static str,
    /// The day of the audit, where it is not left to the inventory.
    as_of: Option<Date>,
    given: Vec<Answer>,
    /// How often somebody else had changed the file.
    changes: usize,
}

/// A moment of an interview.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    written: usize,
    changes: usize,
}

/// An answer that was written into the file.
struct Answer {
    /// The id of the initiative; nothing where it is the district's.
    initiative: Option<String>,
    to: Asked,
    written: String,
}

/// What an answer answers.
#[derive(Clone, PartialEq, Eq)]
enum Asked {
    Fact(FactId),
    /// What the initiative is elsewhere.
    Elsewhere,
    /// How it is run here: the entry and the condition.
    Here(String, String),
}

impl Asked {
    /// The field that holds it.
    fn field<'s>(&self, set: &'s RuleSet) -> &'s str {
        match self {
            Self::Fact(fact) => set.fact(*fact).name.as_str(),
            Self::Elsewhere => Elsewhere::FIELD,
            Self::Here(..) => Here::FIELD,
        }
    }
}

/// What is to be written down.
enum Entry<'e> {
    /// The answer to a question.
    Answer(Spot, &'e str),
    /// What the initiative at a place is elsewhere.
    Meant(usize, &'e Meant),
    /// How it is run here.
    Here(usize, &'e SaidHere),
}

impl Entry<'_> {
    fn asked(&self) -> Asked {
        match self {
            Self::Answer(at, _) => Asked::Fact(at.fact),
            Self::Meant(..) => Asked::Elsewhere,
            Self::Here(_, said) => Asked::Here(said.of.clone(), said.condition.clone()),
        }
    }

    fn owner(&self) -> Owner {
        match self {
            Self::Answer(at, _) => at.owner,
            Self::Meant(place, _) | Self::Here(place, _) => Owner::Initiative(*place),
        }
    }

    fn said(&self) -> String {
        match self {
            Self::Answer(_, said) => (*said).to_owned(),
            Self::Meant(_, meant) => meant.in_words(),
            Self::Here(_, said) => said.in_words(),
        }
    }

    /// Goes on with what somebody else has left, and finds its place again.
    fn take_up(&mut self, interview: &mut Interview, bytes: &[u8], as_of: Option<Date>) -> Result<(), Changed> {
        let text = unmarked(std::str::from_utf8(bytes).map_err(|_| Changed::Unreadable)?);
        match self {
            Self::Answer(at, _) => *at = interview.take_up(text, as_of, *at)?,
            Self::Meant(place, _) => *place = interview.take_up_meant(text, as_of, *place)?,
            Self::Here(place, said) => *place = interview.take_up_here(text, as_of, *place, said)?,
        }
        Ok(())
    }

    fn put(&self, interview: &mut Interview) -> Result<(), Refusal> {
        match self {
            Self::Answer(at, said) => interview.answer(*at, said),
            Self::Meant(place, meant) => interview.mean(*place, meant),
            Self::Here(place, said) => interview.say_here(*place, said),
        }
    }

    /// What stands there now.
    fn written(&self, interview: &Interview) -> Option<String> {
        match self {
            Self::Answer(at, _) => interview.written(*at).map(str::to_owned),
            Self::Meant(place, _) => interview.meant(*place),
            Self::Here(place, said) => interview.here(*place, &said.of, &said.condition),
        }
    }
}

impl<'o> Notebook<'o> {
    /// Begins with the bytes of the inventory, and with what stands in the file that the answers are written to.
    pub fn new(output: &'o Output, inventory: &[u8], stands: Option<Vec<u8>>, as_of: Option<Date>) -> Self {
        Self {
            output,
            shared: output.file().map(|real| Shared::new(real, stands)),
            mark: mark(inventory),
            as_of,
            given: Vec::new(),
            changes: 0,
        }
    }

    /// How many answers were written, and how many decisions.
    pub fn count(&self, set: &RuleSet) -> (usize, usize) {
        let of_decision =
            |answer: &&Answer| matches!(answer.to, Asked::Fact(fact) if Interview::of_decision(set, fact));
        let decided = self.given.iter().filter(of_decision);
        let parts = decided.clone().count();
        let initiatives: std::collections::BTreeSet<Option<&str>> = decided.map(|a| a.initiative.as_deref()).collect();
        (self.given.len() - parts, initiatives.len())
    }

    /// How many answers were written, decisions among them.
    pub fn written(&self) -> usize {
        self.given.len()
    }

    /// This moment, to go back to.
    pub fn mark(&self) -> Mark {
        Mark {
            written: self.given.len(),
            changes: self.changes,
        }
    }

    /// Takes back what was written since a moment; gives what there is to say about it. What somebody else has changed
    /// since stays, and then nothing is taken back.
    ///
    /// # Errors
    /// When the file is gone or cannot be read or written.
    pub fn undo(
        &mut self,
        set: &RuleSet,
        interview: &mut Interview,
        before: &Before,
        moment: Mark,
    ) -> anyhow::Result<String> {
        const KEPT: &str =
            "  somebody else has changed the file since, so nothing is taken back: correct it in the file\n";
        if moment.changes != self.changes {
            return Ok(KEPT.to_owned());
        }
        if self.given.len() > moment.written {
            let text = format!("{}{}", self.mark, before.text());
            match &mut self.shared {
                None => self.output.write(text)?,
                Some(shared) => {
                    let mut file = shared.hold().map_err(|error| {
                        anyhow!("the file cannot be opened any more: {error}{}", told(set, &self.given))
                    })?;
                    if let Some(bytes) = file.changed.take() {
                        let text = std::str::from_utf8(&bytes).map_err(|_| Changed::Unreadable);
                        if text
                            .and_then(|text| interview.go_on_with(unmarked(text), self.as_of))
                            .is_err()
                        {
                            bail!(
                                "somebody else has changed the file, and now it has errors: `cleardeck check` names them{}",
                                told(set, &self.given)
                            );
                        }
                        self.mark = mark(&bytes);
                        self.changes += 1;
                        let remark = gone_by(set, interview, &mut self.given);
                        return Ok(format!("{remark}{KEPT}"));
                    }
                    file.write(text.as_bytes())
                        .map_err(|error| anyhow!("the file cannot be written: {error:#}"))?;
                }
            }
            self.given.truncate(moment.written);
        }
        interview.back_to(before);
        Ok("  taken back\n".to_owned())
    }

    /// Writes an answer down; gives what there is to say about it.
    ///
    /// The file is looked at first: what somebody else has changed in it stays, and the answer goes into what stands
    /// there now.
    ///
    /// # Errors
    /// When the file is gone or cannot be read or written; the message holds the answer.
    pub fn write(
        &mut self,
        set: &RuleSet,
        interview: &mut Interview,
        at: impl Into<Spot>,
        said: &str,
    ) -> anyhow::Result<String> {
        self.enter(set, interview, Entry::Answer(at.into(), said))
    }

    /// Writes down what the initiative at a place is elsewhere, as an answer is written.
    ///
    /// # Errors
    /// When the file is gone or cannot be read or written; the message holds what was said.
    pub fn write_meant(
        &mut self,
        set: &RuleSet,
        interview: &mut Interview,
        place: usize,
        meant: &Meant,
    ) -> anyhow::Result<String> {
        self.enter(set, interview, Entry::Meant(place, meant))
    }

    /// Writes down how the initiative at a place is run here, as an answer is written.
    ///
    /// # Errors
    /// When the file is gone or cannot be read or written; the message holds what was said.
    pub fn write_here(
        &mut self,
        set: &RuleSet,
        interview: &mut Interview,
        place: usize,
        said: &SaidHere,
    ) -> anyhow::Result<String> {
        self.enter(set, interview, Entry::Here(place, said))
    }

    fn enter(&mut self, set: &RuleSet, interview: &mut Interview, mut entry: Entry) -> anyhow::Result<String> {
        let name = entry.asked().field(set);
        let initiative = interview.id(entry.owner()).map(str::to_owned);
        let lost = format!(
            "not written: `{name}` of {}: {}",
            owner(initiative.as_deref()),
            entry.said()
        );
        let mut remark = String::new();
        let mut held = None;
        if let Some(shared) = &mut self.shared {
            let mut file = shared.hold().map_err(|error| {
                anyhow!(
                    "{lost}\nthe file cannot be opened any more: {error}{}",
                    told(set, &self.given)
                )
            })?;
            if let Some(bytes) = file.changed.take() {
                let mark = mark(&bytes);
                let found = match entry.take_up(interview, &bytes, self.as_of) {
                    Err(Changed::Unreadable) => bail!(
                        "{lost}\nsomebody else has changed the file, and now it has errors: `cleardeck check` names them{}",
                        told(set, &self.given)
                    ),
                    Ok(()) => Ok(()),
                    Err(Changed::Answered(written)) => Err(format!("the file says `{written}` now")),
                    Err(Changed::Gone) => Err("the initiative is no longer in the file".to_owned()),
                };
                self.mark = mark;
                self.changes += 1;
                remark = gone_by(set, interview, &mut self.given);
                if let Err(why) = found {
                    writeln!(remark, "  {lost}\n  {why}")?;
                    return Ok(remark);
                }
            }
            held = Some(file);
        }
        match entry.put(interview) {
            Ok(()) => {
                // a blank is no answer: there is nothing to write
                let Some(written) = entry.written(interview) else {
                    return Ok(remark);
                };
                let text = format!("{}{}", self.mark, interview.text());
                let done = match held {
                    Some(file) => file.write(text.as_bytes()).map_err(anyhow::Error::from),
                    None => self.output.write(text),
                };
                done.map_err(|error| anyhow!("{lost}\nthe file cannot be written: {error:#}"))?;
                self.given.push(Answer {
                    initiative,
                    to: entry.asked(),
                    written,
                });
            }
            Err(Refusal::NotAnAnswer(problem)) => writeln!(remark, "  {}: {}", problem.message, problem.help)?,
            Err(Refusal::NotWritten(line)) => {
                writeln!(
                    remark,
                    "  this answer cannot be written without changing something else; write `{name}` by hand near line {line}"
                )?;
                if let Entry::Answer(at, _) = entry {
                    interview.decline(at);
                }
            }
        }
        Ok(remark)
    }

    /// Looks at the file once more, so that nobody takes for written what somebody else has written over since.
    ///
    /// # Errors
    /// When the file is gone, with every answer that stood in it.
    pub fn close(&mut self, set: &RuleSet, interview: &mut Interview) -> anyhow::Result<String> {
        let Some(shared) = self.shared.as_mut().filter(|_| !self.given.is_empty()) else {
            return Ok(String::new());
        };
        let lost = |error: &dyn std::fmt::Display, given: &[Answer]| anyhow!("{error}{}", told(set, given));
        let changed = match shared.hold() {
            Ok(mut file) => file.changed.take(),
            Err(error) => {
                return Err(lost(
                    &format!("the file cannot be opened any more: {error}"),
                    &self.given,
                ));
            }
        };
        let Some(bytes) = changed else {
            return Ok(String::new());
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| Changed::Unreadable);
        if text
            .and_then(|text| interview.go_on_with(unmarked(text), self.as_of))
            .is_err()
        {
            return Err(lost(
                &"somebody else has changed the file, and now it has errors: `cleardeck check` names them",
                &self.given,
            ));
        }
        Ok(gone_by(set, interview, &mut self.given))
    }
}

/// Whose an answer is, as it is told.
fn owner(initiative: Option<&str>) -> String {
    initiative.map_or_else(|| "the district".to_owned(), |id| format!("`{id}`"))
}

fn mark(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(MARK.as_bytes()) { MARK } else { "" }
}

fn unmarked(text: &str) -> String {
    text.strip_prefix(MARK).unwrap_or(text).to_owned()
}

/// Says that the file is another one now, and which answers it no longer holds; they do not count any more.
fn gone_by(set: &RuleSet, interview: &Interview, given: &mut Vec<Answer>) -> String {
    let mut text = "  somebody else has changed the file meanwhile; what they wrote is kept\n".to_owned();
    given.retain(|answer| {
        let place = answer.initiative.as_deref().and_then(|id| interview.place_of(id));
        let now = |said: Option<String>| said.as_ref() == Some(&answer.written);
        let stands = match &answer.to {
            Asked::Fact(fact) => interview.stands(answer.initiative.as_deref(), *fact, &answer.written),
            Asked::Elsewhere => now(place.and_then(|place| interview.meant(place))),
            Asked::Here(of, condition) => now(place.and_then(|place| interview.here(place, of, condition))),
        };
        if !stands {
            text.push_str("  no longer there: ");
            text.push_str(&answer.line(set));
            text.push('\n');
        }
        stands
    });
    text
}

/// The answers of a file that cannot be asked for them any more, to be typed again.
fn told(set: &RuleSet, given: &[Answer]) -> String {
    let lines = given
        .iter()
        .map(|answer| format!("\nwritten before: {}", answer.line(set)));
    lines.collect()
}

impl Answer {
    fn line(&self, set: &RuleSet) -> String {
        let whose = owner(self.initiative.as_deref());
        format!("`{}` of {whose}: {}", self.to.field(set), self.written)
    }
}
