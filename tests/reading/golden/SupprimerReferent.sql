SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'Referent:' || CAST(referent_1.id AS TEXT) AS id,
        referent_1.type AS type,
        referent_1.debut AS debut,
        referent_1.fin AS fin,
        (
          SELECT row_to_json(ligne$) AS row_to_json_2
          FROM (
            SELECT collaborateur_1.nom AS nom,
            collaborateur_1.prenom AS prenom
            FROM collaborateur AS collaborateur_1
            WHERE collaborateur_1.id = referent_1.collaborateur_id AND true
          ) AS ligne$
        ) AS collaborateur
        FROM referent AS referent_1
        WHERE beneficiaire_1.id = referent_1.beneficiaire_id AND (referent_1.type != 'ETAPE' OR (EXISTS (
          SELECT 1
          FROM etape AS etape_1
          WHERE etape_1.id = referent_1.etape_id AND (etape_1.structure_id = ANY ($1::INTEGER[]) OR (EXISTS (
            SELECT 1
            FROM offre_de_service AS offre_de_service_1
            WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
          )))
        )) OR referent_1.etape_id IS NULL AND (EXISTS (
          SELECT 1
          FROM collaborateur_structure AS collaborateur_structure_1
          WHERE collaborateur_structure_1.collaborateur_id = referent_1.collaborateur_id AND collaborateur_structure_1.structure_id = ANY ($1::INTEGER[])
        )))
        ORDER BY referent_1.debut DESC,
        referent_1.id
      ) AS ligne$
    ) AS referents
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
