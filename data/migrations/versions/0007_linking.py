"""Codes by which a person's accounts are linked; where a consent was given; one subscription a person"""

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table(
        'link_code',
        sa.Column('conversation_id', sa.Uuid(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('asked_in', sa.Uuid()),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ondelete='CASCADE',
                                name='fk_link_code_conversation_id_conversation'),
        sa.ForeignKeyConstraint(['asked_in'], ['conversation.id'], ondelete='CASCADE',
                                name='fk_link_code_asked_in_conversation'),
        sa.PrimaryKeyConstraint('conversation_id', name='pk_link_code'),
        sa.UniqueConstraint('digest', name='uq_link_code_digest'),
    )
    op.create_index('ix_link_code_asked_in', 'link_code', ['asked_in'])

    # Until now each person has had one conversation.
    op.add_column('consent', sa.Column('conversation_id', sa.Uuid()))
    op.create_foreign_key('fk_consent_conversation_id_conversation', 'consent', 'conversation',
                          ['conversation_id'], ['id'], ondelete='SET NULL')
    op.execute("""
        UPDATE consent SET conversation_id = c.id
        FROM conversation c WHERE c.person_id = consent.person_id
    """)
    op.create_index('uq_subscription_active', 'subscription', ['person_id'], unique=True,
                    postgresql_where=sa.text('active'))


def downgrade() -> None:
    op.drop_index('uq_subscription_active', 'subscription')
    op.drop_column('consent', 'conversation_id')
    op.drop_table('link_code')
