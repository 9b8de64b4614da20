import fc from 'fast-check';

/** Parts of a URL as they go over the wire: escapes that are none, bytes that are no UTF-8, ends of lines, length. */
export const ODD_ESCAPES = fc.oneof(
  fc.constantFrom(
    ...[
      '%',
      '%z',
      '%zz',
      '%00',
      '%0',
      '%0D%0ASet-Cookie:%20a=b',
      '%0A',
      '%7F',
      '%C0%80',
      '%C1%BF',
      '%E0%80%AF',
    ],
    ...['%ED%A0%80', '%ED%BF%BF', '%F4%90%80%80', '%F8%88%80%80%80', '%FF', '%FE%FF', '%80', '%u0041'],
    ...['%2e%2e%2f%2e%2e%2f', '%2F', '%5C', '%25', '%2525', '%26a%3Db', '%3B', '%23', '+', '%2B', '=', ';'],
    ...['%EF%BB%BF', '%E2%80%AE', '%F3%A0%81%81', '*', '_all', '.', '..', '-', '__proto__', 'constructor'],
    ...['\u0080', '\u00ff', '[]', '[0]', '{id}', ':id', '~', '|', '^', '`', '<', '"', "'"],
    ...[1_000, 8_000, 20_000].map((length) => 'a'.repeat(length)),
    '%E2%98%83'.repeat(1_000),
    '%00'.repeat(1_000),
  ),
  fc
    .uint8Array({ maxLength: 20 })
    .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
);

/** Values, escaped as they should be, that a parameter seldom means. */
export const ODD_VALUES = fc
  .oneof(
    fc.constantFrom(
      ...[
        '',
        ' ',
        '0',
        '-1',
        '00',
        '1.5',
        '1e9',
        '0x10',
        'NaN',
        'Infinity',
        '9'.repeat(400),
        '9007199254740993',
      ],
      ...['null', 'undefined', 'true', '[]', '{}', '{"$gt":""}', '\0', '\r\n', '\u202e', '\ufeff', '\ufffd'],
      ...[
        '2026-02-30T00:00:00Z',
        '0000-00-00T00:00:00Z',
        '9999-12-31T23:59:59.999999999Z',
        'now-1d',
        '((((',
        '"',
      ],
      ...[
        '*',
        '**',
        '/.*/',
        '/(a+)+$/',
        'a:/x{1000}/',
        '[* TO *]',
        'message:*a*',
        ' OR ',
        'NOT',
        '\\',
        '~',
        '😀',
      ],
      ...[
        '../../etc/passwd',
        '${jndi:ldap://x}',
        "' OR 1=1 --",
        '<script>',
        'a'.repeat(5_000),
        'é'.repeat(2_000),
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  )
  .map((value) => encodeURIComponent(value.toWellFormed()));

/** Headers that a client, a proxy or an attacker adds. */
export const ODD_HEADERS = fc.constantFrom<Readonly<Record<string, string>>>(
  { accept: 'application/xml' },
  { accept: '*/*;q=0, ;;' },
  { 'accept-encoding': 'gzip;q=1.5, br;;, zstd' },
  { 'accept-encoding': 'identity;q=0, *;q=0' },
  { range: 'bytes=0-1,5-3' },
  { 'if-none-match': '*' },
  { 'if-match': '"x"' },
  { 'if-modified-since': 'yesterday' },
  { 'last-event-id': '\u00ff\u00fe' },
  { 'last-event-id': 'a'.repeat(8_000) },
  { 'x-http-method-override': 'DELETE' },
  {
    'x-forwarded-for': '127.0.0.1, ::1',
    'x-forwarded-host': 'evil.example',
    forwarded: 'for=_hidden;host=x',
  },
  { host: 'evil.example:99999' },
  { host: '' },
  { origin: 'null' },
  { cookie: 'a=b; '.repeat(1_000) },
  { te: 'trailers, deflate' },
  { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': 'x' },
  { upgrade: 'h2c', connection: 'upgrade, http2-settings', 'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA' },
  { expect: '200-maybe' },
  { traceparent: '00-zz-zz-zz' },
  { 'content-length': '0' },
  { 'x-request-id': '\u00e9'.repeat(500) },
  { [`x-${'a'.repeat(2_000)}`]: 'b' },
  { 'x-big': 'b'.repeat(40_000) },
);

/** Authorization that lets nobody in. */
export const ODD_KEYS = fc.constantFrom<Readonly<Record<string, string>>>(
  { authorization: '' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer ' },
  { authorization: 'Basic YTpi' },
  { authorization: 'Bearer null' },
  { authorization: `Bearer mr_${'a'.repeat(12)}_${'b'.repeat(43)}` },
  { authorization: `Bearer mr_${'a'.repeat(12)}_${'b'.repeat(43)}, Bearer x` },
  { authorization: `Bearer ${'m'.repeat(8_000)}` },
  { authorization: 'Bearer mr_$ne_{"$gt":""}' },
  { authorization: 'Bearer \u00ff\u00ff' },
  { authorization: '', 'x-api-key': '__proto__' },
);
