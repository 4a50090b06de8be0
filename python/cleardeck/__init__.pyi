from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from os import PathLike
from typing import Any, TypedDict

__version__: str

class Unreadable(ValueError): ...

class Said(TypedDict):
    id: str
    district: str | None
    answer: str
    firmness: str
    could_be: list[str]
    checks: list[str]
    rules: str

class Rule(TypedDict):
    place: int
    rule: str
    part: str
    title: str

class Check(TypedDict):
    id: str
    provided: str

Record = Mapping[str, Any] | str | bytes

def judge(
    records: Iterable[Record],
    *,
    as_of: date | str | None = None,
    set_aside: list[tuple[int, str, str]] | None = None,
    rules: str | PathLike[str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    districts: str | PathLike[str] | Iterable[Record] = (),
    ignore: Iterable[str] = (),
    public: bool = False,
) -> Iterator[Said]: ...
def rules(*, rules: str | PathLike[str] | None = None, parameters: Mapping[str, Any] | None = None) -> list[Rule]: ...
def checks(*, rules: str | PathLike[str] | None = None, parameters: Mapping[str, Any] | None = None) -> list[Check]: ...
