import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.js';
import type { FetchContext } from './artifact.js';

/** The goals used exist unchanged since version 2; pinned, so that every machine runs the same one. */
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Longest a download may take, ms: 100 MB at 1 Mbit/s takes 14 minutes. */
const DOWNLOAD_TIMEOUT_MS = 20 * 60_000;

/** A library to resolve, with everything it needs at run time. */
export interface MavenCoordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/**
 * Fetches libraries and their run-time dependencies through the Maven client, with the user's own settings (mirrors,
 * proxies) but a repository of its own, so that nothing is stored twice for ever.
 */
export async function fetchJars(roots: readonly MavenCoordinates[], context: FetchContext): Promise<void> {
  const dependencies = roots.map(
    ({ groupId, artifactId, version }) =>
      `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`,
  );
  await writeFile(
    join(context.stagingDir, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>millrace</groupId><artifactId>local-servers</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  await runMaven(
    [`${DEPENDENCY_PLUGIN}:copy-dependencies`, '-DincludeScope=runtime', '-DoutputDirectory=fetched'],
    context,
  );
}

/** Fetches one file, `group:artifact:version:type`, through the Maven client. */
export async function fetchMavenFile(coordinates: string, context: FetchContext): Promise<void> {
  await runMaven(
    [`${DEPENDENCY_PLUGIN}:copy`, `-Dartifact=${coordinates}`, '-DoutputDirectory=fetched'],
    context,
  );
}

async function runMaven(goals: readonly string[], context: FetchContext): Promise<void> {
  const repository = `-Dmaven.repo.local=${join(context.stagingDir, 'repository')}`;
  await runTool(
    {
      command: 'mvn',
      args: ['--batch-mode', '--quiet', repository, ...goals],
      cwd: context.stagingDir,
      env: context.env,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    },
    context.signal,
  );
}
