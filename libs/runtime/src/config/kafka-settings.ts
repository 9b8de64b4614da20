import type { LogFields, Logger } from '../logger.js';
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
  KAFKA_TLS_CERT_FILE: optionalTextSetting({
    about: 'Certificate chain of this client, where the brokers ask for one.',
    allowed: 'the path of a PEM file',
  }),
  KAFKA_TLS_KEY_FILE: optionalTextSetting({
    about: 'Private key of that certificate.',
    allowed: 'the path of a PEM file',
  }),
  KAFKA_SASL_MECHANISM: optionalChoiceSetting({
    about:
      'How to log in to Kafka; not set: no login. `plain` sends the password readable unless KAFKA_TLS is on.',
    values: ['plain', 'scram-sha-256', 'scram-sha-512'],
  }),
  KAFKA_SASL_USERNAME: optionalTextSetting({ about: 'Kafka user.', allowed: 'a text' }),
  KAFKA_SASL_PASSWORD: optionalTextSetting({ about: 'Its password.', allowed: 'a text', secret: true }),
};

interface KafkaVariables {
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_TLS: boolean;
  readonly KAFKA_TLS_CA_FILE?: string | undefined;
  readonly KAFKA_TLS_CERT_FILE?: string | undefined;
  readonly KAFKA_TLS_KEY_FILE?: string | undefined;
  readonly KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
}

/**
 * What the Kafka clients are made from, in the shape `libs/kafka` declares: the compiler compares them where an app
 * hands one to the other. Throws {@link ConfigError} on half a login or half a certificate, and on settings of TLS or
 * of a login that would go unused: those would leave connections open that were meant to be closed. Without a logger
 * the clients are silent.
 */
export function kafkaConnection(config: KafkaVariables, clientId: string, logger?: Logger) {
  const tls = tlsOf(config);
  const sasl = loginOf(config);
  const log = logger && linesOf(logger);
  return {
    ...{ brokers: config.KAFKA_BROKERS, clientId },
    ...(tls && { tls }),
    ...(sasl && { sasl }),
    ...(log && { log }),
  };
}

function linesOf(logger: Logger) {
  return (level: keyof Logger, event: string, fields: LogFields) => logger[level](event, fields);
}

function tlsOf(config: KafkaVariables) {
  const files = ['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'] as const;
  const [ca, cert, key] = files.map((variable) => readPem(variable, config[variable]));
  if (!config.KAFKA_TLS) {
    const unused = files.find((variable) => config[variable] !== undefined);
    if (unused !== undefined) throw wrong('KAFKA_TLS', 'false', `true, since ${unused} is set`);
    return undefined;
  }
  if (cert === undefined && key !== undefined) throw missing('KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE');
  if (key === undefined && cert !== undefined) throw missing('KAFKA_TLS_KEY_FILE', 'KAFKA_TLS_CERT_FILE');
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
  };
}

function loginOf(config: KafkaVariables) {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = config;
  if (mechanism === undefined) {
    if (username !== undefined) throw missing('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME');
    if (password !== undefined) throw missing('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD');
    return undefined;
  }
  if (username === undefined) throw missing('KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM');
  if (password === undefined) throw missing('KAFKA_SASL_PASSWORD', 'KAFKA_SASL_MECHANISM');
  return { mechanism, username, password };
}

function missing(variable: string, other: string): ConfigError {
  return wrong(variable, 'nothing', `a value, since ${other} is set`);
}

function wrong(variable: string, given: string, allowed: string): ConfigError {
  return new ConfigError([{ variable, given, allowed }]);
}
