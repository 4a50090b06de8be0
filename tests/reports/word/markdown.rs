//! What the markdown of a report says, piece by piece: read by hand, so that no reader is trusted twice.

use quick_xml::escape::resolve_predefined_entity;

/// A paragraph or a cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    Heading(usize, String),
    Cell(String),
    Text(String),
}

/// Markdown without its signs, as far as the reports use them.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut signs = markdown.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.extend(signs.next()),
            '*' | '`' | '[' => {}
            ']' if signs.peek() == Some(&'(') => {
                signs.by_ref().find(|c| *c == '>');
                assert_eq!(signs.next(), Some(')'), "an address without its brackets");
            }
            '&' => {
                let name: String = signs.by_ref().take_while(|c| *c != ';').collect();
                out.push_str(resolve_predefined_entity(&name).unwrap());
            }
            other => out.push(other),
        }
    }
    words(&out)
}

/// Words with one blank between; an address in markdown is kept from being a link by a blank without width.
pub fn words(text: &str) -> String {
    let text = text.replace(":\u{200b}//", "://").replace("www\u{200b}.", "www.");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of a row of a table.
fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "\u{0}");
    let inner = line.trim().trim_matches('|').split('|');
    inner.map(|cell| plain(&cell.replace('\u{0}', "\\|"))).collect()
}

/// The markdown of a report, line by line; a block of code is one text.
pub fn expected(markdown: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut code: Option<String> = None;
    for line in markdown.lines() {
        let item = line.trim_start();
        if line.starts_with("```") {
            code = match code {
                Some(text) => {
                    pieces.push(Piece::Text(words(&text)));
                    None
                }
                None => Some(String::new()),
            };
        } else if let Some(text) = &mut code {
            text.push_str(line);
            text.push('\n');
        } else if line.starts_with('#') {
            let level = line.bytes().take_while(|b| *b == b'#').count();
            pieces.push(Piece::Heading(level, plain(&line[level..])));
        } else if line.starts_with("| --") {
        } else if line.starts_with('|') {
            pieces.extend(cells(line).into_iter().map(Piece::Cell));
        } else if !item.is_empty() {
            let digits = item.bytes().take_while(u8::is_ascii_digit).count();
            let rest = item[digits..].strip_prefix(". ").filter(|_| digits > 0);
            let rest = rest.or(item.strip_prefix("- ")).unwrap_or(item);
            pieces.push(Piece::Text(plain(rest)));
        }
    }
    assert_eq!(code, None, "code that does not end");
    pieces
}

/// The addresses that the links of markdown lead to.
pub fn addresses(markdown: &str) -> Vec<String> {
    let after = markdown.split("](<").skip(1);
    after.map(|rest| rest.split('>').next().unwrap().to_owned()).collect()
}
