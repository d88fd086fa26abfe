import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';

const root = createRoot(document.getElementById('application'));

function Unavailable() {
  return (
    <div className="notice" role="alert">
      <p>La configuration de GraphiQL n'a pas pu être lue : le serveur ne répond pas.</p>
      <button type="button" onClick={start}>Réessayer</button>
    </div>
  );
}

async function start() {
  try {
    const response = await fetch('configuration.json', { cache: 'no-store' });
    if (!response.ok) throw new Error(response.statusText);
    root.render(<App configuration={await response.json()} />);
  } catch {
    root.render(<Unavailable />);
  }
}

start();
