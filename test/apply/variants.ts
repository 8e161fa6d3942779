/** The kinds of deployments that an apply must cope with. */
import type { Capabilities } from '../../src/model/adapter.ts';

export const ATOMIC: Partial<Capabilities> = { atomic: true, compareAndSet: true };
export const ORDERED: Partial<Capabilities> = { atomic: false, compareAndSet: false };
export const ORDERED_CAS: Partial<Capabilities> = { atomic: false, compareAndSet: true };

export const VARIANTS: readonly { readonly kind: string; readonly capabilities: Partial<Capabilities> }[] = [
  { kind: 'atomic', capabilities: ATOMIC },
  { kind: 'atomic, without compare-and-set', capabilities: { atomic: true, compareAndSet: false } },
  { kind: 'ordered', capabilities: ORDERED },
  { kind: 'ordered, with compare-and-set', capabilities: ORDERED_CAS },
  { kind: 'ordered, three at once', capabilities: { ...ORDERED_CAS, concurrency: 3 } },
];
