//! The seam between program and rules: no id of a rule set is known to the program, and a word that is wrong, missing or
//! out of order is refused with its place or changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeSet;
use std::path::Path;

use cleardeck::diagnostics::{Diagnostics, Severity, Sources, Span};
use cleardeck::evaluate::audit;
use cleardeck::report::{Audience, Depth, Edition, Html, Markdown, View};
use cleardeck::rules::{self, RuleFile, RuleSet};
use serde_yaml::Value;

use crate::common;

/// What is done to the value at a path.
#[derive(Clone, Copy)]
enum Edit {
    /// Another word stands there.
    Say(&'static str),
    /// Another id or name; where a report prints it, it is that word and nothing else that differs.
    Rename(&'static str),
    /// The field, or the item, is left out.
    Leave,
    /// The field has another key.
    Key(&'static str),
    /// The list is sorted.
    Sort,
    /// The list is the other way round.
    Reverse,
}

/// What must come of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    /// An error with its place.
    Refused,
    /// The same reports.
    Same,
}

use Edit::{Key, Leave, Rename, Reverse, Say, Sort};
use Then::{Refused, Same};

/// Edits of one word: where it stands (a list item by its id or name), what is done, what comes of it.
const EDITS: &[(&str, Edit, Then)] = &[
    ("parameters/suppress_n/name", Rename("supress_n"), Refused),
    ("parameters/suppress_n/unit", Say("schools"), Refused),
    ("parameters/rock_days", Leave, Refused),
    ("parameters/fidelity_ok/value", Say("70"), Refused),
    ("parameters", Reverse, Same),
    ("sources", Reverse, Same),
    ("facts/results.summary/options", Sort, Refused),
    ("facts/results.summary/presume", Say("unmeasured"), Refused),
    ("facts/results.summary/presume", Leave, Refused),
    ("facts/results.summary/check", Say("not-mesured"), Refused),
    ("facts/results.summary/because", Leave, Refused),
    ("facts/results.summary/name", Rename("results.sum"), Refused),
    ("facts/status/options", Reverse, Refused),
    ("facts/status/type", Say("level"), Refused),
    ("kinds/permission/needs_drivers", Say("false"), Same),
    ("kinds/permission/needs_drivers", Say("never"), Refused),
    ("groups/block/role", Leave, Refused),
    ("groups/block/id", Rename("blok"), Refused),
    ("groups/set-aside/role", Say("setaside"), Refused),
    ("checks/nothing-shown/id", Rename("not-shown"), Refused),
    ("checks/nothing-shown/group", Say("grow"), Refused),
    ("recommendations/set-aside/role", Say("undecided"), Refused),
    ("recommendations/set-aside/role", Leave, Refused),
    ("recommendations/stop/guarded", Say("true"), Same),
    ("recommendations/stop/guarded", Say("sure"), Refused),
    ("recommendations/stop/id", Rename("end"), Refused),
    ("recommendations/repair/board", Leave, Refused),
    ("recommendations/repair/board", Say("found"), Refused),
    ("recommendations/hold/mark", Leave, Refused),
    ("recommendations/hold/mark", Say("shield"), Refused),
    ("recommendations/hold/in_plan", Say("false"), Same),
    ("recommendations/hold/in_plan", Leave, Refused),
    ("recommendations/repair/in_plan", Leave, Refused),
    ("recommendations/stop/details", Leave, Refused),
    ("recommendations/scale/details", Leave, Refused),
    ("recommendations/seed/names_missing", Leave, Refused),
    ("recommendations/hold/in_plan", Key("in_plans"), Refused),
    ("caution", Say("look-first"), Refused),
    ("rules/proven/role", Leave, Refused),
    ("rules/proven/role", Say("prooven"), Refused),
    ("rules/proven/id", Rename("prooven"), Refused),
    ("rules/sustained/role", Say("replicated"), Refused),
    ("rules/several-years/role", Leave, Refused),
    ("rules/drivers-in-place/role", Key("rolle"), Refused),
    ("tables/recommendation/id", Rename("recomendation"), Refused),
    ("tables/recommendation/rows/harm/id", Rename("damage"), Same),
    ("tables/recommendation/rows/harm/first_in_plan", Say("true"), Same),
    ("tables/recommendation/rows/harm/first_in_plan", Leave, Refused),
    ("tables/recommendation/rows/harm/first_in_plan", Say("first"), Refused),
    ("tables/readiness/outcomes", Reverse, Refused),
    ("tables/drivers.competency.level/outcomes", Sort, Refused),
    ("scores/levers.ilt.score/role", Leave, Refused),
    ("scores/levers.plc.score/role", Say("levers"), Refused),
    ("scores/levers.plc.score/name", Rename("teams.plc.score"), Same),
    ("scales/months_of_progress/name", Rename("progress"), Refused),
];

/// The files of the shipped rule set as trees, with their names.
fn trees() -> Vec<(String, Value)> {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let tree = |file: &RuleFile| {
        let name = sources.name(file.source).to_owned();
        (name, serde_yaml::from_str(sources.text(file.source)).unwrap())
    };
    files.iter().map(tree).collect()
}

/// A rule set from trees, with what was found wrong with it.
fn load(trees: &[(String, Value)]) -> (Option<RuleSet>, Diagnostics, Sources) {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let file = |(name, tree): &(String, Value)| RuleFile {
        source: sources.add(name, serde_yaml::to_string(tree).unwrap()),
        packed: None,
        own: true,
    };
    let files: Vec<RuleFile> = trees.iter().map(file).collect();
    let set = rules::load(&files, &[], &sources, &mut problems);
    (set, problems, sources)
}

/// Every report of the example district: three editions as markdown and HTML, and JSON; hashes aside.
fn reports(set: &RuleSet, sources: &mut Sources) -> Vec<String> {
    // what was decided is said in the words of the rule set
    let mut text = common::file("examples/riverbend/inventory.yaml");
    for recommendation in &set.recommendations {
        let shipped = recommendation.id.trim_end_matches(ANEW);
        for end in [",", " }"] {
            let answer = |id: &str| format!("answer: {id}{end}");
            text = text.replace(&answer(shipped), &answer(&recommendation.id));
        }
    }
    let inventory = common::inventory(&text, set, sources);
    let audit = audit(set, &inventory);
    let mut all = Vec::new();
    for audience in [Audience::Internal, Audience::Public] {
        let view = View::of(&audit, sources, Depth::Everything, audience).unwrap();
        all.push(serde_json::to_string_pretty(&view).unwrap());
        for edition in Edition::ALL {
            all.push(Markdown::default().text(&view, edition, None).unwrap());
            all.push(Html.text(&view, edition, None).unwrap());
        }
    }
    let hashless = |text: &String| {
        let hashes = [&set.hash[..], &inventory.hash];
        hashes.iter().fold(text.clone(), |text, hash| {
            text.replace(hash, "HASH").replace(&hash[..16], "HASH")
        })
    };
    all.iter().map(hashless).collect()
}

/// Does an edit at a path below `value`; whether the path is there.
fn edit(value: &mut Value, path: &[&str], how: Edit) -> bool {
    let called = |item: &Value, name: &str| {
        let says = |key| item.get(key).and_then(Value::as_str) == Some(name);
        says("id") || says("name")
    };
    let [step, rest @ ..] = path else {
        match how {
            Say(word) | Rename(word) => *value = Value::String(word.to_owned()),
            Sort => value
                .as_sequence_mut()
                .unwrap()
                .sort_by(|a, b| a.as_str().cmp(&b.as_str())),
            Reverse => value.as_sequence_mut().unwrap().reverse(),
            Leave | Key(_) => unreachable!("done where the field stands"),
        }
        return true;
    };
    match value {
        Value::Mapping(fields) => match (rest, how) {
            ([], Leave) => fields.shift_remove(*step).is_some(),
            ([], Key(key)) => {
                let Some(old) = fields.shift_remove(*step) else {
                    return false;
                };
                fields.insert(Value::String(key.to_owned()), old);
                true
            }
            _ => fields.get_mut(*step).is_some_and(|inner| edit(inner, rest, how)),
        },
        Value::Sequence(items) => {
            let Some(place) = items.iter().position(|item| called(item, step)) else {
                return false;
            };
            if rest.is_empty() && matches!(how, Leave) {
                items.remove(place);
                return true;
            }
            edit(&mut items[place], rest, how)
        }
        _ => false,
    }
}

#[test]
fn an_edit_of_one_word_is_refused_with_its_place_or_changes_nothing() {
    let (set, _, mut sources) = load(&trees());
    let set = set.unwrap();
    let before = reports(&set, &mut sources);
    let mut wrong = Vec::new();
    for (path, how, then) in EDITS {
        let steps: Vec<&str> = path.split('/').collect();
        let mut trees = trees();
        let done: usize = trees
            .iter_mut()
            .map(|(_, tree)| usize::from(edit(tree, &steps, *how)))
            .sum();
        assert!(done > 0, "`{path}` is not in the rules");
        let (set, problems, mut sources) = load(&trees);
        let said = match how {
            Say(word) | Rename(word) | Key(word) => format!("{path}: {word}"),
            Leave => format!("{path} left out"),
            Sort | Reverse => format!("{path} in another order"),
        };
        let errors: Vec<_> = problems.iter().filter(|d| d.severity == Severity::Error).collect();
        if *then == Refused {
            if errors.is_empty() {
                wrong.push(format!("{said}: is not refused"));
            }
            for error in errors {
                let placed = error.at.is_some_and(|at| at != Span::NOWHERE);
                if !placed || error.help.is_empty() {
                    wrong.push(format!("{said}: no place or no help: {}", error.message));
                }
            }
            continue;
        }
        if !errors.is_empty() {
            wrong.push(format!("{said}: {}", errors[0].message));
            continue;
        }
        let mut after = reports(&set.unwrap(), &mut sources);
        if let Rename(word) = how {
            let old = steps[steps.len() - 2];
            after = after.iter().map(|text| text.replace(word, old)).collect();
        }
        if after != before {
            wrong.push(format!("{said}: another report"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(EDITS.len() >= 25);
}

#[test]
fn a_share_above_one_is_refused_on_the_command_line() {
    let inventory = "examples/riverbend/inventory.yaml";
    let (code, out, err) = common::run(&["audit", inventory, "--param", "fidelity_ok=70"], "");
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("fidelity_ok"), "{err}");
}

/// What is added to every id.
const ANEW: &str = "-zqz";

/// The ids that a rule set gives to rules, rows, recommendations and groups of kinds.
struct Ids {
    rules: BTreeSet<String>,
    rows: BTreeSet<String>,
    recommendations: BTreeSet<String>,
    groups: BTreeSet<String>,
}

impl Ids {
    fn of(set: &RuleSet) -> Self {
        Self {
            rules: set.rules.iter().map(|r| r.id.clone()).collect(),
            rows: set.tables.iter().flat_map(|t| &t.rows).map(|r| r.id.clone()).collect(),
            recommendations: set.recommendations.iter().map(|r| r.id.clone()).collect(),
            groups: set.kinds.iter().map(|k| k.group.clone()).collect(),
        }
    }

    /// Gives every id anew, where it is declared and where it is referred to; `section` is that of a file, `key` the
    /// nearest key above.
    fn rename(&self, value: &mut Value, section: &str, key: &str) {
        match value {
            Value::Mapping(fields) => {
                // the outcomes of the decision and what its rows give are recommendations; of other tables not
                let decision = fields.get("id").and_then(Value::as_str) == Some("recommendation");
                // what is presumed of a fact that holds a recommendation is one
                let answer = fields.get("type").and_then(Value::as_str) == Some("recommendation");
                for (field, inner) in fields.iter_mut() {
                    let field = field.as_str().unwrap_or_default();
                    let section = match (section, field) {
                        ("", section) => section,
                        ("tables", _) if decision => "decision",
                        ("facts", _) if answer => "answer",
                        (section, _) => section,
                    };
                    self.rename(inner, section, field);
                }
            }
            Value::Sequence(items) => items.iter_mut().for_each(|item| self.rename(item, section, key)),
            Value::String(word) => {
                let ids = match (section, key) {
                    ("rules", "id") | (_, "rule" | "initiatives_where") => &self.rules,
                    ("tables" | "decision", "id") => &self.rows,
                    ("recommendations", "id" | "aims_at") | ("caution", _) => &self.recommendations,
                    ("decision", "then" | "outcomes") | (_, "recommendation" | "instead") => &self.recommendations,
                    ("answer", "presume") | (_, "decided.answer") => &self.recommendations,
                    ("groups", "id") | ("kinds", "group") | (_, "kind.group") => &self.groups,
                    _ => return,
                };
                if ids.contains(word) {
                    word.push_str(ANEW);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_id_is_the_rule_sets_own() {
    let mut trees = trees();
    let (set, _, mut sources) = load(&trees);
    let set = set.unwrap();
    let before = reports(&set, &mut sources);
    let ids = Ids::of(&set);
    for (_, tree) in &mut trees {
        ids.rename(tree, "", "");
    }
    let (set, problems, mut sources) = load(&trees);
    let errors: Vec<_> = problems.iter().map(|d| &d.message).collect();
    assert!(!problems.has_errors(), "{errors:#?}");
    let set = set.unwrap();
    let anew = Ids::of(&set);
    for all in [&anew.rules, &anew.rows, &anew.recommendations, &anew.groups] {
        assert!(!all.is_empty() && all.iter().all(|id| id.ends_with(ANEW)), "{all:?}");
    }
    let after = reports(&set, &mut sources);
    for (before, after) in before.iter().zip(&after) {
        let after = after.replace(ANEW, "");
        let line = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        assert!(line.is_none(), "{line:#?}");
        assert_eq!(before.len(), after.len());
    }
}

/// Words of the program that are an id too: where, which, and what they mean there.
const OTHER_WORDS: &[(&str, &str, &str)] = &[
    (
        "src/catalogue/document.rs",
        "scale",
        "a field: how many a study was made with",
    ),
    (
        "src/catalogue/load.rs",
        "scale",
        "a field: how many a study was made with",
    ),
    (
        "src/catalogue/document.rs",
        "sustained",
        "a field: what lasted after a program",
    ),
    (
        "src/catalogue/load.rs",
        "sustained",
        "a field: what lasted after a program",
    ),
    (
        "src/report/evidence/grade.rs",
        "spread",
        "a field: how far effects lie apart",
    ),
    ("src/report/evidence/ids.rs", "promising", "a federal tier"),
    ("src/inventory/rows/form.rs", "sustained", "the horizon of a goal"),
    ("src/inventory/import/rows.rs", "keep", "a choice of a mapping file"),
    ("src/inventory/import/map.rs", "keep", "a choice of a mapping file"),
    (
        "src/inventory/import/reviewed.rs",
        "keep",
        "words of the workbook of a review",
    ),
    ("src/inventory/import/cells/phrases.rs", "pilot", "words of lists"),
    ("src/rules/facts.rs", "scale", "an item of `scales:`, in a message"),
];

/// The texts between double quotes of a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[test]
fn no_id_of_a_rule_row_or_recommendation_stands_in_the_program_or_a_template() {
    let set = common::shipped(&mut Sources::default());
    let ids = Ids::of(&set);
    let is_id = |word: &str| {
        [&ids.rules, &ids.rows, &ids.recommendations]
            .iter()
            .any(|all| all.contains(word))
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut program = common::files_below(&root.join("src"));
    // a packed decision has no words
    program.retain(|path| path.extension().is_none_or(|end| end != "bin"));
    let templates = common::files_below(&root.join("templates"));
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let (mut found, mut seen) = (Vec::new(), 0);
    let mut excused = BTreeSet::new();
    for path in program {
        let name = name(&path);
        // the words by which a rule set says roles, and what the program counts, are declared there
        if name.starts_with("src/rules/contract/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in quoted(line) {
                seen += 1;
                let other = OTHER_WORDS.iter().position(|(file, w, _)| *file == name && *w == word);
                excused.extend(other);
                if other.is_none() && is_id(word) {
                    found.push(format!("{name}: {word}: {}", line.trim()));
                }
            }
        }
    }
    for path in templates {
        let text = std::fs::read_to_string(&path).unwrap();
        for sign in ["== \"", "!= \"", "\"eq\", \"", "\"ne\", \"", " in [\""] {
            for (at, _) in text.match_indices(sign) {
                seen += 1;
                // marks are drawn by their own words
                let of_a_mark = text[..at].trim_end().ends_with("drawn");
                let rest = &text[at + sign.len() - 1..];
                let end = if sign.contains('[') {
                    rest.find(']')
                } else {
                    rest[1..].find('"').map(|n| n + 2)
                };
                let words = &rest[..end.unwrap_or(rest.len())];
                if !of_a_mark && let Some(word) = quoted(words).find(|word| is_id(word)) {
                    found.push(format!("{}: {sign}{word}", name(&path)));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(seen > 500, "{seen}");
    assert_eq!(
        excused.len(),
        OTHER_WORDS.len(),
        "a word is no longer there: {excused:?}"
    );
}

#[test]
fn every_mark_has_its_colour() {
    use cleardeck::rules::contract::Mark;
    use cleardeck::rules::words::Closed;
    let style = common::file("templates/html/style.css");
    for mark in Mark::ALL.iter().filter(|mark| **mark != Mark::Other) {
        assert!(style.contains(&format!(".m-{} {{", mark.word())), "{}", mark.word());
    }
}
