// A look at annotated pictures before they are trained on: what is severe is said, and training goes on.

import CommandLineTool
import Detector
import Diagnosis
import Foundation
import Images
import Matching

/// The doctor's look at a set before training: data and anchors, within a second or two.
struct TrainPreflight {
  let pictures: AnnotatedPictures
  let validation: AnnotatedPictures?
  let resizing: Resizing
  let configuration: RetinaNet.Configuration
  let augmentation: Augmentation

  /// The severe findings, and the command that says more; nothing is said of a healthy set.
  func report(console: Console) {
    // Read once more, with the annotations that training refuses or leaves out: these are what the doctor looks for.
    // What cannot be read at all has been refused before.
    guard let file = try? COCOFile(contentsOf: pictures.annotations, policy: .keep),
      let dataset = try? COCODataset(file: file, pictures: pictures.images).withSizes()
    else { return }
    let other = validation.flatMap { try? COCOFile(contentsOf: $0.annotations, policy: .keep) }
    let examined = SetDiagnosis(
      AnnotationSet(dataset.file), validation: other.map(AnnotationSet.init),
      view: .init(
        resizing: resizing, generator: configuration.architecture.anchors,
        matcher: configuration.learning.assigner.matcher ?? Matcher(lowQuality: .bestAnchors),
        coding: configuration.architecture.coding, augmentation: augmentation),
      image: { try? Image(contentsOf: dataset.location(at: $0)) })
    let severe = examined.diagnosis.findings.filter { $0.severity == .severe }
    guard !severe.isEmpty else { return }
    for finding in severe {
      console.error(
        "Warning: \(finding.title): \(finding.measured). \(finding.advice.prefix(1).uppercased())\(finding.advice.dropFirst()).\n"
      )
    }
    console.error(
      "More by: retinanet doctor --annotations \(pictures.annotations.relativePath) --images "
        + "\(pictures.images.relativePath)\n")
  }
}
