import { passesLuhn } from './luhn.js';

/**
 * One kind of secret recognised by its shape. Every pattern takes linear time: what may repeat is bounded or cannot
 * overlap with what follows, and no two starts scan the same characters.
 */
export interface RedactionRule {
  readonly name: string;
  /** Global; a group named `keep` at the start of a match stays. */
  readonly pattern: RegExp;
  /** A cheap test without which the pattern cannot match. */
  readonly accepts?: (match: string) => boolean;
}

/** A bearer token or basic credential is long and not a word: `Bearer authentication failed` stays. */
const looksRandom = (match: string): boolean => /\d|[=]$/.test(match) && !/^\S+ +\d+$/.test(match);

/** Rules of every policy, most specific first. */
export const BUILT_IN_RULES: readonly RedactionRule[] = [
  {
    name: 'private-key',
    // Without its end the block reaches to the end of the text: half a key is still a secret.
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  },
  { name: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g },
  {
    name: 'authorization',
    pattern: /(?<keep>\b(?:bearer|basic) +)[\w+/.~-]{8,}=*/gi,
    accepts: looksRandom,
  },
  { name: 'url-credentials', pattern: /(?<keep>:\/\/[^\s/:@?#"'\\]{0,256}:)[^\s/@"'\\]{1,256}(?=@)/g },
  { name: 'aws-key', pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { name: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { name: 'millrace-key', pattern: /\bmr_[a-z0-9]{12}_[\w-]{43}/g },
  {
    name: 'card-number',
    pattern:
      /(?<![\w.-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|5\d\d))([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-])|(?<![\w.-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w-])/g,
    accepts: passesLuhn,
  },
];
