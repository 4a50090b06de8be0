//! No figure of the catalogue differs from what was gathered (`tests/data/catalogue`), and the page of every entry
//! carries its sources, dates and cautions.

use std::collections::BTreeMap;

use cleardeck::catalogue::{self, Catalogue, Entry};
use cleardeck::diagnostics::Sources;
use cleardeck::report::{EntryView, entry_html, entry_markdown};
use serde_yaml::Value;

use crate::common;

/// A day as reports write it.
fn written_out(day: &str) -> String {
    let day: jiff::civil::Date = day.parse().unwrap();
    day.strftime("%B %-d, %Y").to_string()
}

/// The numbers in a text, signs and all that stands between digits with them.
fn numbers(text: &str, into: &mut Vec<String>) {
    let mut number = String::new();
    let signs: Vec<char> = text.chars().chain([' ']).collect();
    for (place, sign) in signs.iter().enumerate() {
        let next = signs.get(place + 1).is_some_and(char::is_ascii_digit);
        let inside = !number.is_empty() && matches!(sign, '.' | ',') && next;
        let minus = number.is_empty() && *sign == '-' && next;
        if sign.is_ascii_digit() || inside || minus {
            number.push(*sign);
        } else if !number.is_empty() {
            into.push(std::mem::take(&mut number));
        }
    }
}

/// Every number below a value, but what stands in some fields.
fn below(value: &Value, without: &[&str], into: &mut Vec<String>) {
    match value {
        Value::Mapping(fields) => {
            for (key, inner) in fields {
                if !key.as_str().is_some_and(|key| without.contains(&key)) {
                    below(inner, without, into);
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| below(item, without, into)),
        Value::Number(number) => into.push(number.to_string()),
        Value::String(text) => numbers(text, into),
        Value::Null | Value::Bool(_) | Value::Tagged(_) => {}
    }
}

fn all_below(value: &Value, without: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    below(value, without, &mut all);
    all.sort_unstable();
    all
}

/// How a line is matched is no figure, and may be mended.
const MATCHED: [&str; 5] = ["aliases", "words", "look_alikes", "kind", "kind_note"];

#[test]
fn no_figure_of_an_approach_differs_from_what_was_gathered() {
    let gathered: Value = serde_yaml::from_str(&common::file("tests/data/catalogue/approaches.yaml")).unwrap();
    let entries = gathered["entries"].as_sequence().unwrap();
    assert_eq!(entries.len(), 87);
    let (mut pieces, mut figures) = (0, 0);
    for entry in entries {
        let id = entry["id"].as_str().unwrap();
        let own: Value = serde_yaml::from_str(&common::file(&format!("catalogue/approaches/{id}.yaml"))).unwrap();
        let own = &own["approaches"][0];
        // place by place where it is a field, and wherever else a number stands
        for field in [
            "name",
            "what",
            "summary",
            "reason",
            "verified",
            "later_harm",
            "cautions",
        ] {
            let mut was = Vec::new();
            let mut is = Vec::new();
            below(&entry[field], &[], &mut was);
            below(own.get(field).unwrap_or(&Value::Null), &[], &mut is);
            assert_eq!(was, is, "{id}: {field}");
        }
        assert_eq!(entry["summary"], own["summary"], "{id}");
        assert_eq!(entry["cautions"], own["cautions"], "{id}");
        let (was, is) = (
            entry["evidence"].as_sequence().unwrap(),
            own["evidence"].as_sequence().unwrap(),
        );
        assert_eq!(was.len(), is.len(), "{id}");
        for (was, is) in was.iter().zip(is) {
            pieces += 1;
            let title = was["title"].as_str().unwrap();
            assert_eq!(Some(title), is["title"].as_str(), "{id}");
            for field in [
                "authors",
                "url",
                "direction",
                "outcome",
                "studies",
                "schools",
                "students",
            ] {
                let of = |value: &Value| value.get(field).cloned().unwrap_or(Value::Null);
                assert_eq!(of(was), of(is), "{id}: {field} of {title}");
            }
            assert_eq!(
                was["year"],
                is.get("published").cloned().unwrap_or(Value::Null),
                "{id}: {title}"
            );
            for field in ["value", "low", "high", "se"] {
                let of = |effect: &Value| effect.get(field).cloned().unwrap_or(Value::Null);
                let own = is.get("effect").cloned().unwrap_or(Value::Null);
                assert_eq!(of(&was["effect"]), of(&own), "{id}: {field} of {title}");
                figures += usize::from(!of(&own).is_null());
            }
        }
        let without = [
            &MATCHED[..],
            &["seed", "rule_note", "in_sources", "program", "design", "design_note"],
        ]
        .concat();
        let was: Vec<String> = all_below(entry, &without);
        let mut is = all_below(own, &without);
        // how a study compared stands once or twice
        let mut designs = Vec::new();
        for piece in own["evidence"].as_sequence().unwrap() {
            below(piece.get("design_note").unwrap_or(&Value::Null), &[], &mut designs);
        }
        is.retain(|number| !number.is_empty());
        assert_eq!(was, is, "{id}");
    }
    println!("{pieces} pieces of evidence, {figures} sizes");
    assert!(pieces == 202 && figures > 100, "{pieces} {figures}");
}

/// A row of ratings, as it is compared.
type Row = Vec<String>;

#[test]
fn no_rating_of_a_program_differs_from_what_was_gathered() {
    let catalogue = common::catalogue();
    let text = common::file("tests/data/catalogue/programs.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut gathered: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut rows = 0;
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        rows += 1;
        let of = |name: &str| row[name].trim().to_owned();
        let line: Row = match of("row_type").as_str() {
            "wwc-report" => vec![
                "rated".to_owned(),
                of("topic"),
                of("outcome_domain"),
                of("official_rating").to_lowercase().replace("n/a", "not rated"),
                of("studies_meeting_standards"),
                of("studies_reviewed"),
                of("students"),
                of("extent_computed"),
                of("protocol_version"),
            ],
            "wwc-report-no-evidence" => vec!["unrated".to_owned(), of("topic"), of("protocol_version")],
            "wwc-single-studies" => {
                let mut found = Vec::new();
                numbers(&of("finding_summary").replace('+', " "), &mut found);
                let mean: f64 = found.pop().unwrap().parse().unwrap();
                let mut line = vec!["reviewed".to_owned(), of("outcome_domain")];
                line.extend(found);
                line.extend([
                    format!("{}", mean + 0.0),
                    of("studies_meeting_standards"),
                    of("students"),
                    of("extent_computed"),
                ]);
                line
            }
            // a study that stands under its approach, compared above
            "catalogue-study" => continue,
            other => panic!("a row of type {other}"),
        };
        gathered.entry(of("program").to_lowercase()).or_default().push(line);
    }
    assert_eq!(rows, 1066);
    let said = |number: Option<cleardeck::truth::Number>| number.map_or_else(String::new, |n| n.to_string());
    let mut seen = 0;
    for program in &catalogue.programs {
        let mut lines: Vec<Row> = Vec::new();
        for rated in &program.rated {
            let extent = &rated.extent;
            lines.push(vec![
                "rated".to_owned(),
                rated.topic.clone(),
                rated.outcome.clone(),
                catalogue.ratings[rated.rating].title.to_lowercase(),
                said(extent.studies),
                said(extent.reviewed),
                said(extent.students),
                extent.extent.clone(),
                rated.standards.clone(),
            ]);
        }
        let unrated = program.unrated.iter();
        lines.extend(unrated.map(|u| vec!["unrated".to_owned(), u.topic.clone(), u.standards.clone()]));
        for review in &program.reviews {
            let extent = &review.extent;
            lines.push(vec![
                "reviewed".to_owned(),
                review.outcome.clone(),
                review.findings.to_string(),
                review.positive.to_string(),
                review.negative.to_string(),
                format!("{}", review.mean.as_f64()),
                said(extent.studies),
                said(extent.students),
                extent.extent.clone(),
            ]);
        }
        let mut was = gathered.remove(&program.name.to_lowercase()).unwrap_or_default();
        was.sort();
        lines.sort();
        seen += lines.len();
        assert_eq!(was, lines, "{}", program.name);
        let studies = catalogue.studies_of(&program.id).count();
        assert!(!lines.is_empty() || studies > 0, "{} holds nothing", program.name);
    }
    assert!(gathered.is_empty(), "{gathered:?}");
    assert_eq!(seen, 1066 - 53);
}

#[test]
fn the_page_of_every_entry_carries_its_sources_its_dates_and_its_cautions() {
    let catalogue = common::catalogue();
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    };
    let (mut links, mut cautions) = (0, 0);
    let ids: Vec<String> = catalogue.ids().map(str::to_owned).collect();
    for (place, id) in ids.iter().enumerate() {
        let entry = catalogue.entry(id).unwrap();
        let view = EntryView::of(&catalogue, entry, &set).unwrap();
        let markdown = entry_markdown(&view).unwrap();
        // the same view and, of programs, every twentieth page
        if view.is_program && place % 20 != 0 {
            assert!(markdown.contains(&written_out(&view.date)), "{id}");
            continue;
        }
        let page = entry_html(&view).unwrap();
        let (evidence, warned, addresses): (Vec<_>, &[String], Vec<&str>) = match entry {
            Entry::Approach(place) => {
                let approach = &catalogue.approaches[place];
                let conditions = approach.works_when.iter().map(|c| c.url.as_str());
                let more = conditions.chain(approach.costs.iter().map(|c| c.url.as_str()));
                (approach.evidence.iter().collect(), &approach.cautions, more.collect())
            }
            Entry::Program(place) => {
                let program = &catalogue.programs[place];
                let studies = catalogue.studies_of(&program.id).map(|(_, piece)| piece);
                (studies.collect(), &program.cautions, Vec::new())
            }
        };
        let of_pieces = evidence.iter().map(|piece| piece.url.as_str());
        for url in of_pieces.chain(addresses) {
            links += 1;
            assert!(markdown.contains(&format!("](<{url}>)")), "{id}: {url}");
            assert!(page.contains(&format!("<a href=\"{}\"", escaped(url))), "{id}: {url}");
        }
        for piece in &evidence {
            if let Some(published) = piece.published {
                let year = format!(", {}", published.first.year());
                assert!(markdown.contains(&year) && page.contains(&year), "{id}: {year}");
            }
        }
        // each condition stands on a line of its own, and what a number is of stands apart from its unit
        let below = markdown
            .lines()
            .skip_while(|line| *line != "## What it depended on")
            .skip(1);
        let listed = below
            .take_while(|line| !line.starts_with("## "))
            .filter(|line| line.starts_with("- "));
        assert_eq!(listed.count(), view.works_when.len(), "{id}");
        for size in view.sizes.iter().filter(|size| size.text.starts_with("of ")) {
            assert!(markdown.contains(&format!("{} {}", size.size, size.text)), "{id}");
        }
        for caution in warned {
            cautions += 1;
            assert!(page.contains(&escaped(caution)), "{id}: {caution}");
        }
        let day = written_out(&view.date);
        assert!(markdown.contains(&day) && page.contains(&day), "{id}");
        for number in &view.wwc {
            assert!(page.contains(number.as_str()), "{id}");
        }
    }
    println!("{} pages, {links} links, {cautions} cautions", ids.len());
    assert!(links > 300 && cautions > 140);
}

/// The signs that are packed at build time are those that the documents say.
#[test]
fn the_packed_signs_are_those_of_the_documents() {
    let catalogue = common::catalogue();
    let shelf = catalogue::Shelf::shipped();
    let (packed, read) = (shelf.signs(), catalogue::Signs::of(&catalogue));
    assert_eq!(packed.entries.len(), read.entries.len());
    for (packed, read) in packed.entries.iter().zip(read.entries.iter()) {
        assert_eq!(packed.id, read.id);
        assert_eq!(
            (packed.name, packed.is_program),
            (read.name, read.is_program),
            "{}",
            read.id
        );
        assert_eq!(packed.aliases[..], read.aliases[..], "{}", read.id);
        assert_eq!(packed.words[..], read.words[..], "{}", read.id);
        assert_eq!(packed.look_alikes.len(), read.look_alikes.len(), "{}", read.id);
        for (packed, read) in packed.look_alikes.iter().zip(read.look_alikes.iter()) {
            assert_eq!((&packed.0[..], packed.1), (&read.0[..], read.1));
        }
    }
    assert_eq!(packed.spellings[..], read.spellings[..]);
    let contexts = |signs: &catalogue::Signs| -> Vec<String> {
        let each = signs.contexts.iter();
        each.map(|c| format!("{:?} {:?}", c.says.to_vec(), c.blocks)).collect()
    };
    assert_eq!(contexts(&packed), contexts(&read));
    // and an entry that is read by itself is the same as in the whole
    let wanted = ["summer-learning", "reading-recovery"].into();
    let part = shelf.with(&wanted);
    let of = |catalogue: &Catalogue| {
        format!(
            "{:?}",
            catalogue
                .approach("summer-learning")
                .map(|a| (a.name.clone(), a.evidence.len()))
        )
    };
    assert_eq!(of(&part), of(&catalogue));
}
