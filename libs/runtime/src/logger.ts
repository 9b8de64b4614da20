import { pino } from 'pino';
import type { LogLevel } from './config/service-settings.js';
import { maskSecrets } from './mask-secrets.js';

/** Fields of a log line; an `error` becomes `error.type`, `error.message` and `error.stack_trace`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line for an event: its past-tense name (`records-indexed`) and fields. */
export type LogLine = (event: string, fields?: LogFields) => void;

/** Where an app says what happened. */
export type Logger = Readonly<Record<LogLevel, LogLine>>;

/** Where lines go, each with its line feed. */
export interface LineSink {
  write(line: string): unknown;
}

/**
 * A logger that writes JSON lines with ECS field names to standard output (or `destination`). Values of secret-like
 * fields, API keys and passwords in URLs are masked. Nothing per record belongs above `trace`.
 */
export function createLogger(app: string, level: LogLevel, destination: LineSink = process.stdout): Logger {
  const sink = pino(
    {
      level,
      base: { 'service.name': `millrace-${app}`, 'process.pid': process.pid },
      messageKey: 'message',
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }) },
    },
    destination,
  );
  const line =
    (name: LogLevel): LogLine =>
    (event, fields = {}) => {
      if (sink.isLevelEnabled(name)) sink[name]({ 'event.action': event, ...flatten(fields) }, event);
    };
  return {
    trace: line('trace'),
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  };
}

function flatten(fields: LogFields): LogFields {
  const { error, ...rest } = fields;
  if (error === undefined) return maskSecrets(rest) as LogFields;
  return maskSecrets({ ...rest, ...errorFields(error) }) as LogFields;
}

function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { 'error.message': String(error) };
  return {
    'error.type': error.name,
    'error.message': error.message,
    'error.stack_trace': stackWithCauses(error),
  };
}

const CAUSES_SHOWN = 5;

function stackWithCauses(error: Error): string {
  const stacks: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && stacks.length < CAUSES_SHOWN) {
    stacks.push(current.stack ?? current.message);
    current = current.cause;
  }
  return stacks.join('\ncaused by: ');
}
