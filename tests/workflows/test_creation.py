"""Opening a file (guide §5: « Attention aux HOMONYMES », §6)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from auth import numeros
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

CREER = "creerBeneficiaire"
MONTRE = (
    "beneficiaire { id numeroDossier nom prenom numeroAllocataire coordonnees { codePostal commune telephone email }"
    " caracteristiques { definition { code } etat } secteur { id } }"
    " rattachement { statut structure { raisonSociale } } referent { type debut collaborateur { id } }"
)
_RANGS = itertools.count(1)
NIR = "2 84 05 34 172 123 42"
"""A NIR whose key is right, of nobody."""


def lettres() -> str:
    """A name that nobody bears."""
    return "".join("bcdfgklmnr"[int(chiffre)] + "a" for chiffre in f"{next(_RANGS):05d}").capitalize()


def jour() -> str:
    """A date of birth that nobody in the world of the tests has."""
    return (dt.date(1950, 1, 1) + dt.timedelta(days=next(_RANGS))).isoformat()


def quelqu_un(**champs: Any) -> dict[str, Any]:
    """Somebody whom nobody knows."""
    return {"civilite": "MME", "nom": lettres(), "prenom": "Inès", "dateNaissance": jour(), **champs}


def oriente(atelier: Atelier, **champs: Any) -> dict[str, Any]:
    """The same, sent to an offer of A."""
    offre = f"OffreDeService:{atelier.offres['a'].id}"
    return quelqu_un(offreDeService=offre, dateReceptionFio="2025-03-20", **champs)


async def creer(atelier: Atelier, compte: str, commande: dict[str, Any]) -> dict[str, Any]:
    """The answer with the homonyms that it names."""
    texte = f"""mutation ($commande: CreerBeneficiaire!) {{ creerBeneficiaire(commande: $commande) {{
        __typename ... on CreerBeneficiaireSucces {{ {MONTRE} }} ... on Erreur {{ code message }}
        ... on ErreurHomonymes {{ homonymesProbables {{ id dateNaissance commune numeroAllocataireMasque }}
                                  nombreHorsPortee }} }} }}"""
    data = await atelier.lire.data(atelier.callers[compte], texte, commande=commande)
    found: dict[str, Any] = data["creerBeneficiaire"]
    return found


async def test_le_dossier_ouvert_par_un_operateur_est_aussitot_le_sien(atelier: Atelier) -> None:
    fait = await atelier.fait("referent", CREER, oriente(atelier), MONTRE)
    assert fait["rattachement"] == {"statut": "EN_ATTENTE", "structure": {"raisonSociale": "Structure A"}}
    assert fait["beneficiaire"]["numeroDossier"].startswith("#")
    assert fait["referent"] is None


async def test_il_faut_pour_cela_une_offre_de_sa_structure_et_la_date_de_la_fio(atelier: Atelier) -> None:
    assert await atelier.chemins("referent", CREER, quelqu_un()) == ["commande.offreDeService"]
    demande = oriente(atelier)
    del demande["dateReceptionFio"]
    assert await atelier.chemins("referent", CREER, demande) == ["commande.dateReceptionFio"]
    ailleurs = oriente(atelier) | {"offreDeService": f"OffreDeService:{atelier.offres['b'].id}"}
    assert await atelier.refus("referent", CREER, ailleurs) == "HORS_STRUCTURE"


async def test_le_referent_unique_qui_ouvre_un_dossier_en_devient_le_referent_de_parcours(atelier: Atelier) -> None:
    fait = await atelier.fait("parcours", CREER, quelqu_un(), MONTRE)
    assert fait["referent"] == {
        "type": "PARCOURS",
        "debut": "2025-03-28",
        "collaborateur": {"id": f"Collaborateur:{atelier.moi('parcours')}"},
    }


async def test_un_sdi_donne_un_secteur_de_son_territoire(atelier: Atelier) -> None:
    assert await atelier.chemins("sdi", CREER, quelqu_un()) == ["commande.secteur"]
    ailleurs = quelqu_un(secteur=f"Territoire:{atelier.secteurs['ailleurs'].id}")
    assert await atelier.refus("sdi", CREER, ailleurs) == "HORS_TERRITOIRE"
    secteur = f"Territoire:{atelier.secteurs['secteur'].id}"
    fait = await atelier.fait("sdi", CREER, quelqu_un(secteur=secteur), MONTRE)
    assert fait["beneficiaire"]["secteur"] == {"id": secteur}


async def test_un_dossier_porte_toutes_ses_caracteristiques_des_sa_creation(atelier: Atelier) -> None:
    fait = await atelier.fait("pilote", CREER, quelqu_un(), MONTRE)
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM definition_caracteristique")
    assert len(fait["beneficiaire"]["caracteristiques"]) == nombre
    assert {une["etat"] for une in fait["beneficiaire"]["caracteristiques"]} == {"MANQUANTE"}


@pytest.mark.parametrize(
    ("donne", "garde"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("04.67.00.00.00", "+33467000000"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("+34 600 000 000", "+34600000000"),
    ],
)
async def test_le_telephone_se_donne_comme_on_l_ecrit(atelier: Atelier, donne: str, garde: str) -> None:
    fait = await atelier.fait("pilote", CREER, quelqu_un(coordonnees={"telephone": donne}), MONTRE)
    assert fait["beneficiaire"]["coordonnees"]["telephone"] == garde


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    demande = quelqu_un(
        nom="123",
        dateNaissance="2020-01-01",
        coordonnees={"codePostal": "3400", "telephone": "12", "email": "inès"},
        organismePayeur="LUNE",
        secteur="Territoire:999999",
    )
    assert await atelier.chemins("pilote", CREER, demande) == [
        "commande.nom",
        "commande.dateNaissance",
        "commande.coordonnees.codePostal",
        "commande.coordonnees.telephone",
        "commande.coordonnees.email",
        "commande.secteur",
        "commande.organismePayeur",
    ]


@pytest.mark.parametrize("naissance", ["2025-03-28", "2009-03-29", "1904-01-01"])
async def test_une_date_de_naissance_est_celle_d_une_personne_de_16_a_120_ans(atelier: Atelier, naissance: str) -> None:
    assert await atelier.refus("pilote", CREER, quelqu_un(dateNaissance=naissance)) == "DATE_NAISSANCE"


# Numbers


@pytest.mark.parametrize(
    ("donne", "garde"),
    [("1 234 567", "1234567"), ("0000012345678", "12345678"), ("1234", "0001234"), ("00001234", "0001234")],
)
async def test_un_matricule_perd_ses_espaces_et_ses_zeros_de_tete(atelier: Atelier, donne: str, garde: str) -> None:
    demande = quelqu_un(organismePayeur="CAF", numeroAllocataire=donne, confirmer=True)
    fait = await atelier.fait("pilote", CREER, demande, MONTRE)
    assert fait["beneficiaire"]["numeroAllocataire"] == garde


async def test_un_numero_de_la_msa_n_est_jamais_en_clair(atelier: Atelier) -> None:
    nir = NIR.replace(" ", "")
    demande = quelqu_un(organismePayeur="MSA", numeroAllocataire=NIR, roleFoyer="ALLOCATAIRE")
    fait = await atelier.fait("pilote", CREER, demande, MONTRE)
    assert fait["beneficiaire"]["numeroAllocataire"] == "•••••••••• 123"
    id_ = int(fait["beneficiaire"]["id"].split(":")[1])
    [(chiffre, empreinte, ligne)] = await atelier.sql(
        "SELECT nir_chiffre, numero_empreinte, b::text FROM beneficiaire b WHERE id = :id", id=id_
    )
    assert numeros.coffre().ouvrir(chiffre) == nir
    assert empreinte == numeros.coffre().empreinte(nir)
    assert nir not in ligne
    [creation] = [diff for _, type_, diff in await atelier.journal(id_) if type_ == "Beneficiaire"]
    assert nir not in str(creation)
    cle = {
        "numeroAllocataire": NIR,
        "dateNaissance": demande["dateNaissance"],
        "offreDeService": f"OffreDeService:{atelier.offres['a'].id}",
        "dateReceptionFio": "2025-03-01",
    }
    rattache = await atelier.fait("referent", "rattacherBeneficiaire", cle, "beneficiaire { id }")
    assert rattache["beneficiaire"]["id"] == fait["beneficiaire"]["id"]


@pytest.mark.parametrize(
    ("organisme", "numero", "chemin"),
    [
        ("MSA", "2 84 05 34 172 123 43", "commande.numeroAllocataire"),
        ("MSA", "1234567", "commande.numeroAllocataire"),
        ("CAF", NIR, "commande.numeroAllocataire"),
        ("CAF", "1234567A", "commande.numeroAllocataire"),
        ("CAF", "0000000", "commande.numeroAllocataire"),
        ("CAF", "1234567890123456", "commande.numeroAllocataire"),
        (None, "1234567", "commande.organismePayeur"),
    ],
    ids=["clé fausse", "matricule à la MSA", "NIR à la CAF", "lettre", "zéros", "trop long", "sans caisse"],
)
async def test_un_numero_impossible_est_refuse_sans_etre_repete(
    atelier: Atelier, organisme: str | None, numero: str, chemin: str
) -> None:
    demande = quelqu_un(organismePayeur=organisme, numeroAllocataire=numero)
    refus = await atelier.muter("pilote", CREER, demande)
    assert [champ["chemin"] for champ in refus["champs"]] == [chemin]
    assert numero not in str(refus)


async def test_les_numeros_sont_reserves_au_sdi_et_aux_pilotes(atelier: Atelier) -> None:
    demande = oriente(atelier, organismePayeur="CAF", numeroAllocataire="7654321")
    refus = await atelier.muter("referent", CREER, demande)
    assert refus["errors"] == ["INTERDIT"]
    assert refus["message"] == "Votre profil ne permet pas de modifier : organismePayeur, numeroAllocataire."
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM beneficiaire WHERE numero_caf = '7654321'")
    assert nombre == 0


async def test_un_foyer_a_un_matricule_et_chacun_son_role(atelier: Atelier) -> None:
    numero = {"organismePayeur": "CAF", "numeroAllocataire": f"8{next(_RANGS):08d}"}
    await atelier.fait("pilote", CREER, quelqu_un(roleFoyer="ALLOCATAIRE", **numero))
    refus = await atelier.muter("pilote", CREER, quelqu_un(roleFoyer="ALLOCATAIRE", confirmer=True, **numero))
    assert [champ["code"] for champ in refus["champs"]] == ["DEJA_UTILISE"]
    conjoint = quelqu_un(roleFoyer="CONJOINT", **numero)
    assert (await creer(atelier, "pilote", conjoint))["code"] == "HOMONYMES_PROBABLES"
    await atelier.fait("pilote", CREER, conjoint | {"confirmer": True})


# Homonyms


@pytest.mark.parametrize(
    ("connu", "donne"),
    [
        ({"nom": "Lefèvre", "prenom": "Anne-Sophie"}, {"nom": "LEFEVRE", "prenom": "Anne Sophie"}),
        ({"nom": "Lefebvre", "prenom": "Marie"}, {"nom": "Lefevre", "prenom": "Marie"}),
        ({"nom": "Durand", "nom_naissance": "Belkacem", "prenom": "Lina"}, {"nom": "Belkacem", "prenom": "Lina"}),
        ({"nom": "Belkacem", "prenom": "Lina"}, {"nom": "Durand", "nomNaissance": "Belkacem", "prenom": "Lina"}),
        ({"nom": "Karim", "prenom": "Haddad"}, {"nom": "Haddad", "prenom": "Karim"}),
    ],
    ids=["accents", "une lettre", "nom de naissance", "à l'inverse", "nom et prénom retournés"],
)
async def test_une_personne_qui_existe_peut_etre_deja_est_montree(
    atelier: Atelier, connu: dict[str, Any], donne: dict[str, Any]
) -> None:
    naissance = jour()
    personne = await atelier.suivie(date_naissance=dt.date.fromisoformat(naissance), commune="Sète", **connu)
    demande = oriente(atelier, **donne) | {"dateNaissance": naissance}
    refus = await creer(atelier, "referent", demande)
    assert refus["__typename"] == "ErreurHomonymes"
    assert refus["homonymesProbables"] == [
        {"id": personne.gid, "dateNaissance": naissance, "commune": "Sète", "numeroAllocataireMasque": None}
    ]
    assert refus["nombreHorsPortee"] == 0
    await atelier.fait("referent", CREER, demande | {"confirmer": True})


@pytest.mark.parametrize(
    "autre",
    [{"prenom": "Zoé"}, {"dateNaissance": "1949-12-31"}],
    ids=["jumelle", "née un autre jour"],
)
async def test_une_jumelle_ou_quelqu_un_d_un_autre_age_n_est_pas_un_homonyme(
    atelier: Atelier, autre: dict[str, str]
) -> None:
    demande = quelqu_un(nom="Martinez", prenom="Amandine")
    await atelier.fait("pilote", CREER, demande | {"confirmer": True})
    await atelier.fait("pilote", CREER, demande | autre)


async def test_celui_qui_n_est_pas_de_son_ressort_est_compte_et_rien_n_en_est_dit(atelier: Atelier) -> None:
    naissance = jour()
    await atelier.personne(nom="Azaïs", prenom="Noé", date_naissance=dt.date.fromisoformat(naissance), commune="Agde")
    refus = await creer(atelier, "referent", oriente(atelier, nom="Azais", prenom="Noé") | {"dateNaissance": naissance})
    assert (refus["homonymesProbables"], refus["nombreHorsPortee"]) == ([], 1)
    assert "Rattacher un bénéficiaire" in refus["message"]
    assert "Agde" not in str(refus)
    vu = await creer(atelier, "parcours", quelqu_un(nom="Azais", prenom="Noé") | {"dateNaissance": naissance})
    assert (len(vu["homonymesProbables"]), vu["nombreHorsPortee"]) == (1, 0)


async def test_deux_creations_a_la_fois_de_la_meme_personne_n_en_font_qu_une(atelier: Atelier) -> None:
    demande = quelqu_un()
    answers = await ensemble(*(creer(atelier, compte, demande) for compte in ("pilote", "parcours", "pilote")))
    types = sorted(answer["__typename"] for answer in answers)
    assert types == ["CreerBeneficiaireSucces", "ErreurHomonymes", "ErreurHomonymes"]


async def test_un_double_clic_avec_une_cle_n_ouvre_qu_un_dossier(atelier: Atelier) -> None:
    demande = quelqu_un()
    un, deux = await ensemble(*(atelier.fait("pilote", CREER, demande, MONTRE, cle="ouvrir") for _ in range(2)))
    assert un == deux


async def test_la_creation_est_au_journal_avec_ce_qui_ouvre_le_dossier(atelier: Atelier) -> None:
    fait = await atelier.fait("referent", CREER, oriente(atelier, nom="Galtier"), MONTRE)
    ecrits = await atelier.journal(int(fait["beneficiaire"]["id"].split(":")[1]))
    assert [ecrit[:2] for ecrit in ecrits] == [("CREATION", "Beneficiaire"), ("CREATION", "Rattachement")]
    assert ecrits[0][2] is not None
    assert ecrits[0][2]["nom"] == {"avant": None, "apres": "Galtier"}


async def test_les_essais_d_un_operateur_sont_comptes(atelier: Atelier) -> None:
    """Trying names and dates until somebody answers is what the count of homonyms would allow."""
    [(avant,)] = await atelier.sql("SELECT count(*) FROM tentative")
    naissance = jour()
    await atelier.personne(nom="Combès", prenom="Éva", date_naissance=dt.date.fromisoformat(naissance))
    demande = oriente(atelier, nom="Combès", prenom="Éva") | {"dateNaissance": naissance}
    await creer(atelier, "responsable", demande)
    [(apres,)] = await atelier.sql("SELECT count(*) FROM tentative")
    assert apres == avant + 1
    await atelier.fait("responsable", CREER, demande | {"confirmer": True})
    [(apres,)] = await atelier.sql("SELECT count(*) FROM tentative")
    assert apres == avant + 1


async def test_qui_n_ecrit_pas_les_numeros_n_apprend_pas_en_creant_s_ils_existent(atelier: Atelier) -> None:
    connu = {"organismePayeur": "CAF", "numeroAllocataire": "8641359", "roleFoyer": "ALLOCATAIRE"}
    await atelier.fait("pilote", CREER, quelqu_un(**connu))
    for numero in ("8641359", "8641360"):
        demande = oriente(atelier, **connu | {"numeroAllocataire": numero})
        assert await atelier.refus("referent", CREER, demande) == "INTERDIT"


async def test_l_empreinte_d_une_saisie_ne_se_refait_pas_sans_le_secret_du_serveur(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    demande = quelqu_un(organismePayeur="MSA", numeroAllocataire=NIR, confirmer=True)
    empreintes = []
    for secret in ("t" * 32, "u" * 32):
        monkeypatch.setattr(numeros, "_coffre", numeros.Coffre(secret))
        await atelier.executer("DELETE FROM cle_idempotence WHERE cle = 'empreinte'")
        await atelier.fait("pilote", CREER, demande, cle="empreinte")
        empreintes += await atelier.sql("SELECT empreinte FROM cle_idempotence WHERE cle = 'empreinte'")
    assert empreintes[0] != empreintes[1]
