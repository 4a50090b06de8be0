//! Random rules of one's own, laid over a rule set: other thresholds, and findings that are switched off.

use cleardeck::rules::{Part, RuleSet};

use crate::dice::Dice;
use crate::records::below;

/// The text of one.
pub fn draw(set: &RuleSet, dice: &mut Dice) -> String {
    let mut text = String::from("format: 1\nextends: shipped\nname: Random\nversion: \"1\"\n");
    let mut parameters = String::new();
    for parameter in set.parameters.iter().filter(|p| !p.alternatives.is_empty()) {
        let value = parameter.alternatives.get(below(dice, parameter.alternatives.len()));
        if let Some(value) = value.filter(|_| below(dice, 3) == 0) {
            let name = &parameter.name;
            parameters.push_str(&format!(
                "  - {{ name: {name}, value: {value}, because: drawn by dice }}\n"
            ));
        }
    }
    if !parameters.is_empty() {
        text.push_str(&format!("parameters:\n{parameters}"));
    }
    let parts = [Part::Ground, Part::Guard, Part::Finding];
    let rules: Vec<_> = set.rules.iter().filter(|rule| parts.contains(&rule.part)).collect();
    text.push_str("switched_off:\n");
    for _ in 0..=below(dice, 3) {
        if let Some(rule) = rules.get(below(dice, rules.len())) {
            text.push_str(&format!("  - {{ rule: {}, because: drawn by dice }}\n", rule.id));
        }
    }
    text
}
