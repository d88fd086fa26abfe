SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
    beneficiaire_1.numero_dossier AS "numeroDossier",
    beneficiaire_1.nom AS nom,
    beneficiaire_1.prenom AS prenom,
    beneficiaire_1.date_naissance AS "dateNaissance",
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'Bilan:' || CAST(bilan_1.id AS TEXT) AS id,
        bilan_1.version AS version,
        (
          SELECT row_to_json(ligne$) AS row_to_json_2
          FROM (
            SELECT modele_bilan_1.code AS code,
            modele_bilan_1.libelle AS libelle,
            modele_bilan_1.numero_version AS "numeroVersion"
            FROM modele_bilan AS modele_bilan_1
            WHERE modele_bilan_1.id = bilan_1.modele_id AND true
          ) AS ligne$
        ) AS modele,
        bilan_1.nature AS nature,
        (
          SELECT row_to_json(ligne$) AS row_to_json_3
          FROM (
            SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
            CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
              SELECT offre_de_service_1.libelle
              FROM offre_de_service AS offre_de_service_1
              WHERE offre_de_service_1.id = etape_1.offre_de_service_id
            ) ELSE 'Autre accompagnement' END AS intitule
            FROM etape AS etape_1
            WHERE etape_1.id = bilan_1.etape_id AND true
          ) AS ligne$
        ) AS etape,
        bilan_1.date_bilan AS "dateBilan",
        bilan_1.date_mise_a_jour AS "dateMiseAJour",
        bilan_1.date_signature AS "dateSignature",
        (
          SELECT count(*) AS count_1
          FROM question AS question_1
          WHERE question_1.modele_id = bilan_1.modele_id
        ) AS "nombreQuestions",
        (
          SELECT count(*) AS count_2
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
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
          FROM (
            SELECT question_3.code AS code,
            question_3.section AS section,
            question_3.libelle AS libelle
            FROM question AS question_3
            WHERE question_3.modele_id = bilan_1.modele_id AND question_3.obligatoire AND NOT (EXISTS (
              SELECT 1
              FROM reponse AS repondue
              WHERE repondue.bilan_id = bilan_1.id AND repondue.question_id = question_3.id
            )) AND true
            ORDER BY question_3.rang,
            question_3.id
          ) AS ligne$
        ) AS "questionsManquantes",
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_3
          FROM (
            SELECT (
              SELECT row_to_json(ligne$) AS row_to_json_4
              FROM (
                SELECT question_4.code AS code,
                question_4.section AS section,
                question_4.libelle AS libelle,
                question_4.type AS type
                FROM question AS question_4
                WHERE question_4.id = reponse_3.question_id AND true
              ) AS ligne$
            ) AS question,
            reponse_3.rang AS rang,
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
        ) AS reponses,
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_4
          FROM (
            SELECT transmission_1.destinataire AS destinataire,
            (
              SELECT row_to_json(ligne$) AS row_to_json_5
              FROM (
                SELECT structure_1.raison_sociale AS "raisonSociale"
                FROM structure AS structure_1
                WHERE structure_1.id = transmission_1.structure_id AND true
              ) AS ligne$
            ) AS structure,
            transmission_1.date AS date
            FROM transmission AS transmission_1
            WHERE bilan_1.id = transmission_1.bilan_id AND true
            ORDER BY transmission_1.date DESC,
            transmission_1.id
          ) AS ligne$
        ) AS transmissions
        FROM bilan AS bilan_1
        WHERE beneficiaire_1.id = bilan_1.beneficiaire_id AND (bilan_1.structure_id = ANY ($1::INTEGER[]) OR (EXISTS (
          SELECT 1
          FROM transmission AS transmission_2
          WHERE transmission_2.bilan_id = bilan_1.id AND transmission_2.structure_id = ANY ($1::INTEGER[])
        )))
        ORDER BY bilan_1.date_bilan DESC,
        bilan_1.id
      ) AS ligne$
    ) AS bilans
  ) AS ligne$
) AS anon_1,
beneficiaire_1.id AS id__1
FROM beneficiaire AS beneficiaire_1
WHERE beneficiaire_1.id = ANY ($2::INTEGER[]) AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $5::INTEGER AND compte_1.version_droits = $6::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $5::INTEGER AND compte_2.version_droits = $6::INTEGER
))
-- 6 paramètres
