// Why a request is refused.

/** What is wrong with a request: one of the codes of the specification. */
export class Refusal extends Error {}
