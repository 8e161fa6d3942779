/** file-name: each way of being named wrongly, with the exact command that mends it. */
import { describe, expect, test } from 'vitest';
import type { FaultyPartner } from '../../src/lint/rule.ts';
import { fileName } from '../../src/lint/rules/file-name.ts';
import { readPartner } from '../../src/load/partner-file.ts';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import { DEFAULT_CONFIG, type PartnersEntry } from '../../src/model/workspace.ts';
import { partnerText, TODAY } from './lint-texts.ts';

type Given = PartnersEntry & { readonly text?: string };

const file = (name: string, text?: string): Given => ({
  file: name,
  kind: 'file',
  ...(text !== undefined && { text }),
});

function judge(...given: readonly Given[]) {
  const partners: DeclaredPartner[] = [];
  const faulty: FaultyPartner[] = [];
  for (const { file: name, text } of given) {
    const read = text === undefined ? undefined : readPartner(name, text);
    if (read?.partner !== undefined) partners.push(read.partner);
    if (read?.faulty !== undefined) faulty.push(read.faulty);
  }
  const workspace = { config: DEFAULT_CONFIG, partners, entries: given };
  return fileName.check({ workspace, today: TODAY, faulty });
}

const FABRIKAM = partnerText('fabrikam.com');

describe('a partner file', () => {
  test.each([
    ['partners/fabrikam.com.yml', 'git mv partners/fabrikam.com.yml partners/fabrikam.com.yaml'],
    ['partners/fabrikam.com.YAML', 'git mv partners/fabrikam.com.YAML partners/fabrikam.com.yaml'],
    ['partners/Fabrikam.com.yaml', 'git mv partners/Fabrikam.com.yaml partners/fabrikam.com.yaml'],
    ['partners/fabrikam.yaml', 'git mv partners/fabrikam.yaml partners/fabrikam.com.yaml'],
    ['partners/fabrikam com.yaml', "git mv 'partners/fabrikam com.yaml' partners/fabrikam.com.yaml"],
    ["partners/fabrikam';rm -rf ~.yaml", "git mv 'partners/fabrikam'\\'';rm -rf ~.yaml' partners/fabrikam.com.yaml"],
    ['partners/$(id).yaml', "git mv 'partners/$(id).yaml' partners/fabrikam.com.yaml"],
    ['partners/a\n\u001b[31mb.yaml', "git mv $'partners/a\\012\\033[31mb.yaml' partners/fabrikam.com.yaml"],
    ['partners/moc.\u202etxt.yaml', "git mv $'partners/moc.\\342\\200\\256txt.yaml' partners/fabrikam.com.yaml"],
    ['partners/f\ufffd.yaml', 'rename it to partners/fabrikam.com.yaml: its name is not UTF-8'],
    ['partners/eu/fabrikam.com.yaml', 'git mv partners/eu/fabrikam.com.yaml partners/fabrikam.com.yaml'],
    ['fabrikam.com.yaml', 'git mv fabrikam.com.yaml partners/fabrikam.com.yaml'],
    ['-f.yaml', 'git mv -- -f.yaml partners/fabrikam.com.yaml'],
  ])('%j', (name, hint) => {
    const [found, ...others] = judge(file(name, FABRIKAM));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      hint,
      range: { file: name, start: { line: 1, column: 9 }, end: { line: 1, column: 21 } },
    });
    expect(`${found?.message}${found?.hint}`).not.toMatch(/[\x00-\x1f\u202e]/);
  });

  test('named rightly', () => {
    expect(judge(file('partners/fabrikam.com.yaml', FABRIKAM))).toEqual([]);
  });

  test('is compared with the canonical form of its domain', () => {
    const text = 'domain: Bücher.example\npartnerType: Federated\n';
    expect(judge(file('partners/xn--bcher-kva.example.yaml', text))).toEqual([]);
    expect(judge(file('partners/Bücher.example.yaml', text))).toMatchObject([
      { hint: "git mv 'partners/Bücher.example.yaml' partners/xn--bcher-kva.example.yaml" },
    ]);
  });

  test('whose domain is none is left to the rule that says so', () => {
    expect(judge(file('partners/x.yaml', 'domain: a..b\npartnerType: Federated\n'))).toEqual([]);
  });

  test('with other errors is judged all the same', () => {
    const text = 'domain: fabrikam.com\npartnerType: Federated\nowner: [a]\n';
    expect(judge(file('partners/other.yaml', text))).toMatchObject([
      { hint: 'git mv partners/other.yaml partners/fabrikam.com.yaml' },
    ]);
  });

  test('that cannot be read is judged by its name alone', () => {
    expect(judge(file('partners/fabrikam.com.yaml'), file('partners/broken.yaml'))).toEqual([]);
    expect(judge(file('partners/Fabrikam.com.yml', '\t'))).toMatchObject([
      { hint: 'git mv partners/Fabrikam.com.yml partners/fabrikam.com.yaml', range: { start: { line: 1, column: 1 } } },
    ]);
  });

  test('whose right name is taken', () => {
    const found = judge(file('partners/fabrikam.com.yaml', FABRIKAM), file('partners/fabrikam.com.yml', FABRIKAM));
    expect(found.map(({ hint }) => hint)).toEqual([
      'partners/fabrikam.com.yaml exists already: merge the two, then git rm partners/fabrikam.com.yml',
    ]);
  });
});

describe('what does not belong into partners/', () => {
  test.each([
    [file('partners/notes.txt'), 'git mv partners/notes.txt notes.txt'],
    [file('partners/fabrikam.com.json'), 'git mv partners/fabrikam.com.json fabrikam.com.json'],
    [file('partners/fabrikam.com'), 'git mv partners/fabrikam.com fabrikam.com'],
    [file('partners/readme.md'), 'git mv partners/readme.md partners/README.md'],
    [
      { file: 'partners/eu', kind: 'folder' } as const,
      'put partner files directly into partners/: git mv partners/eu/*.yaml partners/',
    ],
    [
      { file: 'partners/e u', kind: 'folder' } as const,
      "put partner files directly into partners/: git mv 'partners/e u/'*.yaml partners/",
    ],
    [{ file: 'partners/link', kind: 'other' } as const, 'git mv partners/link link'],
  ])('%j', (entry, hint) => {
    expect(judge(entry)).toMatchObject([{ hint, range: { file: entry.file } }]);
  });

  test('folders and links that are named like a partner are unreadable-file, once', () => {
    expect(judge({ file: 'partners/x.yaml', kind: 'folder' }, { file: 'partners/y.yml', kind: 'other' })).toEqual([]);
  });
});
