//! Makes what a mixture of two audits is judged by: the rules of the one at the thresholds of the other, the inventory of
//! the one read by these on the day of the other.

use jiff::civil::Date;

use crate::inventory::Inventory;
use crate::read::{Reader, Rules, Source};
use crate::rules::RuleSet;

use super::Renamed;

/// Which of two audits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The earlier.
    Old,
    /// The later.
    New,
}

/// Makes rule sets and inventories of the parts of two audits.
pub trait Make {
    /// Whether the inventories differ. What is read by other rules or on another day is not another inventory.
    fn data_differs(&self) -> bool;
    /// The rule files of the one at the thresholds of the other; nothing where they do not fit together.
    fn rules(&mut self, rules: Side, thresholds: &RuleSet) -> Option<RuleSet>;
    /// An inventory read by a rule set on a day, with the ids of the later one; nothing where that cannot be read so.
    fn inventory(&mut self, side: Side, set: &RuleSet, day: Date) -> Option<Inventory>;
}

/// What two audits were read from.
pub struct Readings {
    /// The inventories.
    pub inventories: [Source; 2],
    /// Their rule files, without thresholds that were set beside them.
    pub rules: [Rules; 2],
    /// Entries laid over the catalogue.
    pub catalogue: Option<Source>,
    /// Initiatives that stand under another id after than before.
    pub renamed: Vec<Renamed>,
    /// Whether the inventories differ.
    pub differ: bool,
}

/// Two audits of which the later is a scenario of the earlier: by the same rules on the same day, so that nothing is mixed.
pub struct Unmixed;

impl Make for Unmixed {
    fn data_differs(&self) -> bool {
        true
    }

    fn rules(&mut self, _: Side, _: &RuleSet) -> Option<RuleSet> {
        None
    }

    fn inventory(&mut self, _: Side, _: &RuleSet, _: Date) -> Option<Inventory> {
        None
    }
}

/// The one of two that is on a side.
fn on<T>(two: &[T; 2], side: Side) -> &T {
    let [old, new] = two;
    match side {
        Side::Old => old,
        Side::New => new,
    }
}

impl Make for Readings {
    fn data_differs(&self) -> bool {
        self.differ
    }

    fn rules(&mut self, rules: Side, thresholds: &RuleSet) -> Option<RuleSet> {
        let files = on(&self.rules, rules);
        let own = Reader::new().rule_set(files).ok()?;
        let shared = own.parameters.iter().filter_map(|own| {
            let wanted = thresholds.parameter_named(&own.name)?.value;
            (wanted != own.value).then(|| format!("{}={wanted}", own.name))
        });
        let wanted = shared.fold(files.clone(), Rules::parameter);
        Reader::new().rule_set(&wanted).ok()
    }

    fn inventory(&mut self, side: Side, set: &RuleSet, day: Date) -> Option<Inventory> {
        let mut reader = Reader::new();
        if let Some(own) = &self.catalogue {
            reader.lay_over_catalogue(own.clone());
        }
        let mut read = reader
            .inventory(on(&self.inventories, side).clone(), set, Some(day))
            .ok()?;
        if side == Side::Old {
            Renamed::apply(&self.renamed, &mut read, set);
        }
        Some(read)
    }
}
