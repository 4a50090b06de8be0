from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from os import PathLike
from typing import Any

import pyarrow

from cleardeck import Record

class Stream:
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __iter__(self) -> Iterator[pyarrow.RecordBatch]: ...
    def __next__(self) -> pyarrow.RecordBatch: ...

def judge(
    batches: Any,
    *,
    as_of: date | str | None = None,
    set_aside: list[tuple[int, str, str]] | None = None,
    rules: str | PathLike[str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    districts: str | PathLike[str] | Iterable[Record] = (),
    ignore: Iterable[str] = (),
    public: bool = False,
) -> Stream: ...
