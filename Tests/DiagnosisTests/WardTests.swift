// The ward as one thing: which finding stands first for which disease.

import Foundation
import Images
import Testing

@testable import Diagnosis

@Suite("The ward", .serialized)
struct WardTests {
  @Test("Confusion table of disease and first finding: at least 9 of 10 are named first, of at least 24 cases")
  func confusion() throws {
    let ward = try Ward()
    #expect(ward.outcomes.count >= 24)
    #expect(ward.diagonal >= 0.9, "\(ward.text)")
    for outcome in ward.outcomes where !outcome.isRight {
      // What is not named first must at least be found; and where nothing is trained, nothing depends on luck.
      let found = outcome.diagnosis.findings + outcome.diagnosis.silenced
      #expect(!found.isEmpty, "\(outcome.patient.disease)")
      #expect(outcome.patient.part == .runs, "\(outcome.patient.disease)")
    }
    let html = ward.document.html
    for outcome in ward.outcomes { #expect(html.contains(outcome.patient.disease), "\(outcome.patient.disease)") }
    #expect(ward.text.hasSuffix(ward.summary))
  }

  @Test("Every disease is another one, and expects a check that there is")
  func cases() {
    let cases = WardCase.all
    #expect(Set(cases.map { "\($0.part) \($0.disease)" }).count == cases.count)
    // The numbers of the README.
    #expect(cases.count == 81 && Repair.allCases.count == 20)
    let checks = Set(Check.all.map(\.id))
    for patient in cases {
      let words = patient.expected.split(separator: " ").map(String.init)
      #expect(checks.contains(words[0]), "\(patient.expected)")
      if words.count > 1 { #expect(Repair(rawValue: words[1]) != nil, "\(patient.expected)") }
    }
    #expect(Set(cases.map(\.part)) == Set(WardCase.Part.allCases))
  }

  @Test("A case that is not sick is off the diagonal")
  func off() throws {
    let healthy = WardCase(.sets, "none", "data9 normalized") { Patient.healthy.examined(looking: false) }
    let ward = try Ward([healthy])
    #expect(ward.diagonal == 0)
    #expect(ward.text.contains("expected data9 normalized"))
  }
}

@Suite("Thirty-six broken sets and settings")
struct BrokenSetsTests {
  /// Each with the ward's case that is it.
  static let named = [
    "corners for sizes": "corners written as sizes", "center for corner": "centers written as corners",
    "divided by 128": "shares of the picture for pixels", "times 2": "boxes of pictures twice as large",
    "times ½": "boxes of pictures half as large", "x and y swapped": "x and y exchanged",
    "annotations of the next picture": "annotations of the next picture", "ids − 1": "class numbers one too small",
    "background in the list": "a class called background", "labels random": "labels at random",
    "labels renamed in a circle": "labels exchanged in a circle", "60 % missing": "60 % of the annotations missing",
    "a class without objects": "a class without objects", "4 triangles left": "a class of four objects",
    "every box twice": "every box twice", "1 × 1 pixel": "boxes of one pixel",
    "every box the whole picture": "boxes of the whole picture", "boxes ± 35 %": "boxes shaken by a third",
    "no annotations": "no annotation", "all crowd": "crowds alone", "width 0": "boxes without a width",
    "outside": "boxes beyond their pictures", "rate 1, AdamW": "a rate of 1 (AdamW)",
    "rate 10, SGD": "a rate of 10 (SGD)", "rate 10²⁰": "a rate of 10²⁰ (SGD)", "rate 10⁻⁵": "a rate of 10⁻⁵",
    "80 pictures": "eight pictures learnt by heart",
  ]

  @Test("What a file can say and a reader accept is a case of the ward")
  func cases() {
    let diseases = Set(WardCase.all.map(\.disease))
    for (broken, disease) in Self.named { #expect(diseases.contains(disease), "\(broken)") }
  }

  private func read(
    _ annotation: String, categories: String = #"[{"id":1,"name":"cat"}]"#, policy: AnnotationPolicy = .keep
  ) throws -> COCOFile {
    try COCOFile(
      decoding: Data(
        """
        {"images":[{"id":1,"file_name":"a.png","height":64,"width":64}],"annotations":[{"id":1,"image_id":1,\
        \(annotation)}],"categories":\(categories)}
        """.utf8), policy: policy)
  }

  @Test(
    "What no reader can make a box of is refused in words that name it, and the doctor says so",
    arguments: [
      (#""category_id":1"#, "bbox"), (#""category_id":1,"bbox":[1,2,3]"#, "bbox"),
      (#""category_id":1,"bbox":["a",2,3,4]"#, "bbox"), (#""bbox":[1,2,3,4]"#, "category"),
    ])
  func refused(annotation: String, word: String) throws {
    let error = #expect(throws: COCOError.self) { try read(annotation, policy: .refuse) }
    #expect("\(try #require(error))".contains(word), "\(String(describing: error))")
    let diagnosis = SetDiagnosis(AnnotationSet(try read(annotation)), view: Patient.view).diagnosis
    #expect(try #require(diagnosis.rootCause).measured == "no annotation that can be read")
    #expect(diagnosis.silenced.contains { $0.places.first?.contains(word) == true })
  }

  @Test("A set without classes, and one with negative sizes, have a severe finding")
  func kept() throws {
    let none = AnnotationSet(try read(#""category_id":1,"bbox":[1,2,30,40]"#, categories: "[]"))
    #expect(SetDiagnosis(none, view: Patient.view).diagnosis.rootCause?.id == "data10")
    let negative = AnnotationSet(try read(#""category_id":1,"bbox":[10,10,-5,4]"#))
    #expect(SetDiagnosis(negative, view: Patient.view).diagnosis.rootCause?.id == "data2")
  }
}
