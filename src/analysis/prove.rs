//! Proves the properties of a rule set, or shows an inventory that breaks them.

use crate::analysis::check::{Checker, TRUE};
use crate::diagnostics::{Code, Diagnostic};
use crate::diagram::TooLarge;
use crate::rules::{Claim, Property};

impl Checker<'_, '_> {
    /// Whether the property holds; if not, that is reported.
    pub(super) fn property(&mut self, property: &Property) -> Result<bool, TooLarge> {
        let set = self.model.set;
        let refuted = |why: &str| {
            Diagnostic::error(
                Code::PropertyRefuted,
                property.span,
                format!("`{}`: {why}", property.id),
            )
        };
        match &property.claim {
            Claim::Never(node) => {
                let function = match property.on_record {
                    true => self.model.node_on_record(*node)?,
                    false => self.model.node(*node)?,
                };
                let function = self.model.given(function)?;
                let Some(cells) = self.model.diagram.find(function, |end| end == TRUE) else {
                    return Ok(true);
                };
                // the condition of a property is no rule, so the sheet does not hold its truth: the parts are replayed
                let found = refuted("an inventory breaks it");
                let confirmed = self.model.truth_at(*node, property.on_record, &cells);
                self.show(found, &cells, &property.because, |_| confirmed);
                Ok(false)
            }
            Claim::Possible(node) => {
                let function = match property.on_record {
                    true => self.model.node_on_record(*node)?,
                    false => self.model.node(*node)?,
                };
                let function = self.model.given(function)?;
                if self.model.diagram.find(function, |end| end == TRUE).is_some() {
                    return Ok(true);
                }
                self.out
                    .push(refuted("no inventory does it").help(property.because.clone()));
                Ok(false)
            }
            Claim::Raises(facts, table) => {
                let Some(table) = set.tables.iter().find(|t| t.fact == *table) else {
                    return Ok(true);
                };
                for fact in facts {
                    if let Some(cells) = self.falls(*fact, table)? {
                        let found = refuted(&format!("more of `{}` lowers it", set.fact(*fact).name));
                        self.report_fall(found, table, &cells);
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Claim::Ignores(facts, table) => {
                let value = self.model.value(*table)?;
                let asked = self.model.diagram.asked(value);
                for fact in facts {
                    if self.model.level_of(*fact).is_some_and(|level| asked.contains(&level)) {
                        let name = &set.fact(*fact).name;
                        let found = refuted(&format!("it depends on `{name}`"));
                        self.out.push(found.help(property.because.clone()));
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }
}
