//! Random inventories as districts keep them: most cells blank, some rows of results, a few studies, a plan or none.

use cleardeck::rules::{Case, Fact, FactType, RuleSet, Subject};
use cleardeck::truth::Possible;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Map, Value, json};

/// Dice that fall the same way for the same seed.
pub struct Dice(TestRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut bytes = [7; 16];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::XorShift, &bytes))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % n.max(1) as u64) as usize
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn one_of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.below(n + 1));
        }
    }
}

/// An answer to a fact, near the thresholds of the rules.
pub fn answer(fact: &Fact, dice: &mut Dice) -> Value {
    if dice.percent(7) {
        let none = [json!("unsure"), json!("n/a"), Value::Null];
        let said = dice.one_of(&none);
        let refused = *said == json!("n/a") && !fact.takes_not_applicable();
        return if refused { json!("unsure") } else { said.clone() };
    }
    match fact.kind {
        FactType::YesNo | FactType::Choice | FactType::Level => json!(dice.one_of(&fact.options)),
        FactType::Share => json!(dice.below(21) as f64 / 20.0),
        FactType::Count => json!(dice.below(12)),
        FactType::Number => json!(dice.below(9)),
        FactType::Money => json!(dice.below(400) * 1000),
        FactType::Date => {
            let (year, month) = (2008 + dice.below(22), 1 + dice.below(12));
            match dice.below(3) {
                0 => json!(year.to_string()),
                1 => json!(format!("{year}-{month:02}")),
                _ => json!(format!("{year}-{month:02}-{:02}", 1 + dice.below(28))),
            }
        }
        FactType::Text | FactType::List => json!("as written"),
    }
}

/// Puts an answer where its name says, as an inventory is written.
pub fn put(record: &mut Value, name: &str, answer: Value) {
    let (group, rest) = name.split_once('.').unwrap_or((name, ""));
    let stated = ["results", "studies", "reviews"].contains(&group) && !rest.is_empty();
    let key = if stated {
        format!("{group}_stated")
    } else {
        group.to_owned()
    };
    let slot = record.as_object_mut().unwrap().entry(key).or_insert(Value::Null);
    if rest.is_empty() {
        *slot = answer;
        return;
    }
    if slot.is_null() {
        *slot = json!({});
    }
    put_below(slot, rest, answer);
}

/// Takes out what stands where a name says.
fn remove(record: &mut Value, name: &str) {
    let (group, rest) = name.split_once('.').unwrap_or((name, ""));
    let stated = ["results", "studies", "reviews"].contains(&group) && !rest.is_empty();
    let key = if stated {
        format!("{group}_stated")
    } else {
        group.to_owned()
    };
    let mut path: Vec<&str> = vec![&key];
    path.extend(rest.split('.').filter(|part| !part.is_empty()));
    let Some((last, groups)) = path.split_last() else {
        return;
    };
    let mut here = Some(record);
    for group in groups {
        here = here.and_then(|value| value.get_mut(group));
    }
    if let Some(group) = here.and_then(Value::as_object_mut) {
        group.remove(*last);
    }
}

fn put_below(group: &mut Value, name: &str, answer: Value) {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let slot = group.as_object_mut().unwrap().entry(first).or_insert(Value::Null);
    if rest.is_empty() {
        *slot = answer;
    } else {
        if slot.is_null() {
            *slot = json!({});
        }
        put_below(slot, rest, answer);
    }
}

/// A value of a case as it is written.
pub fn as_written(fact: &Fact, value: Possible) -> Option<Value> {
    match value {
        Possible::Options(bits) if bits.count_ones() == 1 => Some(json!(fact.options[bits.trailing_zeros() as usize])),
        Possible::Numbers { low, high } if low == high => Some(json!(low.as_f64())),
        _ => None,
    }
}

/// What inventories are made of.
pub struct Maker<'a> {
    set: &'a RuleSet,
    cases: Vec<Case>,
}

impl<'a> Maker<'a> {
    pub fn new(set: &'a RuleSet, cases: Vec<Case>) -> Self {
        Self { set, cases }
    }

    fn facts(&self, of: Subject) -> impl Iterator<Item = &'a Fact> {
        let own = move |f: &&Fact| f.askable && f.of == of && f.kind != FactType::List;
        self.set.facts.iter().filter(own)
    }

    /// Answers to some facts of a subject.
    fn answers(&self, record: &mut Value, of: Subject, percent: usize, dice: &mut Dice) {
        for fact in self.facts(of) {
            if dice.percent(percent) {
                put(record, &fact.name, answer(fact, dice));
            }
        }
    }

    /// The drivers of a district or a school.
    fn drivers(&self, record: &mut Value, percent: usize, dice: &mut Dice) {
        for fact in self.set.facts.iter().filter(|f| f.inherits && f.askable) {
            if dice.percent(percent) {
                put(record, &fact.name, answer(fact, dice));
            }
        }
    }

    pub fn inventory(&self, seed: u64) -> Value {
        let dice = &mut Dice::new(seed);
        let mut inventory = json!({ "format": 1, "as_of": "2026-06-15" });
        self.answers(&mut inventory, Subject::District, 20, dice);
        let few = dice.below(4);
        self.drivers(&mut inventory, few, dice);
        let goals: Vec<Value> = (0..dice.below(4))
            .map(|n| json!({ "id": format!("G{n}"), "name": format!("Goal {n}") }))
            .collect();
        put(&mut inventory, "plan.goals", json!(goals));
        let mut schools = Vec::new();
        for n in 0..dice.below(9) {
            let grades = *dice.one_of(&["K-5", "6-8", "9-12", "K-8", ""]);
            let mut school = json!({ "id": format!("S{n}"), "name": format!("School {n}"), "grades": grades });
            self.answers(&mut school, Subject::School, 55, dice);
            self.drivers(&mut school, 1, dice);
            schools.push(school);
        }
        let mut initiatives: Vec<Value> = Vec::new();
        for n in 0..1 + dice.below(6) {
            initiatives.push(self.initiative(n, schools.len(), goals.len(), dice));
        }
        inventory["schools"] = json!(schools);
        inventory["initiatives"] = json!(initiatives);
        inventory
    }

    /// What is proposed has no results, use or age: what stands there is refused.
    fn without_what_does_not_apply(&self, record: &mut Value) {
        for fact in self.set.facts.iter().filter(|f| f.applies.is_some()) {
            remove(record, &fact.name);
        }
        for rows in ["results", "reviews"] {
            record.as_object_mut().unwrap().remove(rows);
        }
    }

    fn initiative(&self, n: usize, schools: usize, goals: usize, dice: &mut Dice) -> Value {
        let word = *dice.one_of(&[
            "Tutoring",
            "Phonics",
            "Disruptive lab",
            "Blended math",
            "Coaching",
            "Math / science",
        ]);
        let mut record = json!({ "id": format!("i{n}"), "name": format!("{word} {n}") });
        if dice.percent(55) {
            // near a decision: settled verdicts are rare where everything is random
            for (id, value) in &dice.one_of(&self.cases).given {
                let fact = self.set.fact(*id);
                let kept = fact.askable && fact.of == Subject::Initiative && dice.percent(93);
                if let Some(value) = as_written(fact, *value).filter(|_| kept) {
                    put(&mut record, &fact.name, value);
                }
            }
            self.answers(&mut record, Subject::Initiative, 3, dice);
        } else {
            let percent = *dice.one_of(&[4, 10, 25]);
            self.answers(&mut record, Subject::Initiative, percent, dice);
        }
        let some = |many: usize, letter: &str, dice: &mut Dice| {
            let kept = (0..many).filter(|_| dice.percent(50));
            json!(kept.map(|n| format!("{letter}{n}")).collect::<Vec<_>>())
        };
        if schools > 0 && dice.percent(40) {
            let all = dice.percent(15);
            let list = some(schools, "S", dice);
            put(&mut record, "scope.schools", if all { json!("all") } else { list });
        }
        if dice.percent(30) {
            let list = some(goals, "G", dice);
            put(&mut record, "goals", list);
        }
        if n > 0 && dice.percent(15) {
            put(&mut record, "requires", json!([format!("i{}", dice.below(n))]));
        }
        if dice.percent(40) {
            let rows: Vec<Value> = (0..1 + dice.below(7)).map(|_| result(schools, dice)).collect();
            record["results"] = json!(rows);
        }
        if dice.percent(25) {
            let rows: Vec<Value> = (0..1 + dice.below(3)).map(|n| study(n, dice)).collect();
            record["studies"] = json!(rows);
        }
        if dice.percent(15) {
            let review = |dice: &mut Dice| json!({ "date": "2025-05-01", "measured": dice.one_of(&["yes", "no", ""]) });
            record["reviews"] = json!((0..1 + dice.below(3)).map(|_| review(dice)).collect::<Vec<_>>());
        }
        if record["status"] == json!("proposed") {
            self.without_what_does_not_apply(&mut record);
        }
        record
    }
}

/// Writes a field with a chance.
fn perhaps(row: &mut Map<String, Value>, chance: usize, key: &str, value: Value, dice: &mut Dice) {
    if dice.percent(chance) {
        row.insert(key.to_owned(), value);
    }
}

const MEASURES: [&str; 7] = [
    "reading",
    "math",
    "attendance",
    "suspensions",
    "usage",
    "graduation",
    "climate",
];

fn result(schools: usize, dice: &mut Dice) -> Value {
    let mut row = Map::new();
    row.insert("year".to_owned(), json!(2021 + dice.below(6)));
    let aim = dice.below(3) as f64 * 0.15 - 0.1;
    let effect = aim + dice.below(21) as f64 / 100.0;
    let school = json!(format!("S{}", dice.below(schools)));
    let (measure, comparison) = (
        json!(dice.one_of(&MEASURES)),
        json!(dice.one_of(&["matched", "matched", "lottery", "statistical", "none", "before-after"])),
    );
    perhaps(&mut row, if schools > 0 { 80 } else { 0 }, "school", school, dice);
    perhaps(&mut row, 95, "measure", measure, dice);
    perhaps(&mut row, 80, "effect", json!((effect * 100.0).round() / 100.0), dice);
    let (se, students) = (json!((2 + dice.below(10)) as f64 / 100.0), json!(40 + dice.below(900)));
    perhaps(&mut row, 70, "se", se, dice);
    perhaps(&mut row, 40, "students", students, dice);
    perhaps(&mut row, 85, "comparison", comparison, dice);
    if !row.contains_key("effect") {
        row.insert("direction".to_owned(), json!(dice.one_of(&["better", "none", "worse"])));
    }
    let (group, fidelity) = (
        json!(dice.one_of(&["English learners", "girls"])),
        json!(dice.below(11) as f64 / 10.0),
    );
    perhaps(&mut row, 12, "subgroup", group, dice);
    perhaps(&mut row, 25, "fidelity", fidelity, dice);
    Value::Object(row)
}

fn study(n: usize, dice: &mut Dice) -> Value {
    let mut row = Map::new();
    row.insert("name".to_owned(), json!(format!("Study {n}")));
    let fields = [
        (80, "design", json!(dice.one_of(&["lottery", "matched", "none"]))),
        (60, "effect", json!((dice.below(41) as f64 - 15.0) / 100.0)),
        (60, "significant", json!(dice.one_of(&["yes", "no"]))),
        (60, "students", json!(100 + dice.below(3000))),
        (60, "schools", json!(1 + dice.below(30))),
        (50, "years", json!(1 + dice.below(4))),
        (40, "independent", json!(dice.one_of(&["yes", "no"]))),
        (40, "contexts", json!(1 + dice.below(4))),
        (30, "horizon", json!(dice.one_of(&["short", "sustained"]))),
        (60, "outcome", json!(dice.one_of(&MEASURES))),
    ];
    for (chance, key, value) in fields {
        perhaps(&mut row, chance, key, value, dice);
    }
    if !row.contains_key("effect") {
        row.insert("direction".to_owned(), json!(dice.one_of(&["better", "none", "worse"])));
    }
    Value::Object(row)
}
