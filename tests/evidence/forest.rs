//! Forest plots of the data of the literature, as text and as SVG.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use crate::common;
use cleardeck::report::forest::{Forest, ForestRow};
use cleardeck::statistics::{Estimator, Interval, Row, Test, pool};

/// The trials of the tuberculosis vaccine: log odds ratios.
fn vaccine() -> Forest {
    let text = common::file("crates/statistics/tests/data/meta/csv/bcg.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let (mut labels, mut rows) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        labels.push(format!("{} {}", &record[1], &record[2]));
        rows.push(Row {
            effect: record[9].parse().unwrap(),
            variance: record[10].parse().unwrap(),
        });
    }
    let pooled = pool(&rows, Estimator::Reml, Test::KnappHartungAdHoc).unwrap();
    let mut plot = Forest::of("Vaccine against tuberculosis", &labels, &rows, &pooled);
    "Log odds ratio; left of 0 fewer fall ill".clone_into(&mut plot.axis);
    plot
}

#[test]
fn the_plot_is_kept() {
    let plot = vaccine();
    let kept = [("txt", plot.text(100).unwrap()), ("svg", plot.svg().unwrap())];
    let wrong: Vec<String> = kept
        .iter()
        .filter_map(|(end, text)| common::differs(&format!("tests/golden/forest.{end}"), text))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_label_is_data_and_what_is_no_number_is_not_drawn() {
    let row = |label: &str, effect: f64, low: f64, high: f64| ForestRow {
        label: label.to_owned(),
        effect,
        interval: Interval { low, high },
        weight: None,
    };
    let plot = Forest {
        title: "<b>&\"".to_owned(),
        axis: "```".to_owned(),
        level: 0.9,
        rows: vec![
            row(
                "</text><script>x</script> and a label that is far too long for its column",
                0.1,
                0.0,
                0.2,
            ),
            row("```\n# no heading", 0.2, -500.0, 700.0),
            row("no number", f64::NAN, f64::NEG_INFINITY, f64::INFINITY),
            row("", 0.3, 0.1, 0.5),
        ],
        mean: None,
        prediction: None,
    };
    let svg = plot.svg().unwrap();
    assert!(
        !svg.contains("<script") && !svg.contains("<b>") && !svg.contains("NaN") && !svg.contains("inf"),
        "{svg}"
    );
    assert!(svg.contains("role=\"img\"") && svg.contains("<title>&lt;b&gt;&amp;&quot;</title>"));
    assert_eq!(
        svg.matches("<polygon").count(),
        2,
        "one line leaves the plot on both sides: {svg}"
    );
    let text = plot.text(80).unwrap();
    assert!(
        !text.contains("```") && text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert!(
        text.contains("90% interval") && text.lines().any(|l| l.contains("<---") && l.contains("--->")),
        "{text}"
    );
    // narrow, empty, single: still a plot
    assert!(plot.text(0).unwrap().lines().count() > 5);
    assert!(
        Forest {
            rows: Vec::new(),
            ..plot
        }
        .svg()
        .unwrap()
        .ends_with("</svg>\n")
    );
}

#[test]
fn one_row_predicts_nothing() {
    let rows = [Row {
        effect: 0.2,
        variance: 0.01,
    }];
    let pooled = pool(&rows, Estimator::Reml, Test::Z).unwrap();
    let plot = Forest::of("One", &[" "], &rows, &pooled);
    assert_eq!((plot.prediction, plot.rows[0].label.as_str()), (None, "1"));
}
