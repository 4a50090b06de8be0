//! How projects are written down on the plan, so that they are tracked.

use crate::inventory::ticks::in_yaml;

use super::{Asked, Interview, Refusal, edit};

/// Where projects stand below the plan.
const LIST: &str = "rocks_list";

impl Interview<'_> {
    /// Writes projects down below those that the plan has: of each its fields and their values.
    ///
    /// # Errors
    /// When one cannot be written without changing something else; nothing is changed then.
    pub fn track(&mut self, rows: &[Vec<(&'static str, String)>]) -> Result<(), Refusal> {
        let before = (self.text.clone(), self.inventory.clone());
        for row in rows {
            if let Err(refusal) = self.track_one(row) {
                (self.text, self.inventory) = before;
                return Err(refusal);
            }
        }
        Ok(())
    }

    fn track_one(&mut self, row: &[(&'static str, String)]) -> Result<(), Refusal> {
        let fields: Vec<String> = row
            .iter()
            .map(|(field, value)| format!("{field}: {}", in_yaml(value)))
            .collect();
        let item = format!("{{ {} }}", fields.join(", "));
        let (text, read) = self.edited(Asked::Project, |text, tree| match tree.get("plan") {
            Some(plan) if !plan.is_blank() => edit::listed(text, plan, LIST, None, &item),
            _ => edit::written(text, tree, &["plan", LIST], &format!("[{item}]")),
        })?;
        let written = read.rocks.split_last().filter(|(_, others)| {
            let ids = others.iter().map(|rock| &rock.id);
            ids.eq(self.inventory.rocks.iter().map(|rock| &rock.id))
        });
        let id = row.iter().find(|(field, _)| *field == "id").map(|(_, id)| id);
        if written.is_none_or(|(last, _)| Some(&last.id) != id) {
            return Err(Refusal::NotWritten(self.line_of(0)));
        }
        self.go_to(text, read);
        Ok(())
    }
}
