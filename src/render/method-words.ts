/** Methods in one or two words, for lists; METHOD_LABELS has their full names, for sentences. */
import { METHODS, type Method } from '../model/negotiation.ts';

export const METHOD_WORDS: Readonly<Record<Method, string>> = {
  'sasl-tls': 'certificate',
  'tls-dialback': 'TLS dialback',
  'tcp-dialback': 'unencrypted dialback',
};

/** What a person should know who has never heard of the method. */
export const METHOD_MEANINGS: Readonly<Record<Method, string>> = {
  'sasl-tls': 'encrypted, by certificate',
  'tls-dialback': 'encrypted, trusting DNS',
  'tcp-dialback': 'unencrypted, trusting DNS',
};

/** Strongest first. */
export function methodList(methods: readonly Method[]): string {
  if (methods.length === 0) return 'no method, refused';
  return METHODS.filter((method) => methods.includes(method))
    .map((method) => METHOD_WORDS[method])
    .join(', ');
}
