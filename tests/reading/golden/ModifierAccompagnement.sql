SELECT accompagnement_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Accompagnement:' || CAST(accompagnement_1.id AS TEXT) AS id,
    accompagnement_1.version AS version,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT dispositif_1.libelle AS libelle
        FROM dispositif AS dispositif_1
        WHERE dispositif_1.id = accompagnement_1.dispositif_id AND true
      ) AS ligne$
    ) AS dispositif,
    accompagnement_1.entree AS entree,
    accompagnement_1.sortie AS sortie,
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT valeur_1.code AS code,
        valeur_1.libelle AS libelle
        FROM valeur AS valeur_1
        WHERE valeur_1.id = accompagnement_1.motif_sortie_id AND true
      ) AS ligne$
    ) AS "motifSortie",
    round(greatest(coalesce(accompagnement_1.sortie, $1::DATE) - accompagnement_1.entree, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois"
  ) AS ligne$
) AS anon_1,
accompagnement_1.beneficiaire_id
FROM accompagnement AS accompagnement_1
WHERE accompagnement_1.id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = accompagnement_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($3::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
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
