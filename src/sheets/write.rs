//! Writes sheets as a workbook or as comma-separated text. Text is written as text: no formula can come of it.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Note, ObjectMovement, Workbook, Worksheet, XlsxError,
};

/// Everything that is written.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Book {
    /// The sheets in their order.
    pub pages: Vec<Page>,
}

/// One sheet.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// Whether it is prose for people, which is left out of comma-separated text.
    pub prose: bool,
    /// Rows and columns that stay in place when the sheet is moved.
    pub frozen: (u32, u16),
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Written>>,
    /// Notes on cells: row and column from 0, and the text.
    pub notes: Vec<(u32, u16, String)>,
    /// What cells may hold: first and last row and the column, from 0.
    pub checks: Vec<(u32, u32, u16, Check)>,
}

/// How a column looks.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Column {
    /// Its width in characters.
    pub width: f64,
    /// Whether its cells are kept as text, so that no program makes a date of `3-5`.
    pub as_text: bool,
}

/// What a cell may hold. Something else is warned of, not refused: an answer may also be `unsure`.
#[derive(Clone, PartialEq, Debug)]
pub enum Check {
    /// One of several words, chosen from a list.
    OneOf(Vec<String>),
    /// A number between two bounds.
    Number(f64, f64),
    /// A whole number of at least 0.
    Whole,
    /// A day; words and years are warned of.
    Day,
}

/// A cell as it is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Written {
    /// What stands in it.
    pub content: Content,
    /// How it looks.
    pub tone: Tone,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Blank,
    /// Text.
    Text(String),
    /// A decimal.
    Number(String),
    /// A day.
    Day(Date),
}

/// How a cell looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// As data.
    #[default]
    Plain,
    /// As the name of a column.
    Heading,
    /// As the name of a column that seldom needs an answer.
    Quiet,
    /// As an example.
    Example,
    /// As a title.
    Title,
    /// As prose that wraps.
    Prose,
}

/// What a list in a check may have in characters before it needs cells of its own.
const LONGEST_LIST: usize = 250;

/// A workbook, the same bytes on each run.
///
/// # Errors
/// In words, when a text is longer than a cell can hold.
pub fn to_xlsx(book: &Book) -> Result<Vec<u8>, String> {
    workbook(book).map_err(|error| match error {
        XlsxError::MaxStringLengthExceeded => "a text is longer than the 32,767 characters a cell can hold".to_owned(),
        other => other.to_string().to_lowercase(),
    })
}

fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut out = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    out.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut lists: Vec<&[String]> = Vec::new();
    for page in &book.pages {
        write_page(page, out.add_worksheet(), &mut lists)?;
    }
    if !lists.is_empty() {
        let sheet = out.add_worksheet();
        sheet.set_name(LISTS)?;
        for (column, list) in (0..).zip(&lists) {
            for (row, word) in (0..).zip(*list) {
                sheet.write_string(row, column, word)?;
            }
        }
        sheet.set_hidden(true);
    }
    out.save_to_buffer()
}

/// The sheet that holds the words of long lists.
pub const LISTS: &str = "Lists";

fn write_page<'b>(page: &'b Page, sheet: &mut Worksheet, lists: &mut Vec<&'b [String]>) -> Result<(), XlsxError> {
    sheet.set_name(&page.name)?;
    sheet.set_freeze_panes(page.frozen.0, page.frozen.1)?;
    for (place, column) in (0..).zip(&page.columns) {
        sheet.set_column_width(place, column.width)?;
        if column.as_text {
            sheet.set_column_format(place, &Format::new().set_num_format("@"))?;
        }
    }
    // a sheet is printed to the width of a page; a wide one lies across
    if page.columns.len() > 1 {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    for (row, cells) in (0..).zip(&page.rows) {
        let lines = lines(page, cells);
        if lines > 1.0 {
            sheet.set_row_height(row, 15.0 * lines)?;
        }
        for (place, cell) in (0_u16..).zip(cells) {
            let as_text = page.columns.get(usize::from(place)).is_some_and(|c| c.as_text);
            let format = format(cell, as_text);
            match &cell.content {
                Content::Blank => {}
                Content::Text(text) => {
                    sheet.write_string_with_format(row, place, text, &format)?;
                }
                Content::Number(text) => match text.parse::<f64>() {
                    Ok(number) => {
                        sheet.write_number_with_format(row, place, number, &format)?;
                    }
                    Err(_) => {
                        sheet.write_string_with_format(row, place, text, &format)?;
                    }
                },
                Content::Day(day) => {
                    let part = |n: i8| u8::try_from(n).unwrap_or(1);
                    let year = u16::try_from(day.year()).unwrap_or(1900);
                    let date = ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))?;
                    sheet.write_datetime_with_format(row, place, date, &format.set_num_format("yyyy-mm-dd"))?;
                }
            }
        }
    }
    for (row, place, text) in &page.notes {
        let height = 40 + 16 * u32::try_from(text.len() / 30).unwrap_or(20).min(20);
        let note = Note::new(text.as_str())
            .add_author_prefix(false)
            .set_width(260)
            .set_height(height)
            .set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
        sheet.insert_note(*row, *place, &note)?;
    }
    for (first, last, place, check) in &page.checks {
        sheet.add_data_validation(*first, *place, *last, *place, &validation(check, lists)?)?;
    }
    Ok(())
}

/// How many lines a row needs for the texts that wrap: not every program finds out by itself.
fn lines(page: &Page, cells: &[Written]) -> f64 {
    let needs = |(column, cell): (&Column, &Written)| {
        let Content::Text(text) = &cell.content else { return 1.0 };
        match cell.tone {
            Tone::Plain | Tone::Example => 1.0,
            Tone::Title => 1.6,
            // words are not cut, and bold ones are wider
            Tone::Heading | Tone::Quiet => (text.chars().count() as f64 * 1.25 / column.width).ceil(),
            Tone::Prose => (text.chars().count() as f64 * 1.1 / column.width).ceil(),
        }
    };
    page.columns.iter().zip(cells).map(needs).fold(1.0, f64::max).min(12.0)
}

fn validation<'b>(check: &'b Check, lists: &mut Vec<&'b [String]>) -> Result<DataValidation, XlsxError> {
    let validation = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
    Ok(match check {
        Check::OneOf(words) => {
            let length: usize = words.iter().map(|w| w.len() + 1).sum();
            if length <= LONGEST_LIST && !words.iter().any(|w| w.contains(',')) {
                validation.allow_list_strings(words)?
            } else {
                let column = lists.iter().position(|l| *l == words.as_slice()).unwrap_or_else(|| {
                    lists.push(words);
                    lists.len() - 1
                });
                let column = crate::diagnostics::CellAddress {
                    row: 1,
                    column: u32::try_from(column).unwrap_or_default() + 1,
                };
                let letters = column.to_string();
                let letters = letters.trim_end_matches('1');
                let range = format!("={LISTS}!${letters}$1:${letters}${}", words.len());
                validation.allow_list_formula(Formula::new(range))
            }
        }
        Check::Number(low, high) => validation.allow_decimal_number(DataValidationRule::Between(*low, *high)),
        Check::Whole => validation.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Check::Day => validation.allow_date(DataValidationRule::GreaterThan(ExcelDateTime::from_ymd(1950, 1, 1)?)),
    })
}

fn format(cell: &Written, as_text: bool) -> Format {
    let format = Format::new();
    let format = if as_text && matches!(cell.content, Content::Text(_)) {
        format.set_num_format("@")
    } else {
        format
    };
    match cell.tone {
        Tone::Plain => format.set_align(FormatAlign::Top),
        Tone::Heading => format
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0x00DD_E8F3))
            .set_border_bottom(FormatBorder::Thin),
        Tone::Quiet => format
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0x00EE_EEEE))
            .set_border_bottom(FormatBorder::Thin),
        Tone::Example => format.set_italic().set_font_color(Color::RGB(0x0059_5959)),
        Tone::Title => format.set_bold().set_font_size(16),
        Tone::Prose => format.set_text_wrap().set_align(FormatAlign::Top),
    }
}

/// Signs that make a formula of a text when they come first.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Comma-separated text, a file a sheet: its name and its text. A text that could become a formula gets a `'` first.
#[must_use]
pub fn to_csv(book: &Book) -> Vec<(String, String)> {
    let pages = book.pages.iter().filter(|p| !p.prose);
    pages.map(|page| (page.name.clone(), page_csv(page))).collect()
}

fn page_csv(page: &Page) -> String {
    let width = page.rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut text = String::new();
    for row in &page.rows {
        for place in 0..width {
            if place > 0 {
                text.push(',');
            }
            match row.get(place).map_or(&Content::Blank, |c| &c.content) {
                Content::Blank => {}
                Content::Text(cell) => field(cell, &mut text),
                Content::Number(cell) => text.push_str(cell),
                Content::Day(day) => text.push_str(&day.to_string()),
            }
        }
        text.push('\n');
    }
    text
}

fn field(cell: &str, text: &mut String) {
    let guarded = cell.starts_with(FORMULA) || cell.trim_start().starts_with(FORMULA) || unguarded(cell).is_some();
    let quoted = cell.contains([',', '"', '\n', '\r', ';', '\t']) || cell.trim() != cell;
    if quoted {
        text.push('"');
    }
    if guarded {
        text.push('\'');
    }
    text.push_str(&if quoted {
        cell.replace('"', "\"\"")
    } else {
        cell.to_owned()
    });
    if quoted {
        text.push('"');
    }
}

/// Takes away the `'` that keeps a text from becoming a formula.
#[must_use]
pub fn unguarded(text: &str) -> Option<&str> {
    text.strip_prefix('\'')
        .filter(|rest| rest.trim_start().starts_with(FORMULA) || rest.starts_with(FORMULA) || rest.starts_with('\''))
}
