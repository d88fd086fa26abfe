"""What the tests of accounts share: operations, a real SMTP server, the rows that a refusal must leave alone."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from tests.auth.conftest import Site

BON = "cheval pastèque tunnel brodé"
"""A password that passes."""

ERREURS = "... on Erreur { code message } ... on ErreurValidation { champs { chemin code message } }"
INVITER = f"""mutation Inviter($commande: InviterCollaborateur!) {{
  inviterCollaborateur(commande: $commande) {{
    __typename ... on InviterCollaborateurSucces {{ collaborateur {{ id nom email profil actif structures {{ id }} }} }}
    {ERREURS} }} }}"""
RENVOYER = f"""mutation Renvoyer($id: ID!) {{
  renvoyerInvitation(commande: {{collaborateur: $id}}) {{ __typename {ERREURS} }} }}"""
DESACTIVER = f"""mutation Desactiver($id: ID!, $version: Int) {{
  desactiverCollaborateur(commande: {{collaborateur: $id, version: $version}}) {{
    __typename ... on DesactiverCollaborateurSucces {{ collaborateur {{ actif }} }} {ERREURS} }} }}"""
MODIFIER = f"""mutation Modifier($commande: ModifierCollaborateur!) {{
  modifierCollaborateur(commande: $commande) {{
    __typename ... on ModifierCollaborateurSucces {{ collaborateur {{ profil version structures {{ id }} }} }}
    {ERREURS} }} }}"""
ACTIVER = f"""mutation Activer($jeton: String!, $motDePasse: String!) {{
  activerCompte(jeton: $jeton, motDePasse: $motDePasse) {{
    __typename ... on ActiverCompteSucces {{ identifiant }} {ERREURS} }} }}"""
OUBLIE = f"""mutation Oublie($identifiant: String!) {{
  demanderReinitialisation(identifiant: $identifiant) {{
    __typename ... on DemanderReinitialisationSucces {{ message }} {ERREURS} }} }}"""
DEFINIR = f"""mutation Definir($jeton: String!, $motDePasse: String!) {{
  definirMotDePasse(jeton: $jeton, motDePasse: $motDePasse) {{
    __typename ... on DefinirMotDePasseSucces {{ identifiant }} {ERREURS} }} }}"""


@dataclass
class Poste:
    """An SMTP server that keeps what it is given, and refuses what the test says."""

    port: int = 0
    recus: list[EmailMessage] = field(default_factory=list)
    reponses: list[str] = field(default_factory=list)
    """What to answer to the next messages instead of taking them."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook: a message has come."""
        if self.reponses:
            return self.reponses.pop(0)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.recus.append(message)
        return "250 OK"

    @property
    def url(self) -> str:
        """The setting that leads to it."""
        return f"smtp://127.0.0.1:{self.port}"

    def dernier(self, a: str) -> EmailMessage:
        """The last mail to somebody."""
        return next(mail for mail in reversed(self.recus) if mail["To"] == a)

    def jeton(self, a: str) -> str:
        """The token of the last link sent to somebody."""
        found = re.search(r"#jeton=([\w-]+)\s", self.dernier(a).get_content())
        assert found is not None
        return found[1]


@contextmanager
def bureau_de_poste() -> Iterator[Poste]:
    """A running SMTP server on a port of its own."""
    # aiosmtpd connects to itself at the port it was given: it cannot be given 0.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        poste = Poste(free.getsockname()[1])
    controller = Controller(poste, hostname="127.0.0.1", port=poste.port)
    controller.start()
    try:
        yield poste
    finally:
        controller.stop()


async def partis(site: Site) -> None:
    """Returns once every mail due has been tried."""
    async with asyncio.timeout(10):
        while True:
            await site.application.outbox.send_all()
            due = "SELECT count(*) FROM courriel WHERE prochain_essai IS NOT NULL AND envoye_le IS NULL AND essais = 0"
            if not (await lignes(site, due))[0][0]:
                leased = "SELECT count(*) FROM courriel WHERE prochain_essai IS NOT NULL AND erreur IS NULL"
                if not (await lignes(site, leased))[0][0]:
                    return
            await asyncio.sleep(0.02)


async def attendue(site: Site) -> None:
    """Returns once a connection of the site waits for a lock."""
    bloquee = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while True:
            if await lignes(site, bloquee):
                return
            await asyncio.sleep(0.02)


async def lignes(site: Site, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    async with site.application.writes.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), values)]


async def faire(site: Site, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    """The result of the one field of a mutation."""
    answer = await site.post(query, token, **variables)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    [result] = answer.json()["data"].values()
    return dict(result)


async def jeton(site: Site, compte: str, mot_de_passe: str = "viesion-demo") -> str:
    """An access token of a demo account."""
    opened = await site.connexion(compte if "@" in compte else f"{compte}@demo.example", mot_de_passe)
    token: str = opened["jetonAcces"]
    return token


async def structure_de(site: Site, compte: str) -> str:
    """The global id of the structure where a demo account works."""
    [(id_,)] = await lignes(
        site,
        "SELECT structure_id FROM collaborateur_structure cs JOIN collaborateur c ON c.id = cs.collaborateur_id"
        " WHERE c.email = :email",
        email=f"{compte}@demo.example",
    )
    return f"Structure:{id_}"


async def identifiant_de(site: Site, compte: str) -> str:
    """The global id of a demo account's collaborateur."""
    [(id_,)] = await lignes(
        site,
        "SELECT id FROM collaborateur WHERE email = :email",
        email=compte if "@" in compte else f"{compte}@demo.example",
    )
    return f"Collaborateur:{id_}"


def personne(structure: str, **autres: Any) -> dict[str, Any]:
    """The input of an invitation."""
    return {
        "nom": "Delmas",
        "prenom": "Zoé",
        "email": "zoe.delmas@structure.example",
        "profil": "REFERENT",
        "structures": [structure],
        **autres,
    }


ETAT = {
    "collaborateur": "SELECT * FROM collaborateur ORDER BY id",
    "compte": "SELECT * FROM compte ORDER BY collaborateur_id",
    "structures": "SELECT * FROM collaborateur_structure ORDER BY 1, 2",
    "territoires": "SELECT * FROM collaborateur_territoire ORDER BY 1, 2",
    "lien": "SELECT * FROM lien_compte ORDER BY id",
    "courriel": "SELECT * FROM courriel ORDER BY id",
    "session": "SELECT * FROM session_ouverte ORDER BY id",
    "demande": "SELECT * FROM demande_collaborateur ORDER BY id",
}


async def etat(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a refused mutation must leave as it was."""
    return {name: await lignes(site, query) for name, query in ETAT.items()}
