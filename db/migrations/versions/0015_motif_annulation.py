"""Why an appointment was cancelled"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entretien", sa.Column("motif_annulation_id", sa.String(80, collation="C"), nullable=True))
    op.create_foreign_key(
        op.f("fk_entretien_motif_annulation_id"), "entretien", "valeur", ["motif_annulation_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_entretien_motif_annulation_id_liste"), "entretien", "motif_annulation_id LIKE 'MOTIF_ANNULATION:%'"
    )
    op.create_check_constraint(
        op.f("ck_entretien_realisation_du_motif"), "entretien", "motif_annulation_id IS NULL OR realisation = 'ANNULE'"
    )


def downgrade() -> None:
    op.drop_column("entretien", "motif_annulation_id")
