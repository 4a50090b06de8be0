//! The intervention rating of the What Works Clearinghouse, standards 1.0 to 4.0.
//!
//! Findings make a study's characterisation, the characterisations of a domain make the rating. Later standards
//! (4.1, 5.0) pool the studies and rate by other rules; this module does not. Sources: Procedures and Standards
//! Handbook 2.0, appendix E (ies.ed.gov/ncee/wwc, documents 8/1 and 19/11 of its viewer) and document 3 for the
//! extent of evidence.
//!
//! Significance is taken as said. The Clearinghouse also tests the mean of a study again, with its own corrections;
//! findings alone do not show that.

use std::collections::BTreeSet;

use super::finding::{Effects, Finding, by_study, reaches, said, settle};
use super::mean;
use crate::truth::Truth;

/// The versions of the standards that the rules come from.
pub const STANDARDS: &str = "1.0 to 4.0";

/// The numbers of the rating; the values come from the parameters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// A mean at least this far from zero is substantively important.
    pub substantial: f64,
    /// Studies with a significant effect that the top and the bottom rating ask for.
    pub significant_studies: usize,
    /// Studies without reservations among them.
    pub strong_studies: usize,
    /// Studies for a medium to large extent.
    pub extent_studies: usize,
    /// Schools for a medium to large extent.
    pub extent_schools: f64,
    /// Students for a medium to large extent.
    pub extent_students: f64,
    /// Classrooms that do instead of students.
    pub extent_classrooms: f64,
}

/// How to read what the findings do not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// It stays open.
    Open,
    /// As in the export of the Department of Education: findings without an effect size do not enter the mean, and
    /// a study that does not say has no reservations.
    Export,
}

/// What a study shows in a domain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Characterisation {
    /// Significant and negative.
    SignificantNegative,
    /// Not significant, but large enough to matter, and negative.
    SubstantialNegative,
    /// Neither.
    Indeterminate,
    /// Not significant, but large enough to matter, and positive.
    SubstantialPositive,
    /// Significant and positive.
    SignificantPositive,
}

/// The rating of an intervention in a domain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Rating {
    /// Strong evidence of harm.
    Negative,
    /// Evidence of harm, none against it.
    PotentiallyNegative,
    /// No study shows an effect.
    NoDiscernible,
    /// The studies are inconsistent.
    Mixed,
    /// Evidence of a benefit, none against it.
    PotentiallyPositive,
    /// Strong evidence of a benefit.
    Positive,
    /// No study that meets the standards.
    Unrated,
}

impl Rating {
    /// Every rating that studies can have.
    pub const RATED: [Self; 6] = [
        Self::Negative,
        Self::PotentiallyNegative,
        Self::NoDiscernible,
        Self::Mixed,
        Self::PotentiallyPositive,
        Self::Positive,
    ];

    /// The name that the Clearinghouse uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "Negative Effects",
            Self::PotentiallyNegative => "Potentially Negative Effects",
            Self::NoDiscernible => "No Discernible Effects",
            Self::Mixed => "Mixed Effects",
            Self::PotentiallyPositive => "Potentially Positive Effects",
            Self::Positive => "Positive Effects",
            Self::Unrated => "No studies meet the standards",
        }
    }
}

/// A study in a domain.
#[derive(Clone, PartialEq, Debug)]
pub struct StudyEffect {
    /// The study.
    pub study: String,
    /// Whether it meets the standards and so counts.
    pub counts: Truth,
    /// Whether it does so without reservations.
    pub without_reservations: Truth,
    /// What it may show.
    pub shows: BTreeSet<Characterisation>,
    /// The mean of its effect sizes, when all that count are said; otherwise of those said.
    pub mean: Option<f64>,
    /// Findings without an effect size.
    pub without_effect: usize,
}

/// The Clearinghouse's answer for one domain.
#[derive(Clone, PartialEq, Debug)]
pub struct WwcGrade {
    /// Study by study.
    pub studies: Vec<StudyEffect>,
    /// The ratings that are possible; one when it is settled.
    pub ratings: BTreeSet<Rating>,
    /// Whether the extent of evidence is medium to large; small when not.
    pub extensive: Truth,
    /// The mean of the studies' means, when each study that may count has one.
    pub mean: Option<f64>,
    /// Percentile points that an average student would gain, from that mean.
    pub improvement_index: Option<f64>,
}

/// Grades the findings of one domain.
#[must_use]
pub fn grade(findings: &[&Finding], thresholds: &Thresholds, reading: Reading) -> WwcGrade {
    let groups = by_study(&of_whole_samples(findings));
    let studies: Vec<StudyEffect> = groups.iter().map(|g| characterise(g, thresholds, reading)).collect();
    let may: Vec<&StudyEffect> = studies.iter().filter(|s| s.counts != Truth::False).collect();
    let means: Option<Vec<f64>> = may.iter().map(|s| s.mean).collect();
    let mean = means
        .filter(|m| !m.is_empty() && may.iter().all(|s| reading == Reading::Export || s.without_effect == 0))
        .map(|m| m.iter().sum::<f64>() / m.len() as f64);
    WwcGrade {
        ratings: rate(&studies, thresholds),
        extensive: extensive(&groups, thresholds),
        mean,
        improvement_index: mean.map(improvement_index),
        studies,
    }
}

/// Percentile points: 100 x (Phi(effect) - 0.5).
#[must_use]
pub fn improvement_index(effect: f64) -> f64 {
    100.0 * (crate::statistics::distribution::normal_cdf(effect) - 0.5)
}

/// What the findings of one study show in one domain; subgroups are left out.
#[must_use]
pub fn characterise(findings: &[&Finding], thresholds: &Thresholds, reading: Reading) -> StudyEffect {
    let findings = of_whole_samples(findings);
    let surely: Vec<&Finding> = counting(&findings, Truth::True);
    let perhaps: Vec<&Finding> = counting(&findings, Truth::Unknown);
    let counted = || surely.iter().chain(&perhaps);
    let mut pairs = BTreeSet::from([(false, false)]);
    for finding in &surely {
        pairs = pairs.iter().flat_map(|pair| with(*pair, finding.effects())).collect();
    }
    for finding in &perhaps {
        let more: Vec<(bool, bool)> = pairs.iter().flat_map(|pair| with(*pair, finding.effects())).collect();
        pairs.extend(more);
    }
    let effects = |of: &[&Finding]| -> Vec<Option<f64>> {
        let all = of.iter().map(|f| f.effect());
        match reading {
            Reading::Open => all.collect(),
            Reading::Export => all.filter(Option::is_some).collect(),
        }
    };
    let by_mean = by_mean(mean::range(&effects(&surely), &effects(&perhaps)), thresholds);
    let mut shows = BTreeSet::new();
    for pair in pairs {
        match pair {
            (true, false) => drop(shows.insert(Characterisation::SignificantPositive)),
            (false, true) => drop(shows.insert(Characterisation::SignificantNegative)),
            (true, true) | (false, false) => shows.extend(&by_mean),
        }
    }
    let without = counted().map(|f| match (f.without_reservations, reading) {
        (Some(said), Reading::Open | Reading::Export) => said.into(),
        (None, Reading::Open) => Truth::Unknown,
        (None, Reading::Export) => Truth::True,
    });
    StudyEffect {
        study: findings.first().map(|f| f.study.clone()).unwrap_or_default(),
        counts: Truth::any(findings.iter().map(|f| f.meets_standards())),
        without_reservations: Truth::any(without),
        shows,
        mean: mean::of_said(&counted().map(|f| f.effect()).collect::<Vec<_>>()),
        without_effect: counted().filter(|f| f.effect().is_none()).count(),
    }
}

/// Tallies that are held at once; past them every rating is called possible.
const MOST_TALLIES: usize = 30_000;

/// The ratings that the studies of a domain may have.
///
/// Exact as long as few studies are open; with a hundred or more open ones all ratings are called possible, which
/// they then hardly ever are not.
#[must_use]
pub fn rate(studies: &[StudyEffect], thresholds: &Thresholds) -> BTreeSet<Rating> {
    let ratings = |tallies: &BTreeSet<Tally>| -> BTreeSet<Rating> {
        tallies.iter().map(|tally| tally.rating(thresholds)).collect()
    };
    let mut tallies = BTreeSet::from([Tally::default()]);
    // a study that may not count takes no rating away again, so those come last
    let (sure, doubtful): (Vec<_>, Vec<_>) = studies
        .iter()
        .filter(|s| s.counts != Truth::False)
        .partition(|s| s.counts == Truth::True);
    let every = || {
        Rating::RATED
            .into_iter()
            .chain(sure.is_empty().then_some(Rating::Unrated))
    };
    for study in sure.iter().chain(&doubtful) {
        if study.counts == Truth::Unknown && ratings(&tallies).len() == every().count() {
            break;
        }
        if tallies.len() > MOST_TALLIES {
            return every().collect();
        }
        let mut next = BTreeSet::new();
        for tally in &tallies {
            if study.counts == Truth::Unknown {
                next.insert(*tally);
            }
            for shows in &study.shows {
                for strong in [true, false] {
                    if study.without_reservations != (!strong).into() {
                        next.insert(tally.with(*shows, strong, thresholds).reduced());
                    }
                }
            }
        }
        tallies = next;
    }
    ratings(&tallies)
}

/// How many studies of each kind. The counts of significant studies stop where more would not matter.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Tally {
    positive: i64,
    negative: i64,
    /// Below zero only in a reduced tally.
    indeterminate: i64,
    significant: [usize; 2],
    strong: [usize; 2],
}

impl Tally {
    fn with(mut self, shows: Characterisation, strong: bool, thresholds: &Thresholds) -> Self {
        use Characterisation::{
            Indeterminate, SignificantNegative, SignificantPositive, SubstantialNegative, SubstantialPositive,
        };
        let ([positive, negative], [strong_positive, strong_negative]) = (&mut self.significant, &mut self.strong);
        let (significant, firm) = match shows {
            SignificantPositive => (positive, strong_positive),
            SignificantNegative => (negative, strong_negative),
            SubstantialPositive | SubstantialNegative | Indeterminate => (&mut 0, &mut 0),
        };
        *significant = (*significant + 1).min(thresholds.significant_studies);
        *firm = (*firm + usize::from(strong)).min(thresholds.strong_studies);
        match shows {
            SignificantPositive | SubstantialPositive => self.positive += 1,
            SignificantNegative | SubstantialNegative => self.negative += 1,
            Indeterminate => self.indeterminate += 1,
        }
        self
    }

    /// The same for every question that can still be asked. With studies on both sides those are which side has
    /// more, and whether the indeterminate ones outnumber both; the significant ones do not matter any more.
    fn reduced(mut self) -> Self {
        let pairs = self.positive.min(self.negative) - 1;
        if pairs >= 0 {
            self.positive -= pairs;
            self.negative -= pairs;
            self.indeterminate -= 2 * pairs;
            self.significant = [0, 0];
            self.strong = [0, 0];
        }
        self
    }

    /// The order of the questions is part of the rule.
    fn rating(self, thresholds: &Thresholds) -> Rating {
        let Self {
            positive,
            negative,
            indeterminate,
            significant: [positively, negatively],
            strong: [firmly_positive, firmly_negative],
        } = self;
        let enough =
            |significant, strong| significant >= thresholds.significant_studies && strong >= thresholds.strong_studies;
        if positive + negative == 0 && indeterminate == 0 {
            Rating::Unrated
        } else if negative == 0 && enough(positively, firmly_positive) {
            Rating::Positive
        } else if positive == 0 && enough(negatively, firmly_negative) {
            Rating::Negative
        } else if positive >= 1 && negative == 0 && indeterminate <= positive {
            Rating::PotentiallyPositive
        } else if positive + negative == 0 {
            Rating::NoDiscernible
        } else if (positive >= 1 && negative >= 1 && negative <= positive) || indeterminate > positive + negative {
            Rating::Mixed
        } else {
            Rating::PotentiallyNegative
        }
    }
}

/// Medium to large: enough studies and schools, and enough students or classrooms.
///
/// Numbers are summed over the studies, each with its largest finding; what is not said may be any number.
fn extensive(groups: &[Vec<&Finding>], thresholds: &Thresholds) -> Truth {
    let surely: Vec<Vec<&Finding>> = each(groups, Truth::True);
    let may: Vec<Vec<&Finding>> = groups
        .iter()
        .map(|g| {
            g.iter()
                .filter(|f| f.meets_standards() != Truth::False)
                .copied()
                .collect()
        })
        .filter(|g: &Vec<&Finding>| !g.is_empty())
        .collect();
    let studies = settle(
        may.len() >= thresholds.extent_studies,
        surely.len() < thresholds.extent_studies,
    );
    let summed = |read: fn(&Finding) -> Option<f64>, bar: f64| {
        let least = |g: &Vec<&Finding>| g.iter().filter_map(|f| read(f)).fold(0.0, f64::max);
        let open = may.iter().any(|g| g.iter().any(|f| read(f).is_none()));
        let low: f64 = surely.iter().map(least).sum();
        let high: f64 = may.iter().map(least).sum();
        match (reaches(Some(low), bar), open) {
            (Truth::True, _) => Truth::True,
            (_, true) => Truth::Unknown,
            (_, false) => settle(high >= bar, true),
        }
    };
    Truth::all([
        studies,
        summed(|f| said(f.schools), thresholds.extent_schools),
        Truth::any([
            summed(|f| said(f.students), thresholds.extent_students),
            summed(|f| said(f.classrooms), thresholds.extent_classrooms),
        ]),
    ])
}

fn of_whole_samples<'a>(findings: &[&'a Finding]) -> Vec<&'a Finding> {
    findings.iter().filter(|f| f.is_whole()).copied().collect()
}

fn counting<'a>(findings: &[&'a Finding], counts: Truth) -> Vec<&'a Finding> {
    let meets = |f: &&&Finding| f.meets_standards() == counts;
    findings.iter().filter(meets).copied().collect()
}

fn each<'a>(groups: &[Vec<&'a Finding>], counts: Truth) -> Vec<Vec<&'a Finding>> {
    let kept = groups.iter().map(|g| counting(g, counts));
    kept.filter(|g| !g.is_empty()).collect()
}

/// Whether a significant positive and a significant negative finding have been seen, after one more finding.
fn with((positive, negative): (bool, bool), effects: Effects) -> Vec<(bool, bool)> {
    let each = [
        (effects.better, (true, negative)),
        (effects.worse, (positive, true)),
        (effects.neither, (positive, negative)),
    ];
    each.into_iter().filter(|(may, _)| *may).map(|(_, pair)| pair).collect()
}

/// What a study shows when significance does not decide; every answer, when the mean has no bounds.
fn by_mean(range: Option<(f64, f64)>, thresholds: &Thresholds) -> Vec<Characterisation> {
    let bar = thresholds.substantial;
    let (low, high) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let each = [
        (low <= -bar, Characterisation::SubstantialNegative),
        (low < bar && high > -bar, Characterisation::Indeterminate),
        (high >= bar, Characterisation::SubstantialPositive),
    ];
    each.into_iter()
        .filter(|(may, _)| *may)
        .map(|(_, shows)| shows)
        .collect()
}
