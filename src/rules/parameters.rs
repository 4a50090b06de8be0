//! Reads units and parameters, and the values that are set for parameters: none is taken that its unit or its own
//! bounds do not allow.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};
use crate::rules::document::Item;
use crate::rules::facts::{each_item, prose, unique};
use crate::rules::scalar::{ScalarError, read_number};
use crate::rules::words::UnitType;
use crate::rules::{FactType, Parameter, Parts, RuleSet};
use crate::truth::Number;
use crate::yaml::Node;

/// A parameter set by the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    /// Its name.
    pub name: String,
    /// The value as written.
    pub value: String,
    /// Where the name and the value stand.
    pub at: [Span; 2],
}

impl Override {
    /// A value that stands in no text.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            at: [Span::NOWHERE; 2],
        }
    }

    /// Reads `NAME=VALUE`, the whole text of a source.
    pub fn read(text: &str, source: SourceId, out: &mut Diagnostics) -> Option<Self> {
        let place = |from: usize, part: &str| {
            let start = from + part.len() - part.trim_start().len();
            let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            Span {
                source,
                start: byte(start),
                end: byte(start + part.trim().len()),
            }
        };
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => Some(Self {
                name: name.trim().to_owned(),
                value: value.trim().to_owned(),
                at: [place(0, name), place(name.len() + 1, value)],
            }),
            _ => {
                let message = format!("`{text}` does not set a parameter");
                let error = Diagnostic::error(Code::WrongType, place(0, text), message);
                out.push(error.help("write NAME=VALUE, such as fidelity_ok=0.7"));
                None
            }
        }
    }
}

/// What is wrong with a rule set whose small groups of students would be shown to the public.
#[must_use]
pub fn shows_small_groups(set: &RuleSet) -> Option<Diagnostic> {
    const NAME: &str = "suppress_n";
    let message = "the rule set does not say how small a group of students is hidden from the public";
    let help = "declare the parameter under `parameters:`; the shipped rule set has it with its source";
    let Some(parameter) = set.parameter_named(NAME) else {
        let message = format!("{message}: it has no parameter `{NAME}`");
        return Some(Diagnostic::about_file(Code::UnknownParameter, "", message).help(help));
    };
    // no group has fewer than one student, so one and less hide nobody
    (parameter.value <= Number::whole(1)).then(|| {
        let message = format!("{message}: `{NAME}` is {}", parameter.value);
        Diagnostic::error(Code::OutOfRange, parameter.prose.span, message).help("set it to 2 or more")
    })
}

/// What a number is counted in.
struct Unit {
    name: String,
    kind: FactType,
    bounds: Bounds,
}

/// The least and the most that a number may be; a bound is a number or another parameter, `$name`.
#[derive(Default)]
struct Bounds {
    min: Option<(String, Span)>,
    max: Option<(String, Span)>,
}

impl Bounds {
    fn read(item: &Item, out: &mut Diagnostics) -> Self {
        let mut bound = |key| {
            let node = item.get(key)?;
            let text = node.as_text().unwrap_or_default().trim();
            if Number::parse(text).is_some() || text.starts_with('$') {
                return Some((text.to_owned(), node.span));
            }
            let message = format!("`{key}` is a number or a parameter, here stands {}", node.quoted());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write a number, or `$name`"));
            None
        };
        Self {
            min: bound("min"),
            max: bound("max"),
        }
    }

    /// The bounds that are other parameters.
    fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        let bounds = [&self.min, &self.max].into_iter().flatten();
        bounds.filter_map(|(text, at)| Some((text.strip_prefix('$')?, *at)))
    }

    /// Reports a value that lies outside; `other` gives the value of a parameter, and where it stands.
    fn check(
        &self,
        of: &Parameter,
        (value, at): (Number, Span),
        other: impl Fn(&str) -> Option<(Number, Span)>,
        out: &mut Diagnostics,
    ) {
        for (bound, low) in [(&self.min, true), (&self.max, false)] {
            let Some((text, span)) = bound else { continue };
            let limit = match text.strip_prefix('$') {
                None => Number::parse(text).map(|n| (n, *span)),
                Some(name) => other(name),
            };
            let Some((limit, set_at)) = limit.filter(|(n, _)| if low { value < *n } else { value > *n }) else {
                continue;
            };
            let (edge, side) = if low { ("least", "more") } else { ("most", "less") };
            let named = if text.starts_with('$') {
                format!(" (`{text}`)")
            } else {
                String::new()
            };
            let counted = if of.unit.is_empty() {
                String::new()
            } else {
                format!("; it is counted in {}", of.unit)
            };
            let message = format!("`{}` is {value}; the {edge} it may be is {limit}{named}", of.name);
            out.push(
                Diagnostic::error(Code::OutOfRange, at, message)
                    .other(set_at, "the bound")
                    .help(format!("write {limit} or {side}{counted}")),
            );
        }
    }
}

/// A parameter as written, before what is set for it is known.
struct Written {
    bounds: Bounds,
    /// Where the value in force stands.
    at: Span,
    /// Where each alternative stands.
    alternatives: Vec<Span>,
}

/// Reads `units:` and `parameters:`, then sets what is set: by rules laid over, then by the user.
pub(super) fn parameters(
    units: &[&Node],
    items: &[&Node],
    set_by: [&[Override]; 2],
    set: &mut Parts,
    out: &mut Diagnostics,
) {
    let units = read_units(units, out);
    let mut written: Vec<Written> = Vec::new();
    for item in each_item("parameters", items, out) {
        written.extend(parameter(&item, &units, set, out));
    }
    for overrides in set_by {
        for (place, one) in overrides.iter().enumerate() {
            if overrides.iter().take(place).any(|other| other.name == one.name) {
                let message = format!("`{}` is set twice", one.name);
                out.push(Diagnostic::error(Code::DuplicateId, one.at[0], message).help("keep one"));
                continue;
            }
            let Some(which) = set.parameters.iter().position(|p| p.name == one.name) else {
                let problem = unknown(&one.name, one.at[0], set, out);
                out.push(problem);
                continue;
            };
            let (Some(parameter), Some(written)) = (set.parameters.get_mut(which), written.get_mut(which)) else {
                continue;
            };
            if let Some(value) = amount(&one.value, &parameter.unit, one.at[1], &units, out) {
                parameter.value = value;
                written.at = one.at[1];
            }
        }
    }
    let bounds = written.iter().map(|w| &w.bounds).chain(units.iter().map(|u| &u.bounds));
    let named = bounds.flat_map(Bounds::names);
    for (name, at) in named.filter(|(name, _)| set.parameter_named(name).is_none()) {
        let problem = unknown(name, at, set, out);
        out.push(problem);
    }
    let place = |name: &str| set.parameters.iter().position(|p| p.name == name);
    let in_force = |name: &str| Some((set.parameter_named(name)?.value, written.get(place(name)?)?.at));
    // an alternative is held against what the rule set says, whatever somebody sets
    let shipped = |name: &str| Some((set.parameter_named(name)?.default, written.get(place(name)?)?.at));
    for (written, parameter) in written.iter().zip(&set.parameters) {
        let of_unit = units.iter().find(|u| u.name == parameter.unit).map(|u| &u.bounds);
        for bounds in [Some(&written.bounds), of_unit].into_iter().flatten() {
            bounds.check(parameter, (parameter.value, written.at), in_force, out);
            for (value, at) in parameter.alternatives.iter().zip(&written.alternatives) {
                bounds.check(parameter, (*value, *at), shipped, out);
            }
        }
    }
}

fn read_units(items: &[&Node], out: &mut Diagnostics) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for item in each_item("units", items, out) {
        let bounds = Bounds::read(&item, out);
        let (Some(name), Some(kind)) = (item.need("name"), item.word("type")) else {
            continue;
        };
        let kind = match kind {
            UnitType::Share => FactType::Share,
            UnitType::Count => FactType::Count,
            UnitType::Number => FactType::Number,
            UnitType::Money => FactType::Money,
        };
        if unique(units.iter().any(|u| u.name == name), "unit", &name, item.span(), out) {
            units.push(Unit { name, kind, bounds });
        }
    }
    units
}

fn parameter(item: &Item, units: &[Unit], set: &mut Parts, out: &mut Diagnostics) -> Option<Written> {
    let name = item.need("name")?;
    let prose = prose(item, set, out);
    let unit = item.text("unit");
    if !unit.is_empty() && !units.iter().any(|u| u.name == unit) {
        let near = out.nearest(&unit, units.iter().map(|u| u.name.as_str()));
        let help = near.map_or_else(
            || "declare it under `units:`, with its type: share, count, number or money".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        let message = format!("there is no unit `{unit}`");
        out.push(Diagnostic::error(Code::UnknownOption, item.place("unit"), message).help(help));
    }
    let at = item.place("value");
    let value = item.need("value");
    let value = value.and_then(|text| amount(&text, &unit, at, units, out));
    let mut others = Vec::new();
    for node in item.list("alternatives") {
        let Some(text) = node.as_text() else { continue };
        others.extend(amount(text, &unit, node.span, units, out).map(|number| (number, node.span)));
    }
    let (alternatives, places) = others.into_iter().unzip();
    let bounds = Bounds::read(item, out);
    let value = value?;
    if !unique(
        set.parameter_named(&name).is_some(),
        "parameter",
        &name,
        item.span(),
        out,
    ) {
        return None;
    }
    set.parameters.push(Parameter {
        name,
        value,
        default: value,
        kind: kind_of(&unit, units),
        unit,
        read_by: item.word("read_by"),
        alternatives,
        prose,
    });
    Some(Written {
        bounds,
        at,
        alternatives: places,
    })
}

/// How a number of a unit is written.
fn kind_of(unit: &str, units: &[Unit]) -> FactType {
    let unit = units.iter().find(|u| u.name == unit);
    unit.map_or(FactType::Number, |u| u.kind)
}

/// A number in a unit; what its type does not allow is reported.
fn amount(text: &str, unit: &str, at: Span, units: &[Unit], out: &mut Diagnostics) -> Option<Number> {
    match read_number(kind_of(unit, units), text) {
        Ok(number) => Some(number),
        Err(ScalarError { message, help }) => {
            out.push(Diagnostic::error(Code::WrongType, at, message).help(help));
            None
        }
    }
}

fn unknown(name: &str, at: Span, set: &Parts, out: &mut Diagnostics) -> Diagnostic {
    let names = || set.parameters.iter().map(|p| p.name.as_str());
    let help = out.nearest(name, names()).map_or_else(
        || format!("parameters: {}", names().collect::<Vec<_>>().join(", ")),
        |n| format!("did you mean `{n}`?"),
    );
    Diagnostic::error(Code::UnknownParameter, at, format!("unknown parameter `{name}`")).help(help)
}
