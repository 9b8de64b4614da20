import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reservePort } from '@millrace/local-servers';
import type { GenerateResult } from 'selfsigned';
import { startLocalKafka } from './local-kafka.js';

/** Kafka's number of SCRAM-SHA-512, and the fewest iterations it takes. */
const SCRAM_SHA_512 = 2;
const ITERATIONS = 4_096;
const HASH_BYTES = 64;

/** The one user there is, in every mechanism. */
export const KAFKA_LOGIN = { username: 'millrace', password: 'right "and" secret' } as const;

/** A real broker that asks for TLS and a login, or for TLS and a client's certificate. */
export interface SecuredKafka {
  /** `host:port` of the doors: TLS with PLAIN or SCRAM-SHA-512; TLS with a client certificate; neither. */
  readonly addresses: { readonly login: string; readonly certificate: string; readonly plain: string };
  /** PEM files, by what is in them. `strangerCa` signed nothing here. */
  readonly files: Readonly<Record<'ca' | 'strangerCa' | 'cert' | 'key', string>>;
  stop(): Promise<void>;
}

/**
 * Makes a certificate authority, a broker that trusts it, and the user. What that takes is loaded here only: most tests
 * need none of it.
 */
export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tls-'));
  const { files, tls } = await makeCertificates(folder);
  const login = await reservePort({ preferred: 9_194 });
  const certificate = await reservePort({ preferred: 9_195 });
  const release = async () => {
    for (const port of [login, certificate]) port.release();
    await rm(folder, { recursive: true });
  };
  const kafka = await startLocalKafka([
    { name: 'LOGIN', protocol: 'SASL_SSL', port: login.port, settings: { ...tls, ...logins() } },
    {
      name: 'CERTIFICATE',
      protocol: 'SSL',
      port: certificate.port,
      settings: { ...tls, 'ssl.client.auth': 'required' },
    },
  ]);
  await createScramUser(kafka.address);
  const at = ({ port }: { readonly port: number }) => `127.0.0.1:${port}`;
  return {
    addresses: { login: at(login), certificate: at(certificate), plain: kafka.address },
    files,
    stop: async () => {
      await kafka.stop();
      await release();
    },
  };
}

/** The files clients are given, and how the broker's side of TLS is set. */
async function makeCertificates(folder: string) {
  const [ca, stranger] = await Promise.all([authority('Millrace tests'), authority('A stranger')]);
  const [broker, client] = await Promise.all([signed(ca, 'broker'), signed(ca, 'client')]);
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  return {
    files: {
      ca: await write('ca.pem', ca.cert),
      strangerCa: await write('stranger.pem', stranger.cert),
      cert: await write('client.pem', client.cert),
      key: await write('client.key', client.private),
    },
    tls: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': broker.cert,
      'ssl.keystore.key': broker.private,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.certificates': ca.cert,
    },
  };
}

async function authority(commonName: string): Promise<GenerateResult> {
  const { generate } = await import('selfsigned');
  return await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

async function signed(ca: GenerateResult, commonName: string): Promise<GenerateResult> {
  const { generate } = await import('selfsigned');
  return await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

function logins(): Readonly<Record<string, string>> {
  const modules = 'org.apache.kafka.common.security';
  const password = KAFKA_LOGIN.password.replaceAll('"', '\\"');
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'plain.sasl.jaas.config': `${modules}.plain.PlainLoginModule required user_${KAFKA_LOGIN.username}="${password}";`,
    'scram-sha-512.sasl.jaas.config': `${modules}.scram.ScramLoginModule required;`,
  };
}

/** Brokers keep SCRAM users in the cluster's metadata; they are made through the door that asks for nothing. */
async function createScramUser(address: string): Promise<void> {
  const { Connection, alterUserScramCredentialsV0 } = await import('@platformatic/kafka');
  const [host = '', port] = address.split(':');
  const connection = new Connection('millrace-test');
  const salt = randomBytes(HASH_BYTES);
  const user = {
    name: KAFKA_LOGIN.username,
    mechanism: SCRAM_SHA_512,
    iterations: ITERATIONS,
    salt,
    saltedPassword: pbkdf2Sync(KAFKA_LOGIN.password, salt, ITERATIONS, HASH_BYTES, 'sha512'),
  };
  await connection.connect(host, Number(port));
  await alterUserScramCredentialsV0.api.async(connection, [], [user]);
  await connection.close();
}
