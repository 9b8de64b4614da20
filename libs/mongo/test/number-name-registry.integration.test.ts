import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNumberNameRegistry } from '../src/number-name-registry.js';
import { scratchDatabase } from './scratch-database.js';

const CAP = 500;
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}.${i}`);

describe('number names in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('registers new names and answers the registered subset', async () => {
    const registry = createNumberNameRegistry(database);
    expect(await registry.register('a', ['x', 'y', 'x'])).toEqual(new Set(['x', 'y']));
    expect(await registry.register('a', ['y', 'z'])).toEqual(new Set(['y', 'z']));
    expect(await registry.list('a')).toEqual(new Set(['x', 'y', 'z']));
    expect(await registry.list('nobody')).toEqual(new Set());
  });

  it('never passes the cap when many processes register at once, and all agree on what is registered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const wanted = names(`p${i}`, 100);
        return createNumberNameRegistry(database).register('crowd', wanted);
      }),
    );
    const list = await createNumberNameRegistry(database).list('crowd');
    expect(list.size).toBe(CAP);
    const granted = answers.flatMap((answer) => [...answer]);
    expect(new Set(granted)).toEqual(list);
    expect(granted).toHaveLength(CAP);
  });

  it('keeps tenants apart, and a full tenant still answers for the names it has', async () => {
    const registry = createNumberNameRegistry(database);
    await registry.register('full', names('n', CAP));
    expect(await registry.register('full', ['late', 'n.7'])).toEqual(new Set(['n.7']));
    expect(await registry.register('empty', ['late'])).toEqual(new Set(['late']));
  });

  it('takes names that look like operators or paths as they are', async () => {
    const registry = createNumberNameRegistry(database);
    const odd = ['$add', '$$ROOT', 'a.b.c', '{"$gt":0}', '__proto__'];
    expect(await registry.register('odd', odd)).toEqual(new Set(odd));
    expect(await registry.list('odd')).toEqual(new Set(odd));
  });
});
