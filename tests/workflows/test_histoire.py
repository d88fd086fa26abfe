"""One person from the SDI's door to the end of the accompaniment and back, over HTTP, by those who would do it.

Every write is a named operation of `queries/`, posted by its name.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from db.private_postgres import PrivateServer
from server.app import create_app
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.lecteur import Lecteur
from tests.workflows.atelier import Atelier
from tests.workflows.conftest import referentiels

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Ville:
    """The people of the story at their screens, and the calendar on the wall."""

    client: httpx.AsyncClient
    atelier: Atelier
    application: Any
    maintenant: dt.datetime

    def le(self, jour: int, mois: int, heure: int = 9) -> None:
        """Moves the calendar, within 2025."""
        self.maintenant = dt.datetime(2025, mois, jour, heure, tzinfo=PARIS)

    async def poster(self, compte: str, corps: dict[str, Any]) -> Any:
        """The answer over HTTP to an account."""
        jeton = self.application.tokens.make(self.atelier.callers[compte], self.maintenant)
        answer = await self.client.post("/graphql", json=corps, headers={"authorization": f"Bearer {jeton}"})
        return answer.json()

    async def dire(self, compte: str, operation: str, **commande: Any) -> Any:
        """What a named operation answers, success or error."""
        answer = await self.poster(compte, {"id": operation, "variables": {"commande": commande}})
        assert "errors" not in answer, answer
        [found] = answer["data"].values()
        return found

    async def faire(self, compte: str, operation: str, **commande: Any) -> Any:
        """The success of a named operation."""
        found = await self.dire(compte, operation, **commande)
        assert "code" not in found, found
        return found

    async def version(self, compte: str, etape: str) -> int:
        """The version of an étape, as an account reads it."""
        found = await self.lire(compte, "query ($id: ID!) { etape(id: $id) { version } }", id=etape)
        version: int = found["etape"]["version"]
        return version

    async def reponses(self, compte: str, bilan: str) -> list[dict[str, Any]]:
        """An answer to each obligatory question of a bilan that has none, of the form that the question asks for."""
        query = "query ($id: ID!) { bilan(id: $id) { questionsManquantes { code type choix } } }"
        manquantes = (await self.lire(compte, query, id=bilan))["bilan"]["questionsManquantes"]
        formes = {
            "TEXTE": lambda _: {"texte": "Dit de vive voix."},
            "DATE": lambda _: {"date": "2025-06-20"},
            "NOMBRE": lambda _: {"nombre": 1},
            "OUI_NC_NON": lambda _: {"choix": "OUI"},
            "CHOIX": lambda question: {"choix": question["choix"][0]},
            "CHOIX_MULTIPLE": lambda question: {"choixMultiple": question["choix"][:2]},
        }
        return [{"question": une["code"], **formes[une["type"]](une)} for une in manquantes]

    async def lire(self, compte: str, query: str, **variables: Any) -> Any:
        """The data of a query."""
        answer = await self.poster(compte, {"query": query, "variables": variables})
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture
def base(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database that holds the reference data alone."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(referentiels(url))
        yield url


@pytest.fixture
async def ville(base: str) -> AsyncIterator[Ville]:
    """A server and its people, on Monday 3 March 2025."""
    settings = Settings(database_url=en_api(base), secret="s" * 40, journal_requetes=False)
    app = create_app(settings, clock=lambda: ouverte.maintenant)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://viesion.test") as client,
    ):
        application = app.state.application
        atelier = await Atelier.creer(Lecteur(application))
        assert isinstance(atelier, Atelier)
        ouverte = Ville(client, atelier, application, dt.datetime(2025, 3, 3, 9, tzinfo=PARIS))
        yield ouverte


async def test_une_personne_du_rattachement_a_la_sortie_et_retour(ville: Ville) -> None:
    moi = {compte: f"Collaborateur:{ville.atelier.moi(compte)}" for compte in ville.atelier.callers}
    offre = f"OffreDeService:{ville.atelier.offres['a'].id}"

    # The SDI opens the file (guide §6).
    personne = (
        await ville.faire(
            "sdi",
            "CreerBeneficiaire",
            civilite="MME",
            nom="Peyrottes",
            prenom="Noémie",
            dateNaissance="1988-04-12",
            secteur=f"Territoire:{ville.atelier.secteurs['secteur'].id}",
            coordonnees={"telephone": "06 39 98 00 00", "commune": "Lattes"},
        )
    )["beneficiaire"]
    dossier = personne["id"]
    await ville.faire("sdi", "EntrerDispositif", beneficiaire=dossier, dispositif="Dispositif:1", entree="2025-03-01")
    contrat = await ville.faire(
        "sdi", "CreerContratRsa", beneficiaire=dossier, type="CE", debut="2025-03-01", dureeMois=6
    )
    assert contrat["contrat"]["fin"] == "2025-08-31"
    await ville.faire(
        "sdi",
        "NommerReferent",
        beneficiaire=dossier,
        collaborateur=moi["parcours"],
        type="PARCOURS",
        debut="2025-03-03",
    )

    # The operator knows nothing of it until the exact key opens it.
    fiche = "query ($id: ID!) { beneficiaire(id: $id) { nom etapes { id } } }"
    assert (await ville.lire("referent", fiche, id=dossier))["beneficiaire"] is None
    await ville.faire(
        "referent",
        "RattacherBeneficiaire",
        numeroDossier=personne["numeroDossier"],
        dateNaissance="1988-04-12",
        offreDeService=offre,
        dateReceptionFio="2025-03-03",
    )
    await ville.faire(
        "referent",
        "NommerReferent",
        beneficiaire=dossier,
        collaborateur=moi["referent"],
        type="ETAPE",
        debut="2025-03-03",
    )

    # The étape and its first appointment, in one call (guide §7.1).
    creee = await ville.faire(
        "referent",
        "CreerEtape",
        beneficiaire=dossier,
        offreDeService=offre,
        debutReel="2025-03-03",
        caracteristiques=[{"code": "ORIGINE_ORIENTATION", "valeur": "REFERENT_UNIQUE"}],
        entretien={"dateHeure": "2025-03-10T10:00:00+01:00", "type": "ACCUEIL"},
    )
    etape = creee["etape"]["id"]
    assert creee["etape"]["accompagnement"]["entree"] == "2025-03-01"
    assert [lie["collaborateur"]["nom"] for lie in creee["referentsLies"]] == ["Referent"]
    trop_tot = await ville.dire(
        "referent", "SaisirSynthese", entretien=creee["entretien"]["id"], version=1, realisation="PRESENCE"
    )
    assert trop_tot["champs"][0]["chemin"] == "commande.realisation"

    # The day comes; the synthèse chains the next appointment (guide §8.3).
    ville.le(10, 3, 11)
    saisie = await ville.faire(
        "referent",
        "SaisirSynthese",
        entretien=creee["entretien"]["id"],
        version=1,
        realisation="PRESENCE",
        themes=[{"theme": "EMPLOI", "commentaire": "Recherche dans la vente"}],
        synthese="Projet de formation.",
        notePrivee="Rappeler le CFA.",
        prochainEntretien={"dateHeure": "2025-06-16T10:00:00+02:00", "type": "SUIVI"},
    )
    prochain = saisie["prochainEntretien"]["id"]
    await ville.faire(
        "accueil",
        "PrendreRendezVous",
        beneficiaire=dossier,
        etapes=[etape],
        collaborateur=moi["referent"],
        dateHeure="2025-03-24T10:00:00+01:00",
        type="SUIVI",
    )

    # What the accompaniment leaves: presence, hours, objective, difficulties, competences, wishes, characteristics.
    presence = await ville.faire("referent", "SaisirPresence", etape=etape, ajouter=["2025-03-05", "2025-03-06"])
    assert presence["etape"]["presence"]["joursRealises"] == 2
    version = presence["etape"]["version"]
    heures = await ville.faire(
        "referent",
        "SaisirHeuresMensuelles",
        etape=etape,
        version=version,
        mois=[{"mois": "2025-03-01", "heures": 5.5}],
    )
    liee = await ville.faire(
        "referent",
        "LierObjectif",
        etape=etape,
        version=heures["etape"]["version"],
        nouveau={"libelle": "Obtenir le permis B"},
    )
    assert [objectif["libelle"] for objectif in liee["etape"]["objectifs"]] == ["Obtenir le permis B"]
    await ville.faire(
        "referent",
        "AjouterDifficultes",
        beneficiaire=dossier,
        difficultes=[
            {"difficulte": "ENDETTEMENT", "debut": "2025-03-10"},
            {"difficulte": "LOYER", "debut": "2025-03-10"},
        ],
    )
    await ville.faire(
        "referent",
        "AjouterCompetences",
        beneficiaire=dossier,
        competences=[{"competence": "VENDANGER", "debut": "2025-03-10"}],
    )
    await ville.faire(
        "referent", "ModifierSouhaits", beneficiaire=dossier, nature="METIER", souhaits=[{"libelle": "Caviste"}]
    )
    await ville.faire(
        "referent",
        "ActualiserCaracteristiques",
        beneficiaire=dossier,
        caracteristiques=[{"definition": "PERMIS_B", "valeur": "oui", "depuis": "2025-02-01"}],
    )

    # Another operator can do nothing to it, and learns nothing.
    ailleurs = await ville.dire("referent_b", "SaisirPresence", etape=etape, ajouter=["2025-03-07"])
    absente = await ville.dire("referent_b", "SaisirPresence", etape="Etape:999999", ajouter=["2025-03-07"])
    assert ailleurs == absente
    assert ailleurs["code"] == "INTROUVABLE"

    # Leaving asks for the form first (guide §9): absent, it is refused by name and nothing changes.
    ville.le(28, 4)
    version = await ville.version("referent", etape)
    refus = await ville.dire("referent", "SortirEtape", etape=etape, version=version, finReelle="2025-04-25", motif=5)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.motif", "DOCUMENT_MANQUANT")]
    fnea = (await ville.atelier.sql("SELECT id FROM modele_document WHERE fnea"))[0].id
    await ville.faire(
        "referent", "DeclarerDocument", etape=etape, modele=f"ModeleDocument:{fnea}", editeLe="2025-04-28"
    )
    sortie = await ville.faire("referent", "SortirEtape", etape=etape, version=version, finReelle="2025-04-25", motif=5)
    assert sortie["alerteSdi"] is True
    assert [annule["id"] for annule in sortie["rendezVousAnnules"]] == [prochain]
    assert [fini["fin"] for fini in sortie["referentsTermines"]] == ["2025-04-25"]

    # The person comes back: the exit is undone, exactly.
    ville.le(12, 5)
    retour = await ville.faire(
        "responsable", "AnnulerSortie", etape=etape, version=await ville.version("responsable", etape)
    )
    assert [retabli["realisation"] for retabli in retour["rendezVousRetablis"]] == ["PREVU"]
    assert [rouverte["finReelle"] for rouverte in retour["etapes"]] == [None]
    assert [reparti["fin"] for reparti in retour["referentsRetablis"]] == [None]

    # The rights to RSA end: the SDI closes the dispositif, and every étape with it; then opens it again.
    ville.le(2, 6)
    entree = (
        await ville.lire(
            "sdi", "query ($id: ID!) { beneficiaire(id: $id) { accompagnements { id version } } }", id=dossier
        )
    )["beneficiaire"]["accompagnements"][0]
    fermee = await ville.faire(
        "sdi",
        "SortirDispositif",
        accompagnement=entree["id"],
        version=entree["version"],
        sortie="2025-06-01",
        motif="FIN_DROITS_RSA",
    )
    assert [close["id"] for close in fermee["etapesCloses"]] == [etape]
    rouverte = await ville.faire(
        "sdi", "AnnulerSortie", accompagnement=entree["id"], version=fermee["accompagnement"]["version"]
    )
    assert rouverte["accompagnement"]["sortie"] is None

    # The référent de parcours reads it all; the étape tells its own history to the head of the structure.
    lue = await ville.lire(
        "parcours",
        "query ($id: ID!) { beneficiaire(id: $id) { nom etapes { intitule finReelle } difficultes { debut } } }",
        id=dossier,
    )
    assert lue["beneficiaire"]["etapes"] == [{"intitule": "Offre a", "finReelle": None}]
    assert len(lue["beneficiaire"]["difficultes"]) == 2
    recit = await ville.lire(
        "responsable",
        "query ($id: ID!) { etape(id: $id) { historique(first: 50) {"
        " nodes { action collaborateur { nom } changements { champ avant apres } } } } }",
        id=etape,
    )
    gestes = recit["etape"]["historique"]["nodes"]
    assert gestes[-1]["action"] == "CREATION"
    fins = [
        (changement["avant"], changement["apres"])
        for geste in reversed(gestes)
        for changement in geste["changements"]
        if changement["champ"] == "finReelle"
    ]
    assert fins == [(None, "2025-04-25"), ("2025-04-25", None), (None, "2025-06-01"), ("2025-06-01", None)]

    # The ordinary end: a final bilan, filled little by little until nothing obligatory is missing, sent to the SDI.
    ville.le(20, 6)
    bilan = (
        await ville.faire(
            "referent",
            "AjouterBilan",
            beneficiaire=dossier,
            modele="MOC_BILAN",
            nature="FINAL",
            etape=etape,
            dateBilan="2025-06-20",
            dateMiseAJour="2025-06-20",
            reponses=[{"question": "ENTRETIENS_HONORES", "nombre": 2}],
        )
    )["bilan"]
    assert bilan["complet"] is False
    version = await ville.version("referent", etape)
    refus = await ville.dire("referent", "SortirEtape", etape=etape, version=version, finReelle="2025-06-20", motif=1)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.motif", "BILAN_MANQUANT")]
    complet = (
        await ville.faire(
            "referent",
            "ModifierBilan",
            bilan=bilan["id"],
            version=bilan["version"],
            reponses=await ville.reponses("referent", bilan["id"]),
        )
    )["bilan"]
    assert complet["complet"] is True
    lecture = "query ($id: ID!) { bilan(id: $id) { nombreReponses } }"
    assert (await ville.lire("sdi", lecture, id=bilan["id"]))["bilan"] is None
    await ville.faire("referent", "Transmettre", bilan=bilan["id"], destinataire="SDI")
    assert (await ville.lire("sdi", lecture, id=bilan["id"]))["bilan"]["nombreReponses"] == complet["nombreReponses"]
    # « Bilan final effectué » is told by then: the étape is another version, which the bilan gives.
    version = complet["etape"]["version"]
    sortie = await ville.faire("referent", "SortirEtape", etape=etape, version=version, finReelle="2025-06-20", motif=1)
    assert sortie["etape"]["motifFin"]["code"] == 1
    assert sortie["alerteSdi"] is False
