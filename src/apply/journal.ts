/**
 * The journal: who applied what, when and with what outcome. Append-only and never read back: nothing depends on it,
 * but what cannot be written down is not begun. No secrets are in it.
 */
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { PartnerctlError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';

export const JOURNAL_EVENTS = ['begin', 'result', 'end', 'refused', 'block', 'unblock'] as const;
export type JournalEvent = (typeof JOURNAL_EVENTS)[number];

export interface JournalLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The same for all deployments of one command. */
  readonly run: string;
  readonly deployment: string;
  readonly event: JournalEvent;
  readonly actor: string;
  readonly workspace: string | null;
  readonly commit: string | null;
  /** The plan's digest; null where there is none: blocks need no plan. */
  readonly plan: string | null;
  /** What belongs to the event: JSON values only. */
  readonly [detail: string]: unknown;
}

export interface Journal {
  readonly run: string;
  /** Adds whole lines, all or none; throws PartnerctlError `journal-unwritable`. */
  append(lines: readonly JournalLine[]): Promise<void>;
}

/** A link is not followed: a hostile repository could point it at somebody's file. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
const OWNER_ONLY = 0o600;

/** The journal at `path`, made with its folder when the first line comes. */
export function fileJournal(path: string, run: string): Journal {
  return {
    run,
    append: async (lines) => {
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');
      try {
        await mkdir(dirname(path), { recursive: true });
        await appendOnce(path, bytes);
      } catch (error) {
        throw new PartnerctlError(
          'journal-unwritable',
          `the journal (${shortName(path)}) cannot be written: ${systemMessage(error)}`,
          'make the file and its folder writable; nothing is applied without a journal',
          { cause: error },
        );
      }
    },
  };
}

/** One write at the end of the file: lines of several processes never mix. */
async function appendOnce(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, FLAGS, OWNER_ONLY);
  try {
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`);
  } finally {
    await file.close();
  }
}

/** Enough to find it, and not where the repository lies. */
function shortName(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}
