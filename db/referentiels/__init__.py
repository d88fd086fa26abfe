"""The reference data of VieSION, kept in TOML files that the Département edits, and their load."""

from db.referentiels.chargement import Chargement as Chargement
from db.referentiels.chargement import Ecart as Ecart
from db.referentiels.chargement import charger as charger
from db.referentiels.lecture import DOSSIER as DOSSIER
from db.referentiels.lecture import ErreurReferentiel as ErreurReferentiel
from db.referentiels.lecture import Referentiels as Referentiels
from db.referentiels.lecture import lire as lire
