// What can be wrong with a dataset that a detector is to be trained or measured on.

import Boxes
import Detector
import Images

/// What is wrong with a dataset's example.
public struct ExampleError: Error, Hashable, CustomStringConvertible {
  /// The image's identity in its dataset.
  public var image: Int
  /// What was expected, what was found and what to do.
  public var problem: String
  /// Where and what.
  public var description: String { "image \(image): \(problem)" }

  /// Looks at the labels of the objects in a picture.
  ///
  /// - Throws: an error for an object whose label is not in 0 ..< classes.
  static func checkLabels(of objects: [LabeledBox], in image: Int, classes: Int) throws(ExampleError) {
    if let object = objects.first(where: { !(0..<classes).contains($0.label) }) {
      throw ExampleError(
        image: image,
        problem: "expected labels in 0 ..< \(classes), found \(object.label); count classes from 0, without a "
          + "background class")
    }
  }
}

/// A dataset without images, to be trained on.
public struct EmptyDatasetError: Error, Hashable, CustomStringConvertible {
  /// What was expected, what was found and what to do.
  public var description: String {
    "dataset: training needs at least one image, found none; look at the list of images in its annotation file"
  }
}

/// A dataset with another number of classes than the model.
public struct CategoriesError: Error, Hashable, CustomStringConvertible {
  /// How many classes the model has.
  public var classes: Int
  /// The names of the dataset's classes.
  public var categories: [String]

  /// What was expected, what was found and what to do.
  public var description: String {
    "dataset: the model has \(classes) classes, the data have \(categories.count) (\(categories.joined(separator: ", ")))"
      + "; use a model and data of the same classes"
  }

  static func check(_ categories: [String], for configuration: RetinaNet.Configuration) throws(CategoriesError) {
    guard categories.count == configuration.architecture.classes else {
      throw CategoriesError(classes: configuration.architecture.classes, categories: categories)
    }
  }
}
