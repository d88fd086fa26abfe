// The page of the links sent by mail: the token comes after « # », so that it reaches no log, and leaves the address
// bar and the history at once.
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const [password, again] = form.querySelectorAll("input");
const mutation = location.pathname.endsWith("/activation") ? "activerCompte" : "definirMotDePasse";
const token = new URLSearchParams(location.hash.slice(1)).get("jeton");
history.replaceState(null, "", location.pathname);

const query = `mutation Choisir($jeton: String!, $motDePasse: String!) {
  resultat: ${mutation}(jeton: $jeton, motDePasse: $motDePasse) {
    ... on ActiverCompteSucces { identifiant }
    ... on DefinirMotDePasseSucces { identifiant }
    ... on Erreur { message }
    ... on ErreurValidation { champs { message } }
  }
}`.replace(mutation === "activerCompte" ? /.*DefinirMotDePasseSucces.*\n/ : /.*ActiverCompteSucces.*\n/, "");

if (token) form.hidden = false;
else status.textContent = "Cette adresse est incomplète : ouvrez le lien reçu par e-mail.";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (password.value !== again.value) {
    status.textContent = "Les deux saisies diffèrent.";
    return;
  }
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch("../graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables: { jeton: token, motDePasse: password.value } }),
    });
    const { data, errors } = await answer.json();
    const result = data?.resultat;
    if (result?.identifiant) {
      form.hidden = true;
      status.textContent = `C'est fait. Connectez-vous avec ${result.identifiant}.`;
    } else {
      const faults = result?.champs?.map((champ) => champ.message).join(" ");
      status.textContent = faults || result?.message || errors?.[0]?.message;
    }
  } catch {
    status.textContent = "Le serveur ne répond pas : réessayez.";
  } finally {
    button.disabled = false;
  }
});
