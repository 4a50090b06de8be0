//! Reads facts, kinds, parameters, sources and terms.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::contract::{EvidenceCount, GroupRole, PortfolioCount, Role};
use crate::rules::{
    Counts, Derive, Fact, FactId, FactType, Kind, Outcome, Prose, RuleId, RuleSet, Scalar, Scale, SourceText, Strength,
    Subject, Term, read_scalar,
};
use crate::truth::Number;
use crate::yaml::{Fields, Node};

const SUBJECTS: [&str; 4] = ["initiative", "school", "goal", "district"];
const STRENGTHS: [&str; 5] = ["hunch", "practice", "study", "synthesis", "law"];
/// Where the program itself reads a fact.
const READERS: [&str; 4] = ["evidence", "portfolio", "report", "panel"];
const TYPES: [&str; 11] = [
    "yes-no", "choice", "level", "share", "count", "number", "money", "date", "text", "list", "kind",
];

/// Picks one of some declared words; an error names the nearest.
pub(super) fn pick(text: &str, words: &[&str], what: &str, span: Span, out: &mut Diagnostics) -> Option<usize> {
    let place = words.iter().position(|w| *w == text);
    if place.is_none() {
        let near = out
            .nearest(text, words.iter().copied())
            .map_or_else(String::new, |n| format!("did you mean `{n}`? "));
        out.push(
            Diagnostic::error(Code::UnknownOption, span, format!("`{text}` is no {what}"))
                .help(format!("{near}allowed: {}", words.join(", "))),
        );
    }
    place
}

/// The word that a field says out of a closed list; nothing where the field is missing.
pub(super) fn role<R: Role>(fields: &mut Fields, key: &'static str, out: &mut Diagnostics) -> Option<R> {
    let node = fields.take(key).filter(|node| !node.is_blank())?;
    let word = node.as_text().unwrap_or_default().trim();
    let place = pick(word, R::WORDS, R::WHAT, node.span, out)?;
    R::ALL.get(place).copied()
}

/// Whether an id is the first of its kind; a second one is an error.
pub(super) fn unique(there: bool, what: &str, id: &str, span: Span, out: &mut Diagnostics) -> bool {
    if there {
        out.push(Diagnostic::error(Code::DuplicateId, span, format!("a second {what} `{id}`")).help("keep one"));
    }
    !there
}

/// Whether some words are 1 to 64, none of them twice: as many as a set of options holds.
pub(super) fn options_hold(of: &str, words: &[String], key: &str, span: Span, out: &mut Diagnostics) -> bool {
    if !(1..=64).contains(&words.len()) {
        let message = format!("`{of}` needs 1 to 64 {key}");
        out.push(Diagnostic::error(Code::MissingField, span, message).help(format!("add a line `{key}: [ … ]`")));
        return false;
    }
    let mut earlier = std::collections::HashSet::new();
    words
        .iter()
        .all(|word| unique(!earlier.insert(word), &format!("option of `{of}`"), word, span, out))
}

pub(super) fn subject(fields: &mut Fields, out: &mut Diagnostics) -> Option<Subject> {
    let span = fields.span();
    let word = fields.need("of", out)?;
    pick(&word, &SUBJECTS, "subject", span, out).map(|place| match place {
        0 => Subject::Initiative,
        1 => Subject::School,
        2 => Subject::Goal,
        _ => Subject::District,
    })
}

/// Reads title, why, advice, sources and strength.
pub(super) fn prose(fields: &mut Fields, set: &RuleSet, out: &mut Diagnostics) -> Prose {
    let span = fields.span();
    let sources = fields.texts("sources", out);
    for id in &sources {
        if !set.sources.contains_key(id) {
            let near = out.nearest(id, set.sources.keys().map(String::as_str));
            let help = near.map_or_else(
                || "add it to sources.yaml".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            out.push(Diagnostic::error(Code::UnknownSource, span, format!("unknown source `{id}`")).help(help));
        }
    }
    let word = fields.text("strength", out);
    let word = if word.is_empty() { "practice".to_owned() } else { word };
    let strength = match pick(&word, &STRENGTHS, "strength", span, out) {
        Some(0) => Strength::Hunch,
        Some(2) => Strength::Study,
        Some(3) => Strength::Synthesis,
        Some(4) => Strength::Law,
        _ => Strength::Practice,
    };
    Prose {
        title: fields.text("title", out),
        why: fields.text("why", out),
        advice: fields.text("advice", out),
        would_change: fields.text("would_change", out),
        sources,
        strength,
        span,
    }
}

pub(super) fn sources(items: &[&Node], set: &mut RuleSet, out: &mut Diagnostics) {
    for item in items {
        let Some(mut fields) = Fields::of(item, "a source", out) else {
            continue;
        };
        let Some(id) = fields.need("id", out) else { continue };
        let mut text = |key| fields.text(key, out);
        let source = SourceText {
            id: id.clone(),
            title: text("title"),
            author: text("author"),
            url: text("url"),
            interest: text("interest"),
        };
        text("note");
        fields.finish(out);
        if !source.interest.is_empty() {
            pick(&source.interest, &["vendor"], "interest of a source", item.span, out);
        }
        if unique(set.sources.contains_key(&id), "source", &id, item.span, out) {
            set.sources.insert(id, source);
        }
    }
}

/// Reads `groups:` and `kinds:`; the group of a kind is one of the groups.
pub(super) fn kinds(groups: &[&Node], items: &[&Node], set: &mut RuleSet, out: &mut Diagnostics) {
    let mut known: Vec<String> = Vec::new();
    let mut roles: Vec<Option<GroupRole>> = Vec::new();
    for group in groups {
        let Some(mut fields) = Fields::of(group, "a group of kinds", out) else {
            continue;
        };
        let id = fields.need("id", out);
        fields.text("means", out);
        let role = role(&mut fields, "role", out);
        fields.finish(out);
        let first = |id: &String, out: &mut _| unique(known.contains(id), "group of kinds", id, group.span, out);
        if let Some(id) = id.filter(|id| first(id, out)) {
            known.push(id);
            roles.push(role);
        }
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for item in items {
        let Some(mut fields) = Fields::of(item, "a kind", out) else {
            continue;
        };
        let Some(id) = fields.need("id", out) else { continue };
        let group = fields.need("group", out).unwrap_or_default();
        let mut text = |key| fields.text(key, out);
        let (title, means) = (text("title"), text("means"));
        let needs_drivers = fields.flag("needs_drivers", true, out);
        let signs = fields.texts("signs", out);
        fields.finish(out);
        let place = if group.is_empty() {
            None
        } else {
            pick(&group, &known, "group of kinds", item.span, out)
        };
        if unique(set.kinds.iter().any(|k| k.id == id), "kind", &id, item.span, out) {
            set.kinds.push(Kind {
                id,
                group,
                title,
                means,
                signs,
                role: place.and_then(|place| roles.get(place).copied().flatten()),
                needs_drivers,
            });
        }
    }
}

pub(super) fn terms(items: &[&Node], set: &mut RuleSet, out: &mut Diagnostics) {
    for item in items {
        let Some(mut fields) = Fields::of(item, "a term", out) else {
            continue;
        };
        let Some(word) = fields.need("word", out) else { continue };
        let also = fields.texts("also", out);
        let prose = prose(&mut fields, set, out);
        fields.finish(out);
        if unique(set.terms.iter().any(|t| t.word == word), "term", &word, item.span, out) {
            set.terms.push(Term {
                word,
                also,
                why: prose.why,
            });
        }
    }
}

/// Reads `outcomes:`, the kinds of outcome and when an effect on each counts.
pub(super) fn outcomes(items: &[&Node], set: &mut RuleSet, out: &mut Diagnostics) {
    for item in items {
        let Some(mut fields) = Fields::of(item, "an outcome", out) else {
            continue;
        };
        let Some(id) = fields.need("id", out) else { continue };
        let span = fields.span();
        let word = fields.need("counts", out).unwrap_or_default();
        let counts = pick(&word, &["always", "when-aimed", "never"], "way to count", span, out);
        let words = fields.texts("words", out);
        let prose = prose(&mut fields, set, out);
        fields.finish(out);
        if !unique(set.outcomes.iter().any(|o| o.id == id), "outcome", &id, span, out) {
            continue;
        }
        set.outcomes.push(Outcome {
            id,
            title: prose.title,
            counts: match counts {
                Some(0) => Counts::Always,
                Some(2) => Counts::Never,
                _ => Counts::WhenAimed,
            },
            words: words.iter().map(|w| w.to_lowercase()).collect(),
            why: prose.why,
        });
    }
}

/// Reads `scales:`, translations of numbers into steps.
pub(super) fn scales(items: &[&Node], set: &mut RuleSet, out: &mut Diagnostics) {
    for item in items {
        let Some(mut fields) = Fields::of(item, "a scale", out) else {
            continue;
        };
        let Some(name) = fields.need("name", out) else { continue };
        let span = fields.span();
        let unit = fields.text("unit", out);
        let written = fields.texts("steps", out);
        let prose = prose(&mut fields, set, out);
        fields.finish(out);
        let steps: Vec<Number> = written.iter().filter_map(|t| Number::parse(t)).collect();
        let rising = steps.iter().zip(steps.iter().skip(1)).all(|(a, b)| a < b);
        if steps.len() != written.len() || steps.is_empty() || !rising {
            let message = format!("the steps of `{name}` are no rising numbers");
            out.push(Diagnostic::error(Code::WrongType, span, message).help("write steps: [0.02, 0.10, 0.19]"));
        }
        if !unique(set.scales.iter().any(|s| s.name == name), "scale", &name, span, out) {
            continue;
        }
        set.scales.push(Scale {
            name,
            unit,
            steps,
            prose,
        });
    }
}

/// Declares a fact; a second one of the same name is an error.
pub(super) fn declare(set: &mut RuleSet, fact: Fact, out: &mut Diagnostics) -> FactId {
    if let Some(id) = set.fact_id(&fact.name) {
        let first = set.fact(id).span;
        out.push(
            Diagnostic::error(Code::DuplicateId, fact.span, format!("a second fact `{}`", fact.name))
                .other(first, "first here")
                .help("give it another name"),
        );
        return id;
    }
    let id = FactId(u16::try_from(set.facts.len()).unwrap_or(u16::MAX));
    set.fact_names.insert(fact.name.clone(), id);
    set.facts.push(fact);
    id
}

/// A fact that the program computes and nobody states.
pub(super) fn computed(name: &str, of: Subject, kind: FactType, options: Vec<String>, title: &str, span: Span) -> Fact {
    Fact {
        name: name.to_owned(),
        of,
        kind,
        options,
        title: title.to_owned(),
        question: String::new(),
        from: String::new(),
        unit: String::new(),
        if_absent: None,
        assumed: String::new(),
        derive: None,
        or_derive: None,
        inherits: false,
        askable: false,
        read_by: String::new(),
        more_is_better: false,
        span,
    }
}

pub(super) fn yes_no() -> Vec<String> {
    vec!["no".to_owned(), "yes".to_owned()]
}

/// Reads facts; ways to derive are kept until every name is known.
pub(super) fn facts<'n, 't>(
    items: &[&'n Node<'t>],
    set: &mut RuleSet,
    out: &mut Diagnostics,
) -> Vec<(FactId, usize, &'n Node<'t>)> {
    let mut derived = Vec::new();
    for item in items {
        let Some(mut fields) = Fields::of(item, "a fact", out) else {
            continue;
        };
        let Some(name) = fields.need("name", out) else { continue };
        let Some(of) = subject(&mut fields, out) else { continue };
        let span = item.span;
        let word = fields.need("type", out).unwrap_or_default();
        let Some(place) = pick(&word, &TYPES, "type", span, out) else {
            continue;
        };
        let mut options = fields.texts("options", out);
        let kind = match place {
            0 => FactType::YesNo,
            1 | 10 => FactType::Choice,
            2 => FactType::Level,
            3 => FactType::Share,
            4 => FactType::Count,
            5 => FactType::Number,
            6 => FactType::Money,
            7 => FactType::Date,
            8 => FactType::Text,
            _ => FactType::List,
        };
        if place == 0 {
            options = yes_no();
        }
        if place == 10 {
            options = set.kinds.iter().map(|k| k.id.clone()).collect();
        }
        let counted = matches!(kind, FactType::Choice | FactType::Level);
        if place == 10 && options.is_empty() {
            let message = format!("`{name}` asks for a kind, and there are none");
            out.push(Diagnostic::error(Code::MissingField, span, message).help("declare the kinds under `kinds:`"));
            continue;
        }
        if counted && !options_hold(&name, &options, "options", span, out) {
            continue;
        }
        let title = fields.text("title", out);
        let mut fact = computed(
            &name,
            of,
            kind,
            options,
            if title.is_empty() { &name } else { &title },
            span,
        );
        fact.askable = true;
        fact.question = fields.text("question", out);
        fact.from = fields.text("from", out);
        fact.unit = fields.text("unit", out);
        fact.read_by = fields.text("read_by", out);
        if !fact.read_by.is_empty() {
            pick(&fact.read_by, &READERS, "reader of a fact", span, out);
        }
        let better = fields.text("better", out);
        fact.more_is_better = !better.is_empty() && pick(&better, &["more"], "direction", span, out).is_some();
        fact.inherits = fields.flag("inherits", false, out);
        if let Some(node) = fields.take("if_absent").filter(|node| !node.is_blank()) {
            match read_scalar(&fact, node.as_text().unwrap_or_default(), true) {
                Ok(Scalar::Value(possible)) => fact.if_absent = Some(possible),
                Ok(Scalar::None(_)) => {
                    let message = format!("`if_absent` is one value, here stands {}", node.quoted());
                    out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write the value assumed"));
                }
                Err(problem) => {
                    out.push(Diagnostic::error(Code::WrongType, node.span, problem.message).help(problem.help));
                }
            }
        }
        fact.assumed = fields.text("assumed", out);
        let ways = [fields.take("derive"), fields.take("or_derive")];
        fields.finish(out);
        let id = declare(set, fact, out);
        derived.extend(
            ways.into_iter()
                .enumerate()
                .filter_map(|(n, way)| way.map(|node| (id, n, node))),
        );
    }
    derived
}

/// Adds `kind.group` and `kind.needs_drivers` where the rule set has kinds.
pub(super) fn kind_facts(set: &mut RuleSet, span: Span, out: &mut Diagnostics) {
    if set.kinds.is_empty() {
        return;
    }
    let mut groups: Vec<String> = Vec::new();
    for kind in &set.kinds {
        if !groups.contains(&kind.group) {
            groups.push(kind.group.clone());
        }
    }
    let mut group = computed(
        "kind.group",
        Subject::Initiative,
        FactType::Choice,
        groups,
        "Group of kinds",
        span,
    );
    group.derive = Some(Derive::KindGroup);
    declare(set, group, out);
    let mut needs = computed(
        "kind.needs_drivers",
        Subject::Initiative,
        FactType::YesNo,
        yes_no(),
        "Kind that needs the drivers",
        span,
    );
    needs.derive = Some(Derive::KindNeedsDrivers);
    declare(set, needs, out);
}

/// Reads one way to derive.
pub(super) fn derive(node: &Node, set: &RuleSet, out: &mut Diagnostics) -> Option<Derive> {
    let [entry] = node.as_map().unwrap_or_default() else {
        out.push(
            Diagnostic::error(Code::WrongType, node.span, "`derive` holds one way to derive")
                .help("such as { years_since: scope.since }"),
        );
        return None;
    };
    let mut fact = |name: Option<&str>| {
        let found = name.and_then(|n| set.fact_id(n));
        if found.is_none() {
            let name = name.unwrap_or_default();
            let near = out.nearest(name, set.facts.iter().map(|f| f.name.as_str()));
            let help = near.map_or_else(|| "declare it first".to_owned(), |n| format!("did you mean `{n}`?"));
            out.push(Diagnostic::error(Code::UnknownFact, node.span, format!("unknown fact `{name}`")).help(help));
        }
        found
    };
    let text = entry.value.as_text();
    let list = entry.value.as_list().unwrap_or_default();
    let derived = match &*entry.key {
        "years_since" => Derive::YearsSince(fact(text)?),
        "months_until" => Derive::MonthsUntil(fact(text)?),
        "count" => Derive::Count(fact(text)?),
        "no_when" => Derive::NoWhen(fact(text)?),
        "ratio" => match list {
            [over, under] => Derive::Ratio(fact(over.as_text())?, fact(under.as_text())?),
            _ => return wrong(node, "`ratio` takes two facts", out),
        },
        "least_of" if !list.is_empty() => {
            let mut facts = Vec::new();
            for item in list {
                facts.push(fact(item.as_text())?);
            }
            Derive::LeastOf(facts)
        }
        "rule" => Derive::Rule(rule(text, node, set, out)?),
        "initiatives_where" => Derive::InitiativesWhere(rule(text, node, set, out)?),
        "evidence" => Derive::Evidence(count(text, EvidenceCount::ALL, "count of evidence", node, out)?),
        "mentions" => {
            let parts = text.into_iter().chain(list.iter().filter_map(Node::as_text));
            let parts: Vec<String> = parts.map(str::to_lowercase).filter(|p| !p.trim().is_empty()).collect();
            if parts.is_empty() {
                return wrong(node, "`mentions` takes a part of a word, or a list of them", out);
            }
            Derive::Mentions(parts)
        }
        "portfolio" => Derive::Portfolio(count(text, PortfolioCount::ALL, "count over the portfolio", node, out)?),
        other => return wrong(node, &format!("`{other}` is no way to derive a fact"), out),
    };
    Some(derived)
}

/// A count of the program by its name.
fn count<C: Copy>(name: Option<&str>, all: &[(C, &str)], what: &str, node: &Node, out: &mut Diagnostics) -> Option<C> {
    let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
    let place = pick(name.unwrap_or_default(), &names, what, node.span, out)?;
    all.get(place).map(|(count, _)| *count)
}

fn rule(id: Option<&str>, node: &Node, set: &RuleSet, out: &mut Diagnostics) -> Option<RuleId> {
    let found = id.and_then(|i| set.rule_id(i));
    if found.is_none() {
        let id = id.unwrap_or_default();
        let near = out.nearest(id, set.rule_names.keys().map(String::as_str));
        let help = near.map_or_else(
            || "name a rule of this rule set".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        out.push(Diagnostic::error(Code::UnknownRule, node.span, format!("unknown rule `{id}`")).help(help));
    }
    found
}

fn wrong(node: &Node, message: &str, out: &mut Diagnostics) -> Option<Derive> {
    out.push(
        Diagnostic::error(Code::WrongType, node.span, message).help("the ways to derive stand in rules/README.md"),
    );
    None
}
