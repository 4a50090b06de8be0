//! What is measured: a program with the rule set of the product that says the same, and how its rows are drawn.

use std::str::FromStr;

use cleardeck::{Reader, RuleSet, Rules, Source};

use crate::Result;
use crate::program::Program;
use crate::{neutral, rows, shipped};

/// Which of the two, and by which seed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Drawn, or the shipped rules.
    pub which: Which,
    /// What rules and rows are drawn by.
    pub seed: u64,
    /// How many rules are drawn.
    pub rules: usize,
}

/// The two workloads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// Rules drawn by a seed.
    Neutral,
    /// The decision of the shipped rules.
    Shipped,
}

impl Which {
    /// As it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Shipped => "shipped",
        }
    }
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let all = [Self::Neutral, Self::Shipped];
        let found = all.into_iter().find(|which| which.name() == text);
        found.ok_or_else(|| format!("`{text}` is no workload; there are `neutral` and `shipped`"))
    }
}

/// A workload, ready to be given to peers.
pub struct Workload {
    /// What it was made by.
    pub choice: Choice,
    /// In the small form.
    pub program: Program,
    /// The same as a rule set of the product.
    pub set: RuleSet,
}

impl Workload {
    /// Draws or reads the rules.
    ///
    /// # Errors
    /// When the product refuses the rule set, or the small form cannot hold it.
    pub fn of(choice: Choice) -> Result<Self> {
        let (program, set) = match choice.which {
            Which::Neutral => {
                let program = neutral::program(choice.seed, choice.rules);
                let text = neutral::rule_set(&program);
                let source = Source::bytes("neutral.yaml", text.into_bytes());
                (program, load(&Rules::of(source))?)
            }
            Which::Shipped => {
                let set = load(&Rules::shipped())?;
                (shipped::program(&set)?, set)
            }
        };
        let unread = shipped::unread(&program);
        if !unread.is_empty() {
            return Err(format!("nothing gives {unread:?}").into());
        }
        Ok(Self { choice, program, set })
    }

    /// The steps by which the product's own evaluator finds the same.
    pub fn own_steps(&self) -> &[cleardeck::rules::Step] {
        match self.choice.which {
            Which::Neutral => &self.set.initiative_steps,
            Which::Shipped => &self.set.decision_steps,
        }
    }

    /// Writes rows; `again` draws others.
    pub fn write_rows(&self, again: u64, many: usize, path: &std::path::Path) -> Result<()> {
        let missing: &[f64] = match self.choice.which {
            Which::Neutral => &[neutral::MISSING],
            Which::Shipped => &shipped::MISSING,
        };
        let seed = self.choice.seed.wrapping_add(again);
        match self.choice.which {
            Which::Neutral => rows::write(&self.program, seed, many, missing, path),
            Which::Shipped => rows::write_sound(self, seed, many, missing, path),
        }
    }

    /// What it is, in words and numbers.
    pub fn described(&self) -> String {
        let program = &self.program;
        format!(
            "{}: {} rules told, {} facts given, {} comparisons",
            self.choice.which.name(),
            program.rules.len(),
            program.given().count(),
            program.comparisons(),
        )
    }
}

fn load(rules: &Rules) -> Result<RuleSet> {
    let refused = |refused: cleardeck::Refused| refused.to_string();
    Ok(Reader::new().rule_set(rules).map_err(refused)?)
}
