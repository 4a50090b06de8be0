//! A value of an array as JSON, for records that are read whole.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_cast::cast;
use arrow_cast::display::array_value_to_string;
use arrow_schema::DataType;
use serde_json::Value;

use super::shape::is_day;

/// The value at a place; what cannot be said in JSON is said as text.
pub(super) fn of(array: &dyn Array, n: usize) -> Value {
    if array.is_null(n) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(n).into(),
        DataType::Struct(fields) => {
            let structure = array.as_struct();
            let columns = fields.iter().zip(structure.columns());
            let said = columns.filter(|(_, column)| !column.is_null(n));
            Value::Object(
                said.map(|(field, column)| (field.name().clone(), of(column, n)))
                    .collect(),
            )
        }
        DataType::List(_) => all(&array.as_list::<i32>().value(n)),
        DataType::LargeList(_) => all(&array.as_list::<i64>().value(n)),
        DataType::FixedSizeList(..) => all(&array.as_fixed_size_list().value(n)),
        kind if kind.is_floating() || kind.is_decimal() => number(array, n),
        kind if kind.is_integer() => {
            let text = text(array, n);
            text.parse::<i64>().map_or(Value::String(text), Value::from)
        }
        kind if is_day(kind) => {
            let day = cast(&array.slice(n, 1), &DataType::Date32);
            Value::String(day.map_or_else(|_| text(array, n), |day| text(&day, 0)))
        }
        _ => Value::String(text(array, n)),
    }
}

fn all(items: &dyn Array) -> Value {
    (0..items.len()).map(|n| of(items, n)).collect()
}

fn number(array: &dyn Array, n: usize) -> Value {
    let number = cast(&array.slice(n, 1), &DataType::Float64);
    number.map_or(Value::Null, |number| {
        number.as_primitive::<Float64Type>().value(0).into()
    })
}

fn text(array: &dyn Array, n: usize) -> String {
    array_value_to_string(array, n).unwrap_or_default()
}
