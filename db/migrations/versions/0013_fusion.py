"""A file merged into another remains, shown to nobody; both ends of a reference within a file may move together"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFERENCES = {
    "fk_contrat_accompagnement_beneficiaire": "contrat",
    "fk_entretien_prochain_beneficiaire": "entretien",
    "fk_entretien_accompagnement_beneficiaire": "entretien",
    "fk_etape_accompagnement_beneficiaire": "etape",
    "fk_bilan_etape_beneficiaire": "bilan",
    "fk_entretien_etape_entretien": "entretien_etape",
    "fk_entretien_etape_etape": "entretien_etape",
    "fk_referent_etape_beneficiaire": "referent",
    "fk_document_etape_beneficiaire": "document",
    "fk_document_bilan_beneficiaire": "document",
}
NUMEROS = {
    "uq_beneficiaire_numero_caf_role": ["numero_caf", "role_foyer"],
    "uq_beneficiaire_numero_role": ["numero_empreinte", "role_foyer"],
}


def upgrade() -> None:
    op.add_column("beneficiaire", sa.Column("fusionne_dans_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_beneficiaire_fusionne_dans_id"), "beneficiaire", "beneficiaire", ["fusionne_dans_id"], ["id"]
    )
    op.create_index(op.f("ix_beneficiaire_fusionne_dans_id"), "beneficiaire", ["fusionne_dans_id"], unique=False)
    op.create_check_constraint(op.f("ck_beneficiaire_fusionne_dans"), "beneficiaire", "fusionne_dans_id <> id")
    _numeros(postgresql_where=sa.text("fusionne_dans_id IS NULL"))
    for reference, table in REFERENCES.items():
        op.execute(f"ALTER TABLE {table} ALTER CONSTRAINT {reference} DEFERRABLE INITIALLY IMMEDIATE")


def downgrade() -> None:
    for reference, table in REFERENCES.items():
        op.execute(f"ALTER TABLE {table} ALTER CONSTRAINT {reference} NOT DEFERRABLE")
    _numeros()
    op.drop_constraint(op.f("ck_beneficiaire_fusionne_dans"), "beneficiaire", type_="check")
    op.drop_index(op.f("ix_beneficiaire_fusionne_dans_id"), table_name="beneficiaire")
    op.drop_constraint(op.f("fk_beneficiaire_fusionne_dans_id"), "beneficiaire", type_="foreignkey")
    op.drop_column("beneficiaire", "fusionne_dans_id")


def _numeros(**quand: object) -> None:
    """The file that was merged keeps its number, which the other may take."""
    for nom, colonnes in NUMEROS.items():
        op.drop_index(nom, table_name="beneficiaire")
        op.create_index(nom, "beneficiaire", colonnes, unique=True, **quand)
