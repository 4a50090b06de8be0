"""Evaluates rows by rules in SQL with DuckDB, on one thread.

sql.py FOLDER evaluate ROWS: prints the processor time of a row in microseconds, and how much all answers weigh.
sql.py FOLDER run ROWS ANSWERS
FOLDER holds columns.sql, named.sql, kept.sql, query.sql, line.sql and weight.sql.
"""

import pathlib
import sys
import time

import duckdb


def part(name):
    return pathlib.Path(folder, name + ".sql").read_text()


def source(rows):
    return f"SELECT {part('named')} FROM read_json('{rows}', format = 'newline_delimited', columns = {part('columns')})"


def query(told):
    return part("query").replace("{told}", told)


def evaluate(rows):
    connection.execute(f"CREATE TABLE facts AS SELECT {part('kept')} FROM ({source(rows)})")
    count = connection.execute("SELECT count(*) FROM facts").fetchone()[0]
    statement = query(part("weight"))

    def once():
        return connection.execute(statement).fetchone()[0]

    def each():
        weight = once()
        start, passes = time.process_time(), 0
        while True:
            once()
            passes += 1
            spent = time.process_time() - start
            if spent >= 0.1:
                return weight, spent / passes

    # a statement is planned each time, prepared or not, so what is told is how much longer ten times the rows take
    weight, few = each()
    connection.execute("INSERT INTO facts SELECT facts.* FROM facts, range(9)")
    _, many = each()
    print((many - few) * 1e6 / (9 * count), int(weight))


def run(rows, answers):
    connection.execute("CREATE VIEW facts AS " + source(rows))
    connection.execute(
        f"COPY ({query(part('line'))}) TO '{answers}' "
        "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\t')"
    )


folder, task, *files = sys.argv[1:] + [""]
if folder == "version":
    print(duckdb.__version__)
else:
    connection = duckdb.connect(config={"threads": 1})
    {"evaluate": evaluate, "run": run}[task](*filter(None, files))
