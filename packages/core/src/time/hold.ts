/** Keeps the process alive until a promise settles: a pending one does not, a timer does. */
export async function hold<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1_000_000);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
