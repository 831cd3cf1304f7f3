// A set of annotated pictures, examined: numbers, labels, sizes, pixels and what anchors make of it.

import Anchors
import Boxes
import Images
import Matching
import Randomness

/// The examination of a data set before anything is trained.
public struct SetDiagnosis {
  /// How the detector will look at the pictures.
  public struct View: Hashable, Sendable {
    /// How pictures are brought to size; nil: not at all.
    public var resizing: Resizing?
    /// Where anchors stand.
    public var generator: AnchorGenerator
    /// Which anchor learns what.
    public var matcher: Matcher
    /// How four numbers stand for a box.
    public var coding: BoxCoding
    /// What varies the pictures in training, for the paint-through test.
    public var augmentation: Augmentation

    /// A view from its parts.
    public init(
      resizing: Resizing?, generator: AnchorGenerator, matcher: Matcher, coding: BoxCoding,
      augmentation: Augmentation = .none
    ) {
      self.resizing = resizing
      self.generator = generator
      self.matcher = matcher
      self.coding = coding
      self.augmentation = augmentation
    }
  }

  static let checks = ["data1", "data2", "data3", "data4", "data5", "data6", "data7", "data8", "data9", "data10"]

  /// What was found.
  public let diagnosis: Diagnosis
  /// The share of the objects that an anchor reaches; nil without objects, or if boxes mean something else.
  public let coverage: Double?

  /// Examines a set.
  ///
  /// - Parameters:
  ///   - set: what is learnt from.
  ///   - validation: what is measured on, if that is another set.
  ///   - view: how training sees the set.
  ///   - digests: of the pictures of both parts by name, if they are to be compared.
  ///   - commands: how the command line names the set, for advice and prescriptions.
  ///   - isPrescribing: whether anchors are fitted where they cover too little, which takes a second.
  ///   - image: reads a picture by its place; nil for one that cannot be read. Without it no pixel is looked at.
  public init(
    _ set: AnnotationSet, validation: AnnotationSet? = nil, view: View,
    digests: (training: [String: String], validation: [String: String])? = nil,
    commands: AnchorPrescription.Commands = .init(), isPrescribing: Bool = true,
    image: ((Int) -> Image?)? = nil
  ) {
    var findings = LabelRules.findings(set, validation: validation) + NumberRules.findings(set)
    findings += SizeRules.findings(set, resizing: view.resizing)
    findings += PaintThrough(height: 96, width: 128) { example, number in
      var generator = SeededGenerator(seed: 5, UInt64(number))
      return view.augmentation.apply(to: example, using: &generator)
    }.findings(of: "The augmentation")
    if let digests { findings += PictureRules.shared(training: digests.training, validation: digests.validation) }
    if let image { findings += PictureRules.edges(set, image: image) }
    var checks = Self.checks
    var coverage: Double?
    // Anchors of boxes that are none say nothing.
    if !findings.contains(where: { $0.severity == .severe && ["data7", "data9"].contains($0.id) }) {
      func rules(_ seen: [SeenObjects]) -> AnchorRules {
        AnchorRules(seen, generator: view.generator, matcher: view.matcher, coding: view.coding)
      }
      let seen = Self.seen(set, view.resizing)
      let own = rules(seen)
      findings += own.findings(fit: commands.anchors.isEmpty ? "" : "\(commands.anchors) --fit")
      checks += AnchorRules.checks
      coverage = own.coverage
      if isPrescribing, (coverage ?? 1) < 0.98 {
        findings += [
          AnchorPrescription(seen, generator: view.generator, threshold: view.matcher.positiveThreshold)?
            .finding(commands)
        ].compactMap(\.self)
      }
      if let validation, let first = own.positivesPerPicture,
        let second = rules(Self.seen(validation, view.resizing)).positivesPerPicture
      {
        findings += [PositivesBalance(training: first, validation: second).finding].compactMap(\.self)
        checks.append("run7")
      }
    }
    diagnosis = Diagnosis(findings, checks: checks)
    self.coverage = coverage
  }

  /// The objects of each picture as the detector sees them; boxes are clipped, and those without an area left out, as
  /// are pictures that are too large to be looked at.
  static func seen(_ set: AnnotationSet, _ resizing: Resizing?) -> [SeenObjects] {
    let labels = Dictionary(set.categories.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let byPicture = Dictionary(grouping: set.annotations.filter { $0.picture != nil }) { $0.picture ?? 0 }
    return set.pictures.indices.compactMap { place in
      let picture = set.pictures[place]
      guard picture.width > 0, picture.height > 0 else { return nil }
      let objects = (byPicture[place] ?? []).compactMap { annotation -> LabeledBox? in
        let box = annotation.box.clipped(to: picture.size)
        guard box.width > 0, box.height > 0 else { return nil }
        return LabeledBox(box: box, label: labels[annotation.category] ?? 0, isCrowd: annotation.isCrowd)
      }
      let transform = resizing?.transform(of: picture.size)
      guard AnchorRules.canSee(transform?.size ?? picture.size) else { return nil }
      guard let transform else {
        return SeenObjects(height: picture.height, width: picture.width, objects: objects)
      }
      return SeenObjects(height: transform.size.height, width: transform.size.width, objects: transform.apply(objects))
    }
  }
}
