import { describe, expect, test } from 'vitest';
import type { Examination } from '../../../src/model/examination.ts';
import { skipped } from '../../../src/model/examination.ts';
import { renderDoctorJson } from '../../../src/render/doctor/doctor-json.ts';
import { renderDoctorPretty } from '../../../src/render/doctor/doctor-pretty.ts';
import { expectValid } from '../support/schema.ts';

const MIXED: readonly Examination[] = [
  {
    deployment: 'edge-eu',
    adapter: 'http',
    steps: [
      { name: 'address', status: 'ok', message: 'https://xmpp.contoso.com:5281/partner-policy' },
      { name: 'token', status: 'ok', message: 'the variable EDGE_EU_TOKEN is set' },
      {
        name: 'access',
        status: 'warning',
        message: 'the token in EDGE_EU_TOKEN may only read',
        hint: 'that is enough to plan; applying and blocking need a token that may write',
      },
      {
        name: 'enforcement',
        status: 'failed',
        message:
          'it does not enforce: the records of 3 partners cannot be read; the host conference.contoso.com is not guarded',
        hint: "until then nothing that is applied is verified: see the server's configuration and its log",
      },
      ...skipped(['partners', 'blocks'], 'enforcement'),
    ],
  },
  { deployment: 'local', adapter: 'file', steps: [{ name: 'path', status: 'ok', message: 'x.json' }] },
];

const HOSTILE: readonly Examination[] = [
  {
    deployment: 'edge\u001b[2J',
    adapter: 'x\u202e',
    steps: [
      { name: 'a\nb', status: 'ok', message: '\u001b]0;title\u0007 line\nfeed \u202egnp.exe' },
      { name: '::error::', status: 'failed', message: `::error::x ${'y'.repeat(3000)}`, hint: '##[error]\r' },
    ],
  },
];

const DEFAULTS = { color: false, ascii: false, quiet: false, columns: 80 };

describe.each(['', '-ascii', '-narrow', '-quiet'] as const)('a mixture%s', (kind) => {
  test('looks as it does', async () => {
    const options = {
      ...{ ...DEFAULTS, ascii: kind === '-ascii', quiet: kind === '-quiet' },
      ...(kind === '-narrow' && { columns: 40 }),
    };
    const text = renderDoctorPretty(MIXED, options);
    await expect(text).toMatchFileSnapshot(`../../golden/render/doctor-mixed${kind}.txt`);
    if (kind === '-ascii') expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

test('what deployments and their servers say is text', async () => {
  const text = renderDoctorPretty(HOSTILE, DEFAULTS);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  await expect(text).toMatchFileSnapshot('../../golden/render/doctor-hostile.txt');
});

test.each([
  ['mixed', MIXED],
  ['hostile', HOSTILE],
  ['nothing', []],
] as const)('JSON of %s keeps to its schema', async (name, examinations) => {
  const text = renderDoctorJson(examinations);
  expectValid('doctor', text);
  if (name === 'mixed') await expect(text).toMatchFileSnapshot('../../golden/render/doctor-mixed.json');
});

test('colours change nothing but colours', () => {
  const text = renderDoctorPretty(MIXED, { ...DEFAULTS, color: true });
  expect(text.replace(/\u001b\[\d+m/g, '')).toBe(renderDoctorPretty(MIXED, DEFAULTS));
  expect(text).not.toBe(renderDoctorPretty(MIXED, DEFAULTS));
});
