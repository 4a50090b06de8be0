//! Dates by which something has to be decided, and what happens when nobody does.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::rules::model::Due;
use crate::rules::{FactId, FactType, Parts};
use crate::yaml::Node;

/// Reads one item of `due:`. The fact must be a date; what `months_before` names a number, and what `where` names must have
/// the option that `is` says.
pub(super) fn due(id: FactId, node: &Node, set: &Parts, out: &mut Diagnostics) -> Option<Due> {
    let text = |key: &str| {
        node.get(key)
            .and_then(Node::as_text)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let fact = |key: &str| set.fact_id(&text(key)).map(|id| (id, set.fact(id)));
    let mut wrong = |message: String, help: &str| {
        out.push(Diagnostic::error(Code::WrongType, node.span, message).help(help));
    };
    if set.fact(id).kind != FactType::Date {
        wrong(
            format!("`{}` is no date, so nothing is due on it", set.fact(id).name),
            "move `due:` to a date",
        );
        return None;
    }
    let months = fact("months_before");
    if let Some((_, months)) = months.filter(|(_, fact)| !matches!(fact.kind, FactType::Number | FactType::Count)) {
        wrong(format!("`{}` is no number of months", months.name), "name a number");
        return None;
    }
    let only = match fact("where") {
        None => None,
        Some((id, fact)) => {
            let wanted = Some(text("is"))
                .filter(|is| !is.is_empty())
                .unwrap_or_else(|| "yes".to_owned());
            let Some(option) = fact.options.iter().position(|option| *option == wanted) else {
                let help = format!("its answers: {}", fact.options.join(", "));
                wrong(format!("`{wanted}` is no answer to `{}`", fact.name), &help);
                return None;
            };
            Some((id, option))
        }
    };
    Some(Due {
        what: text("what"),
        otherwise: text("otherwise"),
        months_before: months.map(|(id, _)| id),
        only,
    })
}
