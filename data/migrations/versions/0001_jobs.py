"""Procrastinate's own tables (3.10), and the index its fetch needs on a backlog of locked jobs."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None


def upgrade() -> None:
    # On the driver's own cursor: the schema has "%" in it, and is many statements.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())
    cursor.close()
    op.execute(
        "CREATE INDEX guongsang_procrastinate_lock ON procrastinate_jobs "
        "(lock, priority DESC, id) WHERE status IN ('todo', 'doing')"
    )


def downgrade() -> None:
    raise RuntimeError("the first migration cannot be undone; restore a backup")
