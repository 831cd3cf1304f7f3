// What all pages share: the WebAssembly and what it borrows, text from answers, boxes that one drags, and the test.
"use strict";
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];

// MARK: The engine: the project's Swift. It borrows memory, five functions of Math, and four of C's library.

let engine;
async function start(name) {
  const packed = Uint8Array.from(atob(CODE), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const code = await new Response(stream).arrayBuffer();
  let memory;
  const view = () => new DataView(memory.buffer);
  const bytes = () => new Uint8Array(memory.buffer);
  // Blocks of 2, 4, 8 … times 16 bytes; the 16 before each say which. What is freed is the next of its size.
  const free = Array.from({ length: 32 }, () => []);
  let top = 0;
  function allocate(size) {
    const kind = Math.max(5, 32 - Math.clz32(size + 15));
    let block = free[kind].pop();
    if (block === undefined) {
      block = top;
      top += 2 ** kind;
      const missing = top - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536) + 16);
      view().setUint8(block, kind);
    }
    return block + 16;
  }
  const borrowed = {
    exp: Math.exp, log: Math.log, log1p: Math.log1p, pow: Math.pow, atan2: Math.atan2,
    posix_memalign(place, alignment, size) {
      // First allocate: memory that has grown is another buffer.
      const block = allocate(size);
      view().setUint32(place, block, true);
      return 0;
    },
    free(block) { if (block) free[view().getUint8(block - 16)].push(block - 16); },
    memcmp(a, b, count) {
      const all = bytes();
      for (let i = 0; i < count; i += 1) if (all[a + i] !== all[b + i]) return all[a + i] - all[b + i];
      return 0;
    },
    // Seeds of hash tables; nothing here depends on their order.
    arc4random_buf(place, count) { bytes().fill(7, place, place + count); },
    __multi3(place, a, aHigh, b, bHigh) {
      const wide = (low, high) => BigInt.asUintN(64, low) | BigInt.asUintN(64, high) << 64n;
      const product = BigInt.asUintN(128, wide(a, aHigh) * wide(b, bHigh));
      view().setBigUint64(place, BigInt.asUintN(64, product), true);
      view().setBigUint64(place + 8, product >> 64n, true);
    },
    _swift_stdlib_strtod_clocale(text, place) {
      const all = bytes();
      let end = text;
      while (all[end]) end += 1;
      view().setFloat64(place, Number(String.fromCharCode(...all.subarray(text, end))), true);
      return end;
    },
    round: (x) => { const whole = Math.trunc(x); return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole; },
    __stack_chk_fail() { throw new Error("the stack is damaged"); },
  };
  const { instance } = await WebAssembly.instantiate(code, { env: borrowed });
  memory = instance.exports.memory;
  top = Math.ceil(instance.exports.__heap_base.value / 16) * 16;
  engine = { calls: instance.exports, name };
}

/** What the page's Swift says to these numbers. */
function ask(inputs) {
  const { calls, name } = engine;
  for (const number of inputs) calls.tell(Number(number));
  calls[name]();
  const numbers = Array.from({ length: calls.numbers() }, (_, i) => calls.number(i));
  const bytes = Uint8Array.from({ length: calls.bytes() }, (_, i) => calls.byte(i));
  const texts = new TextDecoder().decode(bytes).split("\0").slice(0, -1);
  last = { inputs: inputs.map(Number), numbers, texts };
  return last;
}
let last;

/** Writes an answer's texts to the elements that ask for them by number. */
function say(texts) {
  for (const element of $$("[data-say]")) element.textContent = texts[element.dataset.say] ?? "";
}

// MARK: Drawing

const colors = ["#0072b2", "#c8401f", "#16855b", "#8a4fbf", "#b07400", "#3f6f8f", "#b0417c", "#5a7d1f"];

const rectangle = ([x0, y0, x1, y1], attributes) =>
  `<rect x="${x0}" y="${y0}" width="${Math.max(0, x1 - x0)}" height="${Math.max(0, y1 - y0)}" ${attributes}/>`;

/** A tag with a word at the corner of a box, inside it where it would leave the picture. */
function tag([x0, y0], text, color) {
  const width = 6 + 5 * text.length;
  const y = y0 < 11 ? y0 : y0 - 11;
  return `<rect x="${x0}" y="${y}" width="${width}" height="11" rx="2.5" fill="${color}"/>`
    + `<text x="${x0 + width / 2}" y="${y + 8.4}" text-anchor="middle" style="fill:#fff;font-size:8.5px;font-weight:600">${text}</text>`;
}

/** A shape that fills a box, as the project's synthetic pictures have: ellipse, rectangle, triangle. */
function shape(kind, [x0, y0, x1, y1], color) {
  const style = `fill="${color}" fill-opacity="0.32"`;
  if (kind % 3 === 0) return `<ellipse cx="${(x0 + x1) / 2}" cy="${(y0 + y1) / 2}" rx="${(x1 - x0) / 2}" ry="${(y1 - y0) / 2}" ${style}/>`;
  if (kind % 3 === 1) return rectangle([x0, y0, x1, y1], style);
  return `<path d="M${(x0 + x1) / 2} ${y0}L${x1} ${y1}L${x0} ${y1}Z" ${style}/>`;
}

/** The handles of a chosen box. */
const handles = ([x0, y0, x1, y1], color) => [[x0, y0], [x1, y0], [x0, y1], [x1, y1]]
  .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="4" fill="var(--card)" stroke="${color}" stroke-width="2"/>`).join("");

// MARK: Boxes that one drags by their middle and stretches by their corners, with a finger, a mouse or the arrow keys

function draggable(svg, scene) {
  // scene: boxes (arrays of four edges), chosen, width, height, changed(), tapped?(x, y)
  const point = (event) => {
    const matrix = svg.getScreenCTM().inverse();
    return [event.clientX * matrix.a + matrix.e, event.clientY * matrix.d + matrix.f];
  };
  const near = (x, y) => {
    const reach = Math.max(7, 12 * svg.getScreenCTM().inverse().a);
    const order = [scene.chosen, ...scene.boxes.keys()].filter((i) => scene.boxes[i]);
    for (const i of order) {
      const [x0, y0, x1, y1] = scene.boxes[i];
      const [byX, byY] = [Math.abs(x - x0) < Math.abs(x - x1) ? 0 : 2, Math.abs(y - y0) < Math.abs(y - y1) ? 1 : 3];
      if (Math.hypot(x - scene.boxes[i][byX], y - scene.boxes[i][byY]) <= reach) return { i, edges: [byX, byY] };
    }
    // Of the boxes around the point the smallest, which a larger one would hide for ever.
    const around = [...scene.boxes.keys()].filter((i) => {
      const [x0, y0, x1, y1] = scene.boxes[i];
      return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    });
    const size = (i) => (scene.boxes[i][2] - scene.boxes[i][0]) * (scene.boxes[i][3] - scene.boxes[i][1]);
    around.sort((a, b) => size(a) - size(b));
    return around.length ? { i: around[0], edges: [0, 1, 2, 3] } : undefined;
  };
  const limit = (value, low, high) => Math.min(Math.max(value, low), high);
  function move({ i, edges }, from, dx, dy) {
    const box = [...from];
    if (edges.length === 4) {
      const x = limit(Math.round(dx), -from[0], scene.width - from[2]);
      const y = limit(Math.round(dy), -from[1], scene.height - from[3]);
      scene.boxes[i] = [from[0] + x, from[1] + y, from[2] + x, from[3] + y];
      return;
    }
    for (const edge of edges) {
      const [moved, size] = edge % 2 ? [dy, scene.height] : [dx, scene.width];
      const other = from[(edge + 2) % 4];
      const value = Math.round(from[edge] + moved);
      box[edge] = edge < 2 ? limit(value, 0, other - 4) : limit(value, other + 4, size);
    }
    scene.boxes[i] = box;
  }
  let drag;
  svg.addEventListener("pointerdown", (event) => {
    const [x, y] = point(event);
    const hit = near(x, y);
    drag = { hit, x, y, from: hit && [...scene.boxes[hit.i]], moved: false };
    if (hit) scene.chosen = hit.i;
    try { svg.setPointerCapture(event.pointerId); } catch { /* a pointer that a test made up */ }
    scene.changed();
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = point(event);
    if (Math.hypot(x - drag.x, y - drag.y) > 2) drag.moved = true;
    if (!drag.moved || !drag.hit) return;
    move(drag.hit, drag.from, x - drag.x, y - drag.y);
    scene.changed();
  });
  const end = () => {
    if (drag && !drag.moved && scene.tapped) scene.tapped(drag.x, drag.y);
    drag = undefined;
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", () => { drag = undefined; });
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter") scene.chosen = (scene.chosen + 1) % scene.boxes.length;
    else if (step && scene.boxes[scene.chosen]) {
      move({ i: scene.chosen, edges: event.shiftKey ? [2, 3] : [0, 1, 2, 3] }, scene.boxes[scene.chosen], ...step);
    } else return;
    event.preventDefault();
    scene.changed();
  });
}

/** A slider, a menu or a check box: its value beside it, and a call at each change. */
function control(selector, changed, text = (value) => value) {
  const element = $(selector);
  const show = () => {
    const output = element.closest("label")?.querySelector("output");
    if (output) output.textContent = text(element.value);
  };
  element.addEventListener("input", () => { changed(); show(); });
  element.show = show;
  show();
  return element;
}

// MARK: The test: `page.html?test` moves things and writes what the page then says where a script can read it

const hand = {
  records: [],
  set(selector, value) {
    const element = $(selector);
    if (element.type === "checkbox" || element.type === "radio") element.checked = value;
    else element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
    this.look();
  },
  drag(selector, from, to) {
    const svg = $(selector);
    const matrix = svg.getScreenCTM();
    const at = ([x, y]) => ({ clientX: x * matrix.a + matrix.e, clientY: y * matrix.d + matrix.f, pointerId: 1, bubbles: true });
    svg.dispatchEvent(new PointerEvent("pointerdown", at(from)));
    svg.dispatchEvent(new PointerEvent("pointermove", at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2])));
    svg.dispatchEvent(new PointerEvent("pointermove", at(to)));
    svg.dispatchEvent(new PointerEvent("pointerup", at(to)));
    this.look();
  },
  click(selector) { $(selector).click(); this.look(); },
  /** What was asked last, and what stands on the page now. */
  look() {
    const texts = last.texts.map((_, i) => document.querySelector(`[data-say="${i}"]`)?.textContent ?? null);
    const bits = new DataView(new ArrayBuffer(8));
    const numbers = last.numbers.map((number) => (bits.setFloat64(0, number), bits.getBigUint64(0).toString()));
    this.records.push({ inputs: last.inputs, numbers, texts });
  },
};

async function show(name, page) {
  try {
    await start(name);
    page.begin();
    if (location.search === "?test") {
      hand.look();
      page.test();
      const script = document.createElement("script");
      script.type = "application/json";
      script.id = "test";
      script.textContent = JSON.stringify(hand.records);
      document.body.append(script);
    }
  } catch (error) {
    const note = document.createElement("p");
    note.className = "failed";
    note.textContent = `The page could not be started (${error.message}). It needs a browser of 2023 or later.`;
    $("header").append(note);
  }
}
