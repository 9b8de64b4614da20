import { Connection, NetworkError, apiVersionsV3, metadataV12 } from '@platformatic/kafka';
import { KafkaAccessError } from './kafka-access-error.js';
import type { KafkaAccessCode } from './kafka-access-error.js';
import type { KafkaSettings } from './kafka-settings.js';
import { platformaticOptions } from './platformatic-client.js';

/** How long one broker may take to answer one question, ms. */
const DEADLINE_MS = 5_000;
const SOFTWARE = 'millrace';
const SOFTWARE_VERSION = '1';

/**
 * Tries the settings on all brokers at once. Resolves as soon as one lets the client in, and when none can be reached:
 * waiting for brokers is up to the clients. Rejects with {@link KafkaAccessError} when those that answer refuse. Both
 * clients would repeat a refused handshake as if it were an outage, and then report no more than that time is up.
 */
export async function verifyAccess(settings: KafkaSettings): Promise<void> {
  try {
    await Promise.any(settings.brokers.map((broker) => enter(settings, broker)));
  } catch (error) {
    const refusals = (error as AggregateError).errors;
    const refusal = refusals.find((one) => one instanceof KafkaAccessError);
    if (refusal) throw refusal;
  }
}

/** {@link verifyAccess} before the first use of a client and, once the settings were let in, never again. */
export function createAccessCheck(settings: KafkaSettings): () => Promise<void> {
  let verified: Promise<void> | undefined;
  return () => {
    verified ??= verifyAccess(settings).catch((error: unknown) => {
      verified = undefined;
      throw error;
    });
    return verified;
  };
}

/**
 * A connection that ends without a word says little: a broker that stops ends one too, and so does a proxy before a
 * broker that has not started. So a broker is held to refuse what it did not answer only after it answered without.
 */
async function enter(settings: KafkaSettings, broker: string): Promise<void> {
  const { brokers, clientId, tls, sasl } = settings;
  try {
    await ask({ brokers, clientId, ...(tls && { tls }) }, broker, greet);
  } catch (error) {
    if (!hasMessage(error, NO_HANDSHAKE)) throw error;
    await ask({ brokers, clientId }, broker, greet);
    throw new KafkaAccessError('tls-not-offered', broker, error);
  }
  try {
    await ask(settings, broker, (connection) => metadataV12.api.async(connection, [], false, false));
  } catch (error) {
    if (sasl || !hasMessage(error, CLOSED)) throw error;
    throw new KafkaAccessError('login-expected', broker, error);
  }
}

/** The one question a broker answers before a login. */
function greet(connection: Connection): Promise<unknown> {
  return apiVersionsV3.api.async(connection, SOFTWARE, SOFTWARE_VERSION);
}

async function ask(
  settings: KafkaSettings,
  broker: string,
  question: (connection: Connection) => Promise<unknown>,
): Promise<void> {
  const port = broker.lastIndexOf(':');
  const connection = new Connection(settings.clientId, {
    ...platformaticOptions(settings),
    connectTimeout: DEADLINE_MS,
    requestTimeout: DEADLINE_MS,
  });
  // A TLS alert that comes between two answers is reported here alone.
  let alert: unknown;
  connection.on('error', (error) => (alert = error));
  try {
    await connection.connect(broker.slice(0, port), Number(broker.slice(port + 1)));
    await question(connection);
  } catch (error) {
    const cause = alert ?? error;
    const code = refusalOf(cause);
    throw code === undefined ? cause : new KafkaAccessError(code, broker, cause);
  } finally {
    await connection.close();
  }
}

const AUTHORITY_UNKNOWN = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const CERTIFICATE_WRONG = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
]);
/** OpenSSL's names of the alerts with which a broker turns a client's certificate down. */
const CLIENT_CERTIFICATE_REFUSED =
  /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|HANDSHAKE_FAILURE)/;

/** @platformatic/kafka tells these apart by their text alone. */
const NO_HANDSHAKE = 'TLS handshake failed. Please verify the broker supports TLS.';
const NO_TLS = 'Broker requires TLS.';
const CLOSED = 'Connection closed';
const LOGIN_REFUSED = 'SASL authentication failed.';
const NO_MECHANISM = 'Cannot find a suitable SASL mechanism.';

/** undefined: not surely about access. */
function refusalOf(error: unknown): KafkaAccessCode | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : '';
    if (AUTHORITY_UNKNOWN.has(code)) return 'authority-unknown';
    if (CERTIFICATE_WRONG.has(code)) return 'certificate-wrong';
    if (CLIENT_CERTIFICATE_REFUSED.test(code)) return 'client-certificate-refused';
    if (at.message === NO_TLS) return 'tls-expected';
    if (at.message === LOGIN_REFUSED) return 'login-refused';
    if (at.message === NO_MECHANISM && !(at.cause instanceof NetworkError)) return 'mechanism-not-offered';
  }
  return undefined;
}

function hasMessage(error: unknown, message: string): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at.message === message) return true;
  return false;
}
