//! Projects as a calendar by RFC 5545, which Outlook, Google and Apple take in: an all-day entry a project.

use ics::components::{Parameter, Property};
use ics::properties::{Categories, Contact, Description, DtEnd, DtStart, Method, Summary, Transp};
use ics::{Event, ICalendar, escape_text};
use jiff::civil::Date;

use super::RocksView;
use super::line::{BELOW, Line, all, labels};
use crate::diagnostics::{plain, sha256};
use crate::report::RenderError;

/// The most bytes of a line, without its end.
const MOST: usize = 75;

fn date(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// A day without a time, so that no time zone moves it.
fn whole_day<'a>(property: impl Into<Property<'a>>) -> Property<'a> {
    let mut property = property.into();
    property.add(Parameter::new("VALUE", "DATE"));
    property
}

/// What stands of a project where an entry is opened: each field that has no place of its own, after its heading.
fn about(line: &Line, labels: &[String]) -> String {
    let said = BELOW.iter().filter_map(|n| labels.get(*n).zip(line.fields.get(*n)));
    let said = said
        .filter(|(_, field)| !field.is_empty())
        .map(|(label, field)| format!("{label}: {}", plain(field)));
    said.collect::<Vec<_>>().join("\n")
}

/// The projects that have their days as one calendar, the same bytes each time: each is known by its id and the district, so
/// that one that was taken in before is moved and not doubled.
///
/// # Errors
/// When a template has a mistake.
pub fn rocks_calendar(view: &RocksView) -> Result<String, RenderError> {
    let labels = labels()?;
    let stamp = view.as_of.replace('-', "") + "T000000Z";
    let mut calendar = ICalendar::new("2.0", "-//cleardeck//rocks//EN");
    calendar.push(Method::new("PUBLISH"));
    let name = escape_text(plain(&view.district)).into_owned();
    calendar.push(Property::new("X-WR-CALNAME", name));
    for line in all(view) {
        let Some((start, end)) = line.days else { continue };
        // the end of an entry is the day after its last one
        let Ok(after) = end.tomorrow() else { continue };
        let known_by = sha256(format!("{}\n{}", view.district, line.id).as_bytes());
        let mut event = Event::new(format!("{known_by}@cleardeck"), stamp.clone());
        event.push(whole_day(DtStart::new(date(start))));
        event.push(whole_day(DtEnd::new(date(after))));
        let [_, title, owner, ..] = &line.fields;
        event.push(Summary::new(escape_text(plain(title)).into_owned()));
        event.push(Description::new(escape_text(about(&line, &labels)).into_owned()));
        if !owner.is_empty() {
            event.push(Contact::new(escape_text(plain(owner)).into_owned()));
        }
        event.push(Categories::new("cleardeck"));
        // nobody is busy for the whole of six weeks
        event.push(Transp::transparent());
        calendar.add_event(event);
    }
    Ok(folded(&calendar.to_string()))
}

/// Lines of at most 75 bytes: those that the library folds are a byte longer, for the space that they go on after.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 20);
    for line in text.replace("\r\n ", "").split_inclusive("\r\n") {
        let (line, end) = match line.strip_suffix("\r\n") {
            Some(line) => (line, "\r\n"),
            None => (line, ""),
        };
        let mut room = MOST;
        for sign in line.chars() {
            if room < sign.len_utf8() {
                out.push_str("\r\n ");
                room = MOST - 1;
            }
            out.push(sign);
            room -= sign.len_utf8();
        }
        out.push_str(end);
    }
    out
}
