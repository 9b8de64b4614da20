import { FAULTY_VERSION, isDuring, SOUND_VERSION } from './incident.js';
import type { SampleIncident } from './incident.js';
import { SAMPLE_ENVIRONMENT } from './sample-log.js';
import type { SampleDetails, SampleLevel, SampleLog, SampleService } from './sample-log.js';

/** A log before it has its place in the shop. */
export interface Utterance {
  readonly atMs: number;
  readonly service: SampleService;
  readonly level: SampleLevel;
  readonly message: string;
  /** Which of the service's hosts says it, from 1. */
  readonly host: number;
  readonly traceId?: string;
  readonly details?: SampleDetails;
}

/** Hosts of each service. */
export const HOSTS_PER_SERVICE = 3;

const VERSIONS: Readonly<Record<Exclude<SampleService, 'payments'>, string>> = {
  web: '5.8.1',
  search: '1.22.0',
  cart: '3.4.2',
  stock: '0.19.7',
  orders: '4.0.3',
  shipping: '1.6.0',
  mail: '2.2.5',
};

/** The whole log: its time, level and service under the names of ECS, with the version that ran then. */
export function completeLog(said: Utterance, incident: SampleIncident | undefined): SampleLog {
  const { atMs, service, level, traceId } = said;
  return {
    ...{ atMs, service, level },
    ...(traceId !== undefined && { traceId }),
    fields: {
      '@timestamp': new Date(atMs).toISOString(),
      'log.level': level,
      'service.name': service,
      'service.version': versionOf(service, isDuring(incident, atMs)),
      'service.environment': SAMPLE_ENVIRONMENT,
      'host.name': `${service}-${said.host}`,
      ...(traceId !== undefined && { 'trace.id': traceId }),
      message: said.message,
      ...said.details,
    },
  };
}

function versionOf(service: SampleService, isFaulty: boolean): string {
  if (service !== 'payments') return VERSIONS[service];
  return isFaulty ? FAULTY_VERSION : SOUND_VERSION;
}
