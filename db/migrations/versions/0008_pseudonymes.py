"""What stands for an id under a pseudonym: a keyed fingerprint that orders rows, and a token that can be read back"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of one expression each, so that PostgreSQL writes them out in the statement that calls them.
    op.execute(
        r"""
        CREATE FUNCTION pseudonyme_empreinte(cle bytea, id integer) RETURNS bytea
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN sha256(cle || '\x01'::bytea || int4send(id))
        """
    )
    op.execute(
        r"""
        CREATE FUNCTION pseudonyme_masque(cle bytea, marque bytea) RETURNS integer
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN ('x' || encode(substring(sha256(cle || '\x02'::bytea || marque) FROM 1 FOR 4), 'hex'))::bit(32)::integer
        """
    )
    op.execute(
        """
        CREATE FUNCTION pseudonyme(cle bytea, id integer) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN encode(
            substring(pseudonyme_empreinte(cle, id) FROM 1 FOR 8)
            || int4send(id # pseudonyme_masque(cle, substring(pseudonyme_empreinte(cle, id) FROM 1 FOR 8))),
            'hex'
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION pseudonyme(bytea, integer)")
    op.execute("DROP FUNCTION pseudonyme_masque(bytea, bytea)")
    op.execute("DROP FUNCTION pseudonyme_empreinte(bytea, integer)")
