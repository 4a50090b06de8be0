//! Random rows by a seed, and the reading of a row into values by the place of their facts.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use cleardeck::batch::Batch;
use cleardeck::rules::{FactId, value_text};
use cleardeck::truth::Possible;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Result;
use crate::engines;
use crate::program::{Fact, Kind, Program};
use crate::random::Random;
use crate::workload::Workload;

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
    let mut line = begun(number);
    let share = random.pick(missing).copied().unwrap_or_default();
    for (_, fact) in program.given() {
        if !random.chance(share) {
            field(fact, random, &mut line)?;
        }
    }
    line.push_str("}\n");
    Ok(line)
}

/// The beginning of a line.
fn begun(number: usize) -> String {
    format!("{{\"id\":\"i{number:07}\"")
}

/// Adds a fact with a drawn value.
fn field(fact: &Fact, random: &mut Random, line: &mut String) -> Result<()> {
    write!(line, ",\"{}\":", fact.name)?;
    match &fact.kind {
        Kind::Number(values) => write!(line, "{}", random.pick(values).copied().unwrap_or_default())?,
        Kind::YesNo => write!(line, "{}", random.chance(0.5))?,
        Kind::Options(words) => write!(line, "\"{}\"", random.pick(words).map_or("", String::as_str))?,
        Kind::Words => line.push_str("\"some text\""),
    }
    Ok(())
}

/// So many different lines are drawn; past them they come again under other ids.
const DIFFERENT: usize = 20_000;

/// Writes rows of the shipped rules that contradict nothing, so that the product leaves no answer of them open, and that
/// state what it would work out of other answers before any rule is read, so that every peer reads the same.
pub fn write_sound(work: &Workload, seed: u64, many: usize, missing: &[f64], path: &Path) -> Result<()> {
    let mut random = Random::seeded(seed);
    let batch = engines::stream::batch(work)?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut bodies: Vec<String> = Vec::new();
    for number in 0..many {
        if bodies.len() < DIFFERENT.min(many) {
            let line = sound(work, &batch, &mut random, missing)?;
            bodies.push(line.get(begun(0).len()..).unwrap_or_default().to_owned());
        }
        let body = bodies.get(number % DIFFERENT).map_or("", String::as_str);
        file.write_all(begun(number).as_bytes())?;
        file.write_all(body.as_bytes())?;
    }
    file.flush()?;
    Ok(())
}

/// A line of which each drawn answer is kept that goes with those before it.
fn sound(work: &Workload, batch: &Batch, random: &mut Random, missing: &[f64]) -> Result<String> {
    let program = &work.program;
    let names: HashSet<&str> = program.given().map(|(_, fact)| fact.name.as_str()).collect();
    let mut line = begun(0);
    let share = random.pick(missing).copied().unwrap_or_default();
    // nothing follows from whether it runs where that is said, and nothing applies to what is proposed
    for (_, fact) in program.given() {
        let stated = fact.name == "status";
        if !stated && random.chance(share) {
            continue;
        }
        let before = line.len();
        match stated {
            true => line.push_str(",\"status\":\"active\""),
            false => field(fact, random, &mut line)?,
        }
        let facts = batch.facts(format!("{line}}}").as_bytes());
        let follows = |facts: &[(FactId, Possible, bool)]| {
            let open = |(_, value, stated): &(FactId, Possible, bool)| !stated && !value.is_known();
            !facts.iter().any(|fact| open(fact) && names.contains(work.set.fact(fact.0).name.as_str()))
        };
        if !facts.is_some_and(|facts| follows(&facts)) {
            line.truncate(before);
        }
    }
    let facts = batch.facts(format!("{line}}}").as_bytes()).unwrap_or_default();
    for (id, value, stated) in facts {
        let fact = work.set.fact(id);
        if stated || !names.contains(fact.name.as_str()) {
            continue;
        }
        let text = value_text(fact, value);
        let number = matches!(value, Possible::Numbers { .. });
        match number {
            true => write!(line, ",\"{}\":{}", fact.name, value.one_number().map_or(0.0, |n| n.as_f64()))?,
            false if fact.options.len() == 2 => write!(line, ",\"{}\":{}", fact.name, value == Possible::option(1))?,
            false => write!(line, ",\"{}\":\"{text}\"", fact.name)?,
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
