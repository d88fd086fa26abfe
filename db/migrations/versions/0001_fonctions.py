"""Extensions and the functions that generated columns need"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for extension in ("pg_trgm", "unaccent", "btree_gist"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    # unaccent() is only STABLE because its dictionary could change; ours never does, and an index needs IMMUTABLE.
    op.execute(
        """
        CREATE FUNCTION normaliser(texte text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN lower(translate(public.unaccent('public.unaccent'::regdictionary, texte), '-''’', '   '))
        """
    )
    op.execute("CREATE SEQUENCE numero_dossier")


def downgrade() -> None:
    op.execute("DROP SEQUENCE numero_dossier")
    op.execute("DROP FUNCTION normaliser(text)")
