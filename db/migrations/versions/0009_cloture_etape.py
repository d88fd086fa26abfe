"""When an exit was entered; a file stays open to the structure from that day too"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VUE = """
    CREATE OR REPLACE VIEW acces_calcule AS
    SELECT structure_id, beneficiaire_id, max(etape) AS etape, max(entree) AS entree
    FROM (
        SELECT structure_id, beneficiaire_id, {fin} AS etape, NULL::date AS entree
        FROM etape
        UNION ALL
        SELECT structure_id, beneficiaire_id, NULL, (cree_le AT TIME ZONE 'Europe/Paris')::date
        FROM rattachement WHERE statut = 'EN_ATTENTE'
        UNION ALL
        SELECT structure_id, beneficiaire_id, NULL, (cree_le AT TIME ZONE 'Europe/Paris')::date
        FROM positionnement WHERE statut IN ('PROPOSE', 'ACCEPTE')
    ) source
    GROUP BY structure_id, beneficiaire_id
"""


def upgrade() -> None:
    op.add_column("etape", sa.Column("close_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=True))
    op.create_check_constraint(op.f("ck_etape_close_le"), "etape", "close_le IS NULL OR fin_reelle IS NOT NULL")
    # An exit entered two months late must not shut the file on whoever enters it: they could neither read what they
    # have just written nor undo it.
    op.execute(
        VUE.format(fin="coalesce(greatest(fin_reelle, (close_le AT TIME ZONE 'Europe/Paris')::date), 'infinity'::date)")
    )


def downgrade() -> None:
    op.execute(VUE.format(fin="coalesce(fin_reelle, 'infinity'::date)"))
    op.drop_column("etape", "close_le")
