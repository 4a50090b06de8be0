//! Random records as they are written: plain answers near the numbers that rules compare with.

use std::fmt::Write as _;

use cleardeck::rules::{Fact, FactType, RuleSet, Subject};
use cleardeck::truth::{Number, Range};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::records::below;

/// Random answers as they are written.
pub struct Written<'a> {
    set: &'a RuleSet,
    facts: Vec<(&'a Fact, Vec<Range>)>,
    /// Those that a district gives, for itself or for its initiatives.
    of_district: Vec<(&'a Fact, Vec<Range>)>,
}

impl<'a> Written<'a> {
    /// By a rule set.
    pub fn of(set: &'a RuleSet) -> Self {
        let ranges = set.ranges();
        let with = |wanted: &dyn Fn(&Fact) -> bool| {
            let facts = set.each_fact().filter(|(_, fact)| fact.askable && wanted(fact));
            let facts = facts.map(|(id, fact)| (fact, ranges.get(&id).cloned().unwrap_or_default()));
            facts.collect()
        };
        // what an inventory lists beside is no matter of one record
        let beside = ["goals", "requires"];
        Self {
            facts: with(&|fact| fact.of == Subject::Initiative && !beside.contains(&fact.name.as_str())),
            of_district: with(&|fact| fact.of == Subject::District || fact.inherits),
            set,
        }
    }

    /// What is known of a district, as fields of JSON and of an inventory.
    pub fn district(&self, missing: usize, dice: &mut Dice) -> (String, String) {
        let (mut line, mut text) = (String::new(), String::new());
        for (fact, ranges) in &self.of_district {
            if below(dice, 100) >= missing {
                let (value, written) = Self::value(fact, ranges, dice);
                let _ = write!(line, ",\"{}\":{value}", fact.name);
                let _ = writeln!(text, "{}: {written}", fact.name);
            }
        }
        (line, text)
    }

    fn number(fact: &Fact, ranges: &[Range], dice: &mut Dice) -> String {
        let ends: Vec<Number> = ranges
            .iter()
            .flat_map(|r| [r.low, r.high])
            .filter(|n| *n != Number::MIN && *n != Number::MAX)
            .collect();
        let near = ends
            .get(below(dice, ends.len() + 1))
            .copied()
            .unwrap_or(Number::whole(1));
        // on what it is compared with, just beside it, or away from it
        let step = [0, 10_000, -10_000, 1_000_000]
            .get(below(dice, 4))
            .copied()
            .unwrap_or_default();
        let number = near.plus(Number::of_millionths(step));
        let (low, high) = match fact.kind {
            FactType::Share => (Number::ZERO, Number::whole(1)),
            FactType::Count | FactType::Money => (Number::ZERO, Number::whole(1_000_000)),
            _ => (Number::whole(-1_000), Number::whole(1_000_000)),
        };
        let number = number.clamp(low, high);
        let whole = fact.kind == FactType::Count;
        if whole { number.floor() } else { number }.to_string()
    }

    /// The value of a fact: as JSON, and as YAML.
    fn value(fact: &Fact, ranges: &[Range], dice: &mut Dice) -> (Value, String) {
        if below(dice, 20) == 0 {
            return (json!("unsure"), "unsure".to_owned());
        }
        match fact.kind {
            FactType::YesNo => {
                let yes = below(dice, 3) == 0;
                let text = if yes { "yes" } else { "no" };
                let value = if below(dice, 2) == 0 { json!(yes) } else { json!(text) };
                (value, text.to_owned())
            }
            FactType::Choice | FactType::Level => {
                let option = fact
                    .options
                    .get(below(dice, fact.options.len()))
                    .map_or("", String::as_str);
                (json!(option), option.to_owned())
            }
            FactType::Date => {
                let year = 2012 + below(dice, 18);
                let text = match below(dice, 3) {
                    0 => format!("{year}"),
                    1 => format!("{year}-0{}", 1 + below(dice, 9)),
                    _ => format!("{year}-0{}-1{}", 1 + below(dice, 9), below(dice, 9)),
                };
                (json!(text), text)
            }
            FactType::Text => (json!("Personalized paths"), "Personalized paths".to_owned()),
            FactType::List => (json!(["one", "two"]), "[one, two]".to_owned()),
            _ => {
                let text = Self::number(fact, ranges, dice);
                let value = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
                (value, text)
            }
        }
    }

    /// A record as a line and as an inventory; `missing` is how many of a hundred facts are not in it.
    pub fn draw(&self, n: usize, missing: usize, dice: &mut Dice) -> (String, String) {
        let id = format!("i{n}");
        // one without a name is called by its id
        let names = ["Reading + math", "Plain", "A disruptive start"];
        let name = names.get(below(dice, 4)).copied();
        let named = name.map_or_else(String::new, |name| format!(",\"name\":\"{name}\""));
        let mut line = format!("{{\"id\":\"{id}\"{named}");
        let name = name.unwrap_or(&id);
        let mut text = format!("format: 1\nas_of: 2026-06-30\ninitiatives:\n  - id: {id}\n    name: {name}\n");
        for (fact, ranges) in &self.facts {
            let stated = fact.name == "overlap.count";
            // what follows from others is stated less often
            let follows = fact.computed().is_some()
                || self
                    .set
                    .scores
                    .iter()
                    .any(|s| self.set.fact(s.fact).name == fact.name || self.set.fact(s.weakest).name == fact.name);
            // most of what is asked of something that runs does not apply to a plan
            let seldom = follows || fact.name == "status";
            if !stated && (below(dice, 100) < missing || seldom && below(dice, 8) != 0) {
                continue;
            }
            let (value, written) = if stated {
                (json!(0), "0".to_owned())
            } else {
                Self::value(fact, ranges, dice)
            };
            let _ = write!(line, ",\"{}\":{value}", fact.name);
            let _ = writeln!(text, "    {}: {written}", fact.name);
        }
        line.push('}');
        (line, text)
    }
}
