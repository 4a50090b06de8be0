"""Makes a state: districts, what they run, and what is on record of it, the same in every run.

``python3 make.py FOLDER [--districts 200] [--seed 20261127]`` writes four files into the folder:

- ``districts.csv``: ``district``, ``name``, ``locale`` (the twelve codes of the National Center for Education
  Statistics, 11 to 43), ``poverty`` (share of students with free or reduced-price lunch), ``students``;
- ``lines.csv``: ``id``, ``district``, ``approach`` (an entry of ``catalogue/approaches``; empty for what is none),
  ``students`` whom it serves;
- ``initiatives.ndjson``: the records that are judged, a line each;
- ``districts.ndjson``: what is known of each district beside them, its schools.

The state is made up: no district, number or result in it is real.
"""

import argparse
import csv
import json
import random
from pathlib import Path

AS_OF_YEAR = 2026
# how many of a hundred districts have a locale, and the codes within it; about as in the nation
LOCALES = [(14, [11, 12, 13]), (24, [21, 22, 23]), (20, [31, 32, 33]), (42, [41, 42, 43])]
# an approach, its kind, and how many of a hundred districts run it
APPROACHES = [
    ("high-dosage-tutoring", "student-support", 72),
    ("structured-literacy", "curriculum", 66),
    ("summer-learning", "student-support", 60),
    ("instructional-coaching", "professional-learning", 54),
    ("after-school", "student-support", 46),
    ("double-dose-math", "instructional-model", 34),
    ("early-warning", "student-support", 30),
    ("student-mentoring", "student-support", 22),
    ("montessori", "whole-school-design", 4),
]
DRIVERS = ["competency", "organization", "leadership"]
# so many schools of a district have results of their own at the most
SCHOOLS = 6


def level(strength: float) -> str:
    """The level of a driver by its strength, from 0 to 1."""
    return "weak" if strength < 0.28 else "partial" if strength < 0.6 else "strong"


def number_of_schools(district) -> int:
    """How many schools a district has."""
    return max(4, district["students"] // 450)


class State:
    """Draws of one seed."""

    def __init__(self, districts: int, seed: int):
        self.dice = random.Random(seed)
        self.count = districts

    def chance(self, percent: float) -> bool:
        return self.dice.random() * 100 < percent

    def pick(self, choices):
        return choices[int(self.dice.random() * len(choices))]

    def districts(self):
        """Each district in turn."""
        codes = [code for percent, codes in LOCALES for code in codes for _ in range(percent // len(codes) + 1)]
        for number in range(1, self.count + 1):
            locale = self.pick(codes)
            yield {
                "district": f"99{number:05}",
                "name": f"District {number}",
                "locale": locale,
                "poverty": round(min(0.98, max(0.04, self.dice.gauss(0.62 if locale < 20 else 0.48, 0.22))), 3),
                "students": int(350 * 10 ** (self.dice.random() * (2.0 if locale < 30 else 1.1))),
            }

    def lines(self, district):
        """What a district runs: its id, the approach and the record of each."""
        # the drivers are of the district first of all; a quarter leave each blank
        base = {driver: self.dice.random() for driver in DRIVERS}
        run = [(approach, kind) for approach, kind, percent in APPROACHES if self.chance(percent)]
        run += [("", "student-support") for _ in range(1 + int(self.dice.random() * 3))]
        for number, (approach, kind) in enumerate(run, 1):
            key = f"{district['district']}-{number}"
            served = max(4, int(district["students"] * (0.02 + 0.3 * self.dice.random())))
            drivers = {driver: level(0.7 * base[driver] + 0.3 * self.dice.random()) for driver in DRIVERS}
            line = {"id": key, "district": district["district"], "approach": approach, "students": served}
            yield line, self.record(line, district, kind, drivers)

    def record(self, line, district, kind, drivers):
        """A record as it is judged: what nobody answered is left out."""
        weak = "weak" in drivers.values()
        schools = number_of_schools(district)
        runs_in = max(2, int(schools * (0.2 + 0.7 * self.dice.random())))
        gains = self.chance(35 if weak else 75)
        positive = min(runs_in, 2 + int(self.dice.random() * 6)) if gains else 0
        age = 1 + int(self.dice.random() * 8)
        facts = {
            "kind": kind,
            "status": "active",
            "aim": "learning",
            "scope.since": f"{AS_OF_YEAR - age}-08",
            "scope.eligible": schools,
            "scope.schools_count": runs_in,
            "scope.required": "yes" if self.chance(4) else "no",
            "money.per_year": 1000 * int(20 + 300 * self.dice.random()),
            "money.students": line["students"],
            "money.priced": True,
            "money.affordable": self.chance(92),
            "implementation.fidelity": round(min(1.0, (0.45 if weak else 0.68) + 0.4 * self.dice.random()), 2),
            "implementation.core_components": True,
            "protections.none": not self.chance(8),
            "contract.mandate": "yes" if self.chance(3) else "no",
            "results.summary": "better" if gains else self.pick(["inconclusive", "none", "mixed", "not-measured"]),
            "results.in_numbers": True,
            "results.schools_positive": positive,
            "results.consecutive_positive_years": min(age, 1 + int(self.dice.random() * 5)) if gains else 0,
            "results.contexts": 1 + int(self.dice.random() * 4),
            "results.next_school": "gain" if gains and self.chance(60) else "uncertain",
            "results.subgroups_seen": self.chance(85),
            "results.subgroup_harm": self.chance(4),
            "results.outcome_loses": self.chance(5),
            "results.points_down": False,
            "results.first_schools_trend": self.pick(["flat", "rising", "flat", "falling"]),
            "results.gap": self.pick(["flat", "narrowing", "flat", "widening"]),
            "harm.reported": self.chance(3),
            "studies.summary": self.pick(["better", "better", "mixed", "none-found"]),
            "studies.sustained_worse": False,
        }
        facts.update({f"drivers.{driver}.level": level for driver, level in drivers.items()})
        kept = {"kind", "status"}
        known = {fact: value for fact, value in facts.items() if fact in kept or not self.chance(15)}
        if self.chance(5):
            # results school by school in place of what they come to
            known = {fact: value for fact, value in known.items() if not fact.startswith("results.")}
            known["results"] = self.results(0.2 if gains else 0.0, min(runs_in, SCHOOLS))
        return {"id": line["id"], "district": line["district"], "name": line["approach"] or "Something else", **known}


    def beside(self, district):
        """What is known of a district itself."""
        schools = number_of_schools(district)
        listed = [{"id": f"S{number}", "name": f"School {number}"} for number in range(1, min(schools, SCHOOLS) + 1)]
        return {"id": district["district"], "district": {"schools_count": schools}, "schools": listed}

    def results(self, effect: float, schools: int):
        """Results of two years against a comparison, a row a school and year."""
        return [
            {
                "school": f"S{school}",
                "year": year,
                "measure": "reading",
                "effect": round(self.dice.gauss(effect, 0.08), 2),
                "se": 0.08,
                "students": 60 + int(self.dice.random() * 300),
                "comparison": "matched",
            }
            for school in range(1, schools + 1)
            for year in (AS_OF_YEAR - 2, AS_OF_YEAR - 1)
        ]


def write(folder: Path, state: State) -> int:
    """Writes the files and gives the number of records."""
    folder.mkdir(parents=True, exist_ok=True)
    made = 0
    with (
        open(folder / "districts.csv", "w", newline="", encoding="utf-8") as districts,
        open(folder / "lines.csv", "w", newline="", encoding="utf-8") as lines,
        open(folder / "initiatives.ndjson", "w", encoding="utf-8") as records,
        open(folder / "districts.ndjson", "w", encoding="utf-8") as beside,
    ):
        of_districts = csv.DictWriter(districts, ["district", "name", "locale", "poverty", "students"])
        of_lines = csv.DictWriter(lines, ["id", "district", "approach", "students"])
        of_districts.writeheader()
        of_lines.writeheader()
        for district in state.districts():
            of_districts.writerow(district)
            beside.write(json.dumps(state.beside(district)) + "\n")
            for line, record in state.lines(district):
                of_lines.writerow(line)
                records.write(json.dumps(record) + "\n")
                made += 1
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--districts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261127)
    wanted = parser.parse_args()
    made = write(wanted.folder, State(wanted.districts, wanted.seed))
    print(f"{wanted.districts} districts, {made} records in {wanted.folder}")


if __name__ == "__main__":
    main()
