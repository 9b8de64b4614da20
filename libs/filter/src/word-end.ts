import { characterEnd, classAt, classes, NONE } from './text-view.js';
import type { TextView } from './text-view.js';
import { WORD_CLASS as C } from './word-class.js';

const LETTERS = classes('letter', 'hebrew', 'emojiLetter');
const MID_LETTER = classes('midLetter', 'midBoth', 'singleQuote');
const MID_NUMBER = classes('midNumber', 'midBoth', 'singleQuote');

/** Where the word rules stand after a character. */
type State = 'start' | 'letter' | 'hebrew' | 'closed' | 'digit' | 'katakana' | 'connector';

/** End of the word or number that begins here: what rules WB5 to WB13b of UAX #29 keep together; or {@link NONE}. */
export function wordEnd(view: TextView, from: number): number {
  let state: State = 'start';
  let end = NONE;
  let core = false;
  for (let at = from; at < view.end;) {
    const step = nextStep(view, at, state);
    if (step === undefined) break;
    core ||= step.state !== 'connector';
    state = step.state;
    at = step.end;
    if (core) end = at;
  }
  return end;
}

function nextStep(view: TextView, at: number, state: State): { state: State; end: number } | undefined {
  const kind = classAt(view, at);
  const end = characterEnd(view, at);
  if (kind === C.connector) return { state: 'connector', end };
  if (kind === C.katakana) {
    return state === 'start' || state === 'katakana' || state === 'connector'
      ? { state: 'katakana', end }
      : undefined;
  }
  if (LETTERS[kind] || kind === C.digit) {
    if (state === 'katakana') return undefined;
    return { state: kind === C.digit ? 'digit' : kind === C.hebrew ? 'hebrew' : 'letter', end };
  }
  return joiningStep(view, at, state);
}

/** A mark that belongs to the word only for what stands on both of its sides. */
function joiningStep(view: TextView, at: number, state: State): { state: State; end: number } | undefined {
  const kind = classAt(view, at);
  const end = characterEnd(view, at);
  if (state === 'hebrew' && kind === C.singleQuote) return { state: 'closed', end };
  const next = classAt(view, end);
  const after = next === 0 ? end : characterEnd(view, end);
  if (state === 'hebrew' && kind === C.doubleQuote && next === C.hebrew)
    return { state: 'closed', end: after };
  if ((state === 'letter' || state === 'hebrew') && MID_LETTER[kind] && LETTERS[next])
    return { state: 'letter', end: after };
  if (state === 'digit' && MID_NUMBER[kind] && next === C.digit) return { state: 'digit', end: after };
  return undefined;
}
