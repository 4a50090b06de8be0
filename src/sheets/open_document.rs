//! Counts the cells of an OpenDocument part, in which rows and cells are repeated by a number.

use std::collections::HashMap;
use std::io::Read;

use super::Area;
use super::scan::{attribute, name, tags, unescape};
use super::survey::{Count, Counted, Looks, MOST_MARKS, extend, small};

/// No sheet has more rows or columns than this.
const MOST_REPEATED: u64 = 1 << 24;

/// Rows and cells of an OpenDocument sheet may be repeated; the rectangle round those with a value counts.
pub(super) fn count(count: &mut Count, part: impl Read, left: u64, sheets: &mut HashMap<String, Looks>) -> Counted {
    let mut sheet = String::new();
    let mut looks = Looks::default();
    let (mut row, mut rows, mut column, mut wide, mut tall, mut depth) = (0_u64, 1_u64, 0_u64, 0_u64, 0_u64, 0_u32);
    let (mut before, most) = (count.cells, count.limits.cells);
    // texts are repeated with their cells
    let (mut text, mut begun, mut times, mut last) = (0_u64, 0_u64, 1_u64, 0_u64);
    let mut too_much_text = false;
    let mut over = None;
    let read = tags(part, left, |tag, end| {
        let start = std::mem::replace(&mut last, end);
        let closing = tag.starts_with('/');
        let repeated = |wanted| {
            attribute(tag, wanted)
                .and_then(|n| n.parse::<u64>().ok())
                .unwrap_or(1)
                .min(MOST_REPEATED)
        };
        match name(tag) {
            "table" if closing => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    before += wide * tall;
                    sheets.insert(std::mem::take(&mut sheet), std::mem::take(&mut looks));
                }
            }
            "table" if tag.contains("table:name") || depth > 0 => {
                depth += 1;
                if depth == 1 {
                    sheet = attribute(tag, "table:name").map(unescape).unwrap_or_default();
                    (row, rows, column, wide, tall) = (0, 0, 0, 0, 0);
                }
            }
            "table-column" if depth == 1 && !closing => {
                let (first, count) = (column + 1, repeated("table:number-columns-repeated"));
                column += count;
                if attribute(tag, "table:visibility").is_some_and(|v| v != "visible") {
                    extend(&mut looks.hidden_columns, (small(first), small(column)));
                }
            }
            "table-row" if depth == 1 && !closing => {
                row += rows;
                rows = repeated("table:number-rows-repeated");
                column = 0;
                if row == 0 {
                    row = 1;
                }
                if attribute(tag, "table:visibility").is_some_and(|v| v != "visible") {
                    extend(&mut looks.hidden_rows, (small(row), small(row + rows - 1)));
                }
            }
            "table-cell" | "covered-table-cell" if depth == 1 && !closing => {
                let (first, count) = (column + 1, repeated("table:number-columns-repeated"));
                column += count;
                (begun, times) = (start, count.saturating_mul(rows));
                if tag.ends_with('/') {
                    text = text.saturating_add((end - begun).saturating_mul(times.min(filled(tag))));
                }
                if tag.contains("value-type") || tag.contains("table:formula") {
                    wide = wide.max(column);
                    tall = tall.max(row + rows - 1);
                }
                let (across, down) = (
                    repeated("table:number-columns-spanned"),
                    repeated("table:number-rows-spanned"),
                );
                if (across > 1 || down > 1) && looks.merged.len() < MOST_MARKS {
                    looks.merged.push(Area {
                        rows: (small(row), small(row + down - 1)),
                        columns: (small(first), small(first + across - 1)),
                    });
                }
            }
            "table-cell" | "covered-table-cell" if depth == 1 => {
                text = text.saturating_add((end - begun).saturating_mul(times));
            }
            _ => {}
        }
        too_much_text |= text > count.limits.text.saturating_add(end);
        if before.saturating_add(wide.saturating_mul(tall)) > most && over.is_none() {
            over = Some(sheet.clone());
        }
        over.is_none() && !too_much_text
    });
    count.cells = before;
    if let Some(sheet) = over {
        count.cells = most + 1;
        count.within(&sheet)?;
    }
    if too_much_text {
        return Err(count.too_much_text());
    }
    Ok(read)
}

/// How often a cell counts that has no text of its own: a blank one is not kept.
fn filled(tag: &str) -> u64 {
    if tag.contains("value-type") || tag.contains("table:formula") {
        u64::MAX
    } else {
        0
    }
}
