import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pause } from '../../web-components/shared/pause.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a pause ends with its time, and says so', async () => {
  const waited = pause(2_000, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waited).toBe(true);
});

test('where its place goes it ends at once, and leaves no timer', async () => {
  const place = new AbortController();
  const waited = pause(60_000, place.signal);
  place.abort();
  expect(vi.getTimerCount()).toBe(0);
  expect(await waited).toBe(false);
  expect(await pause(60_000, place.signal)).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
