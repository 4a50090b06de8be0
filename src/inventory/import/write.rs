//! A proposal as an inventory.

use crate::diagnostics::Span;
use crate::inventory::workbook::tree;
use crate::yaml::{self, Node};

use super::{Line, Proposal, account, one_line};

/// How the reason of a kind begins that words propose.
pub(super) const BY_WORDS: &str = "proposed by ";

impl Proposal {
    /// The inventory in YAML, everything proposed said in a remark.
    #[must_use]
    pub fn yaml(&self) -> String {
        let mut text = format!(
            "# A proposal made from {}: what is said to be proposed is for a person to confirm.\nformat: 1\n",
            self.files()
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
            put(
                &mut goal,
                "id",
                tree::scalar(Span::NOWHERE, id.clone(), !yaml::is_words(id)),
            );
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
        let mut part = |title: &str, lines| account::part(&mut text, &format!("\n# {title}:\n"), "#   ", lines);
        part(
            &format!("What stands {}", self.above_what(self.lists.first())),
            self.told_above(),
        );
        part("Set aside, since they are no initiatives", self.told_aside());
        part("Not read", self.told_unread());
        text
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.aside.is_none() && l.merged.is_none())
    }

    fn entry(&self, line: &Line, text: &mut String) {
        let mut remarks = vec![self.row_of(line)];
        if self.has_kinds {
            let super::KindChoice { kind, why, sure } = &line.kind;
            remarks.push(match (kind.as_str(), sure) {
                ("", _) if why.is_empty() => "the kind is open".to_owned(),
                ("", _) => format!("the kind is open: {why}"),
                (_, true) => format!("kind {why}"),
                // no answer before somebody has given it
                (kind, false) => format!("kind {kind}, {why}: write `kind: {kind}` if it is that"),
            });
        }
        if let Some(approach) = line.approach.as_ref().filter(|a| !a.sure && !a.name.is_empty()) {
            remarks.push(format!("may be a part of `{}`: {}", approach.name, approach.why));
        }
        if !line.things.is_empty() && !line.is_one {
            remarks.push(format!("may hold several things: {}", line.things.join(", ")));
        }
        remarks.extend(line.doubts.iter().map(|d| one_line(d)));
        text.push_str(&format!("  # {}\n", one_line(&remarks.join("; "))));
        let mut record = tree::map(Span::NOWHERE);
        put(
            &mut record,
            "id",
            tree::scalar(Span::NOWHERE, line.id.clone(), !yaml::is_words(&line.id)),
        );
        put(
            &mut record,
            "name",
            tree::scalar(Span::NOWHERE, line.name.clone(), true),
        );
        if !line.kind.kind.is_empty() {
            let kind = tree::scalar(Span::NOWHERE, line.kind.kind.clone(), false);
            let by = line.kind.why.strip_prefix(BY_WORDS).unwrap_or(&line.kind.why);
            put(
                &mut record,
                "kind",
                if line.kind.sure { kind } else { proposed(kind, by) },
            );
        }
        if let Some(field) = self.several_field.as_deref()
            && !line.things.is_empty()
            && !line.is_one
            && !line.confirmed
        {
            let by = format!("its name holds {}", line.things.join(" and "));
            put(
                &mut record,
                field,
                proposed(tree::scalar(Span::NOWHERE, "yes", false), &by),
            );
        }
        self.put_approach(line, &mut record);
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
}

/// A value that nobody has confirmed, with what suggests it.
pub(super) fn proposed(value: Node<'static>, by: &str) -> Node<'static> {
    let mut node = tree::map(Span::NOWHERE);
    put(&mut node, "value", value);
    put(
        &mut node,
        "proposed_by",
        tree::scalar(Span::NOWHERE, one_line(by), true),
    );
    node
}

fn put(node: &mut Node<'static>, path: &str, value: Node<'static>) {
    let place: Vec<String> = path.split('.').map(str::to_owned).collect();
    let _ = tree::set(node, &place, Span::NOWHERE, value);
}
