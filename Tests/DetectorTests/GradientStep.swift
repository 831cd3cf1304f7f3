// A check that tests of every backbone share: one step down the gradient, by plain descent.

import Boxes
import Detector
import Images
import Layers
import Tensors
import Testing

/// Checks that every parameter of a detector has a gradient, and that a step along it makes the loss of two pictures of
/// 64 × 64 smaller, by about as much as the gradient says.
func expectAStepDownTheGradientToHelp(_ model: RetinaNet, _ images: [Image]) throws {
  let object = LabeledBox(box: Box(xMin: 10, yMin: 12, xMax: 50, yMax: 44), label: 1)
  let targets = model.batch(images.map { _ in model.targets(objects: [object], on: .square(64)) })
  func loss(backward: Bool) -> Float {
    let pass = Pass.training()
    let loss = model.loss(model(model.input(images), pass), targets, pass)
    if backward { pass.tape.backward([(loss.classification, 1), (loss.box, 1)]) }
    return loss.total
  }
  let before = loss(backward: true)
  var squares = 0.0
  for parameter in model.parameters {
    let gradient = parameter.gradient.array
    #expect(gradient.contains { $0 != 0 }, "\(parameter.name) learns nothing")
    squares += gradient.reduce(0) { $0 + Double($1) * Double($1) }
  }
  // The step's first-order gain is a hundredth of the loss.
  let rate = Float(0.01 * Double(before) / squares)
  for parameter in model.parameters {
    let (value, gradient) = (parameter.value.array, parameter.gradient.array)
    parameter.value.buffer.write(zip(value, gradient).map { $0 - rate * $1 })
  }
  let after = loss(backward: false)
  #expect(after < before * 0.995 && after > before * 0.98, "\(before) → \(after)")
}
