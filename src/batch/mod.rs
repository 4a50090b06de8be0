//! Judges a stream of records by columns: one initiative or one district a record, in any number.
//!
//! A record of plain answers goes straight into a block of [`crate::columns`]; what follows from its answers is counted
//! as for an inventory. One with rows, ranges, sources or estimates, a district with its list, and one that contradicts
//! itself is read whole, as an inventory is. What is not known of a district's other initiatives stays open: nothing is
//! counted over a list that is not there. The meaning is that of `docs/semantics.md`.

mod answers;
#[cfg(feature = "arrow")]
pub mod arrow;
mod cells;
mod districts;
mod fields;
mod glance;
mod in_order;
mod json;
mod lines;
mod places;
mod scan;
mod stream;
mod tell;
mod totals;
mod tree;
mod whole;
mod words;
mod worker;

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::columns::{Columns, NotByColumns};
use crate::evaluate::{Alone, Answers, Around};
use crate::inventory::Inventory;
use crate::read::Reader;
use crate::rules::{FactId, RuleId, RuleSet, Step};
use crate::truth::Possible;

use json::Read;

pub use cells::{Cells, Header};
pub use districts::{Districts, NoDistricts};
pub use fields::{Field, Fields, Problem};
pub use json::Identity;
pub use lines::Lines;
pub use stream::{Form, Part, Place, Take, stream};
pub use tell::{Gather, Ndjson, Said, Tell, legend};
pub use totals::Totals;
pub use worker::Worker;

/// What a stream of records is judged by, shared by all that work on it.
pub struct Batch<'a> {
    set: &'a RuleSet,
    as_of: Date,
    columns: Columns<'a>,
    alone: Alone<'a>,
    fields: Fields,
    districts: Districts,
    /// The rules whose truth is told, in the order of the rule set.
    rules: Vec<RuleId>,
    public: bool,
    /// What is known elsewhere, once a record says that a program is one of that.
    catalogue: OnceLock<Option<Arc<Catalogue>>>,
}

impl<'a> Batch<'a> {
    /// By a rule set on a day.
    ///
    /// # Errors
    /// When the rule set cannot be judged by columns.
    pub fn of(set: &'a RuleSet, as_of: Date) -> Result<Self, NotByColumns> {
        let columns = Columns::of(set)?;
        let alone = Alone::of(set, as_of, &|fact| columns.reads(fact));
        let told = set.initiative_steps.iter().filter_map(|step| match step {
            Step::Rule(id) => Some(*id),
            _ => None,
        });
        let mut rules: Vec<RuleId> = told.collect();
        rules.sort_unstable();
        Ok(Self {
            districts: Districts::none(&alone, as_of),
            fields: Fields::of(set, &[]),
            public: false,
            catalogue: OnceLock::new(),
            set,
            as_of,
            columns,
            alone,
            rules,
        })
    }

    /// Fields of these names are passed over.
    #[must_use]
    pub fn ignoring(mut self, names: &[String]) -> Self {
        self.fields = Fields::of(self.set, names);
        self
    }

    /// What is known of districts, beside which the initiatives that name them are judged: a line of JSON each, with an
    /// `id` and the fields of an inventory.
    ///
    /// # Errors
    /// What is wrong with the first line that cannot be read.
    pub fn beside(mut self, lines: &[u8]) -> Result<Self, NoDistricts> {
        self.districts.read(lines, self.set, self.as_of)?;
        Ok(self)
    }

    /// Results of small groups of students are left out before anything is said, as in a public edition.
    #[must_use]
    pub fn public(mut self, public: bool) -> Self {
        self.public = public;
        self
    }

    /// What is known elsewhere stands in this catalogue, in place of the shipped one.
    #[must_use]
    pub fn knowing(mut self, catalogue: Arc<Catalogue>) -> Self {
        self.catalogue = OnceLock::from(Some(catalogue));
        self
    }

    /// What is known elsewhere.
    fn catalogue(&self) -> Option<&Catalogue> {
        let read = || Reader::new().shared_catalogue().ok();
        self.catalogue.get_or_init(read).as_deref()
    }

    /// Whether results of small groups of students are left out.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.public
    }

    /// The rule set.
    #[must_use]
    pub fn rule_set(&self) -> &'a RuleSet {
        self.set
    }

    /// The fields of a record.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The rules whose truths are told of each initiative, in the order in which they are.
    #[must_use]
    pub fn rules(&self) -> &[RuleId] {
        &self.rules
    }

    /// What a line of plain answers comes to: every fact of which something is said or follows, with what it may be and
    /// whether it is stated. Nothing where the record has to be read whole.
    #[must_use]
    pub fn facts(&self, line: &[u8]) -> Option<Vec<(FactId, Possible, bool)>> {
        let (mut answers, mut identity) = (Answers::none(self.set), Identity::default());
        let Read::Plain = json::line(self.set, &self.fields, line, &mut answers, &mut identity) else {
            return None;
        };
        let around = self.around(&identity);
        let mut facts = Vec::new();
        let mut put = |fact, value, stated| facts.push((fact, value, stated));
        let filled = self.alone.fill(&answers, around, &mut self.alone.room(), &mut put);
        filled.ok().map(|()| facts)
    }

    /// What is known of the district of a record.
    fn around(&self, identity: &Identity) -> &Around {
        self.districts
            .around(identity.district.as_deref(), &self.alone, self.set, self.as_of)
    }

    /// The inventory in which a line of JSON is judged: of one initiative, or of a district with its list.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn inventory(&self, line: &[u8]) -> Result<Inventory, Problem> {
        Ok(worker::read(self, &Lines::of(line, 1), 0)?.inventory)
    }

    /// The inventory in which the first row of some cells is judged.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn inventory_of_row(&self, cells: &Cells) -> Result<Inventory, Problem> {
        Ok(worker::read(self, cells, 0)?.inventory)
    }

    /// One that judges records, for one thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker::of(self)
    }
}
