import { stripVTControlCharacters } from 'node:util';

/**
 * An error of a failure, as vitest reported it; `frames` with absolute paths, nearest first.
 *
 * @typedef {{ message: string, diff?: string, cause?: string, frames: readonly string[] }} FailureError
 *
 * A test that failed, or a file, a hook or an error outside of tests that did.
 *
 * @typedef {{ project?: string, file: string, name: string, errors: readonly FailureError[] }} Failure
 */

const SHOWN = 10;
const LINES_EACH = 30;
/** The ends of logs are what is read: all of it has to stay short. */
const LINES_IN_ALL = 100;
const LINE_LENGTH = 300;

/**
 * What failed, each with where it is, its full name, what it said and the first place of our own code on its stack.
 *
 * @param {readonly Failure[]} failures
 * @param {string} root the workspace's root
 * @returns {string[]} lines; none when nothing failed
 */
export function describeFailures(failures, root) {
  if (failures.length === 0) return [];
  const shown = failures.slice(0, SHOWN);
  const linesEach = Math.min(LINES_EACH, Math.floor(LINES_IN_ALL / shown.length));
  const more = failures.length - shown.length;
  return [
    `Failures: ${failures.length}`,
    ...shown.flatMap((failure, index) => [
      `${index + 1}) ${[failure.project, failure.file].filter(Boolean).join(' ')}`,
      ...describeFailure(failure, linesEach - 1, root),
    ]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/**
 * @param {Failure} failure
 * @param {number} limit
 * @param {string} root
 */
function describeFailure({ name, errors }, limit, root) {
  const title = `   ${stripVTControlCharacters(name).replaceAll('\n', ' ')}`;
  const frames = errors.map(({ frames }) => ownFrame(frames, root)).filter((frame) => frame !== undefined);
  const at = frames.slice(0, 1).map((frame) => `     at ${frame}`);
  const words = errors.flatMap(wordsOf).map((line) => `     ${line.slice(0, LINE_LENGTH)}`);
  const room = Math.max(1, limit - 1 - at.length);
  const cut = words.length > room ? [...words.slice(0, room - 1), '     …'] : words;
  return [title, ...cut, ...at];
}

/** @param {FailureError} error */
function wordsOf({ message, diff, cause }) {
  const parts = [message, ...(cause && !message.includes(cause) ? [`caused by: ${cause}`] : []), diff ?? ''];
  return parts
    .flatMap((part) => stripVTControlCharacters(part).split('\n'))
    .filter((line) => line.trim() !== '');
}

/**
 * The first frame that lies in the workspace and not in a package of others.
 *
 * @param {readonly string[]} frames
 * @param {string} root
 */
function ownFrame(frames, root) {
  const own = frames.find((frame) => frame.includes(`${root}/`) && !frame.includes('/node_modules/'));
  return own
    ?.replace(/^\s*at /, '')
    .replace('file://', '')
    .replace(`${root}/`, '')
    .trim();
}
