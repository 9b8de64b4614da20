/** Address of a server that an integration test was given. @throws Error when it was given none */
export function serverAddress(variable: 'KAFKA_BROKERS' | 'ELASTICSEARCH_URL' | 'MONGODB_URL'): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: integration tests need the real servers`);
  return value;
}
