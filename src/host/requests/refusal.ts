// Why a request is refused.

/** Refuses a request with one of the codes of the specification. */
export class Refusal extends Error {}
