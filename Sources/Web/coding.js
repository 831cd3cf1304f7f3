// The page on codings: an anchor, a box, and a table of numbers.
const scene = { width: 320, height: 240, chosen: 1, boxes: [[90, 70, 190, 170], [120, 60, 250, 150]], changed: update };
const choice = (name) => Number($(`input[name=${name}]:checked`).value);
let count = 0;

function update() {
  const answer = ask([choice("writer"), choice("reader"), ...scene.boxes.flat()]);
  say(answer.texts);
  const read = answer.numbers.slice(4 * count, 4 * count + 4);
  const [anchor, box] = scene.boxes;
  $("#stage").innerHTML = [
    rectangle([0, 0, 320, 240], 'fill="var(--page)" stroke="var(--rule)"'),
    rectangle(read, 'fill="var(--wrong)" fill-opacity="0.14" stroke="var(--wrong)" stroke-width="3"'),
    rectangle(anchor, 'fill="none" stroke="var(--negative)" stroke-width="2" stroke-dasharray="5 3"'),
    rectangle(box, 'fill="none" stroke="var(--right)" stroke-width="2"'),
    tag(anchor, "anchor", "var(--negative)"), tag(box, "box", "var(--right)"),
    handles(scene.boxes[scene.chosen], scene.chosen ? "var(--right)" : "var(--negative)"),
  ].join("");
}

show("coding", {
  begin() {
    const names = ask([]).texts;
    count = names.length;
    $("#codings").innerHTML = names.map((name, i) => {
      const radio = (group, word, on) => `<input type="radio" name="${group}" id="${group}${i}" value="${i}" aria-label="${name} ${word}"${i === on ? " checked" : ""}>`;
      const cells = [0, 1, 2, 3].map((k) => `<td data-say="${4 * i + k}"></td>`).join("");
      return `<tr><td colspan="6" style="border-bottom:0;padding-bottom:0">${name}</td></tr>`
        + `<tr><td>${radio("writer", "writes", 0)}</td><td>${radio("reader", "reads", 3)}</td>${cells}</tr>`;
    }).join("");
    $("#read").dataset.say = 4 * count;
    $("#overlap").dataset.say = 4 * count + 1;
    $$("input[type=radio]").forEach((radio) => radio.addEventListener("input", update));
    draggable($("#stage"), scene);
    update();
  },
  test() {
    for (let writer = 0; writer < count; writer += 1) {
      hand.set(`#writer${writer}`, true);
      for (let reader = 0; reader < count; reader += 1) hand.set(`#reader${reader}`, true);
    }
    hand.drag("#stage", [200, 105], [150, 150]);
    hand.drag("#stage", [90, 70], [60, 41]);
    hand.drag("#stage", [70, 50], [200, 120]);
  },
});
