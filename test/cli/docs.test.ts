/** docs/cli.md is the commands' own help: it cannot rot. Run with -u after a change, and read the difference. */
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { cli } from '../support/cli.ts';

it('docs/cli.md is what --help says', async () => {
  const page = async (argv: readonly string[]) =>
    `\`\`\`text\n${(await cli(argv, { cwd: '/' })).stdout.trimEnd()}\n\`\`\`\n`;
  const sections = await Promise.all(
    COMMANDS.map(async ({ name }) => `## ${name}\n\n${await page([...name.split(' '), '--help'])}`),
  );
  const text = `# Commands

Data goes to stdout, everything else to stderr. Every \`--format json\` has a schema in \`schemas/\` and is complete and
valid on every way out, errors included; so is the page of \`plan --format html\`, which is never larger than 2 MB,
and so is the script of \`plan --format powershell\`: where there is no plan, it says why and does nothing.

${await page(['--help'])}
${sections.join('\n')}`;
  await expect(text).toMatchFileSnapshot('../../docs/cli.md');
});
