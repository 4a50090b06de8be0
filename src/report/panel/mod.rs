//! What the results of one initiative show, as data for a panel: school by school, pooled, by kind of place.

mod view;

use std::collections::BTreeSet;

pub use view::EvidenceView;
use view::{BarPart, GridRow, GroupRow, PooledView, SchoolRow};

use crate::evaluate::{Audit, Counting, CountingRows, Verdict};
use crate::evidence::{Evidence, Schools, Word};
use crate::inventory::{Comparison, Initiative};
use crate::report::Audience;
use crate::report::evidence::SCALE;
use crate::report::privacy::{Suppression, students, students_of};
use crate::report::studies::Graders;
use crate::rules::contract::{EvidenceCount, KnownFact, Threshold};
use crate::rules::{Counts, FactId, value_text};
use crate::statistics::effect_size::lay;
use crate::statistics::{Interval, Note};
use crate::truth::{Possible, Truth};

/// Reads the evidence of every initiative of an audit.
pub(super) struct Panels<'a> {
    audit: &'a Audit<'a>,
    graders: Graders<'a>,
    counting: Counting,
    audience: Audience,
    suppression: Suppression,
}

fn rounded(value: f64) -> f64 {
    // adding zero turns -0 into 0
    (value * 1000.0).round() / 1000.0 + 0.0
}

impl<'a> Panels<'a> {
    pub fn of(audit: &'a Audit<'a>, audience: Audience) -> Self {
        let counting = Counting::of(audit.set, &audit.schools);
        Self {
            audit,
            graders: Graders::of(audit, &counting),
            counting,
            audience,
            suppression: Suppression::of(audit.set, audience),
        }
    }

    /// What graders say of its outside studies, domain by domain.
    pub fn studies(&self, initiative: &Initiative, verdict: &Verdict) -> Vec<serde_json::Value> {
        self.graders.panels(initiative, verdict)
    }

    /// The panel of one initiative; nothing without results.
    pub fn panel(&self, initiative: &Initiative, verdict: &Verdict) -> Option<EvidenceView> {
        if initiative.results.is_empty() {
            return None;
        }
        let set = self.audit.set;
        let counting = CountingRows::of(set, initiative);
        let evidence = self.counting.evidence(initiative, &counting);
        let schools = evidence.schools();
        let students = students_of(schools);
        let hide = self.suppression.hide(&students);
        let shown: Vec<usize> = schools
            .measured()
            .iter()
            .zip(&hide.parts)
            .filter(|(_, hidden)| !**hidden)
            .filter_map(|(s, _)| s.school)
            .collect();
        Some(EvidenceView {
            summary: self.said(verdict, "results.summary"),
            bar: self.bar(verdict),
            schools: self.schools(schools, &hide.parts),
            hidden: hide.parts.iter().filter(|h| **h).count(),
            pooled: self.pooled(schools, &evidence, &students, hide.total),
            plot: None,
            grid: self.grid(&evidence, &shown),
            groups: self.groups(&evidence),
            designs: designs(&evidence),
            no_effect: self.no_effect(initiative),
            directions: schools.rows.iter().filter(|r| r.effect.is_none()).count(),
            more: self.more(verdict),
        })
    }

    fn said(&self, verdict: &Verdict, fact: &str) -> String {
        let set = self.audit.set;
        let known = |id: &FactId| verdict.sheet.value(*id) != set.fact(*id).anything();
        let id = set.fact_id(fact).filter(known);
        id.map_or_else(String::new, |id| value_text(set.fact(id), verdict.sheet.value(id)))
    }

    fn bar(&self, verdict: &Verdict) -> Vec<BarPart> {
        let set = self.audit.set;
        let parts = [
            ("sustained", "results.consecutive_positive_years"),
            ("replicated", "results.schools_positive"),
            ("diverse", "results.contexts"),
        ];
        let part = |(rule, count): (&str, &str)| {
            let id = set.rule_id(rule)?;
            Some(BarPart {
                rule: rule.to_owned(),
                title: set.rule(id).prose.title.clone(),
                truth: verdict.sheet.rule(id).word(),
                count: self.said(verdict, count),
            })
        };
        parts.into_iter().filter_map(part).collect()
    }

    fn schools(&self, schools: &Schools, hide: &[bool]) -> Vec<SchoolRow> {
        let weights: Vec<f64> = schools.pooled().map_or_else(Vec::new, |p| p.weights.clone());
        let all = schools.measured().iter().enumerate().zip(hide);
        let row = |((place, school), _): ((usize, &crate::evidence::SchoolEffect), &bool)| SchoolRow {
            name: school
                .school
                .and_then(|n| self.audit.inventory.schools.get(n))
                .map_or_else(String::new, |s| s.name.clone()),
            rows: school.rows,
            students: school.students.map_or_else(String::new, |n| n.to_string()),
            effect: rounded(school.row.effect),
            low: rounded(school.own.low),
            high: rounded(school.own.high),
            shrunk: school.shrunk.map(|s| rounded(s.estimate)),
            weight: rounded(100.0 * weights.get(place).copied().unwrap_or_default()),
        };
        all.filter(|(_, hidden)| !**hidden).map(row).collect()
    }

    fn pooled(
        &self,
        schools: &Schools,
        evidence: &Evidence,
        students: &[Option<u64>],
        hide_total: bool,
    ) -> Option<PooledView> {
        let pooled = schools.pooled()?;
        // the mean of one hidden school is that school
        if hide_total && pooled.k == 1 {
            return None;
        }
        let set = self.audit.set;
        let percent = |count| match evidence.fact(count) {
            Some(Possible::Numbers { low, high }) if low == high => Some(rounded(100.0 * low.as_f64())),
            _ => None,
        };
        let number = |count| match evidence.fact(count) {
            Some(Possible::Numbers { low, high }) if low == high => Some(rounded(low.as_f64())),
            _ => None,
        };
        let scale = set.scales.iter().find(|s| s.name == SCALE);
        let months = scale.and_then(|scale| {
            let steps: Vec<f64> = scale.steps.iter().map(|n| n.as_f64()).collect();
            let found = lay::months(pooled.estimate, &steps).ok()?;
            Some((found.value, scale.unit.clone()))
        });
        let total: Option<u64> = students.iter().copied().sum();
        let total = total.filter(|_| !hide_total);
        let alone = pooled.notes.contains(&Note::OneRow);
        let ends = |i: Interval| (rounded(i.low), rounded(i.high));
        Some(PooledView {
            schools: pooled.k,
            students: total.map_or_else(String::new, |n| n.to_string()),
            effect: rounded(pooled.estimate),
            low: rounded(pooled.ci.low),
            high: rounded(pooled.ci.high),
            level: rounded(100.0 * pooled.level),
            next: pooled.prediction.filter(|_| !alone).map(ends),
            between: (!alone).then(|| rounded(pooled.tau2.sqrt())),
            chance: percent(EvidenceCount::ChanceBetter),
            chance_next: percent(EvidenceCount::ChanceNextSchool),
            detectable: number(EvidenceCount::MinimumDetectable),
            bar: set
                .threshold(Threshold::EffectMeaningful)
                .map_or(0.0, |p| p.value.as_f64()),
            percentile_points: lay::improvement_index(pooled.estimate)
                .ok()
                .map(|t| t.value.round() + 0.0),
            months,
            alone,
            concordant: matches!(schools.word(), Word::Better | Word::Worse)
                && pooled.ci.low <= 0.0
                && pooled.ci.high >= 0.0,
        })
    }

    /// Schools with better results among those measured, by kind of place; in a public edition of those shown. One school
    /// alone is no replication and has no grid.
    fn grid(&self, evidence: &Evidence, shown: &[usize]) -> Vec<GridRow> {
        let set = self.audit.set;
        let schools = evidence.schools();
        let counts = |school: &usize| self.audience == Audience::Internal || shown.contains(school);
        let measured: BTreeSet<usize> = schools.rows.iter().filter_map(|r| r.school).filter(counts).collect();
        let Some(locale) = set.known(KnownFact::Locale).filter(|_| measured.len() > 1) else {
            return Vec::new();
        };
        let positive = schools.positive();
        let bands = crate::evaluate::POVERTY_BANDS.len() + 1;
        let row = |(option, name): (usize, &String)| {
            let cell = |band: usize| {
                let here = |n: &&usize| {
                    let place = self.counting.places.get(**n);
                    place.is_some_and(|p| p.locale == Some(option) && p.poverty == Some(band))
                };
                let there: Vec<&usize> = measured.iter().filter(here).collect();
                (there.iter().filter(|n| positive.contains(n)).count(), there.len())
            };
            GridRow {
                locale: name.clone(),
                bands: (0..bands).map(cell).collect(),
            }
        };
        let rows: Vec<GridRow> = set.fact(locale).options.iter().enumerate().map(row).collect();
        let any = rows.iter().any(|r| r.bands.iter().any(|(_, all)| *all > 0));
        if any { rows } else { Vec::new() }
    }

    fn groups(&self, evidence: &Evidence) -> Vec<GroupRow> {
        let groups = evidence.groups();
        let sizes: Vec<Option<u64>> = groups
            .iter()
            .map(|(_, schools)| {
                let each = schools.rows.iter().map(|r| students(r.students));
                each.max().flatten()
            })
            .collect();
        let hide = self.suppression.hide(&sizes).parts;
        let row = |((name, schools), hidden): (&(&str, Schools), bool)| GroupRow {
            name: (*name).to_owned(),
            hidden,
            effect: schools
                .pooled()
                .filter(|_| !hidden)
                .map(|p| (rounded(p.estimate), rounded(p.ci.low), rounded(p.ci.high))),
        };
        groups.iter().zip(hide).map(row).collect()
    }

    fn no_effect(&self, initiative: &Initiative) -> Vec<(String, String, usize)> {
        let outcomes = self.audit.set.outcomes.iter().enumerate();
        let never = outcomes.filter(|(_, o)| o.counts == Counts::Never);
        let counted = never.map(|(place, outcome)| {
            let rows = initiative.results.iter().filter(|r| r.outcome == Some(place));
            (outcome.title.clone(), outcome.why.clone(), rows.count())
        });
        counted.filter(|(.., count)| *count > 0).collect()
    }

    /// Known answers that no other part of the panel says.
    fn more(&self, verdict: &Verdict) -> Vec<(String, String)> {
        let set = self.audit.set;
        let facts = [
            "results.first_schools_trend",
            "results.later_schools",
            "results.gap",
            "results.fidelity_matters",
            "results.dip",
        ];
        let known = facts.iter().filter_map(|name| set.fact_id(name)).filter(|id| {
            let value = verdict.sheet.value(*id);
            value.is_known() && value != Possible::from_truth(Truth::False)
        });
        known
            .map(|id| {
                (
                    set.fact(id).title.clone(),
                    value_text(set.fact(id), verdict.sheet.value(id)),
                )
            })
            .collect()
    }
}

/// The rows by their comparison, the most careful first.
fn designs(evidence: &Evidence) -> Vec<(&'static str, usize)> {
    let kinds = [
        (Some(Comparison::Lottery), "lottery"),
        (Some(Comparison::Matched), "matched"),
        (Some(Comparison::Statistical), "statistical"),
        (Some(Comparison::BeforeAfter), "before-after"),
        (Some(Comparison::None), "none"),
        (None, "unsaid"),
    ];
    let counted = kinds.map(|(kind, name)| (name, evidence.rows().filter(|r| r.comparison == kind).count()));
    counted.into_iter().filter(|(_, count)| *count > 0).collect()
}
