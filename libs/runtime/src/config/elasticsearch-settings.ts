import { readPem } from './read-pem.js';
import { optionalTextSetting, textSetting } from './setting.js';

/** Environment variables of the connection to Elasticsearch; spread them into an app's schema. */
export const elasticsearchSettings = {
  ELASTICSEARCH_URL: textSetting({
    about: 'Address of Elasticsearch.',
    allowed: 'an http or https URL without user and password',
    pattern: /^https?:\/\/[^\s@/]+\/?$/,
    fallback: 'http://127.0.0.1:9200',
  }),
  ELASTICSEARCH_API_KEY: optionalTextSetting({
    about: 'Encoded API key of Elasticsearch; not set: none is sent.',
    allowed: 'a text',
    secret: true,
  }),
  ELASTICSEARCH_CA_FILE: optionalTextSetting({
    about: 'Certificate authority of Elasticsearch; the system’s own when not set.',
    allowed: 'the path of a PEM file',
  }),
};

/** What an Elasticsearch client is made from. */
export interface ElasticsearchConnectionSettings {
  readonly url: string;
  readonly apiKey?: string;
  readonly ca?: string;
}

/** Settings of an Elasticsearch client. */
export function elasticsearchConnection(config: {
  readonly ELASTICSEARCH_URL: string;
  readonly ELASTICSEARCH_API_KEY?: string | undefined;
  readonly ELASTICSEARCH_CA_FILE?: string | undefined;
}): ElasticsearchConnectionSettings {
  const ca = readPem('ELASTICSEARCH_CA_FILE', config.ELASTICSEARCH_CA_FILE);
  return {
    url: config.ELASTICSEARCH_URL,
    ...(config.ELASTICSEARCH_API_KEY !== undefined && { apiKey: config.ELASTICSEARCH_API_KEY }),
    ...(ca !== undefined && { ca }),
  };
}
