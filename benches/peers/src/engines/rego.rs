//! `regorus`: Rego in its compiled form (RVM), all rules in one policy that gives the set of those that fire.

use std::fmt::Write as _;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Rc, Value};

use crate::Result;
use crate::answers::Answer;
use crate::guarded::{self, Asked, Guarded};
use crate::program::{Fact, Kind};
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "regorus";

/// A machine with its program.
pub struct Rego(RegoVM);

impl super::Engine for Rego {
    type Rows = Vec<Value>;

    fn of(work: &Workload) -> Result<Self> {
        let failed = |error: &dyn std::fmt::Display| format!("regorus: {error}");
        let mut engine = regorus::Engine::new();
        let text = policy(&guarded::rules(&work.program)?, &work.program.facts);
        engine
            .add_policy("peers.rego".to_owned(), text)
            .map_err(|e| failed(&e))?;
        let wanted: Rc<str> = "data.peers.fired".into();
        let compiled = engine.compile_with_entrypoint(&wanted).map_err(|e| failed(&e))?;
        let program = Compiler::compile_from_policy(&compiled, &[&wanted]).map_err(|e| failed(&e))?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_max_instructions(usize::MAX);
        Ok(Self(machine))
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<Value>> {
        let read = |line: &&str| Ok(Value::from_json_str(line).map_err(|error| error.to_string())?);
        lines.iter().map(read).collect()
    }

    fn answer(&mut self, rows: &Vec<Value>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for row in rows {
            self.0.set_input(row.clone());
            let fired = self.0.execute().map_err(|error| error.to_string())?;
            answer.yes.clear();
            for place in fired.as_set().map_err(|error| error.to_string())?.iter() {
                answer
                    .yes
                    .push(place.as_u32().map_err(|error| error.to_string())? as usize);
            }
            tell(&answer);
        }
        Ok(())
    }
}

/// The policy. A fact that is not there makes what reads it undefined, so nothing needs a guard.
fn policy(rules: &[Guarded], facts: &[Fact]) -> String {
    let mut writer = Writer {
        facts,
        text: "package peers\n\nimport rego.v1\n".to_owned(),
        helpers: 0,
    };
    for (place, rule) in rules.iter().enumerate() {
        for body in writer.bodies(rule) {
            let _ = write!(writer.text, "\nfired contains {place} if {{\n{body}}}\n");
        }
    }
    writer.text
}

struct Writer<'a> {
    facts: &'a [Fact],
    text: String,
    helpers: usize,
}

impl Writer<'_> {
    /// The bodies of which some holds where the condition does.
    fn bodies(&mut self, condition: &Guarded) -> Vec<String> {
        match condition {
            Guarded::Any(parts) => parts.iter().flat_map(|part| self.bodies(part)).collect(),
            other => vec![self.lines(other)],
        }
    }

    /// The lines of which all hold where the condition does.
    fn lines(&mut self, condition: &Guarded) -> String {
        match condition {
            Guarded::All(parts) if parts.is_empty() => "\ttrue\n".to_owned(),
            Guarded::All(parts) => parts.iter().map(|part| self.lines(part)).collect(),
            Guarded::Any(_) => {
                let bodies = self.bodies(condition);
                self.helpers += 1;
                let name = format!("some_{}", self.helpers);
                for body in bodies {
                    let _ = write!(self.text, "\n{name} if {{\n{body}}}\n");
                }
                format!("\t{name}\n")
            }
            Guarded::Fact(fact, asked) => format!("\t{}\n", asked_in_rego(&self.facts[*fact], *asked)),
        }
    }
}

fn asked_in_rego(fact: &Fact, asked: Asked) -> String {
    let name = format!("input.{}", fact.name);
    match (asked, &fact.kind) {
        (Asked::AtLeast(bound), _) => format!("{name} >= {bound}"),
        (Asked::AtMost(bound), _) => format!("{name} <= {bound}"),
        (Asked::Above(bound), _) => format!("{name} > {bound}"),
        (Asked::Below(bound), _) => format!("{name} < {bound}"),
        (Asked::Among(bits), Kind::YesNo) => format!("{name} == {}", bits == 0b10),
        (Asked::Among(bits), _) => match guarded::words(fact, bits).as_slice() {
            [word] => format!("{name} == \"{word}\""),
            words => format!("{name} in {{\"{}\"}}", words.join("\", \"")),
        },
        (Asked::Known, _) => format!("{name} != null"),
    }
}
