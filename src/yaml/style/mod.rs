//! One style for YAML that people keep by hand: block form, a key a line, comments kept.
//!
//! What reads well on one line stays there: a list of short words, a group of one comparison. Long text is folded.
//! The values never change: what is written is read again and compared before it is given out.

mod lines;
pub(super) mod scalar;
mod tree;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};

use super::{Kind, Limits, Node, read};

/// The most characters of a line.
pub const WIDTH: usize = 100;

/// A text of YAML in the one style. `None` when it cannot be read, or holds what the style has no form for.
pub fn styled(source: SourceId, sources: &Sources, out: &mut Diagnostics) -> Option<String> {
    let text = sources.text(source);
    let before = read(source, text, &Limits::default(), out)?;
    let tree = match tree::read(text) {
        Ok(tree) => tree,
        Err(place) => {
            let span = Span {
                source,
                start: u32::try_from(place).unwrap_or(u32::MAX),
                end: u32::try_from(place).unwrap_or(u32::MAX),
            };
            out.push(
                Diagnostic::error(
                    Code::Syntax,
                    span,
                    "the one style has no anchors, aliases, tags or directives",
                )
                .help("write the values out"),
            );
            return None;
        }
    };
    let written = lines::write(&tree);
    let mut again = Sources::default();
    let file = again.add("", written.clone());
    let mut problems = Diagnostics::default();
    let after = read(file, again.text(file), &Limits::default(), &mut problems);
    if after.is_none_or(|after| !same(&before, &after)) || comments(text) != comments(&written) {
        out.push(
            Diagnostic::error(
                Code::Syntax,
                before.span,
                "this file cannot be put into the one style without loss",
            )
            .help("it stays as it is; look for comments inside a value"),
        );
        return None;
    }
    Some(written)
}

/// Whether two trees say the same; a word that reads as itself may lose its quotes.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Blank, Kind::Blank) => true,
        (Kind::Scalar(a, was), Kind::Scalar(b, is)) => a == b && (was == is || scalar::reads_as_itself(a)),
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Kind::Map(a), Kind::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        _ => false,
    }
}

/// Every comment, sorted: a comment may move with what it is about, and none may be lost.
fn comments(text: &str) -> Vec<String> {
    let mut found = tree::comments(text);
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::styled;
    use crate::diagnostics::{Diagnostics, Sources};

    fn style(text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", text.to_owned());
        styled(file, &sources, &mut Diagnostics::default())
    }

    fn becomes(from: &str, to: &str) {
        assert_eq!(style(from).as_deref(), Some(to));
        assert_eq!(style(to).as_deref(), Some(to), "the style of what has it is itself");
    }

    #[test]
    fn a_rule_on_one_line_becomes_a_block() {
        becomes(
            "# top\nrules:\n  - { id: a, title: \"A title\", when: { all: [ { x.y: { at_least: $n } }, { rule: b } ] }, sources: [s, t] }  # why\n  # next\n  - { id: b, when: { rule: c } }\n",
            "# top\nrules:\n  - id: a  # why\n    title: A title\n    when:\n      all:\n        - x.y: { at_least: $n }\n        - rule: b\n    sources: [s, t]\n\n  # next\n  - id: b\n    when: { rule: c }\n",
        );
    }

    #[test]
    fn words_that_would_be_read_otherwise_keep_their_quotes() {
        becomes(
            "a: \"no\"\nb: \"n/a\"\nc: 'two: three'\nd: \"1.0\"\ne: ~\nf: \"a # b\"\n",
            "a: \"no\"\nb: \"n/a\"\nc: \"two: three\"\nd: \"1.0\"\ne: ~\nf: \"a # b\"\n",
        );
    }

    #[test]
    fn long_text_is_folded_and_lines_are_kept() {
        let long = "word ".repeat(40).trim().to_owned();
        let first = "word ".repeat(19).trim_end().to_owned();
        let second = "word ".repeat(19).trim_end().to_owned();
        becomes(
            &format!("a: {long}\nb: \"one\\ntwo\"\n"),
            &format!("a: >-\n  {first}\n  {second}\n  word word\nb: |-\n  one\n  two\n"),
        );
    }

    #[test]
    fn what_has_no_form_is_refused() {
        assert_eq!(style("a: &x 1\nb: *x\n"), None);
        assert_eq!(style("a: !!str 1\n"), None);
        assert_eq!(style("a: [1\n"), None);
    }
}
