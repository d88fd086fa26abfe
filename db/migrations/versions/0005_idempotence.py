"""Idempotency keys of writes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cle_idempotence",
        sa.Column("collaborateur_id", sa.Integer(), nullable=False),
        sa.Column("mutation", sa.Text(), nullable=False),
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("resultat", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("cree_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaborateur_id"], ["collaborateur.id"], name=op.f("fk_cle_idempotence_collaborateur_id")
        ),
        sa.PrimaryKeyConstraint("collaborateur_id", "mutation", "cle", name=op.f("pk_cle_idempotence")),
    )
    op.create_index(op.f("ix_cle_idempotence_cree_le"), "cle_idempotence", ["cree_le"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_cle_idempotence_cree_le"), table_name="cle_idempotence")
    op.drop_table("cle_idempotence")
