// What a practitioner would choose for annotated pictures: few of them, seen again and again.

extension TrainingOptions {
  /// Updates that a detector with random weights needs, however few the pictures are.
  public static let leastOwnSteps = 1_600
  /// How often every picture is shown at least: that many passes over COCO are the shortest schedule of the paper's
  /// followers ("1x").
  public static let leastPasses = 12
  /// Updates of a detector that goes on from weights which have learnt something alike.
  public static let furtherSteps = 400
  /// The share of the rate with which such a detector goes on, so that it does not forget what it knows.
  public static let furtherRate = 0.25

  /// The default for annotated pictures: those of `standard`, with the pictures changed at random at every showing, and
  /// as many steps as they need.
  ///
  /// - Parameters:
  ///   - count: How many pictures are trained on, at least 0.
  ///   - steps: nil: by the number of pictures.
  ///   - batchSize: Images for each update.
  ///   - seed: Decides the order of the images and their augmentation.
  ///   - goesOn: Whether it begins with weights that have learnt something alike.
  public static func ownPictures(
    count: Int, steps: Int? = nil, batchSize: Int = standard().batchSize, seed: UInt64 = 0, goesOn: Bool = false
  ) -> TrainingOptions {
    precondition(count >= 0, "count must not be negative, found \(count)")
    let passes = Int((Double(leastPasses) * Double(count) / Double(batchSize)).rounded(.up))
    let steps = steps ?? max(goesOn ? furtherSteps : leastOwnSteps, passes)
    var options = standard(steps: steps, batchSize: batchSize, seed: seed)
    options.augmentation = .standard
    if goesOn {
      options.schedule = LearningRateSchedule(
        peak: furtherRate * options.schedule.peak, totalSteps: steps, decay: options.schedule.decay,
        warmUp: options.schedule.warmUp)
    }
    return options
  }
}
