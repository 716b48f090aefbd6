from alembic import context
from sqlalchemy import create_engine, pool

from data.database import run_in

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    run_in(connection)
