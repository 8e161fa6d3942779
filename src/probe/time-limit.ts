/**
 * A limit of time that does not blame the other side for our own pause: what has arrived before it was over is looked
 * at first, also where this process got no processor meanwhile.
 */

/** Calls back after `ms`; returns the function that lifts the limit. */
export function timeLimit(ms: number, onOver: () => void): () => void {
  let over: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // Timers come before what the network has brought; immediates come after.
    over = setImmediate(onOver);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(over);
  };
}
