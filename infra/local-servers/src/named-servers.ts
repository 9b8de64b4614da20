import type { ServerAddresses, ServerName } from './server-provider.js';
import { ServerSettingError } from './server-settings.js';

const VARIABLES: Readonly<
  Record<ServerName, { readonly variable: string; readonly shape: RegExp; readonly allowed: string }>
> = {
  kafka: {
    variable: 'KAFKA_BROKERS',
    shape: /^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/,
    allowed: 'host:port, several separated by commas',
  },
  elasticsearch: {
    variable: 'ELASTICSEARCH_URL',
    shape: /^https?:\/\/\S+$/,
    allowed: 'an http:// or https:// URL',
  },
  mongodb: {
    variable: 'MONGODB_URL',
    shape: /^mongodb(\+srv)?:\/\/\S+$/,
    allowed: 'a mongodb:// or mongodb+srv:// connection string',
  },
};

/** The environment variable that names a server somebody else runs. */
export function serverVariable(name: ServerName): string {
  return VARIABLES[name].variable;
}

/**
 * The servers that the environment names, to be used as they are: never started, never stopped.
 *
 * @throws ServerSettingError when a variable is set to something that is no address; a password in it is not repeated
 */
export function readNamedServers(env: NodeJS.ProcessEnv): Partial<ServerAddresses> {
  const named: Partial<Record<ServerName, string>> = {};
  for (const [name, { variable, shape, allowed }] of Object.entries(VARIABLES)) {
    const given = env[variable];
    if (given === undefined || given === '') continue;
    if (!shape.test(given)) throw new ServerSettingError(variable, withoutPassword(given), allowed);
    named[name as ServerName] = given.replace(/\/$/, '');
  }
  return named;
}

function withoutPassword(address: string): string {
  return address.replace(/:[^:@/]*@/, ':***@');
}

/** The same addresses as environment variables, the way services and tests read them. */
export function addressesAsEnvironment(addresses: ServerAddresses): Record<string, string> {
  return {
    [VARIABLES.kafka.variable]: addresses.kafka,
    [VARIABLES.elasticsearch.variable]: addresses.elasticsearch,
    [VARIABLES.mongodb.variable]: addresses.mongodb,
  };
}
