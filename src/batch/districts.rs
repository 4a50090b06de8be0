//! What is known of districts, by their ids.

use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::FxHashMap as HashMap;

use crate::batch::fields::Problem;
use crate::batch::{tree, whole};
use crate::diagnostics::Diagnostics;
use crate::evaluate::{Alone, Around};
use crate::inventory::{self, Inventory};
use crate::rules::RuleSet;
use crate::yaml::{Entry, Kind, Node};

/// Why a list of districts cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoDistricts {
    /// The line, from one on.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Districts by their ids.
pub struct Districts {
    by_id: HashMap<String, District>,
    /// One of which nothing is known.
    unknown: Inventory,
    nothing: Around,
}

struct District {
    line: Box<[u8]>,
    /// What its initiatives have of it, once one is judged.
    around: OnceLock<Around>,
}

impl Districts {
    pub(super) fn none(alone: &Alone, as_of: Date) -> Self {
        let unknown = Inventory::nothing(as_of);
        Self {
            by_id: HashMap::default(),
            nothing: alone.around(&unknown),
            unknown,
        }
    }

    pub(super) fn read(&mut self, lines: &[u8], set: &RuleSet, as_of: Date) -> Result<(), NoDistricts> {
        for (n, line) in lines.split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let refused = |problem| NoDistricts { line: n + 1, problem };
            let (id, _) = one(line, set, as_of).map_err(refused)?;
            let district = District {
                line: line.into(),
                around: OnceLock::new(),
            };
            if self.by_id.insert(id.clone(), district).is_some() {
                let message = format!("a second district `{id}`");
                return Err(refused(Problem::new(message, "keep one line for each district")));
            }
        }
        Ok(())
    }

    /// How many are known.
    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nothing is known of a district that is named.
    pub(super) fn misses(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| !self.by_id.contains_key(id))
    }

    /// What the initiatives of a district have of it.
    pub(super) fn around(&self, id: Option<&str>, alone: &Alone, set: &RuleSet, as_of: Date) -> &Around {
        let district = id.filter(|_| !self.by_id.is_empty()).and_then(|id| self.by_id.get(id));
        let Some(district) = district else {
            return &self.nothing;
        };
        district
            .around
            .get_or_init(|| alone.around(&district.inventory(set, as_of, &self.unknown)))
    }

    /// What is known of a district, as an inventory without a list.
    pub(super) fn inventory(&self, id: Option<&str>, set: &RuleSet, as_of: Date) -> Inventory {
        let district = id.and_then(|id| self.by_id.get(id));
        district.map_or_else(
            || self.unknown.clone(),
            |district| district.inventory(set, as_of, &self.unknown),
        )
    }
}

impl District {
    fn inventory(&self, set: &RuleSet, as_of: Date, unknown: &Inventory) -> Inventory {
        // it was read once without a problem
        one(&self.line, set, as_of).map_or_else(|_| unknown.clone(), |(_, inventory)| inventory)
    }
}

/// The id of a district and what a line says of it.
fn one(line: &[u8], set: &RuleSet, as_of: Date) -> Result<(String, Inventory), Problem> {
    let mut tree = tree::of_json(line)?;
    let id = tree.get("id").and_then(Node::as_text).map(str::to_owned);
    let id = id.ok_or_else(|| {
        Problem::new(
            "a district needs an `id`",
            "give each line the id that its initiatives name",
        )
    })?;
    if let Kind::Map(entries) = &mut tree.kind {
        entries.retain(|entry: &Entry| entry.key != "id");
    }
    let mut problems = Diagnostics::default();
    let inventory = inventory::around(&tree, String::new(), set, Some(as_of), &mut problems);
    Ok((id, whole::sound(inventory, &problems)?))
}
