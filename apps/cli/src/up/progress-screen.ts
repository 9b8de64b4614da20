import type { LifecycleEvent } from '@millrace/local-servers';
import { describeEvent } from './describe-event.js';
import { createLiveBlock } from './live-block.js';
import { NAME_COLUMNS } from './service-definitions.js';
import type { OutputStream } from '../output/terminal.js';

/** What a person sees while things start, run and stop. */
export interface ProgressScreen {
  readonly show: (event: LifecycleEvent) => void;
  /** Ends the live block; from here on every event gets lines of its own. */
  readonly settle: () => void;
}

/** On a pipe, a download says so at most this often, ms. */
const PIPE_DOWNLOAD_EVERY_MS = 5_000;
/** On a terminal, the block is redrawn at most this often, ms. */
const REDRAW_EVERY_MS = 100;

/**
 * Shows progress: on a terminal one line for each server or service that changes in place, elsewhere a line for each change.
 *
 * @param now milliseconds, monotonic
 */
export function createProgressScreen(output: OutputStream, now: () => number): ProgressScreen {
  return output.isTTY === true ? liveScreen(output, now) : lineScreen(output, now);
}

function lineScreen(output: OutputStream, now: () => number): ProgressScreen {
  const lastDownload = new Map<string, number>();
  return {
    show(event) {
      if (event.kind === 'downloading') {
        const last = lastDownload.get(event.name);
        if (last !== undefined && now() - last < PIPE_DOWNLOAD_EVERY_MS) return;
        lastDownload.set(event.name, now());
      }
      output.write(`${withName(event)}\n`);
    },
    settle: () => undefined,
  };
}

function liveScreen(output: OutputStream, now: () => number): ProgressScreen {
  let block = createLiveBlock(output);
  let live = true;
  let lastDraw = -REDRAW_EVERY_MS;
  return {
    show(event) {
      if (!live || !isStatus(event)) {
        output.write(`${withName(event)}\n`);
        // What was drawn above has scrolled on: begin a new block below.
        block = createLiveBlock(output, block.lines);
        return;
      }
      block.lines.set(event.name, withName(event));
      if (event.kind === 'downloading' && now() - lastDraw < REDRAW_EVERY_MS) return;
      block.draw();
      lastDraw = now();
    },
    settle() {
      live = false;
    },
  };
}

type StatusEvent = Exclude<LifecycleEvent, { kind: 'orphans-ended' | 'crashed' | 'gave-up' }>;

function isStatus(event: LifecycleEvent): event is StatusEvent {
  return event.kind !== 'orphans-ended' && event.kind !== 'crashed' && event.kind !== 'gave-up';
}

/** The longest name, `elasticsearch`, sets the width of the first column. */
function withName(event: LifecycleEvent): string {
  return 'name' in event
    ? `  ${event.name.padEnd(NAME_COLUMNS)} ${describeEvent(event)}`
    : `  ${describeEvent(event)}`;
}
