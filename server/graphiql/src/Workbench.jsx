import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useMemo, useState } from 'react';
import { createFetcher } from './api.js';
import { asTab, operationsPlugin } from './operations.jsx';

const EXPLORER = explorerPlugin({ showAttribution: false });

const WELCOME = `# Écrivez ici une requête, ou composez-la dans l'explorateur.
# Ctrl + Espace propose des champs, Ctrl + Entrée exécute.

`;

/**
 * What the editors show at this load of the page: the active tab as it was kept, else the operations that read.
 * GraphiQL 5 restores the list of tabs by itself, but not the content of the active one.
 */
function initialState(operations) {
  try {
    const { tabs, activeTabIndex } = JSON.parse(sessionStorage.getItem('graphiql:tabState'));
    const { query, variables } = tabs[activeTabIndex];
    return { initialQuery: query ?? '', initialVariables: variables ?? '' };
  } catch {
    const tabs = operations.filter(({ genre }) => genre === 'lecture').map(asTab);
    return tabs.length === 0 ? {} : { defaultTabs: tabs, initialVariables: tabs[0].variables };
  }
}

/**
 * GraphiQL with its explorer, on the given session's token.
 * A new token makes a new fetcher, and GraphiQL then reads the schema again by itself.
 */
export default function Workbench({ operations, token, onRefused }) {
  const fetcher = useMemo(() => createFetcher(token, onRefused), [token, onRefused]);
  const [initial] = useState(() => initialState(operations));
  const plugins = useMemo(() => [operationsPlugin(operations), HISTORY_PLUGIN, EXPLORER], [operations]);
  return (
    <GraphiQL
      fetcher={fetcher}
      // What is typed can name a person: it must not outlive the browser tab.
      storage={sessionStorage}
      plugins={plugins}
      visiblePlugin={EXPLORER}
      defaultQuery={WELCOME}
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
      showPersistHeadersSettings={false}
      inputValueDeprecation
      schemaDescription
      {...initial}
    >
      <GraphiQL.Logo>{null}</GraphiQL.Logo>
    </GraphiQL>
  );
}
