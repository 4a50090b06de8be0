//! The program of a plan: its columns, its rows and its aims, made of the candidates, the caps and what must hold.
//!
//! Every row that can be lifted has a name ([`Condition`]), so that what a plan would be without it is the same program
//! with that row left out. Hours are reckoned in hundredths of an hour, money in hundreds of dollars, both upward, so that
//! what fits here fits.

mod asked;
mod held;

use std::collections::BTreeSet;

use crate::evaluate::{Audit, POVERTY_BANDS};
use crate::plan::candidate::{Candidate, WHOLE, Way, threshold};
use crate::plan::program::{Bound, Program, Row, Solution, Terms};
use crate::rules::contract::{KnownFact, Move, Threshold};

/// What must fit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Caps {
    /// Hours a week of a teacher at each school.
    pub hours: Option<f64>,
    /// Initiatives at each school.
    pub initiatives: Option<u32>,
    /// Dollars a year that may be spent on anything.
    pub money: Option<f64>,
}

/// What must hold in a plan, and may be lifted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Condition {
    /// A candidate that builds on another does not run without it.
    BuildsOn(usize, usize),
    /// A goal, by place, that something serves now is served.
    Goal(usize),
    /// No band of poverty loses more than its share.
    Groups,
    /// A school, by place, loses no more than its share.
    School(usize),
    /// A candidate is kept.
    Kept(usize),
    /// Hours at a school.
    Hours(usize),
    /// Initiatives at a school.
    Initiatives(usize),
    /// Money.
    Money,
}

impl Condition {
    /// Whether it is a cap.
    #[must_use]
    pub fn is_cap(self) -> bool {
        matches!(self, Self::Hours(_) | Self::Initiatives(_) | Self::Money)
    }
}

/// Shares that a plan reckons with, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Shares {
    reduced_hours: i64,
    reduced_money: i64,
    merged_hours: i64,
    merged_money: i64,
    school_loss: i64,
    group_leeway: i64,
}

/// A way of one candidate, or one more school for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// A candidate and one of its ways.
    Way(usize, usize),
    /// A candidate that goes to one more school.
    Placed(usize, usize),
}

/// What is asked of the program.
#[derive(Clone, Default, Debug)]
pub struct Setting {
    /// Conditions that are left out.
    pub lifted: BTreeSet<Condition>,
    /// Whether caps may be passed, by as little as can be.
    pub elastic: bool,
    /// Plans, by their columns, that are not to be found again.
    pub without: Vec<Vec<usize>>,
}

/// The aims in their order. That of [`Aim::Excess`] is there in an elastic setting only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aim {
    /// By how much caps are passed: hundredths of an hour, of an initiative, hundreds of dollars, added up.
    Excess,
    /// Measured gain that is given up, less that of more schools, in tenths of a student.
    Gain,
    /// Steps away from what the recommendations call for.
    Steps,
    /// Schools that something is not spread to.
    Unreached,
    /// Hundreds of dollars that go on being spent.
    Spent,
}

impl Aim {
    const ALL: [Self; 5] = [Self::Excess, Self::Gain, Self::Steps, Self::Unreached, Self::Spent];

    /// Those of a setting.
    pub fn of(elastic: bool) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |aim| elastic || *aim != Self::Excess)
    }
}

/// The program of a plan, of which settings are asked.
pub struct Model {
    /// Of what it decides.
    pub candidates: Vec<Candidate>,
    /// What must fit.
    pub caps: Caps,
    /// The columns, in order.
    pub columns: Vec<Column>,
    shares: Shares,
    /// How many schools there are; one where none is listed.
    pub schools: usize,
    /// Schools by band of poverty.
    groups: Vec<Vec<usize>>,
    rows: Vec<(Option<Condition>, Row)>,
    /// Of each cap what the columns ask for, and what there is.
    cap_rows: Vec<(Condition, Terms, i64)>,
}

impl Model {
    /// Of the candidates of an audit.
    #[must_use]
    pub fn of(audit: &Audit, candidates: Vec<Candidate>, caps: Caps) -> Self {
        let share = |name, otherwise| threshold(audit, name).map_or(otherwise, |share| (share * 100.0).round() as i64);
        let mut columns: Vec<Column> = Vec::new();
        for (n, candidate) in candidates.iter().enumerate() {
            columns.extend((0..candidate.ways.len()).map(|way| Column::Way(n, way)));
        }
        for (n, candidate) in candidates.iter().enumerate() {
            if candidate.ways.iter().any(|way| way.movement == Move::Spread) {
                columns.extend(
                    places_for(audit, candidate)
                        .into_iter()
                        .map(|school| Column::Placed(n, school)),
                );
            }
        }
        let mut model = Self {
            candidates,
            caps,
            columns,
            shares: Shares {
                reduced_hours: share(Threshold::PlanReducedHours, WHOLE),
                reduced_money: share(Threshold::PlanReducedMoney, WHOLE),
                merged_hours: share(Threshold::PlanMergedHours, WHOLE),
                merged_money: share(Threshold::PlanMergedMoney, WHOLE),
                school_loss: share(Threshold::PlanSchoolLoss, WHOLE),
                group_leeway: share(Threshold::PlanGroupLeeway, WHOLE),
            },
            schools: audit.inventory.schools.len().max(1),
            groups: groups(audit),
            rows: Vec::new(),
            cap_rows: Vec::new(),
        };
        let mut rows = model.structure();
        rows.extend(model.builds_on());
        rows.extend(model.goals(audit.inventory.goals.len()));
        rows.extend(model.equity());
        model.rows = rows;
        model.cap_rows = model.caps();
        model
    }

    /// Every condition that some row names, the caps last.
    #[must_use]
    pub fn conditions(&self) -> BTreeSet<Condition> {
        let named = self.rows.iter().filter_map(|(name, _)| *name);
        named.chain(self.cap_rows.iter().map(|(cap, ..)| *cap)).collect()
    }

    /// The way of a column, with its candidate.
    fn ways(&self) -> impl Iterator<Item = (usize, &Candidate, &Way)> {
        self.columns.iter().enumerate().filter_map(|(column, held)| match held {
            Column::Way(n, way) => {
                let candidate = self.candidates.get(*n)?;
                Some((column, candidate, candidate.ways.get(*way)?))
            }
            Column::Placed(..) => None,
        })
    }

    /// The columns of a candidate whose move is one of some.
    fn columns_of(&self, n: usize, test: impl Fn(Move) -> bool) -> Vec<usize> {
        let each = self.columns.iter().enumerate();
        let own = each.filter(|(_, held)| match held {
            Column::Way(of, way) if *of == n => {
                let way = self.candidates.get(n).and_then(|c| c.ways.get(*way));
                way.is_some_and(|way| test(way.movement))
            }
            _ => false,
        });
        own.map(|(column, _)| column).collect()
    }

    /// Hundredths of its hours that a move leaves at a school.
    fn hours_left(&self, way: &Way, school: usize) -> i64 {
        match way.movement {
            Move::GoOn | Move::Spread => WHOLE,
            Move::Reduce => self.shares.reduced_hours,
            Move::Merge if self.meets(way.partner, school) => self.shares.merged_hours,
            Move::Merge => WHOLE,
            Move::Postpone | Move::Pause | Move::End => 0,
        }
    }

    /// Hundredths of its yearly cost that a move leaves.
    #[must_use]
    pub fn money_left(&self, movement: Move) -> i64 {
        match movement {
            Move::GoOn | Move::Spread => WHOLE,
            Move::Reduce => self.shares.reduced_money,
            Move::Merge => self.shares.merged_money,
            Move::Postpone | Move::Pause | Move::End => 0,
        }
    }

    /// Hundredths of it that a move leaves for students at a school.
    #[must_use]
    pub fn reach_left(&self, movement: Move) -> i64 {
        match movement {
            Move::GoOn | Move::Spread | Move::Merge => WHOLE,
            Move::Reduce => self.shares.reduced_hours,
            Move::Postpone | Move::Pause | Move::End => 0,
        }
    }

    /// Whether the one that something is merged with runs at a school.
    fn meets(&self, partner: Option<usize>, school: usize) -> bool {
        let partner = partner.and_then(|partner| self.candidates.get(partner));
        partner.is_some_and(|partner| {
            partner
                .asks
                .at
                .iter()
                .any(|(there, part)| *there == school && *part > 0)
        })
    }

    /// What an aim adds up, over the columns.
    fn aim(&self, aim: Aim) -> Terms {
        let gain = |n: &usize| {
            self.candidates
                .get(*n)
                .map_or(0, |candidate| candidate.asks.gain.unwrap_or_default())
        };
        let each = self.columns.iter().enumerate();
        let terms: Terms = match aim {
            Aim::Excess => Terms::new(),
            // the recommendation itself has weighed what it calls for
            Aim::Gain => each
                .map(|(column, held)| match held {
                    Column::Way(n, place) => {
                        let way = self.candidates.get(*n).and_then(|c| c.ways.get(*place));
                        let lost = way
                            .filter(|w| w.steps > 0)
                            .map_or(0, |w| WHOLE - self.reach_left(w.movement));
                        (column, gain(n) * lost / WHOLE)
                    }
                    Column::Placed(n, _) => {
                        let schools = self.candidates.get(*n).map_or(1, |c| c.asks.at.len().max(1));
                        (column, -(gain(n) / i64::try_from(schools).unwrap_or(1)))
                    }
                })
                .collect(),
            Aim::Steps => self.ways().map(|(column, _, way)| (column, way.steps)).collect(),
            Aim::Unreached => each
                .filter(|(_, held)| matches!(held, Column::Placed(..)))
                .map(|(column, _)| (column, -1))
                .collect(),
            Aim::Spent => self
                .spent()
                .filter(|(column, _)| matches!(self.columns.get(*column), Some(Column::Way(..))))
                .collect(),
        };
        terms.into_iter().filter(|(_, by)| *by != 0).collect()
    }

    /// The program of a setting.
    #[must_use]
    pub fn program(&self, setting: &Setting) -> Program {
        let stands = |name: &Condition| !setting.lifted.contains(name);
        let rows = self.rows.iter().filter(|(name, _)| name.as_ref().is_none_or(stands));
        let mut rows: Vec<Row> = rows.map(|(_, row)| row.clone()).collect();
        let mut amounts = 0;
        for (_, terms, cap) in self.cap_rows.iter().filter(|(name, ..)| stands(name)) {
            let mut terms = terms.clone();
            if setting.elastic {
                terms.push((self.columns.len() + amounts, -1));
                amounts += 1;
            }
            rows.push(row(terms, Bound::AtMost, *cap));
        }
        for chosen in &setting.without {
            let terms: Terms = chosen.iter().map(|column| (*column, 1)).collect();
            let most = i64::try_from(chosen.len()).unwrap_or(i64::MAX) - 1;
            rows.push(row(terms, Bound::AtMost, most));
        }
        let aims = Aim::of(setting.elastic).map(|aim| match aim {
            Aim::Excess => (0..amounts).map(|n| (self.columns.len() + n, 1)).collect(),
            _ => self.aim(aim),
        });
        Program {
            choices: self.columns.len(),
            amounts,
            rows,
            aims: aims.collect(),
        }
    }

    /// The way that a solution chooses for each candidate.
    #[must_use]
    pub fn chosen(&self, solution: &Solution) -> Vec<usize> {
        let mut ways = vec![0; self.candidates.len()];
        for (held, yes) in self.columns.iter().zip(&solution.chosen) {
            if let (Column::Way(n, way), true) = (held, *yes)
                && let Some(place) = ways.get_mut(*n)
            {
                *place = *way;
            }
        }
        ways
    }

    /// The schools that a solution takes each candidate to beside its own.
    #[must_use]
    pub fn placed(&self, solution: &Solution, n: usize) -> Vec<usize> {
        let each = self.columns.iter().zip(&solution.chosen);
        let new = each.filter_map(|(held, yes)| match held {
            Column::Placed(of, school) if *of == n && *yes => Some(*school),
            _ => None,
        });
        new.collect()
    }

    /// What is asked of each cap by a solution, with the cap.
    #[must_use]
    pub fn load(&self, chosen: &[bool]) -> Vec<(Condition, i64, i64)> {
        let asked = |terms: &Terms| -> i64 {
            let taken = terms.iter().filter(|(column, _)| chosen.get(*column) == Some(&true));
            taken.map(|(_, by)| by).sum()
        };
        let rows = self.cap_rows.iter();
        rows.map(|(name, terms, cap)| (*name, asked(terms), *cap)).collect()
    }

    /// By how much each named row other than a cap falls short of being broken by the columns that are yes; below nothing
    /// where it is broken.
    pub fn room<'m>(&'m self, chosen: &'m [bool]) -> impl Iterator<Item = (Condition, i64)> + 'm {
        self.rows.iter().filter_map(|(name, row)| {
            let taken = row
                .terms
                .iter()
                .filter(|(column, _)| chosen.get(*column) == Some(&true));
            let sum: i64 = taken.map(|(_, by)| by).sum();
            let room = match row.bound {
                Bound::AtMost => row.by - sum,
                Bound::AtLeast => sum - row.by,
                Bound::Exactly => -(row.by - sum).abs(),
            };
            Some(((*name)?, room))
        })
    }

    /// Known hours and initiatives at each school, in hundredths, by the columns that are yes.
    #[must_use]
    pub fn loads(&self, chosen: &[bool]) -> Vec<(i64, i64)> {
        let sum = |terms: Terms| -> i64 {
            let taken = terms
                .into_iter()
                .filter(|(column, _)| chosen.get(*column) == Some(&true));
            taken.map(|(_, by)| by).sum()
        };
        let schools = (0..self.schools).map(|school| self.asked_at(school));
        schools
            .map(|(hours, initiatives)| (sum(hours), sum(initiatives)))
            .collect()
    }

    /// The columns that are yes with another way for one candidate.
    #[must_use]
    pub fn with(&self, chosen: &[bool], n: usize, way: usize) -> Vec<bool> {
        let each = self.columns.iter().zip(chosen);
        let other = each.map(|(held, yes)| match held {
            Column::Way(of, place) if *of == n => *place == way,
            Column::Way(..) | Column::Placed(..) => *yes,
        });
        other.collect()
    }

    /// The columns of going on as now, whether or not that fits.
    #[must_use]
    pub fn as_now(&self) -> Vec<bool> {
        let each = self.columns.iter().map(|held| match held {
            Column::Way(n, way) => self.candidates.get(*n).is_some_and(|candidate| {
                let now = if candidate.proposed { Move::Postpone } else { Move::GoOn };
                candidate.ways.get(*way).is_some_and(|way| way.movement == now)
            }),
            Column::Placed(..) => false,
        });
        each.collect()
    }
}

/// Hundredths of an hour in an hour.
const HUNDREDTHS: f64 = 100.0;
/// What money is reckoned in, in dollars.
pub const DOLLARS: f64 = 100.0;

fn row(terms: Terms, bound: Bound, by: i64) -> Row {
    Row { terms, bound, by }
}

/// The schools that something can go to: those of the grades that have it, where it is not.
fn places_for(audit: &Audit, candidate: &Candidate) -> Vec<usize> {
    let Some(band) = audit.set.known(KnownFact::GradeBand) else {
        return Vec::new();
    };
    let of = |school: usize| {
        audit
            .schools
            .get(school)
            .map(|sheet| sheet.value(band))
            .filter(|v| v.is_known())
    };
    let own: Vec<usize> = candidate.asks.at.iter().map(|(school, _)| *school).collect();
    let bands: Vec<_> = own.iter().filter_map(|school| of(*school)).collect();
    let fits = |school: &usize| !own.contains(school) && of(*school).is_some_and(|band| bands.contains(&band));
    (0..audit.inventory.schools.len()).filter(fits).collect()
}

/// Schools by band of poverty, as far as it is known.
fn groups(audit: &Audit) -> Vec<Vec<usize>> {
    let Some(fact) = audit.set.known(KnownFact::Poverty) else {
        return Vec::new();
    };
    let limits: Vec<f64> = POVERTY_BANDS
        .iter()
        .filter_map(|name| threshold(audit, *name))
        .collect();
    let mut groups = vec![Vec::new(); limits.len() + 1];
    for (school, sheet) in audit.schools.iter().enumerate() {
        if let Some(poverty) = sheet.value(fact).one_number() {
            let band = limits.iter().filter(|limit| poverty.as_f64() > **limit).count();
            if let Some(group) = groups.get_mut(band) {
                group.push(school);
            }
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}
