/** Comments to a pull request: one per deployment, begun once, then kept up to date in place. */

import type { GitHub } from './github/client.ts';
import {
  type Comment,
  commentsBy,
  createComment,
  createOrFind,
  patchComment,
  type Upserted,
} from './github/comments.ts';
import { beginsWith, saysTheSame } from './markers.ts';

export interface WantedComment {
  readonly marker: string;
  readonly body: string;
  /** Is it worth a new comment? One that is there is always kept true. */
  readonly begins: boolean;
}

export interface Published {
  readonly marker: string;
  /** `none`: there was none, and nothing to say. */
  readonly outcome: Upserted | 'none';
}

export interface Thread {
  readonly github: GitHub;
  readonly pull: number;
  /** Who we are to GitHub. */
  readonly author: string;
}

export async function publishComments(thread: Thread, wanted: readonly WantedComment[]): Promise<readonly Published[]> {
  const { github, pull, author } = thread;
  let ours = await commentsBy(github, pull, author);
  const published: Published[] = [];
  for (const { marker, body, begins } of wanted) {
    let isFirstLook = true;
    const find = async (): Promise<Comment | undefined> => {
      if (!isFirstLook) ours = await commentsBy(github, pull, author);
      isFirstLook = false;
      return ours.find((comment) => beginsWith(comment.body, marker));
    };
    const outcome = begins ? await upsert(thread, find, body) : await refresh(thread, await find(), body);
    published.push({ marker, outcome });
  }
  return published;
}

async function upsert(
  thread: Thread,
  find: () => Promise<Comment | undefined>,
  body: string,
): Promise<Published['outcome']> {
  const { github, pull, author } = thread;
  const found = await createOrFind(find, async () => await createComment(github, pull, author, body));
  return found === undefined ? 'created' : await refresh(thread, found, body);
}

async function refresh({ github }: Thread, found: Comment | undefined, body: string): Promise<Published['outcome']> {
  if (found === undefined) return 'none';
  if (saysTheSame(found.body, body)) return 'unchanged';
  await patchComment(github, found.id, body);
  return 'updated';
}
