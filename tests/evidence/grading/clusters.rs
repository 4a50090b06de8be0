//! The test of clustered students against the Clearinghouse's own.

use std::collections::BTreeMap;
use std::path::Path;

use cleardeck_statistics::effect_size::{Clusters, corrected_test};

/// The Clearinghouse's p from its effect size, sample, clusters and intraclass correlation.
///
/// Where a study had adjusted for clusters itself, or the test came from elsewhere, its p does not follow from
/// these columns; the share that does is stated, not hidden.
#[test]
fn the_clustering_correction_against_the_clearinghouse() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wwc/rating_findings.csv");
    let rows = csv::Reader::from_path(path)
        .unwrap()
        .into_deserialize::<BTreeMap<String, String>>();
    let (mut all, mut close, mut same_side) = (0, 0, 0);
    for row in rows.map(Result::unwrap) {
        let number = |name: &str| row[name].parse::<f64>().ok();
        // a p above 1 is one whose exponent was cut off
        let (Some(es), Some(p), Some(icc)) = (number("es"), number("p_wwc").filter(|p| *p <= 1.0), number("icc"))
        else {
            continue;
        };
        let (n_with, n_without) = (number("n_t").unwrap(), number("n_c").unwrap());
        let count = number("clusters_t").unwrap() + number("clusters_c").unwrap();
        let average_size = (n_with + n_without) / count;
        let clusters = Clusters {
            n_with,
            n_without,
            average_size,
            icc,
        };
        let t = es / (1.0 / n_with + 1.0 / n_without).sqrt();
        let ours = corrected_test(t, &clusters).unwrap().p;
        all += 1;
        close += usize::from((ours - p).abs() < 0.01);
        same_side += usize::from((ours < 0.05) == (p < 0.05));
    }
    println!("clustered p of the Clearinghouse: {close} of {all} within 0.01, {same_side} on the same side of 0.05");
    assert_eq!((114, 81, 107), (all, close, same_side));
}
