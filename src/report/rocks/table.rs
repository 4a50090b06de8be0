//! Projects as comma-separated text.

use super::RocksView;
use super::line::{Line, all, labels};
use crate::report::RenderError;
use crate::sheets::{Book, Content, Page, Written, to_csv};

fn text(text: &str) -> Written {
    Written {
        content: Content::Text(text.to_owned()),
        ..Written::default()
    }
}

/// Every project, one a row, under a row of headings. No text in it can become a formula.
///
/// # Errors
/// When a template has a mistake.
pub fn rocks_csv(view: &RocksView) -> Result<String, RenderError> {
    let head: Vec<Written> = labels()?.iter().map(|label| text(label)).collect();
    let row = |line: &Line| line.fields.iter().map(|field| text(field)).collect();
    let rows = std::iter::once(head).chain(all(view).iter().map(row)).collect();
    let page = Page {
        rows,
        ..Page::default()
    };
    let written = to_csv(&Book { pages: vec![page] }).pop();
    Ok(written.map_or_else(String::new, |(_, text)| text))
}
