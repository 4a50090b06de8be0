//! What people read is written once: every sentence of the templates stands in one place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::Path;

/// Words that make a run of text a sentence that a reader would know again.
const WORDS: usize = 5;
/// What stands in place of what is computed.
const COMPUTED: char = '\u{fffc}';

/// The templates in which people read something, by path; style, script and the XML of a Word file hold no sentences,
/// and neither do the formulas of effect sizes with the works that they are from.
fn templates() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            let name = name.to_str().unwrap().to_owned();
            if ["css", "js", "xml", "rels"].iter().all(|end| !name.ends_with(end)) {
                found.insert(name, text);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    assert!(found.len() > 50, "{found:?}");
    let words = found.get_mut("templates/evidence/words.yaml").unwrap();
    let (from, to) = (
        words.find("\nformulas:").unwrap(),
        words.find("\ntranslations:").unwrap(),
    );
    words.replace_range(from..to, "\n");
    found
}

/// Strings in quotes of an expression: what is chosen between is read as well.
fn quoted(expression: &str) -> Vec<String> {
    expression.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Parts of text that a reader takes for one: without tags, with [`COMPUTED`] in place of what is filled in. A tag of
/// HTML that begins a block ends the run; one within a line does not, and neither does a choice between words.
fn runs(template: &str) -> Vec<String> {
    const INLINE: [&str; 14] = [
        "strong", "/strong", "em", "/em", "code", "/code", "bdi", "/bdi", "span", "/span", "a", "/a", "b", "/b",
    ];
    const READ: [&str; 5] = ["aria-label=\"", "placeholder=\"", "title=\"", "data-none=\"", "alt=\""];
    let (mut text, mut apart) = (String::new(), Vec::new());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '<']) {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = match tag.get(..2).unwrap_or_default() {
            "{{" => "}}",
            "{%" => "%}",
            "{#" => "#}",
            _ if tag.starts_with('<') => ">",
            _ => "{",
        };
        let (own, after) = tag.split_once(end).unwrap_or((tag, ""));
        rest = after;
        match end {
            "}}" | "%}" => {
                apart.extend(quoted(own));
                // a macro, a loop over a block and what is set end a run
                let word = own.trim_start_matches(['{', '%', '-', ' ']);
                let ends = ["macro", "endmacro", "set", "import", "include", "block", "endblock"];
                let ends = end == "%}" && ends.iter().any(|e| word.starts_with(e));
                text.push(if ends { '\n' } else { COMPUTED });
            }
            "#}" => text.push('\n'),
            ">" => {
                for attribute in READ {
                    if let Some((_, value)) = own.split_once(attribute) {
                        apart.push(value.split('"').next().unwrap_or_default().to_owned());
                    }
                }
                let name = own
                    .trim_start_matches('<')
                    .split_whitespace()
                    .next()
                    .unwrap_or_default();
                text.push(if INLINE.contains(&name) { COMPUTED } else { '\n' });
            }
            // a brace that is text
            _ => text.push(' '),
        }
    }
    text.push_str(rest);
    apart.push(text);
    apart
}

/// The sentences of a text in two readings: whole ones with what is filled in left out, and the pieces between what is
/// filled in, so that neither a sentence is written again with another value in it nor a clause of it.
fn sentences(template: &str) -> Vec<String> {
    let mut found = Vec::new();
    let words = |text: &str| -> Vec<String> {
        let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        text.split_whitespace()
            .map(word)
            .filter(|w| w.chars().any(char::is_alphabetic))
            .collect()
    };
    for run in runs(template) {
        let ends = |c: char| matches!(c, '.' | '?' | '!' | ':' | ';' | '|' | '\n' | '"');
        for sentence in run.split(ends) {
            let mut own: Vec<Vec<String>> = sentence.split(COMPUTED).map(words).collect();
            own.push(words(&sentence.replace(COMPUTED, " ")));
            let mut own: Vec<String> = own.iter().filter(|w| w.len() >= WORDS).map(|w| w.join(" ")).collect();
            // a sentence in which nothing is filled in is the same in both readings
            own.dedup();
            found.extend(own);
        }
    }
    found
}

#[test]
fn no_sentence_stands_twice_in_the_templates() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in templates() {
        for sentence in sentences(&text) {
            places.entry(sentence).or_default().push(name.clone());
        }
    }
    assert!(places.len() > 400, "{}", places.len());
    places.retain(|_, names| names.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}

#[test]
fn the_reports_take_their_sentences_from_where_all_forms_do() {
    for (name, text) in templates() {
        let said = name.starts_with("templates/said");
        let words = name.ends_with("words.html");
        let report = name.ends_with(".html") || name.ends_with(".md");
        if said || words || !report || name.starts_with("templates/evidence/") || name.ends_with("rule-book.md") {
            continue;
        }
        let own = sentences(&text);
        assert!(own.is_empty(), "{name}: {own:#?}");
    }
}

#[test]
fn a_sentence_is_known_again_whatever_is_filled_in() {
    let said = |template: &str| sentences(template);
    let one = said("<p>{{ n }} of the rows are about <b>{{ what }}</b> and do not count</p>");
    let other = said("- {{ 3 }} of the rows are about {% if x %}{{ y }}{% endif %} and do not count.");
    assert_eq!(one, ["of the rows are about", "of the rows are about and do not count"]);
    assert_eq!(one, other);
    assert_eq!(
        said("{{ \"not shown, so that nobody can be told apart\" if x else y }}"),
        ["not shown so that nobody can be told apart"]
    );
    assert_eq!(
        said("<p aria-label=\"Where each of the schools stands\">Four words are none</p>").len(),
        1
    );
}
