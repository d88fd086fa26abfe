"""What the value of a characteristic of an étape must be, beside its type"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE = "definition_caracteristique_etape"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("forme", sa.String(30), nullable=True))
    op.create_check_constraint(op.f(f"ck_{TABLE}_forme_caracteristique"), TABLE, "forme IN ('SIRET', 'DATE_PASSEE')")


def downgrade() -> None:
    op.drop_column(TABLE, "forme")
