import { refusalOfKey } from '../credentials/admit.js';
import type { KeyRing } from '@millrace/tail-cursor';
import type { ResumeTokens } from '../credentials/resume-tokens.js';
import type { SessionPrincipal } from '../session/session.js';
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
  const { keys, connections, resumeTokens, events } = deps;
  const principals = connections.principals();
  try {
    await keys.refresh();
    await closeRevoked(deps, principals);
  } catch (error) {
    events['keys-unread']({}, { fields: { error } });
  }
  // Needs no database: who is connected can come back though MongoDB is away.
  for (const principal of principals) await resumeTokens.prepare(principal);
}

async function closeRevoked(
  { connections, servers }: RefreshKeysDeps,
  principals: readonly SessionPrincipal[],
): Promise<void> {
  const byKey = new Map(principals.map((principal) => [principal.keyId, principal]));
  for (const { keyId, tenant } of byKey.values()) {
    const refused = refusalOfKey(await servers.apiKeys.find(keyId, tenant), Date.now());
    if (refused) connections.closeKey(keyId, refused);
  }
}
