/** What a client may do after a close: come back where it was, come back anew, or not at all by itself. */
export type MayReconnect = 'resume' | 'fresh' | 'no';

/** Why the server closed a tail connection. */
export interface CloseReason {
  readonly code: number;
  /** Sent as the reason of the close frame. */
  readonly name: string;
  /** What happened, and what helps. */
  readonly meaning: string;
  readonly mayReconnect: MayReconnect;
}

function resume(code: number, name: string, meaning: string): CloseReason {
  return Object.freeze({ code, name, meaning, mayReconnect: 'resume' });
}
function fresh(code: number, name: string, meaning: string): CloseReason {
  return Object.freeze({ code, name, meaning, mayReconnect: 'fresh' });
}
function terminal(code: number, name: string, meaning: string): CloseReason {
  return Object.freeze({ code, name, meaning, mayReconnect: 'no' });
}

/**
 * Every close code of the tail protocol. 4000–4099: reconnect with the resume token and the last cursors. 4100–4199:
 * reconnect with a new ticket. 4200 and above: something has to be changed first. Those below 4000 are RFC 6455's.
 */
export const CLOSE = Object.freeze({
  draining: resume(
    4000,
    'draining',
    'The node shuts down. Another one, or its successor, goes on from the cursor.',
  ),
  tooSlow: resume(
    4001,
    'too-slow',
    'A lossless subscription fell so far behind that rows would have been dropped. Read faster, filter more, or take the policy latest.',
  ),
  internalError: resume(4002, 'internal-error', 'A fault of the server, which its log names.'),
  heartbeatMissed: resume(
    4003,
    'heartbeat-missed',
    'Nothing was heard of the client for two heartbeat intervals.',
  ),
  overloaded: resume(
    4004,
    'overloaded',
    'The client goes on asking and reads no answer, so that too much waits to be sent to it.',
  ),
  ticketExpired: fresh(
    4100,
    'ticket-expired',
    'The ticket is older than 30 s. Get a new one right before connecting.',
  ),
  ticketUsed: fresh(4101, 'ticket-used', 'The ticket has opened a connection already; each opens one.'),
  resumeExpired: fresh(
    4102,
    'resume-expired',
    'The resume token is older than 5 min. Get a ticket; cursors stay good.',
  ),
  handshakeTimeout: fresh(4103, 'handshake-timeout', 'No subscription came within the handshake time.'),
  tooManyConnections: fresh(
    4104,
    'too-many-connections',
    'The key has as many connections as it may have on a node. Close some, or come back after a while.',
  ),
  protocolError: terminal(
    4200,
    'protocol-error',
    'A frame is not JSON, or a message not one of the protocol.',
  ),
  invalidCredential: terminal(
    4201,
    'invalid-credential',
    'No ticket or resume token, or one that was not made here.',
  ),
  wrongOrigin: terminal(
    4202,
    'wrong-origin',
    'The page comes from an origin that is not allowed, or not from that of the ticket.',
  ),
  wrongAddress: terminal(4203, 'wrong-address', 'The ticket was made for another address.'),
  wrongTenant: terminal(4204, 'wrong-tenant', 'The message names a tenant that is not that of the ticket.'),
  keyRevoked: terminal(4205, 'key-revoked', 'The key behind the ticket was revoked or has expired.'),
  missingScope: terminal(4206, 'missing-scope', 'The key behind the ticket has no scope tail.'),
  flooding: terminal(4207, 'flooding', 'More messages came than the limits of hello allow.'),
} as const satisfies Readonly<Record<string, CloseReason>>);

/** Close codes of RFC 6455 that the server sends, or that its library does on its behalf. */
export const RFC6455_CLOSE = Object.freeze([
  resume(
    1001,
    'going away',
    'The connection ends without a reason of ours, such as a process that was killed.',
  ),
  terminal(
    1002,
    'protocol error',
    'A frame breaks RFC 6455: reserved bits, a missing mask, a fragment out of place.',
  ),
  terminal(1003, 'unsupported data', 'A binary frame; version 1 speaks text.'),
  terminal(1007, 'invalid payload', 'Text that is not UTF-8.'),
  terminal(1008, 'policy violation', 'A message in more than 64 fragments, or in thousands of pieces.'),
  terminal(1009, 'message too big', 'A frame beyond the limit of hello.'),
]);

const BY_CODE: ReadonlyMap<number, CloseReason> = new Map(
  [...Object.values(CLOSE), ...RFC6455_CLOSE].map((reason) => [reason.code, reason]),
);

/** What a close code means; a code that is in no table, such as 1006 of a lost connection, allows a resume. */
export function closeReasonOf(code: number): CloseReason {
  return BY_CODE.get(code) ?? resume(code, 'connection lost', 'The connection ended without a word.');
}
