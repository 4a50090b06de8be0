//! Cells as people write them: each form, what is read of it, and what is told.

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::inventory::{self, Map, Wanted};
use cleardeck::sheets::{self, Workbook};

use super::common;
use super::hostile::SET;

/// What is read of a cell in a column of its field: `field=value` lines, `note` when the words stay, `told: …` when it is
/// no answer.
fn read(field: &str, cell: &str) -> String {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["Initiative", "Asked"]).unwrap();
    csv.write_record(["Alpha", cell]).unwrap();
    let bytes = csv.into_inner().unwrap();
    let limits = sheets::Limits::default();
    let sheet = sheets::read_csv("list.csv", "list", &bytes, &limits, &mut sources, &mut out).unwrap();
    let workbook = Workbook {
        name: "list.csv".to_owned(),
        sheets: vec![sheet],
        hash: String::new(),
    };
    let file = sources.add("map.yaml", format!("format: 1\ncolumns:\n  Asked: {field}\n"));
    let map = Map::read(file, &SET, &sources, &mut out).unwrap();
    let wanted = Wanted {
        as_of: Some("2025-06-30".parse().unwrap()),
        map: Some(&map),
        ..Wanted::default()
    };
    let proposal = inventory::import(&workbook, &wanted, &SET, &sources, &mut out).unwrap();
    let yaml = proposal.yaml();
    common::inventory(&yaml, &SET, &mut Sources::default());
    let tree: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
    let mut found = Vec::new();
    flat(&tree["initiatives"][0], "", &mut found);
    let review = proposal.review();
    let told = review.lines().find_map(|l| l.trim().strip_prefix("row 2: `"));
    if let Some(told) = told {
        found.push(format!("told: {}", told.split_once("` ").map_or(told, |(_, why)| why)));
    }
    found.join(" ")
}

fn flat(node: &serde_yaml::Value, path: &str, found: &mut Vec<String>) {
    let below = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match node {
        serde_yaml::Value::Mapping(entries) => {
            for (key, value) in entries {
                match key.as_str().unwrap() {
                    "id" | "name" => {}
                    "note" => found.push("note".to_owned()),
                    "value" => flat(value, path, found),
                    "estimate_by" => found.push("estimate".to_owned()),
                    key => flat(value, &below(key), found),
                }
            }
        }
        serde_yaml::Value::Sequence(items) => {
            let texts: Vec<String> = items.iter().map(text).collect();
            found.push(format!("{path}={}", texts.join("..")));
        }
        other => found.push(format!("{path}={}", text(other))),
    }
}

fn text(node: &serde_yaml::Value) -> String {
    node.as_str()
        .map_or_else(|| serde_yaml::to_string(node).unwrap().trim().to_owned(), str::to_owned)
}

/// Compares every form of a table, and tells all that differ.
fn all(field: &str, forms: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (cell, wanted) in forms {
        let got = read(field, cell);
        let same = match wanted.strip_prefix('*') {
            // words are kept and told, the reason has these words
            Some(reason) => got.starts_with("note told: ") && got.contains(reason),
            None => got == *wanted,
        };
        if !same {
            wrong.push(format!("{cell:32} {got}\n{:32} {wanted}", ""));
        }
    }
    assert!(wrong.is_empty(), "{field}, read and wanted:\n{}", wrong.join("\n"));
}

#[test]
fn amounts_are_read_as_people_write_them() {
    all(
        "money.per_year",
        &[
            ("$1.2M", "money.per_year=1200000"),
            ("$412K", "money.per_year=412000"),
            ("1.9M", "money.per_year=1900000"),
            ("3.5 million", "money.per_year=3500000"),
            ("$1.1 million", "money.per_year=1100000"),
            ("$45,000.00", "money.per_year=$45,000.00"),
            ("45,000 USD", "money.per_year=45000"),
            ("$45,000/yr", "money.per_year=45000"),
            ("$1,200 per year", "money.per_year=1200"),
            ("45000 annually", "money.per_year=45000"),
            ("$1.1 million/yr local", "money.per_year=1100000 note"),
            ("$85,000 state grant", "money.per_year=85000 note"),
            ("~$40K", "money.per_year=40000 estimate"),
            ("approx. 40,000", "money.per_year=40000 estimate"),
            ("about $1.2 million", "money.per_year=1200000 estimate"),
            ("about 90k", "money.per_year=90000 estimate"),
            ("$10,000-$15,000", "money.per_year.between=10000..15000"),
            ("$10K to $15K", "money.per_year.between=10000..15000"),
            ("$10–15K", "money.per_year.between=10000..15000"),
            ("between $1M and $1.5M", "money.per_year.between=1000000..1500000"),
            ("about $10K-$15K", "money.per_year.between=10000..15000 estimate"),
            ("up to $50,000", "money.per_year.at_most=50000"),
            ("at least $50,000", "money.per_year.at_least=50000"),
            ("$50,000+", "money.per_year.at_least=50000"),
            // a cell that says a total is one, wherever it stands
            ("$1.2M over 3 years", "money.total=1200000 note"),
            ("$150,000 total", "money.total=150000"),
            ("$900,000 (3-yr total)", "money.total=900000 note"),
            ("$75,000 one-time", "money.total=75000"),
            ("$12,000*", "money.per_year=12000 note"),
            ("SCE $12,400 (.5 FTE)", "money.per_year=12400 note"),
            // told, and kept in its words
            ("(45,000)", "*credit"),
            ("($45,000)", "*credit"),
            ("-$45,000", "*credit"),
            ("$45,000 savings", "*credit"),
            ("45.000,00", "*two amounts"),
            ("45.000", "*two amounts"),
            ("$12/student", "*`/student`"),
            ("$65.72 per pupil", "*`per pupil`"),
            ("$28 a month to employees", "*`a month`"),
            ("$7,372; Title I--8,376; Local--$5,000", "*2 amounts"),
            ("50,000 or 100,000", "*2 amounts"),
            ("$15K to $10K", "*from more to less"),
            ("Title I", "*not readable"),
            ("5% of the budget", "*no amount"),
        ],
    );
    all(
        "money.total",
        &[
            ("$1.2M", "money.total=1200000"),
            ("$400K/yr", "money.per_year=400000"),
            ("$45,000 annually", "money.per_year=45000"),
            ("$1.2M over 3 years", "money.total=1200000 note"),
        ],
    );
    all(
        "money.per_student",
        &[
            ("$12/student", "money.per_student=12 note"),
            ("about $1.5K", "money.per_student=1500 estimate"),
        ],
    );
}

#[test]
fn dates_are_read_as_people_write_them() {
    all(
        "scope.since",
        &[
            ("FY22", "scope.since=2021-07"),
            ("FY 2022", "scope.since=2021-07"),
            ("FY2021-22", "scope.since=2021-07"),
            ("SY 2017-18", "scope.since=2017-07"),
            ("2021-22", "scope.since=2021-07"),
            ("2021–2022", "scope.since=2021-07"),
            ("2021-22 school year", "scope.since=2021-07"),
            ("21-22", "scope.since=2021-07"),
            // a school year or a December
            ("2011-12", "scope.since.between=2011-07..2011-12"),
            ("Fall 2021", "scope.since=2021-08 note"),
            ("fall '21", "scope.since=2021-08 note"),
            ("Spring 2024", "scope.since=2024-01 note"),
            ("Summer 2023", "scope.since=2023-06 note"),
            ("since 2015", "scope.since=2015"),
            ("started 2019", "scope.since=2019"),
            ("est. 2016", "scope.since=2016"),
            ("Aug 2021", "scope.since=2021-08"),
            ("Aug. 2021", "scope.since=2021-08"),
            ("August 2021", "scope.since=2021-08"),
            ("Aug-21", "scope.since=2021-08"),
            ("9/24", "scope.since=2024-09"),
            ("09/2024", "scope.since=2024-09"),
            ("2015", "scope.since=2015"),
            ("2015 (pilot)", "scope.since=2015 note"),
            ("about 2015", "scope.since=2015 estimate"),
            ("2016?", "scope.since=2016 estimate"),
            ("'19", "scope.since=2019"),
            ("early 2019", "scope.since=2019 note"),
            ("before 2010", "scope.since.at_most=2010"),
            ("Q3 2024", "scope.since.between=2024-01..2024-09 note"),
            ("FY24 Q3", "scope.since=2024-01"),
            ("6/7/24", "scope.since=2024-06-07"),
            ("6/7/2024", "scope.since=2024-06-07"),
            ("15.08.2024", "scope.since=2024-08-15"),
            ("August 15, 2024", "scope.since=2024-08-15"),
            // both ends in one cell
            (
                "2021-22 to 2024-25",
                "scope.since=2021-07 money.funding_ends=2025-06-30",
            ),
            ("9/2021 - 6/2024", "scope.since=2021-09 money.funding_ends=2024-06"),
            ("Aug 2013 - May 2014", "scope.since=2013-08 money.funding_ends=2014-05"),
            ("2012-2018", "scope.since=2012 money.funding_ends=2018"),
            ("2015 - ongoing", "scope.since=2015 note"),
            ("2017 -", "scope.since=2017"),
            ("2014 - 2019 lease", "scope.since=2014 contract.ends=2019 note"),
            // told
            ("October", "*names no year"),
            ("By April each year", "*names no year"),
            ("within 2 years of employment", "*not readable"),
            ("not before 2025", "*not readable"),
            ("2018-2015", "*ends before it begins"),
        ],
    );
    all(
        "money.funding_ends",
        &[
            ("FY22", "money.funding_ends=2022-06-30"),
            ("2024-25", "money.funding_ends=2025-06-30"),
            ("ends 9/24", "money.funding_ends=2024-09"),
            ("through June 2026", "money.funding_ends=2026-06"),
            ("until 6/30/26", "money.funding_ends=2026-06-30"),
            ("Spring 2024", "money.funding_ends=2024-05 note"),
            ("no later than 2027", "money.funding_ends.at_most=2027"),
            ("ongoing", "note"),
            ("since 2015", "scope.since=2015"),
            ("2021-2024", "money.funding_ends=2024 scope.since=2021"),
        ],
    );
}

#[test]
fn statuses_are_read_by_their_words() {
    for (status, words) in [
        (
            "active",
            &[
                "ongoing",
                "Active",
                "current",
                "continuing",
                "In progress",
                "implementing",
                "implemented",
                "live",
            ][..],
        ),
        (
            "ended",
            &[
                "discontinued",
                "sunset",
                "Sunsetted",
                "ended",
                "retired",
                "phased out",
                "completed",
                "terminated",
                "closed",
            ],
        ),
        (
            "proposed",
            &[
                "planned",
                "proposed",
                "new for next year",
                "upcoming",
                "under consideration",
                "requested",
            ],
        ),
    ] {
        for word in words {
            assert_eq!(read("status", word), format!("status={status}"), "{word}");
        }
    }
    all(
        "status",
        &[
            ("pilot", "status=active scope.limited=yes"),
            ("Piloting", "status=active scope.limited=yes"),
            ("planned pilot", "status=proposed note"),
            ("ongoing (grades 6-8)", "status=active note"),
            ("Year 2 of 3", "status=active note"),
            ("on hold", "*is none of proposed, active, ended"),
            ("paused", "*is none of"),
            ("completed, ongoing", "*says"),
            ("not implemented", "*opposite"),
            ("green", "*not readable"),
            ("TBD", "status=unsure"),
        ],
    );
}

#[test]
fn counts_shares_and_marks_are_read_as_people_write_them() {
    all(
        "scope.schools_count",
        &[
            ("7 schools", "scope.schools_count=7"),
            ("12", "scope.schools_count=12"),
            ("all", "scope.share_of_schools=100%"),
            ("All schools", "scope.share_of_schools=100%"),
            ("District-wide", "scope.share_of_schools=100%"),
            ("All 14 elementary", "scope.schools_count=14 note"),
            ("3 of 12", "scope.schools_count=3 note"),
            ("18 of 22 schools", "scope.schools_count=18 note"),
            ("6 schools (pilot)", "scope.schools_count=6 note"),
            ("3-5 schools", "scope.schools_count.between=3..5"),
            ("~10", "scope.schools_count=10 estimate"),
            ("at least 4", "scope.schools_count.at_least=4"),
            ("about half", "scope.share_of_schools=50% estimate"),
            ("half of schools", "scope.share_of_schools=50%"),
            ("K-5", "*names grades"),
            ("Grades 6-12", "*names grades"),
            ("Lincoln, Jefferson", "*names schools"),
            ("all elementary schools", "*all of some schools"),
        ],
    );
    all(
        "money.students",
        &[
            ("1,200", "money.students=1200"),
            ("~1,200 students", "money.students=1200 estimate"),
            ("1,200+", "money.students.at_least=1200"),
            ("150 per year", "money.students=150 note"),
            ("85%", "*share"),
        ],
    );
    all(
        "implementation.fidelity",
        &[
            ("85%", "implementation.fidelity=85%"),
            ("85 percent", "implementation.fidelity=85%"),
            ("about 85%", "implementation.fidelity=85% estimate"),
            ("80-90%", "implementation.fidelity.between=80%..90%"),
            (">80%", "implementation.fidelity.at_least=80%"),
            ("half", "implementation.fidelity=50%"),
            ("85% of 12 teachers", "*two shares"),
            ("80", "*not readable"),
        ],
    );
    all(
        "contract.mandate",
        &[
            ("Y", "contract.mandate=yes"),
            ("x", "contract.mandate=yes"),
            ("✓", "contract.mandate=yes"),
            ("Yes - state law", "contract.mandate=yes note"),
            ("Yes (IDEA)", "contract.mandate=yes note"),
            ("required", "contract.mandate=yes"),
            ("not required", "contract.mandate=no"),
            ("N", "contract.mandate=no"),
            ("no idea", "*not readable"),
            ("partly", "*not readable"),
        ],
    );
}
