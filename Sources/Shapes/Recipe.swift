// Every number by which the synthetic scenes are drawn, and the presets.

extension ShapesDataset {
  /// The sets that come with the package, each one change away from `standard`.
  public enum Preset: String, CaseIterable, Codable, Sendable {
    /// One or two large objects of high contrast, no clutter, little noise.
    case easy
    /// The set by which figures are compared.
    case standard
    /// As standard, with as many objects as find room: 8–20 are tried. A picture of these costs a training step as much
    /// as one of `standard` and has more than four times as many objects to learn from.
    case busy
    /// Objects of 6–16 px.
    case tiny
    /// 8–14 objects of up to 32 px that may overlap up to IoU 0.3.
    case crowded
    /// Eight ellipses in ten objects, one triangle in twenty-five.
    case longTailed = "long-tailed"
    /// Annotations that are up to 3 px beside the truth at each edge.
    case jittered
  }

  /// What a scene is made of.
  ///
  /// Lengths are in pixels, shares and probabilities in 0…1.
  public struct Recipe: Hashable, Sendable {
    /// How many objects are tried, uniform.
    ///
    /// The first always succeeds; others are left out where there is no room.
    public var objects: ClosedRange<Int> = 1...5
    /// The share of scenes without any object.
    public var emptyFraction = 0.0
    /// √(width · height) of an object, log-uniform.
    public var size: ClosedRange<Double> = 12...72
    /// ln(width / height) of an object, uniform.
    public var logAspect: ClosedRange<Double> = -0.5...0.5
    /// How often ellipse, rectangle and triangle occur, in proportion to each other.
    public var classFrequencies: [Double] = [1, 1, 1]
    /// The greatest IoU of two objects' boxes.
    public var greatestIoU = 0.1
    /// The least distance |ΔR| + |ΔG| + |ΔB| of an object's color from the background's, over 0…255.
    public var leastContrast = 120
    /// How many lines lie under the objects, uniform.
    public var clutterLines: ClosedRange<Int> = 0...7
    /// How thick those lines are, uniform over whole pixels.
    public var clutterThickness: ClosedRange<Int> = 1...5
    /// The standard deviation of the noise, independent in each channel, on a scale of 0…1.
    public var noise = 0.03
    /// How far each edge of an annotation is moved, uniform to both sides.
    public var annotationJitter = 0.0

    /// The standard set: never made easier, since figures are compared over time.
    public static let standard = Recipe()

    /// The recipe of a preset.
    public static func preset(_ preset: Preset) -> Recipe {
      var recipe = Recipe.standard
      switch preset {
      case .standard: break
      case .easy:
        recipe.objects = 1...2
        recipe.size = 28...72
        recipe.leastContrast = 240
        recipe.clutterLines = 0...0
        recipe.noise = 0.01
      case .busy:
        recipe.objects = 8...20
      case .tiny:
        recipe.size = 6...16
      case .crowded:
        recipe.objects = 8...14
        recipe.size = 12...32
        recipe.greatestIoU = 0.3
      case .longTailed:
        recipe.classFrequencies = [0.80, 0.16, 0.04]
      case .jittered:
        recipe.annotationJitter = 3
      }
      return recipe
    }

    func check() {
      precondition(objects.lowerBound >= 0, "recipe.objects must not be negative, found \(objects)")
      precondition(0...1 ~= emptyFraction, "recipe.emptyFraction must be in 0…1, found \(emptyFraction)")
      precondition(
        size.lowerBound >= 2 && size.upperBound.isFinite, "recipe.size must be at least 2 and finite, found \(size)")
      precondition(
        logAspect.lowerBound >= -2 && logAspect.upperBound <= 2, "recipe.logAspect must be in -2…2, found \(logAspect)")
      precondition(
        classFrequencies.count == ShapesDataset.classes.count
          && classFrequencies.allSatisfy { $0 >= 0 && $0.isFinite } && classFrequencies.contains { $0 > 0 },
        "recipe.classFrequencies must be three numbers that are not negative, one above 0, found \(classFrequencies)")
      precondition(0...1 ~= greatestIoU, "recipe.greatestIoU must be in 0…1, found \(greatestIoU)")
      // The color furthest from mid gray is 3 · 128 away; near that, drawing until a color fits takes too long.
      precondition(0...300 ~= leastContrast, "recipe.leastContrast must be in 0…300, found \(leastContrast)")
      precondition(clutterLines.lowerBound >= 0, "recipe.clutterLines must not be negative, found \(clutterLines)")
      precondition(
        clutterThickness.lowerBound >= 1, "recipe.clutterThickness must be at least 1, found \(clutterThickness)")
      precondition(0...1 ~= noise, "recipe.noise must be in 0…1, found \(noise)")
      precondition(
        annotationJitter >= 0 && annotationJitter.isFinite,
        "recipe.annotationJitter must be finite and at least 0, found \(annotationJitter)")
    }
  }
}
