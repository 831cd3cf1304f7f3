// What a command line asks for and the run never comes to, because it is too short or has too few pictures.

import CommandLineTool
import Text
import Training

/// Options of `train` beside the run that they are options of.
struct TrainReach {
  let settings: TrainSettings
  let arguments: ParsedArguments

  private typealias Table = TrainArguments

  /// A part of the schedule that lies behind the last step, in words: the rate would not be what was asked for.
  var problem: String? {
    let (steps, schedule) = (settings.options.steps, settings.options.schedule)
    let run = "the run of \(steps.counted("step"))"
    if schedule.warmUp.steps > steps {
      return
        "The option '--warmup' \(schedule.warmUp.steps) is longer than \(run): the rate would still rise at its end "
        + "and never be --lr. Give fewer steps of '--warmup', or more '--steps'."
    }
    // The first step is 0: the rate of a run of 800 steps is last asked for at step 799.
    if case .step(let milestones, _) = schedule.decay, let late = milestones.first(where: { $0 >= steps }) {
      return
        "The option '--milestones' has \(late), which \(run) does not come to: the rate would not fall there. Give "
        + "milestones below \(steps), or more '--steps'."
    }
    return nil
  }

  /// What does no harm, but may not be what was meant; only of what was given.
  func notes(trainingCount: Int?) -> [String] {
    let options = settings.options
    func given(_ argument: Argument<Int>) -> Int? { arguments.isGiven(argument) ? arguments[argument] : nil }
    var notes: [String] = []
    if let every = given(Table.evaluateEvery), every > options.steps {
      notes.append(
        "'--evaluate-every' \(every) is more than the run's \(options.steps.counted("step")): it is measured at the end "
          + "only")
    }
    if let count = trainingCount, let batch = given(Table.batch), batch > count {
      notes.append(
        "'--batch' \(batch) is more than the \(count.counted("picture")) trained on: every step sees some of them more "
          + "than once")
    }
    return notes
  }
}
