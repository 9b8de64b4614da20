/** Where a letter lies in the topic of dead letters. */
export interface LetterLocation {
  readonly partition: number;
  readonly offset: number;
  /** `topic/partition/offset/part/app` of the record it is about; see `letterIdentity`. */
  readonly identity: string;
}

const PATTERN = /^(\d{1,9})\.(\d{1,15})\.([A-Za-z0-9_-]+)$/;

/** The id of a letter in URLs: where it lies and whose it is, so that it is found at once and never mistaken. */
export function encodeLetterLocation({ partition, offset, identity }: LetterLocation): string {
  return `${partition}.${offset}.${Buffer.from(identity).toString('base64url')}`;
}

/** The location in an id; undefined when it is none. */
export function decodeLetterLocation(id: string): LetterLocation | undefined {
  const [, partition, offset, identity] = PATTERN.exec(id) ?? [];
  if (partition === undefined || offset === undefined || identity === undefined) return undefined;
  return {
    partition: Number(partition),
    offset: Number(offset),
    identity: Buffer.from(identity, 'base64url').toString(),
  };
}
