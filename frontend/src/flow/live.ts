// Live numbers of a running campaign: polls one JSON address until the campaign has ended. No React here.

export interface NodeCount {
  readonly waiting: number;
  readonly passed: number;
}

export interface LiveCounts {
  /** False when nothing will move any more, so that polling ends. */
  readonly live: boolean;
  readonly nodes: Readonly<Record<string, NodeCount>>;
}

export interface LiveOptions {
  readonly url: string;
  readonly onCounts: (counts: LiveCounts) => void;
  readonly interval?: number;
  readonly load?: (url: string) => Promise<LiveCounts>;
  readonly hidden?: () => boolean;
}

const LONGEST_PAUSE = 30_000;

/** Polls until the campaign ends; slower after failures, silent in a hidden tab. Returns the way to stop. */
export function followCounts(options: LiveOptions): () => void {
  const { url, onCounts, interval = 2_000, load = loadCounts, hidden = () => document.hidden } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let pause = interval;
  const next = (): void => {
    if (!stopped) timer = setTimeout(tick, pause);
  };
  const tick = (): void => {
    if (hidden()) {
      next();
      return;
    }
    load(url).then(
      (counts) => {
        if (stopped) return;
        pause = interval;
        onCounts(counts);
        if (counts.live) next();
      },
      () => {
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        next();
      },
    );
  };
  tick();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function loadCounts(url: string): Promise<LiveCounts> {
  const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) throw new Error(`The live numbers answered ${response.status}`);
  return (await response.json()) as LiveCounts;
}
