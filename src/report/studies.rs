//! What graders of evidence say of an initiative's outside studies, side by side.

use serde_json::{Value, json};

use crate::evaluate::{Audit, Verdict};
use crate::evidence::grade::essa::Fourth;
use crate::evidence::grade::panel::{Own, Panel, Thresholds, panels};
use crate::evidence::grade::{Finding, Setting};
use crate::inventory::{Initiative, POVERTY, Study, StudyDesign};
use crate::report::Audience;
use crate::report::evidence::domain;
use crate::rules::contract::KnownFact;
use crate::statistics::Interval;
use crate::truth::{Number, Possible};

/// Grades studies for one audit.
pub(super) struct Graders<'a> {
    audit: &'a Audit<'a>,
    /// Nothing where the rule set declares no thresholds for grading.
    thresholds: Option<Thresholds>,
    own: Setting,
}

impl<'a> Graders<'a> {
    pub fn of(audit: &'a Audit<'a>) -> Self {
        let set = audit.set;
        let value = |threshold| set.threshold(threshold).map(|p| p.value);
        Self {
            audit,
            thresholds: Thresholds::read(&value).ok(),
            own: own_setting(audit),
        }
    }

    /// A panel for each outcome domain, as ids with their words; nothing without studies.
    pub fn panels(&self, place: usize, verdict: &Verdict, audience: Audience) -> Option<Vec<Value>> {
        let initiative = self
            .audit
            .inventory
            .initiatives
            .get(place)
            .filter(|i| !i.studies.is_empty())?;
        let (thresholds, evidence) = (self.thresholds.as_ref()?, self.audit.evidence(place)?);
        let set = self.audit.set;
        let cost = set.known(KnownFact::CostPerStudent);
        let cost = cost
            .and_then(|f| verdict.record.value(f).one_number())
            .map(Number::as_f64);
        let under_way = set
            .known(KnownFact::EvaluationUnderWay)
            .map(|f| verdict.record.value(f));
        let under_way = under_way.filter(|v| v.is_known()).map(|v| v == Possible::option(1));
        let own = Own {
            setting: self.own.clone(),
            cost_per_pupil: cost,
            fourth: Fourth {
                rationale: None,
                under_way,
            },
        };
        // satisfaction, usage and the program's own test are no effect to grade
        let counted: Vec<&Study> = evidence.studies().collect();
        let findings: Vec<Finding> = counted.iter().map(|study| finding(study)).collect();
        let said = |panel: &Panel| {
            let mut said = domain(panel, cost);
            let same = |study: &&&Study| under(study).trim().eq_ignore_ascii_case(panel.domain.trim());
            let among = counted.iter().filter(same);
            let brought: Value = among.filter_map(|s| brought(initiative, s, audience)).collect();
            if let Some(said) = said.as_object_mut() {
                said.insert("from_catalogue".to_owned(), brought);
            }
            said
        };
        Some(panels(&findings, &own, thresholds).iter().map(said).collect())
    }
}

/// The domain under which a study is graded.
fn under(study: &Study) -> &str {
    if study.domain.is_empty() {
        &study.outcome
    } else {
        &study.domain
    }
}

/// Where a study comes from that a confirmed program brought, and who confirmed that; nothing of one that was typed.
fn brought(initiative: &Initiative, study: &Study, audience: Audience) -> Option<Value> {
    let origin = study.from_catalogue()?;
    let said = initiative.elsewhere.iter().find(|said| said.span == study.span);
    let by = said.map_or("", |said| said.confirmed_by.as_str());
    let by = match audience {
        Audience::Internal => by,
        Audience::Public => "",
    };
    Some(json!({ "study": study.name, "origin": origin, "confirmed_by": by }))
}

fn finding(study: &Study) -> Finding {
    let number = |n: Option<Number>| n.map(Number::as_f64);
    Finding {
        study: study.name.clone(),
        outcome_domain: under(study).to_owned(),
        measure: study.outcome.clone(),
        subgroup: study.subgroup.clone(),
        // several studies together are no study of one design to grade
        design: study.design.and_then(StudyDesign::comparison),
        // a study that says whether it has reservations has met the standards either way
        meets_standards: study.without_reservations.map(|_| true),
        without_reservations: study.without_reservations,
        effect: study.effect.and_then(Interval::point),
        significant: study.significant,
        direction: study.points(),
        students: number(study.students),
        schools: number(study.schools),
        classrooms: number(study.classrooms),
        independent: study.independent,
        own_test: None,
        year: study.published,
        setting: Setting {
            locales: study.locales.clone(),
            poverty: study.poverty.clone(),
            grades: study.grades.clone(),
        },
    }
}

/// Where the district's own students are.
fn own_setting(audit: &Audit) -> Setting {
    let set = audit.set;
    let known = |fact: &str| -> Vec<String> {
        let Some(id) = set.fact_id(fact) else {
            return Vec::new();
        };
        let options = &set.fact(id).options;
        let values = audit.schools.iter().map(|s| s.value(id)).filter(|v| v.is_known());
        let mut names: Vec<String> = values
            .filter_map(|v| options.get(v.option_bounds()?.0).cloned())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let mut bands: Vec<usize> = audit.counting.places.iter().filter_map(|p| p.poverty).collect();
    bands.sort_unstable();
    bands.dedup();
    Setting {
        locales: known("locale"),
        poverty: bands
            .iter()
            .filter_map(|b| POVERTY.get(*b))
            .map(|b| (*b).to_owned())
            .collect(),
        grades: known("grade_band"),
    }
}
