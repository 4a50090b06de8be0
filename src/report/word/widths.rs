//! How wide the columns of a table are, from what stands in them.
//!
//! Lengths are in twentieths of a point. The width of a text is an estimate: which letters there are is known only where
//! the document is opened.

use super::blocks::{Run, Side, Table, plain_text};

/// The size of the letters in tables.
const LETTERS: u64 = 9 * 20;
/// What a cell keeps free at its left and right, together, as the style of tables says.
const FREE: u64 = 2 * 80;
/// A word that takes more than this part of the page is cut: one of a hundred letters would leave no room for the rest.
const LONG_WORD: u64 = 6;
/// What programs that open the document may need more than is reckoned here.
const SPARE: u64 = 30;
/// Steps of halving that find the measure by which widths are shared.
const HALVINGS: u32 = 40;

/// What one column asks for.
#[derive(Clone, Copy)]
struct Asked {
    /// So that no word is cut.
    least: u64,
    /// So that no line is broken.
    most: u64,
    /// How much text it has: of two columns with four times as much in one, that one is twice as wide, which keeps the
    /// table short.
    load: u64,
}

/// The width of each column of a table that has `room` at the most.
pub(super) fn widths(table: &Table, room: u64) -> Vec<u64> {
    let columns: Vec<Asked> = (0..table.columns.len()).map(|n| asked(table, n, room)).collect();
    let most: u64 = columns.iter().map(|column| column.most).sum();
    if most <= room {
        return columns.iter().map(|column| column.most).collect();
    }
    let least: u64 = columns.iter().map(|column| column.least).sum();
    if least >= room {
        // words are cut, the longest ones first
        return shared(&columns, room, |column, share| column.least.min(share));
    }
    shared(&columns, room, |column, share| {
        let wanted = column.load.saturating_mul(share) / room.max(1);
        wanted.clamp(column.least, column.most.max(column.least))
    })
}

/// The widths under the largest measure that fills the room.
fn shared(columns: &[Asked], room: u64, width: impl Fn(&Asked, u64) -> u64) -> Vec<u64> {
    let fits = |share: u64| columns.iter().map(|column| width(column, share)).sum::<u64>() <= room;
    let (mut low, mut high) = (0, 1_u64 << HALVINGS);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if fits(middle) { low = middle } else { high = middle }
    }
    columns.iter().map(|column| width(column, low).max(1)).collect()
}

fn asked(table: &Table, n: usize, room: u64) -> Asked {
    let cells = table.rows.iter().filter_map(|row| row.get(n));
    let (mut least, mut most, mut load) = (0, 0, 0);
    for cell in cells {
        let text = plain_text(cell);
        let bold = most == 0 || cell.iter().any(|run| matches!(run, Run::Text(_, look) if look.bold));
        let whole = length(&text, bold);
        let words = text.split(|c: char| c.is_whitespace() || c == '\u{200b}');
        least = words
            .map(|word| length(word, bold).min(room / LONG_WORD))
            .fold(least, u64::max);
        most = most.max(whole);
        load += whole;
    }
    // numbers are not broken where there is room for them
    if table.columns.get(n) == Some(&Side::Right) {
        least = least.max(most.min(room / LONG_WORD));
    }
    Asked {
        least: least + FREE + SPARE,
        most: most + FREE + SPARE,
        load: load.isqrt(),
    }
}

/// The length of a text in the letters of tables.
fn length(text: &str, bold: bool) -> u64 {
    let thousandths: u64 = text.chars().map(wide).sum();
    let length = thousandths * LETTERS / 1000;
    if bold { length * 26 / 25 } else { length }
}

/// How wide a sign is in Calibri, in thousandths of the size of the letters; about so for signs of other scripts.
fn wide(sign: char) -> u64 {
    match sign {
        ' ' | '\'' | 'i' | 'l' => 228,
        ',' | '.' | 'I' | 'j' | ':' | ';' => 260,
        '(' | ')' | '-' | '[' | ']' | '`' | 'f' | '!' | 'J' | 't' | '{' | '}' => 320,
        'r' | '/' | '\\' | '"' | 's' | 'z' | 'c' | 'x' | 'L' => 400,
        '?' | 'T' | 'Y' | 'Z' | 'a' | 'g' | 'F' | 'S' | 'k' | 'v' | 'y' | '|' => 465,
        'B' | 'R' | 'A' | 'V' => 570,
        'D' | 'G' | 'H' | 'N' | 'O' | 'U' | 'Q' | '&' => 650,
        '%' | 'w' | '\u{2026}' => 720,
        'm' | 'M' | 'W' | '@' => 860,
        '\u{200b}'..='\u{200f}' | '\u{fe0f}' => 0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{1f000}'.. => 1100,
        _ => 525,
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Look, Run, Side, Table};
    use super::{FREE, widths};

    const ROOM: u64 = 10_000;

    fn table(columns: &[Side], rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| vec![Run::Text((*text).to_owned(), Look::default())];
        Table {
            columns: columns.to_vec(),
            rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }

    #[test]
    fn a_small_table_is_as_wide_as_its_text() {
        let widths = widths(
            &table(&[Side::Left, Side::Right], &[&["Goal", "n"], &["Read", "12"]]),
            ROOM,
        );
        assert!(widths.iter().sum::<u64>() < ROOM / 4, "{widths:?}");
        assert!(widths[1] < widths[0] && widths[1] > FREE, "{widths:?}");
    }

    #[test]
    fn numbers_stay_whole_and_text_takes_the_rest() {
        let long =
            "a sentence that goes on for longer than a line of the page has room for, whatever is done ".repeat(3);
        let rows: [&[&str]; 2] = [&["What", "Why", "Known cost"], &["Short", &long, "$2,087,000"]];
        let widths = widths(&table(&[Side::Left, Side::Left, Side::Right], &rows), ROOM);
        assert!(widths.iter().sum::<u64>() <= ROOM, "{widths:?}");
        assert!(widths.iter().sum::<u64>() > ROOM - 10, "{widths:?}");
        assert!(widths[1] > 7 * widths[0] && widths[2] > 900, "{widths:?}");
    }

    #[test]
    fn words_are_cut_only_where_the_page_ends() {
        let word = "W".repeat(300);
        let rows: [&[&str]; 2] = [&["a", "b", "c"], &[&word, "Reading", &word]];
        let widths = widths(&table(&[Side::Left; 3], &rows), ROOM);
        assert!(widths.iter().sum::<u64>() <= ROOM, "{widths:?}");
        assert!(widths[1] < ROOM / 8 && widths[0] == widths[2], "{widths:?}");
        assert!(widths[1] > 600, "{widths:?}");
        // so that a sentence beside it can be read
        let rows: [&[&str]; 2] = [&["a", "b"], &[&word, &"a sentence of some words ".repeat(20)]];
        let widths = super::widths(&table(&[Side::Left; 2], &rows), ROOM);
        assert!(widths[1] > ROOM / 3, "{widths:?}");
    }
}
