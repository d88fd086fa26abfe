"""An independent reading of the same rows: graphql-core's own execution over plain Python, row by row.

Aliases, fragments, directives, merging and the form of scalars are graphql-core's; the rows are in memory, and the
rights those of `tests/oracle_droits.py`. Where the engine runs one statement, this runs thousands of small functions.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_named_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.values import get_argument_values, get_directive_values, get_variable_values
from graphql.pyutils import camel_to_snake
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective
from sqlalchemy import inspect

import db
from schema import schema as product
from schema import sdl
from tests.oracle_donnees import PARIS, Donnees, normaliser
from tests.oracle_droits import Droits
from tests.oracle_infocentre import OPERATEURS, arrondi, dimension, opaque, secret

EMBARQUES = {"coordonnees", "presence", "convocation", "gestionnaireAdministratif"}
ATTRIBUTS = {
    ("Coordonnees", "historique"): "adresses_anterieures",
    ("Convocation", "date"): "convocation_date",
    ("Convocation", "vecteur"): "convocation_vecteur",
    ("GestionnaireAdministratif", "nom"): "gestionnaire_nom",
    ("GestionnaireAdministratif", "code"): "gestionnaire_code",
    ("Etape", "accompagnateur"): "structure",
    ("PresenceEtape", "jours"): "presences",
    ("Moi", "consultationsRecentes"): "consultations",
}
RETOURS = {("Objectif", "etapes"): "objectifs"}
"""Reverse paths (rule 3): an étape that hides its objectifs is not found from them."""
MODELES = {"ValeurReferentiel": db.Valeur, "Moi": db.Collaborateur}
TRIS = {
    "NOM": "cle_tri",
    "NUMERO_DOSSIER": "numero",
    "RAISON_SOCIALE": "cle_tri",
    ("OffreDeService", "LIBELLE"): "cle_tri",
}
NATURELS = {
    "Beneficiaire": ("cle_tri", False),
    "Structure": ("cle_tri", False),
    "Collaborateur": ("cle_tri", False),
    "OffreDeService": ("cle_tri", False),
    "DemandeCollaborateur": ("cree_le", False),
    "Journal": ("quand", True),
    "Etape": ("debut_reel", True),
    "Entretien": ("date_heure", True),
    "Bilan": ("date_bilan", True),
}
IMBRIQUES = {"Document": ("cree_le", True), "Entretien": ("date_heure", True), "Modification": ("quand", True)}
"""The natural order of a list, at the root and inside a row: the attribute, and whether it goes down."""
LISTES = {"thematiques": "libelle", "territoires": "libelle", "referentiels": "rang"}


class Interdit(GraphQLError):
    """A field that the profil may not read."""


def modele(type_name: str) -> type[db.Base]:
    """The model behind a type."""
    found: type[db.Base] = MODELES.get(type_name) or getattr(db, type_name)
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a connection, before its fields are asked."""

    type_name: str
    rows: tuple[Any, ...]
    total: int | None
    avant: bool
    apres: bool
    secrete: bool = False

    def curseur(self, row: Any) -> str:
        """What stands for the opaque cursor of a row, in both readings."""
        return f"curseur {self.type_name}:{row.id}"


class Oracle:
    """Answers documents for one caller."""

    def __init__(self, donnees: Donnees, moi: int) -> None:
        self.donnees, self.droits = donnees, Droits(donnees, moi, donnees.jour)
        self.moi = moi
        self.pseudonymes = self.droits.pseudonymes
        self.schema = _schema()

    def repondre(self, document: DocumentNode, variables: dict[str, Any]) -> tuple[Any, set[str]]:
        """(data, response paths that are refused, without the indices of lists)."""
        result = execute_sync(
            self.schema,
            document,
            variable_values=variables,
            field_resolver=self._champ,
            type_resolver=lambda value, *_: type(value).__name__,
        )
        for error in result.errors or ():
            if not isinstance(error.original_error, Interdit):
                raise error
        return result.data, set(self._interdits(document, variables))

    # Fields

    def _champ(self, source: Any, info: Any, /, **arguments: Any) -> Any:
        parent, name = info.parent_type.name, info.field_name
        if source is None:
            return self._racine(info, name, arguments)
        if isinstance(source, Page):
            return self._page(source, name)
        if isinstance(source, tuple):
            page, row = source
            return page.curseur(row) if name == "cursor" else row
        if isinstance(source, dict):
            return source[name]
        attribut = ATTRIBUTS.get((parent, name)) or camel_to_snake(name)
        if name == "id":
            return self.identifiant(parent, source)
        if name == "acces":
            return self.droits.acces(source)
        if name in EMBARQUES or (parent, name) == ("Moi", "collaborateur"):
            return source
        if is_leaf_type(get_named_type(info.return_type)):
            return _sortie(self.valeur(source, attribut))
        return self._relation(source, attribut, info, arguments)

    def valeur(self, row: Any, attribut: str) -> Any:
        """A value as the caller may see it. Errors: Interdit."""
        if self.droits.interdit(type(row), attribut):
            raise Interdit(attribut)
        if not self.droits.montre(row, attribut):
            return "Autre accompagnement" if attribut == "intitule" else None
        return self.donnees.valeur(row, attribut)

    def visibles(self, row: Any, attribut: str) -> list[Any] | None:
        """The rows of a relation that exist for the caller, None when this row hides the relation."""
        if not self.droits.montre(row, attribut):
            return None
        lies = self.donnees.lies(row, attribut, self._rang(row, attribut))
        rows = [other for other in lies if self.droits.existe(other)]
        retour = RETOURS.get((type(row).__name__, attribut))
        return [other for other in rows if retour is None or self.droits.montre(other, retour)]

    def identifiant(self, type_name: str, row: Any) -> str:
        """The global id of a row, as this caller reads it."""
        return self.pseudonymes.jeton(row) if self.pseudonymes and opaque(type_name) else f"{type_name}:{row.id}"

    def _rang(self, row: Any, attribut: str) -> Any:
        """What orders equals of a relation, when it is not their number."""
        target = inspect(type(row)).relationships[attribut].mapper.class_
        opaques = self.pseudonymes and opaque(target.__name__) and "id" in inspect(target).columns
        return self.pseudonymes.cle if self.pseudonymes and opaques else None

    def _relation(self, row: Any, attribut: str, info: Any, arguments: dict[str, Any]) -> Any:
        target = get_named_type(info.return_type)
        if self._relation_interdite(row, attribut, target):
            raise Interdit(attribut)
        rows = self.visibles(row, attribut)
        if "first" in info.parent_type.fields[info.field_name].args:
            node = get_named_type(target.fields["nodes"].type)
            return (
                None if rows is None else self._paginer(node.name, rows, arguments, f"{type(row).__name__}.{attribut}")
            )
        if _liste(info.return_type):
            if rows is not None and not arguments.get("historique", True):
                rows = [other for other in rows if other.fin is None]
            if self.pseudonymes and isinstance(row, db.Seance) and secret(rows or ()):
                return None
            return rows if rows is None or arguments.get("limite") is None else rows[: arguments["limite"]]
        return self.donnees.premier(row, attribut, self._rang(row, attribut))(rows) if rows else None

    def _relation_interdite(self, row: Any, attribut: str, target: GraphQLNamedType) -> bool:
        return self.droits.interdit(type(row), attribut) or self.droits.refuse(modele(_objet(target).name))

    # Roots

    def _racine(self, info: Any, name: str, arguments: dict[str, Any]) -> Any:
        champ = info.parent_type.fields[name]
        if any(self._trop_fin(champ, node, info.fragments, info.variable_values) for node in info.field_nodes):
            raise Interdit(name)
        if name == "moi":
            return self.donnees.un(db.Collaborateur, self.moi)
        if name == "node":
            return self._noeud(arguments["id"])
        if name == "nodes":
            return [self._noeud_ou_refus(id_) for id_ in arguments["ids"]]
        type_ = _objet(get_named_type(info.return_type))
        model = modele(type_.name)
        if self.droits.refuse(model):
            raise Interdit(name)
        if "first" in info.parent_type.fields[name].args:
            rows = [row for row in self.donnees.rows[model] if self.droits.existe(row)]
            return self._paginer(type_.name, rows, arguments, None)
        if name in LISTES:
            rows = [r for r in self.donnees.rows[model] if all(getattr(r, k) == v for k, v in arguments.items())]
            return sorted(rows, key=lambda row: (getattr(row, LISTES[name]), row.id))
        if arguments.get("numeroDossier") is not None:
            found = [r for r in self.donnees.rows[model] if f"#{r.numero}" == arguments["numeroDossier"]]
            return next((row for row in found if self.droits.existe(row)), None)
        return self._noeud(arguments["id"])

    def _noeud_ou_refus(self, id_: str) -> Any:
        try:
            return self._noeud(id_)
        except Interdit as refus:
            return refus

    def _noeud(self, id_: str) -> Any:
        nom, _, numero = id_.partition(":")
        type_ = self.schema.type_map.get(nom)
        if not isinstance(type_, GraphQLObjectType) or "Node" not in {i.name for i in type_.interfaces}:
            return None
        if self.droits.refuse(modele(nom)):
            raise Interdit(nom)
        if self.pseudonymes and opaque(nom):
            numero = str(self.pseudonymes.numeros.get(id_, 0))
        row = self.donnees.un(modele(nom), int(numero))
        return row if row is not None and self.droits.existe(row) else None

    # Pages

    def _paginer(self, type_name: str, rows: list[Any], arguments: dict[str, Any], chemin: str | None) -> Page:
        filtre = arguments.get("filtre") or {}
        if self._filtre_interdit(type_name, filtre):
            raise Interdit("filtre")
        rows = [row for row in rows if self.garde(type_name, row, filtre)]
        ordre = self._ordre(type_name, arguments.get("tri") or [], chemin)
        compare = cmp_to_key(lambda a, b: self._compare(ordre, a, b))
        rows.sort(key=compare)
        cellule = self.pseudonymes is not None and opaque(type_name) and chemin is None
        secrete = cellule and secret(rows)
        rows = [] if secrete else rows
        total = None if secrete else arrondi(len(rows)) if cellule else len(rows)
        arriere = arguments.get("last") is not None or arguments.get("before") is not None
        curseur = arguments.get("before" if arriere else "after")
        if curseur is not None:
            borne = self.donnees.un(modele(type_name), int(curseur.split(":")[1]))
            sens = -1 if arriere else 1
            rows = [row for row in rows if self._compare(ordre, row, borne) * sens > 0]
        taille = arguments.get("last" if arriere else "first")
        taille = 20 if taille is None else taille
        plus = len(rows) > taille
        gardees = rows[max(0, len(rows) - taille) :] if arriere else rows[:taille]
        autre = curseur is not None
        return Page(type_name, tuple(gardees), total, *((plus, autre) if arriere else (autre, plus)), secrete)

    def _ordre(self, type_name: str, tri: list[dict[str, str]], chemin: str | None) -> list[tuple[str, bool]]:
        if tri:
            ordre = [
                (
                    TRIS.get((type_name, un["champ"])) or TRIS.get(un["champ"]) or un["champ"].lower(),
                    un["sens"] == "DESC",
                )
                for un in tri
            ]
        elif self.pseudonymes and type_name == "Beneficiaire":
            ordre = []
        elif chemin is None:
            ordre = [NATURELS[type_name]]
        else:
            ordre = [IMBRIQUES[type_name]]
        fin = "empreinte" if self.pseudonymes and opaque(type_name) else "id"
        return [*ordre, (fin, bool(ordre) and ordre[-1][1])]

    def _compare(self, ordre: list[tuple[str, bool]], a: Any, b: Any) -> int:
        for attribut, descendant in ordre:
            if attribut == "empreinte":
                assert self.pseudonymes
                x, y = self.pseudonymes.cle(a), self.pseudonymes.cle(b)
            else:
                x, y = (_cle(self.valeur(row, attribut)) for row in (a, b))
            if x == y:
                continue
            if x is None or y is None:
                return 1 if x is None else -1
            return -1 if (x < y) is not descendant else 1
        return 0

    def _page(self, page: Page, name: str) -> Any:
        bouts = [page.curseur(page.rows[0]), page.curseur(page.rows[-1])] if page.rows else [None, None]
        return {
            "nodes": list(page.rows),
            "edges": [(page, row) for row in page.rows],
            "totalCount": page.total,
            "secretStatistique": page.secrete,
            "approchant": False,
            "pageInfo": {
                "hasPreviousPage": page.avant,
                "hasNextPage": page.apres,
                "startCursor": bouts[0],
                "endCursor": bouts[1],
            },
        }[name]

    # Filters

    def garde(self, type_name: str, row: Any, filtre: dict[str, Any]) -> bool:
        """Whether the caller's view of the row passes the filter."""
        return all(self._condition(type_name, row, name, asked) for name, asked in filtre.items())

    def _condition(self, type_name: str, row: Any, name: str, asked: Any) -> bool:
        if name == "ET":
            return all(self.garde(type_name, row, one) for one in asked)
        if name == "OU":
            return any(self.garde(type_name, row, one) for one in asked)
        if name == "NON":
            return not self.garde(type_name, row, asked)
        if name == "texte":
            return self._trouve(row, asked)
        field = self._object(type_name).fields[name]
        attribut = ATTRIBUTS.get((type_name, name)) or camel_to_snake(name)
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType):
            rows = self.visibles(row, attribut) or []
            nom = _objet(target).name
            verdicts = {"un": any, "aucun": lambda found: not any(found)}
            return all(verdicts[q]([self.garde(nom, other, inner) for other in rows]) for q, inner in asked.items())
        valeur = f"{type_name}:{row.id}" if name == "id" else _sortie(self.valeur(row, attribut))
        return all(_operateur(operateur, valeur, operande) for operateur, operande in asked.items())

    def _trouve(self, row: Any, texte: str) -> bool:
        naissance = row.date_naissance.strftime("%d/%m/%Y")
        tout = normaliser(f"{row.nom} {row.nom_naissance or ''} {row.prenom}") + f" #{row.numero} {naissance}"
        return all(mot in tout for mot in normaliser(texte).split())

    def _object(self, name: str) -> GraphQLObjectType:
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _filtre_interdit(self, type_name: str, filtre: dict[str, Any]) -> bool:
        """Whether a filter asks about what the profil may not read, whatever the rows."""
        for name, asked in filtre.items():
            if name in ("ET", "OU"):
                if any(self._filtre_interdit(type_name, one) for one in asked):
                    return True
            elif name == "NON" and self._filtre_interdit(type_name, asked):
                return True
            elif name not in ("NON", "texte"):
                model, attribut = modele(type_name), ATTRIBUTS.get((type_name, name)) or camel_to_snake(name)
                target = get_named_type(self._object(type_name).fields[name].type)
                if self.droits.interdit(model, attribut):
                    return True
                if isinstance(target, GraphQLObjectType) and self._relation_filtree_interdite(target, asked):
                    return True
        return False

    def _relation_filtree_interdite(self, target: Any, asked: dict[str, Any]) -> bool:
        nom = _objet(target).name
        return self.droits.refuse(modele(nom)) or any(self._filtre_interdit(nom, inner) for inner in asked.values())

    # Refusals, told from the document alone

    def _interdits(self, document: DocumentNode, variables: dict[str, Any]) -> Iterator[str]:
        [operation] = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        coerced: Any = get_variable_values(self.schema, operation.variable_definitions or (), variables)
        query = self.schema.query_type
        assert query is not None
        yield from self._chemins(query, operation.selection_set, fragments, coerced, "")

    def _chemins(self, type_: Any, selections: Any, fragments: Any, variables: Any, chemin: str) -> Iterator[str]:
        for node in selections.selections:
            if not _inclus(node, variables):
                continue
            if not isinstance(node, FieldNode):
                inner = node if isinstance(node, InlineFragmentNode) else fragments[node.name.value]
                condition = inner.type_condition.name.value if inner.type_condition else type_.name
                if condition in (type_.name, "Node"):
                    yield from self._chemins(type_, inner.selection_set, fragments, variables, chemin)
                continue
            if node.name.value == "__typename":
                continue
            key = node.alias.value if node.alias else node.name.value
            field = type_.fields[node.name.value]
            ici = f"{chemin}.{key}" if chemin else key
            arguments = get_argument_values(field, node, variables)
            if type_.name == "Query" and self._trop_fin(field, node, fragments, variables):
                yield ici
                continue
            interdit = self._champ_interdit(type_, node.name.value, field, arguments)
            if interdit:
                yield ici
            if node.selection_set and (not interdit or node.name.value == "nodes"):
                ouvertes = [t for t in self._cibles(field, arguments) if not interdit or not self._fermee(t)]
                for target in ouvertes:
                    yield from self._chemins(target, node.selection_set, fragments, variables, ici)

    def _trop_fin(self, field: Any, node: FieldNode, fragments: Any, variables: Any) -> bool:
        """Whether a list at or below this field is filtered or sorted on what is no dimension for the infocentre."""
        if self.pseudonymes is None:
            return False
        arguments = get_argument_values(field, node, variables)
        noeud = _objet(get_named_type(field.type)) if "first" in field.args else None
        if noeud is not None:
            tris = [un["champ"].lower() for un in arguments.get("tri") or ()]
            if any(not dimension(noeud.name, _camel(tri)) for tri in tris):
                return True
            if self._filtre_trop_fin(noeud.name, arguments.get("filtre") or {}):
                return True
        if node.selection_set is None:
            return False
        return any(
            self._trop_fin(target.fields[one.name.value], one, fragments, variables)
            for target in self._cibles(field, arguments)
            for one in self._champs_de(target, node.selection_set, fragments, variables)
        )

    def _champs_de(self, type_: Any, selections: Any, fragments: Any, variables: Any) -> Iterator[FieldNode]:
        """The fields that a selection asks of a type."""
        for node in selections.selections:
            if not _inclus(node, variables):
                continue
            if isinstance(node, FieldNode):
                if node.name.value != "__typename":
                    yield node
                continue
            inner = node if isinstance(node, InlineFragmentNode) else fragments[node.name.value]
            if isinstance(inner, dict):
                inner = inner["definition"]
            condition = inner.type_condition.name.value if inner.type_condition else type_.name
            if condition in (type_.name, "Node"):
                yield from self._champs_de(type_, inner.selection_set, fragments, variables)

    def _filtre_trop_fin(self, type_name: str, filtre: dict[str, Any]) -> bool:
        for name, asked in filtre.items():
            if name in ("ET", "OU"):
                if any(self._filtre_trop_fin(type_name, one) for one in asked):
                    return True
            elif name == "NON":
                if self._filtre_trop_fin(type_name, asked):
                    return True
            elif not dimension(type_name, name):
                return True
            else:
                target = get_named_type(self._object(type_name).fields[name].type)
                if isinstance(target, GraphQLObjectType):
                    if any(self._filtre_trop_fin(_objet(target).name, inner) for inner in asked.values()):
                        return True
                elif opaque(type_name) and not set(asked) <= OPERATEURS.get(target.name, set(asked)):
                    return True
        return False

    def _fermee(self, type_: Any) -> bool:
        return self.droits.refuse(modele(type_.name))

    def _cibles(self, field: Any, arguments: dict[str, Any]) -> list[Any]:
        target = get_named_type(field.type)
        if target.name != "Node":
            return [target]
        ids = arguments["ids"] if "ids" in arguments else [arguments["id"]]
        return [self._object(nom) for nom in sorted({id_.partition(":")[0] for id_ in ids})]

    def _champ_interdit(self, type_: Any, name: str, field: Any, arguments: dict[str, Any]) -> bool:
        target = get_named_type(field.type)
        if type_.name == "Query":
            if name in ("node", "nodes", "moi"):
                return any(self.droits.refuse(modele(cible.name)) for cible in self._cibles(field, arguments))
        elif (
            type_.name.endswith(("Connection", "Edge", "PageInfo"))
            or name in ("id", "acces", *EMBARQUES)
            or (type_.name, name) == ("Moi", "collaborateur")
        ):
            return False
        else:
            attribut = ATTRIBUTS.get((type_.name, name)) or camel_to_snake(name)
            model = modele(_EMBARQUE_DANS.get(type_.name, type_.name))
            if self.droits.interdit(model, attribut):
                return True
        if not isinstance(target, GraphQLObjectType):
            return False
        nom = _objet(target).name
        return self.droits.refuse(modele(nom)) or self._filtre_interdit(nom, arguments.get("filtre") or {})


_EMBARQUE_DANS = {
    "Coordonnees": "Beneficiaire",
    "PresenceEtape": "Etape",
    "Convocation": "Entretien",
    "GestionnaireAdministratif": "Territoire",
}


def _camel(nom: str) -> str:
    premier, *autres = nom.split("_")
    return premier + "".join(mot.capitalize() for mot in autres)


def _schema() -> GraphQLSchema:
    """The product's schema without its resolvers; its scalars write and read as the product's."""
    made = build_schema(sdl())
    for name in ("Date", "DateTime"):
        ours: Any = made.type_map[name]
        theirs: Any = product._schema.type_map[name]
        ours.coerce_output_value, ours.coerce_input_value = theirs.coerce_output_value, theirs.coerce_input_value
        ours.serialize, ours.parse_value = theirs.serialize, theirs.parse_value
    return made


def _objet(type_: Any) -> Any:
    """The type of the objects, through a connection."""
    return get_named_type(type_.fields["nodes"].type) if type_.name.endswith("Connection") else type_


def _liste(type_: Any) -> bool:
    return is_list_type(getattr(type_, "of_type", type_)) or is_list_type(type_)


def _inclus(node: Any, variables: Any) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])


def _sortie(valeur: Any) -> Any:
    """What a resolver gives graphql-core: names of enums, instants of Paris, numbers of GraphQL."""
    if isinstance(valeur, enum.Enum):
        return valeur.name
    if isinstance(valeur, dt.datetime):
        return valeur.astimezone(PARIS)
    return float(valeur) if type(valeur).__name__ == "Decimal" else valeur


def _cle(valeur: Any) -> Any:
    return valeur.value if isinstance(valeur, enum.Enum) else valeur


def _operateur(operateur: str, valeur: Any, operande: Any) -> bool:
    if operateur == "absent":
        return (valeur is None) is operande
    if valeur is None:
        return False
    if operateur == "egal":
        return bool(valeur == operande)
    if operateur == "parmi":
        return valeur in operande
    if operateur == "contient":
        return normaliser(operande) in normaliser(valeur)
    return bool(valeur >= operande if operateur == "du" else valeur <= operande)
