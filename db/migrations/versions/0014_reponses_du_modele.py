"""An answer belongs to a question of its bilan's model; one final bilan an étape; one transmission a recipient"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_unique_constraint(op.f("uq_bilan_id_modele_id"), "bilan", ["id", "modele_id"])
    op.create_unique_constraint(op.f("uq_question_id_modele_id"), "question", ["id", "modele_id"])
    op.add_column("reponse", sa.Column("modele_id", sa.Integer(), nullable=True))
    op.execute("UPDATE reponse SET modele_id = bilan.modele_id FROM bilan WHERE bilan.id = reponse.bilan_id")
    # These answers are kept as codes: OUI, NC, NON.
    op.execute(
        "UPDATE reponse SET choix = upper(reponse.choix) FROM question"
        " WHERE question.id = question_id AND question.type = 'OUI_NC_NON'"
    )
    op.alter_column("reponse", "modele_id", nullable=False)
    op.create_foreign_key(
        "fk_reponse_bilan_modele",
        "reponse",
        "bilan",
        ["bilan_id", "modele_id"],
        ["id", "modele_id"],
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        "fk_reponse_question_modele", "reponse", "question", ["question_id", "modele_id"], ["id", "modele_id"]
    )
    op.create_index("uq_bilan_final", "bilan", ["etape_id"], unique=True, postgresql_where=sa.text("nature = 'FINAL'"))
    op.create_unique_constraint(
        "uq_transmission_destinataire",
        "transmission",
        ["bilan_id", "document_id", "destinataire", "structure_id"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_constraint("uq_transmission_destinataire", "transmission", type_="unique")
    op.drop_index("uq_bilan_final", table_name="bilan")
    op.drop_constraint("fk_reponse_question_modele", "reponse", type_="foreignkey")
    op.drop_constraint("fk_reponse_bilan_modele", "reponse", type_="foreignkey")
    op.drop_column("reponse", "modele_id")
    op.drop_constraint(op.f("uq_question_id_modele_id"), "question", type_="unique")
    op.drop_constraint(op.f("uq_bilan_id_modele_id"), "bilan", type_="unique")
