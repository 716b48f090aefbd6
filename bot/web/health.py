"""Whether this process can do its work."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text

from bot.services import Services

router = APIRouter()


class Health(BaseModel):
    database: bool


@router.get(
    "/healthz",
    tags=["health"],
    operation_id="healthz",
    response_model=Health,
    responses={503: {"model": Health, "description": "Cơ sở dữ liệu không trả lời"}},
)
async def healthz(request: Request) -> JSONResponse:
    """200 when the database answers; Rasa's state is told, and does not count: messages wait."""
    services: Services = request.app.state.services
    try:
        async with services.sessions() as session:
            await session.execute(text("SELECT 1"))
    except Exception:
        return JSONResponse({"database": False}, status_code=503)
    return JSONResponse({"database": True})
