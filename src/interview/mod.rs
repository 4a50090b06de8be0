//! An interview: asks what still matters to a verdict, the most decisive first, and writes the answers back into the
//! text of the inventory.
//!
//! After each answer what it is about is read and judged anew, so the interview can be broken off and taken up again at
//! any time: what is written down is all there is.

mod decided;
mod dissent;
mod edit;
mod group;
pub mod here;
pub mod meant;
mod rocks;
mod start;

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::{self, Catalogue};
use crate::diagnostics::{Diagnostics, Sources};
use crate::evaluate::{
    Firmness, Judge, Origin, Standing, Verdict, answers_to, judged_after, may_be_acted_on, next_question, open_facts,
};
use crate::inventory::ticks::in_yaml;
use crate::inventory::{self, Given, Initiative, Inventory, Lines, ReadAgain, STATED};
use crate::rules::contract::KnownFact;
use crate::rules::{FactId, RuleSet, Scalar, ScalarError, Unanswered, read_scalar};
use crate::truth::{Number, Possible};
use crate::yaml::{self, Limits};

pub use crate::inventory::ticks::{self, NoTick, Tick, TickAnswer};
pub use decided::{Decision, undecided};
pub use edit::NotWritten;
pub use group::{Before, Group};

/// An interview about an inventory.
pub struct Interview<'a> {
    set: &'a RuleSet,
    /// By fact, the questions that are asked before it since they may answer it with others.
    wholes: Vec<Vec<FactId>>,
    as_of: jiff::civil::Date,
    /// Where the answers come from, written beside each; nothing when empty.
    source: String,
    /// The only initiative asked about, by its place.
    only: Option<usize>,
    text: String,
    inventory: Inventory,
    /// What is known elsewhere, where the initiatives are said to be something in it.
    catalogue: Option<Arc<Catalogue>>,
    /// What nobody here can answer.
    declined: BTreeSet<Spot>,
    /// The initiative asked about last.
    current: Option<usize>,
    /// Every initiative asked about, by its id.
    asked: BTreeSet<String>,
    /// What is said of every initiative, once that was worked out.
    standing: OnceCell<Standing<'a>>,
    /// How often the whole text was read since it began.
    reads: usize,
    /// What is said of the only one asked about.
    alone: OnceCell<Option<Verdict>>,
}

/// Whose answer it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// The whole district, for every line that says nothing else.
    District,
    /// An initiative, by its place.
    Initiative(usize),
}

/// Where an answer stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spot {
    /// Whose it is.
    pub owner: Owner,
    /// What it answers.
    pub fact: FactId,
}

impl Spot {
    /// Where an answer of one initiative stands.
    #[must_use]
    pub const fn of(place: usize, fact: FactId) -> Self {
        Self {
            owner: Owner::Initiative(place),
            fact,
        }
    }
}

impl From<&Turn> for Spot {
    fn from(turn: &Turn) -> Self {
        Self::of(turn.place, turn.fact)
    }
}

/// One question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    /// The place of the initiative.
    pub place: usize,
    /// The fact that is asked.
    pub fact: FactId,
    /// What is said of the initiative.
    pub said: Said,
    /// How many initiatives still have something to ask.
    pub open: usize,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asked {
    /// A fact of an initiative or of the district.
    Fact(Spot),
    /// What an initiative is elsewhere, by its place.
    Elsewhere(usize),
    /// How an initiative is run here, by its place.
    Here(usize),
    /// Who disagrees with its answer and why, by its place.
    Dissent(usize),
    /// A project of the plan.
    Project,
}

impl Asked {
    fn owner(self) -> Owner {
        match self {
            Self::Fact(at) => at.owner,
            Self::Project => Owner::District,
            Self::Elsewhere(place) | Self::Here(place) | Self::Dissent(place) => Owner::Initiative(place),
        }
    }
}

/// What is said of an initiative before or after an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
    /// What to do, as an option of the table.
    pub answer: usize,
    /// How sure that is.
    pub firmness: Firmness,
    /// How many checks it rests on.
    pub checks: usize,
    /// What it could be, as options of the table.
    pub could_be: u64,
}

impl Said {
    fn of(verdict: &Verdict) -> Self {
        Self {
            answer: verdict.answer,
            firmness: verdict.firmness,
            checks: verdict.checks.len(),
            could_be: verdict.could_be,
        }
    }
}

/// Why an answer was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It is no answer to the question.
    NotAnAnswer(ScalarError),
    /// It could not be written near this line of the file without changing something else.
    NotWritten(usize),
}

/// Why a question cannot be answered in a text that somebody else has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changed {
    /// The text has errors; the interview stays with the one before.
    Unreadable,
    /// The initiative is no longer there.
    Gone,
    /// Something else stands there now: the answer as written.
    Answered(String),
}

/// How the interview left an initiative.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub said: Said,
    /// What keeps it from being settled: facts that matter and have no answer.
    pub open: Vec<FactId>,
}

impl<'a> Interview<'a> {
    /// Begins with the text of an inventory and what was read from it.
    #[must_use]
    pub fn new(set: &'a RuleSet, text: String, inventory: Inventory, only: Option<usize>, source: &str) -> Self {
        Self {
            set,
            wholes: group::wholes(set),
            as_of: inventory.as_of,
            source: source.to_owned(),
            only,
            text,
            inventory,
            catalogue: None,
            declined: BTreeSet::new(),
            current: None,
            asked: BTreeSet::new(),
            standing: OnceCell::new(),
            reads: 0,
            alone: OnceCell::new(),
        }
    }

    /// The same with the catalogue by which the inventory was read, so that what is read again has the same studies beside
    /// it; without one it is the shipped catalogue.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: Arc<Catalogue>) -> Self {
        self.catalogue = Some(catalogue);
        self
    }

    /// A text read again; nothing where it has errors.
    fn read(&self, text: &str, as_of: Option<jiff::civil::Date>) -> Option<Inventory> {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("inventory", text.to_owned());
        let mut read = inventory::load(file, self.set, as_of, &sources, &mut out)?;
        if read.initiatives.iter().any(|i| !i.elsewhere.is_empty()) {
            let shipped = || {
                let files = catalogue::shipped(&mut sources);
                catalogue::load(&files, &sources, &mut Diagnostics::default()).map(Arc::new)
            };
            let catalogue = self.catalogue.clone().or_else(shipped)?;
            inventory::confirm(&mut read, self.set, &catalogue, &mut out);
        }
        (!out.has_errors()).then_some(read)
    }

    /// The inventory as it stands.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The text as it stands.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The next question; nothing when every verdict is settled or nobody can say more.
    ///
    /// One initiative is settled before the next is begun. Begun is with what may not be acted on before its checks are
    /// made, and there with what costs most a year.
    pub fn turn(&mut self) -> Option<Turn> {
        if let Some(place) = self.only {
            let verdict = self.judged(place)?;
            let without = self.without(place, &verdict);
            let fact = self
                .may_ask(&verdict, &without)
                .then(|| self.question(&verdict, &without))??;
            return Some(self.begun(place, fact, Said::of(&verdict), 1));
        }
        let verdicts = self.verdicts();
        let all = verdicts.iter().enumerate();
        let open = all.filter(|(place, _)| self.only.is_none_or(|only| only == *place));
        let open = open.map(|(place, verdict)| (place, verdict, self.without(place, verdict)));
        let mut open: Vec<_> = open
            .filter(|(_, verdict, without)| self.may_ask(verdict, without))
            .collect();
        open.sort_by_key(|(place, verdict, _)| {
            let cost = yearly_cost(self.set, verdict);
            (
                self.current != Some(*place),
                may_be_acted_on(self.set, verdict),
                Reverse(cost),
                *place,
            )
        });
        let count = open.len();
        let mut asked = open.into_iter();
        let (place, fact) = asked.find_map(|(place, v, without)| Some((place, self.question(v, &without)?)))?;
        let said = Said::of(verdicts.get(place)?);
        Some(self.begun(place, fact, said, count))
    }

    /// The question that is asked of an initiative, which is begun with it.
    fn begun(&mut self, place: usize, fact: FactId, said: Said, open: usize) -> Turn {
        self.current = Some(place);
        let id = self.inventory.initiatives.get(place).map(|i| i.id.clone());
        self.asked.extend(id);
        Turn {
            place,
            fact,
            said,
            open,
        }
    }

    /// What is said of every initiative as the inventory stands.
    fn verdicts(&self) -> &[Verdict] {
        let judge = || Standing::of(self.set, &self.inventory);
        self.standing.get_or_init(judge).verdicts()
    }

    /// The verdict of one initiative as the inventory stands; the others are not judged for it.
    fn judged(&self, place: usize) -> Option<Verdict> {
        let judge = || Judge::of(self.set).verdict(&self.inventory, place);
        match self.standing.get() {
            Some(standing) => standing.verdicts().get(place).cloned(),
            None if self.only == Some(place) => self.alone.get_or_init(judge).clone(),
            None => judge(),
        }
    }

    /// How often the whole text was read since it began: by what is said of one initiative it mostly is not.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.reads
    }

    /// Goes on with another text and what was read of it.
    fn go_to(&mut self, text: String, inventory: Inventory) {
        self.text = text;
        self.inventory = inventory;
        (self.standing, self.alone) = (OnceCell::new(), OnceCell::new());
        self.reads += 1;
    }

    /// Goes on with a text in which the lines of one initiative are others.
    fn go_to_lines(&mut self, text: String, again: ReadAgain) {
        let place = again.place;
        self.text = text;
        again.put_into(&mut self.inventory);
        self.alone = OnceCell::new();
        if let Some(standing) = self.standing.get_mut() {
            standing.follow(&self.inventory, place);
        }
    }

    /// What is said of an initiative as the inventory stands.
    #[must_use]
    pub fn said(&self, place: usize) -> Option<Said> {
        self.judged(place).as_ref().map(Said::of)
    }

    /// Whether something may be asked of an initiative.
    fn may_ask(&self, verdict: &Verdict, without: &BTreeSet<FactId>) -> bool {
        let mut open = verdict.open.iter();
        !verdict.is_settled() && open.any(|f| self.set.fact(*f).askable && !without.contains(f))
    }

    /// What is asked first of an initiative: what its answer rests on, in the order of the checks; else what would settle
    /// it.
    fn question(&self, verdict: &Verdict, without: &BTreeSet<FactId>) -> Option<FactId> {
        let checked = verdict.checks.iter().flat_map(|c| &c.facts).copied();
        let mut first = checked.filter(|f| self.set.fact(*f).askable && !without.contains(f));
        first
            .next()
            .or_else(|| next_question(self.set, &verdict.record, without).map(|q| q.fact))
    }

    /// What is not asked of an initiative: what nobody here can answer, what is marked as not known, and what is answered
    /// already so that what contradicts it has to be corrected.
    fn without(&self, place: usize, verdict: &Verdict) -> BTreeSet<FactId> {
        let owner = Owner::Initiative(place);
        let declined = self.declined.iter().filter(|s| s.owner == owner).map(|s| s.fact);
        let given = self.inventory.initiatives.get(place).map_or(&[][..], |i| &i.given);
        let marked = given
            .iter()
            .filter(|g| g.estimate.is_none())
            .filter(|g| matches!(g.unanswered, Some(Unanswered::Unsure | Unanswered::NotApplicable)))
            .map(|g| g.fact);
        let all = self.set.each_fact().map(|(id, _)| id);
        let contradicted = all.filter(|id| verdict.record.origin(*id) == Origin::Contradicted);
        declined.chain(marked).chain(contradicted).collect()
    }

    /// What would be said after each answer to a question.
    #[must_use]
    pub fn outlook(&self, turn: &Turn) -> Vec<(Possible, Said)> {
        let Some(verdict) = self.judged(turn.place) else {
            return Vec::new();
        };
        let after = |answer| Said::of(&judged_after(self.set, &verdict.record, turn.fact, answer));
        let answers = answers_to(self.set, &verdict.record, turn.fact);
        answers.into_iter().map(|answer| (answer, after(answer))).collect()
    }

    /// Leaves a question for another time: it is not asked again in this interview.
    pub fn decline(&mut self, at: impl Into<Spot>) {
        self.declined.insert(at.into());
    }

    /// Takes an answer as it would be written in the inventory.
    ///
    /// # Errors
    /// When it is no answer to the question, or cannot be written without changing something else; nothing is changed
    /// then.
    pub fn answer(&mut self, at: impl Into<Spot>, said: &str) -> Result<(), Refusal> {
        let at = at.into();
        let fact = self.set.fact(at.fact);
        let said = said.trim();
        let bounded = said.starts_with('{');
        let known = if bounded {
            false
        } else {
            match read_scalar(fact, said, false).map_err(Refusal::NotAnAnswer)? {
                Scalar::Value(_) => true,
                Scalar::None(Unanswered::Unsure | Unanswered::NotApplicable) => false,
                Scalar::None(_) => {
                    self.decline(at);
                    return Ok(());
                }
            }
        };
        let value = match (known, self.source.as_str()) {
            (true, "") => in_yaml(said),
            (true, source) => format!(
                "{{ value: {}, source: {}, observed: {} }}",
                in_yaml(said),
                in_yaml(source),
                self.as_of
            ),
            (false, _) => said.to_owned(),
        };
        let name = &self.set.fact(at.fact).name;
        let mut path: Vec<&str> = name.split('.').collect();
        if let Some(first) = path.first_mut()
            && let Some((stated, _)) = STATED.iter().find(|(_, rows)| rows == first)
        {
            *first = stated;
        }
        match self.in_its_lines(at, &path, &value) {
            Some((text, again)) => self.go_to_lines(text, again),
            // only the whole tells what the answer makes of it, or why it cannot be written
            None => {
                let (text, inventory) = self.with(Asked::Fact(at), &path, &value)?;
                self.go_to(text, inventory);
            }
        }
        Ok(())
    }

    /// The text with an answer of an initiative, which is read again alone: the answer stands there and nothing else of
    /// the initiative has changed. Nothing where the whole has to be read.
    fn in_its_lines(&self, at: Spot, path: &[&str], value: &str) -> Option<(String, ReadAgain)> {
        let Owner::Initiative(place) = at.owner else {
            return None;
        };
        let before = self.inventory.initiatives.get(place)?;
        let lines = Lines::of(&self.text, before)?;
        let alone = lines.alone(&self.text)?;
        let record = lines.node(&alone, before, &mut Diagnostics::default())?;
        let text = edit::written(&self.text, &record, path, value).ok()?;
        let again = ReadAgain::of(self.set, &self.inventory, place, (&self.text, &text), lines)?;
        let (asked, now) = (Asked::Fact(at), &again.initiative);
        let answered = now.given.iter().any(|given| given.fact == at.fact);
        (answered && beside(asked, place, before) == beside(asked, place, now)).then_some((text, again))
    }

    /// An answer that was said of one of many lines, as it is written: with who takes it to be so where it is an
    /// estimate, else with where it comes from.
    #[must_use]
    pub fn spelled(&self, answer: &TickAnswer, by: &str) -> String {
        let fields = answer.fields();
        match (answer.is_plain(), answer.estimate, self.source.as_str()) {
            (true, ..) => answer.value.clone(),
            (false, true, _) => format!("{{ {fields}, estimate_by: {} }}", in_yaml(by)),
            (false, false, "") => format!("{{ {fields} }}"),
            (false, false, source) => {
                format!("{{ {fields}, source: {}, observed: {} }}", in_yaml(source), self.as_of)
            }
        }
    }

    /// Whether somebody said of a fact that they do not know it, or that it does not apply.
    #[must_use]
    pub fn is_marked(&self, at: Spot) -> bool {
        let marked = |g: &Given| matches!(g.unanswered, Some(Unanswered::Unsure | Unanswered::NotApplicable));
        self.standing(at).is_some_and(|g| g.estimate.is_none() && marked(g))
    }

    /// Whether an answer or an estimate stands there.
    #[must_use]
    pub fn says(&self, at: Spot) -> bool {
        let said = |given: &Given| {
            given.on_record() || (given.estimate.is_some() && given.unanswered != Some(Unanswered::Proposed))
        };
        self.standing(at).is_some_and(said)
    }

    /// What is on record of a question, in words; nothing where nothing is.
    #[must_use]
    pub fn on_record(&self, at: Spot) -> Option<String> {
        let fact = at.fact;
        let words = self.set.fact(fact).ticked.iter().flat_map(|ticked| &ticked.words);
        let others = words.map(|word| self.set.recorded_by(fact, word));
        let mut asked = std::iter::once(fact).chain(others);
        asked.find_map(|other| {
            // what is only proposed is still to be said
            let spot = Spot { fact: other, ..at };
            let given = self.standing(spot).filter(|_| self.says(spot))?;
            let said = match (&given.estimate, given.on_record()) {
                (Some(estimate), _) => format!("{} (estimate: {})", given.written, estimate.by),
                (None, true) => given.written.clone(),
                (None, false) => return None,
            };
            let title = &self.set.fact(other).title;
            Some(if other == fact {
                said
            } else {
                format!("{said} ({title})")
            })
        })
    }

    /// Goes on with the text as somebody else has left it meanwhile. The date is that of the audit where it is not left
    /// to the inventory.
    ///
    /// # Errors
    /// When the text has errors; the interview stays with the one before then.
    pub fn go_on_with(&mut self, text: String, as_of: Option<jiff::civil::Date>) -> Result<(), Changed> {
        let read = self.read(&text, as_of).ok_or(Changed::Unreadable)?;
        // initiatives may have come and gone before it, so places are found again by id
        let moved = |place: usize| {
            let id = &self.inventory.initiatives.get(place)?.id;
            read.initiatives.iter().position(|i| i.id == *id)
        };
        let stays = |spot: &Spot| match spot.owner {
            Owner::District => Some(*spot),
            Owner::Initiative(place) => Some(Spot::of(moved(place)?, spot.fact)),
        };
        self.declined = self.declined.iter().filter_map(stays).collect();
        self.current = self.current.and_then(moved);
        // one that is gone leaves nothing to ask about
        self.only = self.only.map(|place| moved(place).unwrap_or(usize::MAX));
        self.as_of = read.as_of;
        self.go_to(text, read);
        Ok(())
    }

    /// Goes on with the text as somebody else has left it, and finds a question again in it.
    ///
    /// # Errors
    /// When the text has errors, or the question is no longer open as it was asked.
    pub fn take_up(&mut self, text: String, as_of: Option<jiff::civil::Date>, at: Spot) -> Result<Spot, Changed> {
        let id = self.id(at.owner).map(str::to_owned);
        let before = self.standing(at).cloned();
        self.go_on_with(text, as_of)?;
        let owner = match (at.owner, &id) {
            (Owner::Initiative(_), None) => None,
            _ => self.owner(id.as_deref()),
        };
        let owner = owner.ok_or(Changed::Gone)?;
        let at = Spot { owner, ..at };
        let said = |given: &Given| {
            (
                given.written.clone(),
                given.unanswered,
                given.estimate.clone(),
                given.source.clone(),
            )
        };
        match self.standing(at) {
            Some(now) if before.as_ref().map(said) != Some(said(now)) => Err(Changed::Answered(now.written.clone())),
            Some(_) | None => Ok(at),
        }
    }

    /// The id of an initiative; the district has none.
    #[must_use]
    pub fn id(&self, owner: Owner) -> Option<&str> {
        let Owner::Initiative(place) = owner else { return None };
        self.inventory.initiatives.get(place).map(|i| i.id.as_str())
    }

    /// Where the initiative of an id stands now; without one it is the district.
    fn owner(&self, id: Option<&str>) -> Option<Owner> {
        let Some(id) = id else { return Some(Owner::District) };
        let place = self.inventory.initiatives.iter().position(|i| i.id == id);
        place.map(Owner::Initiative)
    }

    /// What stands at a place.
    fn standing(&self, at: Spot) -> Option<&Given> {
        let given = match at.owner {
            Owner::District => &self.inventory.given,
            Owner::Initiative(place) => &self.inventory.initiatives.get(place)?.given,
        };
        given.iter().find(|g| g.fact == at.fact)
    }

    /// Whether an answer to a fact of an initiative, or of the district where none is named, stands in the inventory as
    /// it was given.
    #[must_use]
    pub fn stands(&self, initiative: Option<&str>, fact: FactId, written: &str) -> bool {
        let owner = self.owner(initiative);
        let given = owner.and_then(|owner| self.standing(Spot { owner, fact }));
        given.is_some_and(|g| g.written == written)
    }

    /// What stands at a question, as written.
    #[must_use]
    pub fn written(&self, at: impl Into<Spot>) -> Option<&str> {
        self.standing(at.into()).map(|g| g.written.as_str())
    }

    /// The line of a byte of the text.
    fn line_of(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }

    /// The text with a value at a path of an initiative or of the district, read again: it stands there and nothing else
    /// has changed.
    fn with(&self, asked: Asked, path: &[&str], value: &str) -> Result<(String, Inventory), Refusal> {
        self.edited(asked, |text, record| edit::written(text, record, path, value))
    }

    /// The text with an edit of the record that is asked about, read again: nothing else has changed.
    fn edited(
        &self,
        asked: Asked,
        edit: impl FnOnce(&str, &yaml::Node) -> Result<String, NotWritten>,
    ) -> Result<(String, Inventory), Refusal> {
        let limits = Limits::default();
        let mut sources = Sources::default();
        let mut out = Diagnostics::default();
        let file = sources.add("inventory", self.text.clone());
        let refused = |byte: usize| Refusal::NotWritten(self.line_of(byte));
        let tree = yaml::read(file, &self.text, &limits, &mut out).ok_or_else(|| refused(0))?;
        let record = match self.id(asked.owner()) {
            Some(id) => {
                let initiatives = tree.get("initiatives").and_then(yaml::Node::as_list);
                let of = |node: &&yaml::Node| node.get("id").and_then(yaml::Node::as_text).map(str::trim) == Some(id);
                initiatives.unwrap_or_default().iter().find(of)
            }
            None => (asked.owner() == Owner::District).then_some(&tree),
        };
        let record = record.ok_or_else(|| refused(0))?;
        let near = record.span.start as usize;
        let left_out = |place| {
            let initiative = self.inventory.initiatives.get(place);
            match asked {
                Asked::Fact(_) | Asked::Dissent(_) | Asked::Project => false,
                Asked::Elsewhere(_) => meant::is_left_out(record, initiative),
                Asked::Here(_) => here::is_left_out(record, initiative),
            }
        };
        if matches!(asked.owner(), Owner::Initiative(place) if left_out(place)) {
            return Err(refused(near));
        }
        let text = edit(&self.text, record).map_err(|e| refused(e.near))?;
        let read = self.read(&text, Some(self.as_of)).ok_or_else(|| refused(near))?;
        if self.changed_only(asked, &read) {
            Ok((text, read))
        } else {
            Err(refused(near))
        }
    }

    /// Whether an inventory differs from this one in what was asked and in nothing else.
    fn changed_only(&self, asked: Asked, other: &Inventory) -> bool {
        let around = |inventory: &Inventory| -> Vec<_> {
            let schools = inventory.schools.iter().map(|s| answers(asked, None, &s.given));
            let goals = inventory.goals.iter().map(|g| answers(asked, None, &g.given));
            std::iter::once(answers(asked, Some(Owner::District), &inventory.given))
                .chain(schools)
                .chain(goals)
                .collect()
        };
        let each = |inventory: &Inventory| -> Vec<_> {
            let all = inventory.initiatives.iter().enumerate();
            all.map(|(place, initiative)| beside(asked, place, initiative))
                .collect()
        };
        let given = match asked.owner() {
            Owner::District => Some(&other.given),
            Owner::Initiative(place) => other.initiatives.get(place).map(|i| &i.given),
        };
        let answered = match asked {
            Asked::Fact(at) => given.is_some_and(|given| given.iter().any(|g| g.fact == at.fact)),
            Asked::Elsewhere(place) => other.initiatives.get(place).is_some_and(|i| !i.elsewhere.is_empty()),
            Asked::Here(place) => other.initiatives.get(place).is_some_and(|i| !i.here.is_empty()),
            Asked::Dissent(place) => other.initiatives.get(place).is_some_and(|i| i.dissent.is_some()),
            Asked::Project => other.rocks.len() == self.inventory.rocks.len() + 1,
        };
        let (mine, theirs) = (&self.inventory, other);
        answered
            && mine.initiatives.len() == theirs.initiatives.len()
            && mine.schools.len() == theirs.schools.len()
            && around(mine) == around(theirs)
            && each(mine) == each(theirs)
    }

    /// How every initiative that was asked about stands.
    #[must_use]
    pub fn left(&self) -> Vec<Left> {
        let left = |initiative: &Initiative, verdict: &Verdict| Left {
            name: initiative.name.clone(),
            said: Said::of(verdict),
            open: if verdict.is_settled() {
                Vec::new()
            } else {
                open_facts(self.set, &verdict.record)
            },
        };
        let initiatives = &self.inventory.initiatives;
        if let Some(place) = self.only {
            let one = initiatives.get(place).zip(self.judged(place));
            return one
                .iter()
                .map(|(initiative, verdict)| left(initiative, verdict))
                .collect();
        }
        let pairs = initiatives.iter().zip(self.verdicts());
        pairs.map(|(initiative, verdict)| left(initiative, verdict)).collect()
    }
}

/// Answers as they are written, but for the one that is asked; in the order of the facts.
fn answers(asked: Asked, owner: Option<Owner>, given: &[Given]) -> Vec<impl PartialEq + use<>> {
    let is_asked = |fact: FactId| owner.is_some_and(|owner| asked == Asked::Fact(Spot { owner, fact }));
    let others = given.iter().filter(|g| !is_asked(g.fact));
    let mut list: Vec<_> = others
        .map(|g| {
            (
                g.fact,
                g.written.clone(),
                g.unanswered,
                g.estimate.clone(),
                g.source.clone(),
            )
        })
        .collect();
    list.sort_by_key(|(fact, ..)| *fact);
    list
}

/// What people said of an initiative beside what is asked.
fn beside(asked: Asked, place: usize, initiative: &Initiative) -> impl PartialEq + use<> {
    let meant = (asked != Asked::Elsewhere(place)).then(|| {
        let said = meant::said(initiative).into_iter();
        let owned = said.map(|(is, same, by, on)| (is.to_owned(), same, by.to_owned(), on.to_owned()));
        owned.collect::<Vec<_>>()
    });
    let run = (asked != Asked::Here(place)).then(|| initiative.here.iter().map(here::owned).collect::<Vec<_>>());
    let dissent = (asked != Asked::Dissent(place)).then(|| initiative.dissent.clone());
    let given = answers(asked, Some(Owner::Initiative(place)), &initiative.given);
    (given, meant, run, dissent)
}

/// What an initiative costs a year at the most, as far as that is known.
fn yearly_cost(set: &RuleSet, verdict: &Verdict) -> Number {
    match set.known(KnownFact::CostPerYear).map(|id| verdict.record.value(id)) {
        Some(Possible::Numbers { high, .. }) if high < Number::MAX => high,
        Some(Possible::Numbers { low, .. }) => low,
        _ => Number::ZERO,
    }
}
