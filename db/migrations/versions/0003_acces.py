"""acces_structure, kept by triggers: which structures have a file open"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SOURCES = ("etape", "rattachement", "positionnement")


def upgrade() -> None:
    # One row per structure and file, computed again from its sources: a trigger that only added or removed its own
    # part would drift after an update of the structure or of the file.
    op.execute(
        """
        CREATE VIEW acces_calcule AS
        SELECT structure_id, beneficiaire_id, max(etape) AS etape, max(entree) AS entree
        FROM (
            SELECT structure_id, beneficiaire_id, coalesce(fin_reelle, 'infinity'::date) AS etape, NULL::date AS entree
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
    )
    op.execute(
        """
        CREATE FUNCTION recalculer_acces(structure int, beneficiaire int) RETURNS void LANGUAGE sql AS $$
            DELETE FROM acces_structure WHERE structure_id = structure AND beneficiaire_id = beneficiaire
                AND NOT EXISTS (
                    SELECT 1 FROM acces_calcule c WHERE c.structure_id = structure AND c.beneficiaire_id = beneficiaire);
            INSERT INTO acces_structure (structure_id, beneficiaire_id, etape, entree)
            SELECT structure_id, beneficiaire_id, etape, entree FROM acces_calcule
            WHERE structure_id = structure AND beneficiaire_id = beneficiaire
            ON CONFLICT (structure_id, beneficiaire_id) DO UPDATE SET etape = excluded.etape, entree = excluded.entree
        $$
        """
    )
    # As its owner: whoever writes an étape may not write this table themselves.
    op.execute(
        """
        CREATE FUNCTION suivre_acces() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM recalculer_acces(OLD.structure_id, OLD.beneficiaire_id);
            END IF;
            IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE'
                AND (NEW.structure_id, NEW.beneficiaire_id) <> (OLD.structure_id, OLD.beneficiaire_id)) THEN
                PERFORM recalculer_acces(NEW.structure_id, NEW.beneficiaire_id);
            END IF;
            RETURN NULL;
        END $$
        """
    )
    for table in SOURCES:
        op.execute(
            f"CREATE TRIGGER suivre_acces AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION suivre_acces()"
        )


def downgrade() -> None:
    for table in SOURCES:
        op.execute(f"DROP TRIGGER suivre_acces ON {table}")
    op.execute("DROP FUNCTION suivre_acces()")
    op.execute("DROP FUNCTION recalculer_acces(int, int)")
    op.execute("DROP VIEW acces_calcule")
