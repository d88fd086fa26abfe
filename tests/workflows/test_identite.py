"""Changing who a person is and where they live (guide §10.2), entering a dispositif (guide §2)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

import db
from auth import numeros
from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

IDENTITE, ADRESSE, ENTRER = "modifierIdentite", "saisirChangementAdresse", "entrerDispositif"
MONTRE = (
    "beneficiaire { version nom prenom commune coordonnees { adresse codePostal commune telephone email"
    " historique { adresse commune du au } } secteur { id } numeroAllocataire } avertissements { code message }"
)
_RANGS = itertools.count(1)


def nir() -> str:
    """A NIR of nobody, its key computed."""
    nu = f"17106341720{next(_RANGS):02d}"
    return f"{nu}{97 - int(nu) % 97:02d}"


def sur(personne: Personne, version: int = 1, **champs: Any) -> dict[str, Any]:
    """Changes of a file."""
    return {"beneficiaire": personne.gid, "version": version, **champs}


# « Modifier l'identité »


async def test_modifier_garde_ce_qui_n_est_pas_donne(atelier: Atelier) -> None:
    personne = await atelier.suivie(nom_naissance="Puech", prenom="Alix")
    fait = await atelier.fait("referent", IDENTITE, sur(personne, nom="Le  Goff", nomNaissance=None), MONTRE)
    assert (fait["beneficiaire"]["nom"], fait["beneficiaire"]["prenom"]) == ("Le Goff", "Alix")
    assert fait["beneficiaire"]["version"] == 2
    [(_, _, diff)] = await atelier.journal(personne.id)
    assert diff is not None
    assert diff["nomNaissance"] == {"avant": "Puech", "apres": None}
    assert set(diff) == {"nom", "nomNaissance"}


async def test_un_nom_qui_devient_celui_d_un_autre_est_signale(atelier: Atelier) -> None:
    naissance = dt.date(1991, 3, 7)
    autre = await atelier.suivie(nom="Rouquette", prenom="Estelle", date_naissance=naissance)
    await atelier.personne(nom="Rouquette", prenom="Estelle", date_naissance=naissance)
    personne = await atelier.suivie(nom="Roquete", prenom="Estel", date_naissance=naissance)
    fait = await atelier.fait("referent", IDENTITE, sur(personne, nom="Rouquette", prenom="Estelle"), MONTRE)
    [avertissement] = fait["avertissements"]
    assert avertissement["code"] == "HOMONYME_PROBABLE"
    assert autre.gid in avertissement["message"]


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", IDENTITE, sur(personne, prenom="Léo"))
    assert await atelier.refus("responsable", IDENTITE, sur(personne, prenom="Léa")) == "VERSION_PERIMEE"


async def test_deux_modifications_a_la_fois_n_en_perdent_aucune(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    answers = await ensemble(*(atelier.muter("referent", IDENTITE, sur(personne, nom=nom)) for nom in ("Aa", "Bb")))
    assert sorted(answer.get("code", "") for answer in answers) == ["", "VERSION_PERIMEE"]


@pytest.mark.parametrize("champ", ["numeroAllocataire", "numeroDemandeRsa", "roleFoyer", "organismePayeur"])
async def test_les_numeros_sont_reserves_au_sdi_et_aux_pilotes(atelier: Atelier, champ: str) -> None:
    personne = await atelier.suivie(organisme_payeur_id="ORGANISME_PAYEUR:CAF")
    valeurs = {"roleFoyer": "CONJOINT", "organismePayeur": "AUTRES"}
    change = sur(personne, **{champ: valeurs.get(champ, "1234567")})
    assert await atelier.refus("referent", IDENTITE, change) == "INTERDIT"
    [(version,)] = await atelier.sql("SELECT version FROM beneficiaire WHERE id = :id", id=personne.id)
    assert version == 1


async def test_le_numero_change_avec_la_caisse(atelier: Atelier) -> None:
    personne = await atelier.suivie(
        organisme_payeur_id="ORGANISME_PAYEUR:CAF", numero_caf=f"61{next(_RANGS):05d}", secteur_id=1
    )
    assert await atelier.chemins("pilote", IDENTITE, sur(personne, organismePayeur="MSA")) == [
        "commande.numeroAllocataire"
    ]
    change = sur(personne, organismePayeur="MSA", numeroAllocataire=nir())
    fait = await atelier.fait("pilote", IDENTITE, change, MONTRE)
    assert fait["beneficiaire"]["numeroAllocataire"].startswith("••••")
    [(caf, scelle)] = await atelier.sql(
        "SELECT numero_caf, nir_chiffre FROM beneficiaire WHERE id = :id", id=personne.id
    )
    assert caf is None
    assert numeros.coffre().ouvrir(scelle) == change["numeroAllocataire"]


async def test_deux_nir_au_meme_masque_laissent_une_trace(atelier: Atelier) -> None:
    personne = await atelier.suivie(organisme_payeur_id="ORGANISME_PAYEUR:MSA")
    un, deux = "1710634172", "1720634172"
    for version, nu in enumerate((un + "777", deux + "777"), 1):
        cle = f"{97 - int(nu) % 97:02d}"
        await atelier.fait("pilote", IDENTITE, sur(personne, version, numeroAllocataire=nu + cle))
    ecrits = await atelier.journal(personne.id)
    assert ecrits[1][2] == {"numeroAllocataire": {"avant": None, "apres": "•••••••••• 777"}}


async def test_le_numero_d_un_autre_est_refuse_sans_dire_de_qui(atelier: Atelier) -> None:
    numero = f"62{next(_RANGS):05d}"
    await atelier.personne(numero_caf=numero, role_foyer=db.RoleFoyer.ALLOCATAIRE)
    personne = await atelier.suivie(role_foyer=db.RoleFoyer.ALLOCATAIRE)
    refus = await atelier.muter("pilote", IDENTITE, sur(personne, organismePayeur="CAF", numeroAllocataire=numero))
    assert [champ["code"] for champ in refus["champs"]] == ["DEJA_UTILISE"]
    assert "Beneficiaire:" not in str(refus)


async def test_ce_qui_vient_d_ailleurs_n_empeche_pas_de_corriger_le_reste(atelier: Atelier) -> None:
    personne = await atelier.suivie(date_naissance=dt.date(1900, 1, 1), nom="?")
    await atelier.fait("referent", IDENTITE, sur(personne, prenom="Camille"))
    assert await atelier.chemins("referent", IDENTITE, sur(personne, 2, dateNaissance="1900-01-02", nom="!")) == [
        "commande.nom",
        "commande.dateNaissance",
    ]


# « Saisir un changement d'adresse »


async def test_l_ancienne_adresse_est_gardee_avec_son_dernier_jour(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve", code_postal="34000", commune="Montpellier")
    change = sur(personne, adresse="8 quai du Port", codePostal="34 200", commune="Sète", depuis="2025-03-10")
    fait = (await atelier.fait("accueil", ADRESSE, change, MONTRE))["beneficiaire"]["coordonnees"]
    assert (fait["adresse"], fait["codePostal"], fait["commune"]) == ("8 quai du Port", "34200", "Sète")
    assert fait["historique"] == [{"adresse": "1 rue Neuve", "commune": "Montpellier", "du": None, "au": "2025-03-09"}]
    ecrits = [ecrit[:2] for ecrit in await atelier.journal(personne.id)]
    assert ecrits == [("MODIFICATION", "Beneficiaire"), ("CREATION", "AdresseAnterieure")]


async def test_chaque_adresse_va_de_son_arrivee_a_son_depart(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve")
    await atelier.fait("referent", ADRESSE, sur(personne, adresse="2 rue Neuve", depuis="2025-01-10"))
    trop_tot = sur(personne, 2, adresse="3 rue Neuve", depuis="2025-01-05")
    assert await atelier.refus("referent", ADRESSE, trop_tot) == "AVANT_LA_PRECEDENTE"
    change = sur(personne, 2, adresse="3 rue Neuve", depuis="2025-02-10")
    fait = (await atelier.fait("referent", ADRESSE, change, MONTRE))["beneficiaire"]["coordonnees"]["historique"]
    assert [(une["adresse"], une["du"], une["au"]) for une in fait] == [
        ("2 rue Neuve", "2025-01-10", "2025-02-09"),
        ("1 rue Neuve", None, "2025-01-09"),
    ]


async def test_une_seconde_saisie_le_meme_jour_corrige_la_premiere(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve")
    await atelier.fait("referent", ADRESSE, sur(personne, adresse="2 rue Neuv"))
    fait = await atelier.fait("referent", ADRESSE, sur(personne, 2, adresse="2 rue Neuve"), MONTRE)
    assert [une["adresse"] for une in fait["beneficiaire"]["coordonnees"]["historique"]] == ["1 rue Neuve"]


async def test_une_faute_dans_l_adresse_se_corrige_sans_demenager(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve", commune="Montpelier")
    fait = await atelier.fait("accueil", ADRESSE, sur(personne, commune="Montpellier", correction=True), MONTRE)
    coordonnees = fait["beneficiaire"]["coordonnees"]
    assert (coordonnees["commune"], coordonnees["historique"]) == ("Montpellier", [])


async def test_le_jour_d_un_demenagement_se_corrige(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve")
    await atelier.fait("accueil", ADRESSE, sur(personne, adresse="2 rue Neuve"))
    change = sur(personne, 2, correction=True, depuis="2025-01-10")
    fait = (await atelier.fait("accueil", ADRESSE, change, MONTRE))["beneficiaire"]["coordonnees"]
    assert [(une["adresse"], une["au"]) for une in fait["historique"]] == [("1 rue Neuve", "2025-01-09")]
    corrige = ("MODIFICATION", "AdresseAnterieure", {"au": {"avant": "2025-03-27", "apres": "2025-01-09"}})
    assert (await atelier.journal(personne.id))[-1] == corrige
    await atelier.fait("accueil", ADRESSE, sur(personne, 2, adresse="3 rue Neuve", depuis="2025-02-10"))
    trop_tot = sur(personne, 3, correction=True, depuis="2025-01-10")
    assert await atelier.refus("accueil", ADRESSE, trop_tot) == "AVANT_LA_PRECEDENTE"


async def test_le_jour_d_arrivee_a_la_premiere_adresse_connue_n_est_pas_garde(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve")
    change = sur(personne, correction=True, depuis="2025-01-10")
    assert await atelier.refus("referent", ADRESSE, change) == "SANS_OBJET"


async def test_un_demenagement_trop_tot_dit_comment_corriger_le_jour(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve")
    await atelier.fait("referent", ADRESSE, sur(personne, adresse="2 rue Neuve"))
    refus = await atelier.muter("referent", ADRESSE, sur(personne, 2, adresse="3 rue Neuve", depuis="2025-03-01"))
    assert "depuis le 28/03/2025 : donnez ce jour ou un jour après, ou dites que" in refus["champs"][0]["message"]


async def test_le_telephone_seul_ne_fait_pas_demenager(atelier: Atelier) -> None:
    personne = await atelier.suivie(adresse="1 rue Neuve", telephone="+33612345678")
    fait = await atelier.fait("accueil", ADRESSE, sur(personne, telephone="07 00 00 00 00", email=None), MONTRE)
    assert fait["beneficiaire"]["coordonnees"]["telephone"] == "+33700000000"
    assert fait["beneficiaire"]["coordonnees"]["historique"] == []
    assert fait["avertissements"] == []


async def test_l_accueil_change_l_adresse_et_rien_d_autre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    secteur = f"Territoire:{atelier.secteurs['secteur'].id}"
    assert await atelier.refus("accueil", ADRESSE, sur(personne, secteur=secteur)) == "INTERDIT"
    assert await atelier.refus("accueil", IDENTITE, sur(personne, nom="Autre")) == "INTERDIT"


async def test_un_changement_de_secteur_est_signale(atelier: Atelier) -> None:
    secteur, ailleurs = atelier.secteurs["secteur"], atelier.secteurs["ailleurs"]
    personne = await atelier.suivie(secteur_id=secteur.id, commune="Lattes")
    fait = await atelier.fait("referent", ADRESSE, sur(personne, commune="Béziers"), MONTRE)
    assert [un["code"] for un in fait["avertissements"]] == ["SECTEUR_A_VERIFIER"]
    change = sur(personne, 2, secteur=f"Territoire:{ailleurs.id}")
    fait = await atelier.fait("referent", ADRESSE, change, MONTRE)
    [avertissement] = fait["avertissements"]
    assert avertissement["code"] == "SECTEUR_CHANGE"
    assert ailleurs.libelle in avertissement["message"]
    assert secteur.libelle in avertissement["message"]


async def test_un_sdi_ne_se_defait_pas_d_un_dossier(atelier: Atelier) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    change = sur(personne, secteur=f"Territoire:{atelier.secteurs['ailleurs'].id}")
    assert await atelier.refus("sdi", ADRESSE, change) == "HORS_TERRITOIRE"
    await atelier.fait("pilote", ADRESSE, change)


async def test_les_coordonnees_fausses_sont_dites_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    change = sur(
        personne, codePostal="ABCDE", telephone="06", email="x@y", secteur="Territoire:999999", depuis="2025-03-29"
    )
    assert await atelier.chemins("referent", ADRESSE, change) == [
        "commande.codePostal",
        "commande.telephone",
        "commande.email",
        "commande.depuis",
        "commande.secteur",
    ]


# Entering a dispositif


def entree(personne: Personne, jour: str) -> dict[str, Any]:
    """« Accomp RSA » from that day."""
    return {"beneficiaire": personne.gid, "dispositif": "Dispositif:1", "entree": jour}


async def test_la_personne_entre_dans_le_dispositif(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    montre = "accompagnement { dispositif { libelle } entree sortie dureeMois }"
    fait = (await atelier.fait("referent", ENTRER, entree(personne, "2024-12-17"), montre))["accompagnement"]
    assert fait == {"dispositif": {"libelle": "Accomp RSA"}, "entree": "2024-12-17", "sortie": None, "dureeMois": 3.4}


async def test_on_n_y_est_qu_une_fois_a_la_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", ENTRER, entree(personne, "2024-12-17"))
    refus = await atelier.muter("referent", ENTRER, entree(personne, "2025-01-01"))
    assert refus["code"] == "DEJA_ENTRE"
    assert "depuis le 17/12/2024" in refus["message"]
    assert await atelier.refus("referent", ENTRER, entree(personne, "2024-01-01")) == "DEJA_ENTRE"


async def test_on_y_revient_apres_en_etre_sorti(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    motif = "MOTIF_SORTIE_DISPOSITIF:"
    [(motif_id,)] = await atelier.sql("SELECT min(id) FROM valeur WHERE id LIKE :motif", motif=f"{motif}%")
    await atelier.ajouter(
        db.Accompagnement(
            beneficiaire_id=personne.id,
            dispositif_id=1,
            entree=dt.date(2022, 1, 1),
            sortie=dt.date(2024, 6, 30),
            motif_sortie_id=motif_id,
        )
    )
    refus = await atelier.muter("referent", ENTRER, entree(personne, "2024-06-30"))
    assert "au 30/06/2024 : donnez une entrée après sa sortie" in refus["message"]
    await atelier.fait("referent", ENTRER, entree(personne, "2024-07-01"))


async def test_deux_entrees_a_la_fois_n_en_font_qu_une(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    answers = await ensemble(*(atelier.muter("referent", ENTRER, entree(personne, "2025-01-06")) for _ in range(3)))
    assert sorted(answer.get("code", "") for answer in answers) == ["", "DEJA_ENTRE", "DEJA_ENTRE"]


async def test_une_entree_ne_se_saisit_pas_d_avance(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    faux = entree(personne, "2025-03-29") | {"dispositif": "Dispositif:999999"}
    assert await atelier.chemins("referent", ENTRER, faux) == ["commande.entree", "commande.dispositif"]


async def test_qui_n_ecrit_pas_les_numeros_n_apprend_pas_s_ils_existent(atelier: Atelier) -> None:
    await atelier.personne(numero_caf="8641357", organisme_payeur_id="ORGANISME_PAYEUR:CAF", role_foyer="ALLOCATAIRE")
    personne = await atelier.suivie()
    for numero in ("8641357", "8641358"):
        demande = sur(personne, organismePayeur="CAF", numeroAllocataire=numero, roleFoyer="ALLOCATAIRE")
        assert await atelier.refus("referent", IDENTITE, demande) == "INTERDIT"
