/** Requests to the GraphQL endpoint, which is the sibling of this page. */

const ENDPOINT = new URL('../graphql', document.baseURI).href;

const UNREACHABLE = "Le serveur ne répond pas. Vérifiez qu'il est démarré et que vous êtes sur le réseau, puis réessayez.";
const UNREADABLE = "Le serveur a donné une réponse illisible. Réessayez ; si cela persiste, prévenez l'assistance.";

const failure = (message) => ({ errors: [{ message }] });

/**
 * Sends one operation.
 * @param {{query: string, operationName?: string, variables?: object}} operation
 * @param {string | null} token access token, or null for an anonymous request
 * @returns {Promise<{status: number, result: object}>} the HTTP status (0: no answer) and a GraphQL result;
 *   a lost connection or an answer that is not JSON becomes a result holding one French error
 */
export async function send(operation, token) {
  let response;
  try {
    response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(operation),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    return { status: 0, result: failure(UNREACHABLE) };
  }
  try {
    return { status: response.status, result: await response.json() };
  } catch {
    return { status: response.status, result: failure(UNREADABLE) };
  }
}

/**
 * The function GraphiQL calls for each operation, introspection included.
 * @param {string} token put in every request
 * @param {(token: string) => void} onRefused called with the token when the server answers 401
 */
export function createFetcher(token, onRefused) {
  return async ({ query, operationName, variables }) => {
    const { status, result } = await send({ query, operationName, variables }, token);
    if (status === 401) onRefused(token);
    return result;
  };
}
