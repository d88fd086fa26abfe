"""The act of leaving the dispositif goes with an entry that another holds after a merge"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CLE = "fk_sortie_accompagnement_id"


def upgrade() -> None:
    op.drop_constraint(op.f(CLE), "sortie", type_="foreignkey")
    op.create_foreign_key(op.f(CLE), "sortie", "accompagnement", ["accompagnement_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    op.drop_constraint(op.f(CLE), "sortie", type_="foreignkey")
    op.create_foreign_key(op.f(CLE), "sortie", "accompagnement", ["accompagnement_id"], ["id"])
