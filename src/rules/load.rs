//! From the texts of the rule files to a checked rule set, all problems in one run.

use rustc_hash::FxHashMap as HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::rules::condition::{Builder, RuleHead};
use crate::rules::facts::{self, computed, declare, pick, prose, subject};
use crate::rules::{
    FactType, NodeId, Part, Prose, Recommendation, Row, Rule, RuleFile, RuleId, RuleSet, Score, ScoreTool, Strength,
    Subject, Table, claims, order, overlay,
};
use crate::yaml::{self, Fields, Limits, Node};

/// A parameter set by the user: name and value.
pub type Override = (String, String);

const SECTIONS: [&str; 21] = [
    "format",
    "name",
    "version",
    "sources",
    "parameters",
    "facts",
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
];
const PARTS: [&str; 5] = ["criterion", "ground", "guard", "finding", "definition"];

/// Reads and checks a rule set. The value is usable when no problem is an error.
pub fn load(files: &[RuleFile], overrides: &[Override], sources: &Sources, out: &mut Diagnostics) -> RuleSet {
    let mut set = RuleSet::default();
    let mut hasher = DefaultHasher::new();
    let mut trees = Vec::new();
    for file in files {
        let text = sources.text(file.source);
        text.hash(&mut hasher);
        trees.extend(match file.packed {
            Some(packed) => yaml::replay(file.source, text, packed, out),
            None => yaml::read(file.source, text, &Limits::default(), out),
        });
    }
    set.hash = format!("{:016x}", hasher.finish());
    let (mut overlays, mut trees): (Vec<_>, Vec<_>) = trees.into_iter().partition(overlay::is_overlay);
    let mut overrides = overrides.to_vec();
    for tree in &mut overlays {
        let own = overlay::lay(tree, &mut trees, out);
        set.deviations.extend(own.deviations);
        // what is said on the command line comes last and counts
        overrides.splice(0..0, own.set);
    }
    trees.extend(overlays);
    let sections = Sections::gather(&trees, out);
    sections.head(&mut set, out);
    facts::sources(sections.list("sources"), &mut set, out);
    facts::parameters(sections.list("parameters"), &mut set, out);
    for (name, value) in &overrides {
        facts::set_parameter(&mut set, name, value, out);
    }
    facts::kinds(sections.list("kinds"), &mut set, out);
    facts::terms(sections.list("terms"), &mut set, out);
    facts::outcomes(sections.list("outcomes"), &mut set, out);
    facts::scales(sections.list("scales"), &mut set, out);
    let derived = facts::facts(sections.list("facts"), &mut set, out);
    facts::kind_facts(&mut set, Span::NOWHERE, out);
    scores_declare(&sections, &mut set, out);
    let tables = tables_declare(&sections, &mut set, out);
    let (heads, rules) = rule_heads(&sections, &mut set, out);
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
    facts::evidence_thresholds(&set, out);
    scores_fill(&sections, &mut set, out);
    claims::given(sections.list("given"), &mut set, out);
    claims::actions(sections.list("actions"), &mut set, out);
    claims::severities(sections.list("severity"), &mut set, out);
    conditions(&heads, &rules, &tables, sections.list("properties"), &mut set, out);
    sections.recommendations(&mut set, out);
    if set.rules.is_empty() || set.tables.is_empty() {
        out.push(
            Diagnostic::about_file(Code::NoRules, "", "the rule set holds no rule or no table")
                .help("a rule set needs `rules:` and `tables:`"),
        );
    }
    if !out.has_errors() {
        order::order(&mut set, out);
    }
    set
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

    fn head(&self, set: &mut RuleSet, out: &mut Diagnostics) {
        let mut names = self.list("name").iter().filter_map(|n| n.as_text());
        let mut versions = self.list("version").iter().filter_map(|n| n.as_text());
        set.name = names.next().unwrap_or_default().to_owned();
        set.version = versions.next().unwrap_or_default().to_owned();
        for name in names {
            set.own.push(format!("{name} {}", versions.next().unwrap_or_default()));
        }
        for format in self.list("format") {
            if format.as_text() != Some("1") {
                out.push(
                    Diagnostic::error(Code::WrongFormat, format.span, "this program reads `format: 1`")
                        .help("write format: 1"),
                );
            }
        }
    }

    fn recommendations(&self, set: &mut RuleSet, out: &mut Diagnostics) {
        let caution: Vec<&str> = self.list("caution").iter().filter_map(|n| n.as_text()).collect();
        let all = self.list("recommendations").iter();
        let known: Vec<&str> = all.filter_map(|n| n.get("id")).filter_map(Node::as_text).collect();
        for item in self.list("recommendations") {
            let Some(mut fields) = Fields::of(item, "a recommendation", out) else {
                continue;
            };
            let Some(id) = fields.need("id", out) else { continue };
            let (title, means) = (fields.text("title", out), fields.text("means", out));
            let guarded = fields.text("guarded", out) == "yes";
            let aims_at = fields.texts("aims_at", out);
            fields.finish(out);
            if let Some(other) = aims_at.iter().find(|a| !known.contains(&a.as_str())) {
                let help = out.nearest(other, known.iter().copied()).map_or_else(
                    || "name a recommendation".to_owned(),
                    |n| format!("did you mean `{n}`?"),
                );
                let message = format!("there is no recommendation `{other}`");
                out.push(Diagnostic::error(Code::UnknownOption, item.span, message).help(help));
            }
            let place = caution.iter().position(|c| *c == id);
            let caution = place.unwrap_or(caution.len());
            set.recommendations.push(Recommendation {
                id,
                title,
                means,
                caution,
                may_wait_here: place.is_some(),
                guarded,
                aims_at,
            });
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
        let ordered = fields.text("ordered", out) == "yes";
        let kind = if ordered { FactType::Level } else { FactType::Choice };
        let title = fields.text("title", out);
        let mut fact = computed(&id, of, kind, outcomes, &title, item.span);
        fact.askable = fields.text("given", out) == "yes";
        fact.inherits = fields.text("inherits", out) == "yes";
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
            tools: Vec::new(),
        });
    }
}

fn scores_fill(sections: &Sections, set: &mut RuleSet, out: &mut Diagnostics) {
    for (place, item) in sections.list("scores").iter().enumerate() {
        let Some(tools) = item.get("tools").and_then(Node::as_list) else {
            out.push(Diagnostic::error(Code::MissingField, item.span, "a score has no `tools`").help("list its parts"));
            continue;
        };
        let mut read = Vec::new();
        for tool in tools {
            let Some(mut fields) = Fields::of(tool, "a part of a score", out) else {
                continue;
            };
            let Some(id) = fields.need("id", out) else { continue };
            let title = fields.text("title", out);
            let mut indicators = Vec::new();
            for name in fields.texts("indicators", out) {
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
        let despite_guards = fields.text("despite_guards", builder.out) == "yes";
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
            out.push(
                Diagnostic::new(Code::UnusedParameter, parameter.prose.span, message)
                    .help("use it as `$name` in a rule, or remove it"),
            );
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
