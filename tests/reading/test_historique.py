"""The history of each object: which writings are told, and to whom."""

from __future__ import annotations

import pytest

import db
from db.enums import ActionJournal, Profil
from tests.reading.histoire import champs, dossier_partage, histoire, noter
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_l_historique_va_de_la_plus_recente_a_la_plus_ancienne(monde: Monde) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a")
    await noter(monde, "referent", etape, {"debutReel": (None, "2024-01-08")}, jours=9, action=ActionJournal.CREATION)
    await noter(monde, "referent", etape, {"debutReel": ("2024-01-08", "2024-01-09")}, jours=2)
    assert await histoire(monde, "referent", etape) == [
        {
            "quand": quand,
            "action": action,
            "profil": "REFERENT",
            "collaborateur": {"nom": "Referent"},
            "structure": {"raisonSociale": "Structure A"},
            "changements": [{"champ": "debutReel", "avant": avant, "apres": apres}],
        }
        for quand, action, avant, apres in (
            (f"{il_y_a(2)}T13:00:00+01:00", "MODIFICATION", "2024-01-08", "2024-01-09"),
            (f"{il_y_a(9)}T13:00:00+01:00", "CREATION", None, "2024-01-08"),
        )
    ]


async def test_une_valeur_se_lit_en_texte(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(
        monde,
        "referent",
        etape,
        {
            "validee": (False, True),
            "offreDeService": ("OffreDeService:1", "OffreDeService:2"),
            "commentaire": ("Un « mot »", None),
        },
    )
    [modification] = await histoire(monde, "referent", etape)
    assert modification["changements"] == [
        {"champ": "commentaire", "avant": "Un « mot »", "apres": None},
        {"champ": "offreDeService", "avant": "OffreDeService:1", "apres": "OffreDeService:2"},
        {"champ": "validee", "avant": "false", "apres": "true"},
    ]


async def test_une_lecture_n_est_pas_une_modification(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape, action=ActionJournal.LECTURE)
    await noter(monde, "referent", etape, action=ActionJournal.ACCES_REFUSE)
    assert await histoire(monde, "pilote", etape) == []


async def test_l_historique_d_un_objet_n_est_pas_celui_d_un_autre_de_meme_numero(monde: Monde) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a")
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent"),
            action=ActionJournal.MODIFICATION,
            type="Souhait",
            objet_id=etape.id,
            beneficiaire_id=personne.id,
        )
    )
    assert await histoire(monde, "pilote", etape) == []


async def test_une_ecriture_sans_detail_est_dite_sans_changement(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape)
    [modification] = await histoire(monde, "referent", etape)
    assert modification["changements"] == []


@pytest.mark.parametrize(
    ("compte", "lus"),
    [
        ("accueil", 0),
        ("referent", 1),
        ("responsable", 3),
        ("parcours", 1),
        ("sdi", 3),
        ("pilote", 3),
    ],
)
async def test_chacun_lit_ses_ecritures_et_celles_que_son_profil_lui_ouvre(monde: Monde, compte: str, lus: int) -> None:
    personne = await dossier_partage(monde)
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    for auteur in ("referent", "parcours", "referent_b"):
        await noter(monde, auteur, contrat, {"numero": ("1", "2")})
    assert len(await histoire(monde, compte, contrat)) == lus


@pytest.mark.parametrize("compte", ["responsable", "sdi"])
async def test_l_historique_suit_un_objet_dont_le_dossier_a_ete_fusionne(monde: Monde, compte: str) -> None:
    """The journal tells the file as it was: the absorbed one, that nobody follows any more."""
    absorbe, personne = await monde.personne(), await dossier_partage(monde)
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent"),
            structure_id=monde.structures["A"].id,
            action=ActionJournal.CREATION,
            type="Contrat",
            objet_id=contrat.id,
            beneficiaire_id=absorbe.id,
            details={"numero": {"avant": None, "apres": "1"}},
        )
    )
    assert champs(await histoire(monde, compte, contrat)) == [["numero"]]


@pytest.mark.parametrize("compte", ["responsable", "sdi"])
async def test_hors_de_son_ressort_on_ne_lit_que_ses_ecritures(monde: Monde, compte: str) -> None:
    """A collaborateur belongs to no file, and nobody's scope."""
    qui = db.Collaborateur(nom="Delmas", prenom="Zoé", email=f"z.{compte}@essai.example", profil=Profil.REFERENT)
    await monde.ajouter(qui)
    for auteur in ("pilote", compte):
        caller = monde.callers[auteur]
        await monde.ajouter(
            db.Journal(
                quand=midi(1),
                collaborateur_id=caller.collaborateur,
                profil=caller.profil,
                action=ActionJournal.MODIFICATION,
                type="Collaborateur",
                objet_id=qui.id,
                details={"fonction": {"avant": None, "apres": auteur}},
            )
        )
    assert [m["profil"] for m in await histoire(monde, compte, qui)] == [monde.callers[compte].profil]
    assert len(await histoire(monde, "pilote", qui)) == 2


async def test_l_infocentre_ne_lit_aucun_historique(monde: Monde) -> None:
    answer = await monde.lire(monde.callers["infocentre"], "{ moi { collaborateur { historique { totalCount } } } }")
    assert answer["data"] == {"moi": {"collaborateur": {"historique": None}}}
    assert codes(answer) == [("INTERDIT", "moi.collaborateur.historique")]


async def test_l_historique_de_cinquante_objets_tient_dans_la_meme_requete(monde: Monde) -> None:
    personne = await monde.suivie()
    for _ in range(5):
        await noter(monde, "referent", await personne.etape("a"), {"commentaire": ("a", "b")})
    monde.lire.oublier()
    data = await monde.lire.data(
        monde.callers["responsable"],
        """query ($id: ID!) { beneficiaire(id: $id) { etapes { historique(first: 2, tri: [{ champ: QUAND }],
        filtre: { action: { egal: MODIFICATION } }) { nodes { changements { champ } } } } } }""",
        id=personne.gid,
    )
    assert sum(len(etape["historique"]["nodes"]) for etape in data["beneficiaire"]["etapes"]) == 5
    assert len(monde.lire.ordres) == 1


async def test_l_historique_se_lit_par_son_index(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    monde.lire.oublier()
    await histoire(monde, "pilote", etape)
    [ordre] = monde.lire.ordres
    pools = monde.lire.application.pools
    assert pools is not None
    plan = "\n".join(row[0] for row in await pools.keyed.fetch(f"EXPLAIN {ordre.sql}", *ordre.valeurs))
    assert "ix_journal_objet" in plan
    assert "Seq Scan on journal" not in plan
