import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useState } from 'react';

const GROUPS = [
  ['lecture', 'Lectures'],
  ['saisie', 'Saisies'],
];

/** What an editor shows of a named operation. */
export const asTab = ({ titre, document, variables }) => ({
  query: `# ${titre}\n${document}`,
  variables: Object.keys(variables ?? {}).length > 0 ? JSON.stringify(variables, null, 2) : '',
});

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const Icon = () => (
  <svg viewBox="0 0 24 24" height="1em" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
    <path d="M4 6h16M4 12h16M4 18h10" strokeLinecap="round" />
  </svg>
);

/** The named operations of the product, by kind; one is opened in a tab of its own. */
function Operations({ operations }) {
  const [sought, setSought] = useState('');
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  function open(operation) {
    const { query, variables } = asTab(operation);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
  }

  const found = operations.filter(({ nom, titre }) => plain(`${titre} ${nom}`).includes(plain(sought)));
  return (
    <section className="operations" aria-label="Opérations nommées">
      <h2>Opérations</h2>
      <input
        type="search"
        aria-label="Chercher une opération"
        placeholder="Chercher…"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
      />
      {GROUPS.map(([genre, label]) => {
        const listed = found.filter((operation) => operation.genre === genre);
        return listed.length === 0 ? null : (
          <section key={genre} aria-label={label}>
            <h3>{label}</h3>
            <ul>
              {listed.map((operation) => (
                <li key={operation.nom}>
                  <button type="button" title={operation.nom} onClick={() => open(operation)}>{operation.titre}</button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {found.length === 0 ? <p role="status">Aucune opération ne répond à cette recherche.</p> : null}
    </section>
  );
}

/** GraphiQL's side panel of the named operations. */
export const operationsPlugin = (operations) => ({
  title: 'Opérations',
  icon: Icon,
  content: () => <Operations operations={operations} />,
});
