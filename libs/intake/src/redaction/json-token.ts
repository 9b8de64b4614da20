/** Index after the JSON value that starts at `at`, found without parsing; broken JSON ends with the text. */
export function endOfToken(source: string, at: number): number {
  const first = source[at];
  if (first === '"') return endOfString(source, at);
  if (first === '{' || first === '[') return endOfNested(source, at);
  let end = at;
  while (end < source.length && !',]} \t\r\n'.includes(source.charAt(end))) end++;
  return end;
}

/** Index of the value after a colon that follows at `at`, white space aside; undefined when no colon does. */
export function matchToken(source: string, at: number, colon: string): number | undefined {
  const start = skipSpace(source, at);
  return source[start] === colon ? skipSpace(source, start + 1) : undefined;
}

function skipSpace(source: string, at: number): number {
  let end = at;
  while (end < source.length && ' \t\r\n'.includes(source.charAt(end))) end++;
  return end;
}

function endOfString(source: string, at: number): number {
  for (let end = at + 1; end < source.length; end++) {
    if (source[end] === '\\') end++;
    else if (source[end] === '"') return end + 1;
  }
  return source.length;
}

function endOfNested(source: string, at: number): number {
  let depth = 0;
  for (let end = at; end < source.length; end++) {
    const character = source[end];
    if (character === '"') end = endOfString(source, end) - 1;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return end + 1;
  }
  return source.length;
}
