//! What is said of each initiative, as record batches.

use std::sync::{Arc, LazyLock};

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::batch::fields::Problem;
use crate::batch::tell::{Gather, Said, Tell, set_aside};
use crate::rules::RuleSet;

/// The columns of what is said.
#[must_use]
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
        let list = |name: &str| Field::new_list(name, Field::new_list_field(DataType::Utf8, true), false);
        Arc::new(Schema::new(vec![
            text("id", false),
            text("district", true),
            text("answer", false),
            text("firmness", false),
            list("could_be"),
            list("checks"),
            text("rules", false),
        ]))
    });
    SCHEMA.clone()
}

/// A record that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetAside {
    /// The number of its row in the stream, from one on.
    pub row: u64,
    /// What is wrong with it.
    pub problem: Problem,
    /// As it is written.
    pub record: String,
}

/// What is said, gathered for a record batch.
pub struct Told<'a> {
    set: &'a RuleSet,
    id: StringBuilder,
    district: StringBuilder,
    answer: StringBuilder,
    firmness: StringBuilder,
    could_be: ListBuilder<StringBuilder>,
    checks: ListBuilder<StringBuilder>,
    rules: StringBuilder,
    /// What was set aside since this was emptied last.
    pub aside: Vec<SetAside>,
    /// Whether a record that is set aside is kept as it is written.
    keeps: bool,
}

impl<'a> Told<'a> {
    /// Nothing yet, by a rule set; `keeps` says whether records that are set aside are written out.
    #[must_use]
    pub fn of(set: &'a RuleSet, keeps: bool) -> Self {
        Self {
            id: StringBuilder::new(),
            district: StringBuilder::new(),
            answer: StringBuilder::new(),
            firmness: StringBuilder::new(),
            could_be: ListBuilder::new(StringBuilder::new()),
            checks: ListBuilder::new(StringBuilder::new()),
            rules: StringBuilder::new(),
            aside: Vec::new(),
            keeps,
            set,
        }
    }

    /// What was said since this was asked last.
    ///
    /// # Errors
    /// When there is too much of it for one batch.
    pub fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.district.finish()),
            Arc::new(self.answer.finish()),
            Arc::new(self.firmness.finish()),
            Arc::new(self.could_be.finish()),
            Arc::new(self.checks.finish()),
            Arc::new(self.rules.finish()),
        ];
        RecordBatch::try_new(schema(), columns)
    }
}

impl Tell for Told<'_> {
    fn said(&mut self, said: &Said) {
        let set = self.set;
        let options = set.decision().map_or(&[][..], |decision| &set.fact(decision).options);
        self.id.append_value(&said.identity.id);
        self.district.append_option(said.identity.district.as_deref());
        self.answer
            .append_value(options.get(said.answer).map_or("", String::as_str));
        self.firmness.append_value(said.firmness.word());
        for (n, option) in options.iter().enumerate() {
            if said.could_be >> n & 1 == 1 {
                self.could_be.values().append_value(option);
            }
        }
        self.could_be.append(true);
        for check in said.checks {
            let check = set.checks.get(usize::from(check.0));
            self.checks.values().append_value(check.map_or("", |check| &check.id));
        }
        self.checks.append(true);
        self.rules
            .append_value(std::str::from_utf8(said.rules).unwrap_or_default());
    }

    fn aside(&mut self, row: u64, problem: &Problem, record: &str) {
        self.aside.push(SetAside {
            row,
            problem: problem.clone(),
            record: record.to_owned(),
        });
    }
}

impl Gather for Told<'_> {
    type Said = Result<RecordBatch, ArrowError>;

    fn gathered(&mut self) -> (Self::Said, Vec<u8>) {
        let mut lines = Vec::new();
        for one in self.aside.drain(..) {
            let record = Some(one.record.as_str()).filter(|_| self.keeps);
            set_aside(one.row, &one.problem, record, &mut lines);
        }
        (self.batch(), lines)
    }
}
