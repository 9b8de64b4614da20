const ASCII_ONLY = /^[\0-\x7f]*$/;
/** The only letter whose small form is two characters to JavaScript and one to Lucene. */
const DOTTED_CAPITAL_I = 'İ';

/**
 * Lower case as Lucene has it: one code point after the other, whatever stands beside it. JavaScript's own gives a sigma
 * at the end of a word another form.
 */
export function lowerCase(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  let lower = '';
  for (const character of text) lower += character === DOTTED_CAPITAL_I ? 'i' : character.toLowerCase();
  return lower;
}
