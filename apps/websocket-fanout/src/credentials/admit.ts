import { CLOSE, RESUME_SUBPROTOCOL_PREFIX, TICKET_SUBPROTOCOL_PREFIX } from '@millrace/schemas';
import type { ApiKeyDescription, CloseReason } from '@millrace/schemas';
import { readTicket } from '@millrace/tickets';
import type { FindSigningKey, TicketReading, TicketUse } from '@millrace/tickets';
import type { SocketOffer } from '@millrace/websocket';
import type { SessionPrincipal } from '../session/session.js';
import { isSameAddress } from './same-address.js';

/** What admitting a client needs. */
export interface AdmitDeps {
  readonly findSigningKey: FindSigningKey;
  /** false when the ticket was shown before. */
  readonly redeem: (ticketId: string, expiresAtMs: number) => Promise<boolean>;
  /** The API key behind a ticket; undefined when there is none. */
  readonly findApiKey: (keyId: string, tenant: string) => Promise<ApiKeyDescription | undefined>;
  readonly isAllowedOrigin: (origin: string) => boolean;
  readonly now: () => number;
}

/** Whether a client may come in, and for whom. */
export type Admission = { readonly principal: SessionPrincipal } | { readonly refused: CloseReason };

/** Decides about a connection by its origin and credential. Rejects when MongoDB does not answer. */
export async function admit(offer: SocketOffer, deps: AdmitDeps): Promise<Admission> {
  if (offer.origin !== undefined && !deps.isAllowedOrigin(offer.origin))
    return { refused: CLOSE.wrongOrigin };
  const credential = credentialOf(offer.protocols);
  if (!credential) return { refused: CLOSE.invalidCredential };
  const { use, token } = credential;
  const reading = await readTicket(use, token, { find: deps.findSigningKey, nowMs: deps.now() });
  if (!reading.ok) return { refused: faultOf(use, reading.fault) };
  const { claims } = reading;
  if (claims.origin !== undefined && claims.origin !== offer.origin) return { refused: CLOSE.wrongOrigin };
  if (claims.address !== undefined && !isSameAddress(claims.address, offer.remoteAddress))
    return { refused: CLOSE.wrongAddress };
  const refused = refusalOfKey(await deps.findApiKey(claims.keyId, claims.tenant), deps.now());
  if (refused) return { refused };
  // Last, so that a ticket which is refused for another reason is not used up.
  if (use === 'ticket' && !(await deps.redeem(reading.id, reading.expiresAtMs)))
    return { refused: CLOSE.ticketUsed };
  return { principal: claims };
}

/** Why the key behind a connection does not allow it; undefined when it does. */
export function refusalOfKey(key: ApiKeyDescription | undefined, nowMs: number): CloseReason | undefined {
  if (!key || (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= nowMs)) return CLOSE.keyRevoked;
  return key.scopes.includes('tail') ? undefined : CLOSE.missingScope;
}

function credentialOf(
  protocols: readonly string[],
): { readonly use: TicketUse; readonly token: string } | undefined {
  for (const name of protocols) {
    if (name.startsWith(TICKET_SUBPROTOCOL_PREFIX))
      return { use: 'ticket', token: name.slice(TICKET_SUBPROTOCOL_PREFIX.length) };
    if (name.startsWith(RESUME_SUBPROTOCOL_PREFIX))
      return { use: 'resume', token: name.slice(RESUME_SUBPROTOCOL_PREFIX.length) };
  }
  return undefined;
}

function faultOf(use: TicketUse, fault: Extract<TicketReading, { ok: false }>['fault']): CloseReason {
  if (fault === 'invalid') return CLOSE.invalidCredential;
  return use === 'ticket' ? CLOSE.ticketExpired : CLOSE.resumeExpired;
}
