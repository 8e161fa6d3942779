/** What became of a message: it arrived, or its sender was told why not. Silence is an error of the test. */
import pLimit from 'p-limit';
import { childOf, conditionOf, type Element, textOf } from '../support/xml.ts';
import type { Client } from '../support/xmpp-client.ts';

export interface Fate {
  readonly arrived: boolean;
  /** Of the bounce. */
  readonly condition?: string;
  readonly text?: string;
}

/**
 * So many conversations at a time: all servers of a test have one address, and the module bounds how many streams of
 * an address may be unauthenticated, of which a conversation can have four.
 */
export const atATime = pLimit(12);

/** Patience for a stream that has to be opened first, among many others. */
const PATIENCE = 20_000;

export async function fateOf(from: Client, to: Client, body = 'hello'): Promise<Fate> {
  const id = from.say(to.jid, body);
  const isIt = ({ name, attributes }: Element): boolean => name === 'message' && attributes['id'] === id;
  const arrival = to.next(isIt, `message ${id} of ${from.jid}`, PATIENCE).then((): Fate => ({ arrived: true }));
  const bounce = from.next(isIt, `message ${id} to ${to.jid}, or its bounce`, PATIENCE).then(refusal);
  // whichever is not to come ends in a timeout that nobody waits for
  for (const each of [arrival, bounce]) each.catch(() => undefined);
  return await Promise.race([arrival, bounce]);
}

function refusal(message: Element): Fate {
  const condition = conditionOf(message);
  const error = childOf(message, 'error');
  return {
    arrived: false,
    ...(condition !== undefined && { condition }),
    ...(error !== undefined && { text: textOf(error, 'text') }),
  };
}
