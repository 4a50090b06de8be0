"""Records as dictionaries and lines of JSON, and what all records are judged by."""

import datetime
import itertools
import json
import os

from cleardeck._native import Judge, Unreadable

# so many records are handed over at a time
CHUNK = 4096


def native(as_of=None, *, rules=None, parameters=None, districts=(), ignore=(), public=False):
    """What records are judged by, compiled once in a process for the same arguments."""
    day = datetime.date.today() if as_of is None else as_of
    named = [f"{name}={value}" for name, value in (parameters or {}).items()]
    if isinstance(districts, (str, os.PathLike)):
        with open(districts, "rb") as file:
            beside = file.read()
    else:
        beside = b"".join(map(line, districts))
    return Judge(rules, named, str(day), beside, list(ignore), public)


def line(record):
    """A record as a line of JSON."""
    if isinstance(record, (bytes, bytearray)):
        text = bytes(record)
    elif isinstance(record, str):
        text = record.encode()
    else:
        text = json.dumps(record, default=str).encode()
    return text.strip().replace(b"\n", b" ") + b"\n"


def judge(records, *, as_of=None, set_aside=None, **options):
    """Judges records one after the other and gives what is said of each, in their order.

    ``records`` are dictionaries or lines of JSON, one initiative or one district with its list each: ``id``, and where
    known ``district``, ``name`` and any fact by its name (``cleardeck rules show``), such as ``scope.since``.

    ``as_of`` is the day of the audit, today without it. ``rules`` is a folder of rules of your own, ``parameters`` sets
    thresholds by name, ``districts`` are records of districts that initiatives name by ``district``, or a file of lines of
    JSON, ``ignore`` are names of fields to pass over, and ``public`` leaves out results of small groups of students
    before anything is said.

    What is said is a dictionary: ``id``, ``district``, ``answer``, ``firmness`` (``settled``, ``provided`` or ``open``),
    ``could_be``, ``checks``, and ``rules``, a letter for each of ``cleardeck.rules()``: ``T`` holds, ``F`` does not,
    ``U`` is not known.

    A record that cannot be read raises ``Unreadable``, unless ``set_aside`` is a list: then ``(row, what is wrong, what
    to do)`` is appended to it and the others are judged.
    """
    judging = native(as_of, **options)
    records = iter(records)
    first = 1
    while chunk := list(itertools.islice(records, CHUNK)):
        said, aside = judging.lines(b"".join(map(line, chunk)), first)
        for refused in map(json.loads, aside.splitlines()):
            if set_aside is None:
                raise Unreadable(f"row {refused['line']}: {refused['problem']} ({refused['help']})")
            set_aside.append((refused["line"], refused["problem"], refused["help"]))
        for answer in map(json.loads, said.splitlines()):
            yield {"district": None, **answer}
        first += len(chunk)


def rules(**options):
    """The rules whose letters stand in ``rules``, in their order: ``place`` from one on, ``rule``, ``part``, ``title``."""
    return [json.loads(text) for text in native(**options).rules().splitlines()]


def checks(**options):
    """The checks that answers may need: ``id`` and ``provided``, what is so where it holds."""
    return [{"id": name, "provided": provided} for name, provided in native(**options).checks()]
