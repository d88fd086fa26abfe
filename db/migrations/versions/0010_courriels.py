"""The mails of a changed address and of an account opened again"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOM = "ck_courriel_modele_courriel"
AVANT = ("INVITATION", "REINITIALISATION", "MOT_DE_PASSE_MODIFIE", "DEMANDE_ACCEPTEE", "DEMANDE_REFUSEE")
AJOUTS = ("ADRESSE_MODIFIEE", "COMPTE_REACTIVE")


def upgrade() -> None:
    op.drop_constraint(op.f(NOM), "courriel", type_="check")
    op.create_check_constraint(op.f(NOM), "courriel", _parmi(*AVANT, *AJOUTS))


def downgrade() -> None:
    op.execute(f"DELETE FROM courriel WHERE {_parmi(*AJOUTS)}")
    op.drop_constraint(op.f(NOM), "courriel", type_="check")
    op.create_check_constraint(op.f(NOM), "courriel", _parmi(*AVANT))


def _parmi(*valeurs: str) -> str:
    return f"modele IN ({', '.join(repr(valeur) for valeur in valeurs)})"
