//! `cleardeck explain`

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::analysis::Steps;
use cleardeck::diagnostics::{nearest, plain_lines};
use cleardeck::evaluate::{Calendar, Firmness, audit, audit_of_one};
use cleardeck::inventory::Inventory;
use cleardeck::report::{
    Audience, CheckView, Cited, Days, Depth, Elsewhere, Explanation, Line, Locale, ProtectionView, RowWords, Speaker,
    StepView, Telling, Tracer, UntilView, View, answers, check_views, cites, protections, render_explanation, steps,
    trace_rule, trace_table,
};
use cleardeck::rules::RuleSet;
use cleardeck::yaml;

use super::Refused;
use super::args::{Diagnostics, ExplainArgs, ExplainFormat, Why};
use super::input::{Input, place_of};
use super::output::{self, Target};

/// How something is explained.
pub struct How<'a> {
    /// A rule in place of the answer.
    pub rule: Option<&'a str>,
    pub why: Why,
    pub format: ExplainFormat,
    pub locale: Locale,
}

pub fn run(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    let mut input = Input::new();
    input.lay_over(&args.catalogue);
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(Diagnostics::Text)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let output = target.apart_from(&input.reader.seen)?;
    let place = place_of(&inventory, &args.initiative)?;
    let how = How {
        rule: args.rule.as_deref(),
        why: args.why,
        format: args.format,
        locale: args.locale.locale.0,
    };
    output.write(explained(&how, &mut input, &set, &inventory, place)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The answer to an initiative, or a rule that is read for it, explained.
pub fn explained(
    how: &How,
    input: &mut Input,
    set: &RuleSet,
    inventory: &Inventory,
    place: usize,
) -> anyhow::Result<String> {
    let audit = match how.format {
        // its page is that of a report, which has every initiative
        ExplainFormat::Html => audit(set, inventory),
        ExplainFormat::Text | ExplainFormat::Json | ExplainFormat::Yaml => audit_of_one(set, inventory, place),
    };
    let (Some(verdict), Some(initiative)) = (audit.verdicts.get(place), inventory.initiatives.get(place)) else {
        bail!(Refused)
    };
    let given = answers(&audit, initiative);
    let tracer = Tracer {
        set,
        // a rule is read from the record, the answer with what is presumed
        sheet: if how.rule.is_some() {
            &verdict.record
        } else {
            &verdict.sheet
        },
        record: &verdict.record,
        given: &given,
        sources: &input.reader.sources,
        full: how.why == Why::Full,
        audience: Audience::Internal,
    };
    let stands = Calendar::of(&audit).until(place, verdict);
    let speaker = Speaker::of(&audit, Audience::Internal);
    let Some(spoken) = speaker.initiative(place, verdict, stands.as_ref()) else {
        bail!(Refused)
    };
    let until = stands
        .as_ref()
        .map(|until| UntilView::said(&speaker, &spoken, set, until));
    let rows = audit.deciding_rows(verdict);
    let row = rows
        .last()
        .filter(|_| verdict.firmness != Firmness::Open && how.rule.is_none());
    let words = row.map_or_else(RowWords::default, |(row, _)| speaker.row(&spoken, row));
    let (head, lines) = match how.rule {
        Some(id) => {
            let Some(rule) = set.rule_id(id) else {
                let near = nearest(id, set.rules.iter().map(|r| r.id.as_str()));
                let near = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
                bail!("there is no rule `{id}`{near}");
            };
            (
                format!("{}: {}", initiative.name, speaker.why(&spoken, rule)),
                trace_rule(&tracer, rule),
            )
        }
        None => {
            let title = |id: &str| {
                set.recommendation(id)
                    .map_or_else(|| id.to_owned(), |r| r.title.clone())
            };
            let could_be: Vec<String> = audit.outcomes(verdict).iter().map(|o| title(o)).collect();
            let answer = title(audit.answer(verdict));
            let name = &initiative.name;
            let until = until.as_ref().and_then(UntilView::day);
            let until = until.map_or_else(String::new, |on| format!(" until {on}"));
            let head = match verdict.firmness {
                Firmness::Settled => format!("{name}: {answer}{until}, settled"),
                firmness => format!(
                    "{name}: {answer}{until}, {} (could be: {})",
                    firmness.word(),
                    could_be.join(", ")
                ),
            };
            (
                head,
                audit.decision().map_or_else(Vec::new, |t| trace_table(&tracer, t)),
            )
        }
    };
    let questions: Vec<(&str, String)> = verdict
        .questions
        .iter()
        .map(|q| (set.fact(q.fact).name.as_str(), set.fact(q.fact).in_full()))
        .collect();
    let sure: Vec<&str> = verdict.sure.iter().map(|f| set.fact(*f).name.as_str()).collect();
    let checks = check_views(set, verdict);
    let guarded = how.rule.is_none() && set.recommendation(audit.answer(verdict)).is_some_and(|r| r.guarded);
    let protecting = match guarded {
        true => protections(&Tracer {
            sheet: &verdict.record,
            ..tracer
        }),
        false => Vec::new(),
    };
    let cited = row.map_or_else(Vec::new, |(row, _)| cites(set, row));
    let single = || Steps::of(set).map_or_else(|_| Vec::new(), |found| steps(&audit, &found, verdict));
    let text = match how.format {
        ExplainFormat::Html => {
            let elsewhere = input.reader.shelf().ok().map(|shelf| Elsewhere::of(&shelf, inventory));
            let telling = Telling::to(Audience::Internal, Depth::Everything)
                .in_locale(how.locale)
                .beside(elsewhere.as_ref());
            let view = View::telling(&audit, &input.reader.sources, telling, &mut || {})?;
            let card = view.groups.iter().flat_map(|g| &g.cards).find(|c| c.place == place);
            let Some(card) = card.cloned() else { bail!(Refused) };
            let rule = if how.rule.is_some() { head } else { String::new() };
            render_explanation(&view, &Explanation { card, rule, lines })?
        }
        ExplainFormat::Json | ExplainFormat::Yaml => {
            let value = serde_json::json!({ "initiative": initiative.id, "answer": audit.answer(verdict), "firmness": verdict.firmness.word(), "checks": checks, "could_be": audit.outcomes(verdict), "until": until, "reason": words.reason, "why": words.why, "advice": words.advice, "protections": protecting, "would_change": words.would_change, "explanation": head, "lines": lines, "questions": questions, "sure": sure, "steps": single() });
            if how.format == ExplainFormat::Yaml {
                yaml::to_yaml(&value)?
            } else {
                output::json(&value)?
            }
        }
        ExplainFormat::Text => {
            let days = Days::of(&audit, how.locale);
            let explained = Explained {
                head: &head,
                words: &words,
                checks: &checks,
                protections: &protecting,
                cited: &cited,
                lines: &lines,
                questions: &questions,
                sure: &sure,
                steps: &single(),
            };
            as_text(&days, &explained)?
        }
    };
    Ok(text)
}

/// What the text says, in its order.
struct Explained<'a> {
    head: &'a str,
    words: &'a RowWords,
    checks: &'a [CheckView],
    protections: &'a [ProtectionView],
    cited: &'a [Cited],
    lines: &'a [Line],
    questions: &'a [(&'a str, String)],
    sure: &'a [&'a str],
    steps: &'a [StepView],
}

fn as_text(days: &Days, explained: &Explained) -> anyhow::Result<String> {
    let Explained {
        head,
        words,
        checks,
        protections,
        cited,
        lines,
        questions,
        sure,
        steps,
    } = *explained;
    let said = |text: &str| days.written(text);
    let mut text = format!("{}\n", said(head));
    let reason = match words.reason.as_str() {
        "" => String::new(),
        reason => format!("{reason}. {}", words.why),
    };
    for (label, words) in [
        ("Why", &reason),
        ("Next step", &words.advice),
        ("What would change it", &words.would_change),
    ] {
        if !words.is_empty() {
            writeln!(text, "{label}: {}", said(words))?;
        }
    }
    for (place, check) in checks.iter().enumerate() {
        if place == 0 {
            text.push_str("\nProvided that:\n");
        }
        writeln!(text, "  - {} ({})", said(&check.provided), check.facts.join(", "))?;
    }
    for (place, one) in protections.iter().enumerate() {
        if place == 0 {
            text.push_str("\nProtections checked:\n");
        }
        write!(text, "  - {}: {}", one.titles.join("; "), one.truth)?;
        if !one.said.is_empty() {
            write!(text, " ({}; {})", said(&one.said), one.place)?;
        }
        text.push('\n');
    }
    for (place, source) in cited.iter().enumerate() {
        if place == 0 {
            text.push_str("\nThe deciding row rests on:\n");
        }
        match source.url.as_str() {
            "" => writeln!(text, "  - {}", source.title)?,
            url => writeln!(text, "  - {} ({url})", source.title)?,
        }
    }
    text.push('\n');
    for line in lines {
        let indent = "  ".repeat(line.depth);
        write!(text, "{indent}[{}] {}", line.truth, said(&line.text))?;
        if !line.value.is_empty() {
            write!(text, "\n{indent}      read: {} ({})", said(&line.value), line.place)?;
        }
        if !line.threshold.is_empty() {
            write!(text, "\n{indent}      threshold: {}", said(&line.threshold))?;
        }
        text.push('\n');
    }
    for (number, (fact, question)) in questions.iter().enumerate() {
        if number == 0 {
            text.push_str("\nTo settle it, most decisive first:\n");
        }
        writeln!(text, "  {}. {question} ({fact})", number + 1)?;
    }
    if !sure.is_empty() {
        let (count, list) = (sure.len(), sure.join(", "));
        writeln!(
            text,
            "\nSure to settle it, whatever they turn out to be ({count}, none can be spared): {list}"
        )?;
    }
    for (place, step) in steps.iter().enumerate() {
        if place == 0 {
            text.push_str("\nOne change alone gives another answer:\n");
        }
        let to = said(&step.to.join(" or "));
        writeln!(
            text,
            "  - {}: {} -> {to}: {} ({})",
            step.title,
            said(&step.from),
            step.answer_title,
            step.fact
        )?;
    }
    Ok(plain_lines(&text))
}
