SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
    beneficiaire_1.version AS version,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT beneficiaire_1.adresse AS adresse,
        beneficiaire_1.code_postal AS "codePostal",
        beneficiaire_1.commune AS commune,
        beneficiaire_1.telephone AS telephone,
        beneficiaire_1.email AS email,
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
          FROM (
            SELECT adresse_anterieure_1.adresse AS adresse,
            adresse_anterieure_1.code_postal AS "codePostal",
            adresse_anterieure_1.commune AS commune,
            adresse_anterieure_1.du AS du,
            adresse_anterieure_1.au AS au
            FROM adresse_anterieure AS adresse_anterieure_1
            WHERE beneficiaire_1.id = adresse_anterieure_1.beneficiaire_id AND true
            ORDER BY adresse_anterieure_1.au DESC,
            adresse_anterieure_1.id
          ) AS ligne$
        ) AS historique
      ) AS ligne$
    ) AS coordonnees,
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT 'Territoire:' || CAST(territoire_1.id AS TEXT) AS id,
        territoire_1.libelle AS libelle
        FROM territoire AS territoire_1
        WHERE territoire_1.id = beneficiaire_1.secteur_id AND true
      ) AS ligne$
    ) AS secteur
  ) AS ligne$
) AS anon_1,
beneficiaire_1.id AS id__1
FROM beneficiaire AS beneficiaire_1
WHERE beneficiaire_1.id = ANY ($1::INTEGER[]) AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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
