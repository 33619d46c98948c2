"""`python -m benchmarks [NAME …] [--json FILE]`: measure on SQLite and, where there is a server, on PostgreSQL."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.names import AIMS, BENCHES, WITHOUT_DATABASE

BALLOTS = 100_000
KEYS = ("name", "db", "median_ms", "p95_ms", "floor_ms", "ratio", "per_s", "queries", "peak_mb")
HEADINGS = (*KEYS[:5], "ratio", "per_s", "floor/s", "queries", "peak_mb", "aim")


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; return the exit code."""
    given = _parser().parse_args(arguments)
    if given.list:
        for name, title in BENCHES.items():
            print(f"{name:<18} {title}")
        return 0
    unknown = [name for name in given.names if name not in BENCHES]
    if unknown:
        print(f"Không có phép đo “{unknown[0]}”. Có: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    if given.json and not given.json.parent.is_dir():
        print(f"Không có thư mục {given.json.parent} để ghi {given.json.name}.", file=sys.stderr)
        return 2
    if given.check:
        return 0
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    postgres = os.environ.get("OCOP_BENCH_POSTGRES", "")
    told: list[dict[str, Any]] = []
    named = given.names or list(BENCHES)
    served = [name for name in named if name != WITHOUT_DATABASE]
    if WITHOUT_DATABASE in named:
        told.append(_rules(given))
    for database in ("sqlite", "postgresql") if postgres else ("sqlite",):
        told += _on(database, postgres, served, given) if served else []
    print(_table(told))
    for line in _warnings(told, postgres):
        print(line, file=sys.stderr)
    if given.json:
        given.json.write_text(
            json.dumps([one["figure"] for one in told], indent=2, ensure_ascii=False) + "\n"
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./bench", description="Đo tốc độ cạnh mức sàn; xem docs/bench.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="chỉ đo những phép này")
    parser.add_argument("--list", action="store_true", help="kể tên các phép đo")
    parser.add_argument("--json", type=Path, metavar="FILE", help="ghi số đo ra tệp JSON")
    parser.add_argument("--dossiers", type=int, default=2000, help="số hồ sơ được nạp (2000)")
    parser.add_argument("--members", type=int, default=11, help="số thành viên hội đồng chấm điểm (11)")
    parser.add_argument("--rounds", type=int, default=7, help="số lượt đo mỗi bên (7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="độ dài mỗi lượt (1)")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)  # only judge the command line
    return parser


def _rules(given: argparse.Namespace) -> dict[str, Any]:
    """Measure the rules core in a process of its own, where nothing else is loaded."""
    print(f"  … {WITHOUT_DATABASE}: {BENCHES[WITHOUT_DATABASE]}", file=sys.stderr, flush=True)
    asked = {"ballots": BALLOTS, "members": given.members, "rounds": given.rounds}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.rules"],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(json.loads(done.stdout))


def _on(database: str, postgres: str, names: list[str], given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure on one database in a process of its own, which ends with this one."""
    asked = {
        "db": database, "postgres": postgres, "names": names, "dossiers": given.dossiers,
        "members": given.members, "sessions": min(20, max(2, given.dossiers // 5)), "rounds": given.rounds,
        "seconds": given.seconds,
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.backend"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        output, _nothing = child.communicate(json.dumps(asked).encode())
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait(timeout=30)
    if child.returncode:
        raise SystemExit(f"Đo trên {database} không xong (mã {child.returncode}).")
    return list(json.loads(output))


def _table(told: list[dict[str, Any]]) -> str:
    rows: list[tuple[str, ...]] = [HEADINGS]
    for one in told:
        figure = one["figure"]
        shown = {key: "–" if figure[key] is None else str(figure[key]) for key in KEYS}
        rows.append(
            (
                *(shown[key] for key in KEYS[:7]),
                str(one["floor_per_s"]),
                shown["queries"],
                shown["peak_mb"],
                AIMS[figure["name"]],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _warnings(told: list[dict[str, Any]], postgres: str) -> list[str]:
    lines = [
        f"!! {one['figure']['name']} ({one['figure']['db']}): {one['figure']['queries']} truy vấn, "
        f"{one['queries_with_fewer_rows']} khi trang ít dòng hơn"
        for one in told
        if one["queries_with_fewer_rows"] is not None
    ]
    lines += [
        f"{one['figure']['name']} ({one['figure']['db']}): đọc thẳng các dòng đã chốt {one['lower_ms']} ms, "
        f"tỷ lệ {one['figure']['median_ms'] / one['lower_ms']:.2f}"
        for one in told
        if one["lower_ms"] is not None
    ]
    if not postgres:
        lines.append(
            "!! THIẾU / MISSING: không có máy chủ PostgreSQL, mới đo trên SQLite / measured on SQLite only"
        )
    return lines


def _stop(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    raise SystemExit(main())
