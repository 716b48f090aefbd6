"""The gateway's figures as a page of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.figures import Durations, milliseconds
from tests.bench.gateway.load import MOST, NEVER, PATIENCE, WARM_UP, Load
from tests.bench.gateway.talk import CROWD, FLOOD, PACE, Talk
from tests.bench.gateway.words import ALONE, FACTS, PEERS, TALKING, TITLE, WAYS, WHY, WORKING
from tests.bench.questions import QUESTIONS
from tests.bench.report import table

NAMES = ("Gương Sáng", "Rasa", "opsdroid")
AIM = 0.050  # seconds: 99 of 100 answers, while 300 webhooks a second arrive
WEB, DATABASE = "trang web", "PostgreSQL"  # as `tests.bench.processes` calls them
SHOWN = ("p50", "p99", "lâu nhất")


@dataclass(frozen=True)
class Accepted:
    """What was accepted, how many of these events the database has, and in how many rows."""

    channel: str
    load: Load
    found: int
    rows: int
    cpu: dict[str, float]  # role → seconds of a processor

    @property
    def is_kept(self) -> bool:
        return self.found == self.rows == len(self.load.accepted)

    def cost(self, role: str) -> float:
        """Seconds of a processor for each webhook."""
        return self.cpu.get(role, 0.0) / (len(self.load.durations.values) + WARM_UP)


@dataclass(frozen=True)
class Figures:
    machine: list[tuple[str, str]]
    people: int
    promised: str  # of a commit, by the database
    floor: Load
    alone: list[Accepted]
    working: list[Accepted]
    peers: dict[str, list[Load]]  # with ours; each by rate
    far_ms: float
    far: dict[str, Load]
    talks: dict[tuple[str, str], Talk]  # (system, channel)


def page(figures: Figures) -> str:
    ways = WAYS.format(
        people=figures.people,
        questions=len(QUESTIONS),
        most=MOST,
        warm=WARM_UP,
        patience=PATIENCE,
    )
    sections = (
        TITLE,
        "## Máy\n",
        table(("", ""), figures.machine),
        "## Nhận webhook\n",
        ways,
        _floor(figures.floor),
        ALONE,
        _accepted(figures.alone, costs=True),
        WORKING,
        _accepted(figures.working, costs=False),
        _kept(figures),
        _aim(figures),
        TALKING.format(crowd=CROWD, pace=PACE, flood=FLOOD),
        _talks(figures.talks),
        PEERS,
        _loads(figures.peers),
        _far(figures),
        _talk_ratios(figures.talks),
        FACTS,
    )
    return "\n".join(sections)


def took(seconds: float) -> str:
    return "chưa đáp" if seconds == NEVER else milliseconds(seconds)


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if 0 < theirs < NEVER and ours < NEVER else "–"


def _shares(durations: Durations) -> tuple[str, str, str]:
    return (
        took(durations.median),
        took(durations.percentile(99)),
        took(durations.values[-1]),
    )


def _floor(floor: Load) -> str:
    median, last, longest = _shares(floor.durations)
    return (
        f"Chính người gửi, với một máy chủ không làm gì, {floor.rate}/giây: p50 {median}, "
        f"p99 {last}, lâu nhất {longest}; {milliseconds(floor.own)} ms bộ xử lý mỗi webhook.\n"
    )


def _accepted(rounds: Sequence[Accepted], costs: bool) -> str:
    head = ("kênh", "webhook/giây", "nhận/giây", *SHOWN, "từ chối", "chưa đáp", "máy bị lấy")
    more = (WEB, DATABASE) if costs else ()
    return table((*head, *more), (_round(each, more) for each in rounds))


def _round(each: Accepted, roles: Iterable[str]) -> tuple[str, ...]:
    load = each.load
    return (
        each.channel,
        str(load.rate),
        f"{load.per_second:.1f}",
        *_shares(load.durations),
        str(load.refused),
        str(load.unanswered),
        f"{100 * load.stolen:.0f} %",
        *(milliseconds(each.cost(role)) for role in roles),
    )


def _kept(figures: Figures) -> str:
    rounds = figures.alone + figures.working
    accepted = sum(len(each.load.accepted) for each in rounds)
    found, rows = sum(each.found for each in rounds), sum(each.rows for each in rounds)
    verdict = "không mất, không trùng" if all(each.is_kept for each in rounds) else "KHÔNG KHỚP"
    return (
        f"Sau mỗi lượt, đếm trong cơ sở dữ liệu ({figures.promised}): {accepted} webhook được đáp "
        f"200, {found} sự kiện ấy có mặt, trong {rows} dòng: {verdict}.\n"
    )


def _aim(figures: Figures) -> str:
    fastest = max(each.load.rate for each in figures.alone)
    told = [
        f"{name}: {_verdict(rounds, fastest)}"
        for name, rounds in (
            ("chỉ nhận", figures.alone),
            ("vừa nhận vừa trả lời", figures.working),
        )
    ]
    return (
        f"**Mục tiêu: p99 dưới {AIM * 1000:.0f} ms khi {fastest} webhook tới mỗi giây.** "
        f"{'; '.join(told)}. Tính ở lượt mà máy bị lấy ít nhất trong các lượt của mỗi kênh. "
        "Hãng nghiêm nhất (Zalo) chờ 2 giây.\n\n"
        + WHY.format(
            rate=fastest,
            web=_share(figures.alone, fastest, WEB),
            database=_share(figures.alone, fastest, DATABASE),
        )
    )


def _share(rounds: Sequence[Accepted], rate: int, role: str) -> str:
    """Per cent of one processor."""
    used = [each.cost(role) * rate for each in rounds if each.load.rate == rate]
    return f"{100 * sum(used) / len(used):.0f}"


def quietest(rounds: Iterable[Accepted]) -> list[Accepted]:
    """Of each channel and rate the round in which the machine was its own the most."""
    found: dict[tuple[str, int], Accepted] = {}
    for each in rounds:
        best = found.setdefault((each.channel, each.load.rate), each)
        if each.load.stolen < best.load.stolen:
            found[each.channel, each.load.rate] = each
    return list(found.values())


def _verdict(rounds: Sequence[Accepted], rate: int) -> str:
    worst = max(
        (each for each in quietest(rounds) if each.load.rate == rate),
        key=lambda each: each.load.durations.percentile(99),
    )
    last = worst.load.durations.percentile(99)
    met = "đạt" if last < AIM else "chưa đạt"
    return f"{met}, kênh chậm nhất là {worst.channel} ({took(last)})"


def _talks(talks: dict[tuple[str, str], Talk]) -> str:
    head = ("kênh", "1 người: p50", "p99", f"{CROWD} người: p50", "p99", "tin/giây nhiều nhất")
    ours = {channel: talk for (name, channel), talk in talks.items() if name == NAMES[0]}
    return table(head, ((channel, *_talk(talk)) for channel, talk in ours.items()))


def _talk(talk: Talk) -> tuple[str, ...]:
    shares = [took(each.percentile(p)) for each in (talk.alone, talk.crowd) for p in (50, 99)]
    return (*shares, "" if talk.per_second is None else f"{talk.per_second:.1f}")


def _loads(peers: dict[str, list[Load]]) -> str:
    rows = [
        row for loads in zip(*(peers[name] for name in NAMES), strict=True) for row in _rows(loads)
    ]
    return "### Nhận webhook Facebook\n\n" + table(_head(), rows)


def _head() -> tuple[str, ...]:
    return ("", *NAMES, *(f"tỉ lệ với {name}" for name in NAMES[1:]))


def _rows(loads: Sequence[Load], where: str = "") -> Iterator[tuple[str, ...]]:
    name = f"{loads[0].rate}/giây{where}"
    yield _row(f"{name}: nhận/giây", [each.per_second for each in loads], "{:.1f}".format)
    for percent in (50, 99):
        shares = [each.durations.percentile(percent) for each in loads]
        yield _row(f"{name}: p{percent}", shares, took)


def _row(name: str, values: Sequence[float], shown: Callable[[float], str]) -> tuple[str, ...]:
    ours = values[0]
    return (name, *map(shown, values), *(ratio(ours, theirs) for theirs in values[1:]))


def _far(figures: Figures) -> str:
    rows = _rows([figures.far[name] for name in NAMES], f", đáp sau {figures.far_ms:.0f} ms")
    return (
        "Máy chủ Facebook giả ở trên đáp ngay. Facebook thật ở xa; nếu nó đáp sau "
        f"{figures.far_ms:.0f} ms:\n\n" + table(_head(), rows)
    )


def _talk_ratios(talks: dict[tuple[str, str], Talk]) -> str:
    channel = next(channel for name, channel in talks if name == NAMES[1])
    each = [talks[name, channel] for name in NAMES]
    rows = [
        _row(f"{who}: p{percent}", [said.percentile(percent) for said in durations], took)
        for who, durations in (
            ("1 người", [talk.alone for talk in each]),
            (f"{CROWD} người", [talk.crowd for talk in each]),
        )
        for percent in (50, 99)
    ]
    most = [talk.per_second or 0.0 for talk in each]
    rows.append(_row("tin/giây nhiều nhất", most, "{:.1f}".format))
    return "### Từ lúc hỏi tới lúc thấy câu trả lời, Messenger\n\n" + table(_head(), rows)
