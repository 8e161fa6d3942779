/** The file adapter in a folder of its own, as the contract suite and the file tests want it. */
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { Harness } from '../contract/harness.ts';
import { NOW, openAt, STATE } from './file-open.ts';

export interface StateJson {
  readonly formatVersion: number;
  readonly partners: readonly PartnerSettings[];
  readonly [key: string]: unknown;
}

export async function readJson(path: string): Promise<StateJson> {
  return JSON.parse(await readFile(path, 'utf8')) as StateJson;
}

/** Puts a text, or what an edit makes of the JSON, into the file's place. */
export async function edit(path: string, change: string | ((state: StateJson) => unknown)): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = typeof change === 'string' ? change : JSON.stringify(change(await readJson(path)), null, 2);
  await writeFile(path, text);
}

export async function fileHarness(): Promise<Harness> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'partnerctl-file-')));
  const path = join(root, STATE);
  const truncated = async (share: number) => {
    const text = await readFile(path);
    await writeFile(path, text.subarray(0, Math.floor(text.length * share)));
  };
  const replaced = async (make: () => Promise<unknown>) => {
    await rm(path);
    await make();
  };
  return {
    adapter: await openAt(root),
    connect: () => openAt(root),
    restart: () => openAt(root),
    addByHand: (partner) => edit(path, (state) => ({ ...state, partners: [...state.partners, partner] })),
    corruptions: {
      'an empty file': () => truncated(0),
      'a file cut off in the middle': () => truncated(0.5),
      'a file cut off before its end': () => truncated(0.99),
      'an empty object': () => edit(path, '{}'),
      'a list': () => edit(path, '[]'),
      null: () => edit(path, 'null'),
      'a text without JSON': () => edit(path, 'partners: []\n'),
      'bytes that are no text': () => writeFile(path, Buffer.from([0x7b, 0xff, 0x7d])),
      'zeros, as after a power cut': () => writeFile(path, Buffer.alloc(4096)),
      'a folder in its place': () => replaced(() => mkdir(path)),
      'a link to an empty state': () =>
        replaced(async () => {
          await writeFile(join(root, 'empty.json'), '{"formatVersion":1,"partners":[],"blocks":[]}');
          await symlink('../empty.json', path);
        }),
      'a link to nowhere': () => replaced(() => symlink('nowhere.json', path)),
      'a file in the place of its folder': async () => {
        await rm(dirname(path), { recursive: true });
        await writeFile(dirname(path), '');
      },
    },
    today: () => NOW.toISOString().slice(0, 10),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}
