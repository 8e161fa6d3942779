/** The members of .NET's types that our scripts use. What is not here is an error. */
import { createHash } from 'node:crypto';
import { compareText } from '../../../src/model/diagnostic.ts';
import { Char, Dictionary, Hash, List, ScriptFailure, Thing, TypeName, textOf, typeOf } from './values.ts';

export function construct(type: string, argumentList: unknown): unknown {
  if (/^System\.Collections\.Generic\.List\[(?:string|object)\]$/.test(type)) return new List();
  if (type === 'System.Collections.Generic.Dictionary[string,object]') {
    if (!(argumentList instanceof TypeName) || argumentList.name !== 'StringComparer.Ordinal')
      throw new Error('a dictionary needs a comparer');
    return new Dictionary();
  }
  if (type === 'System.Security.Cryptography.SHA256CryptoServiceProvider') return new TypeName('SHA256');
  throw new Error(`New-Object ${type} is not known here`);
}

export function cast(type: string, value: unknown): unknown {
  if (type === 'string') return textOf(value);
  if (type === 'char' && typeof value === 'number') return new Char(value);
  if (type === 'uint32' && typeof value === 'number' && value >= 0 && value <= 0xffffffff) return value;
  throw new Error(`[${type}] of ${typeOf(value)} is not known here`);
}

export function staticMember(type: string, name: string): unknown {
  const full = `${type.replace(/^System\./, '')}.${name}`;
  if (['StringComparison.Ordinal', 'StringComparer.Ordinal', 'Text.Encoding.UTF8'].includes(full))
    return new TypeName(full);
  throw new Error(`[${type}]::${name} is not known here`);
}

export function callStatic(type: string, name: string, values: readonly unknown[]): unknown {
  const [first, second, third] = values;
  switch (`${type.replace(/^System\./, '')}::${name}`) {
    case 'string::Join':
      if (!Array.isArray(second)) throw new Error('[string]::Join without an array');
      return second.map(textOf).join(textOf(first));
    case 'string::Equals':
      if (!(third instanceof TypeName) || third.name !== 'StringComparison.Ordinal') throw new Error('not ordinal');
      return textOf(first) === textOf(second);
    case 'BitConverter::ToString':
      if (!(first instanceof Uint8Array)) throw new Error('no bytes');
      return Array.from(first, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('-');
    case 'Nullable::GetUnderlyingType':
      return first instanceof Thing ? first.properties.get('underlying') : null;
    case 'regex::Unescape':
      return textOf(first).replace(/\\u([0-9a-f]{4})|\\\\/g, (_, code?: string) =>
        code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
      );
  }
  throw new Error(`[${type}]::${name}() is not known here`);
}

export function member(value: unknown, name: string): unknown {
  // a key comes before a property
  if (value instanceof Hash && value.has(name)) return value.get(name);
  if (value instanceof Hash && name === 'Keys') return value.keys();
  if (value instanceof Dictionary && name === 'Keys') return [...value.entries.keys()];
  if (value instanceof Dictionary && name === 'Count') return value.entries.size;
  if (value instanceof List && name === 'Count') return value.items.length;
  if (Array.isArray(value) && name === 'Count') return value.length;
  if (typeof value === 'string' && name === 'Length') return value.length;
  if (value instanceof Thing && name === 'PSObject') return new PropertyBag(value);
  if (value instanceof PropertyBag && name === 'Properties') return value;
  if (value instanceof Thing && value.properties.has(name)) return value.properties.get(name);
  throw new ScriptFailure(`The property '${name}' cannot be found on ${typeOf(value)}.`);
}

/** `.PSObject.Properties`, by name. */
class PropertyBag {
  readonly thing: Thing;

  constructor(thing: Thing) {
    this.thing = thing;
  }
}

export function element(value: unknown, key: unknown): unknown {
  if (value instanceof PropertyBag) {
    const { properties } = value.thing;
    return properties.has(textOf(key)) ? new Thing(new Hash([['Value', properties.get(textOf(key))]])) : null;
  }
  if (value instanceof Hash) return value.get(textOf(key));
  if (value instanceof Dictionary) {
    if (!value.entries.has(textOf(key))) throw new ScriptFailure('The given key was not present in the dictionary.');
    return value.entries.get(textOf(key));
  }
  const items = value instanceof List ? value.items : Array.isArray(value) ? value : undefined;
  if (items === undefined || typeof key !== 'number' || !(key in items))
    throw new ScriptFailure(`Unable to index into ${typeOf(value)}.`);
  return items[key];
}

export function setElement(value: unknown, key: unknown, to: unknown): void {
  if (value instanceof Hash) value.set(textOf(key), to ?? null);
  else if (value instanceof Dictionary) value.entries.set(textOf(key), to ?? null);
  else throw new ScriptFailure(`Cannot set an element of ${typeOf(value)}.`);
}

/** `undefined` is void. */
export function call(value: unknown, name: string, values: readonly unknown[]): unknown {
  const [first, second] = values;
  if (typeof value === 'string') return callText(value, name, first, second);
  if (value instanceof List) {
    if (name === 'Add') return void value.items.push(first);
    if (name === 'ToArray') return [...value.items];
    if (name === 'Sort' && first instanceof TypeName && first.name === 'StringComparer.Ordinal')
      return void value.items.sort((a, b) => compareText(textOf(a), textOf(b)));
  }
  if (value instanceof Dictionary && name === 'ContainsKey') return value.entries.has(textOf(first));
  if (value instanceof Hash && name === 'ContainsKey') return value.has(textOf(first));
  if (value instanceof Dictionary && name === 'Add') {
    if (value.entries.has(textOf(first))) throw new ScriptFailure('An item with the same key has already been added.');
    return void value.entries.set(textOf(first), second);
  }
  if (value instanceof TypeName && value.name === 'Text.Encoding.UTF8' && name === 'GetBytes')
    return new TextEncoder().encode(textOf(first));
  if (value instanceof TypeName && value.name === 'SHA256' && name === 'ComputeHash' && first instanceof Uint8Array)
    return new Uint8Array(createHash('sha256').update(first).digest());
  throw new ScriptFailure(`Method invocation failed: ${typeOf(value)} has no method '${name}'.`);
}

function callText(text: string, name: string, first: unknown, second: unknown): unknown {
  switch (name) {
    case 'ToLowerInvariant':
      return text.toLowerCase();
    case 'StartsWith':
      return text.startsWith(textOf(first));
    case 'EndsWith':
      return text.endsWith(textOf(first));
    case 'Substring':
      return text.slice(first as number, second === undefined ? undefined : (first as number) + (second as number));
    case 'Split':
      return text.split(textOf(first));
    case 'Replace':
      return text.replaceAll(textOf(first), textOf(second));
  }
  throw new ScriptFailure(`Method invocation failed: a string has no method '${name}'.`);
}
