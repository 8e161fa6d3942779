/** One shape for each `kind`. */
import { type Read, Unreadable } from '../../json/decode.ts';

export function byKind<T extends { readonly kind: string }>(
  shapes: {
    readonly [K in T['kind']]: Read<Extract<T, { readonly kind: K }>>;
  },
): Read<T> {
  return (value, at) => {
    const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) throw new Unreadable(`${at} is of no known kind`);
    return (shapes as Readonly<Record<string, Read<T>>>)[kind]?.(value, at) as T;
  };
}
