//! Sentences of rules that take values: what is written between `{` and `}` is looked up when the rules are read, and
//! filled for one initiative, school or goal when something is said of it.
//!
//! A sentence is said only where every value that it takes is on record. So that there is always something to say, one
//! sentence of a text takes only values that are there whenever it is said.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::rules::document::Item;
use crate::rules::{FactId, NodeId, NodeKind, ParameterId, Part, Parts, Subject};
use crate::yaml::Node;

/// A text of a rule: sentences, each with the values that it takes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Saying {
    /// The sentences in their order.
    pub sentences: Vec<Sentence>,
}

/// A sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Its pieces in their order.
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Said as it is.
    Words(String),
    /// A value, and the word behind it for one and for any other number.
    Value(Value, Option<(String, String)>),
}

/// What a sentence takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// What a fact is on record.
    Fact(FactId),
    /// The threshold in force.
    Threshold(ParameterId),
    /// A word that the program knows.
    Word(ValueWord),
}

macro_rules! value_words {
    ($($variant:ident $word:literal $means:literal;)*) => {
        /// What a sentence may take beside facts and thresholds.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum ValueWord { $(#[doc = $means] $variant,)* }

        impl ValueWord {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it says.
            #[must_use]
            pub fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }
        }
    };
}

value_words! {
    Name "name" "the name of what is spoken of";
    Until "until" "the day on which the answer ends; in a guard, where it ends with that guard";
    Driver "driver" "the weakest of the drivers whose level is on record, or several";
    GroupLoses "group.loses" "the groups of students whose results here are worse, beyond chance";
    GroupGains "group.gains" "the groups of students whose results here are better, beyond chance";
    Grounds "grounds" "every ground that holds, in rows of the decision";
    GroundTitle "ground.title" "the first ground that holds";
    GroundWhy "ground.why" "why that ground is one";
    GroundAdvice "ground.advice" "the next step that it asks for";
    Guards "guards" "every guard in force, in rows of the decision";
    GuardTitle "guard.title" "the guard in force that gives the answer";
    GuardWhy "guard.why" "why that guard protects";
    GuardAdvice "guard.advice" "the next step that it asks for";
    GuardUntil "guard.until" "when it ends, in words";
}

impl ValueWord {
    /// Whether it speaks of the grounds.
    #[must_use]
    pub fn of_ground(self) -> bool {
        matches!(
            self,
            Self::Grounds | Self::GroundTitle | Self::GroundWhy | Self::GroundAdvice
        )
    }

    /// Whether it speaks of the guards or the grounds, which a row of the decision alone does.
    fn of_the_decision(self) -> bool {
        let of_guard = matches!(
            self,
            Self::Guards | Self::GuardTitle | Self::GuardWhy | Self::GuardAdvice | Self::GuardUntil
        );
        of_guard || self.of_ground()
    }
}

/// What a text speaks of, and so which values it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    /// An initiative, a school, a goal or the district.
    pub subject: Subject,
    /// Whether it is a row of the decision.
    pub decides: bool,
    /// Whether the condition asks for a ground to hold.
    pub ground: bool,
    /// Whether the condition asks for a guard to be in force.
    pub guard: bool,
}

impl About {
    /// What a rule or a row with a condition speaks of.
    pub fn of(set: &Parts, subject: Subject, decides: bool, when: Option<NodeId>) -> Self {
        let asks = |part: Part| when.is_some_and(|when| demands(set, when, part));
        Self {
            subject,
            decides,
            ground: asks(Part::Ground),
            guard: asks(Part::Guard),
        }
    }

    /// Whether a value is there whenever the text is said.
    fn has(self, value: Value) -> bool {
        match value {
            Value::Threshold(_) | Value::Word(ValueWord::Name) => true,
            Value::Word(ValueWord::Grounds | ValueWord::GroundTitle) => self.ground,
            Value::Word(ValueWord::Guards | ValueWord::GuardTitle) => self.guard,
            Value::Fact(_) | Value::Word(_) => false,
        }
    }
}

/// Whether a condition holds only where some rule of a part does.
fn demands(set: &Parts, node: NodeId, part: Part) -> bool {
    match &set.node(node).kind {
        NodeKind::All(children) => children.iter().any(|child| demands(set, *child, part)),
        NodeKind::SomeRule(rules, _) => rules
            .iter()
            .all(|id| set.rules.get(usize::from(id.0)).is_some_and(|r| r.part == part)),
        _ => false,
    }
}

impl Saying {
    /// A text that takes no values.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        let words = |text: &str| Sentence {
            pieces: vec![Piece::Words(text.to_owned())],
        };
        Self {
            sentences: Some(text).filter(|t| !t.is_empty()).map(words).into_iter().collect(),
        }
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// What it says where nobody is spoken of: thresholds as they are, other values by what they are.
    #[must_use]
    pub fn in_general(&self, set: &Parts) -> String {
        let said: Vec<String> = self.sentences.iter().map(|s| s.in_general(set)).collect();
        said.join(" ")
    }

    /// The last of several forms of one line, which takes no value that may be missing.
    #[must_use]
    pub fn last_in_general(&self, set: &Parts) -> String {
        self.sentences.last().map_or_else(String::new, |s| s.in_general(set))
    }
}

impl Sentence {
    /// What it says where nobody is spoken of.
    #[must_use]
    pub fn in_general(&self, set: &Parts) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Value(value, noun) => {
                let text = match value {
                    Value::Threshold(id) => crate::rules::threshold_words(set, *id),
                    Value::Fact(id) => format!("[{}]", set.fact(*id).title.to_lowercase()),
                    Value::Word(word) => format!("[{}]", word.word()),
                };
                match noun {
                    Some((one, _)) if text == "1" => format!("{text} {one}"),
                    Some((_, many)) => format!("{text} {many}"),
                    None => text,
                }
            }
        };
        self.pieces.iter().map(piece).collect()
    }

    /// The values that it takes.
    pub fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Value(value, _) => Some(*value),
        })
    }
}

/// Reports values in a title, which names a rule where nobody is spoken of.
pub(super) fn refuse_values(item: &Item, key: &str, out: &mut Diagnostics) {
    if item.text(key).contains('{') {
        let message = format!("`{key}` takes no values: it names the rule where nobody is spoken of");
        let help = "write what is said of one initiative under `said:`";
        out.push(Diagnostic::error(Code::WrongType, item.place(key), message).help(help));
    }
}

/// A part of a text that takes values.
pub(super) enum Stretch<'t> {
    /// As it is said.
    Words(&'t str),
    /// What stands between braces.
    Braced(&'t str),
}

/// The parts of a text; `at` is where its first brace stands.
pub(super) fn stretches<'t>(text: &'t str, at: Span, out: &mut Diagnostics) -> Option<Vec<Stretch<'t>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, behind)) = rest.split_once('{') {
        let Some((inside, left)) = behind.split_once('}') else {
            let help = "write the name of the value and `}` behind it";
            let message = "a `{` opens here and never closes";
            out.push(Diagnostic::error(Code::WrongType, at, message).help(help));
            return None;
        };
        parts.extend(Some(words).filter(|words| !words.is_empty()).map(Stretch::Words));
        parts.push(Stretch::Braced(inside.trim()));
        rest = left;
    }
    parts.extend(Some(rest).filter(|rest| !rest.is_empty()).map(Stretch::Words));
    Some(parts)
}

/// How the sentences of a field go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Each that can be said is.
    Each,
    /// The first that can be said is.
    First,
}

/// What texts are read against.
pub(super) struct Reading<'a> {
    pub set: &'a Parts,
    pub sources: &'a Sources,
    pub about: About,
}

impl Reading<'_> {
    /// Reads a field of an item; what its sentences take is looked up, and that something can always be said.
    pub fn field(&self, item: &Item, key: &str, form: Form, out: &mut Diagnostics) -> Saying {
        let nodes = item.list(key);
        let sentences: Vec<Sentence> = nodes.iter().filter_map(|node| self.sentence(node, out)).collect();
        let always = |sentence: &Sentence| sentence.values().all(|v| self.about.has(v));
        let sure = match form {
            Form::Each => sentences.iter().any(always),
            Form::First => sentences.last().is_some_and(always),
        };
        // where a sentence could not be read that was told
        if !sure && !sentences.is_empty() && sentences.len() == nodes.len() {
            let (message, help) = match form {
                Form::Each => (
                    format!("every sentence of `{key}` takes a value that may not be on record"),
                    "add a sentence that takes none, so that there is something to say",
                ),
                Form::First => (
                    format!("the last form of `{key}` takes a value that may not be on record"),
                    "end the list with one that takes none, which is said where the others cannot be",
                ),
            };
            out.push(Diagnostic::error(Code::NothingToSay, item.place(key), message).help(help));
        }
        Saying { sentences }
    }

    fn sentence(&self, node: &Node, out: &mut Diagnostics) -> Option<Sentence> {
        let stretches = stretches(node.as_text()?.trim(), self.place(node, "{"), out)?;
        let piece = |stretch: &Stretch| match stretch {
            Stretch::Words(words) => Some(Piece::Words((*words).to_owned())),
            Stretch::Braced(inside) => self.value(node, inside, out),
        };
        let pieces: Vec<Option<Piece>> = stretches.iter().map(piece).collect();
        let pieces = pieces.into_iter().collect::<Option<Vec<Piece>>>();
        pieces.filter(|p| !p.is_empty()).map(|pieces| Sentence { pieces })
    }

    /// What stands between the braces: a name, and behind it the words for one and for several.
    fn value(&self, node: &Node, inside: &str, out: &mut Diagnostics) -> Option<Piece> {
        let (name, behind) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let noun = match behind.trim().split_once('|') {
            Some((one, many)) => Some((one.trim().to_owned(), many.trim().to_owned())),
            None if behind.trim().is_empty() => None,
            None => {
                let message = format!("behind `{name}` stand two words, for one and for several");
                let help = format!("write {{{name} school|schools}}, or {{{name}}} alone");
                out.push(Diagnostic::error(Code::WrongType, self.named(node, name), message).help(help));
                return None;
            }
        };
        Some(Piece::Value(self.taken(node, name, out)?, noun))
    }

    fn taken(&self, node: &Node, name: &str, out: &mut Diagnostics) -> Option<Value> {
        let set = self.set;
        if let Some(parameter) = name.strip_prefix('$') {
            let place = set.parameters.iter().position(|p| p.name == parameter);
            let id = place.and_then(|n| u16::try_from(n).ok()).map(ParameterId);
            if id.is_none() {
                let known = set.parameters.iter().map(|p| p.name.as_str());
                let near = out
                    .nearest(parameter, known)
                    .map(|near| format!("did you mean `${near}`?"));
                let message = format!("unknown parameter `${parameter}`");
                let help = near.unwrap_or_else(|| "declare it under `parameters:`".to_owned());
                out.push(Diagnostic::error(Code::UnknownParameter, self.named(node, name), message).help(help));
            }
            return id.map(Value::Threshold);
        }
        let subject = self.about.subject;
        let takes = |of: Subject| of == subject || of == Subject::District;
        let may = |word: ValueWord| match word {
            ValueWord::Name => true,
            word if word.of_the_decision() => self.about.decides,
            _ => subject == Subject::Initiative,
        };
        if let Some(word) = ValueWord::ALL.iter().find(|word| word.word() == name) {
            if may(*word) {
                return Some(Value::Word(*word));
            }
            let message = format!("`{name}` is {}; here it says nothing", word.means());
            let help = "take another value, or write the sentence without it";
            out.push(Diagnostic::error(Code::WrongSubject, self.named(node, name), message).help(help));
            return None;
        }
        match set.fact_id(name) {
            Some(id) if takes(set.fact(id).of) => Some(Value::Fact(id)),
            Some(id) => {
                let (of, about) = (set.fact(id).of.word(), subject.word());
                let message = format!("`{name}` is a fact of one {of}, and the sentence speaks of one {about}");
                let help = "take a fact of what is spoken of, or of the district";
                out.push(Diagnostic::error(Code::WrongSubject, self.named(node, name), message).help(help));
                None
            }
            None => {
                let facts = set.facts.iter().filter(|f| takes(f.of)).map(|f| f.name.as_str());
                let words = ValueWord::ALL.iter().filter(|w| may(**w)).map(|w| w.word());
                let near = out
                    .nearest(name, facts.chain(words))
                    .map(|near| format!("did you mean `{near}`?"));
                let help = near.unwrap_or_else(|| "take a fact, a threshold or a word of `rules/README.md`".to_owned());
                let message = format!("a sentence takes `{name}`, which is no fact and no other value");
                out.push(Diagnostic::error(Code::UnknownFact, self.named(node, name), message).help(help));
                None
            }
        }
    }

    /// Where a value stands in a text.
    fn named(&self, node: &Node, name: &str) -> Span {
        let braced = self.place(node, &format!("{{{name}"));
        let start = braced.start + u32::from(braced != node.span);
        Span { start, ..braced }
    }

    /// Where a part of a text stands; the whole text where it is written otherwise.
    fn place(&self, node: &Node, part: &str) -> Span {
        let at = self.sources.slice(node.span).find(part);
        let long = u32::try_from(part.len()).unwrap_or_default();
        at.and_then(|at| u32::try_from(at).ok()).map_or(node.span, |at| Span {
            start: node.span.start + at,
            end: node.span.start + at + long,
            ..node.span
        })
    }
}
