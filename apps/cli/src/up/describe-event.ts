import type { LifecycleEvent } from '@millrace/local-servers';
import { printableBlock } from '../output/printable.js';

/** Width of a progress bar, characters. */
const BAR_WIDTH = 20;

/** One event in words, without the name of whom it is about. Only a crash takes more than one line. */
export function describeEvent(event: LifecycleEvent): string {
  switch (event.kind) {
    case 'orphans-ended':
      return `ended ${event.pids.length} processes that an earlier run had left: ${event.pids.join(', ')}`;
    case 'waiting-for-cache':
      return `waiting: process ${event.holderPid} is downloading the same thing`;
    case 'downloading':
      return describeDownload(event.receivedBytes, event.totalBytes);
    case 'verifying':
      return 'checking what was downloaded';
    case 'unpacking':
      return 'unpacking';
    case 'starting':
      return 'starting';
    case 'ready':
      return `ready after ${seconds(event.afterMs)}`;
    case 'crashed':
      return describeCrash(event);
    case 'gave-up':
      return `left down: ${event.reason}`;
    case 'stopping':
      return 'stopping';
    case 'stopped':
      return 'stopped';
  }
}

/** A duration as a person says it: `0.8 s`, `23.4 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function describeDownload(received: number, total: number): string {
  if (received === 0) return `downloading ${megabytes(total)}: asking the registry`;
  const filled = Math.round((received / total) * BAR_WIDTH);
  const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.');
  return `downloading [${bar}] ${megabytes(received)} of ${megabytes(total)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function describeCrash(event: Extract<LifecycleEvent, { kind: 'crashed' }>): string {
  const tail = printableBlock(event.logTail)
    .split('\n')
    .map((line) => `      | ${line}`)
    .join('\n');
  const status =
    event.exit.status > 128 ? `signal ${event.exit.status - 128}` : `status ${event.exit.status}`;
  return `ended unexpectedly (${status}); starting it again in ${seconds(event.restartInMs)}. Its log, ${event.logFile}, ends with:\n${tail}`;
}
