// A scene on which every difference in matching shows.

import Boxes

extension SystemComparison {
  /// Names of the toy scene's classes.
  public static let toyCategories = ["car", "person", "bird"]

  /// The toy scene: one object for each difference.
  ///
  /// On an image of 240 × 320 pixels (height × width):
  ///
  /// ```
  /// 0  a car, 130 × 110            anchors fit it everywhere
  /// 1  a person, 24 × 32           the anchor from (4, 4) to (36, 36) has an IoU of exactly 0.4 with it
  /// 2  a bird, 21 × 21             its best anchors lie between 0.4 and 0.5
  /// 3  a bird, 10 × 10             its best anchors stay below 0.4
  /// 4  a person, 40 × 40           and in it
  /// 5  another, 24 × 14            whose best anchors fit the first better
  /// ```
  ///
  /// P7 has a column of cells whose center, at x = 320, is outside the image.
  public static let toyObjects: [LabeledBox] = [
    LabeledBox(box: Box(xMin: 80, yMin: 110, xMax: 210, yMax: 220), label: 0),
    LabeledBox(box: Box(xMin: 20, yMin: 4, xMax: 44, yMax: 36), label: 1),
    LabeledBox(box: Box(xMin: 130, yMin: 40, xMax: 151, yMax: 61), label: 2),
    LabeledBox(box: Box(xMin: 200, yMin: 60, xMax: 210, yMax: 70), label: 2),
    LabeledBox(box: Box(xMin: 260, yMin: 40, xMax: 300, yMax: 80), label: 1),
    LabeledBox(box: Box(xMin: 268, yMin: 53, xMax: 292, yMax: 67), label: 1),
  ]

  /// The toy scene through every system.
  public static func toy(reproducingDefects: Bool = false) -> SystemComparison {
    SystemComparison(
      objects: toyObjects, size: ImageSize(height: 240, width: 320), classes: toyCategories.count,
      reproducingDefects: reproducingDefects
    )
  }
}
