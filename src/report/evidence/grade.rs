//! Graded studies as JSON, as text and as markdown: three graders side by side, and nothing averaged.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ids::{self, Id};
use super::words::{said, words};
use crate::evidence::grade::essa::{EssaGrade, TierAnswer};
use crate::evidence::grade::kraft::KraftGrade;
use crate::evidence::grade::panel::{Conflict, Overlap, Panel};
use crate::evidence::grade::wwc::{Reading, STANDARDS, WwcGrade};
use crate::report::RenderError;
use crate::report::fill::fill;
use crate::report::markdown::SAID;
use crate::truth::Truth;

/// Studies and what the graders say of them.
#[derive(Clone, Debug)]
pub struct Graded<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// How many findings it holds.
    pub findings: usize,
    /// How what is not said was read.
    pub reading: Reading,
    /// The cost per pupil, when it was given.
    pub cost_per_pupil: Option<f64>,
    /// The thresholds: the name of the parameter, the value in force, the value that the rule set ships with.
    pub thresholds: &'a [(&'static str, f64, f64)],
    /// The graders' answers, domain by domain.
    pub panels: &'a [Panel],
}

impl Graded<'_> {
    /// A line a domain and grader, for a terminal.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn text(&self) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/grade.txt");
        fill("evidence/grade.txt", source, &[SAID], &json!({ "r": self.json() }))
    }

    /// Markdown.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn markdown(&self) -> Result<String, RenderError> {
        let source = include_str!("../../../templates/evidence/grade.md");
        fill("evidence/grade.md", source, &[SAID], &json!({ "r": self.json() }))
    }

    /// Every answer. A set of several is what some completion of the unknowns would give.
    #[must_use]
    pub fn json(&self) -> Value {
        let changed = self.thresholds.iter().filter(|(_, value, shipped)| value != shipped);
        let changed = changed.map(|(name, value, shipped)| json!({ "name": name, "value": value, "shipped": shipped }));
        let thresholds: Map<String, Value> = self
            .thresholds
            .iter()
            .map(|(name, value, _)| ((*name).to_owned(), json!(value)))
            .collect();
        let limits = ["ratings", "tiers", "bands"].map(|id| words("limits", id));
        json!({
            "file": self.file,
            "findings": self.findings,
            "standards": STANDARDS,
            "reading": said("readings", match self.reading {
                Reading::Open => "open",
                Reading::Export => "export",
            }),
            "cost_per_pupil": self.cost_per_pupil,
            "cost_note": words("limits", "costs"),
            "thresholds": thresholds,
            "changed": changed.collect::<Value>(),
            "domains": self.panels.iter().map(|panel| domain(panel, self.cost_per_pupil)).collect::<Value>(),
            "limits": limits,
        })
    }
}

/// The graders' answers for one domain: ids with their words.
pub(in crate::report) fn domain(panel: &Panel, cost_per_pupil: Option<f64>) -> Value {
    let agreements = panel
        .agreements
        .iter()
        .map(|pair| json!({ "one": id(&pair.one), "other": id(&pair.other), "agree": truth(pair.agree) }));
    json!({
        "domain": panel.domain,
        "wwc": wwc(&panel.wwc),
        "essa": essa(&panel.essa),
        "kraft": kraft(&panel.kraft, cost_per_pupil),
        "agreements": agreements.collect::<Value>(),
        "conflicts": panel.conflicts.iter().map(conflict).collect::<Value>(),
        "overlaps": panel.overlaps.iter().map(overlap).collect::<Value>(),
    })
}

/// A kind as its id with its words.
fn id(kind: &impl Id) -> Value {
    said(kind.group(), kind.id())
}

fn truth(truth: Truth) -> Value {
    said("truth", ids::truth(truth))
}

fn set<T: Id>(kinds: &BTreeSet<T>) -> Value {
    kinds.iter().map(id).collect()
}

fn wwc(grade: &WwcGrade) -> Value {
    let study = |study: &crate::evidence::grade::wwc::StudyEffect| {
        json!({
            "study": study.study,
            "counts": truth(study.counts),
            "without_reservations": truth(study.without_reservations),
            "shows": set(&study.shows),
            "mean": study.mean,
            "without_effect": study.without_effect,
        })
    };
    json!({
        "ratings": set(&grade.ratings),
        "settled": grade.ratings.len() == 1,
        "extent": said("extents", ids::truth(grade.extensive)),
        "mean": grade.mean,
        "mean_settled": grade.studies.iter().all(|study| study.counts != Truth::Unknown),
        "improvement_index": grade.improvement_index,
        "studies": grade.studies.iter().map(study).collect::<Value>(),
    })
}

fn essa(grade: &EssaGrade) -> Value {
    let answer = |answer: &TierAnswer| {
        let closest = answer.closest.as_ref();
        json!({
            "tier": id(&answer.tier),
            "holds": truth(answer.holds),
            "closest": closest.map(|(study, measure)| json!({ "study": study, "measure": measure })),
            "missing": answer.missing.iter().map(id).collect::<Value>(),
            "unknown": answer.unknown.iter().map(id).collect::<Value>(),
        })
    };
    json!({
        "tiers": set(&grade.tiers),
        "settled": grade.tiers.len() == 1,
        "barred": truth(grade.barred),
        "answers": grade.answers.iter().map(answer).collect::<Value>(),
    })
}

fn kraft(grade: &KraftGrade, cost: Option<f64>) -> Value {
    let compared = !grade.bands.is_empty();
    json!({
        "bands": set(&grade.bands),
        "settled": grade.bands.len() == 1,
        "compared": truth(grade.compared),
        "mean": grade.mean,
        "spread": grade.spread.map(|(low, high)| json!([low, high])),
        "without_effect": grade.without_effect,
        // without a cost every band is possible: leave the list out
        "costs": cost.map(|_| set(&grade.costs)),
        "cost_bands_verified": grade.cost_bands_verified,
        // with no study compared these would all be true of nothing: leave them out
        "lotteries": compared.then(|| truth(grade.lotteries)),
        "broad_tests": compared.then(|| truth(grade.broad_tests)),
        "makers": {
            "independent": grade.makers.independent,
            "developer": grade.makers.developer,
            "unsaid": grade.makers.unsaid,
        },
        "developer_only": truth(grade.developer_only),
    })
}

fn conflict(conflict: &Conflict) -> Value {
    json!({
        "matter": id(&conflict.matter),
        "graders": conflict.graders.iter().map(id).collect::<Value>(),
        "holds": truth(conflict.holds),
        "studies": conflict.studies,
    })
}

fn overlap((study, overlap): &(String, Overlap)) -> Value {
    json!({
        "study": study,
        "locale": id(&overlap.locale),
        "poverty": id(&overlap.poverty),
        "grades": id(&overlap.grades),
    })
}
