import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ARTIFACTS } from './artifacts.js';

const COMPOSE = join(import.meta.dirname, '../../../../docker-compose.yml');

it('takes the versions that docker-compose.yml runs, so that both ways give the same servers', async () => {
  const images = [...(await readFile(COMPOSE, 'utf8')).matchAll(/image: (?:\S+\/)?(\w+):(\S+)$/gm)];
  const named = images.map(([, image, version]) => `${image === 'mongo' ? 'mongodb' : image}-${version}`);
  expect(named.toSorted()).toEqual(
    Object.values(ARTIFACTS)
      .map(({ directory }) => directory)
      .toSorted(),
  );
});
