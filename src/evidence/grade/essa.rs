//! The evidence tiers of the Every Student Succeeds Act (20 USC 7801(21)), for one outcome domain.
//!
//! Tiers 1 and 2 in the terms of the Clearinghouse (ies.ed.gov/ncee/wwc/essa). A tier belongs to an outcome, not to
//! a program, and says how firm a finding is, not how large. Size and sites are asked of one finding. The
//! Clearinghouse labels small findings too when the studies of the domain together are large enough, so then the
//! condition is open, not failed. The statute does not say that a negative finding bars tier 4, so here
//! it bars tiers 1 to 3 and takes the rationale back to what is said of it.

use std::collections::BTreeSet;

use super::finding::{self, Finding, by_study, reaches};
use crate::inventory::Comparison;
use crate::truth::Truth;

/// The numbers of tiers 1 and 2; the values come from the parameters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// Students.
    pub students: f64,
    /// Schools or other sites.
    pub sites: f64,
}

/// A tier, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Tier {
    /// 1: strong evidence, from an experiment.
    Strong,
    /// 2: moderate evidence, from a quasi-experiment.
    Moderate,
    /// 3: promising evidence, from a study with statistical controls.
    Promising,
    /// 4: demonstrates a rationale.
    Rationale,
    /// No tier.
    None,
}

/// What the district says about tier 4.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Fourth {
    /// Whether research or a positive evaluation gives a reason to expect better results.
    pub rationale: Option<bool>,
    /// Whether efforts to examine the effects are under way.
    pub under_way: Option<bool>,
}

/// A condition of a tier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Condition {
    /// The study's design and the standards it meets are good enough.
    Design,
    /// A significant effect for the better.
    Favourable,
    /// Enough students.
    Students,
    /// Enough sites.
    Sites,
    /// No significant effect for the worse in the same domain.
    NoOffset,
    /// A rationale.
    Rationale,
    /// Efforts to examine the effects.
    UnderWay,
}

/// Whether one tier is reached, and what it lacks.
#[derive(Clone, PartialEq, Debug)]
pub struct TierAnswer {
    /// The tier.
    pub tier: Tier,
    /// Whether its conditions are met.
    pub holds: Truth,
    /// The study and the measure that come closest.
    pub closest: Option<(String, String)>,
    /// Conditions that the closest finding does not meet.
    pub missing: Vec<Condition>,
    /// Conditions on which nothing is said.
    pub unknown: Vec<Condition>,
}

/// The tiers' answer for one domain.
#[derive(Clone, PartialEq, Debug)]
pub struct EssaGrade {
    /// The strongest tier that is reached, as far as it is settled.
    pub tiers: BTreeSet<Tier>,
    /// Whether a significant finding for the worse bars tiers 1 to 3.
    pub barred: Truth,
    /// Tier by tier.
    pub answers: Vec<TierAnswer>,
}

/// What one finding does for its domain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Does {
    Supports(Tier),
    Bars,
    Nothing,
}

/// Grades the findings of one domain.
#[must_use]
pub fn grade(findings: &[&Finding], fourth: Fourth, thresholds: &Thresholds) -> EssaGrade {
    let whole: Vec<&Finding> = findings.iter().filter(|f| f.is_whole()).copied().collect();
    let pool = Pool::of(&whole, thresholds);
    let mut states = BTreeSet::from([(Tier::None, false)]);
    for finding in &whole {
        let does = does(finding, &pool);
        let step = |(best, barred): &(Tier, bool)| {
            let (best, barred) = (*best, *barred);
            does.iter()
                .map(move |d| match d {
                    Does::Supports(tier) => (best.min(*tier), barred),
                    Does::Bars => (best, true),
                    Does::Nothing => (best, barred),
                })
                .collect::<Vec<_>>()
        };
        states = states.iter().flat_map(step).collect();
    }
    let tiers = states
        .iter()
        .flat_map(|(best, barred)| reached(*best, *barred, fourth))
        .collect();
    let barred = over(&states, |(_, barred)| *barred);
    let supported = over(&states, |(best, barred)| !barred && *best < Tier::Rationale);
    let mut answers = Vec::new();
    for tier in [Tier::Strong, Tier::Moderate, Tier::Promising] {
        let holds = over(&states, |(best, barred)| !barred && *best <= tier);
        answers.push(closest(tier, holds, &whole, barred.negate(), &pool));
    }
    answers.push(rationale(supported, fourth));
    EssaGrade { tiers, barred, answers }
}

/// Whether something holds in all, some or none of the states.
fn over(states: &BTreeSet<(Tier, bool)>, holds: impl Fn(&(Tier, bool)) -> bool) -> Truth {
    let all = Truth::all(states.iter().map(|s| holds(s).into()));
    let any = Truth::any(states.iter().map(|s| holds(s).into()));
    if all == any { all } else { Truth::Unknown }
}

/// The tiers that are possible when the best support and the bar are known.
fn reached(best: Tier, barred: bool, fourth: Fourth) -> Vec<Tier> {
    if !barred && best < Tier::Rationale {
        return vec![best];
    }
    let fourth = fourth_holds(Truth::False, fourth);
    let each = [(Truth::True, Tier::Rationale), (Truth::False, Tier::None)];
    let may = each
        .into_iter()
        .filter(|(settled, _)| fourth == *settled || fourth == Truth::Unknown);
    may.map(|(_, tier)| tier).collect()
}

/// Whether tier 4 is reached; a study that reaches a higher tier is a rationale.
fn fourth_holds(supported: Truth, fourth: Fourth) -> Truth {
    Truth::all([Truth::any([supported, said(fourth.rationale)]), said(fourth.under_way)])
}

fn said(answer: Option<bool>) -> Truth {
    answer.map_or(Truth::Unknown, Truth::from)
}

/// Whether the design is good enough for a tier.
///
/// A review by the Clearinghouse counts before the label of the design. An unreviewed lottery may reach tier 1, an
/// unreviewed match tier 2; statistical controls alone are what tier 3 asks for.
fn design(finding: &Finding, tier: Tier) -> Truth {
    let meets = finding.meets_standards();
    match tier {
        Tier::Strong => match (finding.without_reservations, finding.design) {
            (Some(true), None | Some(Comparison::Lottery)) => meets,
            (Some(true), Some(_)) | (None, None | Some(Comparison::Lottery)) => Truth::all([meets, Truth::Unknown]),
            (Some(false), _) | (None, Some(_)) => Truth::False,
        },
        Tier::Moderate => match (meets, finding.design) {
            (Truth::Unknown, Some(Comparison::Statistical)) => Truth::False,
            (settled, _) => settled,
        },
        Tier::Promising => finding.is_compared(),
        Tier::Rationale | Tier::None => Truth::True,
    }
}

/// The designs that a finding may have, as the strongest tier that each would reach.
fn levels(finding: &Finding) -> Vec<Tier> {
    let [strong, moderate, promising] =
        [Tier::Strong, Tier::Moderate, Tier::Promising].map(|tier| design(finding, tier));
    // a design good enough for a tier is good enough for those below it
    let moderate = moderate.max(if strong == Truth::True { strong } else { moderate });
    let promising = promising.max(if moderate == Truth::True { moderate } else { promising });
    let mut levels = Vec::new();
    let mut open = true;
    for (tier, truth) in [
        (Tier::Strong, strong),
        (Tier::Moderate, moderate),
        (Tier::Promising, promising),
    ] {
        if open && truth != Truth::False {
            levels.push(tier);
        }
        open &= truth != Truth::True;
    }
    if open {
        levels.push(Tier::None);
    }
    levels
}

/// Whether the studies of a domain together may be large enough.
struct Pool<'t> {
    thresholds: &'t Thresholds,
    students: bool,
    sites: bool,
}

impl<'t> Pool<'t> {
    fn of(findings: &[&Finding], thresholds: &'t Thresholds) -> Self {
        let careful: Vec<&Finding> = findings
            .iter()
            .filter(|f| f.meets_standards() != Truth::False)
            .copied()
            .collect();
        let studies = by_study(&careful);
        let may_reach = |read: fn(&Finding) -> Option<f64>, bar: f64| {
            let largest = |study: &Vec<&Finding>| study.iter().filter_map(|f| read(f)).fold(0.0, f64::max);
            careful.iter().any(|f| read(f).is_none()) || studies.iter().map(largest).sum::<f64>() >= bar
        };
        Self {
            thresholds,
            students: may_reach(|f| finding::said(f.students), thresholds.students),
            sites: may_reach(|f| finding::said(f.schools), thresholds.sites),
        }
    }

    fn students(&self, finding: &Finding) -> Truth {
        Self::open_if(self.students, reaches(finding.students, self.thresholds.students))
    }

    fn sites(&self, finding: &Finding) -> Truth {
        Self::open_if(self.sites, reaches(finding.schools, self.thresholds.sites))
    }

    fn open_if(pooled: bool, own: Truth) -> Truth {
        if pooled { own.max(Truth::Unknown) } else { own }
    }
}

fn does(finding: &Finding, pool: &Pool) -> BTreeSet<Does> {
    let large = Truth::all([pool.students(finding), pool.sites(finding)]);
    let effects = finding.effects();
    let mut does = BTreeSet::new();
    for level in levels(finding) {
        if effects.neither || level == Tier::None {
            does.insert(Does::Nothing);
        }
        if level == Tier::None {
            continue;
        }
        if effects.worse {
            does.insert(Does::Bars);
        }
        if effects.better && large != Truth::False {
            does.insert(Does::Supports(level));
        }
        if effects.better && large != Truth::True {
            does.insert(Does::Supports(Tier::Promising));
        }
    }
    does
}

/// The finding that comes closest to a tier, and what it lacks.
fn closest(tier: Tier, holds: Truth, findings: &[&Finding], no_offset: Truth, pool: &Pool) -> TierAnswer {
    let conditions = |finding: Option<&Finding>| {
        let nothing = Finding {
            significant: Some(false),
            design: Some(Comparison::None),
            ..Finding::default()
        };
        let finding = finding.unwrap_or(&nothing);
        let mut each = vec![
            (Condition::Design, design(finding, tier)),
            (Condition::Favourable, finding.favourable()),
        ];
        if tier < Tier::Promising {
            each.push((Condition::Students, pool.students(finding)));
            each.push((Condition::Sites, pool.sites(finding)));
        }
        each.push((Condition::NoOffset, no_offset));
        each
    };
    let lacks = |finding: &&&Finding| {
        let each = conditions(Some(finding));
        let count = |truth| each.iter().filter(|(_, t)| *t == truth).count();
        (count(Truth::False), count(Truth::Unknown))
    };
    let finding = findings.iter().min_by_key(lacks).copied();
    let each = conditions(finding);
    TierAnswer {
        tier,
        holds,
        closest: finding.map(|f| (f.study.clone(), f.measure.clone())),
        missing: those(&each, Truth::False),
        unknown: those(&each, Truth::Unknown),
    }
}

fn rationale(supported: Truth, fourth: Fourth) -> TierAnswer {
    let each = [
        (Condition::Rationale, Truth::any([supported, said(fourth.rationale)])),
        (Condition::UnderWay, said(fourth.under_way)),
    ];
    TierAnswer {
        tier: Tier::Rationale,
        holds: fourth_holds(supported, fourth),
        closest: None,
        missing: those(&each, Truth::False),
        unknown: those(&each, Truth::Unknown),
    }
}

fn those(each: &[(Condition, Truth)], wanted: Truth) -> Vec<Condition> {
    each.iter().filter(|(_, t)| *t == wanted).map(|(c, _)| *c).collect()
}
