//! Facts that are counted over the whole inventory.

use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::evaluate::serving::{Places, Serving};
use crate::inventory::{GRADE_BANDS, Given, Initiative, Inventory, days, grade_bands};
use crate::rules::contract::{Depth, GradeBand, KnownFact, PortfolioCount, Status};
use crate::rules::{FactId, RuleSet, Term};
use crate::truth::{Number, Possible, Truth};

/// Those that guess from words: an answer that differs corrects them.
pub(super) const GUESSED: [PortfolioCount; 2] = [PortfolioCount::UndefinedTerms, PortfolioCount::NameJoins];

/// The facts from whose dates a count over the inventory is made for one initiative.
pub(super) fn dates_of(count: PortfolioCount) -> &'static [KnownFact] {
    match count {
        PortfolioCount::Status => &[KnownFact::Since],
        PortfolioCount::ContractBinding => &[KnownFact::ContractEnds],
        _ => &[],
    }
}

/// What one initiative is counted by: its own answers, the district's, and the day.
#[derive(Clone, Copy)]
pub(super) struct Answers<'g> {
    pub own: &'g [Given],
    pub district: &'g [Given],
    pub day: Date,
}

/// The inventory with what is looked up again and again.
pub(super) struct Portfolio<'a> {
    pub set: &'a RuleSet,
    pub inventory: &'a Inventory,
    ids: Ids,
    /// How many initiatives name each one under `requires`.
    dependants: Vec<usize>,
    /// The status of each, as options of the fact `status`.
    status: Vec<u64>,
    /// Those that surely run, and those that do or may.
    running: [Places; 2],
    hours: Vec<Possible>,
    /// Those of a kind that serve a goal.
    serving: HashMap<(Possible, &'a str), Serving>,
    /// What each initiative says of itself, in small letters.
    words: Vec<String>,
    /// The watched terms that the glossary does not define, each with its forms in small letters.
    watched: Vec<(&'a str, Vec<String>)>,
    /// By initiative, how many of these it uses, once they were looked for.
    undefined: Vec<OnceLock<usize>>,
}

struct Ids {
    status: Option<FactId>,
    since: Option<FactId>,
    kind: Option<FactId>,
    goals: Option<FactId>,
    depth: Option<FactId>,
    required: Option<FactId>,
    share: Option<FactId>,
}

fn between(low: usize, high: usize) -> Possible {
    Possible::Numbers {
        low: Number::count(low),
        high: Number::count(high),
    }
}

impl<'a> Portfolio<'a> {
    pub fn new(set: &'a RuleSet, inventory: &'a Inventory) -> Self {
        let ids = Ids {
            status: set.known(KnownFact::Status),
            since: set.known(KnownFact::Since),
            kind: set.known(KnownFact::Kind),
            goals: set.known(KnownFact::Goals),
            depth: set.known(KnownFact::InnovationDepth),
            required: set.known(KnownFact::Requires),
            share: set.counted(PortfolioCount::ShareOfSchools),
        };
        let mut named: HashMap<&str, usize> = HashMap::default();
        for initiative in &inventory.initiatives {
            let needed = answer(&initiative.given, ids.required).map_or(&[][..], |g| &g.names);
            let once: HashSet<&str> = needed.iter().map(String::as_str).collect();
            for id in once {
                *named.entry(id).or_default() += 1;
            }
        }
        let dependants = inventory.initiatives.iter();
        let dependants = dependants.map(|i| named.get(i.id.as_str()).copied().unwrap_or_default());
        let status = inventory
            .initiatives
            .iter()
            .map(|i| status(set, i, &i.given, &ids, inventory.as_of))
            .collect();
        let hours = set.known(KnownFact::HoursPerTeacher);
        let nothing = Possible::Numbers {
            low: Number::ZERO,
            high: Number::MAX,
        };
        let hours = inventory
            .initiatives
            .iter()
            .map(|i| answer(&i.given, hours).map_or(nothing, |g| g.value))
            .collect();
        let mut serving: HashMap<(Possible, &str), Serving> = HashMap::default();
        for (place, initiative) in inventory.initiatives.iter().enumerate() {
            let Some(kind) = answer(&initiative.given, ids.kind) else {
                continue;
            };
            for goal in answer(&initiative.given, ids.goals).map_or(&[][..], |g| &g.names) {
                let serving = serving.entry((kind.value, goal)).or_default();
                serving.add(place, inventory.initiatives.len(), initiative.schools.as_ref());
            }
        }
        let forms = |term: &'a Term| -> (&'a str, Vec<String>) {
            let forms = std::iter::once(&term.word).chain(&term.also);
            (&term.word, forms.map(|form| form.to_lowercase()).collect())
        };
        let watched = set.terms.iter().map(forms);
        let watched = watched.filter(|(_, forms)| !forms.iter().any(|form| inventory.glossary.contains_key(form)));
        let mut made = Self {
            set,
            inventory,
            ids,
            dependants: dependants.collect(),
            status,
            running: [(); 2].map(|()| Places::none(inventory.initiatives.len())),
            hours,
            serving,
            words: inventory.initiatives.iter().map(|i| words(i, set)).collect(),
            watched: watched.collect(),
            undefined: vec![OnceLock::new(); inventory.initiatives.len()],
        };
        for place in 0..inventory.initiatives.len() {
            let active = made.active(place);
            let [runs, may_run] = &mut made.running;
            if active == Truth::True {
                runs.add(place);
            }
            if active != Truth::False {
                may_run.add(place);
            }
        }
        made
    }

    /// A fact of one initiative, by answers that need not be those of the inventory.
    pub fn initiative(&self, place: usize, answers: Answers, count: PortfolioCount) -> Option<Possible> {
        let initiative = self.inventory.initiatives.get(place)?;
        let yes = |truth: bool| Some(Possible::from_truth(truth.into()));
        match count {
            PortfolioCount::Status => {
                let bits = status(self.set, initiative, answers.own, &self.ids, answers.day);
                Some(Possible::Options(bits))
            }
            PortfolioCount::UndefinedTerms => Some(Possible::number(Number::count(self.undefined(place, initiative)))),
            PortfolioCount::NameJoins => yes(joins(&initiative.name)),
            PortfolioCount::SchoolsCount => match &initiative.schools {
                Some(listed) => Some(Possible::number(Number::count(listed.len()))),
                None => self.counted_by_share(place, answers),
            },
            PortfolioCount::Eligible => self.schools(place, answers).1.map(Possible::number),
            PortfolioCount::ShareOfSchools => self.share(place, answers),
            PortfolioCount::ContractBinding => self.binding(answers),
            PortfolioCount::Dependants if self.dependants.get(place) != Some(&0) => {
                self.dependants.get(place).map(|n| Possible::Numbers {
                    low: Number::count(*n),
                    high: Number::MAX,
                })
            }
            PortfolioCount::HasDependants => match self.dependants.get(place) {
                Some(0) | None => None,
                Some(_) => yes(true),
            },
            PortfolioCount::Overlap => Some(self.overlap(place, initiative, answers.own)),
            PortfolioCount::UnmeasuredReviews if !initiative.reviews.is_empty() => {
                let run = |open: bool| {
                    initiative
                        .reviews
                        .iter()
                        .rev()
                        .take_while(|r| **r == Some(false) || (open && r.is_none()))
                        .count()
                };
                Some(between(run(false), run(true)))
            }
            _ => None,
        }
    }

    /// What is counted of an initiative over the others: how many need it, and how many are alike.
    pub fn of_others(&self, place: usize) -> Option<(usize, Possible)> {
        let initiative = self.inventory.initiatives.get(place)?;
        let overlap = self.overlap(place, initiative, &initiative.given);
        Some((*self.dependants.get(place)?, overlap))
    }

    /// Whether what an initiative says of itself holds one of some parts, which are in small letters.
    pub fn mentions(&self, place: usize, parts: &[String]) -> Possible {
        mentioned(self.words.get(place).map_or("", String::as_str), parts)
    }

    /// How many watched terms an initiative uses without a definition.
    fn undefined(&self, place: usize, initiative: &Initiative) -> usize {
        let defined = answer(&initiative.given, self.set.known(KnownFact::Definition)).is_some_and(|g| g.on_record());
        let Some(text) = self.words.get(place).filter(|_| !defined) else {
            return 0;
        };
        let look = || self.watched.iter().filter(|(_, forms)| uses(text, forms)).count();
        self.undefined
            .get(place)
            .map_or_else(look, |kept| *kept.get_or_init(look))
    }

    /// The forms of each watched term that the glossary does not define, in small letters.
    pub fn watched_forms(&self) -> Vec<Vec<String>> {
        self.watched.iter().map(|(_, forms)| forms.clone()).collect()
    }

    /// Whether an initiative runs: surely, possibly, or not.
    fn active(&self, place: usize) -> Truth {
        let status = self.status.get(place).copied().unwrap_or(Status::any());
        Possible::Options(status).among(Status::Active.bit())
    }

    fn district_schools(&self, district: &[Given]) -> Option<Number> {
        let stated = answer(district, self.set.known(KnownFact::DistrictSchools));
        match stated.map(|g| g.value) {
            Some(Possible::Numbers { low, high }) if low == high => Some(low),
            _ if !self.inventory.schools.is_empty() => Some(Number::count(self.inventory.schools.len())),
            _ => None,
        }
    }

    /// In how many schools an initiative runs, and how many could use it; nothing where it is not known.
    pub fn schools(&self, place: usize, answers: Answers) -> (Option<Number>, Option<Number>) {
        let listed = self.inventory.initiatives.get(place).and_then(|i| i.schools.as_ref());
        let stated = |fact| answer(answers.own, self.set.known(fact))?.value.one_number();
        let count = listed.map(|s| Number::count(s.len()));
        (
            count.or_else(|| stated(KnownFact::SchoolsCount)),
            stated(KnownFact::Eligible).or_else(|| self.district_schools(answers.district)),
        )
    }

    fn share(&self, place: usize, answers: Answers) -> Option<Possible> {
        let (count, all) = self.schools(place, answers);
        share_of(count?, all?)
    }

    fn counted_by_share(&self, place: usize, answers: Answers) -> Option<Possible> {
        let count = self.set.known(KnownFact::SchoolsCount);
        if answer(answers.own, count).is_some_and(Given::on_record) {
            return None;
        }
        let share = answer(answers.own, self.ids.share).filter(|g| g.on_record())?;
        counted_by_share(share.value, self.schools(place, answers).1?)
    }

    fn binding(&self, answers: Answers) -> Option<Possible> {
        let ends = answer(answers.own, self.set.known(KnownFact::ContractEnds)).filter(|g| g.on_record())?;
        binds(ends.value, answers.day)
    }

    /// Other active entries of the same kind, for a common goal, in a common school; open where the others are not listed.
    fn overlap(&self, place: usize, initiative: &Initiative, own: &[Given]) -> Possible {
        if !self.inventory.whole {
            return Possible::Numbers {
                low: Number::ZERO,
                high: Number::MAX,
            };
        }
        let kind = answer(own, self.ids.kind).map(|g| g.value).filter(|v| v.is_known());
        let goals = answer(own, self.ids.goals).map_or(&[][..], |g| &g.names);
        let (Some(kind), false) = (kind, goals.is_empty()) else {
            return Possible::number(Number::ZERO);
        };
        let serving = goals.iter().filter_map(|goal| self.serving.get(&(kind, goal.as_str())));
        let none = || Places::none(self.status.len());
        let (mut there, mut may) = (none(), none());
        serving.for_each(|serving| serving.near(initiative.schools.as_ref(), &mut there, &mut may));
        may.leave_out(place);
        there.leave_out(place);
        let [runs, may_run] = &self.running;
        between(there.count_with(runs), may.count_with(may_run))
    }

    /// A fact of one school.
    pub fn school(&self, place: usize, count: PortfolioCount) -> Option<Possible> {
        match count {
            PortfolioCount::GradeBand => grade_band(&self.inventory.schools.get(place)?.grades).map(GradeBand::value),
            PortfolioCount::Load => Some(self.counted(place, |_| Truth::True)),
            PortfolioCount::DeepInnovations => Some(self.counted(place, |initiative| {
                answer(&initiative.given, self.ids.depth).map_or(Truth::Unknown, |g| g.value.among(Depth::Deep.bit()))
            })),
            PortfolioCount::LoadHours => {
                let (mut low, mut high) = (0.0, 0.0);
                for (n, hours) in self.hours.iter().enumerate() {
                    if let Possible::Numbers { low: least, high: most } = hours {
                        let here = self.runs_at(n, place);
                        low += if here == Truth::True { least.as_f64() } else { 0.0 };
                        high += if here == Truth::False { 0.0 } else { most.as_f64() };
                    }
                }
                let end = |n: f64| Number::nearest(n).unwrap_or(Number::MAX);
                Some(Possible::Numbers {
                    low: end(low),
                    high: end(high),
                })
            }
            _ => None,
        }
    }

    /// Whether an initiative runs at a school.
    pub fn runs_at(&self, initiative: usize, school: usize) -> Truth {
        let there = match self
            .inventory
            .initiatives
            .get(initiative)
            .and_then(|i| i.schools.as_ref())
        {
            Some(schools) => Truth::from(schools.contains(&school)),
            None => Truth::Unknown,
        };
        Truth::all([there, self.active(initiative)])
    }

    fn counted(&self, school: usize, test: impl Fn(&Initiative) -> Truth) -> Possible {
        let truths: Vec<Truth> = self
            .inventory
            .initiatives
            .iter()
            .enumerate()
            .map(|(n, i)| Truth::all([self.runs_at(n, school), test(i)]))
            .collect();
        count_truths(&truths)
    }

    /// A fact of one goal.
    pub fn goal(&self, place: usize, count: PortfolioCount) -> Option<Possible> {
        let goal = self.inventory.goals.get(place)?;
        (count == PortfolioCount::GoalInitiatives).then(|| {
            let truths: Vec<Truth> = self
                .inventory
                .initiatives
                .iter()
                .map(|i| match answer(&i.given, self.ids.goals).filter(|g| g.on_record()) {
                    Some(given) => given.names.contains(&goal.id).into(),
                    None => Truth::Unknown,
                })
                .collect();
            count_truths(&truths)
        })
    }

    /// A fact of the district.
    pub fn district(&self, count: PortfolioCount) -> Option<Possible> {
        match count {
            PortfolioCount::DistrictSchools => self.district_schools(&self.inventory.given).map(Possible::number),
            PortfolioCount::Active => {
                let truths: Vec<Truth> = (0..self.inventory.initiatives.len()).map(|n| self.active(n)).collect();
                Some(count_truths(&truths))
            }
            _ => None,
        }
    }
}

/// How many are true: surely, and at most.
pub(super) fn count_truths(truths: &[Truth]) -> Possible {
    let sure = truths.iter().filter(|t| **t == Truth::True).count();
    let may = truths.iter().filter(|t| **t != Truth::False).count();
    between(sure, may)
}

fn answer(given: &[Given], fact: Option<FactId>) -> Option<&Given> {
    given.iter().find(|g| Some(g.fact) == fact)
}

/// Whether an initiative runs, as options: as stated, by its start, or by what can only be known of what runs.
fn status(set: &RuleSet, initiative: &Initiative, own: &[Given], ids: &Ids, as_of: Date) -> u64 {
    let known = |fact| answer(own, fact).filter(|g| g.on_record());
    if let Some(Possible::Options(bits)) = known(ids.status).map(|g| g.value) {
        return bits;
    }
    let rows = initiative
        .results
        .iter()
        .any(|r| r.says() || r.withheld || r.fidelity.is_some());
    let says = |g: &Given| g.on_record() && !set.fact(g.fact).is_empty(g.value);
    let runs = |g: &Given| says(g) && only_of_what_runs(set, ids.status, g.fact);
    let runs = rows || own.iter().any(runs);
    by_start(known(ids.since).map(|g| g.value), runs, as_of)
}

/// Whether an answer can only be given of what runs or ran: nobody can say it of a plan.
pub(super) fn only_of_what_runs(set: &RuleSet, status: Option<FactId>, fact: FactId) -> bool {
    let planned = |other| (Some(other) == status).then_some(Possible::Options(Status::Proposed.bit()));
    let applies = set.fact(fact).applies;
    applies.is_some_and(|node| set.settled(node, &planned) == Truth::False)
}

/// Whether an initiative runs, as options, by its start and whether something is written of it that no plan has.
pub(super) fn by_start(since: Option<Possible>, runs: bool, as_of: Date) -> u64 {
    let today = days(as_of);
    let (proposed, active) = (Status::Proposed.bit(), Status::Active.bit());
    match since {
        // what is written of it that no plan has goes against the date: it stays open which is wrong
        Some(Possible::Numbers { low, .. }) if low > today => {
            return if runs { proposed | active } else { proposed };
        }
        Some(Possible::Numbers { high, .. }) if high <= today => return active,
        _ => {}
    }
    if runs {
        return active;
    }
    // lists name what runs or is planned, so an initiative without dates has not ended
    proposed | active
}

/// A contract binds while it has not ended.
pub(super) fn binds(ends: Possible, day: Date) -> Option<Possible> {
    let Possible::Numbers { low, high } = ends else {
        return None;
    };
    let today = days(day);
    let truth = if low > today {
        Truth::True
    } else if high <= today {
        Truth::False
    } else {
        Truth::Unknown
    };
    Some(Possible::from_truth(truth))
}

/// The share of all schools that some are, at most one.
pub(super) fn share_of(count: Number, all: Number) -> Option<Possible> {
    Some(Possible::number(count.over(all)?.min(Number::whole(1))))
}

/// How many schools a share of them is at least that was said: of what is in half of 24 schools or in all of them
/// nobody has to ask whether they are few. A share that was rounded stands for the whole number below. It gives no
/// bound above, since a list of schools need not hold all of the district's.
pub(super) fn counted_by_share(share: Possible, all: Number) -> Option<Possible> {
    let Possible::Numbers { low, .. } = share else {
        return None;
    };
    let least = low.times(all).floor();
    (least > Number::ZERO).then_some(Possible::Numbers {
        low: least,
        high: Number::MAX,
    })
}

/// Whether a name joins several.
pub(super) fn joins(name: &str) -> bool {
    name.contains(" / ") || name.contains(" & ") || name.contains('+')
}

/// Whether a text in small letters holds one of some parts.
pub(super) fn mentioned(text: &str, parts: &[String]) -> Possible {
    Possible::from_truth(parts.iter().any(|part| text.contains(part)).into())
}

fn words(initiative: &Initiative, set: &RuleSet) -> String {
    let definition = answer(&initiative.given, set.known(KnownFact::Definition)).map_or("", |g| g.written.as_str());
    said_of_itself(&initiative.name, definition, &initiative.note)
}

/// Name, definition and note in lower case: where fashionable words stand.
pub(super) fn said_of_itself(name: &str, definition: &str, note: &str) -> String {
    format!("{name} {definition} {note}").to_lowercase()
}

/// Whether a text in small letters uses a term in one of its forms.
pub(super) fn uses(text: &str, forms: &[String]) -> bool {
    forms.iter().any(|form| has_word(text, form))
}

fn has_word(text: &str, form: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(form).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + form.len()..).and_then(|t| t.chars().next());
        edge(before) && edge(after)
    })
}

/// The band of a school's grades; one that spans several is `several`.
fn grade_band(grades: &str) -> Option<GradeBand> {
    match grade_bands(grades)?.as_slice() {
        [band] => GRADE_BANDS.get(*band).copied(),
        _ => Some(GradeBand::Several),
    }
}

#[cfg(test)]
mod tests {
    use super::{GradeBand, grade_band, has_word};

    #[test]
    fn grades_of_several_bands_are_several() {
        assert_eq!(
            ["K-5", "9-12", "K-8", "x"].map(grade_band),
            [
                Some(GradeBand::Elementary),
                Some(GradeBand::High),
                Some(GradeBand::Several),
                None
            ]
        );
    }

    #[test]
    fn a_term_is_a_whole_word() {
        assert!(has_word("a plc for all", "plc"));
        assert!(!has_word("replcate", "plc"));
    }
}
