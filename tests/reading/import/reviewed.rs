//! A review comes back: what a person corrects and confirms in the workbook is what the inventory says.

use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use super::{Folder, common};

const LIST: &str = "\
Program,Category,Start,Cost,Status
Summer school elementary,program,FY22,$1.2M over 3 years,ongoing
Summer school middle,program,FY22,$300K/yr,on hold
Reading Recovery; Lexia; DreamBox,software,2015,\"$45,000\",active
Difference,,,\"$12,000\",
Band,,about 2010,\"$10,000-$15,000\",
";

/// The cells of a review.
fn cells(path: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range("Review").unwrap();
    range
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

/// Writes cells as another program would.
fn write(path: &str, sheet: &str, rows: &[Vec<String>]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            page.write_string(row, column, text).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// Writes a text into the cell of a row, by the names of its entry and of its column.
fn put(rows: &mut [Vec<String>], entry: &str, column: &str, text: &str) {
    let place = rows[0].iter().position(|c| c == column).unwrap();
    let row = rows.iter_mut().find(|r| r[0] == entry).unwrap();
    row[place] = text.to_owned();
}

fn plain(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|l| !l.trim_start().starts_with('#'));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_review_that_nobody_has_touched_changes_nothing_and_every_row_stands_in_it() {
    let folder = Folder::new("review");
    for list in [
        "tests/import/budget.csv",
        "tests/import/pueblo.csv",
        "tests/import/lists/public/p01_sisep.csv",
    ] {
        let review = folder.path("review.xlsx");
        let _ = std::fs::remove_file(&review);
        let (first, said) = super::import(&folder, list, &["--review", &review]);
        let (again, _) = super::import(&folder, list, &["--review", &review]);
        assert_eq!(plain(&first), plain(&again), "{list}");
        let rows: usize = said.split_whitespace().next().unwrap().parse().unwrap();
        let named = rows
            - said.lines().next().map_or(0, |l| {
                l.matches("of column names").count() + l.matches("above the names").count()
            });
        assert_eq!(cells(&review).len() - 1, named, "{list}: {said}");
    }
}

#[test]
fn what_is_corrected_and_confirmed_in_a_review_is_what_the_inventory_says() {
    let folder = Folder::new("corrected");
    let (list, review) = (folder.path("list.csv"), folder.path("review.xlsx"));
    std::fs::write(&list, LIST).unwrap();
    let (_, said) = super::import(&folder, &list, &["--review", &review]);
    assert!(said.contains("correct and confirm it there"), "{said}");
    let mut rows = cells(&review);
    // what stood there, what is proposed, and what was not read
    let row = rows.iter().find(|r| r[0] == "Summer school middle").unwrap().join("|");
    for part in [
        "Cost: $300K/yr",
        "Status: on hold",
        "keep",
        "student-support",
        "Summer school",
        "2021-07",
        "300000",
        "on hold",
    ] {
        assert!(row.contains(part), "{part}: {row}");
    }
    let row = rows.iter().find(|r| r[0] == "Difference").unwrap().join("|");
    assert!(row.contains("set aside|what is left over"), "{row}");
    let row = rows.iter().find(|r| r[0] == "Band").unwrap().join("|");
    assert!(
        row.contains("10000 to 15000") && row.contains("2010 (estimate: the list)"),
        "{row}"
    );

    put(&mut rows, "Summer school elementary", "Confirmed", "yes");
    put(&mut rows, "Summer school middle", "Status", "phased out");
    put(&mut rows, "Summer school middle", "Kind", "core-service");
    put(&mut rows, "Summer school middle", "Part of", "");
    put(&mut rows, "Reading Recovery; Lexia; DreamBox", "Confirmed", "x");
    put(&mut rows, "Difference", "Keep or set aside", "keep");
    put(&mut rows, "Difference", "Name", "Unspent grant");
    put(&mut rows, "Band", "Cost a year", "$18K");
    put(&mut rows, "Band", "Start", "");
    put(&mut rows, "Band", "Name", "Elementary band");
    write(&review, "Review", &rows);
    let (text, said) = super::import(&folder, &list, &["--review", &review]);
    for part in [
        // confirmed
        "name: Summer school elementary\n    kind: student-support\n",
        // written by a person
        "name: Summer school middle\n    kind: core-service\n",
        "status: ended\n",
        // split, the amount in the notes
        "name: Lexia\n",
        "$45,000, shared with Reading Recovery, DreamBox",
        // taken in, with a name of its own
        "name: Unspent grant\n",
        "in the list: Difference",
        // corrected, and what was read before is told
        "per_year: 18000\n",
        "Cost a year was read as 10000 to 15000 before it was corrected",
        "name: Elementary band\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("value: 2010") && !text.contains("since: 2010"), "{text}");
    assert!(!said.contains("`on hold` in `Status` is none of"), "{said}");
    assert!(
        said.contains("5 initiatives (7 entries, since rows are split)"),
        "{said}"
    );
    // and the same workbook is read again alike
    let (again, _) = super::import(&folder, &list, &["--review", &review]);
    assert_eq!(text, again);
}

#[test]
fn a_bad_cell_of_a_review_is_told_with_its_place_and_what_to_do() {
    let folder = Folder::new("badreview");
    let (list, review) = (folder.path("list.csv"), folder.path("review.xlsx"));
    std::fs::write(&list, LIST).unwrap();
    super::import(&folder, &list, &["--review", &review]);
    let rows = cells(&review);
    let output = folder.path("inventory.yaml");
    let run = || {
        common::run(
            &["import", &list, "--review", &review, "--output", &output, "--replace"],
            "",
        )
    };
    for (column, text, message, help) in [
        (
            "Kind",
            "curriculm",
            "there is no kind `curriculm`",
            "did you mean `curriculum`?",
        ),
        (
            "Start",
            "soon",
            "`soon` is not readable as `Start`",
            "or leave it blank",
        ),
        (
            "Cost a year",
            "(500)",
            "`(500)` is not readable as `Cost a year`: it is below nothing",
            "or leave it blank",
        ),
        (
            "Keep or set aside",
            "drop",
            "`drop` in `Keep or set aside`",
            "write `keep` or `set aside`",
        ),
        (
            "Confirmed",
            "maybe",
            "`maybe` in `Confirmed`",
            "write yes where the row is right",
        ),
        (
            "Split into",
            "One",
            "`One` names one thing",
            "with semicolons between them",
        ),
        (
            "Entry",
            "Bandd",
            "the review speaks of a row `Bandd`",
            "did you mean `Band`?",
        ),
        (
            "Entry",
            "",
            "a row of the review without `Entry`",
            "write the name of its row back",
        ),
    ] {
        let mut changed = rows.clone();
        put(&mut changed, "Band", column, text);
        write(&review, "Review", &changed);
        let (code, _, said) = run();
        assert!(
            code == 2 && said.contains(message) && said.contains(help),
            "{column}: {message}\n{said}"
        );
        // the sheet and the cell
        assert!(said.contains("review.xlsx") && said.contains("Review"), "{said}");
    }
    let mut changed = rows.clone();
    changed[0][6] = "Sort".to_owned();
    write(&review, "Review", &changed);
    let (code, _, said) = run();
    assert!(code == 2 && said.contains("the review has no column `Kind`"), "{said}");
    write(&review, "Other", &rows);
    let (code, _, said) = run();
    assert!(code == 2 && said.contains("there is no sheet `Review`"), "{said}");
}

#[test]
fn what_somebody_puts_a_name_to_is_what_a_row_is_elsewhere() {
    const ROWS: &str = "\
Program,Category,Cost
Summer school elementary,program,\"$45,000\"
Summer school middle,program,\"$45,000\"
Summer school high,program,\"$45,000\"
Reading Recovery; summer school,program,\"$45,000\"
Band,,\"$10,000\"
";
    let folder = Folder::new("elsewhere");
    let (list, review) = (folder.path("list.csv"), folder.path("review.xlsx"));
    std::fs::write(&list, ROWS).unwrap();
    let (first, _) = super::import(&folder, &list, &["--review", &review]);
    assert!(!first.contains("elsewhere:"), "{first}");
    let rows = cells(&review);
    let is = rows[0].iter().position(|c| c == "Known elsewhere as").unwrap();
    assert_eq!(rows[0][is + 1], "Confirm");
    let proposed = |entry: &str| rows.iter().find(|r| r[0] == entry).unwrap()[is].clone();
    let several = "Reading Recovery; summer school";
    assert_eq!(proposed("Summer school middle"), "summer-learning");
    assert!(
        proposed(several).ends_with(", summer-learning"),
        "{}",
        proposed(several)
    );
    assert_eq!(proposed("Band"), "");
    let by = "confirmed_by: A. Diaz\n      on: 2025-06-30\n";

    let mut said = rows.clone();
    put(&mut said, "Summer school elementary", "Confirm", "A. Diaz");
    put(&mut said, "Summer school middle", "Confirm", "no");
    put(&mut said, several, "Confirm", "A. Diaz");
    put(&mut said, "Band", "Known elsewhere as", "arts-education");
    write(&review, "Review", &said);
    let (text, _) = super::import(&folder, &list, &["--review", &review]);
    assert!(
        text.contains(&format!("elsewhere:\n      is: summer-learning\n      {by}")),
        "{text}"
    );
    assert_eq!(text.matches("elsewhere: none\n").count(), 1, "{text}");
    // two things in one line, the row that nobody confirmed, and the id that nobody put a name to
    assert_eq!(text.matches("confirmed_by: A. Diaz").count(), 3, "{text}");
    assert!(!text.contains("arts-education"), "{text}");
    let (code, _, told) = common::run(&["check", &folder.path("inventory.yaml")], "");
    assert!(code < 2, "{told}");

    // each thing of a row that is split takes its own
    put(&mut said, several, "Confirmed", "yes");
    write(&review, "Review", &said);
    let (text, _) = super::import(&folder, &list, &["--review", &review]);
    let part = text.split("name: Reading Recovery\n").nth(1).unwrap();
    let part = part.split("\n  - ").next().unwrap();
    assert!(
        part.contains("is: reading-recovery") && !part.contains("summer-learning"),
        "{part}"
    );
    put(&mut said, several, "Known elsewhere as", "arts-education");
    write(&review, "Review", &said);
    let output = folder.path("inventory.yaml");
    let args = ["import", &list, "--review", &review, "--output", &output, "--replace"];
    let (code, _, told) = common::run(&args, "");
    assert!(
        code == 2 && told.contains("may be any of the things that the row is split into"),
        "{told}"
    );

    // an id that is written there is checked with the inventory
    let mut wrong = rows.clone();
    put(&mut wrong, "Band", "Known elsewhere as", "sumer-learning");
    put(&mut wrong, "Band", "Confirm", "A. Diaz");
    write(&review, "Review", &wrong);
    super::import(&folder, &list, &["--review", &review]);
    let (code, _, told) = common::run(&["check", &output], "");
    assert!(code == 2 && told.contains("did you mean `summer-learning`?"), "{told}");

    for (entry, text, message) in [
        ("Summer school middle", "yes", "`yes` in `Confirm` is no name"),
        ("Band", "A. Diaz", "`A. Diaz` in `Confirm` confirms nothing"),
    ] {
        let mut wrong = rows.clone();
        put(&mut wrong, entry, "Confirm", text);
        write(&review, "Review", &wrong);
        let (code, _, told) = common::run(&args, "");
        assert!(code == 2 && told.contains(message), "{message}\n{told}");
    }
}

#[test]
fn several_lists_become_one_inventory_each_with_its_account() {
    let folder = Folder::new("several");
    let (one, other, map) = (folder.path("a.csv"), folder.path("b.csv"), folder.path("map.yaml"));
    std::fs::write(&one, "Program,Cost\nAlpha,\"$1,000\"\nBand,5\nTotal,6\n").unwrap();
    std::fs::write(&other, "Initiative,Annual cost,Owner\nAlpha,$2K,CAO\nGamma,$3K,CTO\n").unwrap();
    let (text, said) = super::import(&folder, &one, &[&other, "--map", &map]);
    assert!(said.contains("4 rows in `") && said.contains("3 rows in `"), "{said}");
    assert!(
        said.contains("2 initiatives, 1 set aside") && said.contains("row 2 of `b.csv`"),
        "{said}"
    );
    for part in [
        "id: alpha\n",
        "id: alpha-2\n",
        "id: gamma\n",
        "per_year: 2000\n",
        "owner: CTO",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // the same name in another file is asked about, and has a key of its own
    let choices = folder.text("map.yaml");
    assert!(
        choices.contains("# \"Alpha (b.csv)\": \"Alpha\"  # the same name"),
        "{choices}"
    );
    std::fs::write(&map, choices.replace("  # \"Alpha (b.csv)\"", "  \"Alpha (b.csv)\"")).unwrap();
    let (text, said) = super::import(&folder, &one, &[&other, "--map", &map]);
    assert!(said.contains("1 initiative, 1 merged into another"), "{said}");
    assert!(
        text.contains("also in row 2 as “Alpha”") && !text.contains("id: alpha-2"),
        "{text}"
    );
}

#[test]
fn every_sheet_with_a_column_of_names_is_read_when_asked() {
    let folder = Folder::new("every");
    for (list, names) in [
        ("tests/import/lists/made/multi.xlsx", ["Elementary", "Secondary"]),
        ("tests/import/lists/made/folder", ["elem", "sec"]),
    ] {
        let (text, said) = super::import(&folder, list, &["--sheet", "all"]);
        for name in names {
            assert!(
                said.contains(&format!("sheet `{name}` (one of all with a column of names)")),
                "{list}\n{said}"
            );
        }
        assert!(!said.contains("it has a column of names too"), "{said}");
        common::inventory(
            &text,
            &super::hostile::SET,
            &mut cleardeck::diagnostics::Sources::default(),
        );
    }
    let (_, said) = super::import(&folder, "tests/import/lists/shapes/hidsheet.xlsx", &["--sheet", "all"]);
    assert!(
        said.contains("not read: sheet `old 2019`, 10 rows; it is hidden"),
        "{said}"
    );
}

#[test]
fn a_row_of_several_things_is_split_when_a_person_says_so() {
    let folder = Folder::new("split");
    let (list, map) = (folder.path("list.csv"), folder.path("map.yaml"));
    std::fs::write(
        &list,
        "Program,Annual cost,Students served,Owner\nAssessment/intervention,$325K,400,CAO\n\
         Mental-health support for staff and students,$200K,,CAO\nSummer school elementary,$5K,,\nSummer school middle,$6K,,\n",
    )
    .unwrap();
    let (_, said) = super::import(&folder, &list, &["--map", &map]);
    assert!(
        said.contains("1  rows that may hold several things") && said.contains("1  approaches"),
        "{said}"
    );
    let choices = folder.text("map.yaml");
    let proposal = "  # \"Assessment/intervention\": [\"Assessment\", \"intervention\"]";
    assert!(choices.contains(proposal), "{choices}");
    assert!(
        choices.contains("\"Summer school middle\": \"Summer school?\"  # the same first words"),
        "{choices}"
    );
    std::fs::write(&map, choices.replace("  # \"Assessment/", "  \"Assessment/")).unwrap();
    let (text, said) = super::import(&folder, &list, &["--map", &map]);
    assert_eq!(text.matches("    owner: CAO\n").count(), 3, "{text}");
    assert_eq!(text.matches("Cost a year 325000, shared with").count(), 2, "{text}");
    assert!(
        text.contains("Students served 400, shared with intervention") && !text.contains("per_year: 325000"),
        "{text}"
    );
    assert!(said.contains("stands for Assessment, intervention together"), "{said}");
    // one that is one thing is asked about no more
    std::fs::write(&map, choices.replace(proposal, "  \"Assessment/intervention\": keep")).unwrap();
    let (text, said) = super::import(&folder, &list, &["--map", &map]);
    assert!(
        text.contains("per_year: 325000") && !said.contains("several things"),
        "{said}"
    );
    for (wrong, message) in [
        ("split:\n  \"Nobody\": [A, B]\n", "speaks of a row `Nobody`"),
        (
            "split:\n  \"Assessment/intervention\": [A]\n",
            "is split into two names or more",
        ),
        ("part_of:\n  \"Nobody\": A\n", "speaks of a row `Nobody`"),
    ] {
        std::fs::write(&map, wrong).unwrap();
        let (code, _, said) = common::run(&["import", &list, "--map", &map], "");
        assert!(code == 2 && said.contains(message), "{said}");
    }
}

/// A catalogue of one's own with one approach.
const OWN: &str = "\
format: 1
approaches:
  - id: wonder-blocks
    name: Wonder blocks
    kind: student-support
    what: What we call it.
    aliases: [wonder blocks, zumbo]
    look_alikes: [{ says: [wonder walls], means: another }]
    summary: unknown
    reason: Nothing was read.
    evidence:
      - { title: T, authors: B, url: \"https://example.org/t\", read: page, published: 2020, design: none, direction: unknown, outcome: reading }
    works_when:
      - { id: hours, ask: How many hours a week?, text: four hours a week, url: \"https://example.org/t\" }
    cautions: [Be careful.]
    verified: partly
";

#[test]
fn rows_are_matched_to_a_catalogue_of_ones_own_and_their_kind_is_proposed_by_it() {
    const ROWS: &str = "\
Program,Category,Cost
Summer school; wonder blocks,,\"$45,000\"
Zumbo,,\"$10,000\"
Wonder blocks at Main,staff development,\"$10,000\"
";
    let folder = Folder::new("owncatalogue");
    let (list, review, own) = (
        folder.path("list.csv"),
        folder.path("review.xlsx"),
        folder.path("own.yaml"),
    );
    std::fs::write(&list, ROWS).unwrap();
    std::fs::write(&own, OWN).unwrap();
    let more = ["--review", review.as_str(), "--catalogue", own.as_str()];
    let (first, _) = super::import(&folder, &list, &more);
    let mut rows = cells(&review);
    let is = rows[0].iter().position(|c| c == "Known elsewhere as").unwrap();
    let several = "Summer school; wonder blocks";
    let row = rows.iter().find(|r| r[0] == several).unwrap();
    assert_eq!(row[is], "summer-learning, wonder-blocks");
    // nothing is proposed of a kind by what nobody confirmed
    let zumbo = |text: &str| {
        let part = text.split("name: Zumbo\n").nth(1).unwrap();
        part.split("\n  # row").next().unwrap().to_owned()
    };
    assert!(!zumbo(&first).contains("kind:"), "{first}");

    for entry in [several, "Zumbo", "Wonder blocks at Main"] {
        put(&mut rows, entry, "Confirm", "A. Diaz");
    }
    put(&mut rows, several, "Confirmed", "yes");
    write(&review, "Review", &rows);
    let (text, _) = super::import(&folder, &list, &more);
    let part = text.split("name: wonder blocks\n").nth(1).unwrap();
    let part = part.split("\n  - ").next().unwrap();
    assert!(
        part.contains("is: wonder-blocks") && !part.contains("summer-learning"),
        "{text}"
    );
    // only as a proposal, and with what proposes it
    let proposed = "kind:\n      value: student-support\n      proposed_by: what it is confirmed to be elsewhere (wonder-blocks)\n";
    assert!(zumbo(&text).contains(proposed), "{text}");
    // a row that says its kind keeps what it says
    let part = text.split("name: Wonder blocks at Main\n").nth(1).unwrap();
    let part = part.split("\n  - ").next().unwrap();
    assert!(!part.contains("confirmed to be elsewhere"), "{text}");
    let output = folder.path("inventory.yaml");
    let (code, _, told) = common::run(&["check", &output, "--catalogue", &own], "");
    assert!(code < 2, "{told}");
    // without it the ids are unknown
    let (code, _, told) = common::run(&["check", &output], "");
    assert!(code == 2 && told.contains("holds no entry `wonder-blocks`"), "{told}");
}
