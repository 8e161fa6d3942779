/** What is asked of GitHub, and of which one. */
import type { Read } from '../../json/decode.ts';

export interface GitHubOptions {
  /** https://api.github.com, or that of an Enterprise server; without a slash at the end. */
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
}

export interface GitHubCall<T> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the repository: `/issues/7/comments`. */
  readonly path: string;
  readonly body?: object;
  readonly read: Read<T>;
  /** What it is for, as in "to comment on pull request 7"; and the permission that it needs. */
  readonly purpose: string;
  readonly permission: string;
}
