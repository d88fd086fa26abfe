"""A bilan model that was answered is frozen: a change is a new version, and no answer is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

import db
from db.engine import write_engine
from db.referentiels import Chargement, Ecart
from tests.db.chargements import Modifier, answer, load, rows, versions

ANCIENNE = "Vers le droit commun Santé"
NOUVELLE = "Vers un service de santé de droit commun"


async def test_a_model_nobody_answered_changes_in_place(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    chargement = await load(connexion, dossier)
    assert chargement == Chargement({"question": Ecart(modifiees=1)}, {})
    (seule,) = await rows(connexion, versions("MOS_BILAN"))
    assert (seule.numero_version, seule.actif, NOUVELLE in seule.libelles) == (1, True, True)


async def test_a_question_taken_out_of_an_unanswered_model_goes(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier(
        "modeles_bilan/mos.toml",
        f'  {{ code = "ORIENTATION_SANTE_DROIT_COMMUN", libelle = "{ANCIENNE}", type = "OUI_NC_NON" }},\n',
        "",
    )
    assert (await load(connexion, dossier)).ecarts["question"].retirees == 1
    (seule,) = await rows(connexion, versions("MOS_BILAN"))
    assert len(seule.libelles) == 36
    assert ANCIENNE not in seule.libelles
    assert len((await rows(connexion, versions("MOC_BILAN")))[0].libelles) == 30


async def test_an_answered_model_gets_a_new_version(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    chargement = await load(connexion, dossier)
    assert chargement.nouvelles_versions == {"MOS_BILAN": 2}
    une, deux = await rows(connexion, versions("MOS_BILAN"))
    assert (une.numero_version, une.actif, ANCIENNE in une.libelles, len(une.libelles)) == (1, False, True, 37)
    assert (deux.numero_version, deux.actif, NOUVELLE in deux.libelles, len(deux.libelles)) == (2, True, True, 37)
    assert not await load(connexion, dossier)


async def test_a_model_being_answered_gets_a_new_version(
    base_vierge: str, connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    engine = write_engine(base_vierge)
    async with engine.connect() as autre:
        await answer(connexion, "MOS_BILAN", commit=False)
        chargement = asyncio.create_task(load(autre, dossier))
        await asyncio.sleep(0.3)
        assert not chargement.done()
        await connexion.commit()
        assert (await chargement).nouvelles_versions == {"MOS_BILAN": 2}
    await engine.dispose()


async def test_answers_to_one_model_leave_the_others_free(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/iae.toml", 'libelle = "Poste occupé"', 'libelle = "Dernier poste occupé"')
    assert await load(connexion, dossier) == Chargement({"question": Ecart(modifiees=1)}, {})


async def test_the_number_written_in_the_file_is_the_version(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    modifier("modeles_bilan/mos.toml", "version = 1\n", "version = 5\n")
    assert (await load(connexion, dossier)).nouvelles_versions == {}
    assert [(v.numero_version, v.actif) for v in await rows(connexion, versions("MOS_BILAN"))] == [
        (1, False),
        (5, True),
    ]


async def test_going_back_to_the_former_file_takes_the_former_version_up_again(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    await load(connexion, dossier)
    await load(connexion)
    assert [(v.numero_version, v.actif) for v in await rows(connexion, versions("MOS_BILAN"))] == [
        (1, True),
        (2, False),
    ]


async def test_a_model_without_file_is_withdrawn(connexion: AsyncConnection, dossier: Path) -> None:
    (dossier / "modeles_bilan" / "psme_flash.toml").unlink()
    assert (await load(connexion, dossier)).ecarts == {"modele_bilan": Ecart(retirees=1)}
    assert [v.actif for v in await rows(connexion, versions("PSME_BILAN_FLASH"))] == [False]


async def test_what_may_be_final_changes_without_a_new_version(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "PSME_BILAN_FLASH")
    modifier("modeles_bilan/psme_flash.toml", "final = false", "final = true")
    assert await load(connexion, dossier) == Chargement({"modele_bilan": Ecart(modifiees=1)}, {})


async def test_what_may_be_final_is_the_same_for_former_versions(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "PSME_BILAN_FLASH")
    modifier("modeles_bilan/psme_flash.toml", '"Nombre d\'absences"', '"Absences"')
    await load(connexion, dossier)
    modele = db.ModeleBilan
    finals = select(modele.final).where(modele.code == "PSME_BILAN_FLASH")
    await connexion.execute(update(modele).where(modele.numero_version == 1).values(final=True))
    chargement = await load(connexion, dossier)
    assert [une.final for une in await rows(connexion, finals)] == [False, False]
    assert chargement.nouvelles_versions == {}
    assert not await load(connexion, dossier)
