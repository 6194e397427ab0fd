import { sameUserKey } from './person';

// Where a person is found among many: a number that the id alone decides, the same for everybody who asks.

/** From 0 up to, but not including, 1: evenly spread over the ids of a tenant (FNV-1a of 32 bits, stirred as MurmurHash3 ends). */
export function spreadOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(sameUserKey(id))) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Which of so many shards holds a person: counts from 0. */
export function shardOf(id: string, shards: number): number {
  return Math.floor(spreadOf(id) * shards);
}
