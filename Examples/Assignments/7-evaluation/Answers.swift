import Assignments

struct Answers: EvaluationTask {}
