import { describe, expect, it } from 'vitest';
import { checkPrerequisites, parseJavaMajor, PrerequisiteError, type Probe } from './prerequisites.js';

const JAVA_17 = `Property settings:
    java.home = /opt/jdk-17
    java.specification.version = 17
openjdk version "17.0.15" 2025-04-15`;

/** A machine on which exactly these command lines answer. */
function machine(answers: Readonly<Record<string, string>>): Probe {
  return ({ command, args }) => {
    const answer = answers[[command, ...args].join(' ')];
    return answer === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(answer);
  };
}

const COMPLETE = {
  'java -XshowSettings:properties -version': JAVA_17,
  'mvn --version': '\u001b[1mApache Maven 3.8.7\u001b[m\n',
  'python3 --version': 'Python 3.11.7\n',
  'python3 -m pip --version': 'pip 23.2.1 from /usr/lib/python3 (python 3.11)\n',
};

describe('checkPrerequisites', () => {
  it('finds a complete machine complete, and says where Java is', async () => {
    const toolbox = await checkPrerequisites(['java', 'maven', 'python'], {}, machine(COMPLETE));
    expect(toolbox).toEqual({ javaHome: '/opt/jdk-17' });
  });

  it('names everything that is missing at once, each with what to install', async () => {
    const attempt = checkPrerequisites(['java', 'maven', 'python'], {}, machine({}));
    await expect(attempt).rejects.toThrow(PrerequisiteError);
    await expect(attempt).rejects.toThrow(
      /Java: .*openjdk-17[^]*Maven: .*apt install maven[^]*Python: .*python3-pip/,
    );
  });

  it('tells a missing pip from a missing Python', async () => {
    const { 'python3 -m pip --version': _, ...withoutPip } = COMPLETE;
    await expect(checkPrerequisites(['python'], {}, machine(withoutPip))).rejects.toThrow(
      '- pip: "python3 -m pip"',
    );
  });

  it('refuses a Java that is too old, and says which it found', async () => {
    const old = JAVA_17.replace('version = 17', 'version = 11');
    const attempt = checkPrerequisites(
      ['java'],
      {},
      machine({ ...COMPLETE, 'java -XshowSettings:properties -version': old }),
    );
    await expect(attempt).rejects.toThrow('"java" is version 11');
  });

  it('prefers JAVA_HOME over the path', async () => {
    const probe = machine({ '/jdk/bin/java -XshowSettings:properties -version': JAVA_17 });
    await expect(checkPrerequisites(['java'], { JAVA_HOME: '/jdk' }, probe)).resolves.toBeDefined();
  });

  it('asks for nothing that is not needed', async () => {
    await expect(checkPrerequisites([], {}, machine({}))).resolves.toEqual({});
  });
});

describe('parseJavaMajor', () => {
  it.each([
    ['    java.specification.version = 1.8', 8],
    ['    java.specification.version = 25', 25],
    ['command not found', undefined],
  ])('reads %j as %j', (output, major) => {
    expect(parseJavaMajor(output)).toBe(major);
  });
});
