//! Markdown read as blocks.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Document, Item, Look, Mark, Numbered, Paragraph, Picture, Role, Run, Side, Table};

/// Lists and headings have no more levels than a word processor knows.
const DEEPEST_ITEM: usize = 8;
const DEEPEST_HEADING: usize = 6;
/// The scheme of the address of a picture that is drawn; the rest of the address is its name.
const DRAWN: &str = "picture:";

/// Reads a report; HTML in it is left out, but for line breaks.
pub(super) fn read(markdown: &str) -> Document {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, options) {
        reader.take(event);
    }
    reader.close();
    reader.document
}

#[derive(Default)]
struct Reader {
    document: Document,
    /// The paragraph at hand.
    open: Option<Paragraph>,
    /// The role of the next paragraph where it is no plain text.
    role: Option<Role>,
    /// The lists around, and what the next paragraph is to the item at hand.
    lists: Vec<(Mark, Mark)>,
    quotes: usize,
    titled: bool,
    bold: usize,
    italic: usize,
    struck: usize,
    links: Vec<usize>,
    table: Option<Table>,
    picture: Option<Picture>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.role == Some(Role::Code) => self.lines(&text),
            Event::Text(text) => self.text(&text, false),
            Event::Code(text) => self.text(&text, true),
            Event::SoftBreak => self.text(" ", false),
            Event::HardBreak => self.run(Run::Break),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.run(Run::Break),
            Event::Rule => {
                self.close();
                self.role = Some(Role::Rule);
                self.paragraph();
                self.role = None;
                self.close();
            }
            // what the options above do not ask for does not come
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } => {
                let links = &mut self.document.links;
                let known = links.iter().position(|link| **link == *dest_url);
                self.links.push(known.unwrap_or(links.len()));
                if known.is_none() {
                    links.push(dest_url.into_string());
                }
            }
            // of any other picture its text stands for it
            Tag::Image { dest_url, .. } => {
                let name = dest_url.strip_prefix(DRAWN).filter(|_| self.table.is_none());
                self.picture = name.map(|name| Picture {
                    name: name.to_owned(),
                    description: String::new(),
                    lines: 0,
                });
            }
            Tag::Heading { level, .. } => {
                self.close();
                self.role = Some(self.heading(level));
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.role = Some(Role::Code);
            }
            Tag::List(start) => {
                self.close();
                let level = self.lists.len().min(DEEPEST_ITEM);
                let mark = start.map_or(Mark::Bullet, |start| {
                    self.document.numbered.push(Numbered { level, start });
                    Mark::Number(self.document.numbered.len() - 1)
                });
                self.lists.push((mark, mark));
            }
            Tag::Item => {
                self.close();
                if let Some((mark, next)) = self.lists.last_mut() {
                    *next = *mark;
                }
            }
            Tag::Table(columns) => {
                self.close();
                let columns = columns.into_iter().map(|alignment| match alignment {
                    Alignment::None | Alignment::Left => Side::Left,
                    Alignment::Center => Side::Center,
                    Alignment::Right => Side::Right,
                });
                let rows = Vec::new();
                let columns = columns.collect();
                self.table = Some(Table { columns, rows });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                if let Some(row) = self.row() {
                    row.push(Vec::new());
                }
            }
            _ => self.close(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Image => {
                if let Some(picture) = self.picture.take() {
                    self.close();
                    self.document.blocks.push(Block::Picture(picture));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => {}
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.document.blocks.push(Block::Table(table));
                }
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Heading(_) => {
                self.close();
                self.role = None;
            }
            TagEnd::CodeBlock => {
                if let Some(open) = &mut self.open {
                    open.runs.pop_if(|last| *last == Run::Break);
                }
                self.close();
                self.role = None;
            }
            _ => self.close(),
        }
    }

    /// What a heading is: the first of the first level is the title, and each level below counts from there.
    fn heading(&mut self, level: HeadingLevel) -> Role {
        if level == HeadingLevel::H1 && !self.titled {
            self.titled = true;
            return Role::Title;
        }
        let level = level as usize;
        Role::Heading(level.saturating_sub(1).clamp(1, DEEPEST_HEADING))
    }

    /// Lines of code, with a break after each.
    fn lines(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.run(Run::Break);
            }
            if !line.is_empty() {
                self.text(line, false);
            }
        }
    }

    fn text(&mut self, text: &str, code: bool) {
        if let Some(picture) = &mut self.picture {
            picture.description.push_str(text);
            return;
        }
        // what parts two pictures begins no paragraph
        if text == " " && self.open.is_none() && self.table.is_none() {
            return;
        }
        let look = Look {
            bold: self.bold > 0,
            italic: self.italic > 0,
            struck: self.struck > 0,
            code,
            link: self.links.last().copied(),
        };
        // what keeps an address from becoming a link in markdown is of no use here
        let text = text.replace(":\u{200b}//", "://").replace("www\u{200b}.", "www.");
        self.run(Run::Text(text, look));
    }

    /// Puts a piece at the end of the cell or paragraph at hand; pieces of one look are one.
    fn run(&mut self, run: Run) {
        let runs = match self.row() {
            Some(row) => match row.last_mut() {
                Some(cell) => cell,
                None => return,
            },
            None => &mut self.paragraph().runs,
        };
        match (runs.last_mut(), run) {
            (Some(Run::Text(before, look)), Run::Text(text, other)) if *look == other => {
                before.push_str(&text);
            }
            (_, run) => runs.push(run),
        }
    }

    /// The row of the table at hand.
    fn row(&mut self) -> Option<&mut Vec<Vec<Run>>> {
        self.table.as_mut().and_then(|table| table.rows.last_mut())
    }

    /// The paragraph at hand; begins one where there is none.
    fn paragraph(&mut self) -> &mut Paragraph {
        let level = self.lists.len().saturating_sub(1).min(DEEPEST_ITEM);
        let next = self.lists.last_mut().map(|(_, next)| next);
        let text = if self.quotes > 0 { Role::Quote } else { Role::Text };
        let role = self.role.unwrap_or(text);
        self.open.get_or_insert_with(|| Paragraph {
            role,
            item: next.map(|next| Item {
                level,
                mark: std::mem::replace(next, Mark::Continued),
            }),
            runs: Vec::new(),
        })
    }

    /// Ends the paragraph at hand.
    fn close(&mut self) {
        if let Some(paragraph) = self.open.take() {
            self.document.blocks.push(Block::Paragraph(paragraph));
        }
    }
}
