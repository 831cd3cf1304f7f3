// Copies of feature maps with zeros around the pixels or behind the channels, so that kernels need not ask where they are.

extension FeatureMap {
  /// The map itself if its channels fill whole vectors, else a copy with zeros behind each pixel's channels.
  func paddedToVectors() -> FeatureMap {
    let padded = Vector.wholeVectors(channels)
    guard padded != channels else { return self }
    let result = FeatureMap(images: images, height: self.height, width: self.width, channels: padded, zeroed: true)
    parallel(images) { image in
      for pixel in image * self.height * self.width..<(image + 1) * self.height * self.width {
        (result.view + pixel * padded).copy(view + pixel * channels, count: channels)
      }
    }
    return result
  }

  /// The map itself if its channels fill at least one vector, else a copy with zeros behind each pixel's channels.
  func paddedToVector() -> FeatureMap { channels >= Vector.scalarCount ? self : paddedToVectors() }

  /// A copy with rows and columns of zeros before and after.
  func padded(before: Int, after: Int) -> FeatureMap {
    padded(before: before, below: after, right: after)
  }

  private func padded(before: Int, below: Int, right: Int) -> FeatureMap {
    let result = FeatureMap(
      images: images, height: before + height + below, width: before + width + right, channels: channels)
    let row = width * channels
    let resultRow = result.width * channels
    parallel(images) { image in
      let source = view + image * height * row
      let target = result.view + image * result.height * resultRow
      target.fill(0, count: before * resultRow)
      for y in 0..<height {
        let start = target + (before + y) * resultRow
        start.fill(0, count: before * channels)
        (start + before * channels).copy(source + y * row, count: row)
        (start + (before * channels + row)).fill(0, count: right * channels)
      }
      (target + (before + height) * resultRow).fill(0, count: below * resultRow)
    }
    return result
  }
}
