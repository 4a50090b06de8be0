//! Initiatives that serve a goal by the schools where they run, to be counted together: many of them as bits, so that a
//! district of a hundred thousand takes no more for each.

use rustc_hash::FxHashMap as HashMap;

/// A bit an initiative.
#[derive(Clone)]
pub(super) struct Places(Vec<u64>);

impl Places {
    pub fn none(of: usize) -> Self {
        Self(vec![0; of.div_ceil(64)])
    }

    pub fn add(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub fn leave_out(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word &= !(1 << (place % 64));
        }
    }

    pub fn count_with(&self, others: &Self) -> usize {
        let both = self
            .0
            .iter()
            .zip(&others.0)
            .map(|(own, other)| (own & other).count_ones());
        both.sum::<u32>() as usize
    }
}

/// Some initiatives: a list of few, a bit each of many.
enum Members {
    Few(Vec<usize>),
    Many(Places),
}

impl Members {
    fn add(&mut self, place: usize, of: usize) {
        match self {
            Self::Few(list) => {
                list.push(place);
                if list.len() > of.div_ceil(64) {
                    let mut many = Places::none(of);
                    list.iter().for_each(|place| many.add(*place));
                    *self = Self::Many(many);
                }
            }
            Self::Many(places) => places.add(place),
        }
    }

    fn add_to(&self, places: &mut Places) {
        match self {
            Self::Few(list) => list.iter().for_each(|place| places.add(*place)),
            Self::Many(own) => places.0.iter_mut().zip(&own.0).for_each(|(word, own)| *word |= own),
        }
    }
}

impl Default for Members {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

/// Initiatives by the schools where they run.
#[derive(Default)]
pub(super) struct Serving {
    all: Members,
    /// Those that do not say where.
    anywhere: Members,
    by_school: HashMap<usize, Members>,
}

impl Serving {
    pub fn add(&mut self, place: usize, of: usize, schools: Option<&Vec<usize>>) {
        self.all.add(place, of);
        match schools {
            None => self.anywhere.add(place, of),
            Some(schools) => schools
                .iter()
                .for_each(|school| self.by_school.entry(*school).or_default().add(place, of)),
        }
    }

    /// Adds those that run at one of some schools, and those that do or may; where these are not known, any may.
    pub fn near(&self, schools: Option<&Vec<usize>>, there: &mut Places, may: &mut Places) {
        let Some(schools) = schools else {
            return self.all.add_to(may);
        };
        for members in schools.iter().filter_map(|school| self.by_school.get(school)) {
            members.add_to(there);
            members.add_to(may);
        }
        self.anywhere.add_to(may);
    }
}
