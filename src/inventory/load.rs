//! From the text of an inventory to a checked one, all problems in one run.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::inventory::applies;
use crate::inventory::model::given_to;
use crate::inventory::record::Records;
use crate::inventory::rows::{Rows, unknown_reference};
use crate::inventory::{DistrictCalendar, Given, Goal, Initiative, Inventory, PartialDate, School, grade_bands};
use crate::rules::{RuleSet, Subject, unanswered};
use crate::yaml::{self, Fields, Limits, Node};

/// Fields of the whole that other readers take.
const TOP: [&str; 11] = [
    "format",
    "as_of",
    "schools",
    "initiatives",
    "glossary",
    "calendar",
    "district.name",
    "district.state",
    "plan.goals",
    "plan.rocks_list",
    "plan.name",
];
/// As many initiatives are read; a table of half as many takes 0.9 GB.
const MOST_INITIATIVES: usize = 200_000;
const IDENTITY: [&str; 4] = ["id", "name", "note", "title"];
const SCHOOL: [&str; 5] = ["id", "name", "note", "title", "grades"];
/// The fields of an initiative that are no facts.
pub(super) const INITIATIVE: [&str; 11] = [
    "id",
    "name",
    "note",
    "title",
    "scope.schools",
    "results",
    "studies",
    "reviews",
    "dissent",
    "elsewhere",
    "here",
];

/// The fields of an initiative that are neither facts nor its name.
pub(crate) fn beside_facts() -> impl Iterator<Item = &'static str> {
    INITIATIVE.into_iter().filter(|field| !IDENTITY.contains(field))
}

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
    load_tree(&tree, sources.sha256(file), set, as_of, out)
}

/// Reads an inventory from its located tree, wherever that came from. `hash` names what was read in a report.
pub(crate) fn load_tree(
    tree: &Node,
    hash: String,
    set: &RuleSet,
    as_of: Option<Date>,
    out: &mut Diagnostics,
) -> Option<Inventory> {
    let mut inventory = around(tree, hash, set, as_of, out)?;
    let today = dated(&inventory);
    let schools = places(&inventory);
    let rows = Rows::new(set, &schools, goal_ids(&inventory), today);
    if let Some(plan) = tree.get("plan").filter(|p| !p.is_blank()) {
        let projects = list(plan, "rocks_list", out).iter();
        inventory.rocks = projects.filter_map(|item| rows.project(item, out)).collect();
    }
    let days = list(tree, "calendar", out).iter();
    inventory.calendar.stretches = days.filter_map(|item| rows.stretch(item, out)).collect();
    let reader = Initiatives::of(set, &rows, today);
    let items = list(tree, "initiatives", out);
    if items.len() > MOST_INITIATIVES {
        let message =
            format!("the inventory lists over {MOST_INITIATIVES} initiatives, more than are judged at a time");
        out.push(
            Diagnostic::error(Code::TooManyNodes, tree.span, message)
                .help("split the inventory, or check what wrote the file"),
        );
        return None;
    }
    inventory.initiatives.reserve_exact(items.len());
    for item in items {
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
    super::moved::tell(&inventory, set, out);
    Some(inventory)
}

/// Reads what is known of a district beside its initiatives: its answers, schools, goals and terms.
pub(crate) fn around(
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
    let mut inventory = Inventory {
        district: named(tree, out),
        // without a date there is an error, and the rest is still read
        as_of: today.unwrap_or(Date::MAX),
        schools: Vec::new(),
        goals: Vec::new(),
        rocks: Vec::new(),
        calendar: DistrictCalendar::default(),
        glossary: glossary(tree, out),
        given: Records::new(set, Subject::District, "the inventory", today).answers(tree, &TOP, out),
        initiatives: Vec::new(),
        whole: true,
        hash,
        left_out: Vec::new(),
    };
    schools(tree, set, today, &mut inventory, out);
    goals(tree, set, today, &mut inventory, out);
    Some(inventory)
}

/// An inventory of one initiative alone, beside what is known of its district: nothing is said of the others there, so
/// what it names of them is not looked for.
pub(crate) fn alone(record: &Node, around: &Inventory, set: &RuleSet, out: &mut Diagnostics) -> Option<Inventory> {
    let schools = places(around);
    let today = dated(around);
    let rows = Rows::new(set, &schools, goal_ids(around), today);
    let mut inventory = Inventory {
        whole: false,
        ..around.clone()
    };
    let reader = Initiatives::of(set, &rows, today);
    let read = reader.initiative(record, &mut inventory.left_out, out)?;
    inventory.initiatives.push(read);
    Some(inventory)
}

/// The day of an inventory; nothing where it had none.
fn dated(inventory: &Inventory) -> Option<Date> {
    (inventory.as_of != Date::MAX).then_some(inventory.as_of)
}

/// The schools by their ids.
fn places(inventory: &Inventory) -> HashMap<String, usize> {
    let schools = inventory.schools.iter().enumerate();
    schools.map(|(n, s)| (s.id.clone(), n)).collect()
}

fn goal_ids(inventory: &Inventory) -> HashSet<String> {
    inventory.goals.iter().map(|g| g.id.clone()).collect()
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

/// The name of the district; a text that a report would not show is told.
fn named(tree: &Node, out: &mut Diagnostics) -> String {
    let texts = [("district", "name"), ("district", "state"), ("plan", "name")];
    let mut texts = texts.map(|(group, key)| {
        let node = tree.get(group)?.get(key).filter(|n| !n.is_blank())?;
        if node.as_text().is_none() {
            let message = format!("`{group}.{key}` is text, here stands {}", node.describe());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write one line of text"));
        }
        node.as_text()
    });
    let name = texts.first_mut().and_then(Option::take);
    name.unwrap_or("The district").to_owned()
}

/// The rows of a record.
fn rows<'n, 't>(record: &'n Node<'t>, key: &str, out: &mut Diagnostics) -> &'n [Node<'t>] {
    let help = format!("begin each row with `- `; a summary goes under `{key}_stated:`");
    list_or(record, key, &format!("`{key}` is a list of rows"), &help, out)
}

fn list<'n, 't>(tree: &'n Node<'t>, key: &str, out: &mut Diagnostics) -> &'n [Node<'t>] {
    list_or(
        tree,
        key,
        &format!("`{key}` is a list"),
        "begin each entry with `- `",
        out,
    )
}

fn list_or<'n, 't>(tree: &'n Node<'t>, key: &str, what: &str, help: &str, out: &mut Diagnostics) -> &'n [Node<'t>] {
    match tree.get(key) {
        None => &[],
        Some(node) if node.is_blank() => &[],
        Some(node) => node.as_list().unwrap_or_else(|| {
            out.push(
                Diagnostic::error(
                    Code::NotAList,
                    node.span,
                    format!("{what}, here stands {}", node.describe()),
                )
                .help(help),
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
    let mut places = Vec::new();
    for entry in entries {
        if entry.value.is_blank() {
            continue;
        }
        let Some(meaning) = entry.value.as_text() else {
            let message = format!(
                "the meaning of `{}` is text, here stands {}",
                entry.key,
                entry.value.describe()
            );
            out.push(Diagnostic::error(Code::WrongType, entry.value.span, message).help("write `term: meaning` lines"));
            continue;
        };
        // capitals do not count, so that two spellings are one term
        let term = entry.key.to_lowercase();
        terms.insert(term.clone(), meaning.to_owned());
        places.push((term, entry.key_span));
    }
    unique("term", places.iter().map(|(term, span)| (term.as_str(), *span)), out);
    terms
}

fn schools(tree: &Node, set: &RuleSet, today: Option<Date>, inventory: &mut Inventory, out: &mut Diagnostics) {
    let records = Records::new(set, Subject::School, "a school", today);
    for item in list(tree, "schools", out) {
        let identity = identity(item, "a school", out);
        let given = records.answers(item, &SCHOOL, out);
        let grades = grades(item, out);
        let Some((id, name)) = identity else { continue };
        inventory.schools.push(School {
            id,
            name,
            grades,
            given,
            span: item.span,
        });
    }
    unique("school", inventory.schools.iter().map(|s| (s.id.as_str(), s.span)), out);
}

/// The grades of a school as written; what names none is told.
fn grades(school: &Node, out: &mut Diagnostics) -> String {
    let Some(node) = school.get("grades").filter(|n| !n.is_blank()) else {
        return String::new();
    };
    let text = node.as_text().map(str::trim);
    if text.is_some_and(|t| t.is_empty() || unanswered(t).is_some()) {
        return String::new();
    }
    if let Some(text) = text.filter(|t| grade_bands(t).is_some()) {
        return text.to_owned();
    }
    let written = text.map_or_else(
        || format!("here stands {}", node.describe()),
        |t| format!("`{t}` names none"),
    );
    out.push(
        Diagnostic::error(
            Code::WrongType,
            node.span,
            format!("`grades` are the grades of a school, {written}"),
        )
        .help("write them such as K-5, PK-8 or 9-12; or leave it blank and answer `grade_band`"),
    );
    String::new()
}

fn goals(tree: &Node, set: &RuleSet, today: Option<Date>, inventory: &mut Inventory, out: &mut Diagnostics) {
    let Some(plan) = tree.get("plan").filter(|p| !p.is_blank()) else {
        return;
    };
    let records = Records::new(set, Subject::Goal, "a goal", today);
    for item in list(plan, "goals", out) {
        let identity = identity(item, "a goal", out);
        let given = records.answers(item, &IDENTITY, out);
        let Some((id, name)) = identity else { continue };
        inventory.goals.push(Goal {
            id,
            name,
            given,
            span: item.span,
        });
    }
    unique("goal", inventory.goals.iter().map(|g| (g.id.as_str(), g.span)), out);
}

/// Id and name; what is missing is reported.
fn identity(item: &Node, what: &'static str, out: &mut Diagnostics) -> Option<(String, String)> {
    let mut fields = Fields::of(item, what, out)?;
    let id = name_of(&mut fields, "id", out);
    let name = name_of(&mut fields, "name", out);
    for remark in ["note", "title"] {
        fields.text(remark, out);
    }
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

/// Reads initiatives.
pub(super) struct Initiatives<'a> {
    records: Records<'a>,
    rows: &'a Rows<'a>,
    /// How many schools the scopes may still name, each counted in every scope.
    places: Cell<usize>,
}

/// All scopes together name at most so many schools: `all` is short to write and long to hold.
const MOST_PLACES: usize = 4_000_000;

impl<'a> Initiatives<'a> {
    pub fn of(set: &'a RuleSet, rows: &'a Rows<'a>, today: Option<Date>) -> Self {
        Self {
            records: Records::new(set, Subject::Initiative, "an initiative", today),
            rows,
            places: Cell::new(MOST_PLACES),
        }
    }

    pub fn initiative(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Initiative> {
        let identity = identity(item, "an initiative", out);
        let given = self.records.answers(item, &INITIATIVE, out);
        let mut later = Vec::new();
        let results = rows(item, "results", out);
        let results = results.iter().filter_map(|row| self.rows.result(row, &mut later, out));
        let (levels, results) = results.partition(|row| row.is_level());
        let studies = rows(item, "studies", out);
        let studies = studies.iter().filter_map(|row| self.rows.study(row, &mut later, out));
        let studies = studies.collect();
        let reviews = self.rows.reviews(rows(item, "reviews", out), &mut later, out);
        let elsewhere = item.get("elsewhere").filter(|e| !e.is_blank());
        let elsewhere = elsewhere.map_or_else(Vec::new, |e| self.rows.elsewhere(e, &mut later, out));
        let here = rows(item, "here", out);
        let here = here.iter().filter_map(|row| self.rows.here(row, &mut later, out));
        let here = here.collect();
        let schools = self.schools(item, out);
        applies::check(self.records.set, &given, item, out);
        let dissent = item.get("dissent").filter(|d| !d.is_blank());
        let dissent = dissent.and_then(|d| self.rows.dissent(d, out));
        // only now: a record without a name still has its other problems told
        let (id, name) = identity?;
        left_out.extend(later.into_iter().map(|text| format!("{name}: {text}")));
        Some(Initiative {
            note: item.get("note").and_then(Node::as_text).unwrap_or_default().to_owned(),
            schools,
            results,
            levels,
            studies,
            reviews,
            dissent,
            elsewhere,
            here,
            kept_back: Vec::new(),
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
            if self.rows.schools.is_empty() {
                out.push(
                    Diagnostic::error(
                        Code::UnknownReference,
                        node.span,
                        "`all` means every school listed, and the inventory lists none",
                    )
                    .help("list the schools under `schools:`, or write `scope: { share_of_schools: 1 }`"),
                );
                return None;
            }
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
        if node.as_text().is_some_and(|t| unanswered(t).is_some()) {
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

/// Of a circle this many are named.
const MOST_NAMED: usize = 20;

/// Whether an inventory of which answers were exchanged still holds together: what its answers name is there, nothing
/// builds on itself, and no answer is written of what it cannot be said of.
pub(crate) fn check_again(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    references(inventory, set, out);
    for initiative in &inventory.initiatives {
        applies::answers(set, &initiative.given, out);
    }
}

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
fn spans(inventory: &Inventory, set: &RuleSet, out: &mut Diagnostics) {
    for initiative in &inventory.initiatives {
        spans_of(initiative, set, out);
    }
}

/// What of an initiative ends before it starts.
pub(super) fn spans_of(initiative: &Initiative, set: &RuleSet, out: &mut Diagnostics) {
    use crate::truth::Possible::Numbers;
    let day = |fact: &str| set.fact_id(fact).and_then(|id| given_to(&initiative.given, id));
    let Some(start) = day("scope.since") else { return };
    for end in ["contract.ends", "money.funding_ends"] {
        if let Some(end) = day(end)
            && let (Numbers { low, .. }, Numbers { high, .. }) = (start.value, end.value)
            && start.on_record()
            && end.on_record()
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
