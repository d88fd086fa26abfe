"""The table of rights and the dimensions of the infocentre agree with the schema: nothing new opens by itself."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

import pytest
from graphql import GraphQLError, GraphQLObjectType
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import true

import db
from auth.caller import Caller
from auth.dimensions import DIMENSIONS
from auth.policy import TABLE
from auth.rules import cellule, groupe_de, sous_pseudonyme
from db.enums import Profil
from resolvers.reading.bindings import binding, filters_of, model_of
from resolvers.reading.compiler import Compiler
from resolvers.reading.ids import INEXISTANT
from resolvers.reading.pseudonyms import Pseudonyms
from resolvers.reading.rows import Rights
from resolvers.reading.statements import listing
from schema import schema
from tests.pseudonymes import jeton

TYPES = {
    name: type_
    for name, type_ in schema._schema.type_map.items()
    if isinstance(type_, GraphQLObjectType) and model_of(type_)
}


def opaque(model: type[db.Base]) -> bool:
    """Whether the infocentre reads the model under a pseudonym."""
    return sous_pseudonyme(model, Profil.INFOCENTRE)


def test_l_infocentre_seul_lit_sous_pseudonyme_et_ne_lit_aucun_dossier_autrement() -> None:
    for model, droits in TABLE.items():
        for nom, cases in droits.groupes.items():
            for profil in Profil:
                portees = {portee.dossier for portee in cases[profil].lecture}
                assert "m" not in portees or profil is Profil.INFOCENTRE
                if profil is Profil.INFOCENTRE and droits.dossier:
                    assert portees <= {"m"}, (model, nom)
                assert not cases[Profil.INFOCENTRE].ecriture or not opaque(model)


@pytest.mark.parametrize("name", TYPES)
def test_une_ligne_d_aucun_dossier_ne_mene_pas_a_un_pseudonyme(name: str) -> None:
    """From a row that one knows, a link to one file would tell its pseudonym; a list of many is a cell."""
    model = model_of(TYPES[name])
    assert model is not None
    if TABLE[model].dossier is not None or not cellule(model, "ligne", Profil.INFOCENTRE).lecture:
        return
    for champ in TYPES[name].fields:
        bound = binding(TYPES[name], champ)
        if bound.kind == "one" and bound.target is not None and opaque(bound.target):
            groupe = groupe_de(model, bound.attribute)
            assert not cellule(model, groupe, Profil.INFOCENTRE).lecture, champ


@pytest.mark.parametrize(("profil", "refuse"), [(Profil.INFOCENTRE, True), (Profil.REFERENT, False)])
def test_un_filtre_depuis_une_ligne_d_aucun_dossier_ne_dit_rien_d_une_personne(profil: Profil, refuse: bool) -> None:
    rights = Rights(profil)
    compiler = Compiler(rights, [])
    reponse, _ = rights.enter(db.Reponse)
    with pytest.raises(GraphQLError) if refuse else nullcontext():
        compiler.exists_through(reponse, "bilan", lambda _: true())


def test_une_liste_de_reference_ne_donne_pas_de_lignes_sous_pseudonyme() -> None:
    with pytest.raises(GraphQLError):
        listing(TYPES["Souhait"], ())(Compiler(Rights(Profil.INFOCENTRE), []), cast(Any, None))


@pytest.mark.parametrize("name", [name for name, type_ in TYPES.items() if not opaque(model_of(type_) or db.Base)])
def test_une_reference_ne_porte_pas_de_chiffre_calcule(name: str) -> None:
    """A count of people on a structure or an offer would be a cell that the secret does not guard."""
    model = model_of(TYPES[name])
    assert model is not None
    if cellule(model, "ligne", Profil.INFOCENTRE).lecture:
        lus = [binding(TYPES[name], champ) for champ in TYPES[name].fields]
        derives = [lu.attribute for lu in lus if lu.kind == "value" and lu.attribute in vars(model)]
        assert [nom for nom in derives if isinstance(vars(model)[nom], classmethod)] == []


@pytest.mark.parametrize("name", [name for name, type_ in TYPES.items() if opaque(model_of(type_) or db.Base)])
def test_chaque_dimension_se_filtre_et_se_lit(name: str) -> None:
    filters, model = filters_of(TYPES[name]), model_of(TYPES[name])
    assert model is not None
    if filters is None or not filters.champs:
        return
    known = {champ.attribute for champ in filters.champs.values()}
    dimensions = DIMENSIONS.get(model, frozenset())
    assert dimensions <= known
    for attribut in dimensions:
        groupe = TABLE[model].champs.get(attribut, "ligne")
        assert cellule(model, groupe, Profil.INFOCENTRE).lecture, attribut


def test_une_dimension_est_d_un_modele_sous_pseudonyme() -> None:
    assert [model for model in DIMENSIONS if not opaque(model)] == []


@given(st.integers(1, 2**31 - 1), st.integers(1, 10**6), st.integers(0, 95))
def test_un_jeton_se_relit_et_le_moindre_bit_change_l_annule(numero: int, moi: int, bit: int) -> None:
    box, caller = Pseudonyms("s" * 32), Caller(moi, Profil.INFOCENTRE)
    texte = jeton("s" * 32, moi, "Etape", numero).removeprefix("Etape:")
    assert box.number(caller, "Etape", texte) == numero
    change = f"{int(texte, 16) ^ (1 << bit):024x}"
    assert box.number(caller, "Etape", change) == INEXISTANT
    assert box.number(Caller(moi + 1, Profil.INFOCENTRE), "Etape", texte) == INEXISTANT
    assert box.number(caller, "Bilan", texte) == INEXISTANT
