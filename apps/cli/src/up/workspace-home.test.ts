import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspaceHome } from './workspace-home.js';

describe('findWorkspaceHome', () => {
  it('finds the checkout this program lies in, and keeps its state there', () => {
    const { rootDir, stateDir } = findWorkspaceHome({});
    expect(existsSync(join(rootDir, 'nx.json'))).toBe(true);
    expect(stateDir).toBe(join(rootDir, '.millrace'));
  });

  it('keeps the state where MILLRACE_HOME says', () => {
    expect(findWorkspaceHome({ MILLRACE_HOME: '/elsewhere' }).stateDir).toBe('/elsewhere');
  });

  it('says so when there is no checkout', () => {
    expect(() => findWorkspaceHome({}, '/')).toThrow('no nx.json');
  });
});
