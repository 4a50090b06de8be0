//! The inventory as a workbook: read into the tree that the YAML reader gives, so that one checker serves both.

mod answers;
mod assign;
mod cells;
mod columns;
mod dates;
mod doubts;
mod fill;
pub(crate) mod layout;
mod read;
mod records;
mod ticks;
pub(crate) mod tree;
pub(crate) mod value;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostics, Sources};
use crate::inventory::Inventory;
use crate::inventory::load::load_tree;
use crate::rules::RuleSet;
use crate::sheets::Workbook;
use crate::yaml::Node;

use layout::Layout;

pub(crate) use columns::Likeness;
pub(crate) use records::{add_note, slug};

pub use fill::{Filled, fill, template};

/// Reads an inventory from a workbook against the facts of a rule set. `as_of` replaces the workbook's own date.
/// The value is usable when no problem is an error.
pub fn load_workbook(
    workbook: &Workbook,
    set: &RuleSet,
    as_of: Option<Date>,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Inventory> {
    let mut found = Diagnostics::default();
    let tree = workbook_tree(workbook, set, sources, &mut found);
    let read = tree.and_then(|tree| load_tree(&tree, workbook.hash.clone(), set, as_of, &mut found));
    reword(&mut found);
    out.extend(found);
    read
}

/// The located tree of a workbook, as the YAML reader would give it for the same answers.
pub fn workbook_tree(
    workbook: &Workbook,
    set: &RuleSet,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Node<'static>> {
    read::read(workbook, set, &Layout::of(set), sources, out)
}

/// What to do is said in words of the workbook where the checker speaks of lines.
fn reword(list: &mut Diagnostics) {
    list.revise(|problem| {
        let help = match problem.code {
            Code::NoDate => "write the day into the row `Date of the audit` of the sheet `District`, or give --as-of",
            Code::NothingToJudge => "write them into the sheet `Initiatives`, one a row, each with a name",
            Code::MissingField if problem.message.contains("`name`") => {
                "write it into the column of names, or delete what else stands in the row"
            }
            Code::MissingField if problem.message.contains("`id`") => "write it into the column `Id`",
            Code::NotAList if problem.message.contains("scope.schools") => {
                "write ids or names with commas between them, or `all`"
            }
            _ => return,
        };
        problem.help = vec![help.to_owned()];
    });
}
