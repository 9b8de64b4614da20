import { ConfigError } from './config-error.js';
import { readPem } from './read-pem.js';
import { booleanSetting, listSetting, optionalChoiceSetting, optionalTextSetting } from './setting.js';

/** Environment variables of the connection to Kafka; spread them into an app's schema. */
export const kafkaSettings = {
  KAFKA_BROKERS: listSetting({
    about: 'Brokers to ask for the cluster; any one that answers is enough.',
    allowed: 'host:port, several separated by commas',
    pattern: /^[^\s:,]+:\d{1,5}$/,
    fallback: '127.0.0.1:9092',
  }),
  KAFKA_TLS: booleanSetting({ about: 'Whether connections to Kafka use TLS.', fallback: false }),
  KAFKA_TLS_CA_FILE: optionalTextSetting({
    about: 'Certificate authority of the brokers; the system’s own when not set.',
    allowed: 'the path of a PEM file',
  }),
  KAFKA_SASL_MECHANISM: optionalChoiceSetting({
    about: 'How to log in to Kafka; not set: no login.',
    values: ['plain', 'scram-sha-256', 'scram-sha-512'],
  }),
  KAFKA_SASL_USERNAME: optionalTextSetting({ about: 'Kafka user.', allowed: 'a text' }),
  KAFKA_SASL_PASSWORD: optionalTextSetting({ about: 'Its password.', allowed: 'a text', secret: true }),
};

/** Login to Kafka. */
export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** What a Kafka client is made from. */
export interface KafkaConnectionSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: { readonly ca?: string };
  readonly sasl?: KafkaLogin;
}

interface KafkaVariables {
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_TLS: boolean;
  readonly KAFKA_TLS_CA_FILE?: string | undefined;
  readonly KAFKA_SASL_MECHANISM?: KafkaLogin['mechanism'] | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
}

/** Settings of a Kafka client. Throws {@link ConfigError} on a login without user or password. */
export function kafkaConnection(config: KafkaVariables, clientId: string): KafkaConnectionSettings {
  const ca = readPem('KAFKA_TLS_CA_FILE', config.KAFKA_TLS_CA_FILE);
  const sasl = login(config);
  return {
    brokers: config.KAFKA_BROKERS,
    clientId,
    ...(config.KAFKA_TLS && { tls: ca === undefined ? {} : { ca } }),
    ...(sasl && { sasl }),
  };
}

function login(config: KafkaVariables): KafkaLogin | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism } = config;
  if (mechanism === undefined) return undefined;
  const username = config.KAFKA_SASL_USERNAME;
  const password = config.KAFKA_SASL_PASSWORD;
  if (username !== undefined && password !== undefined) return { mechanism, username, password };
  const variable = username === undefined ? 'KAFKA_SASL_USERNAME' : 'KAFKA_SASL_PASSWORD';
  throw new ConfigError([
    { variable, given: 'nothing', allowed: 'a text, since KAFKA_SASL_MECHANISM is set' },
  ]);
}
