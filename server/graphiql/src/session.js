/** The signed-in person. Everything lives in sessionStorage: closing the browser tab forgets it. */

import { send } from './api.js';

const KEY = 'viesion:session';
const OWNER = 'viesion:identifiant';

const CONNEXION = `mutation Connexion($identifiant: String!, $motDePasse: String!) {
  connexion(identifiant: $identifiant, motDePasse: $motDePasse) {
    __typename
    ... on ConnexionSucces { jetonAcces jetonRafraichissement expireDans moi { prenom nom profil } }
    ... on Erreur { code message }
  }
}`;

const REFUSED = 'La connexion a été refusée.';

/**
 * @typedef {{identifiant: string, token: string, expiresAt: number, person: {prenom: string, nom: string, profil: string}}} Session
 *   expiresAt in milliseconds since the epoch
 */

/**
 * Signs in and keeps the session. What someone else left in this browser tab (queries, history) is dropped.
 * @returns {Promise<{session: Session, newOwner: boolean}>} newOwner when something was dropped
 * @throws {Error} whose message is a French sentence for the person
 */
export async function signIn(identifiant, motDePasse) {
  const { result } = await send(
    { query: CONNEXION, operationName: 'Connexion', variables: { identifiant, motDePasse } },
    null,
  );
  const payload = result.data?.connexion;
  if (payload?.__typename !== 'ConnexionSucces') {
    throw new Error(payload?.message ?? result.errors?.[0]?.message ?? REFUSED);
  }
  const session = {
    identifiant,
    token: payload.jetonAcces,
    expiresAt: Date.now() + payload.expireDans * 1000,
    person: payload.moi,
  };
  const owner = sessionStorage.getItem(OWNER);
  const newOwner = owner !== null && owner !== identifiant;
  if (newOwner) sessionStorage.clear();
  sessionStorage.setItem(OWNER, identifiant);
  sessionStorage.setItem(KEY, JSON.stringify(session));
  return { session, newOwner };
}

/**
 * The session kept by an earlier load of the page.
 * @returns {{session: Session | null, lapsed: boolean}} lapsed when there was one, now too old
 */
export function restore() {
  let session = null;
  try {
    session = JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    // An unreadable entry is worth no more than an absent one.
  }
  if (!session?.token) return { session: null, lapsed: false };
  if (session.expiresAt > Date.now()) return { session, lapsed: false };
  forget();
  return { session: null, lapsed: true };
}

/** Drops the token, and leaves what the person was writing. */
export function forget() {
  sessionStorage.removeItem(KEY);
}

/** Drops the token, the tabs and the history: the next person at this machine finds nothing. */
export function forgetEverything() {
  sessionStorage.clear();
}
