/**
 * The negotiation matrix on real servers: every row against a stock server of three kinds, and all pairs of rows between
 * two guarded ones. What connects, and how, is what `partnerctl explain` and the oracle say; docs/prosody-matrix.md is
 * what was measured (`-u` writes it; then read it).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS, type Method } from '../../src/model/negotiation.ts';
import { gitRepositories } from '../support/git-repository.ts';
import { matrixDocument, pairsTable, stockTable } from './matrix/document.ts';
import { agreement, type Side, stock } from './matrix/oracle.ts';
import { type PairOutcome, type PairsRig, runPairs, startPairsRig } from './matrix/pairs-run.ts';
import { type Applied, applyFiles, type Explained, explained, writePartnerFiles } from './matrix/partner-repository.ts';
import { LINTED_ROWS, ROWS } from './matrix/rows.ts';
import {
  type Passage,
  runStockMatrix,
  STOCK_PARTNERS,
  type StockPartner,
  type StockRig,
  startStockRig,
} from './matrix/stock-run.ts';
import type { ProsodyVersion } from './support/installation.ts';
import { partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions } from './support/rig.ts';

const DOCUMENT = '../../docs/prosody-matrix.md';
const SETTINGS = /tlsNegotiation|saslNegotiation|dialbackNegotiation/;

const gitRepository = gitRepositories();

for (const version of prosodyVersions()) {
  for (const bidi of [false, true]) {
    describe(`Prosody ${version}, ${bidi ? 'with' : 'without'} mod_s2s_bidi`, () => {
      let rig: StockRig;
      let pairsRig: PairsRig;
      let applied: Applied;
      let permitted: ReadonlyMap<string, Explained>;
      let passages: readonly Passage[];
      let pairs: readonly PairOutcome[];
      beforeAll(async () => {
        const settingsOf = ({ domain, row }: StockPartner) => partner(domain, row.settings);
        const inFiles = STOCK_PARTNERS.filter(({ row }) => row.lintAccepts);
        const repository = await gitRepository();
        rig = await startStockRig({ version, bidi });
        writePartnerFiles(repository, rig.ours, inFiles.map(settingsOf));
        applied = await applyFiles(repository);
        await partnerApi(rig.ours).put(...STOCK_PARTNERS.filter((each) => !inFiles.includes(each)).map(settingsOf));
        const said = inFiles.map(async ({ domain }) => [domain, await explained(repository, domain)] as const);
        permitted = new Map(await Promise.all(said));
        passages = await runStockMatrix(rig);
        pairsRig = await startPairsRig({ left: version, right: bidi ? otherThan(version) : version, bidi });
        pairs = await runPairs(pairsRig);
      }, 120_000);
      afterAll(() => Promise.all([rig?.stop(), pairsRig?.stop()]));

      test('the rows that files may say are applied and verified', () => {
        expect(applied.code, applied.output).toBe(0);
        expect(applied.verified).toBe(true);
        expect([...applied.outcomes]).toEqual(['applied']);
        expect(permitted.size).toBe(LINTED_ROWS.length * 3);
      });

      test.each(ROWS)('row $name: $settings', (row) => {
        const seen = passages.filter((each) => each.partner.row === row);
        expect(seen).toHaveLength(12);
        const words = ({ partner: { proof }, direction, beginner }: Passage): string =>
          `${proof}, ${direction}, ${beginner} begin`;
        const expected = seen.map((each): readonly [string, Method | undefined] => {
          const permits = permitted.get(each.partner.domain)?.[each.direction] ?? row.permits;
          return [words(each), predicted(each, { permits, proof: 'ca' })];
        });
        const measured = seen.map((each) => [words(each), each.method] as const);
        expect(Object.fromEntries(measured)).toEqual(Object.fromEntries(expected));
      });

      test('who is refused outbound is told by which setting', () => {
        const told = passages.filter(({ direction, fate }) => direction === 'outbound' && !fate.arrived);
        expect(told.length).toBeGreaterThan(0);
        for (const { fate, partner: to } of told) {
          expect(fate, to.domain).toMatchObject({ condition: 'policy-violation' });
          expect(fate.text, to.domain).toMatch(SETTINGS);
        }
      });

      test('the server’s own list of its sessions says the same', async () => {
        const ours = (await rig.ours.streams()).filter(({ authenticated }) => authenticated);
        const listed = (await partnerApi(rig.ours).sessions()).filter(({ method }) => method !== null);
        const line = (...parts: readonly unknown[]): string => parts.map(String).join(' ');
        expect(
          listed.map((each) => line(each.direction, each.localDomain, each.remoteDomain, each.method)).sort(),
        ).toEqual(ours.map((each) => line(each.direction, each.local, each.remote, each.method)).sort());
      });

      test('between two guarded servers the strongest common method connects, or the sender is told', () => {
        expect(pairs).toHaveLength(121);
        const name = ({ pair: { left, right } }: PairOutcome): string => `${left.name} with ${right.name}`;
        const expected = pairs.map((each): readonly [string, unknown] => {
          const { left, right } = each.pair;
          const common = METHODS.find((method) => left.permits.includes(method) && right.permits.includes(method));
          return [
            name(each),
            { there: common !== undefined, back: common !== undefined, outbound: common, inbound: common },
          ];
        });
        const measured = pairs.map((each) => {
          const { there, back, outbound, inbound } = each;
          return [name(each), { there: there.arrived, back: back.arrived, outbound, inbound }] as const;
        });
        expect(Object.fromEntries(measured)).toEqual(Object.fromEntries(expected));
        for (const { there, back } of pairs)
          for (const fate of [there, back]) if (!fate.arrived) expect(fate.text, fate.condition).toBeTruthy();
      });

      test('docs/prosody-matrix.md has what was measured', async () => {
        await expect(matrixDocument(stockTable(passages), pairsTable(pairs))).toMatchFileSnapshot(DOCUMENT);
      });
    });
  }
}

/** The other version, where it is here: old and new servers meet, too. */
function otherThan(version: ProsodyVersion): ProsodyVersion {
  return prosodyVersions().find((each) => each !== version) ?? version;
}

function predicted({ partner: { proof }, direction }: Passage, ours: Side): Method | undefined {
  return direction === 'outbound' ? agreement(ours, stock(proof))?.initiator : agreement(stock(proof), ours)?.responder;
}
