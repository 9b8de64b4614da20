import type { TextField } from '../parsed-log.js';

/** What a sender's field means; each is filled by the best-ranked field of a log, the rest stay ordinary fields. */
export type Role =
  | TextField
  | 'timestamp'
  | 'message'
  | 'level'
  | 'level.python'
  | 'level.syslog'
  | 'severity.number'
  | 'event.id'
  | 'traceparent';

/** A role and how well the spelling fits it: lower wins. */
export interface RankedRole {
  readonly role: Role;
  readonly rank: number;
}

/**
 * Spellings by role, best first, without `_` and `-` and in lower case. Sources: ECS, OpenTelemetry, pino, bunyan,
 * winston, zap, logrus, Serilog's compact format, GELF, Docker, Python's logging.
 */
const SPELLINGS: Readonly<Record<Role, readonly string[]>> = {
  timestamp: ['@timestamp', 'timestamp', '@t', 'timeunixnano', 'time', 'ts', 'datetime', 'asctime', 'date'],
  message: [
    'message',
    'msg',
    '@m',
    'renderedmessage',
    'shortmessage',
    'body',
    'body.stringvalue',
    'log',
    'event',
    '@mt',
  ],
  level: ['log.level', 'level', 'severitytext', 'severity', 'loglevel', 'levelname', 'lvl', '@l'],
  'level.python': ['levelno'],
  'level.syslog': ['priority', 'log.syslog.severity.code'],
  'severity.number': ['severitynumber'],
  'service.name': [
    'service.name',
    'service',
    'servicename',
    'app',
    'appname',
    'application',
    'syslogidentifier',
  ],
  'service.version': ['service.version', 'serviceversion', 'appversion'],
  'service.environment': [
    'service.environment',
    'deployment.environment.name',
    'deployment.environment',
    'environment',
    'env',
  ],
  'host.name': ['host.name', 'hostname', 'host', 'host.hostname', 'machinename'],
  'log.logger': ['log.logger', 'logger', 'loggername', 'sourcecontext'],
  'trace.id': ['trace.id', 'traceid', '@tr', 'trace'],
  'span.id': ['span.id', 'spanid', '@sp'],
  traceparent: ['traceparent', 'http.request.headers.traceparent', 'headers.traceparent'],
  'error.type': ['error.type', 'err.type', 'exception.type', 'error.name', 'err.name', 'exception.class'],
  'error.message': ['error.message', 'err.message', 'exception.message', 'error', 'err', 'exception'],
  'error.stack_trace': [
    'error.stacktrace',
    'error.stack',
    'err.stack',
    'exception.stacktrace',
    'stacktrace',
    'stack',
    'excinfo',
    '@x',
  ],
  'event.id': ['event.id'],
};

const ROLE_BY_SPELLING: ReadonlyMap<string, RankedRole> = new Map(
  Object.entries(SPELLINGS).flatMap(([role, spellings]) =>
    spellings.map((spelling, rank) => [spelling, { role: role as Role, rank }] as const),
  ),
);

/** Where senders wrap their own fields; what is inside means the same, if nothing outside says it better. */
const WRAPPER = /^(?:resource\.attributes\.|attributes\.|numbers\.|resource\.|labels\.|fields\.)/;
const WRAPPED_RANK = 100;

/** The role of a dotted field name; undefined for a field with no canonical place. */
export function fieldRole(name: string): RankedRole | undefined {
  const spelling = normaliseName(name);
  const direct = ROLE_BY_SPELLING.get(spelling);
  if (direct !== undefined) return direct;
  const inner = spelling.replace(WRAPPER, '');
  const wrapped = inner === spelling ? undefined : ROLE_BY_SPELLING.get(inner);
  return wrapped && { role: wrapped.role, rank: wrapped.rank + WRAPPED_RANK };
}

/** A name without what senders vary: case, `_` and `-`. */
function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** Names whose value must be a time: one that cannot be read is an error of the sender, not another field. */
const STRICT_STAMP_RANK = ROLE_BY_SPELLING.get('timeunixnano')?.rank ?? 0;

/** Whether a timestamp field of this rank must hold a time. */
export function isStrictStamp(rank: number): boolean {
  return rank <= STRICT_STAMP_RANK;
}
