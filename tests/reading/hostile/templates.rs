//! Templates of whoever wrote them: each ends, within memory, and says why when it is refused.

use std::path::Path;

use super::{answered, keeps, scratch};
use crate::budget::{self, Budget};

const INVENTORY: &str = "examples/riverbend/inventory.yaml";
const FUEL: &str = "ran out of fuel";
/// Refused: by its fuel, its time or its memory, whichever is met first.
const REFUSED: &str = "the template cannot be rendered";

/// Name, template, what is said.
fn templates() -> Vec<(&'static str, String, &'static str)> {
    let each = |name, text: &str, says| (name, text.to_owned(), says);
    let double = |what: &str| {
        format!(
            "{{% set ns = namespace(x='abcdefgh') %}}{{% for i in range(60) %}}{{% set ns.x = {what} %}}{{% endfor %}}{{{{ ns.x | length }}}}"
        )
    };
    let doubled = "{% set ns = namespace(x='&<>') %}{% for i in range(22) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}";
    vec![
        ("doubled by ~", double("ns.x ~ ns.x"), REFUSED),
        ("doubled by +", double("ns.x + ns.x"), REFUSED),
        ("doubled by *", double("ns.x * 2"), REFUSED),
        ("doubled by join", double("[ns.x, ns.x] | join"), REFUSED),
        ("doubled by replace", double("ns.x | replace('a', 'aa')"), REFUSED),
        ("doubled by format", double("'%s%s' | format(ns.x, ns.x)"), REFUSED),
        ("doubled as lists", "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}".into(), REFUSED),
        ("doubled lists, written", "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}".into(), REFUSED),
        ("doubled lists, compared", "{% set a = namespace(x=[1]) %}{% set b = namespace(x=[1]) %}{% for i in range(60) %}{% set a.x = [a.x, a.x] %}{% set b.x = [b.x, b.x] %}{% endfor %}{{ a.x == b.x }}".into(), REFUSED),
        ("doubled as a sum of lists", "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x | list | length }}".into(), REFUSED),
        ("escaped after doubling", format!("{doubled}{{{{ ns.x }}}}"), REFUSED),
        ("a captured block", "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}{% endfor %}".into(), REFUSED),
        each("a long product", "{{ 'x' * 99000000 }}", REFUSED),
        each("too long a product", "{{ 'x' * 9999999999 }}", REFUSED),
        each("a list of a hundred million", "{{ ([1] * 99000000) | list | length }}", REFUSED),
        each("sorted", "{% for i in range(100000) %}{{ range(100000) | sort | length }}{% endfor %}", FUEL),
        each("a long range", "{% for i in range(10000000000) %}x{% endfor %}", "range has too many elements"),
        each("a loop in a loop in a loop", "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% endfor %}{% endfor %}{% endfor %}", FUEL),
        each("endless output", "{% for i in range(99999) %}{% for j in range(99999) %}0123456789abcdef{% endfor %}{% endfor %}", FUEL),
        each("a macro that calls itself", "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}", "recursion limit"),
        each("a macro that calls itself twice", "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}", FUEL),
        each("a loop that calls itself", "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "recursion limit"),
        each("a wide column", "{{ 'x' | pad(10000000000) }}", "`pad` makes at most 1000 characters"),
        each("many decimals", "{{ 0.5 | fixed(70000) }}", "`fixed` makes at most 20 decimals"),
        each("many decimals with a sign", "{{ 0.5 | signed(70000) }}", "`signed` makes at most 20 decimals"),
        each("a negative width", "{{ 'x' | pad(-1) }}", REFUSED),
        each("many digits by round", "{{ 0.5 | round(2000000000) }}", ""),
        each("a wide indent", "{{ 'x' | indent(10000000000, true) }}", ""),
        each("a wide format", "{{ '%1000000000d' | format(1) }}", ""),
        each("many batches", "{{ [1] | batch(10000000000, 0) | list | length }}", ""),
        each("many slices", "{{ [1] | slice(10000000000, 0) | list | length }}", ""),
        ("brackets in brackets", format!("{{{{ {}1{} }}}}", "(".repeat(40_000), ")".repeat(40_000)), REFUSED),
        ("conditions in conditions", "{% if true %}".repeat(7_000), REFUSED),
        ("a long sum", format!("{{{{ {}1 }}}}", "1+".repeat(45_000)), ""),
        ("many loops", "{% for i in range(9) %}{{ i }}{% endfor %}".repeat(2_000), ""),
        ("over the most", "x".repeat(110_000), "over 100,000 bytes"),
    ]
}

/// The example audited with a template in place of the shipped one.
fn audited(format: &str, template: &Path) -> Budget {
    let template = template.to_str().unwrap();
    budget::run(&["audit", INVENTORY, "--format", format, "--template", template], b"")
}

#[test]
fn a_template_is_answered_whatever_it_does() {
    let folder = scratch("templates");
    let path = folder.join("own.txt");
    let mut wrong = Vec::new();
    for (name, text, says) in templates() {
        std::fs::write(&path, &text).unwrap();
        for format in ["markdown", "html"] {
            // `pad` and its like are filters of the markdown only
            if format == "html" && says.starts_with('`') {
                continue;
            }
            let run = audited(format, &path);
            if says.is_empty() {
                // what the engine answers is its own; that it answers is asked here
                wrong.extend(keeps(&run).map(|why| format!("{name} ({format}): {why}")));
            } else {
                wrong.extend(answered(name, text.len(), &run, 2, says));
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_template_that_includes_itself_ends() {
    let folder = scratch("itself");
    let path = folder.join("own.txt");
    let mut wrong = Vec::new();
    for (format, itself) in [("markdown", "audit.md"), ("html", "audit.html")] {
        for word in ["include", "extends"] {
            std::fs::write(&path, format!("{{% {word} '{itself}' %}}")).unwrap();
            let run = audited(format, &path);
            wrong.extend(answered(word, 0, &run, 2, "the template cannot be rendered"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is shipped is well within what a template of one's own may burn.
#[test]
fn the_shipped_templates_can_be_ones_own() {
    let mut wrong = Vec::new();
    for (edition, format, own) in [
        ("audit", "markdown", "templates/audit.md"),
        ("needs-analysis", "markdown", "templates/needs-analysis.md"),
        ("board", "markdown", "templates/board.md"),
        ("audit", "html", "templates/html/audit.html"),
        ("needs-analysis", "html", "templates/html/needs-analysis.html"),
        ("board", "html", "templates/html/board.html"),
    ] {
        for inventory in [INVENTORY, "examples/pueblo/inventory.yaml"] {
            let args = ["audit", inventory, "--edition", edition, "--format", format];
            let shipped = budget::run(&args, b"");
            let run = budget::run(&[&args[..], &["--template", own]].concat(), b"");
            if (run.code, &run.out) != (0, &shipped.out) {
                wrong.push(format!("{edition} {format} {inventory}: {} {}", run.code, run.err));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
