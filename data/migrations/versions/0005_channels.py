"""Accounts at the vendors, their webhooks, and what sending to them needs"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = '0005'
down_revision = '0004'

STAMP = sa.DateTime(timezone=True)
NOW = sa.text('clock_timestamp()')


def upgrade() -> None:
    op.create_table(
        'channel_account',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('channel', sa.Text(), nullable=False),
        sa.Column('slug', sa.Text(), nullable=False),
        sa.Column('vendor_id', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), server_default='', nullable=False),
        sa.Column('locality', sa.Text()),
        sa.Column('secrets', sa.LargeBinary(), nullable=False),
        sa.Column('options', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column('state', sa.Text(), server_default='active', nullable=False),
        sa.Column('reason', sa.Text()),
        sa.Column('created_at', STAMP, server_default=NOW, nullable=False),
        sa.Column('last_inbound_at', STAMP),
        sa.Column('last_sent_at', STAMP),
        sa.Column('forged', sa.Integer(), server_default=sa.text('0'), nullable=False),
        sa.Column('forged_at', STAMP),
        sa.Column('token_at', STAMP),
        sa.Column('token_until', STAMP),
        sa.Column('refresh_until', STAMP),
        sa.Column('quota_left', sa.Integer()),
        sa.Column('tokens', sa.Float(), server_default=sa.text('0'), nullable=False),
        sa.Column('tokens_at', STAMP, server_default=NOW, nullable=False),
        sa.Column('held_until', STAMP),
        sa.CheckConstraint("state IN ('active', 'paused', 'halted')", name='ck_channel_account_state'),
        sa.PrimaryKeyConstraint('id', name='pk_channel_account'),
        sa.UniqueConstraint('channel', 'slug', name='uq_channel_account_channel_slug'),
    )
    op.create_table(
        'webhook_call',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('received_at', STAMP, server_default=NOW, nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.Column('problem', sa.Text()),
        sa.Column('conversations', ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['channel_account.id'], ondelete='CASCADE',
                                name='fk_webhook_call_account_id_channel_account'),
        sa.PrimaryKeyConstraint('id', name='pk_webhook_call'),
    )
    op.create_index('ix_webhook_call_account_id', 'webhook_call', ['account_id'])
    op.create_index('ix_webhook_call_received_at', 'webhook_call', ['received_at'])
    op.create_index('ix_webhook_call_conversations', 'webhook_call', ['conversations'],
                    postgresql_using='gin')

    op.add_column('conversation', sa.Column('account', sa.Text(), server_default='', nullable=False))
    op.add_column('conversation', sa.Column('unreachable', sa.Text()))
    op.add_column('conversation', sa.Column('window_ends', STAMP))
    op.add_column('conversation', sa.Column('numbered', JSONB()))
    op.drop_constraint('uq_conversation_channel_address', 'conversation')
    op.create_unique_constraint('uq_conversation_channel_account_address', 'conversation',
                                ['channel', 'account', 'address'])

    op.add_column('inbound_event', sa.Column('account', sa.Text(), server_default='', nullable=False))
    op.add_column('inbound_event', sa.Column('kind', sa.Text(), server_default='text', nullable=False))
    op.add_column('inbound_event', sa.Column('webhook_id', sa.BigInteger()))
    op.add_column('inbound_event', sa.Column('happened_at', STAMP, server_default=NOW, nullable=False))
    op.add_column('inbound_event', sa.Column('sequence', sa.BigInteger()))
    op.add_column('inbound_event', sa.Column('place', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.execute('UPDATE inbound_event SET happened_at = received_at')
    op.create_foreign_key('fk_inbound_event_webhook_id_webhook_call', 'inbound_event', 'webhook_call',
                          ['webhook_id'], ['id'], ondelete='SET NULL')
    op.create_index('ix_inbound_event_webhook_id', 'inbound_event', ['webhook_id'],
                    postgresql_where=sa.text('webhook_id IS NOT NULL'))
    op.create_index('ix_inbound_event_processed', 'inbound_event', ['conversation_id', 'processed_at'],
                    postgresql_where=sa.text('processed_at IS NOT NULL'))
    op.drop_constraint('uq_inbound_event_channel_external_id', 'inbound_event')
    op.create_unique_constraint('uq_inbound_event_channel_account_external_id', 'inbound_event',
                                ['channel', 'account', 'external_id'])

    op.add_column('outbox', sa.Column('parts_sent', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.add_column('outbox', sa.Column('provider_ids', JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column('outbox', sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.add_column('outbox', sa.Column('next_at', STAMP))
    op.add_column('outbox', sa.Column('error', sa.Text()))
    op.add_column('outbox', sa.Column('repeats', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.add_column('outbox', sa.Column('plain_from', sa.Integer()))
    op.add_column('outbox', sa.Column('doubtful', sa.Boolean(), server_default=sa.text('false'), nullable=False))

    for column in (sa.Column('answered_at', STAMP), sa.Column('answered_by', sa.Text()),
                   sa.Column('last_at', STAMP), sa.Column('ended_by', sa.Text())):
        op.add_column('handoff', column)


def downgrade() -> None:
    for column in ('answered_at', 'answered_by', 'last_at', 'ended_by'):
        op.drop_column('handoff', column)
    for column in ('parts_sent', 'provider_ids', 'attempts', 'next_at', 'error', 'repeats', 'plain_from', 'doubtful'):
        op.drop_column('outbox', column)
    op.drop_constraint('uq_inbound_event_channel_account_external_id', 'inbound_event')
    op.create_unique_constraint('uq_inbound_event_channel_external_id', 'inbound_event', ['channel', 'external_id'])
    op.drop_index('ix_inbound_event_processed', 'inbound_event')
    for column in ('account', 'kind', 'webhook_id', 'happened_at', 'sequence', 'place'):
        op.drop_column('inbound_event', column)
    op.drop_constraint('uq_conversation_channel_account_address', 'conversation')
    op.create_unique_constraint('uq_conversation_channel_address', 'conversation', ['channel', 'address'])
    op.drop_column('conversation', 'account')
    op.drop_column('conversation', 'unreachable')
    op.drop_column('conversation', 'window_ends')
    op.drop_column('conversation', 'numbered')
    op.drop_table('webhook_call')
    op.drop_table('channel_account')
