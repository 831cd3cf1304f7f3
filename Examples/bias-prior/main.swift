// Why the last bias of the classification head starts at -4.6 and not at 0.

import RetinaKit

let prior = PriorProbability(0.01)
let loss = FocalLoss()

show("1 000 positives among 100 000 anchors, pi", 1_000.0 / 100_000)
show("bias b = -ln((1 - pi) / pi)", prior.bias, digits: 10)
show("sigmoid(b)", sigmoid(prior.bias))
expect(1_000.0 / 100_000, equals: prior.probability)
expect(prior.bias, equals: -4.595119850)
show("a bias of 0.01, taking pi for b, would give", sigmoid(0.01), digits: 4)
expect(sigmoid(prior.bias), equals: 0.01)
expect(sigmoid(0.01), roundsTo: 0.5025, digits: 4)

let negative = loss.value(logit: prior.bias, isPositive: false)
let positive = loss.value(logit: prior.bias, isPositive: true)
let undecided = loss.value(logit: 0, isPositive: false)
show("")
show("What one output costs at the start (alpha-balanced 0.25, gamma = 2):")
show("a negative, with the prior", negative, digits: 9)
show("a positive, with the prior", positive, digits: 10)
show("a negative, without (p = 0.5)", undecided, digits: 10)
show("without / with", grouped(Int((undecided / negative).rounded())))
expect(negative, equals: 7.53775189e-7)
expect(positive, equals: 1.128381825)
expect(undecided, equals: 0.1299650964)
expect(undecided / negative, roundsTo: 172_419, digits: 0)

let outputs = 100_000.0 * 80
show("")
show("The background of an image, 100 000 anchors of 80 classes, before normalisation:")
show("with the prior", outputs * negative, digits: 3)
show("without", grouped(Int((outputs * undecided).rounded())))
expect(outputs * negative, roundsTo: 6.03, digits: 2)
expect(outputs * undecided, roundsTo: 1_039_721, digits: 0)
