//! Which initiatives to end, to reduce, to merge, to pause or to postpone, and which to spread, so that hours at each school
//! and money fit.
//!
//! A plan is the best solution of a program of yes-or-no choices ([`program`]): what each answer allows
//! ([`candidates`]), what must hold ([`Model`]), and aims of which an earlier one counts before any later. With it come
//! the next-best plans, what each protection costs, which of them clash where nothing fits ([`plan()`]), and what it
//! frees and from when ([`freed`]). What it may do, what it must keep and what it reckons with stands in the rules.

mod candidate;
mod climb;
mod model;
pub mod program;
mod savings;
mod search;

pub use candidate::{Asks, Basis, Candidate, Kept, Way, Where, candidates};
pub use model::{Aim, Caps, Column, Condition, DOLLARS, Model, Setting};
pub use savings::{Freed, freed};
pub use search::{Another, Change, Clash, Found, Plan, Price, Standing, both, plan};
