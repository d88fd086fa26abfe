"""Wishes exchange their ranks within a transaction"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NOM = "uq_souhait_beneficiaire_id_nature_rang"


def upgrade() -> None:
    _remplacer(deferrable=True, initially="DEFERRED")


def downgrade() -> None:
    _remplacer()


def _remplacer(**quand: object) -> None:
    op.drop_constraint(op.f(NOM), "souhait", type_="unique")
    op.create_unique_constraint(op.f(NOM), "souhait", ["beneficiaire_id", "nature", "rang"], **quand)
