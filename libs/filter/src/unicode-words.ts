import { MAX_TOKEN_LENGTH } from './ascii-words.js';

const raw = String.raw;
/** One of the characters that UAX #29 treats alike, and the marks and format characters that belong to it (rule WB4). */
const withMarks = (members: string) => `[${members}]${MARKS}`;

const MARK = raw`[\p{Grapheme_Extend}\p{Mc}\p{Cf}\u200d]--[\u200b\u{e0001}]`;
const MARKS = `[${MARK}]*`;
const KATAKANA_SET = raw`\p{Script=Katakana}\u3031-\u3035\u309b\u309c\u30a0\u30fc\uff70`;
const HEBREW_SET = raw`\p{Script=Hebrew}&&\p{Lo}`;
/** Scripts whose words nothing but a dictionary could part: they stay together. */
const UNPARTED_SET = raw`[\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Ahom}]&&[\p{L}\p{M}\u109e\u109f\u19da\u19de\u19df\u1aa0-\u1aad\uaa77-\uaa79\uaade\uaadf]`;
/** Signs that take part in words as letters do. */
const LETTERLIKE = raw`\u02c2-\u02c5\u02d2-\u02d7\u02de\u02df\u02e5-\u02eb\u02ed\u02ef-\u02ff\u055b\u055c\u055e\u05f3\ua708-\ua716\ua720\ua721\ua789\ua78a\uab5b`;
const LETTER_SET = raw`[\p{Alphabetic}${LETTERLIKE}]--[\p{Ideographic}\p{Script=Hiragana}[${KATAKANA_SET}][${UNPARTED_SET}][${MARK}]]`;

const CONNECTOR = withMarks(raw`\p{Pc}\u202f`);
const LETTER = withMarks(LETTER_SET);
const HEBREW = withMarks(HEBREW_SET);
const DIGIT = withMarks(raw`\p{Nd}\u066b`);
const KATAKANA = withMarks(KATAKANA_SET);
const MID_LETTER = withMarks(
  raw`:·\u0387\u05f4\u2027\ufe13\ufe55\uff1a.\u2018\u2019\u2024\ufe52\uff07\uff0e'`,
);
const MID_DIGIT = withMarks(
  raw`,;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b.\u2018\u2019\u2024\ufe52\uff07\uff0e'`,
);
const QUOTE = withMarks("'");
const DOUBLE_QUOTE = withMarks('"');

/** Rules WB5 to WB13b, as Lucene's StandardTokenizer puts them together. */
const CORE =
  `(?:${KATAKANA}(?:(?:${CONNECTOR})*${KATAKANA})*` +
  `|(?:${HEBREW}(?:${QUOTE}|${DOUBLE_QUOTE}${HEBREW})` +
  `|${DIGIT}(?:(?:(?:${CONNECTOR})*|${MID_DIGIT})${DIGIT})*` +
  `|${LETTER}(?:(?:(?:${CONNECTOR})*|${MID_LETTER})${LETTER})*)+)`;
const WORD = `(?:${CONNECTOR})*${CORE}(?:(?:${CONNECTOR})+${CORE})*(?:${CONNECTOR})*`;

/** Pictures as Unicode 11 had them, which is what the analyzer knows: later versions took the signs of games and the like out. */
const PICTURE_SET =
  raw`\p{Extended_Pictographic}\p{Emoji}\u2388\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712` +
  raw`\u{1f000}-\u{1f0ff}\u{1f10d}-\u{1f10f}\u{1f12f}\u{1f16c}-\u{1f171}\u{1f1ad}-\u{1f1e5}\u{1f203}-\u{1f20f}` +
  raw`\u{1f23c}-\u{1f23f}\u{1f249}-\u{1f3fa}\u{1f400}-\u{1f53d}\u{1f546}-\u{1f64f}\u{1f680}-\u{1f6ff}` +
  raw`\u{1f774}-\u{1f77f}\u{1f7d5}-\u{1f7ff}\u{1f80c}-\u{1f80f}\u{1f848}-\u{1f84f}\u{1f85a}-\u{1f85f}` +
  raw`\u{1f888}-\u{1f88f}\u{1f8ae}-\u{1f8ff}\u{1f90c}-\u{1f93a}\u{1f93c}-\u{1f945}\u{1f947}-\u{1fffd}`;

/** Pictures are words too: UTS #51, with the marks that choose between picture and text told apart. */
const PICTURE_MARKS = raw`[[${MARK}]--[\ufe0e\ufe0f]]*`;
const PICTURE = raw`[[${PICTURE_SET}]--[\p{Regional_Indicator}0-9#*\p{Emoji_Modifier}]]${PICTURE_MARKS}`;
const MODIFIED = raw`(?:\u200d*\p{Emoji_Modifier_Base}${PICTURE_MARKS})?\p{Emoji_Modifier}${PICTURE_MARKS}`;
const PICTURE_ELEMENT = raw`(?:${MODIFIED}|\u200d*${PICTURE}\ufe0f?)`;
const PICTURES =
  raw`${PICTURE_ELEMENT}(?:[\u{e0020}-\u{e007e}]+\u{e007f}|(?:(?:\u200d|(?<=\u200d))${PICTURE_ELEMENT})*)` +
  raw`|[0-9#*]${PICTURE_MARKS}\ufe0f?\u20e3${PICTURE_MARKS}|(?:\p{Regional_Indicator}${MARKS}){2}`;

const UNPARTED = `(?:${withMarks(UNPARTED_SET)})+`;
const ALONE = withMarks(raw`\p{Script=Han}\p{Script=Hiragana}`);

const EXPRESSIONS = [WORD, PICTURES, UNPARTED, ALONE].map((source) => new RegExp(source, 'vy'));
const START =
  raw`[\p{Pc}\u202f\p{Nd}\u066b#*\u200d\p{Script=Han}\p{Script=Hiragana}${PICTURE_SET}` +
  raw`[${LETTER_SET}][${HEBREW_SET}][${KATAKANA_SET}][${UNPARTED_SET}]]`;
const CONNECTORS = new RegExp(`(?:${CONNECTOR})+`, 'vy');
const STARTS = new RegExp(START, 'gv');

/**
 * The words of any text in order, as written: by each rule the longest, of at most {@link MAX_TOKEN_LENGTH} UTF-16 units,
 * so that a text takes time in proportion to its length.
 */
export function* unicodeWords(text: string): Generator<string> {
  let at = nextStart(text, 0);
  while (at < text.length) {
    const window = text.slice(at, at + MAX_TOKEN_LENGTH);
    const length = Math.max(...EXPRESSIONS.map((expression) => lengthOf(expression, window)));
    if (length > 0) yield window.slice(0, length);
    at = nextStart(text, at + (length || lengthWithout(text, at)));
  }
}

/** How far no word begins where none does. Of connectors in a row, the last may be part of the next word. */
function lengthWithout(text: string, at: number): number {
  CONNECTORS.lastIndex = at;
  const length = CONNECTORS.exec(text)?.[0].length ?? 0;
  return Math.max(1, length < MAX_TOKEN_LENGTH ? length : length + 1 - MAX_TOKEN_LENGTH);
}

function nextStart(text: string, from: number): number {
  STARTS.lastIndex = from;
  return STARTS.exec(text)?.index ?? text.length;
}

function lengthOf(expression: RegExp, window: string): number {
  expression.lastIndex = 0;
  return expression.exec(window)?.[0].length ?? 0;
}
