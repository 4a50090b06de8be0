//! What is known elsewhere of what an inventory is confirmed to hold.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../common/mod.rs"]
mod common;
mod confirmed;
mod here;
mod proposed;
#[path = "../proofs/metamorphic/random.rs"]
#[allow(dead_code, reason = "the proofs use the rest")]
mod random;
mod written;

use std::sync::LazyLock;

use cleardeck::Date;
use cleardeck::catalogue::{Catalogue, Program};
use cleardeck::diagnostics::{Diagnostics, Sources, to_lines};
use cleardeck::evaluate::judge;
use cleardeck::inventory::{self, Inventory, Study};
use cleardeck::read::{Reader, Source};
use cleardeck::report::{Audience, Depth, View};
use cleardeck::rules::RuleSet;
use random::Maker;
use serde_json::Value;

static SET: LazyLock<RuleSet> = LazyLock::new(|| common::shipped(&mut Sources::default()));
static MAKER: LazyLock<Maker> = LazyLock::new(|| Maker::new(&SET, common::decision_cases(&SET)));
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(common::catalogue);

/// An inventory as a file would be read, on a day, with a catalogue of one's own laid over the shipped one.
fn read_over(own: Option<&str>, text: &str, day: Option<Date>) -> Result<(Inventory, Reader), String> {
    let mut reader = Reader::new();
    if let Some(own) = own {
        reader.lay_over_catalogue(Source::bytes("own.yaml", own));
    }
    let source = Source::bytes("inventory.yaml", text);
    let inventory = reader.inventory(source, &SET, day).map_err(|e| e.to_string())?;
    Ok((inventory, reader))
}

/// The same beside the shipped catalogue, which is read once for all.
fn read(text: &str, day: Option<Date>) -> (Inventory, Sources) {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut inventory = inventory::load(file, &SET, day, &sources, &mut problems).unwrap();
    inventory::confirm(&mut inventory, &SET, &CATALOGUE, &mut problems);
    assert!(!problems.has_errors(), "{} in {text}", to_lines(&problems, &sources));
    (inventory, sources)
}

/// Everything that is said of an inventory, but where it was read and what is asked next.
fn said(inventory: &Inventory, sources: &Sources, audience: Audience) -> Value {
    let view = View::of(&judge(&SET, inventory), sources, Depth::Everything, audience).unwrap();
    let mut value = serde_json::to_value(&view).unwrap();
    common::forget_places(&mut value);
    value
}

/// The answers, how sure they are, what they rest on and what they could be.
fn answers(inventory: &Inventory) -> Vec<(String, String)> {
    let audit = judge(&SET, inventory);
    let said = audit.verdicts.iter().map(|v| {
        let rests = format!("{:?} {:?} {}", v.firmness, v.checks, v.could_be);
        (audit.answer(v).to_owned(), rests)
    });
    said.collect()
}

/// The rows that come from the catalogue.
fn elsewhere(inventory: &Inventory) -> impl Iterator<Item = &Study> {
    let all = inventory.initiatives.iter().flat_map(|i| &i.studies);
    all.filter(|s| s.is_from_catalogue())
}

/// JSON as YAML: in quotes these two would be words, not the lack of an answer.
fn as_yaml(value: &Value) -> String {
    let text = value.to_string();
    text.replace("\"unsure\"", "unsure").replace("\"n/a\"", "n/a")
}

/// The same inventory with something said of every initiative.
fn with(text: &str, mut said: impl FnMut() -> String) -> String {
    let mut lines: Vec<String> = Vec::new();
    let (mut inside, mut depth) = (false, None);
    for line in text.lines() {
        let room = line.len() - line.trim_start().len();
        if room == 0 && !line.trim().is_empty() && !line.starts_with(['#', '-']) {
            inside = line.starts_with("initiatives:");
        }
        lines.push(line.to_owned());
        let begins = inside && line.trim_start().starts_with("- id:");
        if begins && *depth.get_or_insert(room) == room {
            lines.push(format!("{}elsewhere: {}", " ".repeat(room + 2), said()));
        }
    }
    lines.join("\n") + "\n"
}

/// Programs of which something is known.
fn told_of() -> Vec<&'static Program> {
    let known =
        |p: &&Program| !p.rated.is_empty() || !p.reviews.is_empty() || CATALOGUE.studies_of(&p.id).next().is_some();
    CATALOGUE.programs.iter().filter(known).collect()
}

const EXAMPLES: [&str; 2] = ["riverbend", "pueblo"];

fn example(name: &str) -> String {
    common::file(&format!("examples/{name}/inventory.yaml"))
}
