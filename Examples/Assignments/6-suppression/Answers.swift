import Assignments

struct Answers: SuppressionTask {}
