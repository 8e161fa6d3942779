/** The key that proves a domain under Server Dialback, XEP-0185: anybody who knows the secret can check it. */
import { createHash, createHmac } from 'node:crypto';

export interface DialbackStream {
  /** The server that is asked to believe. */
  readonly receiver: string;
  /** The domain that is to be proved. */
  readonly originator: string;
  readonly id: string;
}

export function dialbackKey(secret: string, { receiver, originator, id }: DialbackStream): string {
  const key = createHash('sha256').update(secret).digest('hex');
  return createHmac('sha256', key).update(`${receiver} ${originator} ${id}`).digest('hex');
}
