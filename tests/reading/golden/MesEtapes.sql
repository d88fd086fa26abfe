SELECT (
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT anon_2.__nombre > $1::INTEGER AS "hasNextPage",
        anon_2.__dernier AS "endCursor"
      ) AS ligne$
    ) AS "pageInfo",
    anon_2.k_nodes AS nodes
  ) AS ligne$
) AS anon_1,
true,
anon_2.__dossiers
FROM (
  SELECT count(*) AS __nombre,
  coalesce(json_agg(anon_3.__n0 ORDER BY anon_3.__rang) FILTER (WHERE anon_3.__rang <= $1::INTEGER), '[]'::json) AS k_nodes,
  max(anon_3.__curseur) FILTER (WHERE anon_3.__rang <= $1::INTEGER AND anon_3.__rang = least($1::INTEGER, anon_3.__lues)) AS __dernier,
  array_agg(anon_3.__dossier) FILTER (WHERE anon_3.__rang <= $1::INTEGER) AS __dossiers
  FROM (
    SELECT anon_4.__n0 AS __n0,
    anon_4.__curseur AS __curseur,
    anon_4.__dossier AS __dossier,
    row_number() OVER () AS __rang,
    count(*) OVER () AS __lues
    FROM (
      SELECT (
        SELECT row_to_json(ligne$) AS row_to_json_3
        FROM (
          SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
          beneficiaire_1.numero_dossier AS "numeroDossier",
          beneficiaire_1.nom AS nom,
          beneficiaire_1.prenom AS prenom,
          (
            SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
            FROM (
              SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
              CASE WHEN (etape_1.structure_id = ANY ($2::INTEGER[])) THEN (
                SELECT offre_de_service_1.libelle
                FROM offre_de_service AS offre_de_service_1
                WHERE offre_de_service_1.id = etape_1.offre_de_service_id
              ) ELSE 'Autre accompagnement' END AS intitule,
              etape_1.debut_reel AS "debutReel",
              etape_1.fin_reelle AS "finReelle",
              round(greatest(coalesce(etape_1.fin_reelle, $3::DATE) - etape_1.debut_reel, 0) / CAST(30.0 AS NUMERIC), 1) AS "dureeMois",
              CASE WHEN ((etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
                SELECT 1
                FROM offre_de_service AS offre_de_service_2
                WHERE offre_de_service_2.id = etape_1.offre_de_service_id AND NOT offre_de_service_2.masquee
              ))) AND etape_1.structure_id = ANY ($2::INTEGER[])) THEN 'COMPLET' ELSE 'RESTREINT' END AS acces,
              (
                SELECT row_to_json(ligne$) AS row_to_json_4
                FROM (
                  SELECT motif_fin_etape_1.code AS code,
                  motif_fin_etape_1.libelle AS libelle
                  FROM motif_fin_etape AS motif_fin_etape_1
                  WHERE motif_fin_etape_1.id = etape_1.motif_fin_id AND true AND etape_1.structure_id = ANY ($2::INTEGER[])
                ) AS ligne$
              ) AS "motifFin"
              FROM etape AS etape_1
              WHERE beneficiaire_1.id = etape_1.beneficiaire_id AND true
              ORDER BY etape_1.debut_reel DESC,
              etape_1.id
            ) AS ligne$
          ) AS etapes,
          (
            SELECT row_to_json(ligne$) AS row_to_json_5
            FROM (
              SELECT 'Entretien:' || CAST(entretien_1.id AS TEXT) AS id,
              entretien_1.date_heure AS "dateHeure",
              (
                SELECT row_to_json(ligne$) AS row_to_json_6
                FROM (
                  SELECT valeur_1.libelle AS libelle
                  FROM valeur AS valeur_1
                  WHERE valeur_1.id = entretien_1.type_id AND true
                ) AS ligne$
              ) AS type,
              (
                SELECT row_to_json(ligne$) AS row_to_json_7
                FROM (
                  SELECT valeur_2.libelle AS libelle
                  FROM valeur AS valeur_2
                  WHERE valeur_2.id = entretien_1.lieu_id AND true
                ) AS ligne$
              ) AS lieu
              FROM entretien AS entretien_1
              WHERE entretien_1.beneficiaire_id = beneficiaire_1.id AND entretien_1.date_heure > $4::TIMESTAMP WITH TIME ZONE AND entretien_1.realisation = 'PREVU' AND entretien_1.structure_id = ANY ($2::INTEGER[])
              ORDER BY entretien_1.date_heure,
              entretien_1.id
              LIMIT 1
            ) AS ligne$
          ) AS "prochainEntretien"
        ) AS ligne$
      ) AS __n0,
      $5::VARCHAR || encode(convert_to(CAST(json_build_array('Beneficiaire', CAST(beneficiaire_1.cle_tri AS TEXT), CAST(beneficiaire_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur,
      beneficiaire_1.id AS __dossier
      FROM beneficiaire AS beneficiaire_1
      WHERE beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
        SELECT 1
        FROM acces_structure AS acces_structure_1
        WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $6::DATE OR acces_structure_1.entree > $7::DATE)
      )) AND (EXISTS (
        SELECT 1
        FROM etape AS etape_2
        WHERE beneficiaire_1.id = etape_2.beneficiaire_id AND true AND etape_2.fin_reelle IS NULL
      ))
      ORDER BY beneficiaire_1.cle_tri ASC,
      beneficiaire_1.id ASC
      LIMIT $1::INTEGER + 1
    ) AS anon_4
  ) AS anon_3
) AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $8::INTEGER AND compte_1.version_droits = $9::INTEGER
)
-- 9 paramètres
