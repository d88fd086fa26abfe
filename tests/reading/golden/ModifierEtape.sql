SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    etape_1.debut_reel AS "debutReel",
    round(greatest(coalesce(etape_1.fin_reelle, $1::DATE) - etape_1.debut_reel, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois",
    CASE WHEN (etape_1.structure_id = ANY ($2::INTEGER[])) THEN etape_1.commentaire ELSE NULL END AS commentaire,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT collaborateur_1.nom AS nom,
        collaborateur_1.prenom AS prenom
        FROM collaborateur AS collaborateur_1
        WHERE collaborateur_1.id = etape_1.referent_initiateur_id AND true AND etape_1.structure_id = ANY ($2::INTEGER[])
      ) AS ligne$
    ) AS "referentInitiateur",
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT accompagnement_1.entree AS entree
        FROM accompagnement AS accompagnement_1
        WHERE accompagnement_1.id = etape_1.accompagnement_id AND true AND etape_1.structure_id = ANY ($2::INTEGER[])
      ) AS ligne$
    ) AS accompagnement
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($3::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $6::INTEGER AND compte_1.version_droits = $7::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $6::INTEGER AND compte_2.version_droits = $7::INTEGER
))
-- 7 paramètres
