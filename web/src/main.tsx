import './design/css/tokens.css';
import './design/css/base.css';
import './design/css/shell.css';
import './design/css/controls.css';
import './design/css/things.css';
import './design/css/charts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { newQueryClient } from './api/query-client';
import { App } from './app/app';
import { fetchScreens, newRouter } from './app/router';

/** The first screen and its numbers come first. */
const SCREENS_AFTER_MILLIS = 2_000;

const root = document.getElementById('root');
if (root !== null) {
  const client = newQueryClient();
  createRoot(root).render(
    <StrictMode>
      <App client={client} router={newRouter(client)} />
    </StrictMode>,
  );
  globalThis.setTimeout(fetchScreens, SCREENS_AFTER_MILLIS);
}
