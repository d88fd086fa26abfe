"""The closed sets of the domain. Everything that may grow is reference data instead (`db/referentiels/`)."""

from enum import StrEnum, auto

__all__ = [
    "Acces",
    "ActionJournal",
    "Civilite",
    "Decision",
    "Destinataire",
    "EtatCaracteristique",
    "EtatContrat",
    "FormatDocument",
    "FormeCaracteristique",
    "ModeleCourriel",
    "NatureBilan",
    "NatureMotifFin",
    "NatureSouhait",
    "Profil",
    "Realisation",
    "RoleFoyer",
    "StatutDemande",
    "StatutObjectif",
    "StatutPositionnement",
    "StatutRattachement",
    "TrancheAge",
    "TypeCaracteristique",
    "TypeContrat",
    "TypeQuestion",
    "TypeReferent",
    "TypeStructure",
    "UsageLien",
]


class _Nom(StrEnum):
    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name


class Profil(_Nom):
    """permissions.md: one per collaborateur."""

    ACCUEIL = auto()
    REFERENT = auto()
    RESPONSABLE = auto()
    REFERENT_PARCOURS = auto()
    SDI = auto()
    PILOTE = auto()
    INFOCENTRE = auto()
    SUPPORT = auto()


class TypeStructure(_Nom):
    ORGANISME_CONVENTIONNE = auto()
    SDI = auto()
    DEPARTEMENT = auto()


class Civilite(_Nom):
    MME = auto()
    M = auto()


class TrancheAge(_Nom):
    """Five years of age; the young and the old, who are few, are put together."""

    MOINS_DE_25 = auto()
    DE_25_A_29 = auto()
    DE_30_A_34 = auto()
    DE_35_A_39 = auto()
    DE_40_A_44 = auto()
    DE_45_A_49 = auto()
    DE_50_A_54 = auto()
    DE_55_A_59 = auto()
    DE_60_A_64 = auto()
    PLUS_DE_64 = auto()


class RoleFoyer(_Nom):
    ALLOCATAIRE = auto()
    CONJOINT = auto()


class StatutRattachement(_Nom):
    EN_ATTENTE = auto()
    SUIVI = auto()
    ANNULE = auto()


class StatutPositionnement(_Nom):
    PROPOSE = auto()
    ACCEPTE = auto()
    REFUSE = auto()
    ANNULE = auto()


class TypeCaracteristique(_Nom):
    TEXTE = auto()
    DATE = auto()
    NOMBRE = auto()
    OUI_NON = auto()
    CHOIX = auto()


class FormeCaracteristique(_Nom):
    """What the value of a characteristic must be, beside its type: a SIRET is a TEXTE, a day gone by is a DATE."""

    SIRET = auto()
    DATE_PASSEE = auto()


class EtatCaracteristique(_Nom):
    """Guide §10.3: green arrow, blue arrow; MANQUANTE is ours."""

    A_JOUR = auto()
    A_ACTUALISER = auto()
    MANQUANTE = auto()


class TypeContrat(_Nom):
    CER = auto()
    CO = auto()
    CE = auto()


class EtatContrat(_Nom):
    EN_PREPARATION = auto()
    EN_COURS = auto()
    A_RENOUVELER = auto()
    ECHU = auto()
    ANNULE = auto()


class TypeReferent(_Nom):
    PARCOURS = auto()
    ETAPE = auto()
    HORS_ACCOMPAGNEMENT = auto()


class StatutObjectif(_Nom):
    EN_COURS = auto()
    ATTEINT = auto()
    ABANDONNE = auto()


class NatureMotifFin(_Nom):
    """Guide §9.2: motif 1 is the ordinary exit, 2 to 9 are early exits or non-entries."""

    NORMALE = auto()
    NON_ENTREE = auto()
    ANTICIPEE = auto()


class Realisation(_Nom):
    """Guide §8.3, in the order of its list: the first three trace absences."""

    ABSENCE_NON_EXCUSEE = auto()
    ABSENCE_EXCUSEE = auto()
    ANNULE = auto()
    PRESENCE = auto()
    PREVU = auto()


class TypeQuestion(_Nom):
    TEXTE = auto()
    DATE = auto()
    NOMBRE = auto()
    OUI_NC_NON = auto()
    CHOIX = auto()
    CHOIX_MULTIPLE = auto()


OUI_NC_NON = ("OUI", "NC", "NON")
"""The answers to a question of that type; NC: not concerned, or not known."""


class NatureBilan(_Nom):
    EN_COURS = auto()
    FINAL = auto()


class Destinataire(_Nom):
    SDI = auto()
    RU = auto()
    STRUCTURE = auto()


class NatureSouhait(_Nom):
    METIER = auto()
    SECTEUR = auto()


class FormatDocument(_Nom):
    DOCX = auto()
    PDF = auto()


class StatutDemande(_Nom):
    DEPOSEE = auto()
    EN_COURS = auto()
    ACCEPTEE = auto()
    REFUSEE = auto()
    CLOSE = auto()


class Decision(_Nom):
    """What is decided of a request for a collaborateur."""

    ACCEPTER = auto()
    REFUSER = auto()


class ActionJournal(_Nom):
    CONNEXION = auto()
    CONNEXION_REFUSEE = auto()
    LECTURE = auto()
    ACCES_REFUSE = auto()
    CREATION = auto()
    MODIFICATION = auto()
    SUPPRESSION = auto()
    EXPORT = auto()


class UsageLien(_Nom):
    """What a link sent by mail opens: each is good for one thing."""

    ACTIVATION = auto()
    REINITIALISATION = auto()


class ModeleCourriel(_Nom):
    """The mails that the product sends; their texts are in `resolvers/courrier/textes.py`."""

    INVITATION = auto()
    REINITIALISATION = auto()
    MOT_DE_PASSE_MODIFIE = auto()
    ADRESSE_MODIFIEE = auto()
    COMPTE_REACTIVE = auto()
    DEMANDE_ACCEPTEE = auto()
    DEMANDE_REFUSEE = auto()


class Acces(_Nom):
    """Whether the caller sees the whole row or its masked form (permissions.md, rule 4)."""

    COMPLET = auto()
    RESTREINT = auto()
