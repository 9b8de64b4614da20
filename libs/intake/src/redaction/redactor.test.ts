import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_REDACTION_POLICY, redactionPolicySchema } from './redaction-policy.js';
import { createRedactor } from './redactor.js';

const redactor = createRedactor(DEFAULT_REDACTION_POLICY);
const text = (value: string) => redactor.text(value, { count: 0 });
const bytes = (value: string) => redactor.bytes(Buffer.from(value)).bytes.toString();
const KEY = `mr_${'a1'.repeat(6)}_${'Ab-_9'.repeat(9).slice(0, 43)}`;
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128\n\nMIIEow+/==\n-----END RSA PRIVATE KEY-----';

describe('secrets in text', () => {
  it.each([
    ['password=hunter2 user=bob', 'password=[REDACTED:field] user=bob'],
    ['Password: "hunter 2", next', 'Password: "[REDACTED:field]", next'],
    ["db_passwd='x y'", "db_passwd='[REDACTED:field]'"],
    ['{"apiKey":"abc","a":1}', '{"apiKey":"[REDACTED:field]","a":1}'],
    ['client_secret=abc&grant=code', 'client_secret=[REDACTED:field]&grant=code'],
    ['Server=x;Pwd=abc;', 'Server=x;Pwd=[REDACTED:field];'],
    ['Authorization: Bearer abc.def', 'Authorization: [REDACTED:field]'],
    ['sent Bearer a1b2c3d4e5f6 to it', 'sent Bearer [REDACTED:authorization] to it'],
    ['basic dXNlcjpwYXNz==', 'basic [REDACTED:authorization]'],
    ['Cookie: a=b; c=d', 'Cookie: [REDACTED:field]'],
    ['Set-Cookie: sid=1; Path=/', 'Set-Cookie: [REDACTED:field]'],
    ['postgres://bob:pa55@db:5432/x', 'postgres://bob:[REDACTED:url-credentials]@db:5432/x'],
    ['key AKIAABCDEFGHIJKLMNOP used', 'key [REDACTED:aws-key] used'],
    ['jwt ' + JWT + ' ok', 'jwt [REDACTED:jwt] ok'],
    ['x ' + PEM + ' y', 'x [REDACTED:private-key] y'],
    ['x -----BEGIN PRIVATE KEY-----\nMIIE', 'x [REDACTED:private-key]'],
    ['ghp_' + 'a1B2'.repeat(9), '[REDACTED:github-token]'],
    ['xoxb-123456789012-abcdef', '[REDACTED:slack-token]'],
    [`with ${KEY}.`, 'with [REDACTED:millrace-key].'],
    ['card 4111 1111 1111 1111 paid', 'card [REDACTED:card-number] paid'],
    ['card 5555555555554444', 'card [REDACTED:card-number]'],
    ['amex 378282246310005', 'amex [REDACTED:card-number]'],
  ])('%j becomes %j', (given, expected) => {
    expect(text(given)).toBe(expected);
  });

  it.each([
    'Failed password for root from 192.0.2.1 port 38926 ssh2',
    'Accepted password for bob from 192.0.2.1 port 38926 ssh2',
    'pam_unix(sshd:auth): check pass; user unknown',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1 ',
    'message repeated 5 times: [ Failed password for root from 192.0.2.1 port 38926]',
    'error: Received disconnect: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]',
    'PacketResponder 0 for block blk_-6952295868487656571 terminating',
    'blockMap updated: 192.0.2.2:50010 is added to blk_7128370237687728475 size 67108864',
    'workerEnv.init() ok /etc/httpd/conf/workers2.properties',
    '[req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99c3da401fbd62cc2caa5b96d2 - - -] "GET /v2/54fadb412c4e40cdbaed9335e4c35a9e"',
    'Base file: /var/lib/nova/_base/a489c868f0c37da93b76227c91bb03908ac0e742',
    'sudo: bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls',
    'Bearer authentication failed',
    'basic configuration loaded',
    'order 4111111111111112 at 1795262400123456',
    'see https://example.test/a:b/c@d and bob@example.test',
    'session opened for user root by (uid=0)',
  ])('leaves %j alone', (innocent) => {
    expect(text(innocent)).toBe(innocent);
  });

  it('counts what it replaced', () => {
    const tally = { count: 0 };
    redactor.text(`password=a token=b ${KEY}`, tally);
    expect(tally.count).toBe(3);
  });

  it('is idempotent', () => {
    const secret = fc.constantFrom(
      'password=a',
      `"token": "b"`,
      KEY,
      JWT,
      PEM,
      'u://a:b@c',
      'Cookie: a=b',
      ' ',
      '\n',
      'x',
    );
    fc.assert(
      fc.property(
        fc.array(secret).map((parts) => parts.join(' ')),
        (value) => {
          expect(text(text(value))).toBe(text(value));
          expect(bytes(bytes(value))).toBe(bytes(value));
        },
      ),
    );
  });

  it('takes linear time for whatever it is given', () => {
    const pieces = [
      'eyJ',
      '-eyJ',
      'eyJaaaaaaaa.',
      '://a:',
      '://',
      'password',
      'password=',
      'password="',
      'password="\\',
      'bearer ',
      'basic a',
    ];
    pieces.push(
      '4111 ',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN ',
      'xoxb-',
      'ghp_',
      'mr_',
      'cookie=',
      'cookie: ',
      'session_',
      'a',
      ' ',
      '=',
      "pwd='",
      '{"token":',
      '["',
      '\\"',
    );
    for (const piece of pieces) {
      const value = piece.repeat(Math.ceil(500_000 / piece.length));
      const start = process.cpuUsage();
      text(value);
      redactor.bytes(Buffer.from(`{"${value}`));
      expect(process.cpuUsage(start).user, piece).toBeLessThan(2_000_000);
    }
  });
});

describe('secret fields', () => {
  it.each([
    ['password', true],
    ['user.Password', true],
    ['dbPassword', true],
    ['http.request.headers.authorization', true],
    ['X-API-Key', true],
    ['cookies.sid', true],
    ['set_cookie', true],
    ['credentials.user', true],
    ['http.session.id', true],
    ['session.user', false],
    ['session_id', true],
    ['pwd', true],
    ['forwarded', false],
    ['token_count', false],
    ['author', false],
    ['message', false],
  ])('%s: %s', (name, expected) => {
    expect(redactor.isSecretField(name)).toBe(expected);
  });
});

describe('bytes of dead letters', () => {
  it('lose the whole value of a secret key and stay JSON', () => {
    const given = '{"credentials":{"user":"u","list":["a","}"]},"n":1, "token" : 5,"ok":{"password":null}}';
    expect(JSON.parse(bytes(given))).toEqual({
      credentials: '[REDACTED:field]',
      n: 1,
      token: '[REDACTED:field]',
      ok: { password: null },
    });
  });

  it('lose secrets inside strings, escaped or not, and in broken JSON', () => {
    expect(bytes('{"message":"password=\\"hunter 2\\" x"}')).toBe(
      '{"message":"password=\\"[REDACTED:field]\\" x"}',
    );
    expect(bytes('{"p\\u0061ssword":"hunter2"}')).not.toContain('hunter2');
    expect(bytes('{"a":1,"password":"hunter2')).not.toContain('hunter2');
    expect(bytes('{"a":1,,"password":"hunter2"}}}')).not.toContain('hunter2');
    expect(bytes('password=hunter2')).toBe('password=[REDACTED:field]');
  });

  it('keep every other byte, text or not', () => {
    const given = Buffer.concat([
      Buffer.from([0xff, 0x00, 0xe9]),
      Buffer.from(' password=hunter2 '),
      Buffer.from([0x80]),
    ]);
    const { bytes: after, redacted } = redactor.bytes(given);
    expect(redacted).toBe(1);
    expect([...after.subarray(0, 3), after.at(-1)]).toEqual([0xff, 0x00, 0xe9, 0x80]);
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const result = redactor.bytes(Buffer.from(array));
        if (result.redacted === 0) expect([...result.bytes]).toEqual([...array]);
      }),
    );
  });

  it('keeps an escaped character beside a mask in bytes that are not UTF-8', () => {
    const given = Buffer.from('{"message":"\\u65e5 password=hunter2\xff"}', 'latin1');
    expect(redactor.bytes(given).bytes.toString('latin1')).toBe(
      '{"message":"\\u65e5 password=[REDACTED:field]"}',
    );
  });

  it('of valid JSON are valid JSON afterwards', () => {
    const key = fc.constantFrom('password', 'token', 'a', 'cookie', 'message');
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom('password=x y', KEY, 'Cookie: a="b"; c', PEM),
      fc.integer(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree), (value) => void JSON.parse(bytes(JSON.stringify(value)))),
    );
  });
});

describe('policy', () => {
  it('adds patterns in RE2 syntax', () => {
    const own = createRedactor(
      redactionPolicySchema.parse({ rules: [{ name: 'order-no', pattern: 'ORD-\\d+' }] }),
    );
    const tally = { count: 0 };
    expect(own.text('ORD-1 and ORD-22', tally)).toBe('[REDACTED:order-no] and [REDACTED:order-no]');
    expect(tally.count).toBe(2);
  });

  it('replaces the list of secret names', () => {
    const own = createRedactor(redactionPolicySchema.parse({ secretFields: ['shoe_size'] }));
    expect(own.isSecretField('shoeSize')).toBe(true);
    expect(own.text('shoe-size=43 password=x', { count: 0 })).toBe('shoe-size=[REDACTED:field] password=x');
  });

  it('can be switched off', () => {
    const off = createRedactor(redactionPolicySchema.parse({ enabled: false }));
    expect(off.text('password=x', { count: 0 })).toBe('password=x');
  });

  it.each([
    { rules: [{ name: 'x', pattern: '(' }] },
    { rules: [{ name: 'x', pattern: '(a)\\1' }] },
    { secretFields: ['Not Snake'] },
    { unknown: 1 },
  ])('refuses %j', (policy) => {
    expect(redactionPolicySchema.safeParse(policy).success).toBe(false);
  });
});
