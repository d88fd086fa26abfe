SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    etape_1.fin_reelle AS "finReelle",
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT motif_fin_etape_1.code AS code,
        motif_fin_etape_1.libelle AS libelle
        FROM motif_fin_etape AS motif_fin_etape_1
        WHERE motif_fin_etape_1.id = etape_1.motif_fin_id AND true AND etape_1.structure_id = ANY ($1::INTEGER[])
      ) AS ligne$
    ) AS "motifFin",
    round(greatest(coalesce(etape_1.fin_reelle, $2::DATE) - etape_1.debut_reel, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois",
    CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN etape_1.close_le ELSE NULL END AS "closeLe"
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($3::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
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

SELECT entretien_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Entretien:' || CAST(entretien_1.id AS TEXT) AS id,
    entretien_1.date_heure AS "dateHeure"
  ) AS ligne$
) AS anon_1,
entretien_1.beneficiaire_id
FROM entretien AS entretien_1
WHERE entretien_1.id = ANY ($1::INTEGER[]) AND entretien_1.structure_id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = entretien_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

SELECT referent_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Referent:' || CAST(referent_1.id AS TEXT) AS id,
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
  ) AS ligne$
) AS anon_1,
referent_1.beneficiaire_id
FROM referent AS referent_1
WHERE referent_1.id = ANY ($1::INTEGER[]) AND (referent_1.type != 'ETAPE' OR (EXISTS (
  SELECT 1
  FROM etape AS etape_1
  WHERE etape_1.id = referent_1.etape_id AND (etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
    SELECT 1
    FROM offre_de_service AS offre_de_service_1
    WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
  )))
)) OR referent_1.etape_id IS NULL AND (EXISTS (
  SELECT 1
  FROM collaborateur_structure AS collaborateur_structure_1
  WHERE collaborateur_structure_1.collaborateur_id = referent_1.collaborateur_id AND collaborateur_structure_1.structure_id = ANY ($2::INTEGER[])
))) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = referent_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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
