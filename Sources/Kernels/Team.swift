// The threads that help with kernels' pieces of work.
//
// Why this is not Dispatch's concurrentPerform: a training step is several hundred parallel pieces of some 0.1 ms, one
// after another, and a detector's look at one picture a hundred of 0.02 ms.
// - Dispatch lets its threads sleep between two of them, and waking one can take as long as such a piece. Here who
//   waits stays awake for a tenth of a millisecond or two and looks; then it sleeps. It never yields: where another
//   program wants the processor, Linux gives a thread that yields nothing for some milliseconds, whatever it waits for.
// - Dispatch deals indices out as they come. Here everyone has a run of them, the same in every job of so many, and
//   takes from others' ends only when that is done: what a kernel writes is mostly read by the core that has it in
//   its cache.

import Dispatch
import Foundation
import Synchronization

/// Threads that wait for work together; one caller has them at a time.
final class Team: Sendable {
  static let shared = Team()

  /// What is to be done: everyone's share of the indices, and what to do for each.
  ///
  /// The one place where what is not `Sendable` goes to other threads: they are done with it before `run` returns, and
  /// no two of them do the same index.
  private struct Job: @unchecked Sendable {
    var shares: ArraySlice<Share>
    var body: (Int) -> Void
  }

  private let isTaken = Atomic<Bool>(false)
  private let job = Mutex<Job?>(nil)
  /// How many jobs there were: what a helper that is awake watches.
  private let posted = Atomic<Int>(0)
  /// Helpers at work on the present job.
  private let busy = Atomic<Int>(0)
  private let asleep = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// Whether the caller sleeps until the helpers are done.
  private let callerSleeps = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)
  /// The caller's share, then one for each helper.
  private let shares = Mutex([Share()])

  /// What everyone's time went to, while somebody wants to know.
  let times = TeamTimes()

  /// How often one looks for what it waits for before it sleeps.
  private static let looks = 200_000

  /// Runs the body for 0 ..< count by so many threads; false, and nothing is done, if somebody has the team.
  func run(_ count: Int, threads: Int, _ body: (Int) -> Void) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    defer { isTaken.store(false, ordering: .releasing) }
    let shares = members(threads)
    for (index, share) in shares.enumerated() {
      share.deal(index * count / threads..<(index + 1) * count / threads)
    }
    withoutActuallyEscaping(body) { body in
      let job = Job(shares: shares, body: body)
      let start = times.now()
      self.job.withLock { $0 = job }
      posted.wrappingAdd(1, ordering: .sequentiallyConsistent)
      for _ in 0..<min(threads - 1, asleep.load(ordering: .sequentiallyConsistent)) { alarm.signal() }
      work(job, as: 0)
      let end = times.count(.working, since: start)
      // Who has not come by now need not come; who has is waited for, until it has let go of the body.
      self.job.withLock { $0 = nil }
      if !wait(until: { busy.load(ordering: .acquiring) == 0 }) { sleepUntilDone() }
      times.count(.waiting, since: end)
    }
    return true
  }

  /// Sleeps until no helper is at work.
  private func sleepUntilDone() {
    callerSleeps.store(true, ordering: .sequentiallyConsistent)
    // A signal for an earlier sleep may come late: it is looked again.
    while busy.load(ordering: .sequentiallyConsistent) != 0 { done.wait() }
    callerSleeps.store(false, ordering: .sequentiallyConsistent)
  }

  /// The own share first, then what others have not come to.
  private func work(_ job: Job, as member: Int) {
    while let index = job.shares[member].first() { job.body(index) }
    for distance in 1..<job.shares.count {
      let other = job.shares[(member + distance) % job.shares.count]
      while let index = other.last() { job.body(index) }
    }
  }

  /// The shares of so many threads; those that are missing are started.
  private func members(_ threads: Int) -> ArraySlice<Share> {
    shares.withLock { shares in
      while shares.count < threads {
        let member = shares.count
        shares.append(Share())
        let thread = Thread { [self] in serve(as: member) }
        thread.name = "kernels \(member)"
        thread.qualityOfService = .userInitiated
        thread.stackSize = 8 << 20
        thread.start()
      }
      return shares[..<threads]
    }
  }

  private static let number = ThreadNumber()

  /// Which of the team's shares the present thread has; 0 is for callers.
  static var member: Int { number.value }

  /// What a helper does all its life.
  private func serve(as member: Int) {
    Self.number.value = member
    var seen = 0
    while true {
      if !wait(until: { posted.load(ordering: .acquiring) != seen }) {
        asleep.wrappingAdd(1, ordering: .sequentiallyConsistent)
        // A job that was posted since the last look has perhaps not seen that anybody sleeps.
        if posted.load(ordering: .sequentiallyConsistent) == seen { alarm.wait() }
        asleep.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      }
      seen = posted.load(ordering: .acquiring)
      if help(as: member), busy.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0,
        callerSleeps.load(ordering: .sequentiallyConsistent)
      {
        done.signal()
      }
    }
  }

  /// Joins in, if there is a share for it; the job is let go of on return.
  @inline(never)
  private func help(as member: Int) -> Bool {
    let joined = job.withLock { job -> Job? in
      guard let job, member < job.shares.count else { return nil }
      busy.wrappingAdd(1, ordering: .relaxed)
      return job
    }
    guard let joined else { return false }
    let start = times.now()
    work(joined, as: member)
    times.count(.working, since: start)
    return true
  }

  /// Whether it becomes so while it is looked for.
  @inline(__always)
  private func wait(until isSo: () -> Bool) -> Bool {
    for _ in 0..<Self.looks where isSo() { return true }
    return false
  }
}

/// The indices that one thread has before it: it takes the first, others the last.
private final class Share: Sendable {
  /// The first index, and 2³² times the end.
  private let range = Atomic<UInt64>(0)
  /// Keeps the next share off this one's cache line.
  private let distance: (SIMD16<Int64>, SIMD16<Int64>) = (.zero, .zero)

  func deal(_ indices: Range<Int>) {
    require(indices.upperBound <= UInt32.max, "pieces of work must be at most 2³², found \(indices.upperBound)")
    range.store(UInt64(indices.upperBound) << 32 | UInt64(indices.lowerBound), ordering: .relaxed)
  }

  func first() -> Int? { take { (start, end) in (start + 1, end, start) } }

  func last() -> Int? { take { (start, end) in (start, end - 1, end - 1) } }

  @inline(__always)
  private func take(_ change: (_ start: UInt64, _ end: UInt64) -> (start: UInt64, end: UInt64, taken: UInt64)) -> Int? {
    var present = range.load(ordering: .relaxed)
    while true {
      let (start, end) = (present & 0xFFFF_FFFF, present >> 32)
      guard start < end else { return nil }
      let next = change(start, end)
      let (isTaken, found) = range.compareExchange(
        expected: present, desired: next.end << 32 | next.start, ordering: .relaxed)
      if isTaken { return Int(next.taken) }
      present = found
    }
  }
}
