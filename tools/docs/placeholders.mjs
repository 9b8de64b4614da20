/** What stands where text is still to be written: TODO and the like, or a name such as SHOW_OUTPUT for what a command prints. */
const PLACEHOLDER = /\b(?:TODO|TBD|FIXME|XXX|(?:[A-Z]+_)+(?:OUTPUT|HERE))\b/;

/**
 * The lines of a page that hold a placeholder.
 *
 * @param {string} markdown
 * @returns {{ line: number, text: string }[]}
 */
export function placeholders(markdown) {
  return markdown
    .split('\n')
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => PLACEHOLDER.test(text));
}
