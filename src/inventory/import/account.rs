//! Where every row of a list went, counted.

use super::{Line, Proposal, one_line};

impl Proposal {
    /// Every row of the file and where it went: the parts of a line add up to its rows.
    #[must_use]
    pub fn account(&self) -> String {
        let mut parts = Vec::new();
        let mut part = |count: usize, what: &str| {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        };
        part(self.head_rows.len(), "of column names");
        part(self.above.len(), self.above_what());
        let entries = self.entries().count();
        let split = self
            .entries()
            .filter(|l| l.origin.as_ref().is_some_and(|o| !o.first))
            .count();
        let what = if entries == split + 1 {
            "initiative"
        } else {
            "initiatives"
        };
        if split == 0 {
            part(entries, what);
        } else {
            part(
                entries - split,
                &format!("{what} ({entries} entries, since rows are split)"),
            );
        }
        let merged = self
            .lines
            .iter()
            .filter(|l| l.aside.is_none() && l.merged.is_some())
            .count();
        part(merged, "merged into another");
        let mut reasons: Vec<(&str, usize)> = Vec::new();
        for why in self.lines.iter().filter_map(|l| l.aside.as_deref()) {
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((why, 1)),
            }
        }
        let aside: usize = reasons.iter().map(|(_, count)| count).sum();
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(why, count)| {
                if *count == 1 {
                    one_line(why)
                } else {
                    format!("{count} × {}", one_line(why))
                }
            })
            .collect();
        part(aside, &format!("set aside ({})", reasons.join("; ")));
        let by = match self.why_sheet.as_str() {
            "" => String::new(),
            why => format!(", sheet `{}` ({why})", one_line(&self.sheet)),
        };
        let rows = if self.rows == 1 { "row" } else { "rows" };
        let mut text = format!(
            "{} {rows} in `{}`{by}: {}\n",
            self.rows,
            one_line(&self.list),
            parts.join(", ")
        );
        for line in self.told_unread() {
            text.push_str(&format!("not read: {line}\n"));
        }
        text
    }

    /// Where what stands above the list does.
    pub(super) fn above_what(&self) -> &'static str {
        if self.head_rows.is_empty() {
            "above the first entry"
        } else {
            "above the names of the columns"
        }
    }

    /// The rows above the list.
    pub(super) fn told_above(&self) -> Vec<String> {
        let told = self.above.iter().map(|(row, text)| format!("row {row}: {text}"));
        told.collect()
    }

    /// The rows that are no initiative.
    pub(super) fn told_aside(&self) -> Vec<String> {
        let told = |l: &Line| Some(format!("row {}: {} ({})", l.row, l.written, l.aside.as_ref()?));
        self.lines.iter().filter_map(told).collect()
    }

    /// The sheets that are not read.
    pub(super) fn told_unread(&self) -> Vec<String> {
        let told = self.unread.iter().map(|sheet| {
            let rows = if sheet.rows == 1 { "row" } else { "rows" };
            let what = match (sheet.hidden, sheet.named) {
                (true, true) => "; it is hidden, and has a column of names too",
                (true, false) => "; it is hidden",
                (false, true) => "; it has a column of names too",
                (false, false) => "",
            };
            let name = one_line(&sheet.name);
            format!(
                "sheet `{name}`, {} {rows}{what} (to read it: --sheet '{name}')",
                sheet.rows
            )
        });
        told.collect()
    }
}

/// Adds a part with its title, each line of it behind a sign.
pub(super) fn part(text: &mut String, title: &str, sign: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    text.push_str(title);
    for line in lines {
        text.push_str(&format!("{sign}{}\n", one_line(&line)));
    }
}
