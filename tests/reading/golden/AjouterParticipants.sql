SELECT seance_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Seance:' || CAST(seance_1.id AS TEXT) AS id,
    seance_1.version AS version,
    seance_1.intitule AS intitule,
    seance_1.date_heure AS "dateHeure",
    seance_1.duree_minutes AS "dureeMinutes",
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT 'Collaborateur:' || CAST(collaborateur_1.id AS TEXT) AS id,
        collaborateur_1.nom AS nom,
        collaborateur_1.prenom AS prenom
        FROM collaborateur AS collaborateur_1
        WHERE collaborateur_1.id = seance_1.collaborateur_id AND true
      ) AS ligne$
    ) AS collaborateur,
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT valeur_1.libelle AS libelle
        FROM valeur AS valeur_1
        WHERE valeur_1.id = seance_1.lieu_id AND true
      ) AS ligne$
    ) AS lieu
  ) AS ligne$
) AS anon_1,
NULL AS anon_2
FROM seance AS seance_1
WHERE seance_1.id = ANY ($1::INTEGER[]) AND seance_1.structure_id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $3::INTEGER AND compte_1.version_droits = $4::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $3::INTEGER AND compte_2.version_droits = $4::INTEGER
))
-- 4 paramètres

SELECT entretien_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Entretien:' || CAST(entretien_1.id AS TEXT) AS id,
    entretien_1.version AS version,
    entretien_1.date_heure AS "dateHeure",
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
        beneficiaire_1.nom AS nom,
        beneficiaire_1.prenom AS prenom
        FROM beneficiaire AS beneficiaire_1
        WHERE beneficiaire_1.id = entretien_1.beneficiaire_id AND beneficiaire_1.fusionne_dans_id IS NULL
      ) AS ligne$
    ) AS beneficiaire,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
        CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT offre_de_service_1.libelle
          FROM offre_de_service AS offre_de_service_1
          WHERE offre_de_service_1.id = etape_1.offre_de_service_id
        ) ELSE 'Autre accompagnement' END AS intitule
        FROM etape AS etape_1,
        entretien_etape AS entretien_etape_1
        WHERE entretien_1.id = entretien_etape_1.entretien_id AND etape_1.id = entretien_etape_1.etape_id AND true
        ORDER BY etape_1.debut_reel,
        etape_1.id
      ) AS ligne$
    ) AS etapes
  ) AS ligne$
) AS anon_1,
entretien_1.beneficiaire_id
FROM entretien AS entretien_1
WHERE entretien_1.id = ANY ($2::INTEGER[]) AND entretien_1.structure_id = ANY ($1::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = entretien_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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
