//! A record as a tree, as an inventory is read from: of JSON, or of the cells of a table.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::batch::Problem;
use crate::batch::answers::{written, yes_or_no};
use crate::batch::json::syntax;
use crate::diagnostics::Span;
use crate::yaml::{Entry, Kind, Node};

/// Deeper than this no record goes.
const DEEPEST: usize = 16;

/// A line of JSON. Words for not knowing are that in quotes too, since JSON knows no others, and a number counts to six
/// places.
pub(super) fn of_json(line: &[u8]) -> Result<Node<'static>, Problem> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let tree = Value(0).deserialize(&mut json);
    tree.and_then(|tree| json.end().map(|()| tree))
        .map_err(|error| syntax(&error))
}

/// Text that stands for itself.
pub(super) fn text(text: impl Into<Cow<'static, str>>) -> Node<'static> {
    node(Kind::Scalar(text.into(), false))
}

/// Fields with their values.
pub(super) fn fields(entries: impl IntoIterator<Item = (String, Node<'static>)>) -> Node<'static> {
    let entry = |(key, value): (String, Node<'static>)| Entry {
        key: key.into(),
        key_span: Span::NOWHERE,
        value,
    };
    node(Kind::Map(entries.into_iter().map(entry).collect()))
}

fn node(kind: Kind<'static>) -> Node<'static> {
    Node {
        span: Span::NOWHERE,
        kind,
    }
}

/// A value at a depth.
struct Value(usize);

impl Value {
    fn below<E: Error>(&self) -> Result<Self, E> {
        match self.0 < DEEPEST {
            true => Ok(Self(self.0 + 1)),
            false => Err(E::custom(format!("fields stand more than {DEEPEST} deep"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Node<'static>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Node<'static>;

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(node(Kind::Blank))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(text(yes_or_no(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(text(written(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.below()?)? {
            items.push(item);
        }
        Ok(node(Kind::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(String, Node<'static>)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(A::Error::custom(format!("`{key}` stands twice")));
            }
            entries.push((key, map.next_value_seed(self.below()?)?));
        }
        Ok(fields(entries))
    }
}
