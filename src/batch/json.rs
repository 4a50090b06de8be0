//! A line of JSON as plain answers, read straight into them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::batch::answers;
use crate::batch::fields::{Field, Fields, Problem};
use crate::evaluate::Answers;
use crate::rules::{FactId, FactType, RuleSet};

/// What identifies a record.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Its id.
    pub id: String,
    /// The id of its district, where it names one.
    pub district: Option<String>,
}

impl Identity {
    pub(super) fn clear(&mut self) {
        self.id.clear();
        self.district = None;
    }
}

/// How a line was read.
pub(crate) enum Read {
    /// Its answers are plain.
    Plain,
    /// It has to be read whole: rows, ranges, sources or estimates stand in it, or it is a district with its list.
    Whole,
    /// It cannot be read.
    Bad(Problem),
}

/// Reads a line into `answers` and `identity`.
pub(super) fn line(
    set: &RuleSet,
    fields: &Fields,
    line: &[u8],
    answers: &mut Answers,
    identity: &mut Identity,
) -> Read {
    let mut record = Record {
        set,
        fields,
        answers,
        identity,
        named: false,
        other: None,
    };
    let mut json = serde_json::Deserializer::from_slice(line);
    let read = json.deserialize_map(Group {
        record: &mut record,
        path: "",
    });
    let read = read.and_then(|()| json.end());
    match (record.other.take(), read) {
        (Some(other), _) => other,
        (None, Err(error)) => Read::Bad(syntax(&error)),
        (None, Ok(())) if !record.named => Read::Bad(no_id()),
        (None, Ok(())) => Read::Plain,
    }
}

/// A record without an id.
pub(super) fn no_id() -> Problem {
    Problem::new("an initiative needs an `id`", "give each record its own id")
}

/// What is wrong with JSON that cannot be read.
pub(super) fn syntax(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    // each record is a line, so its number there is always one
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    Problem::new(
        format!("column {}: {text}", error.column()),
        "a record is one line that holds one object of JSON",
    )
}

struct Record<'r> {
    set: &'r RuleSet,
    fields: &'r Fields,
    answers: &'r mut Answers,
    identity: &'r mut Identity,
    named: bool,
    /// What it is instead of plain, where that was found.
    other: Option<Read>,
}

impl Record<'_> {
    /// Ends the reading of a line.
    fn end<E: Error>(&mut self, other: Read) -> E {
        self.other = Some(other);
        E::custom("")
    }

    fn bad<E: Error>(&mut self, problem: Problem) -> E {
        self.end(Read::Bad(problem))
    }
}

/// Fields with a common beginning.
struct Group<'g, 'r> {
    record: &'g mut Record<'r>,
    path: &'g str,
}

impl<'de> Visitor<'de> for Group<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { record, path } = self;
        let mut joined = String::new();
        while let Some(key) = map.next_key::<Key>()? {
            let name = match path {
                "" => key.0.as_ref(),
                path => {
                    joined.clear();
                    joined.extend([path, ".", &key.0]);
                    &joined
                }
            };
            match record.fields.get(name) {
                Some(Field::Fact(id)) => map.next_value_seed(Answer { record, id })?,
                Some(Field::Ignored) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(Field::Group) => {
                    let name = name.to_owned();
                    map.next_value_seed(Below { record, path: &name })?;
                }
                Some(Field::Whole) => return Err(record.end(Read::Whole)),
                Some(field @ (Field::Id | Field::Name | Field::District | Field::Note)) => {
                    map.next_value_seed(Word { record, field })?;
                }
                // a district with its list
                None if path.is_empty() && name == "initiatives" => return Err(record.end(Read::Whole)),
                None if path.is_empty() && record.set.fact_id(name).is_none() && is_of_districts(record.set, name) => {
                    return Err(record.end(Read::Whole));
                }
                None => {
                    let problem = record.fields.unknown(name);
                    return Err(record.bad(problem));
                }
            }
        }
        Ok(())
    }
}

/// Whether a field can be one of a district with its list, which may stand before that list.
fn is_of_districts(set: &RuleSet, name: &str) -> bool {
    let group = |fact: &str| fact.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    ["format", "as_of", "schools", "glossary", "calendar", "plan"].contains(&name)
        || set
            .facts
            .iter()
            .any(|fact| fact.of == crate::rules::Subject::District && group(&fact.name))
}

/// A name of a field, borrowed unless it holds escapes.
struct Key<'a>(std::borrow::Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
                to.write_str("the name of a field")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(text.into()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(text.to_owned().into()))
            }
        }
        from.deserialize_str(Text)
    }
}

/// The value of a group.
struct Below<'g, 'r> {
    record: &'g mut Record<'r>,
    path: &'g str,
}

impl<'de> DeserializeSeed<'de> for Below<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Below<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "an object: `{}` is a group of fields", self.path)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Self { record, path } = self;
        Group { record, path }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        // rows under the name of a group, such as `results`
        Err(self.record.end(Read::Whole))
    }
}

/// An id, a name or a note.
struct Word<'g, 'r> {
    record: &'g mut Record<'r>,
    field: Field,
}

impl Word<'_, '_> {
    fn take<E: Error>(self, text: &str) -> Result<(), E> {
        let Self { record, field } = self;
        match field {
            Field::Id if text.trim().is_empty() => return Err(record.bad(no_id())),
            Field::Id => {
                record.identity.id.clear();
                record.identity.id.push_str(text);
                record.named = true;
            }
            Field::District => record.identity.district = Some(text.to_owned()),
            Field::Name => record.answers.name.push_str(text),
            _ => record.answers.note.push_str(text),
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Word<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Word<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.take(text)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.take(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.take(&number.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        // `district:` of a whole district is a group
        Err(self.record.end(Read::Whole))
    }
}

/// The value of a fact.
struct Answer<'g, 'r> {
    record: &'g mut Record<'r>,
    id: FactId,
}

impl Answer<'_, '_> {
    fn take<E: Error>(
        self,
        say: impl FnOnce(&crate::rules::Fact, FactId, &mut Answers) -> Result<(), Problem>,
    ) -> Result<(), E> {
        let Self { record, id } = self;
        let fact = record.set.fact(id);
        if record.answers.says(id) {
            let twice = Problem::new(format!("`{}` stands twice", fact.name), "keep one of the two");
            return Err(record.bad(twice));
        }
        say(fact, id, record.answers).map_err(|problem| record.bad(problem))
    }
}

impl<'de> DeserializeSeed<'de> for Answer<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "an answer to `{}`", self.record.set.fact(self.id).name)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.take(|fact, id, answers| answers::truth(fact, id, value, answers))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.take(|fact, id, answers| answers::number(fact, id, value, answers))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.take(|fact, id, answers| answers::text(fact, id, value, answers))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let fact = self.record.set.fact(self.id);
        if fact.kind != FactType::List {
            return Err(self.record.end(Read::Whole));
        }
        let mut names = 0;
        while let Some(name) = list.next_element::<serde_json::Value>()? {
            if !name.is_string() {
                return Err(self.record.end(Read::Whole));
            }
            names += 1;
        }
        self.take(|_, id, answers| {
            answers.list(id, names);
            Ok(())
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        // a value with its source, a range, an estimate
        Err(self.record.end(Read::Whole))
    }
}
