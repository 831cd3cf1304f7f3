// Sick settings: anchors, thresholds, and a variation that moves pictures and boxes apart.

import Anchors
import Images
import Matching

extension WardCase {
  static var sickSettings: [WardCase] {
    [
      view("anchors four times too large", "anchors1") {
        $0.generator.levels = $0.generator.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize * 4) }
      },
      view("anchors sixteen times too small", "anchors1") {
        $0.generator.levels = $0.generator.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize / 16) }
      },
      view("anchors of one ratio, 6 to 1", "anchors1") { $0.generator.ratios = [6] },
      view("a positive threshold of 0.9", "anchors1") {
        $0.matcher = Matcher(positiveThreshold: 0.9, negativeThreshold: 0.8)
      },
      view("ignored anchors as negatives", "anchors10") {
        $0.matcher = Matcher(positiveThreshold: 0.5, negativeThreshold: 0.5, lowQuality: .bestAnchors)
      },
      paint("a variation that mirrors the picture alone") { example in
        AnnotatedImage(image: example.image.flippedHorizontally(), objects: example.objects)
      },
      paint("a variation that resizes the picture alone") { example in
        var resized = example.resized(height: 128, width: 128)
        resized.objects = example.objects
        return resized
      },
    ]
  }

  /// The healthy patient looked at with other settings.
  private static func view(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable (inout SetDiagnosis.View) -> Void
  ) -> WardCase {
    WardCase(.settings, disease, expected) {
      var view = Patient.view
      view.matcher = Matcher()
      change(&view)
      return Patient.healthy.examined(view: view)
    }
  }

  private static func paint(
    _ disease: String, _ change: @escaping @Sendable (AnnotatedImage) -> AnnotatedImage
  ) -> WardCase {
    WardCase(.settings, disease, "data6") {
      let painted = PaintThrough(height: 96, width: 128) { example, _ in change(example) }
      return Diagnosis(painted.findings(of: "The variation"), checks: ["data6"])
    }
  }
}
