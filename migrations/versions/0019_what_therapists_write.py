"""What therapists write."""

import sqlalchemy as sa
from alembic import op

from app.database import columns, statements


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('template_draft',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('account_id', sa.String(length=36), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('rehearsal', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_template_draft_account_id')),
    sa.ForeignKeyConstraint(['slug'], ['template.slug'], name=op.f('fk_template_draft_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_draft')),
    sa.UniqueConstraint('slug', name=op.f('uq_template_draft_slug'))
    )
    with op.batch_alter_table('template_draft', schema=None) as batch_op:
        batch_op.create_index('ix_template_draft_account_id_changed_at', ['account_id', 'changed_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('template_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_template_draft_account_id_changed_at')

    op.drop_table('template_draft')
