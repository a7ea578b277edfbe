import { expect } from 'vitest';
import { commands } from 'vitest/browser';
import { timelineOf } from './timeline.ts';

const WITHOUT_NAME =
  /^\s*- '?(button|link|checkbox|radio|textbox|searchbox|combobox|slider|option|dialog|grid|listbox|radiogroup|region|figure)( \[[^\]]*\])*:?$/;

/**
 * What somebody is told of an element who does not see it: roles, names and states, in their order, through all shadow roots.
 * Everything that can be worked has a name, and no name says the same twice.
 */
export async function heard(selector: string): Promise<string> {
  const tree = await treeAtRest(selector);
  expect(tree.split('\n').filter((line) => WITHOUT_NAME.test(line))).toEqual([]);
  const names = [...tree.matchAll(/^\s*- '?\w+ "([^"]+)"/gm)].map(([, name]) => name!);
  expect(names.filter((name) => /^(.{4,}) \1$/.test(name))).toEqual([]);
  return tree;
}

/** Parts of an element come when they are loaded: what is told does not change any more, five times in a row. */
async function treeAtRest(selector: string): Promise<string> {
  let tree = await commands.accessibilityTree(selector);
  for (let same = 1; same < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await commands.accessibilityTree(selector);
    same = now === tree ? same + 1 : 1;
    tree = now;
  }
  return tree;
}

/** Four hours of requests, one of them malicious. */
export const timeline = timelineOf([5, 0, 3, 2], (n) => `2026-11-20T0${n}:00:00Z`);
