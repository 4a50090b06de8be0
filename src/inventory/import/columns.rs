//! Which column of a list is which field: by its name, by usual names, by what stands in it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::inventory::workbook::layout::{Field, FieldKind, bare_name};
use crate::inventory::workbook::{Likeness, value};
use crate::rules::{FactType, RuleSet, read_scalar, unanswered};
use crate::sheets::CellKind;

use super::table::{Spot, Table};
use super::words::{Words, holds, tokens};
use super::{Column, Map, Target, one_line, units};

/// So many columns that share a word are looked at for what they hint at; no list that people keep has as many.
const NEAR: usize = 64;

/// What every column becomes.
pub(super) fn propose(
    table: &Table,
    set: &RuleSet,
    fields: &[Field],
    words: &Words,
    map: Option<&Map>,
    out: &mut Diagnostics,
) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = table
        .heads
        .iter()
        .map(|(number, header)| Column {
            number: *number,
            header: header.clone(),
            target: Target::Note,
            why: "no field has a name like it".to_owned(),
            sure: true,
            others: Vec::new(),
            unit: None,
        })
        .collect();
    let mut done = vec![false; columns.len()];
    // what a person has chosen comes first, then exact names, then usual ones, then likeness
    for (column, done) in columns.iter_mut().zip(&mut done) {
        if let Some(target) = map.and_then(|m| m.column(&column.header)) {
            *done = true;
            column.why = CHOSEN.to_owned();
            match chosen(target, fields) {
                Some(found) => column.target = found,
                None => unknown_field(target, &column.header, fields, map, out),
            }
        }
    }
    for (column, done) in columns.iter_mut().zip(&mut done).filter(|(_, done)| !**done) {
        if table.values(column.number).next().is_none() {
            *done = true;
            column.why = "nothing stands in it".to_owned();
        }
    }
    let finder = Finder::of(table, set, words, fields);
    // by field: the column that it is read from
    let mut taken: HashMap<String, String> = columns
        .iter()
        .filter_map(|c| Some((path_of(&c.target)?, c.header.clone())))
        .collect();
    for way in [Way::Exact, Way::Usual, Way::Alike] {
        for place in 0..columns.len() {
            if done.get(place).copied().unwrap_or(true) {
                continue;
            }
            let Some(column) = columns.get_mut(place) else { continue };
            let found = match way {
                Way::Exact => finder.exact(column),
                Way::Usual => finder.usual(column),
                Way::Alike => finder.likely(column),
            };
            let found = match found {
                Ok(found) => found,
                Err(None) => continue,
                Err(Some(why)) => {
                    (column.why, column.sure) = (why, false);
                    continue;
                }
            };
            if let Some(path) = path_of(&found.target) {
                if let Some(other) = taken.get(&path) {
                    column.why = format!("`{path}` is read from the column `{other}`");
                    column.sure = false;
                    continue;
                }
                taken.insert(path, column.header.clone());
            }
            (column.target, column.why, column.sure, column.others) =
                (found.target, found.why, found.sure, found.others);
            if let Some(done) = done.get_mut(place) {
                *done = true;
            }
        }
    }
    finder.names(&mut columns, out)?;
    units::find(&mut columns, table, words, map);
    Some(columns)
}

#[derive(Clone, Copy)]
enum Way {
    Exact,
    Usual,
    Alike,
}

/// What a column may become.
struct Choice {
    target: Target,
    why: String,
    sure: bool,
    others: Vec<String>,
}

/// What is found for a column; when nothing is, the reason if there is more to say than that.
type Found = Result<Choice, Option<String>>;

fn path_of(target: &Target) -> Option<String> {
    match target {
        Target::Field(field) if field.path != "note" => Some(field.path.clone()),
        Target::District => Some("district.name".to_owned()),
        Target::Field(_) | Target::Note | Target::Ignore => None,
    }
}

fn chosen(target: &str, fields: &[Field]) -> Option<Target> {
    match target {
        "note" => Some(Target::Note),
        "ignore" => Some(Target::Ignore),
        "district.name" => Some(Target::District),
        path => fields
            .iter()
            .find(|f| f.path == path)
            .map(|f| Target::Field(Box::new(f.clone()))),
    }
}

fn unknown_field(target: &str, header: &str, fields: &[Field], map: Option<&Map>, out: &mut Diagnostics) {
    let near = out.nearest(target, fields.iter().map(|f| f.path.as_str()));
    let help = near.map_or_else(
        || "write a field of an initiative, `note` or `ignore`".to_owned(),
        |n| format!("did you mean `{n}`?"),
    );
    let at = map
        .and_then(|m| m.place(header))
        .unwrap_or(crate::diagnostics::Span::NOWHERE);
    let message = format!("the column `{header}` is mapped to `{target}`, which is no field");
    out.push(Diagnostic::error(Code::UnknownField, at, message).help(help));
}

fn target_of(field: &Field) -> Target {
    if field.path == "note" {
        Target::Note
    } else {
        Target::Field(Box::new(field.clone()))
    }
}

/// Finds fields for columns.
struct Finder<'a> {
    table: &'a Table<'a>,
    set: &'a RuleSet,
    words: &'a Words,
    fields: &'a [Field],
    /// By word: the columns, as places in the heads of the table, in whose name it stands.
    heads: HashMap<String, Vec<usize>>,
    /// The words of the whole list.
    all: OnceCell<Vec<String>>,
    likeness: Likeness<'a>,
    /// By usual name of a column: its first hint that the list holds.
    hinted: Vec<OnceCell<Option<String>>>,
}

impl<'a> Finder<'a> {
    fn of(table: &'a Table<'a>, set: &'a RuleSet, words: &'a Words, fields: &'a [Field]) -> Self {
        let mut heads: HashMap<String, Vec<usize>> = HashMap::default();
        for (place, (_, name)) in table.heads.iter().enumerate() {
            for word in tokens(name) {
                heads.entry(word).or_default().push(place);
            }
        }
        Self {
            table,
            set,
            words,
            fields,
            heads,
            all: OnceCell::new(),
            likeness: Likeness::of(fields.iter()),
            hinted: vec![OnceCell::new(); words.columns.len()],
        }
    }

    fn exact(&self, column: &Column) -> Found {
        let name = bare_name(&column.header);
        let mut found = self.fields.iter().filter(|f| f.is_named(&name));
        let Some(field) = found.next() else { return Err(None) };
        if found.next().is_some() {
            return Err(None);
        }
        // a column of numbers holds no names, whatever it is called
        if field.path == "name"
            && let Some(why) = self.unreadable(field, column.number)
        {
            return Err(Some(why));
        }
        Ok(Choice {
            target: target_of(field),
            why: "the name of the field".to_owned(),
            sure: true,
            others: Vec::new(),
        })
    }

    /// Fields for which this is a usual name and whose values can be read, the most hinted at first.
    fn usual(&self, column: &Column) -> Found {
        let name = bare_name(&column.header);
        self.named(column, |usual| usual.contains(&name), "a usual name for it", true)
    }

    fn likely(&self, column: &Column) -> Found {
        let mut refused = None;
        if let Some(field) = self.likeness.most(&column.header) {
            refused = self.unreadable(field, column.number);
            if refused.is_none() {
                return Ok(Choice {
                    target: Target::Field(Box::new(field.clone())),
                    why: format!("its name is like `{}`", field.title),
                    sure: false,
                    others: Vec::new(),
                });
            }
        }
        let header = tokens(&column.header);
        let within = |names: &[String]| header.iter().any(|t| names.contains(t));
        self.named(column, within, "a word of its name", false)
            .map_err(|why| refused.or(why))
    }

    fn named(&self, column: &Column, is: impl Fn(&[String]) -> bool, why: &str, sure: bool) -> Found {
        let mut found: Vec<(usize, &Field, String)> = Vec::new();
        let mut refused = None;
        let near = OnceCell::new();
        let usual = self.words.columns.iter().zip(&self.hinted);
        for (usual, hinted) in usual.filter(|(u, _)| is(&u.names)) {
            if usual.field == "district.name" {
                let mut values = self.table.values(column.number).map(|c| c.text);
                let first = values.next();
                if first.is_some() && values.all(|v| Some(v) == first) {
                    return Ok(Choice {
                        target: Target::District,
                        why: format!("{why}, and it says the same in each row"),
                        sure: true,
                        others: Vec::new(),
                    });
                }
                continue;
            }
            let Some(field) = self.fields.iter().find(|f| f.path == usual.field) else {
                continue;
            };
            if let Some(why) = self.unreadable(field, column.number) {
                refused = refused.or(Some(why));
                continue;
            }
            let hit = |text: &[String]| usual.hints.iter().find(|h| holds(text, &tokens(h))).cloned();
            let near = near.get_or_init(|| self.words_near(&column.header));
            let of_list = || hinted.get_or_init(|| hit(self.words_of_all())).clone();
            let (weight, hint) = match hit(near) {
                Some(hint) => (2, hint),
                None => of_list().map_or_else(|| (0, String::new()), |hint| (1, hint)),
            };
            found.push((weight, field, hint));
        }
        // of equals the first of the list of words
        let Some(best) = found.iter().rev().max_by_key(|(weight, ..)| *weight) else {
            return Err(refused);
        };
        let others: Vec<String> = found
            .iter()
            .filter(|f| f.1.path != best.1.path)
            .map(|f| f.1.path.clone())
            .collect();
        let why = if best.2.is_empty() {
            why.to_owned()
        } else {
            format!("{why}, and the list says `{}`", best.2)
        };
        Ok(Choice {
            target: target_of(best.1),
            why,
            sure: sure && others.is_empty(),
            others,
        })
    }

    /// All words of the columns that share a word with this one.
    fn words_near(&self, header: &str) -> Vec<String> {
        let own = tokens(header);
        let shared: BTreeSet<usize> = own
            .iter()
            .filter_map(|t| self.heads.get(t))
            .flatten()
            .copied()
            .collect();
        self.words_of(shared.into_iter().take(NEAR).filter_map(|n| self.table.heads.get(n)))
    }

    /// All words of the list.
    fn words_of_all(&self) -> &[String] {
        self.all.get_or_init(|| self.words_of(self.table.heads.iter()))
    }

    fn words_of<'h>(&self, heads: impl Iterator<Item = &'h (u32, String)>) -> Vec<String> {
        let mut words = Vec::new();
        for (column, name) in heads {
            words.extend(tokens(name));
            for spot in self.table.values(*column) {
                words.push(String::new());
                // a word alone, such as TOTAL, hints at nothing
                words.extend(Some(tokens(spot.text)).filter(|t| t.len() > 1).into_iter().flatten());
            }
        }
        words
    }

    /// Why a column is not read as a field: most of its values cannot be.
    fn unreadable(&self, field: &Field, column: u32) -> Option<String> {
        let (mut good, mut all, mut bad) = (0_u32, 0_u32, None);
        let mut seen = Vec::new();
        for spot in self.table.values(column) {
            let text = spot.text;
            let open = self.words.is_blank(text) || self.words.is_unsure(text) || unanswered(text).is_some();
            if open || spot.kind == CellKind::Unsaved {
                continue;
            }
            if field.path == "id" && seen.contains(&text) {
                let text = one_line(text);
                return Some(format!(
                    "it is called like `id`, but `{text}` stands in it more than once"
                ));
            }
            seen.push(text);
            all += 1;
            if reads(field, spot.kind, text, self.set) {
                good += 1;
            } else {
                bad = bad.or(Some(text));
            }
        }
        let bad = bad.filter(|_| f64::from(good) < f64::from(all) * 0.5)?;
        let bad: String = one_line(bad).chars().take(40).collect();
        Some(format!(
            "it is called like `{}`, but most of its values cannot be read as that, such as `{bad}`",
            field.path
        ))
    }

    /// There must be a column of names: the one with the longest texts when no name says so.
    fn names(&self, columns: &mut [Column], out: &mut Diagnostics) -> Option<()> {
        let is_name = |c: &Column| matches!(&c.target, Target::Field(f) if f.path == "name");
        if columns.iter().any(is_name) {
            return Some(());
        }
        let length = |column: u32| {
            let is_word = |c: &&Spot| c.kind == CellKind::Text && c.text.contains(char::is_alphabetic);
            let words = self.table.values(column).filter(is_word);
            words.map(|c| c.text.len().min(60)).sum::<usize>()
        };
        let best = columns
            .iter_mut()
            .rev()
            .filter(|c| matches!(c.target, Target::Note) && c.why != CHOSEN)
            .max_by_key(|c| length(c.number));
        let field = self
            .fields
            .iter()
            .find(|f| f.path == "name" && f.kind == FieldKind::Fact(FactType::Text));
        match (best, field) {
            (Some(column), Some(field)) if length(column.number) > 0 => {
                column.target = Target::Field(Box::new(field.clone()));
                column.why = "no column is called so, and its texts are the longest".to_owned();
                column.sure = false;
                Some(())
            }
            _ => {
                out.push(
                    Diagnostic::about_file(
                        Code::NoHeader,
                        "",
                        "the list has no column with the names of the initiatives",
                    )
                    .help("name the column `Initiative`, or map it to `name` in the file of --map"),
                );
                None
            }
        }
    }
}

/// Why a column is what it is when a person has chosen it.
const CHOSEN: &str = "chosen in the mapping file";

/// Whether a value can be read as a field.
pub(super) fn reads(field: &Field, kind: CellKind, text: &str, set: &RuleSet) -> bool {
    match field.path.as_str() {
        // a kind is also proposed from words that are no kind
        "kind" => return true,
        // a number or a numbering names nothing
        "name" => return kind == CellKind::Text && text.contains(char::is_alphabetic),
        _ => {}
    }
    let said = value::read(field, kind, text).map(|said| match said {
        value::Said::Estimate(value, _) | value::Said::Proposal(value, _) => *value,
        other => other,
    });
    match said {
        Ok(value::Said::One(text, quoted)) => match set.fact_id(&field.path).filter(|_| field.fact) {
            Some(id) => read_scalar(set.fact(id), &text, quoted).is_ok(),
            // schools are not listed yet, so only all of them can be named
            None => field.path != "scope.schools" || text == "all",
        },
        Ok(value::Said::Many(_)) => field.fact,
        Ok(value::Said::Bounds(..) | value::Said::Estimate(..) | value::Said::Proposal(..)) => true,
        Err(_) => false,
    }
}
