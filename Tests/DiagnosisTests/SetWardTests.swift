// Sick data sets, each with one disease: what the doctor names first.

import Anchors
import Boxes
import Detector
import Images
import Matching
import Randomness
import Shapes
import Systems
import Testing

@testable import Diagnosis

@Suite("The ward: data sets")
struct SetWardTests {
  private let patient = Patient.healthy

  private func first(_ diagnosis: Diagnosis) -> String {
    diagnosis.findings.first.map { "\($0.id) \($0.severity) \($0.repair ?? "-")" } ?? "nothing"
  }

  @Test("Healthy shapes of every preset have no severe finding", arguments: ShapesDataset.Preset.allCases)
  func healthy(preset: ShapesDataset.Preset) {
    let diagnosis = Patient(preset, count: 60).examined()
    #expect(!diagnosis.isSevere, "\(preset): \(diagnosis.findings)")
  }

  @Test(
    "Boxes that mean something else are named with their repair",
    arguments: [
      ("corners as sizes", "data9 severe corners-read-as-sizes"),
      ("centers as corners", "data9 severe centers-read-as-corners"), ("divided by 128", "data9 severe normalized"),
      ("times 2", "data9 severe scaled"), ("halved", "data9 severe scaled"),
      ("halved, areas too", "data8 severe scaled"),
      ("x and y exchanged", "data8 severe swap-xy"), ("next picture's", "data8 severe image-ids+1"),
      ("mirrored", "data8 severe mirrored"), ("whole picture", "data9 severe -"), ("1 × 1 pixel", "data1 severe -"),
      ("shaken by 35 %", "data8 warning -"),
    ])
  func boxes(disease: (name: String, finding: String)) {
    #expect(first(patient.examined(sick(disease.name))) == disease.finding)
  }

  private func sick(_ name: String) -> AnnotationSet {
    let set = patient.set
    var generator = SeededGenerator(seed: 1)
    switch name {
    case "corners as sizes": return set.with { a, _ in (a.x, a.y, a.x + a.width, a.y + a.height) }
    case "centers as corners": return set.with { a, _ in (a.x + a.width / 2, a.y + a.height / 2, a.width, a.height) }
    case "divided by 128": return set.with { a, _ in (a.x / 128, a.y / 128, a.width / 128, a.height / 128) }
    case "times 2": return set.with { a, _ in (a.x * 2, a.y * 2, a.width * 2, a.height * 2) }
    case "halved": return set.with { a, _ in (a.x / 2, a.y / 2, a.width / 2, a.height / 2) }
    case "halved, areas too":
      var halved = sick("halved")
      for index in halved.annotations.indices {
        halved.annotations[index].area = halved.annotations[index].box.area
      }
      return halved
    case "x and y exchanged": return set.with { a, _ in (a.y, a.x, a.height, a.width) }
    case "next picture's":
      var moved = set
      for index in moved.annotations.indices {
        moved.annotations[index].picture = moved.annotations[index].picture.map { max(0, $0 - 1) }
      }
      return moved
    case "mirrored": return set.with { a, p in (Double(p.width) - a.x - a.width, a.y, a.width, a.height) }
    case "whole picture": return set.with { _, p in (0, 0, Double(p.width), Double(p.height)) }
    case "1 × 1 pixel": return set.with { a, _ in (a.x, a.y, 1, 1) }
    default:
      return set.with { a, _ in
        let shake = { (size: Double, generator: inout SeededGenerator) in generator.uniform(in: -0.35...0.35) * size }
        let (x, y) = (a.x + shake(a.width, &generator), a.y + shake(a.height, &generator))
        return (
          max(0, x), max(0, y), min(a.width + shake(a.width, &generator), 127 - max(0, x)),
          min(a.height + shake(a.height, &generator), 127 - max(0, y))
        )
      }
    }
  }

  @Test("Class numbers that are all one too small are named so, and never to be left out")
  func labels() throws {
    var set = patient.set
    for index in set.annotations.indices {
      set.annotations[index].category = set.annotations[index].category.shifted(by: -1)
    }
    let finding = try #require(patient.examined(set).rootCause)
    #expect(finding.id == "data10")
    #expect(finding.repair == "labels+1")
    #expect(finding.title == "All class numbers are one too small")
    #expect(finding.measured.hasPrefix("0, 1, 2 in the annotations"))
    #expect(finding.expected == "numbers of the list: 1, 2, 3")
    #expect(!finding.advice.contains("leave"))
  }

  @Test("A background class, a class without objects, one with four objects, and one that is measured but not learnt")
  func classes() {
    var set = patient.set
    set.categories.append(.init(id: 0, name: "background"))
    #expect(first(patient.examined(set)) == "data10 warning background-class")

    set = patient.set
    set.categories.append(.init(id: 9, name: "star"))
    #expect(patient.examined(set).findings.contains { $0.id == "data4" && $0.places == ["star"] })

    set = patient.set
    var left = 4
    set.annotations.removeAll { annotation in
      guard annotation.category == 3 else { return false }
      left -= 1
      return left < 0
    }
    #expect(patient.examined(set).findings.contains { $0.id == "data4" && $0.measured.hasPrefix("triangle 4 of ") })

    var training = patient.set
    training.annotations.removeAll { $0.category == 2 }
    let diagnosis = SetDiagnosis(training, validation: patient.set, view: Patient.view).diagnosis
    #expect(first(diagnosis) == "data4 severe -")
  }

  @Test("Nothing to learn: no annotation, only crowds, only empty pictures")
  func nothing() {
    var set = patient.set
    set.annotations = []
    #expect(first(patient.examined(set)) == "data7 severe -")
    set = patient.set
    for index in set.annotations.indices { set.annotations[index].isCrowd = true }
    #expect(first(patient.examined(set)) == "data7 severe -")
    #expect(patient.examined(set).findings.first?.measured.contains("are crowds") == true)
    set = patient.set
    set.annotations.removeAll { ($0.picture ?? 0) % 10 > 0 }
    #expect(first(patient.examined(set)) == "data7 severe -")
  }

  @Test("Every box twice is found; two boxes of IoU 0.95 exactly are none")
  func twice() {
    var set = patient.set
    set.annotations += set.annotations
    #expect(first(patient.examined(set)) == "data3 severe -")

    set = patient.set
    // 100 × 95 inside 100 × 100: an IoU of 0.95 is not above it.
    let numbers = [(0.0, 0.0, 100.0, 100.0), (0.0, 0.0, 100.0, 95.0)]
    set.pictures = [set.pictures[0]]
    set.annotations = numbers.map { .init(picture: 0, category: 1, $0) }
    #expect(!patient.examined(set, looking: false).findings.contains { $0.id == "data3" })
    set.annotations[1].height = 95.1
    #expect(patient.examined(set, looking: false).findings.contains { $0.id == "data3" })
  }

  @Test("The same picture in both parts is found by its digest")
  func shared() throws {
    let diagnosis = SetDiagnosis(
      patient.set, view: Patient.view, digests: (["a.png": "1", "b.png": "2"], ["c.png": "2", "d.png": "3"])
    ).diagnosis
    let finding = try #require(diagnosis.findings.first)
    #expect(finding.id == "data5" && finding.places == ["c.png"])
  }

  @Test("An augmentation that mirrors the picture alone is found by paint, the right one is not")
  func paint() {
    let right = PaintThrough(height: 96, width: 128) { example, _ in example.flippedHorizontally() }
    #expect(right.worst == 1)
    let wrong = PaintThrough(height: 96, width: 128) { example, _ in
      AnnotatedImage(image: example.image.flippedHorizontally(), objects: example.objects)
    }
    #expect(wrong.findings(of: "It").first?.severity == .severe)
    let oneFactor = PaintThrough(height: 96, width: 128) { example, _ in
      var resized = example.resized(height: 128, width: 128)
      resized.objects = example.objects
      return resized
    }
    #expect(oneFactor.findings(of: "It").first?.severity == .severe)
    let offByOne = PaintThrough(height: 96, width: 128) { example, _ in
      var example = example.flippedHorizontally()
      example.objects[0].box.xMin -= 1
      example.objects[0].box.xMax -= 1
      return example
    }
    #expect(offByOne.worst ?? 1 < 1)
  }

  @Test("Anchors four times too large, too small, of one ratio, and thresholds of 0.9 are named")
  func anchors() {
    func view(_ change: (inout SetDiagnosis.View) -> Void) -> SetDiagnosis.View {
      var view = Patient.view
      view.matcher = Matcher()
      change(&view)
      return view
    }
    let large = view { view in
      view.generator.levels = view.generator.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize * 4) }
    }
    let small = view { view in
      view.generator.levels = view.generator.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize / 16) }
    }
    let narrow = view { $0.generator.ratios = [6] }
    let strict = view { $0.matcher = Matcher(positiveThreshold: 0.9, negativeThreshold: 0.8) }
    for view in [large, small, narrow, strict] {
      #expect(first(patient.examined(view: view)) == "anchors1 severe -")
    }
  }
}

@Suite("Healthy sets by the conventions of every system")
struct ConventionsWardTests {
  @Test(
    "No preset has a severe finding, but tiny objects where no rule helps those that no anchor reaches",
    arguments: ReferenceSystem.allCases)
  func conventions(system: ReferenceSystem) {
    let configuration = RetinaNet.Configuration.small.following(Conventions(system))
    guard let matcher = configuration.learning.assigner.matcher else {
      Issue.record("\(system) has no matcher")
      return
    }
    let view = SetDiagnosis.View(
      resizing: nil, generator: configuration.architecture.anchors, matcher: matcher,
      coding: configuration.architecture.coding)
    for preset in ShapesDataset.Preset.allCases {
      let diagnosis = Patient(preset, count: 40).examined(view: view, looking: false)
      let severe = diagnosis.findings.filter { $0.severity == .severe }.map(\.id)
      let isHelped = matcher.lowQuality == .bestAnchors || matcher.lowQuality == .objectsTakeBestAnchors
      #expect(
        severe == (preset == .tiny && !isHelped ? ["anchors1"] : []), "\(system) \(preset): \(diagnosis.findings)")
    }
  }
}
