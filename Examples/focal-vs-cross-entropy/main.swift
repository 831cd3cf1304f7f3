// What cross entropy and the focal loss charge for easy and hard examples, worked out,
// and where a much-read article's figures for the same examples are wrong.

import Lessons
import Losses

lesson("Cross entropy and focal loss of easy and hard examples, and where an article about them is wrong.")

let constant = FocalLoss(alpha: .constant(0.25), gamma: 2)
let balanced = FocalLoss(alpha: .balanced(0.25), gamma: 2)

// MARK: - The worked table

/// CE / FL, whole if it is.
func ratio(_ example: Case) -> String {
  let exact = example.crossEntropy / example.focal
  return abs(exact - exact.rounded()) < 1e-6 ? grouped(Int(exact.rounded())) : significant(exact, digits: 4)
}

/// One worked example: a probability, what is true, and what its cross entropy is divided by.
struct Case {
  let name: String
  let probability: Double
  let isPositive: Bool
  let ratio: Double

  var crossEntropy: Double { CrossEntropy.value(probability: probability, isPositive: isPositive) }
  var focal: Double { constant.value(probability: probability, isPositive: isPositive) }
  var balancedFocal: Double { balanced.value(probability: probability, isPositive: isPositive) }
}

let cases = [
  Case(name: "very easy positive", probability: 0.99, isPositive: true, ratio: 40_000),
  Case(name: "very easy negative", probability: 0.01, isPositive: false, ratio: 40_000),
  Case(name: "easy positive", probability: 0.9, isPositive: true, ratio: 400),
  Case(name: "easy negative", probability: 0.1, isPositive: false, ratio: 400),
  Case(name: "undecided positive", probability: 0.5, isPositive: true, ratio: 16),
  Case(name: "undecided negative", probability: 0.5, isPositive: false, ratio: 16),
  Case(name: "misclassified positive", probability: 0.1, isPositive: true, ratio: 1 / (0.25 * 0.9 * 0.9)),
  Case(name: "misclassified negative", probability: 0.9, isPositive: false, ratio: 1 / (0.25 * 0.9 * 0.9)),
]

show("Focal loss, gamma = 2. Constant: alpha = 0.25 for both signs. Balanced: 0.25 for positives, 0.75 for negatives.")
show("")
show(
  table: [["example", "p", "cross entropy", "focal, constant", "focal, balanced", "CE / constant"]]
    + cases.map { example in
      [
        example.name, "\(example.probability)", significant(example.crossEntropy), significant(example.focal),
        significant(example.balancedFocal), ratio(example),
      ]
    })

for example in cases {
  expect(example.crossEntropy / example.focal, equals: example.ratio)
  expect(example.balancedFocal / example.focal, equals: example.isPositive ? 1 : 3)
}
let (veryEasy, easy, undecided, hard) = (cases[1], cases[3], cases[5], cases[7])
expect(veryEasy.crossEntropy, equals: 0.010050335854)
expect(veryEasy.focal, equals: 2.512583963e-7)
expect(veryEasy.balancedFocal, equals: 7.53775189e-7)
expect(easy.crossEntropy, equals: 0.105360515658)
expect(easy.focal, equals: 0.000263401289)
expect(easy.balancedFocal, equals: 0.000790203867)
expect(undecided.crossEntropy, equals: 0.693147180560)
expect(undecided.focal, equals: 0.04332169878)
expect(undecided.balancedFocal, equals: 0.1299650964)
expect(hard.crossEntropy, equals: 2.302585092994)
expect(hard.focal, equals: 0.466273481331)
expect(hard.balancedFocal, equals: 1.398820444)

// MARK: - Against the article

show("")
show("Where \"RetinaNet, Advanced Computer Vision\" (Data Science Blogathon) is wrong, or rough:")

show("- easy example, CE / FL: it says 384, exact is \(significant(easy.crossEntropy / easy.focal)).")
show("  It divided rounded figures: 0.1 / 0.00026 = \(significant(0.1 / 0.00026)).")
expect(0.1 / 0.00026, roundsTo: 384.6, digits: 1)

let misprint = (0.4667 - hard.focal) / hard.focal
show("- misclassified example, FL: it says 0.4667, right is \(significant(hard.focal, digits: 4)).")
show("  A misprint, \(significant(misprint * 100, digits: 1)) % too much.")
expect(hard.focal, roundsTo: 0.4663, digits: 4)
expect(misprint * 100, roundsTo: 0.09, digits: 2)

show(
  "- misclassified example, CE / FL: it says 5, more exactly "
    + "\(significant(hard.crossEntropy / hard.focal, digits: 10))."
)
expect(hard.crossEntropy / hard.focal, equals: 4.938271605)

let tenfold = 0.1053 / veryEasy.crossEntropy
show("- very easy negative, p = 0.01, CE: it says 0.1053, right is \(significant(veryEasy.crossEntropy, digits: 4)).")
show("  It repeats the figure of p = 0.1, \(significant(tenfold, digits: 3)) times what is right.")
expect(veryEasy.crossEntropy, roundsTo: 0.01005, digits: 5)
expect(tenfold, roundsTo: 10.5, digits: 1)

show("- 0.1053 and 2.3025 are cut off, not rounded: 0.1054 and 2.3026.")
expect(easy.crossEntropy, roundsTo: 0.1054, digits: 4)
expect(hard.crossEntropy, roundsTo: 2.3026, digits: 4)

show("- alpha: it takes 0.25 for negatives too. The paper takes 1 - 0.25 = 0.75, three times as much.")
expect(balanced.weight(isPositive: false), equals: 0.75)
