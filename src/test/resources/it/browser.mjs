// Runs in a browser, on the page that BrowserRoutes serves, and posts what it found: a line of text for each scenario.
// With ?endless it reads and writes until somebody ends the browser.
const MIB = 1 << 20
const LONG_BODY = 12_000 * 251 * 64
const CROWD = 50
const PATIENCE_MILLIS = 60_000

const sleep = millis => new Promise(resolve => setTimeout(resolve, millis))
const text = async path => (await fetch(path)).text()
const bytes = async response => new Uint8Array(await response.arrayBuffer())
const range = count => [...Array(count).keys()]

const numbered = Uint8Array.from(range(251), i => i * 31 % 251)

/** How many bytes of a piece of a numbered body are not what they should be. */
function wrong(piece, offset) {
  let count = 0
  for (let i = 0, at = offset % 251; i < piece.length; i++, at = at === 250 ? 0 : at + 1) {
    if (piece[i] !== numbered[at]) count++
  }
  return count
}

function noise(length) {
  const result = new Uint8Array(length)
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(result.subarray(at, Math.min(at + 65536, length)))
  return result
}

function differing(one, other) {
  return one.reduce((count, byte, i) => byte === other[i] ? count : count + 1, 0)
}

/** A body in pieces, made when they are asked for. */
function streamed(pieces) {
  const iterator = pieces[Symbol.iterator]()
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    }
  })
}

const post = (path, body) => fetch(path, { method: 'POST', body, duplex: 'half' })

/** How much of the long body has left while nobody reads: asks until the number stays the same for half a second. */
async function sentWhileNobodyReads() {
  let sent = -1
  for (let same = 0; same < 10; await sleep(50)) {
    const now = Number(await text('/sent'))
    same = now === sent ? same + 1 : 0
    sent = now
  }
  return sent
}

/** Whether an informational response came before the response. */
function hinted(path) {
  const entry = performance.getEntriesByName(new URL(path, location).href)[0]
  const at = entry.firstInterimResponseStart
  return at > 0 && at <= entry.responseEnd ? 'a hint' : 'no hint'
}

const scenarios = {
  async hello() {
    const response = await fetch('/hello')
    return `${response.status} ${await response.text()}`
  },

  async mebibyte() {
    const body = await bytes(await fetch('/mebibyte'))
    return `${body.length} bytes, ${wrong(body, 0)} wrong`
  },

  async upload() {
    const body = noise(MIB)
    const echo = await bytes(await post('/echo', body))
    return `${echo.length} bytes, ${differing(body, echo)} wrong`
  },

  async streamedUpload() {
    const pieces = range(100).map(i => noise(10_000 + i))
    const echo = await bytes(await post('/echo', streamed(pieces)))
    return `${echo.length} bytes, ${differing(await bytes(new Response(streamed(pieces))), echo)} wrong`
  },

  async crowd() {
    const texts = await Promise.all(range(CROWD).map(i => text(`/crowd?${i}`)))
    const expected = range(CROWD).map(i => `${i} of ${CROWD} over 1`)
    const right = texts.every((text, i) => text === expected[i])
    return right ? 'each its own, over one connection' : texts.join('; ')
  },

  async backPressure() {
    const reader = (await fetch('/long')).body.getReader()
    let length = 0, errors = 0, pieces = 0
    const take = async () => {
      const { done, value } = await reader.read()
      if (done) return false
      errors += wrong(value, length)
      length += value.length
      pieces++
      return true
    }
    await take()
    const sent = await sentWhileNobodyReads()
    while (await take());
    const waited = sent < LONG_BODY / 2 ? 'the server waited' : `the server sent ${sent} of ${LONG_BODY} bytes unread`
    return `${waited}, ${pieces > 1 ? 'in pieces' : 'in one piece'}, ${length} bytes, ${errors} wrong`
  },

  async abort() {
    const other = text('/held')
    const controller = new AbortController()
    const reader = (await fetch('/unfinished', { signal: controller.signal })).body.getReader()
    const beginning = new TextDecoder().decode((await reader.read()).value)
    controller.abort()
    const failure = await reader.read().then(() => 'no failure', e => e.name)
    const seen = await text('/aborted')
    await text('/release')
    return `${beginning}, ${failure}, ${seen}, ${await other}`
  },

  async trailers() {
    return text('/trailers')
  },

  async earlyHints() {
    const response = await text('/early')
    return `${response}, ${hinted('/early')}`
  },

  async earlyHintsOfThePage() {
    return hinted('/')
  },

  async cookies() {
    for (const crumb of ['one=1', 'two=2', 'three=3']) document.cookie = crumb
    return text('/cookies')
  },

  async protocols() {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(entry => entry.name.startsWith(location.origin))
    const others = entries.filter(entry => entry.nextHopProtocol !== 'h2')
    return others.length ? others.map(entry => `${entry.name}: ${entry.nextHopProtocol}`).join('; ')
      : `h2${entries.length > CROWD ? '' : `, but only ${entries.length}`}`
  }
}

async function explore() {
  performance.setResourceTimingBufferSize(1000)
  const findings = {}
  for (const [name, scenario] of Object.entries(scenarios)) {
    const impatience = sleep(PATIENCE_MILLIS).then(() => `no end within ${PATIENCE_MILLIS} ms`)
    findings[name] = await Promise.race([scenario().catch(e => `failed: ${e}`), impatience])
  }
  await post('/findings', JSON.stringify(findings))
}

function endless() {
  const piece = new Uint8Array(20_000)
  const upload = () => streamed({ *[Symbol.iterator]() { while (true) yield piece } })
  const drain = async response => { for await (const piece of response.body); }
  range(3).forEach(async () => drain(await fetch('/endless')))
  range(2).forEach(async () => drain(await post('/endless', upload())))
}

if (location.search === '?endless') endless()
else await explore()
