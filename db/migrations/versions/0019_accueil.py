"""What an étape found waiting when it was created"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True, precision=0)


def upgrade() -> None:
    op.create_table(
        "accueil",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("etape_id", sa.Integer(), nullable=False),
        sa.Column("effets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cree_le", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("modifie_le", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["etape_id"], ["etape.id"], name=op.f("fk_accueil_etape_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accueil")),
        sa.UniqueConstraint("etape_id", name=op.f("uq_accueil_etape_id")),
    )


def downgrade() -> None:
    op.drop_table("accueil")
