"""The history of an object is found in the journal by its id"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_journal_objet ON journal (objet_id, type, quand)"
        " WHERE action::text IN ('CREATION', 'MODIFICATION', 'SUPPRESSION')"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_journal_objet")
