//! The rules as somebody would write them out in Rust: a struct a row, an expression a rule.
//!
//! With three truths for any program; with two, guarded and short-circuited, for one that is flat.

use std::fmt::Write as _;

use crate::Result;
use crate::guarded::{self, Asked, Syntax};
use crate::program::{Condition, Fact, Kind, Program, Step, Test};

/// What the program does with rows, whatever its rules.
const FRAME: &str = include_str!("frame.rs.txt");

/// The source of a program, with the rules of two truths beside those of three where they can be said.
///
/// # Errors
/// When a name cannot be written.
pub fn source(program: &Program) -> Result<String> {
    let mut text = FRAME.to_owned();
    let names: Vec<String> = program.rules.iter().map(|(id, _)| format!("{id:?}")).collect();
    write!(
        text,
        "\nconst RULES: [&str; {}] = [{}];\n",
        names.len(),
        names.join(", ")
    )?;
    writeln!(text, "const OUTCOMES: &[&str] = &{:?};", program.outcomes())?;
    writeln!(text, "const TELLS_UNKNOWN: bool = {};\n", program.tells_unknown)?;
    declare_row(program, &mut text)?;
    three(program, &mut text)?;
    two(program, &mut text)?;
    Ok(text)
}

fn declare_row(program: &Program, text: &mut String) -> Result<()> {
    let mut row = "#[derive(Deserialize)]\nstruct Row<'a> {\n    id: &'a str,\n".to_owned();
    for (place, fact) in program.given() {
        let kind = match &fact.kind {
            Kind::Number(_) => "f64".to_owned(),
            Kind::YesNo => "bool".to_owned(),
            Kind::Words => "IgnoredAny".to_owned(),
            Kind::Options(words) => {
                writeln!(text, "#[derive(Deserialize, Clone, Copy, PartialEq)]\nenum E{place} {{")?;
                for (option, word) in words.iter().enumerate() {
                    writeln!(text, "    #[serde(rename = {word:?})]\n    O{option},")?;
                }
                writeln!(text, "}}\n")?;
                format!("E{place}")
            }
        };
        writeln!(
            row,
            "    #[serde(rename = {:?}, default)]\n    f{place}: Option<{kind}>,",
            fact.name
        )?;
    }
    writeln!(text, "{row}}}\n")?;
    Ok(())
}

fn three(program: &Program, text: &mut String) -> Result<()> {
    writeln!(text, "fn three(row: &Row) -> ([Truth; RULES.len()], u64) {{")?;
    for step in &program.steps {
        match step {
            Step::Truth(place, condition) => {
                writeln!(text, "    let t{place} = {};", condition_of(condition, &program.facts))?;
                continue;
            }
            Step::Least(fact, list) => {
                let bits: Vec<String> = list.iter().map(|other| bits_of(*other, &program.facts)).collect();
                let up_to: Vec<String> = bits.iter().map(|bits| format!("up_to({bits})")).collect();
                writeln!(
                    text,
                    "    let c{fact} = ({}) & {};",
                    bits.join(" | "),
                    up_to.join(" & ")
                )?;
            }
            Step::OfTruth(fact, place) => writeln!(text, "    let c{fact} = yes_no(t{place});")?,
            Step::NoWhen(fact, other) => {
                writeln!(
                    text,
                    "    let c{fact} = if {} == 2 {{ 1 }} else {{ 3 }};",
                    bits_of(*other, &program.facts)
                )?;
            }
            Step::Mapped(fact, other, to) => {
                writeln!(
                    text,
                    "    let c{fact} = mapped({}, &{to:?});",
                    bits_of(*other, &program.facts)
                )?;
            }
            Step::Table(fact, rows) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|(truth, outcome)| format!("(t{truth}, {outcome})"))
                    .collect();
                writeln!(text, "    let c{fact} = first(&[{}]);", rows.join(", "))?;
            }
            Step::Score(fact, least, tools) => {
                let ends = |highest: bool| {
                    let of = |level: &usize| count_of(*level, &program.facts[*level], highest);
                    let tool = |tool: &Vec<usize>| {
                        format!(
                            "({}) / {}",
                            tool.iter().map(of).collect::<Vec<_>>().join(" + "),
                            tool.len()
                        )
                    };
                    tools.iter().map(tool).collect::<Vec<_>>().join(", ")
                };
                writeln!(
                    text,
                    "    let (c{fact}, c{least}) = score([{}], [{}]);",
                    ends(false),
                    ends(true)
                )?;
            }
        }
        for fact in step.gives() {
            if let Some(held) = program.facts.get(fact).filter(|fact| fact.given) {
                writeln!(
                    text,
                    "    let c{fact} = {}.map_or(c{fact}, |v| 1 << v as u64);",
                    field(fact, held)
                )?;
            }
        }
    }
    let truths: Vec<String> = program.rules.iter().map(|(_, place)| format!("t{place}")).collect();
    let decided = program
        .decision
        .map_or_else(|| "0".to_owned(), |fact| bits_of(fact, &program.facts));
    writeln!(text, "    ([{}], {decided})\n}}\n", truths.join(", "))?;
    Ok(())
}

/// A field of a row, an enum or a truth as something that becomes a number by `as`.
fn field(place: usize, fact: &Fact) -> String {
    match fact.kind {
        Kind::YesNo => format!("row.f{place}.map(u8::from)"),
        Kind::Number(_) | Kind::Options(_) | Kind::Words => format!("row.f{place}"),
    }
}

/// What a level counts at the least or at the most.
fn count_of(place: usize, fact: &Fact, highest: bool) -> String {
    let counts = fact.counts();
    let unknown = if highest { counts.last() } else { counts.first() }
        .copied()
        .unwrap_or_default();
    format!("{}.map_or({unknown}, |v| {counts:?}[v as usize])", field(place, fact))
}

/// The options that a fact may have.
fn bits_of(place: usize, facts: &[Fact]) -> String {
    let fact = &facts[place];
    if fact.computed {
        return format!("c{place}");
    }
    format!(
        "{}.map_or({}, |v| 1_u64 << v as u64)",
        field(place, fact),
        fact.all_options()
    )
}

fn condition_of(condition: &Condition, facts: &[Fact]) -> String {
    let each = |parts: &[Condition]| parts.iter().map(|part| condition_of(part, facts)).collect::<Vec<_>>();
    // two arguments at a time: the least or the greatest of a byte each, without a branch
    let nested = |parts: &[Condition], word: &str, none: &str| {
        each(parts)
            .into_iter()
            .reduce(|all, one| format!("{all}.{word}({one})"))
            .unwrap_or_else(|| none.to_owned())
    };
    match condition {
        Condition::Always(truth) => format!("{truth:?}"),
        Condition::All(parts) => nested(parts, "min", "True"),
        Condition::Any(parts) => nested(parts, "max", "False"),
        Condition::Not(part) => format!("{}.not()", condition_of(part, facts)),
        Condition::AtLeast(least, parts) => format!("at_least({least}, &[{}])", each(parts).join(", ")),
        Condition::Held(place) => format!("t{place}"),
        Condition::Compare(place, test) => compare(*place, &facts[*place], *test),
    }
}

fn compare(place: usize, fact: &Fact, test: Test) -> String {
    match test {
        Test::Within(low, high) if fact.computed => format!(
            "between(c{place}, {}, {})",
            low.map_or_else(|| "f64::NEG_INFINITY".to_owned(), |low| format!("{low:?}")),
            high.map_or_else(|| "f64::INFINITY".to_owned(), |high| format!("{high:?}")),
        ),
        Test::Known(wanted) if fact.computed && fact.options() == 0 => {
            format!("truth((c{place}.0 == c{place}.1) == {wanted})")
        }
        Test::Within(low, high) => {
            let ends = low
                .map(|low| format!("v >= {low:?}"))
                .into_iter()
                .chain(high.map(|high| format!("v <= {high:?}")));
            format!("asked(row.f{place}, |v| {})", ends.collect::<Vec<_>>().join(" && "))
        }
        Test::Among(mask) if fact.computed => format!("among(c{place}, {mask})"),
        Test::Among(0b10) if matches!(fact.kind, Kind::YesNo) => format!("asked(row.f{place}, |v| v)"),
        Test::Among(0b01) if matches!(fact.kind, Kind::YesNo) => format!("asked(row.f{place}, |v| !v)"),
        Test::Among(mask) => format!("asked(row.f{place}, |v| {mask} >> v as u64 & 1 == 1)"),
        Test::Known(wanted) if fact.computed => format!("truth((c{place}.count_ones() == 1) == {wanted})"),
        Test::Known(true) => format!("truth(row.f{place}.is_some())"),
        Test::Known(false) => format!("truth(row.f{place}.is_none())"),
    }
}

fn two(program: &Program, text: &mut String) -> Result<()> {
    writeln!(text, "fn two(row: &Row) -> [bool; RULES.len()] {{")?;
    if !program.is_flat() {
        writeln!(text, "    let _ = row;\n    unimplemented!()\n}}")?;
        return Ok(());
    }
    let asked = |place: usize, asked: Asked| {
        let number = |word: &str, bound: f64| format!("row.f{place}.is_some_and(|v| v {word} {bound:?})");
        match (asked, &program.facts[place].kind) {
            (Asked::AtLeast(bound), _) => number(">=", bound),
            (Asked::AtMost(bound), _) => number("<=", bound),
            (Asked::Above(bound), _) => number(">", bound),
            (Asked::Below(bound), _) => number("<", bound),
            (Asked::Among(bits), Kind::YesNo) => format!("row.f{place} == Some({})", bits == 0b10),
            (Asked::Among(bits), _) => {
                let options = (0..64).filter(|option| bits >> option & 1 == 1);
                let options: Vec<String> = options.map(|option| format!("E{place}::O{option}")).collect();
                format!("matches!(row.f{place}, Some({}))", options.join(" | "))
            }
            (Asked::Known, _) => format!("row.f{place}.is_some()"),
        }
    };
    let syntax = Syntax {
        and: " && ",
        or: " || ",
        always: ["true", "false"],
        fact: &asked,
    };
    let rules: Vec<String> = guarded::rules(program)?.iter().map(|rule| syntax.write(rule)).collect();
    writeln!(text, "    [\n        {},\n    ]\n}}", rules.join(",\n        "))?;
    Ok(())
}
