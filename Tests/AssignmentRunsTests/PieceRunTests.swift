// Runs of the detector with somebody's pieces: right ones train as its own do, wrong ones are named, and what throws is
// told.

import Boxes
import Losses
import Synchronization
import Testing
import _TestSupport

@testable import AssignmentRuns
@testable import Assignments

@Suite("Assignment 9: pieces in the real detector")
struct PieceRunTests {
  /// The tasks whose calls are runs, made in this process, each run once.
  static let assignment: Assignment = {
    let known = Mutex<[[String]: Outcome]>([:])
    var assignment = Course.loop.made { version, function, arguments in
      let key = [version, function, Value.list(arguments).word]
      if let outcome = known.withLock({ $0[key] }) { return outcome }
      let run = versionRuns[function] ?? Function(call: { _ in .none })
      let outcome = run.outcome([.text(version)] + arguments)
      known.withLock { $0[key] = outcome }
      return outcome
    }
    assignment.tasks.removeAll { !$0.isRun }
    return assignment
  }()

  @Test("Two correct versions have all points, every mistake is killed and named alone")
  func proof() {
    let proof = Proof([Self.assignment], seed: 2017)
    #expect(proof.unanswered == 0)
    #expect(proof.reference == 100)
    #expect(proof.alternative == 100)
    for row in proof.rows { #expect(row.killedBy == ["a"] && row.isNamed, "\(row.task) \(row.id)") }
    #expect(proof.classes == [])
    #expect(proof.laws.filter { !$0.isNeeded }.map(\.id) == [])
    #expect(proof.mistakes.count == 39)
  }

  @Test(
    "Overfitting one picture ends below a twentieth of the first loss with AP50 of at least 0.9", arguments: [3, 4])
  func overfits(_ seed: Int) throws {
    let run = RunComparison()
    let own = try PieceRun().overfit(seed: seed)
    #expect(run.isRight(own, own), "\(own)")
    let other = try PieceRun(answers: Pieces.version(Pieces.alternative)).overfit(seed: seed)
    #expect(run.isRight(other, own), "\(other), \(own)")
  }

  @Test("An unanswered piece is unanswered, one that throws or does not fit says so")
  func faults() throws {
    struct Nothing: LoopTask {}
    struct Throwing: LoopTask {
      struct Broken: Error {}
      func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double { throw Broken() }
      func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]] { [] }
      func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double] { [1] }
      func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int] {
        [0, 0]
      }
    }
    let nothing = PieceRun(answers: Nothing())
    #expect(throws: NotAnswered("9.10")) { try nothing.trainLoss(seed: 1) }
    #expect(throws: NotAnswered("9.11")) { try nothing.trainAssigner(seed: 1) }
    #expect(throws: NotAnswered("9.12")) { try nothing.trainCoding(seed: 1) }
    #expect(throws: NotAnswered("9.13")) { try nothing.detect(seed: 1) }
    let broken = PieceRun(answers: Throwing())
    #expect(throws: Throwing.Broken.self) { try broken.trainLoss(seed: 1) }
    #expect(throws: UnfitPiece.self) { try broken.trainAssigner(seed: 1) }
    #expect(throws: UnfitPiece.self) { try broken.trainCoding(seed: 1) }
    #expect(throws: UnfitPiece.self) { try broken.detect(seed: 1) }
  }

  @Test("A loss that is no number stops the run with a sentence")
  func notANumber() {
    struct Wild: LoopTask {
      func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double { .nan }
      func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double { .nan }
    }
    let run = PieceRun(answers: Wild())
    guard case .threw(let message) = Function(call: { _ in try run.trainLoss(seed: 1) }).outcome([]) else {
      Issue.record("it did not throw")
      return
    }
    #expect(message.contains("not finite"))
  }

  @Test("The coding's gradient is that of the library's by central differences")
  func gradient() throws {
    let answers = try #require(Pieces.version(Pieces.alternative))
    let coding = StudentCoding(task: answers, faults: Faults())
    let own = BoxCoding.center(CenterBoxCoder(weights: .standardized))
    let anchor = Box(xMin: 3, yMin: 5, xMax: 23, yMax: 15)
    let (edges, numbers) = ((1.0, -2.0, 0.5, 3.0), (0.3, -0.2, 0.7, -1.1))
    let (found, right) = (
      coding.gradient(edges: edges, numbers: numbers, anchor: anchor),
      own.gradient(edges: edges, numbers: numbers, anchor: anchor)
    )
    for (one, other) in [(found.0, right.0), (found.1, right.1), (found.2, right.2), (found.3, right.3)] {
      #expect(abs(one - other) < 1e-6)
    }
  }
}
