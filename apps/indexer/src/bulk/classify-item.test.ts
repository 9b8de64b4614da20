import fc from 'fast-check';
import { DEAD_LETTER_CODES } from '@millrace/schemas';
import { describe, expect, test } from 'vitest';
import { classifyItem, PARK_CAUSES } from './classify-item.js';

const item = (status: number, errorType?: string, errorReason?: string, failureStore?: string) => ({
  status,
  ...(errorType !== undefined && { errorType }),
  ...(errorReason !== undefined && { errorReason }),
  ...(failureStore !== undefined && { failureStore }),
});

const SHARDS =
  'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [999]/[1000] maximum normal shards open;';
const DISK = 'index [i] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, …];';

describe('the table of item results', () => {
  test.each([
    ['created', item(201), { kind: 'indexed' }],
    ['ok', item(200), { kind: 'indexed' }],
    ['created, failure store not used', item(201, undefined, undefined, 'not_enabled'), { kind: 'indexed' }],
    [
      'sent to the failure store',
      item(201, undefined, undefined, 'used'),
      { kind: 'dead-letter', code: 'failure-store' },
    ],
    ['there already', item(409, 'version_conflict_engine_exception'), { kind: 'duplicate' }],
    ['there already, without a type', item(409), { kind: 'duplicate' }],
    [
      'a conflict of another kind',
      item(409, 'resource_already_exists_exception'),
      { kind: 'park', cause: 'unknown' },
    ],
    ['queue full', item(429, 'es_rejected_execution_exception'), { kind: 'retry', cause: 'busy' }],
    ['memory short', item(429, 'circuit_breaking_exception'), { kind: 'retry', cause: 'busy' }],
    ['bad gateway', item(502), { kind: 'retry', cause: 'unavailable' }],
    ['shard not there', item(503, 'unavailable_shards_exception'), { kind: 'retry', cause: 'unavailable' }],
    ['gateway timeout', item(504), { kind: 'retry', cause: 'unavailable' }],
    ['no master', item(503, 'cluster_block_exception'), { kind: 'retry', cause: 'unavailable' }],
    ['read-only', item(403, 'cluster_block_exception'), { kind: 'park', cause: 'blocked' }],
    [
      'disk full, although a 429',
      item(429, 'cluster_block_exception', DISK),
      { kind: 'park', cause: 'blocked' },
    ],
    [
      'shard limit, although a 400',
      item(400, 'validation_exception', SHARDS),
      { kind: 'park', cause: 'shard-limit' },
    ],
    ['not logged in', item(401, 'security_exception'), { kind: 'park', cause: 'forbidden' }],
    ['not allowed', item(403, 'security_exception'), { kind: 'park', cause: 'forbidden' }],
    ['index missing', item(404, 'index_not_found_exception'), { kind: 'park', cause: 'missing' }],
    ['index closed, although a 400', item(400, 'index_closed_exception'), { kind: 'park', cause: 'closed' }],
    [
      'value that does not fit',
      item(400, 'document_parsing_exception'),
      { kind: 'dead-letter', code: 'mapping' },
    ],
    [
      'the same, as older versions say it',
      item(400, 'mapper_parsing_exception'),
      { kind: 'dead-letter', code: 'mapping' },
    ],
    [
      'unmapped field',
      item(400, 'strict_dynamic_mapping_exception'),
      { kind: 'dead-letter', code: 'mapping' },
    ],
    [
      'more than one document',
      item(
        400,
        'illegal_argument_exception',
        'Malformed content, found extra data after parsing: START_OBJECT',
      ),
      { kind: 'dead-letter', code: 'document-rejected' },
    ],
    [
      'immense term',
      item(400, 'illegal_argument_exception', 'Document contains at least one immense term in field="k"'),
      { kind: 'dead-letter', code: 'document-rejected' },
    ],
    [
      'an illegal argument of somebody else',
      item(400, 'illegal_argument_exception', 'pipeline with id [x] does not exist'),
      { kind: 'park', cause: 'unknown' },
    ],
    ['a 400 nobody has listed', item(400, 'brand_new_exception'), { kind: 'park', cause: 'unknown' }],
    ['a 500', item(500, 'null_pointer_exception'), { kind: 'park', cause: 'unknown' }],
    ['request timeout', item(408), { kind: 'retry', cause: 'unavailable' }],
    [
      'master too busy, as 8.x says it',
      item(503, 'process_cluster_event_timeout_exception'),
      { kind: 'retry', cause: 'unavailable' },
    ],
    [
      'master too busy, as 9.x says it',
      item(429, 'process_cluster_event_timeout_exception'),
      { kind: 'retry', cause: 'busy' },
    ],
    [
      'master too busy for a new field, although a 500',
      item(500, 'mapper_exception', 'timed out while waiting for a dynamic mapping update'),
      { kind: 'retry', cause: 'unavailable' },
    ],
    [
      'another fault of a mapping',
      item(500, 'mapper_exception', 'something else'),
      { kind: 'park', cause: 'unknown' },
    ],
    [
      'a block of the index beside one of the cluster, whose status is then the higher',
      item(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/2/no master];'),
      { kind: 'retry', cause: 'unavailable' },
    ],
  ])('%s', (_case, given, expected) => {
    expect(classifyItem(given)).toMatchObject(expected);
  });

  test.each([
    [500, 'timeout_exception'],
    [500, 'node_closed_exception'],
    [500, 'node_disconnected_exception'],
    [500, 'node_not_connected_exception'],
    [500, 'connect_transport_exception'],
    [500, 'receive_timeout_transport_exception'],
    [500, 'not_master_exception'],
    [500, 'failed_to_commit_cluster_state_exception'],
    [500, 'no_longer_primary_shard_exception'],
    [500, 'already_closed_exception'],
    [404, 'shard_not_found_exception'],
    [404, 'shard_not_in_primary_mode_exception'],
    [404, 'illegal_index_shard_state_exception'],
    [404, 'index_shard_closed_exception'],
    [404, 'index_shard_not_started_exception'],
    [404, 'index_shard_recovering_exception'],
  ])('a shard that moves or a node that leaves is waited for, although a %i: %s', (status, type) => {
    expect(classifyItem(item(status, type))).toMatchObject({ kind: 'retry', cause: 'unavailable' });
  });

  test.each([
    [400, 'timeout_exception', { kind: 'park', cause: 'unknown' }],
    [403, 'node_closed_exception', { kind: 'park', cause: 'forbidden' }],
    [404, 'index_not_found_exception', { kind: 'park', cause: 'missing' }],
  ])('a %i %s is no trouble of a shard or node', (status, type, expected) => {
    expect(classifyItem(item(status, type))).toMatchObject(expected);
  });
});

const anyItem = fc.record(
  {
    status: fc.integer({ min: 100, max: 599 }),
    errorType: fc.oneof(
      fc.string(),
      fc.constantFrom(
        'document_parsing_exception',
        'illegal_argument_exception',
        'cluster_block_exception',
        'version_conflict_engine_exception',
        'validation_exception',
      ),
    ),
    errorReason: fc.string(),
    failureStore: fc.constantFrom('used', 'failed', 'not_enabled'),
  },
  { requiredKeys: ['status'] },
);

describe('classifyItem', () => {
  test('every item gets one verdict from the closed sets', () => {
    fc.assert(
      fc.property(anyItem, (given) => {
        const verdict = classifyItem(given);
        if (verdict.kind === 'dead-letter') expect(DEAD_LETTER_CODES).toContain(verdict.code);
        if (verdict.kind === 'park') expect(PARK_CAUSES).toContain(verdict.cause);
      }),
    );
  });

  test('only a 400 with a listed fault or the failure store dead-letters: never because the sink is wrong', () => {
    fc.assert(
      fc.property(anyItem, (given) => {
        if (classifyItem(given).kind !== 'dead-letter') return;
        expect(given.status === 400 || given.failureStore === 'used').toBe(true);
      }),
    );
  });

  test('only a 2xx without an error counts as indexed, only a conflict as duplicate', () => {
    fc.assert(
      fc.property(anyItem, (given) => {
        const { kind } = classifyItem(given);
        if (kind === 'indexed')
          expect(given.status >= 200 && given.status < 300 && !given.errorType).toBe(true);
        if (kind === 'duplicate') expect(given.status).toBe(409);
      }),
    );
  });
});
