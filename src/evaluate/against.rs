//! What is written and cannot all be true: an answer beside what the rest comes to, and answers that the rule set says
//! exclude each other. It is named, and none of the two is taken: the facts stay open between them, so that no
//! verdict rests on the one that is wrong.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::evaluate::bench::Bench;
use crate::evaluate::facts::{Counted, direct};
use crate::evaluate::held::gives;
use crate::evaluate::portfolio::GUESSED;
use crate::evaluate::{Audit, Decision, Origin, Sheet};
use crate::evidence::Evidence;
use crate::inventory::{Given, Initiative, Inventory, ResultRow, Study, days, given_to};
use crate::rules::contract::KnownFact;
use crate::rules::{AtMost, Derive, Fact, FactId, FactType, Reads, RuleSet, Step, Subject};
use crate::truth::{Number, Possible};

/// One contradiction.
#[derive(Clone, Debug)]
pub(super) struct Against {
    /// What is left open, with everything that one of the two says it is.
    pub open: Vec<(FactId, Possible)>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// A stated answer, and what is written comes to another.
    Counted(FactId, Possible),
    /// The first fact is no where the second is yes, and both are yes.
    Excluded(FactId, FactId),
    /// One number is above another that it cannot be above.
    Above(AtMost),
    /// A row of results, by place, and the start that it lies before.
    Early(usize, FactId),
}

/// The record whose answers are looked at.
pub(super) struct Record<'a> {
    pub given: &'a [Given],
    /// The steps that compute what follows from the answers: those of an initiative, or none.
    pub steps: &'a [Step],
    pub counted: Counted<'a>,
    pub as_of: Date,
}

impl Against {
    /// Rows that lie before the start, and what they leave open.
    pub fn early(set: &RuleSet, rows: &[usize], open: Vec<(FactId, Possible)>) -> Vec<Self> {
        let since = set.known(KnownFact::Since);
        let rows = rows.iter().filter_map(|row| Some(Kind::Early(*row, since?)));
        // each row is told by itself; the facts left open are those of all rows together, so they are the same for each
        rows.map(|kind| Self {
            open: open.clone(),
            kind,
        })
        .collect()
    }
}

/// Every contradiction on a sheet that was filled and run.
pub(super) fn found(set: &RuleSet, record: &Record, sheet: &Sheet) -> Vec<Against> {
    let mut found = Vec::new();
    for given in record.given.iter().filter(|g| g.on_record()) {
        let fact = set.fact(given.fact);
        if let Some(value) = comes_to(set, given.fact, record, sheet)
            && excludes(fact, given.value, value)
        {
            found.push(Against {
                open: vec![(given.fact, either(given.value, value))],
                kind: Kind::Counted(given.fact, value),
            });
        }
        // facts that must be no because this answer is yes, and are said to be yes
        if given.value == Possible::option(1) && fact.options.len() == 2 {
            for id in set.ruled_out_by(given.fact).iter().copied() {
                let on_record = matches!(sheet.origin(id), Origin::Given | Origin::Inherited | Origin::Derived);
                if on_record && sheet.value(id) == Possible::option(1) {
                    found.push(Against {
                        // the particular answer (a law protects it) stands, the general one (nothing protects it) is open
                        open: vec![(given.fact, fact.anything())],
                        kind: Kind::Excluded(id, given.fact),
                    });
                }
            }
        }
    }
    for given in &set.given {
        let (less, more) = (sheet.value(given.low), sheet.value(given.high));
        let on_record = |id| !matches!(sheet.origin(id), Origin::Presumed | Origin::Confirmed | Origin::Missing);
        if let (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) = (less, more)
            && given.excludes(low, high)
            && on_record(given.low)
            && on_record(given.high)
        {
            found.push(Against {
                open: vec![(given.low, either(less, more)), (given.high, either(more, less))],
                kind: Kind::Above(*given),
            });
        }
    }
    found
}

/// What a stated fact comes to by what else is written; nothing where that says nothing.
fn comes_to(set: &RuleSet, id: FactId, record: &Record, sheet: &Sheet) -> Option<Possible> {
    let fact = set.fact(id);
    let guessed = |way: &Derive| match way {
        Derive::Mentions(_) => true,
        Derive::Portfolio(count) => GUESSED.contains(count),
        _ => false,
    };
    let way = fact.derive.as_ref().filter(|way| !guessed(way));
    let by = |way: &Derive| direct(way, fact, &|id| sheet.value(id), record.as_of);
    let counted = way.and_then(|way| {
        let counted = by(way).or_else(|| (record.counted)(way, sheet))?;
        let value = |id| sheet.value(id);
        Some(by_the_calendar_too(way, counted, &value, fact, record.as_of))
    });
    if counted.is_some() {
        return counted;
    }
    // an answer that another one excludes is reported as that, not as a second count
    if matches!(fact.computed(), Some(Derive::NoWhen(_))) {
        return None;
    }
    // steps are ordered: what comes after it changes nothing in it
    let end = Decision::of(set)?
        .followers
        .giver(id)
        .filter(|_| !record.steps.is_empty())?;
    let steps = record.steps.get(..=end)?;
    let mut without = sheet.clone();
    without.set(id, fact.anything(), Origin::Missing);
    // the nearest answer counts: what the schools or the district say does not contradict it
    for other in set.inherited().iter().copied() {
        if sheet.origin(other) == Origin::Inherited {
            without.set(other, set.fact(other).anything(), Origin::Missing);
        }
    }
    without.run(set, steps);
    (without.origin(id) == Origin::Computed).then(|| without.value(id))
}

/// What school years come to, or full years by the calendar, since people count these too.
pub(super) fn by_the_calendar_too(
    way: &Derive,
    counted: Possible,
    value: &dyn Fn(FactId) -> Possible,
    fact: &Fact,
    as_of: Date,
) -> Possible {
    match way {
        Derive::SchoolYearsSince(date) => {
            direct(&Derive::YearsSince(*date), fact, value, as_of).map_or(counted, |years| either(counted, years))
        }
        _ => counted,
    }
}

/// Whether a stated value of a fact and another exclude each other, as far as the stated one was written out.
pub(super) fn excludes(fact: &Fact, stated: Possible, value: Possible) -> bool {
    match (stated, value) {
        (Possible::Options(a), Possible::Options(b)) => a & b == 0,
        (Possible::Numbers { low: a, high: b }, Possible::Numbers { low: c, high: d }) => {
            let gap = (c.as_f64() - b.as_f64()).max(a.as_f64() - d.as_f64());
            // a number that was rounded does not contradict the one it was rounded from
            gap > 0.0 && gap + 1e-9 >= unit(fact, a).max(unit(fact, b))
        }
        _ => false,
    }
}

/// The unit of the last digit of a number, whatever form it was written in: a workbook keeps no zeros at the end. No
/// share is rounded to more than tenths.
fn unit(fact: &Fact, number: Number) -> f64 {
    let text = number.to_string();
    let places = text.split_once('.').map_or(0, |(_, part)| part.len());
    let least = usize::from(fact.kind == FactType::Share);
    0.1_f64.powi(i32::try_from(places.max(least)).unwrap_or(i32::MAX))
}

/// Everything that one of two values allows.
fn either(a: Possible, b: Possible) -> Possible {
    match (a, b) {
        (Possible::Options(a), Possible::Options(b)) => Possible::Options(a | b),
        (Possible::Numbers { low: a, high: b }, Possible::Numbers { low: c, high: d }) => Possible::Numbers {
            low: a.min(c),
            high: b.max(d),
        },
        (a, _) => a,
    }
}

/// A count between what two sides allow, from one whole number to another.
fn whole(fact: &Fact, value: Possible) -> Possible {
    match value {
        Possible::Numbers { low, high } if fact.kind == FactType::Count => Possible::Numbers {
            low: low.floor(),
            high: high.ceil(),
        },
        value => value,
    }
}

/// Leaves what is contradicted open on a sheet, and computes anew what follows.
pub(super) fn leave_open(set: &RuleSet, found: &[Against], steps: &[Step], sheet: &mut Sheet) {
    for (fact, value) in found.iter().flat_map(|a| &a.open) {
        // of several contradictions about one fact each adds what it allows
        let held = if sheet.origin(*fact) == Origin::Contradicted {
            either(sheet.value(*fact), *value)
        } else {
            *value
        };
        sheet.set(*fact, whole(set.fact(*fact), held), Origin::Contradicted);
    }
    if !found.is_empty() {
        sheet.run(set, steps);
    }
}

/// The rows of results that end before an initiative began.
pub(super) fn early(set: &RuleSet, initiative: &Initiative, own: &[Given]) -> Vec<usize> {
    let start = set.known(KnownFact::Since).and_then(|id| given_to(own, id));
    let Some(Possible::Numbers { low: start, .. }) = start.filter(|g| g.on_record()).map(|g| g.value) else {
        return Vec::new();
    };
    // the last day on which a school year may end
    let ended = |year: i16| Date::new(year, 7, 31).is_ok_and(|end| days(end) < start);
    let rows = initiative.results.iter().enumerate();
    rows.filter(|(_, row)| row.year.is_some_and(&ended))
        .map(|(n, _)| n)
        .collect()
}

/// Facts that are counted from rows, some of which may not count: open between what all come to and what the others do.
pub(super) fn without_early(set: &RuleSet, others: &Evidence, sheet: &Sheet) -> Vec<(FactId, Possible)> {
    let mut open = Vec::new();
    for (id, fact) in set.each_fact() {
        if let Some(Derive::Evidence(count)) = fact.derive
            && sheet.origin(id) == Origin::Derived
        {
            let rest = others
                .fact(count)
                .or_else(|| fact.presumed())
                .unwrap_or_else(|| fact.anything());
            let value = either(sheet.value(id), rest);
            open.extend((value != sheet.value(id)).then_some((id, value)));
        }
    }
    open
}

/// Names everything in an inventory that cannot all be true, with both places.
pub fn contradictions(set: &RuleSet, inventory: &Inventory, out: &mut Diagnostics) {
    let bench = Bench::of(set, inventory);
    for place in 0..inventory.initiatives.len() {
        let against = bench.initiative(place).map_or_else(Vec::new, |filled| filled.against);
        of_initiative(&bench, place, &against, out);
    }
    around(&bench, out);
}

impl Audit<'_> {
    /// Names everything in its inventory that cannot all be true, as [`contradictions`] does, from what was counted for the
    /// verdicts.
    pub fn contradictions(&self, out: &mut Diagnostics) {
        for (place, against) in &self.against {
            of_initiative(&self.bench, *place, against, out);
        }
        around(&self.bench, out);
    }
}

fn of_initiative(bench: &Bench, place: usize, against: &[Against], out: &mut Diagnostics) {
    let initiative = bench.inventory.initiatives.get(place);
    for (initiative, against) in initiative
        .into_iter()
        .flat_map(|one| against.iter().map(move |a| (one, a)))
    {
        out.push(told(bench.set, &Owner::of(initiative), against));
    }
}

/// What cannot all be true of the schools, the goals and the district.
fn around(bench: &Bench, out: &mut Diagnostics) {
    let (set, inventory) = (bench.set, bench.inventory);
    let schools = inventory.schools.iter().enumerate();
    let schools = schools.map(|(n, s)| (Subject::School, n, &s.given[..], s.span));
    let goals = inventory.goals.iter().enumerate();
    let goals = goals.map(|(n, g)| (Subject::Goal, n, &g.given[..], g.span));
    let district = [(Subject::District, 0, &inventory.given[..], Span::NOWHERE)];
    for (subject, place, given, span) in schools.chain(goals).chain(district) {
        let owner = Owner {
            given,
            span,
            initiative: None,
        };
        for against in bench.around(subject, place, given) {
            out.push(told(set, &owner, &against));
        }
    }
}

/// Whose answers contradict each other.
struct Owner<'a> {
    given: &'a [Given],
    span: Span,
    initiative: Option<&'a Initiative>,
}

impl<'a> Owner<'a> {
    fn of(initiative: &'a Initiative) -> Self {
        Self {
            given: &initiative.given,
            span: initiative.span,
            initiative: Some(initiative),
        }
    }

    fn at(&self, fact: FactId) -> Option<&Given> {
        given_to(self.given, fact).filter(|g| g.on_record())
    }

    fn rows(&self) -> (&[ResultRow], &[Study]) {
        self.initiative.map_or((&[], &[]), |i| (&i.results, &i.studies))
    }
}

fn told(set: &RuleSet, owner: &Owner, against: &Against) -> Diagnostic {
    let name = |id: FactId| set.fact(id).name.as_str();
    let at = |id: FactId| owner.at(id).map(|g| g.span);
    let open = if owner.initiative.is_some() {
        "until then no verdict rests on either of them"
    } else {
        "until then the stated one counts"
    };
    match against.kind {
        Kind::Counted(id, value) => {
            let fact = set.fact(id);
            let written = owner.at(id).map_or("", |g| g.written.as_str());
            let message = format!(
                "`{}` is stated as {written}, and what else is written comes to {}",
                fact.name,
                value_text(fact, value)
            );
            let told = Diagnostic::new(Code::StatedAgainstCounted, at(id).unwrap_or(owner.span), message);
            // an answer of the district as a whole may have no place in the file
            let told = match whence(set, owner, id) {
                (Span::NOWHERE, _) => told,
                (place, label) => told.other(place, label),
            };
            told.help(format!(
                "correct one of the two, or remove the stated line so that the rest counts; {open}"
            ))
        }
        Kind::Excluded(id, general) => {
            let message = format!("`{}` is yes, though `{}: yes` makes it no", name(id), name(general));
            let (place, label) = match at(id) {
                Some(span) => (span, "said here"),
                None => whence(set, owner, id),
            };
            Diagnostic::new(Code::ContradictsGiven, at(general).unwrap_or(owner.span), message)
                .other(place, label)
                .help(format!(
                    "correct one of the two; until then `{}` counts as not answered",
                    name(general)
                ))
        }
        Kind::Above(given) => {
            let message = format!("`{}` cannot be more than `{}`", name(given.low), name(given.high));
            let of = |id: FactId| at(id).unwrap_or_else(|| whence(set, owner, id).0);
            Diagnostic::new(Code::ContradictsGiven, of(given.low), message)
                .other(of(given.high), "which is less here")
                .help(format!("correct one of the two answers; {open}"))
        }
        Kind::Early(row, since) => Diagnostic::new(
            Code::BeforeStart,
            owner.rows().0.get(row).map_or(owner.span, |r| r.span),
            "a result from before the initiative began",
        )
        .other(at(since).unwrap_or(owner.span), "began here")
        .help("correct the year or the start, or remove the row; until then it may count or not"),
    }
}

/// Where what a fact comes to is written.
fn whence(set: &RuleSet, owner: &Owner, id: FactId) -> (Span, &'static str) {
    let from = |list: &[FactId]| {
        list.iter()
            .find_map(|fact| owner.at(*fact))
            .map(|g| (g.span, "which follows from this"))
    };
    let found = match &set.fact(id).derive {
        Some(Derive::Evidence(count)) if count.of_studies() => {
            owner.rows().1.first().map(|s| (s.span, "counted from the studies"))
        }
        Some(Derive::Evidence(_)) => owner.rows().0.first().map(|r| (r.span, "counted from the results")),
        Some(way) if !way.from_answers().is_empty() => from(&way.from_answers()),
        _ => from(&beneath(set, id)),
    };
    found.unwrap_or((owner.span, "counted over the inventory"))
}

/// The facts that a computed fact rests on, nearest first.
fn beneath(set: &RuleSet, id: FactId) -> Vec<FactId> {
    let steps: Vec<(Vec<FactId>, Reads)> = set
        .initiative_steps
        .iter()
        .map(|s| (gives(set, *s), Reads::of(set, *s)))
        .collect();
    let rule_at = |rule| set.initiative_steps.iter().position(|s| *s == Step::Rule(rule));
    let (mut facts, mut next) = (vec![id], 0);
    let mut rules: BTreeSet<usize> = BTreeSet::new();
    while let Some(fact) = facts.get(next).copied() {
        next += 1;
        let mut open: Vec<usize> = (0..steps.len())
            .filter(|n| steps.get(*n).is_some_and(|(given, _)| given.contains(&fact)))
            .collect();
        while let Some((_, reads)) = open.pop().and_then(|n| steps.get(n)) {
            for read in &reads.facts {
                if !facts.contains(read) {
                    facts.push(*read);
                }
            }
            open.extend(
                reads
                    .rules
                    .iter()
                    .filter_map(|r| rule_at(*r))
                    .filter(|n| rules.insert(*n)),
            );
        }
    }
    facts.split_off(1)
}

fn value_text(fact: &Fact, value: Possible) -> String {
    match value {
        Possible::Options(bits) => {
            let held = fact.options.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
            held.map(|(_, option)| option.as_str()).collect::<Vec<_>>().join(" or ")
        }
        Possible::Numbers { low, high } => {
            let short = |n: Number| Number::nearest((n.as_f64() * 1000.0).round() / 1000.0).unwrap_or(n);
            if low == high {
                short(low).to_string()
            } else if high == Number::MAX {
                format!("{} or more", short(low))
            } else {
                format!("{} to {}", short(low), short(high))
            }
        }
        Possible::Words { .. } => String::new(),
    }
}
