//! Districts in which more runs than schools can carry, of any size, for tests and measurements.

use std::fmt::Write as _;

use super::dice::Dice;

/// An inventory of so many initiatives over so many schools, drawn by a seed: some to end, some that nobody measured, some
/// that law, a contract or a young age keeps, some proposed, some with a gain.
pub fn crowded(initiatives: usize, schools: usize, seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut below = |most: usize| (dice.uniform() * most as f64) as usize % most.max(1);
    let mut text = String::from("format: 1\nas_of: 2026-06-15\ndistrict: { name: Crowded }\nplan:\n  goals:\n");
    for goal in 0..4 {
        let _ = writeln!(text, "    - {{ id: G{goal}, name: Goal {goal} }}");
    }
    text.push_str("schools:\n");
    for school in 0..schools {
        let poverty = f64::from(u32::try_from(below(100)).unwrap_or_default()) / 100.0;
        let _ = writeln!(
            text,
            "  - {{ id: S{school}, name: School {school}, grades: K-5, poverty: {poverty} }}"
        );
    }
    text.push_str("initiatives:\n");
    for n in 0..initiatives {
        let dense = 1 + below(if schools > 20 { 8 } else { 3 });
        let mut at: Vec<String> = Vec::new();
        for school in 0..schools {
            if below(schools) < dense * schools.div_ceil(12) {
                at.push(format!("S{school}"));
            }
        }
        if at.is_empty() {
            at.push(format!("S{}", below(schools)));
        }
        let hours = ["0.25", "0.5", "0.75", "1", "1.5", "2"]
            .get(below(6))
            .copied()
            .unwrap_or("1");
        let hours = if below(8) == 0 {
            String::new()
        } else {
            format!(", hours_per_teacher_week: {hours}")
        };
        let money = if below(8) == 0 {
            String::new()
        } else {
            format!(", per_year: {}", 10_000 + 1_000 * below(300))
        };
        let fund = ["", ", fund: general", ", fund: restricted"]
            .get(below(3))
            .copied()
            .unwrap_or("");
        let kind = ["student-support", "professional-learning"]
            .get(below(2))
            .copied()
            .unwrap_or("student-support");
        let after = if n > 0 && below(12) == 0 {
            format!("    requires: [i{}]\n", below(n))
        } else {
            String::new()
        };
        let _ = write!(
            text,
            "  - id: i{n}\n    name: Program {n}\n    kind: {kind}\n    goals: [G{}]\n{after}    money: {{ students: {}{hours}{money}{fund} }}\n",
            below(4),
            100 * (1 + below(20)),
        );
        let list = at.join(", ");
        let told = match below(10) {
            // nobody uses it
            0 | 1 => format!(
                "    scope: {{ since: 2015-08, schools: [{list}] }}\n    implementation: {{ in_use: no, repair_tried: yes }}\n    protections: {{ none: yes }}\n    contract: {{ mandate: no }}\n    dependants: {{ any: no }}\n"
            ),
            // the same, and a contract binds
            2 => format!(
                "    scope: {{ since: 2015-08, schools: [{list}] }}\n    implementation: {{ in_use: no, repair_tried: yes }}\n    contract: {{ ends: 2027-06-30, mandate: no }}\n"
            ),
            3 => format!("    scope: {{ since: 2015-08, schools: [{list}] }}\n    contract: {{ mandate: yes }}\n"),
            4 => "    status: proposed\n".to_owned(),
            // measured, and good enough to spread
            5 => {
                let rows = ["S0", "S1"].iter().flat_map(|school| {
                    (2024..2027).map(move |year| format!(
                        "      - {{ school: {school}, year: {year}, measure: reading, effect: 0.2, se: 0.05, students: 400, comparison: matched }}\n"
                    ))
                });
                let rows: String = rows.collect();
                format!(
                    "    scope: {{ since: 2019-08, schools: [{list}] }}\n    implementation: {{ fidelity: 0.85 }}\n    drivers: {{ weakest: strong }}\n    results:\n{rows}"
                )
            }
            _ => format!("    scope: {{ since: 2014-08, schools: [{list}] }}\n"),
        };
        text.push_str(&told);
    }
    text
}
