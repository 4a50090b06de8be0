//! The rows of a list: their answers, their names in the mapping file, their ids, and which of them are no initiative.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{CellAddress, Diagnostics, Span};
use crate::inventory::workbook::layout::{Field, Layout};
use crate::inventory::workbook::{add_note, slug, tree, value};
use crate::rules::{FactType, RuleSet, Unanswered, unanswered};
use crate::sheets::CellKind;
use crate::yaml::{self, Kind, Node};

use super::cells::{self, Heard, Part};
use super::checked::Checker;
use super::columns::reads;
use super::table::{ListRow, Spot, Table};
use super::words::{Words, holds, tokens};
use super::{
    Column, KindChoice, Line, Proposal, Target, Wanted, aside, corrected, kinds, one_line, several, split, units,
};

/// Longer names are no keys of a mapping file: the row is named by its number.
const LONGEST_KEY: usize = 200;

/// What answers are read with.
pub(super) struct Reader<'a> {
    pub set: &'a RuleSet,
    pub words: &'a Words,
    pub checker: Checker<'a>,
    pub fields: &'a [Field],
}

/// Reads every row into the proposal.
pub(super) fn read(
    proposal: &mut Proposal,
    table: &Table,
    set: &RuleSet,
    layout: &Layout,
    words: &Words,
    wanted: &Wanted,
    out: &mut Diagnostics,
) {
    let (map, reviewed) = (wanted.map, wanted.reviewed);
    let reader = Reader {
        set,
        words,
        checker: Checker::new(set),
        fields: layout.sheet("initiatives").map_or(&[][..], |s| s.columns.as_slice()),
    };
    let headings = aside::headings(proposal, table, layout, words);
    let columns = proposal.columns().to_vec();
    let mut lines: Vec<Line> = table
        .rows
        .iter()
        .map(|row| reader.line(proposal, &columns, row))
        .collect();
    keys(&mut lines, proposal);
    let mut section = String::new();
    for (line, row) in lines.iter_mut().zip(&table.rows) {
        let heading = headings.get(&row.number);
        let found = match heading {
            Some((why, _)) => Some(why.clone()),
            None => aside::alone(line, row, proposal, layout, words),
        };
        line.aside = match map.and_then(|m| m.aside(line)) {
            Some(choice) if choice.eq_ignore_ascii_case("keep") => None,
            Some(reason) if !reason.is_empty() => Some(one_line(reason)),
            // an entry that the file knows by its kind is one
            _ if map.is_some_and(|m| m.kind(line).is_some()) => None,
            _ => found,
        };
        if let Some(reviewed) = reviewed {
            corrected::answers(line, reviewed, &reader, out);
        }
        if line.aside.is_some() {
            if heading.is_some_and(|(_, over)| *over) {
                section = row.cells.first().map_or_else(String::new, |c| one_line(c.text));
            }
            continue;
        }
        if line.name.is_empty() {
            // taken in by a person: what stands in the row names it
            line.name = if line.written.is_empty() {
                line.key.clone()
            } else {
                line.written.clone()
            };
        }
        if !section.is_empty() {
            add_note(&mut line.record, &[format!("under the heading {section}")]);
        }
    }
    let parts = |line: &Line| {
        let said = corrected::split(line, reviewed);
        said.or_else(|| map.and_then(|m| m.split(line)).map(<[String]>::to_vec))
    };
    lines = split::apply(lines, &parts, &reader.amounts(), &proposal.lines);
    if proposal.has_kinds {
        let rows: HashMap<u32, &ListRow> = table.rows.iter().map(|r| (r.number, r)).collect();
        for line in lines.iter_mut().filter(|l| l.aside.is_none()) {
            if let Some(row) = rows.get(&line.row) {
                let found = kinds::kind_of(line, row, proposal, set, map);
                line.kind = corrected::kind(line, found, reviewed);
            }
        }
    }
    proposal.lines.extend(lines);
}

/// Gives every entry of every list its id, and every goal.
pub(super) fn finish(proposal: &mut Proposal) {
    ids(&mut proposal.lines);
    for line in proposal.lines.iter_mut().filter(|l| l.aside.is_none()) {
        goals(&mut line.record, &mut proposal.goals);
    }
}

/// A key for each row: its name, with the number of the row where others have the same.
fn keys(lines: &mut [Line], proposal: &Proposal) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for line in lines.iter() {
        *count.entry(line.name.clone()).or_default() += 1;
    }
    let mut seen: HashSet<String> = proposal.lines.iter().map(|l| l.key.clone()).collect();
    let tag = proposal.lists.last().map_or("", |l| l.tag.as_str());
    for line in lines {
        let alone = count.get(&line.name).is_some_and(|n| *n == 1);
        line.key = match (line.name.as_str(), alone) {
            ("", _) => format!("row {}", line.row),
            (name, _) if name.len() > LONGEST_KEY => format!("row {}", line.row),
            (name, true) => name.to_owned(),
            (name, false) => format!("{name} (row {})", line.row),
        };
        if seen.contains(&line.key) && !tag.is_empty() {
            line.key = format!("{} ({tag})", line.key);
        }
        // another row may be called so by its list
        while !seen.insert(line.key.clone()) || (line.key != line.name && count.contains_key(&line.key)) {
            line.key.push('\'');
        }
    }
}

/// An id for each entry: the one the list gives, else one made of the name; none twice.
fn ids(lines: &mut [Line]) {
    let mut taken: HashSet<String> = HashSet::new();
    let entries = || |l: &&mut Line| l.aside.is_none();
    for line in lines.iter_mut().filter(entries()).filter(|l| !l.id.is_empty()) {
        let written = std::mem::take(&mut line.id);
        let id = slug(&written);
        if id.is_empty() {
            line.doubts.push(format!("`{written}` cannot be an id"));
        } else if taken.insert(id.clone()) {
            line.id = id;
        } else {
            line.doubts.push(format!("the id `{written}` is another entry's"));
        }
        if line.id != written {
            add_note(&mut line.record, &[format!("id: {written}")]);
        }
    }
    for line in lines.iter_mut().filter(entries()).filter(|l| l.id.is_empty()) {
        let wanted = match slug(&line.name) {
            id if id.is_empty() => format!("row-{}", line.row),
            id => id,
        };
        let mut number = 1;
        line.id.clone_from(&wanted);
        while !taken.insert(line.id.clone()) {
            number += 1;
            line.id = format!("{wanted}-{number}");
        }
    }
}

/// The cell of a row in the first column that becomes a field of this sort.
pub(super) fn spot<'r, 'a>(
    proposal: &Proposal,
    row: &'r ListRow<'a>,
    wanted: impl Fn(&Field) -> bool,
) -> Option<&'r Spot<'a>> {
    let is = |c: &&Column| matches!(&c.target, Target::Field(f) if wanted(f));
    let column = proposal.columns().iter().find(is)?;
    row.cells.iter().find(|c| c.column == column.number)
}

/// Why a cell is no answer.
enum Unread {
    /// It cannot be read, or is in doubt: a person is told.
    Doubt(String),
    /// It waits for a choice about all of its column; what to add to it in the note.
    Waits(String),
}

/// What a cell answers.
struct Answer {
    /// The answer to its column.
    own: Option<Node<'static>>,
    /// Answers to others.
    elsewhere: Vec<Part>,
    /// Whether nothing of the cell has to stay in the note.
    whole: bool,
}

impl Reader<'_> {
    /// The fields of amounts, which belong to all things of a line together.
    fn amounts(&self) -> Vec<&Field> {
        let students = self.words.cells.place("students");
        let is = |f: &&Field| f.fact && (f.fact_type() == FactType::Money || f.path == students);
        self.fields.iter().filter(is).collect()
    }

    /// The answers of a row.
    fn line(&self, proposal: &mut Proposal, columns: &[Column], row: &ListRow) -> Line {
        let mut record = tree::map(Span::NOWHERE);
        let (mut notes, mut doubts, mut name, mut id) = (Vec::new(), Vec::new(), String::new(), String::new());
        let mut things = Vec::new();
        // what a cell says for another column than its own gives way to that column
        let mut elsewhere: Vec<(Part, String, String)> = Vec::new();
        for spot in &row.cells {
            let Some(column) = columns.iter().find(|c| c.number == spot.column) else {
                continue;
            };
            if matches!(column.target, Target::Ignore) {
                continue;
            }
            if spot.kind == CellKind::Unsaved {
                let place = CellAddress {
                    row: row.number,
                    column: spot.column,
                };
                doubts.push(format!(
                    "`{}` in {place} is a formula whose value was not saved",
                    column.header
                ));
                notes.push(format!("{}: a formula whose value was not saved", column.header));
                continue;
            }
            let text = one_line(spot.text);
            if self.words.is_blank(spot.text) {
                continue;
            }
            if name.is_empty() && matches!(&column.target, Target::Field(f) if f.path == "name") {
                things = several::things(spot.text, self.words);
            }
            let kept = format!("{}: {text}", column.header);
            match &column.target {
                Target::Ignore => {}
                Target::District if proposal.district.is_empty() => proposal.district = text,
                Target::District if proposal.district == text => {}
                Target::District => notes.push(kept),
                Target::Note if column.header.to_lowercase().starts_with("note") => notes.push(text),
                Target::Note => notes.push(kept),
                Target::Field(field) if field.path == "name" && name.is_empty() => name = text,
                Target::Field(field) if field.path == "id" && id.is_empty() => id = text,
                Target::Field(field) if matches!(field.path.as_str(), "name" | "id") => notes.push(kept),
                // read with the words of the entry
                Target::Field(field) if field.path == "kind" => {
                    if kinds::named(spot.text, self.set).is_none() && !self.words.is_unsure(spot.text) {
                        notes.push(kept);
                    }
                }
                Target::Field(field) => {
                    let answer = self.answer(field, spot, column, row);
                    let mut put = |answer: Answer| {
                        let own = answer.own.map_or(Ok(()), |node| {
                            tree::set(&mut record, &field.place(), Span::NOWHERE, node)
                        });
                        elsewhere.extend(
                            answer
                                .elsewhere
                                .into_iter()
                                .map(|p| (p, column.header.clone(), text.clone())),
                        );
                        own.map_err(|_| Unread::Doubt(format!("`{}` is said by another column already", field.title)))?;
                        Ok(answer.whole)
                    };
                    match answer.and_then(&mut put) {
                        Ok(true) => {}
                        Ok(false) => notes.push(kept),
                        Err(Unread::Waits(why)) => notes.push(format!("{kept} {why}")),
                        Err(Unread::Doubt(why)) => {
                            doubts.push(why);
                            notes.push(kept);
                        }
                    }
                }
            }
        }
        for (part, header, text) in elsewhere {
            let kept = format!("{header}: {text}");
            if let Err(why) = self.put_elsewhere(&mut record, part, &text) {
                doubts.extend(why);
                if !notes.contains(&kept) {
                    notes.push(kept);
                }
            }
        }
        if !notes.is_empty() {
            add_note(&mut record, &notes);
        }
        Line {
            list: proposal.lists.len().saturating_sub(1),
            row: row.number,
            id,
            name,
            key: String::new(),
            record,
            kind: KindChoice::default(),
            aside: None,
            merged: None,
            doubts,
            written: row.written(),
            cells: row.cells.iter().map(|c| (c.column, c.text.to_owned())).collect(),
            things,
            confirmed: false,
            is_one: false,
            origin: None,
            approach: None,
        }
    }

    /// Writes an answer that a cell gives for another column; why it cannot, when that has to be told.
    fn put_elsewhere(&self, record: &mut Node<'static>, part: Part, text: &str) -> Result<(), Option<String>> {
        let path = part.field.unwrap_or_default();
        let Some(field) = self.fields.iter().find(|f| f.path == path) else {
            return Err(Some(format!("`{text}` says what no field takes")));
        };
        let given = tree::get(record, &field.place()).is_some();
        // a count of schools says it better than a word
        let counted = [self.words.cells.place("schools"), self.words.cells.place("share")];
        let says = |path: &str| {
            let place: Vec<String> = path.split('.').map(str::to_owned).collect();
            tree::get(record, &place).is_some()
        };
        if part.follows && (given || counted.into_iter().any(says)) {
            return Err(None);
        }
        let node = typed(field, tree::said(Span::NOWHERE, part.said));
        let why = match self.checker.refuses(&field.place(), &node) {
            Some(why) => why,
            None if given => "another column says it already".to_owned(),
            None => {
                let _ = tree::set(record, &field.place(), Span::NOWHERE, node);
                return Ok(());
            }
        };
        Err(Some(format!("`{text}` is not readable as `{}`: {why}", field.title)))
    }

    /// The field for the end of a time of which a row gives both ends: that of a contract where the row speaks of one.
    fn ends(&self, column: &Column, row: &ListRow) -> &str {
        let contract = self.words.cells.place("contract_end");
        let hints = self
            .words
            .columns
            .iter()
            .filter(|u| u.field == contract)
            .flat_map(|u| &u.hints);
        let text = tokens(&format!("{} {}", column.header, row.written()));
        let is_contract = hints.into_iter().any(|h| holds(&text, &tokens(h)));
        if is_contract {
            contract
        } else {
            self.words.cells.place("funding_end")
        }
    }

    fn answer(&self, field: &Field, spot: &Spot, column: &Column, row: &ListRow) -> Result<Answer, Unread> {
        let text = spot.text;
        let plain = |node| Answer {
            own: Some(node),
            elsewhere: Vec::new(),
            whole: true,
        };
        let said = |word: &str| Ok(plain(tree::scalar(Span::NOWHERE, word, false)));
        match unanswered(text) {
            Some(Unanswered::NotApplicable) if field.not_applicable => return said("n/a"),
            // a word for nothing may be a name where words are asked for
            Some(Unanswered::Blank) if field.fact_type() == FactType::Text => {
                return Ok(plain(tree::scalar(Span::NOWHERE, text, true)));
            }
            Some(_) => return said("unsure"),
            None if self.words.is_unsure(text) => return said("unsure"),
            None => {}
        }
        let counted = matches!(field.fact_type(), FactType::Money | FactType::Count | FactType::Number);
        if let Some((first, last)) = spot.shared.filter(|_| counted) {
            return Err(Unread::Doubt(format!(
                "`{}` stands once for rows {first} to {last}: whose part is what is not known",
                one_line(text)
            )));
        }
        let unreadable = || Unread::Doubt(format!("`{}` is not readable as `{}`", one_line(text), field.title));
        let refused = |why: &str| {
            Unread::Doubt(format!(
                "`{}` is not readable as `{}`: {why}",
                one_line(text),
                field.title
            ))
        };
        let unit = column.unit.as_ref().filter(|_| field.fact_type() == FactType::Money);
        // an amount that says its own thousands is in dollars
        let unit = unit.filter(|u| !u.settled || !cells::is_scaled(text, &self.words.cells));
        let in_dollars = |said| match unit {
            None => Ok(said),
            Some(unit) if !unit.settled => Err(Unread::Waits(format!("(the list says: {})", unit.said))),
            Some(unit) => units::in_dollars(said, unit.times).ok_or_else(unreadable),
        };
        let ends = match field.fact_type() {
            FactType::Date => self.ends(column, row),
            _ => "",
        };
        match cells::hear(field, spot.kind, text, ends, &self.words.cells) {
            None => {}
            Some(Heard::Told(why)) => {
                return Err(Unread::Doubt(format!(
                    "`{}` in `{}` {why}",
                    one_line(text),
                    field.title
                )));
            }
            Some(Heard::Read(parts, whole)) => {
                let mut answer = Answer {
                    own: None,
                    elsewhere: Vec::new(),
                    whole,
                };
                for mut part in parts {
                    part.said = in_dollars(part.said)?;
                    if part.field.is_some() {
                        answer.elsewhere.push(part);
                        continue;
                    }
                    let node = typed(field, tree::said(Span::NOWHERE, part.said));
                    if let Some(why) = self.checker.refuses(&field.place(), &node) {
                        return Err(refused(&why));
                    }
                    answer.own = Some(node);
                }
                return Ok(answer);
            }
        }
        if spot.kind == CellKind::Error || !reads(field, spot.kind, text, self.set) {
            return Err(unreadable());
        }
        let said = value::read(field, spot.kind, text).map_err(|_| unreadable())?;
        let said = in_dollars(said)?;
        let node = typed(field, tree::said(Span::NOWHERE, said));
        match self.checker.refuses(&field.place(), &node) {
            None => Ok(plain(node)),
            Some(why) => Err(refused(&why)),
        }
    }
}

/// The answer that a text gives to a field by the strict reader.
pub(super) fn written(field: &Field, kind: CellKind, text: &str, set: &RuleSet) -> Option<Node<'static>> {
    if unanswered(text).is_none() && !reads(field, kind, text, set) {
        return None;
    }
    let said = value::read(field, kind, text).ok()?;
    Some(typed(field, tree::said(Span::NOWHERE, said)))
}

/// Words stay words for every reader of YAML, also where they look like a number, a day or a truth.
fn typed(field: &Field, mut node: Node<'static>) -> Node<'static> {
    // a list has names only; a text may also say that it is not known
    let quote = |node: &mut Node<'static>, open: bool| {
        if let Kind::Scalar(text, quoted) = &mut node.kind {
            *quoted = *quoted || !(yaml::is_words(text) || (open && unanswered(text).is_some()));
        }
    };
    match (&mut node.kind, field.fact_type()) {
        (Kind::List(items), _) => items.iter_mut().for_each(|item| quote(item, false)),
        (Kind::Scalar(..), FactType::Text) => quote(&mut node, true),
        _ => {}
    }
    node
}

/// Collects the goals an entry names; a goal written out gets a short id.
fn goals(record: &mut Node<'static>, known: &mut Vec<(String, String)>) {
    let Some(node) = tree::get(record, &["goals".to_owned()]) else {
        return;
    };
    let Kind::List(items) = &mut node.kind else {
        return;
    };
    // a cell of signs that are not seen names no goal
    items.retain(|item| item.as_text().is_none_or(|text| !one_line(text).is_empty()));
    if items.is_empty() {
        node.kind = Kind::Blank;
        return;
    }
    for item in items {
        let Some(text) = item.as_text().map(one_line) else {
            continue;
        };
        let short = text.len() <= 12 && !text.contains(char::is_whitespace);
        let id = match known.iter().find(|(id, name)| *id == text || *name == text) {
            Some((id, _)) => id.clone(),
            None => {
                let mut number = known.len() + 1;
                // a list may call a goal of its own so
                while known.iter().any(|(id, _)| *id == format!("goal-{number}")) {
                    number += 1;
                }
                let id = if short { text.clone() } else { format!("goal-{number}") };
                known.push((id.clone(), if short { String::new() } else { text }));
                id
            }
        };
        let quoted = !yaml::is_words(&id);
        *item = tree::scalar(Span::NOWHERE, id, quoted);
    }
}
