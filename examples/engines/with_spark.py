"""Judges Parquet files of records in Spark.

``python3 with_spark.py RECORDS ANSWERS AS-OF DISTRICTS`` takes Parquet, a day such as 2026-06-15, and lines of JSON.

Each executor needs the package: its Python is the one that ``PYSPARK_PYTHON`` names, or an environment packed by
``venv-pack`` and sent with ``spark-submit --archives``. The rules are compiled once in each Python worker, in some tens of milliseconds.
"""

import sys

from pyspark.sql import SparkSession

import cleardeck.arrow

# what `mapInArrow` is told that comes back
SCHEMA = (
    "id STRING, district STRING, answer STRING, firmness STRING, "
    "could_be ARRAY<STRING>, checks ARRAY<STRING>, rules STRING"
)


def judge(session: SparkSession, records: str, answers: str, as_of: str, districts: str) -> None:
    """Judges the records of a file or folder into a folder."""
    read = session.read.parquet(records)
    # Spark takes a point in a name for a field of a structure
    read = read.toDF(*(name.replace(".", "__") for name in read.columns))
    judged = read.mapInArrow(lambda batches: cleardeck.arrow.judge(batches, as_of=as_of, districts=districts), SCHEMA)
    judged.write.mode("overwrite").parquet(answers)


if __name__ == "__main__":
    judge(SparkSession.builder.appName("cleardeck").getOrCreate(), *sys.argv[1:])
