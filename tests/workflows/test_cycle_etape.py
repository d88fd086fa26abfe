"""The life of étapes, drawn at random and compared at each step with a small model (guide §7 to §9)."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import os
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from hypothesis.stateful import run_state_machine_as_test as vivre
from sqlalchemy.ext.asyncio import AsyncSession

import db
from auth.accounts import load_caller
from tests.reading.lecteur import JOUR, MAINTENANT
from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier
from tests.workflows.parcours import DECLARER, SORTIR, bilan_final

pytestmark = pytest.mark.asyncio(loop_scope="session")

T = TypeVar("T")
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
COMPTE = "cycle"
A_BILAN, A_FNEA, ALERTE = {1, 6, 9}, {2, 3, 4, 5, 8}, {2, 3, 4, 5, 6, 7, 8, 9}
CARACTERISTIQUES = ("ALERTE_SDI", "BILAN_FINAL_EFFECTUE")
CRENEAUX = itertools.count(1)
JOURS = st.integers(min_value=-3, max_value=60)
"""How many days before the present one; the first are to come."""
COMPLETER = (
    "INSERT INTO reponse (bilan_id, question_id, modele_id, texte) SELECT b.id, q.id, b.modele_id, 'Oui' FROM bilan b"
    " JOIN question q ON q.modele_id = b.modele_id AND q.obligatoire WHERE b.etape_id = :etape AND NOT EXISTS"
    " (SELECT 1 FROM reponse r WHERE r.bilan_id = b.id AND r.question_id = q.id)"
)
RANGS = st.integers(min_value=0, max_value=9)


@dataclass
class Acte:
    """What an exit has done."""

    jour: dt.date
    caracteristiques: dict[str, tuple[str | None, str | None]]
    rendez_vous: list[int]
    missions: dict[int, dt.date | None]


@dataclass
class EtapeModele:
    """What is known of an étape."""

    debut: dt.date
    version: int = 1
    fin: dt.date | None = None
    motif: int | None = None
    validee: bool = False
    presences: set[dt.date] = field(default_factory=set)
    bilan: bool | None = None
    fnea: bool = False
    caracteristiques: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(CARACTERISTIQUES))
    acte: Acte | None = None


@dataclass
class RendezVousModele:
    """What is known of an appointment."""

    quand: dt.datetime
    etapes: set[int]
    prevu: bool = True


class Cycle(RuleBasedStateMachine):
    """One person, followed by one référent who never loses the file: another étape of theirs stays open."""

    atelier: Atelier
    boucle: asyncio.AbstractEventLoop
    etapes = Bundle("etapes")

    def __init__(self) -> None:
        super().__init__()
        self.modele: dict[int, EtapeModele] = {}
        self.rendez_vous: dict[int, RendezVousModele] = {}
        self.missions: dict[int, tuple[int, dt.date, dt.date | None]] = {}
        self.decalage = 0
        self.horloge = self.atelier.lire.application.clock

    def teardown(self) -> None:
        self.atelier.lire.application.clock = self.horloge

    # What the machine does

    def faire(self, travail: Coroutine[Any, Any, T]) -> T:
        """Runs work in the loop of the test, from the thread of the machine."""
        return asyncio.run_coroutine_threadsafe(travail, self.boucle).result(60)

    def dit(self, mutation: str, commande: dict[str, Any]) -> set[str]:
        """What a mutation answers: nothing, or the codes of what it refuses."""
        found = self.faire(self.atelier.muter(COMPTE, mutation, commande, cle=None))
        if found["__typename"].endswith("Succes"):
            return set()
        return {champ["code"] for champ in found.get("champs", ())} or {found["code"]}

    def sql(self, requete: str) -> list[Any]:
        return self.faire(self.atelier.sql(requete, id=self.personne.id))

    @property
    def maintenant(self) -> dt.datetime:
        return MAINTENANT + dt.timedelta(days=self.decalage)

    @property
    def aujourdhui(self) -> dt.date:
        return JOUR + dt.timedelta(days=self.decalage)

    def jour(self, avant: int) -> dt.date:
        return self.aujourdhui - dt.timedelta(days=avant)

    def cible(self, etape: int) -> dict[str, Any]:
        return {"etape": f"Etape:{etape}", "version": self.modele[etape].version}

    # The life of étapes

    @initialize(target=etapes)
    def arriver(self) -> Any:
        self.personne: Personne = self.faire(self.atelier.personne())
        self.faire(self.personne.etape("psme"))
        return self.creer(offre="a", avant=30)

    @rule(target=etapes, offre=st.sampled_from(["a", "a2"]), avant=JOURS)
    def creer(self, offre: str, avant: int) -> Any:
        id_ = f"OffreDeService:{self.atelier.offres[offre].id}"
        debut = self.jour(avant)
        commande = {"beneficiaire": self.personne.gid, "offreDeService": id_, "debutReel": debut.isoformat()}
        fait = self.faire(self.atelier.fait(COMPTE, "creerEtape", commande, "etape { id }"))
        etape = int(fait["etape"]["id"].removeprefix("Etape:"))
        self.modele[etape] = EtapeModele(debut)
        return etape

    @rule(etape=etapes, avant=JOURS)
    def modifier(self, etape: int, avant: int) -> None:
        connue, debut = self.modele[etape], self.jour(avant)
        attendu = set()
        if connue.fin is not None:
            attendu = {"ETAPE_CLOSE"}
        elif connue.presences and debut > min(connue.presences):
            attendu = {"APRES_PRESENCE"}
        assert self.dit("modifierEtape", self.cible(etape) | {"debutReel": debut.isoformat()}) == attendu
        if not attendu and debut != connue.debut:
            connue.debut = debut
            connue.version += 1

    @rule(etape=etapes, validee=st.booleans())
    def valider(self, etape: int, validee: bool) -> None:
        connue = self.modele[etape]
        attendu = {"DEJA_VALIDEE" if validee else "NON_VALIDEE"} if connue.validee is validee else set()
        assert self.dit("validerEtape", self.cible(etape) | {"validee": validee}) == attendu
        if not attendu:
            connue.validee = validee
            connue.version += 1

    @rule(etape=etapes, avant=st.lists(JOURS, min_size=1, max_size=3), retirer=JOURS)
    def presenter(self, etape: int, avant: list[int], retirer: int) -> None:
        connue, jours, de_trop = self.modele[etape], {self.jour(n) for n in avant}, self.jour(retirer)
        attendu = set()
        for jour in jours:
            if jour < connue.debut or (connue.fin is not None and jour > connue.fin):
                attendu.add("HORS_ETAPE")
            if connue.fin is None and jour > self.aujourdhui:
                attendu.add("A_VENIR")
        if de_trop in jours:
            attendu.add("CONTRADICTION")
        commande = {"ajouter": [jour.isoformat() for jour in sorted(jours)], "retirer": [de_trop.isoformat()]}
        assert self.dit("saisirPresence", self.cible(etape) | commande) == attendu
        apres = (connue.presences | jours) - {de_trop}
        if not attendu and apres != connue.presences:
            connue.presences = apres
            connue.version += 1

    @rule(etape=etapes, code=st.sampled_from(CARACTERISTIQUES), valeur=st.sampled_from(["oui", "non", None]))
    def caracteriser(self, etape: int, code: str, valeur: str | None) -> None:
        connue = self.modele[etape]
        commande = {"caracteristiques": [{"code": code, "valeur": valeur}]}
        assert self.dit("saisirCaracteristiquesEtape", self.cible(etape) | commande) == set()
        if connue.caracteristiques[code] != valeur:
            connue.caracteristiques[code] = valeur
            connue.version += 1

    @rule(choisies=st.lists(etapes, min_size=1, max_size=2, unique=True))
    def convoquer(self, choisies: list[int]) -> None:
        quand = MAINTENANT + dt.timedelta(days=self.decalage + 1, minutes=10 * next(CRENEAUX))
        commande = {
            "beneficiaire": self.personne.gid,
            "etapes": [f"Etape:{etape}" for etape in choisies],
            "dateHeure": quand.isoformat(),
            "dureeMinutes": 5,
            "type": "SUIVI",
        }
        attendu = {"ETAPE_CLOSE"} if any(self.modele[etape].fin for etape in choisies) else set()
        assert self.dit("prendreRendezVous", commande) == attendu
        if not attendu:
            [(id_,)] = self.sql("SELECT max(id) FROM entretien WHERE beneficiaire_id = :id")
            self.rendez_vous[id_] = RendezVousModele(quand, set(choisies))

    @rule(etape=etapes, avant=JOURS)
    def nommer(self, etape: int, avant: int) -> None:
        if self.modele[etape].fin is not None:
            return
        row = db.Referent(
            beneficiaire_id=self.personne.id,
            collaborateur_id=self.atelier.moi(COMPTE),
            type=db.TypeReferent.ETAPE,
            debut=self.jour(avant),
            etape_id=etape,
        )
        self.faire(self.atelier.ajouter(row))
        self.missions[row.id] = (etape, row.debut, None)

    @rule(etape=etapes, complet=st.booleans())
    def faire_le_bilan(self, etape: int, complet: bool) -> None:
        """Begins the final bilan of an étape, which has one at most, or completes the one that was begun."""
        connue = self.modele[etape]
        if connue.bilan is None:
            self.faire(self._bilan(etape, sans=0 if complet else 1))
            connue.bilan = complet
        elif complet and not connue.bilan:
            self.faire(self.atelier.executer(COMPLETER, etape=etape))
            connue.bilan = True

    async def _bilan(self, etape: int, *, sans: int) -> None:
        async with AsyncSession(self.atelier.lire.application.writes) as session:
            row = await session.get_one(db.Etape, etape)
        await bilan_final(self.atelier, self.personne, row, sans=sans)

    @rule(etape=etapes)
    def declarer(self, etape: int) -> None:
        [(modele,)] = self.sql("SELECT id FROM modele_document WHERE code = 'FNEA' AND :id > 0")
        jour = self.aujourdhui.isoformat()
        commande = {"etape": f"Etape:{etape}", "modele": f"ModeleDocument:{modele}", "editeLe": jour}
        attendu = {"HORS_ETAPE"} if self.aujourdhui < self.modele[etape].debut else set()
        assert self.dit(DECLARER, commande) == attendu
        self.modele[etape].fnea |= not attendu

    @rule(etape=etapes, avant=JOURS, motif=st.integers(min_value=1, max_value=9))
    def sortir(self, etape: int, avant: int, motif: int) -> None:
        connue, fin = self.modele[etape], self.jour(avant)
        attendu = self._refus_de_sortie(connue, fin, motif)
        commande = {"finReelle": fin.isoformat(), "motif": motif}
        assert self.dit(SORTIR, self.cible(etape) | commande) == attendu
        if attendu:
            return
        acte = Acte(self.aujourdhui, {}, [], {})
        ecrites = {"ALERTE_SDI": motif in ALERTE, "BILAN_FINAL_EFFECTUE": bool(connue.bilan)}
        for code in (code for code, oui in ecrites.items() if oui and connue.caracteristiques[code] != "oui"):
            acte.caracteristiques[code] = (connue.caracteristiques[code], "oui")
            connue.caracteristiques[code] = "oui"
        connue.fin, connue.motif, connue.acte = fin, motif, acte
        connue.version += 1
        for id_, pris in self.rendez_vous.items():
            reste = any(self.modele[autre].fin is None for autre in pris.etapes)
            if pris.prevu and etape in pris.etapes and pris.quand > self.maintenant and not reste:
                pris.prevu = False
                acte.rendez_vous.append(id_)
        for id_, (suivie, debut, jusque) in self.missions.items():
            terme = max(fin, debut)
            if suivie == etape and (jusque is None or jusque > terme):
                acte.missions[id_] = jusque
                self.missions[id_] = (suivie, debut, terme)

    @precondition(lambda self: self.ouvertes())
    @rule(rang=RANGS, motif=st.sampled_from([7, 7, 2, 1]))
    def sortir_le_plus_tot(self, rang: int, motif: int) -> None:
        """What a random day seldom does: an exit that nothing stands against."""
        etape = self.ouvertes()[rang % len(self.ouvertes())]
        connue = self.modele[etape]
        if motif in A_BILAN and not connue.bilan:
            self.faire_le_bilan(etape=etape, complet=True)
        if motif in A_FNEA and not connue.fnea:
            self.declarer(etape=etape)
        dernier = max({connue.debut, *connue.presences})
        self.sortir(etape=etape, avant=(self.aujourdhui - dernier).days, motif=motif)

    def ouvertes(self) -> list[int]:
        """The étapes that may end today."""
        return [id_ for id_, une in self.modele.items() if une.fin is None and une.debut <= self.aujourdhui]

    def closes(self) -> list[int]:
        """The étapes that have ended."""
        return [id_ for id_, une in self.modele.items() if une.fin is not None]

    def _refus_de_sortie(self, connue: EtapeModele, fin: dt.date, motif: int) -> set[str]:
        if connue.fin is not None:
            return {"ETAPE_CLOSE"}
        if connue.debut > self.aujourdhui:
            return {"ETAPE_A_VENIR"}
        refus = set()
        if fin < connue.debut:
            refus.add("FIN_AVANT_DEBUT")
        else:
            if fin > self.aujourdhui:
                refus.add("A_VENIR")
            if connue.presences and fin < max(connue.presences):
                refus.add("AVANT_PRESENCE")
        if motif in A_BILAN and not connue.bilan:
            refus.add("BILAN_MANQUANT")
        if motif in A_FNEA and not connue.fnea:
            refus.add("DOCUMENT_MANQUANT")
        return refus

    @rule(etape=etapes)
    def annuler(self, etape: int) -> None:
        connue = self.modele[etape]
        attendu = set()
        if connue.acte is None:
            attendu = {"SANS_SORTIE"}
        elif self.aujourdhui > connue.acte.jour + dt.timedelta(days=30):
            attendu = {"DELAI_PASSE"}
        assert self.dit("annulerSortie", self.cible(etape)) == attendu
        if attendu or connue.acte is None:
            return
        for code, (avant, apres) in connue.acte.caracteristiques.items():
            if connue.caracteristiques[code] == apres:
                connue.caracteristiques[code] = avant
        for id_ in connue.acte.rendez_vous:
            self.rendez_vous[id_].prevu = True
        for id_, jusque in connue.acte.missions.items():
            self.missions[id_] = (*self.missions[id_][:2], jusque)
        connue.fin = connue.motif = connue.acte = None
        connue.version += 1

    @precondition(lambda self: self.closes())
    @rule(rang=RANGS)
    def rouvrir(self, rang: int) -> None:
        self.annuler(etape=self.closes()[rang % len(self.closes())])

    @rule(target=etapes, etape=consumes(etapes))
    def supprimer(self, etape: int) -> Any:
        connue = self.modele[etape]
        attendu = set()
        if connue.fin is not None:
            attendu = {"ETAPE_CLOSE"}
        elif connue.validee:
            attendu = {"ETAPE_VALIDEE"}
        elif (
            connue.presences
            or connue.bilan is not None
            or connue.fnea
            or any(etape in pris.etapes for pris in self.rendez_vous.values())
            or any(suivie == etape for suivie, *_ in self.missions.values())
        ):
            attendu = {"ETAPE_UTILISEE"}
        assert self.dit("supprimerEtape", self.cible(etape)) == attendu
        if attendu:
            return multiple(etape)
        del self.modele[etape]
        return multiple()

    @rule(etape=etapes, mutation=st.sampled_from(["modifierEtape", "supprimerEtape", "annulerSortie", "validerEtape"]))
    def se_tromper_de_version(self, etape: int, mutation: str) -> None:
        ancienne = self.cible(etape) | {"version": self.modele[etape].version + 1}
        assert self.dit(mutation, ancienne) == {"VERSION_PERIMEE"}

    @rule(jours=st.integers(min_value=1, max_value=20))
    def attendre(self, jours: int) -> None:
        self.decalage += jours
        self.atelier.lire.application.clock = lambda: self.maintenant

    # What must hold

    @invariant()
    def les_etapes_sont_celles_du_modele(self) -> None:
        if not hasattr(self, "personne"):
            return
        etapes = self.sql(
            "SELECT e.id, e.version, e.debut_reel, e.fin_reelle, m.code, e.validee FROM etape e LEFT JOIN"
            " motif_fin_etape m ON m.id = e.motif_fin_id JOIN offre_de_service o ON o.id = e.offre_de_service_id"
            " WHERE e.beneficiaire_id = :id AND o.libelle <> 'Offre psme'"
        )
        assert {tuple(une) for une in etapes} == {
            (id_, une.version, une.debut, une.fin, une.motif, une.validee) for id_, une in self.modele.items()
        }
        presences = self.sql(
            "SELECT etape_id, jour FROM presence JOIN etape e ON e.id = etape_id WHERE e.beneficiaire_id = :id"
        )
        assert {tuple(une) for une in presences} == {
            (id_, jour) for id_, une in self.modele.items() for jour in une.presences
        }
        valeurs = self.sql(
            "SELECT c.etape_id, d.code, c.valeur FROM caracteristique_etape c JOIN etape e ON e.id = c.etape_id JOIN"
            " definition_caracteristique_etape d ON d.id = c.definition_id WHERE e.beneficiaire_id = :id"
        )
        assert {tuple(une) for une in valeurs} == {
            (id_, code, valeur)
            for id_, une in self.modele.items()
            for code, valeur in une.caracteristiques.items()
            if valeur is not None
        }

    @invariant()
    def les_rendez_vous_et_les_missions_suivent(self) -> None:
        if not hasattr(self, "personne"):
            return
        pris = self.sql("SELECT id, realisation = 'PREVU' FROM entretien WHERE beneficiaire_id = :id")
        assert {tuple(un) for un in pris} == {(id_, un.prevu) for id_, un in self.rendez_vous.items()}
        missions = self.sql("SELECT id, fin FROM referent WHERE beneficiaire_id = :id")
        assert {tuple(une) for une in missions} == {(id_, fin) for id_, (_, _, fin) in self.missions.items()}

    @invariant()
    def rien_n_est_prevu_pour_des_etapes_toutes_closes(self) -> None:
        for un in self.rendez_vous.values():
            if un.prevu and un.quand > self.maintenant:
                assert any(self.modele[etape].fin is None for etape in un.etapes)


async def test_la_vie_d_une_etape_est_celle_du_modele(atelier: Atelier) -> None:
    collaborateur = db.Collaborateur(
        nom="Cycle", prenom="Dominique", email="cycle@essai.example", profil=db.Profil.REFERENT
    )
    collaborateur.structures = [atelier.structures["A"]]
    await atelier.fusionner(collaborateur)
    await atelier.fusionner(db.Compte(collaborateur_id=collaborateur.id))
    async with AsyncSession(atelier.lire.application.writes) as session:
        atelier.callers[COMPTE] = await load_caller(session, collaborateur)
    Cycle.atelier, Cycle.boucle = atelier, asyncio.get_running_loop()
    reglages = settings(
        max_examples=300 if LONG else 25,
        stateful_step_count=40,
        derandomize=not LONG,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(vivre, Cycle, settings=reglages)
