"""Judges a Parquet file of records in DuckDB.

``python3 with_duckdb.py RECORDS ANSWERS AS-OF DISTRICTS`` takes Parquet, a day such as 2026-06-15, and lines of JSON.

DuckDB hands batches of Arrow over and takes the answers as a table of its own SQL, in order.
"""

import sys

import duckdb

import cleardeck.arrow


def judge(records: str, answers: str, as_of: str, districts: str) -> None:
    """Judges the records of one file into another."""
    connection = duckdb.connect()
    read = connection.sql(f"SELECT * FROM read_parquet('{records}')")
    # the name is looked up by DuckDB among the variables of this function
    judged = cleardeck.arrow.judge(read, as_of=as_of, districts=districts)
    connection.cursor().sql(f"COPY (SELECT * FROM judged) TO '{answers}' (FORMAT parquet)")


if __name__ == "__main__":
    judge(*sys.argv[1:])
