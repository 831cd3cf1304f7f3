// How kernels share work between threads, without the result ever depending on how many there are.

import Foundation

/// How many threads the kernels use: by default one for each core, in a scope what `with` says.
///
/// Results are the same bits for every count: work is cut into pieces by the shapes alone, no two pieces write the
/// same value, and sums over pieces are taken in the order of the pieces.
public enum Threads {
  /// One for each core.
  private static let all = ProcessInfo.processInfo.activeProcessorCount

  /// What the scope around a call has chosen; it belongs to a task and its children, or outside of tasks to a thread.
  @TaskLocal private static var chosen: Int?

  /// The number of threads that kernels called from here use, at least 1.
  public static var count: Int { chosen ?? all }

  /// Runs a closure with a number of threads for all kernels that it calls; afterwards it is what it was before.
  ///
  /// What the closure hands to a dispatch queue or to a detached task is not in the scope.
  ///
  /// - Parameters:
  ///   - count: at least 1; nil changes nothing.
  ///   - body: what is run.
  public static func with<Result>(_ count: Int?, _ body: () throws -> Result) rethrows -> Result {
    guard let count else { return try body() }
    check(count)
    return try $chosen.withValue(count, operation: body)
  }

  /// Runs an asynchronous closure, and the tasks of its groups, with a number of threads.
  ///
  /// - Parameters:
  ///   - count: at least 1; nil changes nothing.
  ///   - body: what is run.
  nonisolated(nonsending) public static func with<Result>(
    _ count: Int?, _ body: nonisolated(nonsending) () async throws -> Result
  ) async rethrows -> Result {
    guard let count else { return try await body() }
    check(count)
    return try await $chosen.withValue(count, operation: body)
  }

  private static func check(_ count: Int) { require(count >= 1, "threads must be at least 1, found \(count)") }
}

/// Runs a piece of work for every index in 0 ..< count; a thread that has finished one takes the next.
///
/// Called while another call is under way, from one of its pieces or from elsewhere, it does all the work itself.
///
/// The closure need not be `Sendable`: that no two pieces write the same numbers is what every kernel sees to, and the
/// compiler cannot check. Nothing of it is left when the call is over.
func parallel(_ count: Int, _ body: (Int) -> Void) {
  let threads = min(Threads.count, count)
  if threads > 1, Team.shared.run(count, threads: threads, body) { return }
  for index in 0..<max(count, 0) { body(index) }
}
