/** Stands for words that differ between the lines of a template. */
export const ANYTHING = '<*>';

/** A group of lines, and what they have in common: constant words, masks and {@link ANYTHING}. */
export interface Template {
  /** Numbers templates in the order they were met, from 0. */
  readonly id: number;
  readonly words: readonly string[];
}

/** Bounds and sensitivity of a miner. */
export interface MinerSettings {
  /** Leading words by which lines are told apart before they are compared. */
  readonly leadingWords: number;
  /** Share of words two lines of one template have in common at least. */
  readonly similarity: number;
  readonly maxTemplates: number;
  /** Templates a line is compared with at most: those of its number of words and its leading words. */
  readonly maxAlike: number;
  /** Different words a place of the tree may lead on from; further ones share one way. */
  readonly maxChildren: number;
  /** Words of a line that count; longer lines are one by their beginning. */
  readonly maxWords: number;
}

const DEFAULTS: MinerSettings = {
  leadingWords: 2,
  similarity: 0.5,
  maxTemplates: 1_000,
  // Of 60 words each, which takes some 20 µs.
  maxAlike: 100,
  maxChildren: 100,
  maxWords: 60,
};

/** Finds the templates of lines, one line after the other. */
export interface TemplateMiner {
  /** The template of a line; undefined when it would need one more than there may be. */
  add(masked: string): Template | undefined;
  templates(): readonly Template[];
}

interface MinedTemplate extends Template {
  words: readonly string[];
}

interface Place {
  readonly next: Map<string, Place>;
  readonly templates: MinedTemplate[];
}

/**
 * Drain (He, Zhu, Zheng, Lyu: *An Online Log Parsing Approach with Fixed Depth Tree*, 2017): lines go down a tree by
 * their number of words and their leading words, and join the most similar template there or found one. The same lines
 * in the same order give the same templates. Memory is bounded by the settings, and so is the time a line takes.
 */
export function createTemplateMiner(settings: Partial<MinerSettings> = {}): TemplateMiner {
  const bounds = { ...DEFAULTS, ...settings };
  const root = emptyPlace();
  const templates: MinedTemplate[] = [];
  return {
    add(masked) {
      const words = wordsOf(masked, bounds.maxWords);
      const leaf = leafOf(root, words, bounds);
      const alike = mostSimilar(leaf.templates, words, bounds.similarity);
      if (alike !== undefined) {
        alike.words = alike.words.map((word, n) => (word === words[n] ? word : ANYTHING));
        return alike;
      }
      if (templates.length >= bounds.maxTemplates || leaf.templates.length >= bounds.maxAlike)
        return undefined;
      const template = { id: templates.length, words };
      leaf.templates.push(template);
      templates.push(template);
      return template;
    },
    templates: () => templates,
  };
}

function emptyPlace(): Place {
  return { next: new Map(), templates: [] };
}

function wordsOf(masked: string, most: number): readonly string[] {
  const words = masked.split(/\s+/).filter((word) => word !== '');
  return words.length <= most ? words : [...words.slice(0, most), ANYTHING];
}

function leafOf(root: Place, words: readonly string[], bounds: MinerSettings): Place {
  let place = step(root, String(words.length), Number.POSITIVE_INFINITY);
  for (const word of words.slice(0, bounds.leadingWords)) {
    // What has a parameter in it differs from line to line, and must not lead them apart.
    place = step(place, word.includes('<') ? ANYTHING : word, bounds.maxChildren);
  }
  return place;
}

function step(place: Place, word: string, maxChildren: number): Place {
  const known = place.next.get(word);
  if (known !== undefined) return known;
  const key = place.next.size < maxChildren ? word : ANYTHING;
  const next = place.next.get(key) ?? emptyPlace();
  place.next.set(key, next);
  return next;
}

function mostSimilar(
  templates: readonly MinedTemplate[],
  words: readonly string[],
  least: number,
): MinedTemplate | undefined {
  let best: MinedTemplate | undefined;
  let most = -1;
  for (const template of templates) {
    const same = template.words.reduce((count, word, n) => (word === words[n] ? count + 1 : count), 0);
    if (same <= most || same < least * words.length) continue;
    [best, most] = [template, same];
  }
  return best;
}
