//! The rules in SQL as DuckDB reads it: three truths are its own, a level of the query each depth of dependency.

use std::fmt::Write as _;

use cleardeck::truth::Truth;

use crate::Result;
use crate::guarded::words;
use crate::program::{Condition, Fact, Kind, Program, Read, Step, Test};

/// The columns of a file of rows, for `read_json`.
pub fn columns(program: &Program) -> String {
    let column = |fact: &Fact| {
        let kind = match fact.kind {
            Kind::Number(_) => "DOUBLE",
            Kind::YesNo => "BOOLEAN",
            Kind::Options(_) | Kind::Words => "VARCHAR",
        };
        format!("'{}': '{kind}'", fact.name)
    };
    let columns: Vec<String> = program.given().map(|(_, fact)| column(fact)).collect();
    format!("{{'id': 'VARCHAR', {}}}", columns.join(", "))
}

/// The same columns under the names by which the rules read them.
pub fn named(program: &Program) -> String {
    let named = |(place, fact): (usize, &Fact)| format!("\"{}\" AS f{place}", fact.name);
    format!("id, {}", program.given().map(named).collect::<Vec<_>>().join(", "))
}

/// The same for a table that is kept: words as numbers of a list.
pub fn kept(program: &Program) -> String {
    let kept = |(place, fact): (usize, &Fact)| match &fact.kind {
        Kind::Options(words) => format!("f{place}::ENUM('{}') AS f{place}", words.join("', '")),
        Kind::Number(_) | Kind::YesNo | Kind::Words => format!("f{place}"),
    };
    format!("id, {}", program.given().map(kept).collect::<Vec<_>>().join(", "))
}

/// Stands in the query for what is told.
const TOLD: &str = "{told}";

/// A query over the table or view `facts`, in which [`TOLD`] may read every truth and every set of options.
pub fn query(program: &Program) -> String {
    let mut levels: Vec<Vec<String>> = Vec::new();
    let (mut truths, mut facts) = (vec![0; program.truths], vec![0; program.facts.len()]);
    for step in &program.steps {
        let mut level = 0;
        step.reads(&mut |read| {
            level = level.max(match read {
                Read::Fact(place) => facts[place],
                Read::Truth(place) => truths[place],
            });
        });
        if let Step::Truth(place, _) = step {
            truths[*place] = level + 1;
        }
        for fact in step.gives() {
            facts[fact] = level + 1;
        }
        if levels.len() <= level {
            levels.resize(level + 1, Vec::new());
        }
        levels[level].push(column(step, &program.facts));
    }
    let level = |columns: &[String], from: &str| format!("(SELECT *, {}\nFROM {from})", columns.join(",\n  "));
    if let [only] = levels.as_slice() {
        return format!("SELECT {TOLD} FROM {}", level(only, "facts"));
    }
    // without `MATERIALIZED` a query of ten levels was given up after seven minutes
    let mut from = "facts".to_owned();
    let mut named = Vec::new();
    for (place, columns) in levels.iter().enumerate() {
        let name = format!("level_{place}");
        named.push(format!("{name} AS MATERIALIZED {}", level(columns, &from)));
        from = name;
    }
    format!("WITH {}\nSELECT {TOLD} FROM {from}", named.join(",\n"))
}

/// The column that a step adds, or the columns.
fn column(step: &Step, facts: &[Fact]) -> String {
    match step {
        Step::Truth(place, condition) => format!("{} AS t{place}", condition_of(condition, facts)),
        Step::Least(fact, list) => {
            let bits: Vec<String> = list.iter().map(|other| bits_of(*other, facts)).collect();
            // all bits up to the highest: no level has more than seven options
            let up_to = |b: &String| format!("({b} | ({b} >> 1) | ({b} >> 2) | ({b} >> 3) | ({b} >> 4) | ({b} >> 5))");
            let up_to: Vec<String> = bits.iter().map(up_to).collect();
            computed(*fact, &format!("({}) & {}", bits.join(" | "), up_to.join(" & ")), facts)
        }
        Step::OfTruth(fact, place) => computed(
            *fact,
            &format!("CASE t{place} WHEN TRUE THEN 2 WHEN FALSE THEN 1 ELSE 3 END"),
            facts,
        ),
        Step::NoWhen(fact, other) => computed(
            *fact,
            &format!("CASE WHEN {} = 2 THEN 1 ELSE 3 END", bits_of(*other, facts)),
            facts,
        ),
        Step::Mapped(fact, other, to) => computed(*fact, &mapped(*other, to, facts), facts),
        Step::Table(fact, rows) => computed(*fact, &outcomes(rows), facts),
        Step::Score(fact, least, tools) => {
            let ends = |highest: bool| -> Vec<String> {
                let of = |level: &usize| count_of(*level, &facts[*level], highest);
                let tool = |tool: &Vec<usize>| {
                    format!(
                        "(({}) // {})",
                        tool.iter().map(of).collect::<Vec<_>>().join(" + "),
                        tool.len()
                    )
                };
                tools.iter().map(tool).collect()
            };
            let (lows, highs) = (ends(false), ends(true));
            let mean = |list: &[String]| format!("(({}) // {}) / 1e6", list.join(" + "), list.len());
            let smallest = |list: &[String]| format!("least({}) / 1e6", list.join(", "));
            format!(
                "{} AS l{fact}, {} AS h{fact}, {} AS l{least}, {} AS h{least}",
                mean(&lows),
                mean(&highs),
                smallest(&lows),
                smallest(&highs)
            )
        }
    }
}

/// What a level counts at the least or at the most.
fn count_of(place: usize, fact: &Fact, highest: bool) -> String {
    let counts = fact.counts();
    let unknown = if highest { counts.last() } else { counts.first() }
        .copied()
        .unwrap_or_default();
    let option = |option: usize| match &fact.kind {
        Kind::Options(words) => words.get(option).map_or_else(String::new, |word| format!("'{word}'")),
        _ => if option == 0 { "FALSE" } else { "TRUE" }.to_owned(),
    };
    let each = counts
        .iter()
        .enumerate()
        .map(|(n, count)| format!("WHEN {} THEN {count}", option(n)));
    format!(
        "CASE f{place} {} ELSE {unknown} END",
        each.collect::<Vec<_>>().join(" ")
    )
}

/// The answer of a row as a line.
///
/// # Errors
/// When it cannot be written.
pub fn line(program: &Program) -> Result<String> {
    let told = |asked: &str| {
        let case = |(id, place): &(String, usize)| format!("CASE WHEN t{place}{asked} THEN '\"{id}\"' END");
        program.rules.iter().map(case).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "'{{\"id\":\"' || id || '\",\"fired\":[' || concat_ws(',', {})",
        told("")
    );
    if let (true, Some(decision)) = (program.tells_unknown, program.decision) {
        write!(text, " || '],\"unknown\":[' || concat_ws(',', {})", told(" IS NULL"))?;
        let outcomes = program.outcomes().iter().enumerate();
        let outcomes =
            outcomes.map(|(n, word)| format!("CASE WHEN c{decision} & {} <> 0 THEN '\"{word}\"' END", 1 << n));
        write!(
            text,
            " || '],\"outcomes\":[' || concat_ws(',', {})",
            outcomes.collect::<Vec<_>>().join(", ")
        )?;
    }
    text.push_str(" || ']}'");
    Ok(text)
}

/// What all answers weigh, as an aggregate.
pub fn weight(program: &Program) -> String {
    let rule = |(_, place): &(String, usize)| {
        let unknown = if program.tells_unknown {
            format!(" OR t{place} IS NULL")
        } else {
            String::new()
        };
        format!("count(*) FILTER (WHERE t{place}{unknown})")
    };
    let rules = program.rules.iter().map(rule);
    let outcomes = program.decision.map(|fact| format!("sum(bit_count(c{fact}::BIGINT))"));
    rules.chain(outcomes).collect::<Vec<_>>().join(" + ")
}

/// The column of what is computed, unless it is given.
fn computed(place: usize, bits: &str, facts: &[Fact]) -> String {
    let fact = &facts[place];
    if fact.given {
        format!("{} AS c{place}", given_bits(place, fact, bits))
    } else {
        format!("{bits} AS c{place}")
    }
}

fn given_bits(place: usize, fact: &Fact, otherwise: &str) -> String {
    match &fact.kind {
        Kind::YesNo => format!("(CASE f{place} WHEN TRUE THEN 2 WHEN FALSE THEN 1 ELSE {otherwise} END)"),
        Kind::Options(words) => {
            let each = words
                .iter()
                .enumerate()
                .map(|(n, word)| format!("WHEN '{word}' THEN {}", 1_u64 << n));
            format!(
                "(CASE f{place} {} ELSE {otherwise} END)",
                each.collect::<Vec<_>>().join(" ")
            )
        }
        Kind::Number(_) | Kind::Words => otherwise.to_owned(),
    }
}

/// The options that a fact may have.
fn bits_of(place: usize, facts: &[Fact]) -> String {
    let fact = &facts[place];
    if fact.computed {
        format!("c{place}")
    } else {
        given_bits(place, fact, &fact.all_options().to_string())
    }
}

fn mapped(other: usize, to: &[u64], facts: &[Fact]) -> String {
    let fact = &facts[other];
    if let (false, Kind::Options(words)) = (fact.computed, &fact.kind) {
        let all = to.iter().fold(0, |all, bits| all | bits);
        let each = words
            .iter()
            .zip(to)
            .map(|(word, bits)| format!("WHEN '{word}' THEN {bits}"));
        return format!("CASE f{other} {} ELSE {all} END", each.collect::<Vec<_>>().join(" "));
    }
    let bits = bits_of(other, facts);
    let each = to.iter().enumerate();
    let each = each.map(|(n, to)| format!("CASE WHEN {bits} & {} <> 0 THEN {to} ELSE 0 END", 1_u64 << n));
    each.collect::<Vec<_>>().join(" | ")
}

/// The outcomes of rows that are not no, up to the first that is yes.
fn outcomes(rows: &[(usize, usize)]) -> String {
    let firsts = rows
        .iter()
        .enumerate()
        .map(|(n, (truth, _))| format!("WHEN t{truth} THEN {n}"));
    let first = format!(
        "(CASE {} ELSE {} END)",
        firsts.collect::<Vec<_>>().join(" "),
        rows.len()
    );
    let each = rows.iter().enumerate().map(|(n, (truth, outcome))| {
        format!(
            "(CASE WHEN {n} <= {first} AND t{truth} IS DISTINCT FROM FALSE THEN {} ELSE 0 END)",
            1_u64 << outcome
        )
    });
    each.collect::<Vec<_>>().join(" | ")
}

fn condition_of(condition: &Condition, facts: &[Fact]) -> String {
    let each = |parts: &[Condition]| parts.iter().map(|part| condition_of(part, facts)).collect::<Vec<_>>();
    let joined = |parts: &[Condition], word: &str, none: &str| match parts {
        [] => none.to_owned(),
        parts => format!("({})", each(parts).join(word)),
    };
    match condition {
        Condition::Always(truth) => match truth {
            Truth::True => "TRUE",
            Truth::False => "FALSE",
            Truth::Unknown => "NULL::BOOLEAN",
        }
        .to_owned(),
        Condition::All(parts) => joined(parts, " AND ", "TRUE"),
        Condition::Any(parts) => joined(parts, " OR ", "FALSE"),
        Condition::Not(part) => format!("(NOT {})", condition_of(part, facts)),
        Condition::AtLeast(least, parts) => {
            let count = |unknown: u8| {
                let part = |part| format!("CASE {part} WHEN TRUE THEN 1 WHEN FALSE THEN 0 ELSE {unknown} END");
                each(parts).into_iter().map(part).collect::<Vec<_>>().join(" + ")
            };
            format!(
                "CASE WHEN {} >= {least} THEN TRUE WHEN {} < {least} THEN FALSE END",
                count(0),
                count(1)
            )
        }
        Condition::Held(place) => format!("t{place}"),
        Condition::Compare(place, test) => compare(*place, &facts[*place], *test),
    }
}

fn compare(place: usize, fact: &Fact, test: Test) -> String {
    match test {
        Test::Within(low, high) if fact.computed => {
            let inside = low.map(|low| format!("l{place} >= {low}")).into_iter();
            let inside: Vec<String> = inside.chain(high.map(|high| format!("h{place} <= {high}"))).collect();
            let outside = low.map(|low| format!("h{place} < {low}")).into_iter();
            let outside: Vec<String> = outside.chain(high.map(|high| format!("l{place} > {high}"))).collect();
            format!(
                "CASE WHEN {} THEN TRUE WHEN {} THEN FALSE END",
                inside.join(" AND "),
                outside.join(" OR ")
            )
        }
        Test::Known(wanted) if fact.computed && fact.options() == 0 => {
            format!("(l{place} {} h{place})", if wanted { "=" } else { "<>" })
        }
        Test::Within(low, high) => {
            let ends = low.map(|low| format!("f{place} >= {low}")).into_iter();
            let ends: Vec<String> = ends.chain(high.map(|high| format!("f{place} <= {high}"))).collect();
            format!("({})", ends.join(" AND "))
        }
        Test::Among(mask) if fact.computed => format!(
            "CASE WHEN c{place} & {} = 0 THEN TRUE WHEN c{place} & {mask} = 0 THEN FALSE END",
            fact.all_options() & !mask
        ),
        Test::Among(0b10) if matches!(fact.kind, Kind::YesNo) => format!("f{place}"),
        Test::Among(0b01) if matches!(fact.kind, Kind::YesNo) => format!("(NOT f{place})"),
        Test::Among(mask) => format!("(f{place} IN ('{}'))", words(fact, mask).join("', '")),
        Test::Known(wanted) if fact.computed => {
            format!("(bit_count(c{place}::BIGINT) {} 1)", if wanted { "=" } else { "<>" })
        }
        Test::Known(true) => format!("(f{place} IS NOT NULL)"),
        Test::Known(false) => format!("(f{place} IS NULL)"),
    }
}
