"""Runs the same records through the command and every engine, each in a process of its own, and compares the answers."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples/engines"
AS_OF = "2026-06-15"
# districts of the nation
NATION = 13_000
COLUMNS = "id, district, answer, firmness, could_be, checks, rules"
TYPES = (
    "{id: 'VARCHAR', district: 'VARCHAR', answer: 'VARCHAR', firmness: 'VARCHAR', "
    "could_be: 'VARCHAR[]', checks: 'VARCHAR[]', rules: 'VARCHAR'}"
)

sys.path.insert(0, str(ROOT / "examples/state"))
import make  # noqa: E402
import rollup  # noqa: E402


def records(folder: Path, wanted: int) -> None:
    """Makes so many records, as lines of JSON and as Parquet, of as many districts as the nation has at the most."""
    shutil.rmtree(folder, ignore_errors=True)
    # about six lines a district; what is more is the same lines again under other ids
    make.write(folder, make.State(min(NATION, wanted // 5 + 1), 20261127))
    lines = (folder / "initiatives.ndjson").read_text(encoding="utf-8").splitlines(keepends=True)
    with open(folder / "initiatives.ndjson", "w", encoding="utf-8") as file:
        for number in range(wanted):
            again, line = divmod(number, len(lines))
            file.write(lines[line].replace('"id": "', f'"id": "{again}-', 1))
    source = f"read_json('{folder}/initiatives.ndjson', sample_size = -1)"
    duckdb.connect().execute(f"COPY (SELECT * FROM {source}) TO '{folder}/records.parquet'")


def processes() -> dict[int, tuple[int, float]]:
    """Every process: its parent, and the seconds of processors that it spent (Linux)."""
    found = {}
    for entry in filter(lambda entry: entry.name.isdigit(), os.scandir("/proc")):
        try:
            # the name may hold anything; what follows it does not
            fields = Path(entry.path, "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        found[int(entry.name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    return found


def memory(pid: int) -> float:
    """The memory of a process in MB, what it shares with others in parts (Linux)."""
    try:
        return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


def timed(arguments) -> tuple[float, float, float]:
    """Seconds on the wall, seconds of processors, and the most memory in MB, of a process with all that it starts."""
    # workers are started by the same Python, and complain of nothing that is theirs
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONWARNINGS": "ignore"}
    start = time.monotonic()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=told, env=environment)
        ours, spent, most = {process.pid}, {}, 0.0
        while process.poll() is None:
            seen = processes()
            # a process keeps its number and loses its parent when that ends
            while grown := {pid for pid, (parent, *_) in seen.items() if parent in ours} - ours:
                ours |= grown
            spent.update({pid: seen[pid][1] for pid in ours & seen.keys()})
            most = max(most, sum(map(memory, ours & seen.keys())))
            time.sleep(0.05)
        seconds = time.monotonic() - start
        if process.returncode != 0:
            told.seek(0)
            sys.exit(f"{' '.join(map(str, arguments))}\n{told.read().decode(errors='replace')}")
    return seconds, sum(spent.values()), most


def same(connection, one: str, other: str) -> bool:
    """Whether two sources hold the same rows."""

    def lacks(a, b):
        lacking = f"SELECT {COLUMNS} FROM {a} EXCEPT ALL SELECT {COLUMNS} FROM {b}"
        return connection.execute(f"SELECT count(*) FROM ({lacking})").fetchone() != (0,)

    return not lacks(one, other) and not lacks(other, one)


def ids(connection, source: str):
    """The ids of a source in its order."""
    return connection.execute(f"SELECT id FROM {source}").fetchall()


def tables_of_a_state(folder: Path, session) -> None:
    """DuckDB and Spark come to the same tables."""
    connection = duckdb.connect()
    by_duckdb = rollup.roll_up(rollup.in_duckdb(connection, folder))
    by_spark = rollup.roll_up(rollup.in_spark(session, folder))
    for name, rows in by_duckdb.items():
        if [tuple(row) for row in by_spark[name]] != rows:
            sys.exit(f"{name}: Spark and DuckDB differ")
        print(f"{name}: {len(rows)} rows, the same by DuckDB and Spark")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--engines", default="command,duckdb,polars,spark,ray")
    wanted = parser.parse_args()
    folder = wanted.work / "records"
    count = wanted.records
    records(folder, count)
    lines, parquet, districts = (folder / name for name in ("initiatives.ndjson", "records.parquet", "districts.ndjson"))
    python, command = sys.executable, Path(sys.executable).with_name("cleardeck")

    def by_command(source: Path, answers: Path):
        return [command, "batch", source, "--districts", districts, "--as-of", AS_OF, "--output", answers]

    # each with the file or folder that it writes
    runs = {"command": (folder / "command.ndjson", by_command(lines, folder / "command.ndjson"))}
    runs["command, Parquet"] = (folder / "command.parquet", by_command(parquet, folder / "command.parquet"))
    for engine in ("duckdb", "polars", "spark", "ray"):
        answers = folder / f"{engine}.parquet"
        runs[engine] = (answers, [python, EXAMPLES / f"with_{engine}.py", parquet, answers, AS_OF, districts])
    connection = duckdb.connect()
    expected = f"read_json('{folder}/command.ndjson', columns = {TYPES})"
    print(f"{count:,} records, {os.cpu_count()} processors\n")
    print("| by | seconds | of processors | MB at the most | equal to the command |")
    print("| --- | ---: | ---: | ---: | --- |")
    for engine, (answers, arguments) in runs.items():
        if engine.split(",")[0] not in wanted.engines.split(","):
            continue
        seconds, spent, most = timed(arguments)
        source = expected if answers.suffix == ".ndjson" else f"read_parquet('{answers}{'/*.parquet' if answers.is_dir() else ''}')"
        (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
        equal = same(connection, source, expected)
        print(f"| {engine} | {seconds:.1f} | {spent:.1f} | {most:,.0f} | {'yes' if equal else 'NO'} |", flush=True)
        if not equal or rows != count:
            sys.exit(f"{engine} gives other answers than the command, or {rows} in place of {count}")
        # the files of one process keep the order
        if engine in ("command, Parquet", "duckdb", "polars") and ids(connection, source) != ids(connection, expected):
            sys.exit(f"{engine} gives the answers in another order")
    if "spark" in wanted.engines:
        from pyspark.sql import SparkSession

        state = wanted.work / "state"
        make.write(state, make.State(200, 20261127))
        subprocess.run([python, ROOT / "examples/state/judge.py", state], check=True)
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        tables_of_a_state(state, session)
        session.stop()


if __name__ == "__main__":
    main()
