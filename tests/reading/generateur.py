"""Random documents over the schema: nested selections, aliases, fragments, directives, pages, filters and sorts."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type

from schema import schema
from tests.oracle import Oracle
from tests.oracle_donnees import PARIS
from tests.oracle_infocentre import OPERATEURS as PERMIS
from tests.oracle_infocentre import dimension, opaque
from tests.oracle_schema import ATTRIBUTS, modele, objet, sortie

PROFONDEUR = 4
HORS = {"MesDroits"}
"""What is tested beside the table it comes from: the oracle does not state it again."""
POIDS = {
    "historique": 3,
    "changements": 3,
    "etapes": 6,
    "thematique": 4,
    "structure": 3,
    "entretiens": 3,
    "referents": 3,
    "bilans": 3,
    "difficultes": 3,
}
"""Where rights differ most from row to row."""
OPERATEURS = {
    "FiltreTexte": "egal parmi contient absent",
    "FiltreId": "egal parmi",
    "FiltreEntier": "egal parmi du au absent",
    "FiltreNombre": "du au absent",
    "FiltreDate": "egal du au absent",
    "FiltreInstant": "du au absent",
    "FiltreBooleen": "egal absent",
}


class Enum(str):
    """A value written without quotes."""


@dataclass
class Document:
    """A document with its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class Generateur:
    """Draws one document for a caller whose rows `oracle` knows. `curseurs(chemin, tri)` gives cursors of a list."""

    hasard: random.Random
    oracle: Oracle
    curseurs: dict[tuple[str, str], list[str]]
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    reste: int = 45
    compte: int = 0
    partout: bool = False

    def document(self) -> Document:
        """One to three root fields."""
        racines = [self._racine() for _ in range(self._entier(1, 2))]
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        entete = f"query ({declared}) " if declared else "query "
        text = entete + "{\n" + "\n".join(racines) + "\n}\n" + "\n".join(self.fragments)
        return Document(text, {name: value for name, (_, value) in self.variables.items()})

    # Choices

    def _choix(self, values: Any) -> Any:
        return self.hasard.choice(list(values))

    def _entier(self, debut: int, fin: int) -> int:
        return self.hasard.randint(debut, fin)

    def _parfois(self, sur: int) -> bool:
        return self._entier(1, sur) == 1

    def _nom(self, prefixe: str) -> str:
        self.compte += 1
        return f"{prefixe}{self.compte}"

    # Roots

    def _racine(self) -> str:
        query = schema._schema.query_type
        assert query is not None
        listes = 9 if self.oracle.pseudonymes else 4
        name = self._choix(["beneficiaire"] * 3 + ["beneficiaires"] * listes + ["node", "nodes", *_connus(query)])
        alias = self._nom("r")
        type_ = query.fields[name]
        if name in ("node", "nodes"):
            noms = [self._choix(NOEUDS) for _ in range(1 if name == "node" else self._entier(0, 4))]
            ids = [self._id(nom) for nom in noms]
            argument = self._valeur("ID!", ids[0]) if name == "node" else self._valeur("[ID!]!", ids)
            self.partout = True  # fields of one name and of different types under `nodes` would conflict
            parts = " ".join(f"... on {nom} {self._selection(self._type(nom), 2)}" for nom in dict.fromkeys(noms))
            self.partout = False
            return f"{alias}: {name}({'id' if name == 'node' else 'ids'}: {argument}) {{ id __typename {parts} }}"
        target = objet(get_named_type(type_.type))
        arguments = self._arguments(type_, target, None)
        if name == "referentiels":
            arguments = [f'liste: "{self._choix(["TYPE_ENTRETIEN", "THEME_ENTRETIEN", "AUCUNE"])}"']
        elif name != "moi" and "first" not in type_.args and type_.args:
            requis = "ID" if name == "beneficiaire" else "ID!"
            arguments = [f"id: {self._valeur(requis, self._id(target.name))}"]
        return self._champ(alias, name, arguments, self._corps(type_, PROFONDEUR))

    def _id(self, type_name: str) -> str:
        """Most often of a row that the caller sees."""
        rows = self.oracle.donnees.rows[modele(type_name)]
        vues = [row for row in rows if self.oracle.droits.existe(row)]
        if vues and not self._parfois(5):
            return self.oracle.vue.identifiant(type_name, vues[self._entier(0, min(len(vues), 60) - 1)])
        return f"{type_name}:{self._entier(1, 400)}"

    # Selections

    def _champ(self, alias: str | None, name: str, arguments: list[str], corps: str) -> str:
        given = f"({', '.join(arguments)})" if arguments else ""
        return (f"{alias}: " if alias else "") + name + given + self._directive() + (" " + corps if corps else "")

    def _directive(self) -> str:
        if not self._parfois(12):
            return ""
        name = self._choix(["include", "skip"])
        flag = self.hasard.random() < 0.5
        return f" @{name}(if: {self._valeur('Boolean!', flag)})"

    def _corps(self, champ: GraphQLField, profondeur: int) -> str:
        """The selection below a field; nothing below a leaf."""
        target = get_named_type(champ.type)
        if is_leaf_type(target):
            return ""
        assert isinstance(target, GraphQLObjectType)
        if target.name.endswith("Connection"):
            return self._page(target, profondeur)
        return self._selection(target, profondeur)

    def _page(self, connection: GraphQLObjectType, profondeur: int) -> str:
        node = objet(connection)
        parts = [f"nodes {self._selection(node, profondeur)}"]
        if self._parfois(4):
            noeud = f"{self._nom('n')}: node {self._selection(node, 1)}"
            parts.append(f"{self._nom('e')}: edges {{ __typename cursor {noeud} }}")
        page_info = f"{self._nom('i')}: pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor __typename }}"
        parts += [p for p in (page_info, "__typename", "nodes { __typename }") if self._parfois(4)]
        # What the infocentre reads differently.
        sur = 2 if self.oracle.pseudonymes else 6
        parts += [p for p in ("totalCount", "secretStatistique") if self._parfois(sur)]
        return "{ " + " ".join(parts) + " }"

    def _selection(self, type_: GraphQLObjectType, profondeur: int) -> str:
        """At least one leaf; what is nested takes arguments, an alias, a fragment, by chance."""
        feuilles = [name for name, one in type_.fields.items() if is_leaf_type(get_named_type(one.type))]
        branches = [name for name in _connus(type_) if name not in feuilles]
        parts = ["__typename"] if not feuilles or self._parfois(6) else []
        for _ in range(self._entier(1, 4) if feuilles else 0):
            name = self._choix(feuilles)
            parts.append(self._champ(self._nom("f") if self.partout or self._parfois(5) else None, name, [], ""))
        for _ in range(self._entier(0, 3) if branches and profondeur > 1 and self.reste > 0 else 0):
            self.reste -= 1
            name = self._choix([name for name in branches for _ in range(POIDS.get(name, 1))])
            one = type_.fields[name]
            target = objet(get_named_type(one.type))
            arguments = self._arguments(one, target, f"{type_.name}.{name}")
            alias = self._nom("b") if self.partout or one.args or self._parfois(5) else None
            parts.append(self._champ(alias, name, arguments, self._corps(one, profondeur - 1)))
        if len(parts) > 1 and self._parfois(4):
            parts = [*parts[:1], self._fragment(type_, parts[1:])]
        return "{ " + " ".join(parts) + " }"

    def _fragment(self, type_: GraphQLObjectType, parts: list[str]) -> str:
        inner = "{ " + " ".join(parts) + " }"
        forme = self._choix(["inline", "nu", "nomme", "noeud"])
        if forme == "nomme":
            name = self._nom("F")
            self.fragments.append(f"fragment {name} on {type_.name} {inner}")
            return f"...{name}{self._directive()}"
        if forme == "noeud" and any(interface.name == "Node" for interface in type_.interfaces):
            return f"... on Node {{ id ... on {type_.name}{self._directive()} {inner} }}"
        return ("..." if forme == "nu" else f"... on {type_.name}") + self._directive() + " " + inner

    # Arguments

    def _arguments(self, champ: GraphQLField, target: Any, chemin: str | None) -> list[str]:
        if "limite" in champ.args:
            limite = [f"limite: {self._valeur('Int', self._entier(0, 3))}"] if self._parfois(4) else []
            avec = "historique" in champ.args and self._parfois(2)
            return limite + ([f"historique: {self._valeur('Boolean!', self._parfois(2))}"] if avec else [])
        if "first" not in champ.args:
            return []
        sens = self._choix(["first", "first", "last"])
        arguments = [f"{sens}: {self._valeur('Int', self._entier(0, 6))}"]
        if "filtre" in champ.args and self._parfois(2):
            filtre = self._filtre(target.name, 1)
            arguments.append(f"filtre: {self._valeur(f'Filtre{target.name}', filtre)}")
        tri = self._tri(target.name) if "tri" in champ.args and self._parfois(2) else []
        if tri:
            arguments.append(f"tri: {self._valeur(f'[Tri{target.name}!]', tri)}")
        curseurs = self.curseurs.get((target.name, litteral(tri)))
        if curseurs and self._parfois(2):
            place = "after" if sens == "first" else "before"
            arguments.append(f"{place}: {self._valeur('Curseur', self._choix(curseurs))}")
        return arguments

    def _permis(self, type_name: str) -> bool:
        """Whether to ask what the infocentre may ask: most often, since a document is refused for one question."""
        return self.oracle.pseudonymes is not None and opaque(type_name) and not self._parfois(25)

    def _tri(self, type_name: str) -> list[Any]:
        tris = TRIS.get(type_name, [])
        if self._permis(type_name):
            tris = [tri for tri in tris if all(dimension(type_name, _camel(un["champ"])) for un in tri)]
        return self._choix(tris) if tris else []

    def _valeur(self, type_: str, value: Any) -> str:
        """A literal, or a variable that holds it."""
        if self.hasard.random() < 0.5:
            return litteral(value)
        name = self._nom("v")
        self.variables[name] = (type_, value)
        return f"${name}"

    # Filters

    def _filtre(self, type_name: str, profondeur: int) -> dict[str, Any]:
        input_: Any = schema._schema.type_map[f"Filtre{type_name}"]
        noms = [nom for nom in input_.fields if nom not in ("texte", "ET", "OU", "NON")]
        if self._permis(type_name):
            noms = [nom for nom in noms if dimension(type_name, nom)]
        elif type_name == "Beneficiaire" and profondeur == 1 and self._parfois(6) and (texte := self._texte()):
            return {"texte": texte}
        filtre: dict[str, Any] = {}
        for _ in range(self._entier(0, 2) if self._parfois(8) else 1):
            combine = self._entier(1, 8) if profondeur < 4 else 8
            if combine == 1:
                filtre["NON"] = self._filtre(type_name, profondeur + 1)
            elif combine <= 3:
                autres = [self._filtre(type_name, profondeur + 1) for _ in range(self._entier(0, 2))]
                filtre["ET" if combine == 2 else "OU"] = autres
            else:
                possibles = [nom for nom in noms if profondeur < 4 or not _relation(input_, nom)]
                if not possibles:
                    continue
                nom = self._choix(possibles)
                filtre[nom] = self._condition(type_name, nom, get_named_type(input_.fields[nom].type), profondeur)
        return filtre

    def _condition(self, type_name: str, nom: str, input_: Any, profondeur: int) -> dict[str, Any]:
        if input_.name.startswith("FiltreRelation"):
            cible = input_.name.removeprefix("FiltreRelation")
            return {self._choix(["un", "un", "aucun"]): self._filtre(cible, profondeur + 1)}
        operateurs = OPERATEURS.get(input_.name, "egal parmi absent").split()
        if self._permis(type_name):
            familles = {"FiltreDate": "Date", "FiltreInstant": "DateTime", "FiltreTexte": "String"}
            operateurs = sorted(PERMIS.get(familles.get(input_.name, ""), set(operateurs)))
        operateur = self._choix(operateurs)
        if operateur == "absent":
            return {"absent": self.hasard.random() < 0.5}
        valeurs = self._valeurs(type_name, nom)
        if operateur == "parmi":
            return {"parmi": [self._choix(valeurs) for _ in range(self._entier(0, 3))] if valeurs else []}
        if not valeurs:
            return {"absent": True} if input_.name != "FiltreId" else {"parmi": []}
        valeur = self._choix(valeurs)
        if operateur == "contient":
            debut = self._entier(0, max(0, len(valeur) - 3))
            valeur = valeur[debut : debut + self._entier(1, 5)]
        if self.oracle.pseudonymes and opaque(type_name) and operateur in ("du", "au"):
            valeur = _mois_entier(operateur, valeur)
        return {operateur: valeur}

    def _valeurs(self, type_name: str, nom: str) -> list[Any]:
        """Values that the database holds there, in the form of an argument."""
        cle = (type_name, nom)
        if cle not in _VALEURS:
            donnees, attribut = self.oracle.donnees, ATTRIBUTS.get(cle) or _snake(nom)
            found: dict[Any, None] = {}
            for row in donnees.rows[modele(type_name)][:200]:
                if nom == "id":
                    found[f"{type_name}:{row.id}"] = None
                else:
                    valeur = donnees.valeur(row, attribut)
                    if valeur is not None:
                        found[_argument(valeur)] = None
            _VALEURS[cle] = list(found)[:25]
        return _VALEURS[cle]

    def _texte(self) -> str | None:
        """A search that finds somebody."""
        donnees = self.oracle.donnees
        vues = [row for row in donnees.rows[modele("Beneficiaire")] if self.oracle.droits.existe(row)]
        if not vues:
            return None
        row = vues[self._entier(0, len(vues) - 1)]
        mots = [row.nom, row.prenom, f"#{row.numero}", row.date_naissance.strftime("%d/%m/%Y"), row.nom.upper()[:4]]
        return " ".join(self._choix(mots) for _ in range(self._entier(1, 3)))

    def _type(self, nom: str) -> GraphQLObjectType:
        found = schema._schema.type_map[nom]
        assert isinstance(found, GraphQLObjectType)
        return found


_VALEURS: dict[tuple[str, str], list[Any]] = {}
NOEUDS = sorted(
    name
    for name, type_ in schema._schema.type_map.items()
    if isinstance(type_, GraphQLObjectType) and name not in HORS
    if any(interface.name == "Node" for interface in type_.interfaces)
)


def _tris() -> dict[str, list[list[dict[str, Any]]]]:
    tris: dict[str, list[list[dict[str, Any]]]] = {}
    for name, type_ in schema._schema.type_map.items():
        if name.startswith("ChampTri"):
            champs = list(type_.values)  # type: ignore[attr-defined]
            un = [[{"champ": Enum(c), "sens": Enum(s)}] for c in champs for s in ("ASC", "DESC")]
            deux = [[*a, *b] for a in un[:4] for b in un[-3:] if a != b]
            tris[name.removeprefix("ChampTri")] = un + deux
    return tris


TRIS = _tris()


def litteral(value: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {litteral(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(litteral(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _connus(type_: GraphQLObjectType) -> list[str]:
    """The fields that do not lead to `HORS`."""
    return [name for name, one in type_.fields.items() if _objet_ou_feuille(get_named_type(one.type)) not in HORS]


def _objet_ou_feuille(type_: Any) -> str:
    return str(objet(type_).name)


def _relation(input_: Any, nom: str) -> bool:
    return bool(get_named_type(input_.fields[nom].type).name.startswith("FiltreRelation"))


def _argument(valeur: Any) -> Any:
    dite = sortie(valeur)
    if isinstance(dite, dt.datetime | dt.date):
        return dite.isoformat()
    return Enum(dite) if type(valeur) is not type(dite) and isinstance(dite, str) else dite


def _camel(champ: str) -> str:
    premier, *autres = champ.lower().split("_")
    return premier + "".join(mot.capitalize() for mot in autres)


def _mois_entier(operateur: str, valeur: Any) -> Any:
    """The first instant of the month of a date, or its last, as the infocentre must ask; other values as they are."""
    if not isinstance(valeur, str) or len(valeur) < 10:
        return valeur
    jour = dt.date.fromisoformat(valeur[:10])
    premier = jour.replace(day=1)
    dernier = (premier + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    borne, heure = (premier, dt.time(0)) if operateur == "du" else (dernier, dt.time(23, 59, 59))
    return dt.datetime.combine(borne, heure, PARIS).isoformat() if "T" in valeur else borne.isoformat()


def _snake(nom: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in nom)
