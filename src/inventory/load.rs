//! From the text of an inventory to a checked one, all problems in one run.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::inventory::model::given_to;
use crate::inventory::record::Records;
use crate::inventory::rows::{Rows, unknown_reference};
use crate::inventory::{Dissent, Given, Goal, Initiative, Inventory, PartialDate, Rock, School};
use crate::rules::{RuleSet, Subject};
use crate::yaml::{self, Fields, Limits, Node};

const TOP: [&str; 8] = [
    "format",
    "as_of",
    "schools",
    "initiatives",
    "glossary",
    "district.name",
    "district.state",
    "plan.goals",
];
const TOP_MORE: [&str; 2] = ["plan.rocks_list", "plan.name"];
const RECORD: [&str; 10] = [
    "id",
    "name",
    "note",
    "scope.schools",
    "results",
    "studies",
    "reviews",
    "dissent",
    "grades",
    "title",
];
const STEPS: [&str; 6] = ["disagreement", "why", "alternative", "merits", "limits", "open_to"];

/// Reads an inventory against the facts of a rule set. `as_of` replaces the file's own date.
/// The value is usable when no problem is an error.
pub fn load(
    file: SourceId,
    set: &RuleSet,
    as_of: Option<Date>,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Inventory> {
    let text = sources.text(file);
    let tree = yaml::read(file, text, &Limits::default(), out)?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    load_tree(&tree, format!("{:016x}", hasher.finish()), set, as_of, out)
}

/// Reads an inventory from its located tree, wherever that came from. `hash` names what was read in a report.
pub(super) fn load_tree(
    tree: &Node,
    hash: String,
    set: &RuleSet,
    as_of: Option<Date>,
    out: &mut Diagnostics,
) -> Option<Inventory> {
    if tree.as_map().is_none() {
        out.push(
            Diagnostic::error(Code::NotAMapping, tree.span, "an inventory is a group of fields")
                .help("`cleardeck init` writes one to start from"),
        );
        return None;
    }
    format(tree, out);
    let today = as_of.or_else(|| date(tree, out));
    let fixed: Vec<&str> = TOP.iter().chain(&TOP_MORE).copied().collect();
    let mut inventory = Inventory {
        district: tree
            .get("district")
            .and_then(|d| d.get("name"))
            .and_then(Node::as_text)
            .unwrap_or("The district")
            .to_owned(),
        // without a date there is an error, and the rest is still read
        as_of: today.unwrap_or(Date::MAX),
        schools: Vec::new(),
        goals: Vec::new(),
        rocks: Vec::new(),
        glossary: glossary(tree, out),
        given: Records::new(set, Subject::District, "the inventory", today).answers(tree, &fixed, out),
        initiatives: Vec::new(),
        hash,
        left_out: Vec::new(),
    };
    let schools = schools(tree, set, today, &mut inventory, out);
    goals(tree, set, today, &mut inventory, out);
    let reader = Initiatives {
        records: Records::new(set, Subject::Initiative, "an initiative", today),
        rows: Rows {
            outcomes: &set.outcomes,
            schools: &schools,
            as_of: today,
        },
        places: Cell::new(MOST_PLACES),
    };
    for item in list(tree, "initiatives", out) {
        let read = reader.initiative(item, &mut inventory.left_out, out);
        inventory.initiatives.extend(read);
    }
    let listed = tree
        .get("initiatives")
        .is_some_and(|n| !n.is_blank() && n.as_list().is_none_or(|l| !l.is_empty()));
    if !listed {
        out.push(
            Diagnostic::error(Code::NothingToJudge, tree.span, "the inventory holds no initiative")
                .help("list them under `initiatives:`, each with an `id` and a `name`"),
        );
    }
    unique(
        "initiative",
        inventory.initiatives.iter().map(|i| (i.id.as_str(), i.span)),
        out,
    );
    references(&inventory, set, out);
    spans(&inventory, set, out);
    contradictions(&inventory, set, out);
    Some(inventory)
}

fn format(tree: &Node, out: &mut Diagnostics) {
    match tree.get("format") {
        Some(node) if node.as_text() != Some("1") => {
            out.push(
                Diagnostic::error(Code::WrongFormat, node.span, "this program reads `format: 1`")
                    .help("write format: 1"),
            );
        }
        _ => {}
    }
}

fn date(tree: &Node, out: &mut Diagnostics) -> Option<Date> {
    let Some(node) = tree.get("as_of").filter(|n| !n.is_blank()) else {
        let span = Span {
            source: tree.span.source,
            start: 0,
            end: 0,
        };
        out.push(
            Diagnostic::error(
                Code::NoDate,
                span,
                "the inventory does not say at which date it is judged",
            )
            .help("add a line `as_of: 2026-06-30`, or give --as-of"),
        );
        return None;
    };
    match PartialDate::read(node.as_text().unwrap_or_default()) {
        Ok(date) if date.first == date.last => Some(date.first),
        Ok(_) => {
            out.push(
                Diagnostic::error(Code::WrongType, node.span, "the date of the audit needs a day")
                    .help("write a day such as 2026-06-30"),
            );
            None
        }
        Err(message) => {
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write a day such as 2026-06-30"));
            None
        }
    }
}

fn list<'n, 't>(tree: &'n Node<'t>, key: &str, out: &mut Diagnostics) -> &'n [Node<'t>] {
    match tree.get(key) {
        None => &[],
        Some(node) if node.is_blank() => &[],
        Some(node) => node.as_list().unwrap_or_else(|| {
            out.push(
                Diagnostic::error(
                    Code::NotAList,
                    node.span,
                    format!("`{key}` is a list, here stands {}", node.describe()),
                )
                .help("begin each entry with `- `"),
            );
            &[]
        }),
    }
}

fn glossary(tree: &Node, out: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut terms = BTreeMap::new();
    let Some(node) = tree.get("glossary").filter(|n| !n.is_blank()) else {
        return terms;
    };
    let Some(entries) = node.as_map() else {
        out.push(
            Diagnostic::error(
                Code::NotAMapping,
                node.span,
                "`glossary` holds terms with their meaning",
            )
            .help("write `term: meaning` lines"),
        );
        return terms;
    };
    for entry in entries {
        if let Some(text) = entry.value.as_text() {
            terms.insert(entry.key.to_lowercase(), text.to_owned());
        }
    }
    terms
}

fn schools(
    tree: &Node,
    set: &RuleSet,
    today: Option<Date>,
    inventory: &mut Inventory,
    out: &mut Diagnostics,
) -> HashMap<String, usize> {
    let records = Records::new(set, Subject::School, "a school", today);
    for item in list(tree, "schools", out) {
        let identity = identity(item, "a school", out);
        let given = records.answers(item, &RECORD, out);
        let Some((id, name)) = identity else { continue };
        let grades = item
            .get("grades")
            .and_then(Node::as_text)
            .unwrap_or_default()
            .to_owned();
        inventory.schools.push(School {
            id,
            name,
            grades,
            given,
            span: item.span,
        });
    }
    unique("school", inventory.schools.iter().map(|s| (s.id.as_str(), s.span)), out);
    inventory
        .schools
        .iter()
        .enumerate()
        .map(|(n, s)| (s.id.clone(), n))
        .collect()
}

fn goals(tree: &Node, set: &RuleSet, today: Option<Date>, inventory: &mut Inventory, out: &mut Diagnostics) {
    let Some(plan) = tree.get("plan").filter(|p| !p.is_blank()) else {
        return;
    };
    let records = Records::new(set, Subject::Goal, "a goal", today);
    let mut places = Vec::new();
    for item in list(plan, "goals", out) {
        let identity = identity(item, "a goal", out);
        let given = records.answers(item, &RECORD, out);
        let Some((id, name)) = identity else { continue };
        places.push((id.clone(), item.span));
        inventory.goals.push(Goal { id, name, given });
    }
    unique("goal", places.iter().map(|(id, span)| (id.as_str(), *span)), out);
    for item in list(plan, "rocks_list", out) {
        let Some(mut fields) = Fields::of(item, "a 45-day project", out) else {
            continue;
        };
        let rock = Rock {
            name: fields.text("name", out),
            owner: fields.text("owner", out),
            start: fields.text("start", out),
            days: fields.text("days", out),
            goal: fields.text("goal", out),
        };
        fields.take("id");
        fields.take("done");
        fields.finish(out);
        inventory.rocks.push(rock);
    }
}

/// Id and name; what is missing is reported.
fn identity(item: &Node, what: &'static str, out: &mut Diagnostics) -> Option<(String, String)> {
    let mut fields = Fields::of(item, what, out)?;
    let id = name_of(&mut fields, "id", out);
    let name = name_of(&mut fields, "name", out);
    Some((id?, name?))
}

/// A name has at most so many characters: it stands in every part of a report.
const LONGEST_NAME: usize = 1_000;

fn name_of(fields: &mut Fields, key: &'static str, out: &mut Diagnostics) -> Option<String> {
    let text = fields.need(key, out)?;
    if text.len() <= LONGEST_NAME || text.chars().count() <= LONGEST_NAME {
        return Some(text);
    }
    let span = fields.take(key).map_or(fields.span(), |node| node.span);
    let message = format!("this `{key}` has over {LONGEST_NAME} characters");
    out.push(
        Diagnostic::error(Code::WrongType, span, message)
            .help("shorten it; what else there is to say goes under `note`"),
    );
    None
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = (&'a str, Span)>, out: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (id, span) in ids {
        if let Some(first) = seen.insert(id, span) {
            out.push(
                Diagnostic::error(Code::DuplicateId, span, format!("a second {what} `{id}`"))
                    .other(first, "first here")
                    .help("give each its own id"),
            );
        }
    }
}

struct Initiatives<'a> {
    records: Records<'a>,
    rows: Rows<'a>,
    /// How many schools the scopes may still name, each counted in every scope.
    places: Cell<usize>,
}

/// All scopes together name at most so many schools: `all` is short to write and long to hold.
const MOST_PLACES: usize = 4_000_000;

impl Initiatives<'_> {
    fn initiative(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Initiative> {
        let identity = identity(item, "an initiative", out);
        let given = self.records.answers(item, &RECORD, out);
        let rows = |key| {
            item.get(key)
                .and_then(Node::as_list)
                .map_or_else(Vec::new, |l| l.iter().collect::<Vec<_>>())
        };
        for key in ["results", "studies", "reviews"] {
            if let Some(node) = item.get(key).filter(|n| !n.is_blank() && n.as_list().is_none()) {
                let help = format!("begin each row with `- `; a summary goes under `{key}_stated:`");
                out.push(
                    Diagnostic::error(
                        Code::NotAList,
                        node.span,
                        format!("`{key}` is a list of rows, here stands {}", node.describe()),
                    )
                    .help(help),
                );
            }
        }
        let mut later = Vec::new();
        let results = self.rows.results(&rows("results"), &mut later, out);
        let studies = self.rows.studies(&rows("studies"), &mut later, out);
        let schools = self.schools(item, out);
        let reviews = reviews(&rows("reviews"), out);
        let dissent = item.get("dissent").and_then(|d| dissent(d, out));
        // only now: a record without a name still has its other problems told
        let (id, name) = identity?;
        left_out.extend(later.into_iter().map(|text| format!("{name}: {text}")));
        Some(Initiative {
            note: item.get("note").and_then(Node::as_text).unwrap_or_default().to_owned(),
            schools,
            results,
            studies,
            reviews,
            dissent,
            span: item.span,
            id,
            name,
            given,
        })
    }

    fn schools(&self, item: &Node, out: &mut Diagnostics) -> Option<Vec<usize>> {
        let node = item.get("scope")?.get("schools")?;
        if node.is_blank() {
            return None;
        }
        if node.as_text() == Some("all") {
            let Some(left) = self.places.get().checked_sub(self.rows.schools.len()) else {
                let message = format!("with this scope all scopes name over {MOST_PLACES} schools, more than are read");
                out.push(
                    Diagnostic::error(Code::TooManyNodes, node.span, message)
                        .help("split the inventory, or check what wrote the file"),
                );
                return None;
            };
            self.places.set(left);
            let mut all: Vec<usize> = self.rows.schools.values().copied().collect();
            all.sort_unstable();
            return Some(all);
        }
        if node.as_text().is_some_and(|t| crate::rules::unanswered(t).is_some()) {
            return None;
        }
        let Some(items) = node.as_list() else {
            out.push(
                Diagnostic::error(
                    Code::NotAList,
                    node.span,
                    "`scope.schools` is a list of school ids, or `all`",
                )
                .help("write [S1, S2]"),
            );
            return None;
        };
        let mut places = Vec::new();
        for item in items {
            let id = item.as_text().unwrap_or_default();
            match self.rows.schools.get(id) {
                Some(place) => places.push(*place),
                None => unknown_reference("school", id, item.span, self.rows.known(), out),
            }
        }
        places.sort_unstable();
        places.dedup();
        Some(places)
    }
}

fn reviews(items: &[&Node], out: &mut Diagnostics) -> Vec<Option<bool>> {
    let mut read = Vec::new();
    for item in items {
        let Some(mut fields) = Fields::of(item, "a review", out) else {
            continue;
        };
        let measured = match fields.text("measured", out).as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        fields.text("date", out);
        fields.text("decision", out);
        fields.finish(out);
        read.push(measured);
    }
    read
}

fn dissent(node: &Node, out: &mut Diagnostics) -> Option<Dissent> {
    let mut fields = Fields::of(node, "a dissent", out)?;
    let steps = STEPS
        .iter()
        .map(|step| ((*step).to_owned(), fields.text(step, out)))
        .collect();
    fields.finish(out);
    Some(Dissent { steps })
}

/// Of a circle this many are named.
const MOST_NAMED: usize = 20;

/// Goals and initiatives that are named must be there; nothing may build on itself.
fn references(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    let goals: HashSet<&str> = inventory.goals.iter().map(|g| g.id.as_str()).collect();
    let ids: HashMap<&str, usize> = inventory
        .initiatives
        .iter()
        .enumerate()
        .map(|(n, i)| (i.id.as_str(), n))
        .collect();
    let names = |given: &[Given], fact: &str| set.fact_id(fact).and_then(|id| given_to(given, id).cloned());
    let mut builds_on: Vec<Vec<usize>> = Vec::new();
    for initiative in &inventory.initiatives {
        if let Some(answer) = names(&initiative.given, "goals") {
            for goal in answer.names.iter().filter(|g| !goals.contains(g.as_str())) {
                unknown_reference("goal", goal, answer.span, (goals.len(), goals.iter().copied()), out);
            }
        }
        let mut needed = Vec::new();
        if let Some(answer) = names(&initiative.given, "requires") {
            for id in &answer.names {
                match ids.get(id.as_str()) {
                    Some(place) => needed.push(*place),
                    None => {
                        let known = (ids.len(), ids.keys().copied());
                        unknown_reference("initiative", id, answer.span, known, out);
                    }
                }
            }
        }
        builds_on.push(needed);
    }
    if let Some(circle) = circle(&builds_on) {
        let named: Vec<&str> = circle
            .iter()
            .take(MOST_NAMED)
            .filter_map(|n| inventory.initiatives.get(*n))
            .map(|i| i.id.as_str())
            .collect();
        let rest = match circle.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let span = circle
            .first()
            .and_then(|n| inventory.initiatives.get(*n))
            .map_or(Span::NOWHERE, |i| i.span);
        out.push(
            Diagnostic::error(
                Code::DependencyCycle,
                span,
                format!("these build on each other in a circle: {}{rest}", named.join(", ")),
            )
            .help("remove one of the `requires`"),
        );
    }
}

/// Some circle of the graph, when there is one; found without recursion.
fn circle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut state = vec![0_u8; edges.len()];
    for start in 0..edges.len() {
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let (here, child) = (*node, edges.get(*node).and_then(|e| e.get(*next)).copied());
            *next += 1;
            if let Some(mark) = state.get_mut(here).filter(|m| **m == 0) {
                *mark = 1;
            }
            match child {
                Some(child) => match state.get(child) {
                    Some(0) => path.push((child, 0)),
                    Some(1) => {
                        let from = path.iter().position(|(n, _)| *n == child).unwrap_or_default();
                        return Some(path.iter().skip(from).map(|(n, _)| *n).collect());
                    }
                    _ => {}
                },
                None => {
                    if let Some(mark) = state.get_mut(here) {
                        *mark = 2;
                    }
                    path.pop();
                }
            }
        }
    }
    None
}

/// What ends before it starts.
/// Two stated numbers of which the rule set gives that the one is at most the other.
fn contradictions(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    use crate::truth::Possible::Numbers;
    for initiative in &inventory.initiatives {
        for given in &set.given {
            let said = |fact| given_to(&initiative.given, fact).filter(|g| g.unanswered.is_none());
            let (Some(less), Some(more)) = (said(given.low), said(given.high)) else {
                continue;
            };
            if let (Numbers { low, .. }, Numbers { high, .. }) = (less.value, more.value)
                && low > high
            {
                let message = format!(
                    "`{}` cannot be more than `{}`",
                    set.fact(given.low).name,
                    set.fact(given.high).name
                );
                out.push(
                    Diagnostic::new(Code::ContradictsGiven, less.span, message)
                        .other(more.span, "which is less here")
                        .help("correct one of the two answers"),
                );
            }
        }
    }
}

fn spans(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    use crate::truth::Possible::Numbers;
    for initiative in &inventory.initiatives {
        let day = |fact: &str| set.fact_id(fact).and_then(|id| given_to(&initiative.given, id));
        let Some(start) = day("scope.since") else { continue };
        for end in ["contract.ends", "money.funding_ends"] {
            if let Some(end) = day(end)
                && let (Numbers { low, .. }, Numbers { high, .. }) = (start.value, end.value)
                && start.unanswered.is_none()
                && end.unanswered.is_none()
                && high < low
            {
                out.push(
                    Diagnostic::new(
                        Code::EndBeforeStart,
                        end.span,
                        "this ends before the initiative started",
                    )
                    .other(start.span, "started here")
                    .help("correct one of the two dates"),
                );
            }
        }
    }
}
