//! The sheets and columns of a workbook under a rule set: the fixed ones from `templates/workbook.yaml`, those of facts
//! from the rule set.

use std::collections::HashMap;

use crate::diagnostics::{Diagnostics, Sources};
use crate::inventory::record::{STATED, belongs};
use crate::inventory::rows::{FORMS, RowKind};
use crate::rules::{Effort, Fact, FactType, RuleSet, Subject};
use crate::yaml::{self, Limits, Node};

const TEXT: &str = include_str!("../../../templates/workbook.yaml");

/// What is chosen of a list where nobody knows.
const DO_NOT_KNOW: &str = "don't know";

/// What a column or a row of a form asks for.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its place in the record, such as `implementation.fidelity`.
    pub path: String,
    pub title: String,
    pub question: String,
    /// What counts, where the question does not say it.
    pub detail: String,
    pub from: String,
    pub unit: String,
    pub kind: FieldKind,
    pub options: Vec<String>,
    /// What belongs to each option, in their order.
    pub means: Vec<String>,
    pub width: f64,
    /// Whether the program computes it where it can.
    pub quiet: bool,
    /// Whether it is a fact of the rule set.
    pub fact: bool,
    /// How long an answer takes to find out.
    pub ask: Option<Effort>,
    /// Whether `n/a` may be answered.
    pub not_applicable: bool,
    /// Whether it is a list to tick.
    pub tick: bool,
    names: Vec<String>,
}

/// How the answer to a field is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FieldKind {
    Fact(FactType),
    /// A school year: `2024` or `2023-24`.
    Year,
}

/// How a sheet is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// One answer a row.
    Form,
    /// One record a row.
    Table,
    /// One row of a list below an initiative.
    Rows,
    /// One group of fields below an initiative.
    Group,
    /// Indicators by who answers.
    Matrix,
    /// Terms with their meaning.
    Pairs,
    /// One answer with its source a row.
    Answers,
    /// Lists to tick: one initiative a row.
    Ticks,
}

/// One sheet.
#[derive(Clone, Debug)]
pub(crate) struct SheetLayout {
    pub id: String,
    pub title: String,
    pub shape: Shape,
    pub about: String,
    pub needed: bool,
    /// Where its rows go.
    pub into: String,
    /// Its columns.
    pub columns: Vec<Field>,
    /// The rows of a form or a matrix.
    pub rows: Vec<Field>,
    /// An example row, by field.
    pub example: HashMap<String, String>,
    names: Vec<String>,
}

/// Every sheet.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub readme: Vec<String>,
    /// How a row begins that is not read.
    pub example: String,
    totals: Vec<String>,
    pub sheets: Vec<SheetLayout>,
}

/// Letters and digits in lower case: what counts in a name.
pub(crate) fn bare_name(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Field {
    /// A column for a field of a row: its type and its words are those that the row is read by.
    fn read_as(&mut self, kind: RowKind, set: &RuleSet) {
        self.kind = match kind {
            RowKind::Year => FieldKind::Year,
            RowKind::Text | RowKind::Entry | RowKind::Group | RowKind::School | RowKind::Goal => {
                FieldKind::Fact(FactType::Text)
            }
            RowKind::Date => FieldKind::Fact(FactType::Date),
            RowKind::YesNo => FieldKind::Fact(FactType::YesNo),
            RowKind::Word(words) | RowKind::Name(words) => {
                self.options = words.under(set);
                FieldKind::Fact(FactType::Choice)
            }
            RowKind::Several(_) => FieldKind::Fact(FactType::List),
            RowKind::Number | RowKind::NotNegative | RowKind::Range | RowKind::Error | RowKind::P => {
                FieldKind::Fact(FactType::Number)
            }
            RowKind::Count => FieldKind::Fact(FactType::Count),
            RowKind::Share => FieldKind::Fact(FactType::Share),
        };
    }

    /// A column of the template; what it does not say itself stands with the column of that name that several sheets share.
    fn fixed(node: &Node, shared: &[Node]) -> Self {
        let name = text(node, "as");
        let common = shared
            .iter()
            .find(|other| text(other, "as") == name)
            .filter(|_| !name.is_empty());
        let from = |key: &str| match (node.get(key), common) {
            (None, Some(common)) => common,
            _ => node,
        };
        let text = |key: &str| text(from(key), key);
        let title = text("title");
        let path = text("field");
        let mut names = vec![bare_name(&path), bare_name(&title)];
        names.extend(texts(from("also"), "also").iter().map(|n| bare_name(n)));
        let kind = match text("type").as_str() {
            "choice" => FieldKind::Fact(FactType::Choice),
            "date" => FieldKind::Fact(FactType::Date),
            "list" => FieldKind::Fact(FactType::List),
            _ => FieldKind::Fact(FactType::Text),
        };
        let width = text("width").parse().unwrap_or(14.0);
        Self {
            path,
            title,
            question: text("question"),
            detail: String::new(),
            from: String::new(),
            unit: text("unit"),
            kind,
            options: texts(from("options"), "options"),
            means: Vec::new(),
            width,
            quiet: false,
            fact: false,
            ask: None,
            not_applicable: true,
            tick: false,
            names,
        }
    }

    pub fn of_fact(fact: &Fact) -> Self {
        let mut names = vec![bare_name(&fact.name), bare_name(&fact.title)];
        if !fact.question.is_empty() {
            names.push(bare_name(&fact.question));
        }
        Self {
            path: fact.name.clone(),
            title: fact.title.clone(),
            question: fact.question.clone(),
            detail: fact.detail.clone(),
            from: fact.from.clone(),
            unit: fact.unit.clone(),
            kind: FieldKind::Fact(fact.kind),
            options: fact.options.clone(),
            means: fact.means.clone(),
            width: match fact.kind {
                FactType::Text => 24.0,
                FactType::Choice => 18.0,
                _ => 14.0,
            },
            quiet: fact.derive.is_some(),
            fact: true,
            ask: fact.ask,
            not_applicable: fact.takes_not_applicable(),
            tick: false,
            names,
        }
    }

    /// A column of a list to tick; what may be chosen are the words of the list and the answers of the fact.
    fn of_tick(fact: &Fact) -> Self {
        let words = fact.ticked.iter().flat_map(|ticked| &ticked.words);
        let mut options: Vec<String> = words.filter_map(|word| word.says.first().cloned()).collect();
        let own = fact.options.iter().rev().cloned();
        options.extend(own.filter(|option| !fact.ticked.iter().any(|t| t.words.iter().any(|w| w.value == *option))));
        options.push(DO_NOT_KNOW.to_owned());
        Self {
            question: fact.ticked.as_ref().map_or(&fact.question, |t| &t.question).clone(),
            kind: match fact.kind {
                FactType::Date => FieldKind::Fact(FactType::Date),
                _ => FieldKind::Fact(FactType::Choice),
            },
            options,
            means: Vec::new(),
            width: 18.0,
            quiet: false,
            tick: true,
            ..Self::of_fact(fact)
        }
    }

    /// The question with what counts.
    pub fn in_full(&self) -> String {
        let parts = [self.question.as_str(), self.detail.as_str()];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" ")
    }

    pub fn is_named(&self, plain_name: &str) -> bool {
        self.names.iter().any(|n| n == plain_name)
    }

    /// Every name it is found under, without signs and in lower case.
    pub fn all_names(&self) -> &[String] {
        &self.names
    }

    /// Where the field stands in the tree: a summary that is stated stands beside the rows it would be counted from.
    pub fn place(&self) -> Vec<String> {
        let mut parts: Vec<String> = self.path.split('.').map(str::to_owned).collect();
        if parts.len() > 1
            && let Some(first) = parts.first_mut()
            && let Some((stated, _)) = STATED.iter().find(|(_, rows)| self.fact && rows == first)
        {
            *first = (*stated).to_owned();
        }
        parts
    }

    pub fn fact_type(&self) -> FactType {
        match self.kind {
            FieldKind::Fact(kind) => kind,
            FieldKind::Year => FactType::Text,
        }
    }
}

impl SheetLayout {
    pub fn is_named(&self, name: &str) -> bool {
        let name = bare_name(name);
        self.names.contains(&name)
    }

    /// The column of this name; `None` when there is none, or more than one.
    pub fn column(&self, name: &str) -> Option<&Field> {
        named(&self.columns, name)
    }

    /// The row of a form of this name.
    pub fn row(&self, name: &str) -> Option<&Field> {
        named(&self.rows, name)
    }
}

fn named<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    let name = bare_name(name);
    let mut found = fields.iter().filter(|f| f.is_named(&name));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

impl Layout {
    pub fn of(set: &RuleSet) -> Self {
        // the template is part of the program, and a test reads it
        let mut sources = Sources::default();
        let source = sources.add("workbook.yaml", TEXT);
        let mut problems = Diagnostics::default();
        let tree = yaml::read(source, TEXT, &Limits::default(), &mut problems);
        let empty = Layout {
            readme: Vec::new(),
            example: String::new(),
            totals: Vec::new(),
            sheets: Vec::new(),
        };
        let Some(tree) = tree else { return empty };
        let list = |key: &str| tree.get(key).and_then(Node::as_list).unwrap_or_default();
        Self {
            readme: texts(&tree, "readme"),
            example: text(&tree, "example"),
            totals: texts(&tree, "totals").iter().map(|t| bare_name(t)).collect(),
            sheets: list("sheets")
                .iter()
                .map(|node| sheet(node, list("shared"), set))
                .collect(),
        }
    }

    pub fn sheet(&self, id: &str) -> Option<&SheetLayout> {
        self.sheets.iter().find(|s| s.id == id)
    }

    /// Whether a row that begins with this text is an example.
    pub fn is_example(&self, text: &str) -> bool {
        bare_name(text) == bare_name(&self.example)
    }

    /// Whether a row that begins with this text holds sums.
    pub fn is_total(&self, text: &str) -> bool {
        let name = bare_name(text);
        self.totals.contains(&name)
    }
}

fn sheet(node: &Node, shared: &[Node], set: &RuleSet) -> SheetLayout {
    let id = text(node, "id");
    let fields = |key: &str| {
        let items = node.get(key).and_then(Node::as_list).unwrap_or_default();
        items.iter().map(|item| Field::fixed(item, shared)).collect::<Vec<_>>()
    };
    let (mut columns, mut rows) = (fields("columns"), fields("rows"));
    let facts = |wanted: &dyn Fn(&Fact) -> bool| {
        let mut own: Vec<Field> = set
            .facts
            .iter()
            .filter(|f| f.askable && wanted(f))
            .map(Field::of_fact)
            .collect();
        // what the program counts comes last
        own.sort_by_key(|f| f.quiet);
        own
    };
    match id.as_str() {
        "schools" => columns.extend(facts(&|f| f.of == Subject::School)),
        "plan" => columns.extend(facts(&|f| f.of == Subject::Goal)),
        "initiatives" => columns.extend(facts(&|f| f.of == Subject::Initiative && !f.inherits)),
        "district" => rows.extend(facts(&|f| f.of == Subject::District)),
        "drivers" => rows.extend(facts(&|f| f.inherits && belongs(f, Subject::District))),
        "ticks" => columns.extend(set.ticked().into_iter().map(|id| Field::of_tick(set.fact(id)))),
        _ => {}
    }
    let into = text(node, "into");
    let form = FORMS.iter().find(|form| form.key == into);
    for field in form.iter().flat_map(|form| form.fields) {
        if let Some(column) = columns.iter_mut().find(|c| c.path == field.name) {
            column.read_as(field.kind, set);
        }
    }
    distinct(&mut columns);
    distinct(&mut rows);
    let title = text(node, "title");
    let mut names = vec![bare_name(&id), bare_name(&title)];
    names.extend(texts(node, "also").iter().map(|n| bare_name(n)));
    let example = node.get("example").and_then(Node::as_map).unwrap_or_default();
    SheetLayout {
        shape: match text(node, "shape").as_str() {
            "form" => Shape::Form,
            "rows" => Shape::Rows,
            "group" => Shape::Group,
            "matrix" => Shape::Matrix,
            "pairs" => Shape::Pairs,
            "answers" => Shape::Answers,
            "ticks" => Shape::Ticks,
            _ => Shape::Table,
        },
        about: text(node, "about"),
        needed: text(node, "needed") == "yes",
        into,
        columns,
        rows,
        example: example
            .iter()
            .filter_map(|e| Some((e.key.to_string(), e.value.as_text()?.to_owned())))
            .collect(),
        names,
        id,
        title,
    }
}

/// Fields of the same title get their path behind it, so that each column has a name of its own.
fn distinct(fields: &mut [Field]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for field in fields.iter() {
        *count.entry(bare_name(&field.title)).or_default() += 1;
    }
    // a fixed column keeps the name that a fact has too
    let fixed: Vec<String> = fields
        .iter()
        .filter(|f| !f.fact)
        .flat_map(|f| f.names.clone())
        .collect();
    for field in fields.iter_mut().filter(|f| f.fact) {
        let title = bare_name(&field.title);
        if count.get(&title).is_some_and(|n| *n > 1) || fixed.contains(&title) {
            field.names.retain(|n| *n != title);
            field.title = format!("{} ({})", field.title, field.path);
            field.names.push(bare_name(&field.title));
        }
        let path = bare_name(&field.path);
        field.names.retain(|n| *n == path || !fixed.contains(n));
    }
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
}

fn texts(node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(Node::as_text).map(str::to_owned).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::collections::HashSet;

    use super::{Layout, Shape, bare_name};
    use crate::diagnostics::{Diagnostics, Sources};
    use crate::inventory::rows::FORMS;
    use crate::rules;

    #[test]
    fn every_column_is_found_by_its_title_and_its_name() {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
        let layout = Layout::of(&set);
        assert_eq!(layout.sheets.len(), 16);
        for sheet in &layout.sheets {
            let mut titles = HashSet::new();
            for field in sheet.columns.iter() {
                assert!(
                    titles.insert(bare_name(&field.title)),
                    "{} twice in {}",
                    field.title,
                    sheet.title
                );
                for name in [&field.title, &field.path] {
                    let found = sheet.column(name).map(|f| f.path.as_str());
                    assert_eq!(found, Some(field.path.as_str()), "{name} in {}", sheet.title);
                }
            }
            for field in &sheet.rows {
                assert_eq!(sheet.row(&field.title).unwrap().path, field.path, "{}", sheet.title);
            }
            assert!(sheet.shape != Shape::Table || !sheet.columns.is_empty());
        }
    }

    /// What can be written into a row has a column, and a column has a field that reads it.
    #[test]
    fn the_columns_of_rows_are_the_fields_that_are_read() {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
        let layout = Layout::of(&set);
        for form in FORMS {
            let sheet = layout.sheets.iter().find(|s| s.into == form.key).unwrap();
            let columns: HashSet<&str> = sheet.columns.iter().map(|c| c.path.as_str()).collect();
            let mut fields: HashSet<&str> = form.fields.iter().map(|f| f.name).collect();
            if sheet.shape != Shape::Table {
                fields.insert("initiative");
            }
            assert_eq!(columns, fields, "{}", form.key);
        }
    }

    #[test]
    fn examples_and_totals_are_known() {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
        let layout = Layout::of(&set);
        assert!(layout.is_example(&layout.example) && !layout.is_example("Example-based learning"));
        assert!(layout.is_total("Grand Total:") && !layout.is_total("Total immersion"));
    }
}
