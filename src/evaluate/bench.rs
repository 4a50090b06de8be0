//! Where every initiative of one inventory is judged: what its sheet is filled from, by the answers that it has or by
//! others.

use crate::evaluate::facts::{Counting, CountingRows, Inherited, fill, initiative_counts};
use crate::evaluate::portfolio::{Answers, Portfolio};
use crate::evaluate::{Origin, Sheet};
use crate::inventory::Inventory;
use crate::rules::{Derive, RuleSet, Subject};
use crate::truth::Possible;

/// What the initiatives of one inventory share.
pub(super) struct Bench<'a> {
    pub set: &'a RuleSet,
    pub inventory: &'a Inventory,
    pub portfolio: Portfolio<'a>,
    /// The district, before anything is counted over initiatives.
    pub district: Sheet,
    /// By school.
    pub schools: Vec<Sheet>,
    counting: Counting,
    /// What an initiative has of the district.
    base: Sheet,
}

impl<'a> Bench<'a> {
    /// Counts what is counted once.
    pub fn of(set: &'a RuleSet, inventory: &'a Inventory) -> Self {
        let portfolio = Portfolio::new(set, inventory);
        let as_of = inventory.as_of;
        let mut district = Sheet::blank(set);
        let counted = |way: &Derive, _: &Sheet| match way {
            Derive::Portfolio(name) => portfolio.district(name),
            _ => None,
        };
        let given = &inventory.given;
        fill(set, Subject::District, given, &[], as_of, &counted, &mut district);
        let mut schools = Vec::new();
        for (place, school) in inventory.schools.iter().enumerate() {
            let mut sheet = district.clone();
            let counted = |way: &Derive, _: &Sheet| match way {
                Derive::Portfolio(name) => portfolio.school(place, name),
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
            counting: Counting::of(set, &schools),
            portfolio,
            district,
            schools,
            base,
        }
    }

    /// The sheet of an initiative with every rule evaluated.
    pub fn sheet(&self, place: usize) -> Option<Sheet> {
        let given = &self.inventory.initiatives.get(place)?.given;
        let answers = Answers {
            own: given,
            district: &self.inventory.given,
        };
        let mut sheet = self.filled(place, answers, None)?;
        sheet.run(self.set, &self.set.initiative_steps);
        Some(sheet)
    }

    /// The sheet of an initiative before any rule is evaluated, by answers that need not be those of the inventory. What
    /// its rows come to is taken from `known` where it is the same there.
    pub fn filled(&self, place: usize, answers: Answers, known: Option<&Sheet>) -> Option<Sheet> {
        let (set, inventory) = (self.set, self.inventory);
        let initiative = inventory.initiatives.get(place)?;
        let rows = CountingRows::by(set, initiative, answers.own);
        let known = known.filter(|_| rows == CountingRows::of(set, initiative));
        let evidence = std::cell::OnceCell::new();
        let of_rows = |name: &str| match known {
            Some(known) => counted_before(set, known, name),
            None => evidence
                .get_or_init(|| self.counting.evidence(initiative, &rows))
                .fact(name),
        };
        let counted = |way: &Derive, _: &Sheet| initiative_counts(&self.portfolio, place, answers, &of_rows, way);
        let of_school = |n: &usize| inventory.schools.get(*n).map_or(&[][..], |s| &s.given);
        let level = |school| Inherited {
            school,
            district: &inventory.given,
        };
        let levels: Vec<Inherited> = match initiative.schools.as_deref() {
            Some(own) if !own.is_empty() => own.iter().map(of_school).map(level).collect(),
            _ => vec![level(&[])],
        };
        let mut sheet = self.base.clone();
        let subject = Subject::Initiative;
        fill(
            set,
            subject,
            answers.own,
            &levels,
            inventory.as_of,
            &counted,
            &mut sheet,
        );
        Some(sheet)
    }
}

/// What rows came to on a sheet that was filled from the same rows.
fn counted_before(set: &RuleSet, sheet: &Sheet, name: &str) -> Option<Possible> {
    let by_name = |(_, fact): &(_, &crate::rules::Fact)| matches!(&fact.derive, Some(Derive::Evidence(n)) if n == name);
    let (id, _) = set.each_fact().find(by_name)?;
    (sheet.origin(id) == Origin::Derived).then(|| sheet.value(id))
}

/// Driver answers of the district reach an initiative through its schools, not directly.
fn forget_inherited(set: &RuleSet, sheet: &mut Sheet) {
    for (id, fact) in set.each_fact().filter(|(_, f)| f.inherits) {
        sheet.set(id, fact.anything(), Origin::Missing);
    }
}
