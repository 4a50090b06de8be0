//! The benchmarks of Kraft (2020), Interpreting Effect Sizes of Education Interventions
//! (doi.org/10.3102/0013189X20912798): how large, at what cost, made by whom.
//!
//! They were made for lotteries with standardised achievement tests; the grade says whether that fits. Kraft's
//! lowest band has no floor; an effect below zero is shown as a band of its own here, so that harm is not called
//! small. The paper's cost bands were not readable when the parameters were written: unless they are marked as
//! verified, a report must not quote them as Kraft's.

use std::collections::BTreeSet;

use super::finding::{Finding, by_study};
use super::mean;
use crate::inventory::Comparison;
use crate::truth::Truth;

/// The bands; the values come from the parameters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bands {
    /// A medium effect starts here.
    pub medium_from: f64,
    /// A large effect starts here.
    pub large_from: f64,
    /// A moderate cost per pupil starts here.
    pub moderate_cost_from: f64,
    /// A high cost per pupil starts here.
    pub high_cost_from: f64,
    /// Whether the cost bands were read in the paper.
    pub cost_bands_verified: bool,
}

/// How large an effect is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum EffectBand {
    /// Below zero.
    Negative,
    /// Small.
    Small,
    /// Medium.
    Medium,
    /// Large.
    Large,
}

/// What it costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum CostBand {
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
}

/// Who made the studies.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Makers {
    /// Studies by people who do not sell it.
    pub independent: usize,
    /// Studies by its developer or seller.
    pub developer: usize,
    /// Studies that do not say.
    pub unsaid: usize,
}

/// Kraft's answer for one domain.
#[derive(Clone, PartialEq, Debug)]
pub struct KraftGrade {
    /// Whether there is a study with a comparison.
    pub compared: Truth,
    /// The mean of the studies' means, as far as they say.
    pub mean: Option<f64>,
    /// The smallest and the largest mean among the studies that say.
    pub spread: Option<(f64, f64)>,
    /// Studies with a comparison that give no effect size for some measure.
    pub without_effect: usize,
    /// The bands in which the mean may lie; empty when there is no study with a comparison.
    pub bands: BTreeSet<EffectBand>,
    /// The bands in which the cost may lie.
    pub costs: BTreeSet<CostBand>,
    /// Whether the cost bands may be quoted as the paper's.
    pub cost_bands_verified: bool,
    /// Whether all studies are lotteries, as those behind the benchmarks.
    pub lotteries: Truth,
    /// Whether all tests are independent of the program, as those behind the benchmarks.
    pub broad_tests: Truth,
    /// Who made the studies that may have a comparison.
    pub makers: Makers,
    /// Whether all studies with a comparison come from the developer; false when there is none.
    pub developer_only: Truth,
}

/// Grades the findings of one domain; subgroups and findings without a comparison are left out.
#[must_use]
pub fn grade(findings: &[&Finding], cost_per_pupil: Option<f64>, bands: &Bands) -> KraftGrade {
    let compared: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.is_whole() && f.is_compared() != Truth::False)
        .copied()
        .collect();
    let studies = by_study(&compared);
    let effects = |of: &[&Finding], how: Truth| -> Vec<Option<f64>> {
        of.iter()
            .filter(|f| f.is_compared() == how)
            .map(|f| f.effect())
            .collect()
    };
    let (sure, doubtful): (Vec<_>, Vec<_>) = studies.iter().partition(|s| is_compared(s) == Truth::True);
    let ranges = |of: &[&Vec<&Finding>]| -> Vec<Option<(f64, f64)>> {
        let range = |s: &&Vec<&Finding>| mean::range(&effects(s, Truth::True), &effects(s, Truth::Unknown));
        of.iter().map(range).collect()
    };
    let said: Vec<Option<f64>> = studies
        .iter()
        .map(|s| mean::of_said(&s.iter().map(|f| f.effect()).collect::<Vec<_>>()))
        .collect();
    let known = || said.iter().flatten().copied();
    KraftGrade {
        compared: Truth::any(studies.iter().map(|s| is_compared(s))),
        mean: mean::of_said(&said),
        spread: known().reduce(f64::min).zip(known().reduce(f64::max)),
        without_effect: studies
            .iter()
            .filter(|s| s.iter().any(|f| f.effect().is_none()))
            .count(),
        bands: if studies.is_empty() {
            BTreeSet::new()
        } else {
            effect_bands(mean::range_of_ranges(&ranges(&sure), &ranges(&doubtful)), bands)
        },
        costs: cost_bands(cost_per_pupil, bands),
        cost_bands_verified: bands.cost_bands_verified,
        lotteries: Truth::all(compared.iter().map(|f| match f.design {
            Some(design) => (design == Comparison::Lottery).into(),
            None => Truth::Unknown,
        })),
        broad_tests: Truth::all(
            compared
                .iter()
                .map(|f| f.own_test.map_or(Truth::Unknown, |own| (!own).into())),
        ),
        makers: makers(&studies),
        developer_only: developer_only(&studies),
    }
}

fn is_compared(study: &[&Finding]) -> Truth {
    Truth::any(study.iter().map(|f| f.is_compared()))
}

/// The band of one effect.
#[must_use]
pub fn effect_band(effect: f64, bands: &Bands) -> EffectBand {
    if effect < 0.0 {
        EffectBand::Negative
    } else if effect < bands.medium_from {
        EffectBand::Small
    } else if effect < bands.large_from {
        EffectBand::Medium
    } else {
        EffectBand::Large
    }
}

fn effect_bands(range: Option<(f64, f64)>, bands: &Bands) -> BTreeSet<EffectBand> {
    let (low, high) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let (low, high) = (effect_band(low, bands), effect_band(high, bands));
    let every = [
        EffectBand::Negative,
        EffectBand::Small,
        EffectBand::Medium,
        EffectBand::Large,
    ];
    every.into_iter().filter(|b| *b >= low && *b <= high).collect()
}

/// The bands of a cost per pupil; all of them when it is not said.
fn cost_bands(cost: Option<f64>, bands: &Bands) -> BTreeSet<CostBand> {
    match cost.filter(|c| c.is_finite() && *c >= 0.0) {
        None => BTreeSet::from([CostBand::Low, CostBand::Moderate, CostBand::High]),
        Some(cost) if cost < bands.moderate_cost_from => BTreeSet::from([CostBand::Low]),
        Some(cost) if cost < bands.high_cost_from => BTreeSet::from([CostBand::Moderate]),
        Some(_) => BTreeSet::from([CostBand::High]),
    }
}

/// Whether a study is the developer's: one finding that says so is enough.
fn by_developer(study: &[&Finding]) -> Truth {
    Truth::any(study.iter().map(|f| match f.independent {
        Some(independent) => (!independent).into(),
        None => Truth::Unknown,
    }))
}

fn makers(studies: &[Vec<&Finding>]) -> Makers {
    let mut makers = Makers::default();
    for study in studies {
        match by_developer(study) {
            Truth::True => makers.developer += 1,
            Truth::False => makers.independent += 1,
            Truth::Unknown => makers.unsaid += 1,
        }
    }
    makers
}

fn developer_only(studies: &[Vec<&Finding>]) -> Truth {
    let any = Truth::any(studies.iter().map(|s| is_compared(s)));
    let developers = |s: &[&Finding]| {
        // a finding that may turn out to have no comparison does not settle who made the study
        let each = s.iter().map(|f| Truth::all([by_developer(&[f]), f.is_compared()]));
        Truth::any(each)
    };
    let each = studies
        .iter()
        .map(|s| Truth::any([developers(s), is_compared(s).negate()]));
    Truth::all(each.chain([any]))
}
