"""Taking times: ours and the floor in turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.requests import Request, Wire

Next = Callable[[], Request]


@dataclass(slots=True)
class Series:
    """The times of one side: each request's in milliseconds, each round's rate."""

    times_ms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.times_ms, n=20)[-1] if len(self.times_ms) > 1 else self.times_ms[0]

    @property
    def per_s(self) -> float:
        return statistics.median(self.rates)


def in_turns(port: int, sides: Sequence[Sequence[Next]], *, rounds: int, seconds: float) -> list[Series]:
    """Run ours, the floor, ours, the floor… for `seconds` each; a side has a maker of requests for each client at once.

    Every round opens new connections, since a connection stays with one of the server's processes. The first round of
    each side warms up and is not counted.
    """
    series = [Series() for _side in sides]
    for turn in range(rounds + 1):
        for side, makers in zip(series, sides, strict=True):
            times, rate = _round(port, makers, seconds)
            if turn:
                side.times_ms += times
                side.rates.append(rate)
    return series


def _round(port: int, makers: Sequence[Next], seconds: float) -> tuple[list[float], float]:
    wires = [Wire(port) for _maker in makers]
    times: list[list[float]] = [[] for _maker in makers]
    faults: list[BaseException] = []
    gate = threading.Barrier(len(makers) + 1)

    def run(place: int) -> None:
        wire, make, own = wires[place], makers[place], times[place]
        try:
            wire.connection.connect()
            gate.wait()
            deadline = time.perf_counter() + seconds
            while not faults:
                request = make()
                begun = time.perf_counter()
                wire(request)
                ended = time.perf_counter()
                own.append((ended - begun) * 1000)
                if ended >= deadline:
                    return
        except BaseException as fault:
            faults.append(fault)
            gate.abort()

    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(makers))]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    for wire in wires:
        wire.close()
    if faults:
        raise next(
            (fault for fault in faults if not isinstance(fault, threading.BrokenBarrierError)), faults[0]
        )
    flat = [one for own in times for one in own]
    return flat, len(flat) / spent
