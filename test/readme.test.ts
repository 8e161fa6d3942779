/**
 * README.md shows the real output of its commands, and its example is a partner file that lints. Run with -u after a
 * change of what people see, and read the difference.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tour } from '../scripts/tour.ts';
import { readPartner } from '../src/load/partner-file.ts';
import { cli } from './support/cli.ts';
import { gitRepositories } from './support/git-repository.ts';

const repository = gitRepositories();
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const SHOWN = /(<!-- the tour -->\n```text\n)[\s\S]*?```/;

it('shows what npm start prints', async () => {
  const repo = await repository();
  for (const part of ['partners', 'partnerctl.yaml', '.gitignore'])
    cpSync(join(root, part), join(repo.root, part), { recursive: true });
  repo.commit('As it is');
  const printed: string[] = [];
  for (const argv of tour) {
    const { stdout, code } = await cli(argv, { cwd: repo.root });
    expect(code).toBe(0);
    printed.push(`$ partnerctl ${argv.join(' ')}\n${stdout}`);
  }
  const text = readme.replace(SHOWN, (_, before: string) => `${before}${printed.join('\n')}\`\`\``);
  await expect(text).toMatchFileSnapshot('../README.md');
});

it('its example is a partner file without errors', () => {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(readPartner('partners/fabrikam.com.yaml', yaml)).toMatchObject({
    partner: { owner: 'uc-team' },
    diagnostics: [],
  });
});
