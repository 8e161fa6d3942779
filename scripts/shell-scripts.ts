// Writes each shell script of the workflows and templates into a folder, for shellcheck.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CI_KINDS, ciFiles } from '../src/adopt/ci-files.ts';
import { scriptsOf } from '../test/ci/support/workflow-file.ts';
import { root } from './generate.ts';

const [folder = ''] = process.argv.slice(2);
const workflows = join(root, '.github/workflows');
const own = (await readdir(workflows)).map((name) => join(workflows, name));
const texts = await Promise.all([...own, join(root, 'action.yml')].map(async (path) => await readFile(path, 'utf8')));
const handedOut = CI_KINDS.flatMap((kind) => ciFiles(kind, '0.0.0').map(({ text }) => text));
// runners start them this way
const AS_RUN = 'set -e\n';
let count = 0;
for (const script of [...texts, ...handedOut].flatMap(scriptsOf)) {
  count += 1;
  await writeFile(join(folder, `${String(count).padStart(3, '0')}.sh`), `#!/usr/bin/env bash\n${AS_RUN}${script}\n`);
}
