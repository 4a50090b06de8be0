"""Record batches of Arrow in, record batches of Arrow out: for Spark, Ray, DuckDB, Polars and whatever speaks Arrow.

The columns of what is said are ``id``, ``district``, ``answer``, ``firmness``, ``could_be``, ``checks`` and ``rules``, as
``cleardeck.judge`` describes them.
"""

from cleardeck._judge import native
from cleardeck._native import Stream

__all__ = ["Stream", "judge"]


def judge(batches, *, as_of=None, set_aside=None, **options):
    """Judges record batches as somebody asks for the answers, in the order of the rows.

    ``batches`` is anything with Arrow's stream or array interface (a table or reader of ``pyarrow``, a relation of
    DuckDB, a frame of Polars) or an iterable of such. A row is an initiative, a column a fact by its name, with two
    underscores for a point where names hold none: ``scope__since``. Texts, truths, numbers and days are read, null is not
    answered, structures are groups of facts, and lists of structures rows such as ``results``.

    The answers are a ``Stream``: an engine takes it by Arrow's stream interface, and to iterate over it gives record
    batches of ``pyarrow``, one for each that came. Other options as in ``cleardeck.judge``.
    """
    return Stream(native(as_of, **options), batches, set_aside)
