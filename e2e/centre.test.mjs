// What a terminal asks the centre while a person waits: materials on the glass and from a
// phone, a fee, a proof that is printed and verified; and what happens when the systems
// behind the centre fail. The real programs, and two pages of a real browser: the
// terminal's screen, and a phone.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import jsQR from "jsqr";
import { World, until } from "./world.mjs";

const execute = promisify(execFile);

// Cards of the device desk: one with a long insurance, one whose licence runs out soon and
// who has no electronic photo.
const [elder, driver, worker] = [1, 6, 11];

let world, phone;
before(async () => {
  world = await World.start();
  phone = await world.phone();
});
after(() => world?.stop());
beforeEach(async () => {
  await world.putRight();
  await world.allWell();
});

const command = (path, form) => world.command(path, form);
const mood = (system, kind, seconds) => world.mood(system, kind, seconds);

const sandbox = async () => (await fetch(`${world.sandbox}/state`)).json();

const code = () => world.code();

// picture is a photograph, as a phone makes it.
async function picture(text) {
  const page = await phone.context().newPage();
  await page.setContent(`<body style="margin:0;background:#fff;font:80px sans-serif;display:grid;place-items:center;height:100vh">${text}</body>`);
  const data = await page.screenshot({ type: "jpeg", quality: 80 });
  await page.close();
  return { name: "IMG_0001.JPG", mimeType: "image/jpeg", buffer: data };
}

// toPay goes through the driving licence to the fee: the old one on the glass, the photo
// from the phone.
async function toPay() {
  await world.toItem("JSZH-999999", driver);
  await world.choose("damaged");
  // Whoever was here before need not give the number again.
  const asked = await until("the phone number, or what is behind it", async () => {
    const token = await world.token();
    return token === "form.phone" || token.startsWith("materials") ? token : "";
  });
  if (asked === "form.phone") {
    await world.type("13800138000");
    await world.touch("next");
  }
  await world.at("materials");
  await scanTheOldOne();
  await sendThePhoto();
  await world.touch("next");
  await world.choose("pick-up");
  await world.at("review");
  await world.touch("next");
  await world.sign();
  await world.touch("next");
  await world.at("pay");
}

async function scanTheOldOne() {
  await world.hand("/paper/lay", { paper: "2" });
  await world.touch("pick", "old");
  await world.at("gather");
  await world.touch("pick", "scan");
  await world.at("scanning");
  await world.touch("scan");
  await until("the scanned page", async () => (await world.page.locator('[data-do="next"]').count()) > 0, 30_000);
  await world.touch("next");
  await world.at("materials");
  await world.hand("/paper/lift");
}

async function sendThePhoto() {
  await world.touch("pick", "photo");
  await world.at("gather");
  await world.touch("pick", "phone");
  await world.at("phone");
  const door = await until("the door", code);
  assert.ok(door.startsWith(`${world.public}/u/`), door);
  await phone.goto(door);
  assert.match(await phone.locator("body").innerText(), /证件照/);

  await phone.locator("input[multiple]").setInputFiles({ name: "IMG_1.HEIC", mimeType: "image/heic", buffer: Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic") });
  await phone.getByRole("alert").waitFor();
  assert.match(await phone.getByRole("alert").innerText(), /HEIC/, "what cannot be opened is told in words");

  await phone.locator("input[multiple]").setInputFiles([await picture("证件照"), await picture("另一张")]);
  await until("two pages on the phone", async () => (await phone.locator(".pages li").count()) === 2);
  await until("two pages on the screen", async () => (await world.text()).includes("2"));
  await phone.getByRole("button", { name: "拿掉" }).last().click();
  await until("one page left", async () => (await phone.locator(".pages li").count()) === 1);
  await phone.getByRole("button", { name: "传好了" }).click();
  await until("the thanks", async () => (await phone.locator("body").innerText()).includes("都收到了"));
  await world.at("materials");
}

test("a licence: one paper on the glass, one from the phone, signed, paid and handed in", async () => {
  await toPay();
  const payer = await until("the order", code);
  await phone.goto(payer);
  assert.match(await phone.locator("body").innerText(), /驾驶证补换领[\s\S]*10\.00[\s\S]*交通警察支队/);
  assert.equal(await world.stage(), "pay", "nothing on the screen makes an order paid");
  await phone.getByRole("button", { name: /^付款/ }).click();
  await until("the payer's receipt", async () => (await phone.locator("body").innerText()).includes("已付款"));
  await world.at("done", 30_000);
  const { Orders: [order] } = await sandbox();
  assert.match(order.Receipt, /^990101\d\d-\d{10}-[0-9A-Z]{6}$/);
  const slip = await until("the slip", async () => (await world.slips()).at(-1));
  assert.ok(slip.text.join("\n").replace(/\s/g, "").includes(order.Receipt), "the slip has the receipt's number");

  const matter = await until("the matter at its department", async () => (await sandbox()).Matters?.[0]);
  assert.equal(matter.Pages, 2, "the department has both pages");
  assert.equal((await sandbox()).Orders[0].Used, true, "and knows that it is paid");
  await command(`/matters/${matter.Official}`, { do: "grant" });
  await command(`/matters/${matter.Official}`, { do: "ready" });
  await world.leaveDone();
});

test("who gives up gets the money back, and a late payment goes back by itself", async () => {
  await toPay();
  const payer = await until("the order", code);
  await phone.goto(payer);
  await phone.getByRole("button", { name: "过时才付到" }).click();
  await until("the refund on the phone", async () => (await phone.locator("body").innerText()).includes("已退款"));
  await until("the screen knows", async () => !(await world.page.locator("svg.code").count()));
  assert.equal(await world.stage(), "pay");
});

// printed waits for the next paper of the real printer, as a file.
async function printed(before) {
  const folder = join(world.folder, "printed");
  const name = await until("the paper", async () => {
    const fresh = (await readdir(folder)).filter((f) => !before.includes(f) && f.endsWith(".pdf"));
    const file = fresh[0] && join(folder, fresh[0]);
    return file && (await readFile(file)).includes("%%EOF") && file;
  }, 60_000);
  return name;
}

test("a proof comes out of the printer, and its code says that it is real", async () => {
  await world.toItem("CBZM-999999", worker); // somebody else's, that could be mixed up with it
  await world.choose("all", "all", "work");
  await world.at("result");
  await world.putRight();
  const folder = join(world.folder, "printed");
  const before = await readdir(folder);
  await world.toItem("CBZM-999999", elder);
  await world.choose("all", "all", "work");
  await world.at("result");
  assert.match(await world.text(), /企业职工/);
  assert.doesNotMatch(await world.text(), /999999193803120287/, "the number is masked");
  await world.touch("print");
  const file = await printed(before);
  await until("the paper on the desk", async () => (await world.deskState()).sheets?.some((s) => file.endsWith(s.name) && s.pages > 0));
  const { stdout: text } = await execute("pdftotext", ["-layout", file, "-"]);
  assert.match(text, /社会保险参保证明[\s\S]*王秀英[\s\S]*虚构市社会保险基金管理局/);
  const { stdout: info } = await execute("pdfinfo", [file]);
  assert.match(info, /Page size:\s+595\.28 x 841\.89 pts \(A4\)/);

  const address = await until("the code on the last page", () => codeOn(file, Number(info.match(/Pages:\s+(\d+)/)[1])));
  assert.ok(address.startsWith(`${world.public}/v/`), address);
  await phone.goto(address);
  const page = await phone.locator("body").innerText();
  assert.match(page, /是真的，现在有效[\s\S]*王\*\*/);
  assert.doesNotMatch(page, /王秀英|19380312/);
  const missing = await phone.goto(address.slice(0, -1) + (address.endsWith("0") ? "1" : "0"));
  assert.equal(missing.status(), 404);

  await mood("papers", "down");
  await phone.goto(address);
  assert.match(await phone.locator("body").innerText(), /不说明文件是假的/);
  await mood("papers", "mixes");
  await phone.goto(address);
  assert.doesNotMatch(await phone.locator("body").innerText(), /是真的，现在有效/);
});

// codeOn reads the code that is printed on a page, as a camera does.
async function codeOn(file, page) {
  const { stdout } = await execute("pdftoppm", ["-r", "150", "-f", String(page), "-l", String(page), file], { encoding: "buffer", maxBuffer: 64 << 20 });
  const head = stdout.subarray(0, 40).toString("latin1").match(/^P6\s+(\d+)\s+(\d+)\s+255\s/);
  const [wide, high] = [Number(head[1]), Number(head[2])];
  const pixels = new Uint8ClampedArray(wide * high * 4);
  for (let from = head[0].length, to = 0; to < pixels.length; from += 3, to += 4) {
    pixels.set(stdout.subarray(from, from + 3), to);
    pixels[to + 3] = 255;
  }
  return jsQR(pixels, wide, high)?.data;
}

test("a system that is down, stalls, fails or lies is told as what it is: nothing was found out", async () => {
  for (const [kind, seconds] of [["down"], ["error"], ["mixes"], ["lies"], ["slow", 30]]) {
    await mood("department", kind, seconds);
    await world.toItem("CBZM-999999", elder);
    await world.choose("all", "year", "work");
    await until(`${kind} on the screen`, async () => /部门.*(连不上|没有回答|系统)/.test((await world.text()).replace(/\s/g, "")), 25_000);
    assert.equal(await world.stage(), "asking", `${kind} led to a result`);
    assert.doesNotMatch(await world.text(), /企业职工|没有查到/);
    await mood("department", "ok");
    await world.touch("retry");
    await world.at("result");
    await world.putRight();
  }
});

test("an order is not paid because a system says so of another one, or without a receipt", async () => {
  await toPay();
  await until("the order", code);
  for (const kind of ["mixes", "lies", "error"]) {
    await mood("payments", kind);
    await new Promise((done) => setTimeout(done, 5000)); // two polls
    assert.equal(await world.stage(), "pay", kind);
  }
});
