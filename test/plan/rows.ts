/**
 * The 18 combinations of the negotiation settings and the methods that each permits, written down once more from
 * Microsoft's matrix, so that the tests do not believe the code.
 */
import type { Method, NegotiationSettings } from '../../src/model/negotiation.ts';

export interface Row {
  /** TLS/SASL/dialback, R, O and N, + and −. */
  readonly name: string;
  readonly settings: NegotiationSettings;
  readonly methods: readonly Method[];
}

const WORDS = { R: 'Required', O: 'Optional', N: 'NotSupported' } as const;
const LETTERS = { s: 'sasl-tls', t: 'tls-dialback', c: 'tcp-dialback' } as const;

type Letter = keyof typeof WORDS;

function row(tls: Letter, sasl: Letter, dialback: boolean, methods: Letters): Row {
  return {
    name: `${tls}/${sasl}/${dialback ? '+' : '-'}`,
    settings: { tlsNegotiation: WORDS[tls], saslNegotiation: WORDS[sasl], dialbackNegotiation: dialback },
    methods: methodsOf(methods),
  };
}

function methodsOf(letters: Letters): readonly Method[] {
  return letters.split('').map((letter) => LETTERS[letter as keyof typeof LETTERS]);
}

export const ROWS: readonly Row[] = [
  row('R', 'R', true, 's'),
  row('R', 'R', false, 's'),
  row('O', 'R', true, 'stc'),
  row('O', 'R', false, 's'),
  row('N', 'R', true, 'c'),
  row('N', 'R', false, ''),
  row('R', 'O', true, 'st'),
  row('R', 'O', false, 's'),
  row('O', 'O', true, 'stc'),
  row('O', 'O', false, 's'),
  row('N', 'O', true, 'c'),
  row('N', 'O', false, ''),
  row('R', 'N', true, 't'),
  row('R', 'N', false, ''),
  row('O', 'N', true, 'tc'),
  row('O', 'N', false, ''),
  row('N', 'N', true, 'c'),
  row('N', 'N', false, ''),
];

/** The sets of methods that some row permits: s, t and c are the three methods. */
export type Letters = 's' | 'st' | 'stc' | 't' | 'tc' | 'c' | '';

/** A row that permits exactly these methods. */
export function rowWith(letters: Letters): NegotiationSettings {
  const methods = methodsOf(letters).join();
  const found = ROWS.find((each) => each.methods.join() === methods);
  if (found === undefined) throw new Error(`no row permits exactly ${letters}`);
  return found.settings;
}
