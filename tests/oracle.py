"""An independent reading of the same rows: graphql-core's own execution over plain Python, row by row.

Aliases, fragments, directives, merging and the form of scalars are graphql-core's; the rows are in memory, and the
rights those of `tests/oracle_droits.py`. Where the engine runs one statement, this runs thousands of small functions:
fields and roots here, what a caller sees of rows in `oracle_vue.py`, pages in `oracle_pages.py`, refusals in
`oracle_refus.py`.
"""

from __future__ import annotations

from typing import Any

from graphql import DocumentNode, GraphQLNamedType, GraphQLObjectType, execute_sync, get_named_type, is_leaf_type
from graphql.pyutils import camel_to_snake

import db
from tests.oracle_donnees import Donnees
from tests.oracle_droits import Droits
from tests.oracle_infocentre import opaque, secret
from tests.oracle_pages import Page, Pages
from tests.oracle_refus import Refus
from tests.oracle_schema import ATTRIBUTS, EMBARQUES, liste, modele, objet, schema_nu, sortie
from tests.oracle_vue import Interdit, Vue

LISTES = {
    "thematiques": "libelle",
    "territoires": "libelle",
    "referentiels": "rang",
    "dispositifs": "libelle",
    "motifsFinEtape": "code",
    "definitionsCaracteristique": "rang",
    "definitionsCaracteristiqueEtape": "rang",
    "naturesDifficulte": "rang",
    "groupesFiliere": "libelle",
    "modelesDocument": "libelle",
}


class Oracle:
    """Answers documents for one caller."""

    def __init__(self, donnees: Donnees, moi: int) -> None:
        self.donnees, self.droits = donnees, Droits(donnees, moi, donnees.jour)
        self.moi = moi
        self.pseudonymes = self.droits.pseudonymes
        self.schema = schema_nu()
        self.vue = Vue(donnees, self.droits, self.schema)
        self.refus = Refus(self.droits, self.schema)
        self.pages = Pages(self.vue, self.refus)
        self.dossiers: set[int] = set()
        """The files of which the last answer shows a row."""

    def repondre(self, document: DocumentNode, variables: dict[str, Any]) -> tuple[Any, set[str]]:
        """(data, response paths that are refused, without the indices of lists)."""
        self.dossiers = set()
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
        return result.data, set(self.refus.interdits(document, variables))

    # Fields

    def _champ(self, source: Any, info: Any, /, **arguments: Any) -> Any:
        parent, name = info.parent_type.name, info.field_name
        if source is None:
            return self._racine(info, name, arguments)
        if isinstance(source, Page):
            return source.champ(name)
        if isinstance(source, tuple):
            page, row = source
            return page.curseur(row) if name == "cursor" else row
        if isinstance(source, dict):
            return source[name]
        self._noter(source)
        attribut = ATTRIBUTS.get((parent, name)) or camel_to_snake(name)
        if name == "id":
            return self.vue.identifiant(parent, source)
        if name == "acces":
            return self.droits.acces(source)
        if name in EMBARQUES or (parent, name) == ("Moi", "collaborateur"):
            return source
        if is_leaf_type(get_named_type(info.return_type)):
            return sortie(self.vue.valeur(source, attribut))
        return self._relation(source, attribut, info, arguments)

    def _noter(self, row: Any) -> None:
        """A row is shown: its file is one that the journal is to be told of. A note or a visit names a file only."""
        dossier = row.id if isinstance(row, db.Beneficiaire) else getattr(row, "beneficiaire_id", None)
        if dossier is not None and not isinstance(row, db.Note | db.Consultation):
            self.dossiers.add(dossier)

    def _relation(self, row: Any, attribut: str, info: Any, arguments: dict[str, Any]) -> Any:
        target = get_named_type(info.return_type)
        if self._relation_interdite(row, attribut, target):
            raise Interdit(attribut)
        rows = self.vue.visibles(row, attribut)
        if "first" in info.parent_type.fields[info.field_name].args:
            node = get_named_type(target.fields["nodes"].type)
            chemin = f"{type(row).__name__}.{attribut}"
            return None if rows is None else self.pages.paginer(node.name, rows, arguments, chemin)
        if liste(info.return_type):
            if rows is not None and not arguments.get("historique", True):
                rows = [other for other in rows if other.fin is None]
            if self.pseudonymes and isinstance(row, db.Seance) and secret(rows or ()):
                return None
            return rows if rows is None or arguments.get("limite") is None else rows[: arguments["limite"]]
        return self.donnees.premier(row, attribut, self.vue.rang(row, attribut))(rows) if rows else None

    def _relation_interdite(self, row: Any, attribut: str, target: GraphQLNamedType) -> bool:
        return self.droits.interdit(type(row), attribut) or self.droits.refuse(modele(objet(target).name))

    # Roots

    def _racine(self, info: Any, name: str, arguments: dict[str, Any]) -> Any:
        champ = info.parent_type.fields[name]
        if any(self.refus.trop_fin(champ, node, info.fragments, info.variable_values) for node in info.field_nodes):
            raise Interdit(name)
        if name == "moi":
            return self.donnees.un(db.Collaborateur, self.moi)
        if name == "node":
            return self._noeud(arguments["id"])
        if name == "nodes":
            return [self._noeud_ou_refus(id_) for id_ in arguments["ids"]]
        type_ = objet(get_named_type(info.return_type))
        model = modele(type_.name)
        if self.droits.refuse(model):
            raise Interdit(name)
        if "first" in info.parent_type.fields[name].args:
            rows = [row for row in self.donnees.rows[model] if self.droits.existe(row)]
            return self.pages.paginer(type_.name, rows, arguments, None)
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
