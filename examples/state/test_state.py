"""No small group can be worked out of the tables of a state: ``python3 -m unittest`` in this folder.

Needs ``duckdb`` and ``scipy``. What was judged is drawn here, so that many states are seen in little time; ``rollup.py``
is told nothing of that.
"""

import random
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import duckdb

import attack
import make
import rollup

LEAST, STUDENTS, MORE = 3, 10, 2
SEEDS = range(1, 6)


def limits(complementary: bool) -> str:
    """The limits with or without the cells that are hidden beside small ones."""
    return (
        "CREATE OR REPLACE TEMPORARY VIEW limits AS SELECT "
        f"{LEAST} AS least_districts, {STUDENTS} AS least_students, {MORE} AS more, {complementary} AS complementary"
    )


class World:
    """A made state in DuckDB, of which lines may move from district to district."""

    def __init__(self, seed: int, districts: int = 200):
        dice = random.Random(seed)
        self.connection = duckdb.connect()
        with tempfile.TemporaryDirectory() as folder:
            make.write(Path(folder), make.State(districts, seed))
            for name, types in (("districts", ""), ("lines", ", 'approach': 'VARCHAR'")):
                source = f"read_csv('{folder}/{name}.csv', types={{'district': 'VARCHAR'{types}}})"
                self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {source}")
            self.connection.execute(f"CREATE TABLE records AS FROM read_json('{folder}/initiatives.ndjson')")
        self.connection.execute("UPDATE lines SET approach = coalesce(approach, '')")
        self.connection.execute(f"CREATE VIEW levels AS {rollup.levels(chr(34))}")
        self.connection.execute("CREATE TABLE rules AS SELECT 1 AS place, 'promising-here' AS rule")
        self.connection.execute("CREATE TABLE wanted AS SELECT unnest(['as-designed', 'no-dip', 'one-school']) AS id")
        self.connection.execute(
            "CREATE TABLE answers (id VARCHAR, district VARCHAR, answer VARCHAR, checks VARCHAR[], rules VARCHAR)"
        )
        ids = self.connection.execute("SELECT id, district FROM lines ORDER BY id").fetchall()
        drawn = [
            (
                *line,
                ["scale", "spread", "hold", "keep", "repair"][int(dice.random() * 5)],
                [check for check, share in (("as-designed", 0.9), ("no-dip", 0.2)) if dice.random() < share],
                "TFU"[int(dice.random() * 3)],
            )
            for line in ids
        ]
        self.connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", drawn)

    def run(self, statement: str, values=()):
        return self.connection.execute(statement, values).fetchall()

    def published(self, complementary: bool = True):
        return rollup.roll_up(self.run, limits(complementary))

    def districts(self) -> dict[tuple[str, str], int]:
        """What everybody knows: how many districts there are by locale and band."""
        return {(locale, band): most for locale, band, most in self.run("SELECT locale, band, most FROM everywhere")}

    def exchange(self, approach: str, one: tuple[str, str], other: tuple[str, str]):
        """Lets two places change what they run of an approach; a band of '' is the whole locale."""
        there = "SELECT district FROM places WHERE locale = ? AND (? = '' OR band = ?) ORDER BY district"
        runs = "SELECT DISTINCT district FROM lines WHERE approach = ? ORDER BY district"
        running = {district for (district,) in self.run(runs, [approach])}
        places = [[d for (d,) in self.run(there, [locale, band, band])] for locale, band in (one, other)]
        moves = []
        for source, target in (places, places[::-1]):
            sources = [district for district in source if district in running]
            moves += list(zip(sources, target))
        mapping = dict(moves)
        assert len(mapping) == len(moves) == sum(d in running for place in places for d in place)
        lines = self.run("SELECT id, district FROM lines WHERE approach = ?", [approach])
        moved = [(mapping[district], key) for key, district in lines if district in mapping]
        self.connection.executemany("UPDATE lines SET district = ? WHERE id = ?", moved)


class Attacked(unittest.TestCase):
    """What an attacker can work out of everything that is published."""

    def test_no_small_group_can_be_worked_out(self):
        for seed in SEEDS:
            world = World(seed)
            ranges = attack.attack(world.published(), world.districts())
            self.assertGreater(len(ranges), 50)
            given_away = [r for r in ranges if r.gives_away(LEAST, MORE)]
            self.assertEqual(given_away, [], f"seed {seed}")

    def test_the_attack_finds_what_is_hidden_alone(self):
        """Without the cells beside the small ones the same attack works."""
        for seed in SEEDS:
            world = World(seed)
            ranges = attack.attack(world.published(complementary=False), world.districts())
            exact = [r for r in ranges if r.hidden and r.low == r.high < LEAST and r.most >= LEAST]
            self.assertGreater(len(exact), 5, f"seed {seed}")

    def test_what_a_range_holds_is_true(self):
        """The attack is right: every count lies in the range that it finds."""
        world = World(SEEDS[0])
        ranges = attack.attack(world.published(), world.districts())
        truth = {}
        for approach, locale, band, grow, others in self.hidden(world):
            name = "/".join(filter(None, [approach, locale, band]))
            truth[f"{name} grow"], truth[f"{name} others"] = grow, others
        seen = [r for r in ranges if r.name in truth]
        self.assertGreater(len(seen), 50)
        for r in seen:
            self.assertTrue(r.low <= truth[r.name] <= r.high, r)

    def hidden(self, world):
        return world.run("SELECT approach, locale, band, grow, others FROM hidden WHERE is_hidden")

    def test_somebody_who_knows_the_method_learns_no_more(self):
        """A small cell and the one that is hidden beside it may change places, and the tables read the same."""
        exchanged = Counter()
        for seed in SEEDS:
            families = self.families(World(seed))
            for approach, small, beside in families[:6]:
                world = World(seed)
                before = world.published()
                world.exchange(approach, small, beside)
                after = world.published()
                for table in ("a-who-scales", "d-experiments"):
                    self.assertEqual(before[table], after[table], f"seed {seed}: {approach}, {small} and {beside}")
                exchanged[seed] += 1
        self.assertGreater(sum(exchanged.values()), 5)

    def families(self, world):
        """A small cell and one that is hidden beside it, of the same parent, of which others are told."""
        world.published()
        # the cells of a parent that is told and of which some are told
        cells = world.run(
            "SELECT h.approach, h.locale, h.band, h.grain, h.small FROM hidden h WHERE h.is_hidden AND EXISTS ("
            "SELECT 1 FROM hidden o WHERE o.grain = h.grain AND o.approach = h.approach AND NOT o.is_hidden "
            "AND (h.grain = 'locale' OR o.locale = h.locale)) AND h.grain <> 'state' "
            "ORDER BY h.approach, h.grain, h.locale, h.band"
        )
        found = []
        for approach, locale, band, grain, small in cells:
            beside = [
                c for c in cells if c[0] == approach and c[3] == grain and not c[4] and (grain == "locale" or c[1] == locale)
            ]
            if small and beside:
                found.append((approach, (locale, band), (beside[0][1], beside[0][2])))
        return found

    def test_something_is_told(self):
        """Hiding everything would pass every test above."""
        told = Counter()
        for seed in SEEDS:
            for grain, *_, hidden in World(seed).published()["a-who-scales"]:
                told[grain, hidden] += 1
        for grain, share in (("state", 0.8), ("locale", 0.6), ("band", 0.25)):
            self.assertGreater(told[grain, False] / (told[grain, False] + told[grain, True]), share, grain)


class Told(unittest.TestCase):
    """What is told is what was counted."""

    def test_counts_are_those_of_the_lines(self):
        world = World(SEEDS[0])
        told = {row[:4]: row[4:] for row in world.published()["a-who-scales"]}
        counted = world.run(
            "SELECT lines.approach, places.locale, count(DISTINCT lines.district), "
            "count(DISTINCT lines.district) FILTER (WHERE answers.answer IN ('scale', 'spread')) "
            "FROM lines JOIN answers USING (id) JOIN places ON places.district = lines.district "
            "WHERE approach <> '' GROUP BY ALL"
        )
        seen = 0
        for approach, locale, districts, grow in counted:
            of, growing, hidden = told["locale", approach, locale, ""]
            seen += not hidden
            self.assertEqual((of, growing), (None, None) if hidden else (districts, grow))
        self.assertGreater(seen, 15)

    def test_what_is_missing_is_listed_by_districts(self):
        world = World(SEEDS[0])
        listed = {(what, key): (districts, more) for what, key, districts, more in world.published()["b-what-is-missing"]}
        (all_districts,) = world.run("SELECT count(*) FROM places")[0]
        # nearly every district lacks it, so that the few others are not counted out
        self.assertEqual(listed["check", "as-designed"], (all_districts - LEAST, True))
        dip = "SELECT count(DISTINCT district) FROM answers WHERE list_contains(checks, 'no-dip')"
        self.assertEqual(listed["check", "no-dip"], (world.run(dip)[0][0], False))
        self.assertNotIn(("check", "one-school"), listed)


if __name__ == "__main__":
    unittest.main()
