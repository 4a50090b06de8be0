//! Where every row of a list went, counted.

use super::{Line, Listed, Proposal, one_line};

impl Proposal {
    /// Every row of every list and where it went: the parts of a line add up to its rows.
    #[must_use]
    pub fn account(&self) -> String {
        let lists = self.lists.iter().enumerate();
        lists.map(|(place, list)| self.account_of(place, list)).collect()
    }

    /// The account of one list.
    pub(super) fn account_of(&self, place: usize, list: &Listed) -> String {
        let mut parts = Vec::new();
        let mut part = |count: usize, what: &str| {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        };
        part(list.head_rows.len(), "of column names");
        part(list.above.len(), self.above_what(Some(list)));
        let own = || self.lines.iter().filter(|l| l.list == place);
        let is_entry = |l: &&Line| l.aside.is_none() && l.merged.is_none();
        let entries = own().filter(is_entry).count();
        let more = |l: &&Line| l.origin.as_ref().is_some_and(|o| !o.first);
        let split = own().filter(is_entry).filter(more).count();
        let what = if entries == split + 1 {
            "initiative"
        } else {
            "initiatives"
        };
        if split == 0 {
            part(entries, what);
        } else {
            let what = format!("{what} ({entries} entries, since rows are split)");
            part(entries - split, &what);
        }
        let merged = own()
            .filter(|l| l.aside.is_none() && l.merged.is_some() && !more(l))
            .count();
        part(merged, "merged into another");
        let mut reasons: Vec<(&str, usize)> = Vec::new();
        for why in own().filter_map(|l| l.aside.as_deref()) {
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
        let by = match list.why_sheet.as_str() {
            "" => String::new(),
            why => format!(", sheet `{}` ({why})", one_line(&list.sheet)),
        };
        let rows = if list.rows == 1 { "row" } else { "rows" };
        let mut text = format!(
            "{} {rows} in `{}`{by}: {}\n",
            list.rows,
            one_line(&list.name),
            parts.join(", ")
        );
        for line in Self::unread_of(list) {
            text.push_str(&format!("not read: {line}\n"));
        }
        text
    }

    /// Where what stands above a list does.
    pub(super) fn above_what(&self, list: Option<&Listed>) -> &'static str {
        if list.is_some_and(|l| l.head_rows.is_empty()) {
            "above the first entry"
        } else {
            "above the names of the columns"
        }
    }

    /// The rows above the lists.
    pub(super) fn told_above(&self) -> Vec<String> {
        let told = |list: &Listed| {
            let of = match list.tag.as_str() {
                "" => String::new(),
                tag => format!(" of `{tag}`"),
            };
            let rows = list.above.iter().map(|(row, text)| format!("row {row}{of}: {text}"));
            rows.collect::<Vec<_>>()
        };
        self.lists.iter().flat_map(told).collect()
    }

    /// The rows that are no initiative.
    pub(super) fn told_aside(&self) -> Vec<String> {
        let told = |l: &Line| Some(format!("{}: {} ({})", self.row_of(l), l.written, l.aside.as_ref()?));
        self.lines.iter().filter_map(told).collect()
    }

    /// The sheets that are not read.
    pub(super) fn told_unread(&self) -> Vec<String> {
        self.lists.iter().flat_map(Self::unread_of).collect()
    }

    fn unread_of(list: &Listed) -> Vec<String> {
        let told = list.unread.iter().map(|sheet| {
            let rows = if sheet.rows == 1 { "row" } else { "rows" };
            let what = match (sheet.hidden, sheet.named) {
                (true, true) => "; it is hidden, and has a column of names too",
                (true, false) => "; it is hidden",
                (false, true) => "; it has a column of names too",
                (false, false) => "",
            };
            let name = one_line(&sheet.name);
            let every = if sheet.named && !sheet.hidden {
                ", with the others: --sheet all"
            } else {
                ""
            };
            format!(
                "sheet `{name}`, {} {rows}{what} (to read it: --sheet '{name}'{every})",
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
