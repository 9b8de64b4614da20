import { apiRoutes } from '../../apps/api/dist/api-routes.js';
import { apiSettings } from '../../apps/api/dist/config.js';
import { openApi } from '../../apps/api/dist/open-api.js';
import { engineSettings } from '../../apps/correlation-engine/dist/config.js';
import { indexerSettings } from '../../apps/indexer/dist/config.js';
import { ingestSettings } from '../../apps/ingest/dist/config.js';
import { fanoutSettings } from '../../apps/websocket-fanout/dist/config.js';
import { closeCodesPage } from './close-codes-page.mjs';
import { errorCodesPage } from './error-codes-page.mjs';
import { settingsPage } from './settings-page.mjs';
import { topicsPage } from './topics-page.mjs';

/** Every generated page of `docs/reference`, by file name. Reads the compiled projects, so build first. */
export function referencePages() {
  const schemas = {
    ingest: ingestSettings,
    indexer: indexerSettings,
    'correlation-engine': engineSettings,
    'websocket-fanout': fanoutSettings,
    api: apiSettings,
  };
  // A description needs no server: the routes' handlers are never called.
  const routes = apiRoutes(/** @type {Parameters<typeof apiRoutes>[0]} */ ({}));
  return {
    'close-codes.md': closeCodesPage(),
    'error-codes.md': errorCodesPage(),
    'openapi.json': `${JSON.stringify(openApi(routes), null, 2)}\n`,
    'settings.md': settingsPage(schemas),
    'topics.md': topicsPage(),
  };
}
