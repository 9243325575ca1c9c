"""The heaviest set without a risk inside it, exactly, for the few parts that a knot ties together."""

from collections.abc import Generator, Iterator, Sequence

BOUND = 2_000_000

Found = tuple[int, int]
Steps = Generator[int, Found, Found]


class BoundReachedError(Exception):
    """More work than the bound allows; `hub` is the part with most risks where work stopped."""

    def __init__(self, hub: int, around: int) -> None:
        super().__init__()
        self.hub, self.around = hub, around


def bits(mask: int) -> Iterator[int]:
    """Give the numbers of the bits set in a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Heaviest:
    """Solves one knot: parts with positive whole weights, and for each the mask of parts at risk with it.

    Sets of parts are masks. A set falls apart where its parts are not linked (then the best of each are
    taken together) or where all of one group are at risk with all of another (then the best group is
    taken); otherwise the part with most risks is tried in and out. Solved subsets are remembered. The
    sizes of all subsets looked at add up to `bound` at most: beyond that no part is tried in and out any
    more but `BoundReachedError` is raised; nothing is guessed.
    """

    def __init__(self, weights: Sequence[int], risks: Sequence[int], bound: int = BOUND) -> None:
        self._weights, self._risks, self._bound = weights, risks, bound
        self._known: dict[int, Found] = {}
        self._looked_at = 0

    def chosen(self) -> int:
        """Give the mask of the heaviest set; it is unique when no two sets weigh the same."""
        everything = (1 << len(self._weights)) - 1
        stack = [(everything, self._steps(everything))]
        answer: Found | None = None
        while stack:
            mask, steps = stack[-1]
            try:
                asked = next(steps) if answer is None else steps.send(answer)
            except StopIteration as done:
                answer = self._known[mask] = done.value
                stack.pop()
            else:
                answer = self._known.get(asked)
                if answer is None:
                    stack.append((asked, self._steps(asked)))
        return self._known[everything][1]

    def _steps(self, mask: int) -> Steps:
        """Ask for the subsets that are needed and give weight and mask of the best."""
        self._looked_at += mask.bit_count()
        mask, chosen = self._reduced(mask)
        weight = sum(self._weights[part] for part in bits(chosen))
        if mask:
            rest = yield from self._fall_apart(mask)
            weight, chosen = weight + rest[0], chosen | rest[1]
        return weight, chosen

    def _fall_apart(self, mask: int) -> Steps:
        groups = self._groups(mask, joined=True)
        if len(groups) > 1:
            weight = chosen = 0
            for group in groups:
                best = yield group
                weight, chosen = weight + best[0], chosen | best[1]
            return weight, chosen
        heaviest = 0, 0
        groups = self._groups(mask, joined=False)
        if len(groups) > 1:
            for group in groups:
                heaviest = max(heaviest, (yield group))
            return heaviest
        return (yield from self._in_and_out(mask))

    def _in_and_out(self, mask: int) -> Steps:
        hub = max(bits(mask), key=lambda part: (self._risks[part] & mask).bit_count())
        if self._looked_at > self._bound:
            raise BoundReachedError(hub, self._risks[hub] & mask)
        weight, chosen = yield mask & ~(self._risks[hub] | 1 << hub)
        without = yield mask & ~(1 << hub)
        return max((weight + self._weights[hub], chosen | 1 << hub), without)

    def _reduced(self, mask: int) -> Found:
        """Take what outweighs all its risks, drop what a fellow with fewer risks outweighs."""
        chosen, before = 0, -1
        while mask != before:
            before = mask
            for part in bits(before):
                around = self._risks[part] & mask
                if not mask >> part & 1:
                    continue
                if self._weights[part] >= sum(self._weights[fellow] for fellow in bits(around)):
                    chosen |= 1 << part
                    mask &= ~(around | 1 << part)
                elif self._is_dominated(part, around, mask):
                    mask &= ~(1 << part)
        return mask, chosen

    def _is_dominated(self, part: int, around: int, mask: int) -> bool:
        whole = around | 1 << part
        return any(
            self._weights[fellow] >= self._weights[part] and not self._risks[fellow] & mask & ~whole
            for fellow in bits(around)
        )

    def _groups(self, mask: int, *, joined: bool) -> list[int]:
        """Split a set into groups joined by risks, or, if not `joined`, by the absence of risks."""
        groups = []
        while mask:
            group = front = mask & -mask
            mask ^= group
            while front and mask:
                part = (front & -front).bit_length() - 1
                near = mask & (self._risks[part] if joined else ~self._risks[part])
                group, front, mask = group | near, (front & front - 1) | near, mask & ~near
            groups.append(group)
        return groups
