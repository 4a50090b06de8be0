//! Fills the sentences of rules with what is on record of the one that they speak of.
//!
//! A sentence whose value is not on record is left out: nothing presumed is said as found. What a public edition keeps
//! back is not on record there; free text from the inventory, in which anything may stand, is not said to the public,
//! and effects are rounded as everywhere.

use crate::diagnostics::cut;
use crate::evaluate::{Audit, Sheet, Until, Verdict};
use crate::evidence::{Word, rests_on};
use crate::inventory::Given;
use crate::report::Audience;
use crate::report::card::answers;
use crate::report::rounding::Rounding;
use crate::report::wording::{known_option, listed, on_record, option_words, without_capital};
use crate::rules::contract::{EvidenceCount, KnownFact};
use crate::rules::{
    Derive, Fact, FactId, FactType, Part, Piece, Rule, RuleId, RuleSet, Saying, Sentence, Subject, Value, ValueWord,
    number_words, threshold_words, with_capital,
};
use crate::truth::{Number, Possible, Truth};

/// Digits behind the point, of effects and of other numbers.
const EFFECT_DIGITS: i32 = 2;
const DIGITS: i32 = 1;
/// Letters of a free text that are said.
const TEXT: usize = 160;

/// Says sentences of one audit.
pub struct Speaker<'a> {
    audit: &'a Audit<'a>,
    audience: Audience,
    rounding: Rounding,
}

/// What the deciding row says of an initiative.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct RowWords {
    /// The reason in a line.
    pub reason: String,
    /// Why the row says so.
    pub why: String,
    /// The next step.
    pub advice: String,
    /// What would change the answer.
    pub would_change: String,
}

/// One of whom something is said.
pub struct Spoken<'s> {
    name: &'s str,
    record: &'s Sheet,
    given: Vec<&'s [Given]>,
    /// Its place among the initiatives, with estimates in place of what is not known.
    initiative: Option<(usize, &'s Verdict)>,
    until: Option<&'s Until>,
    /// The rule whose own text is said; nothing while the deciding row speaks.
    rule: Option<RuleId>,
    grounds: Vec<RuleId>,
    guards: Vec<RuleId>,
}

/// A value as it is said.
struct Worded {
    text: String,
    /// Whether it is one of anything, and so takes the word for one.
    one: bool,
    /// Whether it begins with a small letter within a sentence.
    phrase: bool,
}

impl Worded {
    fn phrase(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self {
            text,
            one: false,
            phrase: true,
        })
    }

    fn as_is(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self {
            text,
            one: false,
            phrase: false,
        })
    }
}

impl<'a> Speaker<'a> {
    /// For the readers of an audit.
    #[must_use]
    pub fn of(audit: &'a Audit<'a>, audience: Audience) -> Self {
        Self {
            audit,
            audience,
            rounding: Rounding::of(audit.set, audience),
        }
    }

    /// An initiative, of whose answer is known until when it stands.
    #[must_use]
    pub fn initiative(&self, place: usize, verdict: &'a Verdict, until: Option<&'a Until>) -> Option<Spoken<'a>> {
        let initiative = self.audit.inventory.initiatives.get(place)?;
        let grounds = holding(self.audit.set, verdict, Part::Ground);
        // without a ground there is nothing to guard against
        let guards = match grounds.as_slice() {
            [] => Vec::new(),
            _ => holding(self.audit.set, verdict, Part::Guard),
        };
        Some(Spoken {
            name: &initiative.name,
            record: &verdict.record,
            given: answers(self.audit, initiative),
            initiative: Some((place, verdict)),
            until,
            rule: None,
            grounds,
            guards,
        })
    }

    /// What a finding is about, by its place in the inventory.
    #[must_use]
    pub fn subject(&self, of: Subject, place: usize) -> Option<Spoken<'a>> {
        let inventory = self.audit.inventory;
        let (name, record, own) = match of {
            Subject::Initiative => return self.initiative(place, self.audit.verdicts.get(place)?, None),
            Subject::District => (&inventory.district, &self.audit.district, None),
            Subject::School => {
                let school = inventory.schools.get(place)?;
                (&school.name, self.audit.schools.get(place)?, Some(&school.given))
            }
            Subject::Goal => {
                let goal = inventory.goals.get(place)?;
                (&goal.name, self.audit.goals.get(place)?, Some(&goal.given))
            }
        };
        let given = own.into_iter().chain([&inventory.given]);
        Some(Spoken {
            name,
            record,
            given: given.map(Vec::as_slice).collect(),
            initiative: None,
            until: None,
            rule: None,
            grounds: Vec::new(),
            guards: Vec::new(),
        })
    }

    /// What the deciding row says.
    #[must_use]
    pub fn row(&self, spoken: &Spoken, row: &crate::rules::Row) -> RowWords {
        RowWords {
            reason: self.reason(spoken, row),
            why: self.each(spoken, &row.prose.why),
            advice: self.each(spoken, &row.prose.advice),
            would_change: self.each(spoken, &row.prose.would_change),
        }
    }

    /// The reason that it gives, in a line.
    #[must_use]
    pub fn reason(&self, spoken: &Spoken, row: &crate::rules::Row) -> String {
        self.titled(spoken, &row.prose.said, &row.prose.title)
    }

    /// The title of a rule, as it is said of one.
    #[must_use]
    pub fn title(&self, spoken: &Spoken, rule: RuleId) -> String {
        let prose = &self.audit.set.rule(rule).prose;
        self.titled(&spoken.with(rule), &prose.said, &prose.title)
    }

    /// Why a rule says so.
    #[must_use]
    pub fn why(&self, spoken: &Spoken, rule: RuleId) -> String {
        self.each(&spoken.with(rule), &self.audit.set.rule(rule).prose.why)
    }

    /// The next step that a rule asks for.
    #[must_use]
    pub fn advice(&self, spoken: &Spoken, rule: RuleId) -> String {
        self.each(&spoken.with(rule), &self.audit.set.rule(rule).prose.advice)
    }

    /// When a guard ends, in words.
    #[must_use]
    pub fn until(&self, spoken: &Spoken, rule: RuleId) -> String {
        self.first(&spoken.with(rule), &self.audit.set.rule(rule).until)
            .unwrap_or_default()
    }

    /// The sentences of a finding that are the same of everyone of whom it holds.
    #[must_use]
    pub fn of_all(&self, of: Subject, places: &[usize], saying: &Saying) -> String {
        let spoken: Vec<Spoken> = places.iter().filter_map(|place| self.subject(of, *place)).collect();
        let same = |sentence: &Sentence| {
            if sentence.values().next().is_none() {
                return Some(sentence.in_general(self.audit.set));
            }
            let mut said = spoken.iter().map(|spoken| self.sentence(spoken, sentence));
            let first = said.next()??;
            said.all(|other| other.as_ref() == Some(&first)).then_some(first)
        };
        let said: Vec<String> = saying.sentences.iter().filter_map(same).collect();
        said.join(" ")
    }

    fn titled(&self, spoken: &Spoken, said: &Saying, title: &str) -> String {
        self.first(spoken, said).unwrap_or_else(|| title.to_owned())
    }

    /// The first form that can be said whole.
    fn first(&self, spoken: &Spoken, saying: &Saying) -> Option<String> {
        saying.sentences.iter().find_map(|s| self.sentence(spoken, s))
    }

    /// Every sentence that can be said.
    fn each(&self, spoken: &Spoken, saying: &Saying) -> String {
        let said: Vec<String> = saying
            .sentences
            .iter()
            .filter_map(|s| self.sentence(spoken, s))
            .collect();
        said.join(" ")
    }

    /// A sentence with its values; nothing where one of them is not on record.
    fn sentence(&self, spoken: &Spoken, sentence: &Sentence) -> Option<String> {
        let mut said = String::new();
        for piece in &sentence.pieces {
            match piece {
                Piece::Words(words) => said.push_str(words),
                Piece::Value(value, noun) => {
                    let worded = self.value(spoken, *value)?;
                    let before = said.trim_end();
                    let begins = before.is_empty() || before.ends_with(['.', '!', '?']);
                    said.push_str(&match (begins, worded.phrase) {
                        (true, _) => with_capital(&worded.text),
                        (false, true) => without_capital(&worded.text),
                        (false, false) => worded.text,
                    });
                    if let Some((one, many)) = noun {
                        said.push(' ');
                        said.push_str(if worded.one { one } else { many });
                    }
                }
            }
        }
        Some(said)
    }

    fn value(&self, spoken: &Spoken, value: Value) -> Option<Worded> {
        let set = self.audit.set;
        match value {
            Value::Threshold(id) => {
                let text = threshold_words(set, id);
                let one = set.parameter(id).value == Number::whole(1);
                Some(Worded {
                    text,
                    one,
                    phrase: false,
                })
            }
            Value::Fact(id) => self.fact(spoken, id),
            Value::Word(word) => self.word(spoken, word),
        }
    }

    fn word(&self, spoken: &Spoken, word: ValueWord) -> Option<Worded> {
        let titles = |rules: &[RuleId]| {
            let titles = rules.iter().map(|id| without_capital(&self.title(spoken, *id)));
            Worded::phrase(titles.collect::<Vec<_>>().join("; "))
        };
        let ground = || spoken.grounds.first().copied();
        let guard = || self.guard(spoken);
        match word {
            ValueWord::Name => Worded::as_is(spoken.name.to_owned()),
            ValueWord::Until => {
                let until = spoken.until?;
                let next = until.next.map(|(day, _)| day);
                let day = match spoken.rule {
                    None => next.or(until.on),
                    rule => until.on.filter(|_| until.because == rule),
                };
                Worded::as_is(day?.to_string())
            }
            ValueWord::Driver => self.driver(spoken),
            ValueWord::GroupLoses => self.groups(spoken, Word::Worse, EvidenceCount::SubgroupHarm),
            ValueWord::GroupGains => self.groups(spoken, Word::Better, EvidenceCount::SubgroupGain),
            ValueWord::Grounds => titles(&spoken.grounds),
            ValueWord::GroundTitle => Worded::phrase(self.title(spoken, ground()?)),
            ValueWord::GroundWhy => Worded::as_is(self.why(spoken, ground()?)),
            ValueWord::GroundAdvice => Worded::as_is(self.advice(spoken, ground()?)),
            ValueWord::Guards => titles(&spoken.guards),
            ValueWord::GuardTitle => Worded::phrase(self.title(spoken, guard()?)),
            ValueWord::GuardWhy => Worded::as_is(self.why(spoken, guard()?)),
            ValueWord::GuardAdvice => Worded::as_is(self.advice(spoken, guard()?)),
            ValueWord::GuardUntil => Worded::phrase(self.until(spoken, guard()?)),
        }
    }

    /// The guard that gives the answer: the one that ends last of those that say it, else the first of them.
    fn guard(&self, spoken: &Spoken) -> Option<RuleId> {
        let (set, (_, verdict)) = (self.audit.set, spoken.initiative?);
        let answer = self.audit.answer(verdict);
        let says = |id: &&RuleId| set.rule(**id).instead == answer;
        let last = spoken.until.and_then(|until| until.because);
        let own = || spoken.guards.iter().filter(says);
        own()
            .find(|id| Some(**id) == last)
            .or_else(|| own().next())
            .or(spoken.guards.first())
            .copied()
    }

    /// The drivers of the lowest level, where that is known to be the lowest of all and can be improved.
    fn driver(&self, spoken: &Spoken) -> Option<Worded> {
        let set = self.audit.set;
        let weakest = set.known(KnownFact::WeakestDriver)?;
        let level = known_option(spoken.record, weakest)?;
        let Some(Derive::LeastOf(drivers)) = set.fact(weakest).computed() else {
            return None;
        };
        if level + 1 >= set.fact(weakest).options.len() {
            return None;
        }
        let lowest = drivers
            .iter()
            .filter(|id| known_option(spoken.record, **id) == Some(level));
        let names: Vec<String> = lowest.map(|id| without_capital(&set.fact(*id).title)).collect();
        let one = names.len() == 1;
        Worded::phrase(listed(names)).map(|worded| Worded { one, ..worded })
    }

    /// The groups of students whose shown results come to a word, where that some do is on record.
    fn groups(&self, spoken: &Spoken, wanted: Word, count: EvidenceCount) -> Option<Worded> {
        let (set, (place, _)) = (self.audit.set, spoken.initiative?);
        let (id, _) = set
            .each_fact()
            .find(|(_, f)| f.derive == Some(Derive::Evidence(count)))?;
        if !on_record(set, spoken.record, id) || spoken.record.value(id) != Possible::from_truth(Truth::True) {
            return None;
        }
        let evidence = self.audit.evidence(place)?;
        let surely = |schools: &crate::evidence::Schools| {
            schools.word() == wanted && schools.rows.iter().all(|r| r.comparison.is_some())
        };
        let groups = evidence.groups().iter().filter(|(_, schools)| surely(schools));
        let names: Vec<String> = groups.map(|(name, _)| cut(name, TEXT)).collect();
        let one = names.len() == 1;
        Worded::as_is(listed(names)).map(|worded| Worded { one, ..worded })
    }

    /// A fact as it is on record; an estimate is said to be one.
    fn fact(&self, spoken: &Spoken, id: FactId) -> Option<Worded> {
        let set = self.audit.set;
        let fact = set.fact(id);
        if on_record(set, spoken.record, id) {
            return self.of_value(spoken, id, fact, spoken.record.value(id));
        }
        let (_, verdict) = spoken.initiative.filter(|(_, verdict)| verdict.is_estimated(id))?;
        let mut worded = self.of_value(spoken, id, fact, verdict.sheet.value(id))?;
        worded
            .text
            .push_str(if spoken.record.origin(id) == crate::evaluate::Origin::Proposed {
                " (proposed)"
            } else {
                " (estimated)"
            });
        Some(worded)
    }

    fn of_value(&self, spoken: &Spoken, id: FactId, fact: &Fact, value: Possible) -> Option<Worded> {
        let set = self.audit.set;
        match value {
            Possible::Words { known } => {
                // anything may stand in a free text
                let shown = known && self.audience == Audience::Internal;
                let given = || spoken.given.iter().find_map(|list| list.iter().find(|g| g.fact == id));
                let given = shown.then(given)??;
                let text = match given.names.as_slice() {
                    [] => given.written.split_whitespace().collect::<Vec<_>>().join(" "),
                    names => names.join(", "),
                };
                Worded::as_is(cut(text.trim_end_matches('.'), TEXT))
            }
            Possible::Options(bits) => {
                let options = fact.options.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
                let words: Vec<String> = options.map(|(_, option)| option_words(set, id, option)).collect();
                Worded::phrase(words.join(" or "))
            }
            Possible::Numbers { low, high } => {
                // a day that is not told to the day is said as it is written
                let partly = fact.kind == FactType::Date && low != high;
                let written = spoken.given.iter().find_map(|list| list.iter().find(|g| g.fact == id));
                if let Some(given) = written.filter(|g| partly && g.on_record()) {
                    return Worded::as_is(given.written.clone());
                }
                let number = |n: Number| self.number(fact, n);
                let text = match (low, high) {
                    _ if low == high || number(low) == number(high) => number(low),
                    (low, Number::MAX) => format!("at least {}", number(low)),
                    (Number::MIN | Number::ZERO, high) => format!("at most {}", number(high)),
                    (low, high) => format!("between {} and {}", number(low), number(high)),
                };
                Some(Worded {
                    one: low == Number::whole(1) && (high == low || high == Number::MAX),
                    text,
                    phrase: false,
                })
            }
        }
    }

    /// A number; one that comes from students' results as coarse as everywhere in the edition.
    fn number(&self, fact: &Fact, number: Number) -> String {
        let counted = match fact.derive {
            Some(Derive::Evidence(count)) => rests_on(count) != (false, false),
            _ => false,
        };
        let rounded = match fact.kind {
            FactType::Number if counted => Number::nearest(self.rounding.effect(number.as_f64())),
            FactType::Share if counted => Number::nearest(self.rounding.percent(number.as_f64()) / 100.0),
            _ => None,
        };
        let digits = if counted && fact.kind == FactType::Number {
            EFFECT_DIGITS
        } else {
            DIGITS
        };
        number_words(fact.kind, rounded.unwrap_or(number), digits)
    }
}

impl Spoken<'_> {
    /// The same while a rule of it speaks.
    fn with(&self, rule: RuleId) -> Self {
        Self {
            given: self.given.clone(),
            rule: Some(rule),
            grounds: Vec::new(),
            guards: Vec::new(),
            ..*self
        }
    }

    /// The grounds that hold.
    pub(super) fn grounds(&self) -> &[RuleId] {
        &self.grounds
    }

    /// The guards in force, where there is something to guard against.
    pub(super) fn guards(&self) -> &[RuleId] {
        &self.guards
    }
}

fn holding(set: &RuleSet, verdict: &Verdict, part: Part) -> Vec<RuleId> {
    let holds = |(id, rule): &(RuleId, &Rule)| rule.part == part && verdict.sheet.rule(*id) == Truth::True;
    set.each_rule().filter(holds).map(|(id, _)| id).collect()
}
