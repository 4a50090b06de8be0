//! From the texts of the rule files to a checked rule set, all problems in one run.

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, Sources, Span, sha256};
use crate::rules::condition::{Builder, RuleHead};
use crate::rules::contract::{self, Reach};
use crate::rules::facts::{self, computed, declare, options_hold, pick, prose, role, subject};
use crate::rules::overlay::{self, Overlay};
use crate::rules::parameters::{self, Override};
use crate::rules::{
    Change, Deviation, FactType, NodeId, Part, Prose, Row, Rule, RuleFile, RuleId, RuleSet, Score, ScoreTool, Strength,
    Subject, Table, claims, decision, order,
};
use crate::yaml::{self, Fields, Limits, Node};

const SECTIONS: [&str; 24] = [
    "format",
    "name",
    "version",
    "sources",
    "units",
    "parameters",
    "facts",
    "groups",
    "kinds",
    "terms",
    "outcomes",
    "scales",
    "rules",
    "tables",
    "scores",
    "recommendations",
    "caution",
    "properties",
    "given",
    "actions",
    "severity",
    "extends",
    "switched_off",
    "goes_without",
];
const PARTS: [&str; 5] = ["criterion", "ground", "guard", "finding", "definition"];

/// Reads and checks a rule set. The value is usable when no problem is an error.
pub fn load(files: &[RuleFile], overrides: &[Override], sources: &Sources, out: &mut Diagnostics) -> RuleSet {
    let mut set = RuleSet::default();
    let mut trees = Vec::new();
    for file in files {
        let text = sources.text(file.source);
        let tree = match file.packed {
            Some(packed) => yaml::replay(file.source, text, packed, out),
            None => yaml::read(file.source, text, &Limits::default(), out),
        };
        trees.extend(tree.map(|tree| (file.own, tree)));
    }
    set.hash = hash(files, sources);
    // one file that says so makes all files of its folder rules laid over others
    let laid = trees.iter().any(|(own, tree)| *own && overlay::is_overlay(tree));
    let (overlays, trees): (Vec<_>, Vec<_>) = trees.into_iter().partition(|(own, _)| laid && *own);
    let trees_of = |pairs: Vec<(bool, _)>| pairs.into_iter().map(|(_, tree)| tree).collect::<Vec<_>>();
    let (mut overlays, mut trees) = (trees_of(overlays), trees_of(trees));
    let mut laid_over = Overlay::default();
    for tree in &mut overlays {
        laid_over.lay(tree, &mut trees, out);
    }
    overlay::none_switched_off(&trees, out);
    let (base, set_there) = (trees.len(), laid_over.set);
    set.deviations = laid_over.deviations;
    trees.extend(overlays);
    let sections = Sections::gather(&trees, out);
    head(&trees, base, &mut set, out);
    facts::sources(sections.list("sources"), &mut set, out);
    let (units, items) = (sections.list("units"), sections.list("parameters"));
    // what is said on the command line comes last and counts
    parameters::parameters(units, items, [&set_there, overrides], &mut set, out);
    facts::kinds(sections.list("groups"), sections.list("kinds"), &mut set, out);
    facts::terms(sections.list("terms"), &mut set, out);
    facts::outcomes(sections.list("outcomes"), &mut set, out);
    facts::scales(sections.list("scales"), &mut set, out);
    let derived = facts::facts(sections.list("facts"), &mut set, out);
    facts::kind_facts(&mut set, Span::NOWHERE, out);
    scores_declare(&sections, &mut set, out);
    let tables = tables_declare(&sections, &mut set, out);
    let (heads, rules) = rule_heads(&sections, &mut set, out);
    contract::resolve(&mut set);
    for (id, place, node) in derived {
        let way = facts::derive(node, &set, out);
        if let Some(fact) = set.facts.get_mut(usize::from(id.0)) {
            *(if place == 0 {
                &mut fact.derive
            } else {
                &mut fact.or_derive
            }) = way;
        }
    }
    scores_fill(&sections, &mut set, out);
    claims::given(sections.list("given"), &mut set, out);
    claims::actions(sections.list("actions"), &mut set, out);
    claims::severities(sections.list("severity"), &mut set, out);
    conditions(&heads, &rules, &tables, sections.list("properties"), &mut set, out);
    decision::recommendations(
        sections.list("recommendations"),
        sections.list("caution"),
        &mut set,
        out,
    );
    decision::check(&set, out);
    let without = goes_without(&sections, out);
    let head = sections.list("name").first().map_or(Span::NOWHERE, |node| node.span);
    contract::check(&set, head, &without, &laid_over.roles_off, out);
    if !out.has_errors() {
        order::order(&mut set, out);
    }
    set
}

/// The same for the same files, whatever they are called and wherever they lie.
fn hash(files: &[RuleFile], sources: &Sources) -> String {
    let mut lines: Vec<String> = files.iter().map(|f| sources.sha256(f.source) + "\n").collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

/// The sections of all files together.
struct Sections<'n, 't> {
    lists: HashMap<&'static str, Vec<&'n Node<'t>>>,
}

impl<'n, 't> Sections<'n, 't> {
    fn gather(trees: &'n [Node<'t>], out: &mut Diagnostics) -> Self {
        let mut lists: HashMap<&'static str, Vec<&'n Node<'t>>> = HashMap::default();
        for tree in trees {
            let Some(mut fields) = Fields::of(tree, "a rule file", out) else {
                continue;
            };
            for section in SECTIONS {
                let items = fields.list(section);
                lists.entry(section).or_default().extend(items);
            }
            fields.finish(out);
        }
        Self { lists }
    }

    fn list(&self, section: &str) -> &[&'n Node<'t>] {
        self.lists.get(section).map_or(&[], Vec::as_slice)
    }
}

/// The parts of the program that the rule set says it goes without.
fn goes_without(sections: &Sections, out: &mut Diagnostics) -> Vec<Reach> {
    let mut words: Vec<&str> = Reach::ALL.iter().map(|(_, word)| *word).collect();
    words.push("all");
    let mut without = Vec::new();
    for node in sections.list("goes_without") {
        let word = node.as_text().unwrap_or_default();
        match pick(word, &words, "part of the program", node.span, out).map(|place| Reach::ALL.get(place)) {
            Some(Some((reach, _))) => without.push(*reach),
            Some(None) => without.extend(Reach::ALL.map(|(reach, _)| reach)),
            None => {}
        }
    }
    without
}

/// Reads format, name and version; those of rules laid over others, from the tree `base` on, are their own.
fn head(trees: &[Node], base: usize, set: &mut RuleSet, out: &mut Diagnostics) {
    for (place, tree) in trees.iter().enumerate() {
        let mut text = |key: &str| {
            let node = tree.get(key)?;
            if node.as_text().is_none() {
                let message = format!("`{key}` is text, here stands {}", node.describe());
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write one line of text"));
            }
            node.as_text().map(|t| t.trim().to_owned())
        };
        let (name, version, format) = (text("name"), text("version"), text("format"));
        if format.is_some_and(|f| f != "1") {
            let span = tree.get("format").map_or(tree.span, |n| n.span);
            out.push(
                Diagnostic::error(Code::WrongFormat, span, "this program reads `format: 1`").help("write format: 1"),
            );
        }
        if place >= base || !set.name.is_empty() {
            let own = [name, version].into_iter().flatten().collect::<Vec<_>>().join(" ");
            set.own.extend(Some(own).filter(|own| !own.is_empty()));
        } else {
            set.name = name.unwrap_or_default();
            set.version = version.unwrap_or_default();
        }
    }
}

fn tables_declare<'n, 't>(
    sections: &Sections<'n, 't>,
    set: &mut RuleSet,
    out: &mut Diagnostics,
) -> Vec<(&'n Node<'t>, usize)> {
    let mut found = Vec::new();
    for item in sections.list("tables") {
        let Some(mut fields) = Fields::of(item, "a table", out) else {
            continue;
        };
        let (Some(id), Some(of)) = (fields.need("id", out), subject(&mut fields, out)) else {
            continue;
        };
        let outcomes = fields.texts("outcomes", out);
        if !options_hold(&id, &outcomes, "outcomes", item.span, out) {
            continue;
        }
        let ordered = fields.flag("ordered", false, out);
        let kind = if ordered { FactType::Level } else { FactType::Choice };
        let title = fields.text("title", out);
        let mut fact = computed(&id, of, kind, outcomes, &title, item.span);
        fact.askable = fields.flag("given", false, out);
        fact.inherits = fields.flag("inherits", false, out);
        fact.question = fields.text("question", out);
        fields.take("rows");
        fields.take("otherwise");
        fields.finish(out);
        let fact = declare(set, fact, out);
        found.push((*item, set.tables.len()));
        set.tables.push(Table {
            fact,
            of,
            rows: Vec::new(),
        });
    }
    found
}

fn scores_declare(sections: &Sections, set: &mut RuleSet, out: &mut Diagnostics) {
    for item in sections.list("scores") {
        let Some(mut fields) = Fields::of(item, "a score", out) else {
            continue;
        };
        let (Some(name), Some(of)) = (fields.need("name", out), subject(&mut fields, out)) else {
            continue;
        };
        let title = fields.text("title", out);
        let role = role(&mut fields, "role", out);
        fields.take("tools");
        fields.finish(out);
        let stem = name.strip_suffix(".score").unwrap_or(&name).to_owned();
        let fact = declare(
            set,
            computed(&name, of, FactType::Share, Vec::new(), &title, item.span),
            out,
        );
        let weakest = format!("{stem}.weakest_tool");
        let low = format!("{title}: lowest part");
        let weakest = declare(
            set,
            computed(&weakest, of, FactType::Share, Vec::new(), &low, item.span),
            out,
        );
        set.scores.push(Score {
            fact,
            weakest,
            title,
            of,
            role,
            tools: Vec::new(),
        });
    }
}

fn scores_fill(sections: &Sections, set: &mut RuleSet, out: &mut Diagnostics) {
    for (place, item) in sections.list("scores").iter().enumerate() {
        let tools = item.get("tools").and_then(Node::as_list).unwrap_or_default();
        if tools.is_empty() {
            out.push(Diagnostic::error(Code::MissingField, item.span, "a score has no `tools`").help("list its parts"));
        }
        let mut read = Vec::new();
        for tool in tools {
            let Some(mut fields) = Fields::of(tool, "a part of a score", out) else {
                continue;
            };
            let Some(id) = fields.need("id", out) else { continue };
            let title = fields.text("title", out);
            let mut indicators = Vec::new();
            let names = fields.texts("indicators", out);
            if names.is_empty() {
                let message = format!("`{id}` is the mean of nothing");
                out.push(Diagnostic::error(Code::MissingField, tool.span, message).help("list its `indicators`"));
            }
            for name in names {
                match set.fact_id(&name) {
                    Some(id) => indicators.push(id),
                    None => out.push(
                        Diagnostic::error(Code::UnknownFact, tool.span, format!("unknown fact `{name}`"))
                            .help("declare it under `facts:`"),
                    ),
                }
            }
            fields.finish(out);
            read.push(ScoreTool { id, title, indicators });
        }
        if let Some(score) = set.scores.get_mut(place) {
            score.tools = read;
        }
    }
}

type Heads = HashMap<String, RuleHead>;

fn rule_heads<'n, 't>(
    sections: &Sections<'n, 't>,
    set: &mut RuleSet,
    out: &mut Diagnostics,
) -> (Heads, Vec<&'n Node<'t>>) {
    let (mut heads, mut nodes) = (Heads::default(), Vec::new());
    for item in sections.list("rules") {
        let Some(mut fields) = Fields::of(item, "a rule", out) else {
            continue;
        };
        let Some(id) = fields.need("id", out) else { continue };
        let part = fields.need("part", out).unwrap_or_default();
        let Some(part) = pick(&part, &PARTS, "part", item.span, out) else {
            continue;
        };
        let Some(of) = subject(&mut fields, out) else { continue };
        let part = match part {
            0 => Part::Criterion,
            1 => Part::Ground,
            2 => Part::Guard,
            3 => Part::Finding,
            _ => Part::Definition,
        };
        let instead = fields.text("instead", out);
        let until = fields.text("until", out);
        let role = role(&mut fields, "role", out);
        let prose = prose(&mut fields, set, out);
        fields.take("when");
        fields.finish(out);
        if prose.strength == Strength::Hunch && matches!(part, Part::Criterion | Part::Ground | Part::Guard) {
            out.push(
                Diagnostic::error(
                    Code::HunchDecides,
                    item.span,
                    format!("`{id}` is a hunch and would decide"),
                )
                .help("make it a finding, or give it a stronger source"),
            );
        }
        if heads.contains_key(&id) {
            out.push(
                Diagnostic::error(Code::DuplicateId, item.span, format!("a second rule `{id}`"))
                    .help("give it another id"),
            );
            continue;
        }
        let rule = RuleId(u16::try_from(set.rules.len()).unwrap_or(u16::MAX));
        heads.insert(
            id.clone(),
            RuleHead {
                id: rule,
                part,
                instead: instead.clone(),
            },
        );
        set.rule_names.insert(id.clone(), rule);
        set.rules.push(Rule {
            id,
            part,
            of,
            instead,
            until,
            prose,
            role,
            when: NodeId(u32::MAX),
        });
        nodes.push(*item);
    }
    (heads, nodes)
}

fn conditions(
    heads: &Heads,
    rules: &[&Node],
    tables: &[(&Node, usize)],
    properties: &[&Node],
    set: &mut RuleSet,
    out: &mut Diagnostics,
) {
    let mut used_facts = vec![false; set.facts.len()];
    let mut used_parameters = vec![false; set.parameters.len()];
    let mut builder = Builder {
        set,
        heads,
        used_facts: &mut used_facts,
        used_parameters: &mut used_parameters,
        out,
    };
    for (place, item) in rules.iter().enumerate() {
        let Some(when) = item.get("when") else {
            builder.out.push(
                Diagnostic::error(Code::MissingField, item.span, "the rule has no `when`").help("add its condition"),
            );
            continue;
        };
        if let Some(node) = builder.condition(when, 0)
            && let Some(rule) = builder.set.rules.get_mut(place)
        {
            rule.when = node;
        }
    }
    for (item, place) in tables {
        let rows = table_rows(item, *place, &mut builder);
        if let Some(table) = builder.set.tables.get_mut(*place) {
            table.rows = rows;
        }
    }
    // what only a property reads is still unused
    let used = builder.used_facts.to_vec();
    claims::properties(properties, &mut builder);
    unused(set, &used, &used_parameters, out);
}

fn table_rows(item: &Node, place: usize, builder: &mut Builder) -> Vec<Row> {
    let Some(fact) = builder.set.tables.get(place).map(|t| t.fact) else {
        return Vec::new();
    };
    let outcomes = builder.set.fact(fact).options.clone();
    let words: Vec<&str> = outcomes.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    let listed = item.get("rows").and_then(Node::as_list).unwrap_or_default();
    if listed.is_empty() {
        let message = format!("the table `{}` has no rows", builder.set.fact(fact).name);
        builder
            .out
            .push(Diagnostic::error(Code::MissingField, item.span, message).help("list them under `rows:`"));
    }
    for node in listed.iter().chain(item.get("otherwise")) {
        let Some(mut fields) = Fields::of(node, "a row of a table", builder.out) else {
            continue;
        };
        let Some(then) = fields.need("then", builder.out) else {
            continue;
        };
        let Some(then) = pick(&then, &words, "outcome of this table", node.span, builder.out) else {
            continue;
        };
        let id = fields.text("id", builder.out);
        let prose: Prose = prose(&mut fields, builder.set, builder.out);
        let when = fields.take("when");
        let despite_guards = fields.flag("despite_guards", false, builder.out);
        let first_in_plan = fields.flag("first_in_plan", false, builder.out);
        fields.finish(builder.out);
        let when = match when {
            Some(when) => match builder.condition(when, 0) {
                Some(node) => Some(node),
                None => continue,
            },
            None => None,
        };
        let id = if id.is_empty() {
            outcomes.get(then).cloned().unwrap_or_default()
        } else {
            id
        };
        rows.push(Row {
            id,
            then,
            when,
            despite_guards,
            first_in_plan,
            prose,
        });
    }
    let last = rows.iter().position(|r| r.when.is_none());
    match last {
        None => builder.out.push(
            Diagnostic::error(Code::MissingField, item.span, "the table has no `otherwise`")
                .help("say what holds when no row does"),
        ),
        Some(end) if end + 1 < rows.len() => {
            let span = rows.get(end).map_or(item.span, |r| r.prose.span);
            builder.out.push(
                Diagnostic::new(Code::UnreachableRow, span, "no row after this one can be reached")
                    .help("give it a `when`, or move it to `otherwise`"),
            );
        }
        Some(_) => {}
    }
    rows
}

fn unused(set: &RuleSet, facts: &[bool], parameters: &[bool], out: &mut Diagnostics) {
    for (parameter, used) in set.parameters.iter().zip(parameters) {
        if !used && parameter.read_by.is_empty() {
            let message = format!("no rule reads the parameter `{}`", parameter.name);
            let problem = Diagnostic::new(Code::UnusedParameter, parameter.prose.span, message);
            let help = "use it as `$name` in a rule, or remove it";
            // one that rules laid over others add is a threshold that somebody means to have set
            let added =
                |d: &Deviation| d.change == Change::Added && d.section == "parameters" && d.id == parameter.name;
            if set.deviations.iter().any(added) {
                let others = set
                    .parameters
                    .iter()
                    .map(|p| p.name.as_str())
                    .filter(|n| *n != parameter.name);
                let meant = out.nearest(&parameter.name, others);
                let help = meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{meant}`?"));
                let severity = Severity::Error;
                out.push(Diagnostic { severity, ..problem }.help(help));
            } else {
                out.push(problem.help(help));
            }
        }
    }
    let mut read: Vec<bool> = facts.to_vec();
    let mut mark = |id: crate::rules::FactId| {
        if let Some(flag) = read.get_mut(usize::from(id.0)) {
            *flag = true;
        }
    };
    for fact in &set.facts {
        use crate::rules::Derive::{Count, LeastOf, MonthsUntil, NoWhen, Ratio, YearsSince};
        for way in fact.derive.iter().chain(&fact.or_derive) {
            match Some(way) {
                Some(YearsSince(id) | MonthsUntil(id) | Count(id) | NoWhen(id)) => mark(*id),
                Some(Ratio(a, b)) => [a, b].into_iter().for_each(|id| mark(*id)),
                Some(LeastOf(list)) => list.iter().for_each(|id| mark(*id)),
                _ => {}
            }
        }
    }
    set.scores
        .iter()
        .flat_map(|s| &s.tools)
        .flat_map(|t| &t.indicators)
        .for_each(|id| mark(*id));
    for (fact, used) in set.facts.iter().zip(&read) {
        let described = matches!(fact.kind, FactType::Text | FactType::List);
        if !used
            && fact.askable
            && fact.read_by.is_empty()
            && !described
            && fact.of != Subject::School
            && fact.name != "kind"
        {
            let message = format!("no rule reads the fact `{}`", fact.name);
            out.push(
                Diagnostic::new(Code::UnusedFact, fact.span, message)
                    .help("nobody needs to be asked for it: use it or remove it"),
            );
        }
    }
    let referred: std::collections::HashSet<RuleId> = set
        .nodes
        .iter()
        .flat_map(|n| match &n.kind {
            crate::rules::NodeKind::Rule(id) => vec![*id],
            crate::rules::NodeKind::SomeRule(ids, _) => ids.clone(),
            _ => Vec::new(),
        })
        .chain(set.facts.iter().filter_map(|f| match f.derive {
            Some(crate::rules::Derive::Rule(id) | crate::rules::Derive::InitiativesWhere(id)) => Some(id),
            _ => None,
        }))
        .collect();
    for (id, rule) in set.each_rule() {
        if matches!(rule.part, Part::Definition | Part::Criterion) && !referred.contains(&id) {
            let message = format!("nothing refers to `{}`", rule.id);
            out.push(
                Diagnostic::new(Code::UnusedRule, rule.prose.span, message)
                    .help("refer to it from a rule or a table, or remove it"),
            );
        }
    }
}
