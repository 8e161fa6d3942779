// The licence texts of the packages whose code is inside dist/, as their licences ask.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Licences that ask for no more than their text; another one needs a decision, so it stops the build. */
const permissive = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']);

/** Data and code inside a package that are under a licence of their own. */
const furtherNotices: Readonly<Record<string, string>> = {
  tldts:
    'Contains data of the Public Suffix List (https://publicsuffix.org/list/public_suffix_list.dat),\n' +
    'which is subject to the Mozilla Public License, v. 2.0 (https://mozilla.org/MPL/2.0/).',
  zx:
    'Contains code of zurk 0.11.10 (Anton Golub, MIT), @webpod/ps 1.0.0 (MIT), chalk 5.6.2 (Sindre Sorhus, MIT),\n' +
    'which 5.0.0 (GitHub Inc., ISC) and isexe 3.1.1 (Isaac Z. Schlueter, ISC).',
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

export async function thirdPartyNotices(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const notices = await Promise.all(bundledPackages(metafiles).map(async (folder) => await notice(join(root, folder))));
  return `partnerctl contains code of the following packages.\n\n${notices.join('\n')}`;
}

/** Folders of the packages of which at least one byte is left in an output. */
function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const folders = new Set<string>();
  for (const output of metafiles.flatMap((each) => Object.values(each.outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders].sort();
}

async function notice(folder: string): Promise<string> {
  const {
    name,
    version,
    license = 'none',
  } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  if (!permissive.has(license))
    throw new Error(`${name} is bundled and its licence is ${license}: decide, then list it`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()));
  const further = furtherNotices[name];
  const parts = [`${name} ${version} (${license})`, ...(further ? [further] : []), ...texts];
  return `${'-'.repeat(80)}\n${parts.join('\n\n')}\n`;
}
