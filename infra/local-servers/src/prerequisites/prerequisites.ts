import { join } from 'node:path';
import { runTool, type ToolRun } from '../process/run-tool.js';

/** A program this machine must have. */
export type Prerequisite = 'java' | 'maven' | 'python';

/** What a check found out. */
export interface Toolbox {
  /** Home of a Java of at least 17; absent when Java was not asked for. */
  readonly javaHome?: string;
}

/** Runs a program and returns what it wrote; rejects when it is missing or fails. */
export type Probe = (run: ToolRun) => Promise<string>;

/** Programs are missing or too old; the message lists each with what was found and what to install. */
export class PrerequisiteError extends Error {
  override readonly name = 'PrerequisiteError';
  constructor(readonly missing: readonly string[]) {
    super(`Checking what this machine has:\n${missing.map((line) => `  - ${line}`).join('\n')}`);
  }
}

/** Oldest Java that Kafka 4 and Elasticsearch 8 both run on. */
const OLDEST_JAVA = 17;
const PROBE_TIMEOUT_MS = 30_000;

type Finding = { readonly toolbox: Toolbox } | { readonly missing: string };

/**
 * Checks the needed programs, all of them before complaining.
 *
 * @throws PrerequisiteError naming every one that is missing or too old
 */
export async function checkPrerequisites(
  needed: readonly Prerequisite[],
  env: NodeJS.ProcessEnv,
  probe: Probe = probeWith(AbortSignal.timeout(PROBE_TIMEOUT_MS)),
): Promise<Toolbox> {
  const checks = { java: checkJava, maven: checkMaven, python: checkPython };
  const findings = await Promise.all(needed.map((name) => checks[name](env, probe)));
  const missing = findings.flatMap((finding) => ('missing' in finding ? [finding.missing] : []));
  if (missing.length > 0) throw new PrerequisiteError(missing);
  return Object.assign(
    {},
    ...findings.map((finding) => ('toolbox' in finding ? finding.toolbox : {})),
  ) as Toolbox;
}

function probeWith(signal: AbortSignal): Probe {
  return (run) => runTool(run, signal);
}

async function checkJava(env: NodeJS.ProcessEnv, probe: Probe): Promise<Finding> {
  const command = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java';
  const args = ['-XshowSettings:properties', '-version'];
  const output = await probe({ command, args, timeoutMs: PROBE_TIMEOUT_MS }).catch(() => undefined);
  const install = `install a JDK or JRE ${OLDEST_JAVA} or newer (Debian: apt install openjdk-17-jre-headless)`;
  if (output === undefined) return { missing: `Java: "${command}" does not run; ${install}` };
  const version = parseJavaMajor(output);
  const javaHome = /^\s*java\.home = (.+)$/m.exec(output)?.[1]?.trim();
  if (version === undefined || javaHome === undefined) {
    return { missing: `Java: "${command}" does not say its version; ${install}` };
  }
  if (version < OLDEST_JAVA) return { missing: `Java: "${command}" is version ${version}; ${install}` };
  return { toolbox: { javaHome } };
}

/** The major version from Java's settings: 17 for `17.0.15`, 8 for `1.8.0_402`; `undefined` when there is none. */
export function parseJavaMajor(output: string): number | undefined {
  const version = /^\s*java\.specification\.version = (?:1\.)?(\d+)/m.exec(output)?.[1];
  return version === undefined ? undefined : Number(version);
}

async function checkMaven(_env: NodeJS.ProcessEnv, probe: Probe): Promise<Finding> {
  const output = await probe({ command: 'mvn', args: ['--version'], timeoutMs: PROBE_TIMEOUT_MS }).catch(
    () => '',
  );
  if (/Apache Maven \d/.test(output)) return { toolbox: {} };
  return {
    missing: 'Maven: "mvn" does not run; install Apache Maven 3.6.3 or newer (Debian: apt install maven)',
  };
}

async function checkPython(_env: NodeJS.ProcessEnv, probe: Probe): Promise<Finding> {
  const ask = (args: readonly string[]): Promise<string> =>
    probe({ command: 'python3', args, timeoutMs: PROBE_TIMEOUT_MS }).catch(() => '');
  if (!/^Python 3\./m.test(await ask(['--version']))) {
    return {
      missing: 'Python: "python3" does not run; install Python 3 with pip (Debian: apt install python3-pip)',
    };
  }
  if (/^pip \d/m.test(await ask(['-m', 'pip', '--version']))) return { toolbox: {} };
  return { missing: 'pip: "python3 -m pip" does not run; install it (Debian: apt install python3-pip)' };
}
