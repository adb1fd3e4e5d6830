const SECONDS_BETWEEN = 5;
export const SAMPLES_AT_MOST = 120;

/**
 * Takes a sample every few seconds, for as long as the page is open, and draws those of the last ten minutes.
 *
 * @param take gives undefined where nothing is known of now
 */
export function startSampling<Sample>(
  take: () => Sample | undefined,
  draw: (samples: readonly Sample[], lately: string) => void,
): void {
  let samples: Sample[] = [];
  setInterval(() => {
    const sample = take();
    if (sample === undefined) return;
    samples = [...samples, sample].slice(-SAMPLES_AT_MOST);
    const minutes = Math.max(1, Math.round((samples.length * SECONDS_BETWEEN) / 60));
    draw(samples, minutes === 1 ? 'in the last minute' : `in the last ${minutes} minutes`);
  }, SECONDS_BETWEEN * 1000);
}
