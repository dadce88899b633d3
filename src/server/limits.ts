/** UTF-16 units of a text to analyse: reading time grows with it, and no remark on a film is longer. */
export const LONGEST_TEXT = 10_000
/** Bytes of a body, on the wire and as opened, where a route says nothing else: room for LONGEST_TEXT with every unit escaped. */
export const BODY_BYTES = 128 * 1024
/** Milliseconds from the head of a request until its body has to be here. */
export const BODY_TIMEOUT_MS = 10_000
/** JSON nested deeper is refused: nothing that is sent here is, and recursive readers would run out of stack. */
export const JSON_DEPTH = 64
/** UTF-16 units of the path and query. */
export const URL_LENGTH = 4_096
/** A request whose body nobody reads is listened to for so long after the answer, so that the client can read it, then cut off. */
export const LINGER_MS = 1_000
/** How long requests under way are waited for when the server stops. */
export const GRACE_MS = 8_000
/** How long WebSockets have to answer that they are closed. */
export const SOCKET_GRACE_MS = 2_000
/** Costly requests of one address where the listener is beyond loopback: at once, and a second in the long run. */
export const THROTTLE = { burst: 60, rate: 10 }
