"""Evaluates rows by rules written out in Python, read and written with orjson.

rules.py FOLDER evaluate ROWS: prints the processor time of a row in microseconds, and how many rules fired.
rules.py FOLDER run ROWS ANSWERS
FOLDER holds the module `written.py`.
"""

import sys
import time

import orjson


def evaluate(fired, rows):
    with open(rows, "rb") as file:
        facts = [orjson.loads(line) for line in file]

    def once():
        return sum(len(fired(row)) for row in facts)

    weight = once()
    start, passes = time.process_time(), 0
    while True:
        once()
        passes += 1
        spent = time.process_time() - start
        if spent >= 0.1:
            break
    print(spent * 1e6 / passes / len(facts), weight)


def run(fired, rows, answers):
    loads, dumps = orjson.loads, orjson.dumps
    with open(rows, "rb", buffering=1 << 20) as file, open(answers, "wb", buffering=1 << 20) as out:
        for line in file:
            row = loads(line)
            out.write(dumps({"id": row["id"], "fired": fired(row)}, option=orjson.OPT_APPEND_NEWLINE))


folder, task, *files = sys.argv[1:] + [""]
if folder == "version":
    print(f"orjson {orjson.__version__}, Python {sys.version.split()[0]}")
else:
    sys.path.insert(0, folder)
    from written import fired

    {"evaluate": evaluate, "run": run}[task](fired, *filter(None, files))
