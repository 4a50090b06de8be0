//! What is written in rule files, against its declaration: every field is compared, and every field is told of.

use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources};
use cleardeck::rules::document::{self, Field, FieldGroups, Form, SECTIONS, Takes};
use cleardeck::rules::{self, Difference, RuleFile, RuleSet, Written};
use serde_yaml::{Mapping, Value};

use crate::common;

struct Read {
    files: Vec<RuleFile>,
    set: Option<RuleSet>,
    sources: Sources,
    problems: Diagnostics,
}

impl Read {
    fn of(files: Vec<RuleFile>, sources: Sources) -> Self {
        let mut problems = Diagnostics::default();
        let set = rules::load(&files, &[], &sources, &mut problems);
        Self {
            files,
            set,
            sources,
            problems,
        }
    }

    fn written(&self) -> Written<'_> {
        Written {
            files: &self.files,
            sources: &self.sources,
            set: self.set.as_ref(),
        }
    }
}

fn read(text: &str) -> Read {
    let mut sources = Sources::default();
    let file = sources.add("rules.yaml", text.to_owned());
    Read::of(vec![file.into()], sources)
}

fn compare(old: &Read, new: &Read) -> Vec<Difference> {
    rules::compare(old.written(), new.written())
}

fn complete() -> Value {
    serde_yaml::from_str(&common::file("tests/rules/rule_set/complete.yaml")).unwrap()
}

fn written(value: &Value) -> Read {
    read(&serde_yaml::to_string(value).unwrap())
}

/// Where a field stands: keys and places on the way to it.
type Path = Vec<Value>;

fn at<'v>(value: &'v mut Value, path: &[Value]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match step.as_u64() {
        Some(place) if value.is_sequence() => &mut value[usize::try_from(place).unwrap()],
        _ => &mut value[step],
    })
}

/// The first place of each declared field, with its declaration; a field that stands nowhere is named.
fn places(fields: FieldGroups, items: &[(Path, &Value)], name: &str, found: &mut Vec<(Path, &'static Field)>) {
    for field in document::each(fields) {
        let with = |(path, item): &(Path, &Value)| Some((path.clone(), item.get(field.name)?.clone()));
        let all: Vec<(Path, Value)> = items.iter().filter_map(with).collect();
        let (path, _) = all
            .first()
            .unwrap_or_else(|| panic!("`{name}` with `{}` is missing", field.name));
        let mut path = path.clone();
        path.push(field.name.into());
        match field.takes {
            Takes::Group(inner) => {
                let value = all[0].1.clone();
                places(inner, &[(path, &value)], field.name, found);
            }
            Takes::Groups(inner) => {
                let list = all[0].1.as_sequence().unwrap();
                let item = |(n, item)| ([path.clone(), vec![Value::from(n)]].concat(), item);
                let items: Vec<(Path, &Value)> = list.iter().enumerate().map(item).collect();
                places(inner, &items, field.name, found);
            }
            _ => found.push((path, field)),
        }
    }
}

/// Every field of every section of the complete rule set.
fn every_field(whole: &Value) -> Vec<(Path, &'static Field)> {
    let mut found = Vec::new();
    for section in SECTIONS {
        // rules that are laid over others are of a file of their own
        if ["extends", "switched_off"].contains(&section.name) {
            continue;
        }
        let value = whole.get(section.name);
        let value = value.unwrap_or_else(|| panic!("the section `{}` is missing", section.name));
        if let Form::Items { fields, .. } = section.form {
            let list = value.as_sequence().unwrap();
            let item = |(n, item)| (vec![section.name.into(), Value::from(n)], item);
            let items: Vec<(Path, &Value)> = list.iter().enumerate().map(item).collect();
            places(fields, &items, section.name, &mut found);
        }
    }
    found
}

/// Another value that may stand there; `None` where nothing else may.
fn other(field: &Field, value: &Value) -> Option<Value> {
    let one = |text: &str| Value::Sequence(vec![text.into()]);
    let group = |key: &str, value: Value| Value::Mapping(Mapping::from_iter([(key.into(), value)]));
    Some(match field.takes {
        Takes::Text | Takes::Name(_) | Takes::Answer => "otherwise".into(),
        Takes::Texts | Takes::Sentences | Takes::Names(_) => one("otherwise"),
        Takes::Flag => if value.as_str() == Some("yes") { "no" } else { "yes" }.into(),
        Takes::Word(words) => (*words.words.iter().find(|word| Some(**word) != value.as_str())?).into(),
        Takes::Number | Takes::Bound => 7.into(),
        Takes::Numbers => Value::Sequence(vec![7.into()]),
        Takes::Condition => group("score", group("at_most", 5.into())),
        Takes::OneOf(_) => group("no_when", "score".into()),
        Takes::Words(words) => one(words[0]),
        Takes::Group(_) | Takes::Groups(_) => unreachable!("their fields are changed one by one"),
    })
}

fn names(differences: &[Difference], path: &[Value]) -> bool {
    let field: Vec<&str> = path.iter().filter_map(Value::as_str).skip(1).collect();
    let last = *field.last().unwrap();
    let named = |difference: &Difference| {
        let mut fields = difference.fields.iter().map(|(name, ..)| name.as_str());
        fields.any(|name| name == last || name == field.join("."))
    };
    // what has another name is a new thing, and the old one is gone
    let is_name = ["id", "name", "word", "rule", "fact", "at_most", "then"].contains(&last);
    let renamed = is_name
        && [true, false]
            .iter()
            .all(|only| differences.iter().any(|d| d.only_in_new == Some(*only)));
    differences.iter().any(named) || renamed
}

#[test]
fn the_complete_rule_set_has_the_shape_that_is_declared() {
    let read = written(&complete());
    // what the program rests on is not all there; what is there is in shape
    let mut errors = read
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    assert!(
        errors.all(|problem| problem.code == Code::LacksContract),
        "{:#?}",
        read.problems
    );
    assert_eq!(compare(&read, &read), []);
}

#[test]
fn every_changed_field_of_every_section_is_named() {
    let whole = complete();
    let old = written(&whole);
    let fields = every_field(&whole);
    assert!(fields.len() > 120, "{}", fields.len());
    for (path, field) in fields {
        let mut changed = whole.clone();
        let value = at(&mut changed, &path);
        if let Some(other) = other(field, value) {
            assert_ne!(*value, other, "{path:?}");
            *value = other;
            let found = compare(&old, &written(&changed));
            assert!(names(&found, &path), "changed {path:?}: {found:#?}");
        }
    }
}

#[test]
fn every_field_that_is_taken_out_is_named() {
    let whole = complete();
    let old = written(&whole);
    let mut taken = 0;
    for (path, field) in every_field(&whole).into_iter().filter(|(_, field)| !field.required) {
        let (last, before) = path.split_last().unwrap();
        let mut changed = whole.clone();
        let value = at(&mut changed, before).as_mapping_mut().unwrap().remove(last).unwrap();
        let found = compare(&old, &written(&changed));
        // what says what holds anyway may go
        if value.as_str() == Some(field.otherwise) {
            assert_eq!(found, [], "{path:?}");
        } else {
            taken += 1;
            assert!(names(&found, &path), "taken out {path:?}: {found:#?}");
        }
    }
    assert!(taken > 80, "{taken}");
}

#[test]
fn every_section_that_has_one_value_or_an_order_is_compared() {
    let whole = complete();
    let old = written(&whole);
    for section in SECTIONS {
        let Some(value) = whole.get(section.name) else { continue };
        let mut changed = whole.clone();
        let (named, id) = match section.form {
            Form::One(Takes::Words(_)) | Form::Order(_) => {
                changed[section.name].as_sequence_mut().unwrap().reverse();
                ("the rule set", section.name)
            }
            Form::One(_) => {
                changed[section.name] = "9".into();
                ("the rule set", section.name)
            }
            Form::Severities => {
                changed[section.name]["unused-fact"] = "error".into();
                (section.name, "unused-fact")
            }
            Form::Items { .. } => {
                assert!(value.as_sequence().unwrap().len() > 1, "{}", section.name);
                changed[section.name].as_sequence_mut().unwrap().reverse();
                (section.name, "the order")
            }
        };
        let found = compare(&old, &written(&changed));
        let there = found
            .iter()
            .any(|d| d.section == named && d.id == id && !d.fields.is_empty());
        assert!(there, "{}: {found:#?}", section.name);
    }
    // and within a table and a score
    for (path, named) in [
        (["tables", "rows"], "recommendation"),
        (["scores", "tools"], "mean.score"),
    ] {
        let mut changed = whole.clone();
        changed[path[0]][0][path[1]].as_sequence_mut().unwrap().reverse();
        let found = compare(&old, &written(&changed));
        assert!(
            found.iter().any(|d| d.section == named && d.id == "the order"),
            "{found:#?}"
        );
    }
}

#[test]
fn what_is_laid_over_differs_by_its_reasons_too() {
    let laid = |text: &str| {
        let mut sources = Sources::default();
        let mut files = rules::shipped(&mut sources);
        files.push(sources.add("own.yaml", format!("extends: shipped\n{text}")).into());
        let read = Read::of(files, sources);
        assert!(read.set.is_some(), "{:#?}", read.problems);
        read
    };
    let text = "\
name: Own
parameters: [ { name: fidelity_ok, value: 0.7, because: first } ]
switched_off: [ { rule: no-network, because: second } ]
caution: { order: [hold, repair], because: third }
given: [ { fact: scope.schools_count, at_most: district.schools_count, because: fourth } ]
severity: { asks-in-vain: off, because: fifth }
groups: [ { id: deputies, means: x, because: sixth } ]
";
    let old = laid(text);
    assert_eq!(compare(&old, &old), []);
    for (from, to, named) in [
        ("name: Own", "name: Ours", "the rule set"),
        ("value: 0.7", "value: 60%", "parameters"),
        ("first", "otherwise", "deviations"),
        ("second", "otherwise", "deviations"),
        ("rule: no-network", "rule: no-owner-of-results", "rules"),
        ("third", "otherwise", "deviations"),
        ("[hold, repair]", "[repair, hold]", "the rule set"),
        ("fourth", "otherwise", "deviations"),
        ("fifth", "otherwise", "deviations"),
        ("asks-in-vain: off", "asks-in-vain: note", "severity"),
        ("sixth", "otherwise", "deviations"),
        ("means: x", "means: z", "groups"),
    ] {
        let to = if to.contains("no-owner-of-results") {
            let rule = old
                .set
                .as_ref()
                .unwrap()
                .rules
                .iter()
                .find(|rule| rule.part.word() == "finding")
                .unwrap();
            format!("rule: {}", rule.id)
        } else {
            to.to_owned()
        };
        assert!(text.contains(from));
        let found = compare(&old, &laid(&text.replace(from, &to)));
        assert!(found.iter().any(|d| d.section == named), "{from}: {found:#?}");
    }
    // 70% and 0.7 are one value
    assert_eq!(compare(&old, &laid(&text.replace("0.7", "70%"))), []);
}

#[test]
fn in_which_file_something_stands_is_no_difference_and_the_order_is_one() {
    let of = |texts: &[&str]| {
        let mut sources = Sources::default();
        let file = |text: &&str| sources.add("rules.yaml", (*text).to_owned()).into();
        let files = texts.iter().map(file).collect();
        Read::of(files, sources)
    };
    let [a, b, c] = [
        "units: [ { name: a, type: count } ]\n",
        "units: [ { name: b, type: count } ]\n",
        "name: x\n",
    ];
    let together = "units: [ { name: a, type: count }, { name: b, type: count } ]\nname: x\n";
    let old = of(&[a, b, c]);
    for texts in [&[a, c, b][..], &[c, a, b], &[together]] {
        assert_eq!(compare(&old, &of(texts)), []);
    }
    let found = compare(&old, &of(&[b, a, c]));
    let order = ("order".to_owned(), "a, b".to_owned(), "b, a".to_owned());
    let told = [Difference {
        section: "units".to_owned(),
        id: "the order".to_owned(),
        fields: vec![order],
        only_in_new: None,
    }];
    assert_eq!(found, told);
}

/// What is declared is refused otherwise, at its place, with the nearest word.
#[test]
fn every_closed_word_and_every_yes_or_no_is_refused_when_misspelt() {
    let whole = complete();
    let mut tried = 0;
    for (path, field) in every_field(&whole) {
        let (wrong, code) = match field.takes {
            Takes::Flag => ("mabye".to_owned(), Code::WrongType),
            Takes::Word(words) => (format!("{}x", words.words[0]), Code::UnknownOption),
            _ => continue,
        };
        tried += 1;
        let mut changed = whole.clone();
        *at(&mut changed, &path) = wrong.clone().into();
        let text = serde_yaml::to_string(&changed).unwrap();
        let read = read(&text);
        let told = read.problems.iter().any(|problem| {
            let at = problem.at.map(|at| &text[at.start as usize..at.end as usize]);
            problem.code == code && at.is_some_and(|at| at.contains(&wrong) && at.len() <= wrong.len() + 2)
        });
        assert!(told, "{path:?}: {:#?}", read.problems);
    }
    assert!(tried > 25, "{tried}");
}

#[test]
fn a_value_that_is_set_stands_beside_the_shipped_one() {
    let show = |params: &[&str]| common::run(&[&["rules", "show", "fidelity_ok"], params].concat(), "").1;
    assert!(!show(&[]).contains("shipped"), "{}", show(&[]));
    let set = show(&["--param", "fidelity_ok=80%"]);
    assert!(set.contains(": 0.8 share (shipped: 0.7)\n"), "{set}");
}

/// No list of section names, words or fields stands beside the declaration.
#[test]
fn the_reference_of_fields_is_the_declaration() {
    const FROM: &str =
        "<!-- written from the declaration of the fields; CLEARDECK_ACCEPT=1 cargo test --test rules -->\n";
    let readme = common::file("rules/README.md");
    let (told, _) = readme.split_once(FROM).unwrap_or((&readme, ""));
    let wrong = common::differs("rules/README.md", &format!("{told}{FROM}{}", document::reference()));
    assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
    for section in SECTIONS {
        assert!(
            !section.says.is_empty() && !section.says.ends_with('.'),
            "{}",
            section.name
        );
        for field in document::each(section.fields()) {
            assert!(!field.says.is_empty() && !field.says.ends_with('.'), "{}", field.name);
        }
    }
}
