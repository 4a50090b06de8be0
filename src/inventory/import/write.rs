//! A proposal as an inventory, as a mapping file and as a list of what a person has to decide.

use std::collections::BTreeMap;

use crate::diagnostics::Span;
use crate::inventory::workbook::tree;
use crate::yaml::{self, Node};

use super::{Column, Line, Proposal, Target, one_line};

impl Proposal {
    /// The inventory in YAML, everything proposed said in a remark.
    #[must_use]
    pub fn yaml(&self) -> String {
        let mut text = format!(
            "# A proposal made from `{}`: what is said to be proposed is for a person to confirm.\nformat: 1\n",
            one_line(&self.list)
        );
        match self.as_of {
            Some(day) => text.push_str(&format!("as_of: {day}\n")),
            None => text.push_str("# The day at which the inventory is judged; write it without the sign in front:\n# as_of: 2026-06-30\n"),
        }
        let mut top = tree::map(Span::NOWHERE);
        if !self.district.is_empty() {
            put(
                &mut top,
                "district.name",
                tree::scalar(Span::NOWHERE, self.district.clone(), true),
            );
        }
        let mut goals: Vec<&(String, String)> = self.goals.iter().collect();
        goals.sort();
        let goals = goals.into_iter().map(|(id, name)| {
            let mut goal = tree::map(Span::NOWHERE);
            put(&mut goal, "id", tree::scalar(Span::NOWHERE, id.clone(), false));
            let name = if name.is_empty() {
                format!("Goal {id} (its text is not in the list)")
            } else {
                name.clone()
            };
            put(&mut goal, "name", tree::scalar(Span::NOWHERE, name, true));
            goal
        });
        let goals: Vec<_> = goals.collect();
        if !goals.is_empty() {
            put(&mut top, "plan.goals", tree::list(Span::NOWHERE, goals));
        }
        if top.as_map().is_some_and(|m| !m.is_empty()) {
            text.push_str(&yaml::write(&top));
        }
        text.push_str("initiatives:\n");
        for line in self.entries() {
            self.entry(line, &mut text);
        }
        let aside: Vec<&Line> = self.lines.iter().filter(|l| l.aside.is_some()).collect();
        if !aside.is_empty() {
            text.push_str("\n# Set aside, since they are no initiatives:\n");
            for line in aside {
                let why = line.aside.as_deref().unwrap_or_default();
                text.push_str(&format!("#   row {}: {} ({why})\n", line.row, line.written));
            }
        }
        text
    }

    fn entries(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.aside.is_none() && l.merged.is_none())
    }

    fn entry(&self, line: &Line, text: &mut String) {
        let mut remarks = vec![format!("row {}", line.row)];
        if self.has_kinds {
            remarks.push(match (line.kind.kind.is_empty(), line.kind.why.as_str()) {
                (true, _) => "the kind is open".to_owned(),
                (false, why) => format!("kind {why}"),
            });
        }
        remarks.extend(line.doubts.iter().map(|d| one_line(d)));
        text.push_str(&format!("  # {}\n", remarks.join("; ")));
        let mut record = tree::map(Span::NOWHERE);
        put(&mut record, "id", tree::scalar(Span::NOWHERE, line.id.clone(), false));
        put(
            &mut record,
            "name",
            tree::scalar(Span::NOWHERE, line.name.clone(), true),
        );
        if !line.kind.kind.is_empty() {
            put(
                &mut record,
                "kind",
                tree::scalar(Span::NOWHERE, line.kind.kind.clone(), false),
            );
        }
        for entry in line.record.as_map().unwrap_or_default() {
            if entry.key != "id" {
                put(&mut record, &entry.key, entry.value.clone());
            }
        }
        let list = tree::list(Span::NOWHERE, vec![record]);
        for row in yaml::write(&list).lines() {
            text.push_str("  ");
            text.push_str(row);
            text.push('\n');
        }
    }

    /// The mapping file: every choice with its reason, to be changed and used again.
    #[must_use]
    pub fn map(&self) -> String {
        let mut text = format!(
            "# How `{}` is read. Change what is wrong, then run the same `cleardeck import` again.\nformat: 1\n\n# A column: the field it becomes, `note` (kept in the note) or `ignore`.\ncolumns:\n",
            one_line(&self.list)
        );
        for column in &self.columns {
            let others = if column.others.is_empty() {
                String::new()
            } else {
                format!("; also possible: {}", column.others.join(", "))
            };
            let why = one_line(&column.why);
            text.push_str(&format!(
                "  {}: {}  # {why}{others}\n",
                quoted(&column.header),
                target(column)
            ));
        }
        if self.has_kinds {
            text.push_str(
                "\n# The kind of each entry. Blank is open; `cleardeck rules show kind` lists the kinds.\nkinds:\n",
            );
            let mut seen = BTreeMap::new();
            for line in self.lines.iter().filter(|l| l.aside.is_none()) {
                if seen.insert(&line.name, ()).is_none() {
                    let why = if line.kind.kind.is_empty() {
                        "open"
                    } else {
                        &line.kind.why
                    };
                    let space = if line.kind.kind.is_empty() { "" } else { " " };
                    text.push_str(&format!(
                        "  {}:{space}{}  # {why}\n",
                        quoted(&line.name),
                        line.kind.kind
                    ));
                }
            }
        }
        text.push_str(
            "\n# Rows that are no initiative, with the reason. Write `keep` in its place to take one in.\nset_aside:\n",
        );
        let mut seen = BTreeMap::new();
        for line in self.lines.iter().filter(|l| !l.name.is_empty()) {
            if let Some(why) = &line.aside
                && seen.insert(&line.name, ()).is_none()
            {
                text.push_str(&format!(
                    "  {}: {}  # row {}\n",
                    quoted(&line.name),
                    quoted(why),
                    line.row
                ));
            }
        }
        text.push_str("\n# Entries that may be one. Take the sign in front of a line away to merge the first into the second.\nmerge:\n");
        for line in self.lines.iter() {
            if let Some(into) = line.merged.and_then(|n| self.lines.get(n)) {
                text.push_str(&format!("  {}: {}\n", quoted(&line.name), quoted(&into.name)));
            }
        }
        for pair in &self.pairs {
            if let (Some(first), Some(second)) = (self.lines.get(pair.first), self.lines.get(pair.second)) {
                text.push_str(&format!(
                    "  # {}: {}  # {}\n",
                    quoted(&second.name),
                    quoted(&first.name),
                    pair.why
                ));
            }
        }
        text
    }

    /// What a person has to decide, counted: how many, and of what.
    #[must_use]
    pub fn decisions(&self) -> Vec<(usize, &'static str)> {
        let entries = || self.entries();
        let apart = |l: &&Line| self.set_aside_kinds.contains(&l.kind.kind) && !l.kind.sure;
        let aside = self.lines.iter().filter(|l| l.aside.is_some()).count();
        let list = vec![
            (usize::from(self.as_of.is_none()), "the day of the audit (--as-of)"),
            (
                usize::from(self.district.is_empty()),
                "the name of the district (--district)",
            ),
            (self.columns.iter().filter(|c| !c.sure).count(), "columns to confirm"),
            (
                entries().filter(|l| self.has_kinds && l.kind.kind.is_empty()).count(),
                "kinds that are open",
            ),
            (
                entries()
                    .filter(|l| !l.kind.kind.is_empty() && !l.kind.sure && !apart(l))
                    .count(),
                "kinds to confirm, proposed by words",
            ),
            (
                entries().filter(apart).count(),
                "entries to confirm as no work with students: kept, not judged",
            ),
            (aside, "rows set aside to confirm"),
            (self.pairs.len(), "entries that may belong to another: merge or keep"),
            (
                self.lines.iter().map(|l| l.doubts.len()).sum(),
                "answers that could not be read: kept in the note",
            ),
            (
                self.goals.iter().filter(|(_, name)| name.is_empty()).count(),
                "goals whose text is not in the list",
            ),
        ];
        list.into_iter().filter(|(count, _)| *count > 0).collect()
    }

    /// How the list was read, and what a person has to decide.
    #[must_use]
    pub fn review(&self) -> String {
        let (rows, entries) = (self.lines.len(), self.entries().count());
        let mut text = format!("{}: {rows} rows, {entries} entries\n\ncolumns:\n", one_line(&self.list));
        let widest = self
            .columns
            .iter()
            .map(|c| c.header.chars().count().min(30))
            .max()
            .unwrap_or_default();
        for column in &self.columns {
            let others = if column.others.is_empty() {
                String::new()
            } else {
                format!("; also possible: {}", column.others.join(", "))
            };
            let confirm = if column.sure { "" } else { "  <- confirm" };
            let header: String = one_line(&column.header).chars().take(30).collect();
            text.push_str(&format!(
                "  {header:widest$}  {} ({}{others}){confirm}\n",
                target(column),
                one_line(&column.why)
            ));
        }
        let mut part = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text.push_str(&format!("\n{title}:\n"));
                lines
                    .iter()
                    .for_each(|l| text.push_str(&format!("  {}\n", one_line(l))));
            }
        };
        if self.has_kinds {
            let open = self.entries().filter(|l| l.kind.kind.is_empty());
            part(
                "kinds that are open",
                open.map(|l| format!("row {}: {}", l.row, l.name)).collect(),
            );
            let proposed = self.entries().filter(|l| !l.kind.kind.is_empty() && !l.kind.sure);
            part(
                "kinds proposed",
                proposed
                    .map(|l| format!("row {}: {} -> {} ({})", l.row, l.name, l.kind.kind, l.kind.why))
                    .collect(),
            );
        }
        let aside = self.lines.iter().filter_map(|l| Some((l, l.aside.as_ref()?)));
        part(
            "set aside",
            aside
                .map(|(l, why)| format!("row {}: {} ({why})", l.row, l.written))
                .collect(),
        );
        let merged = self.lines.iter().filter_map(|l| Some((l, self.lines.get(l.merged?)?)));
        part(
            "merged",
            merged
                .map(|(l, into)| format!("row {}: {} into {}", l.row, l.name, into.name))
                .collect(),
        );
        let pairs = self
            .pairs
            .iter()
            .filter_map(|p| Some((p, self.lines.get(p.first)?, self.lines.get(p.second)?)));
        part(
            "may be one",
            pairs
                .map(|(p, a, b)| format!("rows {} and {}: {} / {} ({})", a.row, b.row, a.name, b.name, p.why))
                .collect(),
        );
        let doubts = self
            .lines
            .iter()
            .flat_map(|l| l.doubts.iter().map(move |d| format!("row {}: {d}", l.row)));
        part("not readable", doubts.collect());
        let decisions = self.decisions();
        let total: usize = decisions.iter().map(|(count, _)| count).sum();
        text.push_str(&format!("\nto decide: {total}\n"));
        for (count, what) in decisions {
            text.push_str(&format!("  {count:>4}  {what}\n"));
        }
        text
    }
}

fn put(node: &mut Node<'static>, path: &str, value: Node<'static>) {
    let place: Vec<String> = path.split('.').map(str::to_owned).collect();
    let _ = tree::set(node, &place, Span::NOWHERE, value);
}

fn target(column: &Column) -> &str {
    match &column.target {
        Target::Field(field) => &field.path,
        Target::District => "district.name",
        Target::Note => "note",
        Target::Ignore => "ignore",
    }
}

/// A text as a quoted scalar.
fn quoted(text: &str) -> String {
    yaml::write(&tree::scalar(Span::NOWHERE, text, true))
        .trim_end()
        .to_owned()
}
