SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape' AS __typename,
    'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT (
          SELECT row_to_json(ligne$) AS row_to_json_3
          FROM (
            SELECT anon_2.__nombre > $1::INTEGER AS "hasNextPage",
            anon_2.__dernier AS "endCursor"
          ) AS ligne$
        ) AS "pageInfo",
        anon_2.k_nodes AS nodes
        FROM (
          SELECT count(*) AS __nombre,
          coalesce(json_agg(anon_3.__n0 ORDER BY anon_3.__rang) FILTER (WHERE anon_3.__rang <= $1::INTEGER), '[]'::json) AS k_nodes,
          max(anon_3.__curseur) FILTER (WHERE anon_3.__rang <= $1::INTEGER AND anon_3.__rang = least($1::INTEGER, anon_3.__lues)) AS __dernier
          FROM (
            SELECT anon_4.__n0 AS __n0,
            anon_4.__curseur AS __curseur,
            row_number() OVER () AS __rang,
            count(*) OVER () AS __lues
            FROM (
              SELECT (
                SELECT row_to_json(ligne$) AS row_to_json_4
                FROM (
                  SELECT journal_1.quand AS quand,
                  journal_1.action AS action,
                  journal_1.profil AS profil,
                  (
                    SELECT row_to_json(ligne$) AS row_to_json_5
                    FROM (
                      SELECT collaborateur_1.nom AS nom,
                      collaborateur_1.prenom AS prenom
                      FROM collaborateur AS collaborateur_1
                      WHERE journal_1.collaborateur_id = collaborateur_1.id AND true AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                        SELECT 1
                        FROM collaborateur_structure AS collaborateur_structure_1,
                        structure AS structure_1
                        WHERE collaborateur_structure_1.collaborateur_id = journal_1.collaborateur_id AND structure_1.id = collaborateur_structure_1.structure_id AND (structure_1.sensible OR structure_1.type = 'ORGANISME_CONVENTIONNE')
                      )) AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                        SELECT 1
                        FROM structure AS structure_2
                        WHERE structure_2.id = journal_1.structure_id AND (structure_2.sensible OR structure_2.type = 'ORGANISME_CONVENTIONNE')
                      ))) OR journal_1.collaborateur_id = $3::INTEGER)
                    ) AS ligne$
                  ) AS collaborateur,
                  (
                    SELECT row_to_json(ligne$) AS row_to_json_6
                    FROM (
                      SELECT structure_3.raison_sociale AS "raisonSociale"
                      FROM structure AS structure_3
                      WHERE journal_1.structure_id = structure_3.id AND true AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                        SELECT 1
                        FROM structure AS structure_4
                        WHERE structure_4.id = journal_1.structure_id AND (structure_4.sensible OR structure_4.type = 'ORGANISME_CONVENTIONNE')
                      )) OR journal_1.collaborateur_id = $3::INTEGER)
                    ) AS ligne$
                  ) AS structure,
                  (
                    SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
                    FROM (
                      SELECT changement_1.champ AS champ,
                      changement_1.avant AS avant,
                      changement_1.apres AS apres
                      FROM (
                        SELECT journal.id AS modification_id,
                        champs.key AS champ,
                        champs.value ->> 'avant' AS avant,
                        champs.value ->> 'apres' AS apres
                        FROM journal JOIN jsonb_each(CASE WHEN (jsonb_typeof(journal.details) = 'object') THEN journal.details ELSE '{}'::jsonb END) AS champs ON true
                      ) AS changement_1
                      WHERE changement_1.modification_id = journal_1.id AND true AND (changement_1.champ = ANY (CAST(ARRAY['accompagnement', 'caracteristiques', 'closeLe', 'commentaire', 'heuresMensuelles', 'intitule', 'joursPrevus', 'joursRealises', 'motifFin', 'objectifs', 'offreDeService', 'offresCompatibles', 'passagesConvention', 'presences', 'referentInitiateur', 'totalHeures', 'validee'] AS TEXT[])) AND etape_1.structure_id = ANY ($2::INTEGER[]) OR changement_1.champ = ANY (CAST(ARRAY['beneficiaire', 'creeLe', 'debutPrevu', 'debutReel', 'dureeMois', 'finPrevue', 'finReelle', 'id', 'modifieLe', 'version'] AS TEXT[])) AND true OR changement_1.champ = ANY (CAST(ARRAY['structure', 'thematique'] AS TEXT[])) AND (etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
                        SELECT 1
                        FROM offre_de_service AS offre_de_service_1
                        WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
                      ))) AND (journal_1.collaborateur_id = $3::INTEGER OR etape_1.structure_id = ANY ($2::INTEGER[])))
                      ORDER BY changement_1.champ,
                      changement_1.modification_id,
                      changement_1.champ
                    ) AS ligne$
                  ) AS changements
                ) AS ligne$
              ) AS __n0,
              $4::VARCHAR || encode(convert_to(CAST(json_build_array('Modification', CAST(journal_1.quand AS TEXT), CAST(journal_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur
              FROM journal AS journal_1
              WHERE journal_1.objet_id = etape_1.id AND journal_1.type = 'Etape' AND (journal_1.action = 'CREATION' OR journal_1.action = 'MODIFICATION' OR journal_1.action = 'SUPPRESSION') AND true
              ORDER BY journal_1.quand DESC,
              journal_1.id DESC
              LIMIT $1::INTEGER + 1
            ) AS anon_4
          ) AS anon_3
        ) AS anon_2
      ) AS ligne$
    ) AS historique
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($5::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $6::DATE OR acces_structure_1.entree > $7::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $3::INTEGER AND compte_1.version_droits = $8::INTEGER
)) UNION ALL
SELECT NULL AS anon_5,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $3::INTEGER AND compte_2.version_droits = $8::INTEGER
))
-- 8 paramètres
