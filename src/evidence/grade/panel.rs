//! The graders next to each other: their answers, where they agree, where they pull apart and on what.
//!
//! Nothing is averaged and no grader wins. A panel is made for each outcome domain.

use std::collections::BTreeSet;

use super::essa::{self, EssaGrade, Fourth, Tier};
use super::finding::{Finding, Setting, by_study, domains, reaches};
use super::kraft::{self, Bands, EffectBand, KraftGrade};
use super::wwc::{self, Rating, Reading, WwcGrade};
use crate::truth::Truth;

/// The numbers of all graders; the values come from the parameters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// Of the Clearinghouse.
    pub wwc: wwc::Thresholds,
    /// Of the tiers.
    pub essa: essa::Thresholds,
    /// Of Kraft.
    pub kraft: Bands,
}

/// What the district says of itself and of the initiative.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Own {
    /// Where its students are.
    pub setting: Setting,
    /// The cost per pupil.
    pub cost_per_pupil: Option<f64>,
    /// What tier 4 asks.
    pub fourth: Fourth,
}

/// A grader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Grader {
    /// The What Works Clearinghouse.
    Wwc,
    /// The tiers of federal law.
    Essa,
    /// Kraft's benchmarks.
    Kraft,
}

/// Where a grader's answer points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Stance {
    /// For the worse.
    Against,
    /// Neither.
    Neutral,
    /// For the better.
    For,
}

/// Whether two graders point the same way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// One grader.
    pub one: Grader,
    /// Another.
    pub other: Grader,
    /// Whether they agree; unknown when an answer is open.
    pub agree: Truth,
}

/// On what the graders pull apart, or what all of them leave out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Matter {
    /// A significant effect for the better that is small.
    SignificantButTiny,
    /// A large effect that is not significant.
    LargeButNotSignificant,
    /// A large effect from too few sites.
    LargeButFewSites,
    /// A large effect from too few students.
    LargeButFewStudents,
    /// Significant effects for the better and for the worse.
    BothWays,
    /// All significant effects for the better come from the developer's studies.
    DeveloperOnly,
    /// All of them were found with the developer's own tests.
    OwnTestsOnly,
    /// A group of students with a significant effect for the worse.
    GroupWorse,
    /// No study has a comparison.
    NoComparison,
    /// A study's numbers contradict each other.
    Contradictory,
}

/// A matter and the studies in which it shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Conflict {
    /// What it is about.
    pub matter: Matter,
    /// The graders that see it, against those that do not; none when no grader sees it.
    pub graders: &'static [Grader],
    /// Whether it holds, or may.
    pub holds: Truth,
    /// The studies.
    pub studies: Vec<String>,
}

/// How the students of a study compare with the district's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Likeness {
    /// At least one kind in common.
    Same,
    /// None in common.
    Other,
    /// One side does not say.
    Unknown,
}

/// A comparison of settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overlap {
    /// By the kind of place.
    pub locale: Likeness,
    /// By the poverty band.
    pub poverty: Likeness,
    /// By the grade band.
    pub grades: Likeness,
}

/// The graders' answers for one outcome domain.
#[derive(Clone, PartialEq, Debug)]
pub struct Panel {
    /// The domain, as first written.
    pub domain: String,
    /// The Clearinghouse's rating.
    pub wwc: WwcGrade,
    /// The tier.
    pub essa: EssaGrade,
    /// Kraft's bands.
    pub kraft: KraftGrade,
    /// Pair by pair.
    pub agreements: Vec<Agreement>,
    /// What they pull apart on.
    pub conflicts: Vec<Conflict>,
    /// Study by study: how its students compare with the district's.
    pub overlaps: Vec<(String, Overlap)>,
}

/// A panel for each outcome domain of an initiative's studies.
#[must_use]
pub fn panels(findings: &[Finding], own: &Own, thresholds: &Thresholds) -> Vec<Panel> {
    panels_as(findings, own, thresholds, Reading::Open)
}

/// The same with another reading of what the findings do not say; only the Clearinghouse's grader knows one.
#[must_use]
pub fn panels_as(findings: &[Finding], own: &Own, thresholds: &Thresholds, reading: Reading) -> Vec<Panel> {
    let domains = domains(findings);
    domains.iter().map(|d| panel(d, own, thresholds, reading)).collect()
}

fn panel(findings: &[&Finding], own: &Own, thresholds: &Thresholds, reading: Reading) -> Panel {
    let wwc = wwc::grade(findings, &thresholds.wwc, reading);
    let essa = essa::grade(findings, own.fourth, &thresholds.essa);
    let kraft = kraft::grade(findings, own.cost_per_pupil, &thresholds.kraft);
    let stances = [
        (Grader::Wwc, of_wwc(&wwc)),
        (Grader::Essa, of_essa(&essa)),
        (Grader::Kraft, of_kraft(&kraft)),
    ];
    Panel {
        domain: findings
            .first()
            .map(|f| f.outcome_domain.trim().to_owned())
            .unwrap_or_default(),
        agreements: agreements(&stances),
        conflicts: conflicts(findings, thresholds),
        overlaps: by_study(findings).iter().map(|s| overlap_of(s, &own.setting)).collect(),
        wwc,
        essa,
        kraft,
    }
}

/// Where the Clearinghouse's rating may point.
#[must_use]
pub fn of_wwc(grade: &WwcGrade) -> BTreeSet<Stance> {
    let stance = |rating: &Rating| match rating {
        Rating::Positive | Rating::PotentiallyPositive => Stance::For,
        Rating::Mixed | Rating::NoDiscernible | Rating::Unrated => Stance::Neutral,
        Rating::PotentiallyNegative | Rating::Negative => Stance::Against,
    };
    grade.ratings.iter().map(stance).collect()
}

/// Where the tier may point; a rationale alone is neither.
#[must_use]
pub fn of_essa(grade: &EssaGrade) -> BTreeSet<Stance> {
    let stance = |tier: &Tier| match (tier, grade.barred) {
        (Tier::Strong | Tier::Moderate | Tier::Promising, _) => Stance::For,
        (Tier::Rationale | Tier::None, Truth::True) => Stance::Against,
        (Tier::Rationale | Tier::None, Truth::False | Truth::Unknown) => Stance::Neutral,
    };
    let mut stances: BTreeSet<Stance> = grade.tiers.iter().map(stance).collect();
    if grade.barred == Truth::Unknown {
        stances.insert(Stance::Against);
    }
    stances
}

/// Where the size of the effect may point.
#[must_use]
pub fn of_kraft(grade: &KraftGrade) -> BTreeSet<Stance> {
    let stance = |band: &EffectBand| match band {
        EffectBand::Negative => Stance::Against,
        EffectBand::Small => Stance::Neutral,
        EffectBand::Medium | EffectBand::Large => Stance::For,
    };
    let mut stances: BTreeSet<Stance> = grade.bands.iter().map(stance).collect();
    if grade.compared != Truth::True {
        stances.insert(Stance::Neutral);
    }
    stances
}

fn agreements(stances: &[(Grader, BTreeSet<Stance>)]) -> Vec<Agreement> {
    let mut pairs = Vec::new();
    for (place, (one, left)) in stances.iter().enumerate() {
        for (other, right) in stances.iter().skip(place + 1) {
            let agree = if left.is_disjoint(right) {
                Truth::False
            } else if left.len() == 1 && right.len() == 1 {
                Truth::True
            } else {
                Truth::Unknown
            };
            let (one, other) = (*one, *other);
            pairs.push(Agreement { one, other, agree });
        }
    }
    pairs
}

const ALL: &[Grader] = &[Grader::Wwc, Grader::Essa, Grader::Kraft];
const VOTES: &[Grader] = &[Grader::Wwc, Grader::Essa];

fn conflicts(findings: &[&Finding], thresholds: &Thresholds) -> Vec<Conflict> {
    let whole: Vec<&Finding> = findings.iter().filter(|f| f.is_whole()).copied().collect();
    let compared: Vec<&Finding> = whole
        .iter()
        .filter(|f| f.is_compared() != Truth::False)
        .copied()
        .collect();
    let groups: Vec<&Finding> = findings
        .iter()
        .filter(|f| !f.is_whole() && f.is_compared() != Truth::False)
        .copied()
        .collect();
    let bands = &thresholds.kraft;
    let large = |f: &Finding| reaches(f.effect(), bands.large_from);
    let fails = |value, bar| reaches(value, bar).negate();
    let mut seen = Vec::new();
    let mut any = |matter, graders, of: &[&Finding], test: &dyn Fn(&Finding) -> Truth| {
        let holds = Truth::any(of.iter().map(|f| test(f)));
        seen.push(Conflict {
            matter,
            graders,
            holds,
            studies: named(of.iter().filter(|f| test(f) == holds).copied()),
        });
    };
    any(Matter::SignificantButTiny, ALL, &compared, &|f| {
        Truth::all([certain(f, f.favourable()), fails(f.effect(), bands.medium_from)])
    });
    any(Matter::LargeButNotSignificant, ALL, &compared, &|f| {
        Truth::all([
            certain(f, large(f)),
            f.significant.map_or(Truth::Unknown, |s| (!s).into()),
        ])
    });
    any(
        Matter::LargeButFewSites,
        &[Grader::Kraft, Grader::Essa],
        &compared,
        &|f| Truth::all([certain(f, large(f)), fails(f.schools, thresholds.essa.sites)]),
    );
    any(
        Matter::LargeButFewStudents,
        &[Grader::Kraft, Grader::Essa],
        &compared,
        &|f| Truth::all([certain(f, large(f)), fails(f.students, thresholds.essa.students)]),
    );
    any(Matter::GroupWorse, &[], &groups, &|f| certain(f, f.unfavourable()));
    any(Matter::Contradictory, &[], &whole, &|f| f.is_contradictory().into());
    seen.push(both_ways(&compared));
    seen.push(only(Matter::DeveloperOnly, &compared, |f| {
        f.independent.map(|own| !own)
    }));
    seen.push(only(Matter::OwnTestsOnly, &compared, |f| f.own_test));
    seen.push(Conflict {
        matter: Matter::NoComparison,
        graders: &[],
        holds: if whole.is_empty() {
            Truth::False
        } else {
            Truth::all(whole.iter().map(|f| f.is_compared().negate()))
        },
        studies: named(whole.iter().copied()),
    });
    seen.retain(|c| c.holds != Truth::False);
    seen.sort_by_key(|c| c.matter);
    seen
}

/// A finding that may have no comparison shows a thing at most perhaps.
fn certain(finding: &Finding, truth: Truth) -> Truth {
    Truth::all([truth, finding.is_compared()])
}

fn both_ways(findings: &[&Finding]) -> Conflict {
    let better = Truth::any(findings.iter().map(|f| certain(f, f.favourable())));
    let worse = Truth::any(findings.iter().map(|f| certain(f, f.unfavourable())));
    // a single finding of unknown sign cannot be both
    let both = match Truth::all([better, worse]) {
        Truth::Unknown if findings.len() < 2 => Truth::False,
        settled => settled,
    };
    let significant = findings.iter().filter(|f| f.significant != Some(false)).copied();
    Conflict {
        matter: Matter::BothWays,
        graders: VOTES,
        holds: both,
        studies: named(significant),
    }
}

/// Whether everything that is significant and better has a flaw; false when nothing is.
fn only(matter: Matter, findings: &[&Finding], flawed: impl Fn(&Finding) -> Option<bool>) -> Conflict {
    let may: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.favourable() != Truth::False)
        .copied()
        .collect();
    let flaw = |f: &Finding| flawed(f).map_or(Truth::Unknown, Truth::from);
    let found = Truth::any(may.iter().map(|f| certain(f, f.favourable())));
    // one that may not be significant after all does not clear the others for sure
    let each = may
        .iter()
        .map(|f| Truth::any([flaw(f), certain(f, f.favourable()).negate()]));
    Conflict {
        matter,
        graders: &[],
        holds: Truth::all(each.chain([found])),
        studies: named(may.iter().filter(|f| flaw(f) != Truth::False).copied()),
    }
}

fn named<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for finding in findings {
        if !names.contains(&finding.study) {
            names.push(finding.study.clone());
        }
    }
    names
}

fn overlap_of(study: &[&Finding], own: &Setting) -> (String, Overlap) {
    let all = |read: fn(&Setting) -> &Vec<String>| study.iter().flat_map(|f| read(&f.setting)).cloned().collect();
    let theirs = Setting {
        locales: all(|s| &s.locales),
        poverty: all(|s| &s.poverty),
        grades: all(|s| &s.grades),
    };
    let name = study.first().map(|f| f.study.clone()).unwrap_or_default();
    (name, overlap(&theirs, own))
}

/// Compares two settings, whatever the case of the words.
#[must_use]
pub fn overlap(theirs: &Setting, own: &Setting) -> Overlap {
    let likeness = |a: &[String], b: &[String]| {
        let words = |of: &[String]| -> BTreeSet<String> {
            of.iter()
                .map(|w| w.trim().to_lowercase())
                .filter(|w| !w.is_empty())
                .collect()
        };
        let (a, b) = (words(a), words(b));
        if a.is_empty() || b.is_empty() {
            Likeness::Unknown
        } else if a.is_disjoint(&b) {
            Likeness::Other
        } else {
            Likeness::Same
        }
    };
    Overlap {
        locale: likeness(&theirs.locales, &own.locales),
        poverty: likeness(&theirs.poverty, &own.poverty),
        grades: likeness(&theirs.grades, &own.grades),
    }
}
