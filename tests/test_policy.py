"""The table of rights names all that the schema reads, and the schema allows null wherever it may refuse."""

from __future__ import annotations

import re

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType
from sqlalchemy import Column, inspect

import db
from auth.policy import TABLE
from auth.rules import DOSSIER, LIGNE, RegleAbsente, cellule, groupe_de, sous_pseudonyme
from db.enums import Profil
from resolvers.reading.bindings import Binding, binding, filters_of, model_of, order_attribute
from resolvers.reading.filters import Filters
from schema import schema

TYPES: dict[str, GraphQLObjectType] = {
    name: type_
    for name, type_ in schema._schema.type_map.items()
    if isinstance(type_, GraphQLObjectType) and model_of(type_)
}


def modele(name: str) -> type[db.Base]:
    """The model that a type reads."""
    found = model_of(TYPES[name])
    assert found is not None
    return found


def lu(name: str, champ: str) -> Binding:
    """What a field reads."""
    return binding(TYPES[name], champ)


def groupe(model: type[db.Base], attribut: str) -> str | None:
    """The group of a field; None for a relation that the rows at its other end decide of."""
    try:
        return groupe_de(model, attribut)
    except RegleAbsente:
        return None


@pytest.mark.parametrize("name", TYPES)
def test_chaque_type_lit_une_table_qui_a_ses_droits(name: str) -> None:
    assert modele(name) in TABLE


@pytest.mark.parametrize("name", TYPES)
def test_chaque_champ_a_sa_regle(name: str) -> None:
    """A value belongs to a group of the table; a relation to a group, or to the rows at its other end."""
    for champ in TYPES[name].fields:
        bound = lu(name, champ)
        if bound.kind in ("id", "value"):
            assert groupe_de(modele(name), bound.attribute)
        elif bound.kind != "embedded":
            assert bound.target in TABLE


@pytest.mark.parametrize("name", TYPES)
def test_un_champ_qui_peut_etre_refuse_ou_masque_est_nullable(name: str) -> None:
    """The JSON of PostgreSQL bypasses the null checks of graphql-core."""
    obligatoires = [champ for champ, field in TYPES[name].fields.items() if isinstance(field.type, GraphQLNonNull)]
    assert [champ for champ in obligatoires if any(_peut_manquer(name, champ, profil) for profil in Profil)] == []


def _peut_manquer(name: str, champ: str, profil: Profil) -> bool:
    model, bound = modele(name), lu(name, champ)
    ligne = cellule(model, "ligne", profil).lecture
    if not ligne or bound.kind in ("id", "embedded"):
        return False
    nom = groupe(model, bound.attribute)
    masque = bound.attribute in TABLE[model].masques
    if nom not in (None, "ligne") and cellule(model, str(nom), profil).lecture != ligne and not masque:
        return True
    if bound.target is None:
        return False
    cible = cellule(bound.target, "ligne", profil).lecture
    if not cible:
        return True
    libre = any(portee.dossier in ("*", "m", "") and not portee.qualificatifs for portee in cible)
    return bound.kind == "one" and not libre


@pytest.mark.parametrize("name", TYPES)
def test_une_colonne_nullable_donne_un_champ_nullable(name: str) -> None:
    obligatoires = [champ for champ, field in TYPES[name].fields.items() if isinstance(field.type, GraphQLNonNull)]
    assert [champ for champ in obligatoires if _nullable(modele(name), lu(name, champ))] == []


def _nullable(model: type[db.Base], bound: Binding) -> bool:
    """Whether the database may hold nothing there."""
    mapper = inspect(model)
    if bound.kind == "value" and bound.attribute in mapper.columns:
        column = mapper.columns[bound.attribute]
        return isinstance(column, Column) and bool(column.nullable)
    if bound.kind != "one":
        return False
    relation = mapper.relationships[bound.attribute]
    without_key = relation.viewonly and relation.secondary is None
    return without_key or any(column.nullable for column in relation.local_columns)


@pytest.mark.parametrize("name", TYPES)
def test_ce_qui_se_filtre_et_se_trie_a_sa_regle(name: str) -> None:
    model = modele(name)
    mapper = inspect(model)
    filters: Filters | None = filters_of(TYPES[name])
    for filterable in filters.champs.values() if filters else ():
        if filterable.kind == "relation":
            assert filterable.attribute in mapper.relationships
        else:
            assert groupe_de(model, filterable.attribute)
    tri = schema._schema.type_map.get(f"ChampTri{name}")
    for value in getattr(tri, "values", {}).values():
        assert groupe_de(model, value.value)
    order = order_attribute(TYPES[name])
    assert order is None or hasattr(model, order.removeprefix("-"))


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_un_groupe_nomme_des_attributs_du_modele(model: type[db.Base]) -> None:
    """A rule on a name that does not exist protects nothing."""
    absents = [champ for champ in TABLE[model].champs if champ != "*" and not hasattr(model, champ)]
    assert absents == []


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_un_groupe_n_est_pas_plus_ouvert_que_sa_ligne(model: type[db.Base]) -> None:
    """Who may read a group of a row may read that the row exists."""
    for nom, cases in TABLE[model].groupes.items():
        for profil in Profil:
            if cases[profil].lecture:
                assert cellule(model, "ligne", profil).lecture, (nom, profil)


def test_chaque_case_emploie_des_portees_connues() -> None:
    for droits in TABLE.values():
        for cases in droits.groupes.values():
            for case in cases.values():
                for portee in (*case.lecture, *case.ecriture):
                    assert portee.dossier in DOSSIER or portee.dossier in ("*", "m", "")
                    assert set(portee.qualificatifs) <= set(LIGNE)


def test_qui_ecrit_lit() -> None:
    for model, droits in TABLE.items():
        for nom, cases in droits.groupes.items():
            if nom in {"ligne", *droits.champs.values()}:
                assert all(case.lecture for case in cases.values() if case.ecriture), (model, nom)


@pytest.mark.parametrize("name", TYPES)
def test_aucun_champ_ne_donne_un_secret_ou_un_contenu(name: str) -> None:
    lus = {lu(name, champ).attribute for champ in TYPES[name].fields}
    assert not {attribut for attribut in lus if re.search("mot_de_passe|chiffre|empreinte|contenu|recherche", attribut)}


def test_ce_qui_n_a_pas_de_regle_est_refuse() -> None:
    with pytest.raises(RegleAbsente):
        groupe_de(db.Compte, "mot_de_passe")
    with pytest.raises(RegleAbsente):
        groupe_de(db.Beneficiaire, "nir_chiffre")


LUS = {
    "Accompagnement": "id beneficiaire dispositif entree sortie motifSortie dureeMois",
    "Rattachement": "id beneficiaire offreDeService structure dateReceptionFio debut fin statut",
    "Positionnement": "id beneficiaire offreDeService structure date origine statut",
    "Caracteristique": "id definition valeur depuis verifieeLe etat",
    "Beneficiaire": "id acces trancheAge secteur accompagnements rattachements caracteristiques contrats referents"
    " referentParcours etapes positionnements entretiens dernierEntretien prochainEntretien bilans competences souhaits"
    " difficultes objectifs",
    "Coordonnees": "",
    "MesDroits": "lire ecrire",
    "Reponse": "question rang choix",
    "Bilan": "id beneficiaire structure modele nature etape dateBilan dateMiseAJour dateSignature reponses"
    " nombreQuestions nombreReponses complet questionsManquantes",
    "Competence": "id beneficiaire competence niveau debut fin",
    "Souhait": "id beneficiaire nature rang enCours",
    "Difficulte": "id beneficiaire difficulte debut fin realisation sante",
    "Convocation": "date vecteur",
    "ThemeEntretien": "theme rang",
    "Seance": "id structure collaborateur dateHeure dureeMinutes lieu entretiens",
    "Entretien": "id beneficiaire structure collaborateur dateHeure dureeMinutes type lieu vecteur realisation"
    " accompagnement etapes seance themes prochainEntretien",
    "Contrat": "id beneficiaire accompagnement type debut fin dateSignature dernierContrat plusRecent etat annuleLe",
    "Referent": "id beneficiaire collaborateur type debut fin actif etape",
    "Presence": "jour",
    "HeuresMensuelles": "mois heures",
    "PresenceEtape": "joursRealises joursPrevus totalHeures heuresMensuelles jours",
    "CaracteristiqueEtape": "definition valeur",
    "PassageConvention": "id debut fin",
    "Objectif": "id beneficiaire echeance statut etapes",
    "Etape": "id acces beneficiaire intitule offreDeService thematique structure accompagnateur debutPrevu finPrevue"
    " debutReel finReelle dureeMois motifFin accompagnement referentInitiateur validee offresCompatibles referents"
    " objectifs caracteristiques passagesConvention entretiens bilans",
}
"""All that the infocentre reads of a file: neither name, number, free text, nor when it was written."""


@pytest.mark.parametrize("name", [name for name in TYPES if sous_pseudonyme(modele(name), Profil.INFOCENTRE)])
def test_un_champ_nouveau_n_est_pas_lu_de_l_infocentre_sans_qu_on_l_ait_decide(name: str) -> None:
    """`*` opens what is added to a type: give it a group of its own, refused to INFOCENTRE, or add it to `LUS`."""
    lus = {champ for champ in TYPES[name].fields if _lu_de_l_infocentre(modele(name), lu(name, champ))}
    assert lus == set(LUS[name].split())


def _lu_de_l_infocentre(model: type[db.Base], bound: Binding) -> bool:
    if bound.kind == "embedded":
        return False
    if bound.target is not None and not cellule(bound.target, "ligne", Profil.INFOCENTRE).lecture:
        return False
    groupe = TABLE[model].champs.get(bound.attribute) if bound.target else groupe_de(model, bound.attribute)
    return groupe is None or bool(cellule(model, groupe, Profil.INFOCENTRE).lecture)
