// Writes the tables of package hanzi from npm packages; table.go says how they are read.
//
//   node terminal/hanzi/generate.mjs FILE
//
// NOTICE. What it writes is derived from
//   pinyin-pro (MIT) and pinyin (MIT): readings of characters
//   @pinyin-pro/data (ISC; its frequencies are those of jieba, MIT): words, their readings and how usual they are
//   opencc-js (MIT) with the dictionaries of OpenCC (Apache-2.0): traditional and simplified forms
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pinyin } from 'pinyin-pro'
import * as OpenCC from 'opencc-js'

const require = createRequire(import.meta.url)
const here = path.dirname(new URL(import.meta.url).pathname)

const chars = (s) => [...s]
const first = 0x4e00, last = 0x9fff // the block that is indexed without a search
const inBlock = (c) => c >= first && c <= last
const plain = (s) => chars(s).every((c) => c.length === 1)

/* Sections of one file, each of little-endian numbers. */
const u8 = (list) => Buffer.from(Uint8Array.from(list).buffer)
const u16 = (list) => Buffer.from(Uint16Array.from(list).buffer)
const u32 = (list) => Buffer.from(Uint32Array.from(list).buffer)
const sections = []
const write = (name, ...parts) => sections.push({ name, content: Buffer.concat(parts) })

/* Readings. */

// bare takes the tones off, and writes ü as v.
const bare = (s) =>
  s.normalize('NFD').replace(/u\u0308/g, 'v').replace(/[\u0300-\u036f]/g, '').toLowerCase()
    .replace(/ɡ/g, 'g').replace(/^(l|n)ue$/, '$1ve').replace(/^ng?$/, 'en') // 嗯 has no vowel

// rare has the readings of 41,000 characters, with tones. They are read from the text of
// the package: its function takes characters beyond the first plane for two.
const rare = new Map()
for (const [, c, read] of fs.readFileSync(require.resolve('pinyin'), 'utf8').matchAll(/dict\[0x(\w+)\] = "([^"]+)"/g)) {
  rare.set(String.fromCodePoint(parseInt(c, 16)), read.split(','))
}

const regular = /^(?!.*[^a-z])(?=.*[aeiouv])(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]+(n|ng|r)?$/

// readingsOf lists the readings of a character, the usual one first.
function readingsOf(ch) {
  const some = pinyin(ch, { multiple: true, type: 'array', toneType: 'none', v: true }).filter((p) => p !== ch)
  return [...new Set([...some, ...(rare.get(ch) ?? [])].map(bare))].filter((p) => regular.test(p))
}

const readings = new Map()
for (let c = 0x3007; c < 0x32000; c++) {
  if (c >= 0xa000 && c < 0xf900) c = 0xf900
  if (c >= 0xfb00 && c < 0x20000) c = 0x20000
  const found = readingsOf(String.fromCodePoint(c))
  if (found.length || inBlock(c)) readings.set(String.fromCodePoint(c), found)
}
const syllables = [...new Set([...readings.values()].flat())].sort()
const number = new Map(syllables.map((s, i) => [s, i + 1])) // 0 is none
const usual = (ch) => readings.get(ch)?.[0] ?? ''

const all = [...readings.keys()].sort((a, b) => a.codePointAt(0) - b.codePointAt(0))
const place = new Map(all.map((ch, i) => [ch, i]))

/* Words, how they are read, and how usual they are. */

const total = 6e-5 // what the frequencies of the data add up to
const cost = (p) => Math.max(0, Math.min(255, Math.round(-8 * Math.log2(p / total))))

const words = new Map() // word → {read: [syllable …], p}
const complete = JSON.parse(fs.readFileSync(require.resolve('@pinyin-pro/data/complete.json')))
for (const [word, [read, p]] of Object.entries(complete)) {
  const syls = read.split(' ').map(bare)
  if (plain(word) && syls.length === chars(word).length && syls.every((s) => number.has(s))) words.set(word, { read: syls, p })
}
for (const line of fs.readFileSync(path.join(here, 'words.txt'), 'utf8').split('\n')) {
  const [word, read] = line.split(/\s+(.*)/)
  if (!word || word.startsWith('#')) continue
  const syls = read ? read.trim().split(' ') : pinyin(word, { type: 'array', toneType: 'none', v: true, toneSandhi: false })
  words.set(word, { read: syls, p: Math.max(words.get(word)?.p ?? 0, 1e-9) })
}

// evidence is how often a character is read in each way, in words and alone.
const evidence = new Map()
for (const [word, { read, p }] of words) {
  const share = chars(word).length === 1 ? p : p / 10
  chars(word).forEach((ch, i) => {
    const key = ch + read[i]
    evidence.set(key, (evidence.get(key) ?? 0) + share)
  })
}
const rarity = (ch, nth) => (inBlock(ch.codePointAt(0)) ? 230 : ch.length === 1 ? 240 : 246) + Math.min(nth, 3)

/* Phrase books: what longer strings become where it is not what their characters become. */

// book keeps of the keys, shortest first, those whose value the shorter ones and the
// characters do not give already.
function book(keys, value, single) {
  const kept = new Map()
  const longest = keys.reduce((n, k) => Math.max(n, k.length), 0)
  const convert = (s) => {
    const out = []
    for (let i = 0; i < s.length; ) {
      let n = Math.min(longest, s.length - i)
      while (n > 1 && !kept.has(s.slice(i, i + n))) n--
      if (n > 1) out.push(...kept.get(s.slice(i, i + n)))
      else out.push(single(s[i]))
      i += n
    }
    return out
  }
  for (const key of [...keys].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const want = value(key)
    if (want.length === key.length && convert(key).join() !== want.join()) kept.set(key, want)
  }
  return kept
}

// block adds usual words that are nothing special themselves, and keep a rarer phrase from
// beginning at their last character: 恢复|电路 has no 复电, but 先天|皇后 has 皇后.
function block(kept, usualWords, value) {
  const begins = new Map()
  for (const k of kept.keys()) begins.set(k[0], Math.max(begins.get(k[0]) ?? 0, words.get(k)?.p ?? 0))
  for (const w of usualWords) {
    if (!kept.has(w) && words.get(w).p > (begins.get(w.at(-1)) ?? Infinity)) kept.set(w, value(w))
  }
  return kept
}

function writeBook(name, kept, encode) {
  const groups = new Map()
  for (const [key, value] of kept) {
    if (!inBlock(key.charCodeAt(0)) || !plain(key)) continue
    const head = key.charCodeAt(0) * 65536 + key.charCodeAt(1)
    if (!groups.has(head)) groups.set(head, [])
    groups.get(head).push([key, value.map(encode)])
  }
  const heads = [...groups.keys()].sort((a, b) => a - b)
  const starts = new Array(last - first + 2).fill(0), seconds = [], offsets = [], pool = []
  for (const h of heads) {
    starts[Math.floor(h / 65536) - first + 1]++
    seconds.push(h % 65536)
    offsets.push(pool.length)
    for (const [key, value] of groups.get(h).sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1))) {
      pool.push(key.length, ...chars(key).slice(2).map((c) => c.charCodeAt(0)), ...value)
    }
    pool.push(0)
  }
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1]
  write(name + '.starts', u16(starts))
  write(name + '.seconds', u16(seconds))
  write(name + '.offsets', u32(offsets))
  write(name + '.pool', u16(pool))
}

/* Traditional and simplified forms. */

const dict = async (name) => (await import(`opencc-js/dict/${name}`)).default.split('|').map((l) => l.split(' '))
const toHK = OpenCC.Converter({ from: 'cn', to: 'hk' })
const ways = ['hk', 't', 'tw'].map((from) => OpenCC.Converter({ from, to: 'cn' }))
const toCN = (s) => ways.map((f) => f(s)).find((v) => v !== s) ?? s

function writePairs(name, convert) {
  const pairs = []
  for (let c = 0x3400; c < 0x32000; c++) {
    if (c >= 0xa000 && c < 0x20000) c = 0x20000
    const ch = String.fromCodePoint(c), to = convert(ch)
    if (to !== ch && chars(to).length === 1) pairs.push(c, to.codePointAt(0))
  }
  write(name, u32(pairs))
}

const list = [...words].filter(([w]) => w.length > 1)
const usualWords = list.filter(([w]) => w.length < 5).sort((a, b) => b[1].p - a[1].p || (a[0] < b[0] ? -1 : 1)).slice(0, 12000).map(([w]) => w)

const phrases = [...(await dict('STPhrases')), ...(await dict('STPhrases_GeneratedFromRegionalPhrases'))].map(([s]) => s)
for (const [t] of await dict('HKVariantsPhrases')) phrases.push(ways[1](t))
const spelled = (f) => (s) => (plain(f(s)) ? chars(f(s)) : [])
const traditional = block(book(phrases.filter(plain), spelled(toHK), toHK), usualWords, spelled(toHK))

// A word that has become traditional comes back, where its characters alone would not.
const back = new Map([...(await dict('TSPhrases')), ...(await dict('HKVariantsRevPhrases'))].map(([t]) => [t, chars(ways[0](t))]))
for (const [w, { p }] of list) if (p >= 2e-11 && plain(toHK(w))) back.set(toHK(w), chars(w))
const simplified = book([...back.keys()].filter(plain), (t) => back.get(t), toCN)

/* The sections. */

const code = (c) => c.charCodeAt(0)
write('syllables', Buffer.from(syllables.join('\n') + '\n'))
write('characters', u32(all.map((c) => c.codePointAt(0))))
write('usual', u16(all.map((c) => number.get(usual(c)) ?? 0)))
write('others', u16(all.flatMap((c, i) => readings.get(c).slice(1).flatMap((p) => [i, number.get(p)]))))
writePairs('traditional.characters', toHK)
writePairs('simplified.characters', toCN)
writeBook('traditional', traditional, code)
writeBook('simplified', simplified, code)

const read = book(list.map(([w]) => w), (w) => words.get(w).read, usual)
writeBook('readings', block(read, usualWords, (w) => words.get(w).read), (p) => number.get(p))

// Single characters by syllable, the most usual first.
const singles = all.flatMap((c) => readings.get(c).map((p, nth) => {
  const e = evidence.get(c + p)
  return { c: place.get(c), s: number.get(p), cost: e ? Math.min(cost(e), 229) : rarity(c, nth) }
})).sort((a, b) => a.s - b.s || a.cost - b.cost || a.c - b.c)
const starts = new Array(syllables.length + 2).fill(0)
for (const { s } of singles) starts[s + 1]++
for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1]
write('singles.starts', u32(starts))
write('singles.places', u16(singles.map((x) => x.c)))
write('singles.costs', u8(singles.map((x) => x.cost)))

// Words by length, by initials, by syllables, the most usual first.
const placeName = /[省市区县镇乡村路街道州盟旗局院校]$/
const least = { 2: 5e-12, 3: 6e-12, 4: 6e-12, 5: 1e-11, 6: 1e-11, 7: 1e-11 }
for (const n of Object.keys(least).map(Number)) {
  const some = list
    .filter(([w, { p }]) => w.length === n && (p >= least[n] || (n < 5 && p >= 3e-12 && placeName.test(w))))
    .map(([w, { read, p }]) => ({ w, key: read.map((s) => s[0]).join(''), syls: read.map((s) => number.get(s)), cost: cost(p) }))
  const order = (a, b) => a.syls.map((s, i) => s - b.syls[i]).find((d) => d) ?? 0
  some.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : order(a, b) || a.cost - b.cost || (a.w < b.w ? -1 : 1)))
  write('words' + n, ...some.map(({ w, syls, cost }) => Buffer.concat([u16(syls), u16(chars(w).map(code)), u8([cost])])))
}

// The file begins with a line for each section, its name and size, and an empty line.
fs.writeFileSync(process.argv[2], Buffer.concat([
  Buffer.from(sections.map((s) => `${s.name} ${s.content.length}\n`).join('') + '\n'),
  ...sections.map((s) => s.content),
]))
