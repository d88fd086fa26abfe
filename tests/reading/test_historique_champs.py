"""Which changed fields the history shows: those that their reader reads on the object itself."""

from __future__ import annotations

from typing import Any

import pytest

import db
from auth.history import fields
from auth.naming import api_name
from db.enums import ActionJournal, Profil
from resolvers.writing.journal import attributs
from tests.reading.histoire import champs, dossier_partage, histoire, noter
from tests.reading.monde import Monde, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_le_detail_d_une_etape_d_ailleurs_reste_masque_dans_son_historique(monde: Monde) -> None:
    personne = await dossier_partage(monde)
    tout: dict[str, tuple[Any, Any]] = {
        "debutReel": ("2024-01-08", "2024-01-09"),
        "commentaire": (None, "Texte secret"),
        "motifFin": (None, "MotifFinEtape:1"),
        "offreDeService": ("OffreDeService:2", "OffreDeService:3"),
        "structure": ("Structure:2", "Structure:3"),
    }
    for offre in ("b", "s", "sante"):
        etape = await personne.etape(offre)
        await noter(monde, "sdi", etape, tout)
        vus = await histoire(monde, "responsable", etape)
        assert champs(vus) == [["debutReel"]]
        assert "secret" not in str(vus)
        for compte in ("sdi", "pilote"):
            assert champs(await histoire(monde, compte, etape)) == [sorted(tout)]


async def test_un_responsable_lit_tous_les_changements_d_une_etape_de_sa_structure(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape, {"commentaire": ("a", "b"), "structure": ("Structure:1", "Structure:1")})
    assert champs(await histoire(monde, "responsable", etape)) == [["commentaire", "structure"]]


@pytest.mark.parametrize(
    ("compte", "vus"),
    [
        ("referent", ["realisation", "synthese"]),
        ("responsable", ["realisation", "synthese"]),
        ("sdi", ["realisation"]),
        ("pilote", ["realisation"]),
    ],
)
async def test_la_synthese_ne_se_lit_pas_dans_l_historique_de_qui_ne_la_lit_pas(
    monde: Monde, compte: str, vus: list[str]
) -> None:
    personne = await dossier_partage(monde)
    entretien = await personne.entretien("A", "referent")
    await noter(monde, "referent", entretien, {"synthese": ("Un", "Deux"), "realisation": ("PREVU", "PRESENCE")})
    assert champs(await histoire(monde, compte, entretien)) == [vus]


@pytest.mark.parametrize(("compte", "lu"), [("responsable", False), ("pilote", False), ("sdi", True)])
async def test_une_difficulte_qui_fut_de_sante_ne_le_dit_pas(monde: Monde, compte: str, lu: bool) -> None:
    """The row is shown since it says nothing of health any more; what it held then is not."""
    personne = await dossier_partage(monde)
    difficulte = await personne.difficulte("B")
    await noter(
        monde,
        "sdi",
        difficulte,
        {
            "difficulte": ("DifficulteReference:2", "DifficulteReference:1"),
            "sante": (True, False),
            "debut": ("2024-01-08", "2024-01-09"),
        },
    )
    attendu = ["debut", "difficulte", "sante"] if lu else ["debut"]
    assert champs(await histoire(monde, compte, difficulte)) == [attendu]


async def test_un_bilan_transmis_ne_montre_pas_ce_qu_il_fut(monde: Monde) -> None:
    personne = await dossier_partage(monde)
    bilan = await personne.bilan("B")
    await noter(monde, "referent_b", bilan, {"dateSignature": (None, "2025-01-02")})
    for destinataire, structure in (("STRUCTURE", "A"), ("SDI", None)):
        await personne.transmettre(bilan, destinataire, structure)
    for compte, vus in (("responsable", [[]]), ("sdi", [[]]), ("pilote", [[]]), ("parcours", [])):
        assert champs(await histoire(monde, compte, bilan)) == vus
    await personne.etape("b")
    assert champs(await histoire(monde, "referent_b", bilan)) == [["dateSignature"]]


async def test_l_ancien_prescripteur_d_un_positionnement_n_est_pas_nomme(monde: Monde) -> None:
    personne = await monde.suivie()
    positionnement = await personne.positionnement("a", cree=3)
    ailleurs = await personne.positionnement("b", cree=3)
    for row in (positionnement, ailleurs):
        await noter(
            monde,
            "pilote",
            row,
            {
                "prescripteur": (f"Collaborateur:{monde.moi('referent_s')}", f"Collaborateur:{monde.moi('referent')}"),
                "offreDeService": ("OffreDeService:3", "OffreDeService:1"),
                "statut": ("PROPOSE", "ACCEPTE"),
            },
        )
    [[*siens]] = champs(await histoire(monde, "responsable", positionnement))
    assert siens == ["offreDeService", "statut"]
    assert champs(await histoire(monde, "responsable", ailleurs)) == [["statut"]]


async def test_un_champ_que_le_schema_ne_connait_pas_n_est_pas_montre(monde: Monde) -> None:
    personne = await monde.suivie()
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    await noter(monde, "pilote", contrat, {"inconnu": ("a", "b"), "numero": ("1", "2")})
    assert champs(await histoire(monde, "pilote", contrat)) == [["numero"]]


@pytest.mark.parametrize("modele", db.HISTORISES, ids=lambda modele: modele.__name__)
async def test_chaque_champ_que_les_ecritures_notent_a_sa_regle_dans_l_historique(modele: type[db.Entite]) -> None:
    """What is written to the journal under a name that no rule knows would never be shown."""
    notes = {api_name(attribut) for attribut, _ in attributs(modele).values()}
    assert notes - fields(modele).keys() == SANS_REGLE.get(modele, set())


SANS_REGLE: dict[type[db.Base], set[str]] = {
    db.Beneficiaire: {"anonymiseLe", "fusionneDansId"},
}
"""What no field shows."""


async def test_les_numeros_d_une_fiche_suivent_leur_groupe(monde: Monde) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("sdi"),
            profil=Profil.SDI,
            action=ActionJournal.MODIFICATION,
            type="Beneficiaire",
            objet_id=personne.id,
            beneficiaire_id=personne.id,
            details={nom: {"avant": None, "apres": "x"} for nom in ("nom", "adresse", "telephone", "nirChiffre")},
        )
    )
    texte = "query ($id: ID!) { beneficiaire(id: $id) { historique { nodes { changements { champ } } } } }"
    for compte, vus in (("sdi", ["nom"]), ("pilote", ["adresse", "nom", "telephone"])):
        data = await monde.lire.data(monde.callers[compte], texte, id=personne.gid)
        [node] = data["beneficiaire"]["historique"]["nodes"]
        assert [un["champ"] for un in node["changements"]] == vus
