"""Links sent by mail, the outbox, throttled attempts; what a request for a collaborateur says"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tentative",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cle", sa.LargeBinary(), nullable=False),
        sa.Column("quand", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tentative")),
    )
    op.create_index("ix_tentative_cle", "tentative", ["cle", "quand"], unique=False)
    op.create_index("ix_tentative_quand", "tentative", ["quand"], unique=False)
    op.create_table(
        "courriel",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("collaborateur_id", sa.Integer(), nullable=False),
        sa.Column(
            "modele",
            sa.Enum(
                "INVITATION",
                "REINITIALISATION",
                "MOT_DE_PASSE_MODIFIE",
                "DEMANDE_ACCEPTEE",
                "DEMANDE_REFUSEE",
                name="modele_courriel",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("donnees", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("cree_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=False),
        sa.Column("essais", sa.Integer(), server_default="0", nullable=False),
        sa.Column("prochain_essai", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=True),
        sa.Column("envoye_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=True),
        sa.Column("erreur", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["collaborateur_id"], ["collaborateur.id"], name=op.f("fk_courriel_collaborateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courriel")),
    )
    op.create_index(
        "ix_courriel_a_envoyer",
        "courriel",
        ["prochain_essai"],
        unique=False,
        postgresql_where=sa.text("prochain_essai IS NOT NULL"),
    )
    op.create_index(op.f("ix_courriel_collaborateur_id"), "courriel", ["collaborateur_id"], unique=False)
    op.create_table(
        "lien_compte",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("collaborateur_id", sa.Integer(), nullable=False),
        sa.Column(
            "usage",
            sa.Enum(
                "ACTIVATION",
                "REINITIALISATION",
                name="usage_lien",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("expire_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=False),
        sa.Column("utilise_le", postgresql.TIMESTAMP(timezone=True, precision=0), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaborateur_id"], ["collaborateur.id"], name=op.f("fk_lien_compte_collaborateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lien_compte")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_lien_compte_empreinte")),
    )
    op.create_index(op.f("ix_lien_compte_collaborateur_id"), "lien_compte", ["collaborateur_id"], unique=False)
    op.add_column("demande_collaborateur", sa.Column("telephone", sa.Text(), nullable=True))
    op.add_column(
        "demande_collaborateur",
        sa.Column(
            "profil",
            sa.Enum(
                "ACCUEIL",
                "REFERENT",
                "RESPONSABLE",
                "REFERENT_PARCOURS",
                "SDI",
                "PILOTE",
                "INFOCENTRE",
                "SUPPORT",
                name="profil",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
    )
    op.add_column("demande_collaborateur", sa.Column("collaborateur_id", sa.Integer(), nullable=True))
    op.create_index(
        op.f("ix_demande_collaborateur_collaborateur_id"), "demande_collaborateur", ["collaborateur_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_demande_collaborateur_collaborateur_id"),
        "demande_collaborateur",
        "collaborateur",
        ["collaborateur_id"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_demande_collaborateur_collaborateur_id"), "demande_collaborateur", type_="foreignkey")
    op.drop_index(op.f("ix_demande_collaborateur_collaborateur_id"), table_name="demande_collaborateur")
    op.drop_column("demande_collaborateur", "collaborateur_id")
    op.drop_column("demande_collaborateur", "profil")
    op.drop_column("demande_collaborateur", "telephone")
    op.drop_index(op.f("ix_lien_compte_collaborateur_id"), table_name="lien_compte")
    op.drop_table("lien_compte")
    op.drop_index(op.f("ix_courriel_collaborateur_id"), table_name="courriel")
    op.drop_index(
        "ix_courriel_a_envoyer", table_name="courriel", postgresql_where=sa.text("prochain_essai IS NOT NULL")
    )
    op.drop_table("courriel")
    op.drop_index("ix_tentative_quand", table_name="tentative")
    op.drop_index("ix_tentative_cle", table_name="tentative")
    op.drop_table("tentative")
