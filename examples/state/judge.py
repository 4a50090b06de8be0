"""Judges a made state: ``python3 judge.py FOLDER`` reads what ``make.py`` wrote and writes ``answers.parquet``,
``rules.parquet`` (the rules whose letters stand in an answer) and ``checks.parquet`` beside it, for ``rollup.py``."""

import argparse
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

import cleardeck
import cleardeck.arrow

AS_OF = "2026-06-15"


def judge(folder: Path) -> int:
    """Judges the records of a folder and gives their number."""
    connection = duckdb.connect()
    records = connection.sql(f"SELECT * FROM read_json('{folder}/initiatives.ndjson', maximum_object_size = 1000000)")
    answers = pyarrow.table(cleardeck.arrow.judge(records, as_of=AS_OF, districts=folder / "districts.ndjson"))
    for name, table in (
        ("answers", answers),
        ("rules", pyarrow.Table.from_pylist(cleardeck.rules())),
        ("checks", pyarrow.Table.from_pylist(cleardeck.checks())),
    ):
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
    return answers.num_rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    print(f"{judge(folder)} answers in {folder}")


if __name__ == "__main__":
    main()
