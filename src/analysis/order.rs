//! Rows of a table that hold at once and say different things: there the order of the rows decides.

use super::check::{Checker, TRUE};
use crate::diagnostics::{Code, Diagnostic};
use crate::diagram::TooLarge;
use crate::rules::{Row, Table};
use crate::truth::Possible;

impl Checker<'_, '_> {
    /// A note for each row that decides while rows below it hold and say something else; how many pairs there are.
    pub(super) fn order(&mut self, table: &Table) -> Result<usize, TooLarge> {
        let set = self.model.set;
        let mut count = 0;
        let says = |row: &Row| set.fact(table.fact).options.get(row.then).map_or("", String::as_str);
        for (place, decides) in self.model.deciding_rows(table.fact)?.into_iter().enumerate() {
            let Some(row) = table.rows.get(place) else { continue };
            let decides = self.model.given(decides)?;
            let mut pairs = Vec::new();
            for below in table.rows.iter().skip(place + 1).filter(|r| r.then != row.then) {
                let Some(when) = below.when else { continue };
                let holds = self.model.node(when)?;
                let both = self.model.diagram.join(decides, holds, |decides, holds| {
                    u64::from(decides == 1 && holds == TRUE)
                })?;
                let Some(cells) = self.model.diagram.find(both, |end| end == 1) else {
                    continue;
                };
                let pair = format!("`{}` ({})", below.id, says(below));
                let example = self.model.words(&cells);
                let first = self.model.replay(&cells).record.value(table.fact) == Possible::option(row.then);
                if first && self.model.truth_at(when, false, &cells) {
                    pairs.push((pair, example));
                } else {
                    let message = format!(
                        "the evaluator does not confirm that `{}` and {pair} hold at once",
                        row.id
                    );
                    self.unsettled(row.prose.span, message, format!("for example: {example}"));
                }
            }
            if pairs.is_empty() {
                continue;
            }
            count += pairs.len();
            let message = match pairs.len() {
                1 => format!(
                    "order decides here: a row below `{}` ({}) can hold too and says otherwise",
                    row.id,
                    says(row)
                ),
                n => format!(
                    "order decides here: {n} rows below `{}` ({}) can hold too and say otherwise",
                    row.id,
                    says(row)
                ),
            };
            let mut note = Diagnostic::new(Code::OrderDecides, row.prose.span, message);
            for (pair, example) in &pairs {
                note = note.help(format!("{pair} holds too, for example: {example}"));
            }
            self.out
                .push(note.help("where a row below is meant to win, move it up or narrow this one"));
        }
        Ok(count)
    }
}
