//! Public editions: what is said of a district without anything that could give a small group of students away.
//!
//! The results of small groups, and enough others beside them, are taken out of the inventory before anything is said,
//! and the audit is made anew without them. What rests on them is open there, so that the rest of a public edition
//! follows from what is shown alone, and is true whatever they are. One thing only is taken over from the whole
//! inventory: which recommendations are possible.

use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::{Audit, CountingRows, Origin, Verdict, audit, judge};
use crate::evidence::rests_on;
use crate::inventory::{Elsewhere, Initiative, Inventory, ResultRow};
use crate::rules::contract::Threshold;
use crate::rules::{Derive, FactId, RuleSet};
use crate::truth::Number;

/// Numbers of students that somebody stated; with them the shown ones would give the hidden ones away.
const STATED: [&str; 2] = ["money.students", "money.per_student"];

/// An audit as it may be published.
pub(super) struct Published<'a> {
    /// Made without what is not shown; only the possible recommendations rest on everything.
    pub audit: Audit<'a>,
    /// By initiative: whether the recommendation rests on what is not shown, so that its grounds are not said.
    pub withheld: Vec<bool>,
}

impl<'a> Published<'a> {
    /// `inventory` is that of `whole` without what may not be shown.
    pub fn of(whole: &Audit<'a>, inventory: &'a Inventory) -> Self {
        let judged = if whole.asks { audit } else { judge };
        let mut public = judged(whole.set, inventory);
        let mut withheld = Vec::with_capacity(public.verdicts.len());
        for (shown, whole) in public.verdicts.iter_mut().zip(&whole.verdicts) {
            let hides = shown.open.iter().any(|f| shown.record.origin(*f) == Origin::Hidden);
            let said = |v: &Verdict| (v.answer, v.firmness, v.could_be);
            let rests = hides || said(shown) != said(whole) || shown.checks != whole.checks;
            if rests {
                shown.questions = Vec::new();
                shown.sure = Vec::new();
                shown.checks = Vec::new();
                shown.settles = whole.is_settled();
            }
            (shown.answer, shown.firmness, shown.could_be) = said(whole);
            withheld.push(rests);
        }
        Self {
            audit: public,
            withheld,
        }
    }
}

/// The verdicts of an inventory as they may be published; nothing where everything may.
pub(crate) fn published(set: &RuleSet, inventory: &Inventory) -> Option<Vec<Verdict>> {
    let public = redacted(set, inventory)?;
    Some(Published::of(&judge(set, inventory), &public).audit.verdicts)
}

/// The smallest group of students that is shown.
fn least(set: &RuleSet) -> u64 {
    let parameter = set.threshold(Threshold::SmallGroup);
    parameter.map_or(0, |p| p.value.as_f64().round().max(0.0) as u64)
}

/// An inventory without what may not be shown; nothing where everything may.
pub(super) fn redacted(set: &RuleSet, inventory: &Inventory) -> Option<Inventory> {
    let least = least(set);
    // large groups are hidden too where all students less the group are only a few
    let hides = |i: &&Initiative| {
        i.results.iter().any(|r| is_few_students(r, least)) || Kept::of(set, i, least).hide.contains(&true)
    };
    let names_somebody = |i: &&Initiative| i.elsewhere.iter().any(Elsewhere::is_confirmed) || !i.here.is_empty();
    inventory.initiatives.iter().find(|i| hides(i) || names_somebody(i))?;
    let mut public = inventory.clone();
    for initiative in &mut public.initiatives {
        initiative.elsewhere.iter_mut().for_each(Elsewhere::forget_who);
        // what a district says of itself in its own words is not published
        initiative.here.clear();
        redact(set, initiative, least);
    }
    Some(public)
}

/// Takes out of an initiative what may not be shown.
fn redact(set: &RuleSet, initiative: &mut Initiative, least: u64) {
    let kept = Kept::of(set, initiative, least);
    let (mut whole, mut groups) = (false, false);
    for (row, hidden) in initiative.results.iter_mut().zip(&kept.hide) {
        row.withheld = *hidden;
        whole |= *hidden && row.subgroup.is_empty();
        groups |= *hidden && !row.subgroup.is_empty();
        // a small row about an outcome that does not count opens no fact, and its numbers go all the same
        if *hidden || is_few_students(row, least) {
            row.forget_students();
        }
    }
    let stated = |id: FactId| {
        let answer = initiative.given.iter().find(|g| g.fact == id);
        answer.is_some_and(|g| g.on_record())
    };
    let open = |(id, fact): (FactId, &crate::rules::Fact)| {
        let Some(Derive::Evidence(count)) = fact.derive else {
            return (kept.total && STATED.contains(&fact.name.as_str())).then_some(id);
        };
        let (of_all, of_groups) = rests_on(count);
        let rests = of_all && whole || of_groups && groups;
        (rests && !stated(id)).then_some(id)
    };
    let kept_back: Vec<FactId> = set.each_fact().filter_map(open).collect();
    initiative.given.retain(|g| !kept_back.contains(&g.fact));
    initiative.kept_back = kept_back;
}

/// The schools with results of all students that are not shown; `None` is for results that name no school.
pub(super) fn withheld(initiative: &Initiative) -> BTreeSet<Option<usize>> {
    let rows = initiative.results.iter();
    let rows = rows.filter(|r| r.withheld && r.subgroup.is_empty());
    rows.map(|r| r.school).collect()
}

/// A number of students.
fn students(number: Option<Number>) -> Option<u64> {
    number.map(|n| n.as_f64() as u64)
}

/// Whether a row says how too few students did, or students whose number nobody stated.
fn is_few_students(row: &ResultRow, least: u64) -> bool {
    row.says() && students(row.students).is_none_or(|n| n < least)
}

/// What is kept back of the results of an initiative.
struct Kept {
    /// By row: whether its results are not shown.
    hide: Vec<bool>,
    /// Whether the number of all students it serves would give a hidden one away.
    total: bool,
}

impl Kept {
    /// Which rows are hidden does not depend on what a hidden row says, beyond its being small: that it is hidden says
    /// nothing else.
    fn of(set: &RuleSet, initiative: &Initiative, least: u64) -> Self {
        let counting = CountingRows::of(set, initiative);
        let rows = Rows {
            all: &initiative.results,
            counts: counting.of_students(),
            least,
        };
        let few = |(row, counts): (&ResultRow, &bool)| *counts && is_few_students(row, least);
        let mut hide: Vec<bool> = rows.all.iter().zip(rows.counts).map(few).collect();
        let total = schools(&rows, &mut hide);
        without_school(&rows, &mut hide);
        groups(&rows, &mut hide);
        Self { hide, total }
    }
}

/// The rows of an initiative.
struct Rows<'r> {
    all: &'r [ResultRow],
    /// By row: whether it is about an outcome of students, so that something may be said of it.
    counts: &'r [bool],
    least: u64,
}

/// The places of some rows.
type Places = Vec<usize>;

impl<'r> Rows<'r> {
    fn at(&self, place: usize) -> Option<&'r ResultRow> {
        self.all.get(place)
    }

    fn students(&self, place: usize) -> u64 {
        self.at(place).and_then(|r| students(r.students)).unwrap_or_default()
    }

    /// The rows that say something and are wanted, by a key.
    fn sorted<K: Ord>(
        &self,
        wanted: impl Fn(&ResultRow) -> bool,
        key: impl Fn(&'r ResultRow) -> K,
    ) -> BTreeMap<K, Places> {
        let mut found: BTreeMap<K, Places> = BTreeMap::new();
        let rows = self.all.iter().zip(self.counts).enumerate();
        for (place, (row, _)) in rows.filter(|(_, (r, counts))| **counts && r.says() && wanted(r)) {
            found.entry(key(row)).or_default().push(place);
        }
        found
    }
}

fn is_hidden(hide: &[bool], place: usize) -> bool {
    hide.get(place).copied().unwrap_or(true)
}

fn hide_all(hide: &mut [bool], places: &[usize]) {
    for place in places {
        if let Some(slot) = hide.get_mut(*place) {
            *slot = true;
        }
    }
}

/// Beside a school of which something is hidden, hides the smallest other one; says whether the total is hidden too.
fn schools(rows: &Rows, hide: &mut [bool]) -> bool {
    let by_school = rows.sorted(|r| r.subgroup.is_empty(), |r| r.school);
    let size = |places: &Places| {
        let some = places.iter().any(|n| is_hidden(hide, *n));
        let all = places.iter().all(|n| is_hidden(hide, *n));
        let largest = places.iter().map(|n| rows.students(*n)).max();
        // where only a part of a school is hidden, its size cannot be told from outside, so it protects no other
        largest.filter(|_| !some || all)
    };
    let sizes: Vec<Option<u64>> = by_school.values().map(size).collect();
    let found = hidden(&sizes, rows.least);
    for (places, hidden) in by_school.values().zip(&found.parts) {
        if *hidden && !places.iter().any(|n| is_hidden(hide, *n)) {
            hide_all(hide, places);
        }
    }
    found.total
}

/// Hides a result that names no school where it is about all students of the schools shown and a few more.
fn without_school(rows: &Rows, hide: &mut [bool]) {
    for places in rows
        .sorted(|_| true, |r| (&r.subgroup, r.year, &r.measure))
        .into_values()
    {
        let shown = |named: bool| {
            let places = places.iter().copied().filter(|n| !is_hidden(hide, *n));
            places.filter(move |n| rows.at(*n).is_some_and(|r| r.school.is_some() == named))
        };
        let named: u64 = shown(true).map(|n| rows.students(n)).sum();
        let gives_away = |place: &usize| named > 0 && is_few(rows.students(*place), named, rows.least);
        let found: Places = shown(false).filter(gives_away).collect();
        hide_all(hide, &found);
    }
}

/// Whether the rest of a whole is a group, and too small a one.
fn is_few(whole: u64, part: u64, least: u64) -> bool {
    whole > part && whole - part < least
}

/// Beside a group of students that is hidden hides the smallest other one of the same school, year and measure, and
/// groups that leave only a few students out.
fn groups(rows: &Rows, hide: &mut [bool]) {
    let least = rows.least;
    let wholes = rows.sorted(|r| r.subgroup.is_empty(), |r| (r.school, r.year, &r.measure));
    let parts = rows.sorted(|r| !r.subgroup.is_empty(), |r| (r.school, r.year, &r.measure));
    for (at, places) in parts {
        let of = |place: &usize| rows.students(*place);
        let wholes = wholes.get(&at).into_iter().flatten();
        let whole: BTreeSet<u64> = wholes.filter(|n| !is_hidden(hide, **n)).map(of).collect();
        let few = |part: u64| whole.iter().any(|whole| is_few(*whole, part, least));
        let size = |n: &usize| (!is_hidden(hide, *n) && !few(of(n))).then(|| of(n));
        let sizes: Vec<Option<u64>> = places.iter().map(size).collect();
        let found = hidden(&sizes, least).parts;
        let mut shown: Vec<(u64, usize)> = places
            .iter()
            .zip(&found)
            .filter(|(_, hidden)| !**hidden)
            .map(|(n, _)| (of(n), *n))
            .collect();
        shown.sort_unstable_by(|a, b| b.cmp(a));
        // several shown groups together may also leave only a few students out
        while !shown.is_empty() && few(shown.iter().map(|(n, _)| n).sum()) {
            shown.pop();
        }
        let kept: BTreeSet<usize> = shown.into_iter().map(|(_, place)| place).collect();
        let gone: Places = places.into_iter().filter(|n| !kept.contains(n)).collect();
        hide_all(hide, &gone);
    }
}

/// What of a total and its parts is hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The parts.
    pub parts: Vec<bool>,
    /// The total.
    pub total: bool,
}

/// Hides every part of fewer than `least` students, and every one whose number nobody knows; with them the smallest of
/// the others, so that no small group is hidden alone.
///
/// The total is hidden too, unless no hidden number could follow from it and the shown parts, whatever the small ones
/// are, and even for somebody who knows which parts are small and that one more was hidden because it comes next.
#[must_use]
pub fn hidden(parts: &[Option<u64>], least: u64) -> Hidden {
    let mut hide: Vec<bool> = parts.iter().map(|n| n.is_none_or(|n| n < least)).collect();
    if !hide.contains(&true) {
        return Hidden {
            total: false,
            parts: hide,
        };
    }
    let mut others: Vec<(u64, usize)> = parts
        .iter()
        .enumerate()
        .filter_map(|(place, n)| n.filter(|n| *n >= least).map(|n| (n, place)))
        .collect();
    others.sort_unstable();
    let mut others = others.into_iter();
    let (next, after) = (others.next(), others.next());
    hide_all(&mut hide, next.map(|(_, place)| place).as_slice());
    // a hidden part whose size is the least or the most it may be would give the small ones away
    let is_inside = |n: u64| n > least && after.is_none_or(|(most, _)| n < most);
    let is_safe = next.is_some_and(|(n, _)| is_inside(n));
    Hidden {
        parts: hide,
        total: !is_safe,
    }
}

#[cfg(test)]
mod tests {
    use super::{Hidden, hidden};

    fn of(numbers: &[u64]) -> Hidden {
        let known: Vec<Option<u64>> = numbers.iter().map(|n| Some(*n)).collect();
        hidden(&known, 10)
    }

    #[test]
    fn a_small_part_takes_another_with_it() {
        assert_eq!(of(&[40, 4, 90]).parts, [true, true, false]);
        assert_eq!(of(&[40, 50]).parts, [false, false]);
        assert!(of(&[4]).total);
    }

    #[test]
    fn which_parts_are_hidden_does_not_depend_on_how_small_they_are() {
        for small in [[4, 5], [6, 5], [9, 9], [0, 1]] {
            let [a, b] = small;
            assert_eq!(of(&[a, b, 30, 60]).parts, [true, true, true, false]);
            assert!(!of(&[a, b, 30, 60]).total);
            // the size of the larger hidden part can be told exactly here, so the total must go
            assert!(of(&[a, b, 10, 60]).total && of(&[a, b, 30, 30]).total);
        }
    }

    #[test]
    fn an_unknown_number_is_a_small_one() {
        assert_eq!(hidden(&[None, Some(30), Some(60)], 10), of(&[4, 30, 60]));
        assert_eq!(of(&[4, 30, 60]).parts, [true, true, false]);
    }
}
