"""The roles of the database, a second wall behind the rights: what the API cannot do even if its code were wrong.

`viesion_api`, whom the API connects as, owns nothing, cannot change the schema, cannot change or erase the journal, and
cannot open a file by writing `acces_structure` itself. `viesion_lecture`, whom every read is run as, only selects, and
sees no password, session or link.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

API, LECTURE = "viesion_api", "viesion_lecture"
SECRETS = (
    "session_ouverte",
    "lien_compte",
    "courriel",
    "tentative",
    "cle_idempotence",
    "accueil",
    "sortie",
    "alembic_version",
)
"""Tables that no read of the API needs."""
COLONNES = {
    "compte": ("collaborateur_id", "version_droits"),
}
"""Tables of which reads see these columns alone."""


def grant(connection: Connection) -> None:
    """Makes the roles if they are missing, and gives each exactly what it needs, on every table there is.

    The connection's role must own the tables, and may create roles unless both exist already.
    """
    for role in (API, LECTURE):
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
            connection.execute(text(f"CREATE ROLE {role} {'LOGIN' if role == API else 'NOLOGIN'}"))
    tables = set(inspect(connection).get_table_names())
    for statement in _statements(tables):
        connection.execute(text(statement))


def set_password(connection: Connection, password: str) -> None:
    """Gives `viesion_api` the password it signs in with, where the server asks for one."""
    quoted = text("SELECT format('ALTER ROLE %I PASSWORD %L', cast(:role AS text), cast(:password AS text))")
    connection.execute(text(str(connection.scalar(quoted, {"role": API, "password": password})).replace(":", "\\:")))


def _statements(tables: set[str]) -> list[str]:
    listed = ", ".join(f'"{table}"' for table in sorted(tables))
    written = ", ".join(f'"{table}"' for table in sorted(tables - {"journal", "acces_structure", "alembic_version"}))
    hidden = sorted(tables & {*SECRETS, *COLONNES})
    revoked = [f'REVOKE SELECT ON "{table}" FROM {LECTURE}' for table in hidden]  # noqa: S608
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {API}, {LECTURE}",
        f"GRANT USAGE ON SCHEMA public TO {API}, {LECTURE}",
        f"GRANT {LECTURE} TO {API}, CURRENT_USER",
        f"GRANT SELECT ON {listed} TO {API}, {LECTURE}",
        f"GRANT INSERT, UPDATE, DELETE ON {written} TO {API}",
        f"GRANT INSERT ON journal TO {API}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {API}",
        *revoked,
        *(f"GRANT SELECT ({', '.join(names)}) ON {table} TO {LECTURE}" for table, names in COLONNES.items()),
    ]
