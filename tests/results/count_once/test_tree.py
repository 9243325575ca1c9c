"""The tree of places."""

import pytest

from app.results.count_once import Tree

TREE = Tree({"b": "a", "a": None, "c": "a", "d": "c", "z": None})


def test_a_parent_may_stand_after_its_child() -> None:
    assert TREE.order == ["a", "b", "c", "d", "z"]
    assert TREE.depth == {"a": 0, "b": 1, "c": 1, "d": 2, "z": 0}


def test_lying_within_and_the_lowest_common_holder() -> None:
    assert TREE.within("d", "a")
    assert not TREE.within("d", "b")
    assert TREE.within("d", None)
    assert TREE.top(("b", "d")) == "a"
    assert TREE.top(("c", "d")) == "c"
    assert TREE.top(("d", "z")) is None
    assert TREE.subtree("c") == ["c", "d"]


def test_a_chain_of_20000_places_is_a_tree_like_any_other() -> None:
    deep = Tree({str(n): str(n - 1) if n else None for n in range(20_000)})

    assert deep.depth["19999"] == 19_999


def test_unknown_parents_and_circles_are_refused() -> None:
    with pytest.raises(ValueError, match="is no place"):
        Tree({"a": "b"})
    with pytest.raises(ValueError, match="circle"):
        Tree({"a": "b", "b": "a"})
