"""What the doctor says of one thing: that it is well, or what to mend."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and every mend it needs; none where it is well."""

    what: str
    mends: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        return not self.mends


def found(what: str, mends: Iterable[str | None] = ()) -> Finding:
    """A finding from mends of which those that do not apply are None."""
    return Finding(what, tuple(mend for mend in mends if mend))
