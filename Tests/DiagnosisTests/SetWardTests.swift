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
import Text

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

  @Test("Crowds alone are named as crowds, a class that is named background without objects is a warning")
  func nothing() throws {
    var set = patient.set
    for index in set.annotations.indices { set.annotations[index].isCrowd = true }
    #expect(try #require(patient.examined(set).findings.first).measured.contains("are crowds"))
    set = patient.set
    set.categories.append(.init(id: 0, name: "background"))
    #expect(try #require(patient.examined(set).findings.first).severity == .warning)
  }

  @Test("Two boxes of IoU 0.95 exactly are not one box twice, a little more is")
  func twice() {
    var set = patient.set
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

  @Test("What mirrors both has an overlap of 1; what is off by one pixel has less")
  func paint() {
    let right = PaintThrough(height: 96, width: 128) { example, _ in example.flippedHorizontally() }
    #expect(right.worst == 1)
    let offByOne = PaintThrough(height: 96, width: 128) { example, _ in
      var example = example.flippedHorizontally()
      example.objects[0].box.xMin -= 1
      example.objects[0].box.xMax -= 1
      return example
    }
    #expect(offByOne.worst ?? 1 < 1)
  }

  @Test(
    "A picture that is said to have more pixels than have anchors is named, and passed over",
    arguments: [(64, 1_000_000_000), (1 << 24, 1 << 24), (Int.max, Int.max), (8_193, 8_192), (1, (1 << 24) + 1)])
  func sizes(height: Int, width: Int) throws {
    var set = patient.set
    set.pictures[0].height = height
    set.pictures[0].width = width
    let finding = try #require(
      SetDiagnosis(set, view: Patient.view).diagnosis.findings.first { $0.title.contains("too large to be looked at") })
    #expect(finding.measured.contains("1 picture of \(set.pictures.count) with more than \((1 << 26).grouped) pixels"))
    #expect(finding.measured.hasSuffix("height \(height) and width \(width)"))
    var view = Patient.view
    view.resizing = .letterbox(height: 64, width: 64)
    let seen = SetDiagnosis(set, view: view).diagnosis.findings
    #expect(!seen.contains { $0.title.contains("too large") }, "at a size of its own it can be seen")
  }

  @Test("Where anchors cover too little, the prescription names the command with the coverage before and after")
  func prescription() throws {
    var view = Patient.view
    view.generator.ratios = [6]
    view.matcher = Matcher()
    let diagnosis = SetDiagnosis(
      patient.set, view: view, commands: .init(train: "retinanet train", anchors: "retinanet anchors")
    ).diagnosis
    #expect(diagnosis.rootCause?.id == "anchors1")
    let finding = try #require(diagnosis.findings.first { $0.id == "anchors9" })
    #expect(finding.command == "retinanet train --anchors fit")
    let fitted = try #require(
      AnchorPrescription(
        SetDiagnosis.seen(patient.set, nil), generator: view.generator, threshold: 0.5))
    #expect(fitted.after > fitted.before + 0.2)
    #expect(finding.measured.hasPrefix("\(fitted.before.percentText) → \(fitted.after.percentText)"))
    view.generator = fitted.fitted
    let after = try #require(SetDiagnosis(patient.set, view: view).coverage)
    #expect(abs(after - fitted.after) < 0.02, "\(after) \(fitted.after)")
  }

  @Test("Twice as many positives are the same kind of pictures, more are a note, five times as many another kind")
  func balance() {
    #expect(PositivesBalance(training: 20, validation: 10).finding == nil)
    #expect(PositivesBalance(training: 21, validation: 10).finding?.severity == .note)
    #expect(PositivesBalance(training: 10, validation: 50).finding?.severity == .note)
    #expect(PositivesBalance(training: 10, validation: 51).finding?.severity == .severe)
    #expect(PositivesBalance(training: 0, validation: 0).finding == nil)
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
