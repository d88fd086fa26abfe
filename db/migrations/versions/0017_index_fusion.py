"""The index of merged files holds them alone: nearly every file is not one, and every read asks for those"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOM = op.f("ix_beneficiaire_fusionne_dans_id")


def upgrade() -> None:
    _refaire(postgresql_where=sa.text("fusionne_dans_id IS NOT NULL"))
    # A column without statistics is taken to be null in one row of two hundred.
    op.execute("ANALYZE beneficiaire")


def downgrade() -> None:
    _refaire()


def _refaire(**quand: object) -> None:
    op.drop_index(NOM, table_name="beneficiaire")
    op.create_index(NOM, "beneficiaire", ["fusionne_dans_id"], unique=False, **quand)
