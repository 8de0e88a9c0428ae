/** Wakes whoever waits for the log to grow. Rings are counted, so that none between two looks is missed. */
export class Bell {
  private rings = 0;
  private readonly waiting = new Set<() => void>();

  get count(): number {
    return this.rings;
  }

  ring(): void {
    this.rings += 1;
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves when the bell has rung since `seen`, after `timeoutMs` at the latest, or on abort. */
  async rungSince(seen: number, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.rings !== seen || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}
