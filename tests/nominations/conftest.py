from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.nominations.conversation import Talk


@pytest.fixture
async def talk(db: AsyncSession) -> Talk:
    return await Talk.begin(db)


@pytest.fixture
async def neighbour(db: AsyncSession) -> Talk:
    """Another resident."""
    return await Talk.begin(db)
