// The standard recipe's numbers, and the laws that scenes of every preset obey.

import Boxes
import Foundation
import Shapes
import Testing
import _TestSupport

@Suite("The shapes recipe")
struct RecipeTests {
  @Test("The standard recipe, number by number")
  func standard() {
    let recipe = ShapesDataset.Recipe.standard
    #expect(recipe.objects == 1...5)
    #expect(recipe.emptyFraction == 0)
    #expect(recipe.size == 12...72)
    #expect(recipe.logAspect == -0.5...0.5)
    #expect(recipe.classFrequencies == [1, 1, 1])
    #expect(recipe.greatestIoU == 0.1)
    #expect(recipe.leastContrast == 120)
    #expect(recipe.clutterLines == 0...7)
    #expect(recipe.clutterThickness == 1...5)
    #expect(recipe.noise == 0.03)
    #expect(recipe.annotationJitter == 0)
    #expect(ShapesDataset(seed: 0, count: 1).imageSize == 128)
    #expect(ShapesDataset(seed: 0, count: 1).recipe == recipe)
    #expect(ShapesDataset(seed: 0, count: 1).categories == ["ellipse", "rectangle", "triangle"])
    #expect(ShapesDataset.Recipe.preset(.standard) == recipe)
  }

  @Test("The presets by name, each another recipe than the others")
  func presets() {
    let names = ShapesDataset.Preset.allCases.map(\.rawValue)
    #expect(names == ["easy", "standard", "busy", "tiny", "crowded", "long-tailed", "jittered"])
    #expect(Set(ShapesDataset.Preset.allCases.map { ShapesDataset.Recipe.preset($0) }).count == 7)
  }

  @Test("A busy picture has more than four times as many objects as a standard one")
  func busy() {
    func objects(_ preset: ShapesDataset.Preset) -> Double {
      let set = ShapesDataset(preset: preset, seed: 11, count: 400)
      return Double((0..<set.count).reduce(0) { $0 + set.scene(at: $1).objects.count })
    }
    #expect(4...5 ~= objects(.busy) / objects(.standard))
  }

  @Test(
    "In every preset: count, place, size, aspect, overlap, contrast and clutter are within the recipe",
    arguments: ShapesDataset.Preset.allCases)
  func laws(preset: ShapesDataset.Preset) {
    let set = ShapesDataset(preset: preset, seed: 11, count: 400)
    let recipe = set.recipe
    for index in 0..<set.count {
      let scene = set.scene(at: index)
      #expect(1...recipe.objects.upperBound ~= scene.objects.count, "scene \(index)")
      for (i, object) in scene.objects.enumerated() {
        let box = object.box
        #expect(box == box.clipped(to: .square(128)) && box.area > 0, "wholly inside: \(box), scene \(index)")
        // Edges are multiples of 1/64 px, so size and aspect are those of the recipe to within that.
        let size = box.area.squareRoot()
        #expect(recipe.size.lowerBound - 0.02 <= size && size <= recipe.size.upperBound, "\(box), scene \(index)")
        let slack = 1.5 / 64 / min(box.width, box.height)
        #expect(abs(logarithm(box.width / box.height)) <= recipe.logAspect.upperBound + slack, "\(box), scene \(index)")
        #expect(object.color.distance(to: scene.background) >= recipe.leastContrast, "scene \(index)")
        for other in scene.objects[..<i] {
          #expect(box.iou(other.box) <= recipe.greatestIoU, "\(box) and \(other.box), scene \(index)")
        }
      }
      #expect(recipe.clutterLines ~= scene.lines.count)
      for line in scene.lines {
        #expect((1...5).map(Double.init).contains(line.thickness))
        #expect([line.x0, line.y0, line.x1, line.y1].allSatisfy { 0...128 ~= $0 })
      }
    }
  }

  @Test("Over 600 standard scenes every number of the recipe occurs: counts, lines, thicknesses, near each bound")
  func coverage() {
    let scenes = (0..<600).map { ShapesDataset(seed: 3, count: 600).scene(at: $0) }
    let objects = scenes.flatMap(\.objects)
    #expect(Set(scenes.map(\.objects.count)) == [1, 2, 3, 4, 5])
    #expect(Set(scenes.map(\.lines.count)) == Set(0...7))
    #expect(Set(scenes.flatMap(\.lines).map(\.thickness)) == [1, 2, 3, 4, 5])
    #expect(Set(objects.map(\.shape)).count == 3)
    let sizes = objects.map { $0.box.area.squareRoot() }
    #expect((sizes.min() ?? 0) < 12.5 && (sizes.max() ?? 0) > 70)
    let aspects = objects.map { logarithm($0.box.width / $0.box.height) }
    #expect((aspects.min() ?? 0) < -0.48 && (aspects.max() ?? 0) > 0.48)
    let contrasts = zip(scenes, scenes.map(\.objects)).flatMap { scene, objects in
      objects.map { $0.color.distance(to: scene.background) }
    }
    #expect((contrasts.min() ?? 0) < 130)
  }

  @Test("Sizes are log-uniform: a quarter each in 12…18.8, 18.8…29.4, 29.4…46.0 and 46.0…72 for the first object")
  func logUniform() {
    // The first object is never turned away, so its size is the recipe's own.
    let set = ShapesDataset(seed: 8, count: 2000)
    var quarters = [0, 0, 0, 0]
    for index in 0..<set.count {
      let size = set.scene(at: index).objects[0].box.area.squareRoot()
      quarters[min(3, max(0, Int(logarithm(size / 12) / logarithm(6) * 4)))] += 1
    }
    // 500 each, with a standard deviation of 19.
    for quarter in quarters { #expect(420...580 ~= quarter, "\(quarters)") }
  }

  @Test("Counts and lines are uniform, and hardly any object finds no place")
  func counts() {
    let set = ShapesDataset(seed: 9, count: 2000)
    var objects = [0, 0, 0, 0, 0]
    var lines = [Int](repeating: 0, count: 8)
    for index in 0..<set.count {
      let scene = set.scene(at: index)
      objects[scene.objects.count - 1] += 1
      lines[scene.lines.count] += 1
    }
    // 400 each with a standard deviation of 18, 250 each with 15.
    for count in objects { #expect(325...475 ~= count, "\(objects)") }
    for count in lines { #expect(185...315 ~= count, "\(lines)") }
  }

  @Test("Classes: a third each in the standard set; 80, 16 and 4 in a hundred in the long-tailed one")
  func classes() {
    func shares(_ preset: ShapesDataset.Preset) -> [Double] {
      let set = ShapesDataset(preset: preset, seed: 2, count: 1000)
      let labels = (0..<set.count).flatMap { set.scene(at: $0).objects.map(\.shape.rawValue) }
      return (0..<3).map { label in Double(labels.count { $0 == label }) / Double(labels.count) }
    }
    // About 3000 objects: a standard deviation of at most 0.009.
    for (share, expected) in zip(shares(.standard), [1.0 / 3, 1.0 / 3, 1.0 / 3]) {
      #expect(abs(share - expected) < 0.04)
    }
    for (share, expected) in zip(shares(.longTailed), [0.80, 0.16, 0.04]) { #expect(abs(share - expected) < 0.04) }
  }

  @Test("Crowded scenes are crowded: eight objects or more in nineteen of twenty, some overlapping more than 0.1")
  func crowded() {
    let set = ShapesDataset(preset: .crowded, seed: 1, count: 200)
    let scenes = (0..<200).map { set.scene(at: $0) }
    #expect(scenes.count { $0.objects.count >= 8 } >= 190)
    #expect(
      scenes.contains { scene in
        scene.objects.contains { a in scene.objects.contains { b in a != b && a.box.iou(b.box) > 0.1 } }
      })
  }

  @Test("Empty scenes: none in the standard set, a fifth if asked for; the others are the same scenes")
  func emptyFraction() {
    var recipe = ShapesDataset.Recipe.standard
    recipe.emptyFraction = 0.2
    let set = ShapesDataset(recipe: recipe, seed: 5, count: 1000)
    let plain = ShapesDataset(seed: 5, count: 1000)
    var empty = 0
    for index in 0..<1000 {
      let scene = set.scene(at: index)
      if scene.objects.isEmpty { empty += 1 } else { #expect(scene == plain.scene(at: index)) }
      #expect(scene.background == plain.scene(at: index).background)
    }
    #expect(150...250 ~= empty, "200 with a standard deviation of 13")
    recipe.emptyFraction = 1
    let example = ShapesDataset(recipe: recipe, seed: 5, count: 1).example(at: 0)
    #expect(example.objects.isEmpty)
  }

  @Test("Jittered annotations are up to 3 px beside the truth at each edge, on pictures that are the standard ones")
  func jitter() {
    let set = ShapesDataset(preset: .jittered, seed: 6, count: 100)
    let exact = ShapesDataset(seed: 6, count: 100)
    var moves: [Double] = []
    for index in 0..<100 {
      let (ours, truth) = (set.example(at: index), exact.example(at: index))
      #expect(ours.image == truth.image)
      #expect(ours.objects.map(\.label) == truth.objects.map(\.label))
      for (a, b) in zip(ours.objects, truth.objects) {
        #expect(a.box == a.box.clipped(to: .square(128)) && a.box.width >= 1 && a.box.height >= 1)
        #expect(a.area == a.box.area)
        moves += [
          a.box.xMin - b.box.xMin, a.box.yMin - b.box.yMin, a.box.xMax - b.box.xMax, a.box.yMax - b.box.yMax,
        ]
      }
    }
    #expect(moves.allSatisfy { abs($0) <= 3 + 1.0 / 64 })
    #expect((moves.min() ?? 0) < -2.9 && (moves.max() ?? 0) > 2.9)
    let mean = moves.reduce(0, +) / Double(moves.count)
    #expect(abs(mean) < 0.25, "to both sides alike")
  }

  @Test("A 12 px object inside a 72 px one has IoU 0.03 only, so the recipe allows it")
  func nested() {
    let (small, large) = (
      Box(centerX: 60, centerY: 60, width: 12, height: 12), Box(centerX: 64, centerY: 64, width: 72, height: 72)
    )
    #expect(rounds(small.iou(large), to: 0.03, digits: 2))
    #expect(small.iou(large) <= ShapesDataset.Recipe.standard.greatestIoU)
  }

  @Test("In small pictures objects are made to fit: the largest of 64 px is 64 · e^(-¼) = 49.8, of 128 px 72")
  func smallPictures() {
    for size in [8, 16, 33, 64] {
      let set = ShapesDataset(seed: 1, count: 50, imageSize: size)
      for index in 0..<50 {
        let example = set.example(at: index)
        #expect(example.image.height == size && example.image.width == size)
        #expect(!example.objects.isEmpty)
        for object in example.objects {
          #expect(object.box.area.squareRoot() <= Double(size) * exp(-0.25))
          #expect(object.box == object.box.clipped(to: .square(size)) && object.box.area > 0)
        }
      }
    }
  }
}
