/**
 * One comment, kept up to date in place. Ours is the one that begins with the marker *and* was written by us: anybody
 * can write the marker.
 */
import { members, nullable, text, wholeNumber } from '../../json/decode.ts';
import { PartnerctlError } from '../../model/errors.ts';
import type { GitHub } from './client.ts';
import { LOST_ANSWER } from './failure.ts';
import { listed } from './pages.ts';

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

export type Upserted = 'created' | 'updated' | 'unchanged';

const user = nullable(members({ login: text }));
const comment = members({ id: wholeNumber(1), user, body: text });
const PERMISSION = 'pull-requests: write';

/** Every comment of one author on an issue or pull request, oldest first. */
export async function commentsBy(github: GitHub, number: number, author: string): Promise<readonly Comment[]> {
  const found: Comment[] = [];
  const call = {
    path: `/issues/${number}/comments`,
    read: comment,
    purpose: `to read the comments on ${number}`,
    permission: PERMISSION,
  };
  for await (const { id, user: by, body } of listed(github, call))
    if (by?.login === author) found.push({ id, author, body });
  return found;
}

export async function patchComment(github: GitHub, id: number, body: string): Promise<void> {
  const purpose = 'to update a comment';
  await github.call({
    method: 'PATCH',
    path: `/issues/comments/${id}`,
    body: { body },
    read: comment,
    purpose,
    permission: PERMISSION,
  });
}

/** Throws where GitHub writes it under another name than `author`: the next run would not find it, and write another. */
export async function createComment(github: GitHub, number: number, author: string, body: string): Promise<void> {
  const purpose = `to comment on ${number}`;
  const made = await github.call({
    method: 'POST',
    path: `/issues/${number}/comments`,
    body: { body },
    read: comment,
    purpose,
    permission: PERMISSION,
  });
  if (made.user?.login !== author) throw anotherAuthor(made.user?.login ?? 'nobody', author);
}

export function anotherAuthor(login: string, author: string): PartnerctlError {
  return new PartnerctlError(
    'another-author',
    `this token writes as ${login}, and not as ${author}: the next run would not know its own words`,
    `add --author ${JSON.stringify(login)}, also where \`partnerctl ci reviewed\` is run`,
  );
}

const TRIES = 3;

/** A creation whose answer is lost may have happened: look again before it is sent again. */
export async function createOrFind<T>(
  find: () => Promise<T | undefined>,
  create: () => Promise<void>,
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    const found = await find();
    if (found !== undefined) return found;
    try {
      await create();
      return undefined;
    } catch (error) {
      const isLost = error instanceof PartnerctlError && error.code === LOST_ANSWER;
      if (!isLost || attempt === TRIES) throw error;
    }
  }
}
