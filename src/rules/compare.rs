//! What differs between two rule sets, field by field as their files say it, and in which order they say it. Which file
//! an item stands in is no difference.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::diagnostics::{Diagnostics, Sources};
use crate::rules::document::{Field, FieldGroups, Form, SECTIONS, Takes, each, items};
use crate::rules::load::Document;
use crate::rules::{Claim, NodeId, RuleFile, RuleSet, condition_sentence};
use crate::yaml::{Kind, Node, yes_or_no};

/// One thing that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The section, or the table or score that a row or a part belongs to.
    pub section: String,
    /// The id or name.
    pub id: String,
    /// The field that differs, the old text and the new; no field where the whole is new or gone.
    pub fields: Vec<(String, String, String)>,
    /// Whether it is only in the new one (`Some(true)`), only in the old one (`Some(false)`) or in both.
    pub only_in_new: Option<bool>,
}

/// What a field says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Said {
    /// In the words of the rules.
    shown: String,
    /// As written, without its layout; two fields that say the same are alike in it.
    written: String,
}

/// One thing with what its fields say, by their names.
struct Thing {
    id: String,
    fields: Vec<(String, Said)>,
}

/// Things by the section they belong to, sections and things in their order.
type Things = Vec<(String, Vec<Thing>)>;

/// The files of a rule set, and what they come to where there is no error in them.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    /// The files.
    pub files: &'a [RuleFile],
    /// Their texts.
    pub sources: &'a Sources,
    /// The rule set, which says conditions as sentences and the values in force.
    pub set: Option<&'a RuleSet>,
}

impl<'a> Written<'a> {
    /// What a rule set was read from.
    #[must_use]
    pub fn of(set: &'a RuleSet, sources: &'a Sources) -> Self {
        Self {
            files: &set.files,
            sources,
            set: Some(set),
        }
    }
}

/// Every difference, in the order of the sections and of the new rule set.
#[must_use]
pub fn compare(old: Written, new: Written) -> Vec<Difference> {
    let (old, new) = (Described::of(old), Described::of(new));
    let gone = old
        .things
        .iter()
        .filter(|(section, _)| new.things.iter().all(|(s, _)| s != section));
    let sections = new.things.iter().chain(gone).map(|(section, _)| section.as_str());
    sections
        .flat_map(|section| differences(section, old.section(section), new.section(section)))
        .collect()
}

fn differences(section: &str, old: &[Thing], new: &[Thing]) -> Vec<Difference> {
    let difference = |id: &str, fields, only_in_new| Difference {
        section: section.to_owned(),
        id: id.to_owned(),
        fields,
        only_in_new,
    };
    let before: HashMap<&str, &Thing> = old.iter().map(|thing| (thing.id.as_str(), thing)).collect();
    let after: HashSet<&str> = new.iter().map(|thing| thing.id.as_str()).collect();
    let mut found = Vec::new();
    for now in new {
        let Some(before) = before.get(now.id.as_str()) else {
            found.push(difference(&now.id, Vec::new(), Some(true)));
            continue;
        };
        let fields = changed(&before.fields, &now.fields);
        if !fields.is_empty() {
            found.push(difference(&now.id, fields, None));
        }
    }
    let gone = old.iter().filter(|thing| !after.contains(thing.id.as_str()));
    found.extend(gone.map(|thing| difference(&thing.id, Vec::new(), Some(false))));
    let kept = |list: &'_ [Thing], in_both: &dyn Fn(&str) -> bool| -> Vec<String> {
        let ids = list.iter().map(|thing| thing.id.clone());
        ids.filter(|id| in_both(id)).collect()
    };
    let (old, new) = (
        kept(old, &|id| after.contains(id)),
        kept(new, &|id| before.contains_key(id)),
    );
    found.extend(reordered(&old, &new).map(|(then, now)| {
        let fields = vec![("order".to_owned(), then, now)];
        difference("the order", fields, None)
    }));
    found
}

fn changed(old: &[(String, Said)], new: &[(String, Said)]) -> Vec<(String, String, String)> {
    let said = |list: &[(String, Said)], name: &str| {
        let field = list.iter().find(|(n, _)| n == name);
        field.map(|(_, said)| said.clone()).unwrap_or_default()
    };
    let gone = old.iter().filter(|(name, _)| new.iter().all(|(n, _)| n != name));
    let mut fields = Vec::new();
    for (name, _) in new.iter().chain(gone) {
        let (before, now) = (said(old, name), said(new, name));
        if before == now {
            continue;
        }
        // where both read alike as sentences, they are shown as they are written
        let (before, now) = if before.shown == now.shown {
            (before.written, now.written)
        } else {
            (before.shown, now.shown)
        };
        fields.push((name.clone(), before, now));
    }
    fields
}

/// What stands in another order, of that which two rule sets have in common: from the first that differs to the last.
fn reordered(old: &[String], new: &[String]) -> Option<(String, String)> {
    let alike = |pair: &(&String, &String)| pair.0 == pair.1;
    let first = old.iter().zip(new).take_while(alike).count();
    let last = old.iter().rev().zip(new.iter().rev()).take_while(alike).count();
    let moved = |list: &[String]| list.get(first..list.len() - last).map(|ids| ids.join(", "));
    (first < old.len()).then(|| (moved(old).unwrap_or_default(), moved(new).unwrap_or_default()))
}

/// What the files of a rule set say.
#[derive(Default)]
struct Described {
    things: Things,
    /// How many things of a section have an id.
    taken: HashMap<(String, String), usize>,
}

impl Described {
    fn of(Written { files, sources, set }: Written) -> Self {
        // what is wrong in the files was told when the rule set was read
        let document = Document::read(files, sources, &mut Diagnostics::default());
        let mut described = Self::default();
        for section in SECTIONS {
            // the name and version of laid-over rules are part of the label of the rule set, so only those of the base are compared
            let trees = match section.form {
                Form::One(Takes::Words(_)) | Form::Order(_) | Form::Severities | Form::Items { .. } => usize::MAX,
                Form::One(_) => document.base,
            };
            for tree in document.trees.iter().take(trees) {
                let Some(value) = tree.get(section.name) else { continue };
                match section.form {
                    Form::One(takes) => described.value("the rule set", section.name, takes, value),
                    Form::Order(_) => described.value("the rule set", section.name, Takes::Texts, value),
                    Form::Severities => {
                        for entry in value.as_map().unwrap_or_default() {
                            described.value(section.name, &entry.key, Takes::Text, &entry.value);
                        }
                    }
                    Form::Items { key, fields, .. } => {
                        for item in items(value) {
                            let part = |key: &&str| item.get(key).and_then(Node::as_text).unwrap_or_default().trim();
                            let id = key.iter().map(part).collect::<Vec<_>>().join(" at most ");
                            described.item(set, section.name, &id, fields, item);
                        }
                    }
                }
            }
        }
        for tree in document.trees.iter().skip(document.base) {
            let text = |key| tree.get(key).map(in_one_line).filter(|text| !text.is_empty());
            let own: Vec<String> = ["name", "version"].into_iter().filter_map(text).collect();
            if !own.is_empty() {
                described.add("the rule set", own.join(" "), Vec::new());
            }
        }
        for deviation in &document.deviations {
            let said = |text: &str| Said {
                shown: text.to_owned(),
                written: text.to_owned(),
            };
            let fields = vec![
                ("deviation".to_owned(), said(deviation.change.word())),
                ("because".to_owned(), said(&deviation.because)),
            ];
            described.add("deviations", format!("{} {}", deviation.section, deviation.id), fields);
        }
        described
    }

    fn section(&self, name: &str) -> &[Thing] {
        let section = self.things.iter().find(|(section, _)| section == name);
        section.map_or(&[], |(_, things)| things.as_slice())
    }

    /// Adds a thing; one of an id that is there already is told apart by its number.
    fn add(&mut self, section: &str, id: String, fields: Vec<(String, Said)>) {
        let place = self
            .things
            .iter()
            .position(|(name, _)| name == section)
            .unwrap_or_else(|| {
                self.things.push((section.to_owned(), Vec::new()));
                self.things.len() - 1
            });
        let taken = self.taken.entry((section.to_owned(), id.clone())).or_default();
        *taken += 1;
        let id = if *taken == 1 { id } else { format!("{id} ({taken})") };
        if let Some((_, things)) = self.things.get_mut(place) {
            things.push(Thing { id, fields });
        }
    }

    fn value(&mut self, section: &str, id: &str, takes: Takes, value: &Node) {
        let said = said(takes, "", Some(value), None);
        self.add(section, id.to_owned(), vec![(id.to_owned(), said)]);
    }

    fn item(&mut self, set: Option<&RuleSet>, section: &str, id: &str, fields: FieldGroups, item: &Node) {
        let mut described = Vec::new();
        let resolved = |field: &Field| resolved(set?, section, id, field);
        describe(fields, "", item, &resolved, &mut described);
        self.add(section, id.to_owned(), described);
        for field in each(fields) {
            let Takes::Groups(inner) = field.takes else { continue };
            for group in item.get(field.name).map(items).unwrap_or_default() {
                let text = |key: &str| group.get(key).and_then(Node::as_text).map(str::trim);
                let inner_id = text("id").or_else(|| text("then")).unwrap_or_default();
                self.item(set, id, inner_id, inner, group);
            }
        }
    }
}

/// What the fields of a group say; those of a group in it under both names.
fn describe(
    fields: FieldGroups,
    under: &str,
    item: &Node,
    resolved: &dyn Fn(&Field) -> Option<String>,
    described: &mut Vec<(String, Said)>,
) {
    for field in each(fields) {
        let name = format!("{under}{}", field.name);
        let value = item.get(field.name);
        match (field.takes, value) {
            // items of a list are described one by one elsewhere
            (Takes::Groups(_), _) => {}
            (Takes::Group(inner), Some(value)) => describe(inner, &format!("{name}."), value, resolved, described),
            (Takes::Group(_), None) => {}
            (takes, value) => described.push((name, said(takes, field.otherwise, value, resolved(field)))),
        }
    }
}

/// What a field says; `resolved` is what it comes to in the rule set, where that can be said.
fn said(takes: Takes, otherwise: &str, value: Option<&Node>, resolved: Option<String>) -> Said {
    let written = match (takes, value) {
        (_, None) => otherwise.to_owned(),
        (Takes::Flag, Some(node)) => match yes_or_no(node) {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => in_one_line(node),
        },
        (Takes::Texts | Takes::Names(_) | Takes::Words(_) | Takes::Numbers, Some(node)) => {
            let texts: Vec<String> = items(node).into_iter().map(in_one_line).collect();
            // one text with a comma in it is not two
            format!("[{}]", texts.join(", "))
        }
        (Takes::Sentences, Some(node)) => {
            let sentences: Vec<String> = items(node).into_iter().map(in_one_line).collect();
            // two sentences are not one: each is said by itself
            sentences.join("\n")
        }
        (_, Some(node)) => Some(in_one_line(node))
            .filter(|text| !text.is_empty())
            .unwrap_or(otherwise.to_owned()),
    };
    let shown = match takes {
        Takes::Texts | Takes::Names(_) | Takes::Words(_) | Takes::Numbers => {
            let inner = written.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            inner.unwrap_or(&written).to_owned()
        }
        Takes::Sentences => written.replace('\n', " "),
        _ => written.clone(),
    };
    // 0.7 and 70% are one value: what it comes to counts
    match (takes, resolved) {
        (Takes::Number, Some(number)) => Said {
            shown: number.clone(),
            written: number,
        },
        (_, Some(sentence)) => Said {
            shown: sentence,
            written,
        },
        (_, None) => Said { shown, written },
    }
}

/// What a condition asks, as a sentence with the thresholds in force, and the value in force of a parameter.
fn resolved(set: &RuleSet, section: &str, id: &str, field: &Field) -> Option<String> {
    let sentence = |node: NodeId| condition_sentence(set, node);
    match (section, field.name) {
        ("parameters", "value") => set.parameter_named(id).map(|p| p.value.to_string()),
        ("rules", "when") => set.rule_id(id).map(|rule| sentence(set.rule(rule).when)),
        ("properties", "never" | "possible") => {
            let property = set.properties.iter().find(|p| p.id == id)?;
            match property.claim {
                Claim::Never(node) if field.name == "never" => Some(sentence(node)),
                Claim::Possible(node) if field.name == "possible" => Some(sentence(node)),
                _ => None,
            }
        }
        (table, "when") => {
            let row = set.table(table)?.rows.iter().find(|row| row.id == id)?;
            row.when.map(sentence)
        }
        _ => None,
    }
}

/// A value in one line, without its layout.
fn in_one_line(node: &Node) -> String {
    match &node.kind {
        Kind::Blank => String::new(),
        Kind::Scalar(text, _) => text.trim().to_owned(),
        Kind::List(items) => format!("[{}]", items.iter().map(in_one_line).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|e| format!("{}: {}", e.key, in_one_line(&e.value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
