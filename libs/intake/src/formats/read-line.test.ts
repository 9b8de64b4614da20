import { formatTimestamp } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../parse-record.js';
import { recogniseFormat } from '../recognise-format.js';
import { resolveStamp } from '../time/resolve-stamp.js';

const REFERENCE_MS = Date.UTC(2026, 10, 21, 12);

function read(line: string) {
  const result = parseRecord(Buffer.from(line));
  if (!result.ok) throw new Error(result.reason);
  const { log } = result;
  expect(log.message).toBe(line);
  return {
    format: log.format,
    time: log.stamp && formatTimestamp(resolveStamp(log.stamp, REFERENCE_MS)).slice(0, 23),
    ...(log.level && { level: log.level }),
    ...log.texts,
    ...Object.fromEntries(log.fields),
  };
}

describe('lines with a header', () => {
  it('BSD syslog without priority: host, program, process; the year from the reference; no level made up', () => {
    expect(
      read('Dec 10 06:55:48 lab1 sshd[24200]: Failed password for invalid user x from 192.0.2.1'),
    ).toEqual({
      format: 'syslog-3164',
      time: '2025-12-10T06:55:48.000',
      'host.name': 'lab1',
      'service.name': 'sshd',
      'process.pid': 24200,
    });
  });

  it('BSD syslog whose text states a level', () => {
    expect(read('Dec 10 06:55:48 lab1 sshd[24200]: error: Received disconnect')).toMatchObject({
      level: 'error',
    });
    expect(read('Dec 10 06:55:48 lab1 sshd[24200]: fatal: Write failed')).toMatchObject({ level: 'fatal' });
    expect(read('Dec  1 06:55:48 lab1 kernel: error in the pool')).not.toHaveProperty('level');
  });

  it('BSD syslog with priority', () => {
    expect(read('<34>Oct 11 22:14:15 mymachine su: su root failed')).toEqual({
      format: 'syslog-3164',
      time: '2026-10-11T22:14:15.000',
      level: 'crit',
      'host.name': 'mymachine',
      'service.name': 'su',
      'log.syslog.facility.code': 4,
    });
  });

  it('syslog with an ISO stamp, as rsyslog writes files', () => {
    expect(read('2026-11-21T11:00:00.123456+01:00 h1 nginx[7]: started')).toMatchObject({
      format: 'syslog-3164',
      time: '2026-11-21T10:00:00.123',
      'host.name': 'h1',
      'service.name': 'nginx',
    });
  });

  it('RFC 5424 with structured data', () => {
    const line =
      '<165>1 2026-11-21T11:00:00.003Z h1 evntslog 8710 ID47 [ex@32473 iut="3" note="a \\"b\\" \\]"][x y="z"] hello';
    expect(read(line)).toEqual({
      format: 'syslog-5424',
      time: '2026-11-21T11:00:00.003',
      level: 'notice',
      'host.name': 'h1',
      'service.name': 'evntslog',
      'process.pid': 8710,
      'log.syslog.facility.code': 20,
      'log.syslog.msgid': 'ID47',
      'ex@32473.iut': '3',
      'ex@32473.note': 'a "b" ]',
      'x.y': 'z',
    });
    expect(read('<13>1 - - - - - - hello')).toMatchObject({ format: 'syslog-5424', time: undefined });
  });

  it('Apache error log, old and new', () => {
    expect(read('[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok')).toEqual({
      format: 'apache-error',
      time: '2005-12-04T04:47:44.000',
      level: 'notice',
    });
    expect(
      read(
        '[Fri Sep 09 10:42:29.902022 2011] [core:trace3] [pid 35708:tid 43286] [client 192.0.2.1:80] gone',
      ),
    ).toEqual({
      format: 'apache-error',
      time: '2011-09-09T10:42:29.902',
      level: 'trace3',
      'apache.module': 'core',
      'process.pid': 35708,
      'process.thread.id': 43286,
      'client.address': '192.0.2.1:80',
    });
  });

  it('access log, combined', () => {
    const line = '192.0.2.1 - bob [21/Nov/2026:13:00:00 +0200] "GET /a?b=c HTTP/1.1" 404 153 "-" "curl/8.0"';
    expect(read(line)).toEqual({
      format: 'access',
      time: '2026-11-21T11:00:00.000',
      'client.address': '192.0.2.1',
      'user.name': 'bob',
      'http.request.method': 'GET',
      'url.original': '/a?b=c',
      'http.version': '1.1',
      'http.response.status_code': 404,
      'http.response.body.bytes': 153,
      'user_agent.original': 'curl/8.0',
    });
  });

  it('klog', () => {
    expect(read('E1121 11:00:00.123456    1234 server.go:42] oh no')).toEqual({
      format: 'klog',
      time: '2026-11-21T11:00:00.123',
      level: 'error',
      'process.thread.id': 1234,
      'log.origin.file.name': 'server.go',
      'log.origin.file.line': 42,
    });
    expect(read('I20201121 11:00:00.1 7 a.cc:1] x').time).toBe('2020-11-21T11:00:00.100');
  });

  it('HDFS with two-digit years: from 70 on they are of the 1900s', () => {
    expect(read('081109 203615 148 INFO dfs.DataNode$PacketResponder: terminating')).toEqual({
      format: 'hdfs',
      time: '2008-11-09T20:36:15.000',
      level: 'info',
      'log.logger': 'dfs.DataNode$PacketResponder',
      'process.thread.id': 148,
    });
    expect(read('991109 203615 148 WARN a.B: x').time).toBe('1999-11-09T20:36:15.000');
  });

  it('OpenStack with the file name before the stamp', () => {
    const line =
      'nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.wsgi.server [req-38101a0b-2096-447d-96ea-a692162415ae u t - - -] 10.11.10.1 "GET /v2"';
    expect(read(line)).toEqual({
      format: 'iso-text',
      time: '2017-05-16T00:00:00.008',
      level: 'info',
      'log.logger': 'nova.wsgi.server',
      'process.pid': 25746,
      'log.file.name': 'nova-api.log.1.2017-05-16_13:53:08',
    });
  });

  it.each([
    ['2026-11-21 12:00:00,123 - my.logger - WARNING - text', 'warning', 'my.logger'],
    ['2026-11-21 12:00:00.123  INFO 71 --- [main] com.acme.App : text', 'info', 'com.acme.App'],
    ['2026-11-21T12:00:00.000Z\tERROR\ttext', 'error', undefined],
    ['2026-11-21 12:00:00.123 [main] DEBUG com.acme.App - text', 'debug', 'com.acme.App'],
    ['[2026-11-21 12:00:00] [error] text', 'error', undefined],
    ['2026/11/21 12:00:00 [error] 12#0: *5 text', 'error', undefined],
    ['2026-11-21 12:00:00 warn: text', 'warn', undefined],
    ['2026-11-21T12:00:00Z INFO mod::sub: text', 'info', undefined],
    ['2026-11-21 12:00:00 Error opening the file', undefined, undefined],
    ['2026-11-21 12:00:00 the request failed with ERROR 7', undefined, undefined],
  ])('%s states level %s and logger %s', (line, level, logger) => {
    const { format, level: given, 'log.logger': name } = read(line) as Record<string, unknown>;
    expect([format, given, name]).toEqual(['iso-text', level, logger]);
  });

  it('reads the header of the first line only, and keeps all lines', () => {
    const text = '2026-11-21 12:00:00 ERROR a.B: boom\n\tat c.d(E.java:1)\n2026-01-01 00:00:00 DEBUG x';
    expect(read(text)).toMatchObject({ format: 'iso-text', level: 'error', 'log.logger': 'a.B' });
  });

  it.each([
    ['worker 7 finished', 'plain'],
    ['{"a":1}', 'json'],
    ['{}', 'json'],
    ['{main} started', 'plain'],
    ['level=info msg="a b" n=1', 'logfmt'],
    ['x=1 and then many more words than pairs here', 'plain'],
    ['Foo 10 06:55:48 lab1 sshd[1]: x', 'plain'],
    ['Feb 31 06:55:48 lab1 sshd[1]: x', 'plain'],
  ])('recognises %j as %s', (line, format) => {
    expect(recogniseFormat(line)).toBe(format);
  });

  it('reads no header in what the caller says is plain', () => {
    const result = parseRecord(Buffer.from('2026-11-21 12:00:00 ERROR x'), { format: 'plain' });
    expect(result).toMatchObject({
      log: { format: 'plain', severity: 0, message: '2026-11-21 12:00:00 ERROR x' },
    });
  });

  it('reads another format where the hinted one does not fit, as in files that hold several', () => {
    const result = parseRecord(Buffer.from('2026-11-21 12:00:00 ERROR x'), { format: 'syslog-3164' });
    expect(result).toMatchObject({ log: { format: 'iso-text', level: 'error' } });
  });

  it('takes linear time for whatever a line holds', () => {
    const pieces = [
      '[',
      '(',
      '<34>',
      ' - ',
      'a.',
      'a=',
      '"',
      '\\',
      '2026-11-21 12:00:00 ',
      '[x y="',
      '"] "',
      '= ',
      'key="v" ',
      '\r',
      '\rx\r',
      ' ',
    ];
    for (const piece of pieces) {
      for (const head of [
        '',
        '2026-11-21 12:00:00 ',
        '<13>1 - - - - - ',
        '1.1.1.1 - - [21/Nov/2026:13:00:00 +0200] "',
      ]) {
        const line = (head + piece.repeat(200_000 / piece.length)).slice(0, 200_000) + 'x\r';
        const start = process.cpuUsage();
        parseRecord(Buffer.from(line));
        expect(process.cpuUsage(start).user, `${head}${piece}…`).toBeLessThan(1_000_000);
      }
    }
  });

  it('never throws', () => {
    const heads = fc.constantFrom(
      '',
      '<13>1 ',
      '<13>',
      'Dec 10 06:55:48 ',
      '[Sun Dec 04 04:47:44 2005] ',
      '2026-11-21 12:00:00 ',
    );
    fc.assert(
      fc.property(
        heads,
        fc.string({ unit: 'binary' }),
        (head, rest) => void parseRecord(Buffer.from(head + rest)),
      ),
    );
  });
});

describe('logfmt', () => {
  const logfmt = (line: string) => {
    const result = parseRecord(Buffer.from(line));
    if (!result.ok) throw new Error(result.reason);
    return result.log;
  };

  it('has fields like JSON', () => {
    const log = logfmt(
      'ts=2026-11-21T12:00:00Z level=warn msg="a \\"b\\" c" n=1.5 ok=true big=12345678901234567890 empty=',
    );
    expect(log).toMatchObject({ format: 'logfmt', message: 'a "b" c', level: 'warn', severity: 13 });
    expect(log.stamp).toEqual({ kind: 'instant', epochMs: REFERENCE_MS, nanos: 0 });
    expect(Object.fromEntries(log.fields)).toEqual({
      n: 1.5,
      ok: true,
      big: '12345678901234567890',
      empty: '',
    });
  });

  it('without msg is its own message', () => {
    expect(logfmt('a=1 b=2').message).toBe('a=1 b=2');
  });
});
