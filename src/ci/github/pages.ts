/** Lists that GitHub gives in pages of a hundred. */
import { listOf, type Read } from '../../json/decode.ts';
import { PartnerctlError } from '../../model/errors.ts';
import type { GitHubCall } from './call.ts';
import type { GitHub } from './client.ts';

const PER_PAGE = 100;
/** Of comments on one pull request nobody has more. */
const MOST_PAGES = 100;

export interface ListCall<T> extends Pick<GitHubCall<T>, 'path' | 'purpose' | 'permission'> {
  /** One item. */
  readonly read: Read<T>;
}

/** Page after page, until one is not full or nobody asks for the next. */
export async function* listed<T>(github: GitHub, { path, read, purpose, permission }: ListCall<T>): AsyncGenerator<T> {
  const separator = path.includes('?') ? '&' : '?';
  for (let page = 1; page <= MOST_PAGES; page++) {
    const items = await github.call({
      method: 'GET',
      path: `${path}${separator}per_page=${PER_PAGE}&page=${page}`,
      read: listOf(read),
      purpose,
      permission,
    });
    yield* items;
    if (items.length < PER_PAGE) return;
  }
  throw new PartnerctlError('github-too-many', `${purpose}: the list has no end`, 'is the address that of GitHub?');
}
