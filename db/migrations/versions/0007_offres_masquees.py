"""Whether an offer may be told to other structures is kept on the offer: one look-up instead of three"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Masked until its trigger says otherwise.
    op.add_column("offre_de_service", sa.Column("masquee", sa.Boolean(), server_default="true", nullable=False))
    op.execute(
        """
        CREATE FUNCTION masquer_offre() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.masquee := coalesce((SELECT sante FROM thematique WHERE id = NEW.thematique_id), true)
                OR coalesce((SELECT sensible FROM structure WHERE id = NEW.structure_id), true);
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER masquer_offre BEFORE INSERT OR UPDATE ON offre_de_service "
        "FOR EACH ROW EXECUTE FUNCTION masquer_offre()"
    )
    # As its owner: whoever changes a thématique or a structure need not be able to write offers.
    op.execute(
        """
        CREATE FUNCTION masquer_offres() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            IF TG_TABLE_NAME = 'thematique' THEN
                UPDATE offre_de_service SET thematique_id = thematique_id WHERE thematique_id = NEW.id;
            ELSE
                UPDATE offre_de_service SET structure_id = structure_id WHERE structure_id = NEW.id;
            END IF;
            RETURN NULL;
        END $$
        """
    )
    for table, colonne in (("thematique", "sante"), ("structure", "sensible")):
        op.execute(
            f"CREATE TRIGGER masquer_offres AFTER UPDATE OF {colonne} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{colonne} IS DISTINCT FROM NEW.{colonne}) EXECUTE FUNCTION masquer_offres()"
        )
    op.execute("UPDATE offre_de_service SET thematique_id = thematique_id")


def downgrade() -> None:
    for table in ("thematique", "structure"):
        op.execute(f"DROP TRIGGER masquer_offres ON {table}")
    op.execute("DROP TRIGGER masquer_offre ON offre_de_service")
    op.execute("DROP FUNCTION masquer_offres()")
    op.execute("DROP FUNCTION masquer_offre()")
    op.drop_column("offre_de_service", "masquee")
