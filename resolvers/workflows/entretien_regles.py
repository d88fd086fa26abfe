"""What an entretien must respect, made, changed or restored: its day, its étapes, its convocation (guide §8.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

import db
from auth.caller import PARIS
from db.enums import Realisation
from resolvers.workflows.agenda import DITS
from resolvers.writing.commandes import Avertissement, Fautes
from resolvers.writing.errors import RegleMetier
from resolvers.writing.unit import UniteDeTravail

CRENEAU = {
    "date_heure": "date_heure",
    "duree_minutes": "duree_minutes",
    "collaborateur": "collaborateur_id",
    "lieu": "lieu_id",
}
"""The column of each field that an entretien shares with the séance it belongs to."""


def refuser_closes(etapes: Sequence[db.Etape], jour: dt.date) -> None:
    """Errors: RegleMetier ETAPE_CLOSE when one of the étapes had ended before that day."""
    for etape in etapes:
        if etape.fin_reelle is not None and etape.fin_reelle < jour:
            raise RegleMetier(
                "ETAPE_CLOSE",
                f"L'étape commencée le {etape.debut_reel:%d/%m/%Y} est close depuis le {etape.fin_reelle:%d/%m/%Y} : "
                "choisissez une étape en cours, ou annulez la sortie.",
            )


def verifier_convocation(fautes: Fautes, date: dt.date | None, jour: dt.date, chemin: str = "") -> None:
    """One is convened on the day of the entretien at the latest."""
    fautes.si(
        date is not None and date > jour,
        f"{chemin}convocation_date",
        f"La convocation doit être envoyée le {jour:%d/%m/%Y}, jour du rendez-vous, ou avant.",
        "APRES_ENTRETIEN",
    )


def verifier_realisation(
    fautes: Fautes, unite: UniteDeTravail, realisation: Realisation, debut: dt.datetime, chemin: str = ""
) -> None:
    """What happened is told once the slot has begun; until then it is planned or cancelled (guide §8.2)."""
    fautes.si(
        debut > unite.maintenant and realisation not in (Realisation.PREVU, Realisation.ANNULE),
        f"{chemin}realisation",
        f"Ce rendez-vous commence le {moment(debut)} : d'ici là, il est prévu ou annulé.",
        "PAS_ENCORE_COMMENCE",
    )


def verifier_changement(
    fautes: Fautes, unite: UniteDeTravail, entretien: db.Entretien, debut: dt.datetime, realisation: Realisation
) -> None:
    """What an entretien becomes, at its date: what has begun is planned no more (guide §8.2)."""
    if realisation is entretien.realisation and debut == entretien.date_heure:
        return
    fautes.si(
        realisation is Realisation.PREVU and realisation is not entretien.realisation and debut <= unite.maintenant,
        "realisation",
        f"Ce rendez-vous a commencé le {moment(debut)} : notez une présence, une absence ou son annulation.",
        "DEJA_COMMENCE",
    )
    verifier_realisation(fautes, unite, realisation, debut)


async def etapes_des_entretiens(unite: UniteDeTravail, entretiens: Sequence[int]) -> dict[int, list[db.Etape]]:
    """The étapes of entretiens, by entretien."""
    lien = db.entretien_etape.c
    requete = (
        select(lien.entretien_id, db.Etape)
        .join(db.Etape, db.Etape.id == lien.etape_id)
        .where(lien.entretien_id.in_(entretiens))
        .order_by(db.Etape.id)
    )
    found: dict[int, list[db.Etape]] = {id_: [] for id_ in entretiens}
    for entretien, etape in await unite.session.execute(requete):
        found[entretien].append(etape)
    return found


def prevu_de_nouveau(entretien: db.Entretien, realisation: Realisation, jour: dt.date) -> bool:
    """Whether this realisation and this day plan an entretien anew: it was not planned any more, or on another day."""
    rendu = realisation is Realisation.PREVU and entretien.realisation is not Realisation.PREVU
    return rendu or jour != jour_de(entretien.date_heure)


async def etapes_au(
    unite: UniteDeTravail, entretiens: Sequence[db.Entretien], jour: dt.date
) -> dict[int, list[db.Etape]]:
    """The étapes of entretiens that are to be on that day, by file. Errors: as `refuser_finies`."""
    etapes = await etapes_des_entretiens(unite, [un.id for un in entretiens])
    for un in entretiens:
        await refuser_finies(unite, un, etapes[un.id], jour)
    return {un.beneficiaire_id: etapes[un.id] for un in entretiens}


async def refuser_finies(
    unite: UniteDeTravail, entretien: db.Entretien, etapes: Sequence[db.Etape], jour: dt.date
) -> None:
    """An exit cancels what was planned after it: nothing is planned again there while it holds (guide §9).

    Errors: RegleMetier ETAPE_CLOSE when all the étapes of the entretien had ended before that day.
    """
    fins = [etape.fin_reelle for etape in etapes if etape.fin_reelle is not None and etape.fin_reelle < jour]
    if not fins or len(fins) < len(etapes):
        return
    fin = max(fins)
    if entretien.seance_id is None:
        message = (
            f"L'étape de cet entretien est close depuis le {fin:%d/%m/%Y} : il ne peut pas être le {jour:%d/%m/%Y}. "
            "Choisissez une étape en cours, ou annulez la sortie."
        )
        raise RegleMetier("ETAPE_CLOSE", message)
    [numero] = (await _numeros(unite, [entretien.beneficiaire_id])).values()
    message = f"L'étape du dossier {numero} est close depuis le {fin:%d/%m/%Y}, avant le {jour:%d/%m/%Y}"
    raise RegleMetier("ETAPE_CLOSE", f"{message} : annulez sa sortie, ou laissez son rendez-vous annulé.")


def avant_etape(etapes: Sequence[db.Etape], jour: dt.date) -> tuple[Avertissement, ...]:
    """Tells a day before the beginning of every étape: often a slip of the keyboard on the year."""
    debut = _debut(etapes)
    if debut is None or jour >= debut:
        return ()
    message = f"Cet entretien est daté d'avant le début de l'étape, le {debut:%d/%m/%Y} : vérifiez sa date."
    return (Avertissement("AVANT_ETAPE", message),)


async def avant_etape_des(
    unite: UniteDeTravail, etapes: Mapping[int, Sequence[db.Etape]], jour: dt.date
) -> tuple[Avertissement, ...]:
    """The same for those who come together, by file; ten at most."""
    debuts = {
        dossier: debut for dossier, siennes in etapes.items() if (debut := _debut(siennes)) is not None and jour < debut
    }
    dits = dict(list(debuts.items())[:DITS])
    numeros = await _numeros(unite, dits) if dits else {}
    return tuple(
        Avertissement(
            "AVANT_ETAPE",
            f"Pour le dossier {numeros[dossier]}, cet entretien est daté d'avant le début de l'étape, "
            f"le {debut:%d/%m/%Y} : vérifiez sa date.",
        )
        for dossier, debut in dits.items()
    )


def _debut(etapes: Sequence[db.Etape]) -> dt.date | None:
    return min((etape.debut_reel for etape in etapes), default=None)


async def _numeros(unite: UniteDeTravail, dossiers: Collection[int]) -> dict[int, str]:
    personne = db.Beneficiaire
    lignes = await unite.session.execute(
        select(personne.id, personne.numero_dossier).where(personne.id.in_(list(dossiers)))
    )
    return {ligne.id: ligne.numero_dossier for ligne in lignes}


async def seance_a_rejoindre(
    unite: UniteDeTravail, entretien: db.Entretien, realisation: Realisation
) -> db.Seance | None:
    """The séance whose slot an entretien takes again: it was cancelled, and is no more; the séance may have moved."""
    if entretien.seance_id is None or entretien.realisation is not Realisation.ANNULE:
        return None
    if realisation is Realisation.ANNULE:
        return None
    return await unite.session.get_one(db.Seance, entretien.seance_id)


def verifier_retour(fautes: Fautes, entretien: db.Entretien, seance: db.Seance, chemin: str = "realisation") -> None:
    """Whoever comes back to a séance was convened on its day at the latest, or their convocation is wrong."""
    if convoque_apres(entretien, seance):
        message = (
            f"La convocation est datée du {entretien.convocation_date:%d/%m/%Y}, après la séance du "
            f"{jour_de(seance.date_heure):%d/%m/%Y} : corrigez-la d'abord (modifierEntretien)."
        )
        fautes.ajouter(chemin, message, "APRES_ENTRETIEN")


def convoque_apres(entretien: db.Entretien, seance: db.Seance) -> bool:
    """Whether the convocation to a séance is dated after it."""
    return entretien.convocation_date is not None and entretien.convocation_date > jour_de(seance.date_heure)


def rejoindre(entretien: db.Entretien, seance: db.Seance) -> None:
    """Gives an entretien the slot of its séance."""
    for colonne in CRENEAU.values():
        setattr(entretien, colonne, getattr(seance, colonne))


def oublier_motif(entretien: db.Entretien) -> None:
    """What takes place after all has no motif of cancellation."""
    if entretien.realisation is not Realisation.ANNULE and entretien.motif_annulation_id is not None:
        entretien.motif_annulation_id = None


def jour_de(instant: dt.datetime) -> dt.date:
    """The day of an instant, in Paris."""
    return instant.astimezone(PARIS).date()


def moment(instant: dt.datetime) -> str:
    """An instant as people read it: « 02/04/2025 à 10 h 00 »."""
    heure = instant.astimezone(PARIS)
    return f"{heure:%d/%m/%Y} à {heure:%H} h {heure:%M}"
