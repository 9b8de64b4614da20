import { readPem } from './read-pem.js';
import { integerSetting, listSetting, optionalTextSetting } from './setting.js';

/** Environment variables of the connection to Elasticsearch; spread them into an app's schema. */
export const elasticsearchSettings = {
  ELASTICSEARCH_URL: listSetting({
    about: 'Addresses of Elasticsearch nodes; requests go round robin.',
    allowed: 'http or https URLs without user and password, several separated by commas',
    pattern: /^https?:\/\/[^\s@/]+\/?$/,
    fallback: 'http://127.0.0.1:9200',
  }),
  ELASTICSEARCH_API_KEY: optionalTextSetting({
    about: 'Encoded API key of Elasticsearch; not set: none is sent.',
    allowed: 'a text',
    secret: true,
  }),
  ELASTICSEARCH_REQUEST_TIMEOUT_MS: integerSetting({
    about: 'Time after which a request counts as unanswered.',
    fallback: 30_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
  }),
  ELASTICSEARCH_CA_FILE: optionalTextSetting({
    about: 'Certificate authority of Elasticsearch; the system’s own when not set.',
    allowed: 'the path of a PEM file',
  }),
};

/** What an Elasticsearch client is made from. */
export interface ElasticsearchConnectionSettings {
  readonly urls: readonly string[];
  readonly apiKey?: string;
  readonly ca?: string;
  readonly requestTimeoutMs: number;
}

/** Settings of an Elasticsearch client. */
export function elasticsearchConnection(config: {
  readonly ELASTICSEARCH_URL: readonly string[];
  readonly ELASTICSEARCH_REQUEST_TIMEOUT_MS: number;
  readonly ELASTICSEARCH_API_KEY?: string | undefined;
  readonly ELASTICSEARCH_CA_FILE?: string | undefined;
}): ElasticsearchConnectionSettings {
  const ca = readPem('ELASTICSEARCH_CA_FILE', config.ELASTICSEARCH_CA_FILE);
  return {
    urls: config.ELASTICSEARCH_URL,
    requestTimeoutMs: config.ELASTICSEARCH_REQUEST_TIMEOUT_MS,
    ...(config.ELASTICSEARCH_API_KEY !== undefined && { apiKey: config.ELASTICSEARCH_API_KEY }),
    ...(ca !== undefined && { ca }),
  };
}
