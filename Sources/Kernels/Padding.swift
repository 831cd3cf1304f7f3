// Copies of feature maps with zeros behind the channels, so that whole vectors can be read.

extension FeatureMap {
  /// The map itself if its channels fill at least one vector, else a copy with zeros behind each pixel's channels.
  func paddedToVector() -> FeatureMap {
    let padded = Vector.scalarCount
    guard channels < padded else { return self }
    let result = FeatureMap(images: images, height: self.height, width: self.width, channels: padded, zeroed: true)
    parallel(images) { image in
      for pixel in image * self.height * self.width..<(image + 1) * self.height * self.width {
        (result.view + pixel * padded).copy(view + pixel * channels, count: channels)
      }
    }
    return result
  }
}
