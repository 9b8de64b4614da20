/** What a line before says about the lines after it: inside a Python traceback or a Go panic other rules hold. */
export type TraceState = 'none' | 'python' | 'go';

/** Whether a line goes on with the entry before it, and the state after it. */
export interface ContinuationVerdict {
  readonly continues: boolean;
  readonly state: TraceState;
}

const INDENTED = /^[ \t]+\S/;
const JAVA = /^(?:Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames omitted))/;
const JAVA_EXCEPTION = /^(?:[a-z][\w$]*\.){2,}(?:[A-Z][\w$]*)?(?:Exception|Error|Throwable)(?::|$)/;
const PYTHON_START = /^Traceback \(most recent call last\):/;
const PYTHON_CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const PYTHON_END = /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Iteration)?(?::|$)/;
const GO_START = /^(?:panic: |fatal error: |goroutine \d+ \[)/;
const GO_FRAME = /^(?:goroutine \d+ \[|created by |exit status \d|\[signal |[\w./*-]+\(.*\)$)/;

/**
 * Judges one line after another. Indented lines go on, as do `Caused by:`, frames, the exception's own line in a
 * Python traceback, and the frames of a Go panic. `isStart` says that the line has a header of its own.
 */
export function judgeContinuation(line: string, state: TraceState, isStart: boolean): ContinuationVerdict {
  if (isStart) return { continues: false, state: 'none' };
  if (line.trim() === '') return { continues: state !== 'none', state };
  if (PYTHON_START.test(line)) return { continues: true, state: 'python' };
  if (GO_START.test(line)) return { continues: state === 'go' || line.startsWith('goroutine'), state: 'go' };
  if (INDENTED.test(line)) return { continues: true, state };
  if (state === 'python') return afterTraceback(line);
  if (state === 'go' && GO_FRAME.test(line)) return { continues: true, state };
  if (JAVA.test(line) || JAVA_EXCEPTION.test(line)) return { continues: true, state: 'none' };
  return { continues: false, state: 'none' };
}

function afterTraceback(line: string): ContinuationVerdict {
  if (PYTHON_CHAIN.test(line)) return { continues: true, state: 'python' };
  // The exception's line ends the traceback, but a chained one may follow after a blank line.
  return PYTHON_END.test(line) ? { continues: true, state: 'python' } : { continues: false, state: 'none' };
}
