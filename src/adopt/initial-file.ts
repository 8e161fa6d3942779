/** A file that `init` writes where there is none. */

export interface InitialFile {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}
