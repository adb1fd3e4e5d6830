import { describe, expect, test } from '@jest/globals';
import {
  compareOrders,
  isOfSameEvent,
  isReported,
  justBefore,
  orderOf,
} from '../../../../lambdas/consume-live-events/domain/order.ts';

const [first, second] = ['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.001Z'];
const [low, high] = ['0'.repeat(16), 'f'.repeat(16)];

describe('orders', () => {
  const oldestFirst = [
    justBefore(orderOf(first, 'caliper', low)),
    orderOf(first, 'caliper', low),
    justBefore(orderOf(first, 'caliper', high)),
    orderOf(first, 'caliper', high),
    justBefore(orderOf(first, 'canvas', low)),
    orderOf(first, 'canvas', low),
    justBefore(orderOf(second, 'caliper', low)),
    orderOf(second, 'caliper', low),
  ];

  test('sort by time, then format, then digest, then old before new', () => {
    expect(oldestFirst.toReversed().sort(compareOrders)).toEqual(oldestFirst);
    expect(oldestFirst.toReversed().sort()).toEqual(oldestFirst);
  });

  test('are equal only to themselves', () => {
    for (const order of oldestFirst) {
      expect(oldestFirst.filter((other) => compareOrders(order, other) === 0)).toEqual([order]);
    }
  });
});

describe('an order', () => {
  // What rows hold: another form would make every copy of an event another event.
  test('is written so', () => {
    expect(orderOf(first, 'canvas', 'a1b2c3d4e5f60718')).toBe(
      '2026-03-02T10:00:00.000Z#2#a1b2c3d4e5f60718#1',
    );
    expect(justBefore(orderOf(first, 'caliper', low))).toBe(`${first}#1#${low}#0`);
  });

  test('tells what Canvas reported from what we have seen', () => {
    expect(isReported(`${first}#2#${low}#0`)).toBe(true);
    expect(isReported(`${first}#2#${low}#1`)).toBe(false);
  });

  test('tells whether another is of the same event', () => {
    const order = orderOf(first, 'canvas', low);
    expect(isOfSameEvent(order, justBefore(order))).toBe(true);
    expect(isOfSameEvent(order, order)).toBe(true);
    expect(isOfSameEvent(order, orderOf(first, 'canvas', high))).toBe(false);
  });
});
