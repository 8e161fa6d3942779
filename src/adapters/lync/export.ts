/**
 * A deployment whose state is an export: read from a file that an administrator made where this program may not go. It
 * can be planned, and never written: the plan is carried out by hand, as a script.
 */
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { pathInside } from '../../disk/inside.ts';
import type { Adapter, AdapterContext, LiveState } from '../../model/adapter.ts';
import { partnersDigest } from '../../model/digest.ts';
import { AdapterError } from '../../model/errors.ts';
import { systemMessage } from '../../model/system-message.ts';
import { type Fail, failing } from '../failure.ts';
import { EXPORT_CAPABILITIES } from './capabilities.ts';
import { decodeExport, type Exported } from './codec.ts';
import type { ExportOptions } from './options.ts';

// O_NOFOLLOW: a link may lead out of the repository. O_NONBLOCK: opening a named pipe must not wait.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const MAX_BYTES = 128 * 1024 * 1024;

const MAKE = 'make it on the server, as docs/lync.md says';

export async function openExport({ deployment, root }: AdapterContext, options: ExportOptions): Promise<Adapter> {
  await exportPath(root, options, failing(deployment, 'open', options.path));
  const read = async (signal: AbortSignal): Promise<LiveState> => {
    signal.throwIfAborted();
    const { partners } = await readExport(root, options, failing(deployment, 'read', options.path));
    signal.throwIfAborted();
    return { partners, revision: partnersDigest(partners) };
  };
  return {
    capabilities: EXPORT_CAPABILITIES,
    read,
    write: async (_changes, { signal }) => {
      signal.throwIfAborted();
      throw failing(
        deployment,
        'write',
        options.path,
      )({
        code: 'read-only-export',
        message: 'this deployment is an export, and cannot be written',
        hint: 'print the plan as a script, with `partnerctl plan --format powershell`, and run that on the server',
      });
    },
    close: async () => {},
  };
}

/** Throws AdapterError. */
export async function readExport(root: string, options: ExportOptions, fail: Fail): Promise<Exported> {
  const decoded = decodeExport(await exportText(await exportPath(root, options, fail), fail));
  if ('problem' in decoded) throw fail({ code: 'unreadable-state', ...decoded.problem });
  return decoded.value;
}

function exportPath(root: string, { path }: ExportOptions, fail: Fail): Promise<string> {
  const hint = 'write a relative path inside the repository: .partnerctl/lync-partners.json';
  return pathInside(root, path, (message) => fail({ code: 'unsafe-path', message, hint }));
}

async function exportText(path: string, fail: Fail): Promise<string> {
  const bad = (message: string, hint = MAKE): AdapterError => fail({ code: 'unreadable-state', message, hint });
  try {
    const handle = await open(path, FLAGS);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw bad(`it is ${stat.isDirectory() ? 'a folder' : 'not a file'}`);
      if (stat.size > MAX_BYTES) throw bad(`it has ${stat.size} bytes, and no export has more than ${MAX_BYTES}`);
      const bytes = await handle.readFile();
      if (bytes[0] === 0xff && bytes[1] === 0xfe)
        throw bad('it is UTF-16', 'let the script write the file, with -Path: what `>` writes is UTF-16');
      if (!isUtf8(bytes)) throw bad('it is no text in ASCII');
      return bytes.toString('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw bad(`it cannot be read: ${systemMessage(error)}`);
  }
}
