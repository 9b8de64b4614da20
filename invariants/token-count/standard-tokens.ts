/**
 * Words of a text as Elasticsearch's `standard` analyzer splits it, for text of letters, digits and ASCII marks: the
 * word breaks of Unicode (UAX #29), lower case. Letters, digits and `_` make words; a dot, colon or apostrophe between
 * letters, or a dot, comma, semicolon or apostrophe between digits, belongs to the word around it; anything else parts
 * two words.
 *
 * Written from the rules and not with `Intl.Segmenter`, so that the count does not rest on the same tables as a
 * library under test. Not for scripts that are written without spaces.
 */
export function standardTokens(text: string): readonly string[] {
  const tokens: string[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const inside = at < text.length && (isWordCharacter(text.charAt(at)) || joins(text, at, start));
    if (inside) {
      if (start === -1) start = at;
      continue;
    }
    // A word of underscores alone is a connector, not a word.
    if (start !== -1 && /[\p{L}\p{N}]/u.test(text.slice(start, at)))
      tokens.push(...pieces(text.slice(start, at)));
    start = -1;
  }
  return tokens;
}

/** Longest token of the analyzer; a longer word is cut into pieces of this length. */
const MAX_TOKEN_LENGTH = 255;

function pieces(word: string): string[] {
  const parts = word.match(new RegExp(`.{1,${MAX_TOKEN_LENGTH}}`, 'gsu')) ?? [];
  return parts.map((part) => part.toLowerCase());
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}\p{M}_]/u.test(character);
}

/** Whether a mark stands between two characters that it joins (rules WB6, WB7, WB11 and WB12). */
function joins(text: string, at: number, start: number): boolean {
  if (start === -1 || at + 1 >= text.length) return false;
  const [before, mark, after] = [text.charAt(at - 1), text.charAt(at), text.charAt(at + 1)];
  const betweenLetters = /\p{L}/u.test(before) && /\p{L}/u.test(after) && /[.:'·’]/u.test(mark);
  const betweenDigits = /\p{Nd}/u.test(before) && /\p{Nd}/u.test(after) && /[.,;'’]/u.test(mark);
  return betweenLetters || betweenDigits;
}
