//! A document as its blocks one below the other, the way a word processor holds one: what stands within a list or a
//! quotation says so itself.

/// Paragraphs and tables in reading order.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub blocks: Vec<Block>,
    /// The numbered lists in reading order.
    pub numbered: Vec<Numbered>,
    /// The addresses that links lead to, as written.
    pub links: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Table(Table),
    Picture(Picture),
}

/// A picture of the report, which stands on its own.
#[derive(Debug)]
pub(super) struct Picture {
    /// Which.
    pub name: String,
    /// What it shows, in words.
    pub description: String,
    /// How many lines it has.
    pub lines: usize,
}

#[derive(Debug)]
pub(super) struct Paragraph {
    pub role: Role,
    /// Where it stands in a list.
    pub item: Option<Item>,
    pub runs: Vec<Run>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The first heading of the first level.
    Title,
    /// A heading; 1 is right below the title.
    Heading(usize),
    Text,
    Quote,
    /// Lines as they stand, in letters of one width.
    Code,
    /// A line across the page.
    Rule,
}

/// The place of a paragraph in a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Item {
    /// How many lists stand around its own.
    pub level: usize,
    pub mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Bullet,
    /// The next number of this list of [`Document::numbered`].
    Number(usize),
    /// A further paragraph of an item that has begun.
    Continued,
}

/// A numbered list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered {
    pub level: usize,
    /// Its first number.
    pub start: u64,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Run {
    Text(String, Look),
    Break,
}

/// How a piece of text is set.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Look {
    pub bold: bool,
    pub italic: bool,
    pub struck: bool,
    pub code: bool,
    /// Where it leads to, in [`Document::links`].
    pub link: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub columns: Vec<Side>,
    /// The head and the rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Vec<Run>>>,
}

/// To which side of its column the text of a cell is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Left,
    Center,
    Right,
}

/// The text of a line without its looks.
pub(super) fn plain_text(runs: &[Run]) -> String {
    let text = |run: &Run| match run {
        Run::Text(text, _) => text.clone(),
        Run::Break => " ".to_owned(),
    };
    runs.iter().map(text).collect()
}
