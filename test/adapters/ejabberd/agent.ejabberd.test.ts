/**
 * The agent as root in folders of the server's user, who may be anybody's by now: whatever that user puts in the place of
 * what the agent has just made, no file of others changes its content or its owner.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AGENT } from '../../../src/adapters/ejabberd/agent.ts';
import { ejabberdUser } from '../../support/ejabberd/installation.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const base64 = (text: string): string => Buffer.from(text).toString('base64');

let root: string;
const path = (...parts: readonly string[]): string => join(root, ...parts);

/** `federation/` and its file are the server's; `victim/` and what is in it are root's. */
beforeEach(async () => {
  root = await temporaryFolder();
  const { uid, gid } = ejabberdUser();
  for (const folder of ['federation', 'victim', 'bin']) mkdirSync(path(folder));
  writeFileSync(path('federation', 'federation.yml'), 'old');
  for (const own of ['federation', 'federation/federation.yml']) chownSync(path(own), uid, gid);
  chmodSync(path('federation', 'federation.yml'), 0o640);
  writeFileSync(path('victim', 'new'), 'precious');
});

/** After mktemp, that user acts: `$made` is what was made. */
function meanwhile(script: string): void {
  writeFileSync(path('bin', 'mktemp'), `#!/bin/sh\nmade=$(/usr/bin/mktemp "$@") || exit\n${script}\necho "$made"\n`);
  chmodSync(path('bin', 'mktemp'), 0o755);
}

function agent(...questions: readonly string[]): readonly string[] {
  const paths = [path('federation', 'federation.yml'), path('main'), path('federation')].map(base64);
  const all = [`open ${paths.join(' ')}`, 'lock -x -w 1', ...questions];
  const input = all.map((question, at) => `${at} ${question}\n`).join('');
  const answer = execFileSync('sh', ['-c', AGENT], {
    input,
    env: { PATH: `${path('bin')}:${process.env['PATH']}` },
    encoding: 'utf8',
  });
  return answer
    .split('\n')
    .filter((line) => line !== '' && !/^(?:begin|end) \d+$/.test(line))
    .map((line) => line.split(' ')[0] ?? '')
    .slice(2);
}

const REPLACE = `replace ${base64('next')}`;

function expectNothingLost(): void {
  expect(readFileSync(path('victim', 'new'), 'utf8')).toBe('precious');
  for (const own of ['victim', 'victim/new']) expect(statSync(path(own)).uid).toBe(0);
}

test('the fragment is replaced, with its owner and mode, and nothing else stays', () => {
  const { uid, gid } = ejabberdUser();
  expect(agent(REPLACE)).toEqual(['replaced']);
  expect(readFileSync(path('federation', 'federation.yml'), 'utf8')).toBe('next');
  expect(statSync(path('federation', 'federation.yml'))).toMatchObject({ uid, gid, mode: 0o100640 });
  expect(readdirSync(path('federation'))).toEqual(['federation.yml']);
});

describe('while it makes a new file', () => {
  test('a link to a folder of root takes its place', () => {
    meanwhile(`rm -rf "$made"; ln -s '${path('victim')}' "$made"`);
    expect(agent(REPLACE)).toEqual(['failed']);
    expectNothingLost();
  });
  test('a link to a file of root takes its place', () => {
    meanwhile(`rm -rf "$made"; ln -s '${path('victim', 'new')}' "$made"`);
    expect(agent(REPLACE)).toEqual(['failed']);
    expectNothingLost();
  });
  test('a folder of that user takes its place', () => {
    meanwhile(`chown ejabberd "$made"; ln -s '${path('victim', 'new')}' "$made/new"`);
    expect(agent(REPLACE)).toEqual(['failed']);
    expectNothingLost();
  });
  test('a link to a folder takes the place of the fragment', () => {
    meanwhile(
      `rm '${path('federation', 'federation.yml')}'; ln -s '${path('victim')}' '${path('federation', 'federation.yml')}'`,
    );
    agent(REPLACE);
    expect(readdirSync(path('victim'))).toEqual(['new']);
    expectNothingLost();
  });
});

test('while it makes a folder for the dump, a link to a folder of root takes its place', () => {
  meanwhile(`rm -rf "$made"; ln -s '${path('victim')}' "$made"`);
  agent('box');
  expectNothingLost();
});
