import { ConfigError } from './config-error.js';
import { readPem } from './read-pem.js';
import { integerSetting, optionalTextSetting, textSetting } from './setting.js';

const PORT_MAX = 65_535;

/** An app's own port: `{ MILLRACE_API_PORT: portSetting(8080) }`. 0 takes a free one. */
export function portSetting(fallback: number) {
  return integerSetting({ about: 'Port of HTTP; 0 takes a free one.', fallback, min: 0, max: PORT_MAX });
}

/** Environment variables every HTTP server has beside its port; spread them into an app's schema. */
export const httpSettings = {
  MILLRACE_HTTP_HOST: textSetting({
    about: 'Address to listen on. Only this machine by default: opening up is a decision.',
    allowed: 'a host name or IP address',
    fallback: '127.0.0.1',
  }),
  MILLRACE_HTTP_TLS_CERT_FILE: optionalTextSetting({
    about: 'Certificate chain of this server; not set: plain HTTP.',
    allowed: 'the path of a PEM file',
  }),
  MILLRACE_HTTP_TLS_KEY_FILE: optionalTextSetting({
    about: 'Private key of that certificate.',
    allowed: 'the path of a PEM file',
  }),
  MILLRACE_HTTP_MAX_CONNECTIONS: integerSetting({
    about: 'Connections at a time; one more is refused. Each may hold 16 KiB of headers.',
    fallback: 2_000,
    min: 1,
    max: 100_000,
  }),
  MILLRACE_HTTP_REQUEST_TIMEOUT_MS: integerSetting({
    about: 'Time in which a whole request must have arrived, against senders that dribble.',
    fallback: 60_000,
    min: 1_000,
    max: 600_000,
    unit: 'ms',
  }),
};

/** Where and how a server listens. */
export interface ListenSettings {
  readonly port: number;
  readonly host: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
}

/** Settings of an HTTP server. Throws {@link ConfigError} when only one of certificate and key is given. */
export function listenSettings(
  config: {
    readonly MILLRACE_HTTP_HOST: string;
    readonly MILLRACE_HTTP_TLS_CERT_FILE?: string | undefined;
    readonly MILLRACE_HTTP_TLS_KEY_FILE?: string | undefined;
    readonly MILLRACE_HTTP_MAX_CONNECTIONS: number;
    readonly MILLRACE_HTTP_REQUEST_TIMEOUT_MS: number;
  },
  port: number,
): ListenSettings {
  const cert = readPem('MILLRACE_HTTP_TLS_CERT_FILE', config.MILLRACE_HTTP_TLS_CERT_FILE);
  const key = readPem('MILLRACE_HTTP_TLS_KEY_FILE', config.MILLRACE_HTTP_TLS_KEY_FILE);
  if ((cert === undefined) !== (key === undefined)) throw halfTls(cert === undefined);
  return {
    port,
    host: config.MILLRACE_HTTP_HOST,
    ...(cert !== undefined && key !== undefined && { tls: { cert, key } }),
    maxConnections: config.MILLRACE_HTTP_MAX_CONNECTIONS,
    requestTimeoutMs: config.MILLRACE_HTTP_REQUEST_TIMEOUT_MS,
  };
}

function halfTls(noCertificate: boolean): ConfigError {
  const variable = noCertificate ? 'MILLRACE_HTTP_TLS_CERT_FILE' : 'MILLRACE_HTTP_TLS_KEY_FILE';
  return new ConfigError([
    { variable, given: 'nothing', allowed: 'certificate and key together, or neither of them' },
  ]);
}
