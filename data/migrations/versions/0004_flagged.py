"""Nominations with rude words, marked for the officials"""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.add_column('nomination', sa.Column('flagged', sa.Boolean(), server_default=sa.text('false'), nullable=False))


def downgrade() -> None:
    op.drop_column('nomination', 'flagged')
