"""Rolls a state up: the SQL of ``sql/`` on what was judged, in DuckDB or Spark.

``python3 rollup.py FOLDER`` reads ``districts.csv``, ``lines.csv`` and ``initiatives.ndjson`` as ``make.py`` writes them,
``answers.parquet`` and ``rules.parquet`` beside them (``judge.py``), and writes a table for each question as CSV.
"""

import argparse
import csv
from pathlib import Path

SQL = Path(__file__).parent / "sql"
PREPARED = ["1-limits", "2-units", "3-cells", "4-hidden"]
TABLES = ["a-who-scales", "b-what-is-missing", "c-weakest-drivers", "d-experiments"]
DRIVERS = ["competency", "organization", "leadership"]


def levels(quote: str) -> str:
    """The levels of the drivers, a row each, of a view of the records; ``quote`` is how the engine quotes a name."""
    each = (
        f"SELECT id, '{driver}' AS driver, {quote}drivers.{driver}.level{quote} AS level FROM records "
        f"WHERE {quote}drivers.{driver}.level{quote} IS NOT NULL"
        for driver in DRIVERS
    )
    return " UNION ALL ".join(each)


def in_duckdb(connection, folder: Path):
    """Names the files of a folder as the tables that the SQL reads; gives a function that runs a statement."""
    files = {
        "districts": f"read_csv('{folder}/districts.csv', types={{'district': 'VARCHAR'}})",
        "lines": f"read_csv('{folder}/lines.csv', types={{'district': 'VARCHAR', 'approach': 'VARCHAR'}})",
        "records": f"read_json('{folder}/initiatives.ndjson')",
        "answers": f"read_parquet('{folder}/answers.parquet')",
        "rules": f"read_parquet('{folder}/rules.parquet')",
        "wanted": f"read_parquet('{folder}/checks.parquet')",
    }
    for name, source in files.items():
        connection.execute(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT * FROM {source}")
    connection.execute(f"CREATE OR REPLACE TEMPORARY VIEW levels AS {levels(chr(34))}")
    return lambda statement: connection.execute(statement).fetchall()


def in_spark(session, folder: Path):
    """The same in Spark."""
    text = "district STRING, name STRING, locale INT, poverty DOUBLE, students BIGINT"
    session.read.csv(f"{folder}/districts.csv", header=True, schema=text).createOrReplaceTempView("districts")
    text = "id STRING, district STRING, approach STRING, students BIGINT"
    session.read.csv(f"{folder}/lines.csv", header=True, schema=text).createOrReplaceTempView("lines")
    session.read.json(f"{folder}/initiatives.ndjson").createOrReplaceTempView("records")
    for name, file in (("answers", "answers"), ("rules", "rules"), ("wanted", "checks")):
        session.read.parquet(f"{folder}/{file}.parquet").createOrReplaceTempView(name)
    session.sql(f"CREATE OR REPLACE TEMPORARY VIEW levels AS {levels('`')}")
    return lambda statement: [tuple(row) for row in session.sql(statement).collect()]


def statements(name: str):
    """The statements of a file of SQL."""
    lines = (SQL / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def roll_up(run, limits: str | None = None) -> dict[str, list[tuple]]:
    """Every table that is published, by the name of its file. ``limits`` is a statement in place of ``1-limits.sql``."""
    for name in PREPARED:
        for statement in [limits] if limits and name == "1-limits" else statements(name):
            run(statement)
    published = {}
    for name in TABLES:
        *views, told = statements(name)
        for statement in views:
            run(statement)
        published[name] = run(told)
    return published


def main():
    import duckdb

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    connection = duckdb.connect()
    for name, rows in roll_up(in_duckdb(connection, folder)).items():
        head = [column[0] for column in connection.execute(statements(name)[-1]).description]
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(rows)
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
