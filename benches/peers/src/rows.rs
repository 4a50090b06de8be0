//! Random rows by a seed, and the reading of a row into values by the place of their facts.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Result;
use crate::program::{Kind, Program};
use crate::random::Random;

/// The value of a fact.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// A number.
    Number(f64),
    /// An option by its place; 1 is `true`.
    Option(u8),
    /// Some text.
    Words,
}

/// The values of an initiative by the place of their facts; what is missing is not known.
pub type Row = Vec<Option<Value>>;

/// Writes so many rows, a line each, of which every fact is missing by one of these shares, drawn anew for each row.
pub fn write(program: &Program, seed: u64, many: usize, missing: &[f64], path: &Path) -> Result<()> {
    let mut random = Random::seeded(seed);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for number in 0..many {
        file.write_all(line(program, &mut random, number, missing)?.as_bytes())?;
    }
    file.flush()?;
    Ok(())
}

/// A line of a row.
fn line(program: &Program, random: &mut Random, number: usize, missing: &[f64]) -> Result<String> {
    let mut line = format!("{{\"id\":\"i{number:07}\"");
    let share = random.pick(missing).copied().unwrap_or_default();
    for (_, fact) in program.given() {
        if random.chance(share) {
            continue;
        }
        write!(line, ",\"{}\":", fact.name)?;
        match &fact.kind {
            Kind::Number(values) => write!(line, "{}", random.pick(values).copied().unwrap_or_default())?,
            Kind::YesNo => write!(line, "{}", random.chance(0.5))?,
            Kind::Options(words) => write!(line, "\"{}\"", random.pick(words).map_or("", String::as_str))?,
            Kind::Words => line.push_str("\"some text\""),
        }
    }
    line.push_str("}\n");
    Ok(line)
}

/// So many lines, of which every fact is missing by one of these shares.
#[cfg(test)]
pub fn lines(program: &Program, seed: u64, many: usize, missing: &[f64]) -> Result<Vec<String>> {
    let mut random = Random::seeded(seed);
    (0..many)
        .map(|number| line(program, &mut random, number, missing))
        .collect()
}

/// The id of a row, which stands first in its line.
pub fn id(line: &str) -> &str {
    line.get(7..)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

/// Reads rows, straight into values.
#[derive(Clone, Debug)]
pub struct RowReader {
    places: HashMap<String, usize>,
    words: Vec<Vec<String>>,
}

impl RowReader {
    /// Of a workload.
    pub fn of(program: &Program) -> Self {
        let words = |kind: &Kind| match kind {
            Kind::Options(words) => words.clone(),
            _ => Vec::new(),
        };
        Self {
            places: program
                .given()
                .map(|(place, fact)| (fact.name.clone(), place))
                .collect(),
            words: program.facts.iter().map(|fact| words(&fact.kind)).collect(),
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When it is no object of JSON, or holds a value that its fact does not take.
    pub fn read(&self, line: &str) -> Result<Row> {
        let mut row = vec![None; self.words.len()];
        let mut reader = serde_json::Deserializer::from_str(line);
        reader.deserialize_map(Entries {
            reader: self,
            row: &mut row,
        })?;
        Ok(row)
    }
}

struct Entries<'a> {
    reader: &'a RowReader,
    row: &'a mut Row,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("an object of facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<&str>()? {
            match self.reader.places.get(key) {
                Some(place) => self.row[*place] = Some(map.next_value_seed(One(&self.reader.words[*place]))?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// One value, with the words that it may be.
struct One<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Value;

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(to, "a number, true, false or one of {:?}", self.0)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Option(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> std::result::Result<Value, E> {
        if self.0.is_empty() {
            return Ok(Value::Words);
        }
        let place = self.0.iter().position(|word| word == value);
        let place = place.and_then(|place| u8::try_from(place).ok());
        place
            .map(Value::Option)
            .ok_or_else(|| E::custom(format!("`{value}` is none of {:?}", self.0)))
    }
}
