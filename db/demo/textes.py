"""Sentences of the demo. None names an illness, a treatment or a diagnosis (guide §12)."""

from __future__ import annotations

from db.demo.draw import Draw

DEBUTS = (
    "Présentation de l'action et recueil des attentes.",
    "Point sur les démarches engagées depuis le dernier rendez-vous.",
    "Madame ou monsieur est ponctuel et participe volontiers aux échanges.",
    "Retour sur l'atelier de la semaine passée, jugé utile.",
    "Échange sur les freins à la reprise d'une activité.",
    "Relecture du contrat et rappel des engagements de chacun.",
    "La personne arrive motivée, avec des questions précises.",
    "Entretien court : la personne devait reprendre le bus.",
    "Situation stable depuis le mois dernier.",
    "La personne dit avoir repris confiance.",
    "Actualisation de la situation familiale et du logement.",
    "Bilan des candidatures envoyées : trois relances à faire.",
)
MILIEUX = (
    "Le CV est mis à jour et une lettre type est préparée.",
    "Une immersion d'une semaine est envisagée chez un employeur de proximité.",
    "La garde des enfants reste à organiser pour les horaires du matin.",
    "Le dossier de demande de logement social est complété.",
    "Une demande d'aide au permis est déposée.",
    "L'inscription à France Travail est actualisée.",
    "Les droits à la complémentaire santé solidaire sont à renouveler avant la fin du mois.",
    "Un rendez-vous est pris avec l'assistante sociale du secteur.",
    "Le projet se précise autour des métiers du service à la personne.",
    "Une formation de remise à niveau est proposée, début le mois prochain.",
    "Un échéancier est demandé pour la facture d'énergie.",
    "Orientation vers le médiateur numérique pour créer l'espace personnel en ligne.",
    "Deux offres d'un chantier d'insertion sont remises et commentées.",
    "L'étude de marché avance ; le budget prévisionnel reste à chiffrer.",
    "La personne souhaite prendre le temps de s'occuper de ses démarches personnelles.",
)
FINS = (
    "Prochain rendez-vous fixé.",
    "La personne rappellera après avoir rencontré l'employeur.",
    "À revoir dans trois semaines.",
    "Accord donné pour transmettre le bilan au référent unique.",
    "Documents remis en main propre.",
    "Reste à fournir : justificatif de domicile.",
    "Objectif du mois : deux candidatures par semaine.",
    "",
)
COMMENTAIRES = (
    "À suivre.",
    "Démarche engagée avec un partenaire.",
    "Pièces demandées, en attente de réponse.",
    "Situation en voie d'amélioration.",
    "Point à reprendre au prochain entretien.",
    "La personne souhaite avancer seule sur ce sujet.",
    "Relance faite par téléphone.",
    "Orientation proposée et acceptée.",
)
NOTES_PRIVEES = (
    "Penser à rappeler avant vendredi.",
    "Proposer la visite du chantier avec le groupe de mardi.",
    "Vérifier la date de fin du contrat.",
    "Préparer la fiche bilan pour la prochaine fois.",
    "Demander l'avis de la coordinatrice.",
    "Laisser plus de temps pour la partie projet.",
)
ETAPES = (
    "Orientation à la demande de la personne.",
    "Entrée différée d'une semaine à la demande de la personne.",
    "Suite d'un premier accompagnement.",
    "Accueil en petit groupe.",
    "Accompagnement à distance une fois sur deux.",
)
CONTRATS = (
    "Reprise du projet professionnel.",
    "Insertion sociale et accès aux droits.",
    "Création d'activité : étude de faisabilité.",
    "Recherche d'emploi active.",
    "Contrat signé en présence du référent unique.",
)
OBJECTIFS = (
    "Passer le permis B",
    "Valider un projet professionnel",
    "Obtenir un logement autonome",
    "Reprendre une activité à mi-temps",
    "Maîtriser les démarches en ligne",
    "Construire un réseau de clients",
    "Améliorer le français écrit",
    "Régulariser la situation administrative",
    "Trouver une solution de garde",
)
ATELIERS = (
    "Atelier CV et lettre",
    "Atelier numérique",
    "Information collective",
    "Atelier estime de soi",
    "Atelier mobilité",
    "Atelier budget",
    "Rencontre avec un employeur",
    "Atelier cuisine et équilibre",
    "Simulation d'entretien",
    "Visite d'entreprise",
)
METIERS = (
    "Aide à domicile",
    "Agent d'entretien",
    "Employé de rayon",
    "Cuisinière ou cuisinier",
    "Ouvrier viticole",
    "Agent d'espaces verts",
    "Chauffeur livreur",
    "Secrétaire",
    "Assistante maternelle",
    "Préparateur de commandes",
    "Peintre en bâtiment",
    "Auxiliaire de vie",
    "Vendeuse ou vendeur",
    "Couturière ou couturier",
    "Animatrice ou animateur",
    "Conseillère en esthétique",
    "Agent de sécurité",
    "Mécanicien cycles",
)
SECTEURS = (
    "Services à la personne",
    "Hôtellerie et restauration",
    "Agriculture et viticulture",
    "Bâtiment",
    "Commerce",
    "Transport et logistique",
    "Espaces verts",
    "Petite enfance",
    "Artisanat d'art",
    "Numérique",
)
PASSAGES = (
    "Passage sur la convention de l'année",
    "Passage sur l'avenant de prolongation",
    "Passage sur la convention pluriannuelle",
)
REPONSES = (
    "Oui, démarche commencée avec l'intervenant.",
    "Recherche de stage dans le secteur souhaité.",
    "Projet confirmé après une immersion.",
    "Besoin d'un appui pour les démarches en ligne.",
    "Disponible à partir du mois prochain.",
    "Relances par téléphone et par courrier.",
    "Bonne assiduité, participation active au groupe.",
    "Mise en relation faite avec le partenaire.",
    "Non évoqué à ce jour.",
    "À approfondir dans la suite du parcours.",
)


def synthese(draw: Draw) -> str:
    """What was said in an entretien, in two or three sentences."""
    phrases = (draw.among(DEBUTS), draw.among(MILIEUX), draw.among(FINS))
    return " ".join(filter(None, phrases))
