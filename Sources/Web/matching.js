// The page on matching: inputs from controls and objects, the picture from the answer.
const scene = {
  width: 320, height: 240, chosen: 0,
  boxes: [[60, 92, 190, 202], [214, 60, 240, 92], [262, 150, 284, 172], [18, 24, 30, 36]],
  kinds: [0, 1, 2, 1], changed: update, tapped: (x, y) => { asked = [x, y]; update(); },
};
let asked = [236, 100];
let menu;
let rules;

function update() {
  const answer = ask([
    $("#system").value, $("#rule").value, $("#positive").value, $("#negative").value, $("#defects").checked ? 1 : 0,
    ...asked, ...scene.boxes.flat(),
  ]);
  const list = $("#objects");
  if (list.children.length !== scene.boxes.length) {
    list.innerHTML = scene.boxes.map((_, i) =>
      `<li><b style="background:${colors[i % colors.length]}">${i}</b><span data-say="${3 + i}"></span></li>`).join("");
  }
  say(answer.texts);
  draw(answer.numbers);
}

function draw([, , , , isAsked, ...rest]) {
  const parts = [rectangle([0, 0, 320, 240], 'fill="var(--page)" stroke="var(--rule)"')];
  parts.push('<g stroke="var(--rule)">');
  for (let x = 8; x < 320; x += 8) parts.push(`<path d="M${x} 0V240" opacity="${x % 32 ? 0.25 : 0.7}"/>`);
  for (let y = 8; y < 240; y += 8) parts.push(`<path d="M0 ${y}H320" opacity="${y % 32 ? 0.25 : 0.7}"/>`);
  parts.push("</g>");
  scene.boxes.forEach((box, i) => parts.push(shape(scene.kinds[i], box, colors[i % colors.length])));
  for (const wantsPositive of [false, true]) {
    for (let i = 4; i < rest.length; i += 5) {
      const object = rest[i];
      if (object >= 0 !== wantsPositive) continue;
      const style = object < 0
        ? 'stroke="var(--ignored)" stroke-dasharray="3 2" stroke-width="0.8" opacity="0.75"'
        : `stroke="${colors[object % colors.length]}" stroke-width="1.2" opacity="0.9"`;
      parts.push(rectangle(rest.slice(i + 1, i + 5), `fill="none" ${style}`));
    }
  }
  if (isAsked) {
    parts.push(rectangle(rest.slice(0, 4), 'fill="none" stroke="var(--ink)" stroke-width="2"'));
    parts.push(`<circle cx="${asked[0]}" cy="${asked[1]}" r="2.5" fill="var(--ink)"/>`);
  }
  scene.boxes.forEach((box, i) => {
    const color = colors[i % colors.length];
    parts.push(rectangle(box, `fill="none" stroke="${color}" stroke-width="2.2"`), tag(box, String(i), color));
    if (i === scene.chosen) parts.push(handles(box, color));
  });
  $("#stage").innerHTML = parts.join("");
}

/** A system brings its rule and its thresholds along. */
function choose() {
  const own = menu.slice(3 * $("#system").value);
  $("#rule").value = own[0];
  $("#positive").value = own[1];
  $("#negative").value = own[2];
  [positive, negative].forEach((slider) => slider.show());
  update();
}
let positive;
let negative;

show("matching", {
  begin() {
    const choices = ask([]);
    menu = choices.numbers;
    const systems = choices.texts.slice(0, menu.length / 3);
    rules = choices.texts.slice(systems.length);
    const words = {
      none: "none: below the threshold is below", bestAnchors: "each object’s best anchors, for their own best object",
      bestAnchorsUnlessNegative: "the same, unless they are negative", objectsTakeBestAnchors: "each object takes its best anchors",
    };
    const options = (names) => names.map((name, i) => `<option value="${i}">${name}</option>`).join("");
    $("#system").innerHTML = options(systems);
    $("#rule").innerHTML = options(rules.map((rule) => words[rule] ?? rule));
    control("#system", choose);
    control("#rule", update);
    const fixed = (value) => Number(value).toFixed(2);
    positive = control("#positive", () => {
      if (Number(negative.value) > Number(positive.value)) { negative.value = positive.value; negative.show(); }
      update();
    }, fixed);
    negative = control("#negative", () => {
      if (Number(negative.value) > Number(positive.value)) { positive.value = negative.value; positive.show(); }
      update();
    }, fixed);
    control("#defects", update);
    $("#add").addEventListener("click", () => {
      if (scene.boxes.length >= 8) return;
      const i = scene.boxes.length;
      scene.boxes.push([20 + 30 * i, 16 + 6 * i, 56 + 30 * i, 52 + 6 * i]);
      scene.kinds.push(i);
      scene.chosen = i;
      update();
    });
    $("#remove").addEventListener("click", () => {
      if (scene.boxes.length < 2) return;
      scene.boxes.splice(scene.chosen, 1);
      scene.kinds.splice(scene.chosen, 1);
      scene.chosen = 0;
      update();
    });
    draggable($("#stage"), scene);
    choose();
  },
  test() {
    for (let system = 0; system < 8; system += 1) hand.set("#system", system);
    for (let rule = 0; rule < 4; rule += 1) hand.set("#rule", rule);
    hand.set("#positive", 0.7);
    hand.set("#negative", 0.3);
    hand.set("#negative", 0.75);
    hand.set("#system", 1);
    hand.drag("#stage", [125, 147], [160, 120]);
    hand.drag("#stage", [240, 92], [262, 120]);
    hand.drag("#stage", [24, 30], [100, 60]);
    hand.drag("#stage", [300, 20], [300, 20]);
    hand.drag("#stage", [24, 200], [24, 200]);
    hand.set("#defects", true);
    hand.set("#system", 3);
    hand.click("#add");
    hand.click("#remove");
  },
});
