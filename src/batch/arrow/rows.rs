//! The rows of a record batch as records.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, ListArray, RecordBatch, RecordBatchReader, StringArray, StructArray,
};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field as Declared};

use super::NotJudged;
use super::shape::{Column, Form, Shape, is_day};
use super::value;
use crate::batch::answers::{self, Meaning};
use crate::batch::fields::{Field, Fields, Problem};
use crate::batch::json::{Identity, Read, no_id};
use crate::batch::tree;
use crate::batch::worker::Records;
use crate::evaluate::Answers;
use crate::rules::{FactType, RuleSet};
use crate::yaml::Node;

/// The rows of a record batch.
pub struct Rows<'s> {
    shape: &'s Shape,
    /// By column of the shape.
    columns: Vec<Values>,
    /// As they came, for records that are read whole.
    given: Vec<ArrayRef>,
    /// The number of the first row in its stream, from one on.
    first: u64,
    count: usize,
}

/// The values of a column in the one type in which they are read.
enum Values {
    Truth(BooleanArray),
    Number(Float64Array),
    Text(StringArray),
    Names(ListArray),
    Whole(ArrayRef),
}

impl<'s> Rows<'s> {
    /// Of a batch of the schema of the shape; its first row has a number in its stream.
    ///
    /// # Errors
    /// When values cannot be brought into the type in which they are read.
    pub fn of(batch: &RecordBatch, first: u64, shape: &'s Shape) -> Result<Self, ArrowError> {
        let given = shape.columns.iter().map(|column| at(batch, &column.path));
        let given: Vec<ArrayRef> = given.collect::<Result<_, _>>()?;
        let columns = shape
            .columns
            .iter()
            .zip(&given)
            .map(|(column, array)| Values::of(column, array));
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            count: batch.num_rows(),
            given,
            first,
            shape,
        })
    }

    fn answers(
        &self,
        n: usize,
        set: &RuleSet,
        answers: &mut Answers,
        identity: &mut Identity,
    ) -> Result<bool, Problem> {
        for (column, values) in self.shape.columns.iter().zip(&self.columns) {
            if values.is_null(n) {
                continue;
            }
            match (column.field, values) {
                (_, Values::Whole(_)) => return Ok(false),
                (Field::Id, Values::Text(text)) => identity.id.push_str(text.value(n)),
                (Field::District, Values::Text(text)) => identity.district = Some(text.value(n).to_owned()),
                (Field::Name, Values::Text(text)) => answers.name.push_str(text.value(n)),
                (Field::Note, Values::Text(text)) => answers.note.push_str(text.value(n)),
                (Field::Fact(id), Values::Truth(truth)) => answers::truth(set.fact(id), id, truth.value(n), answers)?,
                (Field::Fact(id), Values::Number(number)) => {
                    answers::number(set.fact(id), id, number.value(n), answers)?;
                }
                (Field::Fact(id), Values::Text(text)) if set.fact(id).kind == FactType::Text => {
                    answers::text(set.fact(id), id, text.value(n), answers)?;
                }
                (Field::Fact(id), Values::Text(text)) => {
                    let text = text.value(n);
                    let meaning = column.meaning(text, || Meaning::of(set.fact(id), text))?;
                    meaning.answer(id, text, answers);
                }
                (Field::Fact(id), Values::Names(names)) => {
                    if set.fact(id).kind != FactType::List || names.value(n).null_count() > 0 {
                        return Ok(false);
                    }
                    answers.list(id, names.value_length(n) as usize);
                }
                _ => {}
            }
        }
        if identity.id.trim().is_empty() {
            Err(no_id())
        } else {
            Ok(true)
        }
    }
}

/// The first record of an id, as a line of JSON; nothing where there is none.
///
/// # Errors
/// When the batches cannot be read.
pub fn record(batches: impl RecordBatchReader, id: &str, fields: &Fields) -> Result<Option<String>, NotJudged> {
    let shape = Shape::of(&batches.schema(), fields).map_err(NotJudged::Columns)?;
    let place = shape.columns.iter().position(|column| column.field == Field::Id);
    for batch in batches {
        let rows = Rows::of(&batch.map_err(NotJudged::Values)?, 1, &shape)?;
        if let Some(Values::Text(ids)) = place.and_then(|place| rows.columns.get(place))
            && let Some(found) = ids.iter().position(|one| one == Some(id))
        {
            return Ok(Some(rows.raw(found).into_owned()));
        }
    }
    Ok(None)
}

impl Values {
    fn of(column: &Column, array: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match column.form {
            Form::Truth => Self::Truth(array.as_boolean().clone()),
            Form::Number => Self::Number(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone()),
            Form::Text => {
                // a time of day is no part of an answer
                let day = is_day(array.data_type());
                let array = if day { &cast(array, &DataType::Date32)? } else { array };
                Self::Text(cast(array, &DataType::Utf8)?.as_string::<i32>().clone())
            }
            Form::Names => {
                let item = Declared::new_list_field(DataType::Utf8, true);
                Self::Names(cast(array, &DataType::List(item.into()))?.as_list::<i32>().clone())
            }
            Form::Whole => Self::Whole(array.clone()),
        })
    }

    fn is_null(&self, n: usize) -> bool {
        match self {
            Self::Truth(values) => values.is_null(n),
            Self::Number(values) => values.is_null(n),
            Self::Text(values) => values.is_null(n),
            Self::Names(values) => values.is_null(n),
            Self::Whole(values) => values.is_null(n),
        }
    }
}

/// The column at a path; a row that has no structure has nothing in it.
fn at(batch: &RecordBatch, path: &[usize]) -> Result<ArrayRef, ArrowError> {
    let gone = || ArrowError::SchemaError("a batch has another schema than the first".to_owned());
    let (first, inner) = path.split_first().ok_or_else(gone)?;
    let mut array = batch.columns().get(*first).ok_or_else(gone)?.clone();
    for place in inner {
        let structure: &StructArray = array.as_struct_opt().ok_or_else(gone)?;
        let below = structure.columns().get(*place).ok_or_else(gone)?;
        let nulls = arrow_buffer::NullBuffer::union(structure.nulls(), below.nulls());
        array = arrow_array::make_array(below.to_data().into_builder().nulls(nulls).build()?);
    }
    Ok(array)
}

impl Records for Rows<'_> {
    fn count(&self) -> usize {
        self.count
    }

    fn number(&self, n: usize) -> u64 {
        self.first + n as u64
    }

    fn plain(&self, n: usize, set: &RuleSet, _: &Fields, answers: &mut Answers, identity: &mut Identity) -> Read {
        match self.answers(n, set, answers, identity) {
            Ok(true) => Read::Plain,
            Ok(false) => Read::Whole,
            Err(problem) => Read::Bad(problem),
        }
    }

    fn tree(&self, n: usize) -> Result<Node<'static>, Problem> {
        tree::of_json(self.raw(n).as_bytes())
    }

    /// The row as a line of JSON.
    fn raw(&self, n: usize) -> Cow<'_, str> {
        let columns = self.shape.columns.iter().zip(&self.given);
        let said = columns.filter(|(_, array)| !array.is_null(n));
        let fields = said.map(|(column, array)| (column.name.clone(), value::of(array, n)));
        serde_json::Value::Object(fields.collect()).to_string().into()
    }
}
