"""Alembic's entry point: it runs on the connection it is given (see `db.migrations`)."""

from alembic import context

import db

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=db.Base.metadata, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
