//! Rules of a district's own, laid over another rule set: what is added, replaced, switched off or set, and why.

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::rules::document::{CAUTION, FieldGroups, Form, InPlace, Item, Laid, SECTIONS, SET, each, section};
use crate::rules::{Change, Deviation, Override};
use crate::yaml::{self, Entry, Kind, Limits, Node, yes_or_no};

/// What rules of one's own say; their items are cleaned of what only the overlay reads.
#[derive(Default)]
pub(super) struct Overlay {
    pub deviations: Vec<Deviation>,
    /// Parameters that are set.
    pub set: Vec<Override>,
    /// The roles of rules that are switched off, which nothing has any more.
    pub roles_off: Vec<String>,
    /// Where each deviation stands, by section and id.
    places: HashMap<(String, String), Span>,
}

/// Whether a tree says that its rules are laid over others.
pub(super) fn is_overlay(tree: &Node) -> bool {
    tree.get("extends").is_some()
}

/// Whether some file says that its rules are laid over the shipped ones. Where no file can be read that is taken to be
/// so: what is wrong with the file is then all that is told.
#[must_use]
pub fn are_laid_over(files: &[SourceId], sources: &Sources) -> bool {
    let mut unread = Diagnostics::default();
    let read = |file: &SourceId| yaml::read(*file, sources.text(*file), &Limits::default(), &mut unread);
    let trees: Vec<Node> = files.iter().filter_map(read).collect();
    trees.is_empty() || trees.iter().any(is_overlay)
}

/// Reports `switched_off:` where there is nothing to switch off.
pub(super) fn none_switched_off(trees: &[Node], out: &mut Diagnostics) {
    for entry in trees
        .iter()
        .filter_map(Node::as_map)
        .flatten()
        .filter(|e| e.key == "switched_off")
    {
        let message = "`switched_off` stands in rules that are laid over others";
        out.push(
            Diagnostic::error(Code::UnknownField, entry.key_span, message)
                .help("write `extends: shipped` beside it, or take the rule out"),
        );
    }
}

impl Overlay {
    /// Takes what a tree says out of it; `base` are the trees that it is laid over, from which goes what is replaced or
    /// switched off.
    pub fn lay<'t>(&mut self, tree: &mut Node<'t>, base: &mut [Node<'t>], out: &mut Diagnostics) {
        if let Some(node) = tree.get("extends").filter(|n| n.as_text() != Some("shipped")) {
            let message = format!(
                "rules are laid over the shipped ones only, here stands {}",
                node.quoted()
            );
            out.push(Diagnostic::error(Code::UnknownOption, node.span, message).help("write extends: shipped"));
        }
        self.switch_off(tree, base, out);
        for section in SECTIONS {
            let (Laid::Named(unknown) | Laid::Added(unknown), Form::Items { key: [key], fields, .. }) =
                (section.laid, section.form)
            else {
                continue;
            };
            let (laid, section) = (section.laid, section.name);
            let Some(items) = items_mut(tree, section) else {
                continue;
            };
            let mut kept = Vec::new();
            for item in std::mem::take(items) {
                let id = item.get(key).and_then(Node::as_text).unwrap_or_default().trim();
                if id.is_empty() {
                    // the reader of the section says what is missing
                    kept.push(item);
                } else {
                    let named = Named {
                        section,
                        key,
                        unknown,
                        laid,
                        fields,
                        id: id.to_owned(),
                    };
                    kept.extend(self.item(&named, item, base, out));
                }
            }
            *items = kept;
        }
        self.caution(tree, base, out);
        self.given(tree, out);
        self.severity(tree, out);
    }

    /// Lays one item over the base; gives it back where it is new.
    fn item<'t>(
        &mut self,
        named: &Named,
        mut item: Node<'t>,
        base: &mut [Node<'t>],
        out: &mut Diagnostics,
    ) -> Option<Node<'t>> {
        let Named {
            section,
            key,
            unknown,
            laid,
            fields,
            id,
        } = named;
        let only_added = matches!(laid, Laid::Added(_));
        // a property says why in every rule set
        let because = if only_added {
            item.get("because").and_then(Node::as_text).map(str::to_owned)
        } else {
            take(&mut item, "because").and_then(|node| node.as_text().map(str::to_owned))
        };
        let replaces = take(&mut item, "replaces");
        let replaces = replaces.is_some_and(|node| {
            yes_or_no(&node).unwrap_or_else(|| {
                let message = format!("`replaces` is yes or no, here stands {}", node.quoted());
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write replaces: yes"));
                true
            })
        });
        let there = base.iter().any(|t| holds(t, section, key, id));
        let only_a_value = *section == "parameters" && item.get("sources").is_none() && item.get("unit").is_none();
        if only_added && (replaces || there) {
            let message = format!("`{id}` would stand in place of a property of the shipped rules");
            out.push(
                Diagnostic::error(Code::DuplicateId, item.span, message)
                    .help("what holds of the shipped rules is proved of rules laid over them too; give it another id"),
            );
            return None;
        }
        if !there && (replaces || only_a_value) {
            let verb = if replaces { "replace" } else { "set" };
            let message = format!("there is no `{id}` under `{section}` to {verb}");
            let help = out.nearest(id, names(base, section, key)).map_or_else(
                || format!("name one of the shipped {section}, or write the whole of a new one"),
                |near| format!("did you mean `{near}`?"),
            );
            out.push(Diagnostic::error(*unknown, item.span, message).help(help));
            return None;
        }
        let change = match (there, only_a_value, replaces) {
            (true, true, _) => Change::Set,
            (true, false, true) => Change::Replaced,
            (true, false, false) => {
                let message = format!("the shipped rule set has a `{id}` already");
                out.push(
                    Diagnostic::error(Code::DuplicateId, item.span, message)
                        .help("write `replaces: yes` to put this one in its place, or give it another id"),
                );
                return None;
            }
            (false, ..) => Change::Added,
        };
        if !self.deviate(change, section, id, because, item.span, out) {
            return None;
        }
        match change {
            Change::Set => {
                // a parameter with no source and no unit of its own says its name and its value, nothing else
                let item = Item::of(&item, "a parameter that is set", SET, out)?;
                self.set.extend(item.need("value").map(|value| Override {
                    name: id.clone(),
                    value,
                    at: [item.place("name"), item.place("value")],
                }));
            }
            Change::Replaced => {
                for slot in base.iter_mut().filter_map(|t| items_mut(t, section)).flatten() {
                    if is_named(slot, key, id) {
                        keep(fields, id, slot, &mut item, out);
                        *slot = item.clone();
                    }
                }
            }
            Change::Added | Change::SwitchedOff => return Some(item),
        }
        None
    }

    /// Notes a deviation; one that does not say why, or a second one of the same thing, is an error.
    fn deviate(
        &mut self,
        change: Change,
        section: &str,
        id: &str,
        because: Option<String>,
        span: Span,
        out: &mut Diagnostics,
    ) -> bool {
        // there is one order of caution, whatever stands in it
        let named = if section == "caution" { "" } else { id };
        let place = (section.to_owned(), named.to_owned());
        if let Some(first) = self.places.get(&place) {
            let message = format!("`{id}` under `{section}` deviates twice");
            let error = Diagnostic::error(Code::DuplicateId, span, message);
            out.push(error.other(*first, "first here").help("keep one"));
            return false;
        }
        self.places.insert(place, span);
        let because = because.map(|text| text.trim().to_owned());
        if because.as_ref().is_none_or(String::is_empty) && section != "sources" {
            let message = format!("`{id}` under `{section}` does not say why it deviates");
            out.push(
                Diagnostic::error(Code::MissingField, span, message).help("add `because: …`; the reports print it"),
            );
        }
        self.deviations.push(Deviation {
            change,
            section: section.to_owned(),
            id: id.to_owned(),
            because: because.unwrap_or_default(),
            span,
        });
        true
    }

    /// `switched_off: [ { rule: ID, because: … } ]`
    fn switch_off(&mut self, tree: &mut Node, base: &mut [Node], out: &mut Diagnostics) {
        let Some(items) = items_mut(tree, "switched_off") else {
            return;
        };
        for item in std::mem::take(items) {
            let (what, fields) = section("switched_off");
            let Some(off) = Item::of(&item, what, fields, out) else {
                continue;
            };
            let (Some(id), Some(because)) = (off.need("rule"), off.need("because")) else {
                continue;
            };
            if !base.iter().any(|t| holds(t, "rules", "id", &id)) {
                let help = out.nearest(&id, names(base, "rules", "id")).map_or_else(
                    || "`cleardeck rules show` lists the rules".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("there is no rule `{id}` to switch off");
                out.push(Diagnostic::error(Code::UnknownRule, item.span, message).help(help));
                continue;
            }
            for rules in base.iter_mut().filter_map(|t| items_mut(t, "rules")) {
                let off = rules.iter().filter(|n| is_named(n, "id", &id));
                self.roles_off
                    .extend(off.filter_map(|n| n.get("role")?.as_text().map(str::to_owned)));
                rules.retain(|n| !is_named(n, "id", &id));
            }
            self.deviate(Change::SwitchedOff, "rules", &id, Some(because), item.span, out);
        }
    }

    /// `caution: { order: [ … ], because: … }`, which stands in place of the order there was.
    fn caution<'t>(&mut self, tree: &mut Node<'t>, base: &mut [Node<'t>], out: &mut Diagnostics) {
        let Some(own) = take(tree, "caution") else { return };
        let (order, because) = match own.get("order") {
            None => (&own, None),
            Some(order) => {
                let item = Item::of(&own, "the order of caution", CAUTION, out);
                (order, item.map(|item| item.text("because")))
            }
        };
        let words = order.as_list().unwrap_or(std::slice::from_ref(order)).iter();
        let said: Vec<&str> = words.filter_map(Node::as_text).collect();
        if because.is_none() {
            let help = format!(
                "write caution: {{ order: [{}], because: … }}; the reports print it",
                said.join(", ")
            );
            let message = "`caution` does not say why it deviates";
            out.push(Diagnostic::error(Code::MissingField, own.span, message).help(help));
        } else {
            self.deviate(Change::Replaced, "caution", &said.join(", "), because, own.span, out);
        }
        for entries in base.iter_mut().filter_map(entries_mut) {
            entries.retain(|e| e.key != "caution");
        }
        if let Some(entries) = entries_mut(tree) {
            entries.push(Entry {
                key: "caution".into(),
                key_span: own.span,
                value: order.clone(),
            });
        }
    }

    /// `given: [ { fact: A, at_most: B, because: … } ]`
    fn given(&mut self, tree: &mut Node, out: &mut Diagnostics) {
        for item in items_mut(tree, "given").into_iter().flatten() {
            let because = take(item, "because").and_then(|node| node.as_text().map(str::to_owned));
            let text = |key| item.get(key).and_then(Node::as_text).unwrap_or_default();
            let id = format!("{} at most {}", text("fact"), text("at_most"));
            let span = item.span;
            self.deviate(Change::Added, "given", &id, because, span, out);
        }
    }

    /// `severity: { CODE: note, because: … }`
    fn severity(&mut self, tree: &mut Node, out: &mut Diagnostics) {
        let Some(own) = entries_mut(tree).and_then(|list| list.iter_mut().find(|e| e.key == "severity")) else {
            return;
        };
        let because = take(&mut own.value, "because").and_then(|node| node.as_text().map(str::to_owned));
        for entry in own.value.as_map().unwrap_or_default() {
            let id = format!("{}: {}", entry.key, entry.value.as_text().unwrap_or_default());
            self.deviate(Change::Set, "severity", &id, because.clone(), entry.key_span, out);
        }
    }
}

/// An item of a section by its id.
struct Named {
    section: &'static str,
    key: &'static str,
    unknown: Code,
    laid: Laid,
    fields: FieldGroups,
    id: String,
}

/// What stands in place of `old` keeps its guards, bounds and role: they are taken over, and a change of one is an
/// error. How it is treated in reports is taken over, and may be changed.
fn keep<'t>(fields: FieldGroups, id: &str, old: &Node<'t>, new: &mut Node<'t>, out: &mut Diagnostics) {
    for field in each(fields).filter(|f| f.in_place != InPlace::Anew) {
        let (stays, field) = (field.in_place == InPlace::Kept, field.name);
        let Some(entry) = old.as_map().and_then(|list| list.iter().find(|e| e.key == field)) else {
            continue;
        };
        let alike = |node: &Node| {
            node.as_text() == entry.value.as_text()
                || yes_or_no(node).is_some_and(|yes| Some(yes) == yes_or_no(&entry.value))
        };
        match new.get(field) {
            None => {
                if let Some(entries) = entries_mut(new) {
                    entries.push(entry.clone());
                }
            }
            Some(node) if !stays || alike(node) => {}
            Some(node) => {
                let message = format!("`{field}` of `{id}` is {} and stays so", entry.value.quoted());
                out.push(
                    Diagnostic::error(Code::WrongType, node.span, message)
                        .other(entry.value.span, "the shipped one")
                        .help("remove it here, and it is taken over"),
                );
            }
        }
    }
}

fn entries_mut<'n, 't>(node: &'n mut Node<'t>) -> Option<&'n mut Vec<Entry<'t>>> {
    if let Kind::Map(entries) = &mut node.kind {
        Some(entries)
    } else {
        None
    }
}

/// The items of a section; a single item counts as a list of one.
fn items_mut<'n, 't>(tree: &'n mut Node<'t>, section: &str) -> Option<&'n mut Vec<Node<'t>>> {
    let value = &mut entries_mut(tree)?.iter_mut().find(|e| e.key == section)?.value;
    if matches!(value.kind, Kind::Scalar(..) | Kind::Map(_)) {
        let one = value.clone();
        value.kind = Kind::List(vec![one]);
    }
    match &mut value.kind {
        Kind::List(items) => Some(items),
        Kind::Blank | Kind::Scalar(..) | Kind::Map(_) => None,
    }
}

/// What the items of a section are called.
fn names<'n>(trees: &'n [Node], section: &'n str, key: &'n str) -> impl Iterator<Item = &'n str> {
    let items = trees
        .iter()
        .filter_map(move |t| t.get(section).and_then(Node::as_list))
        .flatten();
    items.filter_map(move |n| n.get(key).and_then(Node::as_text))
}

fn holds(tree: &Node, section: &str, key: &str, id: &str) -> bool {
    names(std::slice::from_ref(tree), section, key).any(|name| name == id)
}

fn is_named(node: &Node, key: &str, id: &str) -> bool {
    node.get(key).and_then(Node::as_text) == Some(id)
}

/// Takes a field out of a mapping.
fn take<'t>(node: &mut Node<'t>, key: &str) -> Option<Node<'t>> {
    let entries = entries_mut(node)?;
    let place = entries.iter().position(|e| e.key == key)?;
    Some(entries.remove(place).value)
}
