//! Reads scenarios against an inventory: every name, fact and value in them is known.

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::evaluate::contradictions;
use crate::inventory::{Inventory, PartialDate, STATED, answer_to, belongs, check_again, given_to};
use crate::rules::contract::KnownFact;
use crate::rules::{FactId, FactType, RuleSet, Subject, read_number};
use crate::truth::{Number, Possible, days};
use crate::yaml::{self, Fields, Limits, Node};

use super::{Edit, Grant, Position, Scenario};

/// A delay of more years is not meant.
const MOST_YEARS: i16 = 20;
/// So many scenarios of a file are read, and so many levels of cover.
const MOST: usize = 50;

/// Reads scenarios of one inventory.
pub struct Scenarios<'a> {
    /// The rules.
    pub set: &'a RuleSet,
    /// The inventory on its own day.
    pub inventory: &'a Inventory,
}

impl Scenarios<'_> {
    /// The scenarios of a file: `format: 1` and `scenarios:`, each with a name of its own.
    pub fn read(&self, file: SourceId, sources: &Sources, out: &mut Diagnostics) -> Vec<Scenario> {
        let Some(tree) = yaml::read(file, sources.text(file), &Limits::default(), out) else {
            return Vec::new();
        };
        let Some(mut fields) = Fields::of(&tree, "a file of scenarios", out) else {
            return Vec::new();
        };
        if fields.take("format").is_none_or(|node| node.as_text() != Some("1")) {
            let message = "this program reads scenarios of `format: 1`";
            out.push(Diagnostic::error(Code::WrongFormat, tree.span, message).help("write format: 1"));
        }
        let items = fields.list("scenarios");
        fields.finish(out);
        if items.is_empty() {
            let message = "the file holds no scenario";
            let help = "list them under `scenarios:`, each with a `name`";
            out.push(Diagnostic::error(Code::MissingField, tree.span, message).help(help));
        }
        if let Some(item) = items.get(MOST) {
            let message = format!("more than {MOST} scenarios");
            out.push(Diagnostic::error(Code::TooManyNodes, item.span, message).help("put some in a file of their own"));
        }
        let mut all: Vec<(Scenario, Span)> = Vec::new();
        for item in items.into_iter().take(MOST) {
            let Some(scenario) = self.scenario(item, out) else {
                continue;
            };
            if let Some((_, first)) = all.iter().find(|(other, _)| other.name == scenario.name) {
                let message = format!("a second scenario `{}`", scenario.name);
                let problem = Diagnostic::error(Code::DuplicateId, item.span, message);
                out.push(problem.other(*first, "first here").help("give each its own name"));
            }
            self.check(&scenario, out);
            all.push((scenario, item.span));
        }
        all.into_iter().map(|(scenario, _)| scenario).collect()
    }

    fn scenario(&self, item: &Node, out: &mut Diagnostics) -> Option<Scenario> {
        let mut fields = Fields::of(item, "a scenario", out)?;
        let name = fields.need("name", out);
        let on = fields.take("on").and_then(|node| day(node, "on", out));
        let mut edits = Vec::new();
        for node in fields.list("end") {
            edits.extend(self.initiative(node, out).map(Edit::End));
        }
        for node in fields.list("delay") {
            edits.extend(self.delayed(node, out));
        }
        for node in fields.list("set") {
            edits.extend(self.set(node, out));
        }
        let mut grants = Vec::new();
        for node in fields.list("grants") {
            grants.extend(self.grant(node, out));
        }
        let at = fields.take("covered").map_or(item.span, |node| node.span);
        let mut covered = Vec::new();
        for node in fields.list("covered").into_iter().take(MOST) {
            covered.extend(share(node, "covered", out));
        }
        let mut positions = Vec::new();
        for node in fields.list("positions") {
            positions.extend(self.position(node, out));
        }
        fields.finish(out);
        if grants.is_empty() && !covered.is_empty() {
            let message = "`covered` says how much of a grant the district pays itself, and no grant ends";
            out.push(Diagnostic::error(Code::DoesNotApply, at, message).help("add `grants:`, or take `covered` out"));
        }
        Some(Scenario {
            name: name?,
            on,
            edits,
            grants,
            covered,
            positions,
        })
    }

    /// The id of an initiative that is there.
    pub(super) fn known(&self, id: &str, span: Span, out: &mut Diagnostics) -> Option<String> {
        let ids = self.inventory.initiatives.iter().map(|i| i.id.as_str());
        if self.inventory.initiatives.iter().any(|i| i.id == id) {
            return Some(id.to_owned());
        }
        let near = out.nearest(id, ids).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| "write the `id` of an initiative of the inventory".to_owned());
        let message = format!("the inventory has no initiative `{id}`");
        out.push(Diagnostic::error(Code::UnknownReference, span, message).help(help));
        None
    }

    fn initiative(&self, node: &Node, out: &mut Diagnostics) -> Option<String> {
        let Some(id) = node.as_text() else {
            let message = format!("an initiative is named by its id, here stands {}", node.describe());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write one id an item"));
            return None;
        };
        self.known(id.trim(), node.span, out)
    }

    /// The initiative of a field that must be there.
    fn named(&self, fields: &mut Fields, item: &Node, out: &mut Diagnostics) -> Option<String> {
        let id = fields.need("initiative", out)?;
        let span = item.get("initiative").map_or(item.span, |node| node.span);
        self.known(&id, span, out)
    }

    fn delayed(&self, item: &Node, out: &mut Diagnostics) -> Option<Edit> {
        let mut fields = Fields::of(item, "a delay", out)?;
        let id = self.named(&mut fields, item, out);
        let years = fields.need("years", out);
        fields.finish(out);
        let span = item.get("years").map_or(item.span, |node| node.span);
        let (id, years) = (id?, years?);
        self.delay(&id, &years, [item.span, span], out)
    }

    /// A delay by so many years of what has not begun; the places are those of the whole and of the years.
    pub(super) fn delay(
        &self,
        id: &str,
        years: &str,
        [at, of_years]: [Span; 2],
        out: &mut Diagnostics,
    ) -> Option<Edit> {
        let Some(years) = years
            .trim()
            .parse::<i16>()
            .ok()
            .filter(|n| (1..=MOST_YEARS).contains(n))
        else {
            let message = format!("a delay is in whole years from 1 to {MOST_YEARS}, here stands `{years}`");
            out.push(Diagnostic::error(Code::WrongType, of_years, message).help("write a number such as 1"));
            return None;
        };
        let since = self.set.known(KnownFact::Since);
        let initiative = self.inventory.initiatives.iter().find(|i| i.id == id)?;
        let start = since
            .and_then(|fact| given_to(&initiative.given, fact))
            .filter(|g| g.on_record());
        let today = days(self.inventory.as_of);
        let (message, help) = match start.map(|g| g.value) {
            Some(Possible::Numbers { low, .. }) if low > today => return Some(Edit::Delay(id.to_owned(), years)),
            Some(_) => (
                format!("`{id}` has begun by the day of the audit, and what runs is not delayed"),
                "judge it on a later day (`on` in a file, or --as-of), or suppose that it ends",
            ),
            None => (
                format!("no start of `{id}` is on record that could be later"),
                "write `scope.since` in the inventory, or set it here",
            ),
        };
        out.push(Diagnostic::error(Code::DoesNotApply, at, message).help(help));
        None
    }

    fn set(&self, item: &Node, out: &mut Diagnostics) -> Option<Edit> {
        let mut fields = Fields::of(item, "an answer of a scenario", out)?;
        let id = self.named(&mut fields, item, out);
        let fact = fields.need("fact", out);
        let value = fields.take("value");
        fields.finish(out);
        let span = item.get("fact").map_or(item.span, |node| node.span);
        let fact = self.fact(&fact?, span, out);
        let Some(value) = value else {
            let message = "an answer of a scenario has no `value`";
            let help = "add a line `value: …`; blank for what nobody knows";
            out.push(Diagnostic::error(Code::MissingField, item.span, message).help(help));
            return None;
        };
        self.answer(id?, fact?, value, out)
    }

    /// A fact of an initiative that may be stated, by its field.
    pub(super) fn fact(&self, name: &str, span: Span, out: &mut Diagnostics) -> Option<FactId> {
        // a summary is written beside its rows under another name
        let stated = STATED.iter().find_map(|(written, meant)| {
            let rest = name.strip_prefix(written)?.strip_prefix('.')?;
            Some(format!("{meant}.{rest}"))
        });
        let name = stated.as_deref().unwrap_or(name);
        let of_initiative = |id: FactId| belongs(self.set.fact(id), Subject::Initiative);
        if let Some(id) = self.set.fact_id(name).filter(|id| of_initiative(*id)) {
            return Some(id);
        }
        let facts = self
            .set
            .each_fact()
            .filter(|(id, fact)| fact.askable && of_initiative(*id));
        let near = out.nearest(name, facts.map(|(_, fact)| fact.name.as_str()));
        let help = near.map_or_else(
            || "`cleardeck init` lists every field with its question".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("an initiative has no fact `{name}`");
        out.push(Diagnostic::error(Code::UnknownField, span, message).help(help));
        None
    }

    pub(super) fn answer(&self, id: String, fact: FactId, value: &Node, out: &mut Diagnostics) -> Option<Edit> {
        let given = answer_to(fact, value, self.set, self.inventory.as_of, out)?;
        Some(Edit::Set(id, given))
    }

    fn grant(&self, item: &Node, out: &mut Diagnostics) -> Option<Grant> {
        let mut fields = Fields::of(item, "a grant", out)?;
        let name = fields.need("name", out);
        let mut initiatives = Vec::new();
        let listed = fields.list("initiatives");
        for node in &listed {
            initiatives.extend(self.initiative(node, out));
        }
        if listed.is_empty() {
            let help = "add `initiatives: [ … ]`, the ids of what it pays";
            out.push(Diagnostic::error(Code::MissingField, item.span, "the grant pays no initiative").help(help));
        }
        let ends = match fields.take("ends") {
            Some(node) => day(node, "ends", out),
            None => {
                let help = "add a line `ends: 2027-06-30`";
                out.push(Diagnostic::error(Code::MissingField, item.span, "the grant has no `ends`").help(help));
                None
            }
        };
        let lost = match fields.take("lost") {
            Some(node) => share(node, "lost", out),
            None => Some(Number::whole(1)),
        };
        fields.finish(out);
        Some(Grant {
            name: name?,
            initiatives,
            ends: ends?,
            lost: lost?,
            span: item.span,
        })
    }

    fn position(&self, item: &Node, out: &mut Diagnostics) -> Option<Position> {
        let mut fields = Fields::of(item, "a position", out)?;
        let title = fields.need("title", out);
        let fund = fields.need("fund", out);
        let initiative = fields.text("initiative", out);
        if !initiative.is_empty() {
            let span = item.get("initiative").map_or(item.span, |node| node.span);
            self.known(&initiative, span, out)?;
        }
        let count = match fields.take("count") {
            Some(node) => amount(node, FactType::Number, "count", out),
            None => Some(Number::whole(1)),
        };
        let cost = fields
            .take("cost")
            .map(|node| amount(node, FactType::Money, "cost", out));
        let ends = fields.take("ends").map(|node| day(node, "ends", out));
        fields.finish(out);
        Some(Position {
            title: title?,
            initiative,
            count: count?,
            cost: cost.flatten(),
            fund: fund?,
            ends: ends.flatten(),
        })
    }

    /// Whether the inventory still holds together in a scenario.
    pub fn check(&self, scenario: &Scenario, out: &mut Diagnostics) {
        let kept = Scenario {
            // what builds on something that ends is told in the report, and is no mistake
            edits: scenario
                .edits
                .iter()
                .filter(|e| matches!(e, Edit::Set(..)))
                .cloned()
                .collect(),
            ..Scenario::default()
        };
        if kept.edits.is_empty() {
            return;
        }
        let changed = kept.apply(None, self.inventory, self.set);
        check_again(&changed, self.set, out);
        let against = |inventory: &Inventory| {
            let mut found = Diagnostics::default();
            contradictions(self.set, inventory, &mut found);
            found
        };
        let known = against(self.inventory);
        let new = against(&changed);
        let more = new.iter().filter(|d| known.iter().all(|k| k.message != d.message));
        for problem in more {
            out.push(problem.clone());
        }
    }
}

/// A day.
fn day(node: &Node, key: &str, out: &mut Diagnostics) -> Option<Date> {
    match PartialDate::read(node.as_text().unwrap_or_default().trim()) {
        Ok(date) if date.first == date.last => Some(date.first),
        _ => {
            let message = format!("`{key}` is a day, here stands {}", node.quoted());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write a day such as 2027-06-30"));
            None
        }
    }
}

/// A share from 0 to 1.
fn share(node: &Node, key: &str, out: &mut Diagnostics) -> Option<Number> {
    let read = read_number(FactType::Share, node.as_text().unwrap_or_default().trim());
    let found = read
        .ok()
        .filter(|share| (Number::ZERO..=Number::whole(1)).contains(share));
    if found.is_none() {
        let message = format!("`{key}` is a share, here stands {}", node.quoted());
        out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write 50% or 0.5"));
    }
    found
}

/// A number that is not below 0.
fn amount(node: &Node, kind: FactType, key: &str, out: &mut Diagnostics) -> Option<Number> {
    let read = read_number(kind, node.as_text().unwrap_or_default().trim());
    let found = read.ok().filter(|number| *number >= Number::ZERO);
    if found.is_none() {
        let message = format!("`{key}` is a number that is not below 0, here stands {}", node.quoted());
        out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write digits, such as 2 or 84000"));
    }
    found
}
