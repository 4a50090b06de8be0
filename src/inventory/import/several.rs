//! Several things in one line, which a person may split, and lines of one approach, which a person may join.

use std::collections::HashMap;

use crate::inventory::workbook::layout::bare_name;

use super::words::Words;
use super::{Approach, Proposal, one_line};

/// A name has so many things at the most that are proposed one by one.
const MOST_THINGS: usize = 20;

/// An approach is named by so many letters at least.
const LEAST_LETTERS: usize = 5;

/// The things that a name holds, when it reads as several; `written` is the cell as it stands in the list.
pub(super) fn things(written: &str, words: &Words) -> Vec<String> {
    let lines: Vec<&str> = written.split(['\n', '\r', '•', '●', '▪', '\u{2028}']).collect();
    let by_line = clean(&lines);
    if by_line.len() > 1 && by_line.iter().all(|t| t.len() > 2) {
        return by_line;
    }
    for sign in [";", " + ", "|"] {
        let parts = clean(&outside(written, sign));
        if parts.len() > 1 && parts.iter().all(|t| t.len() > 1) {
            return parts;
        }
    }
    let listed = listed(written, words);
    if !listed.is_empty() {
        return listed;
    }
    slashed(written)
}

/// `Tutoring, mentoring and summer school`: at least three things, the last behind a word that ends the list.
fn listed(written: &str, words: &Words) -> Vec<String> {
    let mut parts = clean(&outside(written, ","));
    let Some(last) = parts.pop() else { return Vec::new() };
    let lower = last.to_lowercase();
    let rest = ["and ", "& "]
        .iter()
        .find_map(|w| lower.starts_with(w).then(|| last.get(w.len()..)).flatten());
    match rest {
        Some(rest) => parts.push(rest.trim().to_owned()),
        None => {
            let cut = [" and ", " & "].iter().find_map(|w| last.split_once(w));
            let Some((before, behind)) = cut else { return Vec::new() };
            parts.extend([before.trim().to_owned(), behind.trim().to_owned()]);
        }
    }
    let tokens = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let has_object = parts
        .iter()
        .rev()
        .skip(1)
        .any(|p| tokens(p).iter().any(|t| words.of_one.contains(t)));
    let long = parts.iter().any(|p| tokens(p).len() > 4 || p.is_empty());
    let is_adjective = |p: &String| {
        let t = tokens(p);
        t.len() == 1
            && t.iter()
                .all(|t| words.adjectives.iter().any(|end| t.ends_with(end.as_str())))
    };
    let one_noun = parts.iter().rev().skip(1).all(is_adjective);
    if parts.len() < 3 || has_object || long || one_noun {
        return Vec::new();
    }
    parts
}

/// `Assessment/intervention`: words with a stroke between them, and no numbers or letters.
fn slashed(written: &str) -> Vec<String> {
    let plain = one_line(written);
    if plain.to_lowercase().contains("and/or") {
        return Vec::new();
    }
    let parts = clean(&outside(&plain, "/"));
    let is_thing = |p: &String| {
        let letters = p.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 4 && p.chars().any(char::is_lowercase) && !p.contains(|c: char| c.is_ascii_digit())
    };
    if parts.len() > 1 && parts.iter().all(is_thing) {
        parts
    } else {
        Vec::new()
    }
}

/// The parts of a text between signs that stand outside of brackets.
fn outside<'a>(text: &'a str, sign: &str) -> Vec<&'a str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in text.char_indices() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        if depth == 0 && at >= from && text.get(at..).is_some_and(|rest| rest.starts_with(sign)) {
            parts.extend(text.get(from..at));
            from = at + sign.len();
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Parts without bullets and blanks, none twice.
fn clean(parts: &[&str]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for part in parts {
        let bullet = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '*' | '·' | '.' | ',');
        let plain = one_line(part).trim_matches(bullet).to_owned();
        if !plain.is_empty() && !list.contains(&plain) && list.len() < MOST_THINGS {
            list.push(plain);
        }
    }
    list
}

/// Finds lines whose names differ in a level or a phase alone.
pub(super) fn approaches(proposal: &mut Proposal, words: &Words) {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    let stems: Vec<(String, bool)> = proposal.lines.iter().map(|l| stem(&l.name, words)).collect();
    for (place, (line, (stem, _))) in proposal.lines.iter().zip(&stems).enumerate() {
        let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
        if line.aside.is_none() && line.merged.is_none() && letters >= LEAST_LETTERS {
            groups.entry(stem.to_lowercase()).or_default().push(place);
        }
    }
    for places in groups.values().filter(|p| p.len() > 1) {
        let names: Vec<String> = places
            .iter()
            .filter_map(|p| proposal.lines.get(*p))
            .map(|l| bare_name(&l.name))
            .collect();
        let differ = names.iter().any(|name| Some(name) != names.first());
        let Some((name, _)) = places.first().and_then(|p| stems.get(*p)).cloned() else {
            continue;
        };
        if !differ || !places.iter().any(|p| stems.get(*p).is_some_and(|(_, cut)| *cut)) {
            continue;
        }
        let first = places.iter().all(|p| {
            let line = proposal.lines.get(*p);
            line.is_some_and(|l| l.name.to_lowercase().starts_with(&name.to_lowercase()))
        });
        let why = if first {
            "the same first words"
        } else {
            "the same words but for a level or a phase"
        };
        for place in places {
            if let Some(line) = proposal.lines.get_mut(*place)
                && line.approach.is_none()
            {
                line.approach = Some(Approach {
                    name: name.clone(),
                    why: why.to_owned(),
                    sure: false,
                });
            }
        }
    }
}

/// A name without the levels and phases at its end and beginning, and whether any stood there.
fn stem(name: &str, words: &Words) -> (String, bool) {
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_level = |word: &str| {
        let word = plain(word);
        let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let grades = word.contains(|c: char| c.is_ascii_digit())
            && word
                .chars()
                .all(|c| c.is_ascii_digit() || "-–/.k".contains(c) || "thndrst".contains(c));
        words.levels.contains(&word) || grades || (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_noun = |word: &str| {
        let word = plain(word);
        word.is_empty() || words.level_nouns.contains(&word)
    };
    let all: Vec<&str> = name.split_whitespace().collect();
    let (mut from, mut to) = (0, all.len());
    let at = |n: usize| all.get(n).copied().unwrap_or_default();
    loop {
        // a level with its noun behind it, or alone
        let nouns = (from..to).rev().take_while(|n| is_noun(at(*n))).count();
        let behind = to - nouns;
        if behind > from + 1 && is_level(at(behind - 1)) {
            to = behind - 1;
        } else {
            break;
        }
    }
    while to > from + 1 && is_level(at(from)) {
        from += 1;
        while to > from + 1 && is_noun(at(from)) {
            from += 1;
        }
    }
    while to > from + 1 && plain(at(to - 1)).is_empty() {
        to -= 1;
    }
    let kept = all.get(from..to).unwrap_or_default().join(" ");
    let cut = from > 0 || to < all.len();
    (
        kept.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned(),
        cut,
    )
}

#[cfg(test)]
mod tests {
    use super::{Words, stem, things};

    #[test]
    fn several_things_are_told_from_one() {
        let words = Words::load();
        for (name, parts) in [
            ("Assessment/intervention", &["Assessment", "intervention"][..]),
            (
                "Tutoring, mentoring and summer school",
                &["Tutoring", "mentoring", "summer school"],
            ),
            (
                "Reading Recovery; Lexia; DreamBox",
                &["Reading Recovery", "Lexia", "DreamBox"],
            ),
            ("• Coaching\n• Data teams", &["Coaching", "Data teams"]),
            ("Lexia + DreamBox", &["Lexia", "DreamBox"]),
        ] {
            assert_eq!(things(name, &words), parts, "{name}");
        }
        for name in [
            "Mental-health support for staff and students",
            "Leadership and administrative positions",
            "Social, emotional and behavioral supports",
            "Professional learning for teachers, aides and principals",
            "RTI / MTSS",
            "K-8/9 transition",
            "Coaches (K-2; 3-5)",
            "Before- and/or after-school care",
            "Custodial, maintenance, grounds contracts",
        ] {
            assert!(things(name, &words).is_empty(), "{name}: {:?}", things(name, &words));
        }
    }

    #[test]
    fn an_approach_is_what_is_left_without_levels_and_phases() {
        let words = Words::load();
        for (name, left) in [
            ("Summer school elementary", "Summer school"),
            ("Summer school incoming freshmen", "Summer school"),
            ("Summer school - Middle School", "Summer school"),
            ("Elementary instructional coaches", "instructional coaches"),
            ("High school parking fee", "parking fee"),
            ("AVID Phase 2", "AVID"),
            ("Literacy coaching (K-5)", "Literacy coaching"),
            ("Tutoring grades 6-8", "Tutoring"),
            ("Saturday school", "Saturday school"),
        ] {
            assert_eq!(stem(name, &words).0, left, "{name}");
        }
    }
}
