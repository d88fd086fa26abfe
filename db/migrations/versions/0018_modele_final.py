"""Which bilan models may be the final bilan of an étape"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("modele_bilan", sa.Column("final", sa.Boolean(), server_default="true", nullable=False))


def downgrade() -> None:
    op.drop_column("modele_bilan", "final")
