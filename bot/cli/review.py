from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rapidfuzz import process
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.console import fail, load_settings, report
from bot.learning import as_training_data, known_intents, taught
from bot.supervise.database import running_database
from data import reviews
from data.database import migrate, sessions
from data.models import Review

app = typer.Typer(
    help="Học từ những câu trợ lý chưa chắc, hoặc bị báo là trả lời sai.", no_args_is_help=True
)
Result = TypeVar("Result")
WHY = {"unsure": "chưa chắc", "wrong": "bị báo sai"}
SHOWN = 3  # intents of the ranking


@app.command("list")
def list_(
    reason: Annotated[
        reviews.Reason | None,
        typer.Option("--reason", help="Chỉ lấy: unsure (chưa chắc), wrong (bị báo sai)."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nhiều nhất bấy nhiêu câu.")] = 20,
) -> None:
    """Liệt kê các câu chờ gán nhãn, câu gặp nhiều nhất trước; đã che số điện thoại, tên người."""

    async def read(session: AsyncSession) -> tuple[list[Review], int]:
        rows = await reviews.awaiting(session, reason, limit)
        return rows, await reviews.count_awaiting(session, reason)

    rows, waiting = _in_database(read)
    for row in rows:
        report(_shown(row))
    report(f"{waiting} câu chờ gán nhãn." if waiting else "Không có câu nào chờ gán nhãn.")


def _shown(row: Review) -> str:
    likeliest = sorted(row.ranking.items(), key=lambda pair: -pair[1])[:SHOWN]
    understood = ", ".join(f"{intent} {share:.2f}" for intent, share in likeliest)
    where = row.locality or "chưa rõ nơi"
    return (
        f"{row.id}  {WHY[row.reason]} · {row.times} lần · {where} · {row.created_at:%d/%m/%Y}\n"
        f"    {row.text}\n"
        f"    hiểu là: {understood} · đã trả lời: {row.topic}"
    )


@app.command(context_settings={"ignore_unknown_options": True})
def label(
    number: Annotated[int, typer.Argument(metavar="ID", help="Số ở đầu dòng trong danh sách.")],
    intent: Annotated[
        str,
        typer.Argument(metavar="INTENT", help="Ý định trong nlu/intents.yml; “-” là bỏ câu này."),
    ],
    by: Annotated[
        str | None, typer.Option("--by", help="Tên người gán; để trống thì lấy tên tài khoản.")
    ] = None,
) -> None:
    """Gán ý định đúng cho một câu. Còn sót tên người hay chuyện riêng thì bỏ câu ấy bằng “-”."""
    _check(intent)
    name = by or getpass.getuser()
    said = _in_database(lambda session: reviews.label(session, number, intent, name))
    if said is None:
        fail(f"Không có câu số {number}. Xem các số bằng: guongsang review list")
    report(f"Đã bỏ: {said}" if intent == reviews.DISCARDED else f"{intent}: {said}")


def _check(intent: str) -> None:
    known = known_intents()
    if intent == reviews.DISCARDED or intent in known:
        return
    near = [name for name, _, _ in process.extract(intent, known, limit=3, score_cutoff=50)]
    hint = f"Gần giống: {', '.join(near)}." if near else "Xem các ý định trong nlu/intents.yml."
    fail(f"Không có ý định “{intent}”. {hint}")


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Tệp để ghi; để trống thì in ra màn hình.")
    ] = None,
) -> None:
    """Xuất các câu đã gán nhãn (trừ câu bỏ, câu nlu/data đã có) thành dữ liệu huấn luyện Rasa."""
    found = as_training_data(_in_database(reviews.labelled), taught())
    if file is None:
        typer.echo(found.text, nl=False)
        return
    try:
        file.write_text(found.text, encoding="utf-8")
    except OSError as error:
        fail(f"Không ghi được {file}: {error.strerror}")
    report(f"Đã ghi {found.examples} câu vào {file}")


def _in_database(work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
    """One transaction with the database that runs, or one started for as long as this takes."""

    async def run(url: str) -> Result:
        async with sessions(url) as opened, opened.begin() as session:
            return await work(session)

    with running_database(load_settings()) as url:
        migrate(url)
        return asyncio.run(run(url))
