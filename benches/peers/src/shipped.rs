//! The shipped workload: what the shipped rules decide by, walked through the product's own model.
//!
//! Every rule that the decision reads and the outcomes that are possible on record, where every fact is known or not:
//! no bounded answers, no second sheet of presumptions, no dates, which are counted before any rule is read.

use std::collections::{BTreeSet, HashMap};

use cleardeck::rules::contract::KnownFact;
use cleardeck::rules::{self, Derive, FactId, FactType, NodeId, NodeKind, RuleId, RuleSet};
use cleardeck::truth::{Number, Possible, Range, Truth};

use crate::Result;
use crate::program::{Condition, Fact, Kind, Program, Step, Test};

/// Shares of facts that a row leaves out: most, or few.
pub const MISSING: [f64; 2] = [0.85, 0.15];

/// The decision of a rule set.
///
/// # Errors
/// When a step cannot be said in the small form.
pub fn program(set: &RuleSet) -> Result<Program> {
    let mut walk = Walk {
        set,
        program: Program::default(),
        facts: HashMap::new(),
        rules: HashMap::new(),
        applies: HashMap::new(),
    };
    for step in &set.decision_steps {
        walk.step(*step)?;
    }
    walk.program.tells_unknown = true;
    let decision = set.fact_id("recommendation").ok_or("the rule set decides nothing")?;
    walk.program.decision = Some(walk.fact(decision));
    Ok(walk.program)
}

struct Walk<'a> {
    set: &'a RuleSet,
    program: Program,
    facts: HashMap<FactId, usize>,
    rules: HashMap<RuleId, usize>,
    /// By fact: the place of the truth of what it applies by.
    applies: HashMap<FactId, usize>,
}

impl Walk<'_> {
    fn step(&mut self, step: rules::Step) -> Result<()> {
        let step = match step {
            rules::Step::Rule(id) => {
                let rule = self.set.rule(id);
                let condition = self.condition(rule.when)?;
                let place = self.hold(condition);
                self.rules.insert(id, place);
                self.program.rules.push((rule.id.clone(), place));
                return Ok(());
            }
            rules::Step::Fact(id) => self.computed(id)?,
            rules::Step::Table(place) => {
                let table = self.set.tables.get(place).ok_or("no such table")?;
                let mut rows = Vec::new();
                for row in &table.rows {
                    let condition = row.when.map(|node| self.condition(node)).transpose()?;
                    let truth = self.hold(condition.unwrap_or(Condition::Always(Truth::True)));
                    rows.push((truth, row.then));
                }
                // what somebody states in place of an outcome is not among the rows
                let fact = self.fact(table.fact);
                self.program.facts[fact].given = false;
                Step::Table(fact, rows)
            }
            rules::Step::Score(place) => {
                let score = self.set.scores.get(place).ok_or("no such score")?;
                let tool = |walk: &mut Self, tool: &rules::ScoreTool| {
                    tool.indicators.iter().map(|fact| walk.fact(*fact)).collect()
                };
                let tools = score.tools.iter().map(|one| tool(self, one)).collect();
                let (fact, least) = (self.fact(score.fact), self.fact(score.weakest));
                for fact in [fact, least] {
                    self.program.facts[fact].given = false;
                }
                Step::Score(fact, least, tools)
            }
        };
        for fact in step.gives() {
            self.program.facts[fact].computed = true;
        }
        self.program.steps.push(step);
        Ok(())
    }

    fn computed(&mut self, id: FactId) -> Result<Step> {
        let set = self.set;
        let fact = set.fact(id);
        let place = self.fact(id);
        let to_option = |group: &str| fact.options.iter().position(|option| option == group);
        Ok(match fact.computed() {
            Some(Derive::LeastOf(list)) => Step::Least(place, list.iter().map(|other| self.fact(*other)).collect()),
            Some(Derive::Rule(rule)) => Step::OfTruth(place, self.rule(*rule)?),
            Some(Derive::NoWhen(other)) => Step::NoWhen(place, self.fact(*other)),
            Some(Derive::KindGroup) => self.of_kind(place, |kind| to_option(&kind.group))?,
            Some(Derive::KindNeedsDrivers) => self.of_kind(place, |kind| Some(usize::from(kind.needs_drivers)))?,
            _ => return Err(format!("`{}` is computed in a way that no peer holds", fact.name).into()),
        })
    }

    fn of_kind(&mut self, place: usize, option: impl Fn(&rules::Kind) -> Option<usize>) -> Result<Step> {
        let kind = self.set.known(KnownFact::Kind).ok_or("the rule set knows no kinds")?;
        let to = self
            .set
            .kinds
            .iter()
            .map(|kind| option(kind).map_or(0, |n| 1 << n))
            .collect();
        Ok(Step::Mapped(place, self.fact(kind), to))
    }

    fn rule(&self, id: RuleId) -> Result<usize> {
        let missing = || format!("`{}` is read before it is found", self.set.rule(id).id);
        Ok(self.rules.get(&id).copied().ok_or_else(missing)?)
    }

    /// A new place for the truth of a condition.
    fn hold(&mut self, condition: Condition) -> usize {
        let place = self.program.truths;
        self.program.truths += 1;
        self.program.steps.push(Step::Truth(place, condition));
        place
    }

    /// The place of a fact; a new one where nothing has read it.
    fn fact(&mut self, id: FactId) -> usize {
        if let Some(place) = self.facts.get(&id) {
            return *place;
        }
        let fact = self.set.fact(id);
        let kind = match fact.kind {
            FactType::YesNo => Kind::YesNo,
            FactType::Choice | FactType::Level => Kind::Options(fact.options.clone()),
            FactType::Text | FactType::List => Kind::Words,
            FactType::Share | FactType::Count | FactType::Money | FactType::Number | FactType::Date => {
                Kind::Number(drawn(self.set, id))
            }
        };
        let place = self.program.facts.len();
        self.program.facts.push(Fact {
            name: fact.name.clone(),
            kind,
            given: !matches!(fact.computed(), Some(way) if !matches!(way, Derive::NoWhen(_))),
            computed: false,
        });
        self.facts.insert(id, place);
        place
    }

    fn condition(&mut self, id: NodeId) -> Result<Condition> {
        let set = self.set;
        let kind = &set.node(id).kind;
        Ok(match kind {
            NodeKind::All(list) => Condition::All(self.each(list)?),
            NodeKind::Any(list) => Condition::Any(self.each(list)?),
            NodeKind::None(list) => Condition::Not(Box::new(Condition::Any(self.each(list)?))),
            NodeKind::AtLeast(least, list) => Condition::AtLeast(*least, self.each(list)?),
            NodeKind::Rule(rule) => Condition::Held(self.rule(*rule)?),
            NodeKind::SomeRule(list, _) => {
                let each = list.iter().map(|rule| Ok(Condition::Held(self.rule(*rule)?)));
                Condition::Any(each.collect::<Result<_>>()?)
            }
            NodeKind::Among(fact, mask) => self.compared(*fact, Test::Among(*mask), kind)?,
            NodeKind::Within(fact, range) => self.compared(*fact, within(*range), kind)?,
            NodeKind::Outside(fact, range) => {
                let inside = NodeKind::Within(*fact, *range);
                let compared = self.comparison(*fact, within(*range), &inside);
                self.applying(*fact, Condition::Not(Box::new(compared)))?
            }
            NodeKind::Known(fact, wanted) => self.compared(*fact, Test::Known(*wanted), kind)?,
        })
    }

    fn each(&mut self, list: &[NodeId]) -> Result<Vec<Condition>> {
        list.iter().map(|node| self.condition(*node)).collect()
    }

    fn compared(&mut self, fact: FactId, test: Test, kind: &NodeKind) -> Result<Condition> {
        let compared = self.comparison(fact, test, kind);
        self.applying(fact, compared)
    }

    /// A comparison, or its truth where nothing that a fact may be changes it.
    fn comparison(&mut self, fact: FactId, test: Test, kind: &NodeKind) -> Condition {
        let place = self.fact(fact);
        let of_anything = kind.compare(self.set.fact(fact).anything());
        match (test, of_anything) {
            (Test::Within(..) | Test::Among(_), Truth::True | Truth::False) => Condition::Always(of_anything),
            _ => Condition::Compare(place, test),
        }
    }

    /// A comparison with what its fact applies by.
    fn applying(&mut self, fact: FactId, compared: Condition) -> Result<Condition> {
        let Some(node) = self.set.fact(fact).applies else {
            return Ok(compared);
        };
        let place = match self.applies.get(&fact) {
            Some(place) => *place,
            None => {
                let condition = self.condition(node)?;
                let place = self.hold(condition);
                self.applies.insert(fact, place);
                place
            }
        };
        Ok(Condition::All(vec![compared, Condition::Held(place)]))
    }
}

fn within(range: Range) -> Test {
    let low = (range.low != Number::MIN).then(|| range.low.as_f64());
    let high = (range.high != Number::MAX).then(|| range.high.as_f64());
    Test::Within(low, high)
}

/// Numbers that lie on, just below and just above what a fact is compared with.
fn drawn(set: &RuleSet, fact: FactId) -> Vec<f64> {
    let ranges = set.compared();
    let ends = ranges
        .get(&fact)
        .into_iter()
        .flatten()
        .flat_map(|range| [range.low, range.high]);
    let ends = ends.filter(|end| *end != Number::MIN && *end != Number::MAX);
    let (step, low, high) = match set.fact(fact).kind {
        FactType::Share => (0.01, 0.0, 1.0),
        FactType::Count | FactType::Money => (1.0, 0.0, f64::MAX),
        _ => (0.5, f64::MIN, f64::MAX),
    };
    let near = |end: Number| [-step, 0.0, step].map(|by| ((end.as_f64() + by) * 100.0).round() / 100.0);
    let mut values: Vec<f64> = ends.flat_map(near).filter(|v| *v >= low && *v <= high).collect();
    values.push(1.0);
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// The facts of a program in a rule set, by their places.
pub fn fact_ids(program: &Program, set: &RuleSet) -> Result<Vec<FactId>> {
    let id = |fact: &Fact| {
        set.fact_id(&fact.name)
            .ok_or_else(|| format!("no fact `{}`", fact.name).into())
    };
    program.facts.iter().map(id).collect()
}

/// The rules that a program tells, in a rule set.
pub fn rule_ids(program: &Program, set: &RuleSet) -> Result<Vec<RuleId>> {
    let id = |(id, _): &(String, usize)| set.rule_id(id).ok_or_else(|| format!("no rule `{id}`").into());
    program.rules.iter().map(id).collect()
}

/// The facts of a program that its steps read and nobody gives: none, or a mistake of the walk.
pub fn unread(program: &Program) -> BTreeSet<&str> {
    let orphan = |fact: &&Fact| !fact.given && !fact.computed;
    program
        .facts
        .iter()
        .filter(orphan)
        .map(|fact| fact.name.as_str())
        .collect()
}

/// A value as the product holds it; nothing for a number that it does not read.
pub fn possible(value: crate::rows::Value) -> Option<Possible> {
    Some(match value {
        crate::rows::Value::Number(number) => Possible::number(Number::nearest(number)?),
        crate::rows::Value::Option(option) => Possible::option(usize::from(option)),
        crate::rows::Value::Words => Possible::Words { known: true },
    })
}
