//! The reader of YAML: never a panic, and the same tree as a second reader gives.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources, render_text};
use cleardeck::inventory;
use cleardeck::rules;
use cleardeck::yaml::{self, Kind, Limits, Node};
use proptest::prelude::*;
use serde_yaml::Value;

/// Documents of text, lists and mappings. The line and paragraph separators of Unicode are left out: they end a line
/// in YAML 1.1, by which the second reader's crate writes, and are plain text in YAML 1.2, by which ours reads.
fn document() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z]{1,6}".prop_map(Value::String),
        "[ -~]{0,12}".prop_map(Value::String),
        r"[\PC--[\u{2028}\u{2029}]]{0,8}".prop_map(Value::String),
        any::<i32>().prop_map(|n| Value::Number(n.into())),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        Just(Value::String("line one\nline two\n".into())),
        Just(Value::String("# no comment".into())),
        Just(Value::String("- no list".into())),
        Just(Value::String("a: b".into())),
    ];
    text.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::btree_map("[a-z_ :#-]{1,6}", inner, 0..5)
                .prop_map(|map| Value::Mapping(map.into_iter().map(|(k, v)| (Value::String(k), v)).collect())),
        ]
    })
}

/// Whether both readers saw the same; numbers and truths stay text with ours.
fn same(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Blank, Value::Null) => true,
        (Kind::Scalar(text, _), Value::String(other)) => text == other,
        (Kind::Scalar(text, false), Value::Number(number)) => *text == number.to_string(),
        (Kind::Scalar(text, false), Value::Bool(truth)) => *text == truth.to_string(),
        (Kind::List(items), Value::Sequence(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(n, v)| same(n, v))
        }
        (Kind::Map(entries), Value::Mapping(others)) => {
            entries.len() == others.len()
                && entries
                    .iter()
                    .all(|e| others.get(&*e.key).is_some_and(|v| same(&e.value, v)))
        }
        _ => false,
    }
}

fn read(text: &str) -> (Option<String>, usize) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let file = sources.add("x.yaml", text.to_owned());
    let tree = yaml::read(file, text, &Limits::default(), &mut out);
    assert!(tree.is_some() || !out.is_empty(), "nothing read and nothing said");
    // drawing must work for every problem, wherever it stands
    let drawn = render_text(&out, &sources, false);
    (tree.map(|t| format!("{t:?}")), drawn.len())
}

/// A place in a text, moved back to where a character begins.
fn place(text: &str, at: usize) -> usize {
    (0..=at % (text.len() + 1))
        .rev()
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_documents_read_as_the_second_reader_reads_them(document in document()) {
        let text = serde_yaml::to_string(&document).unwrap();
        let again: Value = serde_yaml::from_str(&text).unwrap();
        prop_assume!(again == document && !text.trim().is_empty());
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("x.yaml", text.clone());
        let tree = yaml::read(file, &text, &Limits::default(), &mut out);
        let tree = tree.unwrap_or_else(|| panic!("{text:?}: {:?}", out.iter().collect::<Vec<_>>()));
        prop_assert!(same(&tree, &document), "{text:?}\n{tree:?}");
    }

    #[test]
    fn every_value_stands_where_its_span_says(document in document()) {
        let text = serde_yaml::to_string(&document).unwrap();
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("x.yaml", text.clone());
        let Some(tree) = yaml::read(file, &text, &Limits::default(), &mut out) else { return Ok(()) };
        let mut stack = vec![&tree];
        while let Some(node) = stack.pop() {
            match &node.kind {
                Kind::Scalar(value, false) if !value.contains('\n') => {
                    let written = text.get(node.span.start as usize..node.span.end as usize);
                    prop_assert_eq!(written, Some(&**value));
                }
                Kind::List(items) => stack.extend(items),
                Kind::Map(entries) => stack.extend(entries.iter().map(|e| &e.value)),
                _ => {}
            }
        }
    }

    /// The one style says the same, is its own style, and keeps every comment that stands between the lines.
    #[test]
    fn the_style_changes_no_value(document in document(), remarks in prop::collection::vec((any::<usize>(), "[a-z]{1,5}"), 0..4)) {
        let text = serde_yaml::to_string(&document).unwrap();
        prop_assume!(!text.trim().is_empty() && serde_yaml::from_str::<Value>(&text).unwrap() == document);
        // a remark within text of several lines would be text
        let remarked = !text.contains(['|', '>', '\'', '"']);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (place, remark) in remarks.iter().filter(|_| remarked) {
            lines.insert(place % (lines.len() + 1), format!("# {remark}"));
        }
        let remarked = lines.join("\n") + "\n";
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("x.yaml", remarked.clone());
        let Some(styled) = yaml::style::styled(file, &sources, &mut out) else {
            return Err(TestCaseError::fail(format!("{remarked:?}: {:?}", out.iter().collect::<Vec<_>>())));
        };
        let again = sources.add("y.yaml", styled.clone());
        let tree = yaml::read(again, &styled, &Limits::default(), &mut out).unwrap();
        prop_assert!(same(&tree, &document), "{remarked:?}\n{styled}");
        prop_assert_eq!(yaml::style::styled(again, &sources, &mut out), Some(styled));
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        match yaml::decode("x.yaml", bytes, &Limits::default(), &mut sources, &mut out) {
            Some(file) => { read(sources.text(file)); }
            None => prop_assert!(!out.is_empty()),
        }
    }

    #[test]
    fn any_signs_of_yaml_are_answered(text in "[-:?,\\[\\]{}&*!|>'\"%@`#~ \t\n\r a-c0-2.<$é🎓]{0,120}") {
        read(&text);
    }
}

/// Reads an inventory, draws its problems, and judges it when there is none.
fn judged(text: String) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let file = sources.add("inventory.yaml", text);
    let mut out = Diagnostics::default();
    let inventory = inventory::load(file, &set, None, &sources, &mut out);
    let _ = render_text(&out, &sources, false);
    assert!(inventory.is_some() || out.has_errors(), "nothing read and nothing said");
    if let Some(inventory) = inventory.filter(|_| !out.has_errors()) {
        let _ = cleardeck::evaluate::audit(&set, &inventory);
    }
}

/// Pieces that make much of little: depth, anchors round anchors, aliases of them, merges, documents, long words.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        (1_usize..200).prop_map(|n| "[".repeat(n)),
        (1_usize..200).prop_map(|n| "]".repeat(n)),
        (1_usize..200).prop_map(|n| "{a: ".repeat(n)),
        (1_usize..200).prop_map(|n| "- ".repeat(n)),
        (1_usize..200).prop_map(|n| "? ".repeat(n)),
        (0_usize..9).prop_map(|n| format!("&a{n} [")),
        (0_usize..9, 1_usize..300).prop_map(|(n, times)| format!("*a{n},").repeat(times)),
        (0_usize..9).prop_map(|n| format!("\nk{n}: &a{n} ")),
        (0_usize..9).prop_map(|n| format!("\n<<: *a{n}\n")),
        (1_usize..3000).prop_map(|n| format!("\"{}\" ", "\\n".repeat(n))),
        (1_usize..3000).prop_map(|n| format!("{}: ", "k".repeat(n))),
        (1_usize..300).prop_map(|n| "k: v\n".repeat(n)),
        Just("\n---\n".to_owned()),
        Just("\n%TAG !t! tag:x:\n---\n!t!y ".to_owned()),
        Just("initiatives: ".to_owned()),
        Just("\n  - id: ".to_owned()),
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_makes_much_of_little_is_answered(text in hostile()) {
        read(&text);
        judged(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A real inventory with a piece taken out and another put in: answered, never a panic.
    #[test]
    fn a_spoiled_inventory_is_answered(from in any::<usize>(), length in 0_usize..60, piece in "\\PC{0,20}|[\n -:{}\\[\\]\"a-z0-9]{0,20}") {
        let mut text = common::file("examples/riverbend/inventory.yaml");
        let start = place(&text, from);
        let end = place(&text, start + length).max(start);
        text.replace_range(start..end, &piece);
        judged(text);
    }

    /// The same for a rule file.
    #[test]
    fn a_spoiled_rule_file_is_answered(which in 0_usize..10, from in any::<usize>(), length in 0_usize..40, piece in "[\n -:{}\\[\\]\"a-z0-9$]{0,20}") {
        let mut sources = Sources::default();
        let mut files = rules::shipped(&mut sources);
        let spoiled = files.get(which % files.len()).map(|f| f.source).unwrap();
        let mut text = sources.text(spoiled).to_owned();
        let start = place(&text, from);
        let end = place(&text, start + length).max(start);
        text.replace_range(start..end, &piece);
        let added = sources.add("spoiled.yaml", text);
        let count = files.len();
        if let Some(file) = files.get_mut(which % count) {
            *file = added.into();
        }
        let mut out = Diagnostics::default();
        rules::load(&files, &[], &sources, &mut out);
        let _ = render_text(&out, &sources, false);
    }
}
