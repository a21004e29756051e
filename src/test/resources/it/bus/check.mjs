// What the scripts of this folder share.
import { createHash } from 'node:crypto'

export const MIB = 1 << 20

export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')

/** Byte i is i·31 mod 251. */
export function numbered(length) {
  const bytes = Buffer.alloc(length)
  for (let i = 0; i < length; i++) bytes[i] = i * 31 % 251
  return bytes
}

export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Waits until something holds; the test that runs the script limits the time. */
export async function until(holds) {
  while (!await holds()) await sleep(5)
}
