import { z } from 'zod';
import type { SigningKeyStore } from '@millrace/mongo';
import { issueTicket } from '@millrace/tickets';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';

/** What issuing tickets needs. */
export interface TicketDependencies {
  readonly signingKeys: SigningKeyStore;
  /** Where tails are served, for clients. */
  readonly tailUrl: string;
  readonly now: () => number;
}

const newTicket = z.strictObject({
  origin: z
    .string()
    .regex(/^https?:\/\/[^/\s]+$/, 'an origin such as https://logs.example.org')
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
    handle: async ({ body, principal: { tenant, keyId } }) => {
      const nowMs = now();
      const { origin, address } = body;
      const claims = {
        tenant,
        keyId,
        ...(origin !== undefined && { origin }),
        ...(address !== undefined && { address }),
      };
      const key = await signingKeys.current(nowMs);
      const { token, expiresAtMs } = await issueTicket('ticket', claims, { key, nowMs });
      return { ticket: token, url: tailUrl, expiresAt: new Date(expiresAtMs).toISOString() };
    },
  });
}
