/** A word that may stand where the last one is being typed. */
export interface Candidate {
  /** The whole word, beginning with what is typed already. */
  readonly word: string;
  /** One line about it; may be empty. */
  readonly description: string;
  /** More of the same word is to follow (`service.name:`), so no space is. */
  readonly goesOn?: true;
}

/** What may stand where the last word is being typed: the names of files, or one of these. */
export type Completion = 'files' | readonly Candidate[];

/** Knows what there is in the store. Never fails: what cannot be found out in time is no candidate. */
export interface CompletionSource {
  /** Names of fields that begin like this. */
  fieldNames(prefix: string): Promise<readonly string[]>;
  /** The commonest values of a field that begin like this. */
  fieldValues(field: string, prefix: string): Promise<readonly string[]>;
  /** Names of saved searches that begin like this. */
  searchNames(prefix: string): Promise<readonly string[]>;
}
