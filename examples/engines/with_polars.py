"""Judges a Parquet file of records in Polars.

``python3 with_polars.py RECORDS ANSWERS AS-OF DISTRICTS`` takes Parquet, a day such as 2026-06-15, and lines of JSON.
"""

import sys

import polars

import cleardeck.arrow


def judge(records: str, answers: str, as_of: str, districts: str) -> None:
    """Judges the records of one file into another."""
    judged = cleardeck.arrow.judge(polars.read_parquet(records), as_of=as_of, districts=districts)
    polars.DataFrame(judged).write_parquet(answers)


if __name__ == "__main__":
    judge(*sys.argv[1:])
