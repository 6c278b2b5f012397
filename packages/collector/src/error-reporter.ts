/** Passes errors on to what the app gave for it, which can neither fail the work that reports nor end the process. */
export function errorReporter(
  onError: ((error: unknown) => unknown) | undefined,
): (error: unknown) => void {
  return (error) => void tell(onError ?? console.error, error);
}

async function tell(onError: (error: unknown) => unknown, error: unknown): Promise<void> {
  try {
    await onError(error);
  } catch (reason) {
    console.error(error, reason);
  }
}
