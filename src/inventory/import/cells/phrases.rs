//! The phrases of `cells` in `templates/import.yaml`.

use std::collections::HashMap;

use crate::yaml::Node;

use super::pieces::Pieces;

/// Which end of a range a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spot {
    Low,
    High,
    Both,
}

/// A season: the month with which it begins and the one with which it ends.
pub(super) struct Season {
    pub says: Vec<Pieces>,
    pub start: u8,
    pub end: u8,
}

/// How people write answers.
#[derive(Default)]
pub(in crate::inventory::import) struct Phrases {
    places: HashMap<String, String>,
    pub(super) estimate_by: String,
    pub(super) about: Vec<Pieces>,
    pub(super) at_least: Vec<Pieces>,
    pub(super) at_most: Vec<Pieces>,
    /// Words behind a number with what it is to be multiplied by.
    pub(super) scales: Vec<(String, f64)>,
    pub(super) from_to: Vec<Pieces>,
    pub(super) currency: Vec<Pieces>,
    pub(super) a_year: Vec<Pieces>,
    pub(super) several_years: Vec<Pieces>,
    pub(super) in_total: Vec<Pieces>,
    pub(super) each: Vec<(Pieces, String)>,
    pub(super) credits: Vec<Pieces>,
    pub(super) since: Vec<Pieces>,
    pub(super) until: Vec<Pieces>,
    pub(super) open_end: Vec<Pieces>,
    pub(super) before: Vec<Pieces>,
    pub(super) after: Vec<Pieces>,
    pub(super) fiscal: Vec<Pieces>,
    pub(super) school: Vec<Pieces>,
    pub(super) months: Vec<Vec<String>>,
    pub(super) seasons: Vec<Season>,
    pub(super) parts_of_year: Vec<Pieces>,
    pub(super) quarters: Vec<String>,
    pub(super) against: Vec<String>,
    /// The options of the status with their words.
    pub(super) status: Vec<(Pieces, String)>,
    pub(super) pilot: Vec<Pieces>,
    pub(super) open: Vec<Pieces>,
    pub(super) yes: Vec<Pieces>,
    pub(super) no: Vec<Pieces>,
    pub(super) counted: Vec<String>,
    pub(super) all: Vec<Pieces>,
    pub(super) half: Vec<Pieces>,
    pub(super) grades: Vec<String>,
    pub(super) percent: Vec<Pieces>,
}

impl Phrases {
    pub fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::default() };
        let list = |key: &str| texts(node.get(key));
        let phrases = |key: &str| longest_first(list(key));
        let groups = |key: &str| node.get(key).and_then(Node::as_list).unwrap_or_default();
        let number = |node: &Node, key: &str| {
            let text = node.get(key).and_then(Node::as_text).unwrap_or_default();
            text.parse::<f64>().unwrap_or_default()
        };
        let mut each: Vec<(Pieces, String)> = list("each").into_iter().map(|t| (Pieces::of(&t), t)).collect();
        each.sort_by_key(|(pieces, _)| std::cmp::Reverse(pieces.list().len()));
        let option = |group: &Node| {
            let option = group
                .get("option")
                .and_then(Node::as_text)
                .unwrap_or_default()
                .to_owned();
            let says = texts(group.get("says")).into_iter();
            says.map(move |t| (Pieces::of(&t), option.clone())).collect::<Vec<_>>()
        };
        let mut status: Vec<(Pieces, String)> = groups("status").iter().flat_map(option).collect();
        status.sort_by_key(|(pieces, _)| std::cmp::Reverse(pieces.list().len()));
        let scale = |group: &Node| {
            let times = number(group, "times");
            texts(group.get("says"))
                .into_iter()
                .map(move |t| (t, times))
                .collect::<Vec<_>>()
        };
        let season = |group: &Node| Season {
            says: longest_first(texts(group.get("says"))),
            start: number(group, "start") as u8,
            end: number(group, "end") as u8,
        };
        let place = |(key, value): (&str, &Node)| (key.to_owned(), value.as_text().unwrap_or_default().to_owned());
        let places = node.get("places").and_then(Node::as_map).unwrap_or_default();
        Self {
            places: places.iter().map(|e| place((&e.key, &e.value))).collect(),
            estimate_by: node
                .get("estimate_by")
                .and_then(Node::as_text)
                .unwrap_or_default()
                .to_owned(),
            about: phrases("about"),
            at_least: phrases("at_least"),
            at_most: phrases("at_most"),
            scales: groups("scales").iter().flat_map(scale).collect(),
            from_to: phrases("from_to"),
            currency: phrases("currency"),
            a_year: phrases("a_year"),
            several_years: phrases("several_years"),
            in_total: phrases("in_total"),
            each,
            credits: phrases("credits"),
            since: phrases("since"),
            until: phrases("until"),
            open_end: phrases("open_end"),
            before: phrases("before"),
            after: phrases("after"),
            fiscal: phrases("fiscal"),
            school: phrases("school"),
            months: groups("months").iter().map(|m| texts(Some(m))).collect(),
            seasons: groups("seasons").iter().map(season).collect(),
            parts_of_year: phrases("parts_of_year"),
            quarters: list("quarters"),
            against: list("against"),
            status,
            pilot: phrases("pilot"),
            open: phrases("open"),
            yes: phrases("yes"),
            no: phrases("no"),
            counted: list("counted"),
            all: phrases("all"),
            half: phrases("half"),
            grades: list("grades"),
            percent: phrases("percent"),
        }
    }

    /// The field for an answer of this sort; blank when the template names none.
    pub fn place(&self, sort: &str) -> &str {
        self.places.get(sort).map_or("", String::as_str)
    }
}

fn texts(node: Option<&Node>) -> Vec<String> {
    let items = node.and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(Node::as_text).map(str::to_owned).collect()
}

/// A longer phrase comes before one that is a part of it.
fn longest_first(texts: Vec<String>) -> Vec<Pieces> {
    let mut list: Vec<Pieces> = texts.iter().map(|t| Pieces::of(t)).collect();
    list.sort_by_key(|p| std::cmp::Reverse(p.list().len()));
    list
}
