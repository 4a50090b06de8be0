//! Amounts that a list counts in thousands or millions: found by what it says, read when a person has settled it.

use crate::inventory::workbook::value;
use crate::rules::FactType;
use crate::truth::Number;

use super::table::Table;
use super::words::Words;
use super::{Column, Map, Target, Unit, one_line};

/// Amounts that the list says are counted in thousands or millions: the name of their column, or a row that is no entry.
pub(super) fn find(columns: &mut [Column], table: &Table, words: &Words, map: Option<&Map>) {
    let money = |c: &Column| matches!(&c.target, Target::Field(f) if f.fact_type() == FactType::Money);
    let said = |text: &str| words.unit(text).map(|times| (times, one_line(text)));
    let above = table.above.iter().flat_map(|r| &r.cells).find_map(|c| said(c.text));
    // below the list, a row of one cell says it
    let alone = table
        .rows
        .iter()
        .filter(|r| r.cells.len() == 1 && table.heads.len() > 1);
    let below = alone.flat_map(|r| &r.cells).find_map(|c| said(c.text));
    // a name of a column that holds no amounts may say it of all
    let beside = table.heads.iter().find_map(|(_, name)| said(name));
    let of_all = above.or(below).or(beside);
    for column in columns.iter_mut().filter(|c| money(c)) {
        let Some((times, said)) = said(&column.header).or(of_all.clone()) else {
            continue;
        };
        let chosen = map.and_then(Map::amounts);
        column.unit = Some(Unit {
            times: chosen.unwrap_or(times),
            said,
            settled: chosen.is_some(),
        });
    }
}

/// Amounts counted in thousands or millions, in dollars.
pub(super) fn in_dollars(said: value::Said, times: u32) -> Option<value::Said> {
    let dollars = |text: &str| {
        let digits = text.trim().trim_start_matches('$').trim().replace(',', "");
        let amount: f64 = digits.parse().ok()?;
        Number::nearest(amount * f64::from(times)).map(|n| n.to_string())
    };
    let end = |text: Option<String>| match text {
        Some(text) => dollars(&text).map(Some),
        None => Some(None),
    };
    match said {
        _ if times == 1 => Some(said),
        value::Said::One(text, quoted) => Some(value::Said::One(dollars(&text)?, quoted)),
        value::Said::Bounds(low, high) => Some(value::Said::Bounds(end(low)?, end(high)?)),
        value::Said::Estimate(value, by) => Some(value::Said::Estimate(Box::new(in_dollars(*value, times)?), by)),
        value::Said::Proposal(value, by) => Some(value::Said::Proposal(Box::new(in_dollars(*value, times)?), by)),
        value::Said::Many(_) => None,
    }
}
