"""Attacks the tables of a state: what can be worked out of a hidden cell from everything that is published.

The attacker has all tables together and what everybody knows, how many districts of each kind there are. Each count is
an unknown, each published figure an equation; the least and the most that a hidden count may be are two linear
programs (HiGHS, by ``scipy``). ``python3 attack.py FOLDER`` attacks what ``rollup.py`` makes of a folder.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy.optimize import linprog

DRIVERS = ["competency", "organization", "leadership"]
GROUPS = ["weak gain", "weak other", "strong gain", "strong other", "neither"]


@dataclass(frozen=True)
class Range:
    """What a count that is not told may be: from ``low`` to ``high``, of at most ``most`` that everybody knows."""

    name: str
    low: int
    high: int
    most: int
    # what is left beside figures that are told follows from them and may be known, if it is not small
    hidden: bool = True

    def gives_away(self, least: int, width: int) -> bool:
        """Whether it is known to be small, or told too closely, by more than what everybody knows."""
        narrow = self.hidden and self.high - self.low < min(width, self.most)
        return narrow or self.high < min(least, self.most)


class Unknowns:
    """Unknown counts that are not negative, and equations between them."""

    def __init__(self):
        self.most: list[int] = []
        self.equal: list[tuple[list[int], list[int], int]] = []
        self.below: list[tuple[list[int], int]] = []

    def add(self, most: int) -> int:
        self.most.append(most)
        return len(self.most) - 1

    def row(self, plus, minus=()):
        row = numpy.zeros(len(self.most))
        row[list(plus)] += 1
        row[list(minus)] -= 1
        return row

    def range(self, name: str, sum_of: list[int], most: int, hidden: bool = True) -> Range:
        """The least and the most that a sum of unknowns may be."""
        equal = [self.row(plus, minus) for plus, minus, _ in self.equal]
        below = [self.row(plus) for plus, _ in self.below]
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * self.row(sum_of),
                A_eq=equal or None,
                b_eq=[value for *_, value in self.equal] or None,
                A_ub=below or None,
                b_ub=[value for _, value in self.below] or None,
                bounds=[(0, most) for most in self.most],
                method="highs",
            )
            assert found.status == 0, f"{name}: {found.message}"
            ends.append(sign * found.fun)
        low, high = ends
        return Range(name, int(numpy.ceil(low - 1e-6)), int(numpy.floor(high + 1e-6)), most, hidden)


def attack(published: dict[str, list[tuple]], districts: dict[tuple[str, str], int]) -> list[Range]:
    """What each hidden count may be. ``districts`` tells how many there are by locale and band of poverty."""
    scales, experiments = defaultdict(list), defaultdict(list)
    for grain, approach, *rest in published["a-who-scales"]:
        scales[approach].append((grain, *rest))
    for approach, *rest in published["d-experiments"]:
        experiments[approach].append(rest)
    ranges = [r for approach, rows in scales.items() for r in of_approach(approach, rows, experiments[approach], districts)]
    return ranges + of_drivers(published["c-weakest-drivers"], districts)


def of_approach(approach, rows, experiments, districts) -> list[Range]:
    """The tables on one approach, which share its number of districts."""
    unknowns = Unknowns()
    # by place: the unknown of what grows and that of the others
    cells = {place: (unknowns.add(most), unknowns.add(most)) for place, most in districts.items()}
    for place, most in districts.items():
        unknowns.below.append((list(cells[place]), most))
    asked = []
    for grain, locale, band, count, grow, hidden in rows:
        places = [p for p in districts if grain == "state" or p[0] == locale and (grain == "locale" or p[1] == band)]
        growing, others = ([cells[place][side] for place in places] for side in (0, 1))
        most = sum(districts[place] for place in places)
        if hidden:
            name = "/".join(filter(None, [approach, locale, band]))
            asked += [(f"{name} grow", growing, most), (f"{name} others", others, most)]
        else:
            unknowns.equal += [(growing, [], grow), (others, [], count - grow)]
    every = [unknown for pair in cells.values() for unknown in pair]
    total = sum(districts.values())
    for driver, weak, weak_gain, strong, strong_gain, hidden in experiments:
        groups = [unknowns.add(total) for _ in GROUPS]
        unknowns.equal.append((groups, every, 0))
        told = [] if hidden else [weak_gain, weak - weak_gain, strong_gain, strong - strong_gain]
        unknowns.equal += [([unknown], [], value) for unknown, value in zip(groups, told)]
        for group, unknown in list(zip(GROUPS, groups))[len(told) :]:
            asked.append((f"{approach} {driver} {group}", [unknown], total, hidden))
    return [unknowns.range(*each) for each in asked]


def of_drivers(rows, districts) -> list[Range]:
    """The table of the weakest drivers, whose totals everybody knows."""
    locales = defaultdict(list)
    for locale, driver, count, hidden in rows:
        locales[locale].append((driver, count, hidden))
    ranges = []
    for locale, cells in locales.items():
        total = sum(most for (place, _), most in districts.items() if place == locale)
        unknowns = Unknowns()
        each = [unknowns.add(total) for _ in cells]
        unknowns.equal.append((each, [], total))
        unknowns.equal += [([u], [], count) for u, (_, count, hidden) in zip(each, cells) if not hidden]
        hidden = [(f"{locale} {driver}", [u], total) for u, (driver, _, hidden) in zip(each, cells) if hidden]
        ranges += [unknowns.range(*one) for one in hidden]
    return ranges


def main():
    import duckdb

    import rollup

    run = rollup.in_duckdb(duckdb.connect(), Path(sys.argv[1]))
    published = rollup.roll_up(run)
    ((least, width),) = run("SELECT least_districts, more FROM limits")
    places = {(locale, band): most for locale, band, most in run("SELECT locale, band, most FROM everywhere")}
    ranges = attack(published, places)
    given_away = [one for one in ranges if one.gives_away(least, width)]
    print(f"{len(ranges)} counts are not told; {len(given_away)} of them can be worked out")
    for one in given_away:
        print(f"  {one.name}: {one.low} to {one.high}")
    sys.exit(1 if given_away else 0)


if __name__ == "__main__":
    main()
