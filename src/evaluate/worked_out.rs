//! Which facts are worked out of which others: counted before any rule is read, or computed by steps over the sheet.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap as HashMap;

use crate::evaluate::portfolio::counted_from;
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, Fact, FactId, FactReader, Reads, RuleId, RuleSet, Step};

/// What every fact of a rule set is worked out of.
pub(super) struct WorkedOut<'a> {
    set: &'a RuleSet,
    /// By fact: those that it is worked out of at once. What makes a fact no, and what says which rows count, are
    /// questions of their own and not among them.
    parts: Vec<Vec<FactId>>,
    /// By fact: those that follow from it, at once.
    follows: Vec<BTreeSet<FactId>>,
    /// By fact: those that an inventory may leave open beside it, because both cannot be true.
    against: Vec<BTreeSet<FactId>>,
}

impl<'a> WorkedOut<'a> {
    pub fn of(set: &'a RuleSet) -> Self {
        let mut rules = HashMap::default();
        let parts: Vec<Vec<FactId>> = set.each_fact().map(|(id, _)| parts_of(set, id, &mut rules)).collect();
        let mut follows = vec![BTreeSet::new(); parts.len()];
        let mut against = follows.clone();
        let change = |held: &mut Vec<BTreeSet<FactId>>, from: FactId, to: FactId| {
            if let Some(held) = held.get_mut(usize::from(from.0)) {
                held.insert(to);
            }
        };
        for ((id, fact), parts) in set.each_fact().zip(&parts) {
            let counted = counted_of(set, id);
            parts
                .iter()
                .chain(&counted)
                .for_each(|part| change(&mut follows, *part, id));
            if let Some(Derive::NoWhen(other)) = fact.computed() {
                change(&mut follows, *other, id);
                change(&mut against, id, *other);
            }
            if let (Some(Derive::Evidence(_)), Some(since)) = (&fact.derive, set.known(KnownFact::Since)) {
                // rows that end before the start may count or not
                change(&mut against, since, id);
            }
        }
        for pair in &set.given {
            change(&mut against, pair.low, pair.high);
            change(&mut against, pair.high, pair.low);
        }
        Self {
            set,
            parts,
            follows,
            against,
        }
    }

    /// The facts that another is worked out of, through others too.
    pub fn parts(&self, whole: FactId) -> BTreeSet<FactId> {
        let mut found = closed(whole, |fact| at(&self.parts, fact));
        found.remove(&whole);
        found
    }

    /// The facts that may be other ones by another answer to a fact, itself among them: what follows from it and, where
    /// contradictions are looked for anew, what cannot be true beside that.
    pub fn changed_by(&self, fact: FactId, contradictions: bool) -> BTreeSet<FactId> {
        closed(fact, |fact| {
            let against = contradictions.then(|| at(&self.against, fact));
            at(&self.follows, fact).chain(against.into_iter().flatten())
        })
    }

    /// The facts that are counted before any rule is read, with those that are counted from them and that some facts
    /// rest on in the end.
    pub fn sources(&self, reads: &[FactId]) -> Vec<(FactId, Vec<FactId>)> {
        let mut found: BTreeMap<FactId, Vec<FactId>> = BTreeMap::new();
        let mut open: Vec<FactId> = reads.to_vec();
        let mut seen: BTreeSet<FactId> = reads.iter().copied().collect();
        while let Some(counted) = open.pop() {
            for source in counted_of(self.set, counted) {
                found.entry(source).or_default().push(counted);
                if seen.insert(source) {
                    open.push(source);
                }
            }
        }
        found.into_iter().collect()
    }
}

fn at<'f, L>(by_fact: &'f [L], fact: FactId) -> impl Iterator<Item = FactId> + use<'f, L>
where
    &'f L: IntoIterator<Item = &'f FactId>,
{
    by_fact.get(usize::from(fact.0)).into_iter().flatten().copied()
}

/// Everything that is reached from a fact by some steps, itself among it.
fn closed<I: Iterator<Item = FactId>>(from: FactId, step: impl Fn(FactId) -> I) -> BTreeSet<FactId> {
    let (mut found, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(fact) = open.pop() {
        open.extend(step(fact).filter(|next| found.insert(*next)));
    }
    found
}

/// The facts that a fact is counted from before any rule is read.
fn counted_of(set: &RuleSet, fact: FactId) -> Vec<FactId> {
    match &set.fact(fact).derive {
        Some(Derive::Portfolio(count)) => counted_from(*count).iter().filter_map(|n| set.known(*n)).collect(),
        Some(Derive::Evidence(_)) => {
            let read = |(_, f): &(FactId, &Fact)| f.read_by == Some(FactReader::Evidence);
            set.each_fact().filter(read).map(|(id, _)| id).collect()
        }
        Some(way) => way.from_answers(),
        None => Vec::new(),
    }
}

/// The facts that a fact is worked out of, rules followed into what they read; `rules` remembers those.
fn parts_of(set: &RuleSet, fact: FactId, rules: &mut HashMap<RuleId, BTreeSet<FactId>>) -> Vec<FactId> {
    let mut read = Reads::default();
    if !matches!(set.fact(fact).computed(), None | Some(Derive::NoWhen(_))) {
        read = Reads::of(set, Step::Fact(fact));
    }
    if let Some(place) = set.tables.iter().position(|t| t.fact == fact) {
        read = Reads::of(set, Step::Table(place));
    }
    if let Some(place) = set.scores.iter().position(|s| s.fact == fact || s.weakest == fact) {
        read = Reads::of(set, Step::Score(place));
    }
    let mut parts: BTreeSet<FactId> = read.facts.into_iter().collect();
    parts.extend(read.rules.into_iter().flat_map(|rule| under(set, rule, rules)));
    if !matches!(set.fact(fact).derive, Some(Derive::Evidence(_))) {
        parts.extend(counted_of(set, fact));
    }
    parts.remove(&fact);
    parts.into_iter().collect()
}

/// The facts that a rule reads, through other rules too.
fn under(set: &RuleSet, rule: RuleId, known: &mut HashMap<RuleId, BTreeSet<FactId>>) -> BTreeSet<FactId> {
    if let Some(facts) = known.get(&rule) {
        return facts.clone();
    }
    let read = Reads::of(set, Step::Rule(rule));
    let mut facts: BTreeSet<FactId> = read.facts.into_iter().collect();
    for rule in read.rules {
        facts.extend(under(set, rule, known));
    }
    known.insert(rule, facts.clone());
    facts
}
