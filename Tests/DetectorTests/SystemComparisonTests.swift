// One scene through all systems: numbers that follow from the rules, and that the text says what the numbers are.

import RetinaKit
import Testing
import _TestSupport

@Suite("Systems compared on one scene")
struct SystemComparisonTests {
  let toy = SystemComparison.toy()

  private func view(_ system: ReferenceSystem, _ comparison: SystemComparison? = nil) throws -> SystemComparison.View {
    try #require((comparison ?? toy).views.first { $0.conventions.system == system })
  }

  @Test("The toy scene prints")
  func prints() { print(toy.text) }
}
