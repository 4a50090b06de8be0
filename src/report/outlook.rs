//! How firm a verdict is and what would change it, in words for the templates.

use serde::Serialize;

use crate::analysis::{Flip, Grid, Lift, Lifts, Step, Steps, stretch_text};
use crate::evaluate::{Audit, Verdict};
use crate::report::card::title;
use crate::rules::{RuleSet, value_text};

/// How a verdict stands under the published alternatives of the thresholds.
#[derive(Clone, Debug, Serialize)]
pub struct StabilityView {
    /// Whether it was looked at; the diagram of an initiative may grow too large.
    pub known: bool,
    /// Whether it holds everywhere.
    pub holds: bool,
    /// How many thresholds matter to it.
    pub thresholds: usize,
    /// How many combinations of their values were looked at.
    pub combinations: u64,
    /// Other answers under one other value alone.
    pub alone: Vec<FlipView>,
    /// Other answers that only several other values give together.
    pub together: Vec<FlipView>,
}

/// Another answer and the thresholds that give it.
#[derive(Clone, Debug, Serialize)]
pub struct FlipView {
    /// The recommendations, in words.
    pub to: Vec<String>,
    /// The thresholds: title, value, unit.
    pub when: Vec<SettingView>,
}

impl FlipView {
    fn joins(&self, other: &Self) -> bool {
        let title = |v: &Self| match v.when.as_slice() {
            [only] => Some(only.title.clone()),
            _ => None,
        };
        self.to == other.to && title(self).is_some() && title(self) == title(other)
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.when.iter_mut().zip(&other.when) {
            mine.values.extend(theirs.values.iter().cloned());
        }
    }
}

/// A threshold with another value.
#[derive(Clone, Debug, Serialize)]
pub struct SettingView {
    /// The title of the threshold.
    pub title: String,
    /// The values, a share as a percentage; any one of them gives the answer.
    pub values: Vec<String>,
    /// The unit; empty for a share.
    pub unit: String,
}

/// The least costly way on.
#[derive(Clone, Debug, Serialize)]
pub struct LiftView {
    /// The recommendations that may then stand, in words.
    pub then: Vec<String>,
    /// The changes, in the order of the rule set.
    pub changes: Vec<ChangeView>,
    /// What they cost together, in short-term projects.
    pub effort: String,
    /// Whether they only clear what protects the initiative from being judged.
    pub clears: bool,
}

/// One change.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// What to do.
    pub step: String,
    /// The title of the fact that changes.
    pub fact: String,
    /// What it is now.
    pub from: String,
    /// What it has to be.
    pub to: String,
}

/// A single change that gives another answer.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// The field in the inventory.
    pub fact: String,
    /// What it is about.
    pub title: String,
    /// What is on record.
    pub from: String,
    /// What it is then: any of these.
    pub to: Vec<String>,
    /// The answer that it gives, an id of the rule set.
    pub answer: String,
    /// The same in words.
    pub answer_title: String,
}

/// Every single change that gives another answer than a verdict.
#[must_use]
pub fn steps(audit: &Audit, steps: &Steps, verdict: &Verdict) -> Vec<StepView> {
    let view = |step: Step| {
        let fact = audit.set.fact(step.fact);
        let answer = audit.outcome(step.answer);
        StepView {
            fact: fact.name.clone(),
            title: fact.title.clone(),
            from: value_text(fact, step.from),
            to: step.to.into_iter().map(|to| stretch_text(fact, to)).collect(),
            answer: answer.to_owned(),
            answer_title: title(audit.set, answer),
        }
    };
    steps.from(verdict).into_iter().map(view).collect()
}

/// How firm the verdict of the initiative at `place` is.
pub(super) fn stability(audit: &Audit, grid: &Grid, place: usize) -> StabilityView {
    let found = grid.stability(place);
    let flips = |list: &[Flip]| {
        let mut views: Vec<FlipView> = Vec::new();
        for flip in list {
            let view = self::flip(audit, flip);
            // the same answer under another value of the same threshold is one line
            match views.last_mut() {
                Some(last) if last.joins(&view) => last.add(&view),
                _ => views.push(view),
            }
        }
        views
    };
    match &found {
        Ok(found) => StabilityView {
            known: true,
            holds: found.holds(),
            thresholds: found.parameters.len(),
            combinations: found.combinations,
            alone: flips(&found.alone),
            together: flips(&found.together),
        },
        Err(_) => StabilityView {
            known: false,
            holds: false,
            thresholds: 0,
            combinations: 0,
            alone: Vec::new(),
            together: Vec::new(),
        },
    }
}

fn flip(audit: &Audit, flip: &Flip) -> FlipView {
    let set = audit.set;
    let setting = |(id, value): &(crate::rules::ParameterId, crate::truth::Number)| {
        let parameter = set.parameter(*id);
        let share = parameter.unit == "share";
        SettingView {
            title: parameter.prose.title.clone(),
            values: vec![if share { percent(*value) } else { value.to_string() }],
            unit: if share { String::new() } else { parameter.unit.clone() },
        }
    };
    FlipView {
        to: outcomes(audit, flip.possible),
        when: flip.settings.iter().map(setting).collect(),
    }
}

fn percent(value: crate::truth::Number) -> String {
    let hundredfold = crate::truth::Number::nearest(value.as_f64() * 100.0).unwrap_or_default();
    format!("{hundredfold} %")
}

fn outcomes(audit: &Audit, possible: u64) -> Vec<String> {
    let options = (0..64).filter(|n| possible >> n & 1 == 1);
    options.map(|n| title(audit.set, audit.outcome(n))).collect()
}

/// The least costly way on for a verdict; nothing where there is none, or where it could not be worked out.
pub(super) fn lift(audit: &Audit, lifts: &Lifts, verdict: &Verdict) -> Option<LiftView> {
    let found = lifts.lift(audit, verdict).ok().flatten()?;
    Some(view(audit.set, audit, &found))
}

fn view(set: &RuleSet, audit: &Audit, lift: &Lift) -> LiftView {
    let change = |c: &crate::analysis::Change| {
        let action = set.actions.get(c.action)?;
        let fact = set.fact(action.fact);
        Some(ChangeView {
            step: action.step.clone(),
            fact: fact.title.clone(),
            from: value_text(fact, c.from),
            to: value_text(fact, c.to),
        })
    };
    LiftView {
        then: outcomes(audit, lift.then),
        changes: lift.changes.iter().filter_map(change).collect(),
        effort: lift.effort.to_string(),
        clears: lift.clears,
    }
}
