import { serverVariable, SERVER_NAMES, type ServerAddresses } from '@millrace/local-servers';

/** Where Kafka, Elasticsearch and MongoDB are. */
export type Addresses = ServerAddresses;

/** The servers that the runner started or the environment names. @throws Error when one is missing */
export function serverAddresses(env: NodeJS.ProcessEnv = process.env): Addresses {
  const entries = SERVER_NAMES.map((name) => {
    const variable = serverVariable(name);
    const address = env[variable];
    if (!address)
      throw new Error(`finding ${name}: ${variable} is not set; run scenarios with npm run chaos`);
    return [name, address] as const;
  });
  return Object.fromEntries(entries) as unknown as Addresses;
}
