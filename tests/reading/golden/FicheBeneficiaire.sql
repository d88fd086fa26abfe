SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
    beneficiaire_1.numero_dossier AS "numeroDossier",
    beneficiaire_1.civilite AS civilite,
    beneficiaire_1.nom AS nom,
    beneficiaire_1.nom_naissance AS "nomNaissance",
    beneficiaire_1.prenom AS prenom,
    beneficiaire_1.date_naissance AS "dateNaissance",
    CAST(EXTRACT(year FROM age($1::DATE, beneficiaire_1.date_naissance)) AS INTEGER) AS age,
    CASE WHEN true THEN 'COMPLET' END AS acces,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT beneficiaire_1.adresse AS adresse,
        beneficiaire_1.code_postal AS "codePostal",
        beneficiaire_1.commune AS commune,
        beneficiaire_1.telephone AS telephone,
        beneficiaire_1.email AS email
      ) AS ligne$
    ) AS coordonnees,
    coalesce(beneficiaire_1.numero_caf, beneficiaire_1.nir_masque) AS "numeroAllocataire",
    beneficiaire_1.numero_demande_rsa AS "numeroDemandeRsa",
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT valeur_1.libelle AS libelle
        FROM valeur AS valeur_1
        WHERE valeur_1.id = beneficiaire_1.organisme_payeur_id AND true
      ) AS ligne$
    ) AS "organismePayeur",
    beneficiaire_1.role_foyer AS "roleFoyer",
    (
      SELECT row_to_json(ligne$) AS row_to_json_4
      FROM (
        SELECT territoire_1.code AS code,
        territoire_1.libelle AS libelle,
        (
          SELECT row_to_json(ligne$) AS row_to_json_5
          FROM (
            SELECT territoire_2.libelle AS libelle
            FROM territoire AS territoire_2
            WHERE territoire_2.id = territoire_1.parent_id AND true
          ) AS ligne$
        ) AS parent
        FROM territoire AS territoire_1
        WHERE territoire_1.id = beneficiaire_1.secteur_id AND true
      ) AS ligne$
    ) AS secteur,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'Accompagnement:' || CAST(accompagnement_1.id AS TEXT) AS id,
        (
          SELECT row_to_json(ligne$) AS row_to_json_6
          FROM (
            SELECT dispositif_1.code AS code,
            dispositif_1.libelle AS libelle
            FROM dispositif AS dispositif_1
            WHERE dispositif_1.id = accompagnement_1.dispositif_id AND true
          ) AS ligne$
        ) AS dispositif,
        accompagnement_1.entree AS entree,
        accompagnement_1.sortie AS sortie,
        (
          SELECT row_to_json(ligne$) AS row_to_json_7
          FROM (
            SELECT valeur_2.libelle AS libelle
            FROM valeur AS valeur_2
            WHERE valeur_2.id = accompagnement_1.motif_sortie_id AND true
          ) AS ligne$
        ) AS "motifSortie",
        round(greatest(coalesce(accompagnement_1.sortie, $1::DATE) - accompagnement_1.entree, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois"
        FROM accompagnement AS accompagnement_1
        WHERE beneficiaire_1.id = accompagnement_1.beneficiaire_id AND true
        ORDER BY accompagnement_1.entree DESC,
        accompagnement_1.id
      ) AS ligne$
    ) AS accompagnements,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
      FROM (
        SELECT (
          SELECT row_to_json(ligne$) AS row_to_json_8
          FROM (
            SELECT definition_caracteristique_1.rubrique AS rubrique,
            definition_caracteristique_1.libelle AS libelle
            FROM definition_caracteristique AS definition_caracteristique_1
            WHERE definition_caracteristique_1.id = caracteristique_1.definition_id AND true
          ) AS ligne$
        ) AS definition,
        CASE WHEN (caracteristique_1.champ IS NULL) THEN caracteristique_1.valeur_saisie WHEN (caracteristique_1.champ = 'numero_allocataire') THEN (
          SELECT coalesce(beneficiaire_2.numero_caf, beneficiaire_2.nir_masque) AS coalesce_3
          FROM beneficiaire AS beneficiaire_2
          WHERE beneficiaire_2.id = caracteristique_1.beneficiaire_id
        ) ELSE (
          SELECT beneficiaire_2.numero_demande_rsa
          FROM beneficiaire AS beneficiaire_2
          WHERE beneficiaire_2.id = caracteristique_1.beneficiaire_id
        ) END AS valeur,
        caracteristique_1.depuis AS depuis,
        caracteristique_1.verifiee_le AS "verifieeLe",
        CASE WHEN (CASE WHEN (caracteristique_1.champ IS NULL) THEN caracteristique_1.valeur_saisie WHEN (caracteristique_1.champ = 'numero_allocataire') THEN (
          SELECT coalesce(beneficiaire_3.numero_caf, beneficiaire_3.nir_masque) AS coalesce_4
          FROM beneficiaire AS beneficiaire_3
          WHERE beneficiaire_3.id = caracteristique_1.beneficiaire_id
        ) ELSE (
          SELECT beneficiaire_3.numero_demande_rsa
          FROM beneficiaire AS beneficiaire_3
          WHERE beneficiaire_3.id = caracteristique_1.beneficiaire_id
        ) END IS NULL) THEN 'MANQUANTE' WHEN (caracteristique_1.verifiee_le + (
          SELECT definition_caracteristique_2.delai_rafraichissement
          FROM definition_caracteristique AS definition_caracteristique_2
          WHERE definition_caracteristique_2.id = caracteristique_1.definition_id
        ) < $1::DATE) THEN 'A_ACTUALISER' ELSE 'A_JOUR' END AS etat
        FROM caracteristique AS caracteristique_1
        WHERE beneficiaire_1.id = caracteristique_1.beneficiaire_id AND true
        ORDER BY caracteristique_1.definition_id,
        caracteristique_1.id
      ) AS ligne$
    ) AS caracteristiques,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_5
      FROM (
        SELECT 'Contrat:' || CAST(contrat_1.id AS TEXT) AS id,
        contrat_1.numero AS numero,
        contrat_1.type AS type,
        contrat_1.debut AS debut,
        contrat_1.fin AS fin,
        contrat_1.date_signature AS "dateSignature",
        CASE WHEN (contrat_1.annule_le IS NOT NULL) THEN 'ANNULE' WHEN (contrat_1.debut > $1::DATE) THEN 'EN_PREPARATION' WHEN (contrat_1.fin < $1::DATE) THEN 'ECHU' WHEN (contrat_1.fin < $1::DATE + 30) THEN 'A_RENOUVELER' ELSE 'EN_COURS' END AS etat,
        contrat_1.annule_le IS NULL AND NOT (EXISTS (
          SELECT 1
          FROM contrat AS contrat_2
          WHERE contrat_2.beneficiaire_id = contrat_1.beneficiaire_id AND contrat_2.annule_le IS NULL AND contrat_2.debut > contrat_1.debut
        )) AS "plusRecent",
        contrat_1.dernier_contrat AS "dernierContrat"
        FROM contrat AS contrat_1
        WHERE beneficiaire_1.id = contrat_1.beneficiaire_id AND true
        ORDER BY contrat_1.debut DESC,
        contrat_1.id
      ) AS ligne$
    ) AS contrats,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_6
      FROM (
        SELECT 'Referent:' || CAST(referent_1.id AS TEXT) AS id,
        referent_1.type AS type,
        referent_1.debut AS debut,
        referent_1.fin AS fin,
        referent_1.debut <= $1::DATE AND coalesce(referent_1.fin >= $1::DATE, true) AS actif,
        (
          SELECT row_to_json(ligne$) AS row_to_json_9
          FROM (
            SELECT collaborateur_1.nom AS nom,
            collaborateur_1.prenom AS prenom,
            collaborateur_1.email AS email,
            collaborateur_1.telephone AS telephone,
            (
              SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_7
              FROM (
                SELECT structure_1.raison_sociale AS "raisonSociale"
                FROM structure AS structure_1,
                collaborateur_structure AS collaborateur_structure_1
                WHERE collaborateur_1.id = collaborateur_structure_1.collaborateur_id AND structure_1.id = collaborateur_structure_1.structure_id AND true
                ORDER BY structure_1.raison_sociale,
                structure_1.id
              ) AS ligne$
            ) AS structures
            FROM collaborateur AS collaborateur_1
            WHERE collaborateur_1.id = referent_1.collaborateur_id AND true
          ) AS ligne$
        ) AS collaborateur
        FROM referent AS referent_1
        WHERE beneficiaire_1.id = referent_1.beneficiaire_id AND (referent_1.type != 'ETAPE' OR (EXISTS (
          SELECT 1
          FROM etape AS etape_1
          WHERE etape_1.id = referent_1.etape_id AND (etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
            SELECT 1
            FROM offre_de_service AS offre_de_service_1
            WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
          )))
        )) OR referent_1.etape_id IS NULL AND (EXISTS (
          SELECT 1
          FROM collaborateur_structure AS collaborateur_structure_2
          WHERE collaborateur_structure_2.collaborateur_id = referent_1.collaborateur_id AND collaborateur_structure_2.structure_id = ANY ($2::INTEGER[])
        )))
        ORDER BY referent_1.debut DESC,
        referent_1.id
      ) AS ligne$
    ) AS referents,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_8
      FROM (
        SELECT 'Etape:' || CAST(etape_2.id AS TEXT) AS id,
        CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN (
          SELECT offre_de_service_2.libelle
          FROM offre_de_service AS offre_de_service_2
          WHERE offre_de_service_2.id = etape_2.offre_de_service_id
        ) ELSE 'Autre accompagnement' END AS intitule,
        CASE WHEN ((etape_2.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
          SELECT 1
          FROM offre_de_service AS offre_de_service_3
          WHERE offre_de_service_3.id = etape_2.offre_de_service_id AND NOT offre_de_service_3.masquee
        ))) AND etape_2.structure_id = ANY ($2::INTEGER[])) THEN 'COMPLET' ELSE 'RESTREINT' END AS acces,
        etape_2.debut_reel AS "debutReel",
        etape_2.fin_reelle AS "finReelle",
        round(greatest(coalesce(etape_2.fin_reelle, $1::DATE) - etape_2.debut_reel, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois",
        (
          SELECT row_to_json(ligne$) AS row_to_json_10
          FROM (
            SELECT motif_fin_etape_1.code AS code,
            motif_fin_etape_1.libelle AS libelle
            FROM motif_fin_etape AS motif_fin_etape_1
            WHERE motif_fin_etape_1.id = etape_2.motif_fin_id AND true AND etape_2.structure_id = ANY ($2::INTEGER[])
          ) AS ligne$
        ) AS "motifFin",
        CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN etape_2.commentaire ELSE NULL END AS commentaire,
        (
          SELECT row_to_json(ligne$) AS row_to_json_11
          FROM (
            SELECT thematique_1.code AS code,
            thematique_1.libelle AS libelle
            FROM thematique AS thematique_1,
            offre_de_service AS offre_de_service_4
            WHERE etape_2.offre_de_service_id = offre_de_service_4.id AND offre_de_service_4.thematique_id = thematique_1.id AND true AND (etape_2.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
              SELECT 1
              FROM offre_de_service AS offre_de_service_5
              WHERE offre_de_service_5.id = etape_2.offre_de_service_id AND NOT offre_de_service_5.masquee
            )))
          ) AS ligne$
        ) AS thematique,
        (
          SELECT row_to_json(ligne$) AS row_to_json_12
          FROM (
            SELECT structure_2.raison_sociale AS "raisonSociale"
            FROM structure AS structure_2
            WHERE structure_2.id = etape_2.structure_id AND true AND (etape_2.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
              SELECT 1
              FROM offre_de_service AS offre_de_service_6
              WHERE offre_de_service_6.id = etape_2.offre_de_service_id AND NOT offre_de_service_6.masquee
            )))
          ) AS ligne$
        ) AS structure,
        (
          SELECT row_to_json(ligne$) AS row_to_json_13
          FROM (
            SELECT offre_de_service_7.libelle AS libelle,
            offre_de_service_7.ouverte AS ouverte,
            (
              SELECT row_to_json(ligne$) AS row_to_json_14
              FROM (
                SELECT territoire_3.libelle AS libelle
                FROM territoire AS territoire_3
                WHERE territoire_3.id = offre_de_service_7.territoire_id AND true
              ) AS ligne$
            ) AS territoire,
            (
              SELECT row_to_json(ligne$) AS row_to_json_15
              FROM (
                SELECT thematique_2.code AS code
                FROM thematique AS thematique_2
                WHERE thematique_2.id = offre_de_service_7.thematique_id AND true
              ) AS ligne$
            ) AS thematique
            FROM offre_de_service AS offre_de_service_7
            WHERE offre_de_service_7.id = etape_2.offre_de_service_id AND true AND etape_2.structure_id = ANY ($2::INTEGER[])
          ) AS ligne$
        ) AS "offreDeService",
        (
          SELECT row_to_json(ligne$) AS row_to_json_16
          FROM (
            SELECT collaborateur_2.nom AS nom,
            collaborateur_2.prenom AS prenom
            FROM collaborateur AS collaborateur_2
            WHERE collaborateur_2.id = etape_2.referent_initiateur_id AND true AND etape_2.structure_id = ANY ($2::INTEGER[])
          ) AS ligne$
        ) AS "referentInitiateur",
        (
          SELECT row_to_json(ligne$) AS row_to_json_17
          FROM (
            SELECT CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN (
              SELECT count(*) AS count_1
              FROM presence AS presence_1
              WHERE presence_1.etape_id = etape_2.id
            ) ELSE NULL END AS "joursRealises",
            CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN (
              SELECT thematique_3.jours_presence
              FROM offre_de_service AS offre_de_service_8,
              thematique AS thematique_3
              WHERE offre_de_service_8.id = etape_2.offre_de_service_id AND thematique_3.id = offre_de_service_8.thematique_id
            ) ELSE NULL END AS "joursPrevus",
            CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN CAST((
              SELECT coalesce(sum(heures_mensuelles_1.heures), 0) AS coalesce_9
              FROM heures_mensuelles AS heures_mensuelles_1
              WHERE heures_mensuelles_1.etape_id = etape_2.id
            ) AS FLOAT) ELSE NULL END AS "totalHeures"
          ) AS ligne$
        ) AS presence,
        CASE WHEN (etape_2.structure_id = ANY ($2::INTEGER[])) THEN (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_10
          FROM (
            SELECT (
              SELECT row_to_json(ligne$) AS row_to_json_18
              FROM (
                SELECT definition_caracteristique_etape_1.libelle AS libelle
                FROM definition_caracteristique_etape AS definition_caracteristique_etape_1
                WHERE definition_caracteristique_etape_1.id = caracteristique_etape_1.definition_id AND true
              ) AS ligne$
            ) AS definition,
            caracteristique_etape_1.valeur AS valeur
            FROM caracteristique_etape AS caracteristique_etape_1
            WHERE etape_2.id = caracteristique_etape_1.etape_id AND true
            ORDER BY caracteristique_etape_1.definition_id,
            caracteristique_etape_1.id
          ) AS ligne$
        ) END AS caracteristiques,
        (
          SELECT row_to_json(ligne$) AS row_to_json_19
          FROM (
            SELECT anon_2.k_nodes AS nodes,
            (
              SELECT row_to_json(ligne$) AS row_to_json_20
              FROM (
                SELECT anon_2.__nombre > $3::INTEGER AS "hasNextPage",
                anon_2.__dernier AS "endCursor"
              ) AS ligne$
            ) AS "pageInfo"
            FROM (
              SELECT count(*) AS __nombre,
              coalesce(json_agg(anon_3.__n0 ORDER BY anon_3.__rang) FILTER (WHERE anon_3.__rang <= $3::INTEGER), '[]'::json) AS k_nodes,
              max(anon_3.__curseur) FILTER (WHERE anon_3.__rang <= $3::INTEGER AND anon_3.__rang = least($3::INTEGER, anon_3.__lues)) AS __dernier
              FROM (
                SELECT anon_4.__n0 AS __n0,
                anon_4.__curseur AS __curseur,
                row_number() OVER () AS __rang,
                count(*) OVER () AS __lues
                FROM (
                  SELECT (
                    SELECT row_to_json(ligne$) AS row_to_json_21
                    FROM (
                      SELECT 'Entretien:' || CAST(entretien_1.id AS TEXT) AS id,
                      entretien_1.date_heure AS "dateHeure",
                      entretien_1.duree_minutes AS "dureeMinutes",
                      (
                        SELECT row_to_json(ligne$) AS row_to_json_22
                        FROM (
                          SELECT valeur_3.libelle AS libelle
                          FROM valeur AS valeur_3
                          WHERE valeur_3.id = entretien_1.type_id AND true
                        ) AS ligne$
                      ) AS type,
                      entretien_1.realisation AS realisation,
                      (
                        SELECT row_to_json(ligne$) AS row_to_json_23
                        FROM (
                          SELECT valeur_4.libelle AS libelle
                          FROM valeur AS valeur_4
                          WHERE valeur_4.id = entretien_1.lieu_id AND true
                        ) AS ligne$
                      ) AS lieu,
                      CASE WHEN (entretien_1.structure_id = ANY ($2::INTEGER[])) THEN entretien_1.synthese ELSE NULL END AS synthese,
                      (
                        SELECT row_to_json(ligne$) AS row_to_json_24
                        FROM (
                          SELECT collaborateur_3.nom AS nom,
                          collaborateur_3.prenom AS prenom
                          FROM collaborateur AS collaborateur_3
                          WHERE collaborateur_3.id = entretien_1.collaborateur_id AND true
                        ) AS ligne$
                      ) AS collaborateur,
                      CASE WHEN (entretien_1.structure_id = ANY ($2::INTEGER[])) THEN (
                        SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_11
                        FROM (
                          SELECT (
                            SELECT row_to_json(ligne$) AS row_to_json_25
                            FROM (
                              SELECT valeur_5.libelle AS libelle
                              FROM valeur AS valeur_5
                              WHERE valeur_5.id = theme_entretien_1.theme_id AND true
                            ) AS ligne$
                          ) AS theme,
                          theme_entretien_1.commentaire AS commentaire
                          FROM theme_entretien AS theme_entretien_1
                          WHERE entretien_1.id = theme_entretien_1.entretien_id AND true
                          ORDER BY theme_entretien_1.rang,
                          theme_entretien_1.id
                        ) AS ligne$
                      ) END AS themes
                    ) AS ligne$
                  ) AS __n0,
                  $4::VARCHAR || encode(convert_to(CAST(json_build_array('Entretien', CAST(entretien_1.date_heure AS TEXT), CAST(entretien_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur
                  FROM entretien AS entretien_1,
                  entretien_etape AS entretien_etape_1
                  WHERE etape_2.id = entretien_etape_1.etape_id AND entretien_1.id = entretien_etape_1.entretien_id AND entretien_1.structure_id = ANY ($2::INTEGER[])
                  ORDER BY entretien_1.date_heure DESC,
                  entretien_1.id DESC
                  LIMIT $3::INTEGER + 1
                ) AS anon_4
              ) AS anon_3
            ) AS anon_2
          ) AS ligne$
        ) AS entretiens,
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_12
          FROM (
            SELECT 'Bilan:' || CAST(bilan_1.id AS TEXT) AS id,
            (
              SELECT row_to_json(ligne$) AS row_to_json_26
              FROM (
                SELECT modele_bilan_1.libelle AS libelle
                FROM modele_bilan AS modele_bilan_1
                WHERE modele_bilan_1.id = bilan_1.modele_id AND true
              ) AS ligne$
            ) AS modele,
            bilan_1.nature AS nature,
            bilan_1.date_bilan AS "dateBilan",
            bilan_1.date_mise_a_jour AS "dateMiseAJour",
            (
              SELECT count(*) AS count_2
              FROM question AS question_1
              WHERE question_1.modele_id = bilan_1.modele_id
            ) AS "nombreQuestions",
            (
              SELECT count(*) AS count_3
              FROM reponse AS reponse_1
              WHERE reponse_1.bilan_id = bilan_1.id
            ) AS "nombreReponses",
            NOT (EXISTS (
              SELECT 1
              FROM question AS question_2
              WHERE question_2.modele_id = bilan_1.modele_id AND question_2.obligatoire AND NOT (EXISTS (
                SELECT 1
                FROM reponse AS reponse_2
                WHERE reponse_2.bilan_id = bilan_1.id AND reponse_2.question_id = question_2.id
              ))
            )) AS complet,
            (
              SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_13
              FROM (
                SELECT (
                  SELECT row_to_json(ligne$) AS row_to_json_27
                  FROM (
                    SELECT question_3.code AS code,
                    question_3.libelle AS libelle
                    FROM question AS question_3
                    WHERE question_3.id = reponse_3.question_id AND true
                  ) AS ligne$
                ) AS question,
                reponse_3.texte AS texte,
                CAST(reponse_3.nombre AS FLOAT) AS nombre,
                reponse_3.date AS date,
                reponse_3.choix AS choix
                FROM reponse AS reponse_3
                WHERE bilan_1.id = reponse_3.bilan_id AND true
                ORDER BY reponse_3.question_id,
                reponse_3.rang,
                reponse_3.id
              ) AS ligne$
            ) AS reponses
            FROM bilan AS bilan_1
            WHERE etape_2.id = bilan_1.etape_id AND (bilan_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
              SELECT 1
              FROM transmission AS transmission_1
              WHERE transmission_1.bilan_id = bilan_1.id AND transmission_1.structure_id = ANY ($2::INTEGER[])
            )))
            ORDER BY bilan_1.date_bilan DESC,
            bilan_1.id
          ) AS ligne$
        ) AS bilans
        FROM etape AS etape_2
        WHERE beneficiaire_1.id = etape_2.beneficiaire_id AND true
        ORDER BY etape_2.debut_reel DESC,
        etape_2.id
      ) AS ligne$
    ) AS etapes,
    (
      SELECT row_to_json(ligne$) AS row_to_json_28
      FROM (
        SELECT 'Entretien:' || CAST(entretien_2.id AS TEXT) AS id,
        entretien_2.date_heure AS "dateHeure",
        entretien_2.duree_minutes AS "dureeMinutes",
        (
          SELECT row_to_json(ligne$) AS row_to_json_29
          FROM (
            SELECT valeur_6.libelle AS libelle
            FROM valeur AS valeur_6
            WHERE valeur_6.id = entretien_2.type_id AND true
          ) AS ligne$
        ) AS type
        FROM entretien AS entretien_2
        WHERE entretien_2.beneficiaire_id = beneficiaire_1.id AND entretien_2.date_heure <= $5::TIMESTAMP WITH TIME ZONE AND entretien_2.realisation != 'ANNULE' AND entretien_2.structure_id = ANY ($2::INTEGER[])
        ORDER BY entretien_2.date_heure DESC,
        entretien_2.id
        LIMIT 1
      ) AS ligne$
    ) AS "dernierEntretien",
    (
      SELECT row_to_json(ligne$) AS row_to_json_30
      FROM (
        SELECT 'Entretien:' || CAST(entretien_3.id AS TEXT) AS id,
        entretien_3.date_heure AS "dateHeure",
        entretien_3.duree_minutes AS "dureeMinutes",
        (
          SELECT row_to_json(ligne$) AS row_to_json_31
          FROM (
            SELECT valeur_7.libelle AS libelle
            FROM valeur AS valeur_7
            WHERE valeur_7.id = entretien_3.type_id AND true
          ) AS ligne$
        ) AS type
        FROM entretien AS entretien_3
        WHERE entretien_3.beneficiaire_id = beneficiaire_1.id AND entretien_3.date_heure > $5::TIMESTAMP WITH TIME ZONE AND entretien_3.realisation = 'PREVU' AND entretien_3.structure_id = ANY ($2::INTEGER[])
        ORDER BY entretien_3.date_heure,
        entretien_3.id
        LIMIT 1
      ) AS ligne$
    ) AS "prochainEntretien",
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_14
      FROM (
        SELECT 'Competence:' || CAST(competence_1.id AS TEXT) AS id,
        (
          SELECT row_to_json(ligne$) AS row_to_json_32
          FROM (
            SELECT competence_reference_1.libelle AS libelle,
            (
              SELECT row_to_json(ligne$) AS row_to_json_33
              FROM (
                SELECT filiere_1.libelle AS libelle
                FROM filiere AS filiere_1
                WHERE filiere_1.id = competence_reference_1.filiere_id AND true
              ) AS ligne$
            ) AS filiere
            FROM competence_reference AS competence_reference_1
            WHERE competence_reference_1.id = competence_1.competence_id AND true
          ) AS ligne$
        ) AS competence,
        (
          SELECT row_to_json(ligne$) AS row_to_json_34
          FROM (
            SELECT valeur_8.libelle AS libelle
            FROM valeur AS valeur_8
            WHERE valeur_8.id = competence_1.niveau_id AND true
          ) AS ligne$
        ) AS niveau,
        competence_1.debut AS debut,
        competence_1.fin AS fin
        FROM competence AS competence_1
        WHERE beneficiaire_1.id = competence_1.beneficiaire_id AND true
        ORDER BY competence_1.debut DESC,
        competence_1.id
      ) AS ligne$
    ) AS competences,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_15
      FROM (
        SELECT souhait_1.nature AS nature,
        souhait_1.libelle AS libelle,
        souhait_1.rang AS rang,
        souhait_1.en_cours AS "enCours"
        FROM souhait AS souhait_1
        WHERE beneficiaire_1.id = souhait_1.beneficiaire_id AND true
        ORDER BY souhait_1.rang,
        souhait_1.id
      ) AS ligne$
    ) AS souhaits,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_16
      FROM (
        SELECT 'Difficulte:' || CAST(difficulte_1.id AS TEXT) AS id,
        (
          SELECT row_to_json(ligne$) AS row_to_json_35
          FROM (
            SELECT difficulte_reference_1.libelle AS libelle,
            (
              SELECT row_to_json(ligne$) AS row_to_json_36
              FROM (
                SELECT nature_difficulte_1.libelle AS libelle
                FROM nature_difficulte AS nature_difficulte_1
                WHERE nature_difficulte_1.id = difficulte_reference_1.nature_id AND true
              ) AS ligne$
            ) AS nature
            FROM difficulte_reference AS difficulte_reference_1
            WHERE difficulte_reference_1.id = difficulte_1.difficulte_id AND true
          ) AS ligne$
        ) AS difficulte,
        difficulte_1.debut AS debut,
        difficulte_1.fin AS fin,
        (
          SELECT row_to_json(ligne$) AS row_to_json_37
          FROM (
            SELECT valeur_9.libelle AS libelle
            FROM valeur AS valeur_9
            WHERE valeur_9.id = difficulte_1.realisation_id AND true
          ) AS ligne$
        ) AS realisation,
        CASE WHEN (difficulte_1.structure_id = ANY ($2::INTEGER[])) THEN difficulte_1.commentaire ELSE NULL END AS commentaire
        FROM difficulte AS difficulte_1
        WHERE beneficiaire_1.id = difficulte_1.beneficiaire_id AND (NOT difficulte_1.sante OR difficulte_1.structure_id = ANY ($2::INTEGER[])) AND difficulte_1.fin IS NULL
        ORDER BY difficulte_1.debut DESC,
        difficulte_1.id
      ) AS ligne$
    ) AS difficultes
  ) AS ligne$
) AS anon_1,
beneficiaire_1.id AS id__1
FROM beneficiaire AS beneficiaire_1
WHERE beneficiaire_1.id = ANY ($6::INTEGER[]) AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $7::DATE OR acces_structure_1.entree > $8::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $9::INTEGER AND compte_1.version_droits = $10::INTEGER
)) UNION ALL
SELECT NULL AS anon_5,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $9::INTEGER AND compte_2.version_droits = $10::INTEGER
))
-- 10 paramètres
