/** Why the brokers do not let a client in. None passes by itself: a setting has to change, here or there. */
export type KafkaAccessCode =
  | 'tls-expected'
  | 'tls-not-offered'
  | 'authority-unknown'
  | 'certificate-wrong'
  | 'client-certificate-refused'
  | 'mechanism-not-offered'
  | 'login-expected'
  | 'login-refused';

/** What each is, and what to do, by the names that the settings have in the environment. */
const ADVICE: Readonly<Record<KafkaAccessCode, string>> = Object.freeze({
  'tls-expected':
    'the broker expects TLS there; set KAFKA_TLS=true, or the port without TLS in KAFKA_BROKERS',
  'tls-not-offered': 'the broker offers no TLS there; set its TLS port in KAFKA_BROKERS, or KAFKA_TLS=false',
  'authority-unknown':
    'its certificate comes from an authority that is not trusted; name that authority’s certificate in KAFKA_TLS_CA_FILE',
  'certificate-wrong':
    'its certificate does not hold; check the host in KAFKA_BROKERS against the certificate',
  'client-certificate-refused':
    'the broker does not take the certificate of this client, or misses one; check KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE',
  'mechanism-not-offered': 'the broker does not offer this login; set another KAFKA_SASL_MECHANISM, or none',
  'login-expected':
    'the broker ends connections without a login; set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  'login-refused': 'the broker refuses the login; check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
});

/** A broker was reached and does not let this client in; trying again under the same settings is of no use. */
export class KafkaAccessError extends Error {
  override readonly name = 'KafkaAccessError';
  constructor(
    readonly code: KafkaAccessCode,
    broker: string,
    cause: unknown,
  ) {
    super(`connecting to Kafka at ${broker}: ${ADVICE[code]} (${rootOf(cause)})`, { cause });
  }
}

function rootOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  if (root instanceof AggregateError && root.errors.length > 0) return rootOf(root.errors[0]);
  return (root instanceof Error ? root.message : String(root)).trim();
}
