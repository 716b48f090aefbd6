"""Messages to learn from, for a person to review"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('reviews',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('times', sa.Integer(), server_default='1', nullable=False),
    sa.Column('locality', sa.Text(), nullable=True),
    sa.Column('intent', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('ranking', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=True),
    sa.Column('labelled_by', sa.Text(), nullable=True),
    sa.Column('labelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason IN ('unsure', 'wrong')", name=op.f('ck_reviews_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reviews_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('reason', 'text', name=op.f('uq_reviews_reason_text'))
    )
    op.create_index(op.f('ix_reviews_person_id'), 'reviews', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_reviews_person_id'), table_name='reviews')
    op.drop_table('reviews')
