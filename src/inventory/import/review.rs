//! How a list was read, and what a person has to decide.

use super::map::{others, target};
use super::{Approach, Line, Listed, Proposal, Target, account, one_line};

/// So many columns that no field is read from are told by name; no list that people keep has as many.
const MOST_REMARKS: usize = 200;

impl Proposal {
    /// What a person has to decide, counted: how many, and of what.
    #[must_use]
    pub fn decisions(&self) -> Vec<(usize, &'static str)> {
        let entries = || self.entries();
        let columns = || self.lists.iter().flat_map(|l| &l.columns);
        let apart = |l: &&Line| self.set_aside_kinds.contains(&l.kind.kind) && !l.kind.sure;
        let aside = self.lines.iter().filter(|l| l.aside.is_some() && !l.confirmed).count();
        let list = vec![
            (usize::from(self.as_of.is_none()), "the day of the audit (--as-of)"),
            (
                usize::from(self.district.is_empty()),
                "the name of the district (--district)",
            ),
            (
                self.lists
                    .iter()
                    .flat_map(|l| &l.unread)
                    .filter(|s| s.named && !s.hidden)
                    .count(),
                "sheets that are not read and have a column of names (--sheet)",
            ),
            (
                self.lists
                    .iter()
                    .filter(|l| !l.sure_head && !l.head_rows.is_empty())
                    .count(),
                "row taken for the names of the columns, no known name in it (if it is an entry: --header none)",
            ),
            (
                self.lists
                    .iter()
                    .filter(|l| !l.sure_head && l.head_rows.is_empty())
                    .count(),
                "list without names of columns (if there are some: --header with the number of their row)",
            ),
            (
                usize::from(columns().any(|c| c.unit.as_ref().is_some_and(|u| !u.settled))),
                "in what the amounts are counted, none is read before (`amounts` in the file of --map)",
            ),
            (columns().filter(|c| !c.sure).count(), "columns to confirm"),
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
                "entries to confirm as no work with students: not judged on that proposal",
            ),
            (aside, "rows set aside to confirm"),
            (
                self.with_several().count(),
                "rows that may hold several things: split or keep",
            ),
            (
                self.proposed_approaches().len(),
                "approaches of several lines to confirm, proposed by their names",
            ),
            (self.pairs.len(), "entries that may belong to another: merge or keep"),
            (
                self.doubted().map(|l| l.doubts.len()).sum(),
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
        let mut text = String::new();
        for (place, list) in self.lists.iter().enumerate() {
            text.push_str(&format!("{}\ncolumns:\n", self.account_of(place, list)));
            tell_columns(&mut text, list);
            if place + 1 < self.lists.len() {
                text.push('\n');
            }
        }
        let mut part = |title: &str, lines| account::part(&mut text, &format!("\n{title}:\n"), "  ", lines);
        part(self.above_what(self.lists.first()), self.told_above());
        let counted = self
            .lists
            .iter()
            .flat_map(|l| &l.columns)
            .filter_map(|c| Some((c, c.unit.as_ref()?)));
        part(
            "amounts",
            counted
                .map(|(c, unit)| {
                    let how = match (unit.settled, unit.times) {
                        (false, _) => {
                            "not read as dollars: kept in the note until the mapping file says `amounts:`".to_owned()
                        }
                        (true, 1) => "read as dollars, as the mapping file says".to_owned(),
                        (true, times) => format!("times {times}, as the mapping file says"),
                    };
                    format!("{}: the list says “{}”; {how}", c.header, unit.said)
                })
                .collect(),
        );
        if self.has_kinds {
            let open = self.entries().filter(|l| l.kind.kind.is_empty());
            part(
                "kinds that are open",
                open.map(|l| match l.kind.why.as_str() {
                    "" => format!("{}: {}", self.row_of(l), l.name),
                    why => format!("{}: {} ({why})", self.row_of(l), l.name),
                })
                .collect(),
            );
            let proposed = self.entries().filter(|l| !l.kind.kind.is_empty() && !l.kind.sure);
            part(
                "kinds proposed, no answers until confirmed",
                proposed
                    .map(|l| format!("{}: {} -> {} ({})", self.row_of(l), l.name, l.kind.kind, l.kind.why))
                    .collect(),
            );
        }
        part("set aside", self.told_aside());
        part(
            "may hold several things",
            self.with_several()
                .map(|l| format!("{}: {} -> {}", self.row_of(l), l.name, l.things.join(" | ")))
                .collect(),
        );
        let told =
            |(approach, count): (&Approach, usize)| format!("{} ({count} lines, {})", approach.name, approach.why);
        part(
            "may be one approach, one decision",
            self.proposed_approaches().into_iter().map(told).collect(),
        );
        let merged = self.lines.iter().filter_map(|l| Some((l, self.lines.get(l.merged?)?)));
        part(
            "merged",
            merged
                .map(|(l, into)| format!("{}: {} into {}", self.row_of(l), l.name, into.name))
                .collect(),
        );
        let pairs = self
            .pairs
            .iter()
            .filter_map(|p| Some((p, self.lines.get(p.first)?, self.lines.get(p.second)?)));
        part(
            "may be one",
            pairs
                .map(|(p, a, b)| {
                    let rows = if self.lists.len() > 1 {
                        format!("{} and {}", self.row_of(a), self.row_of(b))
                    } else {
                        format!("rows {} and {}", a.row, b.row)
                    };
                    format!("{rows}: {} / {} ({})", a.name, b.name, p.why)
                })
                .collect(),
        );
        let doubts = self
            .doubted()
            .flat_map(|l| l.doubts.iter().map(move |d| format!("{}: {d}", self.row_of(l))));
        part("not readable", doubts.collect());
        let decisions = self.decisions();
        let total: usize = decisions.iter().map(|(count, _)| count).sum();
        text.push_str(&format!("\nto decide: {total}\n"));
        for (count, what) in decisions {
            text.push_str(&format!("  {count:>4}  {what}\n"));
        }
        text
    }

    /// The rows whose answers count: what is set aside gives none.
    fn doubted(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.aside.is_none())
    }
}

/// What every column of a list becomes.
fn tell_columns(text: &mut String, list: &Listed) {
    let widest = list
        .columns
        .iter()
        .map(|c| c.header.chars().count().min(30))
        .max()
        .unwrap_or_default();
    let mut left = MOST_REMARKS;
    let mut folded = 0;
    for column in &list.columns {
        if matches!(column.target, Target::Note | Target::Ignore) {
            if left == 0 {
                folded += 1;
                continue;
            }
            left -= 1;
        }
        let confirm = if column.sure { "" } else { "  <- confirm" };
        let header: String = one_line(&column.header).chars().take(30).collect();
        text.push_str(&format!(
            "  {header:widest$}  {} ({}{}){confirm}\n",
            target(&column.target),
            one_line(&column.why),
            others(&column.others)
        ));
    }
    if folded > 0 {
        text.push_str(&format!(
            "  and {folded} more columns that no field is read from; the file of --map names each\n"
        ));
    }
}
