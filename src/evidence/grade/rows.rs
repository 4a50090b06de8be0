//! Reads findings from a table: a row a finding; the columns of the export of the Clearinghouse have other names.

use super::finding::{Finding, Setting};
use super::wwc::Reading;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::evidence::table::{Domain, Table, TableCell};
use crate::inventory::{Comparison, Direction};

/// The columns, each with the other names that are read as it.
pub const COLUMNS: [(&str, &[&str]); 21] = [
    ("study", &["review_id", "citation"]),
    ("domain", &["outcome_domain", "case"]),
    ("measure", &["outcome_measure"]),
    ("subgroup", &[]),
    ("design", &["study_design"]),
    ("meets_standards", &[]),
    ("without_reservations", &[]),
    ("rating", &["study_rating"]),
    ("effect", &["es", "effect_size"]),
    ("significant", &["is_significant"]),
    ("direction", &[]),
    ("improvement_index", &[]),
    ("students", &["n", "sample_size"]),
    ("schools", &["sites"]),
    ("classrooms", &[]),
    ("independent", &[]),
    ("own_test", &[]),
    ("year", &[]),
    ("locales", &["locale"]),
    ("poverty", &[]),
    ("grades", &[]),
];

/// Columns of the export of which nothing is read.
const PASSED_OVER: [&str; 10] = [
    "finding_id",
    "period",
    "n_t",
    "n_c",
    "clusters_t",
    "clusters_c",
    "p_wwc",
    "icc",
    "essa",
    "unit",
];

const YES_NO: &[(&str, &[&str])] = &[("yes", &["y", "true", "1"]), ("no", &["n", "false", "0"])];
const DESIGNS: &[(&str, &[&str])] = &[
    ("lottery", &["rct", "randomized", "randomised"]),
    ("regression-discontinuity", &["rdd"]),
    ("matched", &["qed", "quasi-experiment"]),
    ("statistical", &["correlational", "regression"]),
    ("before-after", &["pre-post"]),
    ("none", &[]),
];
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("better", &["positive"]),
    ("worse", &["negative"]),
    ("none", &["neither"]),
];
const RATINGS: &[(&str, &[&str])] = &[("1", &[]), ("2", &[]), ("3", &[])];

/// The findings of a table, in its order; problems are noted, and a row with one is read without the cell.
#[must_use]
pub fn findings(table: &Table, reading: Reading, out: &mut Diagnostics) -> Vec<Finding> {
    let columns = Columns::of(table, out);
    if columns.place("study").is_none() && columns.place("measure").is_none() {
        let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        out.push(
            Diagnostic::new(
                Code::MissingColumn,
                table.at(),
                "there is neither a column `study` nor a column `measure`",
            )
            .help(format!("name one of them; the columns are {}", names.join(", "))),
        );
        return Vec::new();
    }
    let each = table.rows().iter().map(|row| {
        Line {
            row,
            table,
            columns: &columns,
        }
        .finding(reading, out)
    });
    each.collect()
}

/// The place of each column that the table has, in the order of [`COLUMNS`].
struct Columns {
    places: Vec<Option<usize>>,
}

impl Columns {
    fn of(table: &Table, out: &mut Diagnostics) -> Self {
        let mut places = vec![None; COLUMNS.len()];
        for (n, cell) in table.header().iter().enumerate() {
            let is = |name: &str| name.eq_ignore_ascii_case(&cell.text);
            let known = COLUMNS
                .iter()
                .position(|(name, others)| is(name) || others.iter().any(|other| is(other)));
            match known.and_then(|known| places.get_mut(known).map(|place| (known, place))) {
                Some((_, place @ None)) => *place = Some(n),
                Some((known, Some(first))) => {
                    let (name, _) = COLUMNS.get(known).copied().unwrap_or_default();
                    // the same name twice has been told already
                    if !table.name(*first).eq_ignore_ascii_case(&cell.text) {
                        let message = format!("`{}` and `{}` both mean `{name}`", table.name(*first), cell.text);
                        out.push(
                            Diagnostic::new(Code::DuplicateColumn, cell.span, message)
                                .help("rename or delete one of them"),
                        );
                    }
                }
                None if cell.text.is_empty() || PASSED_OVER.iter().any(|name| is(name)) => {}
                None => {
                    let near = out.nearest(&cell.text, COLUMNS.iter().map(|(name, _)| *name));
                    let help = near.map_or_else(
                        || "nothing is read from it".to_owned(),
                        |near| format!("did you mean `{near}`? nothing is read from it"),
                    );
                    let message = format!("there is no meaning for the column `{}`", cell.text);
                    out.push(Diagnostic::new(Code::UnknownColumn, cell.span, message).help(help));
                }
            }
        }
        Self { places }
    }

    fn place(&self, name: &str) -> Option<usize> {
        let known = COLUMNS.iter().position(|(own, _)| *own == name)?;
        self.places.get(known).copied().flatten()
    }
}

/// One row.
struct Line<'t> {
    row: &'t [TableCell],
    table: &'t Table,
    columns: &'t Columns,
}

impl Line<'_> {
    fn finding(&self, reading: Reading, out: &mut Diagnostics) -> Finding {
        let (study, measure) = (self.text("study"), self.text("measure"));
        if study.is_empty() && measure.is_empty() {
            let at = self.row.first().map_or(self.table.at(), |cell| cell.span);
            out.push(
                Diagnostic::new(Code::EmptyCell, at, "the row names neither a study nor a measure")
                    .help("write at least one of them, or delete the row"),
            );
        }
        let yes_no = |name: &str, out: &mut Diagnostics| self.option(name, YES_NO, out).map(|answer| answer == "yes");
        let (meets, firm) = self.standing(reading, out);
        let (effect, direction) = self.effect(out);
        Finding {
            study,
            outcome_domain: self.text("domain"),
            measure,
            subgroup: self.text("subgroup"),
            design: self.option("design", DESIGNS, out).and_then(design),
            meets_standards: yes_no("meets_standards", out).or(meets),
            without_reservations: yes_no("without_reservations", out).or(firm),
            effect,
            significant: yes_no("significant", out),
            direction,
            students: self.number("students", Domain::NotNegative, out),
            schools: self.number("schools", Domain::NotNegative, out),
            classrooms: self.number("classrooms", Domain::NotNegative, out),
            independent: yes_no("independent", out),
            own_test: yes_no("own_test", out),
            year: self.year(out),
            setting: Setting {
                locales: self.list("locales"),
                poverty: self.list("poverty"),
                grades: self.list("grades"),
            },
        }
    }

    fn cell(&self, name: &str) -> Option<&TableCell> {
        let cell = self.row.get(self.columns.place(name)?)?;
        (!cell.text.is_empty() && !cell.text.eq_ignore_ascii_case("unknown")).then_some(cell)
    }

    fn text(&self, name: &str) -> String {
        self.cell(name).map(|cell| cell.text.clone()).unwrap_or_default()
    }

    fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        let words = text
            .split([';', ',', '|'])
            .map(str::trim)
            .filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    }

    fn number(&self, name: &str, domain: Domain, out: &mut Diagnostics) -> Option<f64> {
        self.cell(name)?;
        self.table.number(self.row, self.columns.place(name)?, domain, out)
    }

    /// One of some words, by the first of its names.
    fn option(&self, name: &str, options: &[(&'static str, &[&str])], out: &mut Diagnostics) -> Option<&'static str> {
        let cell = self.cell(name)?;
        let plain = cell.text.to_lowercase().replace([' ', '_'], "-");
        let found = options
            .iter()
            .find(|(own, others)| *own == plain || others.contains(&plain.as_str()));
        if found.is_none() {
            let words: Vec<&str> = options.iter().map(|(own, _)| *own).collect();
            let message = format!("`{}` in column `{name}` is none of {}", cell.text, words.join(", "));
            out.push(
                Diagnostic::new(Code::WrongType, cell.span, message)
                    .help("write one of them, or leave the cell empty when the study does not say"),
            );
        }
        found.map(|(own, _)| *own)
    }

    /// What the export's rating says: whether the study meets the standards, and whether without reservations.
    fn standing(&self, reading: Reading, out: &mut Diagnostics) -> (Option<bool>, Option<bool>) {
        match self.option("rating", RATINGS, out) {
            Some("1") => (Some(true), Some(true)),
            Some("2") => (Some(true), Some(false)),
            Some(_) => (Some(false), Some(false)),
            // the export lists studies that were reviewed and meet the standards
            None if reading == Reading::Export => (Some(true), None),
            None => (None, None),
        }
    }

    /// The effect as better or worse for the students. The export gives it by the raw score, and turns its
    /// improvement index where less is better.
    fn effect(&self, out: &mut Diagnostics) -> (Option<f64>, Option<Direction>) {
        let effect = self.number("effect", Domain::Any, out);
        let index = self.number("improvement_index", Domain::Any, out);
        let stated = self.option("direction", DIRECTIONS, out).map(|word| match word {
            "better" => Direction::Better,
            "worse" => Direction::Worse,
            _ => Direction::None,
        });
        let turned = match (effect, index) {
            (Some(effect), Some(index)) if effect * index < 0.0 => Some(-effect),
            (effect, _) => effect,
        };
        let by_index = index.and_then(|index| match index {
            index if index > 0.0 => Some(Direction::Better),
            index if index < 0.0 => Some(Direction::Worse),
            _ => None,
        });
        (turned, stated.or(by_index))
    }

    fn year(&self, out: &mut Diagnostics) -> Option<i16> {
        let cell = self.cell("year")?;
        let year: Option<i16> = cell.text.parse().ok().filter(|year| (1900..=2100).contains(year));
        if year.is_none() {
            let message = format!("`{}` in column `year` is no year", cell.text);
            out.push(Diagnostic::new(Code::ImpossibleYear, cell.span, message).help("write four digits, such as 2019"));
        }
        year
    }
}

fn design(word: &str) -> Option<Comparison> {
    match word {
        "lottery" => Some(Comparison::Lottery),
        "regression-discontinuity" => Some(Comparison::RegressionDiscontinuity),
        "matched" => Some(Comparison::Matched),
        "statistical" => Some(Comparison::Statistical),
        "before-after" => Some(Comparison::BeforeAfter),
        "none" => Some(Comparison::None),
        _ => None,
    }
}
