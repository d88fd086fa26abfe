"""What came of an entretien (guide §8.3): réalisation, themes, synthèse, private note, and the next appointment."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import ARRAY, Integer, Text, bindparam, delete, func, insert, select

import db
from db.enums import ActionJournal, Realisation
from db.instants import MAINTENANT
from resolvers.workflows.entretien_regles import (
    etapes_au,
    jour_de,
    moment,
    oublier_motif,
    prevu_de_nouveau,
    rejoindre,
    seance_a_rejoindre,
    verifier_changement,
    verifier_retour,
)
from resolvers.workflows.entretiens import RendezVous, etapes_ouvertes, planifier
from resolvers.workflows.sante import rappels
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdEntretien,
    Liste,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.journal import journaliser
from resolvers.writing.lignes import enregistrer, exiger_champs, reprendre, verifier_listes
from resolvers.writing.ordres import Ordre
from resolvers.writing.rights import lisible
from resolvers.writing.unit import UniteDeTravail


@commande
class ThemeAborde:
    """A theme that was spoken of, and what was said."""

    theme: Annotated[str, Liste("THEME_ENTRETIEN")]
    commentaire: TexteLong | None = None


@commande
class SaisirSynthese:
    """What came of an entretien; `themes` replace those it had."""

    entretien: IdEntretien
    version: int
    realisation: Realisation | Absent = ABSENT
    themes: tuple[ThemeAborde, ...] | Absent = ABSENT
    synthese: TexteLong | Absent | None = ABSENT
    note_privee: TexteLong | Absent | None = ABSENT
    prochain_entretien: RendezVous | None = None


@resultat
class SyntheseSaisie:
    """The entretien, the one that follows if it was planned, and what deserves attention."""

    entretien: IdEntretien
    prochain_entretien: IdEntretien | None
    avertissements: tuple[Avertissement, ...]


async def saisir_synthese(unite: UniteDeTravail, commande: SaisirSynthese) -> SyntheseSaisie:
    """Writes what came of an entretien, and plans the next one for the same étapes in the same transaction.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier ETAPE_CLOSE, and as `planifier`.
    """
    entretien = await reprendre(unite, db.Entretien, commande.entretien, commande.version, quoi="Cet entretien")
    await exiger_champs(unite, entretien, *donnes(commande, "synthese", "themes"))
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    realisation = entretien.realisation if commande.realisation is ABSENT else commande.realisation
    seance = await seance_a_rejoindre(unite, entretien, realisation)
    debut = (seance or entretien).date_heure
    verifier_changement(fautes, unite, entretien, debut, realisation)
    if seance is not None:
        verifier_retour(fautes, entretien, seance)
    existant = await _deja_prevu(unite, entretien) if commande.prochain_entretien is not None else ()
    suivant, avertissements = await _planifier(unite, entretien, commande.prochain_entretien, fautes)
    fautes.lever()
    if prevu_de_nouveau(entretien, realisation, jour_de(debut)):
        await etapes_au(unite, [entretien], jour_de(debut))
    # Only now: making the appointment writes whatever has been set, and the journal would miss it.
    if suivant is not None:
        entretien.prochain_entretien_id = suivant
    if seance is not None:
        rejoindre(entretien, seance)
    for nom, valeur in donnes(commande, "realisation", "synthese").items():
        setattr(entretien, nom, valeur)
    oublier_motif(entretien)
    avant = await _themes(unite, entretien) if commande.themes is not ABSENT else []
    apres = list(commande.themes) if commande.themes is not ABSENT else []
    await enregistrer(unite, entretien, themes=(_dits(avant), _dits(apres)))
    if avant != apres:
        await _remplacer(unite, entretien, apres)
    if commande.note_privee is not ABSENT:
        await _noter(unite, entretien, commande.note_privee)
    return SyntheseSaisie(
        entretien=entretien.id,
        prochain_entretien=suivant,
        avertissements=(*rappels(_textes(commande)), *existant, *avertissements),
    )


async def _deja_prevu(unite: UniteDeTravail, entretien: db.Entretien) -> tuple[Avertissement, ...]:
    """Tells the appointment that follows already and is still planned, if the caller sees it: both are kept."""
    if entretien.prochain_entretien_id is None:
        return ()
    suivant = await unite.session.get_one(db.Entretien, entretien.prochain_entretien_id)
    if suivant.realisation is not Realisation.PREVU or not await lisible(unite, suivant):
        return ()
    message = f"Un prochain entretien était déjà prévu le {moment(suivant.date_heure)} : annulez-le s'il ne tient plus."
    return (Avertissement("PROCHAIN_EXISTANT", message),)


async def _planifier(
    unite: UniteDeTravail, entretien: db.Entretien, rendez_vous: RendezVous | None, fautes: Fautes
) -> tuple[int | None, tuple[Avertissement, ...]]:
    """The appointment that follows, for the étapes of the entretien that are still open."""
    if rendez_vous is None:
        return None, ()
    fautes.si(
        rendez_vous.date_heure <= entretien.date_heure,
        "prochain_entretien.date_heure",
        "Le prochain entretien doit commencer après celui-ci.",
        "AVANT_ENTRETIEN",
    )
    pris, avertissements = await planifier(
        unite,
        beneficiaire=entretien.beneficiaire_id,
        etapes=await etapes_ouvertes(unite, entretien),
        rendez_vous=rendez_vous,
        fautes=fautes,
        chemin="prochain_entretien.",
    )
    return pris.id, avertissements


async def _themes(unite: UniteDeTravail, entretien: db.Entretien) -> list[ThemeAborde]:
    """The themes of an entretien, in their order."""
    lignes = await unite.lignes(_LIRE_THEMES, entretien=entretien.id)
    return [ThemeAborde(theme=theme_id, commentaire=commentaire) for theme_id, commentaire in lignes]


def _dits(themes: list[ThemeAborde]) -> list[dict[str, Any]]:
    """Themes as the journal tells them."""
    return [{"theme": un.theme.partition(":")[2], "commentaire": un.commentaire} for un in themes]


async def _remplacer(unite: UniteDeTravail, entretien: db.Entretien, themes: list[ThemeAborde]) -> None:
    await unite.lignes(
        _REMPLACER_THEMES,
        entretien=entretien.id,
        theme=[un.theme for un in themes],
        commentaire=[un.commentaire for un in themes],
    )


_THEME = db.ThemeEntretien
_LIRE_THEMES = Ordre(
    select(_THEME.theme_id, _THEME.commentaire)
    .where(_THEME.entretien_id == bindparam("entretien"))
    .order_by(_THEME.rang, _THEME.id)
)
_DONNES = (
    func.unnest(*(bindparam(nom, type_=ARRAY(Text)) for nom in ("theme", "commentaire")))
    .table_valued("theme_id", "commentaire", with_ordinality="rang")
    .render_derived()
)
_REMPLACER_THEMES = Ordre(
    insert(_THEME)
    .from_select(
        ["entretien_id", "theme_id", "commentaire", "rang", "cree_le", "modifie_le"],
        select(bindparam("entretien", type_=Integer), *_DONNES.c, MAINTENANT, MAINTENANT),
    )
    .add_cte(delete(_THEME).where(_THEME.entretien_id == bindparam("entretien")).cte("otes"))
)


async def _noter(unite: UniteDeTravail, entretien: db.Entretien, texte: str | None) -> None:
    """The caller's own note on an entretien: written, rewritten, or taken out when there is no text.

    The journal tells that there was one, neither its text nor its file: a note is its author's alone.
    """
    sienne = select(db.NotePrivee).where(
        db.NotePrivee.entretien_id == entretien.id, db.NotePrivee.auteur_id == unite.moi
    )
    note = await unite.session.scalar(sienne.order_by(db.NotePrivee.id.desc()).limit(1))
    if note is None and texte is not None:
        note = db.NotePrivee(
            entretien_id=entretien.id,
            auteur_id=unite.moi,
            texte=texte,
            version=1,
            cree_le=unite.maintenant,
            modifie_le=unite.maintenant,
        )
        unite.session.add(note)
        await unite.session.flush()
        journaliser(unite, ActionJournal.CREATION, "NotePrivee", note.id)
    elif note is not None and texte is None:
        await unite.session.delete(note)
        journaliser(unite, ActionJournal.SUPPRESSION, "NotePrivee", note.id)
    elif note is not None and note.texte != texte:
        note.texte, note.version, note.modifie_le = texte or "", note.version + 1, unite.maintenant
        journaliser(unite, ActionJournal.MODIFICATION, "NotePrivee", note.id)
    await unite.session.flush()


def _textes(commande: SaisirSynthese) -> dict[str, str | Absent | None]:
    """The free texts that others will read."""
    themes = commande.themes if commande.themes is not ABSENT else ()
    return {
        "synthese": commande.synthese,
        **{f"themes.{rang}.commentaire": un.commentaire for rang, un in enumerate(themes)},
    }
