import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { requireTenant } from '../client/require-tenant.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { InterruptedError } from '../interrupt.js';
import { printable } from '../output/printable.js';
import { createFileTally, type FileReport } from './file-report.js';
import { openSources, type OpenSource } from './open-sources.js';
import { renderFileReport } from './render-file-report.js';
import { serviceOfFile } from './service-of-file.js';
import { shipSource, type ShipOptions } from './ship-source.js';

/** Options of the command as the user gave them. */
export interface ShipCommandOptions {
  readonly service?: string;
  readonly tenant?: string;
  readonly batchLines: number;
  readonly concurrency: number;
  readonly json?: true;
}

/** Uncompressed bytes of one request: a quarter of what ingest takes, so that several fit into its budget. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
/** With the waits below, a batch is given up after about two minutes of refusals. */
const MAX_ATTEMPTS = 10;
const BACKOFF_BASE_MS = 250;
const BACKOFF_CAP_MS = 30_000;

/**
 * Sends the files one after another and prints what became of each.
 *
 * @throws CliError when a file cannot be read or ingest cannot be used; what was sent until then is printed first
 */
export async function runShip(
  names: readonly string[],
  options: ShipCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  const sources = await openSources(names, context.stdin, context.now());
  const ingest = await findService('ingest', context.config);
  const signal = context.interrupted();
  if (options.tenant !== undefined) await requireTenant(options.tenant, context.config, signal);
  const shipping: ShipOptions = {
    ingest,
    limits: { maxLogs: options.batchLines, maxBytes: MAX_REQUEST_BYTES },
    concurrency: options.concurrency,
    maxAttempts: MAX_ATTEMPTS,
    backoff: { baseMs: BACKOFF_BASE_MS, capMs: BACKOFF_CAP_MS, random: Math.random },
    now: context.now,
    onRetry: (reason, waitMs) =>
      context.terminal.note(`${reason}; trying again in ${(waitMs / 1000).toFixed(1)} s`),
  };
  let refused = 0;
  for (const source of sources) {
    const { report, interrupted } = await shipOne(source, { options, shipping, context }, signal);
    if (interrupted) return EXIT.interrupted;
    refused += report.rejected;
  }
  return refused > 0 ? EXIT.found : EXIT.ok;
}

interface Shipping {
  readonly options: ShipCommandOptions;
  readonly shipping: ShipOptions;
  readonly context: CliContext;
}

async function shipOne(
  source: OpenSource,
  { options, shipping, context }: Shipping,
  signal: AbortSignal,
): Promise<{ readonly report: FileReport; readonly interrupted: boolean }> {
  const fallbackService = source.isFile ? serviceOfFile(source.name) : undefined;
  const tally = createFileTally({ file: source.name, givenService: options.service, fallbackService });
  const progress =
    source.size === undefined
      ? undefined
      : context.startProgress(printable(source.name), source.size, 'bytes');
  let answeredBytes = 0;
  let interrupted = false;
  try {
    const rules = { service: options.service, fallbackService, withIds: source.isFile };
    const onAnswered = (bytes: number): void => {
      answeredBytes = bytes;
      progress?.update(bytes);
    };
    const { referenceTimeMs } = source;
    await shipSource({ chunks: source.open(), referenceTimeMs, rules, tally, onAnswered }, shipping, signal);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    interrupted = true;
  } finally {
    progress?.stop();
    show(tally.report(), source, { options, context });
  }
  if (interrupted) noteInterruption(source, answeredBytes, context);
  return { report: tally.report(), interrupted };
}

function show(
  report: FileReport,
  source: OpenSource,
  { options, context }: Omit<Shipping, 'shipping'>,
): void {
  const { terminal } = context;
  if (options.json) terminal.printJson({ ...report, referenceTime: isoOf(source) });
  else for (const line of renderFileReport(report, isoOf(source), terminal.paint)) terminal.print(line);
}

function isoOf(source: OpenSource): string {
  return new Date(source.referenceTimeMs).toISOString();
}

function noteInterruption(source: OpenSource, answeredBytes: number, { terminal }: CliContext): void {
  const of = source.size === undefined ? '' : ` of ${source.size.toLocaleString('en-US')}`;
  terminal.note(
    `Interrupted in ${printable(source.name)}: about ${answeredBytes.toLocaleString('en-US')}${of} bytes have their answer.`,
  );
  if (source.isFile) terminal.note('Ship it again to go on: what was accepted is recognised by its ids.');
}
