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
        SELECT 'Difficulte:' || CAST(difficulte_1.id AS TEXT) AS id,
        difficulte_1.version AS version,
        (
          SELECT row_to_json(ligne$) AS row_to_json_2
          FROM (
            SELECT difficulte_reference_1.code AS code,
            difficulte_reference_1.libelle AS libelle,
            (
              SELECT row_to_json(ligne$) AS row_to_json_3
              FROM (
                SELECT nature_difficulte_1.code AS code,
                nature_difficulte_1.libelle AS libelle
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
          SELECT row_to_json(ligne$) AS row_to_json_4
          FROM (
            SELECT valeur_1.code AS code,
            valeur_1.libelle AS libelle
            FROM valeur AS valeur_1
            WHERE valeur_1.id = difficulte_1.realisation_id AND true
          ) AS ligne$
        ) AS realisation,
        CASE WHEN (difficulte_1.structure_id = ANY ($1::INTEGER[])) THEN difficulte_1.commentaire ELSE NULL END AS commentaire,
        (
          SELECT row_to_json(ligne$) AS row_to_json_5
          FROM (
            SELECT structure_1.raison_sociale AS "raisonSociale"
            FROM structure AS structure_1
            WHERE structure_1.id = difficulte_1.structure_id AND true AND difficulte_1.structure_id = ANY ($1::INTEGER[])
          ) AS ligne$
        ) AS structure
        FROM difficulte AS difficulte_1
        WHERE beneficiaire_1.id = difficulte_1.beneficiaire_id AND (NOT difficulte_1.sante OR difficulte_1.structure_id = ANY ($1::INTEGER[]))
        ORDER BY difficulte_1.debut DESC,
        difficulte_1.id
      ) AS ligne$
    ) AS difficultes
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
