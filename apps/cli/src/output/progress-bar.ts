import { Presets, SingleBar } from 'cli-progress';

/** A bar that is under way. */
export interface Progress {
  /** @param done units so far, not the difference */
  update(done: number): void;
  /** Takes the bar away. Safe to call twice. */
  stop(): void;
}

/** What a bar counts. */
export type ProgressUnit = 'bytes' | 'records';

/** Shows a bar; `total` and the updates are in `unit`. */
export type StartProgress = (label: string, total: number, unit: ProgressUnit) => Progress;

const LABEL_WIDTH = 24;

/** Bars on a terminal; nothing at all where the stream is a file or a pipe. */
export function progressOn(stream: NodeJS.WriteStream): StartProgress {
  if (!stream.isTTY) return () => ({ update: () => undefined, stop: () => undefined });
  return (label, total, unit) => {
    const show = unit === 'bytes' ? megabytes : (value: number) => value.toLocaleString('en-US');
    const bar = new SingleBar(
      {
        stream,
        clearOnComplete: true,
        hideCursor: true,
        etaBuffer: 100,
        format: `${label.slice(0, LABEL_WIDTH).padEnd(LABEL_WIDTH)} {bar} {percentage}% {done} of {all} {eta_formatted}`,
      },
      Presets.shades_grey,
    );
    bar.start(total, 0, { done: show(0), all: show(total) });
    return {
      update: (done) => bar.update(Math.min(done, total), { done: show(done) }),
      stop: () => bar.stop(),
    };
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
