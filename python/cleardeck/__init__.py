"""Reads what a school district is running and says what to scale, seed, repair, protect and stop, and why.

``judge`` takes records as dictionaries or lines of JSON, ``cleardeck.arrow.judge`` record batches of Arrow, and the
command ``cleardeck`` is the whole program. The meaning is the same in all of them.
"""

from cleardeck._judge import checks, judge, rules
from cleardeck._native import Unreadable, __version__

__all__ = ["Unreadable", "__version__", "checks", "judge", "rules"]
