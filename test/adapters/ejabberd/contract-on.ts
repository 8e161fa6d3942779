/** The contract's checks, each on the same real ejabberd, emptied. */
import { rmSync } from 'node:fs';
import { it } from 'vitest';
import type { Adapter } from '../../../src/model/adapter.ts';
import type { Harness } from '../contract/harness.ts';
import { contractChecks, runCheck } from '../contract.ts';
import type { EjabberdDeployment } from './ejabberd-deployment.ts';

export interface ContractOn {
  /** There when the checks run. */
  readonly deployment: () => EjabberdDeployment;
  readonly open: () => Promise<Adapter>;
  readonly corruptions: Harness['corruptions'];
  /** Only these checks, and those of the corruptions; absent: all. */
  readonly only?: readonly string[];
}

/** Of a check. */
const PATIENCE_MS = 120_000;

export function contractOn({ deployment, open, corruptions, only }: ContractOn): void {
  const harness = async (): Promise<Harness> => {
    rmSync(deployment().fragment, { force: true, recursive: true });
    await deployment().empty();
    const opened: Adapter[] = [];
    const connect = async (): Promise<Adapter> => {
      const adapter = await open();
      opened.push(adapter);
      return adapter;
    };
    return {
      adapter: await connect(),
      connect,
      restart: async () => {
        await deployment().server.kill();
        await deployment().server.start();
        return await connect();
      },
      addByHand: (partner) => deployment().put(partner),
      corruptions,
      today: () => new Date().toISOString().slice(0, 10),
      dispose: async () => void (await Promise.all(opened.map((adapter) => adapter.close()))),
    };
  };
  const checks = contractChecks(Object.keys(corruptions));
  const missing = only?.filter((name) => !checks.some((check) => check.name === name)) ?? [];
  if (missing.length > 0) throw new Error(`the contract has no check ${missing.join(', ')}`);
  const isChosen = (name: string): boolean =>
    only === undefined || only.includes(name) || Object.keys(corruptions).some((how) => name.startsWith(`${how}: `));
  for (const check of checks.filter(({ name }) => isChosen(name)))
    it(check.name, () => runCheck(check, harness), PATIENCE_MS);
}
