// The services that are used most take few touches: from the screen that everybody meets to
// what they came for, nothing left out, through the real programs and a real browser.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "./world.mjs";
import { mostUsed, regular, served } from "./citizen.mjs";

const most = 7;

let world;
before(async () => {
  world = await World.start();
  await regular(world);
});
after(() => world?.stop());
beforeEach(() => world.putRight());

for (const item of mostUsed()) {
  test(`${item.code} ${item.name["zh-Hans"]} takes no more than ${most} touches`, async (t) => {
    const { touches, machine, printer, through } = await served(world, item);
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    t.diagnostic(`${touches} touches; the machine took ${seconds(machine)}, the printer ${seconds(printer)}`);
    assert.ok(touches <= most, `${touches} touches: ${through.join(" › ")}`);
  });
}
