"""Officials, their signing in, and whose officials see a request"""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'

STAMP = sa.DateTime(timezone=True)
NOW = sa.text('clock_timestamp()')


def upgrade() -> None:
    op.create_table(
        'official',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('login', sa.Text(), nullable=False),
        sa.Column('password', sa.Text(), nullable=False),
        sa.Column('totp', sa.LargeBinary()),
        sa.Column('totp_step', sa.Integer(), server_default=sa.text('0'), nullable=False),
        sa.Column('role', sa.Text(), nullable=False),
        sa.Column('locality', sa.Text()),
        sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
        sa.Column('created_at', STAMP, server_default=NOW, nullable=False),
        sa.CheckConstraint("role IN ('administrator', 'official')", name='ck_official_role'),
        sa.PrimaryKeyConstraint('id', name='pk_official'),
        sa.UniqueConstraint('login', name='uq_official_login'),
    )
    op.create_table(
        'desk_session',
        sa.Column('token', sa.Text(), nullable=False),
        sa.Column('official_id', sa.Uuid(), nullable=False),
        sa.Column('csrf', sa.Text(), nullable=False),
        sa.Column('created_at', STAMP, server_default=NOW, nullable=False),
        sa.Column('seen_at', STAMP, nullable=False),
        sa.Column('expires_at', STAMP, nullable=False),
        sa.ForeignKeyConstraint(['official_id'], ['official.id'], ondelete='CASCADE',
                                name='fk_desk_session_official_id_official'),
        sa.PrimaryKeyConstraint('token', name='pk_desk_session'),
    )
    op.create_index('ix_desk_session_official_id', 'desk_session', ['official_id'])
    op.create_table(
        'login_tries',
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('count', sa.Integer(), server_default=sa.text('0'), nullable=False),
        sa.Column('last_at', STAMP, nullable=False),
        sa.Column('until', STAMP),
        sa.PrimaryKeyConstraint('key', name='pk_login_tries'),
    )

    op.add_column('outbox', sa.Column('author', sa.Text()))
    op.create_index('ix_outbox_unsent', 'outbox', ['created_at'],
                    postgresql_where=sa.text("state IN ('failed', 'unsure', 'waiting')"))
    op.add_column('handoff', sa.Column('locality', sa.Text()))
    op.execute("""
        UPDATE handoff SET locality = coalesce(a.locality, c.state->>'locality')
        FROM conversation c
        LEFT JOIN channel_account a ON a.channel = c.channel AND a.slug = c.account
        WHERE c.id = handoff.conversation_id
    """)


def downgrade() -> None:
    op.drop_column('handoff', 'locality')
    op.drop_index('ix_outbox_unsent', 'outbox')
    op.drop_column('outbox', 'author')
    op.drop_table('login_tries')
    op.drop_table('desk_session')
    op.drop_table('official')
