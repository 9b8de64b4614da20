import { z } from 'zod';
import type { SigningKeyStore } from '@millrace/mongo';
import type { Principal } from '@millrace/schemas';
import { issueTicket } from '@millrace/tickets';
import type { TicketClaims } from '@millrace/tickets';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';

/** What issuing tickets needs. */
export interface TicketDependencies {
  readonly signingKeys: SigningKeyStore;
  /** Where tails are served, for clients. */
  readonly tailUrl: string;
  readonly now: () => number;
}

const ORIGIN = 'an origin such as https://logs.example.org';
const newTicket = z.strictObject({
  origin: z
    .string()
    .regex(/^https?:\/\/[^/\\?#@\s]+$/i, ORIGIN)
    .refine((origin) => URL.canParse(origin), ORIGIN)
    .optional()
    .describe('Origin of the page that will connect; no other may use the ticket.'),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe('Address that will connect; no other may use the ticket.'),
});

/** `POST /v1/tickets`: lets the holder of a key open one tail, also where a key has no place, as in a browser. */
export function ticketRoute({ signingKeys, tailUrl, now }: TicketDependencies): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/tickets',
    summary: 'A ticket that opens one tail within 30 seconds',
    scopes: ['tail'],
    body: newTicket,
    reply: {
      status: 201,
      schema: z.object({
        ticket: z
          .string()
          .describe('Offered as the subprotocol millrace.ticket.<ticket> beside millrace.v1.'),
        url: z.url(),
        expiresAt: z.iso.datetime(),
      }),
    },
    handle: async ({ body, principal }) => {
      const nowMs = now();
      const claims = claimsOf(principal, body);
      const key = await signingKeys.current(nowMs);
      const { token, expiresAtMs } = await issueTicket('ticket', claims, { key, nowMs });
      return { ticket: token, url: tailUrl, expiresAt: new Date(expiresAtMs).toISOString() };
    },
  });
}

/** The origin as browsers spell it: the fan-out compares letter by letter. Of addresses it knows every spelling. */
function claimsOf(
  { tenant, keyId }: Pick<Principal, 'tenant' | 'keyId'>,
  { origin, address }: z.output<typeof newTicket>,
): TicketClaims {
  return {
    tenant,
    keyId,
    ...(origin !== undefined && { origin: new URL(origin).origin }),
    ...(address !== undefined && { address }),
  };
}
