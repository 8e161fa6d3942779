import { expect, test } from 'vitest';
import { ciFiles } from '../../src/adopt/ci-files.ts';
import { withIgnoredState } from '../../src/adopt/git-ignore.ts';
import { initialFiles, invalidWorkspace, workspaceName } from '../../src/adopt/initial-files.ts';
import { readConfig } from '../../src/load/config-file.ts';

const WORKFLOWS = ['partners', 'partners-apply', 'partners-drift', 'partners-forks'].map(
  (name) => `.github/workflows/${name}.yml`,
);

function configOf(localDomains: readonly string[]) {
  const text = initialFiles({ workspace: 'true', localDomains, ci: 'none', version: '1.2.3' }).find(
    ({ file }) => file === 'partnerctl.yaml',
  )?.text;
  return readConfig('partnerctl.yaml', text ?? '');
}

test('the configuration of a new repository reads without findings', () => {
  const { config, diagnostics } = configOf(['contoso.com', 'xn--bcher-kva.example']);
  expect(diagnostics).toEqual([]);
  expect(config).toMatchObject({
    workspace: 'true',
    localDomains: ['contoso.com', 'xn--bcher-kva.example'],
    weakestMethod: 'tls-dialback',
    deployments: [{ name: 'local', adapter: 'file', options: { path: '.partnerctl/local.json' } }],
  });
  expect(configOf([]).config?.localDomains).toEqual([]);
});

test('the files of a new repository', () => {
  const files = initialFiles({ workspace: 'w', localDomains: [], ci: 'github', version: '1.2.3' });
  expect(files.map(({ file }) => file)).toEqual([
    'partnerctl.yaml',
    'partners/README.md',
    'schemas/partner.schema.json',
    'schemas/config.schema.json',
    '.vscode/settings.json',
    '.vscode/extensions.json',
    '.editorconfig',
    ...WORKFLOWS,
  ]);
  for (const { file, text } of files) {
    expect(text).toMatch(/[^\n]\n$/);
    if (file.endsWith('.json')) expect(JSON.parse(text)).toBeTypeOf('object');
  }
});

test.each([
  ['github', WORKFLOWS],
  ['gitlab', ['.gitlab-ci.yml']],
  ['forgejo', ['.forgejo/workflows/partners.yml']],
  ['none', []],
] as const)('for %s', (ci, names) => {
  const files = ciFiles(ci, '1.2.3');
  expect(files.map(({ file }) => file)).toEqual(names);
  for (const { text } of files) {
    expect(text).not.toMatch(/<\w+>/);
    expect(text).toContain('npm install --global --no-fund --no-audit partnerctl@1.2.3\n');
  }
});

test.each([
  ['contoso-partners', 'contoso-partners'],
  ['XMPP partners (old)', 'XMPP-partners-old'],
  ['Müller & Söhne', 'Muller-Sohne'],
  ['.hidden', 'hidden'],
  ['-–-', 'partners'],
  ['漢字', 'partners'],
  ['', 'partners'],
  ['x'.repeat(200), 'x'.repeat(100)],
])('the folder %j gives the workspace %s', (folder, name) => {
  expect(workspaceName(folder)).toBe(name);
  expect(invalidWorkspace(name)).toBeUndefined();
});

test.each([
  ['', '.partnerctl/\n'],
  ['node_modules/\n', 'node_modules/\n.partnerctl/\n'],
  ['node_modules/', 'node_modules/\n.partnerctl/\n'],
  ['a\r\nb', 'a\r\nb\r\n.partnerctl/\r\n'],
  ['.partnerctl/\n', undefined],
  ['/.partnerctl/  \r\nx', undefined],
  ['# .partnerctl/\n', '# .partnerctl/\n.partnerctl/\n'],
])('.gitignore %j becomes %j', (before, after) => {
  expect(withIgnoredState(before)).toBe(after);
});
