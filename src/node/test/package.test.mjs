// What the package says it has is there.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as library from 'vertx-nghttp2'

const read = name => readFile(new URL(`../${name}`, import.meta.url), 'utf8')

test('the types name every value that is exported, and no other', async () => {
  const types = await read('lib/index.d.ts')
  const named = [...types.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(match => match[1])
  assert.deepEqual(named.sort(), Object.keys(library).sort())
})

test('the types name every error code', async () => {
  const block = (await read('lib/index.d.ts')).match(/const ErrorCode: \{([^}]*)}/)[1]
  const codes = Object.fromEntries([...block.matchAll(/readonly (\w+): (\d+)/g)].map(([, name, code]) => [name, +code]))
  assert.deepEqual(codes, { ...library.ErrorCode })
})
