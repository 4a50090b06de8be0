//! Studies from outside: what careful ones found.

use std::collections::BTreeMap;

use crate::inventory::{Direction, Study, StudyDesign};
use crate::rules::contract::StudiesWord;
use crate::truth::{Number, Possible};

/// Studies of an initiative, sorted by what they can show.
pub(super) struct Studies<'a> {
    /// About all students.
    whole: Vec<&'a Study>,
    /// With similar students without it, on both sides of a cut-off, by lottery, or put together from such studies.
    careful: Vec<&'a Study>,
    /// Careful ones with a significant gain.
    better: Vec<&'a Study>,
    /// Careful ones with a significant loss.
    worse: Vec<&'a Study>,
}

impl<'a> Studies<'a> {
    /// Sorts the studies; nothing when there are none.
    ///
    /// The catalogue is no search for studies: that what it holds is not careful does not say that no careful study was
    /// found, so only what is careful counts of it.
    pub fn of(mut studies: Vec<&'a Study>) -> Option<Self> {
        studies.retain(|s| !s.is_from_catalogue() || s.design.is_some_and(StudyDesign::is_careful));
        if studies.is_empty() {
            return None;
        }
        let whole: Vec<&Study> = studies.into_iter().filter(|s| s.subgroup.is_empty()).collect();
        let is_careful = |s: &&Study| s.design.is_some_and(StudyDesign::is_careful);
        let careful: Vec<&Study> = whole.iter().copied().filter(is_careful).collect();
        let finds = |way: Direction| -> Vec<&Study> {
            let finds = |s: &&Study| s.points() == Some(way) && s.significant == Some(true);
            careful.iter().copied().filter(finds).collect()
        };
        let (better, worse) = (finds(Direction::Better), finds(Direction::Worse));
        Some(Self {
            whole,
            careful,
            better,
            worse,
        })
    }

    /// What they come to. A study that does not say how it compared, or whether its finding is significant, may count
    /// or not. One of the catalogue that does not say which way it points may point either way, and while nothing is sure
    /// it does not say that anything was found.
    pub fn summary(&self) -> Possible {
        if self.whole.iter().any(|s| s.design.is_none()) {
            return Possible::Options(StudiesWord::any());
        }
        let points = |way, open: bool| {
            self.careful
                .iter()
                .any(|s| s.points() == Some(way) && (s.significant == Some(true) || (open && s.significant.is_none())))
        };
        let word = |open: bool, too: [bool; 2]| {
            let [better, worse] = too;
            let found = (
                better || points(Direction::Better, open),
                worse || points(Direction::Worse, open),
            );
            match found {
                _ if self.careful.is_empty() => StudiesWord::NoneFound,
                (true, true) => StudiesWord::Mixed,
                (true, false) => StudiesWord::Better,
                (false, true) => StudiesWord::Worse,
                (false, false) => StudiesWord::None,
            }
        };
        let bits = |too| word(false, too).bit() | word(true, too).bit();
        let mut found = bits([false, false]);
        let elsewhere = || self.careful.iter().filter(|s| s.is_from_catalogue());
        if elsewhere().any(|s| s.points().is_none()) {
            found |= bits([true, false]) | bits([false, true]) | bits([true, true]);
        }
        let is_open = |s: &&&Study| match s.points() {
            Some(Direction::Better | Direction::Worse) => s.significant.is_none(),
            Some(Direction::None) => false,
            None => true,
        };
        if found & StudiesWord::None.bit() != 0 && elsewhere().any(|s| is_open(&s)) {
            found |= StudiesWord::NoneFound.bit();
        }
        Possible::Options(found)
    }

    /// How many found a gain; those that do not say how they compared may be among them.
    pub fn positive(&self) -> Possible {
        let open = |s: &&&Study| s.design.is_none() && s.points() == Some(Direction::Better);
        let more = self.whole.iter().filter(open).count();
        let sure = distinct(&self.better);
        between(sure, sure + more)
    }

    /// How many of them are not by those who sell it.
    pub fn independent(&self) -> Possible {
        let count = |wanted: &dyn Fn(Option<bool>) -> bool| {
            let wanted: Vec<&Study> = self.better.iter().copied().filter(|s| wanted(s.independent)).collect();
            distinct(&wanted)
        };
        between(count(&|own| own == Some(true)), count(&|own| own != Some(false)))
    }

    /// Schools in those with a gain.
    pub fn sites(&self) -> Possible {
        summed(&self.better, |s| s.schools)
    }

    /// Students in those with a gain.
    pub fn students(&self) -> Possible {
        summed(&self.better, |s| s.students)
    }

    /// Years of the longest of them.
    pub fn years(&self) -> Possible {
        largest(&self.better, |s| s.years)
    }

    /// Kinds of place in the broadest of them.
    pub fn contexts(&self) -> Possible {
        largest(&self.better, |s| s.contexts)
    }

    /// How many careful ones say how many students they had, where none finds a gain; else none. A meta-analysis, and a
    /// row for several studies, is as many as it stands for; a meta-analysis is two at least.
    pub fn without_gain(&self) -> Possible {
        let mut each: BTreeMap<(&str, usize), (Number, bool)> = BTreeMap::new();
        for (place, study) in self.with_students().into_iter().enumerate() {
            let meta = study.design == Some(StudyDesign::MetaAnalysis);
            let least = Number::whole(if meta { 2 } else { 1 });
            let stands = study.studies.map_or(least, |many| many.max(least));
            // what has no name is a study of its own
            let name = study.counted_as();
            let key = if name.is_empty() { place } else { usize::MAX };
            let held = each.entry((name, key)).or_insert((stands, false));
            *held = (held.0.max(stands), held.1 || (meta && study.studies.is_none()));
        }
        let low = Number::nearest(each.values().map(|(many, _)| many.as_f64()).sum()).unwrap_or(Number::MAX);
        let open = each.values().any(|(_, open)| *open);
        self.where_none_gains(Possible::Numbers {
            low,
            high: if open { Number::MAX } else { low },
        })
    }

    /// Students in those.
    pub fn students_without_gain(&self) -> Possible {
        self.where_none_gains(summed(&self.with_students(), |s| s.students))
    }

    fn with_students(&self) -> Vec<&'a Study> {
        let careful = self.careful.iter().copied();
        careful.filter(|s| s.students.is_some()).collect()
    }

    /// A count where no careful study finds a gain, nothing where one does; where one may, either.
    fn where_none_gains(&self, count: Possible) -> Possible {
        let may_gain = |s: &&Study| match s.points() {
            None => true,
            Some(Direction::Better) => s.significant.is_none(),
            Some(_) => false,
        };
        let open = self.whole.iter().any(|s| s.design.is_none()) || self.careful.iter().any(may_gain);
        match count {
            _ if !self.better.is_empty() => between(0, 0),
            Possible::Numbers { high, .. } if open => Possible::Numbers {
                low: Number::ZERO,
                high,
            },
            count => count,
        }
    }

    /// Whether one found students worse off in later years.
    pub fn sustained_worse(&self) -> Possible {
        Possible::from_truth(self.worse.iter().any(|s| s.sustained == Some(true)).into())
    }
}

fn between(low: usize, high: usize) -> Possible {
    let whole = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
    Possible::Numbers {
        low: whole(low),
        high: whole(high),
    }
}

/// Several outcomes of one study are one study.
fn distinct(studies: &[&Study]) -> usize {
    let named: std::collections::BTreeSet<&str> = studies
        .iter()
        .map(|s| s.counted_as())
        .filter(|n| !n.is_empty())
        .collect();
    named.len() + studies.iter().filter(|s| s.counted_as().is_empty()).count()
}

/// The sum over different studies of their largest number; at least that, when some did not say.
fn summed(studies: &[&Study], read: impl Fn(&Study) -> Option<Number>) -> Possible {
    let mut each: BTreeMap<&str, Number> = BTreeMap::new();
    for study in studies {
        let number = read(study).unwrap_or(Number::ZERO);
        let held = each.entry(study.counted_as()).or_insert(Number::ZERO);
        *held = (*held).max(number);
    }
    let low = Number::nearest(each.values().map(|n| n.as_f64()).sum()).unwrap_or(Number::MAX);
    let open = studies.iter().any(|s| read(s).is_none());
    Possible::Numbers {
        low,
        high: if open { Number::MAX } else { low },
    }
}

fn largest(studies: &[&Study], read: impl Fn(&Study) -> Option<Number>) -> Possible {
    let low = studies.iter().filter_map(|s| read(s)).max().unwrap_or(Number::ZERO);
    let open = studies.iter().any(|s| read(s).is_none());
    Possible::Numbers {
        low,
        high: if open { Number::MAX } else { low },
    }
}
