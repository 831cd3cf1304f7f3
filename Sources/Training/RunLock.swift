// One run a folder: a lock that the system takes away when the process that held it is gone, however it went.

import Formats
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that a run cannot have for itself: another is under way in it, or nothing can be written there.
public struct RunLockError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The folder.
  public var path: String
  /// The process that holds it, if that could be read.
  public var process: Int32?
  /// Why the lock cannot be written, if no run holds it.
  public var problem: String?

  /// Where, what was found and what to do.
  public var description: String {
    if let problem { return "\(path)/run.lock: cannot be written: \(problem)" }
    return
      "\(path): \(process.map { "process \($0)" } ?? "another process") trains in this folder; wait for its end, or take "
      + "another folder"
  }
}

/// The right to write a run's files, which one run has at a time, of whatever process.
///
/// The folder has a file `run.lock` while a run is under way, with the number of its process. What counts is not the
/// file but the system's lock on it (`flock`): a process that was killed holds none, and what it left is taken over.
/// On a file system without locks nothing is locked.
package final class RunLock: Sendable {
  private let folder: URL
  private let held = Mutex<FileHandle?>(nil)

  /// Takes the lock of a folder that exists.
  ///
  /// - Throws: `RunLockError` if another run has it, or if the folder cannot be written.
  package init(of folder: URL) throws {
    self.folder = folder
    try hold()
  }

  deinit { release() }

  private var file: URL { TrainingRunFiles(directory: folder).lock }

  /// Takes the lock again after it was released; nothing happens if it is held.
  func hold() throws {
    try held.withLock { held in
      guard held == nil else { return }
      // A run that ends takes its file away: one that was opened just before that is no longer the folder's.
      for _ in 0..<100 {
        do {
          if let handle = try taken() {
            held = handle
            return
          }
        } catch let error as RunLockError {
          throw error
        } catch {
          throw RunLockError(path: folder.path, process: nil, problem: fileReason(error))
        }
      }
      throw RunLockError(path: folder.path, process: nil)
    }
  }

  /// Gives the lock back, and takes the file away.
  package func release() {
    held.withLock { held in
      guard let handle = held else { return }
      try? FileManager.default.removeItem(at: file)
      try? handle.close()
      held = nil
    }
  }

  /// The locked file; nil if it was taken away while it was locked.
  private func taken() throws -> FileHandle? {
    do { try Data().write(to: file, options: .withoutOverwriting) } catch {
      // There already, of whatever run.
      guard FileManager.default.fileExists(atPath: file.path) else { throw error }
    }
    let handle = try FileHandle(forUpdating: file)
    guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
      throw RunLockError(path: folder.path, process: Int32(text.prefix { $0 != "\n" }))
    }
    let mark = Data("\(ProcessInfo.processInfo.processIdentifier)\n\(UUID())\n".utf8)
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: mark)
    return (try? Data(contentsOf: file)) == mark ? handle : nil
  }
}
