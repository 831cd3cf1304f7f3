import Assignments

struct Answers: BoxTask {}
