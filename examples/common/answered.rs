//! A district of any size whose initiatives are answered for, for measurements.

use std::fmt::Write as _;

/// How much is on record for each initiative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered {
    /// Values alone, and four results of one school.
    Bare,
    /// The same, every value with where it comes from and when it was observed, and the reflection questions answered.
    Sourced,
    /// Values alone, and eight results of three schools over three years, with standard errors, some with students and
    /// fidelity.
    Results,
}

impl Answered {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Bare, Self::Sourced, Self::Results];

    /// A word for a line of a table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Sourced => "sourced",
            Self::Results => "results",
        }
    }
}

/// Answers that are written alike for every initiative: section, then field and value.
type Answers = &'static [(&'static str, &'static [(&'static str, &'static str)])];
const ANSWERS: Answers = &[
    (
        "scope",
        &[
            ("opted_in", "yes"),
            ("required", "no"),
            ("existing_schools", "existing"),
            ("selection", "yes"),
        ],
    ),
    (
        "implementation",
        &[
            ("core_components", "yes"),
            ("practitioner_share", "0.7"),
            ("review_dates", "2"),
            ("owner_accountable", "partly"),
            ("staff_turnover", "low"),
            ("incentives", "neutral"),
            ("practices", "lite"),
        ],
    ),
    (
        "money",
        &[
            ("training_hours", "20"),
            ("hours_per_teacher_week", "1"),
            ("affordable", "yes"),
        ],
    ),
    ("protections", &[("none", "yes")]),
    ("contract", &[("mandate", "no"), ("binding", "no")]),
    ("evaluation", &[("under_way", "no")]),
];
/// Reflection questions that a thorough district answers for each initiative.
const DRIVERS: &[(&str, &[&str])] = &[
    (
        "competency",
        &[
            "coaching_aligned",
            "coaching_returns",
            "learning_embedded",
            "plc_inquiry",
            "right_people",
        ],
    ),
    (
        "organization",
        &["playbook", "data_used", "barriers_own", "barriers_central"],
    ),
    ("leadership", &["procedure", "buy_in", "ilt_weekly", "ilt_goals"]),
];

/// An inventory of so many initiatives.
pub fn answered(count: usize, how: Answered) -> String {
    let mut out =
        String::from("format: 1\nas_of: 2026-06-15\ndistrict: { name: Bench, schools_count: 40 }\nschools:\n");
    for n in 0..40 {
        let _ = writeln!(
            out,
            "  - {{ id: S{n}, name: School {n}, grades: K-5, locale: city, poverty: 0.{} }}",
            10 + n
        );
    }
    out.push_str("initiatives:\n");
    for n in 0..count {
        initiative(n, how, &mut out);
    }
    out
}

fn initiative(n: usize, how: Answered, out: &mut String) {
    let sourced = how == Answered::Sourced;
    let said = |value: &str| match sourced {
        true => format!("{{ value: {value}, source: walk-through, observed: 2026 }}"),
        false => value.to_owned(),
    };
    let (kind, fidelity) = match n % 4 {
        0 => ("instructional-model", "0.9"),
        1 => ("student-support", "0.45"),
        2 => ("curriculum", "0.82"),
        _ => ("device", "0.6"),
    };
    let _ = writeln!(
        out,
        "  - id: i{n}\n    name: Initiative number {n}\n    kind: {kind}\n    owner: Director {n}\n    definition: What is done, by whom and for whom, in one sentence of the usual length"
    );
    for (section, answers) in ANSWERS {
        let _ = writeln!(out, "    {section}:");
        match *section {
            "scope" => {
                let schools = format!("[S{}, S{}, S{}]", n % 40, (n + 7) % 40, (n + 19) % 40);
                let _ = write!(out, "      since: 201{}-08-15\n      schools: {schools}\n", n % 10);
            }
            "implementation" => {
                let _ = writeln!(out, "      fidelity: {}", said(fidelity));
            }
            "money" => {
                let _ = write!(out, "      per_year: {}\n      students: {}\n", 10_000 + n, 100 + n);
            }
            _ => {}
        }
        for (field, value) in *answers {
            let _ = writeln!(out, "      {field}: {}", said(value));
        }
    }
    out.push_str("    drivers:\n");
    if sourced {
        for (driver, questions) in DRIVERS {
            let _ = writeln!(out, "      {driver}:");
            for (place, question) in questions.iter().enumerate() {
                let answer = ["yes", "partly", "no"].get((n + place) % 3).copied().unwrap_or("yes");
                let _ = writeln!(out, "        {question}: {}", said(answer));
            }
        }
    } else {
        out.push_str("      weakest: partial\n");
    }
    out.push_str("    results:\n");
    match how {
        Answered::Results => results(n, fidelity, out),
        Answered::Bare | Answered::Sourced => {
            for year in 2023..=2026 {
                let _ = writeln!(
                    out,
                    "      - {{ school: S{}, year: {year}, measure: reading, effect: 0.1{}, se: 0.05, students: 120, comparison: matched }}",
                    n % 40,
                    n % 10
                );
            }
        }
    }
}

/// Eight results of three schools in three years, in which nothing contradicts what is answered: the fidelity is the one
/// that is stated, no error is smaller than so many students allow, and no first year is a loss.
fn results(n: usize, fidelity: &str, out: &mut String) {
    for place in 0..8 {
        let (school, year) = (n + 7 * (place % 3), 2024 + place / 3);
        // from -0.05 to 0.29
        let effect = f64::from(u32::try_from((n * 37 + place * 101) % 341).unwrap_or_default()) / 1000.0 - 0.05;
        let effect = if place < 3 { effect.abs() } else { effect };
        let error = 6 + (n + place) % 4;
        let students = match place % 2 {
            0 => format!(", students: {}", 300 + (n * 13 + place * 7) % 240),
            _ => String::new(),
        };
        let fidelity = match place % 4 {
            0 | 3 => format!(", fidelity: {fidelity}"),
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "      - {{ school: S{}, year: {year}, measure: reading, effect: {effect:.3}, se: 0.0{error}{students}{fidelity}, comparison: matched }}",
            school % 40
        );
    }
}
