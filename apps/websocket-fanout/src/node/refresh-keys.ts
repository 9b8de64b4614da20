import { refusalOfKey } from '../credentials/admit.js';
import type { KeyRing } from '../credentials/key-ring.js';
import type { ResumeTokens } from '../credentials/resume-tokens.js';
import type { FanoutEvents } from '../telemetry.js';
import type { FanoutServers } from './connect-servers.js';
import type { Connections } from './connections.js';

/** What is looked at. */
export interface RefreshKeysDeps {
  readonly keys: KeyRing;
  readonly connections: Connections;
  readonly resumeTokens: ResumeTokens;
  readonly servers: Pick<FanoutServers, 'apiKeys'>;
  readonly events: FanoutEvents;
}

/**
 * Reads the signing keys anew, keeps a fresh resume token for every API key that is connected, and closes the
 * connections of keys that were revoked. Never rejects: without MongoDB everything stays as it was.
 */
export async function refreshKeys(deps: RefreshKeysDeps): Promise<void> {
  const { keys, connections, resumeTokens, servers, events } = deps;
  try {
    await keys.refresh();
    for (const principal of connections.principals()) {
      await resumeTokens.prepare(principal);
      const key = await servers.apiKeys.find(principal.keyId, principal.tenant);
      const refused = refusalOfKey(key, Date.now());
      if (refused) connections.closeKey(principal.keyId, refused);
    }
  } catch (error) {
    events['keys-unread']({}, { fields: { error } });
  }
}
