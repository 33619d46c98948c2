"""The line that a refusal names is the line of what is refused, not one that only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocop_rules.loading.fields import Document, RulebookFault, Table

FILE = """# id = "a comment"
paid = true
id = "27-2027"
takes_over = ["samples"]
"quoted" = 1
limits = [
  { code = "inline", days = 3 },
  # { code = "second" } in a comment
  { code = "second", days = 4 },
]
nameless = [
  { },
  { },
]
[[limit]]
code = "first"
days = 1
[limit.from]
days = 2
[[limit]]
code = "inline"
kinds = ["new"]
[[limit.step]]
who = "A"
days = 5
[[limit.step]]
who = "A"
days = 6
[[limit]]
code = "third"
days = 7
headings = { "6.1" = { days = 8 }, first = { days = 9 } }
until = 10
[samples]
code = "count"
days = 10
"""
NAMED_BY = {"step": "who", "nameless": "name"}

Keys = tuple[str | int, ...]


def table_at(*path: str | int) -> Table:
    """Return a table of FILE: keys from the top on, each followed by a number where it holds several."""
    table = Document(Path("rules/27-2027/rulebook.toml"), FILE).top
    for key, nth in zip(path, [*path[1:], None], strict=False):
        if isinstance(nth, int):
            table = table.tables(str(key), named_by=NAMED_BY.get(str(key), "code"))[nth - 1]
        elif isinstance(key, str):
            table = table.table(key)
    return table


@pytest.mark.parametrize(
    ("path", "needles", "line"),
    [
        ((), (), None),
        ((), ("nowhere =",), None),
        ((), ("id =",), 3),
        ((), ("nowhere =", "id ="), 3),
        ((), ("id =", "takes_over ="), 3),
        ((), ("takes_over =", "id ="), 4),
        ((), ('"samples"',), 4),
        (("limit", 1), (), 15),
        (("limit", 1), ("code =",), 16),
        (("limit", 1), ("days =",), 17),
        (("limit", 1), ("kinds =",), 15),  # stands in the next one only
        (("limit", 1, "from"), (), 18),
        (("limit", 1, "from"), ("days =",), 19),
        (("limit", 1, "from"), ("who =",), 18),
        (("limit", 2), (), 20),
        (("limit", 2), ("kinds =",), 22),
        (("limit", 2, "step", 1), (), 23),
        (("limit", 2, "step", 1), ("days =",), 25),
        (("limit", 2, "step", 2), (), 26),
        (("limit", 2, "step", 2), ("days =",), 28),
        (("limit", 3), (), 29),
        (("limit", 3), ("days =",), 31),
        (("limit", 3, "headings"), (), 32),
        (("limit", 3, "headings", "6.1"), ("days =",), 32),
        (("limit", 3, "headings", "first"), (), 32),
        (("limit", 3, "headings"), ("until =",), 32),  # stands in the table above only
        (("limit", 3, "absent"), (), 29),
        (("limit", 3, "absent"), ("days =",), 31),
        (("absent",), (), None),
        (("absent",), ("id =",), 3),
        (("samples",), (), 34),
        (("samples",), ("days =",), 36),
        (("limits", 1), (), 7),
        (("limits", 2), ("days =",), 9),
        (("nameless", 2), (), 11),
    ],
)
def test_a_fault_names_the_line_in_its_own_table(
    path: Keys, needles: tuple[str, ...], line: int | None
) -> None:
    table = table_at(*path)
    fault = table.fault("sai", *needles)
    assert (fault.file, fault.line) == ("27-2027/rulebook.toml", line)
    assert fault.reason == (f"{table.place}: sai" if table.place else "sai")


@pytest.mark.parametrize(
    ("path", "read", "key", "line", "reason"),
    [
        ((), "text", "quoted", 5, "“quoted” phải là một đoạn chữ"),
        ((), "number", "id", 3, "“id” phải là một số nguyên"),
        ((), "day", "id", 3, "“id” phải là một ngày"),
        ((), "flag", "id", 3, "“id” phải là true hoặc false"),
        ((), "numbers", "takes_over", 4, "“takes_over” chỉ được chứa các số nguyên"),
        ((), "tables", "takes_over", 4, "“takes_over” chỉ được chứa các bảng"),
        ((), "texts", "id", 3, "“id” phải là danh sách các đoạn chữ"),
        ((), "table", "id", 3, "“id” phải là một bảng"),
        ((), "text", "title", None, "thiếu “title”"),
        (("limit", 3), "text", "days", 31, "third: “days” phải là một đoạn chữ"),
        (("limit", 2), "number", "days", 20, "inline: thiếu “days”"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_its_line(
    path: Keys, read: str, key: str, line: int | None, reason: str
) -> None:
    with pytest.raises(RulebookFault) as refused:
        getattr(table_at(*path), read)(key)
    at = f":{line}" if line else ""
    assert str(refused.value) == f"27-2027/rulebook.toml{at}: {reason}"


def tables_of(text: str, named_by: str = "code") -> list[str]:
    top = Document(Path("27-2027/rulebook.toml"), text).top
    return [table.place for table in top.tables("limit", named_by=named_by)]


ONE, TWO, NONE = '[[limit]]\ncode = "a"\n', '[[limit]]\ncode = "b"\n', "[[limit]]\n"


def test_tables_of_one_code_are_refused_at_the_second() -> None:
    assert tables_of(ONE + TWO + NONE + NONE) == ["a", "b", "limit", "limit"]
    assert tables_of(ONE + ONE, named_by="name") == ["limit", "limit"]
    for text, line in ((ONE + TWO + ONE, 5), (ONE + ONE, 3), (ONE + TWO + TWO, 5)):
        with pytest.raises(RulebookFault, match=f"^27-2027/rulebook.toml:{line}: [ab]: ghi hai lần$"):
            tables_of(text)
