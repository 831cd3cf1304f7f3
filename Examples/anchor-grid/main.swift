// How many anchors stand where: RetinaNet's grids and counts at three image sizes, and one anchor found again.

import Anchors
import Lessons

lesson("Grids, cells and anchors of every level.")

let paper = AnchorGenerator.paper
show("RetinaNet on 800 × 800 pixels: \(paper.scales.count) scales × \(paper.ratios.count) ratios a cell")
show(paper.table(on: .square(800)))
expect(paper.anchorsPerCell, equals: 9)
expect(paper.grids(on: .square(800)).map(\.height), equals: [100, 50, 25, 13, 7])
expect(paper.locationCount(on: .square(800)), equals: 13_343)
expect(paper.anchors(on: .square(800)).count, equals: 120_087)

show("")
show("RetinaNet on 600 × 600 pixels")
show(paper.table(on: .square(600)))
expect(paper.grids(on: .square(600)).map(\.height), equals: [75, 38, 19, 10, 5])
expect(paper.anchors(on: .square(600)).count, equals: 67_995)

show("")
show("The small detector on 128 × 128 pixels")
let small = AnchorGenerator.small
show(small.table(on: .square(128)))
expect(small.anchors(on: .square(128)).count, equals: 3_069)

show("")
show("The shapes of a cell of P3 in their order, width × height")
for shape in small.shapes(level: 0) {
  show("\(significant(shape.width, digits: 4)) × \(significant(shape.height, digits: 4))")
  expect(shape.size <= 16 * 1.5875 && shape.size >= 15.9999, "a size between 16 and 16 · 2^⅔")
}

show("")
let location = small.locate(anchor: 2_500, on: .square(128))
show("anchor 2500", small.describe(location))
expect(small.describe(location), equals: "P4, row 2, column 5, 29 × 57 px")
expect(small.index(of: location, on: .square(128)), equals: 2_500)

show("")
show("Five sizes in one group are one level's sizes, not five levels'")
do throws(AnchorSizesError) {
  _ = try AnchorGenerator(sizes: [[32, 64, 128, 256, 512]], strides: [8, 16, 32, 64, 128])
  expect(false, "an error for five sizes on one level")
} catch {
  show(error.description)
}
