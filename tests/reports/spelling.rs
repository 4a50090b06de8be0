//! What people read is spelled as in the United States.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::path::{Path, PathBuf};

/// Beginnings of words as they are spelled in the United Kingdom.
const BRITISH: [&str; 53] = [
    "judgement",
    "programme",
    "behaviour",
    "colour",
    "favour",
    "labour",
    "neighbour",
    "honour",
    "endeavour",
    "humour",
    "centre",
    "metre",
    "theatre",
    "fibre",
    "licence",
    "defence",
    "offence",
    "practise",
    "practising",
    "analysed",
    "analysing",
    "organis",
    "recognis",
    "prioritis",
    "summaris",
    "emphasise",
    "emphasising",
    "minimis",
    "maximis",
    "realise",
    "realising",
    "utilis",
    "standardis",
    "generalis",
    "specialise",
    "categoris",
    "characteris",
    "personalis",
    "individualis",
    "centralis",
    "randomis",
    "criticise",
    "customis",
    "modernis",
    "normalis",
    "visualis",
    "learnt",
    "whilst",
    "amongst",
    "counsellor",
    "labelled",
    "enrolment",
    "skilful",
];

/// The files that people read and that the project wrote: rules, templates, and the catalogue.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_none_or(|end| !["css", "js", "xml", "rels"].iter().any(|no| end == *no))
        {
            found.push(path);
        }
    }
}

/// What a file says in the project's own words, line by line: nothing of the titles of cited works, of keys, and of the
/// words by which a line of somebody's list is known, which may be spelled in any way.
fn own_words(text: &str, cites: bool) -> Vec<String> {
    const QUOTED: [&str; 8] = [
        "as:", "also:", "words:", "signs:", "title:", "name:", "authors:", "quote:",
    ];
    let quotes = if cites { &QUOTED[..] } else { &QUOTED[..4] };
    let mut quoted = None;
    let own = |line: &str| {
        let deep = line.len() - line.trim_start().len();
        let line = line.trim_start().trim_start_matches("- ").to_lowercase();
        // a title goes on over the lines that stand deeper
        if quoted.is_some_and(|above| deep > above) {
            return String::new();
        }
        quoted = quotes.iter().any(|key| line.starts_with(key)).then_some(deep);
        let known_by = line.split_whitespace().count() <= 3 && !line.ends_with(['.', '?', ':']);
        if known_by || quoted.is_some() {
            return String::new();
        }
        let key = line.split_once(": ").filter(|(key, _)| !key.contains(' '));
        let said = key.map_or(line.clone(), |(_, said)| said.to_owned());
        said.replace("aria-labelledby", "")
    };
    text.lines().map(own).collect()
}

#[test]
fn rules_templates_and_catalogue_are_spelled_as_in_the_united_states() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["rules", "templates", "catalogue"] {
        files(&root.join(folder), &mut found);
    }
    // the words of other people's lists
    found.retain(|path| !path.ends_with("import.yaml"));
    assert!(found.len() > 100, "{}", found.len());
    let mut british = Vec::new();
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let cites = name.starts_with("catalogue") || name.contains("sources");
        for (number, line) in own_words(&text, cites).iter().enumerate() {
            let begins = |at: usize| line[..at].chars().next_back().is_none_or(|c| !c.is_alphabetic());
            for word in BRITISH
                .iter()
                .filter(|word| line.match_indices(**word).any(|(at, _)| begins(at)))
            {
                british.push(format!("{}:{}: {word}", name, number + 1));
            }
        }
    }
    assert!(british.is_empty(), "{british:#?}");
}
