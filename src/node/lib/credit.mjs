// The credit that streams hold: for bytes that the other side may send, and for bytes that nobody has read.

/** Bytes that each stream may hold in addition to the budget. */
const MINIMUM = 1024
/** A stream takes at most the free bytes divided by this. */
const PARTS = 8

/** The bytes of credit that the streams of an endpoint share. */
export class CreditBudget {
  /** The bytes that no stream holds. */
  free
  /** The bytes that new streams leave for those that are read. */
  reserved

  constructor(bytes) {
    this.free = bytes
    this.reserved = Math.floor(bytes / 2)
  }
}

/** The credit of one stream. Its first 1,024 bytes are always allowed, so that it goes on when it is read. */
export class StreamCredit {
  #maximum
  #budget
  #held = 0

  /** @param {number} maximum bytes that the stream may hold */
  constructor(maximum, budget) {
    this.#maximum = maximum
    this.#budget = budget
  }

  /** The bytes that the stream holds. */
  get held() { return this.#held }

  /** The bytes that the stream may hold now that some of its bytes were consumed. */
  get allowed() { return this.#allowed(this.#budget.free) }

  #allowed(free) {
    const share = Math.max(0, Math.floor(free / PARTS))
    return Math.min(this.#maximum, Math.max(MINIMUM, this.#held) + share)
  }

  /** Takes the credit of a new stream, and returns how many bytes. */
  takeInitially() {
    return this.#take(this.#allowed(this.#budget.free - this.#budget.reserved))
  }

  /** Takes credit up to `allowed`, and returns how many bytes. */
  take() {
    return this.#take(this.allowed)
  }

  #take(allowed) {
    const bytes = Math.max(0, allowed - this.#held)
    this.#hold(this.#held + bytes)
    return bytes
  }

  giveBack(bytes) {
    this.#hold(Math.max(0, this.#held - bytes))
  }

  #hold(bytes) {
    const beyond = held => Math.max(0, held - MINIMUM)
    this.#budget.free -= beyond(bytes) - beyond(this.#held)
    this.#held = bytes
  }
}
