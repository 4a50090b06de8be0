"""Judges Parquet files of records in Ray Data.

``python3 with_ray.py RECORDS ANSWERS AS-OF DISTRICTS`` takes Parquet, a day such as 2026-06-15, and lines of JSON.

Each node needs the package (``pip install cleardeck``, or ``runtime_env={"pip": ["cleardeck"]}``).
"""

import sys

import pyarrow
import ray

import cleardeck.arrow


def judge_table(table: pyarrow.Table, as_of: str, districts: str) -> pyarrow.Table:
    """Judges a block of records."""
    return pyarrow.table(cleardeck.arrow.judge(table, as_of=as_of, districts=districts))


def judge(records: str, answers: str, as_of: str, districts: str) -> None:
    """Judges the records of a file or folder into a folder."""
    read = ray.data.read_parquet(records)
    options = {"as_of": as_of, "districts": districts}
    judged = read.map_batches(judge_table, batch_format="pyarrow", batch_size=16_384, fn_kwargs=options)
    judged.write_parquet(answers)


if __name__ == "__main__":
    judge(*sys.argv[1:])
