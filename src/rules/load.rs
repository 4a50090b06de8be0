//! From the texts of the rule files to a checked rule set, all problems in one run.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, Sources, Span, sha256};
use crate::rules::condition::{Builder, RuleHead};
use crate::rules::contract::{self, Reach};
use crate::rules::document::{Item, OTHERWISE, ROW, SECTIONS, TOOL, items, pick, unknown_section};
use crate::rules::facts::{self, computed, declare, each_item, options_hold, prose};
use crate::rules::overlay::{self, Overlay};
use crate::rules::parameters::{self, Override};
use crate::rules::prose::{About, Form, Reading, refuse_values};
use crate::rules::{
    Change, Deviation, FactId, FactType, Part, Parts, Prose, Row, Rule, RuleFile, RuleId, RuleSet, Said, Saying, Score,
    ScoreTool, Strength, Subject, Table, applies, claims, decision, folds, order, presume, ticks,
};
use crate::yaml::{self, Limits, Node};

/// Reads and checks a rule set; none where there is an error.
pub fn load(files: &[RuleFile], overrides: &[Override], sources: &Sources, out: &mut Diagnostics) -> Option<RuleSet> {
    let mut set = Parts {
        hash: hash(files, sources),
        files: files.to_vec(),
        ..Parts::default()
    };
    let Document {
        trees,
        base,
        deviations,
        set: set_there,
        roles_off,
    } = Document::read(files, sources, out);
    set.deviations = deviations;
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
    presume::checks(sections.list("checks"), &mut set, out);
    let answers = answers(sections.list("recommendations"));
    let later = facts::facts(sections.list("facts"), &answers, &mut set, out);
    facts::kind_facts(&mut set, Span::NOWHERE, out);
    let scores = scores_declare(&sections, &mut set, out);
    let tables = tables_declare(&sections, &mut set, out);
    folds::folds(sections.list("folds"), &mut set, out);
    folds::openings(sections.list("openings"), &mut set, out);
    let (heads, rules) = rule_heads(&sections, &mut set, out);
    contract::resolve(&mut set);
    for (id, place, node) in later.derived {
        let way = facts::derive(node, &set, out);
        if let Some(fact) = set.facts.get_mut(usize::from(id.0)) {
            *(if place == 0 {
                &mut fact.derive
            } else {
                &mut fact.or_derive
            }) = way;
        }
    }
    for (id, node) in later.due {
        let due = super::due::due(id, node, &set, out);
        if let Some(fact) = set.facts.get_mut(usize::from(id.0)) {
            fact.due.extend(due);
        }
    }
    scores_fill(scores, &mut set, out);
    presume::unchecked(&set, out);
    ticks::check(&set, out);
    claims::given(sections.list("given"), &mut set, out);
    claims::actions(sections.list("actions"), &mut set, out);
    claims::projects(sections.list("projects"), &mut set, out);
    claims::severities(sections.list("severity"), &mut set, out);
    let conditional = Conditional {
        applies: &later.applies,
        rules: &rules,
        tables: &tables,
        properties: sections.list("properties"),
    };
    conditions(&heads, &conditional, sources, &mut set, out);
    contract::resolve_roles(&mut set);
    decision::recommendations(
        sections.list("recommendations"),
        sections.list("caution"),
        &mut set,
        out,
    );
    decision::check(&set, out);
    let without = goes_without(&sections, out);
    let head = sections.list("name").first().map_or(Span::NOWHERE, |node| node.span);
    contract::check(&set, head, &without, &roles_off, out);
    if !out.has_errors() {
        order::order(&mut set, out);
        decision::efforts(&set, out);
    }
    (!out.has_errors()).then(|| RuleSet::of(set))
}

/// What the files say, rules of one's own laid over the others; nothing of it is resolved.
pub(super) struct Document<'t> {
    pub trees: Vec<Node<'t>>,
    /// How many of the trees are those laid over.
    pub base: usize,
    pub deviations: Vec<Deviation>,
    /// Parameters that are set.
    pub set: Vec<Override>,
    /// The roles of rules that are switched off.
    pub roles_off: Vec<String>,
}

impl<'t> Document<'t> {
    pub fn read(files: &[RuleFile], sources: &'t Sources, out: &mut Diagnostics) -> Self {
        let mut trees = Vec::new();
        for file in files {
            let text = sources.text(file.source);
            let tree = match file.packed {
                Some(packed) => yaml::replay(file.source, text, packed, out),
                None => yaml::read(file.source, text, &Limits::default(), out),
            };
            trees.extend(tree.map(|tree| (file.own, tree)));
        }
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
        let base = trees.len();
        trees.extend(overlays);
        Self {
            trees,
            base,
            deviations: laid_over.deviations,
            set: laid_over.set,
            roles_off: laid_over.roles_off,
        }
    }
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
            unknown_section(tree, out);
            for section in SECTIONS {
                let items = tree.get(section.name).map(items).unwrap_or_default();
                lists.entry(section.name).or_default().extend(items);
            }
        }
        Self { lists }
    }

    fn list(&self, section: &str) -> &[&'n Node<'t>] {
        self.lists.get(section).map_or(&[], Vec::as_slice)
    }
}

/// The ids of the recommendations, which are read in full once the decision is.
fn answers(recommendations: &[&Node]) -> Vec<String> {
    let ids = recommendations.iter().filter_map(|node| node.get("id"));
    ids.filter_map(Node::as_text).map(|id| id.trim().to_owned()).collect()
}

/// The parts of the program that the rule set says it goes without.
fn goes_without(sections: &Sections, out: &mut Diagnostics) -> Vec<Reach> {
    let mut without = Vec::new();
    for node in sections.list("goes_without") {
        let word = node.as_text().unwrap_or_default();
        match pick(word, &Reach::WORDS, "part of the program", node.span, out).map(|place| Reach::ALL.get(place)) {
            Some(Some((reach, _))) => without.push(*reach),
            Some(None) => without.extend(Reach::ALL.map(|(reach, _)| reach)),
            None => {}
        }
    }
    without
}

/// Reads format, name and version; those of rules laid over others, from the tree `base` on, are their own.
fn head(trees: &[Node], base: usize, set: &mut Parts, out: &mut Diagnostics) {
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
    set: &mut Parts,
    out: &mut Diagnostics,
) -> Vec<(Item<'n, 't>, usize)> {
    let mut found = Vec::new();
    for item in each_item("tables", sections.list("tables"), out) {
        let (Some(id), Some(of)) = (item.need("id"), item.word("of")) else {
            continue;
        };
        let outcomes = item.texts("outcomes");
        if outcomes.is_empty() || !options_hold(&id, &outcomes, "outcomes", item.span(), out) {
            continue;
        }
        let kind = if item.flag("ordered") {
            FactType::Level
        } else {
            FactType::Choice
        };
        let mut fact = computed(&id, of, kind, outcomes, &item.text("title"), item.span());
        fact.askable = item.flag("given");
        fact.inherits = item.flag("inherits");
        fact.question = item.text("question");
        let fact = declare(set, fact, out);
        found.push((item, set.tables.len()));
        set.tables.push(Table {
            fact,
            of,
            rows: Vec::new(),
        });
    }
    found
}

/// The scores with their facts; their parts are read when every fact is declared.
fn scores_declare<'n, 't>(
    sections: &Sections<'n, 't>,
    set: &mut Parts,
    out: &mut Diagnostics,
) -> Vec<(Item<'n, 't>, Score)> {
    let mut found = Vec::new();
    for item in each_item("scores", sections.list("scores"), out) {
        let (Some(name), Some(of)) = (item.need("name"), item.word("of")) else {
            continue;
        };
        let (title, span) = (item.text("title"), item.span());
        let mut share = |name: &str, title: &str| {
            let fact = computed(name, of, FactType::Share, Vec::new(), title, span);
            declare(set, fact, out)
        };
        let stem = name.strip_suffix(".score").unwrap_or(&name);
        let score = Score {
            fact: share(&name, &title),
            weakest: share(&format!("{stem}.weakest_tool"), &format!("{title}: lowest part")),
            title,
            of,
            role: item.word("role"),
            tools: Vec::new(),
        };
        found.push((item, score));
    }
    found
}

fn scores_fill(scores: Vec<(Item, Score)>, set: &mut Parts, out: &mut Diagnostics) {
    for (item, mut score) in scores {
        for tool in item.list("tools") {
            let Some(tool) = Item::of(tool, "a part of a score", TOOL, out) else {
                continue;
            };
            let Some(id) = tool.need("id") else { continue };
            let mut indicators = Vec::new();
            for name in tool.texts("indicators") {
                match set.fact_id(&name) {
                    Some(id) => indicators.push(id),
                    None => out.push(
                        Diagnostic::error(
                            Code::UnknownFact,
                            tool.place("indicators"),
                            format!("unknown fact `{name}`"),
                        )
                        .help("declare it under `facts:`"),
                    ),
                }
            }
            score.tools.push(ScoreTool {
                id,
                title: tool.text("title"),
                indicators,
            });
        }
        set.scores.push(score);
    }
}

type Heads = HashMap<String, RuleHead>;

/// The rules with all but their conditions, which may refer to each of them.
fn rule_heads<'n, 't>(
    sections: &Sections<'n, 't>,
    set: &mut Parts,
    out: &mut Diagnostics,
) -> (Heads, Vec<Item<'n, 't>>) {
    let (mut heads, mut found) = (Heads::default(), Vec::new());
    for item in each_item("rules", sections.list("rules"), out) {
        let (Some(id), Some(part), Some(_)) = (item.need("id"), item.word("part"), item.word::<Subject>("of")) else {
            continue;
        };
        if heads.contains_key(&id) {
            out.push(
                Diagnostic::error(Code::DuplicateId, item.span(), format!("a second rule `{id}`"))
                    .help("give it another id"),
            );
            continue;
        }
        let rule = RuleId(u16::try_from(found.len()).unwrap_or(u16::MAX));
        let head = RuleHead {
            id: rule,
            part,
            instead: item.text("instead"),
        };
        heads.insert(id.clone(), head);
        set.rule_names.insert(id, rule);
        found.push(item);
    }
    (heads, found)
}

/// Reads a rule; where its condition has an error, which is told, it stands with one that never holds.
fn rule(item: &Item, builder: &mut Builder) -> Option<Rule> {
    let (id, part, of) = (item.need("id")?, item.word("part")?, item.word("of")?);
    let mut prose = prose(item, builder.set, builder.out);
    if prose.strength == Strength::Hunch && matches!(part, Part::Criterion | Part::Ground | Part::Guard) {
        builder.out.push(
            Diagnostic::error(
                Code::HunchDecides,
                item.span(),
                format!("`{id}` is a hunch and would decide"),
            )
            .help("make it a finding, or give it a stronger source"),
        );
    }
    let when = item.get("when").and_then(|node| builder.condition(node, 0));
    let about = About::of(builder.set, of, false, when);
    speak(item, about, &mut prose, builder);
    let until = text_of(item, "until", Form::First, about, builder);
    let fold = Some(item.text("fold")).filter(|fold| !fold.is_empty());
    let folds: Vec<&str> = builder.set.folds.iter().map(|f| f.id.as_str()).collect();
    let fold = fold.and_then(|fold| pick(&fold, &folds, "fold", item.place("fold"), builder.out));
    Some(Rule {
        id,
        part,
        of,
        instead: item.text("instead"),
        until,
        prose,
        role: item.word("role"),
        fold,
        when: when.unwrap_or_else(|| builder.never(item.span())),
    })
}

/// Reads the texts that may take values, once it is known what they speak of.
fn speak(item: &Item, about: About, prose: &mut Prose, builder: &mut Builder) {
    refuse_values(item, "title", builder.out);
    prose.said = text_of(item, "said", Form::First, about, builder);
    prose.why = text_of(item, "why", Form::Each, about, builder);
    prose.advice = text_of(item, "advice", Form::Each, about, builder);
}

fn text_of(item: &Item, key: &str, form: Form, about: About, builder: &mut Builder) -> Saying {
    let reading = Reading {
        set: builder.set,
        sources: builder.sources,
        about,
    };
    reading.field(item, key, form, builder.out)
}

/// What has conditions.
struct Conditional<'a, 'n, 't> {
    applies: &'a [(FactId, &'n Node<'t>)],
    rules: &'a [Item<'n, 't>],
    tables: &'a [(Item<'n, 't>, usize)],
    properties: &'a [&'n Node<'t>],
}

fn conditions(heads: &Heads, of: &Conditional, sources: &Sources, set: &mut Parts, out: &mut Diagnostics) {
    let mut used_facts = vec![false; set.facts.len()];
    let mut used_parameters = vec![false; set.parameters.len()];
    let mut builder = Builder {
        sources,
        set,
        heads,
        used_facts: &mut used_facts,
        used_parameters: &mut used_parameters,
        out,
    };
    applies::conditions(of.applies, &mut builder);
    for item in of.rules {
        let read = rule(item, &mut builder);
        builder.set.rules.extend(read);
    }
    for (item, place) in of.tables {
        let rows = table_rows(item, *place, &mut builder);
        if let Some(table) = builder.set.tables.get_mut(*place) {
            table.rows = rows;
        }
    }
    // what only a property reads is still unused
    let used = builder.used_facts.to_vec();
    claims::properties(of.properties, &mut builder);
    unused(set, &used, &used_parameters, out);
}

fn table_rows(item: &Item, place: usize, builder: &mut Builder) -> Vec<Row> {
    let Some((fact, of)) = builder.set.tables.get(place).map(|t| (t.fact, t.of)) else {
        return Vec::new();
    };
    let decides = builder.set.fact(fact).name == decision::TABLE;
    let outcomes = builder.set.fact(fact).options.clone();
    let words: Vec<&str> = outcomes.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    let listed = item.list("rows").into_iter().map(|node| (node, ROW));
    for (node, fields) in listed.chain(item.get("otherwise").map(|node| (node, OTHERWISE))) {
        let Some(row) = Item::of(node, "a row of a table", fields, builder.out) else {
            continue;
        };
        let Some(then) = row.need("then") else { continue };
        let Some(then) = pick(&then, &words, "outcome of this table", row.place("then"), builder.out) else {
            continue;
        };
        let mut prose = prose(&row, builder.set, builder.out);
        let when = match node.get("when") {
            Some(when) => match builder.condition(when, 0) {
                Some(node) => Some(node),
                None => continue,
            },
            None => None,
        };
        let about = About::of(builder.set, of, decides, when);
        speak(&row, about, &mut prose, builder);
        prose.would_change = text_of(&row, "would_change", Form::Each, about, builder);
        let id = Some(row.text("id")).filter(|id| !id.is_empty());
        rows.push(Row {
            id: id.or_else(|| outcomes.get(then).cloned()).unwrap_or_default(),
            then,
            when,
            despite_guards: row.flag("despite_guards"),
            first_in_plan: row.flag("first_in_plan"),
            prose,
        });
    }
    let last = rows.iter().position(|r| r.when.is_none());
    match last {
        None => builder.out.push(
            Diagnostic::error(Code::MissingField, item.span(), "the table has no `otherwise`")
                .help("say what holds when no row does"),
        ),
        Some(end) if end + 1 < rows.len() => {
            let span = rows.get(end).map_or(item.span(), |r| r.prose.span);
            builder.out.push(
                Diagnostic::new(Code::UnreachableRow, span, "no row after this one can be reached")
                    .help("give it a `when`, or move it to `otherwise`"),
            );
        }
        Some(_) => {}
    }
    rows
}

fn unused(set: &Parts, facts: &[bool], parameters: &[bool], out: &mut Diagnostics) {
    let added = set.deviations.iter();
    let added = added.filter(|d| d.change == Change::Added && d.section == "parameters");
    let added: HashSet<&str> = added.map(|d| d.id.as_str()).collect();
    for (parameter, used) in set.parameters.iter().zip(parameters) {
        if !used && parameter.read_by.is_none() {
            let message = format!("no rule reads the parameter `{}`", parameter.name);
            let problem = Diagnostic::new(Code::UnusedParameter, parameter.prose.span, message);
            let help = "use it as `$name` in a rule, or remove it";
            // one that rules laid over others add is a threshold that somebody means to have set
            if added.contains(parameter.name.as_str()) {
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
        use crate::rules::Derive::{LeastOf, NoWhen};
        for way in fact.derive.iter().chain(&fact.or_derive) {
            match way {
                NoWhen(id) => mark(*id),
                LeastOf(list) => list.iter().for_each(|id| mark(*id)),
                way => way.from_answers().into_iter().for_each(&mut mark),
            }
        }
    }
    for said in set.openings.iter().flat_map(|o| &o.answer) {
        if let Said::Value(id) = said {
            mark(*id);
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
            && fact.read_by.is_none()
            && fact.no_confirms.is_none()
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
