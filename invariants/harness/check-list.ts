import { printTable } from './print-table.js';

/** Collects what a scenario finds beside what it expects. */
export interface CheckList {
  /** Notes a finding; equal by value for numbers, strings and booleans. */
  check(what: string, found: string | number | boolean, expected: string | number | boolean): void;
  /** Prints the table and says whether everything was as expected. */
  report(): boolean;
}

/** An empty {@link CheckList}. Each finding is also printed as it comes, since a scenario takes minutes. */
export function createCheckList(): CheckList {
  const rows: (string | number)[][] = [];
  let faults = 0;
  return {
    check: (what, found, expected) => {
      const equal = found === expected;
      if (!equal) faults++;
      const shown = (value: string | number | boolean): string | number =>
        typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
      rows.push([what, shown(found), shown(expected), equal ? 'ok' : 'FAULT']);
      console.log(
        `${equal ? 'ok   ' : 'FAULT'}  ${what}: ${String(found)}${equal ? '' : `, expected ${String(expected)}`}`,
      );
    },
    report: () => {
      console.log('');
      printTable(['what', 'found', 'expected', ''], rows);
      return faults === 0;
    },
  };
}
