// The page on suppression: detections that one drags, and a rule.
const detections = [[0, 0.95], [0, 0.88], [0, 0.7], [1, 0.9], [1, 0.64], [1, 0.55], [0, 0.82], [0, 0.4]]
  .map(([label, score]) => ({ label, score }));
const scene = {
  width: 320, height: 240, chosen: 1,
  boxes: [
    [40, 50, 140, 150], [52, 62, 150, 158], [70, 30, 160, 130], [60, 60, 150, 150], [190, 130, 280, 220],
    [206, 120, 296, 206], [200, 30, 260, 90], [222, 30, 282, 90],
  ],
  changed() { reveal(); update(); },
};
let score;

/** The controls show the chosen detection. */
function reveal() {
  $("#score").value = detections[scene.chosen].score;
  $("#label").value = detections[scene.chosen].label;
  score.show();
}

function update() {
  $("#what").textContent = $("#rule").value === "3" ? "σ" : "Threshold";
  const answer = ask([
    $("#rule").value, $("#threshold").value, $("#perClass").checked ? 1 : 0,
    ...scene.boxes.flatMap((box, i) => [...box, detections[i].label, detections[i].score]),
  ]);
  say(answer.texts);
  const parts = [rectangle([0, 0, 320, 240], 'fill="var(--page)" stroke="var(--rule)"')];
  // The surest last, so that it lies on top.
  const order = [...scene.boxes.keys()].sort((a, b) => answer.numbers[a] - answer.numbers[b]);
  for (const i of order) {
    const [box, now] = [scene.boxes[i], answer.numbers[i]];
    const color = now > 0 ? colors[detections[i].label] : "var(--negative)";
    const style = now > 0 ? `stroke-width="2.5" stroke-opacity="${0.35 + 0.65 * now}"` : 'stroke-width="1.2" stroke-dasharray="4 3"';
    if (now > 0) parts.push(`<g opacity="${now * 0.5}">${shape(detections[i].label, box, color)}</g>`);
    parts.push(rectangle(box, `fill="none" stroke="${color}" ${style}`));
  }
  for (const i of order) parts.push(tag(scene.boxes[i], String.fromCharCode(65 + i), answer.numbers[i] > 0 ? colors[detections[i].label] : "var(--negative)"));
  parts.push(handles(scene.boxes[scene.chosen], "var(--ink)"));
  $("#stage").innerHTML = parts.join("");
  $$("#detections li").forEach((item, i) => {
    item.className = answer.numbers[i] > 0 ? "" : "gone";
    item.firstChild.style.background = answer.numbers[i] > 0 ? colors[detections[i].label] : "var(--negative)";
  });
}

show("suppression", {
  begin() {
    $("#detections").innerHTML = detections.map((_, i) =>
      `<li><b>${String.fromCharCode(65 + i)}</b><span data-say="${2 + i}"></span></li>`).join("");
    const fixed = (value) => Number(value).toFixed(2);
    control("#rule", update);
    control("#threshold", update, fixed);
    control("#perClass", update);
    score = control("#score", () => { detections[scene.chosen].score = Number($("#score").value); update(); }, fixed);
    control("#label", () => { detections[scene.chosen].label = Number($("#label").value); update(); });
    draggable($("#stage"), scene);
    reveal();
    update();
  },
  test() {
    for (const rule of [0, 1, 2, 3]) {
      hand.set("#rule", rule);
      for (const threshold of [0.01, 0.3, 0.47, 0.5, 0.62, 0.8, 1]) hand.set("#threshold", threshold);
      hand.set("#perClass", false);
      hand.set("#perClass", true);
    }
    hand.set("#rule", 0);
    hand.set("#threshold", 0.5);
    hand.drag("#stage", [235, 205], [100, 100]);
    hand.drag("#stage", [200, 30], [222, 31]);
    hand.set("#score", 0.97);
    hand.set("#label", 1);
    hand.set("#rule", 1);
  },
});
