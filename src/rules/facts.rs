//! Reads facts, kinds, parameters, sources and terms.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::contract::GroupRole;
use crate::rules::document::{Item, pick, pick_word, section};
use crate::rules::words::{Asked, Better, Closed};
use crate::rules::{
    Counts, Derive, Fact, FactId, FactType, Kind, Outcome, Parts, Prose, RuleId, Saying, Scale, SourceText, Strength,
    Subject, Term, presume, ticks,
};
use crate::truth::Number;
use crate::yaml::Node;

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

/// Reads the ids of what something rests on.
pub(super) fn rests_on(item: &Item, set: &Parts, out: &mut Diagnostics) -> Vec<String> {
    let span = item.span();
    let sources = item.texts("sources");
    for id in &sources {
        if !set.sources.contains_key(id) {
            let near = out.nearest(id, set.sources.keys().map(String::as_str));
            let help = near.map_or_else(
                || "declare it under `sources:`".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            out.push(Diagnostic::error(Code::UnknownSource, span, format!("unknown source `{id}`")).help(help));
        }
    }
    sources
}

/// Reads title, why, advice, sources and strength.
pub(super) fn prose(item: &Item, set: &Parts, out: &mut Diagnostics) -> Prose {
    Prose {
        title: item.text("title"),
        said: Saying::default(),
        why: plain(item, "why"),
        advice: plain(item, "advice"),
        would_change: Saying::default(),
        sources: rests_on(item, set, out),
        strength: item.word("strength").unwrap_or(Strength::Practice),
        span: item.span(),
    }
}

/// A text that takes no values.
fn plain(item: &Item, key: &str) -> Saying {
    Saying::plain(&item.texts(key).join(" "))
}

/// The items of a section whose shape was checked; what is none is told and left out.
pub(super) fn each_item<'n, 't>(name: &str, items: &[&'n Node<'t>], out: &mut Diagnostics) -> Vec<Item<'n, 't>> {
    let (what, fields) = section(name);
    items
        .iter()
        .filter_map(|node| Item::of(node, what, fields, out))
        .collect()
}

pub(super) fn sources(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("sources", items, out) {
        let Some(id) = item.need("id") else { continue };
        let source = SourceText {
            id: id.clone(),
            title: item.text("title"),
            author: item.text("author"),
            url: item.text("url"),
            interest: item.word("interest"),
        };
        if unique(set.sources.contains_key(&id), "source", &id, item.span(), out) {
            set.sources.insert(id, source);
        }
    }
}

/// Reads `groups:` and `kinds:`; the group of a kind is one of the groups.
pub(super) fn kinds(groups: &[&Node], items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    let mut known: Vec<String> = Vec::new();
    let mut roles: Vec<Option<GroupRole>> = Vec::new();
    for group in each_item("groups", groups, out) {
        let id = group.need("id");
        let first = |id: &String, out: &mut _| unique(known.contains(id), "group of kinds", id, group.span(), out);
        if let Some(id) = id.filter(|id| first(id, out)) {
            known.push(id);
            roles.push(group.word("role"));
        }
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for item in each_item("kinds", items, out) {
        let Some(id) = item.need("id") else { continue };
        let group = item.need("group").unwrap_or_default();
        let place = if group.is_empty() {
            None
        } else {
            pick(&group, &known, "group of kinds", item.place("group"), out)
        };
        if unique(set.kinds.iter().any(|k| k.id == id), "kind", &id, item.span(), out) {
            set.kinds.push(Kind {
                id,
                group,
                title: item.text("title"),
                means: item.text("means"),
                was: item.texts("was"),
                signs: item.texts("signs"),
                role: place.and_then(|place| roles.get(place).copied().flatten()),
                needs_drivers: item.flag("needs_drivers"),
            });
        }
    }
}

pub(super) fn terms(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("terms", items, out) {
        let Some(word) = item.need("word") else { continue };
        let prose = prose(&item, set, out);
        if unique(
            set.terms.iter().any(|t| t.word == word),
            "term",
            &word,
            item.span(),
            out,
        ) {
            set.terms.push(Term {
                word,
                also: item.texts("also"),
                why: prose.why.in_general(set),
            });
        }
    }
}

/// Reads `outcomes:`, the kinds of outcome and when an effect on each counts.
pub(super) fn outcomes(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("outcomes", items, out) {
        let Some(id) = item.need("id") else { continue };
        let prose = prose(&item, set, out);
        let there = set.outcomes.iter().any(|o| o.id == id);
        if !unique(there, "outcome", &id, item.span(), out) {
            continue;
        }
        let words = |field| item.texts(field).iter().map(|w| w.to_lowercase()).collect();
        set.outcomes.push(Outcome {
            id,
            title: prose.title,
            counts: item.word("counts").unwrap_or(Counts::WhenAimed),
            words: words("words"),
            less_is_better: words("less_is_better"),
            domains: item.texts("domains"),
            why: prose.why.in_general(set),
        });
    }
}

/// Reads `scales:`, translations of numbers into steps.
pub(super) fn scales(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("scales", items, out) {
        let Some(name) = item.need("name") else { continue };
        let span = item.span();
        let written = item.texts("steps");
        let prose = prose(&item, set, out);
        let steps: Vec<Number> = written.iter().filter_map(|t| Number::parse(t)).collect();
        let rising = steps.iter().zip(steps.iter().skip(1)).all(|(a, b)| a < b);
        if steps.len() != written.len() || !rising {
            let message = format!("the steps of `{name}` are no rising numbers");
            out.push(Diagnostic::error(Code::WrongType, span, message).help("write steps: [0.02, 0.10, 0.19]"));
        }
        if !unique(set.scales.iter().any(|s| s.name == name), "scale", &name, span, out) {
            continue;
        }
        set.scales.push(Scale {
            name,
            unit: item.text("unit"),
            steps,
            prose,
        });
    }
}

/// Declares a fact; a second one of the same name is an error.
pub(super) fn declare(set: &mut Parts, fact: Fact, out: &mut Diagnostics) -> FactId {
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
        detail: String::new(),
        from: String::new(),
        unit: String::new(),
        due: Vec::new(),
        one_decision: false,
        in_all: false,
        split_first: false,
        presume: None,
        ask: None,
        ticked: None,
        applies: None,
        derive: None,
        or_derive: None,
        no_confirms: None,
        inherits: false,
        past: false,
        means: Vec::new(),
        was: Vec::new(),
        empty: None,
        askable: false,
        read_by: None,
        more_is_better: false,
        span,
    }
}

pub(super) fn yes_no() -> Vec<String> {
    vec!["no".to_owned(), "yes".to_owned()]
}

/// What of the facts is kept until every name is known.
#[derive(Default)]
pub(super) struct Later<'n, 't> {
    /// The ways to derive, the first and the second.
    pub derived: Vec<(FactId, usize, &'n Node<'t>)>,
    /// What happens on dates, which names other facts.
    pub due: Vec<(FactId, &'n Node<'t>)>,
    /// When they apply.
    pub applies: Vec<(FactId, &'n Node<'t>)>,
}

/// Reads facts; `answers` are the ids of the recommendations.
pub(super) fn facts<'n, 't>(
    items: &[&'n Node<'t>],
    answers: &[String],
    set: &mut Parts,
    out: &mut Diagnostics,
) -> Later<'n, 't> {
    let mut later = Later::default();
    for item in each_item("facts", items, out) {
        let (Some(name), Some(of), Some(asked)) = (item.need("name"), item.word("of"), item.word("type")) else {
            continue;
        };
        let span = item.span();
        let (kind, options) = match asked {
            Asked::As(FactType::YesNo) => (FactType::YesNo, yes_no()),
            Asked::As(kind) => (kind, item.texts("options")),
            Asked::Kind => (FactType::Choice, set.kinds.iter().map(|k| k.id.clone()).collect()),
            Asked::Recommendation => (FactType::Choice, answers.to_vec()),
        };
        let from = match asked {
            Asked::Kind => Some(("kind", "kinds")),
            Asked::Recommendation => Some(("recommendation", "recommendations")),
            Asked::As(_) => None,
        };
        if let Some((one, section)) = from.filter(|_| options.is_empty()) {
            let message = format!("`{name}` asks for a {one}, and there are none");
            let help = format!("declare the {section} under `{section}:`");
            out.push(Diagnostic::error(Code::MissingField, span, message).help(help));
            continue;
        }
        let counted = matches!(kind, FactType::Choice | FactType::Level);
        if counted && !options_hold(&name, &options, "options", span, out) {
            continue;
        }
        let title = Some(item.text("title")).filter(|title| !title.is_empty());
        let mut fact = computed(&name, of, kind, options, title.as_ref().unwrap_or(&name), span);
        fact.askable = true;
        if matches!(asked, Asked::Kind) {
            fact.means = set.kinds.iter().map(|k| k.means.clone()).collect();
            let was = set.kinds.iter().enumerate();
            fact.was = was
                .flat_map(|(n, k)| k.was.iter().map(move |was| (was.clone(), n)))
                .collect();
        }
        fact.question = item.text("question");
        short(&fact.question, item.place("question"), out);
        fact.detail = item.text("detail");
        fact.from = item.text("from");
        fact.unit = item.text("unit");
        fact.read_by = item.word("read_by");
        fact.more_is_better = item.word("better") == Some(Better::More);
        fact.inherits = item.flag("inherits");
        fact.past = item.flag("past");
        fact.empty = item.get("empty").and_then(|node| {
            let words: Vec<&str> = fact.options.iter().map(String::as_str).collect();
            pick(
                node.as_text().unwrap_or_default(),
                &words,
                "option of this fact",
                node.span,
                out,
            )
        });
        fact.ask = item.word("ask");
        fact.one_decision = item.flag("one_decision");
        fact.in_all = item.flag("in_all");
        fact.split_first = item.flag("split_first");
        let due = item.list("due");
        fact.presume = presume::presumption(&item, &fact, set, out);
        fact.no_confirms = presume::confirmed(&item, &fact, set, out);
        let ways = [item.get("derive"), item.get("or_derive")];
        fact.ticked = ticks::ticked(&item, &fact, out);
        let id = declare(set, fact, out);
        later.due.extend(due.into_iter().map(|node| (id, node)));
        let ways = ways.into_iter().enumerate();
        later
            .derived
            .extend(ways.filter_map(|(n, way)| way.map(|node| (id, n, node))));
        later.applies.extend(item.get("applies_when").map(|node| (id, node)));
    }
    later
}

/// The most words of a question: what is asked of many entries in a row has to be read at a glance.
const MOST_WORDS: usize = 12;

/// Points out a question that is longer than that.
fn short(question: &str, at: Span, out: &mut Diagnostics) {
    let words = question.split_whitespace().count();
    if words > MOST_WORDS {
        let message = format!("a question of {words} words; {MOST_WORDS} are read at a glance");
        let help = "ask in fewer words, and say what counts in a line `detail: …`";
        out.push(Diagnostic::error(Code::LongQuestion, at, message).help(help));
    }
}

/// Adds `kind.group` and `kind.needs_drivers` where the rule set has kinds.
pub(super) fn kind_facts(set: &mut Parts, span: Span, out: &mut Diagnostics) {
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
pub(super) fn derive(node: &Node, set: &Parts, out: &mut Diagnostics) -> Option<Derive> {
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
        "school_years_since" => Derive::SchoolYearsSince(fact(text)?),
        "months_since" => Derive::MonthsSince(fact(text)?),
        "days_since" => Derive::DaysSince(fact(text)?),
        "months_until" => Derive::MonthsUntil(fact(text)?),
        "count" => Derive::Count(fact(text)?),
        "no_when" => Derive::NoWhen(fact(text)?),
        "ratio" => match list {
            [over, under] => Derive::Ratio(fact(over.as_text())?, fact(under.as_text())?),
            _ => return wrong(node, "`ratio` takes two facts", out),
        },
        "difference" => match list {
            [from, less] => Derive::Difference(fact(from.as_text())?, fact(less.as_text())?),
            _ => return wrong(node, "`difference` takes two facts", out),
        },
        key @ ("least_of" | "answered") if !list.is_empty() => {
            let mut facts = Vec::new();
            for item in list {
                facts.push(fact(item.as_text())?);
            }
            match key {
                "answered" => Derive::Answered(facts),
                _ => Derive::LeastOf(facts),
            }
        }
        "rule" => Derive::Rule(rule(text, node, set, out)?),
        "initiatives_where" => Derive::InitiativesWhere(rule(text, node, set, out)?),
        "evidence" => Derive::Evidence(word(text, node, out)?),
        "mentions" => {
            let parts = text.into_iter().chain(list.iter().filter_map(Node::as_text));
            let parts: Vec<String> = parts.map(str::to_lowercase).filter(|p| !p.trim().is_empty()).collect();
            if parts.is_empty() {
                return wrong(node, "`mentions` takes a part of a word, or a list of them", out);
            }
            Derive::Mentions(parts)
        }
        "portfolio" => Derive::Portfolio(word(text, node, out)?),
        other => return wrong(node, &format!("`{other}` is no way to derive a fact"), out),
    };
    Some(derived)
}

/// One of some closed words.
fn word<C: Closed>(text: Option<&str>, node: &Node, out: &mut Diagnostics) -> Option<C> {
    let text = text.unwrap_or_default();
    pick_word(text, C::WORDS, node.span, out);
    C::read(text)
}

fn rule(id: Option<&str>, node: &Node, set: &Parts, out: &mut Diagnostics) -> Option<RuleId> {
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
