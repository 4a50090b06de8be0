//! The words of `templates/import.yaml`.

use crate::diagnostics::{Diagnostics, Sources};
use crate::inventory::workbook::layout::bare_name;
use crate::yaml::{self, Limits, Node};

use super::cells::Phrases;
use super::reviewed::Form;

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
    /// How amounts are said to be counted: the words, and how many dollars a unit has.
    pub units: Vec<(String, u32)>,
    /// How a remark below a list begins.
    pub footnotes: Vec<String>,
    /// How the name of a sum begins.
    pub sums: Vec<String>,
    /// How a sum begins that has nothing but amounts beside it.
    pub total_words: Vec<String>,
    /// Names of rows that say what is left over, and how longer ones begin.
    pub differences: (Vec<String>, Vec<String>),
    /// In what names of one approach may differ, and the words that go with it.
    pub levels: Vec<String>,
    pub level_nouns: Vec<String>,
    /// Words behind which no more things are named.
    pub of_one: Vec<String>,
    /// How adjectives end.
    pub adjectives: Vec<String>,
    /// The workbook in which a person reviews the proposals.
    pub review: Form,
    /// How people write answers in cells.
    pub cells: Phrases,
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
                    names: texts(node, "names").iter().map(|n| bare_name(n)).collect(),
                    hints: texts(node, "hints"),
                })
                .collect(),
            unsure: of("unsure"),
            blank: of("blank"),
            common: of("common"),
            units: units(tree.as_ref()),
            footnotes: of("footnotes"),
            sums: of("sums"),
            total_words: of("total_words"),
            differences: (of("differences"), of("differences_begin")),
            levels: of("levels"),
            level_nouns: of("level_nouns"),
            of_one: of("of_one"),
            adjectives: of("adjectives"),
            review: Form::of(tree.as_ref().and_then(|t| t.get("review"))),
            cells: Phrases::of(tree.as_ref().and_then(|t| t.get("cells"))),
        }
    }

    /// In what the amounts are counted that stand near this text, when it says so.
    pub fn unit(&self, text: &str) -> Option<u32> {
        let text = text.to_lowercase();
        let said = self.units.iter().find(|(words, _)| stands(&text, words));
        said.map(|(_, times)| *times)
    }

    pub fn is_unsure(&self, text: &str) -> bool {
        self.unsure.iter().any(|w| w.eq_ignore_ascii_case(text))
    }

    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || self.blank.iter().any(|w| w.eq_ignore_ascii_case(text))
    }
}

fn units(tree: Option<&Node>) -> Vec<(String, u32)> {
    let list = tree
        .and_then(|t| t.get("units"))
        .and_then(Node::as_list)
        .unwrap_or_default();
    let unit = |node: &Node| -> Option<Vec<(String, u32)>> {
        let times = node.get("times")?.as_text()?.parse().ok()?;
        let says = node.get("says")?.as_list()?;
        let texts = says.iter().filter_map(Node::as_text);
        Some(texts.map(|text| (text.to_lowercase(), times)).collect())
    };
    list.iter().filter_map(unit).flatten().collect()
}

/// Whether a phrase stands in a text as it is written, in lower case both, and is no part of a longer word or number;
/// it may stand in the plural.
pub(super) fn stands(text: &str, phrase: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | ':');
    text.match_indices(phrase).any(|(at, found)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + found.len()..).unwrap_or_default();
        let begins = !phrase.starts_with(char::is_alphanumeric) || !before.is_some_and(|c| inner(c) || c == ',');
        let ends = |rest: &str| {
            let mut signs = rest.chars();
            match signs.next() {
                // a full stop ends a sentence
                Some('.' | ':') => !signs.next().is_some_and(char::is_alphanumeric),
                Some(sign) => !inner(sign),
                None => true,
            }
        };
        let plural = ["s", "es"].iter().filter_map(|s| after.strip_prefix(s)).any(ends);
        begins && (ends(after) || plural)
    })
}

/// A text in which signs of kinds are looked for.
pub(in crate::inventory) struct Said {
    text: String,
    tokens: Vec<String>,
}

impl Said {
    /// In lower case, once for all signs.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_lowercase(),
            tokens: tokens(text),
        }
    }

    /// Whether a sign of a kind stands in it: its words one after another, or, of one with a number, as it is written.
    pub fn suggests(&self, sign: &str) -> bool {
        if sign.contains(|c: char| c.is_ascii_digit()) {
            stands(&self.text, &sign.to_lowercase())
        } else {
            holds(&self.tokens, &tokens(sign))
        }
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
    use super::{Said, Words, holds, tokens};

    #[test]
    fn phrases_are_found_whole() {
        let text = tokens("Counsellor and social-worker positions (5)");
        assert!(holds(&text, &tokens("social worker")));
        assert!(holds(&text, &tokens("position")));
        assert!(!holds(&text, &tokens("counsel")));
        assert!(!holds(&text, &tokens("worker counsellor")));
    }

    #[test]
    fn a_sign_with_a_number_is_no_part_of_a_date_or_of_a_numbering() {
        for text in ["1:1 laptops", "laptops, 1:1", "a 1:1: all schools", "(1:1)"] {
            assert!(Said::of(text).suggests("1:1"), "{text}");
        }
        for text in ["adopted 1/1/2019", "1.1", "1 1", "11:15", "1:10", "goal 1.1:1", "1:1.5"] {
            assert!(!Said::of(text).suggests("1:1"), "{text}");
        }
    }

    #[test]
    fn units_are_seen() {
        let words = Words::load();
        for text in [
            "All amounts in thousands",
            "Annual cost ($000)",
            "Budget ($000s)",
            "FY26 ($ in thousands)",
            "(in 000's)",
        ] {
            assert_eq!(words.unit(text), Some(1000), "{text}");
        }
        assert_eq!(words.unit("dollars in millions"), Some(1_000_000));
        for text in ["$1,000", "Thousand Oaks tutoring", "$5,000 a year", "One in a million"] {
            assert_eq!(words.unit(text), None, "{text}");
        }
    }

    #[test]
    fn the_words_are_there() {
        let words = Words::load();
        assert!(words.columns.len() > 15 && words.is_unsure("Unknown") && words.is_blank("-"));
    }
}
