//! A table for the terminal.

use crate::report::View;

const NAME: usize = 44;
const REASON: usize = 60;

/// One line an initiative, in the order of the report.
#[must_use]
pub fn table(view: &View) -> String {
    let mut out = format!(
        "{} · {} · {} of {} settled\n\n",
        plain(&view.district, 60),
        view.as_of,
        view.settled,
        view.count
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
            let reason = match card.questions.first() {
                Some(question) => format!("ask first: {}", question.question),
                None if card.withheld => "rests on results of small groups, which are not shown".to_owned(),
                None => card.reason.clone(),
            };
            let cells = [
                plain(&group.title, wide),
                plain(&card.name, NAME),
                plain(&reason, REASON),
            ];
            let [title, name, reason] = cells;
            out.push_str(format!("{title:<wide$}  {name:<NAME$}  {reason}\n").trim_end());
            out.push('\n');
        }
    }
    out
}

/// Text in one line, cut to a width, nothing in it that a terminal obeys.
fn plain(text: &str, width: usize) -> String {
    let direction = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(direction)
        .collect();
    if clean.chars().count() <= width {
        return clean;
    }
    clean.chars().take(width.saturating_sub(1)).chain("…".chars()).collect()
}
