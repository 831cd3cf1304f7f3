// The page on the loss: curves and a ledger.
const kinds = [["P", "var(--positive)"], ["H", "var(--wrong)"], ["E", "var(--negative)"]];
const names = ["pPositive", "positives", "pHard", "hard", "pEasy", "easy", "gamma", "alpha"];

function update() {
  const value = (name) => Number($(`#${name}`).value);
  const answer = ask([
    value("gamma"), $("#balanced").checked ? value("alpha") : -1, value("positives"), value("pPositive"),
    value("hard"), value("pHard"), value("easy"), value("pEasy"),
  ]);
  say(answer.texts);
  const shares = answer.numbers.slice(-8);
  $$("#ledger .bar").forEach((bar, i) => { bar.style.width = `${100 * shares[i]}%`; });
  draw(answer.numbers, value("gamma"));
}

function draw(numbers, gamma) {
  const [left, right, top, bottom, most] = [40, 466, 14, 282, 5];
  const x = (truth) => left + (right - left) * truth;
  const y = (loss) => bottom - (bottom - top) * Math.min(loss, most) / most;
  const parts = [];
  for (let loss = 0; loss <= most; loss += 1) {
    parts.push(`<path d="M${left} ${y(loss)}H${right}" stroke="var(--rule)"/><text x="${left - 7}" y="${y(loss) + 4}" text-anchor="end">${loss}</text>`);
  }
  for (let tenths = 0; tenths <= 10; tenths += 2) parts.push(`<text x="${x(tenths / 10)}" y="${bottom + 16}" text-anchor="middle">${tenths / 10}</text>`);
  parts.push(`<text x="${(left + right) / 2}" y="${bottom + 33}" text-anchor="middle">probability of the truth, pt</text>`);
  parts.push(`<text x="${left + 6}" y="${top + 6}" style="fill:var(--soft)">loss, without α</text>`);
  const curve = (start) => numbers.slice(start, start + 99)
    .map((loss, i) => `${i ? "L" : "M"}${x((i + 1) / 100).toFixed(1)} ${y(loss).toFixed(1)}`).join("");
  [0, 0.5, 1, 2, 5].forEach((reference, i) => {
    parts.push(`<path d="${curve(99 * i)}" fill="none" stroke="var(--negative)" stroke-width="1.2" opacity="0.8"/>`);
  });
  parts.push(`<path d="${curve(99 * 5)}" fill="none" stroke="var(--accent)" stroke-width="3"/>`);
  // Each name on its own curve, which it interrupts: beside it, it would lie on another's.
  [0, 0.5, 1, 2, 5].forEach((reference, i) => {
    const place = [44, 36, 28, 19, 14][i];
    parts.push(`<text x="${x((place + 1) / 100)}" y="${y(numbers[99 * i + place]) + 4}" text-anchor="middle" style="fill:var(--soft);stroke:var(--card);stroke-width:4;paint-order:stroke">γ ${reference}</text>`);
  });
  kinds.forEach(([letter, color], i) => {
    const [truth, loss] = numbers.slice(99 * 6 + 2 * i);
    parts.push(`<circle cx="${x(truth)}" cy="${y(loss)}" r="8.5" fill="${color}"/><text x="${x(truth)}" y="${y(loss) + 4}" text-anchor="middle" style="fill:#fff;font-weight:700">${letter}</text>`);
  });
  $("#chart").innerHTML = parts.join("");
}

show("loss", {
  begin() {
    $("#kinds").innerHTML = kinds.map(([letter, color], i) => `<li><b style="background:${color}">${letter}</b><span data-say="${1 + i}"></span></li>`).join("");
    const groups = ["positives", "hard negatives", "moderate negatives", "easy negatives", "all"];
    $("#ledger").innerHTML = groups.map((group, row) => {
      const cells = [0, 1, 2, 3, 4].map((column) => {
        const bar = row < 4 && (column === 2 || column === 4) ? '<span class="bar"></span>' : "";
        return `<td><span data-say="${4 + 5 * row + column}"></span>${bar}</td>`;
      });
      return `<tr${row === 4 ? ' class="sum"' : ""}><td>${group}</td>${cells.join("")}</tr>`;
    }).join("");
    for (const name of names) {
      const digits = name.startsWith("p") && name !== "positives" ? 3 : name === "alpha" ? 2 : name === "gamma" ? 1 : 0;
      control(`#${name}`, update, (value) => Number(value).toFixed(digits));
    }
    control("#balanced", update);
    update();
  },
  test() {
    for (const gamma of [0, 0.5, 1, 3.7, 5, 2]) hand.set("#gamma", gamma);
    for (const alpha of [0, 0.5, 0.75, 1, 0.25]) hand.set("#alpha", alpha);
    hand.set("#balanced", false);
    hand.set("#balanced", true);
    for (const p of [0.01, 0.3, 0.9, 0.99]) hand.set("#pPositive", p);
    for (const p of [0.21, 0.6, 0.99]) hand.set("#pHard", p);
    for (const p of [0.005, 0.05, 0.195]) hand.set("#pEasy", p);
    hand.set("#positives", 0);
    hand.set("#hard", 0);
    hand.set("#easy", 0);
  },
});
