//! A table for the terminal.

use crate::diagnostics::cut;
use crate::report::{Depth, Edition, RenderError, Renderer, UntilView, View};

const NAME: usize = 44;
const REASON: usize = 60;

/// One line an initiative, in the order of the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Table;

impl Renderer for Table {
    fn depth(&self, _: Edition) -> Depth {
        Depth::Answers
    }

    fn render(&self, view: &View, _: Edition, _: Option<&str>) -> Result<Vec<u8>, RenderError> {
        Ok(table(view).into_bytes())
    }
}

fn table(view: &View) -> String {
    let mut out = format!(
        "{} · {} · {} of {} settled, {} provided ({} only prepared), {} open\n\n",
        cut(&view.district, 60),
        view.days.written(&view.as_of),
        view.totals.settled,
        view.totals.count,
        view.totals.provided,
        view.totals.prepared,
        view.totals.open
    );
    let widest = view
        .groups
        .iter()
        .map(|g| g.title.chars().count())
        .max()
        .unwrap_or_default();
    let wide = widest.min(NAME);
    for group in &view.groups {
        for card in &group.cards {
            let until = card.until.as_ref().and_then(UntilView::day);
            let until = until.map_or_else(String::new, |on| format!("until {on}: "));
            let checks: Vec<&str> = card.checks.iter().map(|c| c.provided.as_str()).collect();
            let reason = match checks.as_slice() {
                _ if card.withheld => "rests on results of small groups, which are not shown".to_owned(),
                [] => format!("{until}{}", card.reason),
                checks => format!("{until}{}; provided that {}", card.reason, checks.join(", ")),
            };
            let reason = view.days.written(&reason);
            let cells = [cut(&group.title, wide), cut(&card.name, NAME), cut(&reason, REASON)];
            let [title, name, reason] = cells;
            let firm = card.firmness;
            out.push_str(format!("{title:<wide$}  {firm:<8}  {name:<NAME$}  {reason}\n").trim_end());
            out.push('\n');
        }
    }
    out
}
