import { expect, test } from 'vitest';
import { nearest } from '../../src/model/suggest.ts';

const VALUES = ['Required', 'Optional', 'NotSupported'];

test.each([
  ['required', VALUES, 'Required'],
  ['Requierd', VALUES, 'Required'],
  ['unsupported', VALUES, 'NotSupported'],
  ['opt', VALUES, 'Optional'],
  ['x', VALUES, undefined],
  ['', VALUES, undefined],
  ['maybe', VALUES, undefined],
  ['warn', ['off', 'info', 'warning', 'error'], 'warning'],
  ['edge-uk', ['edge-eu', 'edge-uk2', 'lab'], 'edge-uk2'],
  ['x'.repeat(100_000), VALUES, undefined],
  ['required', [], undefined],
])('%j among %j: %s', (typed, candidates, expected) => {
  expect(nearest(typed, candidates)).toBe(expected);
});

test('the nearest wins, whatever their order', () => {
  expect(nearest('domain', ['domains', 'domain'])).toBe('domain');
  expect(nearest('domain', ['domain', 'domains'])).toBe('domain');
});
