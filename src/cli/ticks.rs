//! One question about many initiatives at once: what is shown, what is typed, and what becomes of it.

use std::fmt::Write;

use anyhow::Context;
use cleardeck::interview::ticks::{district_ticks, ticks};
use cleardeck::interview::{Before, Group, Interview, Said, Spot, Tick, TickAnswer, Turn};
use cleardeck::rules::{Fact, FactId, FactType, RuleSet, TickWord};

use super::ask::in_words;
use super::notebook::{Mark, Notebook};
use super::output;

/// Who takes something to be so where nobody said who.
const RESPONDENT: &str = "the respondent";
/// How many changed answers are named after a question.
const NAMED: usize = 3;

/// The lines that are typed.
pub type Lines<'l> = dyn Iterator<Item = std::io::Result<String>> + 'l;

/// What was answered last, to go back to.
struct Step {
    before: Before,
    written: Mark,
}

/// What a person does next.
enum Next {
    /// Another question, or the same anew.
    Go,
    /// Nothing more.
    Quit,
}

/// An interview about many lines at once.
pub struct Session<'s, 'a, 'o> {
    pub set: &'s RuleSet,
    pub interview: &'s mut Interview<'a>,
    pub notebook: &'s mut Notebook<'o>,
    /// Who answers; empty where it was not said.
    pub source: String,
    by: Option<String>,
    steps: Vec<Step>,
}

impl<'s, 'a, 'o> Session<'s, 'a, 'o> {
    pub fn new(
        set: &'s RuleSet,
        interview: &'s mut Interview<'a>,
        notebook: &'s mut Notebook<'o>,
        source: &str,
    ) -> Self {
        Self {
            set,
            interview,
            notebook,
            source: source.to_owned(),
            by: None,
            steps: Vec::new(),
        }
    }

    /// Asks what still matters, each question of all the lines on which it bears.
    pub fn ask(&mut self, all: bool, lines: &mut Lines) -> anyhow::Result<()> {
        let mut before: Vec<Said> = Vec::new();
        while let Some(group) = self.interview.group(all) {
            output::say(&self.changes(&before, &group)?)?;
            before.clone_from(&group.said);
            if let Next::Quit = self.one(&group, false, lines)? {
                break;
            }
        }
        Ok(())
    }

    /// Asks one question of every initiative until nothing is open in it or nothing more is typed.
    pub fn list(&mut self, fact: FactId, lines: &mut Lines) -> anyhow::Result<()> {
        loop {
            let group = self.interview.list(fact);
            if let Next::Quit = self.one(&group, true, lines)? {
                return Ok(());
            }
            let mut places = 0..group.said.len();
            let district = group.of_district().is_some_and(|at| self.is_said(at));
            if !self.steps.is_empty() && (district || places.all(|place| self.is_said(Spot::of(place, fact)))) {
                return Ok(());
            }
        }
    }

    /// Whether somebody has said something of it, were it that they do not know.
    fn is_said(&self, at: Spot) -> bool {
        self.interview.on_record(at).is_some() || self.interview.is_marked(at)
    }

    /// One question, until it is answered, left or gone back from.
    fn one(&mut self, group: &Group, whole: bool, lines: &mut Lines) -> anyhow::Result<Next> {
        output::say(&self.prompt(group, whole)?)?;
        loop {
            let Some(line) = lines.next() else {
                return Ok(Next::Quit);
            };
            let line = line.context("standard input cannot be read")?;
            match line.trim() {
                "quit" | "q" => return Ok(Next::Quit),
                "" | "skip" if whole => return Ok(Next::Quit),
                "" | "skip" => {
                    self.step();
                    self.decline(group);
                    return Ok(Next::Go);
                }
                "?" => output::say(&self.why(group)?)?,
                "back" => {
                    if self.goes_back()? {
                        return Ok(Next::Go);
                    }
                }
                said => {
                    let open = |place: &usize| self.interview.on_record(Spot::of(*place, group.fact)).is_none();
                    let read = if group.district {
                        district_ticks(self.set, group.fact, said, apart(self.set, group).len())
                    } else {
                        let open: Vec<bool> = group.lines.iter().map(open).collect();
                        ticks(self.set, group.fact, said, &open).map(|said| (None, said))
                    };
                    match read {
                        Err(problem) => output::say(&format!("  {}: {}\n", problem.message, problem.help))?,
                        Ok((whole, said)) => {
                            let lines_said = said.iter().map(|tick| &tick.entry);
                            if !self.is_signed(lines_said.chain(&whole), lines)? {
                                continue;
                            }
                            self.step();
                            self.write(group, whole.as_ref(), &said)?;
                            return Ok(Next::Go);
                        }
                    }
                }
            }
        }
    }

    /// Takes the last answer back, where there is one.
    pub(super) fn goes_back(&mut self) -> anyhow::Result<bool> {
        let Some(step) = self.steps.pop() else {
            output::say("  nothing was answered before\n")?;
            return Ok(false);
        };
        let Session { set, interview, .. } = self;
        output::say(&self.notebook.undo(set, interview, &step.before, step.written)?)?;
        Ok(true)
    }

    pub(super) fn step(&mut self) {
        self.steps.push(Step {
            before: self.interview.before(),
            written: self.notebook.mark(),
        });
    }

    /// Leaves a question about some lines, or about the district, for another time.
    fn decline(&mut self, group: &Group) {
        if let Some(at) = group.of_district() {
            return self.interview.decline(at);
        }
        for line in 1..=group.lines.len() {
            if let Some(turn) = group.turn(self.interview, line, group.fact) {
                self.interview.decline(&turn);
            }
        }
    }

    /// Whether somebody stands behind what is an estimate; asked once.
    fn is_signed<'t>(
        &mut self,
        mut said: impl Iterator<Item = &'t TickAnswer>,
        lines: &mut Lines,
    ) -> anyhow::Result<bool> {
        if said.any(|entry| entry.estimate) {
            return Ok(self.signed("Some of that is an estimate", lines)?.is_some());
        }
        Ok(true)
    }

    /// Who stands behind what is said; asked once. Nobody where it is taken back.
    pub(super) fn signed(&mut self, what: &str, lines: &mut Lines) -> anyhow::Result<Option<String>> {
        if self.by.is_none() {
            self.by = self.who(what, lines)?;
            if self.by.is_none() {
                output::say("  nothing is recorded\n")?;
            }
        }
        Ok(self.by.clone())
    }

    /// Writes down what was said of the district, then what was said of single lines.
    fn write(&mut self, group: &Group, whole: Option<&TickAnswer>, said: &[Tick]) -> anyhow::Result<()> {
        let by = self.by.clone().unwrap_or_else(|| RESPONDENT.to_owned());
        let before = self.notebook.written();
        if let (Some(at), Some(entry)) = (group.of_district(), whole) {
            let text = self.interview.spelled(entry, &by);
            output::say(&self.notebook.write(self.set, self.interview, at, &text)?)?;
        }
        for tick in said {
            let Some(turn) = group.turn(self.interview, tick.line, tick.entry.fact) else {
                continue;
            };
            if let Some(held) = self.said_by_another(&turn, group.fact) {
                let name = self.name(turn.place);
                output::say(&format!("  {name}: the file says {held}; correct it there\n"))?;
                continue;
            }
            let text = self.interview.spelled(&tick.entry, &by);
            output::say(&self.notebook.write(self.set, self.interview, &turn, &text)?)?;
        }
        // what was said once is not asked again in this interview, nor what was passed over
        self.decline(group);
        let recorded = self.notebook.written() - before;
        let left = group.lines.len() - said.len();
        let mut told = format!("  {recorded} recorded");
        if group.district {
            told.push_str(if whole.is_some() {
                ", the district's among them"
            } else {
                ", the district as before"
            });
        } else if left > 0 {
            write!(told, ", {left} as before")?;
        }
        output::say(&format!("{told}\n"))
    }

    /// What another fact of the same list says of a line already: two answers to one question would stand beside each
    /// other.
    fn said_by_another(&self, turn: &Turn, asked: FactId) -> Option<String> {
        let words = self.set.fact(asked).ticked.iter().flat_map(|ticked| &ticked.words);
        let facts = words.map(|word| self.set.recorded_by(asked, word));
        let mut others = std::iter::once(asked).chain(facts).filter(|fact| *fact != turn.fact);
        let other = others.find(|fact| self.interview.says(Spot::of(turn.place, *fact)))?;
        let said = self.interview.on_record(Spot::of(turn.place, other))?;
        Some(format!("{said} of `{}`", self.set.fact(other).name))
    }

    /// Who takes something to be so; nobody where the answer is taken back.
    fn who(&self, what: &str, lines: &mut Lines) -> anyhow::Result<Option<String>> {
        if !self.source.is_empty() {
            return Ok(Some(self.source.clone()));
        }
        output::say(&format!("  {what}. Whose? A name, or Enter for `{RESPONDENT}`\n"))?;
        let line = lines.next().transpose().context("standard input cannot be read")?;
        let name = line.unwrap_or_default().trim().to_owned();
        Ok(match name.as_str() {
            "back" | "skip" | "quit" | "q" => None,
            "" => Some(RESPONDENT.to_owned()),
            _ => Some(name),
        })
    }

    /// Which answers are others now than before the last question.
    fn changes(&self, before: &[Said], group: &Group) -> anyhow::Result<String> {
        let pairs = before.iter().zip(&group.said).enumerate();
        let changed: Vec<_> = pairs.filter(|(_, (was, is))| was.answer != is.answer).collect();
        let mut text = String::new();
        for (place, (was, is)) in changed.iter().take(NAMED) {
            let (was, is) = (in_words(self.set, **was), in_words(self.set, **is));
            writeln!(text, "  {}: {was} -> {is}", self.name(*place))?;
        }
        if changed.len() > NAMED {
            writeln!(text, "  and {} more are other answers now", changed.len() - NAMED)?;
        }
        Ok(text)
    }

    pub(super) fn name(&self, place: usize) -> &str {
        let initiative = self.interview.inventory().initiatives.get(place);
        initiative.map_or("", |i| i.name.as_str())
    }

    fn prompt(&self, group: &Group, whole: bool) -> anyhow::Result<String> {
        let fact = self.set.fact(group.fact);
        let question = fact.ticked.as_ref().map_or(&fact.question, |ticked| &ticked.question);
        let mut text = format!("\n{question}\n");
        if !fact.detail.is_empty() {
            writeln!(text, "  {}", fact.detail)?;
        }
        let record = |at: Spot| {
            let said = self.interview.on_record(at);
            said.map_or_else(String::new, |said| format!(": {said}"))
        };
        if let Some(at) = group.of_district() {
            let apart = if fact.inherits {
                ", and any line that differs"
            } else {
                ""
            };
            writeln!(text, "  the district{apart}{}", record(at))?;
        }
        for (number, place) in apart(self.set, group).iter().enumerate() {
            let record = record(Spot::of(*place, group.fact));
            writeln!(text, "  {:>3}  {}{record}", number + 1, self.name(*place))?;
        }
        writeln!(
            text,
            "  {}",
            if group.district {
                form_of_district(fact)
            } else {
                form(fact)
            }
        )?;
        for word in fact.ticked.iter().flat_map(|ticked| &ticked.words) {
            writeln!(text, "    {}", meaning(self.set, word))?;
        }
        let open = if fact.takes_not_applicable() {
            "don't know, n/a"
        } else {
            "don't know"
        };
        let end = if whole { "Enter to end" } else { "skip, quit" };
        writeln!(text, "  [{open}, back, {end}, ? for why]")?;
        Ok(text)
    }

    fn why(&self, group: &Group) -> anyhow::Result<String> {
        let fact = self.set.fact(group.fact);
        let mut text = format!(
            "  it bears on {} of the lines with something open, {}\n",
            group.lines.len(),
            group.open
        );
        if let Some(effort) = fact.ask {
            writeln!(text, "  time: {}, {}", effort.word(), effort.means())?;
        }
        if !fact.from.is_empty() {
            writeln!(text, "  who knows: {}", fact.from)?;
        }
        for (option, means) in fact.meanings().into_iter().flatten() {
            writeln!(text, "  {option}: {means}")?;
        }
        writeln!(text, "  field {}", fact.name)?;
        Ok(text)
    }

    /// Offers to record what was decided of the lines that were asked about, all at once.
    pub fn offer(&mut self, lines: &mut Lines) -> anyhow::Result<()> {
        let decisions = self.interview.undecided();
        if decisions.is_empty() {
            return Ok(());
        }
        let mut text = "\nWhich of these are decided? They are written down with the day of the audit, from which their time counts.\n".to_owned();
        for (number, decision) in decisions.iter().enumerate() {
            let initiatives = &self.interview.inventory().initiatives;
            let name = initiatives.iter().find(|i| i.id == decision.initiative);
            let name = name.map_or("", |i| i.name.as_str());
            let title = self.set.recommendation(&decision.answer);
            writeln!(
                text,
                "  {:>3}  {name}: {}",
                number + 1,
                title.map_or("", |r| r.title.as_str())
            )?;
        }
        writeln!(text, "  such as `1 4 7-9`; Enter for none")?;
        output::say(&text)?;
        loop {
            let Some(line) = lines.next() else { return Ok(()) };
            let line = line.context("standard input cannot be read")?;
            if matches!(line.trim(), "" | "quit" | "q" | "skip" | "none" | "no") {
                return Ok(());
            }
            match cleardeck::interview::ticks::numbers(&line, decisions.len()) {
                Err(problem) => output::say(&format!("  {}: {}\n", problem.message, problem.help))?,
                Ok(chosen) => {
                    for decision in chosen.into_iter().filter_map(|n| decisions.get(n.checked_sub(1)?)) {
                        // somebody else may have changed the file since, so each part is looked for anew
                        for part in 0..2 {
                            if let Some((turn, said)) = self.interview.parts(decision).into_iter().nth(part) {
                                output::say(&self.notebook.write(self.set, self.interview, &turn, &said)?)?;
                            }
                        }
                    }
                    return Ok(());
                }
            }
        }
    }
}

/// How an answer is typed, with its unit.
fn form(fact: &Fact) -> String {
    match fact.kind {
        FactType::YesNo => "yes or no: `1 4 7-9` for yes, `2 = no`, `rest no`".to_owned(),
        FactType::Choice | FactType::Level => {
            format!("one of {}: `1 4 = {}`", fact.options.join(", "), example(fact))
        }
        FactType::Share => "a share: `1-3 = 30%; 5 = about half; rest = don't know`".to_owned(),
        FactType::Count => "a number: `1-3 = 7; 5 = 3 to 5; rest = don't know`".to_owned(),
        FactType::Number => format!("in {}: `1-3 = 7; 5 = 3 to 5; rest = don't know`", fact.unit),
        FactType::Money => "in dollars: `1-3 = 250000; 5 = about 40000`".to_owned(),
        FactType::Date => "a year, a school year or a day: `1-3 = 2019; 5 = 2021-22; 6 = 2021-08-15`".to_owned(),
        FactType::Text | FactType::List => "in words: `3 = …`".to_owned(),
    }
}

/// The lines that may be answered apart: all but of what is the district's alone.
fn apart<'g>(set: &RuleSet, group: &'g Group) -> &'g [usize] {
    match group.district && !set.fact(group.fact).inherits {
        true => &[],
        false => &group.lines,
    }
}

/// How the district is answered for, and the lines that differ.
fn form_of_district(fact: &Fact) -> String {
    match (fact.inherits, fact.options.as_slice()) {
        (false, []) => "an answer for the whole district, such as `24` or `about 24`".to_owned(),
        (false, options) => format!("one of {}", options.join(", ")),
        (true, []) => "of the district, then of lines that differ: `district = …; 4 = …`".to_owned(),
        (true, [first, rest @ ..]) => {
            let other = rest.first().unwrap_or(first);
            format!(
                "one of {}: `{other}` for the district, `{other}; 4 = {first}` where line 4 differs",
                fact.options.join(", ")
            )
        }
    }
}

fn example(fact: &Fact) -> &str {
    fact.options.first().map_or("…", String::as_str)
}

/// What a word to tick stands for: `half: scope.share_of_schools 40% to 60%`.
fn meaning(set: &RuleSet, word: &TickWord) -> String {
    let says = word.says.first().map_or("", String::as_str);
    let [low, high] = &word.bounds;
    let stands = match (low.as_str(), high.as_str()) {
        ("", "") => word.value.clone(),
        (low, "") => format!("at least {low}"),
        ("", high) => format!("at most {high}"),
        (low, high) => format!("{low} to {high}"),
    };
    let other = word.records.as_deref().and_then(|name| set.fact_id(name));
    let other = other.map_or_else(String::new, |id| format!(" ({})", set.fact(id).title.to_lowercase()));
    format!("{says}: {stands}{other}")
}
