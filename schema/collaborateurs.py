"""The mutations of other people's accounts: inviting, inviting again, changing, closing, opening again."""

from __future__ import annotations

import strawberry

from resolvers.workflows import collaborateurs
from schema.operations import entree, mutation

LE_COLLABORATEUR = "Le collaborateur."
VERSION = "La version que vous avez lue, pour ne rien écraser."
TELEPHONE = "Téléphone professionnel, au format international : +33467000000."
FONCTION = "Intitulé du poste, en clair."

entree(
    collaborateurs.InviterCollaborateur,
    "Une personne à inviter : qui elle est, ce qu'elle pourra faire, et où.",
    nom="Nom de famille.",
    prenom="Prénom.",
    email="Adresse e-mail professionnelle, qui sera son identifiant.",
    telephone=TELEPHONE,
    fonction=FONCTION,
    profil="Ce que la personne pourra lire et modifier. Un responsable donne ACCUEIL, REFERENT ou RESPONSABLE.",
    structures="Structures où la personne travaille, une au moins ; un responsable donne les siennes.",
    territoires="Territoires dont la personne a la charge, pour un agent de SDI ; seul un pilote en donne.",
)
entree(collaborateurs.RenvoyerInvitation, "Une invitation à renvoyer.", collaborateur=LE_COLLABORATEUR)
entree(
    collaborateurs.DesactiverCollaborateur,
    "Un compte à fermer.",
    collaborateur=LE_COLLABORATEUR,
    version=VERSION,
)
entree(
    collaborateurs.ReactiverCollaborateur,
    "Un compte à rouvrir.",
    collaborateur=LE_COLLABORATEUR,
    version=VERSION,
)
entree(
    collaborateurs.ModifierCollaborateur,
    "Une autre identité ou d'autres droits pour un collaborateur ; ce qui n'est pas donné reste tel quel.",
    collaborateur=LE_COLLABORATEUR,
    version=VERSION,
    nom="Nom de famille.",
    prenom="Prénom.",
    email="Adresse e-mail, qui est son identifiant ; un message part à l'ancienne et à la nouvelle.",
    telephone=f"{TELEPHONE} `null` l'efface.",
    fonction=f"{FONCTION} `null` l'efface.",
    profil="Son profil.",
    structures="Toutes les structures où il travaille.",
    territoires="Tous les territoires dont il a la charge.",
    export_autorise="Vrai s'il peut exporter des listes de personnes.",
)


@strawberry.type
class Collaborateurs:
    """The mutations of other people's accounts."""

    inviter_collaborateur = mutation(
        collaborateurs.inviter_collaborateur,
        "Ouvre un compte à une personne et lui envoie une invitation (guide §1 et §11). Permis au "
        "responsable, pour sa structure, et au pilote.",
        argument="La personne à inviter.",
        succes="La personne est invitée : un lien d'activation lui est envoyé par e-mail.",
        collaborateur="Le nouveau collaborateur.",
    )
    renvoyer_invitation = mutation(
        collaborateurs.renvoyer_invitation,
        "Envoie une nouvelle invitation à qui n'a pas activé son compte à temps. Permis au responsable, "
        "pour sa structure, au pilote et à l'assistance.",
        argument="Qui inviter de nouveau.",
        succes="Une nouvelle invitation est envoyée ; les liens précédents ne servent plus.",
        collaborateur="Le collaborateur invité.",
    )
    desactiver_collaborateur = mutation(
        collaborateurs.desactiver_collaborateur,
        "Ferme le compte d'une personne qui part ; ses sessions sont closes aussitôt. Permis au "
        "responsable, pour sa structure, au pilote et à l'assistance.",
        argument="Le compte à fermer.",
        succes="Le compte est désactivé : plus rien ne s'ouvre avec lui dès maintenant.",
        collaborateur=LE_COLLABORATEUR,
    )
    reactiver_collaborateur = mutation(
        collaborateurs.reactiver_collaborateur,
        "Rouvre le compte d'une personne qui revient. Elle choisit un nouveau mot de passe ; si elle ne l'avait jamais "
        "activé, elle est invitée de nouveau. Permis au pilote.",
        argument="Le compte à rouvrir.",
        succes="Le compte est rouvert ; la personne en est avertie par e-mail.",
        collaborateur=LE_COLLABORATEUR,
    )
    modifier_collaborateur = mutation(
        collaborateurs.modifier_collaborateur,
        "Change le nom, la fonction, le téléphone, l'adresse, le profil, les structures ou les territoires d'une "
        "personne. Permis au pilote.",
        argument="Ce qui change.",
        succes="Le collaborateur est modifié ; si ses droits ou son adresse ont changé, il doit se reconnecter.",
        collaborateur=LE_COLLABORATEUR,
    )
