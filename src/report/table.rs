//! A table for the terminal: a line an initiative.

use crate::diagnostics::cut;
use crate::evaluate::{Audit, Calendar, Verdict};
use crate::report::card::{Card, check_views, row_that_says};
use crate::report::order::{Placed, by_day_and_money};
use crate::report::said::Speaker;
use crate::report::until::UntilView;
use crate::report::view::{Totals, by_recommendation, told_to, yearly_cost};
use crate::report::{Days, Depth, Edition, RenderError, Renderer, Telling, View};

const NAME: usize = 44;
const REASON: usize = 60;

/// One line an initiative, in the order of the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Table;

impl Renderer for Table {
    fn depth(&self, _: Edition) -> Depth {
        Depth::Answers
    }

    fn render(&self, view: &View, _: Edition, _: Option<&str>) -> Result<Vec<u8>, RenderError> {
        let line = |card: &Card| Line {
            place: card.place,
            name: card.name.clone(),
            answer: card.answer.clone(),
            firmness: card.firmness,
            amount: card.amount,
            reason: Reason {
                withheld: card.withheld,
                until: card.until.as_ref().and_then(UntilView::day),
                row: &card.reason,
                provided: card.checks.iter().map(|check| check.provided.as_str()).collect(),
            }
            .cut(&view.days),
        };
        let groups = view.groups.iter();
        let groups = groups.map(|group| (group.title.as_str(), group.cards.iter().map(line).collect()));
        Ok(written(&view.district, &view.as_of, &view.days, view.totals, groups.collect()).into_bytes())
    }
}

impl Table {
    /// The table of an audit, without the rest of a view: of each initiative no more is held than its line. Calls `each`
    /// after each initiative, to show how far it is.
    ///
    /// # Errors
    /// When an answer is no recommendation of the rule set: its initiative would stand in no report.
    pub fn of(audit: &Audit, telling: Telling, each: &mut dyn FnMut()) -> Result<String, RenderError> {
        told_to(audit, telling.audience, |audit, withheld| {
            let days = Days::of(audit, telling.locale);
            let mut lines = Lines {
                audit,
                speaker: Speaker::of(audit, telling.audience),
                calendar: Calendar::of(audit),
                days: &days,
            };
            let verdicts = audit.verdicts.iter().enumerate();
            let lines = verdicts.filter_map(|(place, verdict)| {
                let line = lines.line(place, verdict, withheld.get(place).copied().unwrap_or_default());
                each();
                line
            });
            let mut lines: Vec<Line> = lines.collect();
            by_day_and_money(audit, &mut lines);
            let groups = by_recommendation(audit.set, lines)?.into_iter();
            let groups = groups.map(|(recommendation, lines)| (recommendation.title.as_str(), lines));
            let (district, as_of) = (&audit.inventory.district, audit.inventory.as_of.to_string());
            Ok(written(district, &as_of, &days, Totals::of(audit), groups.collect()))
        })
    }
}

/// What the line of an initiative says.
struct Line {
    place: usize,
    name: String,
    /// The recommendation, by id.
    answer: String,
    firmness: &'static str,
    amount: Option<f64>,
    /// Not longer than it is shown.
    reason: String,
}

impl Placed for Line {
    fn place(&self) -> usize {
        self.place
    }

    fn answer(&self) -> &str {
        &self.answer
    }

    fn amount(&self) -> Option<f64> {
        self.amount
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// What the lines of one audit share.
struct Lines<'a> {
    audit: &'a Audit<'a>,
    speaker: Speaker<'a>,
    calendar: Calendar<'a>,
    days: &'a Days,
}

impl<'a> Lines<'a> {
    fn line(&mut self, place: usize, verdict: &'a Verdict, withheld: bool) -> Option<Line> {
        let (audit, set) = (self.audit, self.audit.set);
        let until = (!withheld).then(|| self.calendar.until(place, verdict)).flatten();
        let spoken = self.speaker.initiative(place, verdict, until.as_ref())?;
        let row = row_that_says(audit, verdict, withheld);
        let row = row.map_or_else(String::new, |row| self.speaker.reason(&spoken, row));
        let until = until.as_ref().map(|until| UntilView::of(set, until));
        let checks = check_views(set, verdict);
        let reason = Reason {
            withheld,
            until: until.as_ref().and_then(UntilView::day),
            row: &row,
            provided: checks.iter().map(|check| check.provided.as_str()).collect(),
        };
        Some(Line {
            place,
            name: audit.inventory.initiatives.get(place)?.name.clone(),
            answer: audit.answer(verdict).to_owned(),
            firmness: verdict.firmness.word(),
            amount: yearly_cost(audit, verdict),
            reason: reason.cut(self.days),
        })
    }
}

/// Why an answer is given, as far as a line has room.
struct Reason<'c> {
    withheld: bool,
    /// The first day on which the answer is another one.
    until: Option<&'c str>,
    /// What the deciding row says.
    row: &'c str,
    /// What the answer rests on.
    provided: Vec<&'c str>,
}

impl Reason<'_> {
    fn cut(&self, days: &Days) -> String {
        let (until, row) = (
            self.until.map_or_else(String::new, |on| format!("until {on}: ")),
            self.row,
        );
        let reason = match self.provided.as_slice() {
            _ if self.withheld => "rests on results of small groups, which are not shown".to_owned(),
            [] => format!("{until}{row}"),
            checks => format!("{until}{row}; provided that {}", checks.join(", ")),
        };
        cut(&days.written(&reason), REASON)
    }
}

fn written(district: &str, as_of: &str, days: &Days, totals: Totals, groups: Vec<(&str, Vec<Line>)>) -> String {
    let mut out = format!(
        "{} · {} · {} of {} settled, {} provided ({} only prepared), {} open\n\n",
        cut(district, 60),
        days.written(as_of),
        totals.settled,
        totals.count,
        totals.provided,
        totals.prepared,
        totals.open
    );
    let widest = groups.iter().map(|(title, _)| title.chars().count()).max();
    let wide = widest.unwrap_or_default().min(NAME);
    for (title, lines) in groups {
        let title = cut(title, wide);
        for line in lines {
            let (firm, name, reason) = (line.firmness, cut(&line.name, NAME), line.reason);
            out.push_str(format!("{title:<wide$}  {firm:<8}  {name:<NAME$}  {reason}\n").trim_end());
            out.push('\n');
        }
    }
    out
}
