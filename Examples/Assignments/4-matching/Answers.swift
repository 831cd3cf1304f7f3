import Assignments

struct Answers: MatchingTask {}
