//! How a dissent is written down beside the initiative that it is about.

use crate::dissent::Form;
use crate::inventory::Dissent;
use crate::inventory::ticks::in_yaml;

use super::{Asked, Interview, Refusal, edit};

impl Interview<'_> {
    /// Writes a dissent down, in place of one that stands there. `to` is the answer that it contests, an id of the rule
    /// set.
    ///
    /// # Errors
    /// When it cannot be written without changing something else; nothing is changed then.
    pub fn dissent(&mut self, place: usize, form: &Form, to: &str) -> Result<(), Refusal> {
        let steps = Dissent::STEPS.iter().copied().zip(form.texts());
        let rest = [
            ("to", to),
            ("said_by", form.said_by.text.as_str()),
            ("on", form.on.text.as_str()),
        ];
        let fields: Vec<String> = steps
            .chain(rest)
            .map(|(field, text)| format!("{field}: {}", in_yaml(text)))
            .collect();
        let value = format!("{{ {} }}", fields.join(", "));
        let (text, read) = self.edited(Asked::Dissent(place), |text, record| {
            edit::written(text, record, &[Dissent::FIELD], &value)
        })?;
        let held = read.initiatives.get(place).and_then(|i| i.dissent.as_ref());
        let said = held.is_some_and(|held| held.steps.iter().map(|(_, text)| text.as_str()).eq(form.texts()));
        if !said {
            let span = self.inventory.initiatives.get(place).map(|i| i.span);
            return Err(Refusal::NotWritten(self.line_of(span.map_or(0, |s| s.start as usize))));
        }
        self.go_to(text, read);
        Ok(())
    }
}
