//! What the results of one initiative show, as data for a panel: school by school, pooled, by kind of place.

mod view;

use std::collections::BTreeSet;

pub use view::EvidenceView;
use view::{BarPart, GridRow, GroupRow, PooledView, SchoolRow};

use crate::evaluate::{Audit, Counting, CountingRows, Origin, Verdict};
use crate::evidence::{Evidence, Schools, Word};
use crate::inventory::{Comparison, Initiative};
use crate::report::Audience;
use crate::report::privacy::withheld;
use crate::report::rounding::Rounding;
use crate::report::studies::Graders;
use crate::rules::contract::{EvidenceCount, KnownFact, KnownScale, RuleRole, Threshold};
use crate::rules::{Counts, Derive, value_text};
use crate::statistics::effect_size::lay;
use crate::statistics::{Interval, Note};
use crate::truth::{Number, Possible, Truth};

/// Reads the evidence of every initiative of an audit.
pub(super) struct Panels<'a> {
    audit: &'a Audit<'a>,
    graders: Graders<'a>,
    counting: Counting,
    rounding: Rounding,
}

impl<'a> Panels<'a> {
    pub fn of(audit: &'a Audit<'a>, audience: Audience) -> Self {
        let counting = Counting::of(audit.set, audit.inventory, &audit.schools);
        Self {
            audit,
            graders: Graders::of(audit, &counting),
            counting,
            rounding: Rounding::of(audit.set, audience),
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
        let rows = || initiative.results.iter();
        let hidden = withheld(initiative).len();
        Some(EvidenceView {
            kept_back: rows().any(|r| r.withheld),
            nothing_shown: hidden > 0 && evidence.rows().all(|r| !r.subgroup.is_empty()),
            summary: self.said(verdict, &evidence, KnownFact::ResultsSummary),
            bar: self.bar(verdict, &evidence),
            schools: self.schools(schools),
            hidden,
            pooled: self.pooled(schools, &evidence),
            plot: None,
            grid: self.grid(&evidence),
            groups: self.groups(&evidence, initiative),
            designs: designs(&evidence),
            no_effect: self.no_effect(initiative),
            directions: schools.rows.iter().filter(|r| r.effect.is_none()).count(),
            more: self.more(verdict),
        })
    }

    /// A fact as the verdict reads it; where it rests on results that are not shown, what the shown ones come to.
    fn said(&self, verdict: &Verdict, evidence: &Evidence, fact: KnownFact) -> String {
        let set = self.audit.set;
        let Some(id) = set.known(fact) else {
            return String::new();
        };
        let fact = set.fact(id);
        let value = match (verdict.record.origin(id), &fact.derive) {
            (Origin::Hidden, Some(Derive::Evidence(count))) => {
                let shown = evidence.rows().any(|r| r.subgroup.is_empty());
                evidence.fact(*count).filter(|_| shown).unwrap_or(fact.anything())
            }
            _ => verdict.record.value(id),
        };
        if value == fact.anything() {
            return String::new();
        }
        value_text(fact, value)
    }

    fn bar(&self, verdict: &Verdict, evidence: &Evidence) -> Vec<BarPart> {
        let set = self.audit.set;
        let parts = [
            (RuleRole::Sustained, KnownFact::YearsInARow),
            (RuleRole::Replicated, KnownFact::SchoolsPositive),
            (RuleRole::Diverse, KnownFact::Contexts),
        ];
        let part = |(role, count): (RuleRole, KnownFact)| {
            let id = set.rule_for(role)?;
            Some(BarPart {
                rule: set.rule(id).id.clone(),
                role: role.word(),
                title: set.rule(id).prose.title.clone(),
                truth: verdict.sheet.rule(id).word(),
                count: self.said(verdict, evidence, count),
            })
        };
        parts.into_iter().filter_map(part).collect()
    }

    fn schools(&self, schools: &Schools) -> Vec<SchoolRow> {
        let weights: Vec<f64> = schools.pooled().map_or_else(Vec::new, |p| p.weights.clone());
        let near = self.rounding;
        let row = |(place, school): (usize, &crate::evidence::SchoolEffect)| SchoolRow {
            name: school
                .school
                .and_then(|n| self.audit.inventory.schools.get(n))
                .map_or_else(String::new, |s| s.name.clone()),
            rows: school.rows,
            students: school.students.map_or_else(String::new, |n| near.students(n)),
            effect: near.effect(school.row.effect),
            low: near.effect(school.own.low),
            high: near.effect(school.own.high),
            shrunk: school.shrunk.map(|s| near.effect(s.estimate)),
            weight: near.percent(weights.get(place).copied().unwrap_or_default()),
        };
        schools.measured().iter().enumerate().map(row).collect()
    }

    fn pooled(&self, schools: &Schools, evidence: &Evidence) -> Option<PooledView> {
        let pooled = schools.pooled()?;
        let set = self.audit.set;
        let near = self.rounding;
        let percent = |count| match evidence.fact(count) {
            Some(Possible::Numbers { low, high }) if low == high => Some(near.percent(low.as_f64())),
            _ => None,
        };
        let number = |count| match evidence.fact(count) {
            Some(Possible::Numbers { low, high }) if low == high => Some(near.effect(low.as_f64())),
            _ => None,
        };
        let scale = set.known_scale(KnownScale::Months);
        let months = scale.and_then(|scale| {
            let steps: Vec<f64> = scale.steps.iter().map(|n| n.as_f64()).collect();
            let found = lay::months(pooled.estimate, &steps).ok()?;
            Some((found.value, scale.unit.clone()))
        });
        let each = schools.measured().iter().map(|s| s.students);
        let total: Option<f64> = each.map(|n| n.map(Number::as_f64)).sum();
        let alone = pooled.notes.contains(&Note::OneRow);
        let ends = |i: Interval| (near.effect(i.low), near.effect(i.high));
        Some(PooledView {
            schools: pooled.k,
            students: total
                .and_then(Number::nearest)
                .map_or_else(String::new, |n| near.students(n)),
            effect: near.effect(pooled.estimate),
            low: near.effect(pooled.ci.low),
            high: near.effect(pooled.ci.high),
            level: Rounding::exact(100.0 * pooled.level),
            next: pooled.prediction.filter(|_| !alone).map(ends),
            between: (!alone).then(|| near.effect(pooled.tau2.sqrt())),
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

    /// Schools with better results among those measured, by kind of place. One school alone is no replication and has no
    /// grid.
    fn grid(&self, evidence: &Evidence) -> Vec<GridRow> {
        let set = self.audit.set;
        let schools = evidence.schools();
        let measured: BTreeSet<usize> = schools.rows.iter().filter_map(|r| r.school).collect();
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

    fn groups(&self, evidence: &Evidence, initiative: &Initiative) -> Vec<GroupRow> {
        let near = self.rounding;
        let shown = evidence.groups().iter().map(|(name, schools)| GroupRow {
            name: (*name).to_owned(),
            hidden: false,
            effect: schools.pooled().map(|p| {
                let ends = (near.effect(p.ci.low), near.effect(p.ci.high));
                (near.effect(p.estimate), ends.0, ends.1)
            }),
        });
        let mut rows: Vec<GroupRow> = shown.collect();
        for row in initiative
            .results
            .iter()
            .filter(|r| r.withheld && !r.subgroup.is_empty())
        {
            if rows.iter().all(|r| r.name != row.subgroup) {
                rows.push(GroupRow {
                    name: row.subgroup.clone(),
                    hidden: true,
                    effect: None,
                });
            }
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows
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
            KnownFact::FirstSchoolsTrend,
            KnownFact::LaterSchools,
            KnownFact::Gap,
            KnownFact::FidelityMatters,
            KnownFact::Dip,
        ];
        let known = facts.into_iter().filter_map(|fact| set.known(fact)).filter(|id| {
            let value = verdict.record.value(*id);
            value.is_known() && value != Possible::from_truth(Truth::False)
        });
        known
            .map(|id| {
                (
                    set.fact(id).title.clone(),
                    value_text(set.fact(id), verdict.record.value(id)),
                )
            })
            .collect()
    }
}

/// The rows by their comparison, the most careful first.
fn designs(evidence: &Evidence) -> Vec<(&'static str, usize)> {
    let kinds = [
        (Some(Comparison::Lottery), "lottery"),
        (Some(Comparison::RegressionDiscontinuity), "regression-discontinuity"),
        (Some(Comparison::Matched), "matched"),
        (Some(Comparison::Statistical), "statistical"),
        (Some(Comparison::BeforeAfter), "before-after"),
        (Some(Comparison::None), "none"),
        (None, "unsaid"),
    ];
    let counted = kinds.map(|(kind, name)| (name, evidence.rows().filter(|r| r.comparison == kind).count()));
    counted.into_iter().filter(|(_, count)| *count > 0).collect()
}
