// The page on average precision: a ranking made by hand.
let ranking = [1, 1, 0, 1, 0, 0, 1, 1, 0];
const scoreOf = (i) => (99 - 4 * i) / 100;
let objects;

function update() {
  const right = ranking.reduce((sum, is) => sum + is, 0);
  if (Number(objects.value) < right) { objects.value = right; objects.show(); }
  const answer = ask([objects.value, ...ranking.flatMap((is, i) => [scoreOf(i), is])]);
  $("#chips").innerHTML = ranking.map((is, i) =>
    `<button class="chip ${is ? "right" : "wrong"}" data-place="${i}" aria-label="detection ${i + 1}, ${is ? "right" : "wrong"}">${is ? "✓" : "✗"}<small>${scoreOf(i).toFixed(2)}</small></button>`).join("");
  $("#rows").innerHTML = ranking.map((_, i) =>
    `<tr><td>${scoreOf(i).toFixed(2)}</td>${[0, 1, 2, 3].map((k) => `<td data-say="${4 + 4 * i + k}"></td>`).join("")}</tr>`).join("");
  say(answer.texts);
  draw(answer.numbers);
}

function draw(numbers) {
  const [left, right, top, bottom] = [44, 466, 14, 286];
  const x = (recall) => left + (right - left) * recall;
  const y = (precision) => bottom - (bottom - top) * precision;
  const parts = [];
  for (let tenths = 0; tenths <= 10; tenths += 2) {
    const value = tenths / 10;
    parts.push(`<path d="M${left} ${y(value)}H${right}M${x(value)} ${top}V${bottom}" stroke="var(--rule)"/>`);
    parts.push(`<text x="${left - 7}" y="${y(value) + 4}" text-anchor="end">${value}</text><text x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${value}</text>`);
  }
  parts.push(`<text x="${(left + right) / 2}" y="${bottom + 33}" text-anchor="middle">recall</text>`);
  parts.push(`<text x="${left + 6}" y="${bottom - 8}" style="fill:var(--soft)">precision</text>`);
  const envelope = numbers.slice(2 * ranking.length, 2 * ranking.length + 101);
  const points = envelope.map((precision, i) => `${x(i / 100).toFixed(1)} ${y(precision).toFixed(1)}`);
  parts.push(`<path d="M${x(0)} ${y(0)}L${points.join("L")}L${x(1)} ${y(0)}Z" fill="var(--ignored)" opacity="0.14"/>`);
  envelope.forEach((precision, i) => parts.push(`<circle cx="${x(i / 100)}" cy="${y(precision)}" r="${i % 10 ? 1.6 : 2.6}" fill="var(--ignored)"/>`));
  const path = ranking.map((_, i) => `${i ? "L" : "M"}${x(numbers[2 * i])} ${y(numbers[2 * i + 1])}`).join("");
  parts.push(`<path d="${path}" fill="none" stroke="var(--accent)" stroke-width="2"/>`);
  ranking.forEach((is, i) => parts.push(`<circle cx="${x(numbers[2 * i])}" cy="${y(numbers[2 * i + 1])}" r="5" fill="${is ? "var(--right)" : "var(--wrong)"}"/>`));
  $("#chart").innerHTML = parts.join("");
}

/** A tap turns a detection, a drag moves it. */
function listen() {
  let held;
  const chips = $("#chips");
  const place = (event) => {
    const chip = document.elementFromPoint(event.clientX, event.clientY)?.closest(".chip");
    return chip ? Number(chip.dataset.place) : undefined;
  };
  chips.addEventListener("pointerdown", (event) => {
    const from = place(event);
    if (from !== undefined) held = { from, moved: false };
  });
  addEventListener("pointermove", (event) => {
    const to = held && place(event);
    if (to === undefined || to === held.from) return;
    ranking.splice(to, 0, ...ranking.splice(held.from, 1));
    held = { from: to, moved: true };
    update();
  });
  addEventListener("pointerup", () => {
    wasDrag = held?.moved ?? false;
    held = undefined;
  });
  let wasDrag = false;
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip || wasDrag) { wasDrag = false; return; }
    ranking[chip.dataset.place] ^= 1;
    update();
  });
}

show("curve", {
  begin() {
    objects = control("#objects", update);
    const add = (is) => { if (ranking.length < 24) ranking.push(is); update(); };
    $("#right").addEventListener("click", () => add(1));
    $("#wrong").addEventListener("click", () => add(0));
    $("#remove").addEventListener("click", () => { ranking.pop(); update(); });
    listen();
    update();
  },
  test() {
    for (const place of [0, 2, 3, 8, 0]) hand.click(`[data-place="${place}"]`);
    hand.set("#objects", 20);
    hand.click("#right");
    hand.click("#wrong");
    hand.set("#objects", 0);
    while (ranking.length) hand.click("#remove");
    hand.set("#objects", 0);
    hand.set("#objects", 5);
    hand.click("#right");
  },
});
