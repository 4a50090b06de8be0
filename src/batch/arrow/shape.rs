//! Which fact stands in which column of record batches of one schema.

use std::cell::RefCell;

use arrow_schema::{DataType, Schema};
use rustc_hash::FxHashMap as HashMap;

use crate::batch::answers::Meaning;
use crate::batch::fields::{Field, Fields, Problem};
use crate::batch::json::no_id;

/// So many different texts of a column are kept with what they mean.
const KEPT: usize = 4096;

/// What each text of a column means, worked out once.
pub(super) type Meanings = RefCell<HashMap<Box<str>, Result<Meaning, Problem>>>;

/// A column that is read.
pub(super) struct Column {
    /// The name of the field, through the groups in which it stands.
    pub name: String,
    pub field: Field,
    /// The column of the batch, and below it the field of each structure.
    pub path: Vec<usize>,
    /// How its values are read.
    pub form: Form,
    pub meanings: Meanings,
}

/// How the values of a column are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Truth,
    Number,
    Text,
    /// A list of names.
    Names,
    /// Rows or other fields for which the record is read whole.
    Whole,
}

/// The columns of record batches of one schema, with what their texts mean.
pub struct Shape {
    pub(super) columns: Vec<Column>,
}

impl Shape {
    /// By the fields of a record.
    ///
    /// # Errors
    /// When a column is none of a record, or there is no `id`: every such problem.
    pub fn of(schema: &Schema, fields: &Fields) -> Result<Self, Vec<Problem>> {
        let (mut columns, mut problems) = (Vec::new(), Vec::new());
        below(
            "",
            schema.fields(),
            &mut Vec::new(),
            fields,
            &mut columns,
            &mut problems,
        );
        if !columns.iter().any(|column| column.field == Field::Id) {
            problems.push(no_id());
        }
        match problems.is_empty() {
            true => Ok(Self { columns }),
            false => Err(problems),
        }
    }
}

/// The columns of some fields, which stand in the structures of `path`.
fn below(
    prefix: &str,
    inside: &arrow_schema::Fields,
    path: &mut Vec<usize>,
    fields: &Fields,
    columns: &mut Vec<Column>,
    problems: &mut Vec<Problem>,
) {
    for (place, column) in inside.iter().enumerate() {
        // where a name holds no point, as in Spark and most warehouses, two underscores stand for one
        let own = match fields.get(column.name()) {
            Some(_) => column.name().clone(),
            None => column.name().replace("__", "."),
        };
        let name = match prefix {
            "" => own,
            prefix => format!("{prefix}.{own}"),
        };
        path.push(place);
        match (fields.get(&name), column.data_type()) {
            (Some(Field::Ignored), _) | (Some(_), DataType::Null) => {}
            (Some(Field::Group), DataType::Struct(inner)) => below(&name, inner, path, fields, columns, problems),
            (Some(field), kind) => match form(field, kind) {
                Some(_) if columns.iter().any(|known| known.name == name) => {
                    let message = format!("the column `{name}` stands twice");
                    problems.push(Problem::new(message, "keep one of the two"));
                }
                Some(form) => columns.push(Column {
                    path: path.clone(),
                    meanings: RefCell::default(),
                    name,
                    field,
                    form,
                }),
                None => problems.push(Problem::new(
                    format!("the column `{name}` is of the type {kind}, which no answer has"),
                    "write it as text, a number, yes and no, or a date",
                )),
            },
            (None, _) => problems.push(fields.unknown(&name)),
        }
        path.pop();
    }
}

/// How values of a type are read in a field.
fn form(field: Field, kind: &DataType) -> Option<Form> {
    use DataType as D;
    let is_nested = matches!(
        kind,
        D::List(_)
            | D::LargeList(_)
            | D::FixedSizeList(..)
            | D::ListView(_)
            | D::LargeListView(_)
            | D::Struct(_)
            | D::Map(..)
    );
    match (field, kind) {
        (Field::Fact(_), D::List(item) | D::LargeList(item)) if is_text(item.data_type()) => Some(Form::Names),
        (Field::Fact(_) | Field::Group | Field::Whole, _) if is_nested => Some(Form::Whole),
        (Field::Group | Field::Whole, _) => Some(Form::Whole),
        (Field::Fact(_), D::Boolean) => Some(Form::Truth),
        (Field::Fact(_), kind) if is_number(kind) => Some(Form::Number),
        (_, kind) if is_text(kind) || kind.is_integer() || is_day(kind) => Some(Form::Text),
        _ => None,
    }
}

pub(super) fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

fn is_number(kind: &DataType) -> bool {
    kind.is_integer() || kind.is_floating() || kind.is_decimal()
}

pub(super) fn is_day(kind: &DataType) -> bool {
    matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..))
}

impl Column {
    /// What a text means, worked out by `read` when it is seen for the first time.
    pub fn meaning(&self, text: &str, read: impl FnOnce() -> Result<Meaning, Problem>) -> Result<Meaning, Problem> {
        if let Some(known) = self.meanings.borrow().get(text) {
            return known.clone();
        }
        let meaning = read();
        let mut meanings = self.meanings.borrow_mut();
        if meanings.len() < KEPT {
            meanings.insert(text.into(), meaning.clone());
        }
        meaning
    }
}
