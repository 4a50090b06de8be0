//! Every problem of a run, in memory and in print no more than a person can use.

use std::collections::{BTreeMap, HashSet};

use super::nearest::Looks;
use super::plain::shortened;
use super::{Code, Diagnostic, Severity};

/// Of each kind this many are kept; the rest are counted.
const MOST_KEPT: usize = 1_000;

/// Every problem of a run.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    kept: BTreeMap<Code, usize>,
    /// How many there were beyond those that are kept.
    beyond: BTreeMap<(Code, Severity), usize>,
    looks: Looks,
}

/// Of all problems of a run this many are drawn for a person.
pub(super) const MOST_DRAWN: usize = 100;
/// Of all problems of a run this many are listed for a program.
pub(super) const MOST_LISTED: usize = 1_000;

/// The problems that are shown of a run, in its order, and how many others there are.
pub struct Shown<'a> {
    /// In the order of the run.
    pub list: Vec<&'a Diagnostic>,
    /// How many more of each kind, most first.
    pub more: Vec<(Code, usize)>,
    /// The worst of those that are not shown.
    pub worst: Option<Severity>,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        let kept = self.kept.entry(diagnostic.code).or_default();
        if *kept >= MOST_KEPT {
            *self.beyond.entry((diagnostic.code, diagnostic.severity)).or_default() += 1;
            return;
        }
        *kept += 1;
        diagnostic.message = shortened(diagnostic.message);
        diagnostic.help = diagnostic.help.into_iter().map(shortened).collect();
        self.list.push(diagnostic);
    }

    /// The known name that is most like `name`, when one is near enough; after many questions none is looked for.
    pub fn nearest<'a>(&mut self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.looks.nearest(name, known)
    }

    /// All that are kept.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many, with those that are only counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() + self.beyond.values().sum::<usize>()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.worst() == Some(Severity::Error)
    }

    /// The worst severity.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        let counted = self.beyond.keys().map(|(_, severity)| *severity);
        self.list.iter().map(|d| d.severity).chain(counted).max()
    }

    /// Changes problems in place.
    pub fn revise(&mut self, change: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(change);
    }

    /// Takes over the problems of another run.
    pub fn extend(&mut self, other: Self) {
        other.list.into_iter().for_each(|d| self.push(d));
        for (kind, count) in other.beyond {
            *self.beyond.entry(kind).or_default() += count;
        }
    }

    /// Gives problems the severity a rule set wants; `None` drops them. An error stays one, whatever its code.
    pub fn weigh(&mut self, severities: &BTreeMap<Code, Option<Severity>>) {
        let wanted = |code: Code, now: Severity| match severities.get(&code) {
            Some(wanted) if now != Severity::Error => *wanted,
            _ => Some(now),
        };
        self.list.retain_mut(|d| {
            let severity = wanted(d.code, d.severity);
            d.severity = severity.unwrap_or(d.severity);
            severity.is_some()
        });
        let beyond = std::mem::take(&mut self.beyond).into_iter();
        for ((code, now), count) in beyond {
            if let Some(severity) = wanted(code, now) {
                *self.beyond.entry((code, severity)).or_default() += count;
            }
        }
        self.recount();
    }

    /// Drops what is no error.
    pub fn keep_errors(&mut self) {
        self.list.retain(|d| d.severity == Severity::Error);
        self.beyond.retain(|(_, severity), _| *severity == Severity::Error);
        self.recount();
    }

    /// In the order of the files, each once.
    pub fn sort(&mut self) {
        let mut seen = HashSet::new();
        self.list.retain(|d| seen.insert(d.clone()));
        self.list
            .sort_by_key(|d| (d.at.map(|s| (s.source, s.start)), d.code.id()));
        self.recount();
    }

    fn recount(&mut self) {
        self.kept.clear();
        for diagnostic in &self.list {
            *self.kept.entry(diagnostic.code).or_default() += 1;
        }
    }

    /// At most so many of them. Each kind has its share, so that eighty thousand of one do not hide the one of another.
    #[must_use]
    pub fn shown(&self, most: usize) -> Shown<'_> {
        let mut met: BTreeMap<Code, usize> = BTreeMap::new();
        let mut ranked: Vec<(usize, std::cmp::Reverse<Severity>, usize, &Diagnostic)> = Vec::new();
        for (place, diagnostic) in self.list.iter().enumerate() {
            let before = met.entry(diagnostic.code).or_default();
            ranked.push((*before, std::cmp::Reverse(diagnostic.severity), place, diagnostic));
            *before += 1;
        }
        ranked.sort_by_key(|(before, severity, place, _)| (*before, *severity, *place));
        let rest = ranked.split_off(ranked.len().min(most));
        ranked.sort_by_key(|(.., place, _)| *place);
        let mut more: BTreeMap<Code, usize> = BTreeMap::new();
        let mut worst = self.beyond.keys().map(|(_, severity)| *severity).max();
        for (.., diagnostic) in &rest {
            *more.entry(diagnostic.code).or_default() += 1;
            worst = worst.max(Some(diagnostic.severity));
        }
        for ((code, _), count) in &self.beyond {
            *more.entry(*code).or_default() += count;
        }
        let mut more: Vec<(Code, usize)> = more.into_iter().collect();
        more.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.id()));
        Shown {
            list: ranked.into_iter().map(|(.., diagnostic)| diagnostic).collect(),
            more,
            worst,
        }
    }
}

impl Shown<'_> {
    /// How many are not shown, in words; nothing when all are.
    #[must_use]
    pub fn rest(&self) -> Option<String> {
        let total: usize = self.more.iter().map(|(_, count)| count).sum();
        let each: Vec<String> = self
            .more
            .iter()
            .map(|(code, count)| format!("{} {}", grouped(*count), code.id()))
            .collect();
        (total > 0).then(|| {
            let what = if total == 1 { "problem" } else { "problems" };
            format!("… and {} more {what}: {}", grouped(total), each.join(", "))
        })
    }

    /// What stands below the problems that are shown, as a problem of its own; nothing when all are shown.
    pub(super) fn last(&self) -> Option<Diagnostic> {
        let mut last = Diagnostic::about_file(Code::MoreProblems, "", self.rest()?);
        last.severity = self.worst?;
        Some(last.help("mend these first and run again: one cause often makes many problems"))
    }
}

/// A count with commas between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic, Diagnostics, Severity};
    use crate::diagnostics::Span;

    #[test]
    fn every_kind_has_its_share_and_the_rest_is_counted() {
        let mut out = Diagnostics::default();
        for n in 0..80_000 {
            out.push(Diagnostic::error(Code::UnknownField, Span::NOWHERE, n.to_string()));
        }
        out.push(Diagnostic::new(Code::LaterThanAudit, Span::NOWHERE, "late"));
        out.push(Diagnostic::error(Code::NoDate, Span::NOWHERE, "no date"));
        assert_eq!((out.len(), out.iter().count()), (80_002, 1_002));
        out.sort();
        let shown = out.shown(100);
        let of = |code| shown.list.iter().filter(|d| d.code == code).count();
        let shares = (of(Code::UnknownField), of(Code::NoDate), of(Code::LaterThanAudit));
        assert_eq!(shares, (98, 1, 1));
        let rest = shown.rest();
        assert_eq!(
            rest.as_deref(),
            Some("… and 79,902 more problems: 79,902 unknown-field")
        );
        assert_eq!(shown.worst, Some(Severity::Error));
        assert!(out.shown(2_000).list.len() == 1_002);
    }

    #[test]
    fn what_is_only_counted_is_an_error_all_the_same() {
        let mut out = Diagnostics::default();
        for n in 0..1_001 {
            let severity = if n == 1_000 { Severity::Error } else { Severity::Note };
            let mut problem = Diagnostic::new(Code::UnusedFact, Span::NOWHERE, n.to_string());
            problem.severity = severity;
            out.push(problem);
        }
        assert!(out.has_errors());
        out.keep_errors();
        assert_eq!(out.len(), 1);
        assert!(out.has_errors());
    }
}
