//! What is said of each initiative, as lines of JSON.

use rustc_hash::FxHashMap as HashMap;

use crate::batch::fields::Problem;
use crate::batch::json::Identity;
use crate::evaluate::Firmness;
use crate::rules::{CheckId, RuleSet};

/// What is said of one initiative.
pub struct Said<'s> {
    /// Which it is.
    pub identity: &'s Identity,
    /// What to do, as an option of the decision.
    pub answer: usize,
    /// How sure that is.
    pub firmness: Firmness,
    /// What some completion would give, as options of the decision.
    pub could_be: u64,
    /// What the answer rests on beside the record.
    pub checks: &'s [CheckId],
    /// By rule: `T` where it holds on record, `F` where it does not, `U` where that is not known.
    pub rules: &'s [u8],
}

/// One that is told of every initiative in its order.
pub trait Tell {
    /// What is said of one.
    fn said(&mut self, said: &Said);
    /// A record that cannot be read, by the number of its line or row.
    fn aside(&mut self, number: u64, problem: &Problem, raw: &str);
}

/// One that gathers what is told, part by part.
pub trait Gather: Tell {
    /// What is said of the initiatives of a part.
    type Said: Send;
    /// What was told since this was asked last: what is said, and what was set aside as lines of JSON.
    fn gathered(&mut self) -> (Self::Said, Vec<u8>);
    /// What was said and is not needed any more, to be written over.
    fn reuse(&mut self, said: Self::Said) {
        drop(said);
    }
}

/// Room of so many bytes is used again.
const KEPT: usize = 4 << 20;

/// Lines of JSON: what is said, and what was set aside.
pub struct Ndjson {
    /// What is said, a line an initiative.
    pub said: Vec<u8>,
    /// What was set aside, a line a record.
    pub aside: Vec<u8>,
    /// How much was said in the part before.
    usual: usize,
    /// Whether a record that is set aside is kept as it is written.
    keeps: bool,
    /// By set of options: the list of their ids.
    lists: HashMap<u64, Vec<u8>>,
    /// By option of the decision: its id in quotes.
    answers: Vec<Vec<u8>>,
    checks: Vec<Vec<u8>>,
}

impl Ndjson {
    /// By a rule set; `keeps` says whether records that are set aside are written out.
    #[must_use]
    pub fn of(set: &RuleSet, keeps: bool) -> Self {
        let options = set.decision().map_or(&[][..], |decision| &set.fact(decision).options);
        Self {
            answers: options.iter().map(|id| quoted(id)).collect(),
            checks: set.checks.iter().map(|check| quoted(&check.id)).collect(),
            lists: HashMap::default(),
            said: Vec::new(),
            aside: Vec::new(),
            usual: 0,
            keeps,
        }
    }

    /// Forgets what was written.
    pub fn clear(&mut self) {
        self.said.clear();
        self.aside.clear();
    }
}

impl Tell for Ndjson {
    fn said(&mut self, said: &Said) {
        let Self {
            said: out,
            lists,
            answers,
            checks,
            usual,
            ..
        } = self;
        if out.capacity() == 0 {
            out.reserve(*usual + *usual / 8);
        }
        out.extend_from_slice(b"{\"id\":");
        write_text(&said.identity.id, out);
        if let Some(district) = &said.identity.district {
            out.extend_from_slice(b",\"district\":");
            write_text(district, out);
        }
        out.extend_from_slice(b",\"answer\":");
        out.extend_from_slice(answers.get(said.answer).map_or(b"null", Vec::as_slice));
        out.extend_from_slice(b",\"firmness\":\"");
        out.extend_from_slice(said.firmness.word().as_bytes());
        out.extend_from_slice(b"\",\"could_be\":");
        let could_be = lists.entry(said.could_be).or_insert_with(|| {
            let held = answers.iter().enumerate().filter(|(n, _)| said.could_be >> n & 1 == 1);
            list(held.map(|(_, id)| id))
        });
        out.extend_from_slice(could_be);
        out.extend_from_slice(b",\"checks\":[");
        for (n, check) in said.checks.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            out.extend_from_slice(checks.get(usize::from(check.0)).map_or(b"null", Vec::as_slice));
        }
        out.extend_from_slice(b"],\"rules\":\"");
        out.extend_from_slice(said.rules);
        out.extend_from_slice(b"\"}\n");
    }

    fn aside(&mut self, number: u64, problem: &Problem, raw: &str) {
        set_aside(number, problem, Some(raw).filter(|_| self.keeps), &mut self.aside);
    }
}

impl Gather for Ndjson {
    type Said = Vec<u8>;

    fn gathered(&mut self) -> (Vec<u8>, Vec<u8>) {
        self.usual = self.said.len();
        (std::mem::take(&mut self.said), std::mem::take(&mut self.aside))
    }

    fn reuse(&mut self, mut said: Vec<u8>) {
        // what one long part took is not kept
        if self.said.is_empty() && said.capacity() <= KEPT {
            said.clear();
            self.said = said;
        }
    }
}

/// Writes a record that is set aside as a line of JSON, with what is wrong with it and, where it is kept, what it is.
pub(super) fn set_aside(number: u64, problem: &Problem, record: Option<&str>, out: &mut Vec<u8>) {
    let mut line = serde_json::json!({ "line": number, "problem": problem.message, "help": problem.help });
    if let (Some(fields), Some(record)) = (line.as_object_mut(), record) {
        fields.insert("record".to_owned(), record.into());
    }
    out.extend_from_slice(line.to_string().as_bytes());
    out.push(b'\n');
}

/// The rules whose letters are told, in their order: lines of JSON with place, id, part and title.
#[must_use]
pub fn legend(set: &RuleSet, rules: &[crate::rules::RuleId]) -> String {
    let line = |(place, id): (usize, &crate::rules::RuleId)| {
        let rule = set.rule(*id);
        let line = serde_json::json!({ "place": place + 1, "rule": rule.id, "part": rule.part.word(), "title": rule.prose.title });
        format!("{line}\n")
    };
    rules.iter().enumerate().map(line).collect()
}

fn list<'i>(ids: impl Iterator<Item = &'i Vec<u8>>) -> Vec<u8> {
    let mut out = vec![b'['];
    for id in ids {
        if out.len() > 1 {
            out.push(b',');
        }
        out.extend_from_slice(id);
    }
    out.push(b']');
    out
}

fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write_text(text, &mut out);
    out
}

/// Text in quotes, with what JSON does not hold escaped.
fn write_text(text: &str, out: &mut Vec<u8>) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}
