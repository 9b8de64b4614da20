/** What stands for the parameters of a message, by how specific they are; each expression takes time linear in the text. */
const MASKS: readonly (readonly [mask: string, of: RegExp])[] = [
  ['<quoted>', /"[^"]*"/g],
  ['<quoted>', /(?<=^|[\s=(:[,])'[^']*'(?=$|[\s,.;:)\]])/g],
  ['<time>', /\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[-+]\d{2}:?\d{2})?/g],
  ['<uuid>', /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi],
  ['<ip>', /\b\d{1,3}(?:\.\d{1,3}){3}\b/g],
  ['<ip>', /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi],
  ['<ip>', /(?<![\w:])(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{0,4}::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])/gi],
  ['<hex>', /\b0x[0-9a-f]+\b/gi],
  // Letters alone may be a word, digits alone are a number.
  ['<hex>', /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b/gi],
  ['<num>', /(?<![\w.])[-+]?\d+(?:\.\d+)*|\d+/g],
];

/**
 * Replaces numbers, times, addresses, ids and quoted text by what they are: `<num>`, `<time>`, `<ip>`, `<hex>`, `<uuid>`,
 * `<quoted>`.
 */
export function maskParameters(message: string): string {
  return MASKS.reduce((text, [mask, of]) => text.replaceAll(of, mask), message);
}
