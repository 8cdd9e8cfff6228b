/** Megabytes of resident memory that a loop added, and between which they lay. */
export interface MemoryGrowth {
  readonly growth: number;
  readonly rssStart: number;
  readonly rssPeak: number;
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

/**
 * What `count` synchronous steps add to the memory of a warm process. Nothing awaits between them, so whatever waits for
 * the event loop to be freed stays. Five times as many steps go before: until the collector has been through all of its
 * heap a few times, memory grows in any engine, and what leaks goes on growing after them.
 */
export function memoryGrowth(step: (index: number) => void, count: number): MemoryGrowth {
  for (let i = 0; i < 5 * count; i++) step(i);
  const rssStart = megabytes();
  let rssPeak = rssStart;
  for (let i = 0; i < count; i++) {
    step(5 * count + i);
    if (i % 100 === 0) rssPeak = Math.max(rssPeak, megabytes());
  }
  return { growth: megabytes() - rssStart, rssStart, rssPeak };
}
