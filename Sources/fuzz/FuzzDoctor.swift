// Annotations beside a detector's results: scored, and examined by the doctor.

import Anchors
import Boxes
import Diagnosis
import Evaluation
import Formats
import Foundation
import Images
import Matching

/// Annotations and results, and all that is made of them.
enum FuzzDoctor {
  /// Annotations, and results behind the separator.
  static let texts: [[UInt8]] = [
    #"""
    {"images":[{"id":1,"file_name":"a.png","height":64,"width":48},{"id":2,"file_name":"b.png","height":40,"width":60}],
    "categories":[{"id":1,"name":"cat"},{"id":3,"name":"dog"}],"annotations":[
    {"id":1,"image_id":1,"category_id":1,"bbox":[1.5,2,10,20.25],"area":202.5,"iscrowd":0},
    {"id":2,"image_id":1,"category_id":3,"bbox":[20,30,16,16],"iscrowd":0},
    {"id":3,"image_id":2,"category_id":3,"bbox":[0,0,60,40],"iscrowd":1},
    {"id":4,"image_id":2,"category_id":1,"bbox":[5,5,30,30]}]}
    """# + "\u{1D}" + #"""
      [{"image_id":1,"category_id":1,"bbox":[1,2,11,20],"score":0.9},
      {"image_id":1,"category_id":3,"bbox":[21,30,15,17],"score":0.5},
      {"image_id":2,"category_id":1,"bbox":[6,5,29,30],"score":0.25},
      {"image_id":2,"category_id":3,"bbox":[40,3,4,4],"score":0.25}]
      """#,
    #"{"images":[{"id":1,"height":64,"width":64}],"categories":[{"id":1,"name":"a"}],"annotations":[{"image_id":1,"#
      + #""category_id":1,"bbox":[1,1,30,30]}]}"# + "\u{1D}[]",
  ].map { Array($0.utf8) }

  /// Reads both as `evaluate --results` and `doctor` do, and says what they say.
  static func examine(_ bytes: [UInt8]) throws {
    let parts = bytes.split(separator: FuzzFolder.separator, maxSplits: 1, omittingEmptySubsequences: false)
    let file = try COCOFile(decoding: Data(parts[0]), policy: .drop, purpose: .measuring)
    let set = SetDiagnosis(
      AnnotationSet(file), validation: bytes.count.isMultiple(of: 8) ? AnnotationSet(file) : nil,
      view: .init(
        resizing: bytes.count.isMultiple(of: 2) ? .letterbox(height: 64, width: 64) : nil, generator: .small,
        matcher: Matcher(), coding: .center(CenterBoxCoder())),
      isPrescribing: bytes.count.isMultiple(of: 16))
    _ = (set.diagnosis.text(), try set.diagnosis.json())
    guard parts.count == 2 else { return }
    let results = try COCOResults(decoding: Data(parts[1]))
    let named = results.withIDs(ofFileNamesIn: file) ?? results
    let fitted = named.fitted(to: file)
    let images = file.images.map {
      EvaluatedImage(detections: fitted.detections[$0.id] ?? [], objects: file.objects(imageID: $0.id))
    }
    _ = COCOEvaluator(categories: file.categories.map(\.name)).evaluate(images)
    let examined = ResultsDiagnosis(named.entries.map(ResultEntry.init), truth: file, command: "a")
    var page = DiagnosisPage(examined.diagnosis, subject: "a")
    page.outcomes = examined.whatIf.outcomes
    page.ap50 = examined.whatIf.ap50
    _ = page.document.html
    for repair in examined.diagnosis.findings.compactMap(\.repair).compactMap(Repair.init(rawValue:)) {
      _ = try examined.whatIf.entries(after: repair).map { try COCOResults(entries: $0.map(\.entry)).encoded() }
    }
  }
}
