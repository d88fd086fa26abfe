"""Structures, their offers, who works there, and the demo accounts."""

from __future__ import annotations

import datetime as dt
import math

import argon2
from stdnum import luhn

from db.demo.draw import Draw, Weighted, plus
from db.demo.lieux import COMMUNES, RUES, communes
from db.demo.monde import Equipe, Monde, Offre
from db.demo.noms import Noms, raison_sociale, sans_accent
from db.demo.reference import Territoire
from db.enums import Profil, TypeStructure

MOT_DE_PASSE = "viesion-demo"
DOMAINE = "demo.example"

COMPTES: dict[str, tuple[str, str, str]] = {
    "accueil": ("Ferrand", "Nadia", "Agente d'accueil"),
    "referent": ("Vidal", "Camille", "Conseillère en insertion professionnelle"),
    "responsable": ("Roussel", "Hélène", "Directrice"),
    "referent-b": ("Marty", "Julien", "Chargé d'accompagnement"),
    "responsable-b": ("Soulier", "Catherine", "Directrice"),
    "referent-parcours": ("Bonnafous", "Thomas", "Référent unique"),
    "sdi": ("Maurin", "Sophie", "Conseillère RSA"),
    "pilote": ("Cazenave", "Philippe", "Chargé de mission insertion"),
    "infocentre": ("Lafarge", "Inès", "Chargée d'études"),
    "support": ("Perrin", "Hugo", "Assistance VieSION"),
}
"""The demo accounts, by their name before the @: nom, prénom, fonction."""

FONCTIONS = (
    "Conseiller en insertion professionnelle",
    "Chargée d'accompagnement",
    "Travailleuse sociale",
    "Formateur",
    "Psychologue",
    "Conseillère à la création d'activité",
    "Encadrant technique",
    "Coordinatrice",
)


def dessiner(monde: Monde, noms: Noms) -> None:
    """Draws every structure of the demo: the Département, the SDI, about 25 operators for 2,000 people."""
    atelier = _Atelier(monde, noms)
    departement = atelier.structure("Département – Direction de l'insertion", TypeStructure.DEPARTEMENT, None)
    for compte, profil in (("pilote", Profil.PILOTE), ("infocentre", Profil.INFOCENTRE), ("support", Profil.SUPPORT)):
        atelier.collaborateur([departement], profil, compte=compte)
    # The operators come first: which SDI holds the accounts follows from where their structure works.
    operateurs = max(8, round(21 * (monde.taille / 2000) ** 0.45))
    for rang in range(operateurs):
        atelier.operateur(rang)
    centre = monde.offres[0].territoire
    for sdi in monde.reference.sdi:
        atelier.sdi(sdi, compte=sdi.id == centre.sdi, centre=centre)


class _Atelier:
    def __init__(self, monde: Monde, noms: Noms) -> None:
        self.monde, self.noms = monde, noms
        self.draw: Draw = monde.draw("structures")
        self.communes = communes()
        self.mails: set[str] = set()
        self.secteurs = Weighted((t, COMMUNES.get(t.code, (5, ""))[0]) for t in monde.reference.territoires)
        # One salt for all: hashing costs 50 ms, and the password of the demo is public.
        self.mot_de_passe = argon2.PasswordHasher().hash(MOT_DE_PASSE, salt=b"demo de VieSION!")

    def structure(self, nom: str, type_: TypeStructure, territoire: Territoire | None, sensible: bool = False) -> int:
        monde, draw = self.monde, self.draw
        id_ = monde.ids("structure")
        proches = [t.code for t in monde.reference.territoires if territoire and territoire.id in (t.id, t.sdi)]
        code_postal, commune = draw.among(self.communes.get(proches[0] if proches else "", ()) or _SIEGE)
        monde.rows["structure"].append(
            (
                id_,
                nom,
                siret(id_) if type_ == TypeStructure.ORGANISME_CONVENTIONNE else None,
                type_,
                f"{draw.between(1, 120)} {draw.among(RUES)}",
                code_postal,
                commune,
                telephone_fixe(draw),
                f"contact@{sans_accent(nom)}.example",
                sensible,
                self.creation(),
            )
        )
        return id_

    def operateur(self, rang: int) -> None:
        """An operator: 1 to 3 thématiques on 1 to 4 territories, 8 to 12 people."""
        monde, draw = self.monde, self.draw
        thematiques = monde.reference.thematiques
        # The two structures of the demo accounts work in the most populated place, and on nothing hidden.
        connu = rang < 2
        ouvertes = [t for t in thematiques if not t.sante]
        fixes = [t for t in ouvertes if t.code in ("MOC", "C_PARTI", "AI")] or ouvertes
        choix = (
            fixes if connu else [thematiques[rang % len(thematiques)], *draw.several(thematiques, draw.between(0, 1))]
        )
        lieux = [max(monde.reference.territoires, key=lambda t: COMMUNES.get(t.code, (0, ""))[0])] if connu else []
        if not connu:
            lieux.append(monde.reference.territoires[rang % len(monde.reference.territoires)])
        while len(set(lieux)) < (3 if connu else 4) and (connu or draw.chance(0.85)):
            lieux.append(draw.weighted(self.secteurs))
        sensible = not connu and rang % 8 == 5
        id_ = self.structure(raison_sociale(rang), TypeStructure.ORGANISME_CONVENTIONNE, lieux[0], sensible)
        equipe = Equipe(id_, sensible)
        monde.equipes.append(equipe)
        for territoire in dict.fromkeys(lieux):
            for thematique in dict.fromkeys(choix):
                self.offre(Offre(monde.ids("offre_de_service"), thematique, territoire, equipe))
        for profil in (Profil.RESPONSABLE, Profil.ACCUEIL, *[Profil.REFERENT] * draw.between(6, 10)):
            compte = {Profil.RESPONSABLE: "responsable", Profil.ACCUEIL: "accueil", Profil.REFERENT: "referent"}[profil]
            nom = (compte if rang == 0 else f"{compte}-b") if connu else ""
            premier = nom in COMPTES and nom not in monde.comptes
            autre = [draw.among(monde.equipes).id] if draw.chance(0.05) and not premier else []
            qui = self.collaborateur(
                dict.fromkeys([id_, *autre]),
                profil,
                compte=nom if premier else None,
                actif=premier or draw.chance(0.94),
            )
            if profil == Profil.RESPONSABLE:
                equipe.responsable = qui
            else:
                (equipe.accueil if profil == Profil.ACCUEIL else equipe.referents).append(qui)

    def offre(self, offre: Offre) -> None:
        monde, draw = self.monde, self.draw
        libelle = f"{offre.thematique.code.replace('_', '-')} - {offre.territoire.libelle.removeprefix('SDI ')}"
        fermee = offre.equipe is not monde.equipes[0] and draw.chance(0.08)
        fin = plus(monde.jour, -draw.between(10, 400)) if fermee else None
        monde.rows["offre_de_service"].append(
            (
                offre.id,
                offre.thematique.id,
                libelle,
                offre.territoire.id,
                offre.equipe.id,
                not fermee,
                dt.date(monde.jour.year - 5, 1, 1),
                fin,
                self.creation(),
            )
        )
        if not fermee:
            monde.offres.append(offre)
            if offre.equipe is monde.equipe_demo:
                monde.offres_demo.append(offre)
            monde.offres_par_territoire.setdefault(offre.territoire.id, []).append(offre)

    def sdi(self, sdi: Territoire, *, compte: bool, centre: Territoire) -> None:
        """An SDI: its agents, and the référents uniques of each of its secteurs."""
        monde, draw = self.monde, self.draw
        id_ = self.structure(sdi.libelle, TypeStructure.SDI, sdi)
        agents = monde.agents_sdi.setdefault(sdi.id, [])
        for rang in range(draw.between(3, 5)):
            nom = "sdi" if compte and not rang else None
            agents.append(self.collaborateur([id_], Profil.SDI, compte=nom, territoires=[sdi.id]))
        secteurs = [t for t in monde.reference.territoires if t.sdi == sdi.id]
        for secteur in secteurs:
            poids = COMMUNES.get(secteur.code, (5, ""))[0] / self.secteurs.total
            for rang in range(2 + math.ceil(monde.taille * poids / 120)):
                nom = "referent-parcours" if compte and secteur is centre and not rang else None
                qui = self.collaborateur([id_], Profil.REFERENT_PARCOURS, compte=nom, territoires=[secteur.id])
                monde.referents_parcours.setdefault(secteur.id, []).append(qui)

    def collaborateur(
        self,
        structures: list[int] | dict[int, None],
        profil: Profil,
        *,
        compte: str | None = None,
        territoires: list[int] | None = None,
        actif: bool = True,
    ) -> int:
        monde, draw = self.monde, self.draw
        id_ = monde.ids("collaborateur")
        nom = draw.weighted(self.noms.familles)
        prenom = draw.weighted(self.noms.femmes if draw.chance(0.7) else self.noms.hommes)
        fonction = _FONCTIONS.get(profil) or draw.among(FONCTIONS)
        if compte:
            nom, prenom, fonction = COMPTES[compte]
            monde.comptes[compte] = id_
            monde.rows["compte"].append((id_, self.mot_de_passe))
        mail = f"{compte}@{DOMAINE}" if compte else self.mail(prenom, nom)
        export = profil == Profil.PILOTE or compte in ("responsable", "infocentre")
        monde.rows["collaborateur"].append(
            (id_, nom, prenom, mail, telephone_fixe(draw), fonction, profil, actif, export, self.creation())
        )
        monde.rows["collaborateur_structure"] += [(id_, structure) for structure in structures]
        monde.rows["collaborateur_territoire"] += [(id_, territoire) for territoire in territoires or ()]
        return id_

    def mail(self, prenom: str, nom: str) -> str:
        base = f"{sans_accent(prenom)}.{sans_accent(nom)}"
        rang = 1
        while (mail := f"{base}{rang if rang > 1 else ''}@structure.example") in self.mails:
            rang += 1
        self.mails.add(mail)
        return mail

    def creation(self) -> dt.datetime:
        return self.draw.instant(plus(self.monde.jour, -self.draw.between(1500, 1800)))


_FONCTIONS = {
    Profil.ACCUEIL: "Agente d'accueil",
    Profil.RESPONSABLE: "Directrice",
    Profil.SDI: "Conseillère RSA",
    Profil.REFERENT_PARCOURS: "Référente unique",
}
_SIEGE = (("34080", "Montpellier"),)


def siret(rang: int) -> str:
    """A SIRET that exists nowhere (its SIREN starts with zeros) and whose two check digits are right."""
    siren = f"000{rang * 37 % 100_000:05}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


def telephone_fixe(draw: Draw) -> str:
    """A number of the range that ARCEP keeps for fiction."""
    return f"+3346571{draw.between(0, 9999):04}"
