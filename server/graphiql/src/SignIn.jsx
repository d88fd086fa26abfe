import { useEffect, useId, useRef, useState } from 'react';
import { profilLabel } from './profils.js';
import { signIn } from './session.js';

/**
 * The sign-in form, a modal dialog that cannot be dismissed: nothing behind it works without a token.
 * @param configuration content of configuration.json; the demo accounts are offered when `demo` is true
 * @param reason sentence that says why the form is back, or null
 * @param onSignedIn called with what signIn gave
 */
export function SignIn({ configuration, reason, onSignedIn }) {
  const id = useId();
  const dialog = useRef(null);
  const motDePasseField = useRef(null);
  const [identifiant, setIdentifiant] = useState('');
  const [motDePasse, setMotDePasse] = useState('');
  const [error, setError] = useState(null);
  const [pending, setPending] = useState(false);
  const comptes = configuration.demo ? (configuration.comptes ?? []) : [];

  useEffect(() => {
    if (!dialog.current.open) dialog.current.showModal();
  }, []);

  function chooseAccount(event) {
    setIdentifiant(event.target.value);
    setMotDePasse(event.target.value ? (configuration.motDePasse ?? '') : '');
    setError(null);
  }

  async function submit(event) {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    setError(null);
    try {
      onSignedIn(await signIn(identifiant.trim(), motDePasse));
    } catch (refusal) {
      setError(refusal.message);
      setPending(false);
      motDePasseField.current.focus();
    }
  }

  return (
    <dialog ref={dialog} className="signin" aria-labelledby={`${id}-title`} onCancel={(event) => event.preventDefault()}>
      <form onSubmit={submit} aria-busy={pending}>
        <h2 id={`${id}-title`}>Connexion à l'API VieSION</h2>
        {reason ? <p className="signin-reason" role="status">{reason}</p> : null}
        {comptes.length > 0 ? (
          <div className="signin-demo">
            <label htmlFor={`${id}-compte`}>Compte de démonstration</label>
            <select id={`${id}-compte`} onChange={chooseAccount} defaultValue="">
              <option value="">Choisir un compte…</option>
              {comptes.map((compte) => (
                <option key={compte.identifiant} value={compte.identifiant}>
                  {profilLabel(compte.profil)} – {compte.identifiant}
                </option>
              ))}
            </select>
            <p className="signin-hint">Les personnes de la démonstration sont fictives.</p>
          </div>
        ) : null}
        <label htmlFor={`${id}-identifiant`}>Identifiant</label>
        <input
          id={`${id}-identifiant`}
          name="identifiant"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={identifiant}
          onChange={(event) => setIdentifiant(event.target.value)}
        />
        <label htmlFor={`${id}-mot-de-passe`}>Mot de passe</label>
        <input
          ref={motDePasseField}
          id={`${id}-mot-de-passe`}
          name="motDePasse"
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : `${id}-error`}
          value={motDePasse}
          onChange={(event) => setMotDePasse(event.target.value)}
        />
        <p id={`${id}-error`} className="signin-error" role="alert">{error}</p>
        <button type="submit" disabled={pending}>{pending ? 'Connexion en cours…' : 'Se connecter'}</button>
      </form>
    </dialog>
  );
}
