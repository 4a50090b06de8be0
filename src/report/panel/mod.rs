//! What the results of one initiative show, as data for a panel: school by school, pooled, by kind of place.

mod sentences;
mod view;

use std::collections::BTreeSet;

pub use view::EvidenceView;
use view::{BarPart, GridRow, GroupRow, NextView, OutcomeRow, PooledView, SchoolRow};

use crate::evaluate::{Audit, Origin, Verdict};
use crate::evidence::{Evidence, Outcome, Schools, Thresholds};
use crate::inventory::{Comparison, Direction, Initiative};
use crate::report::Audience;
use crate::report::privacy::withheld;
use crate::report::rounding::Rounding;
use crate::report::studies::Graders;
use crate::rules::contract::{EvidenceCount, KnownFact, KnownScale, NextSchool, RuleRole};
use crate::rules::{Counts, Derive, value_text};
use crate::statistics::distribution::normal_quantile;
use crate::statistics::effect_size::lay;
use crate::statistics::interval_of;
use crate::truth::{Number, Possible, Truth};

/// Reads the evidence of every initiative of an audit.
pub(super) struct Panels<'a> {
    audit: &'a Audit<'a>,
    graders: Graders<'a>,
    rounding: Rounding,
    audience: Audience,
}

impl<'a> Panels<'a> {
    pub fn of(audit: &'a Audit<'a>, audience: Audience) -> Self {
        Self {
            audit,
            graders: Graders::of(audit),
            rounding: Rounding::of(audit.set, audience),
            audience,
        }
    }

    /// What graders say of its outside studies, domain by domain.
    pub fn studies(&self, place: usize, verdict: &Verdict) -> Vec<serde_json::Value> {
        self.graders.panels(place, verdict, self.audience).unwrap_or_default()
    }

    /// The panel of one initiative; nothing without results and levels.
    pub fn panel(&self, place: usize, verdict: &Verdict) -> Option<EvidenceView> {
        let initiative = self.audit.inventory.initiatives.get(place)?;
        let levels = self.levels(initiative);
        if initiative.results.is_empty() && levels.is_empty() {
            return None;
        }
        let evidence = &*self.audit.evidence(place)?;
        let schools = evidence.schools();
        let rows = || initiative.results.iter();
        let hidden = withheld(initiative).len();
        let pooled = self.pooled(schools, evidence);
        let summary = self.said(verdict, evidence, KnownFact::ResultsSummary);
        let way = |way| {
            schools
                .rows
                .iter()
                .filter(|r| schools.direction(r) == Some(way))
                .count()
        };
        let directions = (way(Direction::Better), way(Direction::Worse));
        Some(EvidenceView {
            headline: if initiative.results.is_empty() {
                sentences::of_levels()
            } else {
                sentences::headline(&summary, pooled.as_ref(), directions)
            },
            lead: pooled.as_ref().map_or_else(String::new, sentences::lead),
            sentences: pooled.as_ref().map_or_else(Vec::new, sentences::sentences),
            kept_back: rows().any(|r| r.withheld),
            nothing_shown: hidden > 0 && evidence.rows().all(|r| !r.subgroup.is_empty()),
            summary,
            bar: self.bar(verdict, evidence),
            schools: schools
                .leading()
                .map_or_else(Vec::new, |outcome| self.schools(outcome, schools)),
            outcomes: self.outcomes(schools),
            hidden,
            pooled,
            grid: self.grid(evidence),
            groups: self.groups(evidence, initiative),
            designs: designs(evidence),
            levels,
            no_effect: self.no_effect(initiative),
            directions: schools
                .rows
                .iter()
                .filter(|r| r.effect.is_none() && r.direction.is_some())
                .count(),
            without_error: schools
                .rows
                .iter()
                .filter(|r| r.effect.is_some() && r.error.is_none())
                .count(),
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

    /// The schools of one outcome, each with its share of the weight of what they share.
    fn schools(&self, outcome: &Outcome, schools: &Schools) -> Vec<SchoolRow> {
        let whole = outcome.common.map_or(f64::INFINITY, |shared| 1.0 / shared.variance);
        let near = self.rounding;
        let row = |school: &crate::evidence::SchoolEffect| SchoolRow {
            name: school
                .school
                .and_then(|n| self.audit.inventory.schools.get(n))
                .map_or_else(String::new, |s| s.name.clone()),
            rows: school.rows,
            students: school.students.map_or_else(String::new, |n| near.students(n)),
            effect: near.effect(school.row.effect),
            low: near.effect(schools.interval(school.row).low),
            high: near.effect(schools.interval(school.row).high),
            weight: near.percent(1.0 / school.row.variance / whole),
        };
        outcome.measured.iter().map(row).collect()
    }

    /// Every outcome with what its schools share, where several were measured.
    fn outcomes(&self, schools: &Schools) -> Vec<OutcomeRow> {
        let near = self.rounding;
        let row = |outcome: &Outcome| OutcomeRow {
            name: outcome.name.clone(),
            schools: outcome.measured.len(),
            effect: outcome.common.map(|shared| {
                let own = schools.interval(shared);
                (near.effect(shared.effect), near.effect(own.low), near.effect(own.high))
            }),
            word: schools.word_on(outcome).word(),
        };
        let rows: Vec<OutcomeRow> = schools.outcomes().iter().map(row).collect();
        if rows.len() > 1 { rows } else { Vec::new() }
    }

    fn pooled(&self, schools: &Schools, evidence: &Evidence) -> Option<PooledView> {
        let leading = schools.leading()?;
        let shared = leading.common?;
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
        // months of progress are a scale of learning
        let learning = set
            .outcomes
            .iter()
            .any(|o| o.counts == Counts::Always && o.title == leading.name);
        let scale = set.known_scale(KnownScale::Months).filter(|_| learning);
        let months = scale.and_then(|scale| {
            let steps: Vec<f64> = scale.steps.iter().map(|n| n.as_f64()).collect();
            let found = lay::months(shared.effect, &steps).ok()?;
            Some((found.value, scale.unit.clone()))
        });
        let each = || leading.measured.iter();
        let total: Option<f64> = each().map(|s| s.students.map(Number::as_f64)).sum();
        let own = schools.interval(shared);
        let thresholds = evidence.thresholds();
        let narrow = interval_of(&shared, thresholds.none);
        let several = each().count() > 1;
        let next = schools.expected().map(|expected| NextView {
            low: near.effect(expected.low),
            high: near.effect(expected.high),
            gain: schools.next_school() == NextSchool::Gain,
            chance: percent(EvidenceCount::ChanceNextSchool),
        });
        Some(PooledView {
            outcome: leading.name.clone(),
            schools: each().map(|s| s.schools.max(1)).sum(),
            students: total
                .and_then(Number::nearest)
                .map_or_else(String::new, |n| near.students(n)),
            effect: near.effect(shared.effect),
            low: near.effect(own.low),
            high: near.effect(own.high),
            level: Rounding::exact(100.0 * thresholds.confidence),
            better: each().filter(|s| s.row.effect > 0.0).count(),
            worse: each().filter(|s| s.row.effect < 0.0).count(),
            narrow: (near.effect(narrow.low), near.effect(narrow.high)),
            narrow_level: Rounding::exact(100.0 * thresholds.none),
            next,
            few: thresholds.few_schools,
            chance: percent(EvidenceCount::MeasuredChance),
            detectable: number(EvidenceCount::MinimumDetectable),
            bar: thresholds.meaningful,
            excluded: thresholds.excluded,
            needed: students_to_exclude(thresholds),
            percentile_points: lay::improvement_index(shared.effect)
                .ok()
                .map(|t| t.value.round() + 0.0),
            months,
            alone: !several,
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
                    let place = self.audit.counting.places.get(**n);
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
            effect: schools.shared().map(|shared| {
                let own = schools.interval(shared);
                (near.effect(shared.effect), near.effect(own.low), near.effect(own.high))
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

    /// Levels that nothing is compared with, in words; nothing that somebody wrote of few students is for the public.
    fn levels(&self, initiative: &Initiative) -> Vec<(Option<i16>, String)> {
        let shown = self.audience == Audience::Internal;
        let levels = initiative.levels.iter().filter(|_| shown);
        levels.map(|row| (row.year, row.level.clone())).collect()
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

/// How many students it takes to rule out an effect both ways where there is none, in two equal groups of single
/// students and without covariates: 4 (z1 + z2)^2 / effect^2 (Schuirmann 1987), the power shared between both ends.
fn students_to_exclude(thresholds: Thresholds) -> Option<f64> {
    let errors = normal_quantile(0.5 + thresholds.none / 2.0) + normal_quantile(0.5 + thresholds.power / 2.0);
    let students = 4.0 * (errors / thresholds.excluded).powi(2);
    students.is_finite().then(|| (students / 100.0).round() * 100.0)
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
