import { lazy, Suspense, useCallback, useState } from 'react';
import { profilLabel } from './profils.js';
import { forget, forgetEverything, restore } from './session.js';
import { SignIn } from './SignIn.jsx';

const LAPSED = 'Votre session a expiré. Reconnectez-vous pour continuer : vos requêtes sont conservées.';

const LoadFailure = () => (
  <p className="notice" role="alert">GraphiQL n'a pas pu être chargé. Rechargez la page.</p>
);

// The editor is 20 times larger than the form: it loads while the person signs in.
const loading = import('./Workbench.jsx').catch(() => ({ default: LoadFailure }));
const Workbench = lazy(() => loading);

function signOut() {
  forgetEverything();
  // Reloading also drops the answers that the editors hold in memory.
  location.reload();
}

export function App({ configuration }) {
  const [{ session, lapsed }, setState] = useState(restore);

  const onRefused = useCallback((token) => {
    // A late answer to an old token says nothing of the present one.
    setState((state) => {
      if (state.session?.token !== token) return state;
      forget();
      return { ...state, lapsed: true };
    });
  }, []);

  function onSignedIn({ session: next, newOwner }) {
    // The answers on the screen were given to someone else.
    if (newOwner) location.reload();
    else setState({ session: next, lapsed: false });
  }

  const signedIn = session !== null && !lapsed;
  return (
    <>
      <header className="banner">
        <h1>API VieSION <span>GraphiQL</span></h1>
        {signedIn ? (
          <div className="banner-person">
            <p>
              <strong>{session.person.prenom} {session.person.nom}</strong> – {profilLabel(session.person.profil)}
            </p>
            <button type="button" onClick={signOut}>Se déconnecter</button>
          </div>
        ) : null}
      </header>
      <main>
        {session === null ? null : (
          <Suspense fallback={<p className="notice" role="status">Chargement de GraphiQL…</p>}>
            <Workbench operations={configuration.operations ?? []} token={session.token} onRefused={onRefused} />
          </Suspense>
        )}
      </main>
      {signedIn ? null : (
        <SignIn configuration={configuration} reason={lapsed ? LAPSED : null} onSignedIn={onSignedIn} />
      )}
    </>
  );
}
