"""Records as dictionaries and lines: ``python3 -m unittest`` with the package installed and nothing else."""

import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cleardeck

AS_OF = "2026-06-15"
RECORDS = [
    {"id": "1", "district": "d", "kind": "student-support", "status": "active", "scope.since": "2019-08"},
    {"id": "2", "kind": "curriculum", "scope": {"required": False}, "drivers.weakest": "weak"},
    {"id": "3", "name": "Tutoring", "results": [{"year": 2025, "measure": "reading", "effect": 0.2, "se": 0.1}]},
    {"id": "4", "kind": "unsure"},
]


class Records(unittest.TestCase):
    def test_dictionaries_and_lines_are_judged_alike_and_in_order(self):
        from_dictionaries = list(cleardeck.judge(RECORDS, as_of=AS_OF))
        self.assertEqual([said["id"] for said in from_dictionaries], ["1", "2", "3", "4"])
        self.assertEqual([said["district"] for said in from_dictionaries], ["d", None, None, None])
        for form in (str, str.encode):
            lines = (form(json.dumps(record)) for record in RECORDS)
            self.assertEqual(list(cleardeck.judge(lines, as_of=AS_OF)), from_dictionaries)
        # two that nobody knows the same of are answered alike
        self.assertNotEqual(from_dictionaries[0]["rules"], from_dictionaries[1]["rules"])

    def test_there_is_a_letter_for_each_rule(self):
        rules = cleardeck.rules()
        self.assertEqual([rule["place"] for rule in rules], list(range(1, len(rules) + 1)))
        (said, *_) = cleardeck.judge(RECORDS[1:2], as_of=AS_OF)
        self.assertEqual(len(said["rules"]), len(rules))
        letters = {rule["rule"]: letter for rule, letter in zip(rules, said["rules"])}
        self.assertLessEqual(set(letters.values()), set("TFU"))
        self.assertEqual(letters["drivers-in-place"], "F")

    def test_checks_are_those_of_the_list(self):
        known = {check["id"] for check in cleardeck.checks()}
        needed = {check for said in cleardeck.judge(RECORDS, as_of=AS_OF) for check in said["checks"]}
        self.assertTrue(needed)
        self.assertLessEqual(needed, known)

    def test_what_cannot_be_read_is_an_error_or_set_aside(self):
        wrong = [RECORDS[0], {"id": "w", "scope.sinse": 2019}, {"kind": "student-support"}, RECORDS[1]]
        with self.assertRaisesRegex(cleardeck.Unreadable, r"row 2: unknown field `scope.sinse`.*did you mean `scope.since`"):
            list(cleardeck.judge(wrong, as_of=AS_OF))
        aside = []
        said = list(cleardeck.judge(wrong, as_of=AS_OF, set_aside=aside))
        self.assertEqual([one["id"] for one in said], ["1", "2"])
        self.assertEqual([row for row, *_ in aside], [2, 3])
        self.assertIn("needs an `id`", aside[1][1])

    def test_thresholds_rules_and_days_that_cannot_be_used_are_errors(self):
        for options, message in (
            ({"parameters": {"fidelity_okay": 0.5}}, "did you mean `fidelity_ok`"),
            ({"rules": "/no/such/folder"}, "/no/such/folder"),
            ({"as_of": "2026"}, "takes a day"),
            ({"public": True, "parameters": {"suppress_n": 0}}, "suppress_n"),
        ):
            with self.assertRaisesRegex(cleardeck.Unreadable, message):
                list(cleardeck.judge(RECORDS, **{"as_of": AS_OF, **options}))

    def test_the_day_and_thresholds_count(self):
        young = [{"id": "1", "kind": "student-support", "scope.since": "2019-08"}]
        letters = {}
        place = next(rule["place"] for rule in cleardeck.rules() if rule["rule"] == "several-years")
        for day in ("2019-10-01", "2026-06-15"):
            (said,) = cleardeck.judge(young, as_of=day)
            letters[day] = said["rules"][place - 1]
        self.assertEqual(letters, {"2019-10-01": "F", "2026-06-15": "T"})
        (said,) = cleardeck.judge(young, as_of="2026-06-15", parameters={"years_sustained": 8})
        self.assertEqual(said["rules"][place - 1], "F")

    def test_more_records_than_are_handed_over_at_a_time_keep_their_order(self):
        many = ({"id": str(number), "kind": "student-support"} for number in range(10_000))
        said = [int(one["id"]) for one in cleardeck.judge(many, as_of=AS_OF)]
        self.assertEqual(said, list(range(10_000)))

    def test_facts_of_a_district_count(self):
        record = {"id": "1", "district": 7, "kind": "student-support", "scope.share_of_schools": 0.5}
        (alone,) = cleardeck.judge([record], as_of=AS_OF)
        district = {"id": 7, "district": {"schools_count": 24}}
        (beside,) = cleardeck.judge([record], as_of=AS_OF, districts=[district])
        self.assertEqual((alone["district"], beside["district"]), ("7", "7"))
        self.assertNotEqual(alone["rules"], beside["rules"])
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "districts.ndjson"
            file.write_text(json.dumps(district))
            self.assertEqual(list(cleardeck.judge([record], as_of=AS_OF, districts=file)), [beside])


class Readme(unittest.TestCase):
    def test_its_example_runs(self):
        text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
        (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            exec(example, {})
        self.assertRegex(told.getvalue(), r"^\w+ (settled|provided|open) \[")


class Command(unittest.TestCase):
    def run_command(self, *arguments):
        program = Path(sys.executable).with_name("cleardeck")
        return subprocess.run([program, *arguments], capture_output=True, text=True)

    def test_the_command_is_the_whole_program(self):
        done = self.run_command("--version")
        self.assertEqual((done.returncode, done.stdout), (0, f"cleardeck {cleardeck.__version__}\n"))
        self.assertIn("Fidelity that is good enough", self.run_command("rules", "show", "fidelity_ok").stdout)

    def test_errors_have_their_code_and_go_to_standard_error(self):
        done = self.run_command("audit", "nowhere.yaml")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("nowhere.yaml", done.stderr)
        self.assertEqual(self.run_command("audit", "--no-such").returncode, 2)


if __name__ == "__main__":
    unittest.main()
