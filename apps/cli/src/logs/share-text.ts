import { formatCount } from '../output/table.js';
import type { Sample } from '../replies/sample-reply.js';

/** A share of one as a person reads it: `100 %`, `12 %`, `0.3 %`, `< 0.1 %`. */
export function shareText(share: number): string {
  if (share <= 0) return '0 %';
  if (share < 0.001) return '< 0.1 %';
  const percent = share * 100;
  return `${percent < 10 ? Math.round(percent * 10) / 10 : Math.floor(percent)} %`;
}

/** What an answer was made from, where it is not all: `From a sample of 1,000 of 4,500 logs.` */
export function sampleText({ documents, of }: Sample): string {
  if (documents >= of) return `From all ${formatCount(of)} logs.`;
  return `From a sample of ${formatCount(documents)} of ${formatCount(of)} logs.`;
}
