//! The words of `templates/import.yaml`.

use crate::diagnostics::{Diagnostics, Sources};
use crate::inventory::workbook::layout::plain;
use crate::yaml::{self, Limits, Node};

const TEXT: &str = include_str!("../../../templates/import.yaml");

/// Usual names of a field, and what hints at it.
pub(super) struct Usual {
    pub field: String,
    pub names: Vec<String>,
    pub hints: Vec<String>,
}

pub(super) struct Words {
    pub columns: Vec<Usual>,
    pub unsure: Vec<String>,
    pub blank: Vec<String>,
    pub common: Vec<String>,
}

impl Words {
    pub fn load() -> Self {
        let mut sources = Sources::default();
        let source = sources.add("import.yaml", TEXT);
        let tree = yaml::read(source, TEXT, &Limits::default(), &mut Diagnostics::default());
        let texts = |node: &Node, key: &str| {
            let items = node.get(key).and_then(Node::as_list).unwrap_or_default();
            items
                .iter()
                .filter_map(Node::as_text)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let of = |key: &str| tree.as_ref().map_or_else(Vec::new, |t| texts(t, key));
        let columns = tree
            .as_ref()
            .and_then(|t| t.get("columns"))
            .and_then(Node::as_list)
            .unwrap_or_default();
        Self {
            columns: columns
                .iter()
                .map(|node| Usual {
                    field: node.get("field").and_then(Node::as_text).unwrap_or_default().to_owned(),
                    names: texts(node, "names").iter().map(|n| plain(n)).collect(),
                    hints: texts(node, "hints"),
                })
                .collect(),
            unsure: of("unsure"),
            blank: of("blank"),
            common: of("common"),
        }
    }

    pub fn is_unsure(&self, text: &str) -> bool {
        self.unsure.iter().any(|w| w.eq_ignore_ascii_case(text))
    }

    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || self.blank.iter().any(|w| w.eq_ignore_ascii_case(text))
    }
}

/// The words of a text in lower case.
pub(super) fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|t| !t.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether the words of a phrase stand in a text one after another; the last may stand in the plural.
pub(super) fn holds(text: &[String], phrase: &[String]) -> bool {
    let Some((last, before)) = phrase.split_last() else {
        return false;
    };
    text.windows(phrase.len()).any(|window| {
        let Some((end, start)) = window.split_last() else {
            return false;
        };
        let plural = end
            .strip_prefix(last.as_str())
            .is_some_and(|rest| matches!(rest, "" | "s" | "es"));
        start == before && plural
    })
}

#[cfg(test)]
mod tests {
    use super::{Words, holds, tokens};

    #[test]
    fn phrases_are_found_whole() {
        let text = tokens("Counsellor and social-worker positions (5)");
        assert!(holds(&text, &tokens("social worker")));
        assert!(holds(&text, &tokens("position")));
        assert!(!holds(&text, &tokens("counsel")));
        assert!(!holds(&text, &tokens("worker counsellor")));
    }

    #[test]
    fn the_words_are_there() {
        let words = Words::load();
        assert!(words.columns.len() > 15 && words.is_unsure("Unknown") && words.is_blank("-"));
    }
}
