/**
 * `npm run bench`: how fast and how large partnerctl is, next to bare programs measured in the same minutes. Needs
 * the build, and Prosody for the servers. `--small`: tiny corpora, correctness only.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HOW_TO_GET_PROSODY, prosodyVersions } from '../test/servers/support/installation.ts';
import { type Corpus, makeCorpus } from './corpus.ts';
import { verify } from './correctness.ts';
import { isMissed, PROGRAM, planRows, type Row, scoreOf, startUpRows } from './goals.ts';
import { type Repository, writeRepository } from './repository.ts';
import { FULL, SMALL, serverRows } from './servers.ts';
import { table } from './table.ts';

const { values: options } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
  },
});
const note = (text: string): void => void process.stderr.write(`${text}\n`);

if (!existsSync(PROGRAM)) throw new Error('there is no dist/: run `npm run build` first');
const folder = mkdtempSync(join(tmpdir(), 'partnerctl-bench-'));
try {
  const rows = [
    ...(options.small ? checkSmall() : measureAll(Math.max(5, Number(options.rounds)))),
    ...(await measureServers()),
  ];
  if (options.json) console.log(JSON.stringify(report(rows), null, 2));
  else if (rows.length > 0) console.log(`${machine()}\n\n${table(rows)}`);
  if (options.strict && rows.some(isMissed)) process.exitCode = 1;
} finally {
  if (options.keep) note(`kept: ${folder}`);
  else rmSync(folder, { recursive: true });
}

function checkSmall(): readonly Row[] {
  for (const count of [40, 1000]) prepare(count);
  return [];
}

function measureAll(rounds: number): readonly Row[] {
  const small = prepare(1000);
  const medium = prepare(10_000);
  const large = prepare(100_000);
  note('measuring: start-up');
  const startUp = startUpRows(small.repository, `partners/${small.corpus.files[0]?.domain}.yaml`, rounds);
  note('measuring: plans');
  const repositories = { small: small.repository, medium: medium.repository, large: large.repository };
  return [...startUp, ...planRows(repositories, rounds)];
}

/** The rows of the small run are of no use: it shows that what is measured works. */
async function measureServers(): Promise<readonly Row[]> {
  const versions = prosodyVersions();
  if (versions.length === 0) note(`without Prosody there are no servers to measure: ${HOW_TO_GET_PROSODY}`);
  const rows: Row[] = [];
  for (const version of versions) {
    note(`measuring: Prosody ${version}`);
    rows.push(...(await serverRows(version, options.small ? SMALL : FULL)));
  }
  return options.small ? [] : rows;
}

interface Prepared {
  readonly corpus: Corpus;
  readonly repository: Repository;
}

function prepare(count: number): Prepared {
  const shown = count.toLocaleString('en-US');
  note(`writing ${shown} partners`);
  const corpus = makeCorpus(count);
  const repository = writeRepository(join(folder, String(count)), corpus);
  verify(repository, corpus);
  note(`lint and plan of ${shown}: right, inside and outside Git`);
  return { corpus, repository };
}

function machine(): string {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; medians; every plan is a process of its own`;
}

function report(rows: readonly Row[]): unknown {
  return {
    node: process.version,
    correct: true,
    rows: rows.map((row) => ({
      ...row,
      score: scoreOf(row),
      ...(row.goal !== undefined && { missed: isMissed(row) }),
    })),
  };
}
