"""Names of people and structures. Faker's pools are drawn once; ours add those met in the Hérault."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from faker import Faker

from db.demo.draw import Weighted

_NOMS = (
    "Benali, El Amrani, Haddad, Mansouri, Belkacem, Ouali, Bouzid, Cherif, Zeroual, Aït Ahmed, Martinez, Lopez, "
    "Sanchez, Garcia, Fernandez, Gomez, Da Silva, Ferreira, Dos Santos, Nguyen, Diallo, Traoré, Camara, N'Diaye, "
    "Kaya, Petrov, Popescu, Roumégous, Peyrottes, Azaïs, Bonnafous, Cabanès, Combès, Delmas, Galtier, Miquel, "
    "Puech, Rouquette, Viguié, Vidal, Le Goff, D'Almeida, De Sousa, Saint-Pierre, Martin-Delmas, Ruiz-Cabrol"
)
_FEMMES = (
    "Fatiha, Amina, Khadija, Nadia, Samira, Yasmine, Leïla, Naïma, Soraya, Marie-Thérèse, Anne-Sophie, "
    "Marie-José, Maria Dolores, Carmen, Aïssatou, Fatoumata, Mariama, Océane, Maëlle, Noémie, Zoé, Anaïs, Cécile, "
    "Hélène, Joëlle, Mélanie, Séverine, Jennifer, Vanessa, Ludivine, Magali, Coralie, Estelle, Elena, Thi Lan"
)
_HOMMES = (
    "Karim, Mohamed, Youssef, Rachid, Mehdi, Samir, Abdelkader, Bilal, Jean-François, Pierre-Yves, Jean-Luc, "
    "José, Miguel, António, Mamadou, Ibrahima, Ousmane, Théo, Loïc, Gaël, Mickaël, Cédric, Jérôme, Frédéric, "
    "Stéphane, Rémi, Noël, Kévin, Steeve, Dylan, Mustapha, Sébastien, Raphaël, Ivan, Van Minh"
)
_STRUCTURES = (
    "Passerelle Emploi, Les Jardins de la Garrigue, Tramontane Insertion, Atelier du Micocoulier, Cap Métiers "
    "Sud, Le Fil d'Ariane, Horizon Formation, Escale Santé, Coopérative Les Pousses, Trait d'Union, Grand Large "
    "Emploi, La Fabrique des Possibles, Relais des Vignes, Couveuse L'Envol, Médi'Action, Solidarité Cigale, "
    "Chantiers Verts, L'Étape, Nouveau Souffle, Mobilis Hérault, Ressources et Parcours, Les Ateliers du "
    "Canal, Terre d'Appui, Le Phare, Atout Compétences, Le Sentier, Regain, L'Arc-en-Ciel, La Boussole, Garrigue "
    "et Compagnie"
)
_FORMES = ("Association", "Coopérative", "Régie", "Centre", "Pôle", "Maison")


@dataclass(frozen=True)
class Noms:
    """Pools of family and first names (common ones weigh more, so that homonyms exist)."""

    familles: Weighted[str]
    femmes: Weighted[str]
    hommes: Weighted[str]


def noms(graine: int) -> Noms:
    """The pools of one seed."""
    faker = Faker("fr_FR")
    faker.seed_instance(graine)
    return Noms(
        _pool(faker.last_name, 500, _NOMS),
        _pool(faker.first_name_female, 250, _FEMMES),
        _pool(faker.first_name_male, 250, _HOMMES),
    )


def raison_sociale(rang: int) -> str:
    """The name of the operator of that rank, from 0: each name once."""
    connues = _STRUCTURES.split(", ")
    tour, place = divmod(rang, len(connues))
    if not tour:
        return connues[place]
    forme = _FORMES[(tour - 1) % len(_FORMES)]
    return f"{forme} {connues[place]}" + (f" {tour}" if tour > len(_FORMES) else "")


def sans_accent(texte: str) -> str:
    """What an e-mail address keeps of a name: « De Sousa » gives `de-sousa`."""
    nu = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in nu).split())


def _pool(tirer: Callable[[], str], nombre: int, ajouts: str) -> Weighted[str]:
    valeurs = dict.fromkeys([*ajouts.split(", "), *(tirer() for _ in range(nombre))])
    return Weighted((valeur, 1 / (rang + 12)) for rang, valeur in enumerate(valeurs))
