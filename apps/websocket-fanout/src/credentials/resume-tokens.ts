import { issueTicket, TICKET_TTL_MS } from '@millrace/tickets';
import type { SigningKey } from '@millrace/tickets';
import type { SessionPrincipal } from '../session/session.js';

/** Tokens with which clients come back, one for all connections of an API key, so that a heartbeat mints nothing. */
export interface ResumeTokens {
  /** Makes the token of a principal unless there is a fresh one. */
  prepare(principal: SessionPrincipal): Promise<void>;
  /** The token of a principal for which one was prepared. */
  current(principal: SessionPrincipal): string;
}

/** A token is replaced after this part of its life, so that the one in a client's hand is good for the rest of it. */
const FRESH_MS = TICKET_TTL_MS.resume / 5;

/** Tokens signed with the key that is current. Those that grew old are forgotten. */
export function createResumeTokens(currentKey: () => SigningKey, now: () => number): ResumeTokens {
  const tokens = new Map<string, { readonly token: string; readonly madeAtMs: number }>();
  const nameOf = ({ tenant, keyId, origin, address }: SessionPrincipal) =>
    JSON.stringify([tenant, keyId, origin, address]);
  return {
    async prepare(principal) {
      const name = nameOf(principal);
      const known = tokens.get(name);
      if (known && now() - known.madeAtMs < FRESH_MS) return;
      for (const [old, { madeAtMs }] of tokens)
        if (now() - madeAtMs >= TICKET_TTL_MS.resume) tokens.delete(old);
      const { token } = await issueTicket('resume', principal, { key: currentKey(), nowMs: now() });
      tokens.set(name, { token, madeAtMs: now() });
    },
    current: (principal) => tokens.get(nameOf(principal))?.token ?? '',
  };
}
