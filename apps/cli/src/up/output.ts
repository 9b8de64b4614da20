/** A place to write to: a terminal, a file or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  /** Width of a terminal, characters. */
  readonly columns?: number;
  write(text: string): unknown;
}
