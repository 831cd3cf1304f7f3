// Two heads, one loss: who learns from which part of the sum, shown on the real network.
//
// The loss is classification + box. A sum passes its gradient to both terms unchanged, so each head learns from its own
// loss alone, as if the other were not there; what both heads stand on, pyramid and backbone, learns from both at once.

import Detector
import Layers
import Lessons
import Shapes
import Tensors

lesson("How one loss trains two heads: their gradients, and the sum below them.")

let model = RetinaNet(.small, seed: 0)
let shapes = ShapesDataset(seed: 0, count: 2)
let scenes = (0..<2).map { shapes.example(at: $0) }
let targets = model.batch(scenes.map { model.targets(objects: $0.objects, on: .square(128)) })
let input = model.input(scenes.map(\.image))

/// The gradients of classification · c + box · b, by part of the network.
func gradients(
  _ model: RetinaNet, _ input: Tensor, _ targets: RetinaNet.BatchTargets, classification c: Float, box b: Float
) -> [String: [Float]] {
  for parameter in model.parameters { parameter.clearGradient() }
  let pass = Pass.training()
  let loss = model.loss(model(input, pass), targets, pass)
  var losses: [(loss: Variable, factor: Float)] = []
  if c != 0 { losses.append((loss.classification, c)) }
  if b != 0 { losses.append((loss.box, b)) }
  pass.tape.backward(losses)
  return Dictionary(grouping: model.parameters) { String($0.name.prefix { $0 != "." }) }
    .mapValues { $0.flatMap { $0.gradient.array } }
}

/// √Σ x², the length of a gradient.
func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}

let ofClassification = gradients(model, input, targets, classification: 1, box: 0)
let ofBox = gradients(model, input, targets, classification: 0, box: 1)
let ofBoth = gradients(model, input, targets, classification: 1, box: 1)

show("positive anchors of the two images", targets.positives.map(String.init).joined(separator: " and "))
show("")
show("Length of the gradient, by what goes back and where it arrives")
var rows = [["part of the network", "classification", "box", "both", "both - (classification + box)"]]
for part in ["classification", "regression", "pyramid", "backbone"] {
  guard let c = ofClassification[part], let b = ofBox[part], let both = ofBoth[part] else { continue }
  let rest = norm(both.indices.map { both[$0] - (c[$0] + b[$0]) })
  let isHead = part == "classification" || part == "regression"
  rows.append([
    isHead ? "\(part) head" : part, significant(norm(c), digits: 3), significant(norm(b), digits: 3),
    significant(norm(both), digits: 3), rest == 0 ? "0" : "rounding",
  ])
  // Below the heads the gradients add, to rounding.
  expect(rest <= 1e-4 * norm(both), "the sum's gradient in \(part) to be the sum of the gradients")
}
show(table: rows)

show("")
let intoBoxHead = ofClassification["regression", default: []]
let intoClassificationHead = ofBox["classification", default: []]
show("numbers of the box head that the classification loss moves", intoBoxHead.count { $0 != 0 })
show("numbers of the classification head that the box loss moves", intoClassificationHead.count { $0 != 0 })
expect(intoBoxHead.allSatisfy { $0 == 0 } && !intoBoxHead.isEmpty, "the box head to learn from boxes alone")
expect(
  intoClassificationHead.allSatisfy { $0 == 0 } && !intoClassificationHead.isEmpty,
  "the classification head to learn from classes alone")
expect(ofBoth["regression"] == ofBox["regression"], "the box head to learn the same from both as from its own loss")
expect(ofBoth["classification"] == ofClassification["classification"], "the classification head likewise")

show("")
show("So a weight on the box loss is a learning rate for the box head, and a vote in what the two heads share:")
let weighed = gradients(model, input, targets, classification: 1, box: 2)
let ratio = norm(weighed["regression", default: []]) / norm(ofBoth["regression", default: []])
let still = norm(weighed["classification", default: []]) / norm(ofBoth["classification", default: []])
show("box loss twice: the box head's gradient grows by", ratio, digits: 4)
show("box loss twice: the classification head's gradient grows by", still, digits: 4)
expect(ratio, equals: 2, relative: 1e-5)
expect(still, equals: 1, relative: 1e-9)
