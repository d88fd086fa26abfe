const LABELS = {
  ACCUEIL: 'Accueil',
  REFERENT: "Référent d'étape",
  RESPONSABLE: 'Responsable de structure',
  REFERENT_PARCOURS: 'Référent de parcours',
  SDI: 'Agent SDI',
  PILOTE: 'Pilote (Département)',
  INFOCENTRE: 'Infocentre',
  SUPPORT: 'Assistance technique',
};

/** The French label of a profil; an unknown one is shown as the API gives it. */
export const profilLabel = (profil) => LABELS[profil] ?? profil;
