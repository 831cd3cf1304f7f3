// For tests that change or observe what belongs to the whole process, such as the number of threads.

import Foundation

private let lock = NSRecursiveLock()

/// Runs a closure while no other closure given to `alone` runs, in whichever suite.
///
/// Tests of different suites run side by side. Two that both set the number of threads would otherwise compare runs
/// that were made with each other's number.
public func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
  lock.lock()
  defer { lock.unlock() }
  return try body()
}
