//! How a signed start form is written down: as answers of the initiative that it is about.

use crate::inventory::given_to;
use crate::start::{Form, Words};

use super::{Interview, Refusal, Spot};

impl Interview<'_> {
    /// Writes down what a form says, in place of what stands there; what stands there alike stays as it is written.
    ///
    /// # Errors
    /// When a part is no answer to its question, or cannot be written without changing something else; what was written
    /// of it stays.
    pub fn start(&mut self, place: usize, form: &Form, words: &Words) -> Result<(), Refusal> {
        for (name, text) in form.answers(words) {
            let Some(fact) = self.set.fact_id(name) else {
                continue;
            };
            let own = self.inventory.initiatives.get(place);
            let stands = own
                .and_then(|i| given_to(&i.given, fact))
                .is_some_and(|g| g.on_record() && g.written == text);
            if !stands {
                self.answer(Spot::of(place, fact), text)?;
            }
        }
        Ok(())
    }
}
