//! `zen-expression`: the expressions that the decision tables of `zen-engine` are made of, compiled, in one machine.

use zen_expression::variable::Variable;
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression, expression::Standard, scope::Scope};

use crate::Result;
use crate::answers::Answer;
use crate::guarded::{self, Asked, Syntax};
use crate::program::Kind;
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "zen-expression";

/// Compiled rules with the machine that runs them.
pub struct Zen {
    rules: Vec<Expression<Standard>>,
    machine: VM,
}

impl super::Engine for Zen {
    type Rows = Vec<Variable>;

    fn of(work: &Workload) -> Result<Self> {
        let facts = &work.program.facts;
        let asked = |fact: usize, asked: Asked| {
            let fact = &facts[fact];
            let name = &fact.name;
            let number = |word: &str, bound: f64| format!("({name} != null and {name} {word} {bound})");
            match (asked, &fact.kind) {
                (Asked::AtLeast(bound), _) => number(">=", bound),
                (Asked::AtMost(bound), _) => number("<=", bound),
                (Asked::Above(bound), _) => number(">", bound),
                (Asked::Below(bound), _) => number("<", bound),
                (Asked::Among(bits), Kind::YesNo) => format!("{name} == {}", bits == 0b10),
                (Asked::Among(bits), _) => match guarded::words(fact, bits).as_slice() {
                    [word] => format!("{name} == '{word}'"),
                    words => format!("{name} in ['{}']", words.join("', '")),
                },
                (Asked::Known, _) => format!("{name} != null"),
            }
        };
        let syntax = Syntax {
            and: " and ",
            or: " or ",
            always: ["true", "false"],
            fact: &asked,
        };
        let rules = guarded::rules(&work.program)?;
        let compile = |rule| -> Result<_> {
            let text = syntax.write(rule);
            Ok(compile_expression(&text).map_err(|error| format!("{text}: {error}"))?)
        };
        Ok(Self {
            rules: rules.iter().map(compile).collect::<Result<_>>()?,
            machine: VM::new(),
        })
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<Variable>> {
        lines.iter().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    fn answer(&mut self, rows: &Vec<Variable>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for row in rows {
            answer.yes.clear();
            let scope = Scope::new(row.clone());
            for (place, rule) in self.rules.iter().enumerate() {
                let truth = rule.evaluate_with_scope(&scope, &mut self.machine);
                if truth.map_err(|error| error.to_string())?.as_bool() == Some(true) {
                    answer.yes.push(place);
                }
            }
            tell(&answer);
        }
        Ok(())
    }
}
