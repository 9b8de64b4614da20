import { isIP } from 'node:net';
import type { BaseOptions } from '@platformatic/kafka';
import type { KafkaSasl, KafkaSettings } from './kafka-settings.js';

const SASL_MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const satisfies Record<KafkaSasl['mechanism'], string>;

/** Waits for a connection and for one answer, ms. */
const TIMEOUT_MS = 10_000;
/** Attempts of one call and the wait between them, ms: together they outlast a broker's restart. */
const RETRIES = 8;
const RETRY_DELAY_MS = 500;

/** Options of @platformatic/kafka's clients for some settings. */
export function platformaticOptions(settings: KafkaSettings): BaseOptions {
  return {
    clientId: settings.clientId,
    bootstrapBrokers: [...settings.brokers],
    connectTimeout: TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    timeout: TIMEOUT_MS,
    retries: RETRIES,
    retryDelay: RETRY_DELAY_MS,
    ...(settings.tls ? { tls: { ...settings.tls }, tlsServerName: !settings.brokers.some(isAddress) } : {}),
    ...(settings.sasl
      ? {
          sasl: {
            mechanism: SASL_MECHANISMS[settings.sasl.mechanism],
            username: settings.sasl.username,
            password: settings.sasl.password,
          },
        }
      : {}),
  };
}

/** TLS sends names, which many clusters route by, but no addresses. */
function isAddress(broker: string): boolean {
  return isIP(broker.slice(0, broker.lastIndexOf(':'))) !== 0;
}
