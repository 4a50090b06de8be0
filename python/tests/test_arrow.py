"""Record batches: ``python3 -m unittest`` with the package, ``pyarrow``, ``duckdb`` and ``polars``."""

import datetime
import decimal
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

import cleardeck
import cleardeck.arrow

AS_OF = "2026-06-15"
RECORDS = [
    {"id": "1", "district": 7, "kind": "student-support", "status": "active", "scope.since": "2019-08-01"},
    {"id": "2", "district": 7, "kind": "curriculum", "scope.required": False, "drivers.weakest": "weak"},
    {"id": "3", "results": [{"year": 2025, "measure": "reading", "effect": 0.2, "se": 0.1}]},
    {"id": "4", "kind": "unsure", "implementation.fidelity": 0.92, "money.per_year": 120000},
    {"id": "5", "goals": ["G1", "G2"], "kind": "student-support", "scope.schools_count": 3},
]


def said_of(batches, **options):
    return pyarrow.table(cleardeck.arrow.judge(batches, as_of=AS_OF, **options)).to_pylist()


def table(records=RECORDS):
    names = {name: None for record in records for name in record}
    return pyarrow.table({name: pyarrow.array([record.get(name) for record in records]) for name in names})


class Batches(unittest.TestCase):
    def setUp(self):
        self.expected = list(cleardeck.judge(RECORDS, as_of=AS_OF))

    def test_rows_are_judged_as_records_are(self):
        self.assertEqual(said_of(table()), self.expected)

    def test_whatever_gives_batches_is_taken(self):
        rows = table()
        frame = polars.DataFrame(rows)
        relation = duckdb.connect().from_arrow(rows)
        for name, given in (
            ("table", rows),
            ("reader", rows.to_reader()),
            ("list of batches", rows.to_batches()),
            ("generator of batches", (batch for batch in rows.to_batches(2))),
            ("one batch", rows.combine_chunks().to_batches()[0]),
            ("list of tables", [rows.slice(0, 2), rows.slice(2)]),
            ("polars", frame),
            ("duckdb", relation),
        ):
            with self.subTest(name):
                self.assertEqual(said_of(given), self.expected)
        self.assertEqual(said_of([]), [])
        self.assertEqual(said_of(rows.slice(0, 0)), [])

    def test_whatever_takes_batches_is_given(self):
        def judged():
            return cleardeck.arrow.judge(table(), as_of=AS_OF)

        answers = judged()
        self.assertEqual([batch.num_rows for batch in answers], [5])
        with self.assertRaisesRegex(RuntimeError, "read already"):
            pyarrow.table(answers)
        self.assertEqual(polars.DataFrame(judged()).to_dicts(), self.expected)
        answers = judged()
        self.assertEqual(duckdb.connect().sql("SELECT count(*), max(id) FROM answers").fetchall(), [(5, "5")])

    def test_columns_of_any_type_are_read_alike(self):
        day = datetime.date(2019, 8, 1)
        for name, values in {
            "scope.since": [
                pyarrow.array(["2019-08-01"]),
                pyarrow.array(["2019-08-01"], pyarrow.large_string()),
                pyarrow.array(["2019-08-01"], pyarrow.string_view()),
                pyarrow.array(["2019-08-01"]).dictionary_encode(),
                pyarrow.array([day]),
                pyarrow.array([day], pyarrow.date64()),
                pyarrow.array([datetime.datetime(2019, 8, 1, 13)]),
            ],
            "results.consecutive_positive_years": [
                pyarrow.array([3], kind) for kind in (pyarrow.int8(), pyarrow.uint64(), pyarrow.float32(), pyarrow.float64())
            ]
            + [pyarrow.array([decimal.Decimal("3.00")]), pyarrow.array(["3"])],
            "implementation.fidelity": [
                pyarrow.array([0.92]),
                pyarrow.array([0.92], pyarrow.float32()),
                pyarrow.array([decimal.Decimal("0.92")]),
                pyarrow.array(["92%"]),
            ],
            "scope.required": [pyarrow.array([True]), pyarrow.array(["yes"]), pyarrow.array(["true"])],
            "district": [pyarrow.array(["7"]), pyarrow.array([7]), pyarrow.array([7], pyarrow.int32())],
            "goals": [
                pyarrow.array([["G1"]]),
                pyarrow.array([["G1"]], pyarrow.large_list(pyarrow.large_string())),
                pyarrow.array(["G1"]),
            ],
        }.items():
            said = [said_of(pyarrow.table({"id": ["1"], name: value})) for value in values]
            self.assertEqual([one for one in said if one != said[0]], [], name)
            # the names of goals change nothing that is told
            if name != "goals":
                self.assertNotEqual(said[0], said_of(pyarrow.table({"id": ["1"]})), name)

    def test_structures_are_groups_and_null_is_no_answer(self):
        scope = pyarrow.array([{"since": "2019-08", "required": True}, None, {"since": None, "required": False}])
        said = said_of(pyarrow.table({"id": ["1", "2", "3"], "scope": scope, "kind": pyarrow.nulls(3)}))
        records = [
            {"id": "1", "scope.since": "2019-08", "scope.required": "yes"},
            {"id": "2"},
            {"id": "3", "scope.required": "no"},
        ]
        self.assertEqual(said, list(cleardeck.judge(records, as_of=AS_OF)))

    def test_two_underscores_stand_for_a_point(self):
        rows = table()
        self.assertIn("scope.since", rows.column_names)
        renamed = rows.rename_columns([name.replace(".", "__") for name in rows.column_names])
        self.assertEqual(said_of(renamed), self.expected)
        both = renamed.append_column("scope.since", rows["scope.since"])
        with self.assertRaisesRegex(cleardeck.Unreadable, "`scope.since` stands twice"):
            list(cleardeck.arrow.judge(both, as_of=AS_OF))

    def test_rows_that_cannot_be_read_are_an_error_or_set_aside(self):
        wrong = pyarrow.table({"id": ["1", None, "3", "4"], "kind": ["student-support", "student-support", "student-suport", "student-support"]})
        with self.assertRaisesRegex(cleardeck.Unreadable, "row 2: an initiative needs an `id`"):
            list(cleardeck.arrow.judge(wrong.to_batches(1), as_of=AS_OF))
        aside = []
        said = said_of(wrong.to_batches(1), set_aside=aside)
        self.assertEqual([one["id"] for one in said], ["1", "4"])
        self.assertEqual([row for row, *_ in aside], [2, 3])
        records = []
        list(cleardeck.judge([{"id": "1"}, {"kind": "student-support"}, {"id": "3", "kind": "student-suport"}], as_of=AS_OF, set_aside=records))
        self.assertEqual(aside, records)

    def test_columns_that_are_no_facts_are_an_error_unless_they_are_passed_over(self):
        rows = table().append_column("scope.sinse", pyarrow.nulls(5)).append_column("my__color", pyarrow.nulls(5))
        with self.assertRaises(cleardeck.Unreadable) as caught:
            list(cleardeck.arrow.judge(rows, as_of=AS_OF))
        self.assertIn("did you mean `scope.since`", str(caught.exception))
        self.assertIn("unknown field `my.color`", str(caught.exception))
        self.assertEqual(said_of(rows, ignore=["scope.sinse", "my__color"]), self.expected)
        with self.assertRaisesRegex(cleardeck.Unreadable, "needs an `id`"):
            list(cleardeck.arrow.judge(pyarrow.table({"kind": ["student-support"]}), as_of=AS_OF))
        with self.assertRaisesRegex(cleardeck.Unreadable, "of the type"):
            list(cleardeck.arrow.judge(pyarrow.table({"id": ["1"], "kind": [b"student-support"]}), as_of=AS_OF))

    def test_an_error_reaches_whoever_reads_the_stream(self):
        wrong = pyarrow.table({"id": ["1"], "kind": ["student-suport"]})
        with self.assertRaisesRegex(Exception, "student-suport"):
            pyarrow.table(cleardeck.arrow.judge(wrong, as_of=AS_OF))

    def test_odd_values_are_read_and_refused_as_in_records(self):
        """Of 4,000 random records, half of them with something that is no answer, both ways say the same."""
        dice = random.Random(20261127)
        pools = {
            pyarrow.string(): "yes no unsure n/a 3 0.5 40% 2019-08 2019-08-01 weak strong better scale $1,200 -1 none X".split() + [""],
            pyarrow.float64(): [0, 1, 0.5, 3, -1, 1.5, 2019, 1e9, 1e30, 0.1234567],
            pyarrow.bool_(): [True, False],
            pyarrow.list_(pyarrow.string()): [["G1"], ["G1", "G2"], []],
        }
        names = (
            "kind aim status goals requires owner definition scope.since scope.required scope.share_of_schools "
            "scope.schools_count drivers.weakest drivers.competency.level results.summary results.design money.per_year "
            "money.funding_ends implementation.fidelity implementation.staff_turnover contract.mandate harm.reported"
        ).split()
        judged = refused = 0
        for _ in range(40):
            columns = {name: dice.choice(list(pools)) for name in dice.sample(names, 3)}
            records = []
            for number in range(100):
                said = {name: dice.choice(pools[kind]) for name, kind in columns.items() if dice.random() < 0.5}
                records.append({"id": str(number), **said})
            arrays = {name: pyarrow.array([r.get(name) for r in records], kind) for name, kind in columns.items()}
            rows = pyarrow.table({"id": [record["id"] for record in records], **arrays})
            by_rows, by_records = [], []
            said = said_of(rows, set_aside=by_rows)
            self.assertEqual(said, list(cleardeck.judge(records, as_of=AS_OF, set_aside=by_records)), columns)
            self.assertEqual([row for row, *_ in by_rows], [row for row, *_ in by_records], columns)
            # of several things that are wrong either may be told first
            alone = {number for number, record in enumerate(records, 1) if len(record) == 2}
            texts = [[one for one in aside if one[0] in alone] for aside in (by_rows, by_records)]
            self.assertEqual(*texts, columns)
            judged, refused = judged + len(said), refused + len(by_rows)
        self.assertGreater(judged, 1000)
        self.assertGreater(refused, 500)

    def test_batches_of_other_columns_follow_each_other(self):
        batches = [table([record]).to_batches()[0] for record in RECORDS]
        self.assertEqual(said_of(batches), self.expected)

    def test_many_batches_keep_their_order_in_blocks_of_any_size(self):
        records = [{"id": str(n), "kind": "student-support", "scope.schools_count": n % 50} for n in range(5000)]
        expected = list(cleardeck.judge(records, as_of=AS_OF))
        for size in (1, 7, 1023, 1024, 1025, 5000):
            some = records[: size * 300]
            self.assertEqual(said_of(table(some).to_batches(size)), expected[: len(some)], size)


class Command(unittest.TestCase):
    """The command on files of columns."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.expected = list(cleardeck.judge(RECORDS, as_of=AS_OF))
        (self.folder / "records.ndjson").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
        pyarrow.parquet.write_table(table(), self.folder / "records.parquet")
        pyarrow.parquet.write_table(table(), self.folder / "zstd.parquet", compression="zstd", row_group_size=2)
        pyarrow.feather.write_feather(table(), self.folder / "records.arrow", compression="uncompressed")
        with pyarrow.ipc.new_stream(self.folder / "records.arrows", table().schema) as stream:
            stream.write_table(table(), max_chunksize=2)

    def batch(self, *arguments):
        program = Path(sys.executable).with_name("cleardeck")
        names = [self.folder / name if "." in name else name for name in arguments]
        return subprocess.run([program, "batch", "--as-of", AS_OF, *names], capture_output=True, text=True)

    def read(self, name):
        file = self.folder / name
        match file.suffix:
            case ".parquet":
                return pyarrow.parquet.read_table(file).to_pylist()
            case ".arrow":
                return pyarrow.ipc.open_file(file).read_all().to_pylist()
            case _:
                return [{"district": None, **json.loads(line)} for line in file.read_text().splitlines()]

    def test_every_form_is_read_and_written_alike(self):
        for given in ("records.ndjson", "records.parquet", "zstd.parquet", "records.arrow", "records.arrows"):
            for answers in ("out.ndjson", "out.parquet", "out.arrow"):
                with self.subTest(given=given, answers=answers):
                    done = self.batch(given, "--output", answers)
                    self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
                    self.assertIn("5 initiatives judged", done.stderr)
                    self.assertEqual(self.read(answers), self.expected)
        self.assertEqual(sorted(file.name for file in self.folder.glob("out.*")), ["out.arrow", "out.ndjson", "out.parquet"])

    def test_what_cannot_be_read_is_set_aside_by_its_row(self):
        wrong = pyarrow.table({"id": ["1", None, "3"], "kind": ["student-support", "curriculum", "curiculum"]})
        pyarrow.parquet.write_table(wrong, self.folder / "wrong.parquet")
        done = self.batch("wrong.parquet", "--output", "out.parquet")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([said["id"] for said in self.read("out.parquet")], ["1"])
        aside = [json.loads(line) for line in (self.folder / "out.parquet.aside").read_text().splitlines()]
        self.assertEqual([one["line"] for one in aside], [2, 3])
        self.assertEqual(json.loads(aside[1]["record"]), {"id": "3", "kind": "curiculum"})
        self.assertEqual(self.batch("wrong.parquet", "--output", "strict.parquet", "--strict").returncode, 2)
        self.assertFalse((self.folder / "strict.parquet").exists())

    def test_a_record_is_explained_from_columns_as_from_lines(self):
        told = [self.batch(name, "--trace", "2").stdout for name in ("records.ndjson", "records.parquet", "records.arrow")]
        self.assertEqual(told, [told[0]] * 3)
        self.assertGreater(len(told[0]), 100)
        self.assertIn("no record has the id `9`", self.batch("records.parquet", "--trace", "9").stderr)

    def test_what_cannot_be_done_with_columns_is_refused(self):
        done = self.batch("records.parquet", "--output", "out.parquet", "--resume")
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot be gone on with", done.stderr)
        (self.folder / "broken.parquet").write_bytes((self.folder / "records.parquet").read_bytes()[:200])
        done = self.batch("broken.parquet", "--output", "out.ndjson")
        self.assertEqual(done.returncode, 2)
        self.assertIn("broken.parquet` cannot be read", done.stderr)
        pyarrow.parquet.write_table(pyarrow.table({"id": ["1"], "color": ["red"]}), self.folder / "other.parquet")
        done = self.batch("other.parquet", "--output", "out.parquet")
        self.assertIn("unknown field `color`", done.stderr)
        self.assertFalse((self.folder / "out.parquet").exists())


if __name__ == "__main__":
    unittest.main()
