"""Exits as acts, with what each of them changed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True, precision=0)


def upgrade() -> None:
    op.create_table(
        "sortie",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("etape_id", sa.Integer(), nullable=True),
        sa.Column("accompagnement_id", sa.Integer(), nullable=True),
        sa.Column("par_id", sa.Integer(), nullable=False),
        sa.Column("effets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("annulee_le", INSTANT, nullable=True),
        sa.Column("cree_le", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("modifie_le", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("num_nonnulls(etape_id, accompagnement_id) = 1", name=op.f("ck_sortie_objet")),
        sa.ForeignKeyConstraint(["etape_id"], ["etape.id"], name=op.f("fk_sortie_etape_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["accompagnement_id"], ["accompagnement.id"], name=op.f("fk_sortie_accompagnement_id")),
        sa.ForeignKeyConstraint(["par_id"], ["collaborateur.id"], name=op.f("fk_sortie_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sortie")),
    )
    for colonne in ("etape_id", "accompagnement_id", "par_id"):
        op.create_index(op.f(f"ix_sortie_{colonne}"), "sortie", [colonne])
    for nom in ("etape", "accompagnement"):
        op.create_index(
            f"uq_sortie_{nom}", "sortie", [f"{nom}_id"], unique=True, postgresql_where=sa.text("annulee_le IS NULL")
        )


def downgrade() -> None:
    op.drop_table("sortie")
