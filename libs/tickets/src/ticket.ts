import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';

/** A secret to sign with, and its name. */
export interface SigningKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** Looks a key up by its name; undefined when there is none or it is too old. */
export type FindSigningKey = (id: string) => Promise<SigningKey | undefined>;

/** What a token opens: a connection once, or the same client's next connection as often as need be. */
export type TicketUse = 'ticket' | 'resume';

/** How long each is good, ms. */
export const TICKET_TTL_MS: Readonly<Record<TicketUse, number>> = Object.freeze({
  ticket: 30_000,
  resume: 300_000,
});

/** Whom a token speaks for, and where it may be used. */
export interface TicketClaims {
  readonly tenant: string;
  readonly keyId: string;
  /** Origin of the page it was made for. */
  readonly origin?: string;
  /** Address it may be used from. */
  readonly address?: string;
}

/** A token as it was read. */
export type TicketReading =
  | { readonly ok: true; readonly claims: TicketClaims; readonly id: string; readonly expiresAtMs: number }
  | { readonly ok: false; readonly fault: 'invalid' | 'expired' };

const ALGORITHM = 'HS256';
const ISSUER = 'millrace';
/** Clocks of two machines may differ by this, s. */
const CLOCK_TOLERANCE_S = 5;

/** A signed token (JWT, HS256) for one use, good from now on. */
export async function issueTicket(
  use: TicketUse,
  claims: TicketClaims,
  { key, nowMs }: { readonly key: SigningKey; readonly nowMs: number },
): Promise<{ readonly token: string; readonly expiresAtMs: number }> {
  const expiresAtMs = nowMs + TICKET_TTL_MS[use];
  const { tenant, keyId, origin, address } = claims;
  const token = await new SignJWT({ tenant, ...(origin && { origin }), ...(address && { address }) })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.id })
    .setIssuer(ISSUER)
    .setAudience(use)
    .setSubject(keyId)
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(nowMs / 1_000))
    .setExpirationTime(Math.ceil(expiresAtMs / 1_000))
    .sign(key.secret);
  return { token, expiresAtMs };
}

/** Reads a token for one use. Rejects only when keys cannot be looked up. */
export async function readTicket(
  use: TicketUse,
  token: string,
  { find, nowMs }: { readonly find: FindSigningKey; readonly nowMs: number },
): Promise<TicketReading> {
  const kid = keyIdOf(token);
  // Outside of the check, so that a store of keys that does not answer is not taken for a bad token.
  const key = kid === undefined ? undefined : await find(kid);
  if (!key) return { ok: false, fault: 'invalid' };
  try {
    const { payload } = await jwtVerify(token, key.secret, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: use,
      currentDate: new Date(nowMs),
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'jti', 'sub', 'tenant'],
    });
    return readingOf(payload);
  } catch (error) {
    return { ok: false, fault: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
  }
}

const MAX_KEY_ID = 64;

function keyIdOf(token: string): string | undefined {
  try {
    // Decoded before anything is verified: what is no text must not get into a query.
    const { kid } = decodeProtectedHeader(token) as { readonly kid?: unknown };
    return typeof kid === 'string' && kid.length <= MAX_KEY_ID ? kid : undefined;
  } catch {
    return undefined;
  }
}

function readingOf({ tenant, sub, jti, exp, origin, address }: JWTPayload): TicketReading {
  if (typeof tenant !== 'string' || sub === undefined || jti === undefined || exp === undefined)
    return { ok: false, fault: 'invalid' };
  return {
    ok: true,
    id: jti,
    expiresAtMs: exp * 1_000,
    claims: {
      tenant,
      keyId: sub,
      ...(typeof origin === 'string' && { origin }),
      ...(typeof address === 'string' && { address }),
    },
  };
}
