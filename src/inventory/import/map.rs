//! The mapping file: the choices made about a list, written as a proposal and read when it is there.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::rules::RuleSet;
use crate::yaml::{self, Limits, Node};

use super::{KindChoice, Line, Proposal, Target, one_line};

/// What is written for amounts in dollars, thousands and millions of them.
const AMOUNTS: [(&str, u32); 3] = [("dollars", 1), ("thousands", 1_000), ("millions", 1_000_000)];

/// A choice and where it stands.
#[derive(Clone, Debug)]
struct Choice {
    text: String,
    key: Span,
    value: Span,
}

/// The names of the entries that a row becomes.
#[derive(Clone, Debug)]
struct Parts {
    names: Vec<String>,
    key: Span,
}

/// Choices about a list.
#[derive(Clone, Default, Debug)]
pub struct Map {
    columns: HashMap<String, Choice>,
    kinds: HashMap<String, Choice>,
    set_aside: HashMap<String, Choice>,
    merge: HashMap<String, Choice>,
    split: HashMap<String, Parts>,
    part_of: HashMap<String, Choice>,
    amounts: Option<u32>,
}

impl Map {
    /// Reads a mapping file; what is wrong in it is told.
    pub fn read(file: SourceId, set: &RuleSet, sources: &Sources, out: &mut Diagnostics) -> Option<Self> {
        let tree = yaml::read(file, sources.text(file), &Limits::default(), out)?;
        let mut map = Self::default();
        for entry in group(&tree, "a mapping file", out) {
            match &*entry.key {
                "format" => {
                    if entry.value.as_text() != Some("1") {
                        out.push(
                            Diagnostic::error(Code::WrongFormat, entry.value.span, "this program reads `format: 1`")
                                .help("write format: 1"),
                        );
                    }
                }
                "columns" => map.columns = choices(&entry.value, "columns", out),
                "set_aside" => map.set_aside = choices(&entry.value, "set_aside", out),
                "split" => map.split = parts(&entry.value, out),
                "part_of" => map.part_of = choices(&entry.value, "part_of", out),
                "merge" => map.merge = choices(&entry.value, "merge", out),
                "kinds" => {
                    map.kinds = choices(&entry.value, "kinds", out);
                    map.known_kinds(set, out);
                }
                "amounts" => map.amounts = amounts(&entry.value, out),
                other => out.push(
                    Diagnostic::error(
                        Code::UnknownField,
                        entry.key_span,
                        format!("unknown field `{other}` in a mapping file"),
                    )
                    .help("known fields: columns, amounts, kinds, set_aside, split, part_of, merge"),
                ),
            }
        }
        Some(map)
    }

    fn known_kinds(&self, set: &RuleSet, out: &mut Diagnostics) {
        for choice in self.kinds.values() {
            let kind = choice.text.trim_end_matches('?').trim_end();
            if !kind.is_empty() && !set.kinds.iter().any(|k| k.id == kind) {
                let near = out.nearest(kind, set.kinds.iter().map(|k| k.id.as_str()));
                let help = near.map_or_else(
                    || "`cleardeck rules show kind` lists the kinds".to_owned(),
                    |n| format!("did you mean `{n}`?"),
                );
                let message = format!("there is no kind `{kind}`");
                out.push(Diagnostic::error(Code::UnknownOption, choice.value, message).help(help));
            }
        }
    }

    /// What a column becomes; one of a list among others may be meant by the name of that, too.
    pub(super) fn column(&self, header: &str, tag: &str) -> Option<&str> {
        let own = self.columns.get(&among(header, tag));
        own.or_else(|| self.columns.get(header)).map(|c| c.text.as_str())
    }

    pub(super) fn place(&self, header: &str) -> Option<Span> {
        self.columns.get(header).map(|c| c.value)
    }

    /// The kind of an entry: what is written for it, and `true` when it is confirmed. A row may be meant by its key, or
    /// with all others of its name.
    pub(super) fn kind(&self, line: &Line) -> Option<(&str, bool)> {
        let text = one_of(&self.kinds, line)?;
        let kind = text.trim_end_matches('?').trim_end();
        Some((kind, kind == text && !kind.is_empty()))
    }

    /// The reason for which an entry is set aside; `keep` when it is not.
    pub(super) fn aside(&self, line: &Line) -> Option<&str> {
        one_of(&self.set_aside, line)
    }

    /// How many dollars a unit of the amounts has, when a person has said so.
    pub(super) fn amounts(&self) -> Option<u32> {
        self.amounts
    }

    /// The names of the entries that a row becomes; none when it is said to be one.
    pub(super) fn split(&self, line: &Line) -> Option<&[String]> {
        let parts = self.split.get(&line.key).or_else(|| self.split.get(&line.name))?;
        Some(&parts.names)
    }

    /// The approach of an entry, blank for none, and `true` when it is confirmed.
    pub(super) fn part_of(&self, line: &Line) -> Option<(&str, bool)> {
        let text = one_of(&self.part_of, line)?;
        let name = text.trim_end_matches('?').trim_end();
        Some((name, name == text))
    }

    pub(super) fn merges(&self) -> impl Iterator<Item = (&str, &str, Span)> {
        let mut list: Vec<_> = self
            .merge
            .iter()
            .map(|(name, c)| (name.as_str(), c.text.as_str(), c.key))
            .collect();
        list.sort_unstable_by_key(|(.., at)| at.start);
        list.into_iter()
    }

    /// Tells the choices about what is not in the list.
    pub(super) fn unused(&self, proposal: &Proposal, out: &mut Diagnostics) {
        let all = || {
            proposal
                .lists
                .iter()
                .flat_map(|l| l.columns.iter().map(move |c| (c, l)))
        };
        let tagged: Vec<String> = all().map(|(c, l)| among(&c.header, &l.tag)).collect();
        let mut headers: Vec<&str> = all().map(|(c, _)| c.header.as_str()).collect();
        headers.extend(tagged.iter().map(String::as_str));
        let mut lines: Vec<&str> = proposal.lines.iter().map(|l| l.key.as_str()).collect();
        lines.extend(proposal.lines.iter().map(|l| l.name.as_str()));
        lines.extend(
            proposal
                .lines
                .iter()
                .filter_map(|l| Some(l.origin.as_ref()?.key.as_str())),
        );
        let split = self.split.iter().map(|(name, parts)| {
            let choice = Choice {
                text: String::new(),
                key: parts.key,
                value: parts.key,
            };
            (name.clone(), choice)
        });
        let split: HashMap<String, Choice> = split.collect();
        let parts = [
            (&self.columns, &headers, "column"),
            (&split, &lines, "row"),
            (&self.part_of, &lines, "row"),
            (&self.kinds, &lines, "row"),
            (&self.set_aside, &lines, "row"),
        ];
        for (choices, known, what) in parts {
            for (name, choice) in choices.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
                let help = out.nearest(name, known.iter().copied()).map_or_else(
                    || "write the names as in the list, or take the line out".to_owned(),
                    |n| format!("did you mean `{n}`?"),
                );
                let message = format!("the mapping file speaks of a {what} `{name}`, which is not in the list");
                out.push(Diagnostic::error(Code::UnknownReference, choice.key, message).help(help));
            }
        }
    }
}

fn one_of<'m>(choices: &'m HashMap<String, Choice>, line: &Line) -> Option<&'m str> {
    let choice = choices.get(&line.key).or_else(|| choices.get(&line.name))?;
    Some(&choice.text)
}

/// The fields of a group; an error when something else stands there.
fn group<'n, 't>(node: &'n Node<'t>, what: &str, out: &mut Diagnostics) -> &'n [yaml::Entry<'t>] {
    if node.is_blank() {
        return &[];
    }
    node.as_map().unwrap_or_else(|| {
        let message = format!("{what} is a group of fields, here stands {}", node.describe());
        out.push(
            Diagnostic::error(Code::NotAMapping, node.span, message).help("write `name: value` lines, indented alike"),
        );
        &[]
    })
}

fn choices(node: &Node, what: &str, out: &mut Diagnostics) -> HashMap<String, Choice> {
    let mut list = HashMap::new();
    for entry in group(node, &format!("`{what}`"), out) {
        let value = &entry.value;
        if value.as_text().is_none() && !value.is_blank() {
            let message = format!("a choice is one line of text, here stands {}", value.describe());
            out.push(Diagnostic::error(Code::WrongType, value.span, message).help("write `name: choice`"));
            continue;
        }
        let choice = Choice {
            text: one_line(value.as_text().unwrap_or_default()),
            key: entry.key_span,
            value: value.span,
        };
        list.insert(one_line(&entry.key), choice);
    }
    list
}

/// Rows with the names of the entries that they become; `keep` for one that is one thing.
fn parts(node: &Node, out: &mut Diagnostics) -> HashMap<String, Parts> {
    let mut list = HashMap::new();
    for entry in group(node, "`split`", out) {
        let items = entry.value.as_list().unwrap_or_default().iter();
        let names: Vec<String> = items
            .filter_map(Node::as_text)
            .map(one_line)
            .filter(|n| !n.is_empty())
            .collect();
        let kept = entry.value.is_blank()
            || entry
                .value
                .as_text()
                .is_some_and(|t| t.trim().eq_ignore_ascii_case("keep"));
        if names.len() < 2 && !kept {
            let message = format!("`{}` is split into two names or more", one_line(&entry.key));
            out.push(
                Diagnostic::error(Code::WrongType, entry.value.span, message)
                    .help("write `name: [one, other]`, or `name: keep` for one thing"),
            );
            continue;
        }
        let key = entry.key_span;
        list.insert(one_line(&entry.key), Parts { names, key });
    }
    list
}

fn amounts(node: &Node, out: &mut Diagnostics) -> Option<u32> {
    let text = node.as_text().unwrap_or_default().trim();
    let found = AMOUNTS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
    if found.is_none() && !node.is_blank() && !text.is_empty() {
        let message = format!("`{text}` does not say in what the amounts are counted");
        out.push(
            Diagnostic::error(Code::UnknownOption, node.span, message).help("write dollars, thousands or millions"),
        );
    }
    found.map(|(_, times)| *times)
}

impl Proposal {
    /// The mapping file: every choice with its reason, to be changed and used again.
    #[must_use]
    pub fn map(&self) -> String {
        let mut text = format!(
            "# How {} {} read. Change what is wrong, then run the same `cleardeck import` again.\nformat: 1\n\n# A column: the field it becomes, `note` (kept in the note) or `ignore`.\ncolumns:\n",
            self.files(),
            if self.lists.len() > 1 { "are" } else { "is" }
        );
        let mut written: HashMap<&str, &str> = HashMap::new();
        for (list, column) in self.lists.iter().flat_map(|l| l.columns.iter().map(move |c| (l, c))) {
            // a name that says the same in another list is written once
            let name = match written.get(column.header.as_str()) {
                Some(known) if *known == target(&column.target) => continue,
                Some(_) => among(&column.header, &list.tag),
                None => column.header.clone(),
            };
            written.entry(&column.header).or_insert_with(|| target(&column.target));
            let line = format!("  {}: {}", yaml::in_quotes(&name), target(&column.target));
            remark(&mut text, line, &format!("{}{}", column.why, others(&column.others)));
        }
        let mut columns = self.lists.iter().flat_map(|l| &l.columns);
        if let Some(unit) = columns.find_map(|c| c.unit.as_ref()) {
            text.push_str(
                "\n# In what the amounts are counted: dollars, thousands or millions. Blank is open: no amount is read.\n",
            );
            let word = AMOUNTS.iter().find(|(_, times)| unit.settled && *times == unit.times);
            let line = match word {
                Some((word, _)) => format!("amounts: {word}"),
                None => "amounts:".to_owned(),
            };
            remark(&mut text, line, &format!("the list says: {}", unit.said));
        }
        if self.has_kinds {
            text.push_str(
                "\n# The kind of each entry. Blank is open, a kind with `?` is proposed: take the `?` away to confirm it.\n# `cleardeck rules show kind` lists the kinds.\nkinds:\n",
            );
            for line in self.lines.iter().filter(|l| l.aside.is_none()) {
                let KindChoice { kind, why, sure } = &line.kind;
                let why = match (kind.as_str(), why.as_str()) {
                    ("", "") => "open".to_owned(),
                    ("", why) => format!("open: {why}"),
                    (_, why) => why.to_owned(),
                };
                let shown = match (kind.as_str(), sure) {
                    ("", _) => String::new(),
                    (kind, true) => format!(" {kind}"),
                    (kind, false) => format!(" {kind}?"),
                };
                remark(&mut text, format!("  {}:{shown}", yaml::in_quotes(&line.key)), &why);
            }
        }
        text.push_str(
            "\n# Rows that are no initiative, with the reason. Write `keep` in its place to take one in.\nset_aside:\n",
        );
        for line in &self.lines {
            if let Some(why) = &line.aside {
                let choice = format!("  {}: {}", yaml::in_quotes(&line.key), yaml::in_quotes(&one_line(why)));
                remark(&mut text, choice, &format!("{}: {}", self.row_of(line), line.written));
            }
        }
        self.map_split(&mut text);
        self.map_approaches(&mut text);
        text.push_str("\n# Entries that may be one. Take the sign in front of a line away to merge the first into the second.\nmerge:\n");
        for line in &self.lines {
            if let Some(into) = line.merged.and_then(|n| self.lines.get(n)) {
                text.push_str(&format!(
                    "  {}: {}\n",
                    yaml::in_quotes(&line.key),
                    yaml::in_quotes(&into.key)
                ));
            }
        }
        for pair in &self.pairs {
            if let (Some(first), Some(second)) = (self.lines.get(pair.first), self.lines.get(pair.second)) {
                let choice = format!("  # {}: {}", yaml::in_quotes(&second.key), yaml::in_quotes(&first.key));
                remark(&mut text, choice, &pair.why);
            }
        }
        text
    }
}

/// The name of a column as it is told from one of that name in another list.
fn among(header: &str, tag: &str) -> String {
    if tag.is_empty() {
        header.to_owned()
    } else {
        format!("{header} ({tag})")
    }
}

pub(super) fn remark(text: &mut String, line: String, remark: &str) {
    text.push_str(&format!("{line}  # {}\n", one_line(remark)));
}

/// Other fields that a column may be, for a remark.
pub(super) fn others(others: &[String]) -> String {
    if others.is_empty() {
        String::new()
    } else {
        format!("; also possible: {}", others.join(", "))
    }
}

/// What a column becomes, as the mapping file says it.
pub(super) fn target(target: &Target) -> &str {
    match target {
        Target::Field(field) => &field.path,
        Target::District => "district.name",
        Target::Note => "note",
        Target::Ignore => "ignore",
    }
}
