//! Where every initiative of one inventory is judged: what its sheet is filled from, on record and with estimates.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::evaluate::against::{self, Against, Record};
use crate::evaluate::facts::{Counted, Counting, CountingRows, Inherited, fill, fill_these, initiative_counts, origin};
use crate::evaluate::portfolio::{Answers, Portfolio};
use crate::evaluate::{Decision, Origin, Sheet};
use crate::evidence::Evidence;
use crate::inventory::{Given, Initiative, Inventory, given_to};
use crate::rules::contract::EvidenceCount;
use crate::rules::{Derive, FactId, RuleSet, Subject};
use crate::truth::Possible;

/// An initiative with what its sheet is filled from.
pub(super) struct Filled<'a> {
    /// Its facts; what cannot all be true is left open.
    pub sheet: Sheet,
    /// What cannot all be true.
    pub against: Vec<Against>,
    /// Its rows, counted and pooled; nothing where they were counted before.
    pub evidence: Option<Evidence<'a>>,
}

/// What is known already of an initiative that is filled again.
struct Before<'s> {
    /// A sheet on which its rows were counted.
    counted: Option<&'s Sheet>,
    /// A sheet of it over which every step was taken, and on which nothing is contradicted.
    stood: Option<&'s Sheet>,
}

impl Before<'_> {
    const NOTHING: Self = Self {
        counted: None,
        stood: None,
    };
}

/// What the initiatives of one inventory share.
pub(super) struct Bench<'a> {
    pub set: &'a RuleSet,
    pub inventory: &'a Inventory,
    pub portfolio: Portfolio<'a>,
    /// The district, before anything is counted over initiatives.
    pub district: Sheet,
    /// By school.
    pub schools: Vec<Sheet>,
    pub counting: Counting,
    /// What an initiative has of the district.
    base: Sheet,
}

/// What initiatives are judged by beside their own records, as far as it hangs on the others.
pub(super) struct Others {
    base: Sheet,
    counting: Counting,
    /// By initiative: how many need it, and how many are alike.
    counted: Vec<(usize, Possible)>,
}

impl Others {
    /// Whether it is the same of an initiative, by its place, as another time.
    pub fn is_same(&self, other: &Self) -> impl Fn(usize) -> bool {
        let district = self.base.values == other.base.values && self.base.origins == other.base.origins;
        let schools = self.counting == other.counting;
        move |place| district && schools && self.counted.get(place) == other.counted.get(place)
    }
}

impl<'a> Bench<'a> {
    /// Counts what is counted once.
    pub fn of(set: &'a RuleSet, inventory: &'a Inventory) -> Self {
        let portfolio = Portfolio::new(set, inventory);
        let as_of = inventory.as_of;
        let mut district = Sheet::blank(set);
        let counted = |way: &Derive, _: &Sheet| match way {
            Derive::Portfolio(count) => portfolio.district(*count),
            _ => None,
        };
        let given = &inventory.given;
        fill(set, Subject::District, given, &[], as_of, &counted, &mut district);
        let mut schools = Vec::new();
        for (place, school) in inventory.schools.iter().enumerate() {
            let mut sheet = district.clone();
            let counted = |way: &Derive, _: &Sheet| match way {
                Derive::Portfolio(count) => portfolio.school(place, *count),
                _ => None,
            };
            fill(set, Subject::School, &school.given, &[], as_of, &counted, &mut sheet);
            schools.push(sheet);
        }
        let mut base = district.clone();
        forget_inherited(set, &mut base);
        Self {
            set,
            inventory,
            counting: Counting::of(set, inventory, &schools),
            portfolio,
            district,
            schools,
            base,
        }
    }

    /// What stands around the initiatives.
    pub fn others(&self) -> Others {
        let places = 0..self.inventory.initiatives.len();
        Others {
            base: self.base.clone(),
            counting: self.counting.clone(),
            counted: places.filter_map(|place| self.portfolio.of_others(place)).collect(),
        }
    }

    /// What cannot all be true of the district, a school or a goal; nothing irreversible rests on it, and what is
    /// stated counts.
    pub fn around(&self, subject: Subject, place: usize, given: &[Given]) -> Vec<Against> {
        let counted = |way: &Derive, _: &Sheet| match (way, subject) {
            (Derive::Portfolio(count), Subject::District) => self.portfolio.district(*count),
            (Derive::Portfolio(count), Subject::School) => self.portfolio.school(place, *count),
            (Derive::Portfolio(count), Subject::Goal) => self.portfolio.goal(place, *count),
            _ => None,
        };
        let sheet = match subject {
            Subject::School => self.schools.get(place),
            _ => Some(&self.district),
        };
        let record = Record {
            given,
            steps: &[],
            counted: &counted,
            as_of: self.inventory.as_of,
        };
        sheet.map_or_else(Vec::new, |sheet| against::found(self.set, &record, sheet))
    }

    /// An initiative as it stands on record.
    pub fn initiative(&self, place: usize) -> Option<Filled<'a>> {
        self.filled(place, self.inventory.as_of, Before::NOTHING, Cow::Borrowed)
    }

    /// The sheet of an initiative on another day than one on which it was `stood`. What its rows come to is taken from
    /// `known` where that was counted.
    pub fn on(&self, place: usize, day: Date, known: Option<&Sheet>, stood: &Sheet) -> Option<Sheet> {
        let before = Before {
            counted: known,
            // what is left open between two answers on one day need not be so on another
            stood: Some(stood).filter(|stood| !stood.origins.contains(&Origin::Contradicted)),
        };
        Some(self.filled(place, day, before, Cow::Borrowed)?.sheet)
    }

    /// The sheet of an initiative on which estimates stand as answers; nothing where nobody estimated anything.
    pub fn with_estimates(&self, place: usize, day: Date) -> Option<Sheet> {
        let initiative = self.inventory.initiatives.get(place)?;
        let schools = initiative.schools.iter().flatten();
        let schools = schools.filter_map(|n| self.inventory.schools.get(*n));
        let mut all = std::iter::once(&initiative.given).chain(schools.map(|s| &s.given));
        let estimated = |given: &Vec<Given>| given.iter().any(|g| g.estimate.is_some());
        if !estimated(&self.inventory.given) && !all.any(estimated) {
            return None;
        }
        let taken = |given: &'a [Given]| given.iter().map(Given::taken).collect::<Vec<_>>().into();
        Some(self.filled(place, day, Before::NOTHING, taken)?.sheet)
    }

    /// The sheet on which an initiative `stood` on some day, on another one: what counts time is filled anew, and what
    /// follows from that. Nothing where the rules mix what counts time with what they compute.
    fn moved(&self, initiative: &Initiative, answers: Answers, stood: &Sheet, counted: Counted) -> Option<Sheet> {
        let (set, followers) = (self.set, &Decision::of(self.set)?.followers);
        let times = followers.times()?;
        let as_given = |id: FactId, sheet: &mut Sheet| {
            let given = given_to(answers.own, id).map(|given| (given.value, origin(given)));
            let hidden = initiative
                .kept_back
                .contains(&id)
                .then(|| (set.fact(id).anything(), Origin::Hidden));
            let (value, from) = given.or(hidden).unwrap_or((self.base.value(id), self.base.origin(id)));
            sheet.set(id, value, from);
        };
        let mut put = stood.clone();
        times.iter().for_each(|id| as_given(*id, &mut put));
        fill_these(set, times, &[], answers.day, counted, &mut put);
        // what a step gave is no change where nothing was put in its place
        let stays = |id: FactId| {
            let computed = stood.origin(id) == Origin::Computed && put.value(id) == set.fact(id).anything();
            computed || (put.value(id), put.origin(id)) == (stood.value(id), stood.origin(id))
        };
        let changed: Vec<FactId> = times.iter().copied().filter(|id| !stays(*id)).collect();
        let afresh = |id: FactId, sheet: &mut Sheet| match times.contains(&id) {
            true => sheet.set(id, put.value(id), put.origin(id)),
            false if sheet.origin(id) == Origin::Computed => as_given(id, sheet),
            false => {}
        };
        let mut sheet = stood.clone();
        changed
            .iter()
            .for_each(|id| sheet.set(*id, put.value(*id), put.origin(*id)));
        followers.follow(set, &changed, &mut sheet, afresh);
        Some(sheet)
    }

    /// The same with answers read in some way.
    fn filled(
        &self,
        place: usize,
        day: Date,
        before: Before,
        read: impl Fn(&'a [Given]) -> Cow<'a, [Given]>,
    ) -> Option<Filled<'a>> {
        let (set, inventory) = (self.set, self.inventory);
        let initiative = inventory.initiatives.get(place)?;
        let (own, district) = (read(&initiative.given), read(&inventory.given));
        let answers = Answers {
            own: &own,
            district: &district,
            day,
        };
        let rows = std::cell::LazyCell::new(|| CountingRows::by(set, initiative, answers.own));
        let evidence = std::cell::OnceCell::new();
        let pooled = || self.counting.evidence(initiative, rows.clone());
        let of_rows = |count: EvidenceCount| match before.counted {
            Some(known) => counted_before(set, known, count),
            None => evidence.get_or_init(pooled).fact(count),
        };
        let counted = |way: &Derive, _: &Sheet| initiative_counts(&self.portfolio, place, answers, &of_rows, way);
        let whole = || {
            let of_school = |n: &usize| read(inventory.schools.get(*n).map_or(&[][..], |s| &s.given));
            let of_schools: Vec<Cow<[Given]>> = initiative.schools.iter().flatten().map(of_school).collect();
            let level = |school| Inherited {
                school,
                district: &district,
            };
            let levels: Vec<Inherited> = match of_schools.as_slice() {
                [] => vec![level(&[])],
                schools => schools.iter().map(|given| level(given)).collect(),
            };
            let mut sheet = self.base.clone();
            for fact in &initiative.kept_back {
                sheet.set(*fact, set.fact(*fact).anything(), Origin::Hidden);
            }
            let subject = Subject::Initiative;
            fill(set, subject, answers.own, &levels, answers.day, &counted, &mut sheet);
            sheet.run(set, &set.initiative_steps);
            sheet
        };
        let from_before = || self.moved(initiative, answers, before.stood?, &counted);
        let mut sheet = from_before().unwrap_or_else(whole);
        let record = Record {
            given: answers.own,
            steps: &set.initiative_steps,
            counted: &counted,
            as_of: answers.day,
        };
        let mut found = against::found(set, &record, &sheet);
        let early = against::early(set, initiative, answers.own);
        if !early.is_empty() {
            let others = rows.without(&early);
            let others = self.counting.evidence(initiative, others);
            let open = against::without_early(set, &others, &sheet);
            found.extend(Against::early(set, &early, open));
        }
        against::leave_open(set, &found, &set.initiative_steps, &mut sheet);
        Some(Filled {
            sheet,
            against: found,
            evidence: match before.counted {
                Some(_) => None,
                None => Some(evidence.into_inner().unwrap_or_else(pooled)),
            },
        })
    }
}

/// What rows came to on a sheet that was filled from the same rows.
fn counted_before(set: &RuleSet, sheet: &Sheet, count: EvidenceCount) -> Option<Possible> {
    let id = set.evidence_fact(count)?;
    (sheet.origin(id) == Origin::Derived).then(|| sheet.value(id))
}

/// Driver answers of the district reach an initiative through its schools, not directly.
fn forget_inherited(set: &RuleSet, sheet: &mut Sheet) {
    for id in set.inherited().iter().copied() {
        sheet.set(id, set.fact(id).anything(), Origin::Missing);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use jiff::Span;

    use super::*;
    use crate::diagnostics::{Diagnostics, Sources};
    use crate::{inventory, rules};

    #[test]
    fn a_record_moved_to_another_day_is_that_record_filled_on_that_day() {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
        assert!(Decision::of(&set).unwrap().followers.times().is_some());
        let (mut moved, mut other) = (0, 0);
        for district in ["riverbend", "pueblo", "dallas", "wake"] {
            let path = format!("{}/examples/{district}/inventory.yaml", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            let file = sources.add(district, text);
            let read = inventory::load(file, &set, None, &sources, &mut Diagnostics::default());
            let inventory = read.unwrap();
            let bench = Bench::of(&set, &inventory);
            for place in 0..inventory.initiatives.len() {
                let record = bench.initiative(place).unwrap().sheet;
                let mut stood = record.clone();
                for after in [1, 45, 200, 366, 800, 1_500, 4_000] {
                    let day = inventory.as_of.checked_add(Span::new().days(after)).unwrap();
                    let whole = bench.filled(place, day, Before::NOTHING, Cow::Borrowed).unwrap().sheet;
                    let then = bench.on(place, day, None, &stood).unwrap();
                    assert_eq!(then.values, whole.values, "{district} {place} {day}");
                    assert_eq!(then.origins, whole.origins, "{district} {place} {day}");
                    assert!(
                        then.nodes == whole.nodes && then.rules == whole.rules,
                        "{district} {place} {day}"
                    );
                    moved += 1;
                    other += usize::from(then.values != record.values);
                    stood = then;
                }
            }
        }
        assert!(moved > 300 && other > 100, "{moved} {other}");
    }
}
