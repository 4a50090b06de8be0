//! The rules as a function of Python, with two truths: what somebody would write by hand, short-circuited.

use std::fmt::Write as _;

use crate::Result;
use crate::guarded::{self, Asked, Syntax};
use crate::program::{Kind, Program};

/// A module with the function `fired`, from a dictionary of facts to the list of rules that fire.
///
/// # Errors
/// When two truths cannot say the rules.
pub fn module(program: &Program) -> Result<String> {
    let asked = |place: usize, asked: Asked| {
        let number = |word: &str, bound: f64| format!("(f{place} is not None and f{place} {word} {bound:?})");
        match (asked, &program.facts[place].kind) {
            (Asked::AtLeast(bound), _) => number(">=", bound),
            (Asked::AtMost(bound), _) => number("<=", bound),
            (Asked::Above(bound), _) => number(">", bound),
            (Asked::Below(bound), _) => number("<", bound),
            (Asked::Among(bits), Kind::YesNo) => format!("f{place} is {}", if bits == 0b10 { "True" } else { "False" }),
            (Asked::Among(bits), _) => match guarded::words(&program.facts[place], bits).as_slice() {
                [word] => format!("f{place} == {word:?}"),
                words => format!("f{place} in {{\"{}\"}}", words.join("\", \"")),
            },
            (Asked::Known, _) => format!("f{place} is not None"),
        }
    };
    let syntax = Syntax {
        and: " and ",
        or: " or ",
        always: ["True", "False"],
        fact: &asked,
    };
    let mut text = "def fired(facts):\n    get = facts.get\n".to_owned();
    for (place, fact) in program.given() {
        writeln!(text, "    f{place} = get({:?})", fact.name)?;
    }
    text.push_str("    told = []\n");
    for ((id, _), rule) in program.rules.iter().zip(guarded::rules(program)?) {
        writeln!(text, "    if {}:\n        told.append({id:?})", syntax.write(&rule))?;
    }
    text.push_str("    return told\n");
    Ok(text)
}
