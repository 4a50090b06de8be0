//! Where the time goes: reading, judging, rendering, and the reader beside `serde_yaml`, in one run.

use std::time::{Duration, Instant};

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::inventory;
use cleardeck::report::{Edition, View, render};
use cleardeck::rules;
use cleardeck::yaml::{self, Limits};

/// The least of several runs.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, Option<T>) {
    let mut best = Duration::MAX;
    let mut last = None;
    for _ in 0..runs {
        let start = Instant::now();
        last = Some(work());
        best = best.min(start.elapsed());
    }
    (best, last)
}

fn text(count: usize) -> String {
    let mut out =
        String::from("format: 1\nas_of: 2026-06-15\ndistrict: { name: Bench, schools_count: 40 }\nschools:\n");
    for n in 0..40 {
        out.push_str(&format!(
            "  - {{ id: S{n}, name: School {n}, grades: K-5, locale: city, poverty: 0.{} }}\n",
            10 + n
        ));
    }
    out.push_str("initiatives:\n");
    for n in 0..count {
        let (kind, fidelity) = kind(n);
        out.push_str(&format!(
            "  - id: i{n}\n    name: Initiative number {n}\n    kind: {kind}\n    owner: Director {n}\n    definition: What is done, by whom and for whom, in one sentence of the usual length\n    scope:\n      since: 201{}-08-15\n      schools: [S{}, S{}, S{}]\n      opted_in: yes\n      required: no\n    implementation:\n      fidelity: {{ value: 0.{fidelity}, source: walk-through, observed: 2026-04 }}\n      core_components: yes\n      review_dates: 2\n      staff_turnover: low\n    money:\n      per_year: {}\n      students: {}\n      training_hours: 20\n      hours_per_teacher_week: 1\n    protections:\n      none: yes\n    drivers:\n      weakest: partial\n    results:\n",
            n % 10, n % 40, (n + 7) % 40, (n + 19) % 40, 10_000 + n, 100 + n
        ));
        for year in 2023..=2026 {
            out.push_str(&format!("      - {{ school: S{}, year: {year}, measure: reading, effect: 0.1{}, se: 0.05, students: 120, comparison: matched }}\n", n % 40, n % 10));
        }
    }
    out
}

fn main() {
    println!("initiatives     KB  rules ms  read ms  serde_yaml ms  inventory ms  judge ms  render ms");
    for count in [10, 100, 1000] {
        let text = text(count);
        let runs = if count == 1000 { 3 } else { 15 };
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let file = sources.add("bench.yaml", text.clone());
        let (load, set) = least(runs, || rules::load(&files, &[], &sources, &mut Diagnostics::default()));
        let (read, _) = least(runs, || {
            yaml::read(file, &text, &Limits::default(), &mut Diagnostics::default())
        });
        let (other, _) = least(runs, || serde_yaml::from_str::<serde_yaml::Value>(&text));
        let Some(set) = set else { return };
        let (whole, inventory) = least(runs, || {
            inventory::load(file, &set, None, &sources, &mut Diagnostics::default())
        });
        let Some(Some(inventory)) = inventory else { return };
        let (judge, judged) = least(runs, || audit(&set, &inventory));
        let Some(judged) = judged else { return };
        let (write, _) = least(runs, || render(&View::of(&judged, &sources), Edition::Audit, None));
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        println!(
            "{count:>11} {:>6} {:>9.1} {:>8.1} {:>14.1} {:>13.1} {:>9.1} {:>10.1}",
            text.len() / 1000,
            ms(load),
            ms(read),
            ms(other),
            ms(whole),
            ms(judge),
            ms(write)
        );
    }
}

fn kind(n: usize) -> (&'static str, u8) {
    match n % 4 {
        0 => ("instructional-model", 90),
        1 => ("student-support", 45),
        2 => ("curriculum", 82),
        _ => ("device", 60),
    }
}
