//! Which row of a sheet holds the names of its columns: by the names that are known, and by what reads as an entry.

use crate::inventory::PartialDate;
use crate::inventory::workbook::layout::{Field, bare_name};
use crate::rules::unanswered;
use crate::sheets::CellKind;

use super::table::{ListRow, Spot};
use super::words::{Words, tokens};

/// A row of names is looked for in so many rows after the first full one.
const NEAR: usize = 25;

/// Longer texts are sentences, not names of columns.
const LONGEST_NAME: usize = 80;

/// Where the names of the columns stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// In this row, by its place among the rows; whether a known name says so.
    Row(usize, bool),
    /// Nowhere: the row at this place, the first full one, is an entry.
    Nowhere(usize),
}

/// What a cell says about its row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Says {
    /// It is a usual name of a column.
    Name,
    /// It has a word of one.
    Like,
    /// It is a year or a day, which stands in entries and in names alike.
    Year,
    /// It is an answer.
    Answer,
    /// Nothing.
    Open,
}

/// The names by which columns are known.
pub(super) struct Names {
    whole: Vec<String>,
    words: Vec<String>,
    /// Those of the column of names.
    pub of_name: Vec<String>,
}

impl Names {
    pub fn of(fields: &[Field], words: &Words) -> Self {
        let usual: Vec<String> = words.columns.iter().flat_map(|u| u.names.clone()).collect();
        let mut whole: Vec<String> = fields.iter().flat_map(|f| f.all_names().to_vec()).collect();
        whole.extend(usual.iter().cloned());
        let mut of_name: Vec<String> = fields
            .iter()
            .filter(|f| f.path == "name")
            .flat_map(|f| f.all_names().to_vec())
            .collect();
        let named = words.columns.iter().filter(|u| u.field == "name");
        of_name.extend(named.flat_map(|u| u.names.clone()));
        Self {
            whole,
            words: usual,
            of_name,
        }
    }

    /// Whether a text is the name of a column, in the singular or the plural.
    pub fn is_whole(&self, text: &str) -> bool {
        holds(&self.whole, &bare_name(text))
    }

    /// Whether a text is a usual name of the column of names.
    pub fn is_name(&self, text: &str) -> bool {
        holds(&self.of_name, &bare_name(text))
    }

    fn is_like(&self, text: &str) -> bool {
        text.len() <= LONGEST_NAME && tokens(text).iter().any(|token| holds(&self.words, token))
    }
}

fn holds(names: &[String], text: &str) -> bool {
    let one = text.strip_suffix('s').filter(|t| !t.is_empty());
    names.iter().any(|n| n == text || one == Some(n.as_str()))
}

/// How often each thing is said in a row.
#[derive(Clone, Copy, Default, Debug)]
struct Look {
    names: usize,
    likes: usize,
    years: usize,
    answers: usize,
}

/// Finds the row of names.
pub(super) fn find(rows: &[ListRow], names: &Names, words: &Words) -> Found {
    let looks: Vec<Look> = (0..rows.len().min(5_000))
        .map(|place| look(rows, place, names, words))
        .collect();
    let at = |place: usize| looks.get(place).copied().unwrap_or_default();
    let width = |place: usize| rows.get(place).map_or(0, |r| r.cells.len());
    let mut widths: Vec<usize> = rows.iter().map(|r| r.cells.len()).collect();
    widths.sort_unstable_by(|a, b| b.cmp(a));
    // one row with remarks far to the right does not make the others narrow
    let full = widths.get(1).or(widths.first()).copied().unwrap_or_default();
    let is_full = |place: usize| width(place) * 10 >= full * 6;
    // a name may read as an answer too, such as `null`
    let is_calm = |place: usize| {
        let look = at(place);
        look.answers == 0 || (look.names >= 2 && look.answers <= look.names)
    };
    let is_names = |place: usize| is_calm(place) && at(place).names + at(place).likes > 0;
    let is_entry = |place: usize| {
        let look = at(place);
        let year = look.names == 0 && look.years > 0 && years_below(rows, place, words);
        !is_names(place) && (look.answers > 0 || year || (look.names + look.likes == 0 && comes_again(rows, place)))
    };
    let is_sure = |place: usize| at(place).names > 0 || at(place).likes > 1;
    let Some(first) = (0..rows.len()).find(|place| is_full(*place)) else {
        return Found::Nowhere(0);
    };
    // two known names above the first full row are enough, however narrow their row
    if let Some(early) = (0..first).find(|place| is_calm(*place) && at(*place).names >= 2) {
        return Found::Row(early, true);
    }
    let wanted = if full > 1 { 2 } else { 1 };
    let better = (first + 1..rows.len().min(first + NEAR))
        .take_while(|place| !is_entry(*place))
        .find(|place| is_full(*place) && is_names(*place) && at(*place).names >= wanted);
    if at(first).names == 0
        && !is_entry(first)
        && let Some(better) = better
    {
        return Found::Row(better, true);
    }
    if is_names(first) {
        return Found::Row(first, is_sure(first));
    }
    // names stand above some of the columns only
    let partly = |place: &usize| {
        let look = at(*place);
        let beside = rows
            .get(*place)
            .and_then(|r| r.cells.first())
            .is_some_and(|c| c.column > 1);
        is_calm(*place) && (look.names > 0 || (look.likes > 0 && (beside || look.likes > 1)))
    };
    if let Some(above) = (0..first).rev().find(partly) {
        return Found::Row(above, is_sure(above));
    }
    // an entry taken for names is lost: of one column only a known name is one
    if is_entry(first) || full == 1 {
        return Found::Nowhere(first);
    }
    Found::Row(first, false)
}

/// Whether a row, right below another, goes on with the names of the columns that stand in that one.
pub(super) fn continues(upper: &ListRow, lower: &ListRow, names: &Names, words: &Words) -> bool {
    // the value of merged cells stands in the upper row only
    let own = |row: &ListRow, spot: &Spot| spot.shared.is_none_or(|(first, _)| first == row.number);
    let has = |row: &ListRow, column: u32| row.cells.iter().any(|c| c.column == column && own(row, c));
    let Some(first) = upper.cells.first() else { return false };
    let twice = |spot: &Spot| lower.cells.iter().filter(|c| c.text == spot.text).count() > 1;
    let is_name = |spot: &Spot| match says(spot, names, words) {
        Says::Name | Says::Like | Says::Year => true,
        Says::Open => spot.kind == CellKind::Text && twice(spot),
        Says::Answer => false,
    };
    upper.number + 1 == lower.number
        && upper.cells.len() > 1
        && !has(lower, first.column)
        && lower.cells.iter().any(|c| !has(upper, c.column))
        && lower.cells.iter().all(is_name)
}

fn look(rows: &[ListRow], place: usize, names: &Names, words: &Words) -> Look {
    let mut look = Look::default();
    let Some(row) = rows.get(place) else { return look };
    for spot in &row.cells {
        match says(spot, names, words) {
            Says::Name => look.names += 1,
            Says::Like => look.likes += 1,
            Says::Year => look.years += 1,
            // a number over something else than numbers may be a name
            Says::Answer if is_number(spot) && !numbers_below(rows, place, spot.column) => {}
            Says::Answer => look.answers += 1,
            Says::Open => {}
        }
    }
    look
}

fn says(spot: &Spot, names: &Names, words: &Words) -> Says {
    match spot.kind {
        CellKind::Truth | CellKind::Error => Says::Answer,
        CellKind::Date => Says::Year,
        CellKind::Unsaved => Says::Open,
        CellKind::Number if is_year(spot.text) => Says::Year,
        CellKind::Number => Says::Answer,
        CellKind::Text if names.is_whole(spot.text) => Says::Name,
        CellKind::Text if is_year(spot.text) => Says::Year,
        CellKind::Text if is_number(spot) || is_answer(spot.text, words) => Says::Answer,
        CellKind::Text if names.is_like(spot.text) => Says::Like,
        CellKind::Text => Says::Open,
    }
}

/// `2024`, `FY24`, `2023-24`, a day.
fn is_year(text: &str) -> bool {
    let digits = text
        .trim_start_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == '\'')
        .trim();
    let led = text.len() - digits.len();
    let prefix = text.get(..led).unwrap_or_default().trim().to_lowercase();
    let named = matches!(prefix.as_str(), "fy" | "fy'" | "sy" | "school year" | "year" | "'");
    let (first, second) = digits.split_once(['-', '/', '–']).unwrap_or((digits, ""));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole = |part: &str| part.len() == 4 && all(part) && (part.starts_with("19") || part.starts_with("20"));
    let short = |part: &str| part.len() == 2 && all(part);
    match second {
        "" => (whole(first) && (named || prefix.is_empty())) || (named && short(first)),
        _ if whole(first) => {
            (prefix.is_empty() || named) && (whole(second) || short(second) || PartialDate::read(text).is_ok())
        }
        _ => named && short(first) && short(second),
    }
}

/// A number with the signs of money or of a share.
pub(super) fn is_number(spot: &Spot) -> bool {
    if spot.kind == CellKind::Number {
        return true;
    }
    let text = spot.text.trim_matches(|c: char| "$()~%+-*€£ ".contains(c));
    let text = text.trim_end_matches(['k', 'K', 'm', 'M']).replace(',', "");
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok()
}

fn is_answer(text: &str, words: &Words) -> bool {
    let lower = text.to_lowercase();
    unanswered(text).is_some()
        || words.is_unsure(text)
        || words.is_blank(text)
        || matches!(lower.as_str(), "yes" | "no" | "y" | "n" | "x" | "true" | "false")
}

fn below<'r>(rows: &'r [ListRow<'r>], place: usize, column: u32) -> impl Iterator<Item = &'r Spot<'r>> {
    let rows = rows.iter().skip(place + 1).take(200);
    rows.filter_map(move |r| r.cells.iter().find(|c| c.column == column))
}

fn numbers_below(rows: &[ListRow], place: usize, column: u32) -> bool {
    let (mut numbers, mut all) = (0_usize, 0_usize);
    for spot in below(rows, place, column) {
        all += 1;
        numbers += usize::from(is_number(spot) || spot.kind == CellKind::Unsaved);
    }
    numbers * 2 >= all
}

fn years_below(rows: &[ListRow], place: usize, words: &Words) -> bool {
    let is = |spot: &Spot| spot.kind == CellKind::Date || (is_year(spot.text) && !is_answer(spot.text, words));
    rows.get(place).is_some_and(|row| {
        let years = row.cells.iter().filter(|c| is(c));
        years.into_iter().any(|c| below(rows, place, c.column).any(is))
    })
}

/// Whether a text of the row stands once more in its column, as answers do.
fn comes_again(rows: &[ListRow], place: usize) -> bool {
    rows.get(place).is_some_and(|row| {
        let again = |c: &Spot| below(rows, place, c.column).any(|b| b.text.eq_ignore_ascii_case(c.text));
        row.cells.len() > 1 && row.cells.iter().any(again) && !row.cells.iter().all(again)
    })
}

#[cfg(test)]
mod tests {
    use super::is_year;

    #[test]
    fn years_are_told_from_amounts() {
        for year in [
            "2024",
            "FY24",
            "FY 2024",
            "2023-24",
            "2023-2024",
            "SY 2018-19",
            "2024-08-15",
        ] {
            assert!(is_year(year), "{year}");
        }
        for other in [
            "24",
            "1200",
            "2,024",
            "$2024",
            "K-2",
            "Program 2024",
            "1-2",
            "2024-99-99",
        ] {
            assert!(!is_year(other), "{other}");
        }
    }
}
