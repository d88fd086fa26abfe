"""Requests made to hold a server: each must be answered and hold the event loop for under a quarter of a second.

Some are far over the limits of `server.limits`, and must be refused at once; the others stay just below them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from server.limits import Limits

LIMITS = Limits()
MEGABYTE = 1_000_000


def bodies() -> Iterator[tuple[str, bytes]]:
    """The bodies to send, each with the name of what it abuses."""
    for documents in (_over(), _below()):
        for name, document in documents:
            yield name, json.dumps({"query": document}).encode()
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for count in (90_000, 9_000):
        ids = ["Etape:1"] * count
        yield f"{count} valeurs de variables", json.dumps({"query": query, "variables": {"ids": ids}}).encode()
    yield "JSON de 500 000 crochets", b"[" * 500_000
    yield "JSON de 250 000 crochets", b"[" * 250_000
    yield "variables très profondes", b'{"query":"{a}","variables":{"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}}"
    yield "10 Mo", b'{"query":"' + b" " * 10 * MEGABYTE + b'"}'
    yield "UTF-8 faux", b'{"query":"' + b"\xff" * 250_000 + b'"}'


def _over() -> Iterator[tuple[str, str]]:
    """Documents that some limit refuses."""
    small = " ".join(f"fragment f{i} on Query {{ __typename }}" for i in range(30_000))
    yield "1 Mo de fragments", "{ ...f0 } " + small
    yield "20 000 alias", "{ " + " ".join(f"a{i}: __typename" for i in range(20_000)) + " }"
    nested = "structure { offres { " * 2_000
    yield "imbrication de 4 000", '{ etape(id: "Etape:1") { ' + nested + "id" + " }" * 4_002
    yield "accolades sans fin", "{a" * 80_000
    yield "crochets sans fin", "{ nodes(ids: " + "[" * 200_000
    yield "1 Mo de valeurs", "{ nodes(ids: [" + '"Etape:1",' * 100_000 + "]) { id } }"
    conditions = "ET: [{" * 300 + 'nom: {egal: "a"}' + "}]" * 300
    yield "filtre profond", f"{{ beneficiaires(filtre: {{{conditions}}}) {{ totalCount }} }}"
    yield "20 000 directives", "{ __typename " + "@include(if: true) " * 20_000 + "}"
    operations = " ".join(f"query q{i} {{ ...f }}" for i in range(10_000))
    yield "10 000 opérations", operations + " fragment f on Query { __typename }"
    yield "1 Mo de commentaires", "#\n" * (MEGABYTE // 2) + "{ __typename }"
    yield "1 Mo de texte", '{ beneficiaire(id: "' + "x" * MEGABYTE + '") { id } }'
    yield "entier de 5 000 chiffres", "{ structures(first: " + "9" * 5_000 + ") { totalCount } }"


def _below() -> Iterator[tuple[str, str]]:
    """Documents as heavy as the limits allow, valid or not."""
    chain = " ".join(f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(90))
    yield "90 fragments qui doublent", "{ ...f0 } " + chain + " fragment f90 on Query { __typename }"
    wide = " ".join(f"...f{i}" for i in range(36))
    crossed = " ".join(f"fragment f{i} on Query {{ {wide} structures {{ totalCount }} }}" for i in range(36))
    yield "fragments croisés", f"{{ {wide} }} " + crossed
    last = LIMITS.max_aliases - 1
    sheets = " ".join(f'a{i}: beneficiaire(id: "Beneficiaire:{i + 1}") {{ nom }}' for i in range(last))
    yield f"{last} fiches d'un coup", f"{{ {sheets} }}"
    yield "champs inconnus", "{ " + " ".join(f"benefeciaire{i}" for i in range(LIMITS.max_width - 1)) + " }"
    conflicts = " ".join(f"structures(first: {i % 100}) {{ totalCount }}" for i in range(LIMITS.max_width - 1))
    yield "champs en conflit", f"{{ {conflicts} }}"
    same = " ".join("structures { totalCount }" for _ in range(LIMITS.max_width - 1))
    yield "champs répétés", f"{{ {same} }}"
    broad = ",".join(f'{{nom: {{contient: "a{i}"}}}}' for i in range(400))
    yield "filtre de 400 conditions", f"{{ beneficiaires(filtre: {{OU: [{broad}]}}) {{ totalCount }} }}"
    yield "250 ko de texte", '{ beneficiaire(id: "' + "x" * 250_000 + '") { id } }'
    yield "le plus large des documents valides", _broad()
    ids = ",".join(f'"{name}:{i}"' for name in ("Etape", "Contrat", "Bilan", "Entretien") for i in range(1, 26))
    every = " ".join(f"... on {name} {{ creeLe version }}" for name in ("Etape", "Contrat", "Bilan", "Entretien"))
    yield "100 objets de quatre types", f"{{ nodes(ids: [{ids}]) {{ id {every} }} }}"
    fields = "fields { name args { name type { name } } type { name ofType { name ofType { name } } } }"
    yield "introspection", f"{{ __schema {{ types {{ name {fields} }} }} }}"


def _broad() -> str:
    """About as many fields as the limits let through, under distinct names: all of it must be compiled to SQL."""
    etape = (
        "id intitule debutReel finReelle dureeMois commentaire motifFin { code libelle } structure { raisonSociale }"
    )
    etape += " thematique { code libelle } offreDeService { libelle }"
    etape += " bilans { id nature reponses { texte choix } }"
    fields = " ".join(f"e{i}: etapes {{ {etape} }}" for i in range(40))
    return f'{{ beneficiaire(id: "Beneficiaire:1") {{ {fields} }} }}'
